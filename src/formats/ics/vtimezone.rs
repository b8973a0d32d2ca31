//! VTIMEZONE (RFC 5545 §3.6.5), cut from the compiled-in database.
//!
//! Takes a zone and the years its events lie in. Lists every change from the year before the first event on, and switches to a yearly
//! rule as soon as all that follows keeps to one; where nothing does (clocks that follow the moon), all changes are listed.

use super::event::Vevent;
use super::text::Lines;
use crate::time::{Date, DateTime, Instant, Transition, Weekday, Zone};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How many years are looked at to find a rule: after 28 every date has been on every weekday, and the weeks are as before.
const CYCLE: i16 = 28;
/// From here on the database holds rules rather than history; a search for the yearly rule looks no earlier.
const SETTLED: i16 = 2012;
/// Where no rule fits and a series has no end, changes are listed for this many years.
const WITHOUT_END: i16 = 40;

/// The definitions of the zones that some events need, each made once.
///
/// Only those that follow a yearly rule are kept: what they say depends on the zone and the first year alone, so that a calendar is the
/// same whatever other events there are. The few others are made anew for each calendar.
#[derive(Clone, Debug, Default)]
pub struct Zones {
    texts: BTreeMap<(Zone, i16), String>,
}

impl Zones {
    /// Makes the definitions that calendars of any of these events can need.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Vevent>) -> Self {
        let mut zones = Self::default();
        let wanted = events.into_iter().filter_map(|event| Some((event.zone.clone()?, event.first_year)));
        for (zone, first) in wanted.collect::<BTreeSet<_>>() {
            if let (text, true) = definition(&zone, first, Some(first)) {
                zones.texts.insert((zone, first), text);
            }
        }
        zones
    }

    /// The definition of a zone for events from `first` (a year) to `last`.
    pub(super) fn text(&self, zone: &Zone, first: i16, last: Option<i16>) -> Cow<'_, str> {
        match self.texts.get(&(zone.clone(), first)) {
            Some(text) => text.into(),
            None => vtimezone(zone, first, last).into(),
        }
    }
}

/// What calendars call UTC where they name it as a zone. By its own name some readers take it for a time without a zone, and move it into
/// that of the calendar (`X-WR-TIMEZONE`).
pub(super) const UTC: &str = "Etc/GMT";

/// The name of a zone in calendars.
pub(super) fn name(zone: &Zone) -> &str {
    if zone.rules_name() == "UTC" { UTC } else { zone.rules_name() }
}

/// The definition of a zone that is right for everything from the year `first` to the year `last` (without: for ever, or 40 years where
/// its clocks keep to no rule).
pub fn vtimezone(zone: &Zone, first: i16, last: Option<i16>) -> String {
    definition(zone, first, last).0
}

/// The definition, and whether it holds for every later year too.
fn definition(zone: &Zone, first: i16, last: Option<i16>) -> (String, bool) {
    let mut lines = Lines::default();
    lines.raw("BEGIN", "VTIMEZONE");
    lines.raw("TZID", name(zone));
    lines.raw("X-LIC-LOCATION", name(zone));
    let first = first.saturating_sub(1).clamp(2, 9900);
    let last = last.unwrap_or(first.max(SETTLED) + WITHOUT_END).clamp(first, 9900) + 1;
    let far = first.max(SETTLED) + CYCLE;
    let begin = new_year(first);
    let found = zone.transitions(begin, new_year(far + 2).max(new_year(last + 1)));
    // Ireland and Morocco call their winter the exception; clients expect daylight saving to be the later clock.
    let inverted = found.iter().any(|change| change.daylight && change.offset_after < change.offset_before);
    let then = zone.offset_at(begin);
    let tail = Tail::of(&found, far - CYCLE + 1, far);
    let (listed, tail_from) = match &tail {
        Some(tail) => {
            let rest = found.iter().filter(|change| local_year(change) <= far);
            let from = tail.first_year(&found, first, far);
            (rest.filter(|change| local_year(change) < from).collect::<Vec<_>>(), from)
        }
        None => (found.iter().filter(|change| local_year(change) <= last).collect(), i16::MAX),
    };
    let start = if listed.is_empty() && tail.as_ref().is_none_or(|tail| tail.rules.is_empty()) {
        // A clock that stands still needs no year.
        Date::new(1970, 1, 1).expect("the first day of a year").midnight()
    } else {
        zone.local(begin)
    };
    observance(&mut lines, then.daylight != inverted, start, [then.seconds, then.seconds], &then.abbreviation, None);
    for change in listed {
        let offsets = [change.offset_before, change.offset_after];
        observance(&mut lines, change.daylight != inverted, local(change), offsets, &change.abbreviation, None);
    }
    for (place, rule) in tail.iter().flat_map(|tail| tail.rules.iter().enumerate()) {
        let count = tail.as_ref().map_or(0, |tail| tail.rules.len());
        let first_of_rule = found.iter().filter(|change| local_year(change) >= tail_from).take(count).nth(place);
        if let Some(change) = first_of_rule {
            let offsets = [change.offset_before, change.offset_after];
            observance(
                &mut lines,
                change.daylight != inverted,
                local(change),
                offsets,
                &change.abbreviation,
                Some(&rule.text()),
            );
        }
    }
    lines.raw("END", "VTIMEZONE");
    (lines.finish(), tail.is_some())
}

