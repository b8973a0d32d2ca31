//! The slips people make in TOML and YAML, in their own words and with a mend to paste.
//!
//! Takes what a parser said and the text it said it of. Parsers speak of grammar; an author has forgotten a quote.

use super::fields::Field;
use crate::diagnostic::{Code, Diagnostic};
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
}

impl Slip {
    fn new(range: Range<usize>, message: impl Into<Cow<'static, str>>, help: impl Into<Cow<'static, str>>) -> Self {
        Self { code: Code::Syntax, range, message: message.into(), help: help.into() }
    }

    /// The same in words that hold nothing of the file `text` but the name of one of these fields.
    pub(super) fn without_quotes(mut self, text: &str, fields: &[Field]) -> Self {
        if matches!(self.message, Cow::Owned(_)) {
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
            self.help = match self.code {
                Code::NoSuchDate => "write year, month and day: `2026-05-01`".into(),
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
    start..start + text[start..end.max(start)].trim_end().len()
}

/// Two versions that git could not put together, if the text holds such.
pub(super) fn conflict(text: &str) -> Option<Slip> {
    let mut at = 0;
    // A text may show such lines as code.
    let mut is_code = false;
    for line in text.split_inclusive('\n') {
        if line.starts_with("```") || line.starts_with("~~~") {
            is_code = !is_code;
        }
        if !is_code && (line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ")) {
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
        range.start += text[range.clone()].len() - text[range.clone()].trim_start().len();
        let line = &text[range.clone()];
        let (name, value) = line.split_once(sign).map_or((line, ""), |(name, value)| (name.trim(), value.trim()));
        let from = range.end - value.len();
        Self { text: line, name, value, value_range: from..range.end, range }
    }
}

/// What a slip in TOML is. `range` is where the parser stumbled.
pub(super) fn toml(message: &str, text: &str, range: Range<usize>) -> Slip {
    let written = text.get(range.clone()).unwrap_or("").trim();
    let line = Line::around(text, range.start, '=');
    let (name, value) = (line.name, line.value);
    let lower = message.to_lowercase();
    if lower.contains("duplicate key") {
        let message = format!("`{written}` is given twice");
        return Slip::new(range, message, "keep one of the two; several values go into one list, `[\"a\", \"b\"]`");
    }
    if let Some(slip) = date(written, range.clone()).or_else(|| date(value, line.value_range.clone())) {
        return slip;
    }
    if line.text.starts_with('[') && !line.text.contains(']') {
        let help = format!("write `{}{}`", line.text, if line.text.starts_with("[[") { "]]" } else { "]" });
        return Slip::new(line.range, "the name of this table is not closed", help);
    }
    if let Some(wide) = line.text.find(['＝', '：', '，', '［', '］', '＂', '｛', '｝']) {
        let sign = line.text[wide..].chars().next().unwrap_or('＝');
        let at = line.range.start + wide;
        let plain = plain_sign(sign);
        let range = at..at + sign.len_utf8();
        if sign == '＝' {
            return Slip::new(range, "`＝` is a wide sign, and TOML knows the plain `=`", "write `=`");
        }
        let message = format!("`{sign}` is a wide sign, and TOML knows the plain `{plain}`");
        return Slip::new(range, message, format!("write `{plain}`"));
    }
    let colon = line.text.find(':').filter(|colon| line.text.find('=').is_none_or(|equals| *colon < equals));
    if let Some(colon) = colon.filter(|_| !line.text.starts_with(['"', '\'', '#', '['])) {
        let (name, value) = (line.text[..colon].trim(), line.text[colon + 1..].trim());
        let value = quoted(value);
        let at = line.range.start + colon;
        let help = format!("write `{name} = {value}`");
        return Slip::new(at..at + 1, "in TOML a name and its value are joined by `=`", help);
    }
    if value.starts_with(['“', '”', '‘', '’', '「', '«', '„']) {
        let help = format!("write `{name} = {}`", quoted(value));
        return Slip::new(line.value_range, "TOML knows only straight quotes", help);
    }
    if lower.contains("escape") {
        let back = text[..range.start.min(text.len())].rfind('\\').unwrap_or(range.start);
        let next = text[back..].chars().take(2).map(char::len_utf8).sum::<usize>();
        let help = "write `\\\\` for the sign itself, or put the text in single quotes";
        return Slip::new(back..back + next, "in double quotes `\\` begins a special character", help);
    }
    if let Some(open) = open_list(text, range.start).filter(|_| !name.starts_with(is_name_sign)) {
        let end = line_around(text, open).end;
        return Slip::new(open..end, LIST_OPEN, LIST_MEND);
    }
    if value.starts_with(['"', '\'']) {
        return text_slip(text, &line, range, &lower);
    }
    if lower.contains("array") || lower.contains("comma") {
        return list(text, &line, range);
    }
    if value.is_empty() && line.text.contains('=') {
        let message = format!("`{name}` has no value");
        return Slip::new(line.range, message, "write one behind the `=`, or take the line out");
    }
    if !line.text.contains('=') {
        let help = "a field is `name = value`; a remark begins with `#`";
        return Slip::new(line.range, NO_FIELD, help);
    }
    if matches!(value.to_lowercase().as_str(), "true" | "false") {
        let help = format!("write `{name} = {}`", value.to_lowercase());
        return Slip::new(line.value_range, "`true` and `false` are written in small letters", help);
    }
    if value.starts_with(char::is_alphanumeric) && value.contains(char::is_alphabetic) {
        let help = format!("write `{name} = {}`", quoted(value));
        return Slip::new(line.value_range, format!("the text of `{name}` has no quotes"), help);
    }
    let message = format!("this cannot be read: {}", lower_first(message).replace("invalid", "unexpected"));
    Slip::new(range, message, "a field is `name = value`, with texts in quotes")
}

/// A value that begins like a day and is none.
fn date(written: &str, range: Range<usize>) -> Option<Slip> {
    let year = written.len() >= 8 && written.starts_with(|sign: char| sign.is_ascii_digit());
    let parts = written.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty()).count();
    let joined = written.contains(['-', '/', '.']) && written.split(['-', '/', '.']).count() >= 3;
    let error = Stamp::parse(written).err().filter(|_| year && joined && parts >= 3)?;
    let help = error.help().unwrap_or_else(|| "write year, month and day: `2026-05-01`".to_owned());
    Some(Slip { code: Code::NoSuchDate, range, message: error.to_string().into(), help: help.into() })
}

/// A text that ends too late or too early.
fn text_slip(text: &str, line: &Line<'_>, range: Range<usize>, lower: &str) -> Slip {
    let quote = line.value.chars().next().unwrap_or('"');
    let count = line.value.matches(quote).count();
    if count > 2 {
        let help = match quote {
            '"' => "write `\\\"` for a quote inside a text, or put the text in single quotes",
            _ => "put the text in double quotes",
        };
        let message = format!("this text ends at its second `{quote}`, and more follows");
        return Slip::new(line.value_range.clone(), message, help);
    }
    if count == 1 {
        let next = text[line.range.end..].lines().nth(1).unwrap_or("");
        let goes_on = next.trim_end().ends_with(quote) && !next.contains('=');
        let help = match goes_on {
            true => format!("begin and end a text of several lines with `{}`", quote.to_string().repeat(3)),
            false => format!("end it with `{quote}`"),
        };
        return Slip::new(line.value_range.clone(), TEXT_OPEN, help);
    }
    if let Some(bare) = line.value.strip_suffix([',', ';']).filter(|bare| bare.ends_with(quote)) {
        let at = line.value_range.end - 1;
        let help = format!("write `{} = {bare}`", line.name);
        return Slip::new(at..at + 1, "a field ends with its line and needs no other sign", help);
    }
    let message = if lower.contains("newline") || lower.contains("unexpected") {
        "more follows behind this text"
    } else {
        "this text cannot be read"
    };
    Slip::new(range, message, "a field is one line: `name = \"a text\"`")
}

/// Whether the name of a field may hold this sign.
fn is_name_sign(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.')
}

/// Where a list begins that nothing closes up to the end of the file, if the byte `at` stands in one.
fn open_list(text: &str, at: usize) -> Option<usize> {
    let at = line_around(text, at).end;
    let open = text[..at].rfind("= [").map(|equals| equals + 2)?;
    let between = &text[open..];
    (!between.contains(']') && !between.contains("\n[")).then_some(open)
}

/// A list that is not closed, or two values without a comma.
fn list(text: &str, line: &Line<'_>, range: Range<usize>) -> Slip {
    let open = text[..range.start.min(text.len())].rfind('[');
    let begins_field = line.name.chars().all(is_name_sign)
        && line.text.contains('=')
        && open.is_none_or(|open| open < line.range.start);
    let ended = line.text.is_empty() || line.text.starts_with("[") || begins_field;
    match open.filter(|_| ended) {
        Some(open) => {
            let end = line_around(text, open).end;
            Slip::new(open..end, LIST_OPEN, LIST_MEND)
        }
        None => Slip::new(range, SIDE_BY_SIDE, "put a comma between them"),
    }
}

/// What a slip in YAML is. `at` is where the parser stumbled.
pub(super) fn yaml(message: &str, text: &str, at: usize) -> Slip {
    let here = at..at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let line = Line::around(text, at, ':');
    let (name, value) = (line.name, line.value);
    if message.contains("tab") {
        return Slip::new(here, "here stands a tab, and YAML is indented with spaces", "write two spaces instead");
    }
    let before = &text[..at.min(text.len())];
    let unclosed = before.rfind('[').filter(|open| !before[*open..].contains(']'));
    if let Some(open) = unclosed {
        let end = line_around(text, open).end;
        return Slip::new(open..end, LIST_OPEN, LIST_MEND);
    }
    if message.contains("quoted scalar") || (value.starts_with('"') && value.matches('"').count() == 1) {
        let range = if value.is_empty() { here } else { line.value_range };
        return Slip::new(range, TEXT_OPEN, "end it with the quote it began with");
    }
    if message.contains("mapping values") && value.contains(": ") {
        let help = format!("write `{name}: {}`", quoted(value));
        return Slip::new(line.value_range, "this text holds `: `, which begins another field", help);
    }
    let message = format!("this cannot be read: {}", message.replace("invalid", "unexpected"));
    Slip::new(here, message, "put texts with `:` or `#` in quotes, and indent with spaces")
}

/// Front matter in YAML that is no table at all.
pub(super) fn yaml_no_table(text: &str, start: usize) -> Slip {
    let line = line_around(text, start);
    if text[line.clone()].contains(" = ") {
        let help = "begin and end the fields with `+++` instead, or write `name: value`";
        return Slip::new(line, "between lines of `---` stands YAML, and this is TOML", help);
    }
    let written = &text[line.clone()];
    if let Some((name, value)) = written.split_once('：') {
        let at = line.start + name.len();
        let help = format!("write `{}: {}`", name.trim(), value.trim());
        return Slip::new(at..at + '：'.len_utf8(), "`：` is a wide sign, and YAML knows the plain `:`", help);
    }
    Slip::new(line, NO_FIELD, "write one `name: value` a line")
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

fn plain_sign(wide: char) -> char {
    match wide {
        '：' => ':',
        '，' => ',',
        '［' => '[',
        '］' => ']',
        '＂' => '"',
        '｛' => '{',
        '｝' => '}',
        _ => '=',
    }
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
