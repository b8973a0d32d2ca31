//! Each month as a calendar, and the occurrences that months and lists show.

use super::read::{EventFields, PlaceField};

use super::{facts, lists};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::entry::Entry;
use crate::kinds::view::View;
use crate::model::Words;
use crate::plan::Output;
use crate::plan::context::{Card, EventFacts, Link, Meta};
use crate::theme::Ready;
use crate::time::{Date, Occurrence, format};
use serde::Serialize;
use std::borrow::Cow;
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
    /// The days on which something begins. What goes on from before stands on the first of the month.
    agenda: Vec<AgendaDay>,
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
    events: Vec<Ready<Row>>,
}

/// A day in the list below the grid.
#[derive(Hash, Serialize)]
struct AgendaDay {
    date: Arc<str>,
    events: Vec<Ready<Row>>,
}

/// An occurrence as the month shows it. A month may have hundreds of them, and has each twice, in the grid and in the list; so this is
/// what has room in a line, not all that a card says.
#[derive(Clone, Hash, Serialize)]
struct Row {
    event: Ready<RowEvent>,
    start: Arc<str>,
    end: Arc<str>,
    last_day: Option<Arc<str>>,
    moved_from: Option<Arc<str>>,
    past: bool,
}

/// What the rows of a series have in common, nearly all of them: made ready once for all months.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
struct RowEvent {
    href: Arc<str>,
    title_html: Arc<str>,
    lang: Option<Arc<str>>,
    variant_label: Option<Arc<str>>,
    /// `19:00–21:30`; empty for whole days, and on the days after the first.
    hours: Arc<str>,
    timezone: Option<Arc<str>>,
    status: &'static str,
    place: Option<Arc<str>>,
    online: bool,
    color: Option<Arc<str>>,
    /// The name of the calendar it comes from, if it is not the hub's own.
    source: Option<Arc<str>>,
}

impl RowEvent {
    fn of(card: &Card, title_html: &Arc<str>, facts: &EventFacts) -> Self {
        Self {
            href: card.href.clone(),
            title_html: title_html.clone(),
            lang: card.lang.clone(),
            variant_label: card.variant_label.clone(),
            hours: facts.hours.clone(),
            timezone: facts.timezone.clone(),
            status: facts.status,
            place: facts.place.clone(),
            online: facts.online,
            color: facts.color.clone(),
            source: facts.source.as_ref().map(|source| source.name.clone()),
        }
    }
}

impl Row {
    /// A row; `usual` is what its event has on most dates.
    fn of(Told { card, title, facts, .. }: &Told<'_>, usual: Option<&Ready<RowEvent>>) -> Self {
        let event = RowEvent::of(card, &title.html, facts);
        Self {
            event: usual.filter(|usual| ***usual == event).cloned().unwrap_or_else(|| Ready::new(event)),
            start: facts.start.clone(),
            end: facts.end.clone(),
            last_day: facts.last_day.clone(),
            moved_from: facts.moved_from.clone(),
            past: facts.past,
        }
    }
}

/// The hour before which a night still belongs to the evening it began on.
const MORNING: u8 = 6;

/// An occurrence with the days on which it is shown, in its own zone.
pub(super) struct Shown<'a> {
    pub(super) entry: &'a Entry<EventFields>,
    occurrence: Occurrence,
    pub(super) first: Date,
    last: Date,
    pub(super) past: bool,
    /// The card of its event.
    of_event: Ready<Card>,
    /// What rows say of the occurrence that the card is of; none for a card without one.
    usual: Option<Ready<RowEvent>>,
}

impl Shown<'_> {
    /// What the occurrence is called, and its facts.
    fn told(&self, view: &View<'_>) -> Told<'_> {
        let (entry, occurrence, card) = (self.entry, &self.occurrence, &*self.of_event);
        let title = facts::own_title(view, entry, occurrence);
        Told {
            card,
            title: title.unwrap_or_else(|| Words { html: card.title_html.clone(), plain: card.title.clone() }),
            facts: facts::beside(view, entry, occurrence, card),
            place: facts::place(entry, occurrence),
        }
    }

    /// The card of the occurrence.
    pub(super) fn card(&self, view: &View<'_>) -> Ready<Card> {
        facts::occurring(view, self.entry, &self.occurrence, &self.of_event)
    }
}

