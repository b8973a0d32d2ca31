//! From commits to the history of each file.
//!
//! Takes every commit that is known and the one that is checked out, gives what is known of each file of the hub. The result depends on
//! the commits alone, not on the order in which they became known, so a store that grew gives what one read at once gives.

use super::calendars::{self, Version};
use super::log::{Change, Commit, Id, Store, id};
use super::{CommitId, Elsewhere, EventPast, History, Past, Standing, single};
use crate::text::{Digest, normal};
use crate::time::Instant;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet};

/// What is known of a file while commits are gone through.
#[derive(Clone, Debug, Default)]
struct Record {
    first: i64,
    last: i64,
    changes: u32,
    /// When what it says was changed last, and how many changes left that as it was.
    told: i64,
    rewritten: u32,
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
    /// It is an event whose file was given another name then.
    renamed: Option<i64>,
}

impl Record {
    /// The content changed: at the time of the commit, but always later than before. `zones` is how often the hub has been given another
    /// zone so far, and when last.
    fn change(&mut self, commit: &Commit, (zones, rezoned): (u32, Option<i64>)) {
        let known = self.changes > 0 || self.is_clipped;
        let after = self.last.saturating_add(1);
        let other_zone = rezoned.filter(|_| self.zones.1 < zones).map(|at| at.max(after).saturating_add(1));
        self.zones = (if known { self.zones.0 } else { zones }, zones);
        let renamed = self.renamed.map(|at| at.saturating_add(1));
        let before = if known { [Some(after), other_zone, renamed].into_iter().flatten().max() } else { None };
        self.last = before.map_or(commit.at, |before| commit.at.max(before));
        self.told = self.last;
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

impl Record {
    /// The file was changed, and says what it said before.
    fn rewrite(&mut self, commit: &Commit) {
        let (told, zones) = (self.told, self.zones);
        self.change(commit, (zones.1, None));
        (self.told, self.zones) = (told, zones);
        self.rewritten += 1;
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
    let (calendars, single) = of_events(store, &hubs);
    let mut files = Files { calendars, single, hubs, ..Files::default() };
    for commit in order.iter().rev().map(|at| &store.commits[*at]) {
        files.apply(commit, standing.is_shallow, store);
    }
    files.forget_returned();
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
    let (events, elsewhere) = (files.events, files.elsewhere);
    let history = History { authors, files: found, events, elsewhere, is_shallow: standing.is_shallow, rezoned };
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

/// The numbers of the calendars of these hubs, each with what it is known by, and those of the files of their single events: two hubs of
/// one repository may hold one event.
fn of_events(store: &Store, hubs: &HashSet<u32>) -> (HashMap<u32, Digest>, HashSet<u32>) {
    let folders: Vec<&str> = hubs.iter().map(|hub| store.paths[*hub as usize].trim_end_matches("hub.toml")).collect();
    let inner = |path: &'_ str| folders.iter().find_map(|folder| path.strip_prefix(folder)).map(str::to_owned);
    let (mut calendars, mut single) = (HashMap::new(), HashSet::new());
    for (at, path) in (0..).zip(&store.paths) {
        if single::is_event(path) && inner(path).is_some_and(|path| path.starts_with("content/events/")) {
            single.insert(at);
        } else if calendars::is_calendar(path) {
            let known = inner(path).and_then(|path| calendars::calendar(&normal(&path)));
            calendars.extend(known.map(|calendar| (at, calendar)));
        }
    }
    (calendars, single)
}

fn past(record: Record, length: usize, zones: u32) -> Past {
    let known = !record.is_clipped;
    let at = |seconds| Instant::from_unix(seconds);
    let commit: String = record.commit.iter().map(|byte| format!("{byte:02x}")).collect();
    Past {
        first: known.then(|| at(record.first)),
        last: (known || record.is_changed).then(|| at(record.last)),
        changes: known.then_some(record.changes),
        told: (
            (known || record.changes > record.rewritten).then(|| at(record.told)),
            known.then_some(record.changes.saturating_sub(record.rewritten)),
        ),
        commit: CommitId::from(&commit[..length.min(64)]),
        authors: if known { record.authors } else { Vec::new() },
        days: if known { record.days.into_iter().collect() } else { Vec::new() },
        rezoned: (record.zones.1 - record.zones.0, zones - record.zones.1),
        renamed: record.renamed.map(at),
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
/// When it was made is what was told first. `is_clip` tells that what was before is unknown.
pub(super) fn advance(events: &mut HashMap<Digest, EventPast>, key: Digest, now: &Version, at: i64, is_clip: bool) {
    let said = now.said.map(Instant::from_unix);
    let at = Instant::from_unix(at);
    let Some(past) = events.get_mut(&key) else {
        let known = Some(at).filter(|_| !is_clip);
        let last = said.or(known);
        // It was made before it was changed.
        let first =
            now.created.map(Instant::from_unix).or(known).map(|first| last.map_or(first, |last| first.min(last)));
        events.insert(key, EventPast { content: now.content, sequence: now.sequence, first, last });
        return;
    };
    // Between two lines of commits that were merged, what was said last in time need not be what was changed here.
    let is_edited = now.edited.unwrap_or(past.content != now.content);
    let next = past.sequence.saturating_add(u32::from(is_edited)).max(now.sequence);
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
    /// The paths of its calendars with what these are known by, those of its files of single events, and what became of the events in
    /// calendars and of those whose files are gone.
    calendars: HashMap<u32, Digest>,
    single: HashSet<u32>,
    events: HashMap<Digest, EventPast>,
    /// What became of the numbers of events in calendars of others.
    elsewhere: HashMap<Digest, Elsewhere>,
    /// The file in which an event was last that is gone, and what became of it before it came to that.
    left: HashMap<Digest, (u32, Option<EventPast>)>,
    /// How often that was given another zone so far, and when last.
    zones: u32,
    rezoned: Option<i64>,
}

impl Files {
    fn apply(&mut self, commit: &Commit, is_shallow: bool, store: &Store) {
        let is_clip = is_shallow && commit.parents.is_empty();
        for change in &commit.changes {
            match *change {
                Change::Event(path, number) => {
                    self.advance(path, &store.versions[number as usize], commit.at, is_clip);
                }
                Change::Left(path, number) => self.leave(path, store.left[number as usize], commit),
                _ => {}
            }
        }
        if is_clip {
            return self.clip(commit);
        }
        for change in &commit.changes {
            let zones = (self.zones, self.rezoned);
            match *change {
                Change::Added(path) => {
                    self.moved.remove(&path);
                    self.records.entry(path).or_default().change(commit, zones);
                }
                Change::Edited(path) => self.at(path).change(commit, zones),
                Change::Rewritten(path) => self.at(path).rewrite(commit),
                Change::Rezoned(path) => {
                    if self.hubs.contains(&path) {
                        self.zones = self.zones.saturating_add(1);
                        self.rezoned = Some(self.rezoned.map_or(commit.at, |last| commit.at.max(last + 1)));
                    }
                }
                Change::Event(..) | Change::Left(..) => {}
                Change::Removed(path) => {
                    if let Some(record) = self.records.get_mut(&path) {
                        record.is_gone = true;
                    }
                }
                Change::Moved(from, to, is_pure) => self.move_to((from, to), is_pure, commit, store),
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

    /// What an event in a calendar says from a commit on. One that comes from another calendar goes on counting.
    fn advance(&mut self, path: u32, now: &Version, at: i64, is_clip: bool) {
        let Some(calendar) = self.calendars.get(&path) else { return };
        let (key, is_own) = (now.key_in(*calendar), *calendar == Digest::default());
        // What subscribers may have been told while it stood elsewhere.
        let own = self.events.get(&now.key).copied();
        let told = match self.elsewhere.get(&now.key).and_then(Elsewhere::latest) {
            Some(theirs) => Some(theirs.taken_over(own)),
            None => own.filter(|_| !is_own),
        };
        if let Some(told) = told {
            let past = self.events.entry(key).or_insert(EventPast { content: Digest::default(), ..told });
            let first = [past.first, told.first].into_iter().flatten().min();
            let is_behind = told.sequence > past.sequence;
            let content = if is_behind { Digest::default() } else { past.content };
            let (sequence, last) = (past.sequence.max(told.sequence), past.last.max(told.last));
            *past = EventPast { content, sequence, first, last };
        }
        self.left.remove(&key);
        advance(&mut self.events, key, now, at, is_clip);
        if !is_own && let Some(past) = self.events.get(&key) {
            let known = self.elsewhere.entry(now.key).or_default();
            known.first = [known.first, past.first].into_iter().flatten().min();
            let last = known.steps.last().copied();
            if last.is_none_or(|(_, sequence, _)| sequence < past.sequence) {
                let at = last.map_or(at, |(since, ..)| at.max(since.unix()));
                known.steps.push((Instant::from_unix(at), past.sequence, past.last));
            }
        }
    }

    /// The file of a single event is gone. Whatever says the same UID goes on from here.
    fn leave(&mut self, path: u32, key: Digest, commit: &Commit) {
        let Some(record) = self.records.get(&path).filter(|_| self.single.contains(&path)) else { return };
        let zones = self.zones.saturating_sub(record.zones.0);
        let changes = record.changes.saturating_sub(record.rewritten);
        let mut now = EventPast {
            content: Digest::default(),
            sequence: changes.saturating_sub(1).saturating_add(zones),
            first: (!record.is_clipped).then(|| Instant::from_unix(record.first)),
            last: Some(Instant::from_unix(record.told.max(record.renamed.unwrap_or(record.told)))),
        };
        // It may have come back once before, and counted on by itself.
        let before = match self.left.get(&key) {
            Some((last, before)) if *last == path => *before,
            _ => self.events.get(&key).copied(),
        };
        let theirs = self.elsewhere.get(&key).and_then(|known| known.until(now.first?));
        let before = theirs.map_or(before, |theirs| Some(theirs.taken_over(before)));
        if let Some(before) = before {
            now.last = now.last.max(before.last.map(|last| last.plus_seconds(i64::from(changes))));
            now = before.followed_by(&now);
        }
        self.events.insert(key, now);
        // What is known of the file goes with it where it is moved: one that comes back to its place begins anew.
        let is_moved = commit.changes.iter().any(|change| matches!(change, Change::Moved(from, ..) if *from == path));
        if is_moved {
            self.left.remove(&key);
        } else {
            self.left.insert(key, (path, before));
        }
    }

    /// A file that was gone and is there again counts on by itself, from what was before it.
    fn forget_returned(&mut self) {
        for (key, (path, before)) in &self.left {
            if self.records.get(path).is_none_or(|record| record.is_gone) {
                continue;
            }
            match before {
                Some(before) => self.events.insert(*key, *before),
                None => self.events.remove(key),
            };
        }
    }

    /// Notes the files that a shallow clone begins with.
    fn clip(&mut self, commit: &Commit) {
        for change in &commit.changes {
            if let Change::Added(path) | Change::Edited(path) | Change::Rewritten(path) = *change {
                let record = self.records.entry(path).or_default();
                (record.is_clipped, record.commit) = (true, commit.id);
                (record.first, record.last, record.told) = (commit.at, commit.at, commit.at);
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

    fn move_to(&mut self, (from, to): (u32, u32), is_pure: bool, commit: &Commit, store: &Store) {
        let zones = (self.zones, self.rezoned);
        self.moved.remove(&to);
        if let Some(record) = self.records.remove(&from) {
            self.moved.insert(from, to);
            // What a branch did to it under its new name came first.
            let had = self.records.insert(to, record);
            if let (Some(had), Some(record)) = (had.filter(|had| !had.is_gone), self.records.get_mut(&to)) {
                record.changes = record.changes.max(had.changes);
                record.last = record.last.max(had.last);
                record.told = record.told.max(had.told);
            }
        }
        let record = self.records.entry(to).or_default();
        record.is_gone = false;
        let name = |path: u32| single::name(&store.paths[path as usize]);
        if !is_pure || (record.changes == 0 && !record.is_clipped) {
            record.change(commit, zones);
        } else if name(from) != name(to) {
            record.renamed =
                Some(commit.at.max(record.last.max(record.renamed.unwrap_or(record.last)).saturating_add(1)));
        }
    }
}
