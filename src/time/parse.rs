//! Reading days, times, instants and lengths of time from text.
//!
//! Takes ISO 8601, RFC 3339 and the short lengths people type, gives checked values or a [`TimeError`]. The words of an interface
//! (`tomorrow`, `next week`) are not understood: a file means the same on every day.

use super::{Date, DateTime, Extent, Instant, Moment, TimeError, Zone};
use std::fmt;

/// A time as somebody wrote it: a day, a local time, or an instant. The event it belongs to says which zone a local time is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stamp {
    /// `2026-05-01`
    Day(Date),
    /// `2026-05-01T19:00:00`
    Local(DateTime),
    /// `2026-05-01T19:00:00+08:00`
    Exact(Instant),
}

impl Stamp {
    /// Reads any of the three forms; seconds may be missing, fractions of a second are cut off, and a space may stand for `T`.
    ///
    /// # Errors
    /// [`TimeError::NotADate`] or [`TimeError::NotADateTime`].
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let text = text.trim();
        let words = !text.starts_with(|first: char| first.is_ascii_digit());
        if words || (text.len() <= 10 && !text.contains([':', 'T', 't'])) {
            return Date::parse(text).map(Self::Day);
        }
        let (local, offset) = date_time(text).ok_or_else(|| TimeError::NotADateTime(text.into()))?;
        Ok(match offset {
            Some(offset) => Self::Exact(Instant::from_unix(local.civil_seconds() - offset)),
            None => Self::Local(local),
        })
    }

    /// Reads the forms of RFC 5545 §3.3.4 and §3.3.5: `20260501`, `20260501T190000`, `20260501T110000Z`.
    pub fn parse_ical(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() < 8 || !text.is_ascii() {
            return None;
        }
        let number = |range: std::ops::Range<usize>| digits(text.get(range)?);
        let small = |range| number(range).and_then(|n| u8::try_from(n).ok());
        let date = Date::new(i16::try_from(number(0..4)?).ok()?, small(4..6)?, small(6..8)?)?;
        if text.len() == 8 {
            return Some(Self::Day(date));
        }
        let rest = text[8..].strip_prefix(['T', 't'])?;
        let (clock, utc) = match rest.strip_suffix(['Z', 'z']) {
            Some(clock) => (clock, true),
            None => (rest, false),
        };
        // Some producers leave the seconds out.
        let second = match clock.len() {
            6 => small(13..15)?.min(59),
            4 => 0,
            _ => return None,
        };
        let local = DateTime::new(date, small(9..11)?, small(11..13)?, second)?;
        Some(if utc { Self::Exact(Instant::from_unix(local.civil_seconds())) } else { Self::Local(local) })
    }

    /// The local time in `zone`, and midnight for a day.
    pub fn local(self, zone: &Zone) -> DateTime {
        match self {
            Self::Day(date) => date.midnight(),
            Self::Local(local) => local,
            Self::Exact(instant) => zone.local(instant),
        }
    }

    /// The day in `zone`.
    pub fn date(self, zone: &Zone) -> Date {
        self.local(zone).date()
    }

    /// The instant, local times and days read in `zone`.
    pub fn instant(self, zone: &Zone) -> Instant {
        match self {
            Self::Exact(instant) => instant,
            other => zone.moment(other.local(zone)).instant(),
        }
    }

    /// Whether it is a day without a time.
    pub fn is_day(self) -> bool {
        matches!(self, Self::Day(_))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => date.fmt(f),
            Self::Local(local) => local.fmt(f),
            Self::Exact(instant) => instant.fmt(f),
        }
    }
}

impl Date {
    /// Reads `2026-05-01`.
    ///
    /// # Errors
    /// [`TimeError::NotADate`].
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        date(text.trim()).ok_or_else(|| TimeError::NotADate(text.trim().into()))
    }
}

impl DateTime {
    /// Reads `2026-05-01T19:00:00`; seconds may be missing, and a space may stand for `T`.
    ///
    /// # Errors
    /// [`TimeError::NotADateTime`], also where there is an offset.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        match date_time(text.trim()) {
            Some((local, None)) => Ok(local),
            _ => Err(TimeError::NotADateTime(text.trim().into())),
        }
    }
}

impl Instant {
    /// Reads RFC 3339, `2026-05-01T19:00:00+08:00` or `…Z`; fractions of a second are cut off.
    ///
    /// # Errors
    /// [`TimeError::NoOffset`] where the offset is missing, else [`TimeError::NotADateTime`].
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let text = text.trim();
        match date_time(text) {
            Some((local, Some(offset))) => Ok(Self::from_unix(local.civil_seconds() - offset)),
            Some((_, None)) => Err(TimeError::NoOffset(text.into())),
            None => Err(TimeError::NotADateTime(text.into())),
        }
    }
}

/// A length of time: whole days, which follow the calendar, and seconds, which follow the clock (RFC 5545 §3.3.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// Days; one of them lasts 23 or 25 hours where the clock is changed.
    pub days: i32,
    /// Seconds on top of the days.
    pub seconds: i64,
}

