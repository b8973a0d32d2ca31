//! The pages of events: what is coming and what has been, each event, and how to subscribe.

use super::facts::{self, change, status, without_prefix};
use super::read::{EventFields, OutcomeFields, OverrideField, PlaceTable};
use super::{add, calendars, month, structured, subscribe};
use crate::diagnostic::Diagnostic;
use crate::kinds::body::BodyHtml;
use crate::kinds::cards::label_of;
use crate::kinds::entry::Entry;
use crate::kinds::view::View;
use crate::markup::SafeUrl;
use crate::model::{EntryId, Kind, PersonRole, Words};
use crate::plan::Output;
use crate::plan::context::{Card, EventFacts, Link, Meta, PersonLink, TagLink};
use crate::read::values::{Coordinates, Extra, InlineProse, Rating};
use crate::text::SourceId;
use crate::theme::Ready;
use crate::time::{Occurrence, format};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// Occurrences of a series that its page lists on either side of today.
const LISTED: usize = 12;

/// What `event.html` sees as `page`.
#[derive(Hash, Serialize)]
struct EventPage {
    #[serde(flatten)]
    meta: Meta,
    event: EventFacts,
    variant_label: Option<Arc<str>>,
    body_html: Option<BodyHtml>,
    start_local: Arc<str>,
    zone_label: Option<Arc<str>>,
    location: Option<Place>,
    online: Option<Arc<str>>,
    hosts: Vec<Ready<PersonLink>>,
    speakers: Vec<Ready<PersonLink>>,
    groups: Vec<Ready<Card>>,
    tags: Vec<TagLink>,
    registration: Option<Arc<str>>,
    capacity: Option<u32>,
    price: Option<Arc<str>>,
    occurrences: Vec<OccurrenceRow>,
    /// Whether the series goes on after the last of `occurrences` that is to come.
    more_occurrences: bool,
    rule: Option<Arc<str>>,
    outcome: Option<Outcome>,
    recaps: Vec<Ready<Card>>,
    /// The forms of calendars for it; none once it is over, and none while it does not take place as it says.
    google_url: Option<Arc<str>>,
    outlook_url: Option<Arc<str>>,
    ics: Arc<str>,
    backlinks: Vec<Link>,
    extra: Extra,
}

/// Where an event is.
#[derive(Hash, Serialize)]
struct Place {
    name: Option<Arc<str>>,
    address: Option<Arc<str>>,
    geo: Option<Coordinates>,
    url: Option<Arc<str>>,
    map_url: Option<Arc<str>>,
}

/// One time a series happens. There are many, and few have anything of their own: what all share is made ready once.
#[derive(Hash, Serialize)]
struct OccurrenceRow {
    start: Arc<str>,
    end: Arc<str>,
    day: Arc<str>,
    /// Number and weekday (0 is Monday) of that day.
    number: u8,
    weekday: u8,
    text: Arc<str>,
    /// The zone and its distance from Greenwich at this one.
    zone_label: Option<Arc<str>>,
    status: &'static str,
    past: bool,
    attend: Ready<Attend>,
    /// What this one says of itself.
    change: Option<Change>,
}

/// Where an occurrence is, how one joins it, where one registers, how many fit in and what it costs, whether it says so itself or the
/// event does.
#[derive(Hash, Serialize)]
struct Attend {
    place: Option<Arc<str>>,
    online: Option<Arc<str>>,
    registration: Option<Arc<str>>,
    capacity: Option<u32>,
    price: Option<Arc<str>>,
}

/// What one time of a series has that the others have not.
#[derive(Hash, Serialize)]
struct Change {
    /// The zone of its times and its distance from Greenwich, where the series has days and no times.
    zone: Option<Arc<str>>,
    moved_from: Option<Arc<str>>,
    title: Option<OwnWords>,
    note: Option<OwnWords>,
    /// A text about this one, HTML.
    description: Option<OwnWords>,
    place: Option<Arc<str>>,
    /// Another place online.
    online: Option<Arc<str>>,
    capacity: Option<u32>,
    price: Option<Arc<str>>,
    /// Who hosts this one and who speaks there.
    hosts: Vec<Ready<PersonLink>>,
    speakers: Vec<Ready<PersonLink>>,
    outcome: Option<Outcome>,
}

