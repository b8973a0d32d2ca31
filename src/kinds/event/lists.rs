//! The lists of events: what is coming and what has been, of all events, of one kind or of one year.
//!
//! Takes every occurrence that is shown, in order, and gives pages of a bounded length: what has no room on one is counted and linked,
//! to the page of its month, which has everything. So each event stays within two links of the list, without any script.

use super::facts::repeats;
use super::month::{Shown, key, link, path};
use super::pages::title;
use crate::config::Label;
use crate::kinds::view::View;
use crate::model::{EntryId, IdMap, Words};
use crate::plan::Output;
use crate::plan::context::{Card, Link, Meta, MoreEvents};
use crate::theme::Ready;
use crate::time::Date;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// The most that the lists of everything and of a kind show of what is coming; and of what has been, half as much.
const COMING: usize = 80;
/// The most that a list of a kind shows of what is coming, and of what has been.
const OF_TYPE: usize = 40;
/// Where not everything has room: the dates of one series that such a list shows at most.
const OF_SERIES: usize = 4;
/// The most that the list of a year shows of a month.
const OF_MONTH: usize = 16;
/// Months before this one to which lists other than those of years have links.
const MONTHS_BACK: i32 = 12;

/// What `events.html` sees as `page`.
#[derive(Hash, Serialize)]
struct EventsPage {
    #[serde(flatten)]
    meta: Meta,
    upcoming: Vec<Month>,
    past: Vec<Month>,
    /// The first month of which the list has nothing, though something comes then.
    later: Option<Link>,
    /// The last month of which the list has nothing, though something was then.
    earlier: Option<Link>,
    months: Vec<Link>,
    /// A list of each year, the latest first.
    years: Vec<Link>,
    /// The year that the list is narrowed down to.
    year: Option<Arc<str>>,
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
    /// How many more of the same list there are in this month.
    more: usize,
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

/// Every list. `months` are those that have a page.
pub(super) fn plan(view: &View<'_>, shown: &[Shown<'_>], months: &[Date]) -> Vec<Output> {
    use rayon::prelude::*;
    let counts = counts(view);
    let types = view.config.event_types.iter().filter(|label| counts.contains_key(&label.id)).map(Only::Type);
    let years = years(months).into_iter().map(Only::Year);
    let all: Vec<Only<'_>> = std::iter::once(Only::All).chain(types).chain(years).collect();
    let made = all.into_par_iter().map(|only| match only {
        Only::All => list(view, shown, months, only, &counts),
        Only::Type(_) | Only::Year(_) => list(view, shown, months, only, &counts).unlisted(),
    });
    made.collect()
}

/// What a list of events is narrowed down to.
#[derive(Clone, Copy)]
enum Only<'a> {
    All,
    Type(&'a Label),
    Year(i16),
}

impl Only<'_> {
    fn wants(self, shown: &Shown<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Type(label) => shown.entry.head.variant.as_ref() == Some(&label.id),
            Self::Year(year) => shown.first.year() == year,
        }
    }

    /// What has room among what is to come, or among what has been.
    fn room(self, is_past: bool) -> Room {
        match self {
            Self::All => Room { all: if is_past { COMING / 2 } else { COMING }, month: usize::MAX },
            Self::Type(_) => Room { all: OF_TYPE, month: usize::MAX },
            Self::Year(_) => Room { all: usize::MAX, month: OF_MONTH },
        }
    }

    /// The months that have a link beside the list.
    fn links(self, view: &View<'_>, month: Date) -> bool {
        match self {
            Self::All | Self::Type(_) => month >= view.today.first_of_month().plus_months(-MONTHS_BACK),
            Self::Year(year) => month.year() == year,
        }
    }
}

/// The years of these months, the latest first.
fn years(months: &[Date]) -> Vec<i16> {
    let mut years: Vec<i16> = months.iter().rev().map(|month| month.year()).collect();
    years.dedup();
    years
}

/// How many events there are of each kind.
type Counts<'a> = HashMap<&'a Arc<str>, usize>;

fn counts<'a>(view: &View<'a>) -> Counts<'a> {
    let mut counts = Counts::new();
    for kind in view.edition.events.iter().filter_map(|entry| entry.head.variant.as_ref()) {
        *counts.entry(kind).or_default() += 1;
    }
    counts
}

