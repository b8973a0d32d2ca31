//! When a site changes by itself: an event ends, a post appears, a day begins.
//!
//! Until then the same files make the same site, whatever the clock says. Every look at the clock in this room has its moment here;
//! `tests/it` holds builds at many times against clean ones.

use super::{Contents, Site, feeds};
use crate::config::Config;
use crate::time::{Instant, Moment};

/// Occurrences of a series that are looked at: one that was moved may end before an earlier one.
const AHEAD: usize = 24;

/// The first moment after `now` at which a build of the same files may give another site: at the latest the next midnight in the
/// hub's zone, because pages name the day.
pub fn next_change(contents: &Contents, site: &Site, config: &Config, now: Instant) -> Instant {
    let tomorrow = Moment::at(now, &config.timezone).date().plus_days(1);
    let midnight = config.timezone.moment(tomorrow.midnight()).instant();
    let of_events = site.editions.iter().take(1).flat_map(|edition| edition.events.iter().chain(&edition.elsewhere));
    let of_events = of_events.filter_map(|entry| entry.head.when.as_ref()).flat_map(|when| {
        let ends = when.coming(now, AHEAD).into_iter().map(|occurrence| occurrence.end.instant());
        ends.chain([feeds::announced(when), when.end().instant()])
    });
    of_events.chain(contents.next_change).filter(|time| *time > now).fold(midnight, Instant::min)
}
