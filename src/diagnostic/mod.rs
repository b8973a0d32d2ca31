//! What we tell the author: one type for every mistake in content, configuration and themes.
//!
//! Takes spans and words, gives lists that printers turn into text. A mistake of an author is a [`Diagnostic`]; a full disk is
//! [`crate::error::Error`]; a mistake of ours is a panic. The three are never mixed.

mod code;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
mod lookalike;
pub mod sarif;
mod shown;
mod suggest;

pub use code::Code;
pub use lookalike::Lookalike;
pub use shown::character;
pub use suggest::{nearest, quoted, slips};

use crate::text::{Sources, Span};
use serde::{Deserialize, Serialize};

/// How grave a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Stops a build: the site that stood before stays.
    Error,
    /// Is said, and the build goes on (unless `--deny-warnings`).
    Warning,
    /// Worth knowing, and nothing to mend: never stops a build.
    Note,
}

/// Another place that matters to a mistake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Note {
    /// Where, if it is a place in a file.
    pub at: Option<Span>,
    /// What is to be seen there: lower case, no full stop.
    pub message: String,
}

/// One mistake, with its place and a way to mend it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The smallest text that shows the mistake.
    pub at: Option<Span>,
    /// How grave it is.
    pub severity: Severity,
    /// The kind of mistake.
    pub code: Code,
    /// One line: lower case, no full stop, names and values in backticks.
    pub message: String,
    /// Other places that matter.
    pub notes: Vec<Note>,
    /// One thing the author can do now.
    pub help: Option<String>,
    /// The text at `at` is private: printers name the place but never show the line.
    pub private: bool,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, at: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, Some(at), message.into())
    }

    /// A warning at a place.
    pub fn warning(code: Code, at: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, Some(at), message.into())
    }

    /// Something worth knowing about a place.
    pub fn notice(code: Code, at: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, Some(at), message.into())
    }

    fn new(severity: Severity, code: Code, at: Option<Span>, message: String) -> Self {
        Self { at, severity, code, message, notes: Vec::new(), help: None, private: false }
    }

    /// With a mend.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a mend, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        if help.is_some() {
            self.help = help;
        }
        self
    }

    /// With another place that matters.
    #[must_use]
    pub fn note(mut self, at: Span, message: impl Into<String>) -> Self {
        self.notes.push(Note { at: Some(at), message: message.into() });
        self
    }

    /// With a remark that has no place of its own.
    #[must_use]
    pub fn remark(mut self, message: impl Into<String>) -> Self {
        self.notes.push(Note { at: None, message: message.into() });
        self
    }

    /// Marks the text at the place as private: it is not shown.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }
}

/// A value and what there is to say about how it came to be.
#[derive(Clone, Debug)]
pub struct Outcome<T> {
    /// The result, made of what was right.
    pub value: T,
    /// What was wrong, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Outcome<T> {
    /// A value about which there is nothing to say.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Takes the value and moves what was said to `all`.
    pub fn into_value(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.diagnostics);
        self.value
    }
}

/// Whether any of these stops a build.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Whether any of these stops a build whose maintainer wants no warnings.
pub fn has_warnings(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity <= Severity::Warning)
}

/// Sorts by path and position, drops what was said twice, and names signs that nobody sees: so that every printer shows the same list.
pub fn in_order(mut diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let place = |d: &Diagnostic| d.at.filter(|at| (at.source.0 as usize) < sources.len());
    diagnostics.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    diagnostics.dedup();
    lookalike::name_in(&mut diagnostics, sources);
    diagnostics
}
