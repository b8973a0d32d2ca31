//! An occurrence of an event as lists show it.

use super::read::{EventFields, EventStatus, Origin, OverrideField, PlaceField, SpeakerField};
use crate::kinds::entry::Entry;
use crate::kinds::shared::PersonField;
use crate::kinds::view::View;
use crate::markup::SafeUrl;
use crate::model::{EntryId, Kind, Person, PersonRole, Words};
use crate::plan::context::{Card, EventFacts, EventSource, PersonLink};
use crate::read::values::InlineProse;
use crate::theme::{Ready, Varied};
use crate::time::{Occurrence, When, format};
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

/// Occurrences of one series that lists of what is coming may show at most.
const COMING_EACH: usize = 12;

impl View<'_> {
    /// Whether everything of an event has ended.
    pub fn is_over(&self, entry: &Entry<EventFields>) -> bool {
        entry.head.when.as_ref().is_none_or(|when| when.is_over(self.now))
    }
}

/// Whether an event is a series.
pub fn repeats(entry: &Entry<EventFields>) -> bool {
    entry.head.when.as_ref().is_some_and(|when| when.repeat().is_some())
}

/// The next occurrence of an event, else its last one.
pub fn next_or_last(view: &View<'_>, entry: &Entry<EventFields>) -> Option<Occurrence> {
    let when = entry.head.when.as_ref()?;
    let soonest = when.coming(view.now, 1);
    let holds = soonest.first().is_some_and(|occurrence| is_on(entry, occurrence));
    // What was called off or put off is looked past, which hardly ever has to be.
    let coming = if holds || soonest.is_empty() { soonest } else { when.coming(view.now, COMING_EACH) };
    let next = coming.iter().find(|occurrence| is_on(entry, occurrence)).or(coming.first()).cloned();
    next.or_else(|| when.past(view.now, 1).into_iter().next())
}

/// What an override says about an occurrence.
pub fn change<'a>(entry: &'a Entry<EventFields>, occurrence: &Occurrence) -> Option<&'a OverrideField> {
    entry.draft.fields.r#override.get(occurrence.changed_by?)
}

/// Somebody whom an override names: the ids were looked up when the event was read.
fn person(view: &View<'_>, role: PersonRole, field: &PersonField) -> Option<Person> {
    match field {
        PersonField::Guest(guest) => Some(Person::guest(role, &guest.name, guest.url.as_ref().map(SafeUrl::as_str))),
        PersonField::Id(id) => {
            let known =
                |kind| Some(EntryId::new(kind, id.value.as_str())).filter(|id| view.edition.targets.contains_key(id));
            known(Kind::Member).or_else(|| known(Kind::Group)).map(|id| Person::of(role, id))
        }
    }
}

/// Who speaks at an occurrence only, with their talks.
pub fn speakers(view: &View<'_>, change: &OverrideField) -> Vec<Ready<PersonLink>> {
    let speaker = |field: &SpeakerField| {
        let person = person(view, PersonRole::Speaker, &field.person)?;
        let talk = field.talk.as_deref().map(Into::into);
        let talk_url = field.url.as_ref().map(|url| url.as_str().into());
        view.person(&Person { talk, talk_url, ..person })
    };
    change.speakers.iter().flatten().filter_map(speaker).collect()
}

/// Who hosts an occurrence only.
pub fn hosts(view: &View<'_>, change: &OverrideField) -> Vec<Ready<PersonLink>> {
    change.hosts.iter().flatten().filter_map(|field| view.person(&person(view, PersonRole::Host, field)?)).collect()
}

