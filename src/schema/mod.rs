//! The declarations of fields as JSON Schema (draft 2020-12), for editors and for programs that write content; and as pages of the
//! manual.
//!
//! Takes what [`fields!`](crate::fields) and [`choices!`](crate::choices) declared and the reader follows, gives values of JSON. Keeps no
//! list of fields of its own. Where a rule cannot be said in JSON Schema (a reference to another file, an end before a start), the
//! schema is the laxer of the two. Stricter than the reader it is in two points, so that editors can offer words: it wants the names
//! of time zones in their own case, and no blanks around a word.

pub mod cms;
pub mod documentation;
pub mod forms;
pub mod reference;
mod shapes;
pub mod yaml;

use crate::config::HubFields;
use crate::kinds::declared;
use crate::model::Kind;
use crate::read::fields::{Field, Fields};
use documentation::Documentation;
use serde_json::{Map, Value, json};
use shapes::Definitions;

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// `hub.toml`.
    Hub,
    /// The files, or front matter, of a kind.
    Kind(Kind),
}

impl Subject {
    /// All there are, `hub.toml` first.
    pub fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Hub).chain(Kind::ALL.into_iter().map(Self::Kind))
    }

    /// The subject with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|subject| subject.word() == word)
    }

    /// Its word on the command line and the name of its file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Kind(kind) => kind.word(),
        }
    }

    /// Its fields, in the order of the reference.
    pub fn fields(self) -> Vec<Field> {
        match self {
            Self::Hub => HubFields::declared(),
            Self::Kind(kind) => declared::fields(kind),
        }
    }

    /// What it describes, in a sentence.
    fn about(self, documentation: &Documentation) -> String {
        let words = documentation.words;
        match self {
            Self::Hub => words.about_hub.to_owned(),
            Self::Kind(kind) => {
                let about = if declared::in_toml(kind) { words.about_fields } else { words.about_front_matter };
                about.replacen("{}", documentation.noun(kind), 1).replacen("{}", kind.folder(), 1)
            }
        }
    }
}

/// The schema of a file of its own.
pub fn schema(subject: Subject, documentation: &Documentation) -> Value {
    let mut definitions = Definitions::new(documentation);
    let mut table = definitions.table(&subject.fields(), &[]);
    if let Subject::Kind(kind) = subject
        && let Some(name) = declared::several(kind)
    {
        several(name, documentation.words.several_in_one, &mut table, &mut definitions);
    }
    document(subject.word(), &subject.about(documentation), table, definitions)
}

/// The schema of a translation, which states only what differs from its original.
pub fn translation(kind: Kind, documentation: &Documentation) -> Value {
    let mut definitions = Definitions::new(documentation);
    let mut table = definitions.table(&declared::fields(kind), &[]);
    table.remove("required");
    let about = documentation.words.about_translation.replace("{}", documentation.noun(kind));
    document(&documentation.words.translation.replace("{}", kind.word()), &about, table, definitions)
}

/// Lets a file hold a list of such tables instead. One table of fields for both, so that editors point at the field that is wrong.
fn several(name: &str, about: &str, table: &mut Map<String, Value>, definitions: &mut Definitions<'_>) {
    let one = table.clone();
    definitions.add(name, Value::Object(one));
    let items = json!({ "$ref": format!("#/$defs/{name}") });
    let list = json!({ "description": about, "type": "array", "items": items });
    if let Some(Value::Object(properties)) = table.get_mut("properties") {
        properties.insert(name.to_owned(), list);
    }
    let required = table.remove("required").unwrap_or_else(|| json!([]));
    table.insert("if".into(), json!({ "required": [name] }));
    table.insert("then".into(), json!({ "maxProperties": 1 }));
    table.insert("else".into(), json!({ "required": required }));
}

fn document(title: &str, about: &str, mut table: Map<String, Value>, definitions: Definitions<'_>) -> Value {
    table.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    table.insert("title".into(), title.into());
    table.insert("description".into(), about.into());
    table.insert("$defs".into(), Value::Object(definitions.all));
    Value::Object(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_words_and_an_example_of_its_shape() {
        for subject in Subject::all() {
            let all = schema(subject, &Documentation::of("en")).to_string();
            for field in subject.fields() {
                assert!(!field.doc.is_empty() && !field.example.is_empty(), "{} of {subject:?}", field.name);
                assert!(all.contains(&format!("\"{}\":{{", field.name)), "{} of {subject:?}", field.name);
                let example = shapes::example(field.example);
                assert!(example.is_some(), "the example of {} in {subject:?} is no TOML", field.name);
            }
        }
    }

    #[test]
    fn words_find_their_subject() {
        for subject in Subject::all() {
            assert_eq!(Subject::from_word(subject.word()), Some(subject));
        }
        assert_eq!(Subject::from_word("people"), None);
    }
}