/// What a month says of an occurrence.
pub(super) struct Told<'a> {
    /// The card of its event.
    pub(super) card: &'a Card,
    pub(super) title: Words,
    pub(super) facts: Cow<'a, EventFacts>,
    pub(super) place: Option<&'a PlaceField>,
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
    let mut months: BTreeMap<Date, Vec<&Shown<'_>>> = BTreeMap::new();
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
fn shown<'a>(view: &View<'a>, said: &mut Vec<Diagnostic>) -> Vec<Shown<'a>> {
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
    let of = |(entry, occurrences): (&&'a Entry<EventFields>, Vec<Occurrence>)| -> Vec<Shown<'a>> {
        let Some(of_event) = facts::of_event(view, entry) else { return Vec::new() };
        let facts = of_event.event.as_ref();
        let usual = facts.map(|facts| Ready::new(RowEvent::of(&of_event, &of_event.title_html, facts)));
        let shown = |occurrence: Occurrence| {
            let (first, last) = days(&occurrence);
            let past = occurrence.is_over(view.now);
            Shown { entry, first, last, past, of_event: of_event.clone(), usual: usual.clone(), occurrence }
        };
        occurrences.into_iter().map(shown).collect()
    };
    let mut all: Vec<Shown<'a>> = entries.par_iter().zip(found).flat_map_iter(of).collect();
    all.sort_by(|a, b| {
        let key = |shown: &Shown<'a>| (shown.first, shown.occurrence.start.instant());
        (key(a), &a.of_event.href, &a.of_event.id).cmp(&(key(b), &b.of_event.href, &b.of_event.id))
    });
    all
}

/// Leaves of series that take place too often all together the next occurrences only.
fn bound(
    view: &View<'_>,
    entries: &[&Entry<EventFields>],
    found: &mut [Vec<Occurrence>],
    most: usize,
    said: &mut Vec<Diagnostic>,
) {
    let series = || entries.iter().zip(&*found).filter(|(entry, _)| facts::repeats(entry));
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
    for (_, occurrences) in entries.iter().zip(found).filter(|(entry, _)| facts::repeats(entry)) {
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

fn grid(view: &View<'_>, month: Date, shown: &[&Shown<'_>], previous: Option<Date>, next: Option<Date>) -> Output {
    let language = view.language.language.as_str();
    let told: Vec<Told<'_>> = shown.iter().map(|shown| shown.told(view)).collect();
    let name = format::month_of_year(month.year(), month.month(), language);
    let mut meta = view.meta("month", &Words::plain(&name), &about(view, &told), &path(month));
    meta.crumbs = view.crumbs(&[("sections.events", "/events/")]);
    meta.calendar = Some(view.path("/calendar.ics"));
    if view.site.editions.iter().any(|other| other.events.len() != view.edition.events.len()) {
        // Another language may have no event in this month, and so no page for it.
        meta.translations.clear();
    }
    meta.json_ld = super::structured::list(view, &told);
    let first_weekday = view.config.week_start;
    let start = first_weekday.from_monday();
    let row = |(shown, told): (&&Shown<'_>, &Told<'_>)| Ready::new(Row::of(told, shown.usual.as_ref()));
    let rows: Vec<Ready<Row>> = shown.iter().zip(&told).map(row).collect();
    let rows: Vec<(&Shown<'_>, Ready<Row>)> = shown.iter().copied().zip(rows).collect();
    let context = MonthPage {
        meta,
        month: key(month).into(),
        weekdays: (0..7).map(|offset| (start + offset) % 7).collect(),
        weeks: weeks(view, month, &rows),
        agenda: agenda(month, &rows),
        previous: previous.map(|month| link(view, month)),
        next: next.map(|month| link(view, month)),
        subscribe: view.path("/events/subscribe/"),
    };
    let lists = view.behind(shown.iter().map(|shown| &shown.entry.head.id));
    Output::page(view.address(&path(month)), "month.html", view.edition.number, context, Vec::new()).listing(lists)
}

/// What a month is about, for search engines: its first titles.
fn about(view: &View<'_>, told: &[Told<'_>]) -> String {
    /// Characters; a title has one or more.
    const MOST: usize = 160;
    match told.iter().take(MOST).map(|told| &*told.title.plain).collect::<Vec<_>>().as_slice() {
        [] => view.label("descriptions.month").to_string(),
        titles => shortened(&titles.join(" · "), MOST),
    }
}

/// The weeks of a month, whole ones, with what is shown on its own days.
fn weeks(view: &View<'_>, month: Date, rows: &[(&Shown<'_>, Ready<Row>)]) -> Vec<Vec<Day>> {
    let from = month.week_start(view.config.week_start);
    let end = month.last_of_month();
    let mut weeks = Vec::new();
    // A month touches six weeks at the most. At the end of time days do not go on.
    for day in (0..6).map(|week| from.plus_days(7 * week)).take_while(|day| *day <= end) {
        let week = (0..7).map(|offset| {
            let date = day.plus_days(offset);
            let in_month = date.month() == month.month();
            let here = rows.iter().filter(|(shown, _)| in_month && (shown.first..=shown.last).contains(&date));
            Day {
                date: date.to_string().into(),
                number: date.day(),
                in_month,
                today: date == view.today,
                events: here.map(|(shown, row)| on(row, shown.first == date)).collect(),
            }
        });
        weeks.push(week.collect());
    }
    weeks
}

