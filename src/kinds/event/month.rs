//! The list of what is coming and what has been, and each month as a calendar.

use super::facts;
use super::pages::title;
use super::read::EventFields;
use super::structured::Place;
use crate::config::Label;
use crate::kinds::entry::Entry;
use crate::kinds::view::View;
use crate::model::Words;
use crate::plan::Output;
use crate::plan::context::{Card, Link, Meta};
use crate::theme::Ready;
use crate::time::{Date, Occurrence, format};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Months ahead of today for which occurrences of endless series get pages and places in lists.
const AHEAD: i32 = 12;
/// Occurrences of one event that the month pages show at most.
const MOST: usize = 1_000;

/// What `events.html` sees as `page`.
#[derive(Hash, Serialize)]
struct EventsPage {
    #[serde(flatten)]
    meta: Meta,
    upcoming: Vec<Month>,
    past: Vec<Month>,
    months: Vec<Link>,
    types: Vec<TypeLink>,
    /// The kind of event that the list is narrowed down to, in words.
    filter: Option<Arc<str>>,
    /// The whole list.
    all: Arc<str>,
    subscribe: Arc<str>,
    propose: Option<Arc<str>>,
}

/// The events of a month.
#[derive(Hash, Serialize)]
struct Month {
    /// `2026-12`.
    month: Arc<str>,
    href: Arc<str>,
    events: Vec<Ready<Card>>,
}

#[derive(Hash, Serialize)]
struct TypeLink {
    id: Arc<str>,
    label: Arc<str>,
    color: Option<Arc<str>>,
    calendar: Arc<str>,
    /// The list of only this kind.
    href: Arc<str>,
    count: usize,
    current: bool,
}

/// What `month.html` sees as `page`.
#[derive(Hash, Serialize)]
struct MonthPage {
    #[serde(flatten)]
    meta: Meta,
    month: Arc<str>,
    /// 0 is Monday.
    weekdays: Vec<u8>,
    weeks: Vec<Vec<Day>>,
    agenda: Vec<Ready<Card>>,
    previous: Option<Link>,
    next: Option<Link>,
    subscribe: Arc<str>,
}

/// A day in the grid.
#[derive(Hash, Serialize)]
struct Day {
    date: Arc<str>,
    number: u8,
    in_month: bool,
    today: bool,
    events: Vec<Ready<Card>>,
}

/// The hour before which a night still belongs to the evening it began on.
const MORNING: u8 = 6;

/// An occurrence with the days on which it is shown, in its own zone.
struct Shown {
    first: Date,
    last: Date,
    past: bool,
    card: Ready<Card>,
    place: Option<Place>,
}

impl Shown {
    /// The card for one of its days: on those after the first it does not begin, so no hour stands there.
    fn on(&self, date: Date) -> Ready<Card> {
        if date == self.first || self.card.event.as_ref().is_none_or(|facts| facts.hours.is_empty()) {
            return self.card.clone();
        }
        let mut card = (*self.card).clone();
        if let Some(facts) = &mut card.event {
            facts.hours = "".into();
        }
        Ready::new(card)
    }
}

/// The days on which an occurrence is shown. One that ends before the morning is not shown on that last day, as in calendar apps: who
/// looks at a Sunday asks what they can still go to, not how long the party of Saturday went on.
fn days(occurrence: &Occurrence) -> (Date, Date) {
    let (first, last) = occurrence.days();
    let night = !occurrence.is_all_day() && last > first && occurrence.end.local().hour() < MORNING;
    (first, if night { last.plus_days(-1) } else { last })
}

/// Months over which an event is shown.
const LONGEST: i32 = 36;

