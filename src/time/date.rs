//! Civil days and civil times: what a calendar on the wall and the clock beside it show, without a zone.
//!
//! Plain arithmetic on the proleptic Gregorian calendar, years 1 to 9999. Nothing here knows of zones or the present.

use std::fmt;

/// A civil day, years 1 to 9999. Shown and serialized as `2026-05-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i16,
    month: u8,
    day: u8,
}

/// A day of the week; Monday is the first, as in ISO 8601.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    #[default]
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// The day of the week of a [`Date::day_number`].
    pub(super) fn of_day(number: i32) -> Self {
        // 1970-01-01 was a Thursday.
        Self::ALL[usize::try_from((number + 3).rem_euclid(7)).expect("a remainder of 7 fits")]
    }

    /// Monday to Sunday.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// 0 for Monday to 6 for Sunday.
    pub fn from_monday(self) -> u8 {
        self as u8
    }

    /// How many days lie between the last `first` (or today) and this weekday, 0 to 6: its column in a week that begins with `first`.
    pub fn column(self, first: Self) -> u8 {
        (self as u8 + 7 - first as u8) % 7
    }

    /// The two letters of RFC 5545 §3.3.10: `MO` to `SU`.
    pub fn ical(self) -> &'static str {
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][self as usize]
    }

    /// The English name in lower case, as `hub.toml` writes it: `monday`.
    pub fn key(self) -> &'static str {
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][self as usize]
    }

    /// Reads an English or Chinese name, whole or abbreviated, in any case: `tuesday`, `Tue`, `Tuesdays`, `周二`, `星期二`.
    pub fn parse(word: &str) -> Option<Self> {
        let lower = word.trim().to_lowercase();
        for prefix in ["星期", "礼拜", "周", "週"] {
            if let Some(rest) = lower.strip_prefix(prefix) {
                let at = ["一", "二", "三", "四", "五", "六", "日", "天"].iter().position(|day| *day == rest)?;
                return Some(Self::ALL[at.min(6)]);
            }
        }
        let stem = lower.strip_suffix('.').unwrap_or(&lower);
        let abbreviations: [&[&str]; 7] = [
            &["mon", "mo"],
            &["tue", "tues", "tu"],
            &["wed", "weds", "we"],
            &["thu", "thur", "thurs", "th"],
            &["fri", "fr"],
            &["sat", "sa"],
            &["sun", "su"],
        ];
        Self::ALL.into_iter().find(|day| {
            stem == day.key()
                || stem.strip_suffix('s') == Some(day.key())
                || abbreviations[*day as usize].contains(&stem)
        })
    }
}

impl Date {
    /// The first day there is.
    pub const MIN: Self = Self { year: 1, month: 1, day: 1 };
    /// The last day there is.
    pub const MAX: Self = Self { year: 9999, month: 12, day: 31 };

    /// A day, if the calendar has it. `month` and `day` count from 1.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let fits = (1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1;
        (fits && day <= days_in_month(year, month)).then_some(Self { year, month, day })
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        Weekday::of_day(self.day_number())
    }

    /// The day of the year, 1 to 366.
    pub fn day_of_year(self) -> u16 {
        let before = self.day_number() - Self { month: 1, day: 1, ..self }.day_number();
        u16::try_from(before + 1).expect("a year has 366 days at most")
    }

    /// Days since 1970-01-01, which is day 0.
    pub fn day_number(self) -> i32 {
        // Years begin in March here, so that the leap day is the last of its year.
        let (y, m, d) = (i32::from(self.year), i32::from(self.month), i32::from(self.day));
        let y = if m <= 2 { y - 1 } else { y };
        let (era, year_of_era) = (y.div_euclid(400), y.rem_euclid(400));
        let day_of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The day with this number (see [`Date::day_number`]). Numbers before [`Date::MIN`] and after [`Date::MAX`] give those.
    pub fn from_day_number(number: i32) -> Self {
        let z = number.clamp(Self::MIN.day_number(), Self::MAX.day_number()) + 719_468;
        let (era, day_of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        let short = "the number was clamped to years 1 to 9999";
        Self {
            year: i16::try_from(year).expect(short),
            month: u8::try_from(month).expect(short),
            day: u8::try_from(day).expect(short),
        }
    }

    /// `days` later (earlier if negative); stops at the first and last day there is.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self::from_day_number(self.day_number().saturating_add(days))
    }

    /// `months` later (earlier if negative) on the same day of the month, or on the month's last day where it is too short.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let total = (i32::from(self.year) * 12 + i32::from(self.month) - 1).saturating_add(months);
        let Ok(year) = i16::try_from(total.div_euclid(12)) else {
            return if months < 0 { Self::MIN } else { Self::MAX };
        };
        let month = u8::try_from(total.rem_euclid(12) + 1).expect("a remainder of 12 fits");
        match year {
            ..=0 => Self::MIN,
            10_000.. => Self::MAX,
            _ => Self { year, month, day: self.day.min(days_in_month(year, month)) },
        }
    }

    /// The day after this one, which must not be the last of its month.
    pub(super) fn next_in_month(self) -> Self {
        Self { day: self.day + 1, ..self }
    }

    /// The first day of this month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self { day: 1, ..self }
    }

    /// The last day of this month.
    #[must_use]
    pub fn last_of_month(self) -> Self {
        Self { day: self.days_in_month(), ..self }
    }

    /// How many days this month has.
    pub fn days_in_month(self) -> u8 {
        days_in_month(self.year, self.month)
    }

    /// The first day of this day's week, in weeks that begin with `first`.
    #[must_use]
    pub fn week_start(self, first: Weekday) -> Self {
        self.plus_days(-i32::from(self.weekday().column(first)))
    }

    /// Days from this day to `later`; negative if that is earlier.
    pub fn days_until(self, later: Self) -> i32 {
        later.day_number() - self.day_number()
    }

    /// 00:00 of this day.
    pub fn midnight(self) -> DateTime {
        DateTime { date: self, hour: 0, minute: 0, second: 0, again: false }
    }

    /// This day at a time; see [`DateTime::new`].
    pub fn at(self, hour: u8, minute: u8, second: u8) -> Option<DateTime> {
        DateTime::new(self, hour, minute, second)
    }
}

