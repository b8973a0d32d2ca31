//! What is wrong with a template, in an author's words and at its place in the file.
//!
//! Takes what the engine says when templates are read or drawn, gives [`Diagnostic`]s. The engine stops at the first mistake of a
//! kind; here templates are tried apart from each other, so that all mistakes of a run are said.

use super::layers::Layer;
use super::pairs::{Alone, alone};
use super::{Origin, Theme, filters};
use crate::diagnostic::{Code, Diagnostic, Note, Severity, nearest};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use tera::{ErrorKind, Tera};

type Origins = BTreeMap<String, Origin>;

/// The engine with every template that can be read. What cannot is reported and left out.
pub(super) fn engine(layers: &[Layer], origins: &Origins, said: &mut Vec<Diagnostic>) -> Tera {
    let mut left = BTreeSet::new();
    for (name, origin) in origins.iter().filter(|(_, origin)| origin.source.is_some()) {
        // Alone a template lacks what it extends, so only what the parser says counts here.
        if let Err(error) = Tera::default().add_raw_template(name, &origin.text)
            && let ErrorKind::SyntaxError(report) = error.kind()
        {
            left.insert(name.clone());
            if origin.text.contains('\u{fffd}') {
                continue; // a file in another encoding, which has been said: the parser stumbles on that
            }
            if let Some(Alone { range, message, help }) = alone(&origin.text) {
                said.push(at(Code::TemplateSyntax, origin, range, message).help(help));
                continue;
            }
            let message = format!("this template cannot be read: {}", lower_first(report.message()));
            let range = report.span().range.clone();
            let help = unread_help(&origin.text, range.start, report.message());
            said.push(at(Code::TemplateSyntax, origin, range, message).help(help));
        }
    }
    loop {
        let mut tera = bare(layers);
        let usable = origins.iter().filter(|(name, _)| !left.contains(*name));
        let Err(error) = tera.add_raw_templates(usable.map(|(name, origin)| (name, &origin.text))) else { return tera };
        // Each round leaves out at least one template or ends, so this ends.
        let Some(name) = structural(error.kind(), origins, &left, said) else {
            said.extend(unknown_names(&error.to_string(), origins));
            return bare(layers);
        };
        if !left.insert(name) {
            return bare(layers);
        }
    }
}

/// How to mend what the parser cannot read at a byte of a template.
fn unread_help(text: &str, at: usize, message: &str) -> String {
    if message.contains("comment tag") {
        return "end the comment with `#}`".to_owned();
    }
    let before = text.get(..at).unwrap_or("");
    let tag = before.rfind("{%").map(|open| &text[open..]).and_then(|tag| tag.split_once("%}")).map(|(tag, _)| tag);
    let mut words = tag.unwrap_or("").trim_start_matches(['{', '%', '-']).split_whitespace();
    match (words.next(), words.next()) {
        (Some(verb @ ("include" | "extends")), Some(name)) if !name.contains(['"', '\'']) => {
            format!("write `{{% {verb} \"{name}\" %}}`")
        }
        _ => "values stand in `{{ … }}`, and each `{% if … %}`, `{% for … %}` and `{% block … %}` ends with its `{% end… %}`"
            .to_owned(),
    }
}

fn bare(layers: &[Layer]) -> Tera {
    let mut tera = Tera::default();
    let prefixes = layers.iter().map(|layer| layer.prefix.clone()).filter(|prefix| !prefix.is_empty());
    tera.set_fallback_prefixes(prefixes).expect("it has no templates yet");
    filters::register(&mut tera, &"en".into());
    tera
}

/// Warns of templates of the hub that no page and no other template uses: most likely the name has a slip in it.
pub(super) fn unused(layers: &[Layer], origins: &Origins) -> Vec<Diagnostic> {
    let built_in: BTreeSet<&str> = layers
        .iter()
        .flat_map(|layer| &layer.files)
        .filter(|(name, content)| name.ends_with(".html") && content.source().is_none())
        .map(|(name, _)| name.as_str())
        .collect();
    let mut said = Vec::new();
    for layer in layers {
        for name in layer.files.keys().filter(|name| name.ends_with(".html") && !built_in.contains(name.as_str())) {
            let Some(origin) = origins.get(&format!("{}{name}", layer.prefix)) else { continue };
            let quoted = |text: &str| text.contains(&format!("{name}\"")) || text.contains(&format!("{name}'"));
            let used = origin.text.contains("{% component") || origins.values().any(|other| quoted(&other.text));
            if used || origin.source.is_none() {
                continue;
            }
            let near = nearest(name, built_in.iter().copied());
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("no page and no other template uses `{name}`");
            let mut warning = at(Code::UnknownFile, origin, 0..0, message).maybe_help(help);
            warning.severity = Severity::Warning;
            said.push(warning);
        }
    }
    said
}

