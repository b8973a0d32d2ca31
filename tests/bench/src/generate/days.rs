//! Civil days, as far as the generator needs them: counting, weekdays, and printing as TOML.

/// A civil day, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Day(pub i64);

/// The day of the build's clock in `compare`: what is planned lies around it.
pub const TODAY: Day = Day::of(2026, 11, 21);

/// Lower-case names, Monday first, as a rule such as `first tuesday` writes them.
pub const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Day {
    /// The day of a year, a month (1 to 12) and a day of the month.
    pub const fn of(year: i64, month: i64, day: i64) -> Self {
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let of_era = y - era * 400;
        let shifted = (month + 9) % 12;
        let of_year = (153 * shifted + 2) / 5 + day - 1;
        Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    /// Year, month and day of the month.
    pub fn civil(self) -> (i64, i64, i64) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z - era * 146_097;
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
    }

    /// 0 is Monday.
    pub fn weekday(self) -> usize {
        (self.0 + 3).rem_euclid(7) as usize
    }

    /// So many days later.
    pub fn plus(self, days: usize) -> Self {
        Self(self.0 + days as i64)
    }

    /// The first `weekday` (0 is Monday) of the month that is `months` after this day's.
    pub fn first_weekday(self, weekday: usize, months: i64) -> Self {
        let (year, month, _) = self.civil();
        let count = year * 12 + month - 1 + months;
        let first = Self::of(count.div_euclid(12), count.rem_euclid(12) + 1, 1);
        first.plus((weekday + 7 - first.weekday()) % 7)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_and_print() {
        assert_eq!(TODAY.to_string(), "2026-11-21");
        assert_eq!(TODAY.weekday(), 5);
        assert_eq!(Day::of(2028, 2, 28).plus(2).to_string(), "2028-03-01");
        assert_eq!(TODAY.first_weekday(1, 2).to_string(), "2027-01-05");
        for day in -1000..30_000 {
            let (y, m, d) = Day(day).civil();
            assert_eq!(Day::of(y, m, d), Day(day));
        }
    }
}
