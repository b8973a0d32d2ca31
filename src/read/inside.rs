//! Names at the wrong level: fields of a table that stand beside it, and flags for what is a word of another field.
//!
//! Found by the declarations alone. Kept as a field of the author's own such a line would do nothing, and the entry would be published as
//! if it were not there.

use super::fields::Field;
use super::meant::{is_synonym, translations};
use super::node::{Format, Key, Node, Table, Value};
use super::shape::Shape;
use super::written::written;
use crate::time::how_often;

/// What to write for a flag that is named after a word of `status`: `cancelled = true`.
pub(super) fn status(key: &Key, node: &Node, table: &Table, declared: &[Field]) -> Option<String> {
    let Value::Bool(is_so) = node.value else { return None };
    let field = declared.iter().find(|field| field.name == "status")?;
    let Shape::Choice(words) = (field.shape)() else { return None };
    let lower = key.name.to_lowercase();
    let name = if lower == "canceled" { "cancelled" } else { &lower };
    let (word, _) = words.iter().find(|(word, _)| *word == name)?;
    let line = if table.format == Format::Toml { format!("status = \"{word}\"") } else { format!("status: {word}") };
    Some(match (is_so, table.get("status").is_some()) {
        (false, _) => "take this line out".to_owned(),
        (true, false) => format!("write `{line}`"),
        (true, true) => format!("write `{line}` instead of `{}` and the `status` that is given", key.name),
    })
}

/// Where a name belongs that exactly one table among the declared fields has, with the value if it may be shown.
pub(super) fn inside(key: &Key, table: &Table, declared: &[Field], shown: bool) -> Option<String> {
    if table.format == Format::Csv || is_synonym(&key.name, declared) {
        return None;
    }
    let (home, name) = home(&key.name, declared)?;
    let format = table.format;
    let value = |node: &Node| if shown { written(format, node) } else { "…".to_owned() };
    let sign = if format == Format::Toml { " =" } else { ":" };
    let given = table.entry(home.name);
    let node = table.get(&key.name)?;
    if given.is_some_and(|(key, _)| key.span.source != table.span.source) {
        return Some(format!("it belongs into the table `{}`", home.name));
    }
    let mut parts = Vec::new();
    let mut instead = Vec::new();
    match given.map(|(_, node)| &node.value) {
        Some(Value::Table(inner)) if inner.get(name).is_some() => {
            return Some(format!("`{name}` is given in `{}` already: take this one out", home.name));
        }
        Some(Value::Table(inner)) => {
            let part = format!("{name}{sign} {}", value(node));
            return Some(match (format, standing(inner, home.name)) {
                (Format::Toml, Standing::Braces) => {
                    format!("move it into the braces: `{} = {{ …, {part} }}`", home.name)
                }
                (Format::Toml, Standing::Dots) => format!("write `{}.{part}`", home.name),
                (Format::Toml, Standing::Lines) => format!("move it below `[{}]`", home.name),
                _ => format!("move it below `{}:`, indented as its other fields are", home.name),
            });
        }
        Some(Value::Text(_)) if takes_name(home) => {
            instead.push(home.name.to_owned());
            parts.extend(given.map(|(_, node)| format!("name{sign} {}", value(node))));
        }
        Some(Value::Null) | None => {}
        Some(_) => return Some(format!("it belongs into the table `{}`", home.name)),
    }
    let others = table.entries.iter().filter_map(|(key, node)| {
        let is_declared = declared.iter().any(|field| field.name == key.name);
        let (other, name) = self::home(&key.name, declared).filter(|_| !is_declared)?;
        (other.name == home.name && !is_synonym(&key.name, declared)).then_some((key, name, node))
    });
    let others: Vec<(&Key, &str, &Node)> = others.collect();
    let (_, within) = within(&(home.shape)())?;
    let lacks = |field: &&Field| field.required && !others.iter().any(|(_, name, _)| *name == field.name);
    let lacking: Vec<&Field> = within.iter().filter(lacks).collect();
    for field in &lacking {
        // How often something happens follows from its days.
        let days = others.iter().filter(|(_, name, _)| matches!(*name, "on" | "days"));
        let words = days.flat_map(|(.., node)| words(node));
        let example = match field.name {
            "every" => format!("\"{}\"", how_often(words)),
            _ => field.example.to_owned(),
        };
        parts.push(format!("{}{sign} {example}", field.name));
    }
    for (key, name, node) in &others {
        parts.push(format!("{name}{sign} {}", value(node)));
        instead.push(key.name.clone());
    }
    let instead = match &instead[..] {
        [.., last] if instead.len() > 1 => {
            let first: Vec<String> = instead[..instead.len() - 1].iter().map(|name| format!("`{name}`")).collect();
            format!(" instead of {} and `{last}`", first.join(", "))
        }
        _ => String::new(),
    };
    let instance = if lacking.is_empty() { "" } else { ", for instance" };
    Some(format!("write `{}{sign} {{ {} }}`{instead}{instance}", home.name, parts.join(", ")))
}

/// The declared field whose table has this name, or what it is in English, and what the name is there. None where several have it.
fn home<'a>(name: &'a str, declared: &'a [Field]) -> Option<(&'a Field, &'a str)> {
    let one = |name: &'a str| {
        let has =
            |field: &&Field| within(&(field.shape)()).is_some_and(|(_, all)| all.iter().any(|it| it.name == name));
        let mut all = declared.iter().filter(has);
        let first = all.next().filter(|_| all.next().is_none())?;
        within(&(first.shape)()).is_some_and(|(is_alone, _)| is_alone).then_some((first, name))
    };
    std::iter::once(name).chain(translations(name).iter().copied()).find_map(one)
}

/// The fields of the table that a value of this shape may be, and whether there is one such table and no list of them.
fn within(shape: &Shape) -> Option<(bool, Vec<Field>)> {
    match shape {
        Shape::Table { fields, .. } => Some((true, fields())),
        Shape::OneOf(shapes) => shapes.iter().find_map(within),
        Shape::List(inner) | Shape::Map(inner) => within(inner).map(|(_, fields)| (false, fields)),
        _ => None,
    }
}

/// Whether the value of a field may be a text, which is the `name` of its table.
fn takes_name(field: &Field) -> bool {
    let Shape::OneOf(shapes) = (field.shape)() else { return false };
    let has_name = |fields: Vec<Field>| fields.iter().any(|field| field.name == "name");
    shapes.iter().any(|shape| matches!(shape, Shape::Text))
        && shapes.iter().find_map(within).is_some_and(|(_, fields)| has_name(fields))
}

/// The words of a text, or of a list of them.
fn words(node: &Node) -> Vec<&str> {
    match &node.value {
        Value::Text(text) => vec![text],
        Value::List(nodes) => nodes.iter().flat_map(words).collect(),
        _ => Vec::new(),
    }
}

/// How a table in TOML stands in its file.
enum Standing {
    Lines,
    Braces,
    Dots,
}

/// In braces a table has its names in its place; else its place is that of its own name, with the brackets around it if there are such.
fn standing(table: &Table, name: &str) -> Standing {
    let is_in = |key: &Key| table.span.start <= key.span.start && key.span.end <= table.span.end;
    if table.entries.is_empty() || table.entries.iter().any(|(key, _)| is_in(key)) {
        Standing::Braces
    } else if (table.span.end - table.span.start) as usize == name.len() {
        Standing::Dots
    } else {
        Standing::Lines
    }
}
