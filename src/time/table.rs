//! The `repeat` table: rules in the words people use.
//!
//! Takes `every = "month"`, `on = "first tuesday"` and the like, in English or Chinese, gives a [`Rule`] or says which word means nothing.

use super::rule::{Frequency, Rule};
use super::table_days::{Days, days};
use super::{RepeatFault, RepeatField, RepeatIssue, RepeatTable, Weekday, When};

const EVERY: [&str; 12] = [
    "day",
    "week",
    "month",
    "year",
    "weekday",
    "quarter",
    "fortnight",
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "2 weeks",
];

impl RepeatTable {
    /// The rule these words mean for an event; none when the table only lists dates in `also`.
    pub(super) fn rule(&self, when: &When) -> (Option<Rule>, Vec<RepeatIssue>) {
        let mut issues = Vec::new();
        let Some(every) = &self.every else {
            let idle = self.on.is_empty() && self.days.is_empty() && self.interval.is_none() && self.count.is_none();
            if !(idle && self.until.is_none() && !self.also.is_empty()) {
                let issue = RepeatIssue::error(
                    RepeatField::Whole,
                    RepeatFault::Unknown,
                    "a repetition says how often with `every`",
                );
                issues.push(issue.help("write `every = \"week\"`, or list the dates with `also`"));
            }
            return (None, issues);
        };
        let mut rule = match read_every(every) {
            Ok(rule) => rule,
            Err(issue) => return (None, vec![*issue]),
        };
        let words = self.on.iter().enumerate().map(|(place, text)| (RepeatField::On(place), text));
        for (field, text) in
            words.chain(self.days.iter().enumerate().map(|(place, text)| (RepeatField::Days(place), text)))
        {
            if let Err(issue) = add_days(&mut rule, text, field) {
                issues.push(*issue);
            }
        }
        self.numbers(&mut rule, &mut issues);
        issues.extend(self.two_numbers(every));
        rule.week_start = self.week_start;
        if rule.frequency == Frequency::Yearly
            && rule.months.is_empty()
            && !(rule.weekdays.is_empty() && rule.month_days.is_empty())
        {
            // `every = "year", on = "first tuesday"` means the month of the start.
            rule.months.push(when.first().date().month());
        }
        rule.check(false, &mut issues);
        rule.sort();
        (Some(rule), issues)
    }

    fn numbers(&self, rule: &mut Rule, issues: &mut Vec<RepeatIssue>) {
        if let Some(interval) = self.interval {
            match u32::try_from(interval).ok().filter(|n| (1..=999).contains(n)) {
                Some(number) => rule.interval = rule.interval.saturating_mul(number),
                None => issues.push(number_issue(RepeatField::Interval, "interval", interval, 999)),
            }
        }
        if let Some(count) = self.count {
            match u32::try_from(count).ok().filter(|n| *n >= 1) {
                Some(number) => rule.count = Some(number),
                None => issues.push(number_issue(RepeatField::Count, "count", count, u32::MAX)),
            }
        }
        rule.until = self.until;
        if rule.until.is_some() && rule.count.is_some() {
            let message = "a series ends by `count` or by `until`, not by both";
            issues.push(
                RepeatIssue::error(RepeatField::Count, RepeatFault::Conflict, message).help("leave one of them out"),
            );
            rule.count = None;
        }
    }
}

impl RepeatTable {
    /// `every = "2 weeks"` with `interval = 2`: every second week, or every fourth.
    fn two_numbers(&self, every: &str) -> Option<RepeatIssue> {
        let lower = every.trim().to_lowercase();
        let (number, unit) = interval_of(body_of(&lower));
        let interval =
            self.interval.and_then(|interval| u32::try_from(interval).ok()).filter(|n| (2..=999).contains(n))?;
        if number < 2 {
            return None;
        }
        let unit =
            unit.strip_suffix('s').filter(|unit| matches!(*unit, "day" | "week" | "month" | "year")).unwrap_or(unit);
        let plural = if matches!(unit, "day" | "week" | "month" | "year") { "s" } else { "" };
        let sign = if unit.is_ascii() { " " } else { "" };
        let mut numbers = vec![number.saturating_mul(interval), number, interval];
        numbers.dedup();
        let readings = numbers.into_iter().filter(|number| *number < 1000);
        let readings: Vec<String> =
            readings.map(|number| format!("`every = \"{number}{sign}{unit}{plural}\"`")).collect();
        let message = format!("`every` says {number} already, and `interval` says {interval}");
        let issue = RepeatIssue::error(RepeatField::Interval, RepeatFault::Conflict, message);
        Some(issue.help(format!("take `interval` out, and write {}", readings.join(" or "))))
    }
}

