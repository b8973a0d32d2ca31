//! What a calendar of others has lost, compared with what it was: of an address that is fetched, or of a file that somebody replaced.

use crate::formats::ics::{IcsEvent, IcsFile};
use crate::time::Instant;
use std::collections::BTreeSet;

/// So many coming events may become few without a word: a season ends, and the next is not planned yet.
const FEW: usize = 8;

/// The events of a calendar that are public and still to come.
fn coming(file: &IcsFile, now: Instant) -> Vec<&IcsEvent> {
    file.events.iter().filter(|event| !event.private && !event.when.is_over(now)).collect()
}

/// Whether all of several events to come are gone and others have come, by their UIDs: then it is rather the UIDs that have changed.
pub(in crate::cli) fn are_strangers(old: &IcsFile, new: &IcsFile, now: Instant) -> bool {
    let uids: BTreeSet<&Option<String>> = new.events.iter().map(|event| &event.uid).collect();
    let known = coming(old, now);
    known.len() > 1 && !coming(new, now).is_empty() && !known.iter().any(|event| uids.contains(&event.uid))
}

/// What a calendar has left of what it had, in words, where that looks like a fault at the other end: it is empty and something was to
/// come, or less than a quarter of much is left.
pub(in crate::cli) fn loss(old: &IcsFile, new: &IcsFile, now: Instant) -> Option<String> {
    let (was, is) = (coming(old, now).len(), coming(new, now).len());
    let is_empty = new.events.is_empty() && was > 0;
    let events = if was == 1 { "1 coming event".to_owned() } else { format!("{was} coming events") };
    (is_empty || (was >= FEW && 4 * is < was)).then(|| match is {
        0 => format!("has none of the {events}"),
        _ => format!("has {is} of the {events}"),
    })
}
