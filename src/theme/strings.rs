//! The words of the interface: `i18n/LANG.toml` of every layer, merged key by key for each language of the site.
//!
//! A language takes what it lacks from its primary subtag, then from English, so that a page never shows a key. A table with `other`
//! is a plural: it is taken as a whole, because its forms belong to one language, and remembers that language where it is not the page's.

use super::layers::{Layer, file_span};
use super::wording;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::FORMS;
use crate::model::Language;
use crate::read::node::{Node, Table, Value};
use crate::read::values::language_called;
use crate::text::{SourceId, Span};
use serde::Serialize;
use std::collections::BTreeMap;

/// Words under a key.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Words {
    /// A text; `{name}` marks places to fill.
    Text(String),
    /// Texts in a fixed order, such as the months.
    List(Vec<Words>),
    /// Texts with keys of their own, or the forms of a plural.
    Table(BTreeMap<String, Words>),
}

/// All words in one language.
#[derive(Clone, Debug, Default, Hash, Serialize)]
#[serde(transparent)]
pub(super) struct Strings(BTreeMap<String, Words>);

impl Strings {
    /// Whether there is anything under a key.
    #[cfg(test)]
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The keys.
    #[cfg(test)]
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The text under a key; keys inside a table are joined with a dot, as in `kinds.post`.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        let mut table = &self.0;
        let mut rest = key;
        loop {
            let (first, more) = rest.split_once('.').map_or((rest, None), |(first, more)| (first, Some(more)));
            match (table.get(first)?, more) {
                (Words::Text(text), None) => return Some(text),
                (Words::Table(inner), Some(more)) => (table, rest) = (inner, more),
                _ => return None,
            }
        }
    }
}

/// The words of every layer by language tag: what was written, nothing filled in yet.
pub(super) struct Written(BTreeMap<String, BTreeMap<String, Words>>);

/// Reads `i18n/*.toml` of every layer, the highest layer over the others.
pub(super) fn read(layers: &[Layer], said: &mut Vec<Diagnostic>) -> Written {
    let mut all: BTreeMap<String, BTreeMap<String, Words>> = BTreeMap::new();
    for layer in layers.iter().rev() {
        for (name, content) in &layer.files {
            let Some(file) = name.strip_prefix("i18n/") else { continue };
            let (tag, ending) = file.rsplit_once('.').unwrap_or((file, ""));
            if ending != "toml" || Language::parse(tag).is_none() {
                said.extend(file_span(content).map(|at| misnamed(file, tag, at)));
                continue;
            }
            let Some((text, mark)) = content.text() else { continue };
            let mut own = Vec::new();
            let table = crate::read::toml::parse(content.source().unwrap_or(SourceId(u32::MAX)), &text, mark, &mut own);
            let words = of_table(&table, &mut own);
            debug_assert!(content.source().is_some() || own.is_empty(), "our own words are right: {own:?}");
            if content.source().is_some() {
                if own.is_empty() {
                    let english = BTreeMap::new();
                    let below = all.get("en").unwrap_or(&english);
                    wording::slips(&table, (below, tag), &|key| asks(layers, key), &mut own);
                }
                said.append(&mut own);
            }
            overlay(all.entry(tag.to_ascii_lowercase()).or_default(), words);
        }
    }
    Written(all)
}

impl Written {
    /// All words in a language: English first, over it what comes nearer.
    pub(super) fn in_language(&self, tag: &str) -> Strings {
        let mut words = BTreeMap::new();
        for near in self.chain(tag) {
            let mut nearer = self.0[near].clone();
            if primary(near) != primary(&tag.to_ascii_lowercase()) {
                nearer.values_mut().for_each(|words| remember(words, near));
            }
            overlay(&mut words, nearer);
        }
        Strings(words)
    }

