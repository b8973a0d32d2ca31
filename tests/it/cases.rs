//! Plays every folder of `tests/cases` as a small hub and holds what is said against what its files expect.
//!
//! A case is laid over the hub in `_common`. `UPDATE=1` writes the marks anew; read that diff as you would read code.

use crate::hub::{Hub, files, tests, updating};
use crate::marks::{self, Message};
use folkmoot::pipeline::{Request, check};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Every folder with a case.
fn folders() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(tests().join("cases")).unwrap().map(|e| e.unwrap().path()).collect();
    all.retain(|folder| folder.is_dir() && !name(folder).starts_with('_'));
    all.sort();
    all
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}

/// What a case expects, its files without marks, and the files as they are.
struct Case {
    expected: Vec<Message>,
    bare: BTreeMap<String, Vec<u8>>,
    written: BTreeMap<String, Vec<u8>>,
}

fn load(folder: &Path) -> Case {
    let mut case = Case { expected: Vec::new(), bare: BTreeMap::new(), written: BTreeMap::new() };
    for (name, file) in files(folder) {
        let bytes = std::fs::read(file).unwrap();
        if name == "expected.txt" {
            case.expected.extend(marks::read_list(&String::from_utf8(bytes).unwrap()));
            continue;
        }
        let mut bare = bytes.clone();
        if let (true, Ok(text)) = (name.ends_with(".toml") || name.ends_with(".md"), std::str::from_utf8(&bytes)) {
            let (without, expected) = marks::read(&name, text);
            bare = without.into_bytes();
            case.expected.extend(expected);
        }
        case.bare.insert(name.clone(), bare);
        case.written.insert(name, bytes);
    }
    case.expected.sort();
    case
}

/// What is said about the common hub with these files laid over it.
fn play(files: &BTreeMap<String, Vec<u8>>, folder: &Path) -> Vec<Message> {
    let hub = Hub::common();
    for (name, bytes) in files {
        hub.write(name, bytes);
    }
    // The rules of good care have folders of their own: the others are about mistakes alone.
    let lint = name(folder).starts_with("lint-");
    let built = check(&Request { lint, ..hub.request() }).unwrap();
    let mut said: Vec<Message> = built.diagnostics.iter().map(|d| Message::of(d, &built.sources)).collect();
    said.sort();
    said
}

/// Writes the marks of a case anew, until playing it says what it expects.
fn update(folder: &Path, case: &Case) {
    let mut written = case.bare.clone();
    let mut list = String::new();
    for round in 0..4 {
        let said = play(&written, folder);
        if round > 0 && expected_of(&written, &list) == said {
            break;
        }
        // With a comment in the way the mistake was another one: then all is listed beside.
        let in_place = round < 2;
        // The places are those in the files with marks: count back to the files without.
        let mut beside = Vec::new();
        let mut marked: BTreeMap<&str, Vec<Message>> = BTreeMap::new();
        for message in &said {
            let file =
                message.place.as_ref().map(|place| place.0.as_str()).filter(|file| case.bare.contains_key(*file));
            let Some((file, bare)) = file.and_then(|file| Some((file, std::str::from_utf8(&case.bare[file]).ok()?)))
            else {
                beside.push(message.clone());
                continue;
            };
            let line = unmarked_line(std::str::from_utf8(&written[file]).unwrap(), message.place.as_ref().unwrap().1);
            if in_place && marks::can_mark(message) && marks::takes_marks(file, bare, line) {
                let mut message = message.clone();
                let place = message.place.as_mut().unwrap();
                (place.1, place.3) = (line, line);
                marked.entry(file).or_default().push(message);
            } else {
                beside.push(message.clone());
            }
        }
        let mut next = case.bare.clone();
        for (file, messages) in marked {
            let text = std::str::from_utf8(&case.bare[file]).unwrap();
            let messages: Vec<&Message> = messages.iter().collect();
            next.insert(file.to_owned(), marks::write(text, &messages).into_bytes());
        }
        list = beside.iter().map(Message::print).collect();
        written = next;
    }
    for (name, bytes) in &written {
        if case.written.get(name) != Some(bytes) {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
    let expected = folder.join("expected.txt");
    if list.is_empty() {
        let _ = std::fs::remove_file(expected);
    } else {
        std::fs::write(expected, list).unwrap();
    }
}

fn expected_of(files: &BTreeMap<String, Vec<u8>>, list: &str) -> Vec<Message> {
    let mut all = marks::read_list(list);
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".toml") || name.ends_with(".md")) {
        all.extend(std::str::from_utf8(bytes).map(|text| marks::read(name, text).1).unwrap_or_default());
    }
    all.sort();
    all
}

