//! Dates of a series to which people or a place belong that the series as a whole does not have: an `[[override]]` names them.
//!
//! Who speaks on one evening of a monthly series, and the place of that evening, have to do with that date alone. So their calendars
//! hold it as an event of its own, and not the series; so does the list of events on a profile, or on the page of a group that hosts
//! it. Whoever has to do with the whole series has the series, and none of these dates besides. Only overrides that name people or a
//! place are looked at, whatever events there are.

use super::facts;
use super::read::{EventFields, OverrideField, PlaceField};
use crate::kinds::entry::Entry;
use crate::kinds::shared::PersonField;
use crate::kinds::view::View;
use crate::markup::slug;
use crate::model::{EntryId, Kind};
use crate::time::Occurrence;

/// A date of a series that has people or a place of its own.
pub struct OwnDate<'a> {
    /// The place of its series in the edition's list of events.
    pub series: usize,
    /// When it is.
    pub occurrence: Occurrence,
    /// Members and groups who host or speak then, and have nothing to do with the whole series; each once.
    pub people: Vec<&'a EntryId>,
    /// Where it is then, if the series as a whole is elsewhere.
    pub venue: Option<Venue<'a>>,
    /// What tells it from the other dates of its series, for ever: its original day, and its time behind others of that day.
    mark: String,
}

/// A place that has a calendar.
#[derive(Clone)]
pub struct Venue<'a> {
    /// What its calendar's address is made of.
    pub slug: String,
    /// What people call it.
    pub name: &'a str,
}

impl OwnDate<'_> {
    /// The UID of the date where it stands without its series, made of the series' own: `salon+20261216@hub.example`.
    ///
    /// Not that of the series with a RECURRENCE-ID: programs do not agree on one whose series they do not have, of which RFC 5545
    /// §3.8.4.4 says nothing.
    pub fn uid(&self, series: &str) -> String {
        match series.rsplit_once('@') {
            Some((name, domain)) => format!("{name}+{}@{domain}", self.mark),
            None => format!("{series}+{}", self.mark),
        }
    }
}

/// The UID of the series whose date has this UID where it stands alone, and what tells the date from others: its original day, with its
/// time where it is not the first of the day, as RFC 5545 writes both.
pub fn series_of(uid: &str) -> Option<(String, &str)> {
    let (name, domain) = uid.rsplit_once('@').map_or((uid, None), |(name, domain)| (name, Some(domain)));
    let (series, mark) = name.rsplit_once('+')?;
    let (day, time) = mark.split_once('T').map_or((mark, None), |(day, time)| (day, Some(time)));
    let is_number = |text: &str, digits| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_mark = is_number(day, 8) && time.is_none_or(|time| is_number(time, 6));
    is_mark.then(|| (domain.map_or_else(|| series.to_owned(), |domain| format!("{series}@{domain}")), mark))
}

/// Every such date of an edition, by their series and then by their original start.
pub fn own_dates<'a>(view: &View<'a>) -> Vec<OwnDate<'a>> {
    let events = &view.edition.events;
    events.iter().enumerate().flat_map(|(series, entry)| of_series(view, series, entry)).collect()
}

fn of_series<'a>(view: &View<'a>, series: usize, entry: &'a Entry<EventFields>) -> Vec<OwnDate<'a>> {
    let mut dates = Vec::new();
    for (occurrence, change) in named(entry) {
        // By the rule, not by the other overrides: whoever writes one more must not change the UIDs of those that are there.
        let is_first = entry.head.when.as_ref().is_none_or(|when| when.is_first_of_day(occurrence.original));
        let mark = if is_first { occurrence.original.date().ical() } else { occurrence.original.ical() };
        let mut people: Vec<&EntryId> = Vec::new();
        for id in own_ids(entry, change).filter_map(|id| known(view, id)) {
            if !people.contains(&id) && !entry.head.groups.contains(id) {
                people.push(id);
            }
        }
        let venue = own_venue(entry, change);
        if venue.is_some() || !people.is_empty() {
            dates.push(OwnDate { series, occurrence, people, venue, mark });
        }
    }
    dates
}

