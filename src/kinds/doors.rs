//! Doors for people who do not know git: links that open the forge's editor with a new file, its name and its fields.
//!
//! Takes the repository of `hub.toml` and the words of the theme, gives links. The fields to fill in are a text of the theme, one for
//! each language (`doors.event`), so that whoever reads Chinese is asked in Chinese.

use super::view::View;
use crate::config::Repository;
use crate::model::Kind;
use crate::plan::context::Doors;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;

/// How long a link may be, in bytes: servers of forges refuse request lines of more than 8 KiB.
const MAX_LINK: usize = 7_500;

/// What would end a path, or stand for something else in it.
const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}').add(b'%');

/// What a query keeps as it is.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The doors of one edition. There are none without a repository.
pub fn doors(view: &View<'_>) -> Doors {
    let Some(repository) = &view.config.repository else { return Doors::default() };
    let language = if view.language.prefix.is_empty() { None } else { Some(view.language.language.as_str()) };
    let door = |kind: Kind, key: &str, name: &str, ending: &str| {
        let name = match language {
            Some(tag) => format!("{name}.{tag}.{ending}"),
            None => format!("{name}.{ending}"),
        };
        let text = view.label(&format!("doors.{key}"));
        Some(link(repository, kind, &name, &text))
    };
    Doors {
        event: door(Kind::Event, "event", "new-event", "toml"),
        resource: door(Kind::Resource, "resource", "new-resource", "toml"),
        member: door(Kind::Member, "member", "your-name", "toml"),
        post: door(Kind::Post, "post", "new-post", "md"),
    }
}

/// The forge's editor with a new file of a kind. The text is left out where the link would become too long.
fn link(repository: &Repository, kind: Kind, name: &str, text: &str) -> Arc<str> {
    let Repository { url, branch, folder, forge, .. } = repository;
    let path = |text: &str| utf8_percent_encode(text, PATH).to_string();
    let (branch, folder) = (path(branch), path(&format!("{folder}content/{}", kind.folder())));
    let name = utf8_percent_encode(name, QUERY);
    let (start, value) = match *forge {
        "gitlab" => (format!("{url}/-/new/{branch}/{folder}?file_name={name}"), "content"),
        "gitea" => (format!("{url}/_new/{branch}/{folder}?filename={name}"), "value"),
        _ => (format!("{url}/new/{branch}/{folder}?filename={name}"), "value"),
    };
    let whole = format!("{start}&{value}={}", utf8_percent_encode(text, QUERY));
    if text.is_empty() || whole.len() > MAX_LINK { start.into() } else { whole.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Contributors;

    fn repository(forge: &'static str) -> Repository {
        Repository {
            url: "https://forge.example/riverbank/hub".into(),
            branch: "main".into(),
            folder: "the site/".into(),
            forge,
            contributors: Contributors::Everybody,
        }
    }

    #[test]
    fn each_forge_has_its_own_words() {
        let link = |forge| link(&repository(forge), Kind::Event, "new.toml", "a = \"b & c\"\n");
        let value = "a%20%3D%20%22b%20%26%20c%22%0A";
        let all = "https://forge.example/riverbank/hub";
        assert_eq!(
            *link("github"),
            format!("{all}/new/main/the%20site/content/events?filename=new.toml&value={value}")
        );
        assert_eq!(
            *link("gitlab"),
            format!("{all}/-/new/main/the%20site/content/events?file_name=new.toml&content={value}")
        );
        assert_eq!(
            *link("gitea"),
            format!("{all}/_new/main/the%20site/content/events?filename=new.toml&value={value}")
        );
    }

    #[test]
    fn a_text_too_long_for_a_link_is_left_out() {
        let long = "河".repeat(1000);
        let link = link(&repository("github"), Kind::Post, "a.md", &long);
        assert!(link.ends_with("?filename=a.md"), "{link}");
    }
}
