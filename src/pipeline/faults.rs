//! Mistakes that are met only when pages are drawn: those of templates.

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::Output;
use crate::text::{Sources, Span};

/// Adds to a template's mistake which page was being made, and from what.
pub(super) fn explained(mut fault: Diagnostic, output: &Output, sources: &Sources) -> Diagnostic {
    let source = output.sources.first().map(|source| sources.get(*source).path.clone());
    let from = source.map(|path| format!(" from {path}")).unwrap_or_default();
    fault = fault.remark(format!("while making `{}`{from}", output.address));
    if fault.at.is_none() {
        fault.at = sources.find("hub.toml").map(Span::file);
    }
    fault
}

/// One mistake in a template spoils every page it draws: it is said once, with the first page it was met on.
pub(super) fn fewer(faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::new();
    for fault in faults {
        let same = |other: &&mut Diagnostic| {
            other.code == fault.code && other.at == fault.at && other.message == fault.message
        };
        if kept.iter_mut().find(same).is_none() {
            kept.push(fault);
        }
    }
    debug_assert!(kept.iter().all(|fault| matches!(fault.code, Code::TemplateField | Code::TemplateSyntax)));
    kept
}