/// Says which template cannot take its place among the others; gives its name.
fn structural(
    kind: &ErrorKind,
    origins: &Origins,
    left: &BTreeSet<String>,
    said: &mut Vec<Diagnostic>,
) -> Option<String> {
    let (name, needle, message, help) = match kind {
        ErrorKind::MissingParent { current, parent } => {
            if left.iter().any(|name| name.ends_with(parent.as_str())) {
                return Some(current.clone());
            }
            let known = origins.keys().map(|name| name.rsplit('/').next().unwrap_or(name));
            let help = nearest(parent, known).map(|near| format!("did you mean `{near}`?"));
            (current, parent.clone(), format!("there is no template `{parent}` to extend"), help)
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let parent = inheritance_chain.first().cloned().unwrap_or_default();
            let help =
                "to extend the template this one covers, name it with its theme, `{% extends \"commons/base.html\" %}`";
            (tpl, parent, "this template extends itself".to_owned(), Some(help.to_owned()))
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let chain: Vec<_> = include_chain.iter().map(|name| format!("`{name}`")).collect();
            (tpl, tpl.clone(), format!("this template includes itself: {}", chain.join(" → ")), None)
        }
        _ => return None,
    };
    let origin = origins.get(name)?;
    let range = origin.text.find(needle.as_str()).map_or(0..0, |start| start..start + needle.len());
    said.push(at(Code::TemplateSyntax, origin, range, message).maybe_help(help));
    Some(name.clone())
}

/// What the engine says about names that templates use and nobody defines: one report after the other in one text.
fn unknown_names(text: &str, origins: &Origins) -> Vec<Diagnostic> {
    let reports: Vec<_> = reports(text, "error: ").collect();
    if reports.is_empty() {
        return vec![plain(Code::TemplateSyntax, format!("the templates do not fit together: {}", lower_first(text)))];
    }
    let explain = |(message, place): (&str, &str)| {
        let (origin, range) = locate(place, origins)?;
        let name = message.split('`').nth(1).unwrap_or("");
        let help = match message.split_once(" `") {
            Some(("Unknown filter", _)) => nearest(name, FILTERS.split(' ')),
            Some(("Unknown component", _)) => nearest(name, components(origins)),
            Some(("Block", _)) => nearest(name, blocks(origin, origins)),
            _ => None,
        };
        let others = match message.starts_with("Block `") {
            true => Some(blocks(origin, origins).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
            false => None,
        };
        let message = match message.split_once(" `") {
            Some(("Unknown component", _)) => format!("no template defines a component `{name}`"),
            Some((unknown, _)) if unknown.starts_with("Unknown ") => {
                format!("there is no {} `{name}`", unknown.trim_start_matches("Unknown "))
            }
            Some(("Block", _)) => format!("the template that is extended has no block `{name}`"),
            _ => lower_first(message),
        };
        let help = help.map(|near| format!("did you mean `{near}`?"));
        let help = help.or_else(|| others.filter(|names| !names.is_empty()).map(|names| format!("it has {names}")));
        let found = origin.text[range.start..].find(name).map(|at| range.start + at);
        let range = found.map_or(range, |start| start..start + name.len());
        Some(at(Code::TemplateSyntax, origin, range, message).maybe_help(help))
    };
    reports.into_iter().filter_map(explain).collect()
}

/// The blocks of the template that `origin` extends.
fn blocks<'a>(origin: &'a Origin, origins: &'a Origins) -> impl Iterator<Item = &'a str> {
    let parent = origin.text.split("{% extends \"").nth(1).and_then(|rest| rest.split('"').next());
    let found = parent.and_then(|parent| origins.get(parent)).filter(|found| found.text != origin.text);
    let text = found.map_or("", |found| &*found.text);
    text.split("{% block ")
        .skip(1)
        .map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or(""))
}

