//! Recurrence rules as RFC 5545 §3.3.10 writes them: read, checked, written.
//!
//! Takes the text of an `RRULE`, gives a [`Rule`] of known parts in known ranges. What the rule means for a given start is `expand`'s.

use super::{Date, RepeatFault, RepeatField, RepeatIssue, Stamp, Weekday};
use std::fmt::Write;

/// How often at the most; what is more frequent than daily is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A rule whose parts fit each other. Lists are sorted and without doubles; an empty list is a part that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: u32,
    pub(super) until: Option<Stamp>,
    pub(super) count: Option<u32>,
    pub(super) months: Vec<u8>,
    pub(super) weeks: Vec<i8>,
    pub(super) year_days: Vec<i16>,
    pub(super) month_days: Vec<i8>,
    /// The number is 0 for every such weekday, else which one (from the end if negative).
    pub(super) weekdays: Vec<(i8, Weekday)>,
    pub(super) hours: Vec<u8>,
    pub(super) minutes: Vec<u8>,
    pub(super) seconds: Vec<u8>,
    pub(super) positions: Vec<i16>,
    pub(super) week_start: Weekday,
}

/// The longest rule text that is looked at; the longest sensible one has some 200 characters.
const MAX_TEXT: usize = 4000;
/// How often a day a rule may give at the most (`BYHOUR` times `BYMINUTE` times `BYSECOND`).
const MAX_TIMES: usize = 24;

const PARTS: [&str; 14] = [
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYMONTH",
    "BYWEEKNO",
    "BYYEARDAY",
    "BYMONTHDAY",
    "BYDAY",
    "BYHOUR",
    "BYMINUTE",
    "BYSECOND",
    "BYSETPOS",
    "WKST",
];

fn unknown(message: impl Into<String>) -> RepeatIssue {
    RepeatIssue::error(RepeatField::Rrule, RepeatFault::Unknown, message)
}

