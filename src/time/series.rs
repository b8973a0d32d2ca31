//! Making a series, and asking it for occurrences.
//!
//! Takes a checked event and what the author wrote about repetition. Gives occurrences for a window of days or a number of them: every
//! question is bounded by its window or by [`HORIZON_DAYS`], so that endless rules and rules that give nothing cost little.

use super::expand::Expansion;
use super::rare::Form;
use super::repeat::Moved;
use super::rule::Rule;
use super::when::end_of;
use super::{
    Date, DateTime, Extent, Instant, Occurrence, Repeat, RepeatFault, RepeatField, RepeatIssue, RepeatRule, RepeatSpec,
    Stamp, When,
};
use std::ops::ControlFlow;

/// How far from the day asked about the next or the previous occurrence is looked for: 60 years (a 29 February on a given weekday comes
/// after 40 years at the latest).
pub(super) const HORIZON_DAYS: i32 = 60 * 366;
/// Up to this `COUNT` the last occurrence is computed; rules with more, or that do not use theirs up within 60 years, are taken for endless.
const MAX_COUNT: u32 = 20_000;
/// The longest occurrence of a series.
const MAX_LENGTH_DAYS: i32 = 366;
/// Of so many exceptions or overrides that meet nothing the nearest occurrences are looked for.
pub(super) const MAX_SAID: usize = 20;

impl When {
    /// Makes a series of this event. `None` when an issue is an error.
    ///
    /// Issues that are errors: an unknown word, a rule more frequent than daily, a start that is no occurrence of its own rule. Warnings:
    /// exceptions that meet nothing (left out), rules that clients read differently.
    pub fn repeating(&self, spec: &RepeatSpec) -> (Option<Self>, Vec<RepeatIssue>) {
        let ((rule, issues), (except, also), form) = match spec {
            RepeatSpec::Table(table) => (table.rule(self), (&table.except, &table.also), Form::Table),
            RepeatSpec::Rule(RepeatRule { rrule, exdate, rdate, tolerant }) => {
                let read = rrule.as_deref().map_or_else(|| (None, Vec::new()), |text| Rule::parse(text, *tolerant));
                (read, (exdate, rdate), if *tolerant { Form::Foreign } else { Form::Rule })
            }
        };
        if issues.iter().any(|issue| issue.is_error) {
            return (None, issues);
        }
        if rule.is_none() && also.is_empty() && except.is_empty() {
            return (Some(self.clone()), issues);
        }
        let (made, issues) = self.on_the_wall().series(rule, except, also, (form, issues));
        (made.map(|series| series.with_first(self)), issues)
    }

    /// The series with its first occurrence as it was before it became one: at the second of two equal times, which a rule on the wall cannot
    /// give, or of another length than the later ones.
    fn with_first(self, single: &Self) -> Self {
        let original = self.first();
        let is_apart = single.extent() != self.extent() || self.lasts().is_some();
        let Some(repeat) = self.repeat().filter(|_| is_apart && !self.starts(original, original, 1).is_empty()) else {
            return self;
        };
        let first = Moved { original, extent: single.extent(), index: None };
        self.with_repeat(Repeat { moved: vec![first], ..repeat.clone() })
    }

    fn series(
        &self,
        rule: Option<Rule>,
        except: &[Stamp],
        also: &[Stamp],
        (form, mut issues): (Form, Vec<RepeatIssue>),
    ) -> (Option<Self>, Vec<RepeatIssue>) {
        if self.days().0.days_until(self.days().1) > MAX_LENGTH_DAYS {
            let message = "what repeats lasts a year at the most";
            issues.push(RepeatIssue::error(RepeatField::Whole, RepeatFault::Conflict, message).help("check `end`"));
            return (None, issues);
        }
        let also = also.iter().map(|stamp| self.start_on(*stamp)).collect();
        let mut repeat = Repeat { rule, last: None, except: Vec::new(), also, moved: Vec::new() };
        if repeat.rule.is_none() {
            repeat.also.push(self.first());
        }
        let off_rule = repeat.rule.as_ref().is_some_and(|rule| !Expansion::new(rule, self.first()).gives(self.first()));
        if off_rule {
            issues.push(self.start_off_rule(repeat.rule.as_ref().expect("it was asked above"), form == Form::Foreign));
            repeat.also.push(self.first());
        }
        repeat.also.sort_unstable();
        repeat.also.dedup();
        self.set_last(&mut repeat, off_rule, &mut issues);
        if let Some(rule) = repeat.rule.as_ref().filter(|_| !off_rule) {
            // What the rule gives already is no addition: some clients would show it twice.
            let last = repeat.last;
            let given =
                |at: DateTime| last.is_none_or(|last| at <= last) && Expansion::new(rule, self.first()).gives(at);
            repeat.also.retain(|at| !given(*at));
        }
        issues.extend(self.rare_days(&repeat, form));
        let mut when = self.with_repeat(repeat);
        when.set_exceptions(except, form, &mut issues);
        let usable = issues.iter().all(|issue| !issue.is_error);
        (usable.then_some(when), issues)
    }