/// The list of events and every month that has one.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    use rayon::prelude::*;
    let shown = shown(view);
    let mut months: BTreeMap<Date, Vec<&Shown>> = BTreeMap::new();
    for shown in &shown {
        // Content is refused when it lasts longer; what another calendar says must not make a page for each month of a thousand years.
        let first = shown.first.first_of_month();
        let months_of = (0..=LONGEST).map(|number| first.plus_months(number));
        for month in months_of.take_while(|month| *month <= shown.last) {
            months.entry(month).or_default().push(shown);
        }
    }
    // This month has a page even when nothing happens in it: it is where people look first.
    months.entry(view.today.first_of_month()).or_default();
    let all: Vec<Date> = months.keys().copied().collect();
    let mut outputs: Vec<Output> = months
        .par_iter()
        .map(|(month, shown)| {
            let at = all.binary_search(month).unwrap_or(0);
            let previous = at.checked_sub(1).and_then(|at| all.get(at));
            grid(view, *month, shown, previous.copied(), all.get(at + 1).copied())
        })
        .collect();
    outputs.push(list(view, &shown, &all, None));
    let types = view.config.event_types.iter().filter(|label| of_type(view, label) > 0);
    outputs.extend(types.map(|label| list(view, &shown, &all, Some(label)).unlisted()));
    outputs
}

/// Every occurrence that lists show, by start: all that has been, and what is coming within a year, or later where it is single. Of the
/// calendars of others that have no pages here, what has been since the month began.
fn shown(view: &View<'_>) -> Vec<Shown> {
    use rayon::prelude::*;
    let horizon = view.today.plus_months(AHEAD).last_of_month();
    let of = |entry: &Entry<EventFields>| -> Vec<(Occurrence, Shown)> {
        let Some(when) = &entry.head.when else { return Vec::new() };
        let (first, last) = when.days();
        let until = if when.repeat().is_some() { horizon } else { last.max(first) };
        let from = match entry.draft.fields.is_published() {
            true => first.plus_months(-1),
            false => view.today.first_of_month(),
        };
        let occurrences = when.occurrences(from, until, MOST);
        let shown = |occurrence: Occurrence| {
            let card = facts::card(view, entry, &occurrence)?;
            let (first, last) = days(&occurrence);
            let past = occurrence.is_over(view.now);
            let place = facts::place(entry, &occurrence).map(Place::of);
            Some((occurrence, Shown { first, last, past, card, place }))
        };
        occurrences.into_iter().filter_map(shown).collect()
    };
    let entries = view.edition.events.par_iter().chain(&view.edition.elsewhere);
    let mut all: Vec<(Occurrence, Shown)> = entries.flat_map_iter(of).collect();
    all.sort_by(|a, b| {
        let key = |(occurrence, shown): &(Occurrence, Shown)| (shown.first, occurrence.start.instant());
        (key(a), &a.1.card.href, &a.1.card.id).cmp(&(key(b), &b.1.card.href, &b.1.card.id))
    });
    all.into_iter().map(|(_, shown)| shown).collect()
}

fn key(month: Date) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}

fn path(month: Date) -> String {
    format!("/events/{:04}/{:02}/", month.year(), month.month())
}

fn link(view: &View<'_>, month: Date) -> Link {
    let language = view.language.language.as_str();
    Link { label: format::month_of_year(month.year(), month.month(), language).into(), href: view.path(&path(month)) }
}

/// How many events are of a kind.
fn of_type(view: &View<'_>, label: &Label) -> usize {
    view.edition.events.iter().filter(|entry| entry.head.variant.as_ref() == Some(&label.id)).count()
}

