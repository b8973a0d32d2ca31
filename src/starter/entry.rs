//! The file of a new entry: every field as a commented line of its documentation, those that must be there filled in.
//!
//! Takes what was asked for and what `hub.toml` lists, gives a text. The fields come from their declarations.

use crate::config::{Config, Label};
use crate::kinds::declared;
use crate::model::Kind;
use crate::read::fields::Field;
use crate::read::shape::Shape;
use crate::schema::documentation::{Documentation, is_chinese};
use crate::text::may_break;
use crate::time::{Date, DateTime};
use std::fmt::Write;

/// How wide a comment runs, in characters.
const WIDTH: usize = 100;

/// What is to be written.
#[derive(Debug)]
pub struct Entry<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its title or name.
    pub title: &'a str,
    /// Fields and their values as they were given on the command line; a name may be a path, `outcome.attended`.
    pub set: &'a [(String, String)],
    /// The present on the hub's wall.
    pub now: DateTime,
    /// Whether it is the translation of an entry that is there: nothing else must be there then.
    pub translation: bool,
    /// The language it is written in.
    pub language: &'a str,
    /// What `hub.toml` lists.
    pub config: &'a Config,
}

impl Entry<'_> {
    /// The day it is dated, for the name of its file.
    pub fn day(&self) -> Date {
        let given = self.set.iter().find(|(name, _)| name == "date");
        let given = given.and_then(|(_, value)| Date::parse(value.get(..10).unwrap_or(value)).ok());
        given.unwrap_or_else(|| self.now.date())
    }

    /// The ending of its file.
    pub fn ending(&self) -> &'static str {
        if declared::in_toml(self.kind) { "toml" } else { "md" }
    }

    /// The whole file.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let markdown = !declared::in_toml(self.kind);
        if markdown {
            text.push_str("+++\n");
        }
        let fields = declared::fields(self.kind);
        let documentation = Documentation::of(self.config.default_language().as_str());
        for (place, field) in fields.iter().enumerate() {
            if place > 0 {
                text.push('\n');
            }
            self.field(field, &documentation, &mut text);
        }
        for (name, value) in self.set {
            let first = name.split('.').next().unwrap_or(name);
            if !fields.iter().any(|field| field.name == first) {
                writeln!(text, "\n{name} = {}", written(&Shape::Any, value)).expect("a string takes all");
            }
        }
        if markdown {
            text.push_str("+++\n");
            if !self.translation {
                let words =
                    if is_chinese(self.language) { "正文从这里开始。" } else { "The text begins here." };
                writeln!(text, "\n{words}").expect("a string takes all");
            }
        }
        text
    }

    fn field(&self, field: &Field, documentation: &Documentation, text: &mut String) {
        let shape = (field.shape)();
        comment(documentation.field(field), text);
        let choices: Vec<String> = self.choices(field, &shape).iter().map(|word| format!("\"{word}\"")).collect();
        if !choices.is_empty() {
            let words = documentation.words;
            comment(&words.one_of.replace("{}", &choices.join(words.comma)), text);
        }
        let mut given = false;
        for (name, value) in self.set {
            if name == field.name {
                writeln!(text, "{name} = {}", written(&shape, value)).expect("a string takes all");
                given = true;
            } else if let Some(rest) = name.strip_prefix(field.name).and_then(|rest| rest.strip_prefix('.')) {
                let value = written(&inner(&shape, rest), value);
                writeln!(text, "{name} = {value}").expect("a string takes all");
                given = true;
            }
        }
        if given {
            return;
        }
        match self.filled(field) {
            Some(value) => writeln!(text, "{} = {value}", field.name),
            None => writeln!(text, "# {} = {}", field.name, field.example),
        }
        .expect("a string takes all");
    }

    /// The value of a field that must be there.
    fn filled(&self, field: &Field) -> Option<String> {
        if matches!(field.name, "title" | "name") {
            return Some(quoted(self.title));
        }
        if !field.required || self.translation {
            return None;
        }
        Some(match field.name {
            "date" => self.now.date().to_string(),
            // A week ahead in the evening: an event is announced before it happens.
            "start" => format!("{}T19:00:00", self.now.date().plus_days(7)),
            "category" => quoted(self.config.categories.first().map_or("other", |label| &label.id)),
            _ => field.example.to_owned(),
        })
    }

    /// What the value may be, where there is a list.
    fn choices(&self, field: &Field, shape: &Shape) -> Vec<&str> {
        fn listed(labels: &[Label]) -> Vec<&str> {
            labels.iter().map(|label| &*label.id).collect()
        }
        match (self.kind, field.name, shape) {
            (Kind::Event, "type", _) => listed(&self.config.event_types),
            (Kind::Resource, "category", _) => listed(&self.config.categories),
            (Kind::Member, "role", _) => listed(&self.config.roles),
            (_, _, Shape::Choice(words)) => words.iter().map(|(word, _)| *word).collect(),
            _ => Vec::new(),
        }
    }
}

/// The shape of what lies below a field.
fn inner(shape: &Shape, path: &str) -> Shape {
    match shape {
        Shape::Table { fields, .. } => {
            let (name, rest) = path.split_once('.').unwrap_or((path, ""));
            let found = fields().into_iter().find(|field| field.name == name);
            found.map_or(Shape::Any, |field| {
                let shape = (field.shape)();
                if rest.is_empty() { shape } else { inner(&shape, rest) }
            })
        }
        Shape::Map(item) => (**item).clone(),
        Shape::OneOf(shapes) => {
            let table = shapes.iter().find(|shape| matches!(shape, Shape::Table { .. }));
            table.map_or(Shape::Any, |table| inner(table, path))
        }
        _ => Shape::Any,
    }
}