/// The row for one of the days of an occurrence: on those after the first it does not begin, so no hour stands there.
fn on(row: &Ready<Row>, begins: bool) -> Ready<Row> {
    if begins || row.event.hours.is_empty() {
        return row.clone();
    }
    let event = Ready::new(RowEvent { hours: "".into(), ..(*row.event).clone() });
    Ready::new(Row { event, ..(**row).clone() })
}

/// The days of a month on which something begins.
fn agenda(month: Date, rows: &[(&Shown<'_>, Ready<Row>)]) -> Vec<AgendaDay> {
    let mut days: Vec<(Date, AgendaDay)> = Vec::new();
    for (shown, row) in rows {
        let date = shown.first.max(month);
        match days.last_mut().filter(|(day, _)| *day == date) {
            Some((_, day)) => day.events.push(row.clone()),
            None => days.push((date, AgendaDay { date: date.to_string().into(), events: vec![row.clone()] })),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
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
            let cards: Vec<_> = shown.iter().map(|shown| shown.card(view)).collect();
            assert!(cards.iter().any(|card| &*card.title == "Another") && cards.len() > 50);
            let digests: std::collections::BTreeSet<_> = cards.iter().map(Ready::digest).collect();
            assert_eq!(digests.len(), cards.len());
            for card in &cards {
                assert_eq!(serde_json::to_value(card).unwrap(), serde_json::to_value(&**card).unwrap());
            }
        });
    }

    #[test]
    fn a_changed_occurrence_has_its_own_summary() {
        let night = "title = \"Night\"\nsummary = \"As always\"\nstart = 2026-11-29T20:00:00\nrepeat = { every = \"week\" }\n\
                     [[override]]\nat = 2026-12-06\nstatus = \"cancelled\"\nsummary = \"The *roof* leaks\"\n\
                     [[override]]\nat = 2026-12-13\nsummary = \"On the boat\"\n\
                     [[override]]\nat = 2026-12-20\ntitle = \"Long night\"\n";
        let chinese = "title = \"夜\"\nsummary = \"照常\"\n[[override]]\nat = 2026-12-06\nsummary = \"屋顶漏水\"\n";
        let bare = "title = \"Bare\"\nstart = 2026-11-29T09:00:00\nrepeat = { every = \"week\", count = 2 }\n\
                    [[override]]\nat = 2026-12-06\nsummary = \"Bring a light\"\n";
        let walk = "title = \"Walk\"\nsummary = \"Along the river\"\nstart = 2026-11-29T07:00:00\n\
                    repeat = { every = \"week\", count = 2 }\n[[override]]\nat = 2026-12-06\nsummary = \"Along the road\"\n";
        let hub = hub(&[
            ("content/events/night.toml", night),
            ("content/events/night.zh-CN.toml", chinese),
            ("content/events/bare.toml", bare),
            ("content/events/walk.toml", walk),
            ("content/events/walk.zh-CN.toml", "title = \"走\"\n"),
        ]);
        assert_eq!(hub.messages(), [""; 0]);
        let told = |edition: usize, id: &str| {
            hub.view(edition, |view| {
                let all = shown(view, &mut Vec::new());
                let of = all.iter().map(|shown| shown.card(view)).filter(|card| &*card.id == id).take(4);
                let words = |card: Ready<Card>| {
                    let (plain, html) = (card.summary.clone().unwrap_or_default(), card.summary_html.clone());
                    let as_made = serde_json::to_value(&card).unwrap();
                    assert_eq!(as_made["summary"].as_str(), card.summary.as_deref());
                    assert_eq!(as_made["summary_html"].as_str(), html.as_deref());
                    let html = html.filter(|html| *html != plain).map(|html| format!(" {html}")).unwrap_or_default();
                    format!("{}: {plain}{html}", card.title)
                };
                of.map(words).collect::<Vec<_>>()
            })
        };
        let roof = "Night: The roof leaks The <em>roof</em> leaks";
        assert_eq!(told(0, "night"), ["Night: As always", roof, "Night: On the boat", "Long night: As always"]);
        assert_eq!(told(0, "bare"), ["Bare: ", "Bare: Bring a light"]);
        // What a translation does not say of a date turns neither its title nor its line into another language.
        assert_eq!(told(1, "night"), ["夜: 照常", "夜: 屋顶漏水", "夜: 照常", "夜: 照常"]);
        // Where the line of the series is the original's, so is that of the date.
        assert_eq!(told(1, "bare"), ["Bare: ", "Bare: Bring a light"]);
        assert_eq!(told(1, "walk"), ["走: Along the river", "走: Along the road"]);
        // Calendars keep to the same rule.
        let titles = |edition: usize, address: &str| {
            let calendar = hub.calendar(edition, address);
            let titles = calendar.lines().filter_map(|line| line.strip_prefix("SUMMARY:"));
            titles.filter(|title| title.contains("ight") || title.contains('夜')).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(titles(0, "/calendar.ics"), ["Night", "Cancelled: Night", "Night", "Long night"]);
        assert_eq!(titles(1, "/zh-CN/calendar.ics"), ["夜", "已取消：夜", "夜", "夜"]);
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