/// How often what happens on these days can repeat: `week` for weekdays, `year` where a month is named, else `month`; `week` without days.
pub fn how_often<'a>(words: impl IntoIterator<Item = &'a str>) -> &'static str {
    let found: Vec<Days> = words.into_iter().filter_map(|words| days(words).ok()).collect();
    let is_weekly = |found: &Days| {
        found.month_days.is_empty() && found.positions.is_empty() && found.weekdays.iter().all(|day| day.0 == 0)
    };
    if found.iter().any(|found| !found.months.is_empty()) {
        "year"
    } else if found.iter().all(is_weekly) {
        "week"
    } else {
        "month"
    }
}

fn number_issue(field: RepeatField, name: &str, value: i64, most: u32) -> RepeatIssue {
    let message = format!("`{name}` is a number between 1 and {most}, not {value}");
    RepeatIssue::error(field, RepeatFault::Unknown, message).help(format!("write `{name} = 2`, or leave it out"))
}

fn unknown(field: RepeatField, message: String, help: impl Into<String>) -> Box<RepeatIssue> {
    Box::new(RepeatIssue::error(field, RepeatFault::Unknown, message).help(help))
}

/// The `repeat` table that says what these words say, as it is written in TOML; `None` where they mean nothing.
pub fn repeat_table(words: &str) -> Option<String> {
    let lower = words.trim().to_lowercase();
    let body = body_of(&lower);
    let whole = || read_every(body).is_ok().then(|| format!("every = \"{body}\""));
    let fields = whole().or_else(|| parts(body))?;
    (!fields.contains('\\')).then(|| format!("{{ {fields} }}"))
}

/// What stands behind the word `every`.
fn body_of(lower: &str) -> &str {
    lower.strip_prefix("every ").or_else(|| lower.strip_prefix('每')).unwrap_or(lower).trim()
}

/// `week`, `2 weeks`, `other tuesday`, `monday and thursday`, `每两周`.
fn read_every(text: &str) -> Result<Rule, Box<RepeatIssue>> {
    let lower = text.trim().to_lowercase();
    let body = body_of(&lower);
    let (interval, unit) = interval_of(body);
    let rule = |frequency, times: u32| Rule { interval: interval.saturating_mul(times), ..Rule::new(frequency) };
    Ok(match unit {
        "day" | "days" | "daily" | "天" | "日" => rule(Frequency::Daily, 1),
        "week" | "weeks" | "weekly" | "周" | "週" | "星期" => rule(Frequency::Weekly, 1),
        "fortnight" | "fortnightly" | "biweekly" => rule(Frequency::Weekly, 2),
        "month" | "months" | "monthly" | "月" => rule(Frequency::Monthly, 1),
        "quarter" | "quarters" | "quarterly" | "季度" => rule(Frequency::Monthly, 3),
        "year" | "years" | "yearly" | "annually" | "年" => rule(Frequency::Yearly, 1),
        "second" | "seconds" | "minute" | "minutes" | "hour" | "hours" | "hourly" => {
            let message = format!("`{text}` repeats within a day");
            let issue = RepeatIssue::error(RepeatField::Every, RepeatFault::TooOften, message);
            return Err(Box::new(
                issue.help("an event repeats daily at the most; make one event of what happens on a day"),
            ));
        }
        other => {
            let mut rule = rule(Frequency::Weekly, 1);
            match days(other) {
                Ok(Days { weekdays, month_days, months, positions })
                    if month_days.is_empty()
                        && months.is_empty()
                        && positions.is_empty()
                        && weekdays.iter().all(|day| day.0 == 0) =>
                {
                    rule.weekdays = weekdays;
                    rule
                }
                Ok(_) => {
                    let message = format!("`every` says how often, and `{text}` says which day");
                    let parts = parts(body).unwrap_or_else(|| format!("every = \"month\", on = \"{other}\""));
                    return Err(unknown(RepeatField::Every, message, format!("write `{parts}`")));
                }
                Err(_) => {
                    if let Some(parts) = parts(body) {
                        let message = format!("`{text}` says how often and which day, and `every` only how often");
                        return Err(unknown(RepeatField::Every, message, format!("write `{parts}`")));
                    }
                    let near =
                        crate::diagnostic::nearest(unit, EVERY.into_iter().chain(Weekday::ALL.map(Weekday::key)));
                    let help = near.map_or_else(
                        || {
                            "write `day`, `week`, `month` or `year`, with a number before it if you like: `2 weeks`"
                                .into()
                        },
                        |near| format!("did you mean `{near}`?"),
                    );
                    return Err(unknown(RepeatField::Every, format!("nothing repeats every `{text}`"), help));
                }
            }
        }
    })
}

