//! What others wrote for other programs, as files of a hub: posts and pages of Hugo and Jekyll, calendars, listings in tables and lists.
//!
//! Takes texts, gives [`Imported`]: new files, pictures to copy, and what did not fit. Writes nothing and overwrites nothing; that each
//! file passes the check is for the caller to see. What comes from elsewhere is data: every value is quoted, and ids come from slugs.

mod addresses;
mod body;
mod front;
mod links;
pub mod listings;
pub mod posts;
mod prose;
mod services;
mod shelf;
mod site;

pub use addresses::SETTINGS;

use crate::markup::slug;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What came of a source.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// New files: the path from the hub's root and the text.
    pub files: Vec<(String, String)>,
    /// Files to copy: from where, and the path from the hub's root.
    pub copies: Vec<(PathBuf, String)>,
    /// What did not fit: where, and what.
    pub notes: Vec<(String, String)>,
}

impl Imported {
    fn note(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.notes.push((place.into(), what.into()));
    }
}

/// A text of one line in quotes, as TOML has it.
fn quoted(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let words: String = words.join(" ").chars().filter(|c| !c.is_control()).collect();
    serde_json::Value::from(words).to_string()
}

/// Several texts in a list.
fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", items.join(", "))
}

/// Paragraphs between three quotes, no quote in which can end them.
fn paragraphs(text: &str) -> String {
    let line = |line: &str| {
        let clean: String = line.trim_end().chars().filter(|c| !c.is_control() || *c == '\t').collect();
        let quoted = serde_json::Value::from(clean).to_string();
        quoted[1..quoted.len() - 1].to_owned()
    };
    let lines: Vec<String> = text.trim().lines().map(line).collect();
    if lines.len() < 2 { format!("\"{}\"", lines.concat()) } else { format!("\"\"\"\n{}\n\"\"\"", lines.join("\n")) }
}

/// A name for a file that none of `taken` has, made of a title; a number is added where it must be.
fn fresh(title: &str, taken: &mut BTreeSet<String>) -> String {
    let base: String = slug(title).chars().take(60).collect();
    let base = match base.trim_end_matches('-') {
        "" => "entry",
        base => base,
    };
    let mut name = base.to_owned();
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{base}-{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_between_their_quotes() {
        for text in ["a \"b\" \\ c", "x\n\"\"\"\ny = 1", "\u{1b}[31m\n\u{7f}"] {
            for written in [quoted(text), paragraphs(text), list(&[text.to_owned()])] {
                let mut said = Vec::new();
                let file = format!("a = {written}\n");
                let table = crate::read::toml::parse(crate::text::SourceId(0), &file, 0, &mut said);
                assert!(said.is_empty() && table.entries.len() == 1, "{file}: {said:?}");
            }
        }
    }

    #[test]
    fn names_of_files_do_not_meet() {
        let mut taken = BTreeSet::new();
        let names: Vec<_> = ["A b", "a B", "../..", "河 岸"].map(|title| fresh(title, &mut taken)).into();
        assert_eq!(names, ["a-b", "a-b-2", "entry", "河-岸"]);
    }
}
