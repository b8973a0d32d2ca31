//! Where a field stands, for rules about fields that carry no place of their own.
//!
//! Reads the front matter a second time, so it is for what has been found, not for looking.

use crate::diagnostic::Diagnostic;
use crate::read::front;
use crate::read::node::{Node, Table, Value};
use crate::read::scan::Scan;
use crate::text::{SourceId, Span};

/// The value of a field of the entry that stands at `at`, else the place of the entry.
pub(super) fn field(scan: &Scan, at: Span, name: &str) -> Span {
    let Some(table) = table(scan, at.source) else { return at };
    let own = |table: &Table| table.get(name).map(|node| node.span);
    own(&table).or_else(|| several(&table, at).and_then(own)).unwrap_or(at)
}

/// The fields of a file of content; `None` for one that has none, such as a calendar.
pub(super) fn table(scan: &Scan, source: SourceId) -> Option<Table> {
    let file = scan.sources.get(source);
    read(source, &file.path, &file.text, &mut Vec::new()) // what is wrong was said when it was read
}

/// The fields of a text that stands, or is to stand, in a file.
pub(super) fn read(source: SourceId, path: &str, text: &str, said: &mut Vec<Diagnostic>) -> Option<Table> {
    match path.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Some(front::cut(source, text, said).table),
        "toml" => {
            let offset = text.len() - text.trim_start_matches('\u{feff}').len();
            Some(crate::read::toml::parse(source, &text[offset..], offset, said))
        }
        _ => None,
    }
}

/// The table of a list of tables that stands at a place.
fn several(table: &Table, at: Span) -> Option<&Table> {
    let lists = table.entries.iter().filter_map(|(_, node)| match &node.value {
        Value::List(list) => Some(list),
        _ => None,
    });
    let tables = lists.flatten().filter_map(|node: &Node| match &node.value {
        Value::Table(table) => Some((node.span, table)),
        _ => None,
    });
    tables.into_iter().find(|(span, _)| span.start <= at.start && at.start <= span.end).map(|(_, table)| table)
}
