//! The integration tests: one program with a module for each subject, so that it is linked once.

mod cases;
mod hub;
mod marks;
