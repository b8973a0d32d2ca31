//! One VEVENT of another program's file.
//!
//! Takes a component, gives its time, rules and details. Zones are understood as generously as clients do; what is put up with is said.

use super::components::{Component, short};
use super::doubt::{doubt, series_doubt};
use super::event::Details;
use super::foreign_zone::{Clock, Named, fixed_zone, unknown, years};
use super::lines::Property;
use super::read::{IcsChange, IcsEvent, IcsFault, IcsProblem};
use super::read_details::{details, person_problems, place_problem, private_problem, range_problem, short_line};
use super::text::unescape;
use crate::time::{
    Duration, Extent, Instant, Override, RepeatField, RepeatIssue, RepeatRule, RepeatSpec, Stamp, When, Zone,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// For so many unknown zones a known one is looked for.
const MAX_EXPLAINED: usize = 20;

/// A VEVENT on its own, before series and changes are brought together.
#[derive(Clone, Debug)]
pub(super) struct Single {
    pub(super) uid: Option<String>,
    pub(super) when: When,
    pub(super) recurrence: Option<(Stamp, Range<usize>)>,
    pub(super) rules: Vec<Rule>,
    /// Additions that are not as long as the event, with their end or length.
    periods: Vec<Override>,
    pub(super) at: Range<usize>,
    /// Its `DTSTART`.
    pub(super) start_at: Range<usize>,
    details: Details,
    sequence: u32,
    stamp: Option<Instant>,
    last_modified: Option<Instant>,
    created: Option<Instant>,
    pub(super) private: bool,
    color: Option<String>,
}

/// A line about repetition.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    Every(String, Range<usize>),
    Except(Stamp, Range<usize>),
    Also(Stamp, Range<usize>),
}

impl Single {
    /// The same event without its repetition.
    pub(super) fn once(&self) -> Self {
        Self { rules: Vec::new(), periods: Vec::new(), ..self.clone() }
    }

    /// What tells a newer revision from an older one.
    pub(super) fn revision(&self) -> (u32, Option<Instant>) {
        (self.sequence, self.last_modified.max(self.stamp))
    }
}

