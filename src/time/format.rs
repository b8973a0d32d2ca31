//! Days and times in words, English and Chinese.
//!
//! Pure functions of a value and a language tag (BCP 47). A tag that starts with `zh` gives Chinese, every other one English.

use super::{Date, DateTime, Extent, Moment, Weekday};

/// Whether a language tag asks for Chinese.
pub(super) fn is_chinese(language: &str) -> bool {
    language.split(['-', '_']).next().is_some_and(|first| first.eq_ignore_ascii_case("zh"))
}

/// `Tuesday, 1 December 2026`; `2026年12月1日 星期二`.
pub fn long_date(date: Date, language: &str) -> String {
    if is_chinese(language) {
        return format!("{} {}", date_only(date, language), weekday(date.weekday(), language));
    }
    format!("{}, {}", weekday(date.weekday(), language), date_only(date, language))
}

/// `1 December 2026`; `2026年12月1日`.
pub fn date_only(date: Date, language: &str) -> String {
    let (year, month_number, day) = (date.year(), date.month(), date.day());
    if is_chinese(language) {
        return format!("{year}年{month_number}月{day}日");
    }
    format!("{day} {} {year}", month(month_number, language))
}

/// `Tue 1 Dec`; `12月1日 周二`. For lists that say the year elsewhere.
pub fn short_date(date: Date, language: &str) -> String {
    if is_chinese(language) {
        return format!("{}月{}日 {}", date.month(), date.day(), short_weekday(date.weekday(), language));
    }
    format!("{} {} {}", short_weekday(date.weekday(), language), date.day(), short_month(date.month(), language))
}

/// `December 2026`; `2026年12月`. `number` counts from 1.
pub fn month_of_year(year: i16, number: u8, language: &str) -> String {
    if is_chinese(language) { format!("{year}年{number}月") } else { format!("{} {year}", month(number, language)) }
}

/// `December`; `十二月`. `number` counts from 1; other numbers give the empty text.
pub fn month(number: u8, language: &str) -> &'static str {
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
    let names = if is_chinese(language) { &CHINESE } else { &ENGLISH };
    usize::from(number).checked_sub(1).and_then(|at| names.get(at)).copied().unwrap_or("")
}

/// `Dec`; `12月`. `number` counts from 1; other numbers give the empty text.
pub fn short_month(number: u8, language: &str) -> &'static str {
    const CHINESE: [&str; 12] = ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"];
    if is_chinese(language) {
        return usize::from(number).checked_sub(1).and_then(|at| CHINESE.get(at)).copied().unwrap_or("");
    }
    let whole = month(number, language);
    &whole[..whole.len().min(3)]
}

/// `Tuesday`; `星期二`.
pub fn weekday(day: Weekday, language: &str) -> &'static str {
    const ENGLISH: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    const CHINESE: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    if is_chinese(language) { CHINESE[day as usize] } else { ENGLISH[day as usize] }
}

/// `Tue`; `周二`.
pub fn short_weekday(day: Weekday, language: &str) -> &'static str {
    const CHINESE: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    if is_chinese(language) { CHINESE[day as usize] } else { &weekday(day, language)[..3] }
}

/// `19:00`, with seconds only where there are any. The same in both languages.
pub fn time(local: DateTime) -> String {
    let seconds = local.second();
    let short = format!("{:02}:{:02}", local.hour(), local.minute());
    if seconds == 0 { short } else { format!("{short}:{seconds:02}") }
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
    if start == end { time(start) } else { format!("{}–{}", time(start), time(end)) }
}

/// Days from the first to the last: `Tuesday, 1 December 2026`, `1–3 December 2026`, `30 November – 2 December 2026`, and so in Chinese.
pub fn days(first: Date, last: Date, language: &str) -> String {
    if first == last {
        return long_date(first, language);
    }
    let chinese = is_chinese(language);
    let same_year = first.year() == last.year();
    if same_year && first.month() == last.month() {
        return if chinese {
            format!("{}–{}日", date_only(first, language), last.day())
        } else {
            format!("{}–{}", first.day(), date_only(last, language))
        };
    }
    if same_year {
        return if chinese {
            format!("{}–{}月{}日", date_only(first, language), last.month(), last.day())
        } else {
            format!("{} {} – {}", first.day(), month(first.month(), language), date_only(last, language))
        };
    }
    format!("{} – {}", date_only(first, language), date_only(last, language))
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
    fn short_forms_are_short() {
        let date = Date::parse("2026-12-01").unwrap();
        assert_eq!(short_date(date, "en"), "Tue 1 Dec");
        assert_eq!(short_date(date, "zh"), "12月1日 周二");
        assert_eq!(month_of_year(2026, 12, "zh-Hans"), "2026年12月");
        assert_eq!((month(13, "en"), month(0, "zh")), ("", ""));
    }
}
