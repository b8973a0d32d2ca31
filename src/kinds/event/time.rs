//! When an event takes place: from the fields of its file to a checked [`When`], series and overrides included.

use super::read::{EventFields, EventStatus, EventZone, OverrideField, RepeatField};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::entry::HeadBuilder;
use crate::read::fields::{Fields, Reader, Spanned};
use crate::read::node::{Node, Table, Value};
use crate::text::Span;
use crate::time::{
    Doubt, Duration, Moment, Override, RepeatFault, RepeatField as Part, RepeatIssue, RepeatRule, RepeatSpec,
    RepeatTable, Stamp, TimeError, Weekday, When, Zone,
};

/// The first and the last year an event may be in: what calendar programs can hold (RFC 5545 has four digits).
const EARLIEST: i16 = 1000;
const LATEST: i16 = 2999;
/// The most years an event may last: it has a page for each of its months.
const LONGEST: i32 = 3;

/// The time of an event, or `None` where it makes no sense, which is then said.
pub fn when(fields: &EventFields, head: &mut HeadBuilder<'_>) -> Option<When> {
    if let Some(record) = &fields.record {
        return Some(record.when.clone());
    }
    let hub = &head.cx().config.timezone;
    let zone = match &fields.timezone {
        Some(EventZone::Zone(zone)) => zone.clone(),
        Some(EventZone::Floating) => Zone::floating(hub),
        None => hub.clone(),
    };
    let single = single(fields, &zone, head)?;
    if fields.repeat.as_ref().is_some_and(|repeat| !repeat.whole) {
        return Some(single);
    }
    stray_exceptions(fields, head);
    let Some((spec, places)) = spec(fields, head) else {
        doubt(&fields.start, &zone, head);
        if let Some(first) = fields.r#override.first() {
            let error = Diagnostic::error(
                Code::OverrideMeetsNothing,
                first.at.span,
                "this event does not repeat, so there is no occurrence to change",
            );
            head.say(error.help("add `repeat`, or change the event itself"));
        }
        return Some(single);
    };
    let (series, issues) = single.repeating(&spec);
    say(issues, &places, fields, head);
    let series = series?;
    if single.first() == single.extent().start() {
        doubt(&fields.start, &zone, head);
    }
    let changes: Vec<Override> = fields.r#override.iter().map(|field| change(field, &zone, head)).collect();
    let (series, issues) = series.with_overrides(&changes);
    say(issues, &places, fields, head);
    doubt_date(&series, fields, head);
    Some(series)
}

/// Warns of a date of a series whose time the clocks skip.
fn doubt_date(series: &When, fields: &EventFields, head: &mut HeadBuilder<'_>) {
    let Some((start, message)) = series.start_in_gap() else { return };
    // To leave it out would be no mend where it is the only one.
    let shown = series.zone().moment(start).local();
    let help = format!("give that one a time of its own: `[[override]]` with `at = {start}` and `start = {shown}`");
    head.say(Diagnostic::warning(Code::TimeInGap, fields.start.span, message).help(help));
}

/// `exdate` belongs to `rrule`; elsewhere it would be left out without a word.
fn stray_exceptions(fields: &EventFields, head: &mut HeadBuilder<'_>) {
    let Some(first) = fields.exdate.first() else { return };
    if let Some(RepeatField { table, .. }) = &fields.repeat {
        let error = Diagnostic::error(Code::FieldsExclude, first.span, "`exdate` goes with `rrule`, not with `repeat`");
        head.say(error.note(table.span, "the repetition").help("move these days into it, as `except = […]`"));
    } else if fields.rrule.is_none() && fields.rdate.is_empty() {
        let message = "this event does not repeat, so there is no occurrence to leave out";
        let warning = Diagnostic::warning(Code::ExceptionMeetsNothing, first.span, message);
        head.say(warning.help("add `rrule`, or take `exdate` out"));
    }
}

