//! Folkmoot turns a git repository of plain files into the website of a community.

pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod error;
pub mod formats;
pub mod kinds;
pub mod markup;
pub mod model;
pub mod pipeline;
pub mod plan;
pub mod publish;
pub mod read;
pub mod text;
pub mod theme;
pub mod time;

pub use diagnostic::Diagnostic;
pub use error::Error;
