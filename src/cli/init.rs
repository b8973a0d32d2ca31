//! `init`: a new hub that builds as it is. Asks nothing that it can find out, and overwrites nothing.

use super::Failure;
use super::args::{instant, now, website};
use super::build::many;
use super::say::{Exit, Voice, output};
use crate::error::Error;
use crate::markup::slug;
use crate::model::Language;
use crate::starter::hub::NewHub;
use crate::time::{Instant, Moment, Zone};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `init` has.
#[derive(Args, Clone, Debug)]
pub(super) struct InitArgs {
    /// The folder of the hub; made where it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// The name of the community [default: made of the folder's name]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The language of the site, such as `en` or `zh-CN`; content to replace there is in English and Chinese
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = language)]
    lang: Language,
    /// Where the site will live [default: the forge's pages for the repository, else an address to replace]
    #[arg(long, value_name = "URL", value_parser = website)]
    base_url: Option<String>,
    /// The time zone of events, such as Asia/Shanghai [default: that of this machine]
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    timezone: Option<String>,
    /// The page of the git repository [default: its remote `origin`]
    #[arg(long, value_name = "URL", value_parser = website)]
    repository: Option<String>,
    /// The clock, such as 2026-11-21T12:00:00Z [default: `SOURCE_DATE_EPOCH`, else the time]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    now: Option<Instant>,
}

fn language(tag: &str) -> Result<Language, String> {
    Language::parse(tag).ok_or_else(|| "write a BCP 47 tag such as `en` or `zh-CN`".to_owned())
}

fn zone(name: &str) -> Result<String, String> {
    if let Some(zone) = Zone::find(name) {
        return Ok(zone.name().to_owned());
    }
    let near: Vec<_> = Zone::suggest(name).iter().map(|name| format!("`{name}`")).collect();
    Err(match near.is_empty() {
        true => "use a name such as `Asia/Shanghai` from the IANA list".to_owned(),
        false => format!("did you mean {}?", near.join(" or ")),
    })
}

/// Writes the hub, and says what came of it.
pub(super) fn init(args: &InitArgs, voice: Voice) -> Result<Exit, Failure> {
    let folder = &args.folder;
    if folder.join("hub.toml").exists() {
        return Err(Error::Usage(format!("there is already a hub in `{}`", folder.display())).into());
    }
    if folder.exists() && !folder.is_dir() {
        return Err(Error::Usage(format!("`{}` is no folder", folder.display())).into());
    }
    std::fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    let hub = known(args)?;
    let files = hub.files();
    let mut kept = Vec::new();
    // `hub.toml` last: what was broken off on the way is no hub yet, and can be begun again.
    let (last, first): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| name == "hub.toml");
    for (name, text) in first.into_iter().chain(last) {
        if !super::new::create(&folder.join(name), text)? {
            kept.push(name.as_str());
        }
    }
    for name in &kept {
        voice.remark(&format!("kept {name} as it was"));
    }
    if !hub.folder.is_empty() {
        voice.remark(&format!(
            "forges read `.github` and `.gitlab-ci.yml` at the root of the repository only: move them out of {}",
            hub.folder
        ));
    }
    output(&format!("{}\n", said(&hub, folder, files.len() - kept.len())))?;
    Ok(Exit::Done)
}

/// What was made, and what to do next.
fn said(hub: &NewHub, folder: &Path, count: usize) -> String {
    let place = folder.display().to_string();
    let (at, go) = match place.as_str() {
        "." => (String::new(), String::new()),
        place => (format!(" in {place}"), format!("cd {} && ", quoted(place))),
    };
    let address = match &hub.repository {
        None => "\nin hub.toml: `base_url`, and `[repository]` once there is one",
        Some(_) => "",
    };
    format!(
        "{} written{at}: {}, in the time zone {}\nnext: {go}folkmoot serve --open{address}",
        many(count, "file"),
        hub.title,
        hub.timezone
    )
}

/// A path as a shell takes it.
pub(super) fn quoted(path: &str) -> String {
    let plain = path.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~' | '+'));
    if plain { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

/// What was given, and for the rest what can be found out.
fn known(args: &InitArgs) -> Result<NewHub, Failure> {
    let folder = args.folder.canonicalize().map_err(Error::io("find", &args.folder))?;
    let title = match &args.title {
        Some(title) => title.trim().to_owned(),
        None => title_of(&folder),
    };
    if title.is_empty() {
        return Err(Error::Usage("`--title` is empty".into()).into());
    }
    let timezone = args.timezone.clone().unwrap_or_else(machine_zone);
    let repository = args
        .repository
        .clone()
        .or_else(|| git(&folder, &["remote", "get-url", "origin"]).and_then(|url| web_page(&url)));
    let repository = repository.map(|url| url.trim_end_matches('/').trim_end_matches(".git").to_owned());
    let branch = git(&folder, &["symbolic-ref", "--short", "HEAD"]).unwrap_or_else(|| "main".to_owned());
    let inner = git(&folder, &["rev-parse", "--show-prefix"]).unwrap_or_default();
    let base_url = args.base_url.clone().or_else(|| repository.as_deref().and_then(pages)).unwrap_or_else(|| {
        let name = slug(&title);
        let ascii = name.is_ascii() && !name.is_empty();
        format!("https://{}.example", if ascii { &name } else { "community" })
    });
    let zone = Zone::find(&timezone).unwrap_or_else(Zone::utc);
    let day = Moment::at(now(args.now)?, &zone).date();
    Ok(NewHub {
        title,
        language: args.lang.as_str().to_owned(),
        base_url: base_url.trim_end_matches('/').to_owned(),
        timezone,
        repository,
        branch,
        folder: inner.trim_end_matches('/').to_owned(),
        day,
    })
}

/// `riverbank-founders` is "Riverbank founders".
fn title_of(folder: &Path) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy().replace(['-', '_', '.'], " ")).unwrap_or_default();
    let mut chars = name.trim().chars();
    let title: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    if title.is_empty() { "Our community".to_owned() } else { title }
}

