//! From files to fields: what lies in a hub's folder, cut into tables whose values know their places.
//!
//! The only home of `walkdir`, `toml`, the YAML and the CSV library.
//! It knows how to read a field of a declared shape; it does not know any kind of content.

pub(crate) mod csv;
pub mod declare;
pub mod fields;
pub mod front;
mod inside;
pub mod meant;
pub mod node;
pub mod scan;
pub mod shape;
pub(crate) mod slips;
pub(crate) mod toml;
pub mod values;
mod written;
pub(crate) mod yaml;