/// The names that a template gives to values of its own: in loops and with `set`.
fn own_names(text: &str) -> impl Iterator<Item = &str> {
    let tags =
        text.split("{%").skip(1).filter_map(|rest| rest.split_once("%}").map(|(tag, _)| tag.trim_matches(['-', ' '])));
    let named = tags.filter_map(|tag| {
        let names = tag.strip_prefix("for ").and_then(|rest| rest.split_once(" in ")).map(|(names, _)| names);
        names.or_else(|| tag.strip_prefix("set ").and_then(|rest| rest.split_once('=')).map(|(name, _)| name))
    });
    named.flat_map(|names| names.split(',')).map(str::trim)
}

/// The components that templates define.
fn components(origins: &Origins) -> impl Iterator<Item = &str> {
    let all = origins.values().flat_map(|origin| origin.text.split("{% component ").skip(1));
    all.map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or(""))
}

/// Pairs of a message and a place, `file:line:column`, in what the engine prints.
fn reports<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let lines = text.lines().zip(text.lines().skip(1));
    lines.filter_map(move |(line, next)| {
        let place = next.trim_start().strip_prefix("--> ")?;
        Some((line.strip_prefix(opening)?, place))
    })
}

/// The template and the byte that `file:line:column` means; columns are characters, from 1.
fn locate<'a>(place: &str, origins: &'a Origins) -> Option<(&'a Origin, Range<usize>)> {
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let origin = origins.get(parts.next()?)?;
    let start: usize = origin.text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let chars = origin.text.get(start..)?.char_indices().map(|(at, _)| at);
    let from = start + chars.chain([origin.text.len() - start]).nth(column.checked_sub(1)?)?;
    Some((origin, from..from))
}

/// What went wrong while a page was drawn.
pub(super) fn rendering(theme: &Theme, template: &str, error: &tera::Error) -> Diagnostic {
    let report = match error.kind() {
        ErrorKind::RenderingError(report) => report,
        ErrorKind::TemplateNotFound(name) => {
            return plain(Code::TemplateSyntax, format!("no theme has a template `{name}`"));
        }
        other => {
            let said = other.to_string();
            if said.starts_with("Maximum render recursion depth") {
                let message = format!("`{template}` calls components inside one another more than 20 deep");
                let help = "end the recursion earlier, with a depth that counts up: `{% if depth < 12 %}`";
                return plain(Code::TemplateField, message).help(help);
            }
            return plain(Code::TemplateField, format!("`{template}` cannot be drawn: {}", lower_first(&said)));
        }
    };
    let Some(origin) = theme.origins.get(report.filename()) else {
        return plain(Code::TemplateField, lower_first(report.message()));
    };
    let range = report.span().range.clone();
    let (range, message, help) = explain(report.message(), origin, range, template);
    let mut diagnostic = at(Code::TemplateField, origin, range, message).maybe_help(help);
    // The engine keeps the places that called a component to itself, except in what it prints.
    let printed = error.to_string();
    for place in printed.lines().filter_map(|line| line.strip_prefix("note: called from ")) {
        if let Some((origin, range)) = locate(place, &theme.origins) {
            let called = at(Code::TemplateField, origin, range, "called from here".to_owned());
            diagnostic.notes.push(Note { at: called.at, message: called.message });
        }
    }
    // What is wrong inside a built-in component is wrong with what it was given.
    if theme.origins.get(report.filename()).is_some_and(|origin| origin.source.is_none())
        && let Some(caller) = diagnostic.notes.iter().position(|note| note.at.is_some())
    {
        diagnostic.at = diagnostic.notes.remove(caller).at;
        diagnostic.help = Some("look at what is given to it here".to_owned());
    }
    diagnostic
}