/// Who hosts an occurrence, and who speaks there: those whom it names itself, else those of the event.
pub fn taking_part(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence) -> Vec<Person> {
    let change = change(entry, occurrence);
    let hosts = change.and_then(|change| change.hosts.as_ref()).into_iter().flatten();
    let hosts: Vec<Person> = hosts.filter_map(|field| person(view, PersonRole::Host, field)).collect();
    let speakers = change.and_then(|change| change.speakers.as_ref()).into_iter().flatten();
    let speakers: Vec<Person> = speakers.filter_map(|field| person(view, PersonRole::Speaker, &field.person)).collect();
    let or_of_event = |own: Vec<Person>, role| {
        let whole = entry.head.people.iter().filter(|person| person.role == role);
        if own.is_empty() { whole.cloned().collect() } else { own }
    };
    [or_of_event(hosts, PersonRole::Host), or_of_event(speakers, PersonRole::Speaker)].concat()
}

/// Whether an occurrence takes place.
pub fn status(entry: &Entry<EventFields>, occurrence: &Occurrence) -> EventStatus {
    let own = change(entry, occurrence).and_then(|change| change.status);
    own.or(entry.draft.fields.status).unwrap_or(EventStatus::Confirmed)
}

/// Whether an occurrence takes place when it says: it was neither called off nor put off.
pub fn is_on(entry: &Entry<EventFields>, occurrence: &Occurrence) -> bool {
    !matches!(status(entry, occurrence), EventStatus::Cancelled | EventStatus::Postponed)
}

/// The facts of the occurrence that stands for an event.
pub fn of_entry(view: &View<'_>, entry: &Entry<EventFields>) -> Option<EventFacts> {
    next_or_last(view, entry).map(|occurrence| of_occurrence(view, entry, &occurrence))
}

/// Where an occurrence is.
pub fn place<'a>(entry: &'a Entry<EventFields>, occurrence: &Occurrence) -> Option<&'a PlaceField> {
    let own = change(entry, occurrence).and_then(|change| change.location.as_ref());
    own.or(entry.draft.fields.location.as_ref())
}

/// Where one takes part in an occurrence online.
pub fn online<'a>(entry: &'a Entry<EventFields>, occurrence: &Occurrence) -> Option<&'a SafeUrl> {
    let own = change(entry, occurrence).and_then(|change| change.online.as_ref());
    own.or(entry.draft.fields.online.as_ref())
}

/// What an occurrence is called, in plain text.
pub fn title(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence) -> Arc<str> {
    own_title(view, entry, occurrence).map_or_else(|| entry.head.title.plain.clone(), |own| own.plain)
}

/// A place in a few words.
pub fn place_words(place: &PlaceField) -> Option<Arc<str>> {
    place.0.name.as_deref().or(place.0.address.as_deref()).map(Into::into)
}

/// When an occurrence starts and ends: the first and the last day, or the times in its own zone (RFC 3339).
pub fn extent(occurrence: &Occurrence) -> [Arc<str>; 2] {
    if occurrence.is_all_day() {
        let (first, last) = occurrence.days();
        [first, last].map(|day| day.to_string().into())
    } else {
        [&occurrence.start, &occurrence.end].map(|moment| moment.rfc3339().into())
    }
}

/// Whether an occurrence of a series was moved from where its rule has it. By the instant: a start that falls into a gap of daylight
/// saving is shown an hour later, and yet nobody moved it.
pub fn is_moved(entry: &Entry<EventFields>, occurrence: &Occurrence) -> bool {
    let original = || occurrence.start.zone().moment(occurrence.original).instant();
    repeats(entry) && occurrence.changed_by.is_some() && original() != occurrence.start.instant()
}

/// The facts of one occurrence.
pub fn of_occurrence(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence) -> EventFacts {
    let own = view.cards.get(&entry.head.id).filter(|_| entry.draft.fields.is_published());
    let own = own.and_then(|card| card.event.as_ref());
    facts(view, entry, occurrence, own)
}

