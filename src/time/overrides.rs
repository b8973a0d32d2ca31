//! Single occurrences of a series that were moved or otherwise changed.
//!
//! Takes overrides as written, gives the series with them applied, and says which of them meet no occurrence.

use super::{Duration, RepeatIssue, Stamp, When};

/// A change to one occurrence. What the change says besides time (title, place, status) is the caller's; its place in the list comes
/// back as [`super::Occurrence::changed_by`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Override {
    /// The original start; the day is enough where the series happens once that day.
    pub at: Option<Stamp>,
    /// The new start; a day alone keeps the time.
    pub start: Option<Stamp>,
    /// The new end (for whole days the last day, included). Without it the length stays.
    pub end: Option<Stamp>,
    /// The new length, instead of `end`.
    pub length: Option<Duration>,
}
impl When {
    /// The series with these occurrences changed. Replaces earlier overrides.
    ///
    /// Overrides that meet no occurrence are errors that name the nearest, and are left out; so is one that ends before it starts.
    pub fn with_overrides(&self, overrides: &[Override]) -> (Self, Vec<RepeatIssue>) {
        let _ = overrides;
        todo!()
    }
}