/// Words about one time of a series. What a translation does not say of it stands here in the words of its original, which lists and
/// calendars have not ([`facts::title_of`]): here it can be marked as such.
#[derive(Hash, Serialize)]
struct OwnWords {
    text: Arc<str>,
    /// Their language, where it is not that of the page.
    lang: Option<Arc<str>>,
}

impl Change {
    fn says_anything(&self) -> bool {
        let words = [&self.title, &self.note, &self.description];
        let texts = [&self.zone, &self.moved_from, &self.place, &self.online, &self.price];
        words.into_iter().any(Option::is_some)
            || texts.into_iter().any(Option::is_some)
            || self.capacity.is_some()
            || self.outcome.is_some()
            || !(self.hosts.is_empty() && self.speakers.is_empty())
    }
}

/// What came of an event.
#[derive(Hash, Serialize)]
struct Outcome {
    registered: Option<u32>,
    attended: Option<u32>,
    satisfaction: Option<Rating>,
    responses: Option<u32>,
    recording: Option<Arc<str>>,
    slides: Option<Arc<str>>,
    photos: Option<Arc<str>>,
    recap: Option<Link>,
}

/// Posts about events: their numbers in the edition.
struct Reports<'a> {
    by_event: HashMap<&'a str, Vec<usize>>,
    by_name: HashMap<&'a str, usize>,
}

impl<'a> Reports<'a> {
    fn new(view: &View<'a>) -> Self {
        let posts = || view.edition.posts.iter().enumerate();
        let mut by_event: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, post) in posts() {
            if let Some(event) = &post.draft.fields.event {
                by_event.entry(&event.name).or_default().push(number);
            }
        }
        Self { by_event, by_name: posts().map(|(number, post)| (&*post.head.id.name, number)).collect() }
    }

    /// Posts that say they report on the event, and the one its outcome names.
    fn of(&self, view: &View<'_>, entry: &Entry<EventFields>) -> Vec<Ready<Card>> {
        let mut about = self.by_event.get(&*entry.head.id.name).cloned().unwrap_or_default();
        if entry.draft.fields.outcome.is_some() {
            let recap = entry.head.links_to.iter().find(|id| id.kind == Kind::Post);
            about.extend(recap.and_then(|id| self.by_name.get(&*id.name)));
            about.sort_unstable();
            about.dedup();
        }
        view.cards_for(about.into_iter().map(|number| &view.edition.posts[number]))
    }
}

/// Every page of every event; the calendar's own pages too.
pub fn plan(view: &View<'_>, said: &mut Vec<Diagnostic>) -> Vec<Output> {
    use rayon::prelude::*;
    let events = &view.edition.events;
    let reports = Reports::new(view);
    let mut of_calendars = Vec::new();
    let (mut outputs, (files, listed)) = rayon::join(
        || {
            let pages = events.par_iter().filter_map(|entry| page(view, entry, &reports));
            let mut outputs: Vec<Output> = pages.collect();
            outputs.extend(month::plan(view, said));
            outputs
        },
        || calendars::plan(view, &mut of_calendars),
    );
    said.extend(of_calendars);
    outputs.extend(subscribe::plan(view, &listed));
    outputs.extend(files);
    outputs
}