/// The same; what all occurrences of an event share is taken from `other`, one of them, where it is known.
fn facts(
    view: &View<'_>,
    entry: &Entry<EventFields>,
    occurrence: &Occurrence,
    other: Option<&EventFacts>,
) -> EventFacts {
    let fields = &entry.draft.fields;
    let when = entry.head.when.as_ref();
    let (first, last) = occurrence.days();
    let all_day = occurrence.is_all_day();
    let [start, end] = extent(occurrence);
    let (from, to) = (occurrence.start.local(), occurrence.end.local());
    let zone = occurrence.start.zone();
    let place = place(entry, occurrence);
    let online = online(entry, occurrence);
    let of_type = entry.head.variant.as_ref().and_then(|id| {
        view.config.event_types.iter().find(|label| label.id == *id).and_then(|label| label.color.clone())
    });
    let origin = fields.origin();
    let color = origin.and_then(|origin| origin.source.color.clone()).or(of_type);
    let series = when.is_some_and(|when| when.repeat().is_some());
    let original = || {
        if when.is_some_and(When::is_all_day) {
            occurrence.original.date().to_string()
        } else {
            zone.moment(occurrence.original).rfc3339()
        }
    };
    EventFacts {
        start,
        end,
        day: first.to_string().into(),
        number: first.day(),
        weekday: first.weekday().from_monday(),
        last_day: (last != first).then(|| last.to_string().into()),
        hours: if all_day { "".into() } else { format::times(from, to).into() },
        timezone: (zone.name() != view.config.timezone.name() && !all_day && !zone.is_floating())
            .then(|| zone.name().into()),
        all_day,
        status: status(entry, occurrence).word(),
        place: place.and_then(place_words),
        online: online.is_some(),
        color,
        series,
        rule: match other {
            Some(other) => other.rule.clone(),
            None => when.and_then(|when| {
                when.repeat().map(|repeat| repeat.describe_whole(when, view.language.language.as_str()).into())
            }),
        },
        moved_from: is_moved(entry, occurrence).then(|| original().into()),
        past: occurrence.is_over(view.now),
        ics: match (other, fields.is_published()) {
            (Some(other), _) => other.ics.clone(),
            (None, true) => view.path(&format!("{}event.ics", without_prefix(view, entry.head.address.as_str()))),
            (None, false) => "".into(),
        },
        source: origin.map(|origin| EventSource {
            name: origin.source.name.clone(),
            url: origin.url.as_ref().map(|url| url.as_str().into()),
        }),
    }
}

/// An address of this edition without the language's prefix.
pub fn without_prefix<'a>(view: &View<'_>, address: &'a str) -> &'a str {
    address.strip_prefix(view.language.prefix.as_ref()).unwrap_or(address)
}

/// The card of one occurrence.
pub fn card(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence) -> Option<Ready<Card>> {
    Some(occurring(view, entry, occurrence, &of_event(view, entry)?))
}

/// The card of an event, which stands for the occurrence that lists show of it.
pub fn of_event(view: &View<'_>, entry: &Entry<EventFields>) -> Option<Ready<Card>> {
    match entry.draft.fields.origin().filter(|origin| !origin.source.republish) {
        Some(origin) => Some(Ready::new(elsewhere(view, entry, origin))),
        None => view.card(&entry.head.id),
    }
}

/// The title that an override gives its date. A translation that does not say it has that of its series there, in lists and calendars
/// alike: a title or a line in another language would have to be marked as such wherever one can stand, and a calendar cannot. So no list
/// changes its language from one date to the next. Where the series has its words from the original, so has the date. The event's own
/// page has the original's words for its date, and marks them.
pub fn title_of<'a>(entry: &Entry<EventFields>, change: &'a OverrideField) -> Option<&'a InlineProse> {
    in_its_language(entry, change.title.as_ref()?, Some(&entry.draft.fields.title))
}

/// The line that an override gives its date: why it is called off, say. By the same rule.
pub fn summary_of<'a>(entry: &Entry<EventFields>, change: &'a OverrideField) -> Option<&'a InlineProse> {
    in_its_language(entry, change.summary.as_ref()?, entry.draft.fields.summary.as_ref())
}

