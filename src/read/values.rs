//! How each kind of value is read from a node: words, numbers, days, lists, people's ids.
//!
//! TOML is taken at its word. YAML and CSV are read as people write them: a quoted day, a number where words are wanted, one tag
//! without a list, `;` between the values of a CSV cell.

use super::fields::{FieldValue, Reader, Spanned, shortened};
use super::node::{Format, Node, Table, Value};
use super::shape::Shape;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::markup::SafeUrl;
use crate::text::Span;
use crate::time::{Date, Duration, Stamp, TimeError, Zone};
use std::collections::BTreeMap;

/// Longest text of a field, in bytes.
const MAX_TEXT: usize = 200_000;

/// The words of a node, where it is a text or may pass for one in its format.
fn words(node: &Node, reader: &Reader) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(number) if reader.format() != Format::Toml => Some(number.to_string()),
        Value::Float(number) if reader.format() != Format::Toml => Some(number.to_string()),
        Value::Bool(value) if reader.format() != Format::Toml => Some(value.to_string()),
        _ => None,
    }
}

/// A text that is not empty, without what no line of text holds.
fn text(node: &Node, reader: &mut Reader, wants: &Shape) -> Option<String> {
    let Some(words) = words(node, reader) else {
        let help = match &node.value {
            Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Stamp(_) => {
                Some("put it in quotes".to_owned())
            }
            Value::List(_) => Some("write one text, without `[ ]`".to_owned()),
            _ => None,
        };
        reader.wrong_type(node, &wants.wants(), help);
        return None;
    };
    if words.trim().is_empty() {
        let message = format!("`{}` is empty", reader.field());
        reader.report(Diagnostic::error(Code::Empty, node.span, message).help("fill it in, or take the line out"));
        return None;
    }
    if words.len() > MAX_TEXT {
        let message = format!("`{}` is longer than {MAX_TEXT} bytes", reader.field());
        reader.report(Diagnostic::error(Code::OutOfRange, node.span, message).help("move long text into a page"));
        return None;
    }
    let clean: String =
        words.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    Some(clean)
}

impl FieldValue for String {
    fn shape() -> Shape {
        Shape::Text
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        text(node, reader, &Shape::Text).map(|text| text.trim().to_owned())
    }
}

/// Words that may hold Markdown, and where they stand, to be parsed by the kind.
#[derive(Clone, Debug)]
pub struct Prose<const BLOCKS: bool> {
    /// The words.
    pub text: String,
    /// Where they stand, quotes included.
    pub span: Span,
}

/// One line with inline Markdown.
pub type InlineProse = Prose<false>;
/// Paragraphs of Markdown.
pub type BlockProse = Prose<true>;

impl<const BLOCKS: bool> FieldValue for Prose<BLOCKS> {
    fn shape() -> Shape {
        if BLOCKS { Shape::Markdown } else { Shape::Inline }
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        text(node, reader, &Self::shape()).map(|text| Self { text, span: node.span })
    }
}

/// The id of an entry, to be looked up later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id<const KIND: char> {
    /// As written.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// The id of a member.
pub type MemberId = Id<'m'>;
/// The id of a group.
pub type GroupId = Id<'g'>;
/// The id of an event.
pub type EventId = Id<'e'>;
/// The id of a post.
pub type PostId = Id<'p'>;

impl<const KIND: char> FieldValue for Id<KIND> {
    fn shape() -> Shape {
        Shape::Id(match KIND {
            'm' => "member",
            'g' => "group",
            'e' => "event",
            'p' => "post",
            _ => "entry",
        })
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let name = text(node, reader, &Self::shape())?;
        Some(Self { name: name.trim().to_owned(), span: node.span })
    }
}

impl FieldValue for SafeUrl {
    fn shape() -> Shape {
        Shape::Url
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = text(node, reader, &Shape::Url)?;
        match SafeUrl::parse(written.trim()) {
            Ok(url) => Some(url),
            Err(why) => {
                let message = format!("`{}` is no address: {why}", reader.field());
                let guess = format!("https://{}", written.trim());
                let bare =
                    written.contains('.') && !written.contains([' ', ':', '/']) && SafeUrl::parse(&guess).is_ok();
                let help = if bare { format!("write `\"{guess}\"`") } else { "addresses begin with `https://`".into() };
                reader.report(Diagnostic::error(Code::BadUrl, node.span, message).help(help));
                None
            }
        }
    }
}

impl FieldValue for bool {
    fn shape() -> Shape {
        Shape::Bool
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let word = match &node.value {
            Value::Bool(value) => return Some(*value),
            Value::Text(text) => text.to_lowercase(),
            _ => String::new(),
        };
        let meant = match word.as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        };
        if reader.format() != Format::Toml && meant.is_some() {
            return meant;
        }
        let help = meant.map(|meant| format!("write `{} = {meant}`, without quotes", reader.field()));
        reader.wrong_type(node, &Shape::Bool.wants(), help);
        None
    }
}

