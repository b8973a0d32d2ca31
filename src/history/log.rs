//! The repository's log: asked for once, read as a stream, kept as commits.
//!
//! Takes a [`Store`] of commits that are known already, adds those that are not. Commits do not change, so a store only grows; of a file
//! it keeps which commits added, changed, moved or removed it, not what was in it.

use super::calendars::{self, Version};
use super::{Author, git, hub_zone, mark, single};
use crate::text::Digest;
use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

/// The longest log that is read, in bytes: of some millions of commits.
const MAX_LOG: u64 = 1 << 30;
/// The longest part of it, such as a path, in bytes.
const MAX_PART: u64 = 1 << 16;
/// The longest name of an author, in characters.
const MAX_NAME: usize = 80;
/// Added and removed files of one commit that are compared to find out which were moved, at most; identical ones are always found.
const MOVES: &str = "-l600";

/// The name of a commit, filled up with zeros where it is shorter.
pub(super) type Id = [u8; 32];

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) id: Id,
    pub(super) parents: Vec<Id>,
    /// When it was committed, in seconds since 1970 (UTC).
    pub(super) at: i64,
    /// The number of its author.
    pub(super) author: u32,
    pub(super) changes: Vec<Change>,
}

/// What a commit did to a file, or to two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Added(u32),
    Edited(u32),
    /// It is the file of a single event, was edited, and says what it said before.
    Rewritten(u32),
    Removed(u32),
    /// From, to, and whether the content stayed the same.
    Moved(u32, u32, bool),
    /// A merge gave it a content that none of its parents has.
    Joined(u32),
    /// It is a `hub.toml`, and names another default time zone. Stands before the other changes of its commit.
    Rezoned(u32),
    /// It is a calendar in which an event was changed: the number of what it says now.
    Event(u32, u32),
    /// It was the file of a single event, which is gone: the number of what that was known by. Stands after the other changes of its
    /// commit, and before those of calendars.
    Left(u32, u32),
}

/// The texts that a commit exchanged, of a file in which it matters what was changed.
#[derive(Debug)]
pub(super) struct Exchange {
    /// The commit.
    pub(super) commit: Id,
    /// The number of the file's path.
    pub(super) path: u32,
    /// The names of the texts before: none for a new file, several for a merge.
    pub(super) old: Vec<String>,
    /// The name of the text after.
    pub(super) new: String,
}

/// The names of all texts, before and after.
pub(super) fn names(exchanges: &[Exchange]) -> BTreeSet<&str> {
    exchanges.iter().flat_map(|one| one.old.iter().chain([&one.new])).map(String::as_str).collect()
}

/// The text that a commit took away, of a file of a single event.
#[derive(Debug)]
pub(super) struct Departure {
    /// The commit.
    pub(super) commit: Id,
    /// The number of the file's path.
    pub(super) path: u32,
    /// The name of the text.
    pub(super) old: String,
    /// The number of the path under which it went on as the file of a single event: with the same UID or name that is the same one.
    pub(super) goes_on: Option<u32>,
}

/// Every commit that is known.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) commits: Vec<Commit>,
    pub(super) paths: Vec<String>,
    pub(super) authors: Vec<Author>,
    /// What events in calendars said.
    pub(super) versions: Vec<Version>,
    /// What events were known by whose files are gone.
    pub(super) left: Vec<Digest>,
    /// The commit whose ancestors are all here.
    pub(super) head: Option<String>,
}

/// The number of each value, given when it is first met.
struct Numbers<K>(HashMap<K, u32>);

impl<K: std::hash::Hash + Eq + Clone> Numbers<K> {
    fn of<T>(&mut self, key: &K, list: &mut Vec<T>, value: impl FnOnce() -> T) -> u32 {
        if let Some(number) = self.0.get(key) {
            return *number;
        }
        let number = u32::try_from(list.len()).expect("a log of 1 GB names fewer things");
        list.push(value());
        self.0.insert(key.clone(), number);
        number
    }
}

/// A name of hexadecimal digits as bytes.
pub(super) fn id(hex: &str) -> Option<Id> {
    let mut id = [0; 32];
    if !hex.len().is_multiple_of(2) || hex.len() > 64 || !hex.is_ascii() {
        return None;
    }
    for (byte, at) in id.iter_mut().zip((0..hex.len()).step_by(2)) {
        *byte = u8::from_str_radix(&hex[at..at + 2], 16).ok()?;
    }
    Some(id)
}

/// Makes a store hold `head` and everything before it. `None` where git cannot tell.
pub(super) fn complete(root: &Path, store: &mut Store, head: &str) -> Option<()> {
    let wanted = id(head)?;
    if store.commits.iter().any(|commit| commit.id == wanted) {
        return Some(());
    }
    if let Some(known) = store.head.clone()
        && add(root, store, head, &[&format!("^{known}")]).is_some()
    {
        return Some(());
    }
    // The known commit may be gone. And in a clone without the contents of old files, only identical ones are known as moved.
    [&["-M"], &["--find-renames=100%"]].into_iter().find_map(|more| {
        *store = Store::default();
        add(root, store, head, more)
    })
}

