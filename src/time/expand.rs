//! From a rule to the local starts it gives, inside a window.
//!
//! Follows RFC 5545 §3.3.10 on the calendar alone: what a start means in a zone is decided later. Work is bounded by the window: rules
//! jump to it, and a rule that never gives anything costs a look at each day of it.

use super::date::{days_in_month, is_leap};
use super::rule::{Frequency, Rule};
use super::{Date, DateTime, Weekday};
use std::ops::ControlFlow;

/// A rule together with the start it belongs to, its silences filled in from that start.
pub(super) struct Expansion<'a> {
    rule: &'a Rule,
    start: DateTime,
    months: Vec<u8>,
    month_days: Vec<i8>,
    weekdays: Vec<(i8, Weekday)>,
    /// Hour, minute and second of each time of a day, in order.
    times: Vec<(u8, u8, u8)>,
}

impl<'a> Expansion<'a> {
    pub(super) fn new(rule: &'a Rule, start: DateTime) -> Self {
        let (mut months, mut month_days, mut weekdays) =
            (rule.months.clone(), rule.month_days.clone(), rule.weekdays.clone());
        if month_days.is_empty() && weekdays.is_empty() && rule.year_days.is_empty() {
            let day = i8::try_from(start.date().day()).expect("a month has 31 days");
            match rule.frequency {
                Frequency::Daily => {}
                Frequency::Weekly => weekdays.push((0, start.date().weekday())),
                Frequency::Yearly if !rule.weeks.is_empty() => weekdays.push((0, start.date().weekday())),
                Frequency::Monthly => month_days.push(day),
                Frequency::Yearly => {
                    month_days.push(day);
                    if months.is_empty() {
                        months.push(start.date().month());
                    }
                }
            }
        }
        let or = |list: &[u8], own: u8| if list.is_empty() { vec![own] } else { list.to_vec() };
        let (hours, minutes) = (or(&rule.hours, start.hour()), or(&rule.minutes, start.minute()));
        let seconds = or(&rule.seconds, start.second());
        let mut times = Vec::new();
        for hour in hours {
            for minute in &minutes {
                times.extend(seconds.iter().map(|second| (hour, *minute, *second)));
            }
        }
        Self { rule, start, months, month_days, weekdays, times }
    }

    /// Calls `visit` with each start from `from` to `to`, both included, in order, until it says stop. `COUNT` and `UNTIL` are not looked at.
    pub(super) fn visit(&self, from: DateTime, to: DateTime, mut visit: impl FnMut(DateTime) -> ControlFlow<()>) {
        let from = from.max(self.start);
        if to < from {
            return;
        }
        let mut period = self.period_of(from.date());
        let mut starts = Vec::new();
        while let Some((first, last)) = self.period(period) {
            if first > to.date() {
                return;
            }
            starts.clear();
            self.starts_in(first, last, &mut starts);
            for start in &starts {
                if *start > to {
                    return;
                }
                if *start >= from && visit(*start).is_break() {
                    return;
                }
            }
            period += 1;
        }
    }

    /// Whether the rule gives this start.
    pub(super) fn gives(&self, at: DateTime) -> bool {
        let mut found = false;
        self.visit(at, at, |_| {
            found = true;
            ControlFlow::Break(())
        });
        found
    }

    /// The number of the period (counted in intervals from the first) that a day not before the start lies in, or of the last one before it.
    fn period_of(&self, day: Date) -> i32 {
        let first = self.start.date();
        let passed = match self.rule.frequency {
            Frequency::Daily => first.days_until(day),
            Frequency::Weekly => first.week_start(self.rule.week_start).days_until(day) / 7,
            Frequency::Monthly => months_of(day) - months_of(first),
            Frequency::Yearly => i32::from(day.year()) - i32::from(first.year()),
        };
        passed.max(0) / self.interval()
    }

    fn interval(&self) -> i32 {
        i32::try_from(self.rule.interval).unwrap_or(i32::MAX).max(1)
    }