    /// The local start an author meant: a day alone takes the time of the first start.
    pub(super) fn start_on(&self, stamp: Stamp) -> DateTime {
        match stamp {
            Stamp::Day(day) => self.first().on(day),
            other if self.is_all_day() => other.date(self.zone()).midnight(),
            other => other.local(self.zone()),
        }
    }

    fn start_off_rule(&self, rule: &Rule, tolerant: bool) -> RepeatIssue {
        let first = self.first();
        let message = format!("the first start, {}, is no occurrence of its own rule", day_in_words(first.date()));
        if tolerant {
            return RepeatIssue::warning(
                RepeatField::Start,
                RepeatFault::StartOffRule,
                format!("{message}; both are kept"),
            );
        }
        // From two periods earlier, so that the nearest day before the start is seen too. The phase of an interval is the start's own.
        let plain = Rule { interval: 1, until: None, count: None, ..rule.clone() };
        let earlier = first.on(first.date().plus_days(-800));
        let (mut before, mut after) = (None, None);
        Expansion::new(&plain, earlier).visit(earlier, first.on(first.date().plus_days(HORIZON_DAYS)), |at| {
            if at < first {
                before = Some(at);
                return ControlFlow::Continue(());
            }
            after = Some(at);
            ControlFlow::Break(())
        });
        let near: Vec<String> = before.into_iter().chain(after).map(|at| format!("`{}`", self.name_of(at))).collect();
        let issue = RepeatIssue::error(RepeatField::Start, RepeatFault::StartOffRule, message);
        let word = if self.is_all_day() { "on" } else { "at" };
        match near.len() {
            0 => issue.help("this rule gives no day at all within 60 years"),
            _ => {
                let help = format!("start {word} {}, or change the rule", near.join(" or "));
                RepeatIssue { moves_start: true, ..issue.help(help) }
            }
        }
    }