/// The line of a text without its marks that stands at `line` of the text with them.
fn unmarked_line(text: &str, line: usize) -> usize {
    let before: Vec<&str> = text.split('\n').take(line).collect();
    marks::read("", &before.join("\n")).0.split('\n').count()
}

/// Does `work` for every folder, on a few threads.
fn each(folders: &[PathBuf], work: impl Fn(&Path) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from).min(8) {
            scope.spawn(|| {
                while let Some(folder) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(folder);
                }
            });
        }
    });
}

#[test]
fn every_mistake_is_said_where_it_is_and_nothing_else() {
    let faults = Mutex::new(BTreeMap::new());
    each(&folders(), |folder| {
        let case = load(folder);
        if updating() {
            update(folder, &case);
        }
        let case = load(folder);
        let said = play(&case.written, folder);
        let mut fault = String::new();
        for message in case.expected.iter().filter(|message| !said.contains(message)) {
            fault.push_str(&format!("- {}", message.print()));
        }
        for message in said.iter().filter(|message| !case.expected.contains(message)) {
            fault.push_str(&format!("+ {}", message.print()));
        }
        if fault.is_empty() && said.len() != case.expected.len() {
            fault.push_str("the same is said several times");
        }
        if !fault.is_empty() {
            faults.lock().unwrap().insert(name(folder), fault);
        }
    });
    let faults = faults.into_inner().unwrap();
    let list: Vec<String> = faults.iter().map(|(name, fault)| format!("{name}\n{fault}")).collect();
    assert!(list.is_empty(), "- was expected, + was said; UPDATE=1 writes it anew\n\n{}", list.join("\n"));
}

