//! Slips in the words of the interface that a hub changes: names that no template asks for, places that are never filled, half plurals.
//!
//! Takes the words of one file and those they lie over, gives warnings. What fits is of no interest here.

use super::strings::Words;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::locale::{FORMS, forms, usual_forms};
use crate::read::node::{Key, Node, Table, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Looks at the words of a file in `language`. `below` are those it covers, `asked` whether a template knows a name.
pub(super) fn slips(
    table: &Table,
    (below, language): (&BTreeMap<String, Words>, &str),
    asked: &dyn Fn(&str) -> bool,
    said: &mut Vec<Diagnostic>,
) {
    for (key, node) in &table.entries {
        match below.get(&key.name) {
            Some(words) => beside(key, node, words, language, said),
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
fn beside(key: &Key, node: &Node, below: &Words, language: &str, said: &mut Vec<Diagnostic>) {
    match (&node.value, below) {
        (Value::Table(table), Words::Table(words)) if words.contains_key("other") => {
            plural(key, table, language, said);
            let known: BTreeSet<String> = words.values().flat_map(places).collect();
            for (form, node) in &table.entries {
                unfilled(node, &known, said);
                // One thing, or none, may be named without its number.
                let counts = matches!(form.name.as_str(), "few" | "many" | "other");
                if counts && forms(language).contains(&form.name.as_str()) {
                    left_out(node, &known, said);
                }
            }
        }
        (Value::Table(table), Words::Table(words)) => {
            for (key, node) in &table.entries {
                match words.get(&key.name) {
                    Some(words) => beside(key, node, words, language, said),
                    // A hub may have kinds of event, roles and the like of its own.
                    None => {
                        if let Some(near) = nearest(&key.name, words.keys().map(String::as_str)) {
                            let message = format!("there are no words `{}` here", key.name);
                            let help = format!("did you mean `{near}`?");
                            said.push(Diagnostic::warning(Code::UnknownField, key.span, message).help(help));
                        }
                    }
                }
            }
        }
        (Value::Text(_), Words::Table(words)) if !words.contains_key("other") => {
            let names: Vec<String> = words.keys().take(3).map(|name| format!("`{name}`")).collect();
            let message = format!("`{}` wants a table of words, found a text", key.name);
            let help = format!("write `[{}]` and below it {} and so on", key.name, names.join(", "));
            said.push(Diagnostic::warning(Code::WrongType, node.span, message).help(help));
        }
        (Value::Table(_) | Value::List(_), Words::Text(_)) | (Value::Table(_) | Value::Text(_), Words::List(_)) => {
            let (wants, form) = if matches!(below, Words::Text(_)) {
                ("a text", "\"…\"")
            } else {
                ("a list of texts", "[\"…\", \"…\"]")
            };
            let message = format!("`{}` wants {wants}, found {}", key.name, node.value.noun());
            let help = format!("write `{} = {form}`", key.name);
            said.push(Diagnostic::warning(Code::WrongType, node.span, message).help(help));
        }
        _ => {
            unfilled(node, &places(below), said);
            left_out(node, &places(below), said);
        }
    }
}

/// The forms of a plural, beside those that its language has.
fn plural(key: &Key, table: &Table, language: &str, said: &mut Vec<Diagnostic>) {
    let has = forms(language);
    let quoted = |forms: &[&str]| forms.iter().map(|form| format!("`{form}`")).collect::<Vec<_>>().join(", ");
    if table.get("other").is_none() {
        let near = table.entries.iter().find(|(own, _)| !FORMS.contains(&own.name.as_str()));
        let at = near.map_or(key.span, |(own, _)| own.span);
        let message = format!("the plural `{}` has no form `other`, which every language has", key.name);
        let warning = Diagnostic::warning(Code::MissingField, at, message);
        return said
            .push(warning.help("add one, `other = \"…\"`: it is for all numbers that have no form of their own"));
    }
    for (form, _) in table.entries.iter().filter(|(form, _)| !has.contains(&form.name.as_str())) {
        let message = format!("`{language}` has no plural form `{}`, so these words are never shown", form.name);
        let help = format!("its forms are {}", quoted(&has));
        said.push(Diagnostic::warning(Code::UnknownField, form.span, message).help(help));
    }
    let missing: Vec<&str> =
        usual_forms(language).into_iter().filter(|form| *form != "other" && table.get(form).is_none()).collect();
    if !missing.is_empty() {
        let message = format!("the plural `{}` lacks {}, which `{language}` has", key.name, quoted(&missing));
        let help = format!("its forms are {}; `other` stands in for what is missing", quoted(&has));
        said.push(Diagnostic::warning(Code::MissingField, key.span, message).help(help));
    }
}

/// Says which places a text leaves out.
fn left_out(node: &Node, known: &BTreeSet<String>, said: &mut Vec<Diagnostic>) {
    let Value::Text(text) = &node.value else { return };
    let own = places_in(text);
    // A place that is misspelled has been said.
    if text.is_empty() || text.contains("{{") || !own.is_subset(known) {
        return;
    }
    for place in known.difference(&own) {
        let message = format!("these words leave out `{{{place}}}`");
        let help = "put it where readers want to see it".to_owned();
        said.push(Diagnostic::warning(Code::MissingField, node.span, message).help(help));
    }
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
        let said_in = |language: &str, file: &str| {
            let mut said = Vec::new();
            let table = crate::read::toml::parse(SourceId(0), file, 0, &mut said);
            slips(&table, (&below, language), &|name| name == "ours", &mut said);
            said.iter()
                .map(|said| format!("{} | {}", said.message, said.help.clone().unwrap_or_default()))
                .collect::<Vec<_>>()
        };
        let said = |file: &str| said_in("en", file);
        assert!(
            said("skip = \"S\"\nours = \"O\"\nplay = \"From {host}\"\n[days]\none = \"{n}\"\nother = \"{n}\"\n")
                .is_empty()
        );
        assert_eq!(said("skipp = \"S\"\n"), ["no template asks for the words `skipp` | did you mean `skip`?"]);
        assert_eq!(said("play = \"{hst}\"\n"), ["nothing is filled in for `{hst}` | did you mean `{host}`?"]);
        assert_eq!(said("play = \"Play\"\n"), ["these words leave out `{host}` | put it where readers want to see it"]);
        assert_eq!(
            said_in("ja", "[days]\none = \"1日\"\nother = \"{n}日\"\n"),
            ["`ja` has no plural form `one`, so these words are never shown | its forms are `other`"]
        );
        assert_eq!(
            said_in("pl", "[days]\none = \"dzień\"\nother = \"{n} dni\"\n"),
            [
                "the plural `days` lacks `few`, `many`, which `pl` has | its forms are `one`, `few`, `many`, `other`; `other` stands in for what \
              is missing"
            ]
        );
        assert_eq!(said("skip = [\"a\"]\n").len(), 1);
        let half = said("[days]\none = \"{n}\"\nothr = \"{n}\"\n");
        assert!(half.len() == 1 && half[0].starts_with("the plural `days` has no form `other`"), "{half:?}");
    }
}
