//! The generated hub against what the project promises its users: every field known, every reference met.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use toml::{Table, Value};

use super::*;

fn hub(files: usize, translations: bool) -> BTreeMap<String, String> {
    let all = texts(&Options { files, seed: 1, translations, only: None, defaults: false });
    let count = all.len();
    let map: BTreeMap<_, _> = all.into_iter().collect();
    assert_eq!(map.len(), count, "no two files have one path");
    map
}

/// Fields and body of a content file.
fn parse(path: &str, text: &str) -> (Table, String) {
    let (fields, body) = match text.strip_prefix("+++\n") {
        Some(rest) => rest.split_once("\n+++\n").expect("front matter ends"),
        None => (text, ""),
    };
    (fields.parse().unwrap_or_else(|e| panic!("{path}: {e}\n{fields}")), body.to_owned())
}

const FIELDS: &[(&str, &str)] = &[
    ("posts", "title date updated authors tags kind summary pinned event series canonical translators reviewers extra"),
    (
        "members",
        "name joined left role headline bio location timezone languages organisation skills interests offers needs \
      groups links email badges visibility public",
    ),
    ("groups", "name summary kind status leads members contact links location timezone description"),
    (
        "events",
        "title start end duration timezone type status summary description location online hosts speakers groups tags \
      registration capacity price transparency repeat rrule exdate override outcome",
    ),
    (
        "resources",
        "title kind category url feed summary description tags provider location languages cost contact added \
      expires checked status",
    ),
    ("kb", "title summary order tags authors owners updated review_by"),
    ("pages", "title summary"),
];

fn kind(path: &str) -> &str {
    path.split('/').nth(1).expect("content/KIND/…")
}

fn content(hub: &BTreeMap<String, String>) -> Vec<(&String, Table, String)> {
    hub.iter()
        .filter(|(p, _)| p.starts_with("content/"))
        .map(|(p, t)| {
            let (fields, body) = parse(p, t);
            (p, fields, body)
        })
        .collect()
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    assert_eq!(hub(200, false), hub(200, false));
    assert_ne!(hub(200, false), texts(&Options { files: 200, seed: 2, ..Options::default() }).into_iter().collect());
}