    /// The first and last day of a period; none after the year 9999.
    fn period(&self, number: i32) -> Option<(Date, Date)> {
        let passed = number.checked_mul(self.interval())?;
        let first = self.start.date();
        let checked = |day: i32| (day <= Date::MAX.day_number()).then(|| Date::from_day_number(day));
        match self.rule.frequency {
            Frequency::Daily => checked(first.day_number().checked_add(passed)?).map(|day| (day, day)),
            Frequency::Weekly => {
                let week = first.week_start(self.rule.week_start);
                let begin = checked(week.day_number().checked_add(passed.checked_mul(7)?)?)?;
                Some((begin, begin.plus_days(6)))
            }
            Frequency::Monthly => {
                let month = months_of(first).checked_add(passed)?;
                let number = u8::try_from(month.rem_euclid(12) + 1).ok()?;
                let begin = Date::new(i16::try_from(month.div_euclid(12)).ok()?, number, 1)?;
                Some((begin, begin.last_of_month()))
            }
            Frequency::Yearly => {
                let year = i16::try_from(i32::from(first.year()).checked_add(passed)?).ok()?;
                Some((Date::new(year, 1, 1)?, Date::new(year, 12, 31)?))
            }
        }
    }

    fn starts_in(&self, first: Date, last: Date, out: &mut Vec<DateTime>) {
        let (mut day, mut number) = (first, first.day_number());
        let end = last.day_number();
        while number <= end {
            if !self.months.is_empty() && !self.months.contains(&day.month()) {
                number += i32::from(day.days_in_month() - day.day()) + 1;
            } else {
                if self.is_on(day, number) {
                    let time = |(hour, minute, second)| DateTime::new(day, hour, minute, second);
                    out.extend(self.times.iter().copied().filter_map(time));
                }
                number += 1;
                day = if day.day() < day.days_in_month() { day.next_in_month() } else { Date::from_day_number(number) };
                continue;
            }
            day = Date::from_day_number(number);
        }
        if !self.rule.positions.is_empty() {
            self.pick(out);
        }
    }

    /// `BYSETPOS`: keeps the named places of a period's starts.
    fn pick(&self, starts: &mut Vec<DateTime>) {
        let count = i64::try_from(starts.len()).unwrap_or(i64::MAX);
        let mut kept: Vec<DateTime> = Vec::new();
        for position in &self.rule.positions {
            let at = if *position > 0 { i64::from(*position) - 1 } else { count + i64::from(*position) };
            kept.extend(usize::try_from(at).ok().and_then(|at| starts.get(at)));
        }
        kept.sort_unstable();
        kept.dedup();
        *starts = kept;
    }

    /// Whether the rule takes this day of its period, whose number is known; months have been looked at.
    fn is_on(&self, day: Date, number: i32) -> bool {
        let (of_month, length) = (i16::from(day.day()), i16::from(day.days_in_month()));
        if !self.month_days.is_empty() && !in_either(&self.month_days, of_month, length) {
            return false;
        }
        let year_days = &self.rule.year_days;
        if !year_days.is_empty() && !in_either(year_days, place_in_year(day), days_of_year(day)) {
            return false;
        }
        if !self.rule.weeks.is_empty() && !self.is_in_weeks(day) {
            return false;
        }
        self.weekdays.is_empty() || self.is_weekday(day, Weekday::of_day(number))
    }

    fn is_weekday(&self, day: Date, weekday: Weekday) -> bool {
        self.weekdays.iter().filter(|wanted| wanted.1 == weekday).any(|wanted| {
            if wanted.0 == 0 {
                return true;
            }
            let whole_year = self.rule.frequency == Frequency::Yearly && self.rule.months.is_empty();
            let (place, length) = if whole_year {
                (place_in_year(day), days_of_year(day))
            } else {
                (i16::from(day.day()), i16::from(day.days_in_month()))
            };
            let number = i16::from(wanted.0);
            if number > 0 { (place - 1) / 7 + 1 == number } else { (length - place) / 7 + 1 == -number }
        })
    }