/// How many days a month has. `month` counts from 1.
pub(super) fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Whether a year has a 29 February.
pub(super) fn is_leap(year: i16) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// A civil day and time of day, to the second, without zone. Shown and serialized as `2026-05-01T19:00:00`.
///
/// Where the clock is put back, a wall shows the same time twice. The second one is another value, which only [`super::Zone::local`]
/// gives; it is shown alike and comes after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    date: Date,
    hour: u8,
    minute: u8,
    second: u8,
    again: bool,
}

impl DateTime {
    /// A time of a day: hours 0 to 23, minutes and seconds 0 to 59.
    pub fn new(date: Date, hour: u8, minute: u8, second: u8) -> Option<Self> {
        (hour < 24 && minute < 60 && second < 60).then_some(Self { date, hour, minute, second, again: false })
    }

    /// The day.
    pub fn date(self) -> Date {
        self.date
    }

    /// The hour, 0 to 23.
    pub fn hour(self) -> u8 {
        self.hour
    }

    /// The minute, 0 to 59.
    pub fn minute(self) -> u8 {
        self.minute
    }

    /// The second, 0 to 59.
    pub fn second(self) -> u8 {
        self.second
    }

    /// Seconds since midnight.
    pub fn second_of_day(self) -> i64 {
        i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second)
    }

    /// The same time on another day.
    #[must_use]
    pub fn on(self, date: Date) -> Self {
        Self { date, again: false, ..self }
    }

    /// Whether this is the second of two equal times on one wall. RFC 5545 (§3.3.5) has no word for it but UTC.
    pub fn is_again(self) -> bool {
        self.again
    }

    /// This time as the first (`false`) or the second of two.
    pub(super) fn with_again(self, again: bool) -> Self {
        Self { again, ..self }
    }

    /// `seconds` later on a clock that is never put forward or back; stops at the ends of [`Date`].
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_civil_seconds(self.civil_seconds().saturating_add(seconds))
    }

    /// Seconds from this time to `later` on a clock that is never put forward or back.
    pub fn seconds_until(self, later: Self) -> i64 {
        later.civil_seconds() - self.civil_seconds()
    }

    /// Seconds since 1970-01-01T00:00:00, both read from the same wall.
    pub(super) fn civil_seconds(self) -> i64 {
        i64::from(self.date.day_number()) * 86_400 + self.second_of_day()
    }

    /// The inverse of [`DateTime::civil_seconds`], kept inside the days there are.
    pub(super) fn from_civil_seconds(seconds: i64) -> Self {
        let first = i64::from(Date::MIN.day_number()) * 86_400;
        let last = i64::from(Date::MAX.day_number()) * 86_400 + 86_399;
        let seconds = seconds.clamp(first, last);
        let (day, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let fits = "a part of a day fits";
        Self {
            date: Date::from_day_number(i32::try_from(day).expect("days of years 1 to 9999 fit")),
            hour: u8::try_from(rest / 3600).expect(fits),
            minute: u8::try_from(rest / 60 % 60).expect(fits),
            second: u8::try_from(rest % 60).expect(fits),
            again: false,
        }
    }
}

impl Date {
    /// As RFC 5545 §3.3.4 writes a day: `20260501`.
    pub fn ical(self) -> String {
        let mut text = Digits::new();
        text.four(self.year);
        text.two(self.month);
        text.two(self.day);
        text.as_str().to_owned()
    }
}

