//! Figures by month and quarter, as tables with a bar for each number.
//!
//! Takes what [`count`] found, gives what pages and data files show. Numbers of people below [`FEW`] leave this room only
//! as "few", without a total or a bar they could be read from.

use super::FEW;
use super::count::{self, Days, Held, Somebody};
use super::table::Activity;
use crate::config::Figure;
use crate::kinds::view::View;
use crate::time::{Date, format};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Months that are shown, the one that runs included.
const MONTHS: i32 = 24;

/// Months of a quarter.
const QUARTER: i32 = 3;

/// One figure.
#[derive(Clone, Hash, Serialize)]
pub struct FigureView {
    /// `activity`, `contributors`, `events`: also its anchor on the page.
    pub id: &'static str,
    /// Its heading.
    pub title: Arc<str>,
    /// How it is counted, in words.
    pub formula: Arc<str>,
    /// What it is counted from.
    pub source: Arc<str>,
    /// Whether there is nothing to count yet.
    pub empty: bool,
    /// What heads the periods: `Month`, `Quarter`.
    pub period_label: Arc<str>,
    /// The oldest period, for the axis.
    pub from: Arc<str>,
    /// The newest period.
    pub to: Arc<str>,
    /// What is counted.
    pub columns: Vec<Column>,
    /// A row for each period, the newest first.
    pub rows: Vec<Row>,
}

/// Something that is counted in each period.
#[derive(Clone, Hash, Serialize)]
pub struct Column {
    /// Its name in data files.
    pub id: Arc<str>,
    /// Its heading.
    pub label: Arc<str>,
    /// The language of the heading, where it is another than the page's.
    pub lang: Option<Arc<str>>,
    /// All periods together, where that can be told.
    pub total: Option<u64>,
    /// Whether anything is known of it.
    pub measured: bool,
    /// A bar for each period, the oldest first.
    pub bars: Vec<Bar>,
}

/// A number as part of the greatest in its column.
#[derive(Clone, Hash, Serialize)]
pub struct Bar {
    /// Hundredths of the greatest.
    pub share: u64,
    /// Whether the number is too small to be told.
    pub few: bool,
}

/// One period.
#[derive(Clone, Hash, Serialize)]
pub struct Row {
    /// `2026-10`, `2026-Q4`.
    pub period: Arc<str>,
    /// The same in words.
    pub label: Arc<str>,
    /// Whether it still runs.
    pub current: bool,
    /// A number for each column.
    pub cells: Vec<Cell>,
}

/// One number. Neither a count nor few: not measured.
#[derive(Clone, Hash, Serialize)]
pub struct Cell {
    /// The number, where it may be told.
    pub count: Option<u64>,
    /// Whether it is told as "fewer than 5".
    pub few: bool,
    /// What is to be said of it.
    pub note: Option<Arc<str>>,
}

impl Cell {
    /// A number that tells of nobody.
    fn open(count: u64) -> Self {
        Self { count: Some(count), few: false, note: None }
    }

    /// A number that may be one of people.
    fn guarded(count: Option<u64>) -> Self {
        Self { count: count.filter(|count| *count >= FEW), few: count.is_some_and(|count| count < FEW), note: None }
    }
}

/// The first and the last day of a period, and its names.
struct Period {
    first: Date,
    last: Date,
    key: Arc<str>,
    label: Arc<str>,
}

