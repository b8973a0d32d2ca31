//! Calendars of other programs: from a file's text to events.
//!
//! Takes any producer's text, gives what could be understood, and a problem with its place for what could not; nothing disappears
//! silently. Values come out unescaped and unchecked: addresses in them go through the caller's own checks. Names and addresses of
//! attendees and organisers do not come out at all.

use super::components::{Component, components, short};
use super::event::Details;
use super::read_event::{Reader, Single};
use crate::time::{Instant, RepeatFault, When, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct IcsFile {
    /// What the (first) calendar calls itself.
    pub name: Option<String>,
    /// The events, in the order of the file.
    pub events: Vec<IcsEvent>,
    /// What was not understood, or understood with doubt.
    pub problems: Vec<IcsProblem>,
}

/// An event or series.
#[derive(Clone, Debug)]
pub struct IcsEvent {
    /// Its identity; files without are against the standard, but there are some. A changed occurrence that meets none of its series has its
    /// original start added.
    pub uid: Option<String>,
    /// Its time, with series and moved occurrences.
    pub when: When,
    /// What it says.
    pub details: Details,
    /// Occurrences that say something else.
    pub changes: Vec<IcsChange>,
    /// The number of its revision.
    pub sequence: u32,
    /// When this revision was made.
    pub stamp: Option<Instant>,
    /// When it was last changed.
    pub last_modified: Option<Instant>,
    /// When it was first written.
    pub created: Option<Instant>,
    /// Whether its owner marked it as private or confidential: it must not be published.
    pub private: bool,
    /// A CSS3 colour name.
    pub color: Option<String>,
    /// The bytes of its first line in the file.
    pub at: Range<usize>,
}

/// A changed occurrence.
#[derive(Clone, Debug)]
pub struct IcsChange {
    /// What [`crate::time::Occurrence::changed_by`] says of it.
    pub index: usize,
    /// What it says.
    pub details: Details,
    /// The bytes of its first line in the file.
    pub at: Range<usize>,
}

/// What kind of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IcsFault {
    /// There is no calendar in the file.
    NotACalendar,
    /// The file, a line or the number of events is beyond its bound; the rest is left out.
    TooLarge,
    /// Components lie too deep in each other; the inner ones are left out.
    TooDeep,
    /// A line is no property; it is left out.
    BrokenLine,
    /// An `END` is missing.
    Unclosed,
    /// A value is not what its property wants; it is left out.
    BadValue,
    /// A time zone that is in no database; another one stands in.
    UnknownZone,
    /// A series by clocks that only its file defines; it is left out.
    OwnClock,
    /// An event without a start that can be read; it is left out.
    NoStart,
    /// Something about a rule; where the rule cannot be used, the event stands once.
    Repeat(RepeatFault),
    /// A start that the clocks skip, of an event or of a later one of a series.
    TimeInGap,
    /// A start that the clocks show twice.
    TimeTwice,
    /// A changed occurrence that meets no occurrence of its series, or whose series is missing; it stands alone.
    Orphan,
    /// The same UID twice; the newer revision counts.
    SameUid,
    /// An event, or an occurrence, that its owner marked as private: it must not be published.
    Private,
    /// A text that has the address of somebody who organises the event or is invited to it; a category with it is left out.
    PersonShown,
}

/// Something to say about a file: one line in lower case, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IcsProblem {
    /// The kind.
    pub fault: IcsFault,
    /// Bytes of the file.
    pub at: Range<usize>,
    /// One line, lower case, no full stop. Holds no control characters of the file.
    pub message: String,
    /// One thing to do about it.
    pub help: Option<String>,
}

/// The largest file that is read, in bytes.
const MAX_BYTES: usize = 64 << 20;
/// The most events that are read.
const MAX_EVENTS: usize = 20_000;

