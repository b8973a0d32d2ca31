//! The field reader: walks a table field by field and reports every mistake in it, each with its place.
//!
//! A field is declared once, with [`fields!`](crate::fields): its name, type, whether it must be there, its sentence of documentation
//! and an example. The reader, the reference in the manual, the JSON Schema and the templates of `new` come from that declaration.

use super::node::{Format, Node, Table, Value};
use super::shape::Shape;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::text::Span;

/// What is known of one field before any file is read.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in the file.
    pub name: &'static str,
    /// Whether an entry without it is refused.
    pub required: bool,
    /// A sentence or two for the reference.
    pub doc: &'static str,
    /// A value as it is written in TOML.
    pub example: &'static str,
    /// What the value must look like.
    pub shape: fn() -> Shape,
}

/// A type that can be read from a field.
pub trait FieldValue: Sized {
    /// What the value must look like.
    fn shape() -> Shape;

    /// Reads the value. `None` when it is wrong, which has then been said.
    fn read(node: &Node, reader: &mut Reader) -> Option<Self>;
}

/// A group of declared fields: the fields of a kind, or of a table inside one.
pub trait Fields: Sized {
    /// What such a table is called, with its article: "a post".
    const NOUN: &'static str;

    /// Every field, in the order of the reference.
    fn declared() -> Vec<Field>;

    /// Reads the fields. `None` when one that is required is missing or wrong.
    fn read_fields(table: &Table, reader: &mut Reader) -> Option<Self>;

    /// Reads the table, and refuses what is not declared.
    fn read_table(table: &Table, reader: &mut Reader) -> Option<Self> {
        reader.refuse_unknown(table, Self::NOUN, &Self::declared());
        Self::read_fields(table, reader)
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T: FieldValue> FieldValue for Spanned<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(|value| Self { value, span: node.span })
    }
}

/// Collects what is wrong while a table is read.
#[derive(Debug)]
pub struct Reader {
    /// Everything said so far.
    pub diagnostics: Vec<Diagnostic>,
    format: Format,
    /// The names of the fields around the value being read, outermost first.
    path: Vec<&'static str>,
    /// Top-level fields whose values no message may show.
    private: fn(&str) -> bool,
    /// The fields of the tables around the one being read.
    outer: Vec<Vec<Field>>,
}

impl Reader {
    /// A reader for a table of this format.
    pub fn new(format: Format) -> Self {
        Self { diagnostics: Vec::new(), format, path: Vec::new(), private: |_| false, outer: Vec::new() }
    }

    /// Keeps the values of these top-level fields out of every message.
    #[must_use]
    pub fn hiding(mut self, private: fn(&str) -> bool) -> Self {
        self.private = private;
        self
    }

