//! What is remembered between builds, in `.folkmoot/`: the commits that were read, and what they came to.
//!
//! `history-commits` holds every commit, so that later only new ones are asked for; `history` holds the answer for the commit that was
//! checked out last. Both are disposable: one that is missing, damaged or of another version costs time, never truth. An e-mail address
//! stands in neither; its digest, which tells two people apart, stays in this folder, which git does not keep.

use super::calendars::Version;
use super::log::{Change, Commit, Id, Store};
use super::{Author, Elsewhere, EventPast, History, Past, Standing};
use crate::cache;
use crate::text::{Digest, digest_of};
use crate::time::Instant;
use std::collections::HashMap;
use std::path::Path;

/// The layout of both files.
const LAYOUT: &str = "history 10";

/// What the known commits depend on besides themselves.
fn views(standing: &Standing) -> Digest {
    digest_of(&standing.views)
}

/// The commits that are known, if they can be trusted.
pub(super) fn store(root: &Path, standing: &Standing) -> Option<Store> {
    let body = load(root, "history-commits", views(standing))?;
    let mut from = Bytes(&body);
    let head = Some(from.text()?);
    let authors = from.list(Bytes::author)?;
    let paths = from.list(Bytes::text)?;
    let versions = from.list(Bytes::version)?;
    let left = from.list(Bytes::digest)?;
    let commits = from.list(Bytes::commit)?;
    let known = |path: u32| (path as usize) < paths.len();
    let sound = commits.iter().all(|commit| {
        let changes = commit.changes.iter().all(|change| match *change {
            Change::Moved(from, to, _) => known(from) && known(to),
            Change::Added(path)
            | Change::Edited(path)
            | Change::Rewritten(path)
            | Change::Removed(path)
            | Change::Joined(path)
            | Change::Rezoned(path) => known(path),
            Change::Event(path, version) => known(path) && (version as usize) < versions.len(),
            Change::Left(path, number) => known(path) && (number as usize) < left.len(),
        });
        changes && (commit.author as usize) < authors.len()
    });
    sound.then_some(Store { commits, paths, authors, versions, left, head })
}

/// Keeps the commits that are known.
pub(super) fn remember_store(root: &Path, standing: &Standing, store: &Store) {
    let Some(head) = &store.head else { return };
    let mut body = Vec::with_capacity(64 * store.commits.len());
    text(&mut body, head);
    list(&mut body, &store.authors, author);
    list(&mut body, &store.paths, |out, path| text(out, path));
    list(&mut body, &store.versions, version);
    list(&mut body, &store.left, |out, key| digest(out, *key));
    list(&mut body, &store.commits, commit);
    save(root, "history-commits", views(standing), &body);
}

/// The history of the commit that is checked out, and when that was made, if an earlier build had the same to tell.
pub(super) fn answer(root: &Path, standing: &Standing) -> Option<(History, Instant)> {
    let body = load(root, "history", key(standing))?;
    let mut from = Bytes(&body);
    let head_at = Instant::from_unix(from.signed()?);
    let rezoned = from.list(Bytes::signed)?.first().copied().map(Instant::from_unix);
    let authors = from.list(Bytes::author)?;
    let mut files = HashMap::new();
    for (path, past) in from.list(|from| Some((from.text()?, from.past()?)))? {
        let mut known = past.authors.iter().chain(past.days.iter().map(|(author, _)| author));
        if known.any(|author| *author as usize >= authors.len()) {
            return None;
        }
        files.insert(path, past);
    }
    let events = from.list(|from| Some((from.digest()?, from.event()?)))?.into_iter().collect();
    let elsewhere = from.list(|from| Some((from.digest()?, from.elsewhere()?)))?.into_iter().collect();
    Some((History { authors, files, events, elsewhere, is_shallow: standing.is_shallow, rezoned }, head_at))
}