/// Written down, so that a change of the generator is seen: figures of different generators must not be compared.
#[test]
fn the_generator_has_not_changed_unnoticed() {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for (path, text) in hub(1000, false) {
        for byte in path.bytes().chain(text.bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    assert_eq!(format!("{hash:016x}"), "b4f3e6286b9d972e", "say in the README that earlier figures no longer compare");
}

#[test]
fn the_kinds_have_their_shares() {
    let hub = hub(1000, false);
    let of = |kind: &str| hub.keys().filter(|p| p.starts_with(&format!("content/{kind}/"))).count();
    assert_eq!((of("posts"), of("kb"), of("events"), of("resources"), of("members")), (400, 250, 150, 100, 100));
    assert!(of("groups") >= 3 && of("pages") >= 3);
    let depth = hub.keys().filter(|p| p.starts_with("content/kb/")).map(|p| p.split('/').count()).max();
    assert_eq!(depth, Some(5), "content/kb/SECTION/TOPIC/page.md");
    let chinese = hub.values().filter(|t| t.contains('。')).count();
    assert!((300..500).contains(&chinese), "{chinese}");
    for size in [10, 11, 25, 99] {
        texts(&Options { files: size, seed: 1, translations: true, only: None, defaults: false });
    }
}

#[test]
fn every_field_is_one_the_kind_has() {
    for (path, fields, _) in content(&hub(2000, true)) {
        let known = FIELDS.iter().find(|(k, _)| *k == kind(path)).expect("a known kind").1;
        for key in fields.keys() {
            assert!(known.split_whitespace().any(|k| k == key), "{path}: {key}");
        }
    }
    let hub: Table = hub(100, true)["hub.toml"].parse().expect("hub.toml is TOML");
    assert!(hub.contains_key("languages") && hub["events"]["types"].get("demo-day").is_some());
}

#[test]
fn every_reference_is_met() {
    let hub = hub(2000, false);
    let all = content(&hub);
    let stem = |p: &str| Path::new(p).file_stem().and_then(|s| s.to_str()).expect("a name").to_owned();
    let ids =
        |wanted: &str| all.iter().filter(|(p, ..)| kind(p) == wanted).map(|(p, ..)| stem(p)).collect::<BTreeSet<_>>();
    let (members, groups, events) = (ids("members"), ids("groups"), ids("events"));
    let posts: BTreeSet<String> = ids("posts").iter().map(|p| p[11..].to_owned()).collect();
    let hidden: BTreeSet<String> = all
        .iter()
        .filter(|(p, f, _)| kind(p) == "members" && f.contains_key("visibility"))
        .map(|(p, ..)| stem(p))
        .collect();
    assert!(!hidden.is_empty() && events.len() == 300 && posts.len() == 800);
    let (mut people, mut recaps, mut mentions) = (0, 0, 0);
    for (path, fields, body) in &all {
        for key in ["authors", "owners", "hosts", "leads", "translators", "reviewers", "groups"] {
            for id in fields.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
                assert!(members.contains(id) || groups.contains(id), "{path}: {key} {id}");
                assert!(!hidden.contains(id), "{path}: {id} is not public");
                people += 1;
            }
        }
        for list in ["speakers", "members"] {
            for entry in fields.get(list).and_then(Value::as_array).into_iter().flatten() {
                let id = entry.as_str().or_else(|| entry.get("member").and_then(Value::as_str));
                assert!(id.is_none_or(|id| members.contains(id) && !hidden.contains(id)), "{path}: {entry}");
            }
        }
        if let Some(event) = fields.get("event").and_then(Value::as_str) {
            assert!(events.contains(event), "{path}: {event}");
            recaps += 1;
        }
        if let Some(recap) = fields.get("outcome").and_then(|o| o.get("recap")).and_then(Value::as_str) {
            assert!(posts.contains(recap), "{path}: {recap}");
        }
        for (at, _) in body.match_indices(" @") {
            let id: String = body[at + 2..].chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
            assert!(members.contains(&id) && !hidden.contains(&id), "{path}: @{id}");
            mentions += 1;
        }
    }
    assert!(people > 2000 && recaps > 20 && mentions > 100, "{people} {recaps} {mentions}");
}

#[test]
fn every_link_leads_to_a_file_and_every_fragment_to_a_heading() {
    let hub = hub(1000, true);
    let (mut links, mut fragments, mut notes) = (0, 0, 0);
    for (path, _, body) in content(&hub) {
        for (at, _) in body.match_indices("](") {
            let href = body[at + 2..].split(')').next().expect("a split has a first part");
            if href.starts_with("https://") {
                continue;
            }
            let (file, fragment) = href.split_once('#').map_or((href, None), |(f, h)| (f, Some(h)));
            let target = normal(&Path::new(path).parent().expect("a folder").join(file));
            let text = hub.get(&target).unwrap_or_else(|| panic!("{path}: {href} leads to {target}"));
            if let Some(fragment) = fragment {
                let met = text.lines().filter_map(|l| l.strip_prefix("## ")).any(|h| body::heading_id(h) == fragment);
                assert!(met, "{path}: {href}");
                fragments += 1;
            }
            links += 1;
        }
        notes += body.matches("\n[^1]: ").count();
        for n in 1..4 {
            assert_eq!(
                body.contains(&format!("[^{n}]: ")),
                body.replace(&format!("[^{n}]: "), "").contains(&format!("[^{n}]")),
                "{path}"
            );
        }
    }
    assert!(links > 1000 && fragments > 200 && notes > 100, "{links} {fragments} {notes}");
}

fn normal(path: &Path) -> String {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(clean.pop(), "{}", path.display()),
            other => clean.push(other),
        }
    }
    clean.to_string_lossy().into_owned()
}