/// As authors write it, and as [`Duration::parse`] reads it: `1d`, `2h30m`, `45s`; `0m` where there is none.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, seconds) = (i64::from(self.days), self.seconds);
        let parts = [(days, 'd'), (seconds / 3600, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')];
        let text: String =
            parts.iter().filter(|(number, _)| *number != 0).map(|(n, unit)| format!("{n}{unit}")).collect();
        f.write_str(if text.is_empty() { "0m" } else { &text })
    }
}

/// The longest length: 100 years.
const MAX_DAYS: i64 = 36_525;

impl Duration {
    /// Reads `2h30m`, `90m`, `1d`, `1w`, `2 hours 30 min`, `2:30` and ISO 8601's `PT2H30M`, `P1D`, `P2W`.
    ///
    /// # Errors
    /// [`TimeError::NotADuration`], [`TimeError::OutOfRange`] past 100 years.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let wrong = || TimeError::NotADuration(text.trim().into());
        let lower = text.trim().to_ascii_lowercase();
        if let Some((hours, minutes)) = lower.split_once(':') {
            let hours: i64 = digits(hours).ok_or_else(wrong)?;
            let minutes: i64 = digits(minutes).filter(|m| *m < 60).ok_or_else(wrong)?;
            return Self::checked(0, hours.saturating_mul(3600).saturating_add(minutes * 60));
        }
        let body = lower.strip_prefix('+').unwrap_or(&lower);
        let iso = body.starts_with('p');
        let body = body.strip_prefix('p').unwrap_or(body);
        let (mut days, mut seconds) = (0i64, 0i64);
        let mut rest = body.trim_start();
        let mut after_t = false;
        let mut parts = 0;
        while !rest.is_empty() {
            if iso && !after_t && rest.starts_with('t') {
                after_t = true;
                rest = &rest[1..];
                continue;
            }
            let number_end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
            let number: i64 = digits(&rest[..number_end]).ok_or_else(wrong)?;
            rest = rest[number_end..].trim_start();
            let unit_end =
                rest.find(|c: char| !c.is_ascii_alphabetic() || iso).map_or(rest.len(), |at| if iso { 1 } else { at });
            let unit = rest.get(..unit_end).ok_or_else(wrong)?;
            // Months and years have no length; RFC 5545 leaves them out of ISO 8601's form.
            let (in_days, each) = unit_of(unit).filter(|unit| !iso || unit.0 != after_t).ok_or_else(wrong)?;
            let sum = if in_days { &mut days } else { &mut seconds };
            *sum = sum.saturating_add(number.saturating_mul(each));
            parts += 1;
            rest = rest[unit_end..].trim_start_matches([' ', ',', '\u{a0}']);
            rest = if iso { rest } else { rest.strip_prefix("and ").unwrap_or(rest) };
        }
        if parts == 0 { Err(wrong()) } else { Self::checked(days, seconds) }
    }

    fn checked(days: i64, seconds: i64) -> Result<Self, TimeError> {
        if days.saturating_add(seconds / 86_400) > MAX_DAYS {
            return Err(TimeError::OutOfRange);
        }
        let days = i32::try_from(days).map_err(|_| TimeError::OutOfRange)?;
        Ok(Self { days, seconds })
    }

    /// The local time so much later in a zone: days move the day on the wall, seconds run on the clock.
    pub fn after(self, start: DateTime, zone: &Zone) -> DateTime {
        let day = if self.days == 0 { start } else { start.on(start.date().plus_days(self.days)) };
        if self.seconds == 0 {
            return day;
        }
        if zone.is_floating() {
            return day.plus_seconds(self.seconds);
        }
        Moment::at(zone.moment(day).instant().plus_seconds(self.seconds), zone).local()
    }

    /// What an event that starts then and lasts so long covers.
    ///
    /// # Errors
    /// [`TimeError::HoursOfADay`] for hours on top of whole days, [`TimeError::OutOfRange`] for an all-day event of no day.
    pub(super) fn extent(self, start: Stamp, zone: &Zone) -> Result<Extent, TimeError> {
        match start {
            Stamp::Day(first) if self.seconds % 86_400 == 0 => {
                let days = self.days + i32::try_from(self.seconds / 86_400).unwrap_or(0);
                if days < 1 {
                    Err(TimeError::OutOfRange)
                } else {
                    Ok(Extent::AllDay { first, last: first.plus_days(days - 1) })
                }
            }
            Stamp::Day(_) => Err(TimeError::HoursOfADay),
            other => {
                let start = other.local(zone);
                Ok(Extent::Timed { start, end: self.after(start, zone) })
            }
        }
    }
}

