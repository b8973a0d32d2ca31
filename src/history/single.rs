//! Files of single events, written by hand: which edits left what an event says as it was, and by what an event was known whose file is
//! gone. With the same UID it may go on in another file, and then it goes on counting.
//!
//! Takes the texts that commits exchanged or took away, gives commits and keys of events. What was only added is never looked into, so
//! that many events cost nothing here.

use super::calendars::event_key;
use super::git;
use super::log::{self, Departure, Exchange, Id};
use crate::model::{Kind, identify, uid_part};
use crate::read::front;
use crate::read::node::{Table, Value};
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
        Some(uid) => one.goes_on.is_none().then(|| event_key(Some(uid), "")),
        None => {
            let own = name(&path(one.path))?;
            let kept = one.goes_on.and_then(|to| name(&path(to)));
            (kept.as_ref() != Some(&own)).then(|| name_key(&own))
        }
    };
    departures.iter().filter_map(|one| Some((one.commit, one.path, key(one)?))).collect()
}

/// The commits after which an event says what it said before, each with the number of its path.
pub(super) fn rewritten(root: &Path, exchanges: &[Exchange]) -> Vec<(Id, u32)> {
    let told = git::texts(root, &log::names(exchanges), MAX_FILE, |text| content(std::str::from_utf8(text).ok()?))
        .unwrap_or_default();
    let is_same = |one: &&Exchange| {
        let new = told.get(&one.new).copied().flatten();
        new.is_some() && one.old.iter().all(|old| told.get(old).copied().flatten() == new)
    };
    exchanges.iter().filter(is_same).map(|one| (one.commit, one.path)).collect()
}

/// The fields of an event, in TOML or Markdown, and where the text below them begins.
fn read(text: &str) -> (Table, usize) {
    let parts = front::cut(SourceId(0), text, &mut Vec::new());
    if parts.has_front_matter {
        return (parts.table, parts.body.start);
    }
    let plain = text.trim_start_matches('\u{feff}');
    (crate::read::toml::parse(SourceId(0), plain, 0, &mut Vec::new()), text.len())
}

/// What an event says, whatever the order of its fields, the comments between them and how its lines end. `None` for what cannot be read.
fn content(text: &str) -> Option<Digest> {
    let text = &text.replace("\r\n", "\n");
    let (table, body) = read(text);
    let mut out = String::new();
    say(&Value::Table(table), &mut out)?;
    out.push_str(&without_comments(&text[body..]));
    Some(Digest::of_bytes(out.as_bytes()))
}

/// A Markdown text without its HTML comments, and with one empty line where several are alike. What may be code stays as it is: a comment
/// too many counts as a change, which is no harm.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut is_code, mut is_comment, mut was_empty) = (false, false, true);
    for line in text.split('\n') {
        let begins = line.trim_start();
        if !is_comment && (begins.starts_with("```") || begins.starts_with("~~~")) {
            is_code = !is_code;
        }
        let may_be_code = is_code || line.starts_with(['\t', ' ']) || line.contains('`');
        let mut rest = line;
        let mut kept = String::new();
        while !rest.is_empty() {
            let mark = if is_comment { "-->" } else { "<!--" };
            let found = rest.find(mark).filter(|_| is_comment || !may_be_code);
            let (before, after) = found.map_or((rest, ""), |at| (&rest[..at], &rest[at + mark.len()..]));
            if !is_comment {
                kept.push_str(before);
            }
            is_comment ^= found.is_some();
            rest = after;
        }
        let is_empty = kept.trim().is_empty() && !is_code;
        if !(is_empty && was_empty) {
            out.push_str(if is_empty { "" } else { &kept });
            out.push('\n');
        }
        was_empty = is_empty;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Writes a value so that no other is written alike.
fn say(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Broken => return None,
        Value::Table(table) if table.damaged => return None,
        Value::Table(table) => {
            let mut entries: Vec<_> = table.entries.iter().map(|(key, node)| (&key.name, &node.value)).collect();
            entries.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (name, value) in entries {
                out.push_str(&format!("{name:?}="));
                say(value, out)?;
            }
            out.push('}');
        }
        Value::List(items) => {
            out.push('[');
            for item in items {
                say(&item.value, out)?;
            }
            out.push(']');
        }
        other => out.push_str(&format!("{other:?};")),
    }
    Some(())
}

/// The UID that an event names.
fn uid(text: &str) -> Option<String> {
    match read(text).0.get("uid").map(|node| &node.value) {
        Some(Value::Text(uid)) if !uid.trim().is_empty() => Some(uid.trim().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_event_says_counts_and_not_how_it_is_written() {
        let of = |text: &str| content(text).unwrap();
        let one = of("title = \"A\"\nstart = 2026-12-01\nlocation = { name = \"B\", geo = [1, 2] }\n");
        let other = "# why\nstart = 2026-12-01 # soon\n\ntitle = 'A'\n[location]\ngeo = [ 1,2, ]\nname = \"B\"\n";
        assert_eq!(of(other), one);
        for (from, to) in [("'A'", "'A '"), ("12-01", "12-02"), ("1,2", "2,1"), ("name", "url"), ("= 'A'", "= [ 'A' ]")]
        {
            assert_ne!(of(&other.replace(from, to)), one, "{from}");
        }
        assert_eq!(of(&other.replace('\n', "\r\n")), one);
        let markdown = |text: &str| of(&format!("+++\n{other}+++\n{text}"));
        assert!(markdown("A") != one && markdown("A") != markdown("B"));
        let plain = markdown("A\n\nB\n");
        for same in ["\nA\n\n<!-- why -->\n\nB", "A\n\n<!--\nwhy\n\nwhy not --><!-- ever -->\n\nB<!---->\n\n"] {
            assert_eq!(markdown(same), plain, "{same}");
        }
        for other in ["A\nB\n", "A\n<!-- why -->\nC", "A\n\n`<!-- why -->`\n\nB", "A\n\n<!-- why\n\nB"] {
            assert_ne!(markdown(other), plain, "{other}");
        }
        let code = |empty: &str| markdown(&format!("```\n<!-- x -->{empty}\n```\n"));
        assert!(code("") != code("\n") && code("") != markdown("```\n```\n"), "code is shown as it stands");
        assert_eq!(content("title = \n"), None);
    }

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
