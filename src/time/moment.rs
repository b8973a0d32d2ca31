//! Points in time: [`Instant`] for everyone, [`Moment`] as a wall in some zone shows it.
//!
//! Takes civil times and seconds, gives RFC 3339. Never asks the machine for the present: the build's clock is an input.

use super::date::Digits;
use super::{Date, DateTime, Zone};
use std::fmt;

/// A point in time: UTC seconds since 1970-01-01T00:00:00Z, leap seconds not counted. Shown and serialized as `2026-05-01T11:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// From seconds since the epoch; kept inside the years 1 to 9999.
    pub fn from_unix(seconds: i64) -> Self {
        Self(seconds.clamp(Date::MIN.midnight().civil_seconds(), Date::MAX.midnight().civil_seconds() + 86_399))
    }

    /// Seconds since the epoch.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// `seconds` later (earlier if negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_unix(self.0.saturating_add(seconds))
    }

    /// Seconds from this instant to `later`; negative if that is earlier.
    pub fn seconds_until(self, later: Self) -> i64 {
        later.0 - self.0
    }

    /// Day and time in UTC.
    pub fn utc(self) -> DateTime {
        DateTime::from_civil_seconds(self.0)
    }

    /// As RFC 5545 §3.3.5 writes UTC: `20260501T110000Z`.
    pub fn ical(self) -> String {
        self.utc().ical() + "Z"
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.utc(), f)?;
        f.write_str("Z")
    }
}

impl serde::Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A local time in a zone, with the instant it is and the offset that holds then.
///
/// Ordered and compared by instant first. Shown and serialized as RFC 3339 (`2026-05-01T19:00:00+08:00`, UTC with `Z`);
/// a floating time without offset, as HTML's `datetime` allows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    instant: Instant,
    local: DateTime,
    zone: Zone,
}

impl Moment {
    /// What walls in `zone` show at `instant`.
    pub fn at(instant: Instant, zone: &Zone) -> Self {
        Self { instant, local: zone.local(instant), zone: zone.clone() }
    }

    /// A local time whose instant is known already; `local` must be what `zone` shows at `instant`.
    pub(super) fn known(instant: Instant, local: DateTime, zone: &Zone) -> Self {
        Self { instant, local, zone: zone.clone() }
    }

    /// The instant.
    pub fn instant(&self) -> Instant {
        self.instant
    }

    /// What the wall shows.
    pub fn local(&self) -> DateTime {
        self.local
    }

    /// The day on that wall.
    pub fn date(&self) -> Date {
        self.local.date()
    }

    /// Whose wall it is.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Seconds east of UTC.
    pub fn offset(&self) -> i64 {
        self.local.civil_seconds() - self.instant.unix()
    }

    /// The offset as people write it: `+08:00`, `-03:30`, and `+00:00` for UTC.
    pub fn offset_text(&self) -> String {
        let mut text = Digits::new();
        mark_offset(&mut text, self.offset());
        text.as_str().to_owned()
    }

    /// So many seconds later on the same wall; earlier if negative.
    #[must_use]
    pub fn plus_seconds(&self, seconds: i64) -> Self {
        let instant = self.instant.plus_seconds(seconds);
        // Nearly always nobody has turned the clock in between.
        let local = DateTime::from_civil_seconds(self.local.civil_seconds() + seconds);
        if self.zone.shows_once(local, instant) {
            Self::known(instant, local, &self.zone)
        } else {
            Self::at(instant, &self.zone)
        }
    }

    /// The same instant on another wall.
    #[must_use]
    pub fn in_zone(&self, zone: &Zone) -> Self {
        Self::at(self.instant, zone)
    }

    /// RFC 3339 (a floating time: the local part of it).
    pub fn rfc3339(&self) -> String {
        self.digits().as_str().to_owned()
    }

    fn digits(&self) -> Digits {
        if self.zone.is_floating() {
            return Digits::of_time(self.local);
        }
        if self.zone.is_utc() {
            let mut text = Digits::of_time(self.local);
            text.mark(b'Z');
            return text;
        }
        // RFC 3339 has no seconds in offsets; the wall gives way, so that the instant is right.
        let offset = self.offset();
        let seconds = offset % 60;
        let mut text = Digits::of_time(if seconds == 0 { self.local } else { self.local.plus_seconds(-seconds) });
        mark_offset(&mut text, offset);
        text
    }
}

/// `+08:00`; seconds, which only local mean times of long ago have, are cut off.
fn mark_offset(text: &mut Digits, seconds: i64) {
    let minutes = seconds.unsigned_abs() / 60;
    let below_100 = |number: u64| u8::try_from(number % 100).expect("a remainder of 100 fits");
    text.mark(if seconds < 0 { b'-' } else { b'+' });
    text.two(below_100(minutes / 60));
    text.mark(b':');
    text.two(below_100(minutes % 60));
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits().as_str())
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.instant, self.local, &self.zone).cmp(&(other.instant, other.local, &other.zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_and_moments_are_written_as_rfc_3339() {
        let instant = Instant::from_unix(1_777_633_200);
        assert_eq!(instant.to_string(), "2026-05-01T11:00:00Z");
        assert_eq!(instant.ical(), "20260501T110000Z");
        let zone = |name| Zone::find(name).unwrap();
        assert_eq!(Moment::at(instant, &zone("Asia/Shanghai")).to_string(), "2026-05-01T19:00:00+08:00");
        assert_eq!(Moment::at(instant, &zone("America/St_Johns")).to_string(), "2026-05-01T08:30:00-02:30");
        assert_eq!(Moment::at(instant, &Zone::utc()).to_string(), "2026-05-01T11:00:00Z");
        let floating = Zone::floating(&zone("Asia/Shanghai"));
        assert_eq!(Moment::at(instant, &floating).to_string(), "2026-05-01T19:00:00");
    }

    #[test]
    fn offsets_of_seconds_leave_the_instant_right() {
        let instant = Instant::from_unix(63_198_270); // 1972-01-02T11:04:30Z
        let there = Zone::find("Africa/Monrovia").unwrap();
        assert_eq!(Moment::at(instant, &there).to_string(), "1972-01-02T10:20:30-00:44");
        assert_eq!(Moment::at(instant, &there).local().to_string(), "1972-01-02T10:20:00");
    }

    #[test]
    fn instants_stop_at_the_ends_of_the_calendar() {
        assert_eq!(Instant::from_unix(i64::MAX).to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(Instant::from_unix(i64::MIN).plus_seconds(-1).to_string(), "0001-01-01T00:00:00Z");
    }
}
