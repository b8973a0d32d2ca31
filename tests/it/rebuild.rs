//! Random edits: after each, an incremental build must give what a clean build gives, byte for byte and message for message.
//!
//! The edits come from a seed, so that a failure can be repeated; the message of a failure lists the edits since the last agreement.

use crate::contract::hub;
use crate::hub::{Hub, bytes};
use crate::marks::Message;
use crate::steady::differences;
use folkmoot::Request;
use std::path::{Path, PathBuf};

/// Edits of each seed.
const EDITS: usize = 60;

/// A small generator of numbers (xorshift64*), the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % most
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// The files of the hub that may be edited, sorted.
fn files(hub: &Hub) -> Vec<String> {
    let all = crate::hub::files(hub.root());
    all.into_keys().filter(|name| !name.starts_with("public/") && !name.starts_with(".folkmoot/")).collect()
}

fn content(hub: &Hub, dice: &mut Dice, ending: &str) -> String {
    let all: Vec<String> =
        files(hub).into_iter().filter(|name| name.starts_with("content/") && name.ends_with(ending)).collect();
    dice.of(&all).clone()
}

fn text(hub: &Hub, name: &str) -> String {
    std::fs::read_to_string(hub.root().join(name)).unwrap()
}

/// Replaces one line that begins with a word, or puts it below the first line.
fn set(hub: &Hub, name: &str, key: &str, value: &str) {
    let old = text(hub, name);
    let mut lines: Vec<String> = old.lines().map(str::to_owned).collect();
    let line = format!("{key} = {value}");
    let top =
        lines.iter().skip(1).position(|line| line.starts_with('[') || line == "+++").map_or(lines.len(), |at| at + 1);
    match lines[..top].iter().position(|line| line.starts_with(&format!("{key} ="))) {
        Some(at) if lines[at].ends_with('"') || !lines[at].contains('"') || lines[at].ends_with(']') => {
            lines[at] = line
        }
        Some(_) => return,
        None => lines.insert(usize::from(name.ends_with(".md")), line),
    }
    hub.write(name, lines.join("\n") + "\n");
}

const WORDS: &[&str] = &[
    "river",
    "chairs",
    "tea",
    "door",
    "*boat*",
    "[money](../kb/guides/money.md)",
    "`code`",
    "@mei-lin",
    "河岸",
    "$a+b$",
];
const TAGS: &[&str] = &["community", "hiring", "light", "river-walks", "河岸"];
const NEW: &[(&str, &str)] = &[
    (
        "content/posts/new-{n}.md",
        "+++\ntitle = \"New {n}\"\ndate = 2026-0{d}-1{d}\nauthors = [\"mei-lin\"]\ntags = [\"community\"]\n+++\nWords {n}.\n",
    ),
    ("content/posts/new-{n}.zh-CN.md", "+++\ntitle = \"新 {n}\"\ndate = 2026-0{d}-1{d}\n+++\n字 {n}。\n"),
    ("content/members/new-{n}.toml", "name = \"Member {n}\"\nskills = [\"river\"]\nneeds = [\"Tea {n}\"]\n"),
    ("content/groups/new-{n}.toml", "name = \"Group {n}\"\nleads = [\"mei-lin\"]\n"),
    (
        "content/events/new-{n}.toml",
        "title = \"Event {n}\"\nstart = 2026-12-0{d}T19:00:00\nduration = \"2h\"\ntags = [\"hiring\"]\nhosts = [\"mei-lin\"]\n",
    ),
    ("content/resources/new-{n}.toml", "title = \"Resource {n}\"\ncategory = \"tools/things\"\nkind = \"offer\"\n"),
    ("content/projects/new-{n}.toml", "title = \"Project {n}\"\nneeds = [\"Hands {n}\"]\n"),
    ("content/kb/guides/new-{n}.md", "# Page {n}\n\nSee [[salon]] and [money](money.md).\n"),
    ("content/pages/new-{n}.md", "+++\ntitle = \"Page {n}\"\naliases = [\"/old-{n}/\"]\n+++\nWords.\n"),
    ("static/new-{n}.txt", "Text {n}\n"),
    ("templates/page.html", "{% extends \"commons/page.html\" %}\n{# {n} #}\n"),
];

