//! Clocks that only a file itself defines: a VTIMEZONE under a name that nobody knows.
//!
//! Takes its observances and the years of the file's events, gives the zone of the database whose clocks show the same in those years. Where
//! there is none, the times of single events can still be placed; a series cannot, because we would have no name to write for it.

use super::components::{Component, short};
use super::read::{IcsFault, IcsProblem};
use super::text::unescape;
use crate::time::{Date, DateTime, Instant, RepeatRule, RepeatSpec, Stamp, When, Zone};
use std::ops::Range;

/// Changes of an observance that are looked at: twice a year since 1601, as some programs begin.
const MAX_CHANGES: usize = 1_000;
/// Years after the last start in which the clocks have to agree where something repeats.
const REPEATED: i16 = 6;

/// How a file names a zone.
#[derive(Clone, Debug)]
pub(super) enum Named {
    /// A zone of the database.
    Zone(Zone),
    /// None of them, but the file says how its clocks go.
    Clock(Clock),
    /// Nobody knows.
    Unknown,
}

/// How clocks go, in some years.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// Seconds east of UTC before the first change.
    before: i64,
    /// Each change: when, and the seconds east of UTC from then on.
    changes: Vec<(Instant, i64)>,
    /// The first and the last moment of the years.
    span: (Instant, Instant),
}

/// The years of a calendar's events.
pub(super) fn years(calendar: &Component) -> Option<(i16, i16)> {
    let events = || calendar.children.iter().filter(|component| component.name == "VEVENT");
    let all = events().filter_map(|event| event.value("DTSTART")?.trim().get(..4)?.parse::<i16>().ok());
    let all: Vec<i16> = all.filter(|year| (1..=9000).contains(year)).collect();
    let more = if events().any(|event| event.property("RRULE").is_some()) { REPEATED } else { 0 };
    Some((*all.iter().min()?, all.iter().max()? + more))
}

impl Clock {
    /// Reads a definition; `None` where it says no offsets that can be read.
    pub(super) fn of(zone: &Component, (first, last): (i16, i16)) -> Option<Self> {
        let mut all: Vec<(Instant, i64, i64)> = Vec::new();
        for part in zone.children.iter().filter(|part| matches!(part.name.as_str(), "STANDARD" | "DAYLIGHT")) {
            let offset = |name: &str| part.value(name).and_then(|text| offset(text.trim()));
            let (from, to) = (offset("TZOFFSETFROM")?, offset("TZOFFSETTO")?);
            let at = |local: DateTime| Zone::utc().moment(local).instant().plus_seconds(-from);
            all.extend(onsets(part, from, last)?.into_iter().map(|local| (at(local), from, to)));
        }
        all.sort_unstable();
        let (_, before, _) = *all.first()?;
        let new_year = |year: i16| {
            let day = Date::new(year.clamp(1, 9999), 1, 1).expect("every year has a first day");
            Zone::utc().moment(day.midnight()).instant()
        };
        let changes = all.into_iter().map(|(at, _, to)| (at, to)).collect();
        Some(Self { before, changes, span: (new_year(first), new_year(last + 1)) })
    }

    /// The zone whose clocks show the same in these years: the first of the `preferred`, else the best known.
    pub(super) fn zone(&self, preferred: impl IntoIterator<Item = Zone>) -> Option<Zone> {
        let is_same = |zone: &Zone| {
            zone.offset_at(self.span.0).seconds == self.offset_at(self.span.0)
                && changes_of(zone, self.span) == self.own()
        };
        preferred.into_iter().chain(Zone::all()).filter(|zone| !zone.is_floating()).find(is_same)
    }

    /// Places a local time as RFC 5545 §3.3.5 says: the first of two equal ones; in a gap with the offset before it.
    pub(super) fn instant(&self, local: DateTime) -> Instant {
        let as_utc = Zone::utc().moment(local).instant();
        let offsets = std::iter::once(self.before).chain(self.changes.iter().map(|(_, offset)| *offset));
        let begins = std::iter::once(None).chain(self.changes.iter().map(|(at, _)| Some(*at)));
        let periods: Vec<(Option<Instant>, i64)> = begins.zip(offsets).collect();
        for (number, (_, offset)) in periods.iter().enumerate() {
            let at = as_utc.plus_seconds(-offset);
            // Whatever begins later cannot show an earlier time for the first time.
            if periods.get(number + 1).is_none_or(|(next, _)| next.is_none_or(|next| at < next)) {
                let here = begins_by(periods[number].0, at);
                return if here { at } else { as_utc.plus_seconds(-periods[number - 1].1) };
            }
        }
        as_utc.plus_seconds(-self.before)
    }

