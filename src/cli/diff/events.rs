//! What subscribers see of a change: events that appear, move, change, vanish, or come back as somebody else.
//!
//! Takes the events of two sites by UID, gives news in words. Calendar apps know an event by its UID alone, so an event that has another
//! one is a new event to them, whatever else it says.

use super::words;
use crate::formats::ics::{Details, IcsEvent, Status, cancelled_title, postponed_title};
use crate::time::{Date, DateTime, Extent, Instant, Occurrence, When, format};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The language of the words.
pub(super) const ENGLISH: &str = "en";
/// What is said of an occurrence that its rule gives and an exception takes out, and of one that there is not.
const OUT: &str = "left out";
pub(super) const NONE: &str = "none";

/// What is said of an occurrence about which its series says all.
pub(super) const USUAL: &str = "as usual";

/// What happens to an event, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// It is still to come, and no longer there.
    Vanishes,
    /// It is there under another UID.
    Renamed,
    /// There are two of it now.
    Doubled,
    /// Its time, place, rule or status is another one.
    Moves,
    /// It is in other calendars than before, and in some as before.
    Calendars,
    /// It says something else: its title, text, links, page, tags, or whether it takes up time.
    Changes,
    /// It is new.
    Appears,
    /// It was called off before, and is no longer there.
    Leaves,
}

/// What is to be told of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct News {
    pub(super) what: What,
    pub(super) uid: String,
    pub(super) title: String,
    /// When it is (or was to be), in words.
    pub(super) when: String,
    /// Its page.
    pub(super) url: Option<String>,
    pub(super) changes: Vec<Change>,
    /// Addresses of calendars that had it, are still there, and have it no longer.
    pub(super) left: Vec<Arc<str>>,
    /// Addresses of calendars that were there without it, and have it now.
    pub(super) joined: Vec<Arc<str>>,
    /// What to do about it.
    pub(super) advice: Option<String>,
    /// By what it is sorted.
    start: Instant,
}

/// Something about an event that was one thing and is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) field: String,
    pub(super) old: String,
    pub(super) new: String,
}

impl Change {
    /// What changed of a field, if it did.
    pub(super) fn between(field: &str, old: impl Into<String>, new: impl Into<String>) -> Option<Self> {
        let (old, new) = (old.into(), new.into());
        (old != new).then(|| Self { field: field.to_owned(), old, new })
    }
}

/// Events by UID.
pub(super) type Events = BTreeMap<String, IcsEvent>;

/// All UIDs that the hub makes end in something else: every event is another one to calendar apps, for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    /// What they ended in, behind the `@`.
    pub(super) old: String,
    /// What they end in now.
    pub(super) new: String,
    /// How many events to come are concerned.
    pub(super) events: usize,
}

impl Moved {
    /// The end that UIDs had and the one they have, where more of them are the same up to there than have kept the old one.
    fn between(old: &Events, new: &Events, now: Instant) -> Option<Self> {
        let mut ends: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let gone = old.keys().filter(|uid| !new.contains_key(*uid)).filter_map(|uid| uid.rsplit_once('@'));
        let gone: BTreeSet<(&str, &str)> = gone.collect();
        for (uid, event) in new.iter().filter(|(uid, _)| !old.contains_key(*uid)) {
            let Some((local, end)) = uid.rsplit_once('@') else { continue };
            for (_, was) in gone.range((local, "")..).take_while(|(other, _)| *other == local) {
                *ends.entry((was, end)).or_default() += usize::from(!event.when.is_over(now));
            }
        }
        let ((was, is), events) =
            ends.into_iter().max_by_key(|(_, events)| *events).filter(|(_, events)| *events > 0)?;
        let kept = new.keys().filter(|uid| old.contains_key(*uid) && uid.ends_with(&format!("@{was}"))).count();
        (events > kept).then(|| Self { old: was.to_owned(), new: is.to_owned(), events })
    }

    /// The UID that an event has, of which only the end has changed.
    pub(super) fn is(&self, uid: &str) -> Option<String> {
        let (local, end) = uid.rsplit_once('@')?;
        (end == self.old).then(|| format!("{local}@{}", self.new))
    }

    /// The UID that an event had, of which only the end has changed.
    pub(super) fn was(&self, uid: &str, old: &Events, new: &Events) -> Option<String> {
        let (local, end) = uid.rsplit_once('@')?;
        let was = (end == self.new).then(|| format!("{local}@{}", self.old))?;
        (old.contains_key(&was) && !new.contains_key(&was)).then_some(was)
    }
}

