//! What leaves the calendars: what was called off and is over, what has been over for long, and what has no room.
//!
//! Takes the calendars of an edition with all they hold and the size of each event as text, takes events out and gives the archive.
//! A series that still runs stays whole; one that was called off need not come to its end, which may be never. A date of a series that
//! stands alone leaves as an event does, but not for the archive, which has the series. Depends on the day of the build, and on which
//! events are over.

use super::dates::{Item, may_stand_alone};
use super::facts::{is_on, repeats};
use super::read::{EventFields, EventStatus};
use super::revision::Revision;
use super::subscribe::{About, Subscription};
use crate::config::Config;
use crate::kinds::entry::Entry;
use crate::kinds::view::View;
use crate::time::{Date, Instant};
use std::cell::OnceCell;

/// The longest calendar that every app reads, in bytes: Google's limit is 1 MB.
pub const MOST: usize = 1_000_000;
/// What a calendar says of itself and of its time zones, in bytes, at most.
const FRAME: usize = 20_000;

/// How long the texts of events are, in bytes.
pub struct Sizes<'a> {
    /// As they are.
    pub whole: &'a [usize],
    /// With little of their descriptions. Asked for only if some calendar has no room for more.
    pub brief: &'a dyn Fn() -> Vec<usize>,
}

/// Takes out what does not stay, and adds the calendar of what is long over, which is always the last. A calendar that has too much to
/// come says less of each event. Gives the places of those that have too much even so.
pub fn settle(view: &View<'_>, items: &[Item<'_>], all: &mut Vec<Subscription>, sizes: &Sizes<'_>) -> Vec<usize> {
    let brief = OnceCell::new();
    let brief = || brief.get_or_init(sizes.brief).as_slice();
    let kept_since = kept_since(view);
    let ends = OnceCell::new();
    let ends = || ends.get_or_init(|| items.iter().map(|item| ended(view, *item)).collect::<Vec<_>>()).as_slice();
    let is_off: Vec<bool> = items.iter().map(|item| is_done(view, *item, kept_since)).collect();
    let is_old: Vec<bool> = items.iter().map(|item| is_over(*item, kept_since)).collect();
    let mut too_large = Vec::new();
    for (at, held) in all.iter_mut().enumerate() {
        held.events.retain(|at| !is_off[*at] && !is_old[*at]);
        let events = held.events.clone();
        if make_room(&mut held.events, sizes.whole, ends) {
            continue;
        }
        held.events = events;
        held.brief = true;
        if !make_room(&mut held.events, brief(), ends) {
            too_large.push(at);
        }
    }
    let mut has_room = vec![false; items.len()];
    let everything = all.iter().find(|held| held.about == About::Everything);
    everything.iter().flat_map(|held| &held.events).for_each(|at| has_room[*at] = true);
    let events = 0..view.edition.events.len();
    let old: Vec<usize> = events.filter(|at| !has_room[*at] && !is_off[*at]).collect();
    all.push(Subscription {
        brief: FRAME + old.iter().map(|at| sizes.whole[*at]).sum::<usize>() > MOST,
        about: About::Archive,
        label: view.label("past_events"),
        path: format!("{}/calendar-archive.ics", view.language.prefix),
        page: "/events/".into(),
        color: None,
        events: old,
    });
    too_large
}

/// How many of these events a calendar holds, size aside.
pub fn count<'a>(view: &View<'_>, entries: impl Iterator<Item = &'a Entry<EventFields>>) -> usize {
    let kept_since = kept_since(view);
    let is_gone = |item: Item<'_>| is_over(item, kept_since) || is_done(view, item, kept_since);
    entries.filter(|entry| !is_gone(Item::whole(entry))).count()
}

/// Events that ended before this are old. It changes at midnight, not in between.
fn kept_since(view: &View<'_>) -> Instant {
    view.config.timezone.moment(view.config.keep.before(view.today).midnight()).instant()
}

/// The first day after `today`, and not after `last`, on which an event becomes old or has been off for long.
pub fn next_day(events: &[Entry<EventFields>], config: &Config, today: Date, last: Date) -> Option<Date> {
    let since = |day: Date| config.timezone.moment(config.keep.before(day).midnight()).instant();
    let (now, then) = (since(today), since(last));
    let dates = events.iter().flat_map(|entry| may_stand_alone(entry).map(move |occurrence| (entry, occurrence)));
    let dates: Vec<_> = dates.collect();
    let alone = dates.iter().map(|(entry, occurrence)| Item { entry, date: Some(occurrence) });
    let leaves = |item: Item<'_>, since| is_over(item, since) || is_long_off(item.entry, since);
    let items = events.iter().map(Item::whole).chain(alone);
    let leave: Vec<_> = items.filter(|item| !leaves(*item, now) && leaves(*item, then)).collect();
    let days = std::iter::successors(Some(today.plus_days(1)), |day| Some(day.plus_days(1)));
    days.take_while(|day| !leave.is_empty() && *day <= last)
        .find(|day| leave.iter().any(|item| leaves(*item, since(*day))))
}

/// Whether everything of it has ended.
fn is_over(Item { entry, date }: Item<'_>, now: Instant) -> bool {
    match date {
        Some(occurrence) => occurrence.is_over(now),
        None => entry.head.when.as_ref().is_none_or(|when| when.is_over(now)),
    }
}

/// Whether an event as a whole does not take place as announced.
fn is_off(entry: &Entry<EventFields>) -> bool {
    matches!(entry.draft.fields.status, Some(EventStatus::Cancelled | EventStatus::Postponed))
}

/// Whether people were told for long enough that something is off: its time has passed, or it is a series, or one of its dates, and the
/// series has been off for as long as what is over is kept.
fn is_done(view: &View<'_>, item: Item<'_>, kept_since: Instant) -> bool {
    let is_off = item.date.map_or_else(|| is_off(item.entry), |occurrence| !is_on(item.entry, occurrence));
    is_off && (is_over(item, view.now) || is_long_off(item.entry, kept_since))
}

/// Whether it is a series that is off and was changed last before a moment. Where nobody knows when that was, it is not.
fn is_long_off(entry: &Entry<EventFields>, since: Instant) -> bool {
    is_off(entry) && repeats(entry) && Revision::of(entry).modified.is_some_and(|modified| modified < since)
}

/// When everything of it had ended; `None` where it has not.
fn ended(view: &View<'_>, item: Item<'_>) -> Option<Instant> {
    let when = item.entry.head.when.as_ref().filter(|_| is_over(item, view.now))?;
    if let Some(occurrence) = item.date {
        return Some(occurrence.end.instant());
    }
    Some(when.last().map_or_else(|| when.end().instant(), |last| last.end.instant()))
}

/// Takes out the events that were over first, until the rest is short enough; whether it is.
fn make_room<'a>(events: &mut Vec<usize>, sizes: &[usize], ends: impl Fn() -> &'a [Option<Instant>]) -> bool {
    let mut size = FRAME + events.iter().map(|at| sizes[*at]).sum::<usize>();
    if size <= MOST {
        return true;
    }
    let ends = ends();
    let mut over: Vec<_> = events.iter().filter_map(|at| Some((ends[*at]?, *at))).collect();
    over.sort_unstable();
    let mut gone = vec![false; ends.len()];
    for (_, at) in over {
        if size <= MOST {
            break;
        }
        gone[at] = true;
        size -= sizes[at];
    }
    events.retain(|at| !gone[*at]);
    size <= MOST
}