/// The words of a date, if they are in the language of the entry or of what they take the place of.
fn in_its_language<'a>(
    entry: &Entry<EventFields>,
    own: &'a InlineProse,
    of_series: Option<&InlineProse>,
) -> Option<&'a InlineProse> {
    let of_series = of_series.map_or(entry.head.source, |words| words.span.source);
    Some(own).filter(|own| [entry.head.source, of_series].contains(&own.span.source))
}

/// The title that an occurrence has of its own.
pub fn own_title(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence) -> Option<Words> {
    let title = title_of(entry, change(entry, occurrence)?)?;
    Some(crate::kinds::entry::words(title, view.config))
}

/// The line that an occurrence has of its own.
fn own_summary(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence) -> Option<Words> {
    let summary = summary_of(entry, change(entry, occurrence)?)?;
    Some(crate::kinds::entry::words(summary, view.config))
}

/// The facts of an occurrence of the event of `card`.
pub fn beside<'c>(
    view: &View<'_>,
    entry: &Entry<EventFields>,
    occurrence: &Occurrence,
    card: &'c Card,
) -> Cow<'c, EventFacts> {
    match &card.event {
        // There is no other occurrence.
        Some(only) if !only.series => Cow::Borrowed(only),
        _ => Cow::Owned(of_occurrence(view, entry, occurrence)),
    }
}

/// The card of an occurrence: that of its event, with the occurrence's own facts, title and summary.
pub fn occurring(
    view: &View<'_>,
    entry: &Entry<EventFields>,
    occurrence: &Occurrence,
    of_event: &Ready<Card>,
) -> Ready<Card> {
    let title = own_title(view, entry, occurrence);
    let summary = own_summary(view, entry, occurrence);
    let says_more = title.is_some() || summary.is_some();
    let facts = match beside(view, entry, occurrence, of_event) {
        Cow::Owned(facts) if says_more || of_event.event.as_ref() != Some(&facts) => facts,
        _ => return of_event.clone(),
    };
    let mut card = (**of_event).clone();
    if let Some(title) = title {
        card.title = title.plain;
        card.title_html = title.html;
    }
    if let Some(summary) = summary {
        card.summary = Some(summary.plain);
        card.summary_html = Some(summary.html);
    }
    card.event = Some(facts);
    Ready::like(of_event, card)
}

/// What the card of an occurrence has of its own.
#[derive(Hash, Serialize)]
pub struct OfOccurrence<'a> {
    title: &'a Arc<str>,
    title_html: &'a Arc<str>,
    summary: &'a Option<Arc<str>>,
    summary_html: &'a Option<Arc<str>>,
    event: &'a Option<EventFacts>,
}

impl Varied for Card {
    type Own<'a> = OfOccurrence<'a>;

    fn own(&self) -> OfOccurrence<'_> {
        OfOccurrence {
            title: &self.title,
            title_html: &self.title_html,
            summary: &self.summary,
            summary_html: &self.summary_html,
            event: &self.event,
        }
    }
}

/// The card of an event of another calendar that has no page here: it leads to its page there, if there is one.
fn elsewhere(view: &View<'_>, entry: &Entry<EventFields>, origin: &Origin) -> Card {
    let href = origin.url.as_ref().map(|url| url.as_str().into()).unwrap_or_default();
    Card { href, ..crate::kinds::cards::event(view, entry) }
}

/// The cards of the next occurrences of all events, those called off left out.
pub fn coming(view: &View<'_>, most: usize) -> Vec<Ready<Card>> {
    let mut all: Vec<(Occurrence, &Entry<EventFields>)> = Vec::new();
    for entry in &view.edition.events {
        let Some(when) = &entry.head.when else { continue };
        let next = when.coming(view.now, most.min(COMING_EACH)).into_iter().filter(|one| is_on(entry, one));
        all.extend(next.map(|occurrence| (occurrence, entry)));
    }
    all.sort_by(|a, b| (a.0.start.instant(), &a.1.head.address).cmp(&(b.0.start.instant(), &b.1.head.address)));
    all.iter().take(most).filter_map(|(occurrence, entry)| card(view, entry, occurrence)).collect()
}
