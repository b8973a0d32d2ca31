//! When a site changes by itself: an event ends, a post appears, a day begins.
//!
//! Until then the same files make the same site, whatever the clock says. Every look at the clock in this room has its moment here;
//! `tests/it` holds builds at many times against clean ones.

use super::event::archive;
use super::{Contents, Edition, Site, feeds};
use crate::config::Config;
use crate::time::{Date, Instant, Moment};

/// Occurrences of a series with changes that are looked at: one that was moved may end before an earlier one.
const AHEAD: usize = 24;

/// When the same files next make another site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextChange {
    /// The first moment at which any page may be another one: at the latest the next midnight in the hub's zone, because pages name
    /// the day.
    pub of_pages: Instant,
    /// The first moment at which there is something new to read: an event is over, a post appears, a listing expires, a month begins.
    /// That a page calls another day today is nothing new.
    pub of_content: Instant,
}

/// When a site next changes by itself, after `now`.
pub fn next_change(contents: &Contents, site: &Site, config: &Config, now: Instant) -> NextChange {
    let today = Moment::at(now, &config.timezone).date();
    let midnight = |day: Date| config.timezone.moment(day.midnight()).instant();
    let month = today.first_of_month().plus_months(1);
    let edition = site.editions.first();
    let of_events = edition.into_iter().flat_map(|edition| edition.events.iter().chain(&edition.elsewhere));
    let of_events = of_events.filter_map(|entry| entry.head.when.as_ref()).flat_map(|when| {
        let ahead = if when.changed().is_empty() { 1 } else { AHEAD };
        let ends = when.coming(now, ahead).into_iter().map(|occurrence| occurrence.end.instant());
        ends.chain([feeds::announced(when), when.end().instant()])
    });
    let of_days = edition.into_iter().flat_map(|edition| {
        let leaves = archive::next_day(&edition.events, config, today, month);
        days(edition).into_iter().chain(leaves).filter(|day| *day > today && *day < month).map(midnight)
    });
    let times = of_events.chain(of_days).chain(contents.next_change).filter(|time| *time > now);
    let of_content = times.fold(midnight(month), Instant::min);
    NextChange { of_pages: of_content.min(midnight(today.plus_days(1))), of_content }
}

/// The days on which something else is said of an entry than the day before.
fn days(edition: &Edition) -> Vec<Date> {
    let after = |last: Date| last.plus_days(1);
    let mut days: Vec<Date> = edition.heads().filter_map(|head| head.day).collect();
    days.extend(edition.kb.iter().filter_map(|entry| entry.draft.fields.review_by).map(after));
    for entry in &edition.resources {
        let fields = &entry.draft.fields;
        days.extend(fields.expires.as_ref().map(|day| after(day.value)));
        days.extend(fields.checked.or(fields.added).map(|seen| after(seen.plus_months(12))));
    }
    let of_members = edition.members.iter().flat_map(|entry| {
        let fields = entry.draft.fields.fields();
        fields.needs.iter().chain(&fields.offers)
    });
    let of_projects = edition.projects.iter().flat_map(|entry| &entry.draft.fields.needs);
    days.extend(of_members.chain(of_projects).filter_map(|need| need.table.until).map(after));
    days
}