fn list(view: &View<'_>, shown: &[Shown<'_>], months: &[Date], only: Only<'_>, counts: &Counts<'_>) -> Output {
    let calendar = |label: &Label| view.path(&format!("/calendars/type/{}.ics", label.id));
    let own = |label: &Label| format!("/events/type/{}/", label.id);
    let of_year = |year: i16| format!("/events/{year:04}/");
    let (path, filter, label) = match only {
        Only::All => ("/events/".to_owned(), None, None),
        Only::Type(label) => (own(label), Some(label.in_language(&view.language.language)), Some(label)),
        Only::Year(year) => (of_year(year), None, None),
    };
    let heading = match (only, filter.as_deref()) {
        (Only::Year(year), _) => Words::plain(&format!("{} {year}", view.label("sections.events"))),
        (_, Some(filter)) => Words::plain(filter),
        _ => title(view, "sections.events"),
    };
    let mut meta = view.meta("events", &heading, &view.label("descriptions.events"), &path);
    let is_all = matches!(only, Only::All);
    meta.crumbs = view.crumbs(if is_all { &[] } else { &[("sections.events", "/events/")] });
    meta.feeds = view.feeds("/events/", &view.label("sections.events"));
    meta.calendar = Some(label.map_or_else(|| view.path("/calendar.ics"), calendar));
    meta.noindex = !is_all;
    if matches!(only, Only::Year(_))
        && view.site.editions.iter().any(|other| other.events.len() != view.edition.events.len())
    {
        // Another language may have no event in this year, and so no page for it.
        meta.translations.clear();
    }
    let coming: Vec<&Shown<'_>> = shown.iter().filter(|shown| !shown.past && only.wants(shown)).collect();
    let been: Vec<&Shown<'_>> = shown.iter().rev().filter(|shown| shown.past && only.wants(shown)).collect();
    let (upcoming, later) = by_month(view, &coming, only.room(false));
    let (past, earlier) = by_month(view, &been, only.room(true));
    let types = view.config.event_types.iter().map(|label| TypeLink {
        id: label.id.clone(),
        label: label.in_language(&view.language.language),
        color: label.color.clone(),
        calendar: calendar(label),
        href: view.path(&own(label)),
        count: counts.get(&label.id).copied().unwrap_or(0),
        current: matches!(only, Only::Type(only) if only.id == label.id),
    });
    let context = EventsPage {
        meta,
        upcoming,
        past,
        later,
        earlier,
        months: months.iter().filter(|month| only.links(view, **month)).map(|month| link(view, *month)).collect(),
        years: years(months)
            .into_iter()
            .map(|year| Link { label: year.to_string().into(), href: view.path(&of_year(year)) })
            .collect(),
        year: matches!(only, Only::Year(_)).then(|| path.trim_matches('/').rsplit('/').next().unwrap_or("").into()),
        types: types.filter(|link| link.count > 0).collect(),
        filter,
        all: view.path("/events/"),
        subscribe: view.path("/events/subscribe/"),
        propose: crate::kinds::doors::doors(view).event,
    };
    let lists = view.behind_cards(context.upcoming.iter().chain(&context.past).flat_map(|month| &month.events));
    Output::page(view.address(&path), "events.html", view.edition.number, context, Vec::new()).listing(lists)
}

/// How much a list has room for.
#[derive(Clone, Copy)]
struct Room {
    /// Rows altogether.
    all: usize,
    /// Rows of one month.
    month: usize,
}

/// The months of a list, in the order given, as far as there is room; and the first one for which there was none.
///
/// While everything has room, everything is shown. Else a series shows a few dates only, so that it does not take all the room.
fn by_month(view: &View<'_>, shown: &[&Shown<'_>], room: Room) -> (Vec<Month>, Option<Link>) {
    let of_series = if shown.len() > room.all { OF_SERIES } else { usize::MAX };
    let mut months: Vec<Month> = Vec::new();
    let mut dates: IdMap<&EntryId, usize> = IdMap::default();
    let mut rows = 0;
    let mut current = None;
    for shown in shown {
        let month = shown.first.first_of_month();
        let is_new = current.replace(month) != Some(month);
        if is_new && rows >= room.all {
            return (with_rows(months), Some(link(view, month)));
        }
        if is_new {
            months.push(Month { month: key(month).into(), href: view.path(&path(month)), events: Vec::new(), more: 0 });
        }
        let Some(last) = months.last_mut() else { continue };
        let date = dates.entry(&shown.entry.head.id).or_default();
        if rows >= room.all || last.events.len() >= room.month || (*date >= of_series && repeats(shown.entry)) {
            last.more += 1;
            continue;
        }
        *date += 1;
        rows += 1;
        last.events.push(shown.card(view));
    }
    (with_rows(months), None)
}

/// Months of which there is more to see than a number.
fn with_rows(mut months: Vec<Month>) -> Vec<Month> {
    months.retain(|month| !month.events.is_empty());
    months
}

