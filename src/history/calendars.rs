//! What became of each event inside the calendar files of a hub: a file of many events tells of each of them alone.
//!
//! Takes the texts that commits exchanged, gives the events that are others after a commit than before. What an event says is compared,
//! not how its file is written, nor what a program stamps anew at every export. A broken line costs that line; people and what they
//! answered are not looked at.

use super::log::{self, Exchange, Id};
use super::{git, single};
use crate::formats::ics::{Component, Property, vevents};
use crate::text::{Digest, Source, digest_of};
use crate::time::Stamp;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The longest calendar that is looked at, in bytes.
const MAX_CALENDAR: u64 = 64 << 20;

/// Properties that say nothing of the event: when and how often it was written. Who was asked is not read at all.
const ASIDE: [&str; 6] = ["UID", "DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "COMMENT"];

/// Properties that list dates: all in one, or each in one of its own (RFC 5545 §3.8.5).
const DATES: [&str; 2] = ["EXDATE", "RDATE"];

/// Properties of programs that say something all the same: where to take part.
const MEETINGS: [&str; 2] = ["X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"];

/// What a file says of an event, with all its changed occurrences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// What it is known by.
    pub(super) key: Digest,
    /// What it says.
    pub(super) content: Digest,
    /// The number of its revision, as the file has it.
    pub(super) sequence: u32,
    /// When it was last changed, as the file has it, in seconds since 1970 (UTC).
    pub(super) said: Option<i64>,
    /// When it was made, as the file has it, likewise.
    pub(super) created: Option<i64>,
    /// Whether it says something else than the text before it in the same file, of a merge than each of them; `None` where it was not
    /// there.
    pub(super) edited: Option<bool>,
}

impl Version {
    /// What it is known by in a calendar.
    pub(super) fn key_in(&self, calendar: Digest) -> Digest {
        key_in(self.key, calendar)
    }
}

/// What an event in a calendar file is known by: its UID, without one its title, of which letters and digits count.
pub fn event_key(uid: Option<&str>, title: &str) -> Digest {
    match uid.map(str::trim).filter(|uid| !uid.is_empty()) {
        Some(uid) => Digest::of_bytes(uid.as_bytes()),
        None => {
            let letters: String = title.chars().filter(|c| c.is_alphanumeric()).collect();
            Digest::of_bytes(format!("title {letters}").as_bytes())
        }
    }
}

/// Whether a path may be that of a calendar of a hub.
pub(super) fn is_calendar(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or_default();
    let is_named = name.len() > 4 && name.as_bytes()[name.len() - 4..].eq_ignore_ascii_case(b".ics");
    let folder = format!("/{folder}/");
    is_named && (folder.contains("/content/events/") || folder.contains("/data/"))
}

/// What tells the events of a calendar from those with the same UIDs in others, by its path from the hub's root. Among the hub's own
/// events a UID is one event, whatever file it stands in; each calendar of others has events of its own. `None` for what is no calendar.
pub(super) fn calendar(path: &str) -> Option<Digest> {
    match path.split_once('/')? {
        _ if !is_calendar(path) => None,
        ("data", _) => Some(Digest::of_bytes(path.as_bytes())),
        ("content", inner) => inner.starts_with("events/").then(Digest::default),
        _ => None,
    }
}

/// What an event with a key is known by in a calendar.
pub(super) fn key_in(key: Digest, calendar: Digest) -> Digest {
    if calendar == Digest::default() { key } else { digest_of(&(key, calendar)) }
}

/// The events that each commit gave another content or number, with the number of the file's path.
pub(super) fn changed(root: &Path, exchanges: &[Exchange], path: impl Fn(u32) -> String) -> Vec<(Id, u32, Version)> {
    let pieces = RefCell::new(HashMap::new());
    let versions = |text: &[u8]| Some(read(text, &mut pieces.borrow_mut()));
    let known = git::texts(root, &log::names(exchanges), MAX_CALENDAR, versions).unwrap_or_default();
    let by_key: HashMap<&str, BTreeMap<Digest, &Version>> = known
        .iter()
        .map(|(name, versions)| (name.as_str(), versions.iter().flatten().map(|one| (one.key, one)).collect()))
        .collect();
    let mut found = Vec::new();
    for exchange in exchanges {
        let before: Vec<_> = exchange.old.iter().filter_map(|name| by_key.get(name.as_str())).collect();
        let after = known.get(&exchange.new).and_then(Option::as_deref).unwrap_or_default();
        let path = path(exchange.path);
        let is_own = single::name(&path).is_some();
        let others = |one: &Version| -> Vec<&Version> {
            let texts = before.iter().filter(|versions| !is_own || (versions.len() == 1) == (after.len() == 1));
            texts.filter_map(|versions| versions.get(&one.key).copied()).collect()
        };
        for (placed, one) in placed(after.to_vec(), &path).into_iter().zip(after) {
            let others = others(one);
            if others.iter().any(|other| (other.content, other.sequence) == (one.content, one.sequence)) {
                continue;
            }
            let edited = (!others.is_empty()).then(|| others.iter().all(|other| other.content != one.content));
            found.push((exchange.commit, exchange.path, Version { edited, ..placed }));
        }
    }
    found
}

