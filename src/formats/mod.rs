//! From values to text, one standard to a file, and back where other programs' files are read.
//!
//! Takes plain values that the caller filled in, gives text. Knows neither pages nor kinds, and escapes for its own standard at the sink.

pub mod atom;
pub mod feed;
pub mod ics;
pub mod json_feed;
pub mod sitemap;
mod xml;
