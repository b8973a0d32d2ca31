//! How each kind of value is read from a node: words, numbers, days, lists, people's ids.
//!
//! TOML is taken at its word. YAML and CSV are read as people write them: a quoted day, a number where words are wanted, one tag
//! without a list, `;` between the values of a CSV cell.

mod extra;
mod list;
mod number;
mod tag;
mod time;

pub use extra::{Extra, FloatBits, Free};
pub use list::Listing;
pub use number::{Coordinates, Count, Rating};
pub use tag::{Email, Tongue, language_called};
pub use time::report_time;

use super::fields::{FieldValue, Reader, shortened};
use super::node::{Format, Node, Value};
use super::shape::Shape;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::markup::SafeUrl;
use crate::text::Span;
use crate::time::length_of_number;

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
pub(super) fn text(node: &Node, reader: &mut Reader, wants: &Shape) -> Option<String> {
    let Some(words) = words(node, reader) else {
        let help = match &node.value {
            Value::Integer(number) if matches!(wants, Shape::Duration) && !reader.hides() => {
                let length = length_of_number(&number.to_string()).unwrap_or_else(|| "2h30m".to_owned());
                Some(format!("write `{}`", reader.line(&format!("\"{length}\""))))
            }
            _ if matches!(wants, Shape::Duration) => Some(format!("write `{}`", reader.line("\"2h30m\""))),
            Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Stamp(_) => {
                Some("put it in quotes".to_owned())
            }
            Value::List(_) => Some("write one text, without `[ ]`".to_owned()),
            Value::Table(_) => Some("write one text, in quotes".to_owned()),
            _ => None,
        };
        reader.wrong_type(node, &wants.wants(), help);
        return None;
    };
    if words.trim().is_empty() {
        let message = format!("`{}` is empty", reader.field());
        reader.report(Diagnostic::error(Code::Empty, node.span, message).help(match reader.needs_it() {
            true => "fill it in",
            false => "fill it in, or take the line out",
        }));
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

    fn stand_in(_: Span) -> Option<Self> {
        Some(Self::new())
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

    fn stand_in(at: Span) -> Option<Self> {
        Some(Self { text: String::new(), span: at })
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

    fn stand_in(_: Span) -> Option<Self> {
        SafeUrl::parse("https://nowhere.invalid").ok()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = text(node, reader, &Shape::Url)?;
        match SafeUrl::parse(written.trim()) {
            Ok(url) => Some(url),
            Err(why) => {
                let message = format!("`{}` is no address: {why}", reader.field());
                let guess = format!("https://{}", written.trim());
                let host = written.trim().split('/').next().unwrap_or("");
                let bare = host.contains('.')
                    && !host.starts_with('.')
                    && !written.trim().contains([' ', ':'])
                    && SafeUrl::parse(&guess).is_ok();
                let help = match (bare, of_ssh(written.trim())) {
                    (true, _) if !reader.hides() => format!("write `{}`", reader.line(&format!("\"{guess}\""))),
                    (_, Some(page)) if !reader.hides() => format!("write `{}`", reader.line(&format!("\"{page}\""))),
                    _ => "addresses begin with `https://`".into(),
                };
                reader.report(Diagnostic::error(Code::BadUrl, node.span, message).help(help));
                None
            }
        }
    }
}

/// The page of a repository, of the address `git@HOST:OWNER/NAME.git` under which git reaches it.
fn of_ssh(written: &str) -> Option<String> {
    let (host, path) = written.strip_prefix("git@")?.split_once(':')?;
    let page = format!("https://{host}/{}", path.trim_end_matches(".git"));
    SafeUrl::parse(&page).is_ok().then_some(page)
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
        let help = match meant {
            Some(meant) => format!("write `{}`, without quotes", reader.line(&meant.to_string())),
            None => format!("write `{}` or `{}`", reader.line("true"), reader.line("false")),
        };
        reader.wrong_type(node, &Shape::Bool.wants(), Some(help));
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
    let message = match reader.hides() {
        true => format!("`{}` cannot be this", reader.field()),
        false => format!("`{}` cannot be \"{}\"", reader.field(), shortened(word)),
    };
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