impl Rule {
    pub(super) fn new(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            until: None,
            count: None,
            months: Vec::new(),
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            hours: Vec::new(),
            minutes: Vec::new(),
            seconds: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Monday,
        }
    }

    /// Reads an `RRULE`, with or without its name. `tolerant` turns what can be left out into warnings.
    pub(super) fn parse(text: &str, tolerant: bool) -> (Option<Self>, Vec<RepeatIssue>) {
        let mut issues = Vec::new();
        if text.len() > MAX_TEXT {
            issues.push(unknown(format!("a rule of {} characters is longer than any calendar reads", text.len())));
            return (None, issues);
        }
        let upper = text.trim().to_ascii_uppercase();
        let body = upper.strip_prefix("RRULE:").unwrap_or(&upper);
        let pairs: Vec<(&str, &str)> = body
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| part.split_once('=').map_or((part, ""), |(name, value)| (name.trim(), value.trim())))
            .collect();
        let frequency = pairs.iter().find(|(name, _)| *name == "FREQ").map(|(_, value)| *value);
        let frequency = match frequency_of(frequency) {
            Ok(frequency) => frequency,
            Err(issue) => {
                issues.push(*issue);
                return (None, issues);
            }
        };
        let mut rule = Self::new(frequency);
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in pairs {
            let read = if seen.contains(&name) {
                Err(unknown(format!("`{name}` stands twice")))
            } else {
                rule.part(name, value)
            };
            if let Err(issue) = read {
                issues.push(RepeatIssue { is_error: !(tolerant && may_be_left_out(name)), ..issue });
            }
            seen.push(name);
        }
        rule.check(tolerant, &mut issues);
        rule.sort();
        let usable = issues.iter().all(|issue| !issue.is_error);
        (usable.then_some(rule), issues)
    }

    fn part(&mut self, name: &str, value: &str) -> Result<(), RepeatIssue> {
        let wrong = || {
            let issue = unknown(format!("`{name}={value}` has a value that `{name}` cannot have"));
            match name {
                "BYDAY" => issue.help(days_help(value)),
                "UNTIL" => issue.help("write it as `20270630T190000Z`, or as a day: `20270630`"),
                _ => issue.help("write whole numbers, several with a comma between them"),
            }
        };
        let list = |low: i64, high: i64| numbers(value, low, high).ok_or_else(wrong);
        match name {
            "FREQ" => {}
            "INTERVAL" => self.interval = whole(value).filter(|n| (1..=9999).contains(n)).ok_or_else(wrong)?,
            "COUNT" => self.count = Some(whole(value).filter(|n| *n >= 1).ok_or_else(wrong)?),
            "UNTIL" => {
                self.until = Some(Stamp::parse_ical(value).or_else(|| Stamp::parse(value).ok()).ok_or_else(wrong)?)
            }
            "BYMONTH" => self.months = narrow(&list(1, 12)?),
            "BYWEEKNO" => self.weeks = narrow(&list(-53, 53)?),
            "BYYEARDAY" => self.year_days = narrow(&list(-366, 366)?),
            "BYMONTHDAY" => self.month_days = narrow(&list(-31, 31)?),
            "BYDAY" => self.weekdays = value.split(',').map(weekday).collect::<Option<_>>().ok_or_else(wrong)?,
            "BYHOUR" => self.hours = narrow(&numbers_from_zero(value, 23).ok_or_else(wrong)?),
            "BYMINUTE" => self.minutes = narrow(&numbers_from_zero(value, 59).ok_or_else(wrong)?),
            "BYSECOND" => self.seconds = narrow(&numbers_from_zero(value, 59).ok_or_else(wrong)?),
            "BYSETPOS" => self.positions = narrow(&list(-366, 366)?),
            "WKST" => self.week_start = weekday(value).filter(|day| day.0 == 0).ok_or_else(wrong)?.1,
            _ => return Err(unknown_part(name)),
        }
        Ok(())
    }

    /// What RFC 5545 says about parts that do not go together, and what clients disagree about.
    pub(super) fn check(&mut self, tolerant: bool, issues: &mut Vec<RepeatIssue>) {
        use Frequency::{Monthly, Weekly, Yearly};
        let mut clash = |message: &str, help: &str| {
            let issue = RepeatIssue::error(RepeatField::Rrule, RepeatFault::Conflict, message).help(help);
            let fault = if tolerant { RepeatFault::Tolerated } else { RepeatFault::Conflict };
            issues.push(RepeatIssue { is_error: !tolerant, fault, ..issue });
        };
        if self.count.is_some() && self.until.is_some() {
            clash("a rule ends by `COUNT` or by `UNTIL`, not by both", "leave one of them out");
            self.count = None;
        }
        if !self.weeks.is_empty() && self.frequency != Yearly {
            clash("`BYWEEKNO` counts the weeks of a year", "use it with `FREQ=YEARLY`, or leave it out");
            self.weeks.clear();
        }
        if !self.year_days.is_empty() && self.frequency != Yearly {
            clash("`BYYEARDAY` counts the days of a year", "use it with `FREQ=YEARLY`, or leave it out");
            self.year_days.clear();
        }
        if !self.month_days.is_empty() && self.frequency == Weekly {
            clash("a weekly rule has no days of the month", "use `FREQ=MONTHLY` with `BYMONTHDAY`");
            self.month_days.clear();
        }
        let numbered = self.weekdays.iter().any(|day| day.0 != 0);
        if numbered && (!matches!(self.frequency, Monthly | Yearly) || !self.weeks.is_empty()) {
            clash(
                "numbers before weekdays count in a month or a year",
                "write the weekdays without numbers, or use `FREQ=MONTHLY`",
            );
            self.weekdays.iter_mut().for_each(|day| day.0 = 0);
        }
        if self.frequency == Monthly && self.weekdays.iter().any(|day| day.0.abs() > 5) {
            clash("no month has a sixth week", "write `1` to `5`, or `-1` to `-5` from the end");
            self.weekdays.retain(|day| day.0.abs() <= 5);
        }
        let any = !(self.months.is_empty()
            && self.weeks.is_empty()
            && self.year_days.is_empty()
            && self.month_days.is_empty())
            || !(self.weekdays.is_empty()
                && self.hours.is_empty()
                && self.minutes.is_empty()
                && self.seconds.is_empty());
        if !self.positions.is_empty() && !any {
            clash(
                "`BYSETPOS` picks from what another `BY` part gives, and there is none",
                "leave it out, or add `BYDAY`",
            );
            self.positions.clear();
        }
        if self.hours.len().max(1) * self.minutes.len().max(1) * self.seconds.len().max(1) > MAX_TIMES {
            issues.push(too_often("this rule gives more than 24 times a day"));
        }
        self.warn_of_unsteady_parts(tolerant, issues);
    }

    fn warn_of_unsteady_parts(&self, is_foreign: bool, issues: &mut Vec<RepeatIssue>) {
        let list = if is_foreign { "RDATE" } else { "rdate" };
        let help = || format!("write a plainer rule, or list the dates with `{list}`");
        let mut warn = |message: &str, help: String| {
            issues.push(RepeatIssue::warning(RepeatField::Rrule, RepeatFault::Unsteady, message).help(help));
        };
        if !self.positions.is_empty() {
            // Some programs write the second Sunday of a month so, which all read in its own form.
            let is_plain = self.frequency == Frequency::Monthly && self.month_days.is_empty();
            let plain = match (&self.positions[..], &self.weekdays[..]) {
                ([position @ (-5..=-1 | 1..=5)], [(0, day)]) if is_plain => {
                    let day = day.ical();
                    Some(format!("write `BYDAY={position}{day}` instead of `BYDAY={day};BYSETPOS={position}`"))
                }
                _ => None,
            };
            warn("calendar programs do not agree about `BYSETPOS`", plain.unwrap_or_else(help));
        }
        if !self.weeks.is_empty() {
            warn("calendar programs do not agree about `BYWEEKNO`", help());
        }
    }

    pub(super) fn sort(&mut self) {
        fn tidy<T: Ord>(list: &mut Vec<T>) {
            list.sort_unstable();
            list.dedup();
        }
        tidy(&mut self.months);
        tidy(&mut self.weeks);
        tidy(&mut self.year_days);
        tidy(&mut self.month_days);
        tidy(&mut self.weekdays);
        tidy(&mut self.hours);
        tidy(&mut self.minutes);
        tidy(&mut self.seconds);
        tidy(&mut self.positions);
    }

    /// The rule without its name; `until` is its `UNTIL` in the form that goes with the event's start.
    pub(super) fn text(&self, until: Option<&str>) -> String {
        let frequency = match self.frequency {
            Frequency::Daily => "DAILY",
            Frequency::Weekly => "WEEKLY",
            Frequency::Monthly => "MONTHLY",
            Frequency::Yearly => "YEARLY",
        };
        let mut out = format!("FREQ={frequency}");
        let mut part = |name: &str, values: &[String]| {
            if !values.is_empty() {
                // Writing to a `String` cannot fail.
                let _ = write!(out, ";{name}={}", values.join(","));
            }
        };
        fn each<T: ToString>(list: &[T]) -> Vec<String> {
            list.iter().map(ToString::to_string).collect()
        }
        part("INTERVAL", &each(&[self.interval][usize::from(self.interval == 1)..]));
        part("UNTIL", &each(&until.into_iter().collect::<Vec<_>>()));
        part("COUNT", &each(&self.count.filter(|_| until.is_none()).into_iter().collect::<Vec<_>>()));
        part("BYMONTH", &each(&self.months));
        part("BYWEEKNO", &each(&self.weeks));
        part("BYYEARDAY", &each(&self.year_days));
        part("BYMONTHDAY", &each(&self.month_days));
        let weekdays = self.weekdays.iter().map(|(number, day)| match number {
            0 => day.ical().to_string(),
            number => format!("{number}{}", day.ical()),
        });
        part("BYDAY", &weekdays.collect::<Vec<_>>());
        part("BYHOUR", &each(&self.hours));
        part("BYMINUTE", &each(&self.minutes));
        part("BYSECOND", &each(&self.seconds));
        part("BYSETPOS", &each(&self.positions));
        // Also a Monday is said, because programs are not agreed that it is what silence means (§3.3.10: it is).
        if self.week_start_matters() {
            part("WKST", &[self.week_start.ical().to_string()]);
        }
        out
    }

    /// The same rule, with what its first day leaves unsaid where programs are not agreed on it: of a yearly 29 February some (ical.js, and so
    /// Thunderbird) make 1 March, unless the rule names the day (§3.3.10: a date that is none is ignored).
    pub(super) fn spelt_out(&self, first: Date) -> Self {
        let silent = self.month_days.is_empty()
            && self.weekdays.is_empty()
            && self.year_days.is_empty()
            && self.weeks.is_empty()
            && (self.months.is_empty() || self.months == [2]);
        let mut rule = self.clone();
        if self.frequency == Frequency::Yearly && silent && (first.month(), first.day()) == (2, 29) {
            (rule.months, rule.month_days) = (vec![2], vec![29]);
        }
        rule
    }

    /// Whether another first day of the week would give other dates.
    fn week_start_matters(&self) -> bool {
        let several = self.weekdays.len() > 1 || !self.positions.is_empty();
        (self.frequency == Frequency::Weekly && self.interval > 1 && several) || !self.weeks.is_empty()
    }
}

