//! The copies that `sync` keeps: the files below `data/calendars/`, and what the lock file knows of them.
//!
//! Reads and writes these files alone. A copy is replaced by one rename, only by a calendar, and deleted only when its source is no longer
//! listed and nobody has edited it.

use super::loss::{are_strangers, loss};
use crate::config::{CalendarSource, LOCK, Lock, Locked, SYNC_FOLDER};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::formats::ics::{self, IcsFault, PublicCopy};
use crate::markup::slug;
use crate::net::{Answer, Ask, Fault};
use crate::text::{Digest, Source, SourceId};
use crate::time::{Instant, Zone};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What became of a source.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    /// It is fetched for the first time.
    New(Held),
    /// It has changed.
    Changed(Held),
    /// It is as it was.
    Same,
    /// It cannot be fetched, or is no calendar.
    Failed {
        /// Since when.
        since: Instant,
        /// Why, in words.
        why: String,
        /// Of when the copy is that stays, if there is one.
        kept: Option<Instant>,
        /// Whether nothing answered at all.
        silence: bool,
    },
}

/// What a copy holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) events: usize,
    /// How many more the source has that are private and stay behind.
    pub(super) private: usize,
    /// Whether no event to come has kept the identity that calendar apps know it by.
    pub(super) strangers: bool,
}

/// A source and its copy.
pub(super) struct Copy {
    pub(super) source: Arc<CalendarSource>,
    locked: Locked,
    /// The text that is there.
    text: Option<String>,
    /// The text to be written.
    new: Option<String>,
}

/// All copies of a hub.
pub(super) struct Copies {
    root: PathBuf,
    pub(super) all: Vec<Copy>,
    /// Files of sources that are no longer listed.
    pub(super) gone: Vec<String>,
    lock_text: String,
}

impl Copies {
    /// Reads what is there.
    ///
    /// # Errors
    /// When a file cannot be read, or the folder leads out of the hub.
    pub(super) fn open(root: &Path, sources: &[Arc<CalendarSource>]) -> Result<Self, Error> {
        stay_inside(root)?;
        let lock_text = read(&root.join(LOCK))?.unwrap_or_default();
        let mut said: Vec<Diagnostic> = Vec::new();
        // What cannot be read of the lock is fetched anew and written anew.
        let Lock(mut known) = Lock::parse(SourceId(0), &lock_text, &mut said);
        known.retain(|name, _| slug(name) == *name && !name.is_empty());
        let wanted = |name: &str| sources.iter().any(|source| source.url.is_some() && *source.slug == *name);
        let mut all = Vec::new();
        for source in sources.iter().filter(|source| source.url.is_some()) {
            let url = source.url.as_ref().map(ToString::to_string).unwrap_or_default();
            let own = known.remove(&*source.slug);
            // A source that was given another name keeps its copy.
            let renamed =
                || known.iter().find(|(name, old)| old.url == url && !wanted(name)).map(|(name, _)| name.clone());
            let old_name = if own.is_none() { renamed() } else { None };
            let file = old_name.as_ref().map_or_else(|| source.path.to_string(), |name| path_of(name));
            let locked = own.or_else(|| known.get(old_name.as_ref()?).cloned()).unwrap_or_default();
            let text = read(&root.join(file))?;
            let new = text.clone().filter(|_| old_name.is_some());
            all.push(Copy { source: source.clone(), locked, text, new });
        }
        let mut gone = Vec::new();
        for (name, locked) in known.into_iter().filter(|(name, _)| !wanted(name)) {
            let is_ours = |text: String| locked.digest == Some(Digest::of_bytes(text.as_bytes()).hex());
            if read(&root.join(path_of(&name)))?.is_some_and(is_ours) {
                gone.push(path_of(&name));
            }
        }
        Ok(Self { root: root.to_path_buf(), all, gone, lock_text })
    }

    /// Writes what is new, takes away what is gone, and says whether anything was to be done.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn save(self) -> Result<(), Error> {
        let folder = self.root.join(SYNC_FOLDER);
        let lock = Lock(self.all.iter().map(|copy| (copy.source.slug.to_string(), copy.locked.clone())).collect());
        let lock = if lock.0.is_empty() { String::new() } else { lock.text() };
        if lock == self.lock_text && self.gone.is_empty() && self.all.iter().all(|copy| copy.new.is_none()) {
            return Ok(());
        }
        std::fs::create_dir_all(&folder).map_err(Error::io("create the folder", &folder))?;
        for copy in &self.all {
            if let Some(text) = &copy.new {
                write(&self.root.join(&*copy.source.path), text)?;
            }
        }
        for path in &self.gone {
            let file = self.root.join(path);
            std::fs::remove_file(&file).map_err(Error::io("remove", &file))?;
        }
        write(&self.root.join(LOCK), &lock)
    }
}

