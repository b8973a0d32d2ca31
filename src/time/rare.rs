//! Days that some months or years lack: the 29th to the 31st, and 29 February.
//!
//! Takes a series, gives what there is to say about the dates that its rule skips, with what to write for this start instead.

use super::expand::Expansion;
use super::rule::{Frequency, Rule};
use super::{DateTime, Repeat, RepeatFault, RepeatField, RepeatIssue, When, format};
use std::ops::ControlFlow;

/// The years in which a rule is looked at for days that it skips.
const DECADES: i32 = 40;
/// The days of the month on which many write the last Friday, though a month may have it earlier.
const LAST_WEEK: [i8; 7] = [25, 26, 27, 28, 29, 30, 31];

/// How the rule of a series was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As the table `repeat`.
    Table,
    /// As `rrule`.
    Rule,
    /// In another program's file.
    Foreign,
}

impl When {
    /// Warns of days that months or years lack, where the rule skips one of them in the next decades and not only in theory.
    pub(super) fn rare_days(&self, repeat: &Repeat, form: Form) -> Option<RepeatIssue> {
        use Frequency::{Monthly, Yearly};
        let rule = repeat.rule.as_ref()?;
        if !rule.weekdays.is_empty() {
            return self.rare_weekday(repeat, rule);
        }
        let first = self.first();
        let is_plain = rule.year_days.is_empty() && rule.weeks.is_empty();
        let own = rule.month_days.iter().copied().max();
        let day = own.unwrap_or(i8::try_from(first.date().day()).unwrap_or(0));
        let february = if rule.months.is_empty() { first.date().month() == 2 } else { rule.months == [2] };
        let is_rare = match rule.frequency {
            Monthly => rule.months.is_empty() && day > 28,
            Yearly => february && day == 29,
            _ => false,
        };
        if !is_plain || !is_rare {
            return None;
        }
        let month_days = rule.month_days.iter().copied().filter(|one| *one != day).chain([-1]).collect();
        let months = if rule.frequency == Yearly { vec![2] } else { Vec::new() };
        let mut steady = Rule { month_days, months, until: None, count: None, ..rule.clone() };
        steady.sort();
        let far = first.on(first.date().plus_months(12 * DECADES));
        let until = repeat.last.map_or(far, |last| last.min(far));
        if number(&steady, first, until) <= number(rule, first, until) {
            return None;
        }
        let mut start = None;
        Expansion::new(&Rule { interval: 1, ..steady }, first).visit(first, far, |at| {
            start = Some(at);
            ControlFlow::Break(())
        });
        let start = start.filter(|start| *start != first).map(|start| self.name_of(start));
        let (message, what, days, part) = match rule.frequency {
            Yearly => (
                "29 February comes every four years".to_owned(),
                "every year",
                "last day of february",
                "BYMONTH=2;BYMONTHDAY=-1",
            ),
            _ => (
                format!("months without a day {day} are skipped"),
                "the end of every month",
                "last day",
                "BYMONTHDAY=-1",
            ),
        };
        let new = match (form, own) {
            (Form::Table, None) => format!("`on = \"{days}\"`"),
            (Form::Table, Some(day)) => format!("`{days}` instead of day {day}"),
            (_, Some(day)) if rule.month_days.len() > 1 => format!("`-1` instead of `{day}` in `BYMONTHDAY`"),
            _ => format!("`{part}`"),
        };
        let and = match (&start, form) {
            (None, _) => String::new(),
            (Some(start), Form::Foreign) => format!(", and let it start at `{start}`,"),
            (Some(start), _) => format!(" and `start = {start}`"),
        };
        let issue = RepeatIssue::warning(RepeatField::Whole, RepeatFault::Unsteady, message);
        let help = format!("say {new}{and} for {what}");
        Some(RepeatIssue { moves_start: start.is_some(), ..issue.help(help) })
    }

