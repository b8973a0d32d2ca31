//! Calendars in the form every calendar program reads: RFC 5545 with RFC 7986 and what clients add to them.
//!
//! Writing: a [`CalendarEvent`] becomes a [`Vevent`] once, and any number of [`Calendar`]s are put together from such pieces and from the
//! time-zone definitions ([`Zones`]) that they need. The text depends on these values alone. Reading: [`read`] takes any producer's file and
//! gives events and typed problems with their places. This room is the only home of `ical`; addresses of people never pass it in either
//! direction.

mod calendar;
mod components;
mod copy;
mod doubt;
mod event;
mod foreign_zone;
mod lines;
mod people;
mod quoted;
mod read;
mod read_details;
mod read_event;
mod text;
mod unquoted;
mod vtimezone;
mod whole_days;

pub use calendar::Calendar;
pub use components::{Component, uids, vevents};
pub use copy::{PublicCopy, breaks_off, differ_in_stamps_alone, is_whole, public_copy};
pub use event::{
    CalendarEvent, Changed, Conference, Details, Organizer, Place, Status, Vevent, cancelled_title, postponed_title,
};
pub use lines::Property;
pub use read::{IcsChange, IcsEvent, IcsFault, IcsFile, IcsProblem, read};
pub use vtimezone::{Zones, vtimezone};
