//! TOML 1.1 to [`Table`]: every syntax error of the file, each with its place. The only home of the `toml` library.

use super::node::{Format, Key, Node, Table, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{SourceId, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Parses `text`, which starts at byte `offset` of its file. What could not be read is left out of the table.
pub(crate) fn parse(source: SourceId, text: &str, offset: usize, diagnostics: &mut Vec<Diagnostic>) -> Table {
    let (table, mut errors) = DeTable::parse_recoverable(text);
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    let reader = Reader { source, offset, text };
    let mut said = None;
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let line = text.get(..range.start).map_or(0, |before| before.matches('\n').count());
        // The parser may stumble several times over one slip; the author made one.
        if said.replace(line) != Some(line) {
            diagnostics.push(explain(error.message(), text, &range, reader.span(range.clone())));
        }
    }
    reader.table(Span::new(source, 0..text.len()).shifted(offset), table.get_ref())
}

struct Reader<'a> {
    source: SourceId,
    offset: usize,
    text: &'a str,
}

impl Reader<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.source, range).shifted(self.offset)
    }

    fn table(&self, span: Span, table: &DeTable<'_>) -> Table {
        let mut entries: Vec<(Key, Node)> = table
            .iter()
            .map(|(key, value)| {
                let key = Key { name: key.get_ref().to_string(), span: self.span(key.span()) };
                (key, self.node(value))
            })
            .collect();
        entries.sort_by_key(|(key, _)| (key.span.start, key.span.end));
        Table { span, format: Format::Toml, entries }
    }

    fn node(&self, spanned: &Spanned<DeValue<'_>>) -> Node {
        let span = self.span(spanned.span());
        let value = match spanned.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Integer(number),
                Err(_) => Value::Float(number.as_str().parse().unwrap_or(f64::INFINITY)),
            },
            DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(_) => Value::Stamp(self.text.get(spanned.span()).unwrap_or_default().to_owned()),
            DeValue::Array(list) => Value::List(list.iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => Value::Table(self.table(span, table)),
        };
        Node { span, value }
    }
}

/// Says in an author's words what the parser found, with a mend for the slips people make most.
fn explain(message: &str, text: &str, range: &std::ops::Range<usize>, span: Span) -> Diagnostic {
    let written = text.get(range.clone()).unwrap_or("");
    let line_start = text[..range.start.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].lines().next().unwrap_or("").trim();
    let lower = message.to_lowercase();
    if lower.contains("duplicate key") {
        let name = written.trim();
        return Diagnostic::error(Code::Syntax, span, format!("`{name}` is given twice"))
            .help("keep one of the two; several values go into one list, `[\"a\", \"b\"]`");
    }
    if let Some(date) = impossible_date(written) {
        return Diagnostic::error(Code::NoSuchDate, span, format!("there is no day `{date}`"))
            .help("dates are written year-month-day, as in `2026-11-21`");
    }
    let error = Diagnostic::error(Code::Syntax, span, format!("this is not TOML: {}", lower_first(message)));
    let (name, value) = line.split_once('=').map_or((line, ""), |(name, value)| (name.trim(), value.trim()));
    if line.contains(':') && !line.contains('=') {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        return error.help(format!(
            "TOML uses `=`: `{} = \"{}\"`",
            name.trim(),
            value.trim().trim_matches(['"', '\'', ','])
        ));
    }
    if value.starts_with(['"', '\'']) && (lower.contains("string") || lower.contains("quote")) {
        return error.help("close the text with the quote it began with; a `\"` inside is written `\\\"`");
    }
    if value.starts_with(['“', '”', '‘', '’', '「', '«']) {
        return error.help(format!(
            "use straight quotes: `{name} = \"{}\"`",
            value.trim_matches(['“', '”', '‘', '’', '「', '」', '«', '»'])
        ));
    }
    if value == "True" || value == "False" {
        return error.help(format!("write `{name} = {}`, in small letters", value.to_lowercase()));
    }
    let bare = !value.is_empty() && value.starts_with(char::is_alphabetic) && !matches!(value, "true" | "false");
    if bare {
        return error.help(format!("text stands in quotes: `{name} = \"{value}\"`"));
    }
    if !value.is_empty() && value.starts_with('[') && !value.ends_with(']') {
        return error.help("a list ends with `]`, with a comma between its values");
    }
    error
}

/// The day, when `written` starts like a date that no calendar has.
fn impossible_date(written: &str) -> Option<&str> {
    let date = written.trim().get(..10)?;
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(year, 4) && digits(month, 2) && digits(day, 2)).then_some(date)
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Table, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let table = parse(SourceId(0), text, 4, &mut diagnostics);
        (table, diagnostics)
    }

    #[test]
    fn keeps_the_order_and_the_places() {
        let (table, diagnostics) = read("b = 1\na = 2026-05-01T19:00:00\n[c]\nx = 'y'\n");
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let names: Vec<_> = table.entries.iter().map(|(key, _)| key.name.as_str()).collect();
        assert_eq!(names, ["b", "a", "c"]);
        assert_eq!(table.entries[0].1.span, Span::new(SourceId(0), 8..9));
        assert!(matches!(&table.entries[1].1.value, Value::Stamp(stamp) if stamp == "2026-05-01T19:00:00"));
    }

    #[test]
    fn reports_every_slip_with_a_mend() {
        let (table, diagnostics) = read("title = Salon\ndate = 2026-02-30\nok = 1\ntags: x\n");
        assert_eq!(diagnostics.len(), 3, "{diagnostics:#?}");
        assert!(diagnostics.iter().all(|d| d.help.is_some()), "{diagnostics:#?}");
        assert_eq!(diagnostics.iter().filter(|d| d.code == Code::NoSuchDate).count(), 1);
        assert!(table.get("ok").is_some());
    }
}
