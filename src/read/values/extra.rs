//! What a community keeps under `[extra]`: values of any shape, handed on untouched.

use crate::read::fields::{FieldValue, Reader};
use crate::read::node::{Format, Node, Table, Value};
use crate::read::shape::Shape;
use std::collections::BTreeMap;

/// Whatever a community keeps under `[extra]`, handed to templates untouched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Extra(pub BTreeMap<String, Free>);

/// A free value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(untagged)]
pub enum Free {
    /// Nothing.
    Null,
    /// Words, and days and times as they were written.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number, as its bits so that it can be hashed.
    Float(FloatBits),
    /// `true` or `false`.
    Bool(bool),
    /// Several values.
    List(Vec<Free>),
    /// Named values.
    Table(BTreeMap<String, Free>),
}

/// A floating-point number that compares by its bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FloatBits(u64);

impl serde::Serialize for FloatBits {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from_bits(self.0))
    }
}

impl serde::Serialize for Extra {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Free {
    fn of(node: &Node) -> Self {
        match &node.value {
            Value::Null | Value::Broken => Self::Null,
            Value::Text(text) | Value::Stamp(text) => Self::Text(text.clone()),
            Value::Integer(number) => Self::Integer(*number),
            Value::Float(number) => Self::Float(FloatBits(number.to_bits())),
            Value::Bool(value) => Self::Bool(*value),
            Value::List(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Table(table) => Self::Table(Self::table(table)),
        }
    }

    fn table(table: &Table) -> BTreeMap<String, Self> {
        table.entries.iter().map(|(key, node)| (key.name.clone(), Self::of(node))).collect()
    }
}

impl FieldValue for Extra {
    fn shape() -> Shape {
        Shape::Map(Box::new(Shape::Any))
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if let Value::Table(table) = &node.value {
            reader.refuse_misplaced(table);
            return Some(Self(Free::table(table)));
        }
        reader.wrong_type(
            node,
            &Self::shape().wants(),
            Some(match reader.format() {
                Format::Toml => "write `[extra]` and the fields below it".to_owned(),
                _ => "write `extra:` and the fields below it, indented".to_owned(),
            }),
        );
        None
    }
}