/// The events of the calendar at a path. The only one of a file among the hub's own has its address from that file, which is part of what it
/// says: that address is another when a second one comes.
pub(super) fn placed(mut versions: Vec<Version>, path: &str) -> Vec<Version> {
    if let [only] = &mut versions[..]
        && let Some(name) = single::name(path)
    {
        only.content = digest_of(&(only.content, name));
    }
    versions
}

/// The events of a calendar's text, in the order of their keys.
pub(super) fn versions(text: &[u8]) -> Vec<Version> {
    read(text, &mut HashMap::new())
}

/// The same. `known` remembers what was read by what is written: from one text of a calendar to the next most events stay as they are.
fn read(text: &[u8], known: &mut HashMap<Digest, Vec<Version>>) -> Vec<Version> {
    let source = Source::of_any_encoding(String::new(), text.to_vec());
    let mut found: BTreeMap<Digest, (Vec<Digest>, Version)> = BTreeMap::new();
    for piece in pieces(&source.text) {
        let parts = known.entry(Digest::of_bytes(piece.as_bytes()));
        for part in parts.or_insert_with(|| vevents(piece).map(|part| version(&part)).collect()) {
            let (contents, version) = found.entry(part.key).or_insert((Vec::new(), *part));
            contents.push(part.content);
            version.sequence = version.sequence.max(part.sequence);
            version.said = version.said.max(part.said);
            version.created = [version.created, part.created].into_iter().flatten().min();
        }
    }
    let whole = |(mut contents, version): (Vec<Digest>, Version)| {
        contents.sort_unstable();
        let text: String = contents.into_iter().map(Digest::hex).collect();
        Version { content: Digest::of_bytes(text.as_bytes()), ..version }
    };
    found.into_values().map(whole).collect()
}

/// A text, cut before each line that begins an event.
fn pieces(text: &str) -> Vec<&str> {
    let begins = |line: &str| line.get(..12).is_some_and(|head| head.eq_ignore_ascii_case("BEGIN:VEVENT"));
    let (mut pieces, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        if begins(line) {
            pieces.push(&text[start..at]);
            start = at;
        }
        at += line.len();
    }
    pieces.push(&text[start..]);
    pieces
}

/// One VEVENT.
fn version(part: &Component) -> Version {
    let instant = |name| part.value(name).and_then(instant);
    Version {
        key: event_key(part.value("UID"), part.value("SUMMARY").unwrap_or("")),
        content: content(part),
        sequence: part.value("SEQUENCE").and_then(|number| number.trim().parse().ok()).unwrap_or(0),
        said: instant("LAST-MODIFIED").or(instant("DTSTAMP")),
        created: instant("CREATED"),
        edited: None,
    }
}

/// What one VEVENT says, whatever the order of its properties, of their parameters, of its dates and of the parts of its rule.
fn content(part: &Component) -> Digest {
    let mut lines = Vec::new();
    for Property { name, parameters, value, .. } in &part.properties {
        let is_of_a_program = name.starts_with("X-") && !MEETINGS.contains(&name.as_str());
        if is_of_a_program || ASIDE.contains(&name.as_str()) {
            continue;
        }
        let mut parameters: Vec<_> = parameters.iter().map(|(name, value)| format!(";{name}={value}")).collect();
        parameters.sort_unstable();
        let mut value = Cow::Borrowed(value.trim());
        if name == "RRULE" {
            let rule = value.to_ascii_uppercase();
            let mut parts: Vec<&str> = rule.split(';').collect();
            parts.sort_unstable();
            value = Cow::Owned(parts.join(";"));
        }
        let parameters = parameters.concat();
        if DATES.contains(&name.as_str()) {
            lines.extend(value.split(',').map(|date| format!("{name}{parameters}:{}", date.trim())));
        } else {
            lines.push(format!("{name}{parameters}:{value}"));
        }
    }
    lines.sort_unstable();
    Digest::of_bytes(lines.join("\n").as_bytes())
}

