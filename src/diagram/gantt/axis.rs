//! The line of time below a gantt chart: where it is marked, and with which words.

use super::super::label::Label;
use super::dates::{DAY, day_of, start_of};
use crate::time::{Date, format};

/// The most marks.
const MAX_TICKS: i64 = 9;

/// How far marks stand apart.
#[derive(Clone, Copy)]
enum Step {
    Minutes(i64),
    Months(i64),
}

const STEPS: &[Step] = &[
    Step::Minutes(15),
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

/// Marks between two moments, both in minutes since 1970, with their words; written after `format` where there is one.
pub(super) fn ticks(first: i64, last: i64, format: Option<&str>) -> (Vec<i64>, Vec<Label>) {
    let span = last - first;
    let fits = |step: &&Step| match step {
        Step::Minutes(minutes) => span / minutes <= MAX_TICKS,
        Step::Months(months) => span / (months * 30 * DAY) <= MAX_TICKS,
    };
    let step = STEPS.iter().find(fits).copied().unwrap_or(Step::Months((span / (360 * DAY) / MAX_TICKS + 1) * 12));
    let mut ticks = Vec::new();
    match step {
        Step::Minutes(minutes) => {
            // Weeks begin on Monday, the fourth day after the first of 1970.
            let from = if minutes % (7 * DAY) == 0 { 4 * DAY } else { 0 };
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
            'H' | 'I' => out.push_str(&two(minutes / 60)),
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
        let (ticks, labels) = ticks(day(5, 1), day(6, 20), None);
        assert_eq!(ticks[0], day(5, 4));
        assert_eq!(labels[0].lines, ["05-04"]);
        let (months, labels) = super::ticks(day(1, 5), day(8, 20), Some("%b %Y %-d"));
        assert_eq!((months[0], &*labels[0].lines[0]), (day(2, 1), "Feb 2026 1"));
        assert!(super::ticks(0, i64::from(i32::MAX), None).0.len() < 12);
    }
}