fn frequency_of(value: Option<&str>) -> Result<Frequency, Box<RepeatIssue>> {
    Err(Box::new(match value {
        Some("DAILY") => return Ok(Frequency::Daily),
        Some("WEEKLY") => return Ok(Frequency::Weekly),
        Some("MONTHLY") => return Ok(Frequency::Monthly),
        Some("YEARLY") => return Ok(Frequency::Yearly),
        Some(often @ ("SECONDLY" | "MINUTELY" | "HOURLY")) => {
            too_often(&format!("`FREQ={often}` repeats within a day"))
        }
        Some(other) => {
            unknown(format!("there is no `FREQ={other}`")).help("it is `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`")
        }
        None => {
            unknown("a rule says how often with `FREQ`").help("write `FREQ=WEEKLY;BYDAY=TU`, or use the `repeat` table")
        }
    }))
}

fn too_often(message: &str) -> RepeatIssue {
    let help = "an event repeats daily at the most; make one event of what happens on a day";
    RepeatIssue::error(RepeatField::Rrule, RepeatFault::TooOften, message).help(help)
}

/// What to write for days of the week that are none.
fn days_help(value: &str) -> String {
    let day = |part: &str| {
        let at = part.find(|c: char| c.is_alphabetic()).unwrap_or(part.len());
        let (number, name) = part.split_at(at);
        Some(format!("{number}{}", Weekday::parse(name)?.ical()))
    };
    let days: Option<Vec<String>> = value.split(',').map(|part| day(part.trim())).collect();
    days.map_or_else(
        || "days are `MO`, `TU`, `WE`, `TH`, `FR`, `SA` and `SU`".to_owned(),
        |days| format!("write `BYDAY={}`", days.join(",")),
    )
}

