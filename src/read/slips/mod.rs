//! The slips people make in TOML and YAML, in their own words and with a mend to paste.
//!
//! Takes what a parser said and the text it said it of. Parsers speak of grammar; an author has forgotten a quote.

mod stray;
mod toml;
mod yaml;

pub(super) use stray::is_in_name;
pub(super) use toml::{is_translated, toml};
pub(super) use yaml::{yaml, yaml_no_table};

use super::fields::Field;
use crate::diagnostic::{Code, Diagnostic, Lookalike};
use crate::text::{SourceId, Span};
use crate::time::Stamp;
use std::borrow::Cow;
use std::ops::Range;

/// A slip: the smallest text that shows it, what is wrong with it, what would be right.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) code: Code,
    pub(super) range: Range<usize>,
    /// Borrowed where it holds no word of the file.
    pub(super) message: Cow<'static, str>,
    /// Borrowed where it holds no word of the file.
    pub(super) help: Cow<'static, str>,
    /// The sign that is all that the message holds of the file.
    sign: Option<Lookalike>,
}

impl Slip {
    fn new(range: Range<usize>, message: impl Into<Cow<'static, str>>, help: impl Into<Cow<'static, str>>) -> Self {
        let (message, help) = (message.into(), help.into());
        Self { code: Code::Syntax, range, message, help, sign: None }
    }

    /// The same in words that hold nothing of the file `text` but the name of one of these fields.
    pub(super) fn without_quotes(mut self, text: &str, fields: &[Field]) -> Self {
        if matches!(self.message, Cow::Owned(_)) && self.sign.is_none() {
            let name = Line::around(text, self.range.start, '=').name;
            let field = fields.iter().find(|field| field.name == name);
            self.message = match (self.code, field) {
                (Code::NoSuchDate, Some(field)) => format!("`{}` is no day there is", field.name).into(),
                (Code::NoSuchDate, None) => "there is no such day".into(),
                (_, Some(field)) => format!("`{}` cannot be read here", field.name).into(),
                (_, None) => "this line cannot be read".into(),
            };
        }
        if matches!(self.help, Cow::Owned(_)) {
            self.help = match (self.code, self.sign) {
                (_, Some(sign)) => sign.mend().into(),
                (Code::NoSuchDate, None) => "write year, month and day: `2026-05-01`".into(),
                _ => "a field is `name = value`, once in the file, with texts in quotes".into(),
            };
        }
        self
    }
}

/// What a slip is called that spoils the lines below it.
pub(super) const TEXT_OPEN: &str = "this text has no closing quote";
pub(super) const LIST_OPEN: &str = "this list is not closed";
const LIST_MEND: &str = "put a `]` behind its last value";
/// What the lines below such a slip are called.
pub(super) const NO_FIELD: &str = "this line is no field";
pub(super) const SIDE_BY_SIDE: &str = "two values stand side by side in this list";

/// The bytes of the line that holds the byte `at`, without the line end.
pub(super) fn line_around(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    // A blank of another width is a sign that somebody may have to hear of.
    start..start + text[start..end.max(start)].trim_end_matches([' ', '\t', '\r']).len()
}

/// Two versions that git could not put together, if the text holds such.
pub(super) fn conflict(text: &str) -> Option<Slip> {
    const MARKS: [&str; 2] = ["<<<<<<< ", ">>>>>>> "];
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let mut at = 0;
    // A text may show such lines as code.
    let mut is_code = false;
    for line in text.split_inclusive('\n') {
        if line.starts_with("```") || line.starts_with("~~~") {
            is_code = !is_code;
        }
        if !is_code && MARKS.iter().any(|mark| line.starts_with(mark)) {
            return Some(Slip::new(
                at..at + line.trim_end().len(),
                "this file holds two versions that git could not put together",
                "keep what is right, and take out the lines with `<<<<<<<`, `=======` and `>>>>>>>`",
            ));
        }
        at += line.len();
    }
    None
}

/// The same as an error of a file that holds a text, a table or a calendar: what stands between the marks is no slip to its reader.
pub(crate) fn unmerged(source: SourceId, text: &str, from: usize) -> Option<Diagnostic> {
    let slip = conflict(text.get(from..)?)?;
    let at = Span::new(source, slip.range).shifted(from);
    Some(Diagnostic::error(slip.code, at, slip.message).help(slip.help))
}

/// JSON where TOML belongs, if the text begins with it.
pub(super) fn json(text: &str) -> Option<Slip> {
    let start = text.len() - text.trim_start().len();
    let inside = text[start..].strip_prefix(['{', '['])?.trim_start_matches([' ', '\t', '\r', '\n', '{', '[']);
    let is_json = inside.starts_with('"') && inside.lines().next().is_some_and(|line| line.contains("\":"));
    let help = "write a field a line, without the braces and commas: `name = \"a text\"`";
    is_json.then(|| Slip::new(start..start + 1, "this is JSON, and here TOML is read", help))
}

/// A line cut into its parts.
struct Line<'a> {
    range: Range<usize>,
    text: &'a str,
    name: &'a str,
    value: &'a str,
    value_range: Range<usize>,
}

impl<'a> Line<'a> {
    fn around(text: &'a str, at: usize, sign: char) -> Self {
        let mut range = line_around(text, at);
        range.start += text[range.clone()].len() - text[range.clone()].trim_start_matches([' ', '\t']).len();
        let line = &text[range.clone()];
        let (name, value) =
            line.split_once(sign).map_or((line, ""), |(name, value)| (name.trim(), value.trim_matches([' ', '\t'])));
        let from = range.end - value.len();
        Self { text: line, name, value, value_range: from..range.end, range }
    }

    /// The field with another value.
    fn with(&self, value: &str) -> String {
        format!("{} = {value}", self.name)
    }
}

/// Whether the name of a field may hold this sign.
fn is_name_sign(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.')
}

/// A value as TOML wants it: in quotes, unless it is a number, a day, a list or a yes or no.
fn quoted(value: &str) -> String {
    let signs = ['“', '”', '‘', '’', '「', '」', '«', '»', '„', '"', '\'', ','];
    let inner = value.trim_matches(signs);
    let plain = matches!(inner, "true" | "false")
        || inner.parse::<f64>().is_ok_and(f64::is_finite)
        || Stamp::parse(inner).is_ok()
        || inner.starts_with(['[', '{']);
    if plain { inner.to_owned() } else { format!("\"{}\"", inner.replace('"', "\\\"")) }
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