fn observance(lines: &mut Lines, daylight: bool, start: DateTime, offsets: [i64; 2], name: &str, rule: Option<&str>) {
    let kind = if daylight { "DAYLIGHT" } else { "STANDARD" };
    lines.raw("BEGIN", kind);
    lines.raw("DTSTART", &super::event::local_text(start));
    if let Some(rule) = rule {
        lines.raw("RRULE", rule);
    }
    lines.raw("TZOFFSETFROM", &offset_text(offsets[0]));
    lines.raw("TZOFFSETTO", &offset_text(offsets[1]));
    lines.raw("TZNAME", name);
    lines.raw("END", kind);
}

fn offset_text(seconds: i64) -> String {
    let (sign, rest) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let short = format!("{sign}{:02}{:02}", rest / 3600, rest / 60 % 60);
    if rest % 60 == 0 { short } else { format!("{short}{:02}", rest % 60) }
}

fn new_year(year: i16) -> Instant {
    let first = Date::new(year.clamp(1, 9999), 1, 1).expect("every year has a first day");
    Zone::utc().moment(first.midnight()).instant()
}

/// What walls show when a change comes, by the offset before it.
fn local(change: &Transition) -> DateTime {
    change.at.plus_seconds(change.offset_before).utc()
}

fn local_year(change: &Transition) -> i16 {
    local(change).date().year()
}

/// Changes that come back every year on the same day by the same rule.
struct Tail {
    rules: Vec<Yearly>,
}

struct Yearly {
    month: u8,
    weekday: Weekday,
    second_of_day: i64,
    offsets: [i64; 2],
    day: Day,
}

/// How a weekday of a month is told from the others.
#[derive(Clone, Copy)]
enum Day {
    Nth(u8),
    Last,
    /// The one of the seven days from this on.
    From(u8),
}

impl Tail {
    /// The rules that all changes from year `first` to year `last` keep to; none where they keep to none.
    fn of(changes: &[Transition], first: i16, last: i16) -> Option<Self> {
        let years: Vec<Vec<&Transition>> = (first..=last).map(|year| of_year(changes, year)).collect();
        let count = years.last()?.len();
        if count > 4 {
            return None;
        }
        let mut rules = Vec::new();
        for place in 0..count {
            // The rule comes from the second half of the years: the first half may still hold what was decided by hand.
            let late: Vec<Date> =
                years.iter().rev().filter_map(|year| year.get(place)).map(|change| local(change).date()).collect();
            let model = years.last()?.get(place)?;
            rules.push(Yearly::of(model, &late));
        }
        let tail = Self { rules: rules.into_iter().collect::<Option<_>>()? };
        let settled = usize::try_from(CYCLE / 2).unwrap_or(14);
        years.iter().rev().take(settled).all(|year| tail.fits(year)).then_some(tail)
    }

    fn fits(&self, year: &[&Transition]) -> bool {
        year.len() == self.rules.len() && year.iter().zip(&self.rules).all(|(change, rule)| rule.fits(change))
    }

    /// The first year from which on everything keeps to the rules.
    fn first_year(&self, changes: &[Transition], earliest: i16, far: i16) -> i16 {
        (earliest..=far).rev().find(|year| !self.fits(&of_year(changes, *year))).map_or(earliest, |year| year + 1)
    }
}

fn of_year(changes: &[Transition], year: i16) -> Vec<&Transition> {
    let low = changes.partition_point(|change| local_year(change) < year);
    changes[low..].iter().take_while(|change| local_year(change) == year).collect()
}

