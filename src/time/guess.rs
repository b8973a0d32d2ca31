//! What somebody meant who wrote a day or a time in a way of their own: `24.12.2026`, `2026-12-1 7pm`, `Dec 1, 2026`, `24:30`.
//!
//! Takes the text that could not be read, gives what to write instead. Never guesses between two readings: it names both.

use super::parse::digits;
use super::table_days::month_named;
use super::{Date, DateTime, Duration, Stamp, Weekday};

/// How a day is written, where nobody can tell which one was meant.
const DAY: &str = "write year, month and day: `2026-05-01`";
/// How a time is written, likewise.
const TIME: &str = "write a day and a time: `2026-05-01T19:00:00`";
/// What to say of words that mean another day each day they are read.
const ITSELF: &str = "write the day itself, year, month and day: `2026-05-01`";

/// What to write instead of this.
pub(super) fn help(text: &str) -> String {
    let readings = readings(text);
    match &readings[..] {
        [one] => format!("write `{one}`"),
        [first, second] => format!("write `{first}` if the day stands first, `{second}` if the month does"),
        _ if is_relative(text) => ITSELF.to_owned(),
        _ => clock_alone(text).or_else(|| last_of_month(text)).or_else(|| month_alone(text)).unwrap_or_else(|| {
            let form = if text.contains(':') { TIME } else { DAY };
            form.to_owned()
        }),
    }
}

/// The day or time that this stands for, where it can be but one.
pub fn only_reading(text: &str) -> Option<String> {
    let readings = readings(text);
    if let [one] = &readings[..] { Some(one.clone()) } else { None }
}

/// The time that `clock`, a time of day alone, stands for in an event that starts at `start`, a day and a time; written as that one is,
/// with its distance from Greenwich. Of an `end` it is the next such time after the start. Without a time of day: two hours later.
pub fn from_start(start: &str, clock: Option<&str>, is_end: bool) -> Option<String> {
    let behind = start.get(10..)?.rfind(['+', '-', 'Z', 'z']).map_or("", |at| &start[10 + at..]).trim();
    let begin = DateTime::parse(start[..start.len() - behind.len()].trim()).ok()?;
    let at = match clock {
        None => begin.plus_seconds(7200),
        Some(clock) => {
            let (clock, rest) = take_clock(&clock.trim().to_lowercase());
            let (hour, minute, second) = clock.filter(|_| rest.is_empty())?;
            let day = begin.date().plus_days(i32::from(hour / 24));
            let at = day.at(hour % 24, minute, second)?;
            if is_end && at <= begin { at.on(at.date().plus_days(1)) } else { at }
        }
    };
    Some(format!("{at}{behind}"))
}

/// The length of time that a number alone probably stands for: hours as far as twelve, else minutes, as far as those of a day.
pub fn length_of_number(text: &str) -> Option<String> {
    let number = digits(text.trim())?;
    match number {
        1..=12 => Some(format!("{number}h")),
        13..=1440 => Some(format!("{number}m")),
        _ => None,
    }
}

/// The length of time that this stands for: `two hours`, `2小时30分钟`, `1.5h`.
pub(super) fn length(text: &str) -> Option<Duration> {
    const NUMBERS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    const UNITS: [(&str, &str); 7] = [
        ("半小时", "30m"),
        ("半个小时", "30m"),
        ("个小时", "h"),
        ("小时", "h"),
        ("分钟", "m"),
        ("分", "m"),
        ("天", "d"),
    ];
    let lower = UNITS.iter().fold(text.trim().to_lowercase(), |text, (word, unit)| text.replace(word, unit));
    if let Some((hours, unit)) = lower.split_once(".5") {
        let is_hours = matches!(unit.trim(), "h" | "hour" | "hours");
        let hours = digits(hours).filter(|hours| is_hours && *hours < 24)?;
        return Some(Duration { days: 0, seconds: hours * 3600 + 1800 });
    }
    let number = |word: &str| match NUMBERS.iter().position(|number| *number == word) {
        Some(at) => (at + 1).to_string(),
        None if matches!(word, "a" | "an") => "1".to_owned(),
        None => word.to_owned(),
    };
    let plain: Vec<String> = lower.split_whitespace().map(number).collect();
    Duration::parse(&plain.join(" ")).ok().filter(|length| *length != Duration::default())
}

