//! `data/calendars/sources.lock`: what `folkmoot sync` knows of each calendar it fetched.
//!
//! Takes and gives text; reads no disk. It lies in the repository, so that everybody builds the same site from the same copies, and the
//! next fetch asks only for what has changed. A file that cannot be read costs nothing but that knowledge.

use crate::diagnostic::Diagnostic;
use crate::fields;
use crate::read::fields::{Fields, Reader};
use crate::text::SourceId;
use crate::time::{Instant, Stamp};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Where it lies, from the hub's root.
pub const LOCK: &str = "data/calendars/sources.lock";

fields! {
    /// The whole file.
    pub struct LockFields as "a lock file" {
        /// One for each calendar.
        many source: Vec<LockedFields> = "[]";
    }
}

fields! {
    /// A calendar that was fetched.
    pub struct LockedFields as "a fetched calendar" {
        /// The slug of its name: its file is `data/calendars/NAME.ics`.
        need name: String = "\"city-tech-calendar\"";
        /// Where it was fetched from.
        need url: String = "\"https://city.example/tech.ics\"";
        /// When it last answered.
        may fetched: Stamp = "2026-11-21T03:00:00Z";
        /// What it calls this revision.
        may etag: String = "\"\\\"5f1a\\\"\"";
        /// When it says that it changed.
        may last_modified: String = "\"Fri, 20 Nov 2026 18:00:00 GMT\"";
        /// The digest of the copy.
        may digest: String = "\"0123456789abcdef0123456789abcdef\"";
        /// Bytes of the copy.
        may size: u32 = "18231";
        /// When it first failed, if it has failed since.
        may failing_since: Stamp = "2026-11-21T03:00:00Z";
        /// Why.
        may failure: String = "\"no answer within 20 seconds\"";
    }
}

/// What is known of a calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locked {
    /// Where it was fetched from.
    pub url: String,
    /// When it last answered.
    pub fetched: Option<Instant>,
    /// What it calls this revision (RFC 9110 §8.8.3).
    pub etag: Option<String>,
    /// When it says that it changed (RFC 9110 §8.8.2), as it writes it.
    pub last_modified: Option<String>,
    /// The digest of the copy, as 32 hexadecimal digits.
    pub digest: Option<String>,
    /// Bytes of the copy.
    pub size: u32,
    /// When it first failed, if it has failed since.
    pub failing: Option<(Instant, String)>,
}

/// All of them, by slug.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock(pub BTreeMap<String, Locked>);

impl Lock {
    /// Reads the file. What cannot be understood is left out, and said.
    pub fn parse(id: SourceId, text: &str, said: &mut Vec<Diagnostic>) -> Self {
        let table = crate::read::toml::parse(id, text, 0, said);
        let mut reader = Reader::of(&table);
        let file = LockFields::read_table(&table, &mut reader);
        said.append(&mut reader.diagnostics);
        let locked = |fields: LockedFields| {
            let instant = |stamp: Stamp| match stamp {
                Stamp::Exact(instant) => Some(instant),
                Stamp::Day(_) | Stamp::Local(_) => None,
            };
            let failing = fields.failing_since.and_then(instant);
            let one = Locked {
                url: fields.url,
                fetched: fields.fetched.and_then(instant),
                etag: fields.etag,
                last_modified: fields.last_modified,
                digest: fields.digest,
                size: fields.size.unwrap_or(0),
                failing: failing.map(|since| (since, fields.failure.unwrap_or_default())),
            };
            (fields.name, one)
        };
        Self(file.map(|file| file.source).unwrap_or_default().into_iter().map(locked).collect())
    }

    /// The text of the file: the same for the same knowledge.
    pub fn text(&self) -> String {
        let mut text = "# Written by `folkmoot sync`. It belongs in the repository, beside the calendars.\n".to_owned();
        for (name, locked) in &self.0 {
            let mut line = |key: &str, value: String| {
                let _ = writeln!(text, "{key} = {value}");
            };
            line("\n[[source]]\nname", quoted(name));
            line("url", quoted(&locked.url));
            if let Some(fetched) = locked.fetched {
                line("fetched", fetched.to_string());
            }
            if let Some(etag) = &locked.etag {
                line("etag", quoted(etag));
            }
            if let Some(time) = &locked.last_modified {
                line("last_modified", quoted(time));
            }
            if let Some(digest) = &locked.digest {
                line("digest", quoted(digest));
                line("size", locked.size.to_string());
            }
            if let Some((since, why)) = &locked.failing {
                line("failing_since", since.to_string());
                line("failure", quoted(why));
            }
        }
        text
    }
}

/// A TOML basic string. Control characters, which mean nothing in anything that is kept here, are left out.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let locked = Locked {
            url: "https://city.example/tech.ics".into(),
            fetched: Some(Instant::from_unix(1_795_262_400)),
            etag: Some("W/\"5f1a\"\\".into()),
            last_modified: Some("Fri, 20 Nov 2026 18:00:00 GMT".into()),
            digest: Some("ab".repeat(16)),
            size: 18_231,
            failing: Some((Instant::from_unix(1_795_270_000), "no answer".into())),
        };
        let bare = Locked { url: "https://b.example/".into(), ..Locked::default() };
        let lock = Lock([("city".to_owned(), locked), ("城市".to_owned(), bare)].into());
        let mut said = Vec::new();
        assert_eq!(Lock::parse(SourceId(0), &lock.text(), &mut said), lock);
        assert!(said.is_empty(), "{said:?}");
    }

    #[test]
    fn a_broken_file_is_said_and_costs_what_is_broken() {
        let mut said = Vec::new();
        let text = "[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\nsize = \"x\"\n[[source]]\nname = \"b\"\nurl = \"https://b.example/\"\n";
        let lock = Lock::parse(SourceId(0), text, &mut said);
        assert!(lock.0.contains_key("b") && !said.is_empty(), "{lock:?} {said:?}");
    }
}
