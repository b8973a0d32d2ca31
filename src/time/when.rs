//! What an event's time is: whole days or a start and an end in a zone, once or as a series.
//!
//! Takes what authors wrote, gives [`When`]: it ends after it starts, and its series (if any) begins with an occurrence of its own rule.
//! Occurrences are computed for a window or a number, never all of them.

use super::{Date, DateTime, Duration, Instant, Moment, Repeat, Stamp, TimeError, Zone};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What an event covers, without its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// Whole days.
    AllDay {
        /// The first day.
        first: Date,
        /// The last day, itself included.
        last: Date,
    },
    /// From a time to a time, both local.
    Timed {
        /// The start.
        start: DateTime,
        /// The end, not included.
        end: DateTime,
    },
}

impl Extent {
    /// The local start; midnight for whole days.
    pub fn start(self) -> DateTime {
        match self {
            Self::AllDay { first, .. } => first.midnight(),
            Self::Timed { start, .. } => start,
        }
    }

    /// The local end, not included; the midnight after the last day for whole days.
    pub fn end(self) -> DateTime {
        match self {
            Self::AllDay { last, .. } => last.plus_days(1).midnight(),
            Self::Timed { end, .. } => end,
        }
    }

    /// Whether it is whole days.
    pub fn is_all_day(self) -> bool {
        matches!(self, Self::AllDay { .. })
    }

    /// The first and the last day it touches. An event that ends at midnight does not touch the day that begins then.
    pub fn days(self) -> (Date, Date) {
        match self {
            Self::AllDay { first, last } => (first, last),
            Self::Timed { start, end } => (start.date(), end.plus_seconds(-1).date().max(start.date())),
        }
    }
}

/// When an event is: its (first) extent, its zone, and how it repeats.
///
/// Cheap to clone. Two are equal, and have the same hash, when everything that can be shown of them is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    extent: Extent,
    /// Where the extent begins and ends on the line of time: asked for by whoever sorts, lists or writes events.
    start: Moment,
    end: Moment,
    repeat: Option<Arc<Repeat>>,
    /// Seconds that the later ones of a series last, where the clock is changed during the first and so the wall and the clock disagree
    /// about its length.
    lasts: Option<i64>,
    /// The start and the end that were asked for, where the clock skips one of the two: it is not so on the dates of later ones.
    asked: Option<(DateTime, DateTime)>,
}

impl Hash for When {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The moments follow from the extent and the zone.
        (self.extent, self.zone(), &self.repeat, self.lasts, self.asked).hash(state);
    }
}

/// One time that an event happens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence {
    /// When it happens, changes included, in the event's own zone.
    pub extent: Extent,
    /// The start; for whole days the midnight at which the first one begins.
    pub start: Moment,
    /// The end, not included; for whole days the midnight after the last one.
    pub end: Moment,
    /// The local start that the rule gave it: its name for ever (`RECURRENCE-ID`), also when it was moved.
    pub original: DateTime,
    /// Which of the overrides changed it: the place in the list given to [`When::with_overrides`].
    pub changed_by: Option<usize>,
}

impl Occurrence {
    /// The first and the last day it touches in the event's own zone.
    pub fn days(&self) -> (Date, Date) {
        self.extent.days()
    }

    /// Whether it is whole days.
    pub fn is_all_day(&self) -> bool {
        self.extent.is_all_day()
    }

    /// Whether it has ended at `now`.
    pub fn is_over(&self, now: Instant) -> bool {
        self.end.instant() <= now
    }

    /// The same time as that of an event which is no series.
    pub fn alone(&self) -> When {
        let (start, end) = (self.start.clone(), self.end.clone());
        When { extent: self.extent, start, end, repeat: None, lasts: None, asked: None }
    }
}

impl When {
    /// Whole days, the last one included. `zone` says when these days begin and end for those who ask what is over.
    ///
    /// # Errors
    /// [`TimeError::DayBefore`].
    pub fn all_day(first: Date, last: Date, zone: &Zone) -> Result<Self, TimeError> {
        if last < first {
            return Err(TimeError::DayBefore { first, last });
        }
        Ok(Self::placed(Extent::AllDay { first, last }, zone))
    }

