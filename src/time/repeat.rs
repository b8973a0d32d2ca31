//! Series: what a rule, its exceptions and its additions make of the first event.
//!
//! Takes a checked [`When`] and what the author wrote about its repetition, gives the series or typed issues with words to show.
//! Rules are followed in local time, then placed on the line of time.

use super::rule::Rule;
use super::{DateTime, Extent, Stamp, Weekday, When};
use std::fmt;

/// How an event repeats: a rule, exceptions, additions, and changed occurrences. Made by [`super::When::repeating`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Repeat {
    pub(super) rule: Option<Rule>,
    /// The local start of the last occurrence the rule may give, if it ends (`UNTIL`, or where `COUNT` is used up).
    pub(super) last: Option<DateTime>,
    /// Local starts that do not happen, sorted.
    pub(super) except: Vec<DateTime>,
    /// Local starts beyond the rule, sorted. Holds the first start where a tolerated rule does not give it.
    pub(super) also: Vec<DateTime>,
    /// Changed occurrences, sorted by their original start.
    pub(super) moved: Vec<Moved>,
}

impl Repeat {
    /// The rule as RFC 5545 writes it, without `RRULE:`. `UNTIL` is UTC for times in a zone, a local time for floating ones, a day for
    /// whole days. `None` when there are only additions. `when` must be the event this belongs to.
    pub fn rrule(&self, when: &When) -> Option<String> {
        let rule = self.rule.as_ref()?.spelt_out(when.first().date());
        let until = rule.until.and(self.last).map(|last| {
            let date = last.date();
            let day = format!("{:04}{:02}{:02}", date.year(), date.month(), date.day());
            if when.is_all_day() {
                day
            } else if when.zone().is_floating() {
                format!("{day}T{:02}{:02}{:02}", last.hour(), last.minute(), last.second())
            } else {
                when.zone().moment(last).instant().ical()
            }
        });
        Some(rule.text(until.as_deref()))
    }

    /// Local starts that do not happen, in order (`EXDATE`).
    pub fn exceptions(&self) -> &[DateTime] {
        &self.except
    }

    /// Local starts beyond the rule, in order (`RDATE`). May hold the first start.
    pub fn additions(&self) -> &[DateTime] {
        &self.also
    }

    /// Whether it goes on for ever, or so long (more than 20,000 occurrences or 60 years of them) that nobody will see the end.
    pub fn is_endless(&self) -> bool {
        self.rule.is_some() && self.last.is_none()
    }

    /// The rule in words: `every first Tuesday of the month`, `每月第一个星期二`. English for languages it does not know.
    pub fn describe(&self, when: &When, language: &str) -> String {
        super::rule_words::describe(self, when, language)
    }

    /// The rule in words, with the dates it leaves out and those beyond it: `every Tuesday, except 24 December 2026`.
    pub fn describe_whole(&self, when: &When, language: &str) -> String {
        super::rule_words::describe_whole(self, when, language)
    }

    pub(super) fn moved_at(&self, original: DateTime) -> Option<&Moved> {
        self.moved.binary_search_by_key(&original, |moved| moved.original).ok().map(|at| &self.moved[at])
    }
}

/// An occurrence that happens at another time, or is otherwise changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Moved {
    pub(super) original: DateTime,
    pub(super) extent: Extent,
    /// The place of the override; none for a first occurrence that differs from the later ones by itself.
    pub(super) index: Option<usize>,
}

/// What an author wrote about repetition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepeatSpec {
    /// In words: the `repeat` table.
    Table(RepeatTable),
    /// In the terms of RFC 5545.
    Rule(RepeatRule),
}

/// The `repeat` table: `{ every = "month", on = "first tuesday", until = 2027-06-30 }`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepeatTable {
    /// `day`, `week`, `month`, `year`, and what people write: `2 weeks`, `other week`, `tuesday`, `weekday`, `quarter`.
    pub every: Option<String>,
    /// `first tuesday`, `last friday`, `monday and thursday`, `15th`, `last day`; several count together.
    pub on: Vec<String>,
    /// The same as `on`, for lists of weekdays or days of the month.
    pub days: Vec<String>,
    /// Every so many, where `every` has no number of its own.
    pub interval: Option<i64>,
    /// How often in all, exceptions counted.
    pub count: Option<i64>,
    /// The last day or time, itself included.
    pub until: Option<Stamp>,
    /// Occurrences that do not happen.
    pub except: Vec<Stamp>,
    /// Occurrences beyond the rule.
    pub also: Vec<Stamp>,
    /// The first day of a week, on which it depends which weeks every second one is.
    pub week_start: Weekday,
}

/// RFC 5545's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepeatRule {
    /// `FREQ=MONTHLY;BYDAY=1TU`, with or without `RRULE:` before it.
    pub rrule: Option<String>,
    /// What does not happen.
    pub exdate: Vec<Stamp>,
    /// What happens beyond the rule.
    pub rdate: Vec<Stamp>,
    /// For other programs' files: what clients put up with (a start off its own rule, a number before a weekly `BYDAY`, an unknown part)
    /// is a warning and not an error.
    pub tolerant: bool,
}

/// Which of the author's words an issue is about. Numbers are places in the lists of [`RepeatTable`] or [`RepeatRule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RepeatField {
    /// The table or the rule as a whole.
    Whole,
    /// `every`
    Every,
    /// `on`
    On(usize),
    /// `days`
    Days(usize),
    /// `interval`
    Interval,
    /// `count`
    Count,
    /// `until`
    Until,
    /// `except` or `exdate`
    Except(usize),
    /// `also` or `rdate`
    Also(usize),
    /// `rrule`
    Rrule,
    /// The `start` of the event.
    Start,
    /// An override: its place in the list.
    Override(usize),
}

/// What kind of issue it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RepeatFault {
    /// A word, part or value that means nothing here. Error.
    Unknown,
    /// Two things that contradict each other. Error.
    Conflict,
    /// More often than daily. Error.
    TooOften,
    /// The first start is no occurrence of the rule. Error (a warning where tolerated).
    StartOffRule,
    /// An exception that meets no occurrence. Warning; it is left out.
    ExceptionMisses,
    /// An override that meets no occurrence. Error; it is left out.
    OverrideMisses,
    /// A changed occurrence that cannot be: it ends before it starts, or has a time where days are meant. Error; it is left out.
    OverrideEnd,
    /// Exceptions leave nothing. Error.
    NothingLeft,
    /// Clients disagree about it, or it skips what the author may expect (29 February, the 31st). Warning.
    Unsteady,
    /// Another program's rule was put up with. Warning.
    Tolerated,
}

/// Something to say about a repetition: one line in lower case, and a mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatIssue {
    /// Where.
    pub field: RepeatField,
    /// What kind.
    pub fault: RepeatFault,
    /// Whether the series cannot be used as it is written.
    pub is_error: bool,
    /// One line, lower case, no full stop.
    pub message: String,
    /// One thing to do about it.
    pub help: Option<String>,
    /// Whether `help` has the event start at another time, so that an end of its own moves too.
    pub moves_start: bool,
}

impl RepeatIssue {
    pub(super) fn error(field: RepeatField, fault: RepeatFault, message: impl Into<String>) -> Self {
        Self { field, fault, is_error: true, message: message.into(), help: None, moves_start: false }
    }

    pub(super) fn warning(field: RepeatField, fault: RepeatFault, message: impl Into<String>) -> Self {
        Self { is_error: false, ..Self::error(field, fault, message) }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for RepeatIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
