//! References in fields: ids of people where a declaration says that people stand, and Markdown in texts.

use super::{Edits, Neutral, Who, prose};
use crate::config::Config;
use crate::kinds::declared;
use crate::kinds::files::{Variant, Written};
use crate::model::Kind;
use crate::read::fields::Field;
use crate::read::front;
use crate::read::node::{Format, Node, Table, Value};
use crate::read::scan::Scan;
use crate::read::shape::Shape;
use crate::text::{Source, SourceId};

/// What somebody did, of what may be said of them: it is the event's, not theirs.
const STAYS: &[&str] = &["talk"];

/// What else a table says of somebody.
const GOES: &[&str] = &["url", "role", "since", "until"];

/// One file while its references are looked for.
struct Walk<'a> {
    file: &'a Source,
    config: &'a Config,
    who: &'a Who,
    neutral: &'a Neutral,
    edits: Edits,
}

/// The table of a TOML file.
pub(super) fn toml(scan: &Scan, source: SourceId) -> Table {
    let text = &scan.sources.get(source).text;
    let offset = text.len() - text.trim_start_matches('\u{feff}').len();
    crate::read::toml::parse(source, &text[offset..], offset, &mut Vec::new())
}

/// The exchanges that a file of content needs.
pub(super) fn of_file(
    scan: &Scan,
    config: &Config,
    kind: Kind,
    variant: Variant,
    who: &Who,
    neutral: &Neutral,
) -> Edits {
    let file = scan.sources.get(variant.source);
    let mut walk = Walk { file, config, who, neutral, edits: Edits::default() };
    let fields = declared::fields(kind);
    match variant.written {
        Written::Markdown => {
            let parts = front::cut(variant.source, &file.text, &mut Vec::new());
            walk.fields(&fields, &parts.table);
            let read = crate::markup::read(variant.source, &file.text, parts.body, &config.markdown);
            prose::links(file, read.value.links(), who, neutral, &mut walk.edits);
        }
        Written::Toml => {
            let table = toml(scan, variant.source);
            match declared::several(kind).and_then(|name| table.get(name)).map(|node| &node.value) {
                Some(Value::List(items)) => {
                    for item in items {
                        if let Value::Table(table) = &item.value {
                            walk.fields(&fields, table);
                        }
                    }
                }
                _ => walk.fields(&fields, &table),
            }
        }
        Written::Csv => {
            for row in crate::read::csv::parse(variant.source, &file.text, &mut Vec::new()) {
                walk.fields(&fields, &row);
            }
        }
        // A calendar names people in addresses that are never published, and in prose.
        Written::Ics => {}
    }
    walk.edits
}

/// The exchanges that a table of figures needs: every cell that is the id, and nothing else.
pub(super) fn of_data(scan: &Scan, source: SourceId, who: &Who, neutral: &Neutral) -> Edits {
    let file = scan.sources.get(source);
    let mut edits = Edits::default();
    for row in crate::read::csv::parse(source, &file.text, &mut Vec::new()) {
        for (_, node) in &row.entries {
            if is_id(node, who) {
                in_cell(file, node, who, neutral, &mut edits);
            }
        }
    }
    edits
}

/// Puts the neutral name into a cell, if its place is known: of one with quotes inside only the row is.
fn in_cell(file: &Source, node: &Node, who: &Who, neutral: &Neutral, edits: &mut Edits) {
    match file.text.get(range(node)) {
        Some(written) if written.trim() == who.id => edits.put(range(node), cell(&neutral.name)),
        _ => edits.left.push(node.span),
    }
}

fn range(node: &Node) -> std::ops::Range<usize> {
    node.span.start as usize..node.span.end as usize
}

fn is_id(node: &Node, who: &Who) -> bool {
    matches!(&node.value, Value::Text(text) if text.trim() == who.id)
}

/// A text that can stand in a cell between quotes or without them.
fn cell(text: &str) -> String {
    text.replace(['"', ',', ';', '\n', '\r'], " ")
}

fn names_people(shape: &Shape) -> bool {
    matches!(shape, Shape::Id(kind) if kind.contains("member"))
}

/// Whether people are named by tables of this shape.
fn is_of_person(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.name == "member") && fields.iter().any(|field| field.name == "name")
}