    fn offset_at(&self, at: Instant) -> i64 {
        self.changes.iter().take_while(|(change, _)| *change <= at).last().map_or(self.before, |(_, offset)| *offset)
    }

    /// The changes in these years that put the clock forward or back.
    fn own(&self) -> Vec<(Instant, i64)> {
        let mut offset = self.offset_at(self.span.0);
        let within = self.changes.iter().filter(|(at, _)| *at > self.span.0 && *at <= self.span.1);
        within.filter(|(_, to)| std::mem::replace(&mut offset, *to) != *to).copied().collect()
    }
}

/// A zone that never changes its clock can be told from its definition alone.
pub(super) fn fixed_zone(zone: &Component) -> Option<Zone> {
    let offsets: Vec<&str> =
        zone.children.iter().filter_map(|child| child.value("TZOFFSETTO")).map(str::trim).collect();
    let first = offsets.first()?;
    offsets.iter().all(|other| other == first).then(|| Zone::find_foreign(first)).flatten()
}

/// What is to be said of a name that no database has, where `zone` is taken for it: because it seems to mean that one, or because some zone
/// has to be. `explain` looks for one that it may stand for.
pub(super) fn unknown(id: &str, zone: &Zone, is_meant: bool, explain: bool, at: &Range<usize>) -> IcsProblem {
    let (name, taken) = (short(id), zone.name());
    let (message, help) = if is_meant {
        let message = format!("`{name}` is no name of a time zone; it is read as `{taken}`");
        (message, Some(format!("write `{taken}` instead")))
    } else {
        let near = if explain { Zone::suggest(id) } else { Vec::new() };
        let message = format!("nobody knows the time zone `{name}`; `{taken}` stands in");
        let help = match near.first() {
            Some(near) => format!("if it is `{near}`, write so"),
            None => format!("write the name of a zone such as `{taken}` as its `TZID`"),
        };
        (message, Some(help))
    };
    IcsProblem { fault: IcsFault::UnknownZone, at: at.clone(), message, help }
}

fn begins_by(begin: Option<Instant>, at: Instant) -> bool {
    begin.is_none_or(|begin| begin <= at)
}

fn changes_of(zone: &Zone, span: (Instant, Instant)) -> Vec<(Instant, i64)> {
    let all = zone.transitions(span.0, span.1).into_iter();
    all.filter(|one| one.offset_before != one.offset_after).map(|one| (one.at, one.offset_after)).collect()
}

/// When an observance begins, each time up to a year, on the wall as it was before.
fn onsets(part: &Component, offset_before: i64, last: i16) -> Option<Vec<DateTime>> {
    let local = |text: &str| match Stamp::parse_ical(text.trim())? {
        Stamp::Local(local) => Some(local),
        Stamp::Exact(instant) => Some(instant.plus_seconds(offset_before).utc()),
        Stamp::Day(day) => Some(day.midnight()),
    };
    let first = local(part.value("DTSTART")?)?;
    let dates = part.all("RDATE").flat_map(|property| property.value.split(',')).filter_map(local);
    let dates: Vec<Stamp> = dates.map(Stamp::Local).collect();
    let rule = part.value("RRULE").map(|rule| on_the_wall(rule, offset_before));
    if rule.is_none() && dates.is_empty() {
        return Some(vec![first]);
    }
    let spec = RepeatSpec::Rule(RepeatRule { rrule: rule, rdate: dates, exdate: Vec::new(), tolerant: true });
    let series = When::timed(first, first, &Zone::utc()).ok()?.repeating(&spec).0?;
    let until = Date::new(last.checked_add(1)?, 12, 31)?;
    Some(series.occurrences(first.date(), until, MAX_CHANGES).iter().map(|one| one.original).collect())
}

/// A rule whose `UNTIL` is a local time like the onsets that it bounds: in files it is in UTC.
fn on_the_wall(rule: &str, offset: i64) -> String {
    let part = |part: &str| match part.split_once('=') {
        Some((name, until)) if name.trim().eq_ignore_ascii_case("UNTIL") => match Stamp::parse_ical(until.trim()) {
            Some(Stamp::Exact(instant)) => format!("UNTIL={}Z", instant.plus_seconds(offset).utc().ical()),
            _ => part.to_owned(),
        },
        _ => part.to_owned(),
    };
    unescape(rule).split(';').map(part).collect::<Vec<_>>().join(";")
}

/// `+0100`, `-033000`: seconds east of UTC.
fn offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let two = |at: usize| digits.get(at..at + 2).map_or(Some(0), |two| two.parse::<i64>().ok());
    Some(sign * (two(0)? * 3600 + two(2)? * 60 + two(4)?))
}
