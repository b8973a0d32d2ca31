//! Messages for programs: one JSON object a line, with the fields that the contract names and no others.
//!
//! Lines and columns count from 1, columns in characters; the end is the place after the last character. What has no place has
//! `null` there.

use super::shown::{place, tame_json};
use super::{Diagnostic, Severity};
use crate::text::{Sources, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Message<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    #[serde(flatten)]
    at: Range<'a>,
    help: Option<&'a str>,
    notes: Vec<Remark<'a>>,
}

#[derive(Serialize)]
struct Remark<'a> {
    message: &'a str,
    #[serde(flatten)]
    at: Range<'a>,
}

#[derive(Serialize)]
struct Range<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

impl<'a> Range<'a> {
    fn of(at: Option<Span>, sources: &'a Sources) -> Self {
        let at = place(at, sources);
        let number = |field: fn(&super::shown::Place<'_>) -> u32| at.as_ref().map(field);
        Self {
            file: at.as_ref().map(|at| at.file),
            line: number(|at| at.line),
            column: number(|at| at.column),
            end_line: number(|at| at.end_line),
            end_column: number(|at| at.end_column),
        }
    }
}

/// All diagnostics, a line each.
pub fn print(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let message = Message {
            severity: severity(diagnostic.severity),
            code: diagnostic.code.name(),
            message: &diagnostic.message,
            at: Range::of(diagnostic.at, sources),
            help: diagnostic.help.as_deref(),
            notes: diagnostic
                .notes
                .iter()
                .map(|note| Remark { message: &note.message, at: Range::of(note.at, sources) })
                .collect(),
        };
        let line = serde_json::to_string(&message).expect("texts and numbers always have a form in JSON");
        text.push_str(&tame_json(line));
        text.push('\n');
    }
    text
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown::samples::{backwards, sources, span};
    use super::super::{Code, Diagnostic};
    use super::*;
    use crate::text::SourceId;

    #[test]
    fn an_object_a_line_with_the_fields_of_the_contract() {
        let sources = sources();
        let text = print(&[backwards(&sources)], &sources);
        let expected = concat!(
            r#"{"severity":"error","code":"event-ends-before-start","message":"this event ends 2 hours before it starts","#,
            r#""file":"content/events/五月.toml","line":4,"column":7,"end_line":4,"end_column":26,"#,
            r#""help":"if it runs past midnight, `end` needs the next day, `2026-05-02`","#,
            r#""notes":[{"message":"it starts here","file":"content/events/五月.toml","#,
            r#""line":2,"column":10,"end_line":2,"end_column":29}]}"#,
            "\n"
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn what_has_no_place_is_null_and_hostile_bytes_are_escaped() {
        let sources = sources();
        let mut lost = Diagnostic::warning(Code::NoHub, Span::file(SourceId(2)), "a\n\u{1b}b\u{9b}c\u{2028}");
        let text = print(&[lost.clone()], &sources);
        assert!(!text.trim_end().contains(|c: char| c.is_control() || c == '\u{2028}'), "{text:?}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["message"], "a\n\u{1b}b\u{9b}c\u{2028}");
        assert_eq!(value["file"], "content/pages/x\u{1b}[2J.md");
        lost.at = None;
        let value: serde_json::Value = serde_json::from_str(&print(&[lost], &sources)).unwrap();
        assert!(value["file"].is_null() && value["line"].is_null() && value["help"].is_null());
        assert_eq!(value.as_object().unwrap().len(), 10);
    }

    #[test]
    fn columns_are_characters() {
        let sources = sources();
        let text = print(&[Diagnostic::error(Code::Empty, span(&sources, 0, "聚会"), "x")], &sources);
        assert!(text.contains(r#""line":1,"column":12,"end_line":1,"end_column":14"#), "{text}");
    }
}
