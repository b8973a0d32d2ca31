//! From commits to the history of each file.
//!
//! Takes every commit that is known and the one that is checked out, gives what is known of each file of the hub. The result depends on
//! the commits alone, not on the order in which they became known, so a store that grew gives what one read at once gives.

use super::calendars::{Version, is_calendar};
use super::log::{Change, Commit, Id, Store, id};
use super::{CommitId, EventPast, History, Past, Standing};
use crate::text::Digest;
use crate::time::Instant;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet};

/// What is known of a file while commits are gone through.
#[derive(Clone, Debug, Default)]
struct Record {
    first: i64,
    last: i64,
    changes: u32,
    commit: Id,
    authors: Vec<u32>,
    /// Author and day, in UTC.
    days: BTreeSet<(u32, i32)>,
    /// It was there at the end of a shallow clone: what was before is unknown.
    is_clipped: bool,
    /// It was changed since then.
    is_changed: bool,
    is_gone: bool,
    /// How often the hub had been given another zone when it was added, and when it was last changed.
    zones: (u32, u32),
}

impl Record {
    /// The content changed: at the time of the commit, but always later than before. `zones` is how often the hub has been given another
    /// zone so far.
    fn change(&mut self, commit: &Commit, zones: u32) {
        let known = self.changes > 0 || self.is_clipped;
        self.zones = (if known { self.zones.0 } else { zones }, zones);
        self.last = if known { commit.at.max(self.last.saturating_add(1)) } else { commit.at };
        if !known {
            self.first = commit.at;
        }
        self.changes = self.changes.saturating_add(1);
        self.commit = commit.id;
        self.is_changed = true;
        self.is_gone = false;
        if !self.authors.contains(&commit.author) {
            self.authors.push(commit.author);
        }
        self.days.insert(on_day(commit));
    }
}

/// Who made a commit on which day in UTC.
fn on_day(commit: &Commit) -> (u32, i32) {
    (commit.author, Instant::from_unix(commit.at).utc().date().day_number())
}

/// The history of the hub's files, and when the checked-out commit was made. `None` where that commit is not known.
pub(super) fn fold(store: &Store, standing: &Standing) -> Option<(History, Instant)> {
    let order = order(store, id(&standing.head)?)?;
    let hubs = hubs(store, &order, standing);
    let mut files = Files { calendars: calendars(store, &hubs), hubs, ..Files::default() };
    for commit in order.iter().rev().map(|at| &store.commits[*at]) {
        files.apply(commit, standing.is_shallow, &store.versions);
    }
    let head = &store.commits[*order.first()?];
    let length = standing.head.len();
    let mut found = HashMap::new();
    for (path, record) in files.records {
        let path = &store.paths[path as usize];
        if let Some(inner) = path.strip_prefix(&standing.prefix).filter(|_| !record.is_gone) {
            found.insert(inner.to_owned(), past(record, length, files.zones));
        }
    }
    let authors = store.authors.clone();
    let rezoned = files.rezoned.map(Instant::from_unix);
    let history = History { authors, files: found, events: files.events, is_shallow: standing.is_shallow, rezoned };
    Some((history, Instant::from_unix(head.at)))
}

/// The numbers of the paths that the hub's `hub.toml` has, and had before it was moved.
fn hubs(store: &Store, order: &[usize], standing: &Standing) -> HashSet<u32> {
    let own = format!("{}hub.toml", standing.prefix);
    let Some(own) = store.paths.iter().position(|path| *path == own).and_then(|at| u32::try_from(at).ok()) else {
        return HashSet::new();
    };
    let mut hubs = HashSet::from([own]);
    for change in order.iter().flat_map(|at| &store.commits[*at].changes) {
        if let Change::Moved(from, to, _) = *change
            && hubs.contains(&to)
        {
            hubs.insert(from);
        }
    }
    hubs
}

/// The numbers of the calendars among the events of these hubs: two hubs of one repository may hold one event.
fn calendars(store: &Store, hubs: &HashSet<u32>) -> HashSet<u32> {
    let folders: Vec<&str> = hubs.iter().map(|hub| store.paths[*hub as usize].trim_end_matches("hub.toml")).collect();
    let is_inside = |path: &str| {
        folders.iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with("content/events/")))
    };
    let named = store.paths.iter().enumerate().filter(|(_, path)| is_calendar(path) && is_inside(path));
    named.filter_map(|(at, _)| u32::try_from(at).ok()).collect()
}

fn past(record: Record, length: usize, zones: u32) -> Past {
    let known = !record.is_clipped;
    let at = |seconds| Instant::from_unix(seconds);
    let commit: String = record.commit.iter().map(|byte| format!("{byte:02x}")).collect();
    Past {
        first: known.then(|| at(record.first)),
        last: (known || record.is_changed).then(|| at(record.last)),
        changes: known.then_some(record.changes),
        commit: CommitId::from(&commit[..length.min(64)]),
        authors: if known { record.authors } else { Vec::new() },
        days: if known { record.days.into_iter().collect() } else { Vec::new() },
        rezoned: (record.zones.1 - record.zones.0, zones - record.zones.1),
    }
}

