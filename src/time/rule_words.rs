//! Rules in words, English and Chinese: `every first Tuesday of the month`, `每月第一个星期二`.
//!
//! Takes a series, gives one phrase without a capital and without a full stop. Says less rather than something wrong: a rule that has no
//! short wording is given as its frequency.

use super::rule::{Frequency, Rule};
use super::{Date, Repeat, Weekday, When, format};

/// The phrase for a series.
pub(super) fn describe(repeat: &Repeat, when: &When, language: &str) -> String {
    let chinese = format::is_chinese(language);
    let Some(rule) = &repeat.rule else {
        return if chinese { "多个日期".into() } else { "on several dates".into() };
    };
    let mut phrase = if chinese { in_chinese(rule, when) } else { in_english(rule, when) };
    if let Some(count) = rule.count {
        phrase += &if chinese { format!("，共{count}次") } else { format!(", {}", plural(count, "time")) };
    } else if let (Some(last), Some(_)) = (repeat.last, rule.until) {
        let day = format::date_only(last.date(), language);
        phrase += &if chinese { format!("，至{day}") } else { format!(" until {day}") };
    }
    phrase
}

fn plural(count: u32, noun: &str) -> String {
    if count == 1 { format!("{count} {noun}") } else { format!("{count} {noun}s") }
}

/// What the days of a rule come to, silences filled in from the start.
enum Pattern {
    Plain,
    Weekdays(Vec<Weekday>),
    Numbered(Vec<(i8, Weekday)>),
    MonthDays(Vec<i8>),
    WorkingDay(i16),
    Other,
}

fn pattern(rule: &Rule, first: Date) -> Pattern {
    let working_week =
        rule.weekdays.len() == 5 && rule.weekdays.iter().zip(Weekday::ALL).all(|(have, want)| *have == (0, want));
    let by_time = !(rule.hours.is_empty() && rule.minutes.is_empty());
    if by_time || !(rule.weeks.is_empty() && rule.year_days.is_empty()) {
        return Pattern::Other;
    }
    if let [position] = rule.positions[..] {
        let alone = working_week && rule.month_days.is_empty() && rule.frequency == Frequency::Monthly;
        return if alone { Pattern::WorkingDay(position) } else { Pattern::Other };
    }
    let plain = rule.weekdays.iter().all(|day| day.0 == 0);
    match (rule.weekdays.is_empty(), rule.month_days.is_empty()) {
        _ if !rule.positions.is_empty() => Pattern::Other,
        (false, false) => Pattern::Other,
        (false, true) if plain => Pattern::Weekdays(rule.weekdays.iter().map(|day| day.1).collect()),
        (false, true) if rule.frequency == Frequency::Yearly && rule.months.is_empty() => Pattern::Other,
        (false, true) if rule.weekdays.iter().all(|day| day.0 != 0) => Pattern::Numbered(rule.weekdays.clone()),
        (false, true) => Pattern::Other,
        (true, false) => Pattern::MonthDays(rule.month_days.clone()),
        (true, true) => match rule.frequency {
            Frequency::Daily => Pattern::Plain,
            Frequency::Weekly => Pattern::Weekdays(vec![first.weekday()]),
            Frequency::Monthly | Frequency::Yearly => Pattern::MonthDays(vec![i8::try_from(first.day()).unwrap_or(1)]),
        },
    }
}

fn months_of(rule: &Rule, first: Date) -> Vec<u8> {
    if rule.months.is_empty() && rule.frequency == Frequency::Yearly {
        vec![first.month()]
    } else {
        rule.months.clone()
    }
}