/// Whether the words mean another day each day they are read: `tomorrow`, `next Tuesday`, `下周二`.
pub(super) fn is_relative(text: &str) -> bool {
    const WORDS: [&str; 12] =
        ["today", "tonight", "tomorrow", "yesterday", "now", "next", "this", "coming", "今天", "明天", "后天", "今晚"];
    const BEGIN: [&str; 8] = ["下周", "下星期", "下个", "这周", "本周", "下月", "星期", "周"];
    let lower = text.trim().to_lowercase();
    let first = lower.split_whitespace().next().unwrap_or("");
    let weekday = || Weekday::ALL.into_iter().any(|day| day.key() == first.trim_end_matches(','));
    let no_year = !lower.contains(|sign: char| sign.is_ascii_digit()) || !lower.contains("20");
    no_year && (WORDS.contains(&first) || BEGIN.iter().any(|word| lower.starts_with(word)) || weekday())
}

/// The days or times that this may stand for: none, one, or two where day and month cannot be told apart.
pub(super) fn readings(text: &str) -> Vec<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > 60 {
        return Vec::new();
    }
    // A wide keyboard's signs have the same order as the plain ones.
    let wide = |sign: char| match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        '\u{3000}' => ' ',
        sign => sign,
    };
    let lower = text.chars().map(wide).collect::<String>().to_lowercase();
    let lower = point_for_colon(&lower).unwrap_or(lower);
    let (lower, offset) = take_offset(&lower).map_or((lower.as_str(), None), |(rest, offset)| (rest, Some(offset)));
    let (clock, rest) = match take_chinese_clock(lower) {
        Some((clock, rest)) => (Some(clock), rest),
        None => take_clock(lower),
    };
    let days = days(&rest);
    let with_clock = |day: Date| match clock {
        None => Some(day.to_string()),
        Some((hour, minute, second)) => {
            let day = day.plus_days(i32::from(hour / 24));
            let time = DateTime::new(day, hour % 24, minute, second)?;
            Some(format!("{time}{}", offset.as_deref().unwrap_or("")))
        }
    };
    days.into_iter().filter_map(with_clock).collect()
}

/// A time at the end with a point in it, behind a whole day, as `2026-12-01 19:30` for `2026-12-01 19.30`.
fn point_for_colon(text: &str) -> Option<String> {
    let (day, time) = text.rsplit_once([' ', 't'])?;
    let (hour, minute) = time.split_once('.')?;
    let is_time =
        (1..3).contains(&hour.len()) && minute.len() == 2 && hours(&format!("{hour}:{minute}"), None).is_some();
    (is_time && !days(day).is_empty()).then(|| format!("{day} {hour}:{minute}"))
}

/// The distance from Greenwich behind a time, and the text before it: `+8`, `+0530`, `-0500`. Behind a single minus an hour may stand that is
/// the end.
fn take_offset(text: &str) -> Option<(&str, String)> {
    let at = text.rfind(['+', '-']).filter(|at| text[..*at].contains(':'))?;
    let (sign, number) = text[at..].split_at(1);
    let bare = number.replace(':', "");
    let (hours, minutes) = match bare.len() {
        1 | 2 if sign == "+" => (digits(&bare)?, 0),
        4 if sign == "+" || !number.contains(':') => (digits(&bare[..2])?, digits(&bare[2..])?),
        _ => return None,
    };
    (hours < 16 && minutes < 60).then(|| (text[..at].trim_end(), format!("{sign}{hours:02}:{minutes:02}")))
}

/// Hour, minute and second.
type Clock = (u8, u8, u8);

/// The parts of a day, and the hours of a clock of twelve that people say with them.
const PARTS_OF_DAY: [(&str, std::ops::RangeInclusive<u8>, u8); 9] = [
    ("凌晨", 1..=6, 0),
    ("清晨", 4..=9, 0),
    ("早上", 4..=11, 0),
    ("上午", 5..=11, 0),
    ("中午", 11..=12, 0),
    ("下午", 1..=7, 12),
    ("傍晚", 4..=8, 12),
    ("晚上", 5..=11, 12),
    ("今晚", 5..=11, 12),
];