/// Compares. What is over at `now` on both sides is left out.
pub(super) fn compare(old: &Events, new: &Events, now: Instant) -> (Vec<News>, Option<Moved>) {
    let Some(moved) = Moved::between(old, new, now) else { return (told(old, new, now), None) };
    // As if they had kept their ends: what else is new of them is told besides.
    let same = |uid: &String| moved.was(uid, old, new).unwrap_or_else(|| uid.clone());
    let as_before = new.iter().map(|(uid, event)| (same(uid), event.clone())).collect();
    (told(old, &as_before, now), Some(moved))
}

/// What is new of each event.
fn told(old: &Events, new: &Events, now: Instant) -> Vec<News> {
    let coming = |event: &&IcsEvent| !event.when.is_over(now);
    let mut gone: Vec<(&String, &IcsEvent)> =
        old.iter().filter(|(uid, event)| !new.contains_key(*uid) && coming(event)).collect();
    let mut all = Vec::new();
    for (uid, event) in new {
        let Some(was) = old.get(uid) else {
            if coming(&event) {
                all.push(appeared(uid, event, &mut gone, old, new));
            }
            continue;
        };
        if coming(&event) || coming(&was) {
            all.extend(changed(uid, was, event, now));
        }
    }
    for (uid, event) in gone {
        let off = event.details.status == Status::Cancelled;
        let advice = "put its file back with `status = \"cancelled\"`: then calendar apps say that it does not take place, \
                      where now it is only gone, or stays for ever with those who imported it";
        let what = if off { What::Leaves } else { What::Vanishes };
        all.push(News { advice: (!off).then(|| advice.to_owned()), ..news(what, uid, event) });
    }
    sort(&mut all);
    all
}

/// The gravest first, then as they come.
pub(super) fn sort(all: &mut [News]) {
    all.sort_by(|a, b| (a.what, a.start, &a.title, &a.uid).cmp(&(b.what, b.start, &b.title, &b.uid)));
}

/// An event with a UID that was not there before: new, or one that was there under another.
fn appeared(uid: &str, event: &IcsEvent, gone: &mut Vec<(&String, &IcsEvent)>, old: &Events, new: &Events) -> News {
    let title = bare_title(&event.details);
    let same_title = |other: &IcsEvent| bare_title(&other.details) == title;
    let same = |other: &IcsEvent| same_title(other) && starts(other) == starts(event);
    // The same title at the same time; or one title that only these two have.
    let twin = gone.iter().position(|(_, other)| same(other)).or_else(|| {
        let only = gone.iter().filter(|(_, other)| same_title(other)).count() == 1;
        let alone = new.iter().filter(|(uid, other)| !old.contains_key(*uid) && same_title(other)).count() == 1;
        gone.iter().position(|(_, other)| same_title(other)).filter(|_| only && alone)
    });
    if let Some(twin) = twin {
        let (was_uid, was) = gone.remove(twin);
        let mut changes: Vec<Change> = Change::between("UID", was_uid.as_str(), uid).into_iter().collect();
        changes.extend(Change::between("time", when_words(&was.when), when_words(&event.when)));
        let id = in_code(was_uid);
        let advice = format!(
            "if it is the same event, add `uid = \"{id}\"` to its file: without it calendar apps drop the one and add the other, \
             and who imported it once has it twice"
        );
        return News { changes, advice: Some(advice), ..news(What::Renamed, uid, event) };
    }
    if let Some((other_uid, _)) =
        new.iter().find(|(other, twin)| *other != uid && old.contains_key(*other) && same(twin))
    {
        let changes = Change::between("UID", other_uid.as_str(), uid).into_iter().collect();
        let advice = "take one of the two out: subscribers see the same event twice".to_owned();
        return News { changes, advice: Some(advice), ..news(What::Doubled, uid, event) };
    }
    news(What::Appears, uid, event)
}

/// What to do about an event that is lost because others have changed the calendar it comes from.
pub(super) fn advice_on_others(news: &News, calendar: &str) -> String {
    let calendar = in_code(calendar);
    match news.what {
        What::Renamed => format!(
            "it comes from `{calendar}`, where it has another UID now: apps drop the one and add the other; those who make that calendar can mend it"
        ),
        _ => format!(
            "it came from `{calendar}`, which no longer has it; if it takes place all the same, write it as an event of the hub with `uid = \"{}\"`",
            in_code(&news.uid)
        ),
    }
}

