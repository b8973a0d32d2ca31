//! `[[calendar.source]]`: calendars of others, checked.
//!
//! Takes the tables of `hub.toml`, gives [`CalendarSource`]s with the file each is read from. Opens no file and no connection: a remote
//! calendar is fetched by `folkmoot sync`, into the hub.

use super::{CalendarSourceFields, Label, good_color};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::markup::{SafeUrl, slug};
use crate::read::fields::Spanned;
use crate::text::Span;
use crate::time::Duration;
use std::sync::Arc;

/// Where the calendars lie that `folkmoot sync` fetches.
pub const SYNC_FOLDER: &str = "data/calendars";

/// Another calendar.
#[derive(Clone, Debug)]
pub struct CalendarSource {
    /// What readers know it by.
    pub name: Arc<str>,
    /// What addresses and files know it by: the slug of its name.
    pub slug: Arc<str>,
    /// The file it is read from, a path from the hub's root.
    pub path: Arc<str>,
    /// Where it is fetched from: `http` or `https`. None for one that is a file of the hub.
    pub url: Option<SafeUrl>,
    /// Whether its events go into the hub's own calendars and get pages.
    pub republish: bool,
    /// The colour of its events, `#rrggbb`.
    pub color: Option<Arc<str>>,
    /// The kind of its events.
    pub kind: Option<Spanned<String>>,
    /// The tags of its events.
    pub tags: Vec<Spanned<String>>,
    /// How old the fetched copy may be.
    pub max_age: Option<Duration>,
    /// Where its address or path is written.
    pub at: Span,
}

/// Checks every source; those that cannot be read from anywhere are left out.
pub(super) fn checked(
    written: Vec<CalendarSourceFields>,
    types: &[Label],
    said: &mut Vec<Diagnostic>,
) -> Vec<Arc<CalendarSource>> {
    let mut all: Vec<Arc<CalendarSource>> = Vec::new();
    for fields in written {
        let Some(source) = one(fields, types, said) else { continue };
        if let Some(other) = all.iter().find(|other| other.slug == source.slug) {
            let message = format!("two calendar sources are called `{}`", source.name);
            let error = Diagnostic::error(Code::BadConfig, source.at, message).note(other.at, "the other one");
            said.push(error.help("give one of them another `name`"));
        } else if let Some(other) = all.iter().find(|other| other.path == source.path) {
            let message = format!("two calendar sources are read from `{}`", source.path);
            let error = Diagnostic::error(Code::BadConfig, source.at, message).note(other.at, "the other one");
            said.push(error.help("take one of the two out"));
        } else {
            all.push(Arc::new(source));
        }
    }
    all
}

fn one(fields: CalendarSourceFields, types: &[Label], said: &mut Vec<Diagnostic>) -> Option<CalendarSource> {
    let name = &fields.name;
    let slug = slug(&name.value);
    if slug.is_empty() {
        let message = format!("`{}` cannot be part of an address", name.value);
        said.push(Diagnostic::error(Code::BadAddress, name.span, message).help("a name has letters or digits"));
        return None;
    }
    let (path, url, at) = place(&fields, &slug, said)?;
    if let Some(kind) = fields.r#type.as_ref().filter(|kind| !types.iter().any(|label| *label.id == *kind.value)) {
        let help = match nearest(&kind.value, types.iter().map(|label| label.id.as_ref())) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "list it under `[events.types]`, or take it out".to_owned(),
        };
        let message = format!("`hub.toml` lists no event type `{}`", kind.value);
        said.push(Diagnostic::error(Code::UnknownType, kind.span, message).help(help));
        return None;
    }
    if let (Some(age), true) = (&fields.max_age, url.is_none()) {
        let message = "`max_age` goes with `url`: a file of the hub does not grow old by itself";
        said.push(Diagnostic::error(Code::FieldsExclude, age.span, message).help("take the line out"));
    }
    Some(CalendarSource {
        name: name.value.as_str().into(),
        slug: slug.into(),
        path: path.into(),
        url,
        republish: fields.republish,
        color: fields.color.filter(|color| good_color(color, said)).map(|color| color.value.into()),
        kind: fields.r#type,
        tags: fields.tags,
        max_age: fields.max_age.map(|age| age.value),
        at,
    })
}

/// The file of a source, its address if it has one, and where either is written.
fn place(
    fields: &CalendarSourceFields,
    slug: &str,
    said: &mut Vec<Diagnostic>,
) -> Option<(String, Option<SafeUrl>, Span)> {
    match (&fields.url, &fields.path) {
        (Some(_), Some(path)) => {
            let error =
                Diagnostic::error(Code::FieldsExclude, path.span, "a calendar has a `url` or a `path`, not both");
            said.push(error.help("take one of the two out"));
            None
        }
        // What is written there and cannot be read is not missing.
        (None, None) if said.iter().any(|said| matches!(said.code, Code::BadUrl | Code::WrongType)) => None,
        (None, None) => {
            let message = "a calendar source needs a `url` or a `path`";
            let error = Diagnostic::error(Code::MissingField, fields.name.span, message);
            said.push(error.help("add a line such as `url = \"https://city.example/tech.ics\"`"));
            None
        }
        (Some(url), None) => {
            let web = web_address(&url.value).or_else(|| {
                let message = format!("a calendar cannot be fetched from `{}`", url.value);
                let error = Diagnostic::error(Code::BadUrl, url.span, message);
                said.push(error.help("its address begins with `https://` or `webcal://`"));
                None
            })?;
            Some((format!("{SYNC_FOLDER}/{slug}.ics"), Some(web), url.span))
        }
        (None, Some(path)) => {
            let good = path.value.trim_start_matches("./").to_owned();
            if is_inside(&good) {
                return Some((good, None, path.span));
            }
            let message = format!("`{}` is no calendar file below `data/`", path.value);
            let error = Diagnostic::error(Code::BadConfig, path.span, message);
            said.push(error.help("put the file in the hub and write a path such as `\"data/city.ics\"`"));
            None
        }
    }
}

/// The address to fetch: `webcal` is another name for `https`, by which calendar apps know what to open.
fn web_address(url: &SafeUrl) -> Option<SafeUrl> {
    let (scheme, rest) = url.as_str().split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => Some(url.clone()),
        "webcal" | "webcals" => SafeUrl::parse_web(&format!("https:{rest}")).ok(),
        _ => None,
    }
}

/// Whether a path leads to a calendar file below `data/` and nowhere else.
fn is_inside(path: &str) -> bool {
    let mut parts = path.split('/');
    let good = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0']);
    parts.next() == Some("data") && parts.clone().next().is_some() && parts.all(good) && {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        ending.eq_ignore_ascii_case("ics") || ending.eq_ignore_ascii_case("ical")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_below_data() {
        for good in ["data/city.ics", "data/a/b.ics", "data/城市.ICS"] {
            assert!(is_inside(good), "{good}");
        }
        for bad in
            ["data", "data/", "city.ics", "/data/x.ics", "data/../x.ics", "data/.x.ics", "data/x.csv", "data\\x.ics"]
        {
            assert!(!is_inside(bad), "{bad}");
        }
    }

    #[test]
    fn webcal_is_another_name_for_https() {
        let address = |text: &str| web_address(&SafeUrl::parse(text).unwrap()).map(|url| url.to_string());
        assert_eq!(address("webcal://city.example/t.ics").as_deref(), Some("https://city.example/t.ics"));
        assert_eq!(address("https://city.example/t.ics").as_deref(), Some("https://city.example/t.ics"));
        assert_eq!(address("ftp://city.example/t.ics"), None);
    }
}
