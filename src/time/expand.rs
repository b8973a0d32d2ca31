//! From rules to occurrences.

use super::{Date, DateTime, Instant, Occurrence, Repeat, RepeatIssue, RepeatSpec, When};

impl When {
    /// Makes a series of this event. `None` when an issue is an error.
    ///
    /// Issues that are errors: an unknown word, a rule more frequent than daily, a start that is no occurrence of its own rule. Warnings:
    /// exceptions that meet nothing (left out), rules that clients read differently.
    pub fn repeating(&self, spec: &RepeatSpec) -> (Option<Self>, Vec<RepeatIssue>) {
        let _ = spec;
        todo!()
    }

    /// The occurrences that touch the days from `from` to `to`, both included, in order of their start; at most `most`.
    ///
    /// Days are civil days in the event's own zone. An event without series is its own only occurrence.
    pub fn occurrences(&self, from: Date, to: Date, most: usize) -> Vec<Occurrence> {
        let _ = (from, to, most);
        todo!()
    }

    /// The next occurrences that have not ended at `now` (one that is going on comes first); at most `most`.
    pub fn coming(&self, now: Instant, most: usize) -> Vec<Occurrence> {
        let _ = (now, most);
        todo!()
    }

    /// The latest occurrences that have ended at `now`, the newest first; at most `most`.
    pub fn past(&self, now: Instant, most: usize) -> Vec<Occurrence> {
        let _ = (now, most);
        todo!()
    }

    /// The last occurrence, if the series ends; the only one of an event without series.
    pub fn last(&self) -> Option<Occurrence> {
        todo!()
    }

    /// The occurrence whose original start this is.
    pub fn occurrence_at(&self, original: DateTime) -> Option<Occurrence> {
        let _ = original;
        todo!()
    }
}

impl Repeat {
    /// The rule as RFC 5545 writes it, without `RRULE:`. `UNTIL` is UTC for times in a zone, a local time for floating ones, a day for
    /// whole days. `None` when there are only additions.
    pub fn rrule(&self, when: &When) -> Option<String> {
        let _ = when;
        todo!()
    }

    /// Local starts that do not happen, in order (`EXDATE`).
    pub fn exceptions(&self) -> &[DateTime] {
        &self.except
    }

    /// Local starts beyond the rule, in order (`RDATE`).
    pub fn additions(&self) -> &[DateTime] {
        &self.also
    }

    /// The rule in words: `every first Tuesday of the month`, `每月第一个星期二`. English for languages it does not know.
    pub fn describe(&self, when: &When, language: &str) -> String {
        let _ = (when, language);
        todo!()
    }
}
