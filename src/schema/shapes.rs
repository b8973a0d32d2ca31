//! From the shape of a value to the part of a schema that says it.

use super::documentation::Documentation;
use crate::read::fields::Field;
use crate::read::node::{Node, Value as Written};
use crate::read::shape::{Shape, table_name};
use crate::text::SourceId;
use crate::time::Zone;
use serde_json::{Map, Value, json};

/// A text that is more than blanks.
const WORDS: &str = r"\S";
/// A whole address: a scheme, a colon, and no blanks in between.
const URL: &str = r"^\s*[A-Za-z][A-Za-z0-9+.-]*:\S+\s*$";
/// A day.
const DAY: &str = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
/// A day, and perhaps a time, and perhaps an offset.
const TIME: &str = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:([0-5][0-9]|60)(\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?$";
/// A length of time, as people or ISO 8601 write it.
const LENGTH: &str = r"^\s*\+?[Pp]?[Tt]?[0-9][0-9A-Za-z :,\u00a0]*$";
/// Longest text of a field.
const MAX_TEXT: usize = 200_000;

/// The parts that several places of a schema refer to.
pub(super) struct Definitions<'a> {
    /// By name.
    pub(super) all: Map<String, Value>,
    documentation: &'a Documentation,
}

impl<'a> Definitions<'a> {
    /// None yet; what they say of themselves is in the language of `documentation`.
    pub(super) fn new(documentation: &'a Documentation) -> Self {
        Self { all: Map::new(), documentation }
    }

    /// Adds a part.
    pub(super) fn add(&mut self, name: &str, part: Value) {
        self.all.insert(name.to_owned(), part);
    }

    /// The schema of a table with these fields.
    pub(super) fn table(&mut self, fields: &[Field], any_of: &[&str]) -> Map<String, Value> {
        let properties: Map<String, Value> =
            fields.iter().map(|field| (field.name.to_owned(), self.field(field))).collect();
        let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
        let mut table = Map::new();
        table.insert("type".into(), "object".into());
        table.insert("properties".into(), Value::Object(properties));
        table.insert("additionalProperties".into(), false.into());
        if !required.is_empty() {
            table.insert("required".into(), json!(required));
        }
        if !any_of.is_empty() {
            let each: Vec<Value> = any_of.iter().map(|name| json!({ "required": [name] })).collect();
            table.insert("anyOf".into(), json!(each));
        }
        table
    }

    /// A field: its shape, its documentation, its example.
    fn field(&mut self, field: &Field) -> Value {
        let mut part = match self.shape(&(field.shape)()) {
            Value::Object(part) => part,
            other => Map::from_iter([("allOf".to_owned(), json!([other]))]),
        };
        let mut about = self.documentation.field(field).to_owned();
        if let Shape::Choice(words) = (field.shape)() {
            let meanings: Vec<&str> =
                words.iter().map(|(word, meaning)| self.documentation.choice(field, word, meaning)).collect();
            let lines = words.iter().zip(&meanings).map(|((word, _), meaning)| format!("\n- `{word}`: {meaning}"));
            about.push('\n');
            about.extend(lines);
            part.insert("x-taplo".into(), json!({ "docs": { "enumValues": meanings } }));
        }
        part.insert("description".into(), about.into());
        if let Some(example) = example(field.example) {
            part.insert("examples".into(), json!([example]));
        }
        Value::Object(part)
    }

    /// The schema of a value.
    fn shape(&mut self, shape: &Shape) -> Value {
        match shape {
            Shape::Text | Shape::Inline | Shape::Markdown | Shape::Id(_) | Shape::Picture => {
                json!({ "type": "string", "pattern": WORDS, "maxLength": MAX_TEXT })
            }
            Shape::Url => json!({ "type": "string", "pattern": URL }),
            Shape::Date => json!({ "type": "string", "pattern": DAY }),
            Shape::Time => json!({ "type": "string", "pattern": TIME }),
            Shape::Duration => json!({ "type": "string", "pattern": LENGTH }),
            Shape::Timezone => {
                if !self.all.contains_key("timezone") {
                    let zones = json!({ "description": self.documentation.words.zone, "enum": Zone::names() });
                    self.add("timezone", zones);
                }
                json!({ "$ref": "#/$defs/timezone" })
            }
            Shape::Bool => json!({ "type": "boolean" }),
            Shape::Number { min, max, whole: true } => {
                json!({ "type": "integer", "minimum": whole(*min), "maximum": whole(*max) })
            }
            Shape::Number { min, max, .. } => json!({ "type": "number", "minimum": min, "maximum": max }),
            Shape::Choice(words) => {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                json!({ "enum": words })
            }
            Shape::Coordinates => {
                let within = |limit: i32| json!({ "type": "number", "minimum": -limit, "maximum": limit });
                json!({ "type": "array", "prefixItems": [within(90), within(180)], "minItems": 2, "maxItems": 2 })
            }
            Shape::List(inner) => self.list(inner),
            Shape::OneOf(shapes) => {
                let each: Vec<Value> = shapes.iter().map(|shape| self.shape(shape)).collect();
                json!({ "anyOf": each })
            }
            Shape::Table { noun, fields, any_of } => {
                let name = table_name(noun);
                if !self.all.contains_key(&name) {
                    // A name that is taken ends a table that holds itself.
                    self.add(&name, Value::Null);
                    let table = self.table(&fields(), any_of);
                    self.add(&name, Value::Object(table));
                }
                json!({ "$ref": format!("#/$defs/{name}") })
            }
            Shape::Map(inner) => match self.shape(inner) {
                Value::Bool(true) => json!({ "type": "object" }),
                inner => json!({ "type": "object", "additionalProperties": inner }),
            },
            Shape::Any => Value::Bool(true),
        }
    }

    /// Several values; the reader takes one day, or one table of those that may be a word as well, without the list.
    fn list(&mut self, inner: &Shape) -> Value {
        let items = self.shape(inner);
        let alone = match inner {
            Shape::Date | Shape::Time => Some(items.clone()),
            Shape::OneOf(shapes) => {
                let table = shapes.iter().find(|shape| matches!(shape, Shape::Table { .. }));
                table.map(|table| self.shape(table))
            }
            _ => None,
        };
        let list = json!({ "type": "array", "items": items });
        match alone {
            Some(alone) => json!({ "anyOf": [list, alone] }),
            None => list,
        }
    }
}

/// A bound of whole numbers without a point.
#[expect(clippy::cast_possible_truncation, reason = "the bounds of whole numbers are whole and small")]
fn whole(bound: f64) -> i64 {
    bound as i64
}

/// A value as TOML writes it, as JSON; `None` if it is none.
pub(super) fn example(text: &str) -> Option<Value> {
    let mut said = Vec::new();
    let table = crate::read::toml::parse(SourceId(0), &format!("value = {text}\n"), 0, &mut said);
    table.get("value").filter(|_| said.is_empty()).and_then(json_of)
}

fn json_of(node: &Node) -> Option<Value> {
    Some(match &node.value {
        Written::Null | Written::Broken => return None,
        Written::Text(text) | Written::Stamp(text) => text.as_str().into(),
        Written::Integer(number) => (*number).into(),
        Written::Float(number) => json!(number),
        Written::Bool(value) => (*value).into(),
        Written::List(items) => Value::Array(items.iter().map(json_of).collect::<Option<_>>()?),
        Written::Table(table) => Value::Object(
            table.entries.iter().map(|(key, node)| Some((key.name.clone(), json_of(node)?))).collect::<Option<_>>()?,
        ),
    })
}