/// A value of the command line as TOML: texts need no quotes there, and lists no brackets.
fn written(shape: &Shape, value: &str) -> String {
    let value = value.trim();
    let is_quoted = value.len() > 1 && value.starts_with(['"', '\'']) && value.ends_with(['"', '\'']);
    let is_table = value.starts_with('{') && value.ends_with('}');
    let is_list = value.starts_with('[') && value.ends_with(']');
    match shape {
        _ if is_quoted => value.to_owned(),
        // What the field does not want is a text to the reader, who says what it does.
        Shape::Bool | Shape::Date | Shape::Time | Shape::Number { .. } if is_plain(value) => value.to_owned(),
        Shape::Coordinates if is_list => value.to_owned(),
        Shape::Table { .. } | Shape::Map(_) if is_table || is_list => value.to_owned(),
        Shape::List(_) if is_list => value.to_owned(),
        Shape::List(item) if is_table => format!("[{}]", written(item, value)),
        Shape::List(item) => {
            let items: Vec<_> = value.split(',').filter(|item| !item.trim().is_empty()).collect();
            let items: Vec<_> = items.into_iter().map(|one| written(item, one)).collect();
            format!("[{}]", items.join(", "))
        }
        Shape::OneOf(_) if is_table || is_list => value.to_owned(),
        Shape::Any if is_table || is_list || is_plain(value) => value.to_owned(),
        _ => quoted(value),
    }
}

/// Whether TOML takes the words without quotes: a number, a day, a yes or no.
fn is_plain(value: &str) -> bool {
    matches!(value, "true" | "false")
        || value.parse::<i64>().is_ok()
        || value.parse::<f64>().is_ok_and(f64::is_finite)
        || crate::time::Stamp::parse(value).is_ok()
}

/// A text in quotes. TOML's basic strings escape as JSON does, and DEL besides.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

/// Words as comment lines, which break at blanks and between Chinese signs.
fn comment(words: &str, text: &mut String) {
    for paragraph in words.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut line = String::from("#");
        for word in paragraph.split(' ') {
            for (place, piece) in pieces(word).into_iter().enumerate() {
                let blank = if place == 0 { " " } else { "" };
                if columns(&line) + blank.len() + columns(piece) > WIDTH && line.len() > 1 {
                    writeln!(text, "{line}").expect("a string takes all");
                    "#".clone_into(&mut line);
                }
                line.push_str(if line.len() == 1 { " " } else { blank });
                line.push_str(piece);
            }
        }
        writeln!(text, "{line}").expect("a string takes all");
    }
}

/// The width of a text on a terminal: Chinese, and the stops that go with it, is as wide as two Latin letters.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

/// A word in the parts that a line may end between.
fn pieces(word: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut before = None;
    for (at, c) in word.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            pieces.push(&word[begin..at]);
            begin = at;
        }
        before = Some(c);
    }
    pieces.push(&word[begin..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_command_line_become_toml() {
        let list = |inner| Shape::List(Box::new(inner));
        for (shape, given, expected) in [
            (Shape::Text, "Two words", "\"Two words\""),
            (Shape::Text, "\"quoted\"", "\"quoted\""),
            (Shape::Text, "a \"quote\" inside", "\"a \\\"quote\\\" inside\""),
            (Shape::Text, "2026", "\"2026\""),
            (Shape::Time, "2026-12-01T19:00:00", "2026-12-01T19:00:00"),
            (list(Shape::Text), "a, b c", "[\"a\", \"b c\"]"),
            (list(Shape::Text), "[\"a\"]", "[\"a\"]"),
            (list(Shape::Date), "2026-12-01,2026-12-02", "[2026-12-01, 2026-12-02]"),
            (Shape::Bool, "true", "true"),
            (Shape::Bool, "yes", "\"yes\""),
            (Shape::Number { min: 0.0, max: 9.0, whole: true }, "forty", "\"forty\""),
            (Shape::Coordinates, "[31.2, 121.4]", "[31.2, 121.4]"),
            (Shape::Coordinates, "here", "\"here\""),
            (Shape::OneOf(vec![Shape::Text]), "{ name = \"x\" }", "{ name = \"x\" }"),
            (Shape::OneOf(vec![Shape::Text]), "Harbour", "\"Harbour\""),
            (Shape::Any, "3", "3"),
            (Shape::Any, "three", "\"three\""),
        ] {
            assert_eq!(written(&shape, given), expected, "{shape:?} {given}");
        }
    }

    #[test]
    fn comments_break_at_blanks_and_between_chinese_signs() {
        let mut text = String::new();
        comment(&"一二三四五六七八九，".repeat(6), &mut text);
        comment(&"word ".repeat(25), &mut text);
        assert!(text.lines().all(|line| line.starts_with("# ") && columns(line) <= WIDTH), "{text}");
        assert!(text.lines().all(|line| !line.starts_with("# ，")), "{text}");
        assert_eq!(text.lines().count(), 4, "{text}");
        assert_eq!(pieces("写（`end`）。"), ["写", "（`end`）。"]);
        assert_eq!(pieces("plain/path"), ["plain/path"]);
    }
}