/// Reads a file. `default` is the zone of the hub: it stands in where a file speaks of a zone that nobody knows, shows single events that
/// are written in UTC (unless the file names a zone of its own), and places floating times.
///
/// Never fails; a file that is no calendar gives no event and says so.
pub fn read(text: &str, default: &Zone) -> IcsFile {
    let mut file = IcsFile::default();
    if text.len() > MAX_BYTES {
        let message = format!("a calendar of {} MB is not read; {} MB is the most", text.len() >> 20, MAX_BYTES >> 20);
        file.problems.push(IcsProblem { fault: IcsFault::TooLarge, at: 0..0, message, help: None });
        return file;
    }
    let top = components(text, &mut file.problems);
    // Some producers leave out the calendar around the events.
    let (calendars, loose): (Vec<Component>, Vec<Component>) =
        top.into_iter().partition(|component| component.name == "VCALENDAR");
    let loose: Vec<Component> = loose.into_iter().filter(|component| component.name == "VEVENT").collect();
    if calendars.is_empty() && loose.is_empty() {
        let message = "this file holds no calendar: there is no `BEGIN:VCALENDAR`".to_string();
        // Nothing else that is wrong with it matters.
        file.problems = vec![IcsProblem { fault: IcsFault::NotACalendar, at: 0..0, message, help: None }];
        return file;
    }
    for calendar in calendars.iter().chain([&Component { children: loose, ..Component::default() }]) {
        let name = calendar.value("NAME").or_else(|| calendar.value("X-WR-CALNAME")).map(super::text::unescape);
        file.name = file.name.or(name.filter(|name| !name.trim().is_empty()));
        read_calendar(calendar, default, &mut file.events, &mut file.problems);
    }
    file.problems.sort_by_key(|problem| problem.at.start);
    file
}

fn read_calendar(calendar: &Component, default: &Zone, events: &mut Vec<IcsEvent>, problems: &mut Vec<IcsProblem>) {
    let mut reader = Reader::new(calendar, default, problems);
    let mut singles: Vec<Single> = Vec::new();
    for component in calendar.children.iter().filter(|component| component.name == "VEVENT") {
        if events.len() + singles.len() >= MAX_EVENTS {
            reader.say(
                IcsFault::TooLarge,
                component.at.clone(),
                format!("only {MAX_EVENTS} events of a file are read"),
            );
            break;
        }
        singles.extend(reader.single(&super::whole_days::with_days(component)));
    }
    let masters = newest(&singles, &mut reader);
    let mut changes: BTreeMap<&str, Vec<&Single>> = BTreeMap::new();
    for single in singles.iter().filter(|single| single.recurrence.is_some()) {
        changes.entry(single.uid.as_deref().unwrap_or("")).or_default().push(single);
    }
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for (place, single) in singles.iter().enumerate() {
        if single.recurrence.is_some() || !masters.contains(&place) {
            continue;
        }
        let its = single.uid.as_deref().and_then(|uid| changes.get(uid)).cloned().unwrap_or_default();
        let (event, orphans) = reader.series(single, &its);
        used.extend(its.iter().map(|change| change.at.start).filter(|at| !orphans.contains(at)));
        events.push(event);
    }
    for (uid, orphans) in changes.iter().filter(|(uid, _)| !uid.is_empty()) {
        // The series itself is elsewhere: what is here of it is one event with its dates, under the UID that people's calendars know.
        let has_master = singles.iter().any(|one| one.recurrence.is_none() && one.uid.as_deref() == Some(*uid));
        if let Some((event, left)) = reader.without_master(orphans).filter(|_| !has_master) {
            used.extend(orphans.iter().map(|orphan| orphan.at.start).filter(|at| !left.contains(at)));
            events.push(event);
        }
    }
    let mut seen = BTreeSet::new();
    for single in singles.iter().filter(|single| single.recurrence.is_some() && !used.contains(&single.at.start)) {
        let uid = reader.orphan_uid(single);
        if !seen.insert(uid.clone()) {
            reader.say(
                IcsFault::SameUid,
                single.at.clone(),
                "this occurrence is changed twice; the first change counts",
            );
            continue;
        }
        let (mut event, _) = reader.series(&single.once(), &[]);
        event.uid = uid;
        events.push(event);
    }
}

/// The places of the events that count: of several with one UID the newest revision.
fn newest(singles: &[Single], reader: &mut Reader<'_>) -> BTreeSet<usize> {
    let mut best: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kept = BTreeSet::new();
    for (place, single) in singles.iter().enumerate().filter(|(_, single)| single.recurrence.is_none()) {
        let Some(uid) = single.uid.as_deref() else {
            kept.insert(place);
            continue;
        };
        let Some(other) = best.get(uid).copied() else {
            best.insert(uid, place);
            continue;
        };
        let newer = single.revision() > singles[other].revision();
        let (loser, winner) = if newer { (other, place) } else { (place, other) };
        best.insert(uid, winner);
        let message = format!("the UID `{}` stands twice; this is the older revision and is left out", short(uid));
        reader.say(IcsFault::SameUid, singles[loser].at.clone(), message);
    }
    kept.extend(best.into_values());
    kept
}
