//! A comparison in words: for people, for programs, and for a comment on a pull request.
//!
//! What comes from a site is text: in Markdown it is escaped so that it names nobody and links nowhere, on a terminal it sets no colours.

use super::compare::Found;
use super::events::{Moved, News, What};
use crate::config::Retired;
use crate::diagnostic::human::one_line;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

/// Calendars that are named of those that an event leaves or joins.
const CALENDARS: usize = 6;

/// Entries of a list in a comment; forges cut comments off at 65,536 characters.
const MOST: usize = 40;

const SECTIONS: [(What, &str, &str); 8] = [
    (What::Vanishes, "vanishes", "Vanishes, though it is still to come"),
    (What::Renamed, "renamed", "Becomes another event to calendar apps"),
    (What::Doubled, "doubled", "Is there twice"),
    (What::Moves, "moves", "Moves"),
    (What::Calendars, "calendars", "Is in other calendars than before"),
    (What::Changes, "changes", "Changes its words"),
    (What::Appears, "appears", "Appears"),
    (What::Leaves, "leaves", "Leaves the calendars after it was called off"),
];

fn word(what: What) -> &'static str {
    SECTIONS.iter().find(|(other, ..)| *other == what).map_or("", |(_, word, _)| word)
}

/// How many of everything there are.
fn summary(found: &Found) -> String {
    let count = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{number} {many}")),
    };
    let renamed = found.moved.as_ref().map_or(0, |moved| moved.events);
    let parts = [
        count(renamed, "event becomes another one to calendar apps", "events become others to calendar apps"),
        count(found.events.len(), "event changes for subscribers", "events change for subscribers"),
        count(
            found.calendars_gone.len() + found.own_gone.len() + found.feeds_gone.len(),
            "calendar or feed is lost",
            "calendars and feeds are lost",
        ),
        count(found.addresses_gone.len(), "address is lost", "addresses are lost"),
        count(found.addresses_new.len(), "address is new", "addresses are new"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "nothing changes for readers and subscribers".to_owned() } else { parts.join(", ") }
}

/// For people.
pub(super) fn human(found: &Found, old: &str, new: &str) -> String {
    let mut text = format!("{} → {}: {}\n", one_line(old), one_line(new), summary(found));
    if let Some((heading, words, help)) = found.moved.as_ref().map(moved_words) {
        let _ = write!(text, "\n{heading}\n  {words}\n  help: {help}\n");
    }
    for (what, _, heading) in SECTIONS {
        let news: Vec<&News> = found.events.iter().filter(|news| news.what == what).collect();
        if news.is_empty() {
            continue;
        }
        let _ = write!(text, "\n{heading}\n");
        for one in news {
            let _ = writeln!(text, "  {} ({})", one_line(&one.title), one_line(&one.when));
            for change in &one.changes {
                let (old, new) = (one_line(&change.old), one_line(&change.new));
                let _ = writeln!(text, "    {}: {old} → {new}", one_line(&change.field));
            }
            for (does, addresses) in in_and_out(one) {
                let _ = writeln!(text, "    {does}: {}", some(addresses, one_line));
            }
            if let Some(advice) = &one.advice {
                let _ = writeln!(text, "    help: {}", one_line(advice));
            }
        }
    }
    for (heading, addresses, help) in lists(found) {
        if addresses.is_empty() {
            continue;
        }
        let _ = write!(text, "\n{heading}\n");
        for address in addresses {
            let _ = writeln!(text, "  {}", one_line(address));
        }
        if !help.is_empty() {
            let _ = writeln!(text, "  help: {help}");
        }
    }
    text
}

/// What is said of another end of all UIDs: a heading, what it is, and what to do.
fn moved_words(moved: &Moved) -> (&'static str, String, String) {
    // Ends are shown in quotes and in code.
    let plain = |end: &str| one_line(end).replace(['`', '"', '\\'], "");
    let (old, new) = (plain(&moved.old), plain(&moved.new));
    let words = format!(
        "all UIDs ended in `@{old}` and end in `@{new}`: apps drop every event and add it anew, and who imported events has them twice"
    );
    let help = format!("write `uid_domain = \"{old}\"` below `[calendar]` in hub.toml, and every event stays itself");
    ("Other UIDs for all events", words, help)
}

/// A heading, addresses, and what to do about them: nothing where they are no loss.
type List<'a> = (&'static str, Vec<&'a str>, String);