/// What to do about an event that is lost, where only the finished site is known: its file may be gone, or hide it.
pub(super) const PUBLISH: &str = "publish it again, with `status = \"cancelled\"` if it does not take place: then calendar apps say so, \
     where now it is only gone, or stays for ever with those who imported it";

/// A text that stands in quotes and between backticks.
fn in_code(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '`' | '"' | '\\')).collect()
}

/// News of an event, without what has changed about it.
pub(super) fn news(what: What, uid: &str, event: &IcsEvent) -> News {
    News {
        what,
        uid: uid.to_owned(),
        title: bare_title(&event.details),
        when: when_words(&event.when),
        url: event.details.url.clone(),
        changes: Vec::new(),
        left: Vec::new(),
        joined: Vec::new(),
        advice: None,
        start: event.when.start().instant(),
    }
}

/// What is different about an event that is there on both sides.
fn changed(uid: &str, old: &IcsEvent, new: &IcsEvent, now: Instant) -> Option<News> {
    let mut changes: Vec<Change> = Vec::new();
    if moments(&old.when) != moments(&new.when) {
        changes.extend(Change::between("time", time_words(&old.when), time_words(&new.when)));
    }
    changes.extend(Change::between("repeats", rule_words(&old.when), rule_words(&new.when)));
    changes.extend(Change::between("status", status_words(&old.details), status_words(&new.details)));
    changes.extend(Change::between("place", place_words(&old.details), place_words(&new.details)));
    if old.when.repeat().is_some() && new.when.repeat().is_some() {
        changes.extend(occurrences(old, new, now));
    }
    let mut what = What::Moves;
    if changes.is_empty() {
        what = What::Changes;
    }
    changes.extend(Change::between("title", bare_title(&old.details), bare_title(&new.details)));
    changes.extend(words::changes(old, new, now));
    changes.extend(Change::between("page", url_words(&old.details), url_words(&new.details)));
    (!changes.is_empty()).then(|| News { changes, ..news(what, uid, new) })
}

/// Single occurrences to come that are not as they were: left out, added, called off, moved, elsewhere. Where the series as a whole is at
/// another time of the day, the days say which occurrence is which.
fn occurrences(old: &IcsEvent, new: &IcsEvent, now: Instant) -> Vec<Change> {
    let (was, is) = (exceptional(old), exceptional(new));
    let (early, late) = (old.when.extent().start(), new.when.extent().start());
    let all: BTreeSet<Date> = was.keys().chain(is.keys()).map(|original| original.date()).collect();
    let mut changes = Vec::new();
    for (day, times) in all.iter().map(|day| (*day, times_of(*day, &was, &is))) {
        for time in times {
            // The same place on the clock of each side.
            let at = |first: DateTime, other: DateTime| {
                if time.second_of_day() == other.second_of_day() { first.on(day) } else { time }
            };
            let (before, after) = (at(early, late), at(late, early));
            let (old_end, old_words) = was.get(&before).cloned().unwrap_or_else(|| usual(old, before));
            let (new_end, new_words) = is.get(&after).cloned().unwrap_or_else(|| usual(new, after));
            let is_out = |words: &str| matches!(words, OUT | NONE);
            if old_end.max(new_end) > now && !(is_out(&old_words) && is_out(&new_words)) {
                let field = format!("the one of {}", format::date_only(day, ENGLISH));
                changes.extend(Change::between(&field, old_words, new_words));
            }
        }
    }
    changes.dedup();
    changes
}

/// The times of a day at which one of two series has something special.
fn times_of<T>(day: Date, was: &BTreeMap<DateTime, T>, is: &BTreeMap<DateTime, T>) -> BTreeSet<DateTime> {
    let of = |all: &BTreeMap<DateTime, T>| -> Vec<DateTime> {
        all.range(day.midnight()..).map(|(at, _)| *at).take_while(|at| at.date() == day).collect()
    };
    of(was).into_iter().chain(of(is)).collect()
}

/// An occurrence about which its series says nothing: its end, and whether there is one.
fn usual(event: &IcsEvent, original: DateTime) -> (Instant, String) {
    match event.when.occurrence_at(original) {
        Some(occurrence) => (occurrence.end.instant(), USUAL.to_owned()),
        None => (event.when.zone().moment(original).instant(), NONE.to_owned()),
    }
}

