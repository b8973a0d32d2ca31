//! Cuts front matter from the body of a Markdown file, with offsets true to the whole file.

use super::node::{Format, Table};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{SourceId, Span};
use std::ops::Range;

/// The parts of a Markdown file.
#[derive(Debug)]
pub struct Parts {
    /// The fields, empty where there is no front matter.
    pub table: Table,
    /// Whether there was any.
    pub has_front_matter: bool,
    /// The bytes of the body in the file as saved.
    pub body: Range<usize>,
}

/// Finds TOML between `+++` or YAML between `---` at the start of a file, and reads it.
///
/// A byte order mark and blank lines may stand before; a fence may be longer than three signs.
pub fn cut(source: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Parts {
    let mut parts = parts(source, text, diagnostics);
    if let Some(conflict) = super::slips::unmerged(source, text, parts.body.start) {
        diagnostics.push(conflict);
        // What else would be said of two versions at once is noise.
        parts.body = text.len()..text.len();
    }
    parts
}

fn parts(source: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Parts {
    let body = text.trim_start_matches(['\u{feff}', '\r', '\n', ' ', '\t']);
    let start = text.len() - body.len();
    let none = |from| Parts {
        table: Table::empty(Span::new(source, start..start), Format::Toml),
        has_front_matter: false,
        body: from..text.len(),
    };
    let first = body.lines().next().unwrap_or("").trim_end();
    let Some(sign) = fence_sign(first) else { return none(if start == 0 { 0 } else { text.len() - body.len() }) };
    let open = Span::new(source, start..start + first.len());
    let inner_start = start + body.find('\n').map_or(body.len(), |at| at + 1);
    let mut at = inner_start;
    for line in text[inner_start..].split_inclusive('\n') {
        if fence_sign(line.trim_end()) == Some(sign) {
            let inner = &text[inner_start..at];
            let table = match sign {
                '+' => super::toml::parse(source, inner, inner_start, diagnostics),
                _ => super::yaml::parse(source, inner, inner_start, diagnostics),
            };
            return Parts { table, has_front_matter: true, body: at + line.len()..text.len() };
        }
        at += line.len();
    }
    if sign == '-' && !body.lines().nth(1).is_some_and(|line| line.contains(':')) {
        return none(start); // a thematic break at the start of a page without front matter
    }
    let (fence, other) = if sign == '+' { ("+++", '-') } else { ("---", '+') };
    let error = Diagnostic::error(Code::OpenFrontMatter, open, "front matter begins here and never ends");
    let mut at = inner_start;
    let mut ends = text[inner_start..].split_inclusive('\n').filter_map(|line| {
        at += line.len();
        (fence_sign(line.trim_end()) == Some(other)).then(|| at - line.len()..at - line.len() + line.trim_end().len())
    });
    diagnostics.push(match ends.next() {
        Some(end) => error
            .note(Span::new(source, end), "here stands the other sign")
            .help(format!("end it with the sign it begins with, `{fence}`")),
        None => error.help(format!("add a line `{fence}` below the last field")),
    });
    let format = if sign == '+' { Format::Toml } else { Format::Yaml };
    Parts {
        table: Table { damaged: true, ..Table::empty(open, format) },
        has_front_matter: true,
        body: text.len()..text.len(),
    }
}

fn fence_sign(line: &str) -> Option<char> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
    (line.len() >= 3 && line.chars().all(|other| other == sign)).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Parts, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        (cut(SourceId(0), text, &mut diagnostics), diagnostics)
    }

    #[test]
    fn offsets_are_true_to_the_file() {
        for text in [
            "+++\ntitle = \"a\"\n+++\nBody",
            "\u{feff}\r\n+++++\r\ntitle = \"a\"\r\n+++++\r\nBody",
            "---\ntitle: a\n---\nBody",
        ] {
            let (parts, diagnostics) = parts(text);
            assert!(diagnostics.is_empty(), "{diagnostics:?}");
            assert_eq!(&text[parts.body.clone()], "Body");
            let span = parts.table.get("title").expect("is there").span;
            assert_eq!(text[span.start as usize..span.end as usize].trim_matches('"'), "a");
        }
    }

    #[test]
    fn a_rule_at_the_start_is_no_front_matter() {
        let (parts, diagnostics) = parts("---\n\nwords\n");
        assert!(diagnostics.is_empty() && !parts.has_front_matter);
        assert_eq!(parts.body, 0..11);
    }

    #[test]
    fn an_open_fence_is_said() {
        let (_, diagnostics) = parts("+++\ntitle = \"a\"\n");
        assert_eq!(diagnostics[0].code, Code::OpenFrontMatter);
    }
}
