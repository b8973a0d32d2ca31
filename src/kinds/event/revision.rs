//! When and how often an event was changed, as calendars tell it.
//!
//! Takes a checked event, gives its revision. RFC 5545 §3.8.7 wants to know when an event was last changed and how often. The clock is no
//! answer, because an unchanged event must be the same bytes in every build. In this order:
//! 1. An event of an `.ics` file, the copy of a calendar of others included, brings its own `DTSTAMP`, `LAST-MODIFIED`, `CREATED` and
//!    `SEQUENCE`. They count as they are where there is no history of the file. But whoever edits such a file by hand seldom thinks of them,
//!    and neither do some programs: so history, which knows each event by its UID, lets `SEQUENCE` rise with every change that left it as it
//!    was, takes the time of the commit where `LAST-MODIFIED` (else `DTSTAMP`) did not move on, and the first `CREATED` for good. A stamp
//!    that an export made anew is no change.
//! 2. The field `updated` is `DTSTAMP` and `LAST-MODIFIED`, unless git knows of a later change.
//! 3. Else git's history is ([`Revision`](crate::model::Revision)): the last change of the files that flow into the event is `DTSTAMP` and
//!    `LAST-MODIFIED`, the first `CREATED`. `SEQUENCE` is the number of changes after the first. RFC 5546 §2.1.4 asks that it rises with
//!    every change of time, place or status and allows it to rise with others; so it never falls, and nobody has to guess what mattered.
//!    An event that takes its zone from `hub.toml` is moved by whoever changes `timezone` there, and that counts as a change of it.
//!    What git knows of the same UID in files that are gone, or in another calendar, comes before: nothing goes back when an event moves.
//!    A comment or another order of fields is no change. Another name of its file, which is another address of its page, is later, too.
//! 4. Else nothing is known and nothing is made up: `DTSTAMP`, which may not be missing, is the first second of 2000, earlier than any
//!    real one, so that the first known revision is newer; `LAST-MODIFIED` is left out, and programs that compare it then take every copy
//!    as new. What the file itself tells of changes (called off, put off, occurrences that are changed) is counted as `SEQUENCE`.

use super::read::{EventFields, EventStatus};
use crate::kinds::Site;
use crate::kinds::entry::Entry;
use crate::time::{Instant, When};

/// The `DTSTAMP` of an event whose changes nobody has recorded: 2000-01-01T00:00:00Z, in seconds since the epoch. The beginning of 1970
/// would do as well, but some programs take it for no time at all.
const UNKNOWN: i64 = 946_684_800;

fn unknown() -> Instant {
    Instant::from_unix(UNKNOWN)
}

/// When and how often an event was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Revision {
    /// When this revision was made; never unknown, since no calendar may leave it out.
    pub(super) stamp: Instant,
    /// When it was changed last, where that is known.
    pub(super) modified: Option<Instant>,
    /// When it was added, where that is known.
    pub(super) created: Option<Instant>,
    /// How often it was changed.
    pub(super) sequence: u32,
}

impl Revision {
    /// What is known of an entry.
    pub(super) fn of(entry: &Entry<EventFields>) -> Self {
        let fields = &entry.draft.fields;
        let known = entry.head.revision.unwrap_or_default();
        let record = fields.record.as_deref();
        if let Some(record) = record
            && known.sequence.is_none()
            && let Some(stamp) = record.revised()
        {
            let (modified, created) = (record.last_modified, record.created);
            return Self { stamp, modified, created, sequence: record.sequence };
        }
        let stated = entry.head.updated.filter(|_| fields.updated.is_some());
        let renamed = known.renamed.filter(|_| fields.common.slug.is_none());
        let modified = stated.max(known.last).max(renamed);
        let (before, since) = known.rezoned;
        // What has a zone of its own was not moved, unless it got that zone later: so the number does not fall when it does.
        let moved = if inherits_zone(entry) { since } else { 0 };
        let modified =
            if moved > 0 { known.rezoned_at.max(modified.map(|modified| modified.plus_seconds(1))) } else { modified };
        let counted =
            known.changes.map(|changes| changes.saturating_sub(1).saturating_add(before).saturating_add(moved));
        let told = record.map_or_else(|| told_changes(fields), |record| record.sequence);
        let own = record.and_then(|record| record.created);
        Self {
            stamp: modified.unwrap_or_else(unknown),
            modified,
            created: if known.sequence.is_some() { known.first.or(own) } else { own.or(known.first) }
                .filter(|first| modified.is_none_or(|modified| *first <= modified)),
            sequence: match (record, known.sequence) {
                (Some(_), Some(known)) => known.max(told),
                // What subscribers know already must not fall.
                (None, Some(least)) => counted.unwrap_or(told).saturating_add(least),
                (_, None) => counted.unwrap_or(told),
            },
        }
    }
}

/// Whether the hub's default zone says when an event is.
fn inherits_zone(entry: &Entry<EventFields>) -> bool {
    let fields = &entry.draft.fields;
    let is_timed = |when: &When| !when.is_all_day() || when.changed().iter().any(|one| !one.is_all_day());
    fields.timezone.is_none() && fields.record.is_none() && entry.head.when.as_ref().is_some_and(is_timed)
}

/// How many events of a site say nothing of when they changed.
pub fn without_history(site: &Site) -> usize {
    let events = site.editions.first().map(|edition| edition.events.as_slice()).unwrap_or_default();
    events.iter().filter(|entry| Revision::of(entry).stamp == unknown()).count()
}

/// How many changes of time, place or status a file tells of by itself.
fn told_changes(fields: &EventFields) -> u32 {
    let off = |status: Option<EventStatus>| matches!(status, Some(EventStatus::Cancelled | EventStatus::Postponed));
    let changed = fields.r#override.iter().filter(|change| {
        let moved = change.start.is_some() || change.end.is_some() || change.duration.is_some();
        moved || change.location.is_some() || change.online.is_some() || off(change.status)
    });
    u32::try_from(changed.count()).unwrap_or(u32::MAX).saturating_add(u32::from(off(fields.status)))
}