    /// Warns of a weekday that has to be a certain day of the month as well (RFC 5545 §3.3.10), where months or years lack that day. The 29th
    /// to the 31st are where the fifth of a weekday is, and nothing is wrong with them.
    fn rare_weekday(&self, repeat: &Repeat, rule: &Rule) -> Option<RepeatIssue> {
        use Frequency::{Monthly, Yearly};
        let others = rule.year_days.len() + rule.weeks.len() + rule.positions.len();
        let [(0, weekday)] = rule.weekdays[..] else { return None };
        let is_february = rule.months == [2] && matches!(rule.frequency, Monthly | Yearly);
        if others > 0 || !(is_february || rule.frequency == Monthly && rule.months.is_empty()) {
            return None;
        }
        let first = self.first();
        let until = |years: i32| {
            let far = first.on(first.date().plus_months(12 * years));
            repeat.last.map_or(far, |last| last.min(far))
        };
        let (name, short) = (format::weekday(weekday, "en"), weekday.ical());
        let last = Rule { month_days: Vec::new(), weekdays: vec![(-1, weekday)], ..rule.clone() };
        let is_steady = || number(&last, first, until(DECADES)) <= number(rule, first, until(DECADES));
        let (message, help) = match rule.month_days[..] {
            [29] if is_february => {
                if is_steady() {
                    return None;
                }
                // The days of the week come back to the same days of the year after that time.
                let message = format!("29 February is a {name} every 28 years, and both have to fit");
                (message, format!("say `BYDAY=-1{short}` without `BYMONTHDAY` for the last {name} of February"))
            }
            _ if is_february => return None,
            [day @ 29..=31] => {
                let times = match number(rule, first, until(10)) {
                    1 => "once".to_owned(),
                    times => format!("{times} times"),
                };
                let span =
                    if repeat.last.is_some_and(|last| last == until(10)) { "before it ends" } else { "in ten years" };
                let message = format!("day {day} is a {name} {times} {span}, and both have to fit");
                (message, format!("take out `BYMONTHDAY={day}` for every {name}"))
            }
            _ if rule.month_days == LAST_WEEK => {
                if is_steady() {
                    return None;
                }
                let message = format!("months whose last {name} comes before the 25th are skipped");
                (message, format!("say `BYDAY=-1{short}` without `BYMONTHDAY` for the last {name} of every month"))
            }
            _ => return None,
        };
        Some(RepeatIssue::warning(RepeatField::Whole, RepeatFault::Unsteady, message).help(help))
    }
}

