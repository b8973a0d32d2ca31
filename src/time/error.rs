//! What can be wrong with a time that somebody wrote, in words to show.

use super::guess::{length, length_of_number};
use super::{Date, DateTime, Moment};
use std::fmt;

/// A time that cannot be taken as it is written.
///
/// `Display` gives one line in lower case without full stop; [`TimeError::help`] what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeError {
    /// No day: `2026-02-30`, `next tuesday`.
    NotADate(String),
    /// No day and time: `2026-05-01 25:00`.
    NotADateTime(String),
    /// A day and time without the offset that is needed here.
    NoOffset(String),
    /// No length of time: `two hours`.
    NotADuration(String),
    /// The last day lies before the first.
    DayBefore {
        /// The first day.
        first: Date,
        /// The last day.
        last: Date,
    },
    /// The end lies before the start.
    EndBefore {
        /// The start.
        start: Moment,
        /// The end.
        end: Moment,
    },
    /// A day here and a time there: both must be days or both times.
    Mixed {
        /// The time of the two.
        time: DateTime,
        /// The day of the two.
        day: Date,
    },
    /// A length of hours or minutes for an event of whole days.
    HoursOfADay,
    /// A length below zero or past 100 years.
    OutOfRange,
}

impl TimeError {
    /// One thing to write instead.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NotADate(text) | Self::NotADateTime(text) => Some(super::guess::help(text)),
            Self::NoOffset(text) => Some(format!("add `Z` for UTC or an offset: `{text}+08:00`")),
            Self::NotADuration(text) => {
                Some(match length_of_number(text).or_else(|| Some(length(text)?.to_string())) {
                    Some(length) => format!("write `{length}`"),
                    None => "write `2h30m`, `90m`, `1d` or `PT2H30M`".into(),
                })
            }
            Self::DayBefore { .. } => Some("`end` is the last day of the event, that day included".into()),
            Self::EndBefore { start, end } => {
                let (start, end) = (start.local(), end.local());
                let next = start.date().plus_days(1);
                (end.date() == start.date() && end.second_of_day() < 43_200 && next > end.date())
                    .then(|| format!("if it runs past midnight, `end` needs the next day, `{next}`"))
                    .or_else(|| Some(format!("give `end` a time after `{start}`")))
            }
            Self::Mixed { time, day } => {
                Some(format!("take the time out of `{time}`, or give `{day}` one, as in `{day}T19:00:00`"))
            }
            Self::HoursOfADay => Some("give `start` a time, or count whole days: `2d`".into()),
            Self::OutOfRange => None,
        }
    }
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADate(text) => write!(f, "`{text}` is no day"),
            Self::NotADateTime(text) => write!(f, "`{text}` is no day and time"),
            Self::NoOffset(text) => write!(f, "`{text}` does not say how far it is from UTC"),
            Self::NotADuration(text) => write!(f, "`{text}` is no length of time"),
            Self::DayBefore { first, last } => {
                let days = last.days_until(*first);
                write!(f, "this event ends {days} {} before it starts", if days == 1 { "day" } else { "days" })
            }
            Self::EndBefore { start, end } => {
                write!(f, "this event ends {} before it starts", in_words(end.instant().seconds_until(start.instant())))
            }
            Self::Mixed { time, day } => write!(f, "`{time}` has a time and `{day}` has none"),
            Self::HoursOfADay => f.write_str("an event of whole days lasts whole days"),
            Self::OutOfRange => f.write_str("a length of time lies between nothing and 100 years"),
        }
    }
}

impl std::error::Error for TimeError {}

/// `2 hours`, `1 day`, `18 hours and 30 minutes`: the two largest units that say it.
fn in_words(seconds: i64) -> String {
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
    let mut rest = seconds;
    let mut words = Vec::new();
    for (length, unit) in units {
        let count = rest / length;
        rest %= length;
        if count > 0 && words.len() < 2 {
            words.push(format!("{count} {unit}{}", if count == 1 { "" } else { "s" }));
        }
    }
    if words.is_empty() { "0 seconds".to_owned() } else { words.join(" and ") }
}
