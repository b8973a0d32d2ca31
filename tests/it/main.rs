//! Tests of the whole: one binary, a module for each subject.
#![allow(clippy::unwrap_used)]

mod cli;
