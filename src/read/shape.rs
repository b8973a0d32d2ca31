//! What a value of a field must look like, said in words for messages and the reference.

use super::fields::Field;

/// The shape of a value.
#[derive(Clone, Debug)]
pub enum Shape {
    /// One line of plain words.
    Text,
    /// One line that may hold inline Markdown.
    Inline,
    /// Paragraphs of Markdown.
    Markdown,
    /// The id of an entry of this kind.
    Id(&'static str),
    /// A web address, or an address inside the site.
    Url,
    /// A picture beside the file or under `static/`.
    Picture,
    /// A day.
    Date,
    /// A day, or a day with a time, with or without an offset.
    Time,
    /// A length of time.
    Duration,
    /// An IANA time zone.
    Timezone,
    /// `true` or `false`.
    Bool,
    /// A number between two bounds, both included.
    Number {
        /// The least.
        min: f64,
        /// The greatest.
        max: f64,
        /// Whether it must be whole.
        whole: bool,
    },
    /// One of a few words, each with its meaning.
    Choice(&'static [(&'static str, &'static str)]),
    /// Latitude and longitude in degrees, in a list of two.
    Coordinates,
    /// Several values.
    List(Box<Shape>),
    /// One value of any of these shapes.
    OneOf(Vec<Shape>),
    /// A table with declared fields.
    Table {
        /// What it is called, with its article.
        noun: &'static str,
        /// Its fields.
        fields: fn() -> Vec<Field>,
        /// Fields of which at least one must be there.
        any_of: &'static [&'static str],
    },
    /// A table with free names and values of one shape.
    Map(Box<Shape>),
    /// Anything at all.
    Any,
}

/// The noun of a table as a name: "a need or offer" is `need-or-offer`.
pub fn table_name(noun: &str) -> String {
    noun.trim_start_matches("an ").trim_start_matches("a ").trim_start_matches("the ").replace(' ', "-")
}

impl Shape {
    /// What the field wants, with its article, as in "`date` wants a day".
    pub fn wants(&self) -> String {
        match self {
            Self::Text | Self::Inline => "a text".into(),
            Self::Markdown => "a text in Markdown".into(),
            Self::Id(kind) => format!("the id of a {kind}"),
            Self::Url => "an address".into(),
            Self::Picture => "the name of a picture".into(),
            Self::Date => "a day".into(),
            Self::Time => "a day, or a day with a time".into(),
            Self::Duration => "a length of time".into(),
            Self::Timezone => "a time zone".into(),
            Self::Bool => "`true` or `false`".into(),
            Self::Number { whole: true, .. } => "a whole number".into(),
            Self::Number { .. } => "a number".into(),
            Self::Choice(words) => {
                let words: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
                format!("one of {}", words.join(", "))
            }
            Self::Coordinates => "two numbers".into(),
            Self::List(inner) => format!("a list of {}", inner.plural()),
            Self::OneOf(shapes) => shapes.iter().map(Self::wants).collect::<Vec<_>>().join(", or "),
            Self::Table { noun, fields, .. } => {
                let names: Vec<_> = fields().iter().map(|field| field.name).take(4).collect();
                format!("a table for {noun} (`{{ {} = … }}`)", names.first().copied().unwrap_or("name"))
            }
            Self::Map(_) => "a table".into(),
            Self::Any => "a value".into(),
        }
    }

    /// Whether it is, or may be, the id of an entry.
    pub fn is_id(&self) -> bool {
        match self {
            Self::Id(_) => true,
            Self::OneOf(shapes) => shapes.iter().any(Self::is_id),
            _ => false,
        }
    }

    fn plural(&self) -> String {
        match self {
            Self::Text | Self::Inline | Self::Markdown => "texts".into(),
            Self::Id(kind) => format!("ids of {}s", kind.replace(" or ", "s or ")),
            Self::Url => "addresses".into(),
            Self::Date | Self::Time => "days".into(),
            Self::Table { noun, .. } => {
                format!("tables, one for each {}", noun.trim_start_matches("an ").trim_start_matches("a "))
            }
            Self::OneOf(shapes) => shapes.iter().map(Self::plural).collect::<Vec<_>>().join(" or "),
            other => format!("values, each {}", other.wants()),
        }
    }
}
