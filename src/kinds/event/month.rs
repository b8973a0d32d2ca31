//! Each month as a calendar, and the occurrences that months and lists show.

use super::read::EventFields;
use super::structured::Place;
use super::{facts, lists};
use crate::diagnostic::{Code, Diagnostic};
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
/// The most occurrences of all series together.
const MOST_OF_ALL: usize = 60_000;

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
pub(super) struct Shown {
    pub(super) first: Date,
    last: Date,
    pub(super) past: bool,
    pub(super) card: Ready<Card>,
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
        Ready::like(&self.card, card)
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
pub fn plan(view: &View<'_>, said: &mut Vec<Diagnostic>) -> Vec<Output> {
    use rayon::prelude::*;
    let shown = shown(view, said);
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
    outputs.extend(lists::plan(view, &shown, &all));
    outputs
}

/// Every occurrence that lists show, by start: all that has been, and what is coming within a year, or later where it is single. Of the
/// calendars of others that have no pages here, what has been since the month began. Where all series together would have more than
/// [`MOST_OF_ALL`], each shows the next of them only, which is said.
fn shown(view: &View<'_>, said: &mut Vec<Diagnostic>) -> Vec<Shown> {
    use rayon::prelude::*;
    let horizon = view.today.plus_months(AHEAD).last_of_month();
    let found = |entry: &'_ Entry<EventFields>| -> Vec<Occurrence> {
        let Some(when) = &entry.head.when else { return Vec::new() };
        let (first, last) = when.days();
        let until = if when.repeat().is_some() { horizon } else { last.max(first) };
        let from = match entry.draft.fields.is_published() {
            true => first.plus_months(-1),
            false => view.today.first_of_month(),
        };
        when.occurrences(from, until, MOST)
    };
    let entries: Vec<&Entry<EventFields>> = view.edition.events.iter().chain(&view.edition.elsewhere).collect();
    let mut found: Vec<Vec<Occurrence>> = entries.par_iter().map(|entry| found(entry)).collect();
    bound(view, &entries, &mut found, MOST_OF_ALL, said);
    let of = |(entry, occurrences): (&&Entry<EventFields>, Vec<Occurrence>)| -> Vec<_> {
        let shown = |occurrence: Occurrence| {
            let card = facts::card(view, entry, &occurrence)?;
            let (first, last) = days(&occurrence);
            let past = occurrence.is_over(view.now);
            let place = facts::place(entry, &occurrence).map(Place::of);
            Some((occurrence, Shown { first, last, past, card, place }))
        };
        occurrences.into_iter().filter_map(shown).collect()
    };
    let mut all: Vec<(Occurrence, Shown)> = entries.par_iter().zip(found).flat_map_iter(of).collect();
    all.sort_by(|a, b| {
        let key = |(occurrence, shown): &(Occurrence, Shown)| (shown.first, occurrence.start.instant());
        (key(a), &a.1.card.href, &a.1.card.id).cmp(&(key(b), &b.1.card.href, &b.1.card.id))
    });
    all.into_iter().map(|(_, shown)| shown).collect()
}

/// Leaves of series that take place too often all together the next occurrences only.
fn bound(
    view: &View<'_>,
    entries: &[&Entry<EventFields>],
    found: &mut [Vec<Occurrence>],
    most: usize,
    said: &mut Vec<Diagnostic>,
) {
    let is_series = |entry: &Entry<EventFields>| entry.head.when.as_ref().is_some_and(|when| when.repeat().is_some());
    let series = || entries.iter().zip(&*found).filter(|(entry, _)| is_series(entry));
    let all: usize = series().map(|(_, occurrences)| occurrences.len()).sum();
    if all <= most {
        return;
    }
    let share = (most / series().count()).max(12);
    if let Some((entry, occurrences)) = series().rev().max_by_key(|(_, occurrences)| occurrences.len()) {
        let message = format!("the series of this hub have {all} dates, more than pages can show");
        let help = format!("this one alone has {}: let it end, or take place less often", occurrences.len());
        said.push(Diagnostic::warning(Code::CalendarTooFull, entry.head.span, message).help(help));
    }
    for (_, occurrences) in entries.iter().zip(found).filter(|(entry, _)| is_series(entry)) {
        occurrences.retain(|occurrence| !occurrence.is_over(view.now));
        occurrences.truncate(share);
    }
}

pub(super) fn key(month: Date) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}

pub(super) fn path(month: Date) -> String {
    format!("/events/{:04}/{:02}/", month.year(), month.month())
}

pub(super) fn link(view: &View<'_>, month: Date) -> Link {
    let language = view.language.language.as_str();
    Link { label: format::month_of_year(month.year(), month.month(), language).into(), href: view.path(&path(month)) }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::event::testing::hub;

    #[test]
    fn the_card_of_an_occurrence_is_as_if_it_were_made_alone() {
        let night = "title = \"Night\"\nstart = 2026-11-01T20:00:00\nend = 2026-11-03T08:00:00\ntags = [\"ink\"]\nhosts = [\"ana\"]\n\
                     repeat = { every = \"week\" }\n[[override]]\nat = 2026-11-08\ntitle = \"Another\"\n";
        let hub = hub(&[("content/events/night.toml", night), ("content/members/ana.toml", "name = \"Ana\"\n")]);
        hub.view(0, |view| {
            let shown = shown(view, &mut Vec::new());
            assert!(shown.iter().any(|shown| &*shown.card.title == "Another") && shown.len() > 50);
            let digests: std::collections::BTreeSet<_> = shown.iter().map(|shown| shown.card.digest()).collect();
            assert_eq!(digests.len(), shown.len());
            for shown in &shown {
                for card in [shown.card.clone(), shown.on(shown.last)] {
                    assert_eq!(serde_json::to_value(&card).unwrap(), serde_json::to_value(&*card).unwrap());
                }
            }
        });
    }

    #[test]
    fn series_that_take_place_too_often_all_together_show_their_next_dates() {
        let daily = "title = \"Bell\"\nstart = 2026-01-01T09:00:00\nrepeat = { every = \"day\" }\n";
        let hub = hub(&[
            ("content/events/bell.toml", daily),
            ("content/events/chime.toml", daily),
            ("content/events/once.toml", "title = \"Once\"\nstart = 2026-01-01T09:00:00\n"),
        ]);
        hub.view(0, |view| {
            let entries: Vec<_> = view.edition.events.iter().collect();
            let from = Date::new(2026, 1, 1).expect("is a day");
            let all = || {
                entries
                    .iter()
                    .map(|entry| entry.head.when.as_ref().unwrap().occurrences(from, from.plus_months(24), MOST))
            };
            let mut found: Vec<_> = all().collect();
            let mut said = Vec::new();
            bound(view, &entries, &mut found, 10_000, &mut said);
            assert!(said.is_empty() && found.iter().map(Vec::len).eq(all().map(|found| found.len())));
            bound(view, &entries, &mut found, 100, &mut said);
            assert_eq!(said.len(), 1);
            assert!(said[0].message.starts_with("the series of this hub have 14"), "{}", said[0].message);
            let counts: Vec<_> =
                entries.iter().zip(&found).map(|(entry, found)| (&*entry.head.id.name, found.len())).collect();
            for (name, count) in counts {
                assert_eq!(count, if name == "once" { 1 } else { 50 }, "{name}");
            }
        });
    }
}