/// The time of the first, or only, occurrence.
fn single(fields: &EventFields, zone: &Zone, head: &mut HeadBuilder<'_>) -> Option<When> {
    if let (Some(end), Some(duration)) = (&fields.end, &fields.duration) {
        say_both("an event", end.span, duration.span, head);
    }
    if let Some(end) = &fields.end {
        doubt_end(end, fields.start.value, zone, head);
    }
    if ![Some(&fields.start), fields.end.as_ref()].into_iter().flatten().all(|stamp| is_near(stamp, zone, head)) {
        return None;
    }
    let start = fields.start.value;
    let when = match (&fields.end, &fields.duration) {
        (Some(end), _) => When::between(start, Some(end.value), zone).map(When::by_the_wall),
        (None, Some(duration)) => When::lasting(start, duration.value, zone),
        (None, None) => When::between(start, None, zone),
    };
    when.map_err(|error| {
        let end = fields.end.as_ref().map(|end| end.span);
        let at = end.or(fields.duration.as_ref().map(|duration| duration.span)).unwrap_or(fields.start.span);
        let code = match error {
            TimeError::EndBefore { .. } | TimeError::DayBefore { .. } => Code::EventEndsBeforeStart,
            TimeError::Mixed { .. } | TimeError::HoursOfADay => Code::WrongType,
            _ => Code::NoSuchDate,
        };
        let said = Diagnostic::error(code, at, error.to_string()).note(fields.start.span, "it starts here");
        head.say(said.maybe_help(error.help()));
    })
    .ok()
    .filter(|when| {
        let (first, last) = when.days();
        let is_short = last <= first.plus_months(12 * LONGEST);
        if !is_short {
            let at = fields.end.as_ref().map(|end| end.span).or(fields.duration.as_ref().map(|length| length.span));
            let message = format!("this event lasts longer than {LONGEST} years");
            let error = Diagnostic::error(Code::OutOfRange, at.unwrap_or(fields.start.span), message);
            let help = "look at the year again; what goes on for years is a project, or a series with `repeat`";
            head.say(error.help(help));
        }
        if is_short && !when.is_all_day() && last >= first.plus_months(12) {
            let at = fields.end.as_ref().map(|end| end.span).or(fields.duration.as_ref().map(|length| length.span));
            let message = format!("this event goes on for {} days without a break", first.days_until(last));
            let help = "look at the year again; what happens again and again is a series with `repeat`";
            head.say(Diagnostic::warning(Code::OutOfRange, at.unwrap_or(fields.start.span), message).help(help));
        }
        is_short
    })
}

/// Whether a day is one that calendars can hold, and pages can be made for; said where it is not.
fn is_near(stamp: &Spanned<Stamp>, zone: &Zone, head: &mut HeadBuilder<'_>) -> bool {
    let year = stamp.value.date(zone).year();
    let is_near = (EARLIEST..=LATEST).contains(&year);
    if !is_near {
        let message = format!("the year {year} is none that calendars know");
        let help = format!("write a year from {EARLIEST} to {LATEST}");
        head.say(Diagnostic::error(Code::OutOfRange, stamp.span, message).help(help));
    }
    is_near
}

/// Warns of a time that the clocks skip or bring twice.
fn doubt(stamp: &Spanned<Stamp>, zone: &Zone, head: &mut HeadBuilder<'_>) {
    let Stamp::Local(local) = stamp.value else { return };
    let Some(doubt) = zone.resolve(local).doubt else { return };
    let (code, taken, other) = match &doubt {
        Doubt::Gap { taken, other } => (Code::TimeInGap, taken, other),
        Doubt::Overlap { taken, other } => (Code::TimeTwice, taken, other),
    };
    let help = format!("write `{}` or `{}` to say which you mean", taken.rfc3339(), other.rfc3339());
    head.say(Diagnostic::warning(code, stamp.span, doubt.message("")).help(help));
}

/// Warns of an end that the clocks skip or bring twice, and of one that is not after a start that they skip. Both are best said as a
/// length: with an offset the end would hold for the other dates of a series, too.
fn doubt_end(end: &Spanned<Stamp>, start: Stamp, zone: &Zone, head: &mut HeadBuilder<'_>) {
    let (skipped, seconds) = match (start, end.value) {
        (Stamp::Local(from), Stamp::Local(to)) => (zone.resolve(to).doubt, from.seconds_until(to)),
        _ => (None, 0),
    };
    let length = Duration { days: 0, seconds };
    let message = match skipped.filter(|doubt| seconds > 0 && matches!(doubt, Doubt::Gap { .. })) {
        Some(skipped) => skipped.message(""),
        None => match start_behind(start, end.value, zone).filter(|_| seconds > 0) {
            Some(start) => {
                let start = start.rfc3339();
                format!(
                    "the clocks skip the start, which is read as {start}, and this is not after it: it lasts {length} from then"
                )
            }
            None => return doubt(end, zone, head),
        },
    };
    let help = format!("write `duration = \"{length}\"` in place of `end`");
    head.say(Diagnostic::warning(Code::TimeInGap, end.span, message).help(help));
}