    /// Where the rule ends: `UNTIL`, or the start at which `COUNT` is used up.
    fn set_last(&self, repeat: &mut Repeat, off_rule: bool, issues: &mut Vec<RepeatIssue>) {
        let Some(rule) = &repeat.rule else { return };
        if let Some(until) = rule.until {
            let last = self.until_local(until);
            if last < self.first() {
                let message =
                    format!("this series ends (`{until}`) before it starts (`{}`)", Stamp::Local(self.first()));
                let issue = RepeatIssue::error(RepeatField::Until, RepeatFault::Conflict, message);
                issues.push(issue.help("let it end later, or start earlier"));
            }
            repeat.last = Some(last);
        }
        // A start off its rule is the first of the count (RFC 5545 §3.8.5.3 leaves it open; clients agree).
        let Some(count) = rule.count.filter(|count| *count <= MAX_COUNT) else { return };
        let mut left = count - u32::from(off_rule);
        let mut last = self.first();
        if left > 0 {
            let end = self.first().on(self.first().date().plus_days(HORIZON_DAYS));
            Expansion::new(rule, self.first()).visit(self.first(), end, |at| {
                last = at;
                left -= 1;
                if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
        }
        if left == 0 {
            repeat.last = Some(last);
        }
    }

    /// The last local start that `UNTIL` allows.
    fn until_local(&self, until: Stamp) -> DateTime {
        match until {
            Stamp::Day(day) if self.is_all_day() => day.midnight(),
            Stamp::Day(day) => day.at(23, 59, 59).expect("every day has a last second"),
            // Many write the last day of an all-day series as midnight in UTC and mean that day.
            Stamp::Exact(instant) if self.is_all_day() && instant.unix().rem_euclid(86_400) % 86_399 == 0 => {
                instant.utc().date().midnight()
            }
            other if self.is_all_day() => other.date(self.zone()).midnight(),
            other => other.local(self.zone()),
        }
    }

    fn set_exceptions(&mut self, except: &[Stamp], form: Form, issues: &mut Vec<RepeatIssue>) {
        let mut found = Vec::new();
        let mut missed = 0;
        for (place, stamp) in except.iter().enumerate() {
            let meets = self.starts_meant(*stamp);
            found.extend(&meets);
            missed += usize::from(meets.is_empty());
            if meets.is_empty() && missed <= MAX_SAID {
                let message = format!("the exception `{stamp}` meets no occurrence and is left out");
                let issue = RepeatIssue::warning(RepeatField::Except(place), RepeatFault::ExceptionMisses, message);
                issues.push(RepeatIssue { help: self.nearest_in_words(*stamp), ..issue });
            }
        }
        if missed > MAX_SAID {
            let message = format!("{} more exceptions meet no occurrence and are left out", missed - MAX_SAID);
            issues.push(RepeatIssue::warning(RepeatField::Whole, RepeatFault::ExceptionMisses, message));
        }
        found.sort_unstable();
        found.dedup();
        let mut repeat = self.repeat().cloned().expect("exceptions belong to a series");
        repeat.except = found;
        let when = self.with_repeat(repeat);
        let horizon = when.first().on(when.first().date().plus_days(HORIZON_DAYS));
        let is_wrong = issues.iter().any(|issue| issue.is_error);
        if !is_wrong && when.starts(when.first(), horizon, 1).is_empty() {
            let message = "the exceptions leave no occurrence of this series";
            let help = match form {
                Form::Table => "take `except` out, and give the event `status = \"cancelled\"`",
                Form::Rule => "take `exdate` out, and give the event `status = \"cancelled\"`",
                Form::Foreign => "take the `EXDATE`s out, and write `STATUS:CANCELLED`",
            };
            issues.push(RepeatIssue::error(RepeatField::Except(0), RepeatFault::NothingLeft, message).help(help));
        }
        *self = when;
    }

    /// The original starts that a day or time names: all of that day, or the one at that time.
    pub(super) fn starts_meant(&self, stamp: Stamp) -> Vec<DateTime> {
        let (from, to) = match stamp {
            _ if self.is_all_day() => {
                let day = stamp.date(self.zone()).midnight();
                (day, day)
            }
            Stamp::Day(day) => (day.midnight(), self.until_local(stamp).on(day)),
            other => (other.local(self.zone()), other.local(self.zone())),
        };
        self.starts(from, to, 24)
    }

    /// `the nearest are …`, for exceptions and overrides that meet nothing.
    pub(super) fn nearest_in_words(&self, stamp: Stamp) -> Option<String> {
        let at = self.start_on(stamp);
        let day = at.date();
        let before = self.starts_backwards(at.plus_seconds(-1), 1).pop();
        let after = self.starts(at, at.on(day.plus_days(HORIZON_DAYS)), 1).pop();
        let near: Vec<String> =
            before.into_iter().chain(after).map(|near| format!("`{}`", self.name_of(near))).collect();
        match near.len() {
            0 => None,
            1 => Some(format!("the nearest is {}", near[0])),
            _ => Some(format!("the nearest are {}", near.join(" and "))),
        }
    }

    /// An original start as authors write it.
    pub(super) fn name_of(&self, start: DateTime) -> String {
        if self.is_all_day() { start.date().to_string() } else { start.to_string() }
    }

    /// The first start of a series that the clock skips on its day, and what is to be said of it; no further than ten years away.
    /// Occurrences that were changed have been looked at by themselves.
    pub fn start_in_gap(&self) -> Option<(DateTime, String)> {
        let first = self.first();
        let repeat = self.repeat().filter(|_| !self.is_all_day() && !self.zone().is_floating())?;
        let is_told = |at: DateTime| repeat.moved_at(at).is_some_and(|moved| moved.index.is_some());
        if first != self.extent().start() && !is_told(first) && !self.starts(first, first, 1).is_empty() {
            let doubt = self.zone().resolve(first).doubt?;
            return Some((first, doubt.message(", the first date of this series,")));
        }
        // Clocks are put forward at night; who asks for times of the day shall not pay for it.
        if !matches!(first.hour(), 0..=4 | 22..) {
            return None;
        }
        let far = first.on(first.date().plus_months(120));
        let until = repeat.last.into_iter().chain(repeat.also.last().copied()).max().map_or(far, |last| last.min(far));
        let span = (self.zone().moment(first).instant(), self.zone().moment(until).instant());
        let gaps =
            self.zone().transitions(span.0, span.1).into_iter().filter(|one| one.offset_after > one.offset_before);
        gaps.into_iter().find_map(|gap| {
            let wall = |offset: i64| gap.at.plus_seconds(offset).utc();
            let (from, to) = (wall(gap.offset_before), wall(gap.offset_after).plus_seconds(-1));
            let start = self.starts(from, to, 24).into_iter().find(|at| *at != first && !is_told(*at))?;
            let doubt = self.zone().resolve(start).doubt?;
            Some((start, doubt.message(", a later date of this series,")))
        })
    }

    /// Whether a series has no date but the one with this original start.
    pub fn is_only_date(&self, start: DateTime) -> bool {
        let horizon = start.on(start.date().plus_days(HORIZON_DAYS));
        self.starts_backwards(start.plus_seconds(-1), 1).is_empty()
            && self.starts(start.plus_seconds(1), horizon, 1).is_empty()
    }

    /// Original starts from `from` to `to`, both included, in order, exceptions left out; at most `most`.
    pub(super) fn starts(&self, from: DateTime, to: DateTime, most: usize) -> Vec<DateTime> {
        let Some(repeat) = self.repeat() else {
            let first = self.extent().start();
            return if (from..=to).contains(&first) && most > 0 { vec![first] } else { Vec::new() };
        };
        let excepted = |at: &DateTime| repeat.except.binary_search(at).is_ok();
        let low = repeat.also.partition_point(|at| *at < from);
        let mut found: Vec<DateTime> = repeat.also[low..]
            .iter()
            .take_while(|at| **at <= to)
            .filter(|at| !excepted(at))
            .copied()
            .take(most)
            .collect();
        if let Some(rule) = &repeat.rule {
            let to = repeat.last.map_or(to, |last| last.min(to));
            let mut left = most;
            if left > 0 {
                Expansion::new(rule, self.first()).visit(from, to, |at| {
                    if !excepted(&at) {
                        found.push(at);
                        left -= 1;
                    }
                    if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                });
            }
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(most);
        found
    }

    /// The last original starts up to and including `until`, in order; at most `most`.
    pub(super) fn starts_backwards(&self, until: DateTime, most: usize) -> Vec<DateTime> {
        let until = match self.repeat() {
            Some(repeat) => {
                repeat.last.map_or(until, |last| until.min(last.max(repeat.also.last().copied().unwrap_or(last))))
            }
            None => until,
        };
        let oldest =
            self.first().min(self.repeat().and_then(|repeat| repeat.also.first().copied()).unwrap_or(self.first()));
        let mut days = 64;
        loop {
            let from = until.on(until.date().plus_days(-days));
            let mut found = self.starts(from, until, usize::MAX);
            if found.len() >= most || from <= oldest || days > HORIZON_DAYS {
                found.drain(..found.len().saturating_sub(most));
                return found;
            }
            days *= 4;
        }
    }

    /// The occurrence with this original start, whether or not the series has it.
    pub(super) fn occurrence_of(&self, original: DateTime) -> Occurrence {
        self.occurrence_lasting(original, None)
    }

    /// The same, for who knows how many seconds each occurrence lasts.
    fn occurrence_lasting(&self, original: DateTime, seconds: Option<i64>) -> Occurrence {
        let zone = self.zone();
        if let Some(moved) = self.repeat().and_then(|repeat| repeat.moved_at(original)) {
            let (extent, start) = (moved.extent, zone.moment(moved.extent.start()));
            return Occurrence { extent, end: end_of(extent, &start), start, original, changed_by: moved.index };
        }
        if self.is_all_day() || zone.is_floating() {
            let extent = self.extent_from(original);
            let start = zone.moment(extent.start());
            return Occurrence { extent, end: end_of(extent, &start), start, original, changed_by: None };
        }
        // Not from the wall: in the hour that comes twice it would not say which one.
        let start = zone.moment(original);
        let end = start.plus_seconds(seconds.or(self.lasts()).unwrap_or_else(|| self.seconds()));
        let extent = if original == self.first() && self.lasts().is_some() {
            self.extent()
        } else {
            Extent::Timed { start: start.local(), end: end.local() }
        };
        Occurrence { extent, start, end, original, changed_by: None }
    }

    /// The occurrences that touch the days from `from` to `to`, both included, in order of their start; at most `most`.
    ///
    /// Days are civil days in the event's own zone. An event without series is its own only occurrence.
    pub fn occurrences(&self, from: Date, to: Date, most: usize) -> Vec<Occurrence> {
        let (first, last) = self.days();
        // One day more, because the end of an occurrence can lie an hour later on the wall than that of the first.
        let earliest = from.plus_days(-first.days_until(last) - 1).midnight();
        let latest = to.at(23, 59, 59).expect("every day has a last second");
        let touches = |occurrence: &Occurrence| {
            let (first, last) = occurrence.days();
            first <= to && last >= from
        };
        if self.repeat().is_none() {
            return self.once(|occurrence| most > 0 && touches(occurrence));
        }
        let moved = self.moved_count();
        self.sorted(self.starts(earliest, latest, most.saturating_add(moved)), most, touches)
    }

    /// The next occurrences that have not ended at `now` (one that is going on comes first); at most `most`.
    pub fn coming(&self, now: Instant, most: usize) -> Vec<Occurrence> {
        if self.repeat().is_none() {
            return self.once(|occurrence| most > 0 && !occurrence.is_over(now));
        }
        let here = self.zone().local(now);
        let (first, last) = self.days();
        let from = here.on(here.date().plus_days(-first.days_until(last) - 1));
        // A series may begin later than that.
        let to = here.on(here.date().max(first).plus_days(HORIZON_DAYS));
        // Those that have ended within the last days are passed over: at most 24 a day.
        let over = self.starts(from, here, usize::MAX).len();
        let starts = self.starts(from, to, most.saturating_add(over).saturating_add(self.moved_count()));
        self.sorted(starts, most, |occurrence| !occurrence.is_over(now))
    }

    /// The latest occurrences that have ended at `now`, the newest first; at most `most`.
    pub fn past(&self, now: Instant, most: usize) -> Vec<Occurrence> {
        if self.repeat().is_none() {
            return self.once(|occurrence| most > 0 && occurrence.is_over(now));
        }
        let here = self.zone().local(now);
        let (first, last) = self.days();
        let recent = self.starts(here.on(here.date().plus_days(-first.days_until(last) - 1)), here, usize::MAX).len();
        let starts = self.starts_backwards(here, most.saturating_add(recent).saturating_add(self.moved_count()));
        let mut found = self.sorted(starts, usize::MAX, |occurrence| occurrence.is_over(now));
        found.reverse();
        found.truncate(most);
        found
    }

    /// The last occurrence, if the series ends; the only one of an event without series.
    pub fn last(&self) -> Option<Occurrence> {
        let Some(repeat) = self.repeat() else { return self.once(|_| true).pop() };
        if repeat.rule.is_some() && repeat.last.is_none() {
            return None;
        }
        let end = repeat.last.into_iter().chain(repeat.also.last().copied()).max()?;
        let starts = self.starts_backwards(end, self.moved_count() + 1);
        self.sorted(starts, usize::MAX, |_| true).into_iter().max_by_key(|occurrence| occurrence.end.instant())
    }

    /// The occurrence with this original start, if the series has it.
    pub fn occurrence_at(&self, original: DateTime) -> Option<Occurrence> {
        self.starts(original, original, 1).pop().map(|original| self.occurrence_of(original))
    }

    /// The occurrences that overrides changed, and a first one that differs from the later ones by itself, in the order of their original
    /// start.
    pub fn changed(&self) -> Vec<Occurrence> {
        let moved = self.repeat().map_or(&[][..], |repeat| &repeat.moved[..]);
        moved.iter().map(|moved| self.occurrence_of(moved.original)).collect()
    }

    /// The only occurrence of an event without series, if it is wanted.
    fn once(&self, keep: impl Fn(&Occurrence) -> bool) -> Vec<Occurrence> {
        let (extent, start, end) = (self.extent(), self.start().clone(), self.end().clone());
        let one = Occurrence { extent, start, end, original: extent.start(), changed_by: None };
        if keep(&one) { vec![one] } else { Vec::new() }
    }

    fn moved_count(&self) -> usize {
        self.repeat().map_or(0, |repeat| repeat.moved.len())
    }

    /// Occurrences of these original starts and all moved ones, those kept that `keep` wants, in order.
    fn sorted(&self, starts: Vec<DateTime>, most: usize, keep: impl Fn(&Occurrence) -> bool) -> Vec<Occurrence> {
        let moved = self.repeat().map_or(&[][..], |repeat| &repeat.moved[..]);
        let unmoved = starts.into_iter().filter(|at| moved.binary_search_by_key(at, |moved| moved.original).is_err());
        let seconds = self.lasts().unwrap_or_else(|| self.seconds());
        let starts = unmoved.chain(moved.iter().map(|moved| moved.original));
        let all = starts.map(|at| self.occurrence_lasting(at, Some(seconds)));
        let mut found: Vec<Occurrence> = all.filter(|occurrence| keep(occurrence)).collect();
        found.sort_by_cached_key(|occurrence| (occurrence.start.instant(), occurrence.original));
        found.truncate(most);
        found
    }
}

/// `Wednesday, 3 June 2026`
fn day_in_words(day: Date) -> String {
    super::format::long_date(day, "en")
}

#[cfg(test)]
#[path = "series_tests.rs"]
mod tests;