fn unit_of(unit: &str) -> Option<(bool, i64)> {
    Some(match unit {
        "w" | "week" | "weeks" => (true, 7),
        "d" | "day" | "days" => (true, 1),
        "h" | "hr" | "hrs" | "hour" | "hours" => (false, 3600),
        "m" | "min" | "mins" | "minute" | "minutes" => (false, 60),
        "s" | "sec" | "secs" | "second" | "seconds" => (false, 1),
        _ => return None,
    })
}

pub(super) fn digits(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn two(text: &str) -> Option<u8> {
    if text.len() == 2 { digits(text).and_then(|n| u8::try_from(n).ok()) } else { None }
}

fn date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 {
        return None;
    }
    Date::new(i16::try_from(digits(year)?).ok()?, two(month)?, two(day)?)
}

/// A local time and, where there is one, its offset in seconds. A leap second is the second before it.
fn date_time(text: &str) -> Option<(DateTime, Option<i64>)> {
    let day = date(text.get(..10)?)?;
    let rest = text.get(10..)?;
    let time = rest.strip_prefix(['T', 't', ' '])?;
    let clock_end = time.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(time.len());
    let (clock, offset) = time.split_at(clock_end);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let parts: Vec<&str> = clock.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (two(hour)?, two(minute)?, 0),
        [hour, minute, second] => (two(hour)?, two(minute)?, two(second)?),
        _ => return None,
    };
    let second = if second == 60 { 59 } else { second };
    let offset = match offset.trim_start() {
        "" => None,
        "Z" | "z" => Some(0),
        other => Some(offset_of(other)?),
    };
    Some((DateTime::new(day, hour, minute, second)?, offset))
}

fn offset_of(text: &str) -> Option<i64> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None if rest.len() == 4 && rest.is_ascii() => rest.split_at(2),
        None => return None,
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    // No clock is further from UTC than that: `19:00-21:00` is meant as from seven to nine.
    (hours < 16 && minutes < 60).then(|| sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_read_in_their_three_forms() {
        for (text, want) in [
            ("2026-05-01", "2026-05-01"),
            ("2026-05-01T19:00", "2026-05-01T19:00:00"),
            ("2026-05-01 19:00:59.9", "2026-05-01T19:00:59"),
            ("2026-05-01T19:00:00+08:00", "2026-05-01T11:00:00Z"),
            ("2026-05-01t19:00:00z", "2026-05-01T19:00:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("2026-05-01T19:00:00-0330", "2026-05-01T22:30:00Z"),
        ] {
            assert_eq!(Stamp::parse(text).map(|s| s.to_string()), Ok(want.to_string()), "{text}");
        }
        for text in [
            "",
            "2026",
            "2026-5-1",
            "26-05-01",
            "2026-02-30",
            "2026-05-01T24:00",
            "2026-05-01T19:00+8",
            "2026-05-01T19",
            "昨天",
            "2026-05-0１",
        ] {
            assert!(Stamp::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_instant_needs_its_offset() {
        assert_eq!(Instant::parse("2026-05-01T19:00:00"), Err(TimeError::NoOffset("2026-05-01T19:00:00".into())));
        assert_eq!(Instant::parse("1970-01-01T00:00:01Z").map(Instant::unix), Ok(1));
    }

    #[test]
    fn a_length_is_written_as_it_is_read() {
        for text in ["0m", "40m", "1h", "2h30m", "1h45s", "1d2h5m1s", "30h"] {
            assert_eq!(Duration::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn lengths_are_read_in_both_styles() {
        let both = |days, seconds| Ok(Duration { days, seconds });
        assert_eq!(Duration::parse("2h30m"), both(0, 9000));
        assert_eq!(Duration::parse("90m"), both(0, 5400));
        assert_eq!(Duration::parse("1d"), both(1, 0));
        assert_eq!(Duration::parse("1d 2h"), both(1, 7200));
        assert_eq!(Duration::parse("2 hours and 30 minutes"), both(0, 9000));
        assert_eq!(Duration::parse("2:30"), both(0, 9000));
        assert_eq!(Duration::parse("PT2H30M"), both(0, 9000));
        assert_eq!(Duration::parse("P1DT12H"), both(1, 43_200));
        assert_eq!(Duration::parse("P2W"), both(14, 0));
        for text in [
            "",
            "P",
            "PT",
            "2",
            "h",
            "2x",
            "-2h",
            "two hours",
            "2h30",
            "99999999999h",
            "1.5h",
            "2:75",
            "P1M",
            "P1Y",
            "PT1D",
        ] {
            assert!(Duration::parse(text).is_err(), "{text}");
        }
        assert_eq!(Duration::parse("999999d"), Err(TimeError::OutOfRange));
    }

    #[test]
    fn a_day_follows_the_calendar_and_hours_the_clock() {
        let zone = Zone::find("Europe/Berlin").unwrap();
        let start = DateTime::parse("2026-03-28T20:00").unwrap();
        let after = |text| Duration::parse(text).unwrap().after(start, &zone).to_string();
        assert_eq!(after("1d"), "2026-03-29T20:00:00");
        assert_eq!(after("24h"), "2026-03-29T21:00:00");
    }
}
