//! Series whose start is none of their dates, told from the first one that is.
//!
//! Takes a series as authors and other programs wrote it, gives the same dates from a start on which all programs agree.

use super::expand::Expansion;
use super::series::HORIZON_DAYS;
use super::{DateTime, Repeat, When};
use std::ops::ControlFlow;

impl When {
    /// The same series, begun with the first date of its rule that takes place, where its start is not that: it is an exception, or another
    /// program's rule does not give it. It is what to tell programs, which do not agree on such a start (RFC 5545 §3.8.5.3 leaves open what
    /// it means). `None` where there is nothing of the kind to mend.
    pub fn begun(&self) -> Option<Self> {
        let repeat = self.repeat()?;
        let first = self.first();
        let is_excepted = |at: &DateTime| repeat.except.binary_search(at).is_ok();
        let is_off = repeat.rule.as_ref().is_some_and(|rule| !Expansion::new(rule, first).gives(first));
        if !is_off && !is_excepted(&first) {
            return None;
        }
        let mut rule = repeat.rule.clone();
        // Programs count the start as well, whether or not the rule gives it.
        let (mut passed, mut start) = (u32::from(is_off), None);
        if let Some(rule) = &mut rule {
            let far = first.on(first.date().plus_days(HORIZON_DAYS));
            Expansion::new(rule, first).visit(first, repeat.last.unwrap_or(far), |at| {
                start = Some(at).filter(|at| !is_excepted(at));
                passed += u32::from(start.is_none());
                if start.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            rule.count = rule.count.map(|count| count.saturating_sub(passed));
        }
        if start.is_none() {
            rule = None;
            start = repeat.also.iter().find(|at| !is_excepted(at)).copied();
        }
        let start = start?;
        let except = repeat.except.iter().filter(|at| **at > start).copied().collect();
        let also = repeat.also.iter().filter(|at| !is_excepted(at)).copied().collect();
        let repeat = Repeat { rule, except, also, ..repeat.clone() };
        // A start that the clock skips is another on the wall: all later ones would be told by it.
        Some(self.begun_at(start).with_repeat(repeat)).filter(|begun| begun.first() == start)
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
                assert_eq!(begun.coming(early, 9), series.coming(early, 9), "{start} {rrule}");
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
        assert_eq!(begun("2027-03-27T02:30", "FREQ=DAILY;COUNT=4", &["2027-03-27"], &[]), None);
        assert_eq!(
            begun("2027-03-27T02:30", "FREQ=DAILY;COUNT=4", &["2027-03-27", "2027-03-28"], &[]),
            some("2027-03-29T02:30", "FREQ=DAILY;COUNT=2", 0)
        );
    }
}