/// The commits from `head` on, no commit before those that follow it, otherwise the latest first. Of those that are known only what
/// `head` was made from counts.
fn order(store: &Store, head: Id) -> Option<Vec<usize>> {
    let places: HashMap<Id, usize> = store.commits.iter().enumerate().map(|(at, commit)| (commit.id, at)).collect();
    let start = *places.get(&head)?;
    let parents = |at: usize| store.commits[at].parents.iter().filter_map(|parent| places.get(parent).copied());
    let mut waiting = vec![0u32; store.commits.len()];
    let mut seen = vec![false; store.commits.len()];
    let mut stack = vec![start];
    seen[start] = true;
    while let Some(at) = stack.pop() {
        for parent in parents(at) {
            waiting[parent] += 1;
            if !std::mem::replace(&mut seen[parent], true) {
                stack.push(parent);
            }
        }
    }
    let mut ready = BinaryHeap::from([(store.commits[start].at, head, start)]);
    let mut order = Vec::with_capacity(store.commits.len());
    while let Some((_, _, at)) = ready.pop() {
        order.push(at);
        for parent in parents(at) {
            waiting[parent] -= 1;
            if waiting[parent] == 0 {
                ready.push((store.commits[parent].at, store.commits[parent].id, parent));
            }
        }
    }
    Some(order)
}

/// Notes what an event says from a moment on. Its number rises with every change and is never below that of the file, the time of its last
/// change always moves on (RFC 5546 §2.1.4): both go on rising whoever wrote them, a program or a hand that left them as they were.
/// `is_clip` tells that what was before is unknown.
pub(super) fn advance(events: &mut HashMap<Digest, EventPast>, now: &Version, at: i64, is_clip: bool) {
    let said = now.said.map(Instant::from_unix);
    let at = Instant::from_unix(at);
    let Some(past) = events.get_mut(&now.key) else {
        let known = Some(at).filter(|_| !is_clip);
        let past = EventPast { content: now.content, sequence: now.sequence, first: known, last: said.or(known) };
        events.insert(now.key, past);
        return;
    };
    let next = past.sequence.saturating_add(u32::from(past.content != now.content)).max(now.sequence);
    if next > past.sequence {
        let after = past.last.map(|last| last.plus_seconds(1));
        past.last = said.filter(|said| Some(*said) > past.last).or(Some(at).max(after));
        past.sequence = next;
    }
    past.content = now.content;
}

#[derive(Default)]
struct Files {
    records: HashMap<u32, Record>,
    /// Where a file was moved to: a branch that was made before goes on to change it under its old name.
    moved: HashMap<u32, u32>,
    /// The paths of the hub's own `hub.toml`.
    hubs: HashSet<u32>,
    /// The paths of its calendars, and what became of the events in them.
    calendars: HashSet<u32>,
    events: HashMap<Digest, EventPast>,
    /// How often that was given another zone so far, and when last.
    zones: u32,
    rezoned: Option<i64>,
}

impl Files {
    fn apply(&mut self, commit: &Commit, is_shallow: bool, versions: &[Version]) {
        let is_clip = is_shallow && commit.parents.is_empty();
        for change in &commit.changes {
            if let Change::Event(path, number) = *change
                && self.calendars.contains(&path)
            {
                advance(&mut self.events, &versions[number as usize], commit.at, is_clip);
            }
        }
        if is_clip {
            return self.clip(commit);
        }
        for change in &commit.changes {
            let zones = self.zones;
            match *change {
                Change::Added(path) => {
                    self.moved.remove(&path);
                    self.records.entry(path).or_default().change(commit, zones);
                }
                Change::Edited(path) => self.at(path).change(commit, zones),
                Change::Rezoned(path) => {
                    if self.hubs.contains(&path) {
                        self.zones = zones.saturating_add(1);
                        self.rezoned = Some(self.rezoned.map_or(commit.at, |last| commit.at.max(last + 1)));
                    }
                }
                Change::Event(..) => {}
                Change::Removed(path) => {
                    if let Some(record) = self.records.get_mut(&path) {
                        record.is_gone = true;
                    }
                }
                Change::Moved(from, to, is_pure) => self.move_to(from, to, is_pure, commit),
                Change::Joined(path) => {
                    let record = self.at(path);
                    let (changes, authors) = (record.changes, record.authors.len());
                    let was_here = record.days.contains(&on_day(commit));
                    record.change(commit, zones);
                    if changes > 0 {
                        // The branches it brings together were counted.
                        record.changes = changes;
                        record.authors.truncate(authors);
                        if !was_here {
                            record.days.remove(&on_day(commit));
                        }
                    }
                }
            }
        }
    }

    /// Notes the files that a shallow clone begins with.
    fn clip(&mut self, commit: &Commit) {
        for change in &commit.changes {
            if let Change::Added(path) | Change::Edited(path) = *change {
                let record = self.records.entry(path).or_default();
                (record.is_clipped, record.first, record.last, record.commit) = (true, commit.at, commit.at, commit.id);
            }
        }
    }

    /// The record of a file, under its present name if it was moved elsewhere.
    fn at(&mut self, path: u32) -> &mut Record {
        let mut at = path;
        // Two files may have exchanged their names: nobody goes round for ever.
        for _ in 0..16 {
            match self.moved.get(&at) {
                Some(next) if !self.records.contains_key(&at) => at = *next,
                _ => break,
            }
        }
        self.records.entry(at).or_default()
    }

    fn move_to(&mut self, from: u32, to: u32, is_pure: bool, commit: &Commit) {
        let zones = self.zones;
        self.moved.remove(&to);
        if let Some(record) = self.records.remove(&from) {
            self.moved.insert(from, to);
            // What a branch did to it under its new name came first.
            let had = self.records.insert(to, record);
            if let (Some(had), Some(record)) = (had.filter(|had| !had.is_gone), self.records.get_mut(&to)) {
                record.changes = record.changes.max(had.changes);
                record.last = record.last.max(had.last);
            }
        }
        let record = self.records.entry(to).or_default();
        record.is_gone = false;
        if !is_pure || (record.changes == 0 && !record.is_clipped) {
            record.change(commit, zones);
        }
    }
}