/// Adds what git lists.
fn add(root: &Path, store: &mut Store, head: &str, more: &[&str]) -> Option<()> {
    let mut ask = git::git(root);
    ask.args(["log", "-z", "--raw", "--no-abbrev", "-M", MOVES, "-c", "--root", "--no-color", "--encoding=UTF-8"]);
    ask.args(["--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--format=%H%x00%P%x00%ct%x00%aN%x00%aE"]);
    ask.args(more).args([head, "--"]).stdout(Stdio::piped());
    let mut running = ask.spawn().ok()?;
    let stream = BufReader::with_capacity(1 << 17, running.stdout.take()?.take(MAX_LOG));
    let before = store.commits.len();
    let read = Parser::new(stream, store).read();
    if let Some(exchanges) = &read {
        look_into(root, store, before, exchanges);
    } else {
        // Nobody reads what else it has to say.
        let _ = running.kill();
    }
    let ended = running.wait().is_ok_and(|status| status.success());
    (ended && read.is_some()).then(|| store.head = Some(head.to_owned()))
}

/// Adds what the texts of exchanged files tell of the commits from `before` on.
fn look_into(root: &Path, store: &mut Store, before: usize, exchanges: &Exchanges) {
    let places: HashMap<Id, usize> =
        store.commits.iter().enumerate().skip(before).map(|(at, commit)| (commit.id, at)).collect();
    for (id, path) in hub_zone::changed(root, &exchanges.hubs) {
        places.get(&id).into_iter().for_each(|at| store.commits[*at].changes.insert(0, Change::Rezoned(path)));
    }
    for (id, path) in single::rewritten(root, &exchanges.singles) {
        let Some(at) = places.get(&id) else { continue };
        let changes = store.commits[*at].changes.iter_mut();
        changes.filter(|change| **change == Change::Edited(path)).for_each(|change| *change = Change::Rewritten(path));
    }
    let name = |path: u32| store.paths.get(path as usize).cloned().unwrap_or_default();
    for (id, path, key) in single::left(root, &exchanges.departures, name) {
        let number = u32::try_from(store.left.len()).expect("a log of 1 GB names fewer things");
        store.left.push(key);
        places.get(&id).into_iter().for_each(|at| store.commits[*at].changes.push(Change::Left(path, number)));
    }
    for (id, path, version) in calendars::changed(root, &exchanges.calendars, name) {
        let number = u32::try_from(store.versions.len()).expect("a log of 1 GB names fewer things");
        store.versions.push(version);
        places.get(&id).into_iter().for_each(|at| store.commits[*at].changes.push(Change::Event(path, number)));
    }
}

/// The exchanged texts that are looked into.
#[derive(Debug, Default)]
struct Exchanges {
    hubs: Vec<Exchange>,
    calendars: Vec<Exchange>,
    singles: Vec<Exchange>,
    departures: Vec<Departure>,
}

struct Parser<'a, R> {
    stream: R,
    part: Vec<u8>,
    store: &'a mut Store,
    paths: Numbers<String>,
    authors: Numbers<(String, Digest)>,
    known: HashMap<Id, ()>,
    exchanges: Exchanges,
}

impl<'a, R: BufRead> Parser<'a, R> {
    fn new(stream: R, store: &'a mut Store) -> Self {
        let numbered = |at: usize| u32::try_from(at).expect("was counted before");
        let paths = store.paths.iter().enumerate().map(|(at, path)| (path.clone(), numbered(at))).collect();
        let authors = store.authors.iter().enumerate();
        let authors = authors.map(|(at, author)| ((author.name.to_string(), author.mark), numbered(at))).collect();
        let known = store.commits.iter().map(|commit| (commit.id, ())).collect();
        let (paths, authors) = (Numbers(paths), Numbers(authors));
        Self { stream, part: Vec::new(), store, paths, authors, known, exchanges: Exchanges::default() }
    }

    /// The next part, up to a zero byte; `Some(false)` at the end.
    fn next(&mut self) -> Option<bool> {
        self.part.clear();
        let read = (&mut self.stream).take(MAX_PART).read_until(0, &mut self.part).ok()?;
        if read == 0 {
            return Some(false);
        }
        // A part without its end is one that was cut off.
        (self.part.pop() == Some(0)).then_some(true)
    }

    fn field(&mut self) -> Option<String> {
        self.next()?.then(|| String::from_utf8_lossy(&self.part).into_owned())
    }