/// When the dates of an event are that may stand alone in calendars: those that an edition really has are among them.
pub(super) fn may_stand_alone(entry: &Entry<EventFields>) -> impl Iterator<Item = Occurrence> {
    let is_own = |change: &OverrideField| own_venue(entry, change).is_some() || own_ids(entry, change).next().is_some();
    named(entry).filter(move |(_, change)| is_own(change)).map(|(occurrence, _)| occurrence)
}

/// The dates of an event whose overrides name people by their ids, or a place, in the order of their original starts. They are the same
/// in every language as long as no translation names others.
fn named(entry: &Entry<EventFields>) -> impl Iterator<Item = (Occurrence, &OverrideField)> {
    let is_named = |change: &OverrideField| venue(change.location.as_ref()).is_some() || ids(change).next().is_some();
    let when = entry.head.when.as_ref().filter(|_| entry.draft.fields.r#override.iter().any(is_named));
    let changed = when.map(crate::time::When::changed).unwrap_or_default();
    let with_change = move |occurrence: Occurrence| {
        let change = facts::change(entry, &occurrence).filter(|change| is_named(change))?;
        Some((occurrence, change))
    };
    changed.into_iter().filter_map(with_change)
}

/// Members and groups who host or speak on a date, as its override names them.
pub fn ids(change: &OverrideField) -> impl Iterator<Item = &str> {
    let speakers = change.speakers.iter().flatten().map(|speaker| &speaker.person);
    change.hosts.iter().flatten().chain(speakers).filter_map(|person| match person {
        PersonField::Id(id) => Some(id.value.as_str()),
        PersonField::Guest(_) => None,
    })
}

/// Those of them who neither host nor speak on every date.
fn own_ids<'a>(entry: &Entry<EventFields>, change: &'a OverrideField) -> impl Iterator<Item = &'a str> {
    let of_series =
        |id: &str| entry.head.people.iter().any(|person| person.id.as_ref().is_some_and(|of| *of.name == *id));
    ids(change).filter(move |id| !of_series(id))
}

/// Where a date is, if the whole series is elsewhere.
fn own_venue<'a>(entry: &Entry<EventFields>, change: &'a OverrideField) -> Option<Venue<'a>> {
    let of_series = || venue(entry.draft.fields.location.as_ref()).map(|venue| venue.slug);
    venue(change.location.as_ref()).filter(|venue| of_series().as_ref() != Some(&venue.slug))
}

/// The member of that name, else the group.
fn known<'a>(view: &View<'a>, id: &str) -> Option<&'a EntryId> {
    let of_kind = |kind| view.edition.targets.get_key_value(&EntryId::new(kind, id)).map(|(id, _)| id);
    of_kind(Kind::Member).or_else(|| of_kind(Kind::Group))
}

/// The place that a field names, if it has a name to make an address of.
pub fn venue(place: Option<&PlaceField>) -> Option<Venue<'_>> {
    let name = place?.0.name.as_deref()?.trim();
    let slug = slug(name);
    (!slug.is_empty()).then_some(Venue { slug, name })
}

/// What calendars hold: an event as a whole, or one date of a series.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    /// The event.
    pub entry: &'a Entry<EventFields>,
    /// The date, if it is one alone.
    pub date: Option<&'a Occurrence>,
}

impl<'a> Item<'a> {
    /// An event as a whole.
    pub fn whole(entry: &'a Entry<EventFields>) -> Self {
        Self { entry, date: None }
    }
}

/// Everything that calendars of an edition hold: first its events in their order, then these dates.
pub fn items<'a>(events: &'a [Entry<EventFields>], dates: &'a [OwnDate<'_>]) -> Vec<Item<'a>> {
    let of_date = |date: &'a OwnDate<'_>| Item { entry: &events[date.series], date: Some(&date.occurrence) };
    events.iter().map(Item::whole).chain(dates.iter().map(of_date)).collect()
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
