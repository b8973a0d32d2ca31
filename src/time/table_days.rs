//! Days as people name them: `first and third tuesday`, `15th`, `last day of february`, `weekdays`, `第一个星期二`.
//!
//! Takes the words, gives the parts of a rule they stand for, or the word that means nothing.

use super::{Weekday, format};

/// What some words name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Days {
    /// 0 for every such weekday, else which one.
    pub(super) weekdays: Vec<(i8, Weekday)>,
    pub(super) month_days: Vec<i8>,
    pub(super) months: Vec<u8>,
    pub(super) positions: Vec<i16>,
}

/// The most characters that are looked at.
const MAX_TEXT: usize = 500;

/// Reads the words.
///
/// # Errors
/// The part that means nothing.
pub(super) fn days(text: &str) -> Result<Days, String> {
    if text.len() > MAX_TEXT {
        return Err(text.chars().take(40).collect());
    }
    let lower = text.trim().to_lowercase();
    let mut separated = lower.clone();
    for separator in [" and ", " und ", " & ", "&", "、", "和", "，", ";", "；"] {
        separated = separated.replace(separator, ",");
    }
    let mut found = Days::default();
    // A bare ordinal waits for the weekday of a later phrase: `first and third tuesday`.
    let mut waiting: Vec<i8> = Vec::new();
    for phrase in separated.split(',').map(str::trim).filter(|phrase| !phrase.is_empty()) {
        let phrase = take_month(phrase, &mut found.months);
        match read_phrase(&phrase).ok_or_else(|| phrase.clone())? {
            Phrase::Ordinal(number) => waiting.push(number),
            Phrase::Weekday(number, day) => {
                if number != 0 {
                    found.weekdays.extend(waiting.drain(..).map(|number| (number, day)));
                }
                found.weekdays.push((number, day));
            }
            Phrase::WorkingDays(number) => {
                found.weekdays.extend(Weekday::ALL[..5].iter().map(|day| (0, *day)));
                found.positions.extend((number != 0).then_some(i16::from(number)));
            }
            Phrase::Weekend => found.weekdays.extend(Weekday::ALL[5..].iter().map(|day| (0, *day))),
            Phrase::MonthDay(day) => found.month_days.push(day),
        }
    }
    for number in waiting {
        // `1st and 15th`: without a weekday they are days of the month.
        if !(1..=31).contains(&number) {
            return Err(lower);
        }
        found.month_days.push(number);
    }
    if found == Days::default() { Err(lower) } else { Ok(found) }
}

enum Phrase {
    /// `first`, `3rd`, `last`
    Ordinal(i8),
    /// `tuesday`, `first tuesday`
    Weekday(i8, Weekday),
    /// `weekday`, `last weekday`
    WorkingDays(i8),
    Weekend,
    /// `day 15`, `last day`
    MonthDay(i8),
}

/// The month of this name, in small letters and in full or its first three: `march`, `mar.`.
pub(super) fn month_named(word: &str) -> Option<u8> {
    let short = word.trim_end_matches('.');
    (1..=12).find(|number| {
        let whole = format::month(*number, "en");
        whole.eq_ignore_ascii_case(word) || whole[..3].eq_ignore_ascii_case(short)
    })
}

/// Removes the name of a month (`of march`, `3月`) from a phrase and notes it.
fn take_month(phrase: &str, months: &mut Vec<u8>) -> String {
    if let Some((number, rest)) = phrase.split_once('月')
        && let Ok(number @ 1..=12) = number.parse::<u8>()
    {
        months.push(number);
        return rest.trim().to_string();
    }
    let mut rest = Vec::new();
    for word in phrase.split_whitespace() {
        match month_named(word) {
            Some(number) => months.push(number),
            None => rest.push(word),
        }
    }
    rest.join(" ")
}

fn read_phrase(phrase: &str) -> Option<Phrase> {
    if let Some(read) = chinese(phrase) {
        return Some(read);
    }
    let cleaned =
        phrase.replace("second to last", "-2nd").replace("second-to-last", "-2nd").replace("second last", "-2nd");
    let cleaned = cleaned.replace("penultimate", "-2nd").replace("third to last", "-3rd").replace("third last", "-3rd");
    let words: Vec<&str> = cleaned
        .split_whitespace()
        .filter(|word| !matches!(*word, "the" | "of" | "each" | "every" | "month" | "a" | "on"))
        .collect();
    let working = |word: &str| matches!(word, "weekday" | "weekdays" | "workday" | "workdays");
    Some(match words[..] {
        [word] if working(word) => Phrase::WorkingDays(0),
        ["weekend" | "weekends"] => Phrase::Weekend,
        [word] => match Weekday::parse(word) {
            Some(day) => Phrase::Weekday(0, day),
            None => match ordinal(word)? {
                number @ (6.. | ..=-6) => Phrase::MonthDay(number),
                number => Phrase::Ordinal(number),
            },
        },
        ["working", "day" | "days"] => Phrase::WorkingDays(0),
        ["day", number] => Phrase::MonthDay(ordinal(number)?),
        [number, "day" | "days"] => Phrase::MonthDay(ordinal(number)?),
        [number, word] if working(word) => Phrase::WorkingDays(ordinal(number)?),
        [number, "working", "day"] => Phrase::WorkingDays(ordinal(number)?),
        [number, word] => {
            let number = ordinal(number).filter(|number| number.abs() <= 5)?;
            Phrase::Weekday(number, Weekday::parse(word)?)
        }
        _ => return None,
    })
}