    /// How the table was written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Adds a mistake, marked as private where the field is.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let hidden = self.path.first().is_some_and(|field| (self.private)(field));
        self.diagnostics.push(if hidden { diagnostic.private() } else { diagnostic });
    }

    /// Whether the value being read may not be shown in messages.
    fn hides(&self) -> bool {
        self.path.first().is_some_and(|field| (self.private)(field))
    }

    /// The innermost field, for messages.
    pub fn field(&self) -> &'static str {
        self.path.last().copied().unwrap_or("the value")
    }

    /// Says that a value is of another type than wanted.
    pub fn wrong_type(&mut self, node: &Node, wants: &str, help: Option<String>) {
        let found = match &node.value {
            _ if self.hides() => node.value.noun().trim_start_matches("the ").to_owned(),
            Value::Text(text) => format!("the text \"{}\"", shortened(text)),
            Value::Integer(number) => format!("the number {number}"),
            Value::Float(number) => format!("the number {number}"),
            Value::Bool(value) => format!("`{value}`"),
            Value::Stamp(stamp) => format!("the date {stamp}"),
            other => other.noun().to_owned(),
        };
        let message = format!("`{}` wants {wants}, found {found}", self.field());
        self.report(Diagnostic::error(Code::WrongType, node.span, message).maybe_help(help));
    }

    /// Reports each name of `table` that is not declared, with the nearest that is.
    pub fn refuse_unknown(&mut self, table: &Table, noun: &str, declared: &[Field]) {
        for (key, _) in &table.entries {
            if declared.iter().any(|field| field.name == key.name) {
                continue;
            }
            let help = self.explain_unknown(&key.name, declared);
            let message = format!("{noun} has no field `{}`", key.name);
            let error = Diagnostic::error(Code::UnknownField, key.span, message).help(help);
            self.report(error);
        }
    }

    fn explain_unknown(&self, name: &str, declared: &[Field]) -> String {
        let known = |fields: &[Field], wanted: &str| fields.iter().any(|field| field.name == wanted);
        if let Some(near) = nearest(name, declared.iter().map(|field| field.name)) {
            return format!("did you mean `{near}`?");
        }
        let meant = SYNONYMS.iter().find(|(other, meant)| *other == name.to_lowercase() && known(declared, meant));
        if let Some((_, meant)) = meant {
            return format!("did you mean `{meant}`?");
        }
        if self.outer.iter().any(|fields| known(fields, name)) {
            return format!("`{name}` belongs above the first `[table]` of the file");
        }
        if known(declared, "extra") {
            return "a field of your own goes under `[extra]`".to_owned();
        }
        let names: Vec<_> = declared.iter().map(|field| format!("`{}`", field.name)).collect();
        format!("there are {}", names.join(", "))
    }

    /// Reads a field that may be left out.
    pub fn may<T: FieldValue>(&mut self, table: &Table, name: &'static str) -> Option<T> {
        let node = table.get(name)?;
        if matches!(node.value, Value::Null) {
            return None;
        }
        self.path.push(name);
        let value = T::read(node, self);
        self.path.pop();
        value
    }

    /// Reads a field that must be there.
    pub fn need<T: FieldValue>(&mut self, table: &Table, name: &'static str, noun: &str, example: &str) -> Option<T> {
        if table.get(name).is_none_or(|node| matches!(node.value, Value::Null)) {
            let first_line = Span { end: table.span.start, ..table.span };
            let at = table.get(name).map_or(first_line, |node| node.span);
            let message = format!("{noun} needs a `{name}`");
            let help = match self.format {
                Format::Toml => format!("add a line such as `{name} = {example}`"),
                Format::Yaml => format!("add a line such as `{name}: {example}`"),
                Format::Csv => format!("fill in the column `{name}`, for instance with {example}"),
            };
            self.report(Diagnostic::error(Code::MissingField, at, message).help(help));
            return None;
        }
        self.may(table, name)
    }

    /// Reads a table inside the present one.
    pub fn nested<T: Fields>(&mut self, table: &Table, around: Vec<Field>) -> Option<T> {
        self.outer.push(around);
        let value = T::read_table(table, self);
        self.outer.pop();
        value
    }
}

/// What people write first, and what the field is called.
const SYNONYMS: &[(&str, &str)] = &[
    ("author", "authors"),
    ("begin", "start"),
    ("starts", "start"),
    ("when", "start"),
    ("time", "start"),
    ("finish", "end"),
    ("where", "location"),
    ("place", "location"),
    ("venue", "location"),
    ("link", "url"),
    ("website", "url"),
    ("homepage", "url"),
    ("href", "url"),
    ("name", "title"),
    ("title", "name"),
    ("about", "bio"),
    ("abstract", "summary"),
    ("excerpt", "summary"),
    ("picture", "image"),
    ("cover", "image"),
    ("photo", "avatar"),
    ("categories", "tags"),
    ("keywords", "tags"),
    ("lastmod", "updated"),
    ("modified", "updated"),
    ("published", "date"),
    ("signup", "registration"),
    ("rsvp", "registration"),
    ("tickets", "registration"),
    ("seats", "capacity"),
    ("cost", "price"),
    ("price", "cost"),
    ("owner", "owners"),
    ("weight", "order"),
    ("permalink", "slug"),
    ("tz", "timezone"),
];

/// A text cut to a length that fits into a message.
pub fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let cut: String = line.chars().take(40).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

/// The key of a field: the name of the Rust field, without the `r#` that keywords need.
pub const fn key(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', rest @ ..] => match std::str::from_utf8(rest) {
            Ok(rest) => rest,
            Err(_) => name,
        },
        _ => name,
    }
}