    /// Weeks are numbered as ISO 8601 does: the first has at least four days in the year (RFC 5545 §3.3.10, for any `WKST`).
    fn is_in_weeks(&self, day: Date) -> bool {
        // A week belongs to the year of its fourth day, and 28 December always lies in the last week of its year.
        let fourth = |day: Date| day.week_start(self.rule.week_start).plus_days(3);
        let week = |day: Date| (place_in_year(fourth(day)) - 1) / 7 + 1;
        let year = fourth(day).year();
        let last = Date::new(year, 12, 28).map_or(52, week);
        in_either(&self.rule.weeks, week(day), last)
    }
}

/// Whether a list holds a place, counted from the front or (negative) from the end.
fn in_either<T: Copy + Into<i16>>(list: &[T], place: i16, length: i16) -> bool {
    list.iter().any(|wanted| {
        let wanted: i16 = (*wanted).into();
        wanted == place || wanted == place - length - 1
    })
}

fn place_in_year(day: Date) -> i16 {
    let before: i16 = (1..day.month()).map(|month| i16::from(days_in_month(day.year(), month))).sum();
    before + i16::from(day.day())
}

fn days_of_year(day: Date) -> i16 {
    if is_leap(day.year()) { 366 } else { 365 }
}

fn months_of(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the first starts (days and, where it is not 19:00, times) of a rule.
    #[track_caller]
    fn check(rule: &str, start: &str, want: &[&str]) {
        let rule = Rule::parse(rule, false).0.unwrap();
        let start = DateTime::parse(&format!("{start}T19:00")).unwrap();
        let mut found = Vec::new();
        Expansion::new(&rule, start).visit(start, Date::MAX.midnight(), |at| {
            found.push(at.to_string().replace("T19:00:00", ""));
            if found.len() == want.len() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(found, want);
    }

    #[test]
    fn rules_give_what_rfc_5545_says() {
        check("FREQ=MONTHLY;BYDAY=1TU", "2026-05-05", &["2026-05-05", "2026-06-02", "2026-07-07"]);
        check("FREQ=MONTHLY;BYDAY=-1FR", "2026-05-29", &["2026-05-29", "2026-06-26"]);
        check("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=MO", "2026-05-03", &["2026-05-03", "2026-05-11", "2026-05-17"]);
        check("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", "2026-05-03", &["2026-05-03", "2026-05-04", "2026-05-17"]);
        check("FREQ=MONTHLY", "2026-01-31", &["2026-01-31", "2026-03-31", "2026-05-31"]);
        check("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", &["2026-01-31", "2026-02-28", "2026-03-31"]);
        check("FREQ=YEARLY", "2024-02-29", &["2024-02-29", "2028-02-29", "2032-02-29"]);
        check("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-02-13", &["2026-02-13", "2026-03-13", "2026-11-13"]);
        check("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", &["1997-05-19", "1998-05-18", "1999-05-17"]);
        check("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", &["1997-05-12", "1998-05-11", "1999-05-17"]);
        check("FREQ=YEARLY;BYWEEKNO=20", "1997-05-12", &["1997-05-12", "1998-05-11", "1999-05-17"]);
        check("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-05-29", &["2026-05-29", "2026-06-30"]);
        check("FREQ=DAILY;BYHOUR=9,19", "2026-05-01", &["2026-05-01", "2026-05-02T09:00:00", "2026-05-02"]);
        check(
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "1996-11-05",
            &["1996-11-05", "2000-11-07"],
        );
    }

    #[test]
    fn a_rule_that_gives_nothing_ends_with_its_window() {
        let rule = Rule::parse("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", false).0.unwrap();
        let start = DateTime::parse("2026-05-01T19:00").unwrap();
        let mut found = 0;
        Expansion::new(&rule, start).visit(start, start.on(Date::MAX), |_| {
            found += 1;
            ControlFlow::Continue(())
        });
        assert_eq!(found, 0);
    }
}

#[cfg(test)]
mod against_rrule {
    //! Random rules, expanded by us and by an independent implementation.

    use super::*;

    /// A small generator of numbers (splitmix64): the same rules in every run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: u64) -> i64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            i64::try_from((z ^ (z >> 31)) % limit).unwrap()
        }

        fn list(&mut self, most: u64, mut one: impl FnMut(&mut Self) -> String) -> String {
            let count = 1 + self.below(most);
            let mut all: Vec<String> = (0..count).map(|_| one(self)).collect();
            all.dedup();
            all.join(",")
        }

        fn signed(&mut self, most: u64) -> i64 {
            let number = 1 + self.below(most);
            if self.below(3) == 0 { -number } else { number }
        }
    }

    fn random_rule(n: &mut Numbers) -> String {
        let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let frequency = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"][usize::try_from(n.below(4)).unwrap()];
        let mut rule = format!("FREQ={frequency};INTERVAL={}", 1 + n.below(4));
        let mut add = |name: &str, value: String| rule += &format!(";{name}={value}");
        let weekday = |n: &mut Numbers| days[usize::try_from(n.below(7)).unwrap()].to_string();
        if n.below(3) == 0 {
            add("BYMONTH", n.list(4, |n| (1 + n.below(12)).to_string()));
        }
        // From -52 on, theirs overlooks that the last days of a year can lie in the first week of the next.
        let week = |n: &mut Numbers| if n.below(3) == 0 { -1 - n.below(50) } else { 1 + n.below(53) };
        let mut picked = false;
        if frequency != "WEEKLY" && n.below(3) == 0 {
            add("BYMONTHDAY", n.list(3, |n| n.signed(31).to_string()));
            picked = true;
        }
        if frequency == "YEARLY" && n.below(4) == 0 {
            add("BYYEARDAY", n.list(5, |n| n.signed(366).to_string()));
            picked = true;
        }
        if n.below(2) == 0 {
            let numbered = matches!(frequency, "MONTHLY" | "YEARLY") && n.below(2) == 0;
            let most = if frequency == "MONTHLY" { 5 } else { 20 };
            add(
                "BYDAY",
                n.list(3, |n| if numbered { format!("{}{}", n.signed(most), weekday(n)) } else { weekday(n) }),
            );
            picked = true;
        } else if frequency == "YEARLY" && n.below(3) == 0 {
            add("BYWEEKNO", n.list(2, |n| week(n).to_string()));
            add("BYDAY", weekday(n));
            picked = true;
        }
        // In the first week theirs counts from the start, not from the week's first day.
        if picked && frequency != "WEEKLY" && n.below(5) == 0 {
            add("BYSETPOS", n.list(2, |n| n.signed(3).to_string()));
        }
        if n.below(3) == 0 {
            add("WKST", weekday(n));
        }
        rule
    }

    #[test]
    fn random_rules_give_the_same_starts() {
        let mut numbers = Numbers(7);
        let mut compared = 0;
        for _ in 0..1500 {
            let text = random_rule(&mut numbers);
            let day = Date::from_day_number(i32::try_from(numbers.below(20_000)).unwrap());
            let start = day.at(19, 0, 0).unwrap();
            let stamp = format!("{:04}{:02}{:02}T190000Z", day.year(), day.month(), day.day());
            let Ok(theirs) = format!("DTSTART:{stamp}\nRRULE:{text}").parse::<rrule::RRuleSet>() else { continue };
            let theirs: Vec<i64> = theirs.all(20).dates.iter().map(|date| date.timestamp()).collect();
            let Some(rule) = Rule::parse(&text, false).0 else { panic!("{text}") };
            let mut ours = Vec::new();
            Expansion::new(&rule, start).visit(start, Date::from_day_number(60_000).midnight(), |at| {
                ours.push(at.civil_seconds());
                if ours.len() == 20 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            let common = theirs.iter().take_while(|at| **at < 60_000 * 86_400).count();
            assert_eq!(ours, theirs[..common], "DTSTART:{stamp} RRULE:{text}");
            compared += 1;
        }
        assert!(compared > 1000, "only {compared} rules were compared");
    }
}
