//! A value with its place: what TOML, YAML and CSV all become before anyone asks what the fields mean.
//!
//! The libraries that parse end here. Later rooms see [`Table`] and [`Node`] and need not know which format a file had, except
//! through [`Format`], which says how generous the field reader may be.

use crate::text::Span;

/// The format a table was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML: types are what they seem.
    Toml,
    /// YAML as real sites write it: dates may be quoted, one tag may stand without a list.
    Yaml,
    /// A row of a CSV file: everything is text, lists are separated by `;`.
    Csv,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value as written, quotes included.
    pub span: Span,
    /// What it holds.
    pub value: Value,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing: an empty YAML value.
    Null,
    /// Something that could not be read, which has been said.
    Broken,
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A TOML date, time or date-time, as written.
    Stamp(String),
    /// Several values.
    List(Vec<Node>),
    /// Named values.
    Table(Table),
}

impl Value {
    /// What an author calls such a value, with its article.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Null | Self::Broken => "nothing",
            Self::Text(_) => "the text",
            Self::Integer(_) | Self::Float(_) => "the number",
            Self::Bool(_) => "the value",
            Self::Stamp(_) => "the date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// A name and where it stands.
#[derive(Clone, Debug)]
pub struct Key {
    /// The name, without quotes.
    pub name: String,
    /// Where it is written.
    pub span: Span,
}

/// Named values in the order they were written.
#[derive(Clone, Debug)]
pub struct Table {
    /// The table as a whole; for front matter, the lines between the fences.
    pub span: Span,
    /// How it was written.
    pub format: Format,
    /// The values. Each name occurs once.
    pub entries: Vec<(Key, Node)>,
    /// For a translation, the format of the original, which all values of another file have.
    pub original: Option<Format>,
    /// Whether something in the file could not be read, so that a field that seems to be missing may only be lost.
    pub damaged: bool,
}

impl Table {
    /// A table without entries.
    pub fn empty(span: Span, format: Format) -> Self {
        Self { span, format, entries: Vec::new(), original: None, damaged: false }
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|(_, node)| node)
    }

    /// The name and its value.
    pub fn entry(&self, name: &str) -> Option<&(Key, Node)> {
        self.entries.iter().find(|(key, _)| key.name == name)
    }

    /// The format in which a value was written: that of the original, if it comes from there.
    pub fn format_of(&self, node: &Node) -> Format {
        self.original.filter(|_| node.span.source != self.span.source).unwrap_or(self.format)
    }

    /// Takes over every entry of `original` that this table does not have: a translation states only what differs.
    pub fn inherit(&mut self, original: &Table) {
        self.original = Some(original.format);
        for (key, node) in &original.entries {
            if self.get(&key.name).is_none() {
                self.entries.push((key.clone(), node.clone()));
            }
        }
    }
}