fn unknown_part(name: &str) -> RepeatIssue {
    let issue = unknown(format!("a rule has no part `{name}`"));
    if name.starts_with("BYWEEKDAY") {
        return issue.help("did you mean `BYDAY`?");
    }
    match crate::diagnostic::nearest(name, PARTS) {
        Some(part) => issue.help(format!("did you mean `{part}`?")),
        None => issue.help(format!("the parts are {}", PARTS.join(", "))),
    }
}

/// Parts without which a rule still means nearly the same.
fn may_be_left_out(name: &str) -> bool {
    name == "WKST" || !PARTS.contains(&name)
}

fn whole(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Numbers between `low` and `high` without 0, with or without `+`.
fn numbers(text: &str, low: i64, high: i64) -> Option<Vec<i64>> {
    let each = text.split(',').map(|word| {
        let number: i64 = word.trim().parse().ok()?;
        (number != 0 && (low..=high).contains(&number)).then_some(number)
    });
    each.collect()
}

fn numbers_from_zero(text: &str, high: i64) -> Option<Vec<i64>> {
    text.split(',').map(|word| word.trim().parse().ok().filter(|number| (0..=high).contains(number))).collect()
}

fn narrow<T: TryFrom<i64>>(numbers: &[i64]) -> Vec<T> {
    numbers.iter().filter_map(|number| T::try_from(*number).ok()).collect()
}

/// `TU`, `1TU`, `-1FR`, `+2MO`.
fn weekday(text: &str) -> Option<(i8, Weekday)> {
    let text = text.trim();
    let (number, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let day = Weekday::ALL.into_iter().find(|other| other.ical() == day)?;
    if number.is_empty() {
        return Some((0, day));
    }
    let number: i8 = number.parse().ok()?;
    (number != 0 && number.abs() <= 53).then_some((number, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn round(text: &str, want: &str) {
        let (rule, issues) = Rule::parse(text, false);
        assert_eq!(rule.map(|rule| rule.text(None)).as_deref(), Some(want), "{text}: {issues:?}");
    }

    #[test]
    fn rules_come_back_in_canonical_form() {
        round("RRULE:freq=monthly;byday=1TU", "FREQ=MONTHLY;BYDAY=1TU");
        round("BYDAY=TH,MO;FREQ=WEEKLY;INTERVAL=1;WKST=SU", "FREQ=WEEKLY;BYDAY=MO,TH");
        round("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU");
        round("FREQ=YEARLY;BYMONTH=3,1,3;BYMONTHDAY=-1;COUNT=5;", "FREQ=YEARLY;COUNT=5;BYMONTH=1,3;BYMONTHDAY=-1");
    }

    #[test]
    fn what_no_rule_can_be_is_refused_with_a_reason() {
        for (text, fault) in [
            ("", RepeatFault::Unknown),
            ("FREQ=FORTNIGHTLY", RepeatFault::Unknown),
            ("FREQ=HOURLY", RepeatFault::TooOften),
            ("FREQ=SECONDLY;COUNT=1000000000", RepeatFault::TooOften),
            ("FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6;BYMINUTE=0,10,20,30", RepeatFault::TooOften),
            ("FREQ=DAILY;INTERVAL=0", RepeatFault::Unknown),
            ("FREQ=DAILY;COUNT=2;UNTIL=20260501", RepeatFault::Conflict),
            ("FREQ=MONTHLY;BYDAY=0TU", RepeatFault::Unknown),
            ("FREQ=MONTHLY;BYDAY=6TU", RepeatFault::Conflict),
            ("FREQ=WEEKLY;BYDAY=1TU", RepeatFault::Conflict),
            ("FREQ=MONTHLY;BYDAY=", RepeatFault::Unknown),
            ("FREQ=MONTHLY;BYDAY=周二", RepeatFault::Unknown),
            ("FREQ=MONTHLY;BYMONTHDAY=32", RepeatFault::Unknown),
            ("FREQ=MONTHLY;BYDAYS=TU", RepeatFault::Unknown),
            ("FREQ=MONTHLY;FREQ=DAILY", RepeatFault::Unknown),
            ("FREQ=MONTHLY;BYSETPOS=1", RepeatFault::Conflict),
        ] {
            let (rule, issues) = Rule::parse(text, false);
            assert_eq!(rule, None, "{text}");
            assert!(issues.iter().any(|issue| issue.is_error && issue.fault == fault), "{text}: {issues:?}");
        }
        assert!(Rule::parse(&format!("FREQ=DAILY;BYMONTH={}", "1,".repeat(9999)), true).0.is_none());
    }

    #[test]
    fn other_programs_rules_lose_only_what_clients_leave_out() {
        let (rule, issues) = Rule::parse("FREQ=WEEKLY;BYDAY=1TU;X-FOO=1;COUNT=2;UNTIL=20260501", true);
        assert_eq!(
            rule.map(|rule| rule.text(Some("20260501"))).as_deref(),
            Some("FREQ=WEEKLY;UNTIL=20260501;BYDAY=TU")
        );
        assert_eq!(issues.len(), 3, "{issues:?}");
        assert!(Rule::parse("FREQ=HOURLY", true).0.is_none());
    }
}
