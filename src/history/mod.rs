//! What git remembers of the hub's files: when each was first and last changed, how often, and by whom.
//!
//! [`look`] asks git how the hub stands now, which is cheap enough for every build; [`read`] gives the [`History`], read once from the
//! whole repository, kept in `.folkmoot/` and brought up to date with what was committed since. History is never needed: without git,
//! without a repository or a commit there is none, and that is no mistake. What comes from a commit is as hostile as a file of a
//! stranger: names are texts, never markup, and are cut short. An e-mail address goes no further than [`mark`], which only tells
//! whether two are the same. Never asks the clock, runs a hook, opens a connection or writes to the repository.

mod cache;
mod calendars;
mod fold;
mod git;
mod hub_zone;
mod log;
mod single;

pub use calendars::event_key;
pub use git::git;
pub use single::name_key;

use crate::text::{Digest, digest_of, normal};
use crate::time::Instant;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

/// The name of a commit: its hexadecimal digits.
pub type CommitId = Arc<str>;

/// How the hub's repository stands.
#[derive(Clone, Debug, Hash)]
pub struct Standing {
    /// The commit that is checked out.
    head: CommitId,
    /// The hub's folder in the repository, empty or with `/` at its end.
    prefix: String,
    /// The digest of `.mailmap`, and of the list of commits at which a shallow clone ends.
    views: (Digest, Digest),
    /// Whether older commits were left out when the repository was cloned.
    is_shallow: bool,
    /// Files, by path from the hub's root, that are not as they were committed.
    changed: BTreeSet<String>,
}

/// What came of looking for a repository.
#[derive(Clone, Debug)]
pub enum Looked {
    /// The hub lies in one that has commits.
    Here(Standing),
    /// There is none, it is empty, or there is no git.
    Nothing,
    /// There is one that belongs to somebody else, and git does not read it.
    NotOurs,
}

impl Looked {
    /// The digest of everything that the history of this hub depends on.
    pub fn digest(&self) -> Digest {
        match self {
            Self::Here(standing) => digest_of(standing),
            Self::Nothing | Self::NotOurs => Digest::default(),
        }
    }
}

/// Somebody who committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name, as `.mailmap` has it.
    pub name: Arc<str>,
    /// The [`mark`] of the e-mail address.
    pub mark: Digest,
    /// The login at GitHub, in small letters, where the address is one that GitHub makes.
    pub login: Option<Arc<str>>,
}

/// What is known of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// When it was added; `None` where the history does not reach back.
    pub first: Option<Instant>,
    /// When its content was changed last; `None` where the history does not reach back.
    pub last: Option<Instant>,
    /// How often its content was changed, its first commit included; `None` where the history does not reach back. Moving a file is no
    /// change; a merge is one only through the commits it brings.
    pub changes: Option<u32>,
    /// The last commit that changed it.
    pub commit: CommitId,
    /// Who changed it, those who came first first: numbers in [`History::authors`]. Empty where the history does not reach back.
    pub authors: Vec<u32>,
    /// Who changed it on which day in UTC, each pair once, in order: a number in [`History::authors`], and the day as
    /// [`Date::day_number`](crate::time::Date::day_number) counts. Empty where the history does not reach back.
    pub days: Vec<(u32, i32)>,
    /// `last` and `changes` without the changes of an event's file that left what it says as it was: another comment, another order of
    /// fields.
    pub told: (Option<Instant>, Option<u32>),
    /// How often the hub was given another default time zone while this file was there: up to its own last change, and since then.
    pub rezoned: (u32, u32),
    /// Of an event, when its file was last given another name without being changed: so its page has another address.
    pub renamed: Option<Instant>,
}

/// What is known of one event in a calendar file, whatever other events stand there, or of one that was in a file of its own which is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPast {
    /// What it said last.
    content: Digest,
    /// The number of its revision: that of the file, and one more for each change that left that number as it was.
    pub sequence: u32,
    /// When it was made, by the file if that told when it was added, which stands whatever the file says later; `None` where nobody tells.
    pub first: Option<Instant>,
    /// When it was changed last, by the file if that tells of the change; `None` where nobody tells.
    pub last: Option<Instant>,
}

/// The history of every committed file of a hub.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Everybody who committed.
    pub authors: Vec<Author>,
    /// By path from the hub's root.
    files: HashMap<String, Past>,
    /// The events in calendar files, and those whose files are gone: by their [`event_key`] or [`name_key`], and in calendars of others by
    /// what these are known by, too.
    events: HashMap<Digest, EventPast>,
    /// What became of the numbers of events in calendars of others, by their [`event_key`].
    elsewhere: HashMap<Digest, Elsewhere>,
    /// Whether older commits were left out when the repository was cloned.
    pub is_shallow: bool,
    /// When the hub was last given another default time zone, if ever.
    pub rezoned: Option<Instant>,
}

/// The numbers that an event had in calendars of others, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Elsewhere {
    /// Since when it had which, and when it was changed last, as it said then.
    steps: Vec<(Instant, u32, Option<Instant>)>,
    /// When it was made.
    first: Option<Instant>,
}

impl Elsewhere {
    /// What was known at a time.
    fn until(&self, time: Instant) -> Option<EventPast> {
        self.steps.iter().rfind(|(since, ..)| *since <= time).map(|step| self.at(step))
    }

    /// What is known now.
    fn latest(&self) -> Option<EventPast> {
        self.steps.last().map(|step| self.at(step))
    }