/// Keeps the history of the commit that is checked out.
pub(super) fn remember_answer(root: &Path, standing: &Standing, (history, head_at): &(History, Instant)) {
    let mut body = Vec::with_capacity(128 * history.files.len());
    signed(&mut body, head_at.unix());
    list(&mut body, history.rezoned.as_slice(), |out, at| signed(out, at.unix()));
    list(&mut body, &history.authors, author);
    let mut files: Vec<_> = history.files.iter().collect();
    files.sort_unstable_by_key(|(path, _)| *path);
    list(&mut body, &files, |out, (path, past)| {
        text(out, path);
        self::past(out, past);
    });
    let mut events: Vec<_> = history.events.iter().collect();
    events.sort_unstable_by_key(|(key, _)| *key);
    list(&mut body, &events, |out, (key, past)| {
        digest(out, **key);
        event(out, past);
    });
    let mut elsewhere: Vec<_> = history.elsewhere.iter().collect();
    elsewhere.sort_unstable_by_key(|(key, _)| *key);
    list(&mut body, &elsewhere, |out, (key, known)| {
        digest(out, **key);
        self::elsewhere(out, known);
    });
    save(root, "history", key(standing), &body);
}

fn key(standing: &Standing) -> Digest {
    digest_of(&(&standing.head, &standing.prefix, &standing.views))
}

fn load(root: &Path, name: &str, key: Digest) -> Option<Vec<u8>> {
    cache::read(root, name, LAYOUT, key)
}

/// A disk that is full is for others to complain of: they have more to lose.
fn save(root: &Path, name: &str, key: Digest, body: &[u8]) {
    let _ = cache::write(root, name, LAYOUT, key, body);
}

/// A number in groups of seven bits, the lowest first.
fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

fn signed(out: &mut Vec<u8>, value: i64) {
    out.extend(value.to_le_bytes());
}

fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len() as u64);
    out.extend(text.as_bytes());
}

fn list<T>(out: &mut Vec<u8>, items: &[T], one: impl Fn(&mut Vec<u8>, &T)) {
    number(out, items.len() as u64);
    items.iter().for_each(|item| one(out, item));
}

fn digest(out: &mut Vec<u8>, digest: Digest) {
    out.extend(digest.0.to_le_bytes());
    out.extend(digest.1.to_le_bytes());
}

/// A time that may be unknown.
fn time(out: &mut Vec<u8>, at: Option<i64>) {
    out.push(u8::from(at.is_some()));
    at.into_iter().for_each(|at| signed(out, at));
}

fn version(out: &mut Vec<u8>, version: &Version) {
    digest(out, version.key);
    digest(out, version.content);
    number(out, u64::from(version.sequence));
    time(out, version.said);
    time(out, version.created);
    time(out, version.edited.map(i64::from));
}

fn event(out: &mut Vec<u8>, past: &EventPast) {
    digest(out, past.content);
    number(out, u64::from(past.sequence));
    time(out, past.first.map(Instant::unix));
    time(out, past.last.map(Instant::unix));
}

fn elsewhere(out: &mut Vec<u8>, known: &Elsewhere) {
    time(out, known.first.map(Instant::unix));
    list(out, &known.steps, |out, (since, sequence, last)| {
        signed(out, since.unix());
        number(out, u64::from(*sequence));
        time(out, last.map(Instant::unix));
    });
}

fn author(out: &mut Vec<u8>, author: &Author) {
    text(out, &author.name);
    digest(out, author.mark);
    text(out, author.login.as_deref().unwrap_or(""));
}

fn commit(out: &mut Vec<u8>, commit: &Commit) {
    out.extend(commit.id);
    list(out, &commit.parents, |out, id| out.extend(id));
    signed(out, commit.at);
    number(out, u64::from(commit.author));
    list(out, &commit.changes, |out, change| {
        let (kind, path, other) = match *change {
            Change::Added(path) => (0, path, None),
            Change::Edited(path) => (1, path, None),
            Change::Removed(path) => (2, path, None),
            Change::Joined(path) => (3, path, None),
            Change::Rezoned(path) => (6, path, None),
            Change::Moved(from, to, false) => (4, from, Some(to)),
            Change::Moved(from, to, true) => (5, from, Some(to)),
            Change::Rewritten(path) => (9, path, None),
            Change::Event(path, version) => (7, path, Some(version)),
            Change::Left(path, number) => (8, path, Some(number)),
        };
        out.push(kind);
        number(out, u64::from(path));
        other.into_iter().for_each(|other| number(out, u64::from(other)));
    });
}