fn lists(found: &Found) -> [List<'_>; 5] {
    fn all(addresses: &[String]) -> Vec<&str> {
        addresses.iter().map(String::as_str).collect()
    }
    [
        (
            "Calendars that are lost to those who subscribed, and can be kept",
            found.calendars_gone.iter().map(|(address, _)| address.as_str()).collect(),
            keep(found).unwrap_or_default(),
        ),
        (
            "Calendars of single events that are lost to those who subscribed, though the events are there",
            all(&found.own_gone),
            aliases(&found.own_gone),
        ),
        (
            "Calendars and feeds that are lost to those who subscribed",
            all(&found.feeds_gone),
            "keep the page that each belongs to, or tell its subscribers: apps do not follow pages that lead on"
                .to_owned(),
        ),
        (
            "Addresses that are lost",
            all(&found.addresses_gone),
            "add the old address to the `aliases` of the page that takes its place, or to `[redirects]` in hub.toml"
                .to_owned(),
        ),
        ("Addresses that are new", all(&found.addresses_new), String::new()),
    ]
}

/// What keeps the calendars of single events: old pages among the `aliases` of their events, in each language that had them.
fn aliases(own_gone: &[String]) -> String {
    let folder = own_gone.first().and_then(|address| address.strip_suffix("event.ics")).unwrap_or_default();
    let folder = one_line(folder).replace(['`', '"', '\\'], "");
    format!(
        "add each of these without `event.ics`, such as \"{folder}\", to the `aliases` of its event: then it is there again"
    )
}

/// The calendars that are lost as `hub.toml` names them: those of the hub, and those of members.
fn lost(found: &Found) -> [BTreeSet<&Retired>; 2] {
    let of = |personal: bool| {
        let all = found.calendars_gone.iter().map(|(_, retired)| retired);
        all.filter(|retired| retired.is_personal() == personal).collect()
    };
    [of(false), of(true)]
}

/// The entry of `hub.toml` that keeps the calendars that are lost. That of a member stays only where they want it, so it is spoken of apart.
fn keep(found: &Found) -> Option<String> {
    let [ours, theirs] = lost(found);
    let entry = |all: &BTreeSet<&Retired>| {
        let line = Retired::line(all.iter().copied().chain(found.retired.iter().flatten()));
        // A finished site does not tell what the list holds.
        let beside = if found.retired.is_none() { ", beside what that list has" } else { "" };
        format!("write `{line}` below `[calendar]` in hub.toml{beside}")
    };
    let stays = "stays, empty: apps do not follow pages that lead on";
    match (ours.is_empty(), theirs.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("{}, and each of them {stays}", entry(&ours))),
        (true, false) => Some(format!("where the member wants it kept, {}, and it {stays}", entry(&theirs))),
        (false, false) => {
            let names: Vec<String> = theirs.iter().map(|one| format!("`\"{one}\"`")).collect();
            let apart = format!("; add {} where the member wants it kept", names.join(", "));
            Some(format!("{}{apart}; what is named {stays}", entry(&ours)))
        }
    }
}

/// For programs: one object.
pub(super) fn json(found: &Found) -> String {
    let event = |news: &News| {
        let changes: Vec<Value> = news
            .changes
            .iter()
            .map(|change| json!({ "field": change.field, "old": change.old, "new": change.new }))
            .collect();
        json!({
            "what": word(news.what), "uid": news.uid, "title": news.title, "when": news.when, "url": news.url,
            "changes": changes, "calendars_left": news.left, "calendars_joined": news.joined, "help": news.advice,
        })
    };
    let events: Vec<Value> = found.events.iter().map(event).collect();
    let moved = found.moved.as_ref().map(|moved| json!({ "old": moved.old, "new": moved.new, "events": moved.events }));
    let mut feeds: Vec<&String> = found
        .calendars_gone
        .iter()
        .map(|(address, _)| address)
        .chain(&found.own_gone)
        .chain(&found.feeds_gone)
        .collect();
    feeds.sort();
    let [ours, theirs] = lost(found).map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>());
    let value = json!({
        "lost": found.is_lost(), "uid_domain": moved, "events": events, "feeds_gone": feeds,
        "retired": { "hub": ours, "members": theirs, "help": keep(found) }, "addresses_gone": found.addresses_gone,
        "addresses_new": found.addresses_new,
    });
    format!("{value}\n")
}

