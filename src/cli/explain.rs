//! `explain`: which files an address was made from, as the last build remembered it.

use super::Failure;
use super::args::ExplainArgs;
use super::build::shown;
use super::say::{Exit, Voice};
use crate::diagnostic::{human, nearest};
use crate::error::Error;
use crate::model::Address;
use crate::publish::{self, Made};
use percent_encoding::percent_decode_str;

/// Prints what is known of an address.
pub(super) fn explain(args: &ExplainArgs, voice: Voice) -> Result<Exit, Failure> {
    let (root, output) = args.folders()?;
    let asked = human::one_line(&args.address);
    let Some(made) = publish::made(&output, &root)? else {
        let message = format!("nothing is known of `{}`; run `folkmoot build` first", shown(&output));
        return Err(Error::Usage(message).into());
    };
    let Some(one) = candidates(&args.address).iter().find_map(|path| find(&made, path)) else {
        let paths: Vec<String> = made.iter().map(|made| address_of(&made.path)).collect();
        let near = nearest(&address_of(&file_of(&args.address)), paths.iter().map(String::as_str));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Error::Usage(format!("the site has no `{asked}`{near}")).into());
    };
    let file = shown(&output.join(&*one.path));
    voice.result(&format!("{}\n  file     {file}, {} bytes", address_of(&one.path), one.size))?;
    voice.result(&format!("  key      {:016x}{:016x}", one.key.0, one.key.1))?;
    voice.result(&format!("  content  {:016x}{:016x}", one.digest.0, one.digest.1))?;
    if one.sources.is_empty() {
        voice.result("made from `hub.toml` and the theme alone")?;
    } else {
        voice.result("made from")?;
        for source in &one.sources {
            voice.result(&format!("  {}", human::one_line(source)))?;
        }
    }
    Ok(Exit::Done)
}

fn find<'a>(made: &'a [Made], path: &str) -> Option<&'a Made> {
    made.binary_search_by(|one| (*one.path).cmp(path)).ok().map(|at| &made[at])
}

/// The files an address may mean: as it is written, with a slash at its end, and as the name of a file.
fn candidates(asked: &str) -> Vec<String> {
    let path = path_of(asked);
    [path.clone(), format!("{path}/")].iter().filter_map(|path| Some(Address::parse(path).ok()?.file())).collect()
}

fn file_of(asked: &str) -> String {
    candidates(asked).pop().unwrap_or_default()
}

/// The path of what may be a whole URL, decoded, with a slash at its start.
fn path_of(asked: &str) -> String {
    let path = match asked.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => asked,
    };
    let path = path.split(['?', '#']).next().unwrap_or("");
    let path = percent_decode_str(path).decode_utf8_lossy();
    format!("/{}", path.trim_start_matches('/'))
}

/// The address of a file of the site.
fn address_of(file: &str) -> String {
    match file.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{file}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_written_in_many_ways() {
        for asked in [
            "/events/",
            "events",
            "https://hub.example/events/?x#y",
            "/events/index.html",
            "http://127.0.0.1:4180/events",
        ] {
            assert!(candidates(asked).contains(&"events/index.html".to_owned()), "{asked}");
        }
        assert!(candidates("/kb/%E6%B2%B3/").contains(&"kb/河/index.html".to_owned()));
        assert!(candidates("https://hub.example").contains(&"index.html".to_owned()));
        assert!(candidates("/feed.xml").contains(&"feed.xml".to_owned()));
        assert!(candidates("/../x").is_empty());
        assert_eq!(address_of("index.html"), "/");
        assert_eq!(address_of("a/index.html"), "/a/");
        assert_eq!(address_of("a/myindex.html"), "/a/myindex.html");
    }
}