/// A number, read from digits in quotes only where the format has no numbers.
fn number(node: &Node, reader: &mut Reader, shape: &Shape) -> Option<f64> {
    let Shape::Number { min, max, whole } = *shape else { return None };
    let value = match &node.value {
        #[expect(clippy::cast_precision_loss, reason = "checked against bounds far below 2^53 right after")]
        Value::Integer(number) => *number as f64,
        Value::Float(number) if !whole || number.fract() == 0.0 => *number,
        Value::Text(text) if reader.format() != Format::Toml && text.trim().parse::<f64>().is_ok() => {
            text.trim().parse().unwrap_or(0.0)
        }
        Value::Text(text) if text.trim().parse::<f64>().is_ok() => {
            let help = format!("write `{} = {}`, without quotes", reader.field(), text.trim());
            reader.wrong_type(node, &shape.wants(), Some(help));
            return None;
        }
        _ => {
            reader.wrong_type(node, &shape.wants(), None);
            return None;
        }
    };
    if !(min..=max).contains(&value) {
        let message = format!("`{}` must be between {min} and {max}", reader.field());
        reader.report(Diagnostic::error(Code::OutOfRange, node.span, message).help("give a number in this range"));
        return None;
    }
    Some(value)
}

impl FieldValue for u32 {
    fn shape() -> Shape {
        Shape::Number { min: 0.0, max: 1_000_000_000.0, whole: true }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and within the bounds of `shape`"
    )]
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        number(node, reader, &Self::shape()).map(|number| number as u32)
    }
}

impl FieldValue for i64 {
    fn shape() -> Shape {
        Shape::Number { min: -1_000_000_000.0, max: 1_000_000_000.0, whole: true }
    }

    #[expect(clippy::cast_possible_truncation, reason = "whole and within the bounds of `shape`")]
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        number(node, reader, &Self::shape()).map(|number| number as i64)
    }
}

/// A number of thousandths between two bounds, so that it can be compared and hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating(pub u32);

impl FieldValue for Rating {
    fn shape() -> Shape {
        Shape::Number { min: 0.0, max: 5.0, whole: false }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 5")]
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        number(node, reader, &Self::shape()).map(|number| Self((number * 1000.0).round() as u32))
    }
}

impl serde::Serialize for Rating {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 1000.0)
    }
}

/// A place on the globe: latitude and longitude in millionths of a degree (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Coordinates {
    /// Degrees north, times a million.
    pub latitude: i64,
    /// Degrees east, times a million.
    pub longitude: i64,
}

impl FieldValue for Coordinates {
    fn shape() -> Shape {
        Shape::List(Box::new(Shape::Number { min: -180.0, max: 180.0, whole: false }))
    }

    #[expect(clippy::cast_possible_truncation, reason = "degrees times a million fit many times over")]
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let items = match &node.value {
            Value::List(items) if items.len() == 2 => items.clone(),
            _ => {
                let help = "write latitude, then longitude: `[31.2304, 121.4737]`";
                reader.wrong_type(node, "two numbers", Some(help.to_owned()));
                return None;
            }
        };
        let within = |limit: f64| Shape::Number { min: -limit, max: limit, whole: false };
        let latitude = number(&items[0], reader, &within(90.0))?;
        let longitude = number(&items[1], reader, &within(180.0))?;
        let micro = |degrees: f64| (degrees * 1e6).round() as i64;
        Some(Self { latitude: micro(latitude), longitude: micro(longitude) })
    }
}

impl serde::Serialize for Coordinates {
    #[expect(clippy::cast_precision_loss, reason = "at most 180 million")]
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&[self.latitude as f64 / 1e6, self.longitude as f64 / 1e6], serializer)
    }
}

/// The text of a day or time as written, out of quotes where the format allows it.
fn stamp_text(node: &Node, reader: &mut Reader, shape: &Shape) -> Option<String> {
    match &node.value {
        Value::Stamp(stamp) => Some(stamp.clone()),
        Value::Text(text) if reader.format() != Format::Toml => Some(text.trim().to_owned()),
        Value::Text(text) if Stamp::parse(text).is_ok() => {
            let help = format!("write `{} = {}`, without quotes", reader.field(), text.trim());
            reader.wrong_type(node, &shape.wants(), Some(help));
            None
        }
        _ => {
            let help = format!("write `{} = 2026-11-21`, without quotes", reader.field());
            reader.wrong_type(node, &shape.wants(), Some(help));
            None
        }
    }
}