    /// From a local time to a local time. An event without length (`start` = `end`) is allowed.
    ///
    /// A start or end in a gap of daylight saving is moved as RFC 5545 §3.3.5 says, of a series on that date alone; ask [`Zone::resolve`]
    /// first to warn about it. Where the moved start is no longer before the end, the event lasts as long as the wall says.
    ///
    /// # Errors
    /// [`TimeError::EndBefore`].
    pub fn timed(start: DateTime, end: DateTime, zone: &Zone) -> Result<Self, TimeError> {
        let (from, mut to) = (zone.moment(start), zone.moment(end));
        let is_skipped = |asked: DateTime, shown: &Moment| asked.civil_seconds() != shown.local().civil_seconds();
        let asked = Some((start, end)).filter(|_| is_skipped(start, &from) || is_skipped(end, &to));
        if to.instant() <= from.instant() && end > start {
            // Both in the hour that happens twice, or a start in a gap that is moved to the end or behind it (RFC 5545 §3.6.1 has an event end
            // later than it starts): the wall says that they are in order, and how long it lasts.
            to = from.plus_seconds(start.seconds_until(end));
        }
        if to.instant() < from.instant() {
            return Err(TimeError::EndBefore { start: from, end: to });
        }
        Ok(Self { asked, ..Self::placed(Extent::Timed { start: from.local(), end: to.local() }, zone) })
    }

    fn placed(extent: Extent, zone: &Zone) -> Self {
        let start = zone.moment(extent.start());
        Self { extent, end: end_of(extent, &start), start, repeat: None, lasts: None, asked: None }
    }

    /// From `start` to `end` as written: two days (the last included) or two times; without `end`, one day or no length.
    ///
    /// # Errors
    /// Those of [`When::all_day`] and [`When::timed`], and [`TimeError::Mixed`].
    pub fn between(start: Stamp, end: Option<Stamp>, zone: &Zone) -> Result<Self, TimeError> {
        match (start, end.unwrap_or(start)) {
            (Stamp::Day(first), Stamp::Day(last)) => Self::all_day(first, last, zone),
            (Stamp::Day(day), time) | (time, Stamp::Day(day)) => Err(TimeError::Mixed { time: time.local(zone), day }),
            (start, end) => Self::timed(start.local(zone), end.local(zone), zone),
        }
    }

    /// From `start`, so long. Every one of a series lasts so long, also where the clock is changed during the first.
    ///
    /// # Errors
    /// [`TimeError::HoursOfADay`] for hours after a day without a time, [`TimeError::OutOfRange`] for no day at all.
    pub fn lasting(start: Stamp, length: Duration, zone: &Zone) -> Result<Self, TimeError> {
        match length.extent(start, zone)? {
            Extent::AllDay { first, last } => Self::all_day(first, last, zone),
            Extent::Timed { start, end } => {
                let when = Self::timed(start, end, zone)?;
                let seconds = i64::from(length.days) * 86_400 + length.seconds;
                Ok(when.lasting_later(seconds))
            }
        }
    }

    /// The same, its end being meant on the wall: from ten to five is seven hours on every date of a series, also where the clock is changed
    /// in the night of the first, which lasts six or eight.
    #[must_use]
    pub fn by_the_wall(self) -> Self {
        let wall = self.wall();
        self.lasting_later(wall)
    }

    /// Seconds from the start to the end as walls show them.
    fn wall(&self) -> i64 {
        let (start, end) = self.asked.unwrap_or((self.extent.start(), self.extent.end()));
        start.seconds_until(end)
    }

    /// The same with another first start.
    pub(super) fn begun_at(&self, start: DateTime) -> Self {
        let first = Self::placed(self.extent_from(start), self.zone());
        Self { repeat: self.repeat.clone(), ..first }.lasting_later(self.lasts.unwrap_or_else(|| self.seconds()))
    }

    fn lasting_later(self, seconds: i64) -> Self {
        let is_crossed = !self.is_all_day() && !self.zone().is_floating() && self.wall() != self.seconds();
        Self { lasts: Some(seconds).filter(|seconds| is_crossed && *seconds > 0), ..self }
    }

