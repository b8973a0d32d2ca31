//! By what an event was known whose file is gone: with the same UID it may go on in another file, and then it goes on counting.
//!
//! Takes the texts of removed files of single events, gives keys of events. Files that are there are never looked into: what they say the
//! build reads anyway.

use super::calendars::event_key;
use super::git;
use super::log::{Departure, Id};
use crate::model::{Kind, identify, uid_part};
use crate::read::front;
use crate::read::node::Value;
use crate::text::{Digest, SourceId};
use std::collections::BTreeSet;
use std::path::Path;

/// The longest file of an event that is looked into, in bytes.
const MAX_FILE: u64 = 1 << 20;

/// What an event without a UID of its own is known by: what its UID is made of, the name of its file.
pub fn name_key(name: &str) -> Digest {
    Digest::of_bytes(format!("name {}", uid_part(name)).as_bytes())
}

/// The path of a file among the events of a hub, below their folder.
fn inner(path: &str) -> Option<&str> {
    path.strip_prefix("content/events/").or_else(|| path.split_once("/content/events/").map(|(_, inner)| inner))
}

fn split(path: &str) -> (&str, String) {
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    (stem, ending.to_ascii_lowercase())
}

/// Whether a path may be that of an event written by hand.
pub(super) fn is_event(path: &str) -> bool {
    inner(path).is_some_and(|inner| matches!(split(inner).1.as_str(), "toml" | "md" | "markdown"))
}

/// What the event of a file is called, which is part of its address.
pub(super) fn name(path: &str) -> Option<String> {
    let (stem, ending) = split(inner(path)?);
    Some(identify(Kind::Event, stem, matches!(ending.as_str(), "md" | "markdown")).0.name.to_string())
}

/// The keys of the events that left: each with its commit and the number of its path.
pub(super) fn left(root: &Path, departures: &[Departure], path: impl Fn(u32) -> String) -> Vec<(Id, u32, Digest)> {
    let names: BTreeSet<&str> = departures.iter().map(|one| one.old.as_str()).collect();
    let uids =
        git::texts(root, &names, MAX_FILE, |text| Some(uid(std::str::from_utf8(text).ok()?))).unwrap_or_default();
    let key = |one: &Departure| match uids.get(&one.old)?.as_ref()? {
        Some(uid) => Some(event_key(Some(uid), "")),
        None => name(&path(one.path)).map(|name| name_key(&name)),
    };
    departures.iter().filter_map(|one| Some((one.commit, one.path, key(one)?))).collect()
}

/// The UID that an event names, in TOML or Markdown.
fn uid(text: &str) -> Option<String> {
    let parts = front::cut(SourceId(0), text, &mut Vec::new());
    let plain = || crate::read::toml::parse(SourceId(0), text.trim_start_matches('\u{feff}'), 0, &mut Vec::new());
    let table = if parts.has_front_matter { parts.table } else { plain() };
    match table.get("uid").map(|node| &node.value) {
        Some(Value::Text(uid)) if !uid.trim().is_empty() => Some(uid.trim().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_known_by_their_uid_or_else_by_their_name() {
        let front = ["+++\nuid = \"a@x.example\"\n+++\nuid = \"b\"\n", "---\nuid: a@x.example\n---\n"];
        for text in ["title = \"A\"\nuid = \" a@x.example \"\n"].into_iter().chain(front) {
            assert_eq!(uid(text).as_deref(), Some("a@x.example"), "{text}");
        }
        assert_eq!(uid("title = \"A\"\n"), None);
        let named = |path| name(path).unwrap_or_default();
        assert_eq!(named("content/events/2026/salon.toml"), "salon");
        assert_eq!(named("hub/content/events/salon/index.md"), "salon");
        assert_eq!(named("content/events/河岸.ICS"), "河岸");
        assert!(name("content/posts/salon.md").is_none() && !is_event("content/events/salon.ics"));
    }
}