#[test]
fn bodies_are_as_long_as_promised_and_hold_every_kind_of_block() {
    let hub = hub(500, false);
    let mut seen = String::new();
    for (path, _, body) in content(&hub).into_iter().filter(|(p, ..)| p.ends_with(".md")) {
        let words = prose::count_words(&body);
        assert!((body::WORDS.0..2200).contains(&words), "{path}: {words} words");
        seen += &body;
    }
    for block in
        ["\n```rust", "\n```python", "| --- |", "\n- [x] ", "\n1. ", "\n> [!NOTE]", "\n### ", "**", "<!-- more -->"]
    {
        assert!(seen.contains(block), "{block}");
    }
}

#[test]
fn a_tenth_of_the_events_are_series_and_times_are_in_order() {
    let hub = hub(2000, false);
    let events: Vec<_> = content(&hub).into_iter().filter(|(p, ..)| kind(p) == "events").collect();
    let series = events.iter().filter(|(_, f, _)| f.contains_key("repeat") || f.contains_key("rrule")).count();
    assert_eq!(series, events.len() / 10);
    let toml = events.iter().filter(|(p, ..)| p.ends_with(".toml")).count();
    assert!(toml > 120 && toml < 240, "{toml}");
    for (path, fields, _) in &events {
        let text = |key: &str| fields.get(key).map(ToString::to_string);
        let start = text("start").expect("every event starts");
        assert!(text("end").is_none_or(|end| end >= start), "{path}");
        assert!(("2025-05".."2028-06").contains(&start.as_str()), "{path}: {start}");
    }
    for (path, fields, _) in content(&hub).into_iter().filter(|(p, ..)| kind(p) == "posts") {
        let date = fields["date"].to_string();
        assert!(date.as_str() < "2026-11-22" && date.as_str() > "2024", "{path}: {date}");
        assert!(path.contains(&date[..10]), "{path}: {date}");
    }
}

#[test]
fn pairs_are_two_files_of_one_post() {
    let hub = hub(1000, true);
    let twins: Vec<&String> = hub.keys().filter(|p| p.ends_with(".zh-CN.md")).collect();
    let originals = hub.keys().filter(|p| p.starts_with("content/posts/")).count() - twins.len();
    assert!(twins.len() * 5 >= originals - 5 && twins.len() * 5 <= originals + 5, "{} of {originals}", twins.len());
    for twin in twins {
        let original = &hub[&twin.replace(".zh-CN.md", ".md")];
        let (a, b) = (parse(twin, &hub[twin]).0, parse(twin, original).0);
        assert_eq!((a.get("date"), a.get("authors"), a.get("tags")), (b.get("date"), b.get("authors"), b.get("tags")));
        assert!(hub[twin].contains('。') && !original.contains('。'));
    }
    assert!(!super::hub::write(false, false, false).contains("languages"));
    assert!(!super::hub::write(false, false, true).contains("[cards]"), "on by default");
}

#[test]
fn a_hub_of_one_kind_differs_in_that_kind_alone() {
    let of = |only| texts(&Options { files: 200, seed: 1, translations: false, only: Some(only), defaults: false });
    let count = |texts: &[(String, String)], folder: &str| {
        texts.iter().filter(|(path, _)| path.starts_with(folder) && path.ends_with(".md")).count()
    };
    let (events, pages) = (of(Only::Events), of(Only::Pages));
    assert_eq!((count(&events, "content/events/"), count(&events, "content/pages/")), (200, names::PAGES.len()));
    assert_eq!((count(&pages, "content/events/"), count(&pages, "content/pages/")), (0, 200));
    let series = |(path, text): &&(String, String)| {
        path.starts_with("content/events/") && (text.contains("\nrepeat = ") || text.contains("\nrrule = "))
    };
    assert_eq!(events.iter().filter(series).count(), 20);
    let ends = |(_, text): &&(String, String)| text.contains("until = ") || text.contains("COUNT=");
    assert_eq!(events.iter().filter(series).filter(ends).count(), 12, "forty by forty files, half of the series end");
    let bytes = |texts: &[(String, String)]| texts.iter().map(|(_, text)| text.len()).sum::<usize>() as f64;
    assert!((0.8..1.4).contains(&(bytes(&events) / bytes(&pages))), "{} {}", bytes(&events), bytes(&pages));
}
