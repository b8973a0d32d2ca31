//! Days, times, zones and recurrence: the only home of the date library.
//!
//! Takes what authors and other programs write and gives checked values: a [`Date`] exists, a [`Zone`] is in the database, a [`When`] ends
//! after it starts, and a series begins with an occurrence of its own rule. Never reads the clock: the present is an argument, always.
//! What it has to say is typed and has words to show; it knows no files and makes no diagnostics.

mod begun;
mod date;
mod error;
mod expand;
pub mod format;
mod guess;
mod moment;
mod overrides;
mod parse;
mod rare;
mod repeat;
mod rule;
mod rule_words;
mod series;
mod table;
mod table_days;
mod when;
mod zone;
mod zone_cities;
mod zone_names;

pub use date::{Date, DateTime, Weekday};
pub use error::TimeError;
pub use guess::{from_start, length_of_number, only_reading};
pub use moment::{Instant, Moment};
pub use overrides::Override;
pub use parse::{Duration, Stamp};
pub use repeat::{Repeat, RepeatFault, RepeatField, RepeatIssue, RepeatRule, RepeatSpec, RepeatTable};
pub use table::{how_often, repeat_table};
pub use when::{Extent, Occurrence, When};
pub use zone::{Doubt, Offset, Resolved, Transition, Zone};
