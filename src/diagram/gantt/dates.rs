//! Days, times and lengths of time as gantt charts write them.

use crate::time::Date;

/// Minutes in a day.
pub(super) const DAY: i64 = 24 * 60;

/// How dates are written.
pub(super) struct Format {
    pub(super) written: String,
}

impl Default for Format {
    fn default() -> Self {
        Self::new("YYYY-MM-DD")
    }
}

impl Format {
    pub(super) fn new(written: &str) -> Self {
        Self { written: written.to_owned() }
    }

    /// Reads a date: minutes since 1970. `None` for what is not written like this, or is no day.
    pub(super) fn read(&self, text: &str) -> Option<i64> {
        let (mut year, mut month, mut day, mut minutes) = (1970_i64, 1_i64, 1_i64, 0);
        let (mut pattern, mut rest) = (&*self.written, text);
        while let Some(first) = pattern.chars().next() {
            let run = pattern.chars().take_while(|c| *c == first).count();
            let most = match first {
                'Y' => run.max(2),
                'M' | 'D' | 'H' | 'h' | 'm' | 's' => 2,
                'X' => 10,
                'x' => 13,
                _ => {
                    rest = rest.strip_prefix(first)?;
                    pattern = &pattern[first.len_utf8()..];
                    continue;
                }
            };
            let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
            let value: i64 = rest[..length].parse().ok()?;
            if run > 1 && length != run && !matches!(first, 'X' | 'x') {
                return None;
            }
            match first {
                'Y' => year = if run == 2 { 2000 + value } else { value },
                'M' => month = value,
                'D' => day = value,
                'H' | 'h' => minutes += value * 60,
                'm' => minutes += value,
                // The line of time knows whole minutes.
                's' | 'X' | 'x' if value % if first == 'x' { 60_000 } else { 60 } != 0 => return None,
                'X' => return Some(value / 60),
                'x' => return Some(value / 60_000),
                _ => {}
            }
            rest = &rest[length..];
            pattern = &pattern[run..];
        }
        let day = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)?;
        rest.is_empty().then(|| start_of(day) + minutes)
    }
}

/// The day of a moment in minutes since 1970; the first or last day there is, if it lies outside.
pub(super) fn day_of(minutes: i64) -> Date {
    let last = i64::from(Date::MAX.day_number());
    let number = minutes.div_euclid(DAY).clamp(-last, last);
    Date::from_day_number(i32::try_from(number).expect("clamped to the days there are"))
}

/// Minutes from 1970 to the beginning of a day.
pub(super) fn start_of(day: Date) -> i64 {
    i64::from(day.day_number()) * DAY
}

/// A length of time in minutes: `5d`, `1.5h`, `2w`.
pub(super) fn duration(text: &str) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().ok()?;
    let minutes = match unit.trim() {
        "ms" => 1.0 / 60_000.0,
        "s" => 1.0 / 60.0,
        "m" => 1.0,
        "h" => 60.0,
        "d" => 1440.0,
        "w" => 10_080.0,
        _ => return None,
    };
    let all: f64 = number * minutes;
    let is_whole = (all - all.round()).abs() < 0.001;
    (is_whole && all <= 525_600.0 * 200.0).then_some(all.round() as i64)
}

/// A length of time in months: `3M`, `1y`.
pub(super) fn months(text: &str) -> Option<i32> {
    let (number, months) =
        text.strip_suffix('M').map(|number| (number, 1)).or_else(|| Some((text.strip_suffix('y')?, 12)))?;
    number.parse::<i32>().ok().filter(|number| (0..=2400).contains(number)).map(|number| number * months)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_format_says() {
        let day = |text: &str| Format::default().read(text);
        assert_eq!(day("1970-01-02"), Some(DAY));
        assert_eq!(day("2026-02-29"), None);
        assert_eq!(day("2026-2-09"), None);
        assert_eq!(Format::new("DD.MM.YYYY HH:mm").read("01.01.1970 10:30"), Some(630));
        let leap = Date::new(2024, 2, 29).unwrap();
        assert_eq!(Format::new("YYYY年M月D日").read("2024年2月29日"), Some(start_of(leap)));
        assert_eq!((day_of(-1), day_of(start_of(leap) + 5)), (Date::new(1969, 12, 31).unwrap(), leap));
        assert_eq!((day_of(i64::MIN), day_of(i64::MAX)), (Date::MIN, Date::MAX));
        assert_eq!(
            (duration("2d"), duration("1.5h"), duration("x"), duration("3")),
            (Some(2 * DAY), Some(90), None, None)
        );
        assert_eq!((duration("30s"), duration("120s"), months("2y"), months("3M")), (None, Some(2), Some(24), Some(3)));
        assert_eq!(
            (Format::new("HH:mm:ss").read("00:01:30"), Format::new("HH:mm:ss").read("00:01:00")),
            (None, Some(1))
        );
    }
}