fn in_english(rule: &Rule, when: &When) -> String {
    let first = when.first().date();
    let every = |unit: &str| match rule.interval {
        1 => format!("every {unit}"),
        2 => format!("every other {unit}"),
        n => format!("every {n} {unit}s"),
    };
    let unit = match rule.frequency {
        Frequency::Daily => "day",
        Frequency::Weekly => "week",
        Frequency::Monthly => "month",
        Frequency::Yearly => "year",
    };
    let months = months_of(rule, first);
    let month_names = || list(months.iter().map(|month| format::month(*month, "en").to_string()).collect(), " and ");
    let days = match pattern(rule, first) {
        Pattern::Plain | Pattern::Other => None,
        Pattern::Weekdays(days) => Some(weekdays_in_english(&days)),
        Pattern::Numbered(days) if days.iter().all(|day| day.1 == days[0].1) => {
            let numbers = list(days.iter().map(|day| ordinal_word(day.0)).collect(), " and ");
            Some(format!("{numbers} {}", format::weekday(days[0].1, "en")))
        }
        Pattern::Numbered(days) => {
            let name =
                |(number, day): &(i8, Weekday)| format!("{} {}", ordinal_word(*number), format::weekday(*day, "en"));
            Some(list(days.iter().map(name).collect(), " and "))
        }
        Pattern::MonthDays(days) => Some(list(days.iter().map(|day| month_day_in_english(*day)).collect(), " and ")),
        Pattern::WorkingDay(number) => Some(format!("{} working day", ordinal_word(i8::try_from(number).unwrap_or(1)))),
    };
    let in_months = if months.is_empty() { String::new() } else { format!(" in {}", month_names()) };
    match (rule.frequency, days) {
        (Frequency::Daily | Frequency::Weekly, Some(days)) if rule.interval == 1 => format!("every {days}{in_months}"),
        (Frequency::Weekly, Some(days)) if rule.interval == 2 && !days.contains(" and ") => {
            format!("every other {days}{in_months}")
        }
        (Frequency::Daily | Frequency::Weekly, Some(days)) => format!("{} on {days}{in_months}", every(unit)),
        (Frequency::Monthly, Some(days)) if rule.interval == 1 && months.is_empty() => {
            format!("every {days} of the month")
        }
        (Frequency::Monthly, Some(days)) if rule.interval == 1 => format!("every {days} of {}", month_names()),
        (Frequency::Monthly, Some(days)) => format!("{} on the {days}{in_months}", every(unit)),
        (Frequency::Yearly, Some(days)) => format!("{} on the {days} of {}", every(unit), month_names()),
        (_, None) if rule.frequency == Frequency::Yearly => every(unit),
        (_, None) => format!("{}{in_months}", every(unit)),
    }
}

fn weekdays_in_english(days: &[Weekday]) -> String {
    match days.len() {
        7 => "day".into(),
        5 if days == &Weekday::ALL[..5] => "weekday".into(),
        _ => list(days.iter().map(|day| format::weekday(*day, "en").to_string()).collect(), " and "),
    }
}

fn ordinal_word(number: i8) -> String {
    match number {
        1 => "first".into(),
        2 => "second".into(),
        3 => "third".into(),
        4 => "fourth".into(),
        5 => "fifth".into(),
        -1 => "last".into(),
        -2 => "second to last".into(),
        -3 => "third to last".into(),
        n if n > 0 => ordinal_number(n),
        n => format!("{} to last", ordinal_number(-n)),
    }
}

fn ordinal_number(number: i8) -> String {
    let suffix = match (number % 10, number % 100) {
        (1, n) if n != 11 => "st",
        (2, n) if n != 12 => "nd",
        (3, n) if n != 13 => "rd",
        _ => "th",
    };
    format!("{number}{suffix}")
}

fn month_day_in_english(day: i8) -> String {
    match day {
        -1 => "last day".into(),
        n if n < 0 => format!("{} day", ordinal_word(n)),
        n => ordinal_number(n),
    }
}

/// `a, b and c`
fn list(names: Vec<String>, last: &str) -> String {
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{}{last}{end}", rest.join(", ")),
    }
}

