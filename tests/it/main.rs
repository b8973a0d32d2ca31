//! The integration tests: one program with a module for each subject, so that it is linked once.
#![allow(clippy::unwrap_used, reason = "tests stop at the first thing that is not there")]

mod cases;
mod check;
mod cli;
mod clock;
mod consent;
mod contract;
mod diff;
mod doors;
mod events;
mod forget;
mod history;
mod house;
mod hub;
mod import;
mod init;
mod insights;
mod lint;
mod lists;
mod marks;
mod mends;
mod mistakes;
mod new;
mod normal;
mod pictures;
mod private;
mod rebuild;
mod reference;
mod revisions;
mod schema;
mod search;
mod steady;
mod sync;
mod theme;
