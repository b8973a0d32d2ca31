//! Folkmoot turns a git repository of plain files into the website of a community.

pub mod diagnostic;
pub mod error;
pub mod formats;
pub mod text;
pub mod time;

pub use diagnostic::Diagnostic;
pub use error::Error;
