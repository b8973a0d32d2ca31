//! Every calendar of an edition: one of each event, and those of [`subscribe`](super::subscribe).
//!
//! Takes checked events, gives planned files. An event is written once for all calendars that hold it; a calendar's key is made of the
//! digests of its events, and its text is put together only when the file is made. Never names anybody: a calendar travels further than
//! a page. What the edition may not show is not in its [`View`], and nothing here looks anywhere else.
//!
//! # Where revisions come from
//!
//! RFC 5545 §3.8.7 wants to know when an event was last changed and how often. The clock is no answer, because an unchanged event must be
//! the same bytes in every build. In this order:
//! 1. An event of an `.ics` file brings its own `DTSTAMP`, `LAST-MODIFIED`, `CREATED` and `SEQUENCE`.
//! 2. Where [`Head::updated`](crate::model::Head) says when the content changed last, that is `DTSTAMP` and `LAST-MODIFIED`.
//! 3. Else nothing is known and nothing is made up: `DTSTAMP`, which may not be missing, is the first second of 2000, earlier than any real one, so that
//!    the first known revision is newer; `LAST-MODIFIED` is left out, and programs that compare it then take every copy as new. What the
//!    file itself tells of changes (called off, put off, occurrences that are changed) is counted as `SEQUENCE`.

use super::calendar_text::{changes, details};
use super::read::{EventFields, EventStatus};
use super::subscribe::{About, Subscription, subscriptions};
use super::{pages, uid_of};
use crate::formats::ics::{Calendar, CalendarEvent, Organizer, Vevent, Zones};
use crate::kinds::entry::Entry;
use crate::kinds::view::View;
use crate::model::Address;
use crate::plan::{Output, Part};
use crate::text::SourceId;
use crate::time::Instant;
use rayon::prelude::*;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The `DTSTAMP` of an event whose changes nobody has recorded: 2000-01-01T00:00:00Z, in seconds since the epoch. The beginning of 1970 would do as well, but some
/// programs take it for no time at all.
const UNKNOWN: i64 = 946_684_800;

fn unknown() -> Instant {
    Instant::from_unix(UNKNOWN)
}

/// What a calendar file is made of.
#[derive(Hash)]
struct File {
    calendar: Calendar,
    events: Vec<Part<Vevent>>,
    zones: Prepared,
}

/// Definitions of zones, made beforehand. They are not part of a key: each depends on the zone and on the years of the events alone.
struct Prepared(Arc<Zones>);

impl Hash for Prepared {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

fn text(file: &File) -> String {
    file.calendar.text(file.events.iter().map(|event| &**event), &file.zones.0)
}

/// Every calendar of the edition.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    let entries = &view.edition.events;
    let written: Vec<Option<Part<Vevent>>> = entries.par_iter().map(|entry| vevent(view, entry)).collect();
    let zones = Arc::new(Zones::of(written.iter().flatten().map(|event| &**event)));
    let make = |address: Address, calendar: Calendar, events: Vec<Part<Vevent>>, sources: Vec<SourceId>| {
        Output::text(address, File { calendar, events, zones: Prepared(zones.clone()) }, text, sources)
    };
    let mut outputs = Vec::with_capacity(entries.len() + 64);
    for (entry, event) in entries.iter().zip(&written) {
        let Some(event) = event else { continue };
        let calendar = of_event(view, entry);
        outputs.push(make(pages::ics_address(view, entry), calendar, vec![event.clone()], vec![entry.head.source]));
    }
    for subscription in subscriptions(view) {
        let held = || subscription.events.iter().filter(|at| written[**at].is_some());
        let events = held().filter_map(|at| written[*at].clone()).collect();
        let sources = held().map(|at| entries[*at].head.source).collect();
        let address = view.address(&subscription.path);
        outputs.push(make(address, of_subscription(view, &subscription), events, sources));
    }
    outputs
}

/// What all calendars of an edition say.
fn common(view: &View<'_>) -> Calendar {
    Calendar {
        prodid: concat!("-//Folkmoot//Folkmoot ", env!("CARGO_PKG_VERSION"), "//EN").into(),
        refresh: Some(view.config.refresh.to_string()),
        timezone: Some(view.config.timezone.clone()),
        language: Some(view.language.language.as_str().to_owned()),
        ..Calendar::default()
    }
}

fn of_event(view: &View<'_>, entry: &Entry<EventFields>) -> Calendar {
    Calendar {
        name: entry.head.title.plain.to_string(),
        url: Some(view.url(entry.head.address.as_str()).to_string()),
        source_url: Some(view.url(pages::ics_address(view, entry).as_str()).to_string()),
        ..common(view)
    }
}

fn of_subscription(view: &View<'_>, subscription: &Subscription) -> Calendar {
    let hub = super::subscribe::name(view);
    let everything = subscription.about == About::Everything;
    let description = view.language.tagline.as_deref().filter(|_| everything).unwrap_or("");
    Calendar {
        // In an app, calendars of many communities stand side by side: "Salon" alone would say too little.
        name: if everything { hub.to_string() } else { format!("{} · {hub}", subscription.label) },
        description: description.to_owned(),
        url: Some(view.url(&format!("{}{}", view.language.prefix, subscription.page)).to_string()),
        source_url: Some(view.url(&format!("{}{}", view.language.prefix, subscription.path)).to_string()),
        color: subscription.color.as_ref().map(ToString::to_string),
        ..common(view)
    }
}

/// An event as text; `None` where it has no time, which was said long before.
fn vevent(view: &View<'_>, entry: &Entry<EventFields>) -> Option<Part<Vevent>> {
    let when = entry.head.when.clone()?;
    let fields = &entry.draft.fields;
    let revision = Revision::of(entry);
    let details = details(view, entry);
    let event = CalendarEvent {
        uid: uid_of(view, entry),
        in_utc: fields.online.is_some() && fields.location.is_none(),
        changed: changes(view, entry, &when, &details),
        details,
        when,
        stamp: revision.stamp,
        last_modified: revision.modified,
        created: revision.created,
        sequence: revision.sequence,
        organizer: Some(Organizer { name: view.language.title.to_string(), uri: view.url("/").to_string() }),
        color: None,
    };
    Some(Part::new(event.vevent()))
}

/// When and how often an event was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Revision {
    stamp: Instant,
    modified: Option<Instant>,
    created: Option<Instant>,
    sequence: u32,
}

impl Revision {
    fn of(entry: &Entry<EventFields>) -> Self {
        let fields = &entry.draft.fields;
        if let Some(record) = &fields.record {
            return Self {
                stamp: record.stamp.or(record.last_modified).unwrap_or_else(unknown),
                modified: record.last_modified,
                created: record.created,
                sequence: record.sequence,
            };
        }
        let updated = entry.head.updated;
        Self {
            stamp: updated.unwrap_or_else(unknown),
            modified: updated,
            created: None,
            sequence: told_changes(fields),
        }
    }
}

/// How many changes of time, place or status a file tells of by itself.
fn told_changes(fields: &EventFields) -> u32 {
    let off = |status: Option<EventStatus>| matches!(status, Some(EventStatus::Cancelled | EventStatus::Postponed));
    let changed = fields.r#override.iter().filter(|change| {
        let moved = change.start.is_some() || change.end.is_some() || change.duration.is_some();
        moved || change.location.is_some() || change.online.is_some() || off(change.status)
    });
    u32::try_from(changed.count()).unwrap_or(u32::MAX).saturating_add(u32::from(off(fields.status)))
}
