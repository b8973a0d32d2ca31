//! Slips in the words of the interface that a hub changes: names that no template asks for, places that are never filled, half plurals.
//!
//! Takes the words of one file and those they lie over, gives warnings. What fits is of no interest here.

use super::strings::Words;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::read::node::{Key, Node, Table, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The forms of a plural.
pub(super) const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Looks at the words of a file. `below` are those it covers, `asked` whether a template knows a name.
pub(super) fn slips(
    table: &Table,
    below: &BTreeMap<String, Words>,
    asked: &dyn Fn(&str) -> bool,
    said: &mut Vec<Diagnostic>,
) {
    for (key, node) in &table.entries {
        match below.get(&key.name) {
            Some(words) => beside(key, node, words, said),
            None if asked(&key.name) => {}
            None => {
                let near = nearest(&key.name, below.keys().map(String::as_str));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("let a template ask for `theme.text.{}`, or take it out", key.name),
                };
                let message = format!("no template asks for the words `{}`", key.name);
                said.push(Diagnostic::warning(Code::UnknownField, key.span, message).help(help));
            }
        }
    }
}

/// A value beside the one it covers.
fn beside(key: &Key, node: &Node, below: &Words, said: &mut Vec<Diagnostic>) {
    match (&node.value, below) {
        (Value::Table(table), Words::Table(words)) if words.contains_key("other") => {
            if table.get("other").is_none() {
                let near = table.entries.iter().find(|(own, _)| !FORMS.contains(&own.name.as_str()));
                let at = near.map_or(key.span, |(own, _)| own.span);
                let message = format!("the plural `{}` has no form `other`, which every language has", key.name);
                let warning = Diagnostic::warning(Code::MissingField, at, message);
                said.push(
                    warning.help("add one, `other = \"…\"`: it is for all numbers that have no form of their own"),
                );
            }
            let known: BTreeSet<String> = words.values().flat_map(places).collect();
            table.entries.iter().for_each(|(_, node)| unfilled(node, &known, said));
        }
        (Value::Table(table), Words::Table(words)) => {
            for (key, node) in &table.entries {
                match words.get(&key.name) {
                    Some(words) => beside(key, node, words, said),
                    None => said.extend(near_another(key, words)),
                }
            }
        }
        (Value::Table(_), Words::Text(_)) => {
            let message = format!("`{}` wants one text, found several", key.name);
            let help = format!("write `{} = \"…\"`", key.name);
            said.push(Diagnostic::error(Code::WrongType, key.span, message).help(help));
        }
        _ => unfilled(node, &places(below), said),
    }
}

/// A name inside a table that is nearly one of those it covers. Others may be the hub's own: a language, a kind of event.
fn near_another(key: &Key, words: &BTreeMap<String, Words>) -> Option<Diagnostic> {
    let long = |name: &&str| name.len() > 5;
    let near = nearest(&key.name, words.keys().map(String::as_str).filter(long)).filter(|_| key.name.len() > 5)?;
    let message = format!("no template asks for the words `{}`", key.name);
    Some(Diagnostic::warning(Code::UnknownField, key.span, message).help(format!("did you mean `{near}`?")))
}

/// Says which places of a text nobody fills.
fn unfilled(node: &Node, known: &BTreeSet<String>, said: &mut Vec<Diagnostic>) {
    let Value::Text(text) = &node.value else { return };
    if let Some((name, _)) = text.split_once("{{").and_then(|(_, rest)| rest.split_once("}}")) {
        let name = name.trim();
        let message = format!("places to fill stand in single braces, and `{{{{ {name} }}}}` is shown as it is");
        said.push(Diagnostic::warning(Code::UnknownField, node.span, message).help(format!("write `{{{name}}}`")));
        return;
    }
    for place in places_in(text).into_iter().filter(|place| !known.contains(place)) {
        let help = match nearest(&place, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{{{near}}}`?"),
            None if known.is_empty() => "take it out: nothing is filled in here".to_owned(),
            None => {
                let all: Vec<String> = known.iter().map(|name| format!("`{{{name}}}`")).collect();
                format!("there is {}", all.join(", "))
            }
        };
        let message = format!("nothing is filled in for `{{{place}}}`");
        said.push(Diagnostic::warning(Code::UnknownField, node.span, message).help(help));
    }
}

fn places(words: &Words) -> BTreeSet<String> {
    match words {
        Words::Text(text) => places_in(text),
        Words::List(all) => all.iter().flat_map(places).collect(),
        Words::Table(all) => all.values().flat_map(places).collect(),
    }
}

/// The names between braces.
fn places_in(text: &str) -> BTreeSet<String> {
    let inner = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let is_name = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    inner.filter(is_name).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    #[test]
    fn slips_are_said_and_what_fits_is_not() {
        let text = |text: &str| Words::Text(text.to_owned());
        let plural = BTreeMap::from([("one".to_owned(), text("{n} day")), ("other".to_owned(), text("{n} days"))]);
        let below = BTreeMap::from([
            ("skip".to_owned(), text("Skip")),
            ("play".to_owned(), text("Play, from {host}")),
            ("days".to_owned(), Words::Table(plural)),
        ]);
        let said = |file: &str| {
            let mut said = Vec::new();
            let table = crate::read::toml::parse(SourceId(0), file, 0, &mut said);
            slips(&table, &below, &|name| name == "ours", &mut said);
            said.iter()
                .map(|said| format!("{} | {}", said.message, said.help.clone().unwrap_or_default()))
                .collect::<Vec<_>>()
        };
        assert!(
            said("skip = \"S\"\nours = \"O\"\nplay = \"From {host}\"\n[days]\none = \"{n}\"\nother = \"{n}\"\n")
                .is_empty()
        );
        assert_eq!(said("skipp = \"S\"\n"), ["no template asks for the words `skipp` | did you mean `skip`?"]);
        assert_eq!(said("play = \"{hst}\"\n"), ["nothing is filled in for `{hst}` | did you mean `{host}`?"]);
        let half = said("[days]\none = \"{n}\"\nothr = \"{n}\"\n");
        assert!(half.len() == 1 && half[0].starts_with("the plural `days` has no form `other`"), "{half:?}");
    }
}