/// A time of day as `下午7点半`, `19点30分` or `晚上7:30`, and the text without it. None where the hour may be another one.
fn take_chinese_clock(text: &str) -> Option<(Clock, String)> {
    let part = PARTS_OF_DAY.iter().find_map(|part| Some((text.find(part.0)?, part)));
    let sign = text.find(['点', '點', '时', '時']).or_else(|| part.and(text.find([':', '：'])))?;
    let is_digit = |sign: char| sign.is_ascii_digit();
    let start = text[..sign].trim_end_matches(is_digit).len();
    let hour = digits(&text[start..sign]).and_then(|hour| u8::try_from(hour).ok())?;
    let behind = &text[sign + text[sign..].chars().next().map_or(0, char::len_utf8)..];
    let minutes = behind.find(|sign: char| !is_digit(sign)).unwrap_or(behind.len());
    let (minute, rest) = match behind.strip_prefix('半') {
        Some(rest) => (30, rest),
        None if minutes == 0 => (0, behind.strip_prefix('整').unwrap_or(behind)),
        None => (digits(&behind[..minutes]).and_then(|minute| u8::try_from(minute).ok())?, &behind[minutes..]),
    };
    let rest = rest.strip_prefix(['分', '钟']).unwrap_or(rest);
    let (before, hour) = match part {
        Some((at, (word, ..))) if at > start || !text[at + word.len()..start].trim().is_empty() => return None,
        Some((at, (_, hours, more))) if hours.contains(&hour) => (&text[..at], hour + more),
        Some((at, _)) if hour > 12 => (&text[..at], hour),
        Some(_) => return None,
        None => (&text[..start], hour),
    };
    (hour < 25 && minute < 60).then(|| ((hour, minute, 0), format!("{before} {rest}")))
}

/// A time of day in the text, and the text without it. An hour of 24 is the first of the next day.
fn take_clock(text: &str) -> (Option<Clock>, String) {
    let half = |word: &str| match word.replace('.', "").as_str() {
        "am" => Some(0),
        "pm" => Some(12),
        _ => None,
    };
    let mut rest = Vec::new();
    let mut clock = None;
    let spaced = text.replace(['t', ',', '年', '月', '日'], " ").replace("a.m.", "am").replace("p.m.", "pm");
    let spaced = if spaced.chars().any(char::is_alphabetic) { text.replace(',', " ") } else { spaced };
    let mut words = spaced.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let end = word.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(word.len());
        let (numbers, tail) = word.split_at(end);
        let next = words.peek().copied().and_then(half);
        // `19h`, `19h30`, `19 Uhr`
        let behind = tail.strip_prefix('h').filter(|rest| rest.is_empty() || digits(rest).is_some());
        let is_hour = behind.is_some() || (tail.is_empty() && words.peek() == Some(&"uhr"));
        if let Some(time) = is_hour
            .then(|| hours(&format!("{numbers}:{}", behind.filter(|rest| !rest.is_empty()).unwrap_or("0")), None))
            .flatten()
        {
            clock = Some(time);
            if behind.is_none() {
                words.next();
            }
            continue;
        }
        let noon = half(tail).or(if tail.is_empty() { next } else { None });
        let is_clock = clock.is_none() && !numbers.is_empty() && (numbers.contains(':') || noon.is_some());
        let Some(time) = is_clock.then(|| hours(numbers, noon)).flatten() else {
            rest.push(word);
            continue;
        };
        clock = Some(time);
        if tail.is_empty() && next.is_some() {
            words.next();
        }
    }
    (clock, rest.join(" "))
}

fn hours(numbers: &str, noon: Option<u8>) -> Option<Clock> {
    let mut parts = numbers.split(':').map(|part| digits(part).and_then(|n| u8::try_from(n).ok()));
    let (hour, minute, second) = (parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        Some(_) => return None,
        None => hour,
    };
    (hour < 25 && minute < 60 && second < 60 && parts.next().is_none()).then_some((hour, minute, second))
}

/// The days that three numbers, or two and the name of a month, may mean.
fn days(text: &str) -> Vec<Date> {
    let named = text.split(|c: char| !c.is_alphabetic()).find_map(month_named);
    let numbers: Vec<i64> = text.split(|c: char| !c.is_ascii_digit()).filter_map(digits).collect();
    let day = |year: i64, month: i64, day: i64| {
        let small = |n: i64| u8::try_from(n).unwrap_or(0);
        Date::new(i16::try_from(year).ok().filter(|year| *year >= 1000)?, small(month), small(day))
    };
    match (named, &numbers[..]) {
        (Some(month), [a, b]) => {
            let (first, year) = if *a >= 1000 { (*b, *a) } else { (*a, *b) };
            day(year, i64::from(month), first).into_iter().collect()
        }
        (Some(month), [year]) => day(*year, i64::from(month), 1).into_iter().collect(),
        (None, [a, b, c]) if *a >= 1000 => day(*a, *b, *c).into_iter().collect(),
        (None, [a, b, c]) if *c >= 1000 => {
            let day_first = day(*c, *b, *a);
            // With points the day stands first wherever people write so.
            let month_first = if text.contains('.') { None } else { day(*c, *a, *b) };
            let mut both: Vec<Date> = day_first.into_iter().chain(month_first).collect();
            both.dedup();
            both
        }
        _ => Vec::new(),
    }
}

