//! What a translation takes from its original, and what it may say otherwise.
//!
//! Takes the table of a translation and that of its original, and completes the first with the second: what is not said in another
//! language is as the original has it. Facts ([`Recipe::facts`](super::draft::Recipe)) are the original's in every language, since two
//! readers must not come at two times: whoever states another is told so, and the original holds.

use crate::diagnostic::{Code, Diagnostic};
use crate::read::node::{Key, Node, Table, Value};
use crate::time::Stamp;

/// The fields that a translation must leave as they are.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Fields of the entry, and of the rows of its tables.
    pub fields: &'static [&'static str],
    /// A list of tables, and the field that names each: a translation says of a row only what differs.
    pub rows: Option<(&'static str, &'static str)>,
}

impl Facts {
    /// Of entries that have none.
    pub const NONE: Self = Self { fields: &[], rows: None };

    fn has(&self, name: &str) -> bool {
        self.fields.contains(&name)
    }
}

/// Completes a translation with its original.
pub fn complete(table: &mut Table, original: &Table, facts: Facts, said: &mut Vec<Diagnostic>) {
    if let Some((rows, name)) = facts.rows {
        complete_rows(table, original, (rows, name), facts, said);
    }
    table.entries.retain(|(key, node)| {
        let other = original.get(&key.name);
        let differs = facts.has(&key.name) && !other.is_some_and(|other| is_same(&node.value, &other.value));
        if differs {
            said.push(refused(key, node));
        }
        !differs
    });
    table.inherit(original);
}

fn complete_rows(
    table: &mut Table,
    original: &Table,
    (rows, name): (&str, &str),
    facts: Facts,
    said: &mut Vec<Diagnostic>,
) {
    let Some((_, Node { value: Value::List(own), .. })) = table.entries.iter_mut().find(|(key, _)| key.name == rows)
    else {
        return;
    };
    let theirs = match original.get(rows).map(|node| &node.value) {
        Some(Value::List(rows)) => rows.as_slice(),
        _ => &[],
    };
    let mut translated = std::mem::take(own);
    for row in theirs {
        let Value::Table(original) = &row.value else { continue };
        let same = |node: &Node| match (&node.value, original.get(name)) {
            (Value::Table(row), Some(wanted)) => row.get(name).is_some_and(|own| is_same(&own.value, &wanted.value)),
            _ => false,
        };
        let mut row = row.clone();
        if let Some(at) = translated.iter().position(same) {
            let mut words = translated.remove(at);
            if let Value::Table(words) = &mut words.value {
                complete(words, original, Facts { rows: None, ..facts }, said);
            }
            row = words;
        }
        own.push(row);
    }
    // What is no row of the original's is read like any other, and refused for what is wrong with it; then it says nothing.
    for row in translated {
        let message = "a translation speaks of a date that its original leaves as it is".to_owned();
        said.push(
            Diagnostic::warning(Code::TranslationDiffers, row.span, message)
                .help(format!("it is left out; `{name}` is one of those that the original has under `{rows}`")),
        );
    }
}

fn refused(key: &Key, node: &Node) -> Diagnostic {
    let message = format!("a translation cannot change `{}`: it is a fact, and the same in every language", key.name);
    Diagnostic::warning(Code::TranslationDiffers, node.span, message)
        .help("it is taken from the original; remove the line, or change it there")
}

/// Whether two values say the same, however they are written.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Text(one) | Value::Stamp(one), Value::Text(other) | Value::Stamp(other)) => {
            one == other || Stamp::parse(one).is_ok_and(|one| Stamp::parse(other).is_ok_and(|other| one == other))
        }
        (Value::Integer(one), Value::Integer(other)) => one == other,
        (Value::Float(one), Value::Float(other)) => one.to_bits() == other.to_bits(),
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Null, Value::Null) => true,
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(&one.value, &other.value))
        }
        (Value::Table(one), Value::Table(other)) => {
            let has = |(key, node): &(Key, Node)| {
                other.get(&key.name).is_some_and(|other| is_same(&node.value, &other.value))
            };
            one.entries.len() == other.entries.len() && one.entries.iter().all(has)
        }
        // What could not be read has been said.
        (Value::Broken, _) | (_, Value::Broken) => true,
        _ => false,
    }
}