/// What holds for all events of a calendar.
pub(super) struct Reader<'a> {
    default: &'a Zone,
    calendar_zone: Option<Zone>,
    known: BTreeMap<String, Named>,
    /// Unknown zones that have been spoken of.
    reported: BTreeSet<String>,
    problems: &'a mut Vec<IcsProblem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(calendar: &Component, default: &'a Zone, problems: &'a mut Vec<IcsProblem>) -> Self {
        let by_name = |name: &str| Zone::find_foreign(name).or_else(|| Zone::meant_by(name));
        let calendar_zone = calendar.value("X-WR-TIMEZONE").and_then(|name| by_name(&unescape(name)));
        let mut known = BTreeMap::new();
        let preferred = calendar_zone.as_ref().unwrap_or(default);
        for zone in calendar.children.iter().filter(|component| component.name == "VTIMEZONE") {
            let Some(id) = zone.value("TZID") else { continue };
            let id = unescape(id);
            // What a program shows of a zone says less than the definition beside it.
            let listed = Some(&id).filter(|id| id.starts_with('(')).and_then(|id| Zone::find_foreign(id));
            let exact =
                || Zone::find_foreign(&id).or_else(|| zone.value("X-LIC-LOCATION").and_then(Zone::find_foreign));
            let named = match Some(exact).filter(|_| listed.is_none()).and_then(|exact| exact().or(fixed_zone(zone))) {
                Some(zone) => Named::Zone(zone),
                None => match years(calendar).and_then(|years| Clock::of(zone, years)) {
                    Some(clock) => {
                        let meant = listed.clone().or_else(|| Zone::meant_by(&id));
                        let found = clock.zone(meant.into_iter().chain([preferred.clone()])).or(listed);
                        found.map_or(Named::Clock(clock), Named::Zone)
                    }
                    None => listed.map_or(Named::Unknown, Named::Zone),
                },
            };
            known.insert(id, named);
        }
        Self { default, calendar_zone, known, reported: BTreeSet::new(), problems }
    }

    pub(super) fn say(&mut self, fault: IcsFault, at: Range<usize>, message: impl Into<String>) {
        self.problems.push(IcsProblem { fault, at, message: message.into(), help: None });
    }

    fn own_zone(&self) -> &Zone {
        self.calendar_zone.as_ref().unwrap_or(self.default)
    }

    /// The zone a property names, or the clock that the file defines for it; none where it names none.
    fn named(&mut self, property: &Property) -> Option<Named> {
        let id = property.parameter("TZID")?;
        if let Some(named @ (Named::Zone(_) | Named::Clock(_))) = self.known.get(id) {
            return Some(named.clone());
        }
        let found = Zone::find_foreign(id);
        let meant = if found.is_none() { Zone::meant_by(id) } else { None };
        let (is_known, is_meant) = (found.is_some(), meant.is_some());
        let zone = found.or(meant).unwrap_or_else(|| self.own_zone().clone());
        if !is_known && self.reported.insert(id.to_string()) {
            let explain = self.reported.len() <= MAX_EXPLAINED;
            self.problems.push(unknown(id, &zone, is_meant, explain, &property.at));
        }
        self.known.insert(id.to_string(), Named::Zone(zone.clone()));
        Some(Named::Zone(zone))
    }

    /// The times of a property (several in `EXDATE` and `RDATE`) and the zone that was named.
    fn times(&mut self, property: &Property) -> (Vec<Stamp>, Option<Zone>) {
        let named = self.named(property);
        let day_only = property.parameter("VALUE").is_some_and(|value| value.eq_ignore_ascii_case("DATE"));
        let mut found = Vec::new();
        for text in property.value.split(',') {
            // An `RDATE` may be a period; its end is looked at elsewhere.
            let text = text.split('/').next().unwrap_or("").trim();
            match Stamp::parse_ical(text).or_else(|| Stamp::parse(text).ok()) {
                Some(Stamp::Local(local)) if day_only => {
                    found.push(Stamp::Day(local.date()));
                    let message = format!("`{}` is a day by its `VALUE=DATE`: the time is left out", property.name);
                    let help = "take `VALUE=DATE` out if the time counts, else the time".to_owned();
                    let at = property.at.clone();
                    self.problems.push(IcsProblem { fault: IcsFault::BadValue, at, message, help: Some(help) });
                }
                Some(Stamp::Local(local)) => found.push(match &named {
                    Some(Named::Clock(clock)) => Stamp::Exact(clock.instant(local)),
                    _ => Stamp::Local(local),
                }),
                Some(stamp) => found.push(stamp),
                None => {
                    let message = format!("`{}` has no time that can be read: `{}`", property.name, short(text));
                    self.say(IcsFault::BadValue, property.at.clone(), message);
                }
            }
        }
        match named {
            Some(Named::Zone(zone)) => (found, Some(zone)),
            Some(Named::Clock(_) | Named::Unknown) | None => (found, None),
        }
    }

    /// Reads a VEVENT; `None` (and a problem) without a start.
    pub(super) fn single(&mut self, component: &Component) -> Option<Single> {
        let Some(start) = component.property("DTSTART") else {
            self.say(IcsFault::NoStart, component.at.clone(), "this event has no `DTSTART` and is left out");
            return None;
        };
        let (stamps, named) = self.times(start);
        let Some(begin) = stamps.first().copied() else {
            self.say(
                IcsFault::NoStart,
                component.at.clone(),
                "this event has no start that can be read and is left out",
            );
            return None;
        };
        let repeats = ["RRULE", "RDATE"].iter().any(|name| component.property(name).is_some());
        if repeats && matches!(self.named(start), Some(Named::Clock(_))) {
            let id = start.parameter("TZID").map(short).unwrap_or_default();
            let message = format!(
                "only this file knows the time zone `{id}`, and no zone has its clocks: the series is left out"
            );
            let help = "write the name of a zone such as `Europe/Berlin` as its `TZID`".to_owned();
            self.problems.push(IcsProblem {
                fault: IcsFault::OwnClock,
                at: start.at.clone(),
                message,
                help: Some(help),
            });
            return None;
        }
        // Some write UTC as a zone, and mean no more than those who write `Z`.
        let begin = match (begin, &named) {
            (Stamp::Local(local), Some(zone)) if zone.is_utc() => Stamp::Exact(zone.moment(local).instant()),
            (begin, _) => begin,
        };
        let zone = match (begin, named) {
            (Stamp::Local(_), Some(zone)) => zone,
            (Stamp::Local(_), None) => Zone::floating(self.own_zone()),
            (Stamp::Exact(_), _) if repeats => Zone::utc(),
            (Stamp::Exact(_) | Stamp::Day(_), _) => self.own_zone().clone(),
        };
        let when = self.extent(component, begin, &zone);
        let (mut rules, mut periods) = (Vec::new(), Vec::new());
        for property in &component.properties {
            match property.name.as_str() {
                "RRULE" => rules.push(Rule::Every(property.value.clone(), property.at.clone())),
                "EXDATE" => {
                    rules.extend(self.placed(property, &zone).map(|stamp| Rule::Except(stamp, property.at.clone())))
                }
                "RDATE" => {
                    rules.extend(self.placed(property, &zone).map(|stamp| Rule::Also(stamp, property.at.clone())));
                    periods.extend(self.periods(property, &when));
                }
                "EXRULE" => self.say(
                    IcsFault::BadValue,
                    property.at.clone(),
                    "`EXRULE` is no longer part of the standard and is left out",
                ),
                _ => {}
            }
        }
        let recurrence = component.property("RECURRENCE-ID").and_then(|property| {
            self.problems.extend(range_problem(property));
            self.placed(property, &zone).next().map(|stamp| (stamp, property.at.clone()))
        });
        let instant = |name: &str| match Stamp::parse_ical(component.value(name)?)? {
            Stamp::Exact(instant) => Some(instant),
            other => Some(other.instant(&Zone::utc())),
        };
        let details = details(component);
        self.problems.extend(place_problem(component, &details));
        let private = private_problem(component, recurrence.is_some());
        let is_private = private.is_some();
        self.problems.extend(private);
        if !is_private {
            self.problems.extend(person_problems(component));
        }
        if let (Stamp::Local(local), false) = (begin, is_private) {
            self.problems.extend(doubt(local, &zone, repeats, &start.at));
        }
        Some(Single {
            uid: component.value("UID").map(|uid| unescape(uid).trim().to_string()).filter(|uid| !uid.is_empty()),
            when,
            recurrence,
            rules,
            periods,
            at: component.at.clone(),
            start_at: start.at.clone(),
            details,
            sequence: component.value("SEQUENCE").and_then(|number| number.trim().parse().ok()).unwrap_or(0),
            stamp: instant("DTSTAMP"),
            last_modified: instant("LAST-MODIFIED"),
            created: instant("CREATED"),
            private: is_private,
            color: component
                .value("COLOR")
                .map(|color| color.trim().to_string())
                .filter(|color| super::event::is_color_name(color)),
        })
    }

    /// The times of a property, those in another zone than the event's as instants.
    fn placed(&mut self, property: &Property, zone: &Zone) -> std::vec::IntoIter<Stamp> {
        let (stamps, named) = self.times(property);
        let place = |stamp| match (stamp, &named) {
            (Stamp::Local(local), Some(named)) if named != zone => Stamp::Exact(named.moment(local).instant()),
            (stamp, _) => stamp,
        };
        stamps.into_iter().map(place).collect::<Vec<_>>().into_iter()
    }

    /// The periods of an `RDATE` (RFC 5545 §3.3.9) that are not as long as the event itself.
    fn periods(&mut self, property: &Property, when: &When) -> Vec<Override> {
        let zone = when.zone();
        let mut found = Vec::new();
        for (start, end) in property.value.split(',').filter_map(|period| period.split_once('/')) {
            let mut placed = |value: &str| {
                let one = Property { value: value.trim().to_owned(), ..property.clone() };
                self.placed(&one, zone).next()
            };
            // What cannot be read has been said.
            let Some(start) = Stamp::parse_ical(start.trim()).and_then(|_| placed(start)) else { continue };
            let (end, length) = match end.trim().starts_with(['P', 'p', '+']) {
                true => (None, Duration::parse(end.trim().trim_start_matches('+')).ok()),
                false => (placed(end), None),
            };
            let made = match (end, length) {
                (Some(end), _) => {
                    When::between(Stamp::Local(start.local(zone)), Some(Stamp::Local(end.local(zone))), zone)
                }
                (None, Some(length)) => When::lasting(Stamp::Local(start.local(zone)), length, zone),
                (None, None) => continue,
            };
            match made {
                Ok(made) if made.seconds() != when.seconds() => {
                    found.push(Override { at: Some(start), start: None, end, length });
                }
                Ok(_) => {}
                Err(error) => {
                    self.say(IcsFault::BadValue, property.at.clone(), format!("{error}; the end is left out"));
                }
            }
        }
        found
    }

    /// From `DTSTART` to `DTEND` or as long as `DURATION`; an end that cannot be is left out.
    fn extent(&mut self, component: &Component, begin: Stamp, zone: &Zone) -> When {
        let begin = if let Stamp::Exact(instant) = begin { Stamp::Local(zone.local(instant)) } else { begin };
        let alone = |stamp: Stamp| When::between(stamp, None, zone).expect("a time does not end before it starts");
        if let Some(property) = component.property("DTEND") {
            let end = self.placed(property, zone).next();
            let made = match (begin, end) {
                (_, None) => return alone(begin),
                (Stamp::Day(first), Some(end)) => {
                    // The end is not included; a whole day that ends when it starts is one day, as clients read it.
                    let end = if end.is_day() { end.date(zone).plus_days(-1) } else { end.date(zone) };
                    if end == first.plus_days(-1) {
                        Ok(alone(begin))
                    } else {
                        When::between(begin, Some(Stamp::Day(end)), zone)
                    }
                }
                (begin, Some(end)) => When::between(begin, Some(Stamp::Local(end.local(zone))), zone),
            };
            return made.unwrap_or_else(|error| {
                self.say(IcsFault::BadValue, property.at.clone(), format!("{error}; the end is left out"));
                alone(begin)
            });
        }
        if let Some(property) = component.property("DURATION") {
            let made = Duration::parse(&property.value).and_then(|length| When::lasting(begin, length, zone));
            return made.unwrap_or_else(|error| {
                self.say(IcsFault::BadValue, property.at.clone(), format!("{error}; the length is left out"));
                alone(begin)
            });
        }
        alone(begin)
    }

    /// Brings an event, its rules and its changed occurrences together. Gives the places of the changes that meet no occurrence.
    ///
    /// An occurrence that its owner marked as private is left out of the series, its ordinary time included.
    pub(super) fn series(&mut self, single: &Single, changes: &[&Single]) -> (IcsEvent, BTreeSet<usize>) {
        let (hidden, changes): (Vec<&Single>, Vec<&Single>) = changes.iter().partition(|change| change.private);
        let except = hidden.iter().filter_map(|change| change.recurrence.clone());
        let mut rules = single.rules.clone();
        rules.extend(except.map(|(stamp, at)| Rule::Except(stamp, at)));
        let single = &Single { rules, ..single.clone() };
        let when = self.repeating(single);
        let overrides = changes.iter().map(|change| as_override(change, &when));
        let overrides: Vec<Override> = overrides.chain(single.periods.iter().cloned()).collect();
        let (when, issues) = if overrides.is_empty() { (when, Vec::new()) } else { when.with_overrides(&overrides) };
        let mut orphans = BTreeSet::new();
        for issue in issues {
            // Of a period and a change of the same date the change counts.
            if let RepeatField::Override(index) = issue.field
                && index < changes.len()
            {
                let at = changes[index].recurrence.as_ref().map_or(changes[index].at.clone(), |(_, at)| at.clone());
                orphans.insert(changes[index].at.start);
                let message = format!("{}; this change stands as an event of its own", issue.message);
                self.problems.push(IcsProblem { fault: IcsFault::Orphan, at, message, help: issue.help });
            }
        }
        self.problems.extend(series_doubt(single, &when));
        let kept = changes.iter().enumerate().filter(|(_, change)| !orphans.contains(&change.at.start));
        let kept = kept
            .map(|(index, change)| IcsChange { index, details: change.details.clone(), at: change.at.clone() })
            .collect();
        // What we write has one revision: the newest of the series and its changes.
        let all = || changes.iter().copied().chain([single]);
        let sequence = all().map(|one| one.sequence).max().unwrap_or(single.sequence);
        let stamp = all().map(|one| one.stamp).max().flatten();
        let last_modified = all().map(|one| one.last_modified).max().flatten();
        let event = IcsEvent {
            uid: single.uid.clone(),
            when,
            details: single.details.clone(),
            changes: kept,
            sequence,
            stamp,
            last_modified,
            created: single.created,
            private: single.private,
            color: single.color.clone(),
            at: single.at.clone(),
        };
        (event, orphans)
    }

    fn repeating(&mut self, single: &Single) -> When {
        let mut rule = RepeatRule { tolerant: true, ..RepeatRule::default() };
        let (mut rule_at, mut except_at, mut also_at) = (single.at.clone(), Vec::new(), Vec::new());
        for line in &single.rules {
            match line {
                Rule::Every(_, at) if rule.rrule.is_some() => {
                    self.say(IcsFault::BadValue, at.clone(), "an event has one `RRULE`; this further one is left out");
                }
                Rule::Every(text, at) => {
                    rule.rrule = Some(text.clone());
                    rule_at = at.clone();
                }
                Rule::Except(stamp, at) => {
                    rule.exdate.push(*stamp);
                    except_at.push(at.clone());
                }
                Rule::Also(stamp, at) => {
                    rule.rdate.push(*stamp);
                    also_at.push(at.clone());
                }
            }
        }
        if rule.rrule.is_none() && rule.rdate.is_empty() {
            return single.when.clone();
        }
        let (made, issues) = single.when.repeating(&RepeatSpec::Rule(rule));
        for issue in issues {
            let at = match issue.field {
                RepeatField::Except(place) => except_at.get(place).cloned(),
                RepeatField::Also(place) => also_at.get(place).cloned(),
                RepeatField::Start => Some(single.at.clone()),
                _ => None,
            };
            self.repeat_problem(issue, at.unwrap_or(rule_at.clone()));
        }
        made.unwrap_or_else(|| single.when.clone())
    }

    fn repeat_problem(&mut self, issue: RepeatIssue, at: Range<usize>) {
        let lost = if issue.is_error { "; the event stands once" } else { "" };
        let message = short_line(&format!("{}{lost}", issue.message));
        self.problems.push(IcsProblem { fault: IcsFault::Repeat(issue.fault), at, message, help: issue.help });
    }

    /// Changed occurrences of a series that is not in the file, as one event: the first of them, and the others as its further dates. Gives
    /// the places of those that do not fit in.
    pub(super) fn without_master(&mut self, orphans: &[&Single]) -> Option<(IcsEvent, BTreeSet<usize>)> {
        let mut orphans: Vec<&Single> = orphans.to_vec();
        orphans.sort_by_key(|orphan| (orphan.when.start().instant(), orphan.at.start));
        let (first, others) = orphans.split_first()?;
        let start = |one: &Single| match one.when.extent() {
            Extent::AllDay { first, .. } => Stamp::Day(first),
            Extent::Timed { .. } => Stamp::Exact(one.when.start().instant()),
        };
        let mut lead = first.once();
        lead.rules = others.iter().map(|other| Rule::Also(start(other), other.at.clone())).collect();
        let as_changes =
            others.iter().map(|other| Single { recurrence: Some((start(other), other.at.clone())), ..other.once() });
        let others: Vec<Single> = as_changes.collect();
        Some(self.series(&lead, &others.iter().collect::<Vec<_>>()))
    }

    /// The identity of a changed occurrence that stands alone.
    pub(super) fn orphan_uid(&mut self, single: &Single) -> Option<String> {
        let (stamp, _) = single.recurrence.as_ref()?;
        let id = match stamp {
            Stamp::Day(day) => day.to_string(),
            other => other.instant(single.when.zone()).ical(),
        };
        single.uid.as_ref().map(|uid| format!("{uid}/{id}"))
    }
}

/// A changed occurrence as a change of its series.
fn as_override(change: &Single, series: &When) -> Override {
    let at = change.recurrence.as_ref().map(|(stamp, _)| match stamp {
        // The original start is written in the zone of the change, which may be another one.
        Stamp::Local(local)
            if change.when.zone() != series.zone() && !series.is_all_day() && !change.when.is_all_day() =>
        {
            Stamp::Exact(change.when.zone().moment(*local).instant())
        }
        stamp => *stamp,
    });
    let (start, end) = match change.when.extent() {
        Extent::AllDay { first, last } => (Stamp::Day(first), Stamp::Day(last)),
        Extent::Timed { start, end } if change.when.zone() == series.zone() => (Stamp::Local(start), Stamp::Local(end)),
        Extent::Timed { .. } => {
            (Stamp::Exact(change.when.start().instant()), Stamp::Exact(change.when.end().instant()))
        }
    };
    Override { at, start: Some(start), end: Some(end), length: None }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