/// A time without its day: the day nobody can guess.
fn clock_alone(text: &str) -> Option<String> {
    let (clock, rest) = take_clock(&text.trim().to_lowercase());
    let (hour, minute, second) = clock.filter(|clock| rest.is_empty() && clock.0 < 24)?;
    Some(format!("write the day before the time, as in `2026-05-01T{hour:02}:{minute:02}:{second:02}`"))
}

/// The last day of a month that was given too many.
fn last_of_month(text: &str) -> Option<String> {
    let numbers: Vec<i64> = text.split(|c: char| !c.is_ascii_digit()).filter_map(digits).collect();
    let &[a, b, c, ..] = &numbers[..] else { return None };
    let (year, month, day) = if a >= 1000 { (a, b, c) } else { (c, b, a) };
    let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    let year = i16::try_from(year).ok().filter(|year| (1000..=9999).contains(year))?;
    let last = super::date::days_in_month(year, month);
    (29..=31).contains(&day).then(|| {
        let day = format!("{year:04}-{month:02}-{last:02}");
        format!("that month ends with day {last}: `{}`", with_time_of(text, &day).unwrap_or(day))
    })
}

/// A day with the time that stands in a text behind another one, as it is written there, with its distance from Greenwich.
fn with_time_of(text: &str, day: &str) -> Option<String> {
    let text = text.trim();
    // `2026-11-31`, `31.11.2026`, and a blank or a `T`
    let end = text.find(|sign: char| !sign.is_ascii_digit() && !matches!(sign, '-' | '.' | '/'))?;
    let whole = format!("{day}T{}", text.get(end..)?.trim_start_matches([' ', 'T', 't', ',']));
    match Stamp::parse(&whole) {
        Ok(_) => Some(whole),
        Err(_) => only_reading(&whole),
    }
}

