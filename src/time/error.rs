//! What can be wrong with a time that somebody wrote, in words to show.

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
            Self::NotADate(text) => Some(super::parse::date_help(text)),
            Self::NotADateTime(text) => Some(match text.split_once(['T', 't', ' ']) {
                Some((day, _)) => match Date::parse(day) {
                    Ok(day) => format!("times go from 00:00 to 23:59, as in `{day}T19:00:00`"),
                    Err(_) => super::parse::date_help(day),
                },
                None => "write `2026-05-01T19:00:00`".into(),
            }),
            Self::NoOffset(text) => Some(format!("add `Z` for UTC or an offset: `{text}+08:00`")),
            Self::NotADuration(_) => Some("write `2h30m`, `90m`, `1d` or `PT2H30M`".into()),
            Self::DayBefore { .. } => Some("`end` is the last day of the event, that day included".into()),
            Self::EndBefore { start, end } => {
                let (start, end) = (start.local(), end.local());
                let next = start.date().plus_days(1);
                Some(if end.date() == start.date() {
                    format!("if it runs past midnight, `end` needs the next day, `{next}`")
                } else {
                    "exchange `start` and `end`, if they stand the wrong way round".to_owned()
                })
            }
            Self::Mixed { time, day } => Some(format!(
                "write two days, as in `{}` and `{day}`, or two times, as in `{time}` and `{}`",
                time.date(),
                time.on(*day)
            )),
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

/// `2 hours`, `90 minutes`, `3 days`: the largest unit that divides it.
fn in_words(seconds: i64) -> String {
    let (count, unit) = match seconds {
        s if s % 86_400 == 0 => (s / 86_400, "day"),
        s if s % 3600 == 0 => (s / 3600, "hour"),
        s if s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
