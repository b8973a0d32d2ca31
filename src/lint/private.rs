//! A rule about privacy: e-mail addresses and phone numbers that members keep to themselves, in texts that everybody reads.
//!
//! Takes the files as saved. What members keep is only ever compared: no message repeats it, names its owner or shows its line.

use super::{Lint, place};
use crate::check::index::Standing;
use crate::check::public::{Access, is_open};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Kind;
use crate::read::front;
use crate::read::node::{Node, Table, Value};
use crate::text::{Held, Source, SourceId, Span};
use rayon::prelude::*;
use std::collections::HashSet;
use std::ops::Range;

/// Digits by which two spellings of a phone number, with and without the country, are known to be one.
const DIGITS: usize = 8;
/// The words in the name of a field that holds a phone number.
const PHONE: [&str; 6] = ["phone", "mobile", "tel", "whatsapp", "signal", "wechat"];
/// The properties of a calendar that a site shows.
const SHOWN_IN_ICS: [&str; 5] = ["SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "URL"];

/// What members keep to themselves.
#[derive(Debug, Default)]
struct Kept {
    mails: HashSet<String>,
    phones: HashSet<String>,
}

/// What is private and stands in a public text all the same.
pub(super) fn shown(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let kept = kept(lint);
    if kept.mails.is_empty() && kept.phones.is_empty() {
        return Vec::new();
    }
    let files: Vec<(SourceId, &Source)> = lint.scan.sources.iter().collect();
    let in_file = |(id, source): &(SourceId, &Source)| {
        let met = met(&source.text, &kept);
        if met.is_empty() {
            return Vec::new();
        }
        let public = public_parts(lint, *id, source);
        met.into_iter()
            .filter(|(at, _)| public.iter().any(|part| part.contains(&at.start)))
            .map(|(at, what)| said(Span::new(*id, at), what))
            .collect()
    };
    files.par_iter().filter(|(_, source)| matches!(source.held, Held::Text)).flat_map_iter(in_file).collect()
}

fn said(at: Span, what: &str) -> Diagnostic {
    let message = format!("a member keeps this {what} private, and here everybody can read it");
    let help = "take it out, or ask its owner to list the field in `public`";
    Diagnostic::warning(Code::PrivateDataShown, at, message).help(help).private()
}

/// Collects what members keep, without what any of them lets others see.
fn kept(lint: &Lint<'_>) -> Kept {
    let mut kept = Kept::default();
    let mut told = Kept::default();
    for (id, source) in lint.scan.sources.iter() {
        if kind_of(lint, source) != Some(Kind::Member) {
            continue;
        }
        let Some(table) = place::table(lint.scan, id) else { continue };
        for (key, node) in &table.entries {
            let to = if is_public(&table, &key.name) { &mut told } else { &mut kept };
            collect(&key.name, node, to);
        }
    }
    kept.mails.retain(|mail| !told.mails.contains(mail));
    kept.phones.retain(|phone| !told.phones.contains(phone));
    kept
}

/// Whether everybody may see a field of this profile.
fn is_public(profile: &Table, field: &str) -> bool {
    let listed = |node: &Node| matches!(&node.value, Value::Text(word) if word.trim() == field);
    let private = profile
        .get("visibility")
        .is_some_and(|node| matches!(&node.value, Value::Text(word) if word.trim() == "private"));
    let by_owner = match profile.get("public").map(|node| &node.value) {
        Some(Value::List(list)) => list.iter().any(listed),
        _ => false,
    };
    !private && (is_open(field) || by_owner)
}

/// Leaves of a profile what everybody may see.
pub(super) fn keep_public(profile: &mut Table) {
    let public: Vec<bool> = profile.entries.iter().map(|(key, _)| is_public(profile, &key.name)).collect();
    let mut public = public.into_iter();
    profile.entries.retain(|_| public.next() == Some(true));
}

fn collect(name: &str, node: &Node, kept: &mut Kept) {
    match &node.value {
        Value::Text(text) => {
            kept.mails.extend(mails(text).map(|at| text[at].to_lowercase()));
            let name = name.to_ascii_lowercase();
            if text.trim_start().starts_with('+')
                || text.starts_with("tel:")
                || PHONE.iter().any(|word| name.contains(word))
            {
                kept.phones.extend(numbers(text).filter_map(|(_, digits)| last_digits(&digits)));
            }
        }
        Value::List(list) => list.iter().for_each(|node| collect(name, node, kept)),
        Value::Table(table) => table.entries.iter().for_each(|(key, node)| collect(&key.name, node, kept)),
        _ => {}
    }
}

/// Where a text holds what somebody keeps, and what that is.
fn met(text: &str, kept: &Kept) -> Vec<(Range<usize>, &'static str)> {
    let mails = mails(text).filter(|at| kept.mails.contains(&text[at.clone()].to_lowercase()));
    let mut all: Vec<_> = mails.map(|at| (at, "e-mail address")).collect();
    if !kept.phones.is_empty() {
        let known = |digits: &str| (DIGITS..=digits.len()).any(|end| kept.phones.contains(&digits[end - DIGITS..end]));
        all.extend(numbers(text).filter(|(_, digits)| known(digits)).map(|(at, _)| (at, "phone number")));
    }
    all
}

/// The e-mail addresses in a text.
fn mails(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let host = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    text.match_indices('@').filter_map(move |(at, _)| {
        let start = at - bytes[..at].iter().rev().take_while(|byte| local(byte)).count();
        let mut end = at + 1 + bytes[at + 1..].iter().take_while(|byte| host(byte)).count();
        while end > at && matches!(bytes[end - 1], b'.' | b'-') {
            end -= 1;
        }
        (start < at && end > at + 1 && text[at + 1..end].contains('.')).then_some(start..end)
    })
}

/// Runs of at least eight digits with what people write between them, and their digits.
fn numbers(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + bytes[from..].iter().position(u8::is_ascii_digit)?;
            let within = |byte: &u8| byte.is_ascii_digit() || b" -.()/".contains(byte);
            let run = bytes[start..].iter().take_while(|byte| within(byte)).count();
            from = start + run;
            let digits: String = text[start..from].chars().filter(char::is_ascii_digit).collect();
            if digits.len() >= DIGITS {
                let end = start + text[start..from].trim_end_matches(|c: char| !c.is_ascii_digit()).len();
                return Some((start..end, digits));
            }
        }
    })
}