impl Yearly {
    /// The rule of a change, given the dates it falls on, the latest year first.
    fn of(model: &Transition, dates: &[Date]) -> Option<Self> {
        let at = local(model);
        let (month, weekday) = (at.date().month(), at.date().weekday());
        let settled = dates
            .iter()
            .take_while(|date| date.month() == month && date.weekday() == weekday)
            .copied()
            .collect::<Vec<_>>();
        let nth = |date: &Date| (date.day() - 1) / 7 + 1;
        let last = |date: &Date| date.day() + 7 > date.days_in_month();
        let half = usize::try_from(CYCLE / 2).unwrap_or(14).min(settled.len());
        let late = &settled[..half];
        let (first, number) = (late.iter().map(|date| date.day()).min()?, nth(late.first()?));
        // The last one first: `4SU` fits many years of `-1SU`.
        let day = if late.iter().all(last) {
            Day::Last
        } else if late.iter().all(|date| nth(date) == number) {
            Day::Nth(number)
        } else if late.iter().all(|date| date.day() < first + 7)
            && first + 6 <= late.iter().map(|date| date.days_in_month()).min()?
        {
            Day::From(first)
        } else {
            return None;
        };
        let offsets = [model.offset_before, model.offset_after];
        Some(Self { month, weekday, second_of_day: at.second_of_day(), offsets, day })
    }

    fn fits(&self, change: &Transition) -> bool {
        let at = local(change);
        let date = at.date();
        let day = match self.day {
            Day::Nth(number) => (date.day() - 1) / 7 + 1 == number,
            Day::Last => date.day() + 7 > date.days_in_month(),
            Day::From(first) => (first..first + 7).contains(&date.day()),
        };
        day && date.month() == self.month
            && date.weekday() == self.weekday
            && at.second_of_day() == self.second_of_day
            && [change.offset_before, change.offset_after] == self.offsets
    }

    fn text(&self) -> String {
        let (month, weekday) = (self.month, self.weekday.ical());
        match self.day {
            Day::Nth(number) => format!("FREQ=YEARLY;BYMONTH={month};BYDAY={number}{weekday}"),
            Day::Last => format!("FREQ=YEARLY;BYMONTH={month};BYDAY=-1{weekday}"),
            Day::From(first) => {
                let days: Vec<String> = (first..first + 7).map(|day| day.to_string()).collect();
                format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={};BYDAY={weekday}", days.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, first: i16) -> String {
        vtimezone(&Zone::find(name).unwrap(), first, None).replace("\r\n", "\n")
    }

    #[test]
    fn a_clock_that_stands_still_is_one_block() {
        assert_eq!(
            of("Asia/Kathmandu", 2026),
            "BEGIN:VTIMEZONE\nTZID:Asia/Kathmandu\nX-LIC-LOCATION:Asia/Kathmandu\nBEGIN:STANDARD\nDTSTART:19700101T000000\n\
             TZOFFSETFROM:+0545\nTZOFFSETTO:+0545\nTZNAME:+0545\nEND:STANDARD\nEND:VTIMEZONE\n"
        );
        assert!(of("UTC", 2026).contains("TZID:Etc/GMT\nX-LIC-LOCATION:Etc/GMT\nBEGIN:STANDARD\n"));
    }

    #[test]
    fn clocks_that_keep_to_a_rule_get_it() {
        for (zone, rules) in [
            ("Europe/Berlin", ["FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"]),
            ("America/New_York", ["FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"]),
            ("Australia/Lord_Howe", ["FREQ=YEARLY;BYMONTH=4;BYDAY=1SU", "FREQ=YEARLY;BYMONTH=10;BYDAY=1SU"]),
            (
                "America/Nuuk",
                ["FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA", "FREQ=YEARLY;BYMONTH=10;"],
            ),
        ] {
            let text = of(zone, 2026).replace("\n ", "");
            assert!(rules.iter().all(|rule| text.contains(rule)), "{zone}: {text}");
            assert!(text.len() < 1500, "{zone}: {text}");
        }
        let ireland = of("Europe/Dublin", 2026);
        assert!(ireland.contains("BEGIN:DAYLIGHT\nDTSTART:20250330T010000\n"), "{ireland}");
    }

    #[test]
    fn what_was_decided_by_hand_is_listed_before_the_rule() {
        let chile = of("America/Santiago", 2022);
        assert!(chile.contains("DTSTART:20220911T000000\nTZOFFSETFROM:-0400"), "{chile}");
        let york = of("America/New_York", 2007);
        assert!(york.contains("DTSTART:20060402T020000\nTZOFFSETFROM"), "{york}");
        assert!(york.contains("DTSTART:20070311T020000\nRRULE:"), "{york}");
        assert!(of("Asia/Gaza", 2026).matches("DTSTART:").count() > 80, "its clocks follow the moon");
    }
}