/// For a comment on a pull request. The first line is a mark by which a program finds its own comment again.
pub(super) fn markdown(found: &Found) -> String {
    let mut text = format!("<!-- folkmoot diff -->\n**For readers and subscribers:** {}.\n", summary(found));
    if let Some((heading, words, help)) = found.moved.as_ref().map(moved_words) {
        let _ = write!(text, "\n### {heading}\n\n{}.\n\n{}.\n", capital(&words), capital(&help));
    }
    for (what, _, heading) in SECTIONS {
        let news: Vec<&News> = found.events.iter().filter(|news| news.what == what).collect();
        if news.is_empty() {
            continue;
        }
        let _ = write!(text, "\n### {heading}\n\n");
        for one in news.iter().take(MOST) {
            let _ = writeln!(text, "- **{}** ({})", escaped(&one.title), escaped(&one.when));
            for change in &one.changes {
                let (old, new) = (escaped(&change.old), escaped(&change.new));
                let _ = writeln!(text, "  - {}: ~~{old}~~ → {new}", escaped(&change.field));
            }
            for (does, addresses) in in_and_out(one) {
                let _ = writeln!(text, "  - {does}: {}", some(addresses, in_code));
            }
            if let Some(advice) = &one.advice {
                // Our own words; the UID in them stays between its backticks.
                let _ = writeln!(text, "  - {}", one_line(advice));
            }
        }
        more(news.len(), &mut text);
    }
    for (heading, addresses, help) in lists(found) {
        if addresses.is_empty() {
            continue;
        }
        let grave = !help.is_empty();
        let open =
            if grave { format!("\n### {heading}\n\n") } else { format!("\n<details><summary>{heading}</summary>\n\n") };
        text.push_str(&open);
        for address in addresses.iter().take(MOST) {
            let _ = writeln!(text, "- {}", in_code(address));
        }
        more(addresses.len(), &mut text);
        text.push_str(&if grave { format!("\n{}.\n", capital(&help)) } else { "\n</details>\n".to_owned() });
    }
    text
}

/// What an event does to calendars, and the addresses of these.
fn in_and_out(news: &News) -> impl Iterator<Item = (&'static str, &[Arc<str>])> {
    [("leaves", news.left.as_slice()), ("joins", news.joined.as_slice())].into_iter().filter(|(_, all)| !all.is_empty())
}

/// Addresses in one line, of many the first.
fn some(addresses: &[Arc<str>], shown: fn(&str) -> String) -> String {
    let first: Vec<String> = addresses.iter().take(CALENDARS).map(|address| shown(address)).collect();
    let mut text = first.join(", ");
    if addresses.len() > CALENDARS {
        let _ = write!(text, " and {} more", addresses.len() - CALENDARS);
    }
    text
}

/// An address as Markdown shows code.
fn in_code(address: &str) -> String {
    format!("`{}`", one_line(address).replace('`', "'"))
}

fn more(count: usize, text: &mut String) {
    if count > MOST {
        let _ = writeln!(text, "- and {} more", count - MOST);
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// A text that Markdown shows as it stands: no markup, no link, no mention.
pub(in crate::cli) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        match c {
            '@' | '#' | '<' | '>' | '&' | ':' | '~' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if c.is_ascii_punctuation() && !matches!(c, ',' | '.' | '-' | '(' | ')' | '/' | '\'') => {
                out.extend(['\\', c])
            }
            c => out.push(c),
        }
    }
    // A bare `www.` becomes a link without any of these characters.
    out.replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_text_in_a_comment() {
        let hostile = "@org/team [x](https://a.example) <img src=x> `a` **b** www.a.example #1\u{1b}[31m";
        let shown = escaped(hostile);
        for bad in ["@", "[x]", "https:", "<", " `", "**", "www.", " #1", "\u{1b}"] {
            assert!(!shown.contains(bad), "{bad}: {shown}");
        }
    }

    #[test]
    fn nothing_is_said_in_words_too() {
        let none = Found::default();
        assert_eq!(human(&none, "a", "b"), "a → b: nothing changes for readers and subscribers\n");
        assert!(markdown(&none).starts_with("<!-- folkmoot diff -->\n"));
        let addresses = (0..60).map(|number| format!("/{number}/")).collect();
        let many = Found { addresses_gone: addresses, ..Found::default() };
        assert!(markdown(&many).contains("- and 20 more\n") && human(&many, "a", "b").contains("  /59/\n"));
    }

    #[test]
    fn of_many_calendars_the_first_are_named() {
        let addresses: Vec<Arc<str>> = (0..9).map(|number| format!("/calendars/{number}`.ics").into()).collect();
        assert_eq!(some(&addresses[..2], one_line), "/calendars/0`.ics, /calendars/1`.ics");
        assert!(some(&addresses, in_code).starts_with("`/calendars/0'.ics`, `/calendars/1'.ics`, "));
        assert!(some(&addresses, in_code).ends_with("`/calendars/5'.ics` and 3 more"));
        assert!(some(&addresses[..6], one_line).ends_with("/calendars/5`.ics"));
    }
}
