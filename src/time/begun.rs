//! Series whose start is none of their dates, told from the first one that is.
//!
//! Takes a series as authors and other programs wrote it, gives the same dates from a start on which all programs agree.

use super::expand::Expansion;
use super::repeat::Moved;
use super::series::HORIZON_DAYS;
use super::{DateTime, Repeat, When};
use std::ops::ControlFlow;

/// After so many dates in a row that the clock skips, a series has hardly others.
const MAX_SKIPPED: usize = 4;

impl When {
    /// The same series, begun with the first date of its rule that takes place at its time, where its start is not that: it is an exception,
    /// the clock skips it, or another program's rule does not give it. A skipped date becomes a changed one beyond the rule, at the time to
    /// which it is moved (RFC 5545 §3.3.5). It is what to tell programs, which do not agree on such starts (§3.8.5.3 leaves open what they
    /// mean). `None` where there is nothing of the kind to mend.
    pub fn begun(&self) -> Option<Self> {
        let repeat = self.repeat()?;
        let first = self.first();
        let is_excepted = |at: &DateTime| repeat.except.binary_search(at).is_ok();
        let is_off = repeat.rule.as_ref().is_some_and(|rule| !Expansion::new(rule, first).gives(first));
        if !is_off && !is_excepted(&first) && first == self.extent().start() {
            return None;
        }
        let mut rule = repeat.rule.clone();
        let mut skipped: Vec<DateTime> = Vec::new();
        // Programs count the start as well, whether or not the rule gives it.
        let (mut passed, mut start) = (u32::from(is_off), None);
        if let Some(rule) = &mut rule {
            let far = first.on(first.date().plus_days(HORIZON_DAYS));
            Expansion::new(rule, first).visit(first, repeat.last.unwrap_or(far), |at| {
                let is_skipped = !is_excepted(&at) && self.shown(at) != at && skipped.len() < MAX_SKIPPED;
                skipped.extend(Some(at).filter(|_| is_skipped));
                start = Some(at).filter(|at| !is_skipped && !is_excepted(at));
                passed += u32::from(start.is_none());
                if start.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            rule.count = rule.count.map(|count| count.saturating_sub(passed));
        }
        let additions = repeat.also.iter().chain(&skipped).filter(|at| !is_excepted(at));
        let mut also: Vec<DateTime> = additions.map(|at| self.shown(*at)).collect();
        also.sort_unstable();
        also.dedup();
        if start.is_none() {
            rule = None;
            start = also.first().copied();
        }
        let start = start?;
        let except = repeat.except.iter().filter(|at| **at > start).copied().collect();
        let is_added = |at: &DateTime| skipped.contains(at) || repeat.also.binary_search(at).is_ok();
        let mut moved = repeat.moved.clone();
        // Who does not know dates beyond a rule knows changed ones.
        for at in skipped.iter().filter(|at| repeat.moved_at(**at).is_none() && self.shown(**at) != start) {
            moved.push(Moved { original: *at, extent: self.occurrence_of(*at).extent, index: None });
        }
        for one in moved.iter_mut().filter(|one| is_added(&one.original)) {
            one.original = self.shown(one.original);
        }
        moved.sort_by_key(|one| one.original);
        let repeat = Repeat { rule, except, also, moved, ..repeat.clone() };
        // A start that the clock skips is another on the wall: all later ones would be told by it.
        let begun = self.begun_at(start).with_repeat(repeat);
        Some(begun).filter(|begun| begun.first() == start && begun.extent().start() == start)
    }

    /// What the wall shows at a start of this series: later than that where the clock skips it.
    fn shown(&self, start: DateTime) -> DateTime {
        if self.is_all_day() { start } else { self.zone().moment(start).local() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Instant, RepeatRule, RepeatSpec, Stamp, Zone};

    fn stamps(texts: &[&str]) -> Vec<Stamp> {
        texts.iter().map(|text| Stamp::parse(text).unwrap()).collect()
    }

    #[test]
    fn a_series_whose_start_is_none_of_its_dates_is_told_from_the_first_that_is() {
        let begun = |start: &str, rrule: &str, exdate: &[&str], rdate: &[&str]| {
            let spec = RepeatRule {
                rrule: Some(rrule.into()).filter(|_| !rrule.is_empty()),
                exdate: stamps(exdate),
                rdate: stamps(rdate),
                tolerant: true,
            };
            let end = Stamp::parse(start).unwrap().local(&Zone::utc()).plus_seconds(7 * 3600).to_string();
            let zone = Zone::find("Europe/Berlin").unwrap();
            let (first, last) = (Stamp::parse(start).unwrap(), Stamp::parse(&end).unwrap());
            let event = When::between(first, Some(last), &zone).unwrap();
            let series = event.by_the_wall().repeating(&RepeatSpec::Rule(spec)).0.unwrap();
            let begun = series.begun();
            if let Some(begun) = &begun {
                let early = Instant::parse("2000-01-01T00:00:00Z").unwrap();
                let times = |when: &When| {
                    let all = when.coming(early, 9).into_iter();
                    all.map(|one| (one.extent, one.start, one.end)).collect::<Vec<_>>()
                };
                assert_eq!(times(begun), times(&series), "{start} {rrule}");
                assert_eq!(begun.begun(), None);
            }
            let repeat = |when: &When| when.repeat().unwrap().clone();
            begun.map(|begun| {
                (
                    begun.first().to_string(),
                    repeat(&begun).rrule(&begun).unwrap_or_default(),
                    repeat(&begun).exceptions().len(),
                )
            })
        };
        let some = |start: &str, rule: &str, left: usize| Some((format!("{start}:00"), rule.to_owned(), left));
        let weeks = "FREQ=WEEKLY;INTERVAL=2;COUNT=6;BYDAY=MO,TH";
        assert_eq!(begun("2026-09-07T19:00", weeks, &["2026-09-10"], &[]), None);
        assert_eq!(
            begun("2026-09-07T19:00", weeks, &["2026-09-07", "2026-09-10", "2026-09-24"], &[]),
            some("2026-09-21T19:00", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=MO,TH;WKST=MO", 1)
        );
        // The night of the change is left out, or becomes the first.
        let three = "FREQ=WEEKLY;COUNT=3";
        assert_eq!(
            begun("2026-10-24T22:00", three, &["2026-10-24"], &[]),
            some("2026-10-31T22:00", "FREQ=WEEKLY;COUNT=2", 0)
        );
        assert_eq!(
            begun("2026-10-17T22:00", three, &["2026-10-17"], &[]),
            some("2026-10-24T22:00", "FREQ=WEEKLY;COUNT=2", 0)
        );
        // Dates alone; what the clock skips is no start.
        assert_eq!(begun("2026-09-07T19:00", "", &["2026-09-07"], &["2026-09-09"]), some("2026-09-09T19:00", "", 0));
        assert_eq!(
            begun("2026-09-07T19:00", "FREQ=WEEKLY", &["2026-09-07"], &["2026-09-09"]),
            some("2026-09-14T19:00", "FREQ=WEEKLY", 0)
        );
        // Of other programs' rules.
        let off = "FREQ=WEEKLY;COUNT=3;BYDAY=WE,FR";
        assert_eq!(
            begun("2026-12-01T19:00", off, &[], &[]),
            some("2026-12-02T19:00", "FREQ=WEEKLY;COUNT=2;BYDAY=WE,FR", 0)
        );
        assert_eq!(
            begun("2026-12-01T19:00", off, &["2026-12-02"], &[]),
            some("2026-12-04T19:00", "FREQ=WEEKLY;COUNT=1;BYDAY=WE,FR", 0)
        );
        assert_eq!(
            begun("2026-12-01T19:00", "FREQ=WEEKLY;COUNT=1;BYDAY=WE", &[], &[]),
            some("2026-12-01T19:00", "", 0)
        );
        assert_eq!(
            begun("2026-12-01T19:00", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5", &["2026-12-01"], &[]),
            some("2026-12-05T19:00", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5", 0)
        );
        // The clock skips the first, or one that would be.
        assert_eq!(
            begun("2027-03-28T02:30", "FREQ=WEEKLY;INTERVAL=2;COUNT=4", &[], &[]),
            some("2027-04-11T02:30", "FREQ=WEEKLY;INTERVAL=2;COUNT=3", 0)
        );
        assert_eq!(
            begun("2027-03-27T02:30", "FREQ=DAILY;COUNT=4", &["2027-03-27"], &[]),
            some("2027-03-29T02:30", "FREQ=DAILY;COUNT=2", 0)
        );
        assert_eq!(begun("2027-03-28T02:30", "FREQ=DAILY;COUNT=1", &[], &[]), some("2027-03-28T03:30", "", 0));
        assert_eq!(begun("2027-03-28T02:30", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", &[], &[]), None, "all of them");
        assert_eq!(
            begun("2027-03-27T02:30", "FREQ=DAILY;COUNT=4", &["2027-03-27", "2027-03-28"], &[]),
            some("2027-03-29T02:30", "FREQ=DAILY;COUNT=2", 0)
        );
    }
}
