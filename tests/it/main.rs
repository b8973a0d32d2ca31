//! The integration tests: one program with a module for each subject, so that it is linked once.

mod cases;
mod contract;
mod house;
mod hub;
mod marks;
mod private;
mod rebuild;
mod steady;
