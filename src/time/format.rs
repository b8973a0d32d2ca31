//! Days and times in words.
//!
//! Pure functions of a value and a language tag (BCP 47). English and Chinese are written here, as people write them; every other language
//! that CLDR knows is written after its tables, and one that it does not know in English.

use super::date::Digits;
use super::{Date, DateTime, Extent, Moment, Weekday};
use crate::locale::Days;
use std::borrow::Cow;
use std::rc::Rc;

/// Who writes a language.
enum Writer {
    English,
    Chinese,
    Tables(Rc<Days>),
}

impl Writer {
    fn of(language: &str) -> Self {
        match language.split(['-', '_']).next() {
            Some(first) if first.eq_ignore_ascii_case("en") => Self::English,
            Some(first) if first.eq_ignore_ascii_case("zh") => Self::Chinese,
            _ => Days::of(language).map_or(Self::English, Self::Tables),
        }
    }
}

/// Whether a language tag asks for Chinese.
pub(super) fn is_chinese(language: &str) -> bool {
    matches!(Writer::of(language), Writer::Chinese)
}

/// `Tuesday, 1 December 2026`; `2026年12月1日 星期二`.
pub fn long_date(date: Date, language: &str) -> String {
    let weekday = weekday(date.weekday(), language);
    match Writer::of(language) {
        Writer::English => format!("{weekday}, {}", date_only(date, language)),
        Writer::Chinese => format!("{} {weekday}", date_only(date, language)),
        Writer::Tables(days) => days.long(date.year(), date.month(), date.day()),
    }
}

/// `1 December 2026`; `2026年12月1日`.
pub fn date_only(date: Date, language: &str) -> String {
    let (year, number, day) = (date.year(), date.month(), date.day());
    match Writer::of(language) {
        Writer::English => format!("{day} {} {year}", month(number, language)),
        Writer::Chinese => format!("{year}年{number}月{day}日"),
        Writer::Tables(days) => days.date(year, number, day),
    }
}

/// `Tue 1 Dec`; `12月1日 周二`. For lists that say the year elsewhere.
pub fn short_date(date: Date, language: &str) -> String {
    let weekday = short_weekday(date.weekday(), language);
    match Writer::of(language) {
        Writer::English => format!("{weekday} {}", short_day(date, language)),
        Writer::Chinese => format!("{} {weekday}", short_day(date, language)),
        Writer::Tables(days) => days.short(date.year(), date.month(), date.day()),
    }
}

/// `1 Dec`; `12月1日`.
pub fn short_day(date: Date, language: &str) -> String {
    let (number, day) = (date.month(), date.day());
    match Writer::of(language) {
        Writer::English => format!("{day} {}", short_month(number, language)),
        Writer::Chinese => format!("{number}月{day}日"),
        Writer::Tables(days) => days.day(number, day),
    }
}

/// `December 2026`; `2026年12月`. `number` counts from 1.
pub fn month_of_year(year: i16, number: u8, language: &str) -> String {
    match Writer::of(language) {
        Writer::English => format!("{} {year}", month(number, language)),
        Writer::Chinese => format!("{year}年{number}月"),
        Writer::Tables(days) => days.month_of_year(year, number),
    }
}

/// `December`; `十二月`. `number` counts from 1; other numbers give the empty text.
pub fn month(number: u8, language: &str) -> Cow<'static, str> {
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const CHINESE: [&str; 12] =
        ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
    let Some(at) = usize::from(number).checked_sub(1).filter(|at| *at < 12) else { return "".into() };
    match Writer::of(language) {
        Writer::English => ENGLISH[at].into(),
        Writer::Chinese => CHINESE[at].into(),
        Writer::Tables(days) => days.month(number).into(),
    }
}

/// `Dec`; `12月`. `number` counts from 1; other numbers give the empty text.
pub fn short_month(number: u8, language: &str) -> Cow<'static, str> {
    if !(1..=12).contains(&number) {
        return "".into();
    }
    match Writer::of(language) {
        Writer::English => first_three(month(number, language)),
        Writer::Chinese => format!("{number}月").into(),
        Writer::Tables(days) => days.short_month(number).into(),
    }
}

/// `Tuesday`; `星期二`.
pub fn weekday(day: Weekday, language: &str) -> Cow<'static, str> {
    const ENGLISH: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    const CHINESE: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    match Writer::of(language) {
        Writer::English => ENGLISH[day as usize].into(),
        Writer::Chinese => CHINESE[day as usize].into(),
        Writer::Tables(days) => days.weekday(day as u8).into(),
    }
}

/// `Tue`; `周二`.
pub fn short_weekday(day: Weekday, language: &str) -> Cow<'static, str> {
    const CHINESE: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    match Writer::of(language) {
        Writer::English => first_three(weekday(day, language)),
        Writer::Chinese => CHINESE[day as usize].into(),
        Writer::Tables(days) => days.short_weekday(day as u8).into(),
    }
}