/// What a start that the clocks skip is read as, if it is then no longer before the end.
fn start_behind(start: Stamp, end: Stamp, zone: &Zone) -> Option<Moment> {
    let (Stamp::Local(from), Stamp::Local(to)) = (start, end) else { return None };
    match zone.resolve(from).doubt {
        Some(Doubt::Gap { taken, .. }) if zone.moment(to).instant() <= taken.instant() => Some(taken),
        _ => None,
    }
}

/// A changed occurrence. Its times are on the wall of its own `timezone` where it has one, `at` on that of the series.
fn change(field: &OverrideField, zone: &Zone, head: &mut HeadBuilder<'_>) -> Override {
    if let (Some(end), Some(duration)) = (&field.end, &field.duration) {
        say_both("an override", end.span, duration.span, head);
    }
    if let (Some(EventStatus::Postponed), Some(start)) = (field.status, &field.start) {
        let message = "this date is put off, and has a new time: it is shown as one that was planned for then";
        let help = "leave `status` out where the new time holds, and `start` where there is none yet";
        head.say(Diagnostic::warning(Code::FieldsExclude, start.span, message).help(help));
    }
    let own = match &field.timezone {
        Some(EventZone::Zone(own)) if own != zone => Some(own),
        _ => None,
    };
    let on = own.unwrap_or(zone);
    field.start.iter().for_each(|start| doubt(start, on, head));
    match (&field.start, &field.end) {
        (Some(start), Some(end)) => doubt_end(end, start.value, on, head),
        (_, end) => end.iter().for_each(|end| doubt(end, on, head)),
    }
    let mut placed = |stamp: &Option<Spanned<Stamp>>| {
        let stamp = stamp.as_ref()?;
        if !is_near(stamp, on, head) {
            return None;
        }
        Some(match (stamp.value, own) {
            (Stamp::Local(local), Some(own)) => Stamp::Exact(own.moment(local).instant()),
            (stamp, _) => stamp,
        })
    };
    Override {
        at: Some(field.at.value),
        start: placed(&field.start),
        end: placed(&field.end),
        length: field.duration.as_ref().map(|duration| duration.value),
    }
}

fn say_both(noun: &str, end: Span, duration: Span, head: &mut HeadBuilder<'_>) {
    let message = format!("{noun} has an `end` or a `duration`, not both");
    let error = Diagnostic::error(Code::FieldsExclude, duration, message);
    head.say(error.note(end, "the other one").help("take one of the two out"));
}

/// Where each part of a repetition stands in the file.
type Places = Vec<(Part, Span)>;

/// What an event says of its repetition, if it says anything.
fn spec(fields: &EventFields, head: &mut HeadBuilder<'_>) -> Option<(RepeatSpec, Places)> {
    let by_rule = fields.rrule.as_ref().map(|rule| rule.span).or(fields.rdate.first().map(|date| date.span));
    match (&fields.repeat, by_rule) {
        (Some(RepeatField { table, .. }), rule) => {
            let week_start = head.cx().config.week_start;
            if let Some(rule) = rule {
                let error = Diagnostic::error(
                    Code::FieldsExclude,
                    rule,
                    "an event repeats by `repeat` or by `rrule`, not both",
                );
                head.say(error.note(table.span, "the other one").help("take one of the two out"));
            }
            let mut reader = Reader::of(table);
            let read = words(table, week_start, &mut reader);
            reader.diagnostics.into_iter().for_each(|diagnostic| head.say(diagnostic));
            read.map(|(words, places)| (RepeatSpec::Table(words), places))
        }
        (None, Some(_)) => {
            let stamps = |stamps: &[Spanned<Stamp>]| stamps.iter().map(|stamp| stamp.value).collect();
            let rule = RepeatRule {
                rrule: fields.rrule.as_ref().map(|rule| rule.value.clone()),
                exdate: stamps(&fields.exdate),
                rdate: stamps(&fields.rdate),
                tolerant: false,
            };
            let mut places = Places::new();
            places.extend(fields.rrule.as_ref().map(|rule| (Part::Rrule, rule.span)));
            places.extend(fields.exdate.iter().enumerate().map(|(at, stamp)| (Part::Except(at), stamp.span)));
            places.extend(fields.rdate.iter().enumerate().map(|(at, stamp)| (Part::Also(at), stamp.span)));
            Some((RepeatSpec::Rule(rule), places))
        }
        (None, None) => None,
    }
}