impl Copy {
    /// What to ask for. Where the copy is not the one that the lock speaks of, the whole calendar is wanted.
    pub(super) fn ask(&self) -> Option<Ask> {
        let url = self.source.url.clone()?;
        let digest = self.text.as_ref().map(|text| Digest::of_bytes(text.as_bytes()).hex());
        let known = self.locked.url == url.as_str() && digest.is_some() && digest == self.locked.digest;
        let (etag, last_modified) = (self.locked.etag.clone(), self.locked.last_modified.clone());
        Some(Ask { url, etag: etag.filter(|_| known), last_modified: last_modified.filter(|_| known) })
    }

    /// Takes an answer: a calendar replaces the copy, anything else leaves it; and so does, unless it is accepted, one that has lost what
    /// was to come.
    pub(super) fn take(
        &mut self,
        answer: Result<Answer, Fault>,
        now: Instant,
        zone: &Zone,
        accept_empty: bool,
    ) -> News {
        let fetched = match answer {
            Ok(Answer::Unchanged) => {
                self.answered(now);
                return News::Same;
            }
            Ok(Answer::Fetched(fetched)) => fetched,
            Err(fault) => return self.failed(fault.to_string(), fault.is_silence(), now),
        };
        let source = Source::of_any_encoding(self.source.path.clone(), fetched.bytes);
        let file = ics::read(&source.text, zone);
        if file.problems.iter().any(|problem| problem.fault == IcsFault::NotACalendar) {
            let start: String = source.text.trim_start().chars().filter(|c| !c.is_control()).take(40).collect();
            let why = if start.is_empty() { "it is empty".to_owned() } else { format!("it begins with `{start}`") };
            return self.failed(format!("what it sends is no calendar: {why}"), false, now);
        }
        if ics::breaks_off(&source.text) {
            return self.failed("what it sends breaks off before `END:VCALENDAR`".to_owned(), false, now);
        }
        let old = self.text.as_ref().map(|old| ics::read(old, zone));
        if let Some(loss) = old.as_ref().filter(|_| !accept_empty).and_then(|old| loss(old, &file, now)) {
            let why = format!("what it sends {loss} of the copy; if that is right, run `folkmoot sync --accept-empty`");
            return self.failed(why, false, now);
        }
        self.locked.etag = fetched.etag;
        self.locked.last_modified = fetched.last_modified;
        self.answered(now);
        let PublicCopy { text, private, .. } = ics::public_copy(&source.text);
        if self.text.as_ref().is_some_and(|old| ics::differ_in_stamps_alone(old, &text)) {
            return News::Same;
        }
        self.locked.digest = Some(Digest::of_bytes(text.as_bytes()).hex());
        self.locked.size = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.new = Some(text);
        let events = file.events.iter().filter(|event| !event.private).count();
        let strangers = self.source.republish && old.as_ref().is_some_and(|old| are_strangers(old, &file, now));
        let held = Held { events, private, strangers };
        if old.is_some() { News::Changed(held) } else { News::New(held) }
    }

    fn answered(&mut self, now: Instant) {
        self.locked.url = self.source.url.as_ref().map(ToString::to_string).unwrap_or_default();
        self.locked.fetched = Some(now);
        self.locked.failing = None;
    }

    fn failed(&mut self, why: String, silence: bool, now: Instant) -> News {
        let since = self.locked.failing.as_ref().map_or(now, |(since, _)| *since);
        self.locked.failing = Some((since, why.clone()));
        if self.locked.url.is_empty() {
            self.locked.url = self.source.url.as_ref().map(ToString::to_string).unwrap_or_default();
        }
        let kept = self.locked.fetched.filter(|_| self.text.is_some());
        News::Failed { since, why, kept, silence }
    }
}

fn path_of(name: &str) -> String {
    format!("{SYNC_FOLDER}/{name}.ics")
}

/// The text of a file; `None` where there is none.
fn read(file: &Path) -> Result<Option<String>, Error> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::io("read", file)(cause)),
    }
}

/// Puts a text in the place of a file, whole or not at all.
fn write(file: &Path, text: &str) -> Result<(), Error> {
    let beside = file.with_extension("new");
    std::fs::write(&beside, text).map_err(Error::io("write", &beside))?;
    std::fs::rename(&beside, file).map_err(Error::io("write", file))
}

/// Refuses a folder that is, or lies in, a link out of the hub.
fn stay_inside(root: &Path) -> Result<(), Error> {
    let top = root.canonicalize().map_err(Error::io("read", root))?;
    let mut folder = top.clone();
    for part in SYNC_FOLDER.split('/') {
        folder.push(part);
        if folder.symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
            return Err(Error::Usage(format!("`{}` is no folder, and nothing is written there", folder.display())));
        }
    }
    Ok(())
}
