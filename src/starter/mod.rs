//! What people begin with: the files of a new hub, the file of a new entry.
//!
//! Takes what is known already, gives texts. Writes nothing itself, and overwrites nothing.

pub mod entry;
pub mod hub;
pub mod issue;
