//! x

pub mod read;
