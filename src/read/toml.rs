//! TOML 1.1 to [`Table`]: every syntax error of the file, each with its place. The only home of the `toml` library.

use super::fields::Field;
use super::node::{Format, Key, Node, Table, Value};
use super::slips::{self, Slip};
use crate::diagnostic::Diagnostic;
use crate::text::{SourceId, Span};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Whether messages about a text may hold words of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Quote<'a> {
    /// They may.
    Yes,
    /// They may not, but for the names of these fields: the text may hold what is private.
    Names(&'a [Field]),
}

/// Parses `text`, which starts at byte `offset` of its file. What could not be read is [`Value::Broken`] or left out of the table.
pub(crate) fn parse(source: SourceId, text: &str, offset: usize, diagnostics: &mut Vec<Diagnostic>) -> Table {
    parse_quoting(source, text, offset, Quote::Yes, diagnostics)
}

/// As [`parse`], and says how messages may speak of the text.
pub(crate) fn parse_quoting(
    source: SourceId,
    text: &str,
    offset: usize,
    quote: Quote<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Table {
    let (table, mut errors) = DeTable::parse_recoverable(text);
    // Told as the fields they stand for, with the values they have.
    errors.retain(|error| !slips::is_translated(text, error.span().unwrap_or(0..0).start));
    let stumbled = |error: &toml::de::Error| slips::line_around(text, error.span().map_or(0, |span| span.start));
    let slip = |error: &toml::de::Error| slips::toml(error.message(), text, error.span().unwrap_or(0..0));
    let mut slips: Vec<(Range<usize>, Slip)> = errors.iter().map(|error| (stumbled(error), slip(error))).collect();
    // The parser may stumble several times over one slip; the author made one.
    slips.sort_by_key(|(line, slip)| (line.start, slip.range.start));
    slips.dedup_by_key(|(line, _)| line.start);
    let mut slips: Vec<Slip> = slips.into_iter().map(|(_, slip)| slip).collect();
    slips.dedup_by_key(|slip| slips::line_around(text, slip.range.start));
    // A name that is given many times is one mistake.
    let mut twice: Vec<String> = Vec::new();
    slips.retain(|slip| {
        let again = slip.message.ends_with("is given twice") && twice.iter().any(|said| **said == slip.message);
        twice.push(slip.message.to_string());
        !again
    });
    // What stands below an open quote or list is read as something else.
    let mut before: Option<&'static str> = None;
    slips.retain(|slip| {
        let follows = match before {
            Some(slips::TEXT_OPEN) => slip.message == slips::NO_FIELD,
            Some(slips::LIST_OPEN) => [slips::SIDE_BY_SIDE, slips::LIST_OPEN].contains(&&*slip.message),
            _ => false,
        };
        if !follows {
            before = [slips::TEXT_OPEN, slips::LIST_OPEN].into_iter().find(|open| slip.message == *open);
        }
        !follows
    });
    // A conflict within a text of several lines is no slip to the parser.
    let json = || slips::json(text).filter(|_| !slips.is_empty());
    if let Some(whole) = slips::conflict(text).or_else(json) {
        slips = vec![whole];
    }
    let mut lines: Vec<Range<usize>> = errors.iter().map(stumbled).collect();
    lines.extend(slips.iter().map(|slip| slips::line_around(text, slip.range.start)));
    let reader = Reader { source, offset, text, lines };
    diagnostics.extend(slips.into_iter().map(|slip| {
        let (slip, open) = match quote {
            Quote::Yes => (slip, true),
            Quote::Names(fields) => (slip.without_quotes(text, fields), false),
        };
        let error = Diagnostic::error(slip.code, reader.span(slip.range), slip.message).help(slip.help);
        if open { error } else { error.private() }
    }));
    reader.table(Span::new(source, 0..text.len()).shifted(offset), table.get_ref())
}

/// Whether a text is TOML.
pub(super) fn reads(text: &str) -> bool {
    DeTable::parse(text).is_ok()
}

struct Reader<'a> {
    source: SourceId,
    offset: usize,
    text: &'a str,
    /// The lines that hold a slip.
    lines: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range).shifted(self.offset)
    }

    fn table(&self, span: Span, table: &DeTable<'_>) -> Table {
        let mut entries: Vec<(Key, Node)> = table
            .iter()
            .filter(|(key, _)| !self.lost(key.span().start))
            .map(|(key, value)| {
                let key = Key { name: key.get_ref().to_string(), span: self.span(key.span()) };
                (key, self.node(value))
            })
            .collect();
        entries.sort_by_key(|(key, _)| (key.span.start, key.span.end));
        Table { span, format: Format::Toml, entries, original: None, damaged: !self.lines.is_empty() }
    }

    /// Whether the place lies below the name of a table that could not be read: nobody knows whose field stands there.
    fn lost(&self, at: usize) -> bool {
        if self.lines.is_empty() {
            return false;
        }
        let own = slips::line_around(self.text, at);
        // A name that holds a sign no name has, or that wants quotes.
        let name = self.text[own.clone()].split('=').next().unwrap_or_default();
        let wants_quotes = !name.is_ascii() && !name.contains(['"', '\'', '[']);
        if self.lines.contains(&own) && (wants_quotes || slips::is_in_name(&self.text[own.clone()])) {
            return true;
        }
        if self.text[own.clone()].starts_with('[') && self.lines.contains(&own) {
            return true;
        }
        let header = self.text[..at.min(self.text.len())].rfind("\n[").map_or(0, |newline| newline + 1);
        let line = slips::line_around(self.text, header);
        self.text[line.clone()].starts_with('[') && line.end < at && self.lines.contains(&line)
    }

    /// Whether a value shares a line with a slip.
    fn is_broken(&self, range: &Range<usize>) -> bool {
        self.lines.iter().any(|line| line.start <= range.end && range.start <= line.end)
    }

    fn node(&self, spanned: &Spanned<DeValue<'_>>) -> Node {
        let range = spanned.span();
        let span = self.span(range.clone());
        // Tables with a line of their own are told from those in braces: a slip below does not spoil them.
        let own_line = match spanned.get_ref() {
            DeValue::Table(_) => !self.text[range.start.min(self.text.len())..].starts_with('{'),
            DeValue::Array(list) => {
                matches!(list.first().map(Spanned::get_ref), Some(DeValue::Table(_)))
                    && list.first().is_some_and(|first| !self.text[first.span().start..].starts_with('{'))
            }
            _ => false,
        };
        if !own_line && self.is_broken(&range) {
            return Node { span, value: Value::Broken };
        }
        let value = match spanned.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Integer(number),
                Err(_) => Value::Float(number.as_str().parse().unwrap_or(f64::INFINITY)),
            },
            DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(_) => Value::Stamp(self.text.get(range).unwrap_or_default().to_owned()),
            DeValue::Array(list) => Value::List(list.iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => Value::Table(self.table(span, table)),
        };
        Node { span, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

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
        assert!(table.get("ok").is_some() && table.damaged);
        assert!(matches!(table.get("date").expect("is there").value, Value::Broken));
    }
}