/// Every occurrence that its rule does not tell all of: by its original start, its end and what is special about it.
fn exceptional(event: &IcsEvent) -> BTreeMap<DateTime, (Instant, String)> {
    let zone = event.when.zone();
    let repeat = event.when.repeat();
    let left_out = repeat.into_iter().flat_map(|repeat| repeat.exceptions());
    let mut all: BTreeMap<DateTime, (Instant, String)> =
        left_out.map(|original| (*original, (zone.moment(*original).instant(), OUT.to_owned()))).collect();
    let added = repeat.filter(|repeat| repeat.rrule(&event.when).is_some()).map(|repeat| repeat.additions());
    for original in added.into_iter().flatten() {
        let (end, _) = usual(event, *original);
        all.entry(*original).or_insert_with(|| (end, "added".to_owned()));
    }
    for occurrence in event.when.changed() {
        let details = event.changes.iter().find(|change| Some(change.index) == occurrence.changed_by);
        let words = occurrence_words(&occurrence, details.map_or(&event.details, |change| &change.details), event);
        all.insert(occurrence.original, (occurrence.end.instant(), words));
    }
    all
}

fn occurrence_words(occurrence: &Occurrence, details: &Details, event: &IcsEvent) -> String {
    let mut parts = Vec::new();
    if details.status != event.details.status {
        parts.push(status_words(details).to_owned());
    }
    if occurrence.original != occurrence.extent.start() || !same_length(occurrence.extent, event.when.extent()) {
        parts.push(format::range(occurrence.extent, ENGLISH));
    }
    if details.place != event.details.place {
        parts.push(format!("at {}", place_words(details)));
    }
    let title = bare_title(details);
    if title != bare_title(&event.details) {
        parts.push(format!("called “{title}”"));
    }
    if parts.is_empty() { USUAL.to_owned() } else { parts.join(", ") }
}

fn same_length(one: Extent, other: Extent) -> bool {
    let length = |extent: Extent| (extent.is_all_day(), extent.start().seconds_until(extent.end()));
    length(one) == length(other)
}

/// What two times of the same event have in common when they are the same to a subscriber.
fn moments(when: &When) -> (Extent, Instant, Instant, Option<String>) {
    let zone = when.repeat().is_some().then(|| when.zone().name().to_owned());
    // Of a single event only the moments count, on whatever wall they are written.
    let extent = match when.extent() {
        Extent::Timed { start, .. } if zone.is_none() => {
            Extent::Timed { start: start.date().midnight(), end: start.date().midnight() }
        }
        extent => extent,
    };
    (extent, when.start().instant(), when.end().instant(), zone)
}

fn starts(event: &IcsEvent) -> (bool, Instant) {
    (event.when.is_all_day(), event.when.start().instant())
}

fn time_words(when: &When) -> String {
    let time = format::range(when.extent(), ENGLISH);
    let zone = when.zone();
    if when.is_all_day() || zone.is_floating() { time } else { format!("{time}, {}", zone.name()) }
}

fn rule_words(when: &When) -> String {
    when.repeat().map_or_else(|| "once".to_owned(), |repeat| repeat.describe(when, ENGLISH))
}

fn when_words(when: &When) -> String {
    let time = time_words(when);
    if when.repeat().is_some() { format!("{time}, {}", rule_words(when)) } else { time }
}

pub(super) fn place_words(details: &Details) -> String {
    let place = details.place.as_ref().map(|place| place.text.trim().to_owned()).filter(|text| !text.is_empty());
    let online = details.conference.as_ref().map(|conference| format!("online at {}", conference.url));
    let both: Vec<String> = place.into_iter().chain(online).collect();
    if both.is_empty() { "no place".to_owned() } else { both.join(", and ") }
}

fn url_words(details: &Details) -> String {
    details.url.clone().unwrap_or_else(|| NONE.to_owned())
}

/// Titles that begin by saying the status, in every language we write.
fn marks() -> Vec<(String, &'static str)> {
    let of = |language| [(cancelled_title("", language), "called off"), (postponed_title("", language), "postponed")];
    ["en", "zh"].into_iter().flat_map(of).collect()
}

pub(super) fn status_words(details: &Details) -> &'static str {
    let marked = marks().into_iter().find(|(mark, _)| details.summary.starts_with(mark.trim_end()));
    match (details.status, marked) {
        (Status::Confirmed, _) => "takes place",
        (_, Some((_, words))) => words,
        (Status::Tentative, None) => "not certain yet",
        (Status::Cancelled, None) => "called off",
    }
}

/// The title without what says the status.
fn bare_title(details: &Details) -> String {
    let title = details.summary.as_str();
    let off = details.status != Status::Confirmed;
    let bare = marks().into_iter().find_map(|(mark, _)| title.strip_prefix(mark.trim_end()).map(str::trim));
    bare.filter(|_| off).unwrap_or(title).to_owned()
}

#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