fn in_chinese(rule: &Rule, when: &When) -> String {
    let first = when.first().date();
    let n = rule.interval;
    let every = match rule.frequency {
        Frequency::Daily if n == 1 => "每天".to_string(),
        Frequency::Daily => format!("每{n}天"),
        Frequency::Weekly if n == 1 => "每周".to_string(),
        Frequency::Weekly => format!("每{}周", number_in_chinese(n)),
        Frequency::Monthly if n == 1 => "每月".to_string(),
        Frequency::Monthly => format!("每{}个月", number_in_chinese(n)),
        Frequency::Yearly if n == 1 => "每年".to_string(),
        Frequency::Yearly => format!("每{}年", number_in_chinese(n)),
    };
    let months = months_of(rule, first);
    let in_months = list(months.iter().map(|month| format!("{month}月")).collect(), "、").replace(", ", "、");
    let days = match pattern(rule, first) {
        Pattern::Plain | Pattern::Other => String::new(),
        Pattern::Weekdays(days) if days.len() == 5 && days == Weekday::ALL[..5] => {
            if n == 1 {
                return format!(
                    "{}每个工作日",
                    if in_months.is_empty() { String::new() } else { format!("{in_months}的") }
                );
            }
            "工作日".into()
        }
        Pattern::Weekdays(days) if rule.frequency == Frequency::Weekly && n == 1 => {
            // `每周二、周四`: the first weekday follows 每 directly.
            let names: Vec<_> = days.iter().map(|day| format::short_weekday(*day, "zh")).collect();
            return format!(
                "{}每{}",
                if in_months.is_empty() { String::new() } else { format!("{in_months}的") },
                names.join("、")
            );
        }
        Pattern::Weekdays(days) => {
            days.iter().map(|day| format::short_weekday(*day, "zh")).collect::<Vec<_>>().join("、")
        }
        Pattern::Numbered(days) if days.iter().all(|day| day.1 == days[0].1) => {
            let numbers: Vec<String> = days.iter().map(|day| ordinal_in_chinese(day.0)).collect();
            format!("{}{}", numbers.join("和"), format::weekday(days[0].1, "zh"))
        }
        Pattern::Numbered(days) => {
            let name = |(number, day): &(i8, Weekday)| {
                format!("{}{}", ordinal_in_chinese(*number), format::weekday(*day, "zh"))
            };
            days.iter().map(name).collect::<Vec<_>>().join("和")
        }
        Pattern::MonthDays(days) => days.iter().map(|day| month_day_in_chinese(*day)).collect::<Vec<_>>().join("和"),
        Pattern::WorkingDay(number) => {
            format!("{}工作日", ordinal_in_chinese(i8::try_from(number).unwrap_or(1)))
        }
    };
    let gap = if days.starts_with("周") || (n > 1 && !days.is_empty()) { "的" } else { "" };
    match rule.frequency {
        Frequency::Yearly => format!("{every}{in_months}{days}"),
        _ if in_months.is_empty() => format!("{every}{gap}{days}"),
        _ => format!("{in_months}{every}{gap}{days}"),
    }
}

fn number_in_chinese(number: u32) -> String {
    const NAMES: [&str; 11] = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"];
    usize::try_from(number).ok().and_then(|at| NAMES.get(at)).map_or_else(|| number.to_string(), ToString::to_string)
}

fn ordinal_in_chinese(number: i8) -> String {
    const NAMES: [&str; 6] = ["", "第一个", "第二个", "第三个", "第四个", "第五个"];
    match number {
        -1 => "最后一个".into(),
        n if n < 0 => format!("倒数第{}个", number_in_chinese(u32::from(n.unsigned_abs())).replace('两', "二")),
        n => {
            usize::try_from(n).ok().and_then(|at| NAMES.get(at)).map_or_else(|| format!("第{n}个"), ToString::to_string)
        }
    }
}

fn month_day_in_chinese(day: i8) -> String {
    match day {
        -1 => "最后一天".into(),
        n if n < 0 => format!("倒数第{}天", number_in_chinese(u32::from(n.unsigned_abs())).replace('两', "二")),
        n => format!("{n}日"),
    }
}
