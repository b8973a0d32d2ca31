//! Events in the terms of schema.org.

use super::facts::{self, status};
use super::read::{EventFields, EventStatus};
use crate::kinds::entry::Entry;
use crate::kinds::structured::{absolute, image, object, page, person, script};
use crate::kinds::view::View;
use crate::model::PersonRole;
use crate::plan::context::{Card, Meta};
use crate::time::Occurrence;
use serde_json::{Value, json};
use std::sync::Arc;

fn event_status(status: EventStatus, moved: bool) -> &'static str {
    match status {
        EventStatus::Cancelled => "https://schema.org/EventCancelled",
        EventStatus::Postponed => "https://schema.org/EventPostponed",
        EventStatus::Confirmed | EventStatus::Tentative if moved => "https://schema.org/EventRescheduled",
        EventStatus::Confirmed | EventStatus::Tentative => "https://schema.org/EventScheduled",
    }
}

fn mode(place: bool, online: bool) -> &'static str {
    match (place, online) {
        (true, true) => "https://schema.org/MixedEventAttendanceMode",
        (false, true) => "https://schema.org/OnlineEventAttendanceMode",
        (_, false) => "https://schema.org/OfflineEventAttendanceMode",
    }
}

/// The page of an event: the occurrence it shows.
pub fn event(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence, meta: &Meta) -> Arc<str> {
    let fields = &entry.draft.fields;
    let facts = facts::of_occurrence(view, entry, occurrence);
    let mut places = Vec::new();
    if let Some(place) = &fields.location {
        let table = &place.0;
        let geo = table.geo.map(|geo| {
            let pair = serde_json::to_value(geo).unwrap_or(Value::Null);
            json!({ "@type": "GeoCoordinates", "latitude": pair[0], "longitude": pair[1] })
        });
        places.push(object(vec![
            ("@type", json!("Place")),
            ("name", json!(table.name.as_ref().or(table.address.as_ref()))),
            ("address", json!(table.address.as_ref().or(table.name.as_ref()))),
            ("geo", geo.unwrap_or(Value::Null)),
        ]));
    }
    if let Some(online) = &fields.online {
        places.push(json!({ "@type": "VirtualLocation", "url": online.as_str() }));
    }
    let place = if places.len() == 1 { places.remove(0) } else { Value::Array(places) };
    let all =
        |roles: &[PersonRole]| view.people(&entry.head, roles).iter().map(|one| person(view, one)).collect::<Vec<_>>();
    let mut organisers = all(&[PersonRole::Host]);
    if organisers.is_empty() {
        organisers.push(json!({ "@type": "Organization", "name": view.language.title, "url": view.url("/") }));
    }
    let thing = object(vec![
        ("@type", json!("Event")),
        ("name", json!(entry.head.title.plain)),
        ("description", json!(meta.description)),
        ("url", json!(absolute(view, &meta.address))),
        ("startDate", json!(facts.start)),
        ("endDate", json!(facts.end)),
        ("previousStartDate", json!(facts.moved_from)),
        ("eventStatus", json!(event_status(status(entry, occurrence), facts.moved_from.is_some()))),
        ("eventAttendanceMode", json!(mode(fields.location.is_some(), fields.online.is_some()))),
        ("location", place),
        ("organizer", json!(organisers)),
        ("performer", json!(all(&[PersonRole::Speaker]))),
        ("maximumAttendeeCapacity", json!(fields.capacity)),
        ("image", image(view, meta)),
        ("inLanguage", json!(entry.head.language.as_str())),
    ]);
    page(view, meta, thing)
}

/// A list of occurrences, for a month.
pub fn list<'a>(view: &View<'_>, cards: impl Iterator<Item = &'a Card>) -> Arc<str> {
    let item = |card: &Card| {
        let facts = card.event.as_ref()?;
        let status = EventStatus::from_word(facts.status).unwrap_or(EventStatus::Confirmed);
        let place = facts.place.as_ref().map(|place| json!({ "@type": "Place", "name": place, "address": place }));
        let virtual_place = json!({ "@type": "VirtualLocation", "url": absolute(view, &card.href) });
        Some(object(vec![
            ("@type", json!("Event")),
            ("name", json!(card.title)),
            ("url", json!(absolute(view, &card.href))),
            ("startDate", json!(facts.start)),
            ("endDate", json!(facts.end)),
            ("eventStatus", json!(event_status(status, facts.moved_from.is_some()))),
            ("eventAttendanceMode", json!(mode(facts.place.is_some(), facts.online))),
            ("location", place.unwrap_or(if facts.online { virtual_place } else { Value::Null })),
        ]))
    };
    let events: Vec<Value> = cards.filter_map(item).collect();
    if events.is_empty() {
        return "".into();
    }
    script(&json!({ "@context": "https://schema.org", "@graph": events }))
}