/// The table `repeat`: values as people write them, numbers for texts and one value for a list included.
fn words(table: &Table, week_start: Weekday, reader: &mut Reader) -> Option<(RepeatTable, Places)> {
    let mut places: Places = vec![(Part::Whole, table.span)];
    let one = |name: &str| table.get(name).filter(|node| !matches!(node.value, Value::Null));
    let parts = [("every", Part::Every), ("interval", Part::Interval), ("count", Part::Count), ("until", Part::Until)];
    for (name, part) in parts {
        places.extend(one(name).map(|node| (part, node.span)));
    }
    let on = nodes(one("on"));
    let days = nodes(one("days"));
    let (except, also) = (nodes(one("except")), nodes(one("also")));
    places.extend(on.iter().enumerate().map(|(at, node)| (Part::On(at), node.span)));
    places.extend(days.iter().enumerate().map(|(at, node)| (Part::Days(at), node.span)));
    places.extend(except.iter().enumerate().map(|(at, node)| (Part::Except(at), node.span)));
    places.extend(also.iter().enumerate().map(|(at, node)| (Part::Also(at), node.span)));
    let text = |node: &Node| match &node.value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        _ => String::new(),
    };
    let every = reader.need::<String>(table, "every", super::read::RepeatDeclared::NOUN, "\"month\"")?;
    let number = |name, reader: &mut Reader| reader.may::<i64>(table, name);
    let words = RepeatTable {
        every: Some(every),
        on: on.iter().map(text).collect(),
        days: days.iter().map(text).collect(),
        interval: number("interval", reader),
        count: number("count", reader),
        until: reader.may::<Stamp>(table, "until"),
        except: reader.may::<Vec<Stamp>>(table, "except").unwrap_or_default(),
        also: reader.may::<Vec<Stamp>>(table, "also").unwrap_or_default(),
        week_start,
    };
    Some((words, places))
}

fn nodes(node: Option<&Node>) -> Vec<Node> {
    match node.map(|node| (&node.value, node)) {
        None => Vec::new(),
        Some((Value::List(nodes), _)) => nodes.clone(),
        Some((_, node)) => vec![node.clone()],
    }
}

/// The code of something wrong with a repetition.
pub fn code_of(fault: RepeatFault) -> Code {
    match fault {
        RepeatFault::StartOffRule => Code::StartNotInRule,
        RepeatFault::ExceptionMisses => Code::ExceptionMeetsNothing,
        RepeatFault::OverrideMisses => Code::OverrideMeetsNothing,
        RepeatFault::OverrideEnd => Code::EventEndsBeforeStart,
        RepeatFault::Unsteady | RepeatFault::Tolerated => Code::FragileRule,
        RepeatFault::Unknown | RepeatFault::Conflict | RepeatFault::TooOften | RepeatFault::NothingLeft => {
            Code::BadRule
        }
    }
}

/// Says what the time room found, each at its place in the file.
fn say(issues: Vec<RepeatIssue>, places: &Places, fields: &EventFields, head: &mut HeadBuilder<'_>) {
    for issue in issues {
        let found = places.iter().find(|(part, _)| *part == issue.field).map(|(_, span)| *span);
        let at = match issue.field {
            Part::Start => fields.start.span,
            Part::Override(at) => {
                let field = fields.r#override.get(at);
                let end = field.filter(|_| issue.fault == RepeatFault::OverrideEnd).and_then(|field| {
                    let end = field.end.as_ref().map(|end| end.span);
                    end.or(field.duration.as_ref().map(|length| length.span))
                        .or(field.start.as_ref().map(|start| start.span))
                });
                end.or(field.map(|field| field.at.span)).unwrap_or(fields.start.span)
            }
            _ => found.or(places.first().map(|(_, span)| *span)).unwrap_or(fields.start.span),
        };
        let code = code_of(issue.fault);
        let said = match issue.is_error {
            true => Diagnostic::error(code, at, issue.message),
            false => Diagnostic::warning(code, at, issue.message),
        };
        let ends = if issue.moves_start && fields.end.is_some() { "; `end` moves with the start" } else { "" };
        head.say(said.maybe_help(issue.help.map(|help| format!("{help}{ends}"))));
    }
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