    /// Reads to the end: parts that begin with a colon belong to the commit before them. Gives what became of files that are looked into.
    fn read(mut self) -> Option<Exchanges> {
        let mut commit: Option<Commit> = None;
        while self.next()? {
            let part = String::from_utf8_lossy(&self.part).trim_start_matches('\n').to_owned();
            if part.is_empty() {
                continue;
            }
            if part.starts_with(':') {
                let commit = commit.as_mut()?;
                let change = self.change(&part, commit.id)?;
                commit.changes.extend(change);
            } else {
                let next = self.commit(&part)?;
                self.keep(commit.replace(next));
            }
        }
        self.keep(commit);
        Some(self.exchanges)
    }

    fn keep(&mut self, commit: Option<Commit>) {
        if let Some(commit) = commit.filter(|commit| self.known.insert(commit.id, ()).is_none()) {
            self.store.commits.push(commit);
        }
    }

    fn commit(&mut self, name: &str) -> Option<Commit> {
        let parents = self.field()?.split_whitespace().map(id).collect::<Option<Vec<Id>>>()?;
        let at = self.field()?.parse().unwrap_or(0);
        let name_of_author = clean(&self.field()?);
        let mail = self.field()?;
        let mark = mark(&mail);
        let key = (name_of_author.clone(), mark);
        let author = || Author { name: name_of_author.into(), mark, login: login(&mail) };
        let author = self.authors.of(&key, &mut self.store.authors, author);
        Some(Commit { id: id(name)?, parents, at, author, changes: Vec::new() })
    }

    /// `:100644 100644 OLD NEW M` and a path, or two; in a merge with as many colons as it has parents, and one path.
    fn change(&mut self, part: &str, commit: Id) -> Option<Option<Change>> {
        let colons = part.len() - part.trim_start_matches(':').len();
        let words: Vec<&str> = part.split(' ').collect();
        let status = words.last()?.as_bytes().first().copied()?;
        let path = self.path()?;
        if colons > 1 {
            self.exchange(commit, path, words.get(colons + 1..words.len() - 1)?);
            let removed = words.last().is_some_and(|letters| letters.contains('D'));
            if removed {
                self.depart(commit, path, words.get(colons + 1)?, None);
            }
            return Some(Some(if removed { Change::Removed(path) } else { Change::Joined(path) }));
        }
        let [_, _, old, new, _] = words[..] else { return None };
        match status {
            b'M' | b'T' => self.exchange(commit, path, &[old, new]),
            b'A' => self.exchange(commit, path, &[new]),
            b'D' => self.depart(commit, path, old, None),
            _ => {}
        }
        Some(match status {
            b'A' => Some(Change::Added(path)),
            b'D' => Some(Change::Removed(path)),
            b'R' => {
                let to = self.path()?;
                // In another file all its events are looked at: their addresses may be others.
                let is_calendar = self.store.paths.get(to as usize).is_some_and(|path| calendars::is_calendar(path));
                let texts = [old, new];
                self.exchange(commit, to, &texts[usize::from(is_calendar)..]);
                let goes_on = self.store.paths.get(to as usize).is_some_and(|path| single::is_event(path));
                self.depart(commit, path, old, goes_on.then_some(to));
                Some(Change::Moved(path, to, old == new))
            }
            b'C' => Some(Change::Added(self.path()?)),
            // A file that may be executed now has the same content.
            _ => (old != new).then_some(Change::Edited(path)),
        })
    }

    /// Notes the texts before and the text after, where the file is one that is looked into.
    fn exchange(&mut self, commit: Id, path: u32, texts: &[&str]) {
        let list = match self.store.paths.get(path as usize) {
            Some(path) if hub_zone::is_hub(path) => &mut self.exchanges.hubs,
            Some(path) if calendars::is_calendar(path) => &mut self.exchanges.calendars,
            Some(path) if texts.len() == 2 && single::is_event(path) => &mut self.exchanges.singles,
            _ => return,
        };
        if let Some((new, old)) = texts.split_last() {
            let old = old.iter().map(|name| (*name).to_owned()).collect();
            list.push(Exchange { commit, path, old, new: (*new).to_owned() });
        }
    }

    /// Notes the text that was there last, where the file is that of a single event.
    fn depart(&mut self, commit: Id, path: u32, old: &str, goes_on: Option<u32>) {
        if self.store.paths.get(path as usize).is_some_and(|path| single::is_event(path)) {
            self.exchanges.departures.push(Departure { commit, path, old: old.to_owned(), goes_on });
        }
    }

    fn path(&mut self) -> Option<u32> {
        let path = self.field()?;
        Some(self.paths.of(&path, &mut self.store.paths, || path.clone()))
    }
}

/// A name as a page may show it: one line of bounded length.
fn clean(name: &str) -> String {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let plain: String = name.chars().map(|c| if hidden(c) { ' ' } else { c }).take(MAX_NAME).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The login in an address that GitHub makes for those who keep theirs to themselves: `123+login@users.noreply.github.com`.
fn login(mail: &str) -> Option<Arc<str>> {
    let mail = mail.to_lowercase();
    let local = mail.strip_suffix("@users.noreply.github.com")?;
    Some(local.split_once('+').map_or(local, |(_, login)| login).into())
}
