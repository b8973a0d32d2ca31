//! Values as a file would have them again: what a message tells an author to write holds the author's own words.

use super::node::{Format, Node, Table, Value};
use crate::time::Stamp;

/// The longest text, in characters, that a message repeats.
const MAX_TEXT: usize = 80;
/// What stands for a value that is too long to repeat, or cannot be.
const SOMETHING: &str = "…";

/// A value as it is written in one line of this format. Of a CSV file, the cell.
pub(super) fn written(format: Format, node: &Node) -> String {
    match &node.value {
        Value::Null | Value::Broken => SOMETHING.to_owned(),
        Value::Text(text) if text.contains(char::is_control) || text.chars().count() > MAX_TEXT => SOMETHING.to_owned(),
        Value::Text(text) if format == Format::Csv || (format == Format::Yaml && is_plain(text)) => text.clone(),
        Value::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Bool(value) => value.to_string(),
        Value::Stamp(stamp) => stamp.clone(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| written(format, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => braces(format, table),
    }
}

fn braces(format: Format, table: &Table) -> String {
    let is_bare =
        |name: &str| !name.is_empty() && name.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_".contains(sign));
    if !table.entries.iter().all(|(key, _)| is_bare(&key.name)) {
        return SOMETHING.to_owned();
    }
    let sign = if format == Format::Toml { " =" } else { ":" };
    let fields = table.entries.iter().map(|(key, node)| format!("{}{sign} {}", key.name, written(format, node)));
    format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
}

/// Whether a text needs no quotes in YAML, and stays a text without them.
fn is_plain(text: &str) -> bool {
    let is_safe = |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_' | '.' | '/');
    let is_word = text.starts_with(char::is_alphabetic) && !text.ends_with(' ') && text.chars().all(is_safe);
    let means_else = ["true", "false", "null", "yes", "no", "on", "off"].contains(&text.to_lowercase().as_str());
    (is_word && !means_else) || (text.trim() == text && Stamp::parse(text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    #[test]
    fn what_is_written_reads_as_the_same_value() {
        let text = "a = \"say \\\"\\\\\\\"\"\nb = [31.0, -1.5, 3]\nc = { d = true, e = 2026-12-01T19:00:00 }\n";
        let table = crate::read::toml::parse(SourceId(0), text, 0, &mut Vec::new());
        let again: String = table
            .entries
            .iter()
            .map(|(key, node)| format!("{} = {}\n", key.name, written(Format::Toml, node)))
            .collect();
        assert_eq!(again, text);
        let text = "a: tea by the river\nb: \"10: ten\"\nc: [x, \"true\"]\nd: 2026-12-01T19:00:00\n";
        let table = crate::read::yaml::parse(SourceId(0), text, 0, &mut Vec::new());
        let again: String = table
            .entries
            .iter()
            .map(|(key, node)| format!("{}: {}\n", key.name, written(Format::Yaml, node)))
            .collect();
        assert_eq!(again, text);
    }
}