fn page(view: &View<'_>, entry: &Entry<EventFields>, reports: &Reports<'_>) -> Option<Output> {
    let head = &entry.head;
    let fields = &entry.draft.fields;
    let when = head.when.as_ref()?;
    let shown = facts::next_or_last(view, entry)?;
    // The card is of this very occurrence.
    let event = view.card(&head.id).and_then(|card| card.event.clone())?;
    let language = view.language.language.as_str();
    let mut meta = view.meta_of("event", entry);
    meta.crumbs = view.crumbs(&[("sections.events", "/events/")]);
    meta.calendar = Some(event.ics.clone());
    let changed = change(entry, &shown);
    let own = |people: fn(&View<'_>, &OverrideField) -> Vec<Ready<PersonLink>>, role| {
        let own = changed.map(|change| people(view, change)).unwrap_or_default();
        if own.is_empty() { view.people(head, &[role]) } else { own }
    };
    let hosts = own(facts::hosts, PersonRole::Host);
    let speakers = own(facts::speakers, PersonRole::Speaker);
    meta.json_ld = structured::event(view, entry, &shown, &event, [&hosts, &speakers], &meta);
    let (occurrences, more_occurrences) =
        if when.repeat().is_some() { occurrences(view, entry) } else { (Vec::new(), false) };
    let place = facts::place(entry, &shown);
    let is_on = !event.past && facts::is_on(entry, &shown);
    let forms = is_on.then(|| add::forms(view, entry, &shown));
    let (google_url, outlook_url) = forms.map(|forms| (forms.google, forms.outlook)).unzip();
    let registration = changed.and_then(|change| change.registration.as_ref());
    let online = facts::online(entry, &shown);
    let price = changed.and_then(|change| change.price.as_ref()).or(fields.price.as_ref());
    let context = EventPage {
        variant_label: head.variant.as_ref().and_then(|id| label_of(view, id, &view.config.event_types)),
        body_html: view.html(entry),
        start_local: format::range(shown.extent, language).into(),
        zone_label: zone_label(&shown),
        location: place.map(|place| self::place(&place.0)),
        online: online.map(|url| url.as_str().into()),
        hosts,
        speakers,
        groups: view.cards_of(&head.groups),
        tags: view.tag_links(head),
        registration: registration.or(fields.registration.as_ref()).map(|url| url.as_str().into()),
        capacity: changed.and_then(|change| change.capacity).or(fields.capacity),
        price: price.map(|price| price.as_str().into()),
        occurrences,
        more_occurrences,
        rule: event.rule.clone(),
        outcome: fields.outcome.as_ref().map(|fields| outcome(view, fields)),
        recaps: reports.of(view, entry),
        google_url,
        outlook_url,
        ics: event.ics.clone(),
        backlinks: view.backlinks(&head.id),
        extra: fields.common.extra.clone(),
        event,
        meta,
    };
    Some(Output::page(head.address.clone(), "event.html", view.edition.number, context, vec![head.source]))
}

/// `Europe/Berlin, UTC+1`; nothing for whole days and for times that are the same on every wall.
fn zone_label(occurrence: &Occurrence) -> Option<Arc<str>> {
    let zone = occurrence.start.zone();
    let named = !occurrence.is_all_day() && !zone.is_floating();
    let offset = format::offset(&occurrence.start);
    named.then(|| if zone.name() == offset { offset.into() } else { format!("{}, {offset}", zone.name()).into() })
}

fn place(table: &PlaceTable) -> Place {
    let text = |text: &Option<String>| text.as_deref().map(Into::into);
    let map = table.geo.map(|geo| {
        let degrees = |micro: i64| {
            let sign = if micro < 0 { "-" } else { "" };
            format!("{sign}{}.{:06}", micro.abs() / 1_000_000, micro.abs() % 1_000_000)
        };
        format!("geo:{},{}", degrees(geo.latitude), degrees(geo.longitude)).into()
    });
    Place {
        name: text(&table.name),
        address: text(&table.address),
        geo: table.geo,
        url: table.url.as_ref().map(|url| url.as_str().into()),
        map_url: map,
    }
}

fn outcome(view: &View<'_>, fields: &OutcomeFields) -> Outcome {
    let url = |url: &Option<SafeUrl>| url.as_ref().map(|url| url.as_str().into());
    let recap = fields.recap.as_ref().and_then(|recap| view.link_to(&EntryId::new(Kind::Post, recap.name.as_str())));
    Outcome {
        registered: fields.registered,
        attended: fields.attended,
        satisfaction: fields.satisfaction,
        responses: fields.responses,
        recording: url(&fields.recording),
        slides: url(&fields.slides),
        photos: url(&fields.photos),
        recap,
    }
}

/// The coming times of a series, then the past ones, the newest first; and whether more are to come than these.
fn occurrences(view: &View<'_>, entry: &Entry<EventFields>) -> (Vec<OccurrenceRow>, bool) {
    let Some(when) = &entry.head.when else { return (Vec::new(), false) };
    let mut coming = when.coming(view.now, LISTED + 1);
    let more = coming.len() > LISTED;
    coming.truncate(LISTED);
    let past = when.past(view.now, LISTED);
    let always = Ready::new(attend(entry, None));
    (coming.iter().chain(&past).map(|occurrence| row(view, entry, occurrence, &always)).collect(), more)
}

