//! YAML front matter to [`Table`], with the liberties real sites take. The only home of the YAML library.
//!
//! Anchors and aliases are refused: nobody needs them in front matter, and they are how a small file grows into a large one.

use super::node::{Format, Key, Node, Table, Value};
use super::slips;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{SourceId, Span};
use saphyr_parser::{Event, Parser, ScalarStyle};

/// Lists and tables inside one another, at most.
const MAX_DEPTH: usize = 32;

/// Parses `text`, which starts at byte `offset` of its file. After a syntax error the entries read so far are kept.
pub(crate) fn parse(source: SourceId, text: &str, offset: usize, diagnostics: &mut Vec<Diagnostic>) -> Table {
    let whole = Span::new(source, 0..text.len()).shifted(offset);
    let mut reader = Reader {
        source,
        offset,
        starts: Vec::new(),
        text,
        parser: Parser::new_from_str(text),
        diagnostics,
        stopped: false,
    };
    if let Some(conflict) = slips::conflict(text) {
        reader.say(conflict);
        return Table { damaged: true, ..Table::empty(whole, Format::Yaml) };
    }
    reader.starts = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let document = reader.document();
    let damaged = reader.stopped;
    match document {
        Some(Node { value: Value::Table(table), .. }) => Table { span: whole, damaged, ..table },
        Some(Node { value: Value::Null, .. }) | None => Table { damaged, ..Table::empty(whole, Format::Yaml) },
        Some(node) => {
            let slip = slips::yaml_no_table(text, (node.span.start as usize).saturating_sub(offset));
            reader.say(slip);
            Table { damaged: true, ..Table::empty(whole, Format::Yaml) }
        }
    }
}

struct Reader<'a, 'd> {
    source: SourceId,
    offset: usize,
    /// The byte where each character starts: the library counts characters.
    starts: Vec<usize>,
    text: &'a str,
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    diagnostics: &'d mut Vec<Diagnostic>,
    /// After a syntax error nothing more is read.
    stopped: bool,
}

impl<'a> Reader<'a, '_> {
    fn span(&self, span: &saphyr_parser::Span) -> Span {
        let byte = |at: usize| self.starts.get(at).copied().unwrap_or(self.text.len());
        Span::new(self.source, byte(span.start.index())..byte(span.end.index())).shifted(self.offset)
    }

    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        if self.stopped {
            return None;
        }
        match self.parser.next_event()? {
            Ok((event, span)) => {
                let span = self.span(&span);
                Some((event, span))
            }
            Err(error) => {
                self.stopped = true;
                let at = self.starts.get(error.marker().index()).copied().unwrap_or(self.text.len());
                self.say(slips::yaml(error.info(), self.text, at));
                None
            }
        }
    }

    fn say(&mut self, slip: slips::Slip) {
        let span = Span::new(self.source, slip.range).shifted(self.offset);
        self.diagnostics.push(Diagnostic::error(slip.code, span, slip.message).help(slip.help));
    }

    fn document(&mut self) -> Option<Node> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::StreamEnd | Event::DocumentEnd => return None,
                event => return self.node(event, span, 0),
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            self.diagnostics.push(
                Diagnostic::error(Code::TextTooDeep, span, "this is nested too deeply")
                    .help("put fewer lists inside one another"),
            );
            return None;
        }
        let value = match event {
            Event::Scalar(text, style, _, _) => scalar(&text, style),
            Event::SequenceStart(..) => {
                let mut list = Vec::new();
                while let Some((event, span)) = self.next() {
                    if event == Event::SequenceEnd {
                        break;
                    }
                    let Some(node) = self.node(event, span, depth + 1) else { break };
                    list.push(node);
                }
                Value::List(list)
            }
            Event::MappingStart(..) => Value::Table(self.mapping(span, depth)),
            Event::Alias(_) => {
                let message = "front matter has no use for YAML aliases";
                self.diagnostics.push(Diagnostic::error(Code::Syntax, span, message).help("write the value out"));
                Value::Null
            }
            _ => return None,
        };
        // After a slip nobody knows how the value would have gone on.
        let value = if self.stopped && depth > 0 { Value::Broken } else { value };
        Some(Node { span, value })
    }

    fn mapping(&mut self, span: Span, depth: usize) -> Table {
        let mut table = Table::empty(span, Format::Yaml);
        while let Some((event, key_span)) = self.next() {
            let name = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, ..) => text.into_owned(),
                event => {
                    self.diagnostics.push(
                        Diagnostic::error(Code::Syntax, key_span, "a field's name must be a word")
                            .help("write `name: value`"),
                    );
                    if self.node(event, key_span, depth + 1).is_none() {
                        break;
                    }
                    String::new()
                }
            };
            let Some((event, span)) = self.next() else { break };
            let Some(node) = self.node(event, span, depth + 1) else { break };
            if name.is_empty() {
                continue;
            }
            if let Some((first, _)) = table.entry(&name) {
                let message = format!("`{name}` is given twice");
                let error = Diagnostic::error(Code::Syntax, key_span, message).note(first.span, "the first one");
                self.diagnostics.push(error.help("keep one of the two"));
            } else {
                table.entries.push((Key { name, span: key_span }, node));
            }
        }
        table
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.')) => {
            if let Ok(number) = text.parse() {
                Value::Integer(number)
            } else if let Ok(number) = text.parse() {
                Value::Float(number)
            } else {
                Value::Text(text.to_owned())
            }
        }
        _ => Value::Text(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_front_matter_as_real_sites_write_it() {
        let text =
            "title: \"河岸: a start\"\ndate: 2026-05-01\ntags: community\ndraft: false\nempty:\nlist:\n  - a\n  - b\n";
        let mut diagnostics = Vec::new();
        let table = parse(SourceId(0), text, 0, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert!(matches!(&table.get("title").expect("is there").value, Value::Text(title) if title == "河岸: a start"));
        let date = table.get("date").expect("is there").span;
        assert_eq!(&text[date.start as usize..date.end as usize], "2026-05-01");
        assert!(matches!(table.get("empty").expect("is there").value, Value::Null));
        assert!(matches!(&table.get("list").expect("is there").value, Value::List(list) if list.len() == 2));
    }

    #[test]
    fn a_slip_has_a_place_and_keeps_what_came_before() {
        let mut diagnostics = Vec::new();
        let table = parse(SourceId(0), "title: a\ntags: [x\nmore: y\n", 0, &mut diagnostics);
        assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
        assert!(table.get("title").is_some());
    }
}