#[test]
fn every_message_sounds_like_the_house() {
    let mut faults = BTreeSet::new();
    for folder in folders() {
        for message in load(&folder).expected {
            let words = message.text.split_once("]: ").map_or("", |(_, words)| words);
            let mut all = vec![words];
            all.extend(message.more.iter().map(|line| line.split_once(": ").map_or("", |(_, words)| words)));
            let first = |words: &str| words.chars().next().is_some_and(|c| c.is_uppercase());
            let acronym = |words: &str| words.chars().nth(1).is_some_and(|c| c.is_uppercase());
            for words in all {
                let mut say = |why: &str| faults.insert(format!("{}: {why}: {words}", name(&folder)));
                if words.is_empty() {
                    say("empty");
                }
                if first(words) && !acronym(words) {
                    say("begins with a capital");
                }
                if words.ends_with('.') {
                    say("ends with a full stop");
                }
                if ["failed to", "invalid", "caused by", "Option<", "String", "u32", "\n"]
                    .iter()
                    .any(|bad| words.contains(bad))
                {
                    say("not in an author's words");
                }
            }
            if message.place.is_none() {
                faults.insert(format!("{}: no place: {words}", name(&folder)));
            }
            if !message.more.iter().any(|line| line.starts_with("help: ")) {
                faults.insert(format!("{}: no help: {words}", name(&folder)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.into_iter().collect::<Vec<_>>().join("\n"));
}

/// Codes without a case of their own in a folder, and why.
const NO_FOLDER: &[(&str, &str)] = &[
    ("file-too-large", "made by a test below: a file of 16 MB does not belong in a repository"),
    ("not-a-file", "made by a test below: not every system can check out a symbolic link"),
    ("event-deleted", "needs a git repository: made by a test in `diff.rs`"),
    ("source-unreachable", "met by `sync` alone, which has its own tests in `sync.rs`"),
    ("no-hub", "a wrong call, told by the command line without a place"),
    ("calendar-too-large", "made by the tests of calendars: 1 MB of events does not belong in a repository"),
    ("large-file", "made by a test below: a picture of 1 MB does not belong in a repository"),
    ("link-broken", "made by the tests of checks: nothing is asked of the network here"),
    ("link-unreached", "made by the tests of checks: nothing is asked of the network here"),
    ("shallow-history", "made by the tests of history: no repository can lie in another"),
];

#[test]
fn every_code_has_a_case_and_an_explanation() {
    let mut met = BTreeSet::new();
    for folder in folders() {
        met.extend(load(&folder).expected.iter().map(|message| message.code().to_owned()));
    }
    for code in folkmoot::diagnostic::Code::ALL {
        let elsewhere = NO_FOLDER.iter().any(|(name, _)| *name == code.name());
        assert!(met.contains(code.name()) != elsewhere, "`{}`: one case, and one only by a reason", code.name());
        let words = code.explanation();
        assert!(words.len() > 20 && words.ends_with('.'), "`{}` is not explained: {words}", code.name());
    }
}

fn said_of(hub: &Hub) -> Vec<String> {
    let built = hub.check();
    built.diagnostics.iter().map(|d| Message::of(d, &built.sources).print()).collect()
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_refused_by_name() {
    let hub = Hub::common();
    let secret = hub.root().join("outside.md");
    std::fs::write(&secret, "+++\ntitle = \"Secret\"\n+++\nWords.\n").unwrap();
    std::os::unix::fs::symlink(&secret, hub.root().join("content/pages/inside.md")).unwrap();
    std::os::unix::fs::symlink("/", hub.root().join("static/everything")).unwrap();
    let said = said_of(&hub);
    let expected = [
        "content/pages/inside.md:1:1: error[not-a-file]: `content/pages/inside.md` is a symbolic link\n  \
         help: put the file itself here\n",
        "static/everything:1:1: error[not-a-file]: `static/everything` is a symbolic link\n  \
         help: put the file itself here\n",
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_text_of_more_than_16_mb_is_refused() {
    let hub = Hub::common();
    hub.write("content/kb/long.md", vec![b'a'; (16 << 20) + 1]);
    let said = said_of(&hub);
    let message = "content/kb/long.md:1:1: error[file-too-large]: this file has 16 MB, more than 16 MB\n  \
                   help: split it into smaller files\n";
    assert_eq!(said, [message]);
}

#[test]
fn what_readers_wait_for_is_said() {
    let hub = Hub::common();
    let mut picture = b"GIF89a\x00\x08\x00\x06".to_vec();
    picture.resize((3 << 20) + (1 << 19), 0);
    hub.write("static/harbour.gif", &picture);
    hub.write("static/talk.mp4", vec![0; (20 << 20) + 1]);
    picture.truncate(1 << 20);
    hub.write("static/small.gif", picture);
    let built = check(&Request { lint: true, ..hub.request() }).unwrap();
    let said: Vec<String> = built.diagnostics.iter().map(|d| Message::of(d, &built.sources).print()).collect();
    let expected = [
        "static/harbour.gif:1:1: warning[large-file]: this picture of 2048 × 1536 pixels has 3.5 MB, and a reader on a phone waits for it\n  \
         help: save it smaller: 1600 pixels in width are enough for a page, and WebP or JPEG for a photograph\n",
        "static/talk.mp4:1:1: warning[large-file]: this file has 20.0 MB, and everybody who clones the repository waits for it\n  \
         help: put it where large files are kept, such as a video site, and link to it\n",
    ];
    assert_eq!(said, expected);
}

#[test]
fn names_that_differ_only_by_case_are_one_mistake() {
    let hub = Hub::common();
    hub.write("content/members/Mei-Lin.toml", "name = \"Another\"\n");
    if hub.root().join("content/members/MEI-LIN.toml").exists() {
        return; // on this disk the second file took the place of the first
    }
    let said = said_of(&hub);
    let message = "content/members/mei-lin.toml:1:1: error[duplicate-id]: `Mei-Lin` and `mei-lin` differ only by case\n  \
                   help: give one of them another name\n  note: content/members/Mei-Lin.toml:1:1: the other one\n";
    assert_eq!(said, [message]);
}

#[test]
fn many_mistakes_are_all_said_at_once() {
    let hub = Hub::common();
    hub.write(
        "content/posts/a.md",
        "+++\ntitel = \"A\"\ndate = 2026-02-30\nauthors = [\"nobody-here\"]\n+++\n[x](gone.md)\n",
    );
    hub.write("content/events/b.toml", "title = 3\nstart = 2026-05-01\nend = 2026-04-01\ntype = \"saloon\"\n");
    let built = hub.check();
    let codes: Vec<&str> = built.diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect();
    assert_eq!(
        codes,
        ["wrong-type", "unknown-type", "unknown-field", "no-such-date", "unknown-person", "link-goes-nowhere"],
        "what could be read is looked at, though other fields are wrong"
    );
    assert!(hub.build().report.is_none() && !hub.output().exists(), "a build with errors publishes nothing");
}
