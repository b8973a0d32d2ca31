//! What we intend to write.

pub mod context;