fn past(out: &mut Vec<u8>, past: &Past) {
    let known = [past.first.is_some(), past.last.is_some(), past.changes.is_some()];
    out.push(known.iter().fold(0, |bits, known| bits << 1 | u8::from(*known)));
    past.first.into_iter().chain(past.last).for_each(|at| signed(out, at.unix()));
    past.changes.into_iter().for_each(|changes| number(out, u64::from(changes)));
    text(out, &past.commit);
    list(out, &past.authors, |out, author| number(out, u64::from(*author)));
    list(out, &past.days, |out, (author, day)| {
        number(out, u64::from(*author));
        signed(out, i64::from(*day));
    });
    number(out, u64::from(past.rezoned.0));
    number(out, u64::from(past.rezoned.1));
    time(out, past.renamed.map(Instant::unix));
    time(out, past.told.0.map(Instant::unix));
    time(out, past.told.1.map(i64::from));
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for group in 0..10 {
            let [byte] = self.array()?;
            value |= u64::from(byte & 0x7f) << (7 * group);
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn short(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn signed(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn list<T>(&mut self, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = usize::try_from(self.number()?).ok()?;
        // Each takes a byte at least: a damaged number cannot ask for more memory than the file has bytes.
        let mut items = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            items.push(one(self)?);
        }
        Some(items)
    }

    fn id(&mut self) -> Option<Id> {
        self.array()
    }

    fn digest(&mut self) -> Option<Digest> {
        Some(Digest(self.array().map(u64::from_le_bytes)?, self.array().map(u64::from_le_bytes)?))
    }

    fn time(&mut self) -> Option<Option<i64>> {
        let [is_known] = self.array()?;
        if is_known == 0 { Some(None) } else { self.signed().map(Some) }
    }

    fn version(&mut self) -> Option<Version> {
        let (key, content) = (self.digest()?, self.digest()?);
        let (sequence, said, created) = (self.short()?, self.time()?, self.time()?);
        Some(Version { key, content, sequence, said, created, edited: self.time()?.map(|edited| edited != 0) })
    }

    fn event(&mut self) -> Option<EventPast> {
        let (content, sequence) = (self.digest()?, self.short()?);
        let (first, last) = (self.time()?, self.time()?);
        let at = |seconds: Option<i64>| seconds.map(Instant::from_unix);
        Some(EventPast { content, sequence, first: at(first), last: at(last) })
    }

    fn elsewhere(&mut self) -> Option<Elsewhere> {
        let first = self.time()?.map(Instant::from_unix);
        let at = Instant::from_unix;
        let steps = self.list(|from| Some((at(from.signed()?), from.short()?, from.time()?.map(at))))?;
        Some(Elsewhere { steps, first })
    }

    fn author(&mut self) -> Option<Author> {
        let name = self.text()?.into();
        let mark = self.digest()?;
        let login = Some(self.text()?).filter(|login| !login.is_empty()).map(Into::into);
        Some(Author { name, mark, login })
    }

    fn commit(&mut self) -> Option<Commit> {
        let id = self.id()?;
        let parents = self.list(Self::id)?;
        let (at, author) = (self.signed()?, self.short()?);
        let changes = self.list(|from| {
            let [kind] = from.array()?;
            let path = from.short()?;
            Some(match kind {
                0 => Change::Added(path),
                1 => Change::Edited(path),
                2 => Change::Removed(path),
                3 => Change::Joined(path),
                4 | 5 => Change::Moved(path, from.short()?, kind == 5),
                6 => Change::Rezoned(path),
                7 => Change::Event(path, from.short()?),
                8 => Change::Left(path, from.short()?),
                9 => Change::Rewritten(path),
                _ => return None,
            })
        })?;
        Some(Commit { id, parents, at, author, changes })
    }

    fn past(&mut self) -> Option<Past> {
        let [known] = self.array()?;
        let at = |from: &mut Self| from.signed().map(Instant::from_unix);
        let first = if known & 4 == 0 { None } else { Some(at(self)?) };
        let last = if known & 2 == 0 { None } else { Some(at(self)?) };
        let changes = if known & 1 == 0 { None } else { Some(self.short()?) };
        let (commit, authors) = (self.text()?.into(), self.list(Self::short)?);
        let days = self.list(|from| Some((from.short()?, i32::try_from(from.signed()?).ok()?)))?;
        let rezoned = (self.short()?, self.short()?);
        let renamed = self.time()?.map(Instant::from_unix);
        let told = self.time()?.map(Instant::from_unix);
        let told = (told, self.time()?.and_then(|changes| u32::try_from(changes).ok()));
        Some(Past { first, last, changes, told, commit, authors, days, rezoned, renamed })
    }
}
