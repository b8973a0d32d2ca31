//! Single occurrences of a series that were moved or otherwise changed.
//!
//! Takes overrides as written, gives the series with them applied, and says which of them meet no occurrence.

use super::repeat::Moved;
use super::series::MAX_SAID;
use super::{DateTime, Duration, Extent, Repeat, RepeatFault, RepeatField, RepeatIssue, Stamp, TimeError, When};
use std::collections::BTreeMap;

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
        let mut issues = Vec::new();
        let own =
            self.repeat().map_or(&[][..], |repeat| &repeat.moved[..]).iter().filter(|moved| moved.index.is_none());
        let mut moved: BTreeMap<DateTime, Moved> = own.map(|own| (own.original, own.clone())).collect();
        for (index, change) in overrides.iter().enumerate() {
            match self.apply(change, index, issues.len() < MAX_SAID) {
                Ok(new) if moved.get(&new.original).is_some_and(|other| other.index.is_some()) => {
                    let message = format!("the occurrence `{}` is changed twice", new.original);
                    issues
                        .push(wrong(index, RepeatFault::Conflict, message).help("put both changes into one override"));
                }
                Ok(new) => {
                    moved.insert(new.original, new);
                }
                Err(issue) => issues.push(*issue),
            }
        }
        let Some(repeat) = self.repeat() else { return (self.clone(), issues) };
        let moved = moved.into_values().collect();
        (self.with_repeat(Repeat { moved, ..repeat.clone() }), issues)
    }

    fn apply(&self, change: &Override, index: usize, explain: bool) -> Result<Moved, Box<RepeatIssue>> {
        let misses = |message: String| wrong(index, RepeatFault::OverrideMisses, message);
        if self.repeat().is_none() {
            return Err(Box::new(misses("this event does not repeat, so there is no occurrence to change".into())));
        }
        let Some(at) = change.at else {
            return Err(Box::new(misses("an override says with `at` which occurrence it changes".into())));
        };
        let Some(original) = self.starts_meant(at).first().copied() else {
            if let Some(out) = self.left_out(at) {
                let message = format!("an exception leaves out the occurrence `{out}`, and this changes it");
                let help = "to call it off for all to see, keep this with `status = \"cancelled\"` and take the exception out; else take this out";
                return Err(Box::new(misses(message).help(help)));
            }
            let issue = misses(format!("there is no occurrence at `{at}`"));
            let help = if explain { self.nearest_in_words(at) } else { None };
            return Err(Box::new(RepeatIssue { help, ..issue }));
        };
        match self.new_extent(change, original) {
            Ok(extent) => Ok(Moved { original, extent, index: Some(index) }),
            Err(error) => {
                let issue = wrong(index, RepeatFault::OverrideEnd, error.to_string());
                Err(Box::new(RepeatIssue { help: error.help(), ..issue }))
            }
        }
    }

    /// The occurrence that was meant, if an exception takes it out.
    fn left_out(&self, at: Stamp) -> Option<String> {
        let repeat = self.repeat().filter(|repeat| !repeat.except.is_empty())?;
        let whole = self.with_repeat(Repeat { except: Vec::new(), ..repeat.clone() });
        whole.starts_meant(at).first().map(|start| self.name_of(*start))
    }

    fn new_extent(&self, change: &Override, original: DateTime) -> Result<Extent, TimeError> {
        let zone = self.zone();
        let own = self.repeat().and_then(|repeat| repeat.moved_at(original)).filter(|moved| moved.index.is_none());
        let kept = own.map_or_else(|| self.extent_from(original), |own| own.extent);
        if change.start.is_none() && change.end.is_none() && change.length.is_none() {
            return Ok(kept);
        }
        // A day alone keeps the time; a time alone makes a timed occurrence of a whole-day one only if the end is a time as well.
        let start = match change.start {
            None if self.is_all_day() => Stamp::Day(original.date()),
            None => Stamp::Local(original),
            Some(Stamp::Day(day)) if !self.is_all_day() => Stamp::Local(original.on(day)),
            Some(start) => start,
        };
        let when = match (change.end, change.length) {
            (Some(end), _) => Self::between(start, Some(end), zone)?,
            (None, Some(length)) => Self::lasting(start, length, zone)?,
            (None, None) => match (start, kept) {
                (Stamp::Day(first), Extent::AllDay { first: from, last }) => {
                    Self::all_day(first, first.plus_days(from.days_until(last)), zone)?
                }
                (start, Extent::AllDay { .. }) => Self::between(start, None, zone)?,
                (start, Extent::Timed { .. }) => return Ok(self.extent_from(start.local(zone))),
            },
        };
        Ok(when.extent())
    }
}

fn wrong(index: usize, fault: RepeatFault, message: String) -> RepeatIssue {
    RepeatIssue::error(RepeatField::Override(index), fault, message)
}