fn instant(value: &str) -> Option<i64> {
    match Stamp::parse_ical(value.trim())? {
        Stamp::Exact(at) => Some(at.unix()),
        Stamp::Local(_) | Stamp::Day(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a@x.example\nDTSTAMP:20260101T000000Z\nSUMMARY:Long tale\n\
                       DTSTART:20261209T110000Z\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\nEND:VEVENT\n\
                       BEGIN:VEVENT\nUID:b@x.example\nSEQUENCE:3\nLAST-MODIFIED:20260102T000000Z\nSUMMARY:B\nEND:VEVENT\nEND:VCALENDAR\n";

    fn of(text: &str, uid: &str) -> Version {
        let found = versions(text.as_bytes());
        *found.iter().find(|one| one.key == event_key(Some(uid), "")).unwrap()
    }

    #[test]
    fn what_an_event_says_counts_and_not_how_it_is_written() {
        let (a, b) = (of(ONE, "a@x.example"), of(ONE, "b@x.example"));
        assert_eq!((a.sequence, a.said), (0, Some(1_767_225_600)));
        assert_eq!((b.sequence, b.said), (3, Some(1_767_312_000)));
        let written = ONE
            .replace('\n', "\r\n")
            .replace("SUMMARY:Long tale", "summary:Long\r\n  tale")
            .replace("20260101T000000Z", "20261111T111111Z")
            .replace("-PT5M", "-PT9M")
            .replace("SUMMARY:B", "SUMMARY:B\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:c@x.example\r\nX-MOZ-GENERATION:4");
        assert_eq!(of(&written, "a@x.example").content, a.content);
        assert_eq!(of(&written, "b@x.example"), b);
        let rule = |rule: &str| of(&ONE.replace("DTSTART:", rule), "a@x.example").content;
        let one = rule("RRULE:FREQ=WEEKLY;COUNT=3\nDTSTART;VALUE=DATE-TIME;TZID=Asia/Tokyo:");
        assert_eq!(rule("RRULE:COUNT=3;FREQ=weekly\nDTSTART;TZID=\"Asia/Tokyo\";VALUE=DATE-TIME:"), one);
        assert_ne!(rule("RRULE:COUNT=4;FREQ=WEEKLY\nDTSTART;VALUE=DATE-TIME;TZID=Asia/Tokyo:"), one);
        let dates = rule("RDATE:20261210T110000Z,20261211T110000Z\nDTSTART:");
        assert_eq!(rule("RDATE:20261211T110000Z\nRDATE:20261210T110000Z\nDTSTART:"), dates);
        assert_ne!(rule("EXDATE:20261211T110000Z\nRDATE:20261210T110000Z\nDTSTART:"), dates);
        for (from, to) in
            [("Long tale", "Long tail"), ("T110000Z", "T120000Z"), ("BEGIN:VALARM", "RRULE:FREQ=DAILY\nBEGIN:VALARM")]
        {
            let other = ONE.replace(from, to);
            assert_ne!(of(&other, "a@x.example").content, a.content, "{from}");
            assert_eq!(of(&other, "b@x.example"), b);
        }
    }

    #[test]
    fn changed_occurrences_are_part_of_their_event_in_any_order() {
        let part = |more: &str| format!("BEGIN:VEVENT\nUID:s\n{more}END:VEVENT");
        let (whole, other) = (part("DTSTART:20261201T100000Z\n"), part("SEQUENCE:2\nRECURRENCE-ID:20261208T100000Z\n"));
        let one = of(&format!("{whole}\n{other}\n"), "s");
        assert_eq!(of(&format!("{other}{whole}"), "s"), one, "also where a line end is missing");
        assert_eq!(one.sequence, 2);
        assert_ne!(of(&whole, "s").content, one.content);
    }

    #[test]
    fn calendars_are_known_by_their_place() {
        let all = ["content/events/a.ics", "hub/content/events/2026/B.ICS", "data/a.ics", "hub/data/calendars/a.ics"];
        assert!(all.iter().all(|path| is_calendar(path)));
        let others = ["data/a.csv", "content/events/a.toml", "content/events/.ics", "xcontent/events/a.ics", "a.ics"];
        assert!(!others.iter().any(|path| is_calendar(path)));
        let of = |path| calendar(path);
        assert!(of("content/events/a.ics") == of("content/events/2026/b.ics") && of("data/a.ics") != of("data/b.ics"));
        assert!(
            of("data/a.ics").is_some() && of("hub/data/a.ics").is_none() && of("content/posts/data/a.ics").is_none()
        );
    }
}