impl Period {
    fn has(&self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// The figures that the hub publishes.
pub fn all(view: &View<'_>, activity: &Activity) -> Vec<FigureView> {
    let months = periods(view, 1);
    let quarters = periods(view, QUARTER);
    let from = months.iter().chain(&quarters).map(|period| period.first).min().unwrap_or(view.today);
    let held = count::held(view, from, view.today);
    let figure = |figure: &Figure| match figure {
        Figure::Activity => self::activity(view, &months, &held, activity),
        Figure::Contributors => contributors(view, &quarters, &held),
        Figure::Events => events(view, &quarters, &held),
    };
    view.config.publish.iter().map(figure).collect()
}

/// The last two years in steps of so many months, the oldest period first.
fn periods(view: &View<'_>, step: i32) -> Vec<Period> {
    let today = view.today;
    let into = (i32::from(today.month()) - 1) % step;
    let newest = today.first_of_month().plus_months(-into);
    let language = view.language.language.as_str();
    let period = |back: i32| {
        let first = newest.plus_months(-back * step);
        let last = first.plus_months(step).plus_days(-1);
        let (year, month) = (first.year(), first.month());
        let (key, label) = if step == 1 {
            (format!("{year}-{month:02}"), format::month_of_year(year, month, language).into())
        } else {
            let number = (month - 1) / 3 + 1;
            let words = view.label("insights.quarter_of").replace("{n}", &number.to_string());
            (format!("{year}-Q{number}"), words.replace("{year}", &year.to_string()).into())
        };
        Period { first, last, key: key.into(), label }
    };
    (0..MONTHS / step).rev().map(period).collect()
}

/// A column with the number of each period, the oldest first.
struct Counts {
    id: Arc<str>,
    label: Arc<str>,
    lang: Option<Arc<str>>,
    total: Option<u64>,
    cells: Vec<Cell>,
}

impl Counts {
    /// A column of the site's own, with its heading in the words of the interface. The total is only told where every number is.
    fn new(view: &View<'_>, id: &str, cells: Vec<Cell>) -> Self {
        let total = cells.iter().all(|cell| !cell.few).then(|| cells.iter().filter_map(|cell| cell.count).sum());
        Self { id: id.into(), label: view.label(&format!("insights.{id}")), lang: None, total, cells }
    }

    /// How many of these days lie in each period.
    fn of_days(view: &View<'_>, id: &str, periods: &[Period], days: &[Date]) -> Self {
        let within = |period: &Period| days.iter().filter(|day| period.has(**day) && **day <= view.today).count();
        Self::new(view, id, periods.iter().map(|period| Cell::open(within(period) as u64)).collect())
    }

    fn column(&self) -> Column {
        let most = self.cells.iter().filter_map(|cell| cell.count).max().unwrap_or(0).max(1);
        let share = |cell: &Cell| cell.count.map_or(0, |count| (count * 100).div_ceil(most));
        let measured = self.cells.iter().any(|cell| cell.few || cell.count.is_some());
        Column {
            id: self.id.clone(),
            label: self.label.clone(),
            lang: self.lang.clone(),
            total: self.total.filter(|_| measured),
            measured,
            bars: self.cells.iter().map(|cell| Bar { share: share(cell), few: cell.few }).collect(),
        }
    }
}

fn figure(view: &View<'_>, id: &'static str, periods: &[Period], counts: &[Counts], empty: bool) -> FigureView {
    let words = |part: &str| view.label(&format!("insights.{id}_{part}"));
    let row = |(at, period): (usize, &Period)| Row {
        period: period.key.clone(),
        label: period.label.clone(),
        current: period.has(view.today),
        cells: counts.iter().map(|counts| counts.cells[at].clone()).collect(),
    };
    let edge = |period: Option<&Period>| period.map(|period| period.label.clone()).unwrap_or_default();
    FigureView {
        id,
        title: words("title"),
        formula: words("formula").replace("{n}", &FEW.to_string()).into(),
        source: words("source"),
        empty,
        period_label: view.label(if id == "activity" { "insights.month" } else { "insights.quarter" }),
        from: edge(periods.first()),
        to: edge(periods.last()),
        columns: counts.iter().map(Counts::column).collect(),
        rows: periods.iter().enumerate().map(row).rev().collect(),
    }
}

/// How much happened in each month: here, and elsewhere as the table says. What the hub has none of has no column.
fn activity(view: &View<'_>, months: &[Period], held: &[Held<'_>], elsewhere: &Activity) -> FigureView {
    let days = Days::of(view);
    let took_place: Vec<Date> = held.iter().filter(|one| one.took_place()).map(|one| one.day).collect();
    let own = [
        ("posts", days.posts),
        ("events", took_place),
        ("resources", days.resources),
        ("projects", days.projects),
        ("kb", days.kb),
    ];
    let own = own.iter().filter(|(_, days)| !days.is_empty());
    let mut counts: Vec<Counts> = own.map(|(id, days)| Counts::of_days(view, id, months, days)).collect();
    let language = &view.language.language;
    let original = &view.config.languages[0].language;
    for (number, counted) in elsewhere.counted.iter().enumerate() {
        let cells = |month: &Period| Cell::guarded(counted.months.get(&month.first).copied());
        let translated = counted.labels.get(language.as_str());
        let mut column = Counts::new(view, &format!("elsewhere-{}", number + 1), months.iter().map(cells).collect());
        column.label = translated.unwrap_or(&counted.label).clone();
        column.lang = (translated.is_none() && language != original).then(|| original.shared());
        counts.push(column);
    }
    let empty = counts.iter().flat_map(|counts| &counts.cells).all(|cell| !cell.few && cell.count.unwrap_or(0) == 0);
    figure(view, "activity", months, &counts, empty)
}

/// How many different people took part in each quarter.
fn contributors(view: &View<'_>, quarters: &[Period], held: &[Held<'_>]) -> FigureView {
    let people = count::people(view, held);
    let different = |has: &dyn Fn(Date) -> bool| {
        let there = people.iter().filter(|(day, _)| *day <= view.today && has(*day));
        there.map(|(_, somebody)| somebody).collect::<BTreeSet<&Somebody>>().len() as u64
    };
    let cells: Vec<Cell> =
        quarters.iter().map(|quarter| Cell::guarded(Some(different(&|day| quarter.has(day))))).collect();
    let ever = different(&|day| quarters.iter().any(|quarter| quarter.has(day)));
    let mut column = Counts::new(view, "people", cells);
    // Whoever comes back counts once, so this is no sum.
    column.total = Cell::guarded(Some(ever)).count;
    // Asked of what there is, not of who is counted: that nobody is would tell of whoever is not.
    let empty = view.edition.posts.is_empty() && held.is_empty();
    figure(view, "contributors", quarters, &[column], empty)
}

/// How many events took place in each quarter, how many were called off, and how many people came.
fn events(view: &View<'_>, quarters: &[Period], held: &[Held<'_>]) -> FigureView {
    use crate::kinds::event::read::EventStatus;
    let days = |of: &dyn Fn(&Held<'_>) -> bool| -> Vec<Date> {
        held.iter().filter(|one| of(one)).map(|one| one.day).collect()
    };
    let took_place = days(&|one| one.took_place());
    let cancelled = days(&|one| one.status == EventStatus::Cancelled);
    let came = |quarter: &Period| {
        let there = || held.iter().filter(|one| one.took_place() && quarter.has(one.day));
        let (all, told) = (there().count(), there().filter_map(|one| one.attended).count());
        let sum = there().filter_map(|one| one.attended).map(u64::from).sum();
        let note = view.label("insights.told").replace("{n}", &told.to_string()).replace("{all}", &all.to_string());
        Cell { note: (told > 0 && told < all).then(|| note.into()), ..Cell::guarded((told > 0).then_some(sum)) }
    };
    let counts = [
        Counts::of_days(view, "held", quarters, &took_place),
        Counts::of_days(view, "cancelled", quarters, &cancelled),
        Counts::new(view, "attended", quarters.iter().map(came).collect()),
    ];
    figure(view, "events", quarters, &counts, took_place.is_empty() && cancelled.is_empty())
}
