//! Several values: lists, and tables with free names.

use crate::diagnostic::{Code, Diagnostic};
use crate::read::fields::{FieldValue, Reader, Spanned, shortened};
use crate::read::node::{Format, Node, Value};
use crate::read::shape::Shape;
use crate::read::written::written;
use crate::text::Span;
use crate::time::{Stamp, only_reading};
use std::collections::BTreeMap;

impl<T: FieldValue> FieldValue for Vec<T> {
    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let items = match &node.value {
            Value::List(items) => items.clone(),
            Value::Text(text) if reader.format() == Format::Csv => split(node.span, text, ';'),
            Value::Table(_) if matches!(T::shape(), Shape::Table { .. }) && reader.format() == Format::Toml => {
                let help = format!("write `[[{}]]`, with two brackets, before each of them", reader.field());
                reader.wrong_type(node, &Self::shape().wants(), Some(help));
                return None;
            }
            Value::Table(_) | Value::Stamp(_) => return T::read(node, reader).map(|value| vec![value]),
            Value::Text(text) if reader.format() == Format::Yaml && is_ids(text, &T::shape()) => {
                let help = format!("write `{}`", reader.line(&format!("[{}]", text.trim())));
                reader.wrong_type(node, &Self::shape().wants(), Some(help));
                return None;
            }
            Value::Text(text) if reader.format() == Format::Yaml && is_words(text, &T::shape()) => {
                warn_of_one_text(node, text, reader);
                vec![node.clone()]
            }
            _ if reader.format() != Format::Toml => vec![node.clone()],
            Value::Text(_) if reader.hides() => {
                let values = if matches!(T::shape(), Shape::Time | Shape::Date) { "…" } else { "\"…\"" };
                let help = format!("put its values in a list, `[{values}]`");
                reader.wrong_type(node, &Self::shape().wants(), Some(help));
                return None;
            }
            Value::Text(text) if matches!(T::shape(), Shape::Time | Shape::Date) => {
                let help = match days(text) {
                    Some(days) => format!("write `{}`, without quotes", reader.line(&format!("[{days}]"))),
                    None => format!("write days, as in `{}`, without quotes", reader.line("[2026-11-21]")),
                };
                reader.wrong_type(node, &Self::shape().wants(), Some(help));
                return None;
            }
            Value::Text(text) => {
                let items: Vec<_> = text.split(',').map(|item| format!("\"{}\"", item.trim())).collect();
                let help = format!("write `{}`", reader.line(&format!("[{}]", items.join(", "))));
                reader.wrong_type(node, &Self::shape().wants(), Some(help));
                return None;
            }
            _ => {
                reader.wrong_type(
                    node,
                    &Self::shape().wants(),
                    Some("write its values between `[` and `]`".to_owned()),
                );
                return None;
            }
        };
        let present = items.iter().filter(|item| !matches!(item.value, Value::Null | Value::Broken));
        let is_list = matches!(node.value, Value::List(_));
        let read = |item: &Node| match is_list {
            true => reader.item(|reader| T::read(item, reader)),
            false => T::read(item, reader),
        };
        Some(present.filter_map(read).collect())
    }
}

/// Days and times in a text, with commas between them, as a list in TOML has them; `None` where one of them cannot be told.
fn days(text: &str) -> Option<String> {
    let day = |part: &str| match Stamp::parse(part) {
        Ok(_) => Some(part.trim().to_owned()),
        Err(_) => only_reading(part),
    };
    let all = || text.split(',').map(day).collect::<Option<Vec<String>>>();
    // `Dec 8, 2026` is one day.
    day(text).or_else(|| all().map(|days| days.join(", ")))
}

/// Whether a text is several ids with commas between them, where ids are wanted.
fn is_ids(text: &str, shape: &Shape) -> bool {
    let is_id = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    shape.is_id() && text.contains(',') && text.split(',').all(|part| is_id(part.trim()))
}

/// The longest of several words, in characters, for which a text with commas is taken.
const MAX_WORD: usize = 40;

/// Whether a text is several short texts with commas between them, where a list of texts is wanted.
fn is_words(text: &str, shape: &Shape) -> bool {
    let is_word = |part: &str| !part.is_empty() && part.chars().count() <= MAX_WORD && !part.contains(char::is_control);
    matches!(shape, Shape::Text) && text.contains(',') && text.split(',').all(|part| is_word(part.trim()))
}

/// Says that a text with commas is one value in YAML, which its author may have meant. `[a, b]` is a list of two.
fn warn_of_one_text(node: &Node, text: &str, reader: &mut Reader) {
    let hides = reader.hides();
    let items: Vec<String> = text
        .split(',')
        .map(|part| written(Format::Yaml, &Node { span: node.span, value: Value::Text(part.trim().to_owned()) }))
        .collect();
    let list = if hides { "[…, …]".to_owned() } else { format!("[{}]", items.join(", ")) };
    let message = match hides {
        true => format!("`{}` is one text with commas in it", reader.field()),
        false => format!("`{}` is the one text \"{}\", with its commas", reader.field(), shortened(text)),
    };
    let help = format!("write `{}`", reader.line(&list));
    reader.report(Diagnostic::warning(Code::WrongType, node.span, message).help(help));
}

/// Cuts a cell into its values, each with its place.
fn split(span: Span, text: &str, sign: char) -> Vec<Node> {
    let mut from = 0;
    let mut nodes = Vec::new();
    for part in text.split(sign) {
        let start = from + (part.len() - part.trim_start().len());
        let word = part.trim();
        if !word.is_empty() {
            let value = Value::Text(word.to_owned());
            nodes.push(Node { span: span.inner(start..start + word.len()), value });
        }
        from += part.len() + sign.len_utf8();
    }
    nodes
}

impl<T: FieldValue> FieldValue for BTreeMap<String, T> {
    fn shape() -> Shape {
        Shape::Map(Box::new(T::shape()))
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let all = Listing::<T>::read(node, reader)?.0;
        Some(all.into_iter().map(|(key, value)| (key.value, value)).collect())
    }
}

/// Names with their values in the order they were written, for tables whose order means something.
#[derive(Clone, Debug)]
pub struct Listing<T>(pub Vec<(Spanned<String>, T)>);

impl<T> Default for Listing<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: FieldValue> FieldValue for Listing<T> {
    fn shape() -> Shape {
        Shape::Map(Box::new(T::shape()))
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::Table(table) = &node.value else {
            let help = match reader.format() {
                Format::Toml => {
                    format!("write `[{}]`, and below it a name, `=` and a value on each line", reader.path())
                }
                _ => "give each value a name".to_owned(),
            };
            reader.wrong_type(node, &Self::shape().wants(), Some(help));
            return None;
        };
        let mut all = Vec::new();
        for (key, node) in &table.entries {
            if matches!(node.value, Value::Broken) {
                continue;
            }
            if let (Value::List(_), Some(help)) = (&node.value, reader.outside(key.span, table.span, &key.name))
                && !matches!(T::shape(), Shape::List(_) | Shape::Any)
            {
                reader.within(key.name.clone(), |reader| reader.wrong_type(node, &T::shape().wants(), Some(help)));
                continue;
            }
            if let Some(value) = reader.within(key.name.clone(), |reader| T::read(node, reader)) {
                all.push((Spanned { value: key.name.clone(), span: key.span }, value));
            }
        }
        Some(Self(all))
    }
}