    /// What the event (of a series: the first one) covers.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// The local start of the first one as its rule counts from it: also one that the clock skips, and the first one is later then.
    pub fn first(&self) -> DateTime {
        self.asked.map_or(self.extent.start(), |(start, _)| start)
    }

    /// Whose wall its times are on.
    pub fn zone(&self) -> &Zone {
        self.start.zone()
    }

    /// Whether it is whole days.
    pub fn is_all_day(&self) -> bool {
        self.extent.is_all_day()
    }

    /// How it repeats.
    pub fn repeat(&self) -> Option<&Repeat> {
        self.repeat.as_deref()
    }

    /// The start (of a series: of the first one); for whole days the midnight at which the first one begins.
    pub fn start(&self) -> &Moment {
        &self.start
    }

    /// The end, not included (of a series: of the first one); for whole days the midnight after the last one.
    pub fn end(&self) -> &Moment {
        &self.end
    }

    /// The first and the last day it touches in its own zone (of a series: the first one).
    pub fn days(&self) -> (Date, Date) {
        self.extent.days()
    }

    /// Whether everything of it has ended at `now`: of a series, the last occurrence.
    pub fn is_over(&self, now: Instant) -> bool {
        match &self.repeat {
            None => self.end().instant() <= now,
            Some(repeat) => !repeat.is_endless() && self.coming(now, 1).is_empty(),
        }
    }

    /// Seconds from start to end (of a series: of the first one).
    pub fn seconds(&self) -> i64 {
        self.start.instant().seconds_until(self.end.instant())
    }

    /// Seconds that each occurrence of a series lasts that was not changed, where the first one does not tell: the clock is changed during it,
    /// or skips its end.
    pub fn lasts(&self) -> Option<i64> {
        let shown = self.extent.start().seconds_until(self.extent.end());
        let asked = || Some(self.seconds()).filter(|seconds| self.asked.is_some() && *seconds != shown);
        self.lasts.or_else(asked).filter(|_| self.repeat.is_some())
    }

    /// Whether no other start of a series, exceptions left out, is on the same day before this one. A local start, as its rule gives it.
    pub fn is_first_of_day(&self, start: DateTime) -> bool {
        self.starts(start.date().midnight(), start, 2).first().is_none_or(|first| *first == start)
    }

    pub(super) fn with_repeat(&self, repeat: Repeat) -> Self {
        Self { repeat: Some(Arc::new(repeat)), ..self.clone() }
    }

    /// The same event without a first start that a rule on the wall could not give: the second of two equal times.
    pub(super) fn on_the_wall(&self) -> Self {
        match self.extent {
            Extent::Timed { start, .. } if start.is_again() => self.begun_at(start.with_again(false)),
            _ => self.clone(),
        }
    }

    /// The extent of the occurrence that starts then: the same days, or the same time on the clock (RFC 5545 §3.8.5.3).
    pub(super) fn extent_from(&self, start: DateTime) -> Extent {
        match self.extent {
            Extent::AllDay { first, last } => {
                Extent::AllDay { first: start.date(), last: start.date().plus_days(first.days_until(last)) }
            }
            // A floating time runs on the wall alone.
            Extent::Timed { start: first, end } if self.zone().is_floating() => {
                Extent::Timed { start, end: start.plus_seconds(first.seconds_until(end)) }
            }
            Extent::Timed { .. } if self.lasts.is_some() && start == self.first() => self.extent,
            Extent::Timed { .. } => {
                let from = self.zone().moment(start);
                let seconds = self.lasts.unwrap_or_else(|| self.seconds());
                Extent::Timed { start: from.local(), end: from.plus_seconds(seconds).local() }
            }
        }
    }
}

/// The moment at which an extent ends; never before it starts, also where the clock is put back between the two.
pub(super) fn end_of(extent: Extent, start: &Moment) -> Moment {
    let end = start.zone().moment(extent.end());
    if end.instant() >= start.instant() { end } else { start.clone() }
}
