//! Days that some months or years lack: the 29th to the 31st, and 29 February.
//!
//! Takes a series, gives what there is to say about the dates that its rule skips, with what to write for this start instead.

use super::expand::Expansion;
use super::rule::Rule;
use super::{Repeat, RepeatFault, RepeatField, RepeatIssue, When};
use std::ops::ControlFlow;

/// The years in which a rule is looked at for days that it skips.
const DECADES: i32 = 40;

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
        use super::rule::Frequency::{Monthly, Yearly};
        let rule = repeat.rule.as_ref()?;
        let first = self.first();
        let is_plain = rule.weekdays.is_empty() && rule.year_days.is_empty() && rule.weeks.is_empty();
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
        let number = |rule: &Rule| {
            let mut number = 0;
            Expansion::new(rule, first).visit(first, until, |_| {
                number += 1;
                ControlFlow::Continue(())
            });
            number
        };
        if number(&steady) <= number(rule) {
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