    /// The tags that have words, from the farthest to the nearest: English, another region of the same language where there is
    /// nothing nearer, the primary subtag, the tag itself.
    fn chain(&self, tag: &str) -> Vec<&str> {
        let tag = tag.to_ascii_lowercase();
        let primary = primary(&tag);
        let find = |wanted: &str| self.0.get_key_value(wanted).map(|(tag, _)| tag.as_str());
        let mut chain: Vec<&str> = find("en").into_iter().collect();
        let (near, own) = (find(primary), find(&tag));
        if near.is_none() && own.is_none() {
            let sibling = |other: &&String| self::primary(other) == primary;
            chain.extend(self.0.keys().find(sibling).map(String::as_str));
        }
        chain.extend(near);
        chain.extend(own);
        chain.dedup();
        chain
    }
}

/// Whether a template or script of any layer holds the name of these words.
fn asks(layers: &[Layer], key: &str) -> bool {
    let mut files = layers.iter().flat_map(|layer| &layer.files).filter(|(name, _)| !name.starts_with("i18n/"));
    files.any(|(_, content)| content.text().is_some_and(|(text, _)| text.contains(key)))
}

fn of_table(table: &Table, said: &mut Vec<Diagnostic>) -> BTreeMap<String, Words> {
    let read = |(key, node): &(crate::read::node::Key, Node)| Some((key.name.clone(), of_node(&key.name, node, said)?));
    table.entries.iter().filter_map(read).collect()
}

fn of_node(key: &str, node: &Node, said: &mut Vec<Diagnostic>) -> Option<Words> {
    match &node.value {
        Value::Text(text) => Some(Words::Text(text.clone())),
        Value::List(items) => Some(Words::List(items.iter().filter_map(|item| of_node(key, item, said)).collect())),
        Value::Table(table) => Some(Words::Table(of_table(table, said))),
        // What could not be read has been said.
        Value::Broken => None,
        other => {
            said.push(not_words(key, other.noun(), node.span));
            None
        }
    }
}

/// A file among the words that is in no language, or not in TOML.
fn misnamed(file: &str, tag: &str, at: Span) -> Diagnostic {
    let meant = match Language::parse(&tag.replace('_', "-")) {
        Some(language) => Some(language.to_string()),
        None => language_called(tag).map(str::to_owned),
    };
    let help = match meant {
        Some(meant) => format!("call it `{meant}.toml`, and write `name = \"words\"` a line"),
        None => "call it as its language, such as `en.toml` or `zh-CN.toml`".to_owned(),
    };
    Diagnostic::warning(Code::UnknownFile, at, format!("`i18n/{file}` is in no language and is not read")).help(help)
}

fn not_words(key: &str, found: &str, span: Span) -> Diagnostic {
    let message = format!("`{key}` wants words, found {}", found.trim_start_matches("the "));
    Diagnostic::error(Code::WrongType, span, message).help("put it in quotes")
}

/// Puts words over others. Tables are merged, unless they are plurals.
fn overlay(below: &mut BTreeMap<String, Words>, above: BTreeMap<String, Words>) {
    for (key, words) in above {
        match (below.get_mut(&key), words) {
            (Some(Words::Table(old)), Words::Table(new)) if !is_plural(&new) => overlay(old, new),
            (_, words) => {
                below.insert(key, words);
            }
        }
    }
}

/// Whether a table holds the forms of a plural: it has `other`, and no key that is not the name of a form.
fn is_plural(table: &BTreeMap<String, Words>) -> bool {
    table.contains_key("other") && table.keys().all(|key| FORMS.contains(&key.as_str()) || key == LANGUAGE)
}

/// The key under which a plural remembers whose forms it has.
pub(super) const LANGUAGE: &str = "language";

/// Lets all plurals in some words remember their language.
fn remember(words: &mut Words, tag: &str) {
    match words {
        Words::Table(table) if is_plural(table) => {
            table.insert(LANGUAGE.to_owned(), Words::Text(tag.to_owned()));
        }
        Words::Table(table) => table.values_mut().for_each(|words| remember(words, tag)),
        Words::Text(_) | Words::List(_) => {}
    }
}

/// The first part of a language's tag.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}
