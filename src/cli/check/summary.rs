//! `--summary`: what was found, in Markdown, for a comment on a pull request or the page of a CI run.
//!
//! Takes what was checked and, where a change is known, compares the sites before and after it. What comes from the hub is shown as text:
//! it names nobody and links nowhere.

use super::since::Change;
use crate::cli::Failure;
use crate::cli::diff;
use crate::diagnostic::human::one_line;
use crate::diagnostic::{Diagnostic, Severity, has_errors, human};
use crate::pipeline::{Built, Request};
use crate::text::Sources;
use std::fmt::Write as _;

/// Messages of a list in a comment; forges cut comments off at 65,536 characters.
const MOST: usize = 50;

/// The summary. The first line is a mark by which a program finds its own comment again.
///
/// # Errors
/// When the disk fails while the sites are compared.
pub(super) fn text(
    built: &Built,
    change: Option<&Change>,
    left_out: usize,
    request: &Request,
) -> Result<String, Failure> {
    let mut text = found(&built.diagnostics, &built.sources, left_out);
    if let Some(change) = change {
        text.push_str(&match has_errors(&built.diagnostics) {
            true => "\nWhat changes for readers and subscribers is told once there is no error left.\n".to_owned(),
            false => match diff::since(&request.root, change.base(), request.now)? {
                Some(told) => format!("\n{told}"),
                None => "\nThe hub had errors before this change, so there is no site to compare with.\n".to_owned(),
            },
        });
    }
    Ok(text)
}

fn found(said: &[Diagnostic], sources: &Sources, left_out: usize) -> String {
    let mut text = "<!-- folkmoot check -->\n".to_owned();
    let summary = human::summary(said);
    if summary.is_empty() {
        text.push_str("✅ **Checked:** nothing wrong.\n");
    } else {
        let sign = if has_errors(said) { "❌" } else { "⚠️" };
        let _ = write!(text, "{sign} **Checked:** {summary}.\n\n");
    }
    for one in said.iter().take(MOST) {
        let what = match one.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let _ = writeln!(
            text,
            "- **{what}** {}`{}`: {}",
            place(one, sources),
            one.code.name(),
            diff::escaped(&one.message)
        );
        if let Some(help) = &one.help {
            let _ = writeln!(text, "  - help: {}", diff::escaped(help));
        }
        for note in &one.notes {
            let _ = writeln!(text, "  - note: {}", diff::escaped(&note.message));
        }
    }
    if said.len() > MOST {
        let _ = writeln!(text, "- and {} more", said.len() - MOST);
    }
    if left_out > 0 {
        let _ = write!(text, "\n{} that this change has nothing to do with.\n", capital(&super::messages(left_out)));
    }
    text
}

fn place(said: &Diagnostic, sources: &Sources) -> String {
    let Some(at) = said.at else { return String::new() };
    let line = sources.position(at).0.line;
    let path = one_line(&sources.get(at.source).path).replace('`', "'");
    format!("`{path}:{line}` ")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}
