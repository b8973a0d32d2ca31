//! Folkmoot turns a git repository of plain files into the website of a community.
//!
//! The command line is a thin layer over this library. A build takes a [`Request`] and gives what there is to say about it:
//!
//! ```no_run
//! use folkmoot::time::Instant;
//! use folkmoot::{Request, build, diagnostic::human};
//!
//! # fn main() -> Result<(), folkmoot::Error> {
//! let now = Instant::parse("2026-11-21T12:00:00Z").expect("is a time");
//! let built = build(&Request::new("my-hub", now))?; // an error: the disk failed; mistakes in content are in:
//! print!("{}", human::print(&built.diagnostics, &built.sources, human::Look::Plain));
//! # Ok(())
//! # }
//! ```
//!
//! How the house is built stands in [`architecture`].

#[doc = include_str!("ARCHITECTURE.md")]
pub mod architecture {}

pub mod cache;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod diagram;
pub mod error;
pub mod forget;
pub mod formats;
pub mod highlight;
pub mod history;
pub mod import;
pub mod kinds;
pub mod lint;
pub mod locale;
pub mod markup;
pub mod math;
pub mod model;
#[cfg(feature = "cli")]
pub mod net;
pub mod pictures;
pub mod pipeline;
pub mod plan;
pub mod publish;
pub mod read;
pub mod schema;
pub mod search;
pub mod starter;
pub mod text;
pub mod theme;
pub mod time;

pub use diagnostic::Diagnostic;
pub use error::Error;
pub use pipeline::{Built, Request, build, check as check_hub};
