//! What people begin with: the file of a new entry.
//!
//! Takes what is known already, gives texts. Writes nothing itself, and overwrites nothing.

pub mod entry;