/// The zone of this machine, by `TZ`, `/etc/localtime` or `/etc/timezone`; UTC where none of them tells.
fn machine_zone() -> String {
    let variable = std::env::var("TZ").ok().map(|zone| zone.trim_start_matches(':').to_owned());
    let link = || std::fs::canonicalize("/etc/localtime").ok().map(|file| file.to_string_lossy().into_owned());
    let file = || std::fs::read_to_string("/etc/timezone").ok();
    variable
        .and_then(|zone| zone_in(&zone))
        .or_else(|| link().and_then(|zone| zone_in(&zone)))
        .or_else(|| file().and_then(|zone| zone_in(&zone)))
        .unwrap_or_else(|| "UTC".to_owned())
}

/// A zone by its name, or by the path of its file.
fn zone_in(text: &str) -> Option<String> {
    let name = text.trim().rsplit("zoneinfo/").next()?;
    let name = name.trim_start_matches("posix/").trim_start_matches("right/");
    Zone::find(name).map(|zone| zone.name().to_owned())
}

/// What git answers; `None` where there is no git, no repository or no answer.
pub(super) fn git(folder: &Path, words: &[&str]) -> Option<String> {
    let done = Command::new("git").arg("-C").arg(folder).args(words).output().ok()?;
    let line = String::from_utf8(done.stdout).ok()?.trim().to_owned();
    (done.status.success() && !line.is_empty()).then_some(line)
}

/// The page of a repository from the address it is cloned from: `git@github.com:riverbank/hub.git`.
fn web_page(remote: &str) -> Option<String> {
    let remote = remote.trim().trim_end_matches('/').trim_end_matches(".git");
    let (scheme, rest) = remote.split_once("://").unwrap_or(("scp", remote));
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let page = match scheme {
        "scp" => {
            let (host, path) = rest.split_once(':')?;
            format!("https://{host}/{}", path.trim_start_matches('/'))
        }
        "ssh" | "git" => {
            let (host, path) = rest.split_once('/')?;
            format!("https://{}/{path}", host.split(':').next().unwrap_or(host))
        }
        "https" | "http" => format!("{scheme}://{rest}"),
        _ => return None,
    };
    website(&page).ok()
}

/// Where a forge publishes the pages of a repository.
fn pages(repository: &str) -> Option<String> {
    let (host, path) = repository.split_once("://")?.1.split_once('/')?;
    let (owner, name) = path.split_once('/')?;
    let owner = owner.to_lowercase();
    let domain = match host {
        "github.com" => "github.io",
        "gitlab.com" => "gitlab.io",
        _ => return None,
    };
    let own = name.eq_ignore_ascii_case(&format!("{owner}.{domain}"));
    Some(if own { format!("https://{owner}.{domain}") } else { format!("https://{owner}.{domain}/{name}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_leads_to_its_page_and_its_site() {
        for (remote, page, site) in [
            ("git@github.com:Riverbank/hub.git", "https://github.com/Riverbank/hub", "https://riverbank.github.io/hub"),
            (
                "https://github.com/riverbank/riverbank.github.io",
                "https://github.com/riverbank/riverbank.github.io",
                "https://riverbank.github.io",
            ),
            (
                "ssh://git@gitlab.com:22/riverbank/hub.git",
                "https://gitlab.com/riverbank/hub",
                "https://riverbank.gitlab.io/hub",
            ),
            ("https://token@forge.example/riverbank/hub/", "https://forge.example/riverbank/hub", ""),
        ] {
            assert_eq!(web_page(remote).as_deref(), Some(page), "{remote}");
            assert_eq!(pages(page).unwrap_or_default(), site, "{remote}");
        }
        assert_eq!(web_page("/srv/git/hub.git"), None);
        assert_eq!(web_page("../hub"), None);
    }

    #[test]
    fn names_of_folders_and_files_tell() {
        assert_eq!(title_of(Path::new("/home/x/riverbank-founders")), "Riverbank founders");
        assert_eq!(title_of(Path::new("/home/x/河岸")), "河岸");
        assert_eq!(title_of(Path::new("/")), "Our community");
        assert_eq!(zone_in("/usr/share/zoneinfo/Asia/Shanghai").as_deref(), Some("Asia/Shanghai"));
        assert_eq!(zone_in("Europe/Lisbon\n").as_deref(), Some("Europe/Lisbon"));
        assert_eq!(zone_in("/etc/localtime"), None);
        assert_eq!(quoted("my hub"), "'my hub'");
    }
}