impl DateTime {
    /// As RFC 5545 §3.3.5 writes a local time: `20260501T190000`.
    pub fn ical(self) -> String {
        let mut text = Digits::new();
        text.four(self.date.year);
        text.two(self.date.month);
        text.two(self.date.day);
        text.mark(b'T');
        [self.hour, self.minute, self.second].into_iter().for_each(|number| text.two(number));
        text.as_str().to_owned()
    }
}

/// A day or a time being written, digit by digit: a site shows hundreds of thousands of them, and the machinery of formats costs ten
/// times as much.
pub(super) struct Digits {
    bytes: [u8; 26],
    len: usize,
}

impl Digits {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self { bytes: [0; 26], len: 0 }
    }

    /// `2026-05-01`
    pub(super) fn of_date(date: Date) -> Self {
        let mut text = Self::new();
        text.four(date.year);
        for number in [date.month, date.day] {
            text.mark(b'-');
            text.two(number);
        }
        text
    }

    /// `2026-05-01T19:00:00`
    pub(super) fn of_time(at: DateTime) -> Self {
        let mut text = Self::of_date(at.date);
        for (mark, number) in [(b'T', at.hour), (b':', at.minute), (b':', at.second)] {
            text.mark(mark);
            text.two(number);
        }
        text
    }

    /// One character of ASCII.
    pub(super) fn mark(&mut self, mark: u8) {
        self.bytes[self.len] = mark;
        self.len += 1;
    }

    /// A number below 100.
    pub(super) fn two(&mut self, number: u8) {
        self.mark(b'0' + number / 10 % 10);
        self.mark(b'0' + number % 10);
    }

    /// A year: from 1 to 9999.
    pub(super) fn four(&mut self, year: i16) {
        let year = year.unsigned_abs();
        self.two(u8::try_from(year / 100 % 100).expect("a remainder of 100 fits"));
        self.two(u8::try_from(year % 100).expect("a remainder of 100 fits"));
    }

    /// All of it.
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).expect("digits and marks are ASCII")
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Digits::of_date(*self).as_str())
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Digits::of_time(*self).as_str())
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl serde::Serialize for DateTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: u8, day: u8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn every_day_has_its_number_and_weekday() {
        let mut weekday = Date::MIN.weekday();
        assert_eq!(weekday, Weekday::Monday);
        let mut last = None;
        for number in Date::MIN.day_number()..=Date::MAX.day_number() {
            let date = Date::from_day_number(number);
            assert_eq!(date.day_number(), number);
            assert_eq!(date.weekday(), weekday);
            assert!(last < Some(date));
            last = Some(date);
            weekday = Weekday::ALL[(weekday as usize + 1) % 7];
        }
        assert_eq!(last, Some(Date::MAX));
        assert_eq!(day(1970, 1, 1).day_number(), 0);
        assert_eq!(day(2026, 12, 1).weekday(), Weekday::Tuesday);
    }

    #[test]
    fn days_the_calendar_lacks_are_refused() {
        for (y, m, d) in
            [(2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (0, 1, 1), (2026, 1, 0)]
        {
            assert_eq!(Date::new(y, m, d), None, "{y}-{m}-{d}");
        }
        assert!(Date::new(2000, 2, 29).is_some());
    }

    #[test]
    fn months_are_added_to_the_last_day_that_fits() {
        assert_eq!(day(2026, 1, 31).plus_months(1), day(2026, 2, 28));
        assert_eq!(day(2026, 1, 31).plus_months(-2), day(2025, 11, 30));
        assert_eq!(day(2026, 12, 5).plus_months(1), day(2027, 1, 5));
        assert_eq!(Date::MAX.plus_months(1), Date::MAX);
        assert_eq!(Date::MIN.plus_months(-1), Date::MIN);
        assert_eq!(Date::MAX.plus_days(i32::MAX), Date::MAX);
    }

    #[test]
    fn times_roll_over_midnight() {
        let late = day(2026, 12, 31).at(23, 30, 0).unwrap();
        assert_eq!(late.plus_seconds(3600).to_string(), "2027-01-01T00:30:00");
        assert_eq!(late.seconds_until(late.plus_seconds(-90)), -90);
        assert_eq!(DateTime::new(day(2026, 1, 1), 24, 0, 0), None);
    }

    #[test]
    fn weekdays_are_read_as_people_write_them() {
        for word in ["tuesday", "Tue", "TU", "Tuesdays", "tues.", "周二", "星期二"] {
            assert_eq!(Weekday::parse(word), Some(Weekday::Tuesday), "{word}");
        }
        assert_eq!(Weekday::parse("星期天"), Some(Weekday::Sunday));
        assert_eq!(Weekday::parse("tuesdy"), None);
        assert_eq!(Weekday::Sunday.column(Weekday::Monday), 6);
        assert_eq!(Weekday::Sunday.column(Weekday::Sunday), 0);
        assert_eq!(day(2026, 5, 1).week_start(Weekday::Monday), day(2026, 4, 27));
    }
}