/// Declares the fields of a table.
///
/// Each field is `need` (must be there), `may` (an `Option`) or `many` (a list or flag that defaults to empty or `false`), and its
/// documentation is its doc comment. `with name: Type` takes in the fields of another declaration. `beside name: Type =
/// "documentation"` is a value that no table says: it is the type's default until the kind fills it in.
#[macro_export]
macro_rules! fields {
    (
        $(#[doc = $about:literal])+
        pub struct $Name:ident as $noun:literal {
            $($(#[doc = $doc:literal])+ $how:ident $field:ident: $Type:ty = $example:literal;)+
            $(with $shared:ident: $Shared:ty;)?
            $(beside $beside:ident: $Beside:ty = $beside_doc:literal;)?
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug)]
        pub struct $Name {
            $($(#[doc = $doc])+ pub $field: $crate::fields!(@type $how $Type),)+
            $(
                /// The fields that every kind has.
                pub $shared: $Shared,
            )?
            $(#[doc = $beside_doc] pub $beside: $Beside,)?
        }

        impl $crate::read::fields::Fields for $Name {
            const NOUN: &'static str = $noun;

            fn declared() -> Vec<$crate::read::fields::Field> {
                #[allow(unused_mut, reason = "only declarations with shared fields grow")]
                let mut all = vec![$($crate::read::fields::Field {
                    name: const { $crate::read::fields::key(stringify!($field)) },
                    required: $crate::fields!(@required $how),
                    doc: concat!($($doc, "\n"),+).trim_ascii(),
                    example: $example,
                    shape: <$Type as $crate::read::fields::FieldValue>::shape,
                },)+];
                $(all.extend(<$Shared as $crate::read::fields::Fields>::declared());)?
                all
            }

            fn read_fields(
                table: &$crate::read::node::Table,
                reader: &mut $crate::read::fields::Reader,
            ) -> Option<Self> {
                $(let $field = $crate::fields!(@read $how $Type, table, reader, stringify!($field), $noun, $example);)+
                $(let $shared = <$Shared as $crate::read::fields::Fields>::read_fields(table, reader);)?
                Some(Self {
                    $($field: $crate::fields!(@value $how $field),)+
                    $($shared: $shared?,)?
                    $($beside: <$Beside as Default>::default(),)?
                })
            }
        }

        impl $crate::read::fields::FieldValue for $Name {
            fn shape() -> $crate::read::shape::Shape {
                $crate::read::shape::Shape::Table {
                    noun: $noun,
                    fields: <$Name as $crate::read::fields::Fields>::declared,
                }
            }

            fn read(
                node: &$crate::read::node::Node,
                reader: &mut $crate::read::fields::Reader,
            ) -> Option<Self> {
                match &node.value {
                    $crate::read::node::Value::Table(table) => reader.nested(table, Vec::new()),
                    _ => {
                        reader.wrong_type(node, &<Self as $crate::read::fields::FieldValue>::shape().wants(), None);
                        None
                    }
                }
            }
        }
    };
    (@type need $Type:ty) => { $Type };
    (@type may $Type:ty) => { Option<$Type> };
    (@type many $Type:ty) => { $Type };
    (@required need) => { true };
    (@required may) => { false };
    (@required many) => { false };
    (@read need $Type:ty, $table:ident, $reader:ident, $name:expr, $noun:literal, $example:literal) => {
        $reader.need::<$Type>($table, const { $crate::read::fields::key($name) }, $noun, $example)
    };
    (@read may $Type:ty, $table:ident, $reader:ident, $name:expr, $noun:literal, $example:literal) => {
        $reader.may::<$Type>($table, const { $crate::read::fields::key($name) })
    };
    (@read many $Type:ty, $table:ident, $reader:ident, $name:expr, $noun:literal, $example:literal) => {
        $reader.may::<$Type>($table, const { $crate::read::fields::key($name) }).unwrap_or_default()
    };
    (@value need $field:ident) => { $field? };
    (@value may $field:ident) => { $field };
    (@value many $field:ident) => { $field };
}

/// Declares a value that is one of a few words.
#[macro_export]
macro_rules! choices {
    (
        $(#[doc = $about:literal])+
        pub enum $Name:ident {
            $($(#[doc = $doc:literal])+ $Variant:ident = $word:literal,)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name {
            $($(#[doc = $doc])+ $Variant,)+
        }

        impl $Name {
            /// Every choice with its word and its meaning.
            pub const CHOICES: &'static [(&'static str, &'static str)] =
                &[$(($word, concat!($($doc),+).trim_ascii()),)+];

            /// The word in the file.
            pub fn word(self) -> &'static str {
                match self { $(Self::$Variant => $word,)+ }
            }

            /// The choice a word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$Variant),)+ _ => None }
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl $crate::read::fields::FieldValue for $Name {
            fn shape() -> $crate::read::shape::Shape {
                $crate::read::shape::Shape::Choice(Self::CHOICES)
            }

            fn read(
                node: &$crate::read::node::Node,
                reader: &mut $crate::read::fields::Reader,
            ) -> Option<Self> {
                $crate::read::values::choice(node, reader, Self::CHOICES, Self::from_word)
            }
        }
    };
}
