//! The line of time below a gantt chart: where it is marked, and with which words.

use super::super::label::Label;
use super::dates::{DAY, day_of, start_of};
use crate::time::{Date, Weekday, format};

/// The most marks.
const MAX_TICKS: i64 = 9;

/// How far marks stand apart.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Minutes(i64),
    Months(i64),
}

impl Step {
    /// Reads `1week`, `2day` and the like.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let number: i64 = text[..digits].parse().ok().filter(|number| (1..=10_000).contains(number))?;
        match text[digits..].trim() {
            "minute" => Some(Self::Minutes(number)),
            "hour" => Some(Self::Minutes(number * 60)),
            "day" => Some(Self::Minutes(number * DAY)),
            "week" => Some(Self::Minutes(number * 7 * DAY)),
            "month" => Some(Self::Months(number)),
            _ => None,
        }
    }

    /// About how many minutes lie between two marks.
    fn length(self) -> i64 {
        match self {
            Self::Minutes(minutes) => minutes,
            Self::Months(months) => months * 30 * DAY,
        }
    }
}

const STEPS: &[Step] = &[
    Step::Minutes(1),
    Step::Minutes(5),
    Step::Minutes(15),
    Step::Minutes(30),
    Step::Minutes(60),
    Step::Minutes(180),
    Step::Minutes(360),
    Step::Minutes(DAY),
    Step::Minutes(2 * DAY),
    Step::Minutes(7 * DAY),
    Step::Minutes(14 * DAY),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(240),
];

/// The most marks that an author can ask for.
const MAX_ASKED: i64 = 60;

/// Marks between two moments, both in minutes since 1970, with their words; written after `format` where there is one, as far apart as
/// `interval` says where that leaves room. Weeks begin on Monday where `week` names no other day.
pub(super) fn ticks(
    (first, last): (i64, i64),
    format: Option<&str>,
    interval: Option<Step>,
    week: Option<Weekday>,
) -> (Vec<i64>, Vec<Label>) {
    let span = last - first;
    let fits = |step: &&Step| span / step.length() <= MAX_TICKS;
    let asked = interval.filter(|step| span / step.length() <= MAX_ASKED);
    let longest = || Step::Months((span / (360 * DAY) / MAX_TICKS + 1) * 12);
    let step = asked.or_else(|| STEPS.iter().find(fits).copied()).unwrap_or_else(longest);
    let mut ticks = Vec::new();
    match step {
        Step::Minutes(minutes) => {
            // The first of 1970 was a Thursday.
            let weekday = (0..7).find(|day| Some(day_of(day * DAY).weekday()) == week).unwrap_or(4);
            let from = if minutes % (7 * DAY) == 0 { weekday * DAY } else { 0 };
            let mut at = from + (first - from).div_euclid(minutes) * minutes;
            while at <= last {
                ticks.extend((at >= first).then_some(at));
                at += minutes;
            }
        }
        Step::Months(months) => {
            let day = day_of(first);
            let number = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
            let months = i32::try_from(months).unwrap_or(i32::MAX);
            let mut month = day.first_of_month().plus_months(-number.rem_euclid(months));
            while start_of(month) <= last && month < Date::MAX.first_of_month() {
                ticks.extend((start_of(month) >= first).then_some(start_of(month)));
                month = month.plus_months(months);
            }
        }
    }
    let format = format.unwrap_or(match step {
        Step::Minutes(minutes) if minutes < DAY && span <= DAY => "%H:%M",
        Step::Minutes(minutes) if minutes < DAY => "%m-%d %H:%M",
        Step::Minutes(_) => "%m-%d",
        Step::Months(months) if months < 12 => "%Y-%m",
        Step::Months(_) => "%Y",
    });
    let labels = ticks.iter().map(|at| Label::new(&written(*at, format), f64::INFINITY)).collect();
    (ticks, labels)
}

/// The first sign of a format of `strftime` that is not written here.
pub(super) fn unknown_sign(pattern: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(by) = pattern[from..].find('%') {
        let at = from + by;
        let rest = pattern[at + 1..].trim_start_matches('-');
        let sign = rest.chars().next().unwrap_or('?');
        from = pattern.len() - rest.len() + rest.chars().next().map_or(0, char::len_utf8);
        if !"YymdeHIMpSjbBaA%".contains(sign) {
            return Some(&pattern[at..from]);
        }
    }
    None
}

/// A moment in the words of a format of `strftime`.
fn written(at: i64, pattern: &str) -> String {
    let day = day_of(at);
    let minutes = at.rem_euclid(DAY);
    let (month, weekday) = (format::month(day.month(), "en"), format::weekday(day.weekday(), "en"));
    let mut out = String::new();
    let mut letters = pattern.chars();
    while let Some(c) = letters.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut sign = letters.next().unwrap_or('%');
        let bare = sign == '-';
        if bare {
            sign = letters.next().unwrap_or('%');
        }
        let two = |value: i64| if bare { value.to_string() } else { format!("{value:02}") };
        match sign {
            'Y' => out.push_str(&day.year().to_string()),
            'y' => out.push_str(&two(i64::from(day.year() % 100))),
            'm' => out.push_str(&two(day.month().into())),
            'd' | 'e' => out.push_str(&two(day.day().into())),
            'H' => out.push_str(&two(minutes / 60)),
            'I' => out.push_str(&two((minutes / 60 + 11) % 12 + 1)),
            'p' => out.push_str(if minutes < DAY / 2 { "AM" } else { "PM" }),
            'S' => out.push_str("00"),
            'j' => out.push_str(&format!("{:03}", day.day_of_year())),
            'M' => out.push_str(&two(minutes % 60)),
            'b' => out.push_str(&month[..3]),
            'B' => out.push_str(&month),
            'a' => out.push_str(&weekday[..3]),
            'A' => out.push_str(&weekday),
            '%' => out.push('%'),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_few_and_stand_where_weeks_and_months_begin() {
        let day = |month, of| start_of(Date::new(2026, month, of).unwrap());
        let (ticks, labels) = ticks((day(5, 1), day(6, 20)), None, None, None);
        assert_eq!(ticks[0], day(5, 4));
        assert_eq!(labels[0].lines, ["05-04"]);
        let (months, labels) = super::ticks((day(1, 5), day(8, 20)), Some("%b %Y %-d"), None, None);
        assert_eq!((months[0], &*labels[0].lines[0]), (day(2, 1), "Feb 2026 1"));
        assert!(super::ticks((0, i64::from(i32::MAX)), None, None, None).0.len() < 12);
        let (ten, labels) = super::ticks((17 * 60 + 50, 18 * 60), Some("%I:%M %p"), None, None);
        assert_eq!((ten.len(), &*labels[1].lines[0]), (3, "05:55 PM"));
        let (weeks, _) = super::ticks((day(5, 1), day(6, 20)), None, Step::parse("2week"), Some(Weekday::Sunday));
        assert_eq!(weeks.iter().map(|at| day_of(*at).weekday()).filter(|day| *day != Weekday::Sunday).count(), 0);
        assert_eq!((unknown_sign("%d %Q"), unknown_sign("%-d%%")), (Some("%Q"), None));
    }
}