/// The list of what is coming and what has been, of all events or of one kind.
fn list(view: &View<'_>, shown: &[Shown], months: &[Date], only: Option<&Label>) -> Output {
    let calendar = |label: &Label| view.path(&format!("/calendars/type/{}.ics", label.id));
    let own = |label: &Label| format!("/events/type/{}/", label.id);
    let filter = only.map(|label| label.in_language(&view.language.language));
    let heading = filter.as_deref().map_or_else(|| title(view, "sections.events"), Words::plain);
    let path = only.map_or_else(|| "/events/".to_owned(), own);
    let mut meta = view.meta("events", &heading, &view.label("descriptions.events"), &path);
    meta.crumbs = view.crumbs(if only.is_some() { &[("sections.events", "/events/")] } else { &[] });
    meta.feeds = view.feeds("/events/", &view.label("sections.events"));
    meta.calendar = Some(only.map_or_else(|| view.path("/calendar.ics"), calendar));
    meta.noindex = only.is_some();
    let wanted = |shown: &&Shown| only.is_none_or(|label| shown.card.variant.as_ref() == Some(&label.id));
    let mut past = by_month(view, shown.iter().filter(wanted).filter(|shown| shown.past));
    past.reverse();
    past.truncate(24);
    for month in &mut past {
        month.events.reverse();
    }
    let types = view.config.event_types.iter().map(|label| TypeLink {
        id: label.id.clone(),
        label: label.in_language(&view.language.language),
        color: label.color.clone(),
        calendar: calendar(label),
        href: view.path(&own(label)),
        count: of_type(view, label),
        current: only.is_some_and(|only| only.id == label.id),
    });
    let context = EventsPage {
        meta,
        upcoming: by_month(view, shown.iter().filter(wanted).filter(|shown| !shown.past)),
        past,
        months: months.iter().map(|month| link(view, *month)).collect(),
        types: types.filter(|link| link.count > 0).collect(),
        filter,
        all: view.path("/events/"),
        subscribe: view.path("/events/subscribe/"),
        propose: crate::kinds::doors::doors(view).event,
    };
    let lists = view.behind_cards(context.upcoming.iter().chain(&context.past).flat_map(|month| &month.events));
    Output::page(view.address(&path), "events.html", view.edition.number, context, Vec::new()).listing(lists)
}

fn by_month<'a>(view: &View<'_>, shown: impl Iterator<Item = &'a Shown>) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for shown in shown {
        let month = shown.first.first_of_month();
        let name = key(month);
        if months.last().is_none_or(|last| *last.month != *name) {
            months.push(Month { month: name.into(), href: view.path(&path(month)), events: Vec::new() });
        }
        if let Some(last) = months.last_mut() {
            last.events.push(shown.card.clone());
        }
    }
    months
}

/// A text of at most so many characters, with `…` where some are missing.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

fn grid(view: &View<'_>, month: Date, shown: &[&Shown], previous: Option<Date>, next: Option<Date>) -> Output {
    let language = view.language.language.as_str();
    let name = format::month_of_year(month.year(), month.month(), language);
    let about = match shown.iter().map(|shown| &*shown.card.title).collect::<Vec<_>>().as_slice() {
        [] => view.label("descriptions.month").to_string(),
        titles => shortened(&titles.join(" · "), 160),
    };
    let mut meta = view.meta("month", &Words::plain(&name), &about, &path(month));
    meta.crumbs = view.crumbs(&[("sections.events", "/events/")]);
    meta.calendar = Some(view.path("/calendar.ics"));
    if view.site.editions.iter().any(|other| other.events.len() != view.edition.events.len()) {
        // Another language may have no event in this month, and so no page for it.
        meta.translations.clear();
    }
    meta.json_ld = super::structured::list(view, shown.iter().map(|shown| (&*shown.card, shown.place.as_ref())));
    let first_weekday = view.config.week_start;
    let from = month.week_start(first_weekday);
    let end = month.last_of_month();
    let mut weeks = Vec::new();
    // A month touches six weeks at the most. At the end of time days do not go on.
    for day in (0..6).map(|week| from.plus_days(7 * week)).take_while(|day| *day <= end) {
        let week = (0..7).map(|offset| {
            let date = day.plus_days(offset);
            let here = shown.iter().filter(|shown| (shown.first..=shown.last).contains(&date));
            let in_month = date.month() == month.month();
            Day {
                date: date.to_string().into(),
                number: date.day(),
                in_month,
                today: date == view.today,
                events: here.filter(|_| in_month).map(|shown| shown.on(date)).collect(),
            }
        });
        weeks.push(week.collect());
    }
    let start = first_weekday.from_monday();
    let context = MonthPage {
        meta,
        month: key(month).into(),
        weekdays: (0..7).map(|offset| (start + offset) % 7).collect(),
        weeks,
        agenda: shown.iter().map(|shown| shown.card.clone()).collect(),
        previous: previous.map(|month| link(view, month)),
        next: next.map(|month| link(view, month)),
        subscribe: view.path("/events/subscribe/"),
    };
    let lists = view.behind_cards(&context.agenda);
    Output::page(view.address(&path(month)), "month.html", view.edition.number, context, Vec::new()).listing(lists)
}