/// A month without its day: the day nobody can guess either.
fn month_alone(text: &str) -> Option<String> {
    let plain = text.trim().chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '-' | '.' | '/'));
    let numbers: Vec<i64> = text.split(['-', '.', '/']).filter_map(digits).collect();
    let &[a, b] = &numbers[..] else { return None };
    let (year, month) = if a >= 1000 { (a, b) } else { (b, a) };
    let year = i16::try_from(year).ok().filter(|year| plain && (1000..=9999).contains(year))?;
    let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    let last = super::date::days_in_month(year, month);
    let month = format!("{year:04}-{month:02}");
    Some(format!("write the day as well: `{month}-01`, or `{month}-{last}` for the end of the month"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_counts_from_the_start() {
        let start = "2026-12-08T19:00:00";
        for (start, clock, is_end, want) in [
            (start, Some("21:00"), true, Some("2026-12-08T21:00:00")),
            (start, Some("9pm"), true, Some("2026-12-08T21:00:00")),
            (start, Some("01:30"), true, Some("2026-12-09T01:30:00")),
            (start, Some("24:00"), true, Some("2026-12-09T00:00:00")),
            (start, Some("18:00"), false, Some("2026-12-08T18:00:00")),
            ("2026-12-08 19:00+01:00", Some("21:00:00"), true, Some("2026-12-08T21:00:00+01:00")),
            ("2026-12-08T19:00:00Z", None, true, Some("2026-12-08T21:00:00Z")),
            (start, Some("late"), true, None),
            (start, Some("2026-12-09 21:00"), true, None),
            ("2026-12-08", Some("21:00"), true, None),
        ] {
            assert_eq!(from_start(start, clock, is_end).as_deref(), want, "{start} {clock:?}");
        }
    }

    #[test]
    fn a_number_alone_is_hours_or_minutes() {
        let all = ["1", "12", "13", " 120 ", "1440"].map(|text| length_of_number(text).unwrap());
        assert_eq!(all, ["1h", "12h", "13m", "120m", "1440m"]);
        assert!(all.iter().all(|length| Duration::parse(length).is_ok()));
        assert!(["0", "1441", "2h", "-2", ""].iter().all(|text| length_of_number(text).is_none()));
    }

    #[test]
    fn a_length_in_words_is_understood() {
        for (text, want) in [
            ("two hours", Some("2h")),
            ("an hour", Some("1h")),
            ("Three hours and 15 minutes", Some("3h15m")),
            ("1.5h", Some("1h30m")),
            ("2.5 hours", Some("2h30m")),
            ("2小时", Some("2h")),
            ("2个小时30分钟", Some("2h30m")),
            ("半小时", Some("30m")),
            ("90分", Some("1h30m")),
            ("3天", Some("3d")),
            ("all evening", None),
            ("1.5 days", None),
            ("zero hours", None),
            ("two", None),
            ("", None),
        ] {
            assert_eq!(length(text).map(|length| length.to_string()).as_deref(), want, "{text}");
            assert!(want.is_none_or(|want| Duration::parse(want).ok() == length(text)), "{text}");
        }
    }

    #[test]
    fn what_was_meant_is_offered() {
        for (text, want) in [
            ("2026/5/1", "write `2026-05-01`"),
            ("２０２６-１２-０１Ｔ１９：３０", "write `2026-12-01T19:30:00`"),
            ("２０２６／５／１", "write `2026-05-01`"),
            ("2026-12-01 19.30", "write `2026-12-01T19:30:00`"),
            ("1.12.2026 9.05", "write `2026-12-01T09:05:00`"),
            ("1 12.2026", "write `2026-12-01`"),
            ("24.12.2026", "write `2026-12-24`"),
            ("01.11.2026", "write `2026-11-01`"),
            ("12/24/2026", "write `2026-12-24`"),
            ("01/11/2026", "write `2026-11-01` if the day stands first, `2026-01-11` if the month does"),
            ("01-02-2026", "write `2026-02-01` if the day stands first, `2026-01-02` if the month does"),
            ("02/02/2026", "write `2026-02-02`"),
            ("2026-02-30", "that month ends with day 28: `2026-02-28`"),
            ("2026-02-30T19:00", "that month ends with day 28: `2026-02-28T19:00`"),
            ("2026-12-1T19:00:00", "write `2026-12-01T19:00:00`"),
            ("2026-12-01 7pm", "write `2026-12-01T19:00:00`"),
            ("2026-12-01 7:30 p.m.", "write `2026-12-01T19:30:00`"),
            ("2026-12-01 12 am", "write `2026-12-01T00:00:00`"),
            ("2026-12-01T24:30:00", "write `2026-12-02T00:30:00`"),
            ("1 December 2026", "write `2026-12-01`"),
            ("Dec 1st, 2026, 19:00", "write `2026-12-01T19:00:00`"),
            ("Feb 2024", "write `2024-02-01`"),
            ("2026年5月1日", "write `2026-05-01`"),
            ("2026年12月9日 下午7点", "write `2026-12-09T19:00:00`"),
            ("2026年12月9日晚上7点半", "write `2026-12-09T19:30:00`"),
            ("2026年12月9日 晚上 7:15", "write `2026-12-09T19:15:00`"),
            ("2026年12月9日19时30分", "write `2026-12-09T19:30:00`"),
            ("2026年12月9日 中午12点", "write `2026-12-09T12:00:00`"),
            ("2026年12月9日 晚上12点", DAY),
            ("2026-12-09 19h30", "write `2026-12-09T19:30:00`"),
            ("9.12.2026, 19 Uhr", "write `2026-12-09T19:00:00`"),
            ("tomorrow", ITSELF),
            ("next Tuesday", ITSELF),
            ("Friday 19:00", ITSELF),
            ("下周二", ITSELF),
            ("Wednesday, 9 December 2026", "write `2026-12-09`"),
            ("2026-12-10T19:00+8", "write `2026-12-10T19:00:00+08:00`"),
            ("10.12.2026 19:00 -0500", "write `2026-12-10T19:00:00-05:00`"),
            ("21:00", "write the day before the time, as in `2026-05-01T21:00:00`"),
            ("9 pm", "write the day before the time, as in `2026-05-01T21:00:00`"),
            ("2027-06", "write the day as well: `2027-06-01`, or `2027-06-30` for the end of the month"),
            ("06.2027", "write the day as well: `2027-06-01`, or `2027-06-30` for the end of the month"),
            ("2026-13", DAY),
            ("2026-13-01T10:00", TIME),
            ("2026-11-31T19:00:00", "that month ends with day 30: `2026-11-30T19:00:00`"),
            ("2026-11-31 19:00+08:00", "that month ends with day 30: `2026-11-30T19:00+08:00`"),
            ("2027-02-30T19:00:00Z", "that month ends with day 28: `2027-02-28T19:00:00Z`"),
            ("2027-02-30", "that month ends with day 28: `2027-02-28`"),
            ("soon", DAY),
            ("", DAY),
            ("99:99 99.99.9999", TIME),
        ] {
            assert_eq!(help(text), want, "{text}");
        }
    }
}