    fn at(&self, &(_, sequence, last): &(Instant, u32, Option<Instant>)) -> EventPast {
        EventPast { content: Digest::default(), sequence, first: self.first, last }
    }
}

impl EventPast {
    /// The same event of others, where it was one of the hub's own before.
    fn taken_over(self, own: Option<Self>) -> Self {
        let Some(own) = own else { return self };
        let after = own.followed_by(&Self { sequence: 0, ..self });
        Self { sequence: self.sequence.max(after.sequence), ..after }
    }

    /// The same event, as another record goes on with it: nothing goes back.
    pub fn followed_by(&self, later: &Self) -> Self {
        Self {
            content: later.content,
            sequence: self.sequence.saturating_add(1).saturating_add(later.sequence),
            first: [self.first, later.first].into_iter().flatten().min(),
            last: later.last.max(self.last.map(|last| last.plus_seconds(1))),
        }
    }
}

impl History {
    /// What is known of the file at a path from the hub's root; `None` where it was never committed.
    pub fn of(&self, path: &str) -> Option<&Past> {
        // Git on macOS keeps names in normal form C, whatever form the disk has.
        self.files.get(path).or_else(|| self.files.get(&*normal(path)))
    }

    /// What is known of an event in the calendar at a path from the hub's root, by its [`event_key`], and where it was before; `None` where
    /// it was never committed.
    pub fn event(&self, key: Digest, name: Option<Digest>, path: &str) -> Option<EventPast> {
        let calendar = calendars::calendar(&normal(path))?;
        let event = *self.events.get(&calendars::key_in(key, calendar))?;
        if calendar == Digest::default() {
            let before = name.and_then(|name| self.events.get(&name));
            return Some(before.map_or(event, |before| before.followed_by(&event)));
        }
        Some(event.taken_over(self.events.get(&key).copied()))
    }

    /// What is known of an event where it was before it came to the file of its own at a path: in one of the hub's calendars, by its
    /// [`event_key`], in another file that is gone, by that or by its [`name_key`], or in a calendar of others when this file was added.
    pub fn before(&self, key: Digest, name: Option<Digest>, path: &str) -> Option<EventPast> {
        let keys = [Some(key), name].into_iter().flatten();
        let mut known: Vec<EventPast> = keys.filter_map(|key| self.events.get(&key).copied()).collect();
        known.sort_by_key(|past| past.last);
        let own = known.into_iter().reduce(|one, other| one.followed_by(&other));
        let added = self.of(path).and_then(|past| past.first);
        let theirs = added.and_then(|added| self.elsewhere.get(&key)?.until(added));
        theirs.map_or(own, |theirs| Some(theirs.taken_over(own)))
    }

    /// How many files it knows.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether it knows of no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// What an e-mail address is compared by: its digest, capitals aside.
pub fn mark(mail: &str) -> Digest {
    Digest::of_bytes(mail.trim().to_lowercase().as_bytes())
}

/// What may be remembered between builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Whether what an earlier build remembered is used.
    pub read: bool,
    /// Whether later builds may use what this one read.
    pub write: bool,
}

/// Asks git how the folder `root` stands.
pub fn look(root: &Path) -> Looked {
    git::look(root)
}

/// The last committed version of a file of the hub at `root` that `make` makes something of, with its commit: the latest of at most
/// twenty. `None` where git cannot tell.
pub fn last_version<T>(root: &Path, path: &str, make: impl Fn(Vec<u8>) -> Option<T>) -> Option<(String, T)> {
    git::last_version(root, path, make)
}

/// The history of the hub at `root`. Empty where git cannot tell it, which is no mistake.
pub fn read(root: &Path, standing: &Standing, memory: Memory) -> History {
    let known = if memory.read { cache::answer(root, standing) } else { None };
    let committed = known.or_else(|| {
        let mut store = if memory.read { cache::store(root, standing) } else { None }.unwrap_or_default();
        let before = store.commits.len();
        log::complete(root, &mut store, &standing.head)?;
        let history = fold::fold(&store, standing)?;
        if memory.write {
            if store.commits.len() > before {
                cache::remember_store(root, standing, &store);
            }
            cache::remember_answer(root, standing, &history);
        }
        Some(history)
    });
    let Some((mut history, head_at)) = committed else { return History::default() };
    for path in &standing.changed {
        if let Some(past) = history.files.get_mut(path) {
            let after = past.last.map(|last| last.plus_seconds(1));
            past.last = after.max(Some(head_at));
            past.changes = past.changes.map(|changes| changes.saturating_add(1));
            let told = past.told.0.map(|last| last.plus_seconds(1));
            past.told = (told.max(past.last), past.told.1.map(|changes| changes.saturating_add(1)));
            past.rezoned = (past.rezoned.0.saturating_add(past.rezoned.1), 0);
        }
        let Some(calendar) = calendars::calendar(&normal(path)) else { continue };
        let text = std::fs::read(root.join(path)).ok();
        for version in text.iter().flat_map(|text| calendars::placed(calendars::versions(text), path)) {
            fold::advance(&mut history.events, version.key_in(calendar), &version, head_at.unix(), false);
        }
    }
    if standing.changed.contains("hub.toml") && hub_zone::differs(root, &standing.head) {
        history.rezoned = history.rezoned.map(|last| last.plus_seconds(1)).max(Some(head_at));
        history.files.values_mut().for_each(|past| past.rezoned.1 = past.rezoned.1.saturating_add(1));
    }
    history
}