impl Walk<'_> {
    fn fields(&mut self, fields: &[Field], table: &Table) {
        for (key, node) in &table.entries {
            if let Some(field) = fields.iter().find(|field| field.name == key.name) {
                self.value(&(field.shape)(), node, table.format, false);
            }
        }
    }

    /// One value. `alone` says that it stands where a list may.
    fn value(&mut self, shape: &Shape, node: &Node, format: Format, alone: bool) {
        match (shape, &node.value) {
            (Shape::List(inner), Value::List(items)) => {
                items.iter().for_each(|item| self.value(inner, item, format, false));
            }
            (Shape::List(inner), _) => self.value(inner, node, format, true),
            (Shape::Map(inner), Value::Table(table)) => {
                table.entries.iter().for_each(|(_, node)| self.value(inner, node, format, false));
            }
            (Shape::OneOf(shapes), Value::Table(_)) => {
                let of_table = shapes.iter().find(|shape| matches!(shape, Shape::Table { .. }));
                of_table.into_iter().for_each(|shape| self.value(shape, node, format, alone));
            }
            (Shape::OneOf(shapes), _) if shapes.iter().any(names_people) && is_id(node, self.who) => {
                self.person(node, format, alone);
            }
            (Shape::OneOf(shapes), _) if shapes.iter().any(names_people) => {}
            (Shape::OneOf(shapes), _) => {
                let text = shapes.iter().find(|shape| matches!(shape, Shape::Inline | Shape::Markdown));
                text.into_iter().for_each(|shape| self.value(shape, node, format, false));
            }
            (Shape::Table { fields, .. }, Value::Table(table)) => {
                let declared = fields();
                let named = table.get("member").is_some_and(|member| is_id(member, self.who));
                if named && is_of_person(&declared) {
                    self.person_table(node, table, alone);
                } else {
                    self.fields(&declared, table);
                }
            }
            (Shape::Inline | Shape::Markdown, Value::Text(text)) => self.markdown(node, text),
            _ => {}
        }
    }

    /// An id becomes a guest.
    fn person(&mut self, node: &Node, format: Format, alone: bool) {
        if format == Format::Csv {
            return in_cell(self.file, node, self.who, self.neutral, &mut self.edits);
        }
        let name = self.neutral.quoted();
        let guest = match format {
            Format::Toml | Format::Csv => format!("{{ name = {name} }}"),
            Format::Yaml if alone => format!("[{{name: {name}}}]"),
            Format::Yaml => format!("{{name: {name}}}"),
        };
        self.edits.put(range(node), guest);
    }

    /// A table with `member` becomes one with a name, and loses what else it says of them.
    fn person_table(&mut self, node: &Node, table: &Table, alone: bool) {
        let text = &self.file.text;
        let name = self.neutral.quoted();
        if table.format == Format::Toml && !text[range(node)].starts_with('{') {
            // A table below a heading of its own, `[[speakers]]`: a line a field.
            for (key, value) in &table.entries {
                let (start, end) = (key.span.start as usize, value.span.end as usize);
                if key.name == "member" {
                    self.edits.put(start..end, format!("name = {name}"));
                } else if GOES.contains(&key.name.as_str()) {
                    self.edits.put(line(text, start, end), "");
                }
            }
            return;
        }
        let sign = if table.format == Format::Toml { " = " } else { ": " };
        let mut fields = vec![format!("name{sign}{name}")];
        for (key, value) in table.entries.iter().filter(|(key, _)| STAYS.contains(&key.name.as_str())) {
            if let Value::Text(text) = &value.value {
                let quoted = serde_json::Value::from(text.as_str()).to_string().replace('\u{7f}', "\\u007F");
                fields.push(format!("{}{sign}{quoted}", key.name));
            }
        }
        let fields = fields.join(", ");
        let written = match table.format {
            Format::Toml => format!("{{ {fields} }}"),
            _ if alone => format!("[{{{fields}}}]"),
            _ => format!("{{{fields}}}"),
        };
        let flow = text[range(node)].starts_with('{');
        let end = if flow { node.span.end } else { last_byte(node) };
        self.edits.put(node.span.start as usize..end as usize, written);
    }

    fn markdown(&mut self, node: &Node, text: &str) {
        let raw = self.file.text.get(range(node)).unwrap_or("");
        let read = crate::markup::read_field(node.span, raw, text, &self.config.markdown);
        prose::links(self.file, read.value.links(), self.who, self.neutral, &mut self.edits);
    }
}

/// The byte after the last word of a value: a block of YAML ends where the next one begins, some lines too late.
fn last_byte(node: &Node) -> u32 {
    match &node.value {
        Value::List(items) => items.iter().map(last_byte).max().unwrap_or(node.span.end),
        Value::Table(table) => table.entries.iter().map(|(_, node)| last_byte(node)).max().unwrap_or(node.span.end),
        _ => node.span.end,
    }
}

/// The whole lines that a range stands on, with the line end.
fn line(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    from..to
}
