//! Days, times and lengths of time as gantt charts write them.

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
        let (mut year, mut month, mut day, mut minutes) = (1970, 1, 1, 0);
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
                'X' => return Some(value / 60),
                'x' => return Some(value / 60_000),
                _ => {}
            }
            rest = &rest[length..];
            pattern = &pattern[run..];
        }
        let is_day = (1..=12).contains(&month) && (1..=31).contains(&day) && (1..=9999).contains(&year);
        let days = days(year, month, day);
        (is_day && rest.is_empty() && date(days) == (year, month, day)).then_some(days * DAY + minutes)
    }
}

/// The days from 1970-01-01 to a day of the Gregorian calendar.
pub(super) fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// The year, month and day of a number of days since 1970-01-01.
pub(super) fn date(days: i64) -> (i64, i64, i64) {
    let since = days + 719_468;
    let (era, of_era) = (since.div_euclid(146_097), since.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (of_year * 5 + 2) / 153;
    let day = of_year - (month * 153 + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + later, month, day)
}

/// The number of a weekday, Sunday being 0.
pub(super) fn weekday(name: &str) -> Option<i64> {
    let names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    names.iter().position(|of| of.eq_ignore_ascii_case(name)).and_then(|at| i64::try_from(at).ok())
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
        "M" => 43_200.0,
        "y" => 525_600.0,
        _ => return None,
    };
    let all = number * minutes;
    (all <= 525_600.0 * 200.0).then_some(all.ceil() as i64)
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
        assert_eq!(Format::new("YYYY年M月D日").read("2024年2月29日"), Some(days(2024, 2, 29) * DAY));
        for day in [-800_000, -1, 0, 59, 60, 11_016, 20_000, 47_540] {
            let (year, month, of) = date(day);
            assert_eq!(days(year, month, of), day);
        }
        assert_eq!(
            (duration("2d"), duration("1.5h"), duration("x"), duration("3")),
            (Some(2 * DAY), Some(90), None, None)
        );
    }
}