/// The smallest place, the message and the help for what the engine says at a place.
fn explain(
    message: &str,
    origin: &Origin,
    range: Range<usize>,
    template: &str,
) -> (Range<usize>, String, Option<String>) {
    let name = message.split('`').nth(1).unwrap_or("");
    let known: Vec<&str> = message
        .split_once(" Available fields: ")
        .or_else(|| message.split_once(" Available variables: "))
        .map(|(_, names)| names.split(", ").collect())
        .unwrap_or_default();
    let near = nearest(name, known.iter().copied());
    if let Some((_, names)) = message.split_once(" Possible argument(s) are: ") {
        let all: Vec<&str> = names.split(", ").map(|name| name.trim_matches('`')).collect();
        let help = match nearest(name, all.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it takes {names}"),
        };
        return (narrow(origin, range, name), format!("this component takes no `{name}`"), Some(help));
    }
    if message.starts_with("Variable `") {
        let near = near.or_else(|| nearest(name, own_names(&origin.text)));
        let help = match near {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if matches!(name, "site" | "theme" | "page") => {
                Some(format!("a component sees only what it is given; write `@{name}` among its arguments"))
            }
            None => Some("a template sees `site`, `page` and `theme`".to_owned()),
        };
        return (narrow(origin, range, name), format!("there is no `{name}` here"), help);
    }
    let missing = message.starts_with("Field `") || message.starts_with("Tried to render a variable that is undefined");
    let path = path_at(&origin.text, &range, name);
    let Some((owner, field)) = path.rsplit_once('.').filter(|_| missing) else {
        if missing {
            let help = Some(format!("test it first, `{{% if {path} %}}`"));
            return (range, format!("`{path}` is not there"), help);
        }
        return (range, lower_first(message), None);
    };
    let owner = owner.trim_end_matches('?');
    let who = if owner == "page" { noun(template).to_owned() } else { format!("`{owner}`") };
    let help = match near {
        Some(near) => format!("did you mean `{owner}.{near}`?"),
        None => format!("test it first, `{{% if {owner}.{field} %}}`"),
    };
    (narrow(origin, range, field), format!("{who} has no `{field}`"), Some(help))
}

/// The path of names that a place belongs to, such as `page.date`, up to `name` if that is among them.
fn path_at(text: &str, range: &Range<usize>, name: &str) -> String {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '?');
    let before = text.get(..range.start).unwrap_or("");
    let start = before.rfind(|c| !part(c)).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let whole = text.get(start..).unwrap_or("");
    let path = &whole[..whole.find(|c| !part(c)).unwrap_or(whole.len())];
    let mut kept = Vec::new();
    let reach = range.end.saturating_sub(start);
    let mut length = 0;
    for part in path.split('.') {
        kept.push(part);
        length += part.len() + 1;
        if part == name && !name.is_empty() && length > range.start - start || length > reach {
            break;
        }
    }
    kept.join(".")
}

/// The part of a place that holds `name` itself.
fn narrow(origin: &Origin, range: Range<usize>, name: &str) -> Range<usize> {
    let found = origin.text.get(range.clone()).and_then(|text| text.rfind(name));
    found.map_or(range.clone(), |at| range.start + at..range.start + at + name.len())
}

/// What the page that a template draws is called, with its article.
fn noun(template: &str) -> &'static str {
    match template {
        "home.html" => "the home page",
        "posts.html" => "the list of posts",
        "post.html" => "a post",
        "tags.html" => "the list of tags",
        "tag.html" => "the page of a tag",
        "members.html" => "the list of members",
        "member.html" => "a member's page",
        "groups.html" => "the list of groups",
        "group.html" => "a group's page",
        "events.html" => "the list of events",
        "month.html" => "the page of a month",
        "event.html" => "an event's page",
        "subscribe.html" => "the page of calendars",
        "resources.html" => "the list of resources",
        "resource.html" => "a resource's page",
        "needs.html" => "the page of needs and offers",
        "projects.html" => "the list of projects",
        "project.html" => "a project's page",
        "kb.html" => "a knowledge-base page",
        "404.html" => "the page for lost visitors",
        _ => "this page",
    }
}

/// An error at a place of a template. Of a built-in one the message itself says where.
fn at(code: Code, origin: &Origin, range: Range<usize>, message: String) -> Diagnostic {
    match origin.source {
        Some(id) => Diagnostic::error(code, Span::new(id, range).shifted(origin.mark), message),
        None => {
            let line = origin.text.get(..range.start).map_or(0, |before| before.matches('\n').count()) + 1;
            plain(code, format!("{} (built in), line {line}: {message}", origin.path))
        }
    }
}

fn plain(code: Code, message: String) -> Diagnostic {
    let notes = Vec::new();
    Diagnostic { at: None, severity: Severity::Error, code, message, notes, help: None, private: false }
}

fn lower_first(message: &str) -> String {
    let line = message.lines().next().unwrap_or("").trim_end_matches('.');
    let mut chars = line.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Filters that templates can use, for suggestions: ours first, then those of tera.
const FILTERS: &str = "\
    day weekday_day short_day month short_month weekday weekday_long count fill safe default upper lower wordcount escape \
    escape_html escape_xml newlines_to_br pluralize trim trim_start trim_end replace capitalize title truncate \
    indent str int float length reverse split abs round first last nth join sort unique get values keys pairs \
    group_by";