/// The first three letters of an English name.
fn first_three(name: Cow<'static, str>) -> Cow<'static, str> {
    match name {
        Cow::Borrowed(name) => name[..3].into(),
        Cow::Owned(mut name) => {
            name.truncate(3);
            name.into()
        }
    }
}

/// `19:00`, with seconds only where there are any. The same in every language.
pub fn time(local: DateTime) -> String {
    clock(local).as_str().to_owned()
}

fn clock(local: DateTime) -> Digits {
    let mut text = Digits::new();
    text.two(local.hour());
    text.mark(b':');
    text.two(local.minute());
    if local.second() != 0 {
        text.mark(b':');
        text.two(local.second());
    }
    text
}

/// When something is, in one line: days, then times.
///
/// `Tuesday, 1 December 2026, 19:00–21:30`; `1–3 December 2026`; `31 December 2026, 22:00 – 1 January 2027, 02:00`;
/// `2026年12月1日 星期二 19:00–21:30`; `2026年12月1日–3日`.
pub fn range(extent: Extent, language: &str) -> String {
    match extent {
        Extent::AllDay { first, last } => days(first, last, language),
        Extent::Timed { start, end } => {
            let separator = if is_chinese(language) { " " } else { ", " };
            let (first, last) = extent.days();
            let next_morning = first.plus_days(1) == last && end.second_of_day() <= 6 * 3600;
            if first == last || next_morning {
                return format!("{}{separator}{}", long_date(first, language), times(start, end));
            }
            let whole = |at: DateTime| format!("{}{separator}{}", date_only(at.date(), language), time(at));
            format!("{} – {}", whole(start), whole(end))
        }
    }
}

/// `19:00–21:30`, and `19:00` where there is no length. The days are not said.
pub fn times(start: DateTime, end: DateTime) -> String {
    let mut text = String::with_capacity("19:00–21:30".len());
    text.push_str(clock(start).as_str());
    if start != end {
        text.push('–');
        text.push_str(clock(end).as_str());
    }
    text
}

/// Days from the first to the last: `Tuesday, 1 December 2026`, `1–3 December 2026`, `30 November – 2 December 2026`, and so in Chinese.
pub fn days(first: Date, last: Date, language: &str) -> String {
    if first == last {
        return long_date(first, language);
    }
    let whole = |date| date_only(date, language);
    let same_year = first.year() == last.year();
    let same_month = same_year && first.month() == last.month();
    match Writer::of(language) {
        Writer::English if same_month => format!("{}–{}", first.day(), whole(last)),
        Writer::Chinese if same_month => format!("{}–{}日", whole(first), last.day()),
        Writer::English if same_year => {
            format!("{} {} – {}", first.day(), month(first.month(), language), whole(last))
        }
        Writer::Chinese if same_year => format!("{}–{}月{}日", whole(first), last.month(), last.day()),
        _ => format!("{} – {}", whole(first), whole(last)),
    }
}

/// The zone beside a time: `UTC+08:00`, `UTC`, and nothing for a floating time.
pub fn offset(moment: &Moment) -> String {
    if moment.zone().is_floating() {
        String::new()
    } else if moment.offset() == 0 {
        "UTC".into()
    } else {
        format!("UTC{}", moment.offset_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(start: &str, end: &str) -> Extent {
        Extent::Timed { start: DateTime::parse(start).unwrap(), end: DateTime::parse(end).unwrap() }
    }

    fn whole(first: &str, last: &str) -> Extent {
        Extent::AllDay { first: Date::parse(first).unwrap(), last: Date::parse(last).unwrap() }
    }

    #[test]
    fn ranges_read_as_people_write_them() {
        for (extent, english, chinese) in [
            (
                timed("2026-12-01T19:00", "2026-12-01T21:30"),
                "Tuesday, 1 December 2026, 19:00–21:30",
                "2026年12月1日 星期二 19:00–21:30",
            ),
            (
                timed("2026-12-31T22:00", "2027-01-01T02:00"),
                "Thursday, 31 December 2026, 22:00–02:00",
                "2026年12月31日 星期四 22:00–02:00",
            ),
            (
                timed("2026-12-31T10:00", "2027-01-02T12:00"),
                "31 December 2026, 10:00 – 2 January 2027, 12:00",
                "2026年12月31日 10:00 – 2027年1月2日 12:00",
            ),
            (
                timed("2026-12-01T19:00", "2026-12-01T19:00"),
                "Tuesday, 1 December 2026, 19:00",
                "2026年12月1日 星期二 19:00",
            ),
            (whole("2026-12-01", "2026-12-01"), "Tuesday, 1 December 2026", "2026年12月1日 星期二"),
            (whole("2026-12-01", "2026-12-03"), "1–3 December 2026", "2026年12月1日–3日"),
            (whole("2026-11-30", "2026-12-02"), "30 November – 2 December 2026", "2026年11月30日–12月2日"),
            (whole("2026-12-30", "2027-01-02"), "30 December 2026 – 2 January 2027", "2026年12月30日 – 2027年1月2日"),
        ] {
            assert_eq!(range(extent, "en-GB"), english);
            assert_eq!(range(extent, "zh-CN"), chinese);
        }
    }

    #[test]
    fn other_languages_write_days_after_their_tables() {
        let evening = timed("2026-12-01T19:00", "2026-12-01T21:30");
        assert_eq!(range(evening, "fr"), "mardi 1 décembre 2026, 19:00–21:30");
        assert_eq!(range(whole("2026-12-01", "2026-12-03"), "de"), "1. Dezember 2026 – 3. Dezember 2026");
        assert_eq!(range(evening, "tlh"), range(evening, "en"));
        let date = Date::parse("2026-12-01").unwrap();
        assert_eq!((short_date(date, "ja"), short_day(date, "pl")), ("12月1日(火)".into(), "1 gru".into()));
    }

    #[test]
    fn short_forms_are_short() {
        let date = Date::parse("2026-12-01").unwrap();
        assert_eq!(short_date(date, "en"), "Tue 1 Dec");
        assert_eq!(short_date(date, "zh"), "12月1日 周二");
        assert_eq!(month_of_year(2026, 12, "zh-Hans"), "2026年12月");
        assert_eq!((&*month(13, "en"), &*month(0, "zh"), &*month(13, "fr")), ("", "", ""));
    }
}