/// How often a rule gives a start from the first one to another, both included, its own end not looked at.
fn number(rule: &Rule, first: DateTime, until: DateTime) -> usize {
    let mut number = 0;
    Expansion::new(rule, first).visit(first, until, |_| {
        number += 1;
        ControlFlow::Continue(())
    });
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{RepeatRule, RepeatSpec, RepeatTable, Stamp, Zone};

    fn table(every: &str, on: &str) -> RepeatTable {
        let on = Some(on).filter(|on| !on.is_empty()).map(str::to_owned).into_iter().collect();
        RepeatTable { every: Some(every.into()), on, ..RepeatTable::default() }
    }

    #[test]
    fn how_often_a_weekday_is_a_rare_day_is_counted() {
        let said = |more: &str| {
            let stamp = Stamp::parse("2027-12-31").unwrap();
            let when = When::between(stamp, None, &Zone::utc()).unwrap();
            let text = format!("FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=FR{more}");
            let (made, issues) =
                when.repeating(&RepeatSpec::Rule(RepeatRule { rrule: Some(text), ..RepeatRule::default() }));
            let days =
                made.unwrap().occurrences(stamp.date(&Zone::utc()), crate::time::Date::new(2037, 12, 31).unwrap(), 99);
            (issues[0].message.clone(), days.len())
        };
        let (message, times) = said("");
        assert_eq!(message, format!("day 31 is a Friday {times} times in ten years, and both have to fit"));
        assert_eq!(said(";COUNT=3"), ("day 31 is a Friday 3 times before it ends, and both have to fit".into(), 3));
    }

    #[test]
    fn days_that_are_skipped_are_told_with_a_mend_for_this_start() {
        let said = |start: &str, spec: RepeatSpec| {
            let stamp = Stamp::parse(start).unwrap();
            let when = When::between(stamp, None, &Zone::find("Asia/Shanghai").unwrap()).unwrap();
            let (made, issues) = when.repeating(&spec);
            assert!(made.is_some() && issues.len() < 2, "{start} {issues:?}");
            issues.first().map(|issue| (issue.help.clone().unwrap(), issue.moves_start))
        };
        let words = |every: &str, on: &str| RepeatSpec::Table(table(every, on));
        let rule = |text: &str| RepeatSpec::Rule(RepeatRule { rrule: Some(text.into()), ..RepeatRule::default() });
        let until = |day: &str| {
            RepeatSpec::Table(RepeatTable { until: Some(Stamp::parse(day).unwrap()), ..table("month", "") })
        };
        for (start, spec, help) in [
            ("2026-12-31", words("month", ""), Some("say `on = \"last day\"` for the end of every month")),
            ("2026-11-30", words("month", ""), Some("say `on = \"last day\"` for the end of every month")),
            (
                "2026-12-30T19:00:00",
                words("month", ""),
                Some("say `on = \"last day\"` and `start = 2026-12-31T19:00:00` for the end of every month"),
            ),
            (
                "2026-12-29",
                words("month", "29th"),
                Some("say `last day` instead of day 29 and `start = 2026-12-31` for the end of every month"),
            ),
            (
                "2026-12-15",
                words("month", "15th and 31st"),
                Some("say `last day` instead of day 31 for the end of every month"),
            ),
            ("2026-12-31", rule("FREQ=MONTHLY"), Some("say `BYMONTHDAY=-1` for the end of every month")),
            (
                "2026-12-15",
                rule("FREQ=MONTHLY;BYMONTHDAY=15,31"),
                Some("say `-1` instead of `31` in `BYMONTHDAY` for the end of every month"),
            ),
            ("2028-02-29", words("year", ""), Some("say `on = \"last day of february\"` for every year")),
            ("2028-02-29", words("2 years", ""), Some("say `on = \"last day of february\"` for every year")),
            ("2028-02-29", rule("FREQ=YEARLY"), Some("say `BYMONTH=2;BYMONTHDAY=-1` for every year")),
            (
                "2027-12-31",
                rule("FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=FR"),
                Some("take out `BYMONTHDAY=31` for every Friday"),
            ),
            ("2027-12-31", rule("FREQ=MONTHLY;BYDAY=FR"), None),
            (
                "2027-12-31",
                rule("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=25,26,27,28,29,30,31"),
                Some("say `BYDAY=-1FR` without `BYMONTHDAY` for the last Friday of every month"),
            ),
            ("2027-12-31", rule("FREQ=MONTHLY;BYDAY=-1FR"), None),
            (
                "2044-02-29",
                rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"),
                Some("say `BYDAY=-1MO` without `BYMONTHDAY` for the last Monday of February"),
            ),
            (
                "2044-02-29",
                rule("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"),
                Some("say `BYDAY=-1MO` without `BYMONTHDAY` for the last Monday of February"),
            ),
            ("2044-02-29", rule("FREQ=YEARLY;BYMONTH=2;BYDAY=-1MO"), None),
            ("2044-02-29", rule("FREQ=YEARLY;INTERVAL=28;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"), None),
            // A day that every year has is on one weekday again after six years or so, and that may be meant.
            ("2045-05-01", rule("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;BYDAY=MO"), None),
            ("2027-12-31", rule("FREQ=MONTHLY;BYMONTHDAY=25,26,27,28,29,30,31;BYDAY=FR;COUNT=2"), None),
            ("2027-12-31", rule("FREQ=MONTHLY;BYMONTHDAY=29,30,31;BYDAY=FR"), None),
            ("2027-08-13", rule("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR"), None),
            // The year 2100 has no such day, and lies too far to be spoken of.
            ("2028-02-29", words("4 years", ""), None),
            ("2026-11-30", words("12 months", ""), None),
            ("2026-12-31", until("2027-02-10"), None),
            ("2026-12-31", words("month", "last day"), None),
            ("2028-02-29", words("year", "last day of february"), None),
        ] {
            let found = said(start, spec.clone());
            assert_eq!(found.as_ref().map(|(help, _)| help.as_str()), help, "{start} {spec:?}");
            assert_eq!(
                found.is_some_and(|(_, moves)| moves),
                help.is_some_and(|help| help.contains("start =")),
                "{start}"
            );
        }
    }
}