fn last_digits(digits: &str) -> Option<String> {
    digits.len().checked_sub(DIGITS).map(|from| digits[from..].to_owned())
}

fn kind_of(lint: &Lint<'_>, source: &Source) -> Option<Kind> {
    lint.contents.index.at_path(&source.path).map(|file| file.id.kind)
}

/// The parts of a file that everybody may come to read.
fn public_parts(lint: &Lint<'_>, id: SourceId, source: &Source) -> Vec<Range<usize>> {
    let whole = || std::iter::once(0..source.text.len()).collect::<Vec<_>>();
    let path = source.path.as_ref();
    if path.starts_with("templates/") || path.starts_with("themes/") {
        return if path.ends_with(".html") { whole() } else { Vec::new() };
    }
    let mut parts = Vec::new();
    if path == "hub.toml" {
        place::table(lint.scan, id).iter().for_each(|table| texts(table, &mut parts));
        return parts;
    }
    let Some(file) = lint.contents.index.at_path(path) else { return parts };
    if lint.contents.index.standing(&file.id) == Some(Standing::Known(Access::Private)) {
        return parts;
    }
    if path.ends_with(".csv") {
        return whole();
    }
    if path.ends_with(".ics") {
        return shown_lines(&source.text);
    }
    let Some(mut table) = place::table(lint.scan, id) else { return parts };
    if is_for_some(&table) {
        return parts;
    }
    if file.id.kind == Kind::Member {
        keep_public(&mut table);
    }
    texts(&table, &mut parts);
    if path.ends_with(".md") || path.ends_with(".markdown") {
        let body = front::cut(id, &source.text, &mut Vec::new()).body;
        parts.extend(without_comments(&source.text, body));
    }
    parts
}

/// Whether an entry is for some people only.
fn is_for_some(table: &Table) -> bool {
    table.get("audience").is_some_and(|node| !matches!(&node.value, Value::Text(word) if word.trim() == "public"))
}

/// The places of all texts in a table, without entries that are for some people only.
fn texts(table: &Table, parts: &mut Vec<Range<usize>>) {
    fn of(node: &Node, parts: &mut Vec<Range<usize>>) {
        match &node.value {
            Value::Text(_) => parts.push(node.span.start as usize..node.span.end as usize),
            Value::List(list) => list.iter().for_each(|node| of(node, parts)),
            Value::Table(table) => texts(table, parts),
            _ => {}
        }
    }
    if !is_for_some(table) {
        table.entries.iter().for_each(|(_, node)| of(node, parts));
    }
}

/// A body without what HTML comments hold.
fn without_comments(text: &str, body: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = body.start;
    while let Some(open) = text[from..body.end].find("<!--") {
        parts.push(from..from + open);
        let inner = from + open + 4;
        from = text[inner..body.end].find("-->").map_or(body.end, |close| inner + close + 3);
    }
    parts.push(from..body.end);
    parts
}

/// The lines of a calendar that a site shows, with those that continue them.
fn shown_lines(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut at, mut is_shown) = (0, false);
    for line in text.split_inclusive('\n') {
        if !line.starts_with([' ', '\t']) {
            let name = line.split([':', ';']).next().unwrap_or("");
            is_shown = SHOWN_IN_ICS.iter().any(|shown| shown.eq_ignore_ascii_case(name));
        }
        if is_shown {
            parts.push(at..at + line.len());
        }
        at += line.len();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_are_found_in_whatever_form() {
        let text = "写信给mei@river.example。或 <Mei.Lin+x@a-b.example>, not @mei, a@b, x@ y.z";
        let found: Vec<_> = mails(text).map(|at| &text[at]).collect();
        assert_eq!(found, ["mei@river.example", "Mei.Lin+x@a-b.example"]);
        let text = "call +86 138-0013 8000, in 2026, 2026-11-21T12";
        let found: Vec<_> = numbers(text).map(|(at, digits)| (&text[at], digits)).collect();
        assert_eq!(found[0], ("86 138-0013 8000", "8613800138000".to_owned()));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_number_is_known_with_and_without_its_country() {
        let mut kept = Kept::default();
        let node = Node { span: Span::file(SourceId(0)), value: Value::Text("+86 138 0013 8000".into()) };
        collect("extra", &node, &mut kept);
        assert_eq!(met("138 0013 8000", &kept).len(), 1);
        assert_eq!(met("0086-13800138000 or later", &kept).len(), 1);
        assert!(met("138 0013 8001", &kept).is_empty());
    }
}
