//! Events in the terms of schema.org.

use super::facts;
use super::month::Told;
use super::read::{EventFields, EventStatus, PlaceField};
use crate::kinds::entry::Entry;
use crate::kinds::structured::{Agent, Url, graph, image, is_blank, page, says_nothing};
use crate::kinds::view::View;
use crate::plan::Script;
use crate::plan::context::{EventFacts, Meta, PersonLink};
use crate::read::values::Coordinates;
use crate::theme::Ready;
use crate::time::Occurrence;
use serde::{Serialize, Serializer};
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

/// An event.
#[derive(Hash, Serialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(rename = "@type")]
    class: &'static str,
    #[serde(skip_serializing_if = "is_blank")]
    description: Option<Arc<str>>,
    #[serde(skip_serializing_if = "says_nothing")]
    end_date: Arc<str>,
    event_attendance_mode: &'static str,
    event_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Url>,
    #[serde(skip_serializing_if = "is_blank")]
    in_language: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Places::is_empty")]
    location: Places,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum_attendee_capacity: Option<u32>,
    #[serde(skip_serializing_if = "says_nothing")]
    name: Arc<str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    organizer: Vec<Agent>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    performer: Vec<Agent>,
    #[serde(skip_serializing_if = "is_blank")]
    previous_start_date: Option<Arc<str>>,
    #[serde(skip_serializing_if = "says_nothing")]
    start_date: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    super_event: Option<Series>,
    url: Url,
}

/// The series that an occurrence belongs to.
#[derive(Hash, Serialize)]
#[serde(tag = "@type", rename = "EventSeries")]
struct Series {
    name: Arc<str>,
    url: Url,
}

/// Where an event is; several places are a list, one stands for itself.
#[derive(Hash)]
struct Places(Vec<Place>);

impl Places {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Places {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [place] => place.serialize(serializer),
            places => places.serialize(serializer),
        }
    }
}

/// A place, or an address online.
#[derive(Clone, Hash, Serialize)]
#[serde(tag = "@type")]
pub(super) enum Place {
    Place {
        #[serde(skip_serializing_if = "is_blank")]
        address: Option<Arc<str>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        geo: Option<Geo>,
        #[serde(skip_serializing_if = "is_blank")]
        name: Option<Arc<str>>,
    },
    VirtualLocation {
        url: Url,
    },
}

impl Place {
    /// A place as a file names it. Search engines want an address: where there is none, its name has to do.
    pub(super) fn of(place: &PlaceField) -> Self {
        let table = &place.0;
        let (name, address) = (table.name.as_deref(), table.address.as_deref());
        Self::Place {
            address: address.or(name).map(Into::into),
            geo: table.geo.map(Geo),
            name: name.or(address).map(Into::into),
        }
    }
}

/// Degrees north and east.
#[derive(Clone, Hash)]
pub(super) struct Geo(Coordinates);

impl Serialize for Geo {
    #[expect(clippy::cast_precision_loss, reason = "at most 180 million")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(tag = "@type", rename = "GeoCoordinates")]
        struct Degrees {
            latitude: f64,
            longitude: f64,
        }
        let degrees = |micro: i64| micro as f64 / 1e6;
        Degrees { latitude: degrees(self.0.latitude), longitude: degrees(self.0.longitude) }.serialize(serializer)
    }
}

/// The page of an event: the occurrence it shows, with its facts, hosts and speakers.
pub fn event(
    view: &View<'_>,
    entry: &Entry<EventFields>,
    occurrence: &Occurrence,
    facts: &EventFacts,
    [hosts, speakers]: [&[Ready<PersonLink>]; 2],
    meta: &Meta,
) -> Script {
    let fields = &entry.draft.fields;
    let change = facts::change(entry, occurrence);
    let mut places = Vec::new();
    let (place, online) = (facts::place(entry, occurrence), facts::online(entry, occurrence));
    places.extend(place.map(Place::of));
    // A cancelled event keeps it: search engines want a place of every event, and know a cancelled one again by the time and place that it
    // had. Its status says that nobody is to come, and the page itself links to no address to join.
    if let Some(online) = online {
        places.push(Place::VirtualLocation { url: Url::new(view, &online.as_str().into()) });
    }
    let mut organizer = Agent::people(view, hosts);
    if organizer.is_empty() && fields.origin().is_none() {
        organizer.push(Agent::hub(view));
    }
    let thing = Event {
        class: "Event",
        description: Some(meta.description.clone()),
        end_date: facts.end.clone(),
        event_attendance_mode: mode(place.is_some(), online.is_some()),
        event_status: event_status(facts::status(entry, occurrence), facts.moved_from.is_some()),
        image: image(view, meta),
        in_language: Some(entry.head.language.shared()),
        location: Places(places),
        maximum_attendee_capacity: change.and_then(|change| change.capacity).or(fields.capacity),
        name: facts::title(view, entry, occurrence),
        organizer,
        performer: Agent::people(view, speakers),
        previous_start_date: facts.moved_from.clone(),
        start_date: facts.start.clone(),
        super_event: entry
            .head
            .when
            .as_ref()
            .filter(|when| when.repeat().is_some())
            .map(|_| Series { name: entry.head.title.plain.clone(), url: Url::new(view, &meta.address) }),
        url: Url::new(view, &meta.address),
    };
    page(view, meta, thing)
}

/// A list of occurrences with their places, for a month.
pub(super) fn list(view: &View<'_>, told: &[Told<'_>]) -> Script {
    let item = |Told { card, title, facts, place }: &Told<'_>| {
        if card.href.is_empty() {
            return None;
        }
        let status = EventStatus::from_word(facts.status).unwrap_or(EventStatus::Confirmed);
        let url = Url::new(view, &card.href);
        let place = place.map(Place::of);
        let place = place.or_else(|| facts.online.then(|| Place::VirtualLocation { url: url.clone() }));
        Some(Event {
            class: "Event",
            description: None,
            end_date: facts.end.clone(),
            event_attendance_mode: mode(facts.place.is_some(), facts.online),
            event_status: event_status(status, facts.moved_from.is_some()),
            image: None,
            in_language: None,
            location: Places(place.into_iter().collect()),
            maximum_attendee_capacity: None,
            name: title.plain.clone(),
            organizer: Vec::new(),
            performer: Vec::new(),
            previous_start_date: None,
            start_date: facts.start.clone(),
            super_event: None,
            url,
        })
    };
    let events: Vec<Event> = told.iter().filter_map(item).collect();
    if events.is_empty() { Script::default() } else { graph(events) }
}