/// `first`, `1st`, `15`, `last`, `-2nd`; never 0.
fn ordinal(word: &str) -> Option<i8> {
    const WORDS: [(&str, i8); 11] = [
        ("first", 1),
        ("second", 2),
        ("third", 3),
        ("fourth", 4),
        ("fifth", 5),
        ("last", -1),
        ("sixth", 6),
        ("seventh", 7),
        ("eighth", 8),
        ("ninth", 9),
        ("tenth", 10),
    ];
    if let Some((_, number)) = WORDS.iter().find(|(name, _)| *name == word) {
        return Some(*number);
    }
    let digits = ["st", "nd", "rd", "th", "."].iter().find_map(|suffix| word.strip_suffix(suffix)).unwrap_or(word);
    digits.parse().ok().filter(|number| *number != 0 && (-31..=31).contains(number))
}

/// `第一个星期二`, `最后一个周五`, `15日`, `15号`, `最后一天`, `工作日`, `周末`.
fn chinese(phrase: &str) -> Option<Phrase> {
    let phrase = phrase.strip_prefix("每月").unwrap_or(phrase).trim_start_matches('的');
    match phrase {
        "最后一天" | "月末" | "月底" => return Some(Phrase::MonthDay(-1)),
        "工作日" => return Some(Phrase::WorkingDays(0)),
        "周末" => return Some(Phrase::Weekend),
        _ => {}
    }
    if let Some(number) = phrase.strip_suffix(['日', '号', '號']).and_then(|number| number.parse().ok()) {
        return (1..=31).contains(&number).then_some(Phrase::MonthDay(number));
    }
    let (number, rest) = if let Some(rest) = phrase.strip_prefix("最后一个") {
        (-1, rest)
    } else {
        let rest = phrase.strip_prefix('第')?;
        let digit = rest.chars().next()?;
        let number = ["一", "二", "三", "四", "五"].iter().position(|name| name.starts_with(digit));
        let number = number.or_else(|| ["1", "2", "3", "4", "5"].iter().position(|name| name.starts_with(digit)))?;
        let rest = &rest[digit.len_utf8()..];
        (i8::try_from(number + 1).ok()?, rest.strip_prefix('个').unwrap_or(rest))
    };
    Weekday::parse(rest).map(|day| Phrase::Weekday(number, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday};

    #[test]
    fn days_are_read_as_people_name_them() {
        let weekdays = |list: &[(i8, Weekday)]| Days { weekdays: list.to_vec(), ..Days::default() };
        let month_days = |list: &[i8]| Days { month_days: list.to_vec(), ..Days::default() };
        for (text, want) in [
            ("first tuesday", weekdays(&[(1, Tuesday)])),
            ("the first Tuesday of the month", weekdays(&[(1, Tuesday)])),
            ("1st and 3rd Tue", weekdays(&[(1, Tuesday), (3, Tuesday)])),
            ("last friday", weekdays(&[(-1, Friday)])),
            ("second to last friday", weekdays(&[(-2, Friday)])),
            ("monday and thursday", weekdays(&[(0, Monday), (0, Thursday)])),
            ("Mon, Thu", weekdays(&[(0, Monday), (0, Thursday)])),
            ("weekends", weekdays(&[(0, Saturday), (0, Sunday)])),
            ("第一个星期二", weekdays(&[(1, Tuesday)])),
            ("最后一个周五", weekdays(&[(-1, Friday)])),
            ("周一、周四", weekdays(&[(0, Monday), (0, Thursday)])),
            ("15th", month_days(&[15])),
            ("1st and 15th", month_days(&[15, 1])),
            ("last day", month_days(&[-1])),
            ("3", month_days(&[3])),
            ("15日", month_days(&[15])),
            ("最后一天", month_days(&[-1])),
            ("15 March", Days { months: vec![3], ..month_days(&[15]) }),
            ("10月1日", Days { months: vec![10], ..month_days(&[1]) }),
            ("last day of february", Days { months: vec![2], ..month_days(&[-1]) }),
        ] {
            assert_eq!(days(text), Ok(want), "{text}");
        }
        for text in ["", "tuesdy", "first", "sixth tuesday", "0", "32nd", "0th day", "last", "-", "2026-05-01"] {
            // A bare `first` is the first day of the month, as `1st` is.
            assert_eq!(days(text).is_ok(), text == "first", "{text}");
        }
        assert_eq!(days("last weekday").map(|found| (found.weekdays.len(), found.positions)), Ok((5, vec![-1])));
    }
}
