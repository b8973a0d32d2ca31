//! The pages of the manual that list fields and messages, as Markdown, from the same declarations.

use super::Subject;
use crate::diagnostic::Code;
use crate::kinds::shared::Common;
use crate::read::fields::{Field, Fields};
use crate::read::shape::Shape;
use std::fmt::Write;

/// The fields of a subject, without those that every kind has, and the tables in them.
pub fn fields(subject: Subject) -> String {
    let common = Common::declared();
    let own = |field: &Field| !common.iter().any(|other| other.name == field.name);
    let fields = subject.fields();
    let fields: Vec<Field> = match subject {
        Subject::Hub => fields,
        Subject::Kind(_) => fields.into_iter().filter(own).collect(),
    };
    list(&fields)
}

/// The fields that every kind has.
pub fn common() -> String {
    list(&Common::declared())
}

/// Every kind of mistake and what it means.
pub fn codes() -> String {
    let mut codes: Vec<&Code> = Code::ALL.iter().collect();
    codes.sort_by_key(|code| code.name());
    codes.iter().fold(String::new(), |mut text, code| {
        write!(text, "`{}`\n: {}\n\n", code.name(), code.explanation()).expect("a string takes all");
        text
    })
}

/// The fields, and below them a section for each table that one of them is or holds.
fn list(fields: &[Field]) -> String {
    let mut tables: Vec<Inner> = Vec::new();
    let mut text = each(fields, &mut tables);
    let mut at = 0;
    while at < tables.len() {
        let Inner { name, fields, any_of, .. } = tables[at];
        write!(text, "## {}\n\n", heading(name)).expect("a string takes all");
        if !any_of.is_empty() {
            let names: Vec<_> = any_of.iter().map(|name| format!("`{name}`")).collect();
            write!(text, "One of {} must be there.\n\n", names.join(", ")).expect("a string takes all");
        }
        text.push_str(&each(&fields(), &mut tables));
        at += 1;
    }
    text
}

/// A table inside a field.
#[derive(Clone, Copy)]
struct Inner {
    name: &'static str,
    fields: fn() -> Vec<Field>,
    any_of: &'static [&'static str],
}

fn each(fields: &[Field], tables: &mut Vec<Inner>) -> String {
    let mut text = String::new();
    for field in fields {
        let shape = (field.shape)();
        let must = if field.required { ", must be there" } else { "" };
        let doc = field.doc.replace('\n', " ");
        write!(text, "`{}` ({}{must})\n: {doc}\n", field.name, words(&shape, tables)).expect("a string takes all");
        if let Shape::Choice(choices) = shape {
            text.push('\n');
            for (word, meaning) in choices {
                writeln!(text, "  - `{word}`: {meaning}").expect("a string takes all");
            }
            text.push('\n');
            writeln!(text, "  `{} = {}`", field.name, field.example).expect("a string takes all");
        } else {
            writeln!(text, "  `{} = {}`", field.name, field.example).expect("a string takes all");
        }
        text.push('\n');
    }
    text
}

/// What a value is, in a few words; tables are noted and linked to.
fn words(shape: &Shape, tables: &mut Vec<Inner>) -> String {
    match shape {
        Shape::Text | Shape::Inline => "text".into(),
        Shape::Markdown => "text in Markdown".into(),
        Shape::Id(kind) => format!("id of a {kind}"),
        Shape::Url => "address".into(),
        Shape::Picture => "name of a picture".into(),
        Shape::Date => "day".into(),
        Shape::Time => "day, or day and time".into(),
        Shape::Duration => "length of time".into(),
        Shape::Timezone => "time zone".into(),
        Shape::Bool => "`true` or `false`".into(),
        Shape::Number { min, max, whole } => {
            let noun = if *whole { "whole number" } else { "number" };
            if *max >= 1e9 { noun.into() } else { format!("{noun} from {min} to {max}") }
        }
        Shape::Choice(_) => "one of a few words".into(),
        Shape::Coordinates => "two numbers".into(),
        Shape::List(item) => format!("list; each: {}", words(item, tables)),
        Shape::OneOf(shapes) => {
            let each: Vec<_> = shapes.iter().map(|shape| words(shape, tables)).collect();
            each.join(", or ")
        }
        Shape::Table { noun, fields, any_of } => {
            if !tables.iter().any(|table| table.name == *noun) {
                tables.push(Inner { name: noun, fields: *fields, any_of });
            }
            format!("[{noun}](#{})", crate::markup::heading_id(&heading(noun)))
        }
        Shape::Map(item) => match &**item {
            Shape::Any => "table of your own".into(),
            item => format!("table; each: {}", words(item, tables)),
        },
        Shape::Any => "anything".into(),
    }
}

/// `a need or offer` is "A need or offer".
fn heading(noun: &str) -> String {
    let mut chars = noun.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}