/// Says what is wrong with a time.
pub fn report_time(error: &TimeError, code: Code, span: Span, reader: &mut Reader) {
    let message = format!("`{}`: {error}", reader.field());
    reader.report(Diagnostic::error(code, span, message).maybe_help(error.help()));
}

impl FieldValue for Stamp {
    fn shape() -> Shape {
        Shape::Time
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = stamp_text(node, reader, &Shape::Time)?;
        match Self::parse(&written) {
            Ok(stamp) => Some(stamp),
            Err(error) => {
                report_time(&error, Code::NoSuchDate, node.span, reader);
                None
            }
        }
    }
}

impl FieldValue for Date {
    fn shape() -> Shape {
        Shape::Date
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = stamp_text(node, reader, &Shape::Date)?;
        match Stamp::parse(&written) {
            Ok(Stamp::Day(date)) => Some(date),
            Ok(stamp) if reader.format() != Format::Toml => Some(stamp.date(&Zone::utc())),
            Ok(stamp) => {
                let help = format!("write `{} = {}`", reader.field(), stamp.date(&Zone::utc()));
                reader.wrong_type(node, "a day without a time", Some(help));
                None
            }
            Err(error) => {
                report_time(&error, Code::NoSuchDate, node.span, reader);
                None
            }
        }
    }
}

impl FieldValue for Duration {
    fn shape() -> Shape {
        Shape::Duration
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = text(node, reader, &Shape::Duration)?;
        match Self::parse(&written) {
            Ok(duration) => Some(duration),
            Err(error) => {
                report_time(&error, Code::UnknownValue, node.span, reader);
                None
            }
        }
    }
}

impl FieldValue for Zone {
    fn shape() -> Shape {
        Shape::Timezone
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = text(node, reader, &Shape::Timezone)?;
        if let Some(zone) = Self::find(written.trim()) {
            return Some(zone);
        }
        let message = format!("there is no time zone `{}`", shortened(&written));
        let near: Vec<_> = Self::suggest(&written).iter().map(|name| format!("`{name}`")).collect();
        let help = match near.is_empty() {
            true => "use a name such as `Asia/Shanghai` from the IANA list".to_owned(),
            false => format!("did you mean {}?", near.join(" or ")),
        };
        reader.report(Diagnostic::error(Code::UnknownTimezone, node.span, message).help(help));
        None
    }
}

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
            _ if reader.format() != Format::Toml => vec![node.clone()],
            Value::Text(text) => {
                let items: Vec<_> = text.split(',').map(|item| format!("\"{}\"", item.trim())).collect();
                let help = format!("write `{} = [{}]`", reader.field(), items.join(", "));
                reader.wrong_type(node, &Self::shape().wants(), Some(help));
                return None;
            }
            _ => {
                reader.wrong_type(node, &Self::shape().wants(), None);
                return None;
            }
        };
        let present = items.iter().filter(|item| !matches!(item.value, Value::Null));
        Some(present.filter_map(|item| T::read(item, reader)).collect())
    }
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
        let Value::Table(table) = &node.value else {
            reader.wrong_type(node, &Self::shape().wants(), None);
            return None;
        };
        let read = |(key, node): &(super::node::Key, Node)| Some((key.name.clone(), T::read(node, reader)?));
        Some(table.entries.iter().filter_map(read).collect())
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
            reader.wrong_type(node, &Self::shape().wants(), None);
            return None;
        };
        let mut all = Vec::new();
        for (key, node) in &table.entries {
            if let Some(value) = T::read(node, reader) {
                all.push((Spanned { value: key.name.clone(), span: key.span }, value));
            }
        }
        Some(Self(all))
    }
}

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
            Value::Null => Self::Null,
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
            return Some(Self(Free::table(table)));
        }
        reader.wrong_type(node, &Self::shape().wants(), Some("write `[extra]` and the fields below it".to_owned()));
        None
    }
}

/// Reads a word that must be one of a few.
pub fn choice<T>(
    node: &Node,
    reader: &mut Reader,
    choices: &'static [(&'static str, &'static str)],
    from_word: fn(&str) -> Option<T>,
) -> Option<T> {
    let word = text(node, reader, &Shape::Choice(choices))?;
    let word = word.trim();
    if let Some(value) = from_word(word) {
        return Some(value);
    }
    let message = format!("`{}` cannot be \"{}\"", reader.field(), shortened(word));
    let help = match nearest(word, choices.iter().map(|(name, _)| *name)) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => {
            let words: Vec<_> = choices.iter().map(|(name, _)| format!("\"{name}\"")).collect();
            format!("it is one of {}", words.join(", "))
        }
    };
    reader.report(Diagnostic::error(Code::UnknownValue, node.span, message).help(help));
    None
}
