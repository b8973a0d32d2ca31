//! Starts in another program's file that its clocks skip or show twice.
//!
//! Takes a time and its zone, gives what there is to say to who can change the file. How such a time is read is RFC 5545 §3.3.5's.

use super::read::{IcsFault, IcsProblem};
use super::read_event::Single;
use crate::time::{DateTime, Doubt, When, Zone};
use std::ops::Range;

/// What is to be said of a start that the clocks skip or bring twice. That of a series has to stay on the wall, or its later dates would
/// leave it; where the clocks skip it, see [`series_doubt`].
pub(super) fn doubt(local: DateTime, zone: &Zone, repeats: bool, at: &Range<usize>) -> Option<IcsProblem> {
    // A floating time is on every wall, and no one clock counts.
    let doubt = zone.resolve(local).doubt.filter(|_| !zone.is_floating())?;
    if repeats && matches!(doubt, Doubt::Gap { .. }) {
        return None;
    }
    let (fault, taken, other) = match &doubt {
        Doubt::Gap { taken, other } => (IcsFault::TimeInGap, taken, other),
        Doubt::Overlap { taken, other } => (IcsFault::TimeTwice, taken, other),
    };
    let help = match repeats {
        false => {
            let (taken, other) = (taken.instant().ical(), other.instant().ical());
            format!("write `DTSTART:{taken}` or `DTSTART:{other}` to say which you mean")
        }
        true => "let the series start at a time that its clocks show once".to_owned(),
    };
    Some(IcsProblem { fault, at: at.clone(), message: doubt.message(""), help: Some(help) })
}

/// What is to be said of a date of a series whose time the clocks skip. Of a series that could not be read its start is left.
pub(super) fn series_doubt(single: &Single, when: &When) -> Option<IcsProblem> {
    if single.private {
        return None;
    }
    if when.repeat().is_none() && !single.rules.is_empty() {
        return doubt(when.first(), when.zone(), false, &single.start_at);
    }
    let (start, message) = when.start_in_gap()?;
    let zone = when.zone().name();
    let help = if when.is_only_date(start) {
        // Without it the series would have no date at all.
        let shown = when.zone().moment(start).local();
        format!("take the `RRULE` out and write `DTSTART;TZID={zone}:{}`; `DTEND` moves with it", shown.ical())
    } else {
        format!("leave it out with `EXDATE;TZID={zone}:{}`", start.ical())
    };
    Some(IcsProblem { fault: IcsFault::TimeInGap, at: single.start_at.clone(), message, help: Some(help) })
}