/// The cards of events among `cards` that are nearest to today: first what is to come, the soonest first, then what has been, the latest
/// first; at most so many of each. What is left out is counted, with the list where all of it is.
pub fn nearest(
    view: &View<'_>,
    cards: impl IntoIterator<Item = Ready<Card>>,
    [coming, past]: [usize; 2],
) -> (Vec<Ready<Card>>, Option<MoreEvents>) {
    let is_past = |card: &Ready<Card>| card.event.as_ref().is_none_or(|facts| facts.past);
    fn start(card: &Ready<Card>) -> Option<(&str, &str)> {
        card.event.as_ref().map(|facts| (&*facts.day, &*facts.start))
    }
    let (mut been, mut ahead): (Vec<_>, Vec<_>) = cards.into_iter().partition(is_past);
    ahead.sort_by(|a, b| start(a).cmp(&start(b)));
    been.sort_by(|a, b| start(b).cmp(&start(a)));
    let left_out = ahead.len().saturating_sub(coming) + been.len().saturating_sub(past);
    ahead.truncate(coming);
    been.truncate(past);
    ahead.append(&mut been);
    let more = (left_out > 0).then(|| MoreEvents { count: left_out, href: view.path("/events/") });
    (ahead, more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::event::testing::hub;

    /// A page's context as templates see it.
    fn page(files: &[(&str, &str)], address: &str) -> serde_json::Value {
        let made = std::cell::RefCell::new(None);
        hub(files).view(0, |view| {
            let outputs = super::super::month::plan(view, &mut Vec::new());
            let output = outputs.iter().find(|output| output.address.as_str() == address).expect(address);
            let crate::plan::Make::Page { context, .. } = &output.make else { panic!("{address} is a page") };
            *made.borrow_mut() = Some(serde_json::to_value(context.value()).unwrap());
        });
        made.into_inner().unwrap()
    }

    fn rows(months: &serde_json::Value) -> (usize, u64) {
        let months = months.as_array().unwrap();
        let shown = months.iter().map(|month| month["events"].as_array().unwrap().len()).sum();
        (shown, months.iter().map(|month| month["more"].as_u64().unwrap()).sum())
    }

    #[test]
    fn what_has_room_is_shown_whole() {
        let weekly = "title = \"Call\"\nstart = 2026-10-06T19:00:00\nrepeat = { every = \"week\", count = 40 }\n";
        let list = page(&[("content/events/call.toml", weekly)], "/events/");
        let (coming, been) = (rows(&list["upcoming"]), rows(&list["past"]));
        assert_eq!((coming.0 + been.0, coming.1 + been.1), (40, 0));
        assert!(list["later"].is_null() && list["earlier"].is_null());
    }

    #[test]
    fn a_list_is_bounded_and_everything_else_is_one_link_away() {
        let daily = "title = \"Bell\"\nstart = 2026-01-01T09:00:00\nrepeat = { every = \"day\" }\n";
        let single = |number: i32| {
            let day = Date::new(2026, 6, 1).unwrap().plus_days(number);
            (format!("content/events/e{number}.toml"), format!("title = \"E\"\nstart = {day}\n"))
        };
        let mut files: Vec<(String, String)> = (0..400).map(single).collect();
        files.push(("content/events/bell.toml".into(), daily.into()));
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let list = page(&files, "/events/");
        let (shown, more) = rows(&list["upcoming"]);
        assert_eq!(shown, COMING);
        let of_series = |row: &&serde_json::Value| row["event"]["series"] == true;
        let months = list["upcoming"].as_array().unwrap();
        assert_eq!(
            months.iter().flat_map(|month| month["events"].as_array().unwrap()).filter(of_series).count(),
            OF_SERIES
        );
        assert_eq!(rows(&list["past"]).0, COMING / 2);
        assert_eq!(list["later"]["href"], "/events/2027/03/");
        assert_eq!(list["earlier"]["href"], "/events/2026/09/");
        assert!(more > 0);
        let year = page(&files, "/events/2026/");
        let all: Vec<_> = ["upcoming", "past"].iter().flat_map(|part| year[part].as_array().unwrap().clone()).collect();
        assert!(all.iter().all(|month| month["events"].as_array().unwrap().len() <= OF_MONTH), "{all:?}");
        assert_eq!(all.len(), 13, "every month, this one twice: what is to come of it, and what has been");
        let month = page(&files, "/events/2026/07/");
        let days = month["agenda"].as_array().unwrap();
        let dates = days.iter().map(|day| day["events"].as_array().unwrap().len()).sum::<usize>();
        assert_eq!((days.len(), dates), (31, 62), "a month has every date");
    }

    #[test]
    fn the_nearest_come_first() {
        let event = |day: &str| format!("title = \"E\"\nstart = {day}\n");
        let (a, b, c, d) = (event("2026-12-01"), event("2027-01-01"), event("2026-11-01"), event("2026-10-01"));
        let files = [
            ("content/events/a.toml", a.as_str()),
            ("content/events/b.toml", b.as_str()),
            ("content/events/c.toml", c.as_str()),
            ("content/events/d.toml", d.as_str()),
        ];
        hub(&files).view(0, |view| {
            let ids = |[coming, past]: [usize; 2]| {
                let (cards, more) = nearest(view, view.cards_for(&view.edition.events), [coming, past]);
                (cards.iter().map(|card| card.id.to_string()).collect::<String>(), more.map(|more| more.count))
            };
            assert_eq!(ids([9, 9]), ("abcd".into(), None));
            assert_eq!(ids([1, 1]), ("ac".into(), Some(2)));
        });
    }
}