fn row(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence, always: &Ready<Attend>) -> OccurrenceRow {
    let change = change(entry, occurrence);
    let [start, end] = facts::extent(occurrence);
    let day = occurrence.start.local().date();
    OccurrenceRow {
        start,
        end,
        day: day.to_string().into(),
        number: day.day(),
        weekday: day.weekday().from_monday(),
        text: format::range(occurrence.extent, view.language.language.as_str()).into(),
        zone_label: zone_label(occurrence),
        status: status(entry, occurrence).word(),
        past: occurrence.is_over(view.now),
        attend: change.map_or_else(|| always.clone(), |change| Ready::new(attend(entry, Some(change)))),
        change: change.map(|change| own_facts(view, entry, occurrence, change)).filter(Change::says_anything),
    }
}

fn attend(entry: &Entry<EventFields>, change: Option<&OverrideField>) -> Attend {
    let fields = &entry.draft.fields;
    let url = |url: &SafeUrl| url.as_str().into();
    let place = change.and_then(|change| change.location.as_ref()).or(fields.location.as_ref());
    let online = change.and_then(|change| change.online.as_ref()).or(fields.online.as_ref());
    let registration = change.and_then(|change| change.registration.as_ref()).or(fields.registration.as_ref());
    let price = change.and_then(|change| change.price.as_deref()).or(fields.price.as_deref());
    Attend {
        place: place.and_then(facts::place_words),
        online: online.map(url),
        registration: registration.map(url),
        capacity: change.and_then(|change| change.capacity).or(fields.capacity),
        price: price.map(Into::into),
    }
}

fn own_facts(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence, change: &OverrideField) -> Change {
    let language = view.language.language.as_str();
    let words = |prose: &InlineProse| OwnWords {
        text: crate::kinds::entry::words(prose, view.config).plain,
        lang: other_language(view, entry, prose.span.source),
    };
    let original = || {
        let day = format::long_date(occurrence.original.date(), language);
        // A whole day may become an evening.
        let of_days = entry.head.when.as_ref().is_some_and(crate::time::When::is_all_day);
        if of_days { day.into() } else { format!("{day} {}", format::time(occurrence.original)).into() }
    };
    Change {
        zone: zone_label(occurrence).filter(|_| has_zone_of_its_own(view, entry, occurrence)),
        moved_from: facts::is_moved(entry, occurrence).then(original),
        title: change.title.as_ref().map(words),
        note: change.summary.as_ref().map(words),
        description: change.description.as_ref().map(|prose| OwnWords {
            text: super::calendar_text::prose_html(view, prose).into(),
            lang: other_language(view, entry, prose.span.source),
        }),
        place: change.location.as_ref().and_then(facts::place_words),
        online: change.online.as_ref().map(|url| url.as_str().into()),
        capacity: change.capacity,
        price: change.price.as_deref().map(Into::into),
        hosts: facts::hosts(view, change),
        speakers: facts::speakers(view, change),
        outcome: change.outcome.as_ref().map(|fields| outcome(view, fields)),
    }
}

/// Whether an occurrence has a zone that its page says nowhere else: its series has whole days, and no zone beside them. Times without a
/// zone are the hub's; those of a change that was written in another zone are on the wall of the series.
fn has_zone_of_its_own(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence) -> bool {
    let of_days = entry.head.when.as_ref().is_some_and(crate::time::When::is_all_day);
    of_days && occurrence.start.zone().name() != view.config.timezone.name()
}

/// The language of the words in a file of an event, where it is not that of the page.
fn other_language(view: &View<'_>, entry: &Entry<EventFields>, source: SourceId) -> Option<Arc<str>> {
    let variants = || view.site.editions.iter().flat_map(|edition| &edition.events).map(|event| &event.head);
    let head =
        if entry.head.source == source { Some(&entry.head) } else { variants().find(|head| head.source == source) };
    head.filter(|head| head.language != view.language.language).map(|head| head.language.shared())
}

/// The address of an event's calendar file.
pub fn ics_address(view: &View<'_>, entry: &Entry<EventFields>) -> crate::model::Address {
    view.address(&format!("{}event.ics", without_prefix(view, entry.head.address.as_str())))
}

/// A title of a page of the calendar.
pub fn title(view: &View<'_>, key: &str) -> Words {
    Words::plain(&view.label(key))
}
