//! Starts in another program's file that its clocks skip or show twice.
//!
//! Takes a time and its zone, gives what there is to say to who can change the file. How such a time is read is RFC 5545 §3.3.5's.

use super::read::{IcsFault, IcsProblem};
use super::read_event::Single;
use crate::time::{DateTime, Doubt, When, Zone};
use std::ops::Range;

/// What is to be said of a start that the clocks skip or bring twice. That of a series has to stay on the wall, or its later dates would
/// leave it.
pub(super) fn doubt(local: DateTime, zone: &Zone, repeats: bool, at: &Range<usize>) -> Option<IcsProblem> {
    // A floating time is on every wall, and no one clock counts.
    let doubt = zone.resolve(local).doubt.filter(|_| !zone.is_floating())?;
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

/// What is to be said of a later date of a series whose time the clocks skip.
pub(super) fn later_doubt(single: &Single, when: &When) -> Option<IcsProblem> {
    let (start, message) = when.later_in_gap().filter(|_| !single.private)?;
    let zone = when.zone().name();
    let help = format!("give that one another time, or leave it out with `EXDATE;TZID={zone}:{}`", start.ical());
    Some(IcsProblem { fault: IcsFault::TimeInGap, at: single.start_at.clone(), message, help: Some(help) })
}