/// `2 weeks on wed` as the two fields it is made of.
fn parts(body: &str) -> Option<String> {
    let cut = |sign: &str, of_unit: usize| body.find(sign).map(|at| (&body[..at + of_unit], &body[at + sign.len()..]));
    let (often, day) = cut(" on the ", 0)
        .or_else(|| cut(" on ", 0))
        .or_else(|| cut("月", "月".len()))
        .or_else(|| cut("周", "周".len()))?;
    // Without a day the first part would be the whole again.
    let reads = !day.is_empty() && days(day).is_ok() && read_every(often).is_ok();
    reads.then(|| format!("every = \"{often}\", on = \"{}\"", day.trim()))
}

/// The number before a unit, and the unit.
fn interval_of(body: &str) -> (u32, &str) {
    const WORDS: [(&str, u32); 22] = [
        ("other ", 2),
        ("second ", 2),
        ("third ", 3),
        ("fourth ", 4),
        ("one ", 1),
        ("two ", 2),
        ("three ", 3),
        ("four ", 4),
        ("five ", 5),
        ("six ", 6),
        ("a ", 1),
        ("一个", 1),
        ("两个", 2),
        ("三个", 3),
        ("六个", 6),
        ("两", 2),
        ("二", 2),
        ("三", 3),
        ("四", 4),
        ("六", 6),
        ("隔", 2),
        ("1st ", 1),
    ];
    let digits = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    if let Some(number) = body[..digits].parse().ok().filter(|n| (1..=999).contains(n)) {
        let rest = body[digits..].trim_start();
        let rest =
            ["nd ", "rd ", "th ", "st ", "个"].iter().find_map(|suffix| rest.strip_prefix(suffix)).unwrap_or(rest);
        return (number, rest.trim());
    }
    for (word, number) in WORDS {
        if let Some(rest) = body.strip_prefix(word) {
            return (number, rest.trim());
        }
    }
    (1, body)
}

fn add_days(rule: &mut Rule, text: &str, field: RepeatField) -> Result<(), Box<RepeatIssue>> {
    let found = days(text).map_err(|word| {
        let names = Weekday::ALL
            .map(Weekday::key)
            .into_iter()
            .chain(["first", "second", "third", "fourth", "last", "last day", "weekday"]);
        let near = |part: &str| crate::diagnostic::nearest(part, names.clone());
        let near: Option<Vec<&str>> = word.split_whitespace().map(near).collect();
        // `last` alone is spelled as it should be: then what is missing counts.
        let near = near.map(|near| near.join(" ")).filter(|near| !near.is_empty() && *near != word);
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `first tuesday`, `last friday`, `monday and thursday`, `15th` or `last day`".into(),
        };
        unknown(field, format!("`{word}` is no day"), help)
    })?;
    let plain = found.weekdays.iter().all(|day| day.0 == 0);
    match rule.frequency {
        Frequency::Daily | Frequency::Weekly
            if !plain || !found.month_days.is_empty() || !found.positions.is_empty() =>
        {
            let message =
                format!("`{text}` is a day of a month, and this repeats by the {}", unit_name(rule.frequency));
            return Err(unknown(field, message, "write `every = \"month\"`"));
        }
        Frequency::Monthly | Frequency::Yearly
            if plain && !found.weekdays.is_empty() && found.positions.is_empty() && found.month_days.is_empty() =>
        {
            let message = format!("`{text}` does not say which one of the month");
            let help = format!("write `first {text}` or `last {text}`, or `every = \"week\"` for each of them");
            return Err(unknown(field, message, help));
        }
        _ => {}
    }
    rule.weekdays.extend(found.weekdays);
    rule.month_days.extend(found.month_days);
    rule.positions.extend(found.positions);
    if !found.months.is_empty() && rule.frequency == Frequency::Weekly {
        return Err(unknown(
            field,
            format!("`{text}` names a month, and this repeats by the week"),
            "write `every = \"year\"`",
        ));
    }
    rule.months.extend(found.months);
    Ok(())
}

fn unit_name(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Daily => "day",
        Frequency::Weekly => "week",
        Frequency::Monthly => "month",
        Frequency::Yearly => "year",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_often_and_which_day_are_told_apart() {
        for (words, table) in [
            ("2 weeks on wed", Some("{ every = \"2 weeks\", on = \"wed\" }")),
            ("every month on the first tuesday", Some("{ every = \"month\", on = \"first tuesday\" }")),
            ("每月第一个周三", Some("{ every = \"月\", on = \"第一个周三\" }")),
            ("Weekly", Some("{ every = \"weekly\" }")),
            ("2 weeks月", None),
            ("月月月周周", None),
            (" on  on ", None),
            ("now and then", None),
        ] {
            assert_eq!(repeat_table(words).as_deref(), table, "{words}");
        }
    }
}
