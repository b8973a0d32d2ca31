//! The integration tests: one program with a module for each subject, so that it is linked once.
#![allow(clippy::unwrap_used, reason = "tests stop at the first thing that is not there")]

mod cases;
mod cli;
mod clock;
mod contract;
mod diff;
mod house;
mod hub;
mod marks;
mod private;
mod rebuild;
mod steady;
mod sync;