/// Makes one edit; gives words for it.
fn edit(hub: &Hub, dice: &mut Dice, n: usize) -> String {
    let flag = |dice: &mut Dice| if dice.below(2) == 0 { "true" } else { "false" };
    match dice.below(16) {
        0 | 1 => {
            let name = content(hub, dice, ".md");
            let word = dice.of(WORDS);
            hub.write(&name, format!("{}\nMore of {word} {n}.\n", text(hub, &name)));
            format!("{name}: more text")
        }
        2 => {
            let name = content(hub, dice, ".toml");
            let key = if name.contains("/members/") || name.contains("/groups/") { "name" } else { "title" };
            set(hub, &name, key, &format!("\"Called {n}\""));
            format!("{name}: another {key}")
        }
        3 => {
            let name = content(hub, dice, ".md");
            set(hub, &name, "title", &format!("\"Called {n}\""));
            format!("{name}: another title")
        }
        4 | 5 => {
            let ending = if dice.below(2) == 0 { ".toml" } else { ".md" };
            let name = content(hub, dice, ending);
            if name.ends_with(".md") && !text(hub, &name).starts_with("+++") {
                return "nothing".into();
            }
            let tags = [*dice.of(TAGS), *dice.of(TAGS)];
            set(hub, &name, "tags", &format!("[\"{}\", \"{}\"]", tags[0], tags[1]));
            format!("{name}: tags {tags:?}")
        }
        6 => {
            let name = format!("content/posts/{}", dice.of(&["second.md", "question.md", "2026-05-29-welcome.md"]));
            if hub.root().join(&name).exists() {
                set(hub, &name, "date", &format!("2026-1{}-0{}", dice.below(3), 1 + dice.below(9)));
            }
            format!("{name}: another date")
        }
        7 => {
            let name = format!("content/posts/{}", dice.of(&["second.md", "draft.md", "question.md"]));
            if hub.root().join(&name).exists() {
                set(hub, &name, "draft", flag(dice));
            }
            format!("{name}: a draft or not")
        }
        8 => {
            let all: Vec<String> = files(hub).into_iter().filter(|name| name != "hub.toml").collect();
            let name = dice.of(&all);
            std::fs::remove_file(hub.root().join(name)).unwrap();
            format!("{name}: deleted")
        }
        9 => {
            let all: Vec<String> = files(hub).into_iter().filter(|name| name.starts_with("content/")).collect();
            let name = dice.of(&all);
            let (stem, ending) = name.split_once('.').unwrap();
            let other = format!("{stem}-{n}.{ending}");
            std::fs::rename(hub.root().join(name), hub.root().join(&other)).unwrap();
            format!("{name}: renamed to {other}")
        }
        10 | 11 => {
            let (name, text) = dice.of(NEW);
            let day = (1 + dice.below(9)).to_string();
            let fill = |text: &str| text.replace("{n}", &n.to_string()).replace("{d}", &day);
            hub.write(&fill(name), fill(text));
            format!("{}: new", fill(name))
        }
        12 => {
            let (key, value) = match dice.below(6) {
                0 => ("title", format!("\"Riverbank {n}\"")),
                1 => ("tagline", format!("\"By the river {n}\"")),
                2 => ("timezone", format!("\"{}\"", dice.of(&["Asia/Shanghai", "Europe/Lisbon", "UTC"]))),
                3 => ("settings", format!("{{ show_tags = {} }}", flag(dice))),
                4 => ("feeds", format!("{{ full = {} }}", flag(dice))),
                _ => ("base_url", format!("\"https://riverbank.example/{n}\"")),
            };
            set(hub, "hub.toml", key, &value);
            format!("hub.toml: {key} = {value}")
        }
        13 => {
            let text = text(hub, "hub.toml");
            let (with, without) = ("[languages.zh-CN]\ntitle = \"河岸\"\n", "[languages.de]\ntitle = \"Ufer\"\n");
            let next = if text.contains(with) { text.replace(with, without) } else { text.replace(without, with) };
            hub.write("hub.toml", next);
            "hub.toml: another second language".into()
        }
        14 => {
            let size = 2 + dice.below(9);
            let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\"/>\n");
            hub.write("static/river.svg", svg);
            "static/river.svg: another picture".into()
        }
        _ => {
            let name = "content/events/salon.toml";
            if hub.root().join(name).exists() {
                set(hub, name, "capacity", &n.to_string());
                set(hub, name, "start", ["2026-10-06T19:00:00", "2026-10-06T18:30:00"][dice.below(2)]);
            }
            format!("{name}: another start")
        }
    }
}

fn build(request: &Request) -> (bool, Vec<Message>) {
    let built = folkmoot::build(request).unwrap();
    let mut said: Vec<Message> = built.diagnostics.iter().map(|d| Message::of(d, &built.sources)).collect();
    said.sort();
    (built.report.is_some(), said)
}

fn copy(from: &Path, names: &[String], to: &Hub) {
    for name in names {
        to.write(name, std::fs::read(from.join(name)).unwrap());
    }
}

/// Plays the edits of a seed; gives how many builds published something.
fn play(seed: u64) -> usize {
    let hub = hub();
    let mut dice = Dice(seed);
    let mut edits = Vec::new();
    let mut published = 0;
    let mut site = None;
    for n in 0..EDITS {
        let before = Hub::empty();
        copy(hub.root(), &files(&hub), &before);
        edits.push(edit(&hub, &mut dice, n));
        let tell = |what: &str| format!("seed {seed}, edit {n}: {what}\n{}", edits.join("\n"));
        let (done, said) = build(&hub.request());
        let clean: PathBuf = hub.root().join(".clean");
        let request = Request { output: Some(clean.clone()), no_cache: true, ..hub.request() };
        let (clean_done, clean_said) = build(&request);
        assert_eq!((done, &said), (clean_done, &clean_said), "{}", tell("the builds say different things"));
        if done {
            let (now, clean) = (hub.site(), bytes(&clean));
            let differences = differences(&now, &clean);
            assert!(differences.is_empty(), "{}\n{}", tell("the sites differ"), differences.join("\n"));
            published += 1;
            site = Some(now);
            edits.clear();
        } else {
            if let Some(site) = &site {
                assert!(differences(site, &hub.site()).is_empty(), "{}", tell("a build with errors touched the site"));
            }
            // Half of the mistakes are mended at once, the others after another edit.
            if dice.below(2) == 0 || edits.len() > 2 {
                for name in files(&hub) {
                    std::fs::remove_file(hub.root().join(name)).unwrap();
                }
                copy(before.root(), &files(&before), &hub);
            }
        }
        let _ = std::fs::remove_dir_all(hub.root().join(".clean"));
    }
    published
}

#[test]
fn a_rebuild_equals_a_clean_build_after_any_edit() {
    let threads: Vec<_> = [11, 2026, 77, 4].map(|seed| std::thread::spawn(move || play(seed))).into();
    let published: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(published.iter().sum::<usize>() > EDITS, "most edits leave the hub without mistakes: {published:?}");
}
