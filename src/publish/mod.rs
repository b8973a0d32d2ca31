//! Makes a finished site visible: all of it in one step, without touching what did not change.
//!
//! Takes bytes under addresses, gives a folder. The new site is put together in a hidden folder beside the output: new files are
//! written there, files that stay get a second name there, and then the two folders exchange their names. So the output is the
//! whole old site or the whole new one, whatever happens in between, and a file that did not change keeps its inode and time.
//!
//! It must never write into, or remove, anything that Folkmoot did not make: the output is absent, empty, or holds our manifest, and
//! files in it that the manifest does not list are carried over.
//!
//! What is promised holds when the program is killed at any moment. Nothing is forced to the disk (`fsync`): ten thousand files would
//! take seconds, and forcing only the folder makes it likelier that names survive a power cut without their bytes. A file that comes
//! back short after one differs from the ledger in size, and the next build makes it again.

mod ledger;
mod manifest;
mod place;
#[cfg(test)]
mod tests;
mod tree;

pub use manifest::MANIFEST;

use crate::cache;
use crate::error::Error;
use crate::model::Address;
use crate::text::Digest;
pub use ledger::Whole;
use ledger::{Entry, Ledger, Stat};
use manifest::{Manifest, manifest_text, unfinished_text};
pub use place::PreviewPlace;
use place::{Lock, Place};
use rayon::prelude::*;
use std::collections::HashSet;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tree::Listing;

/// An output folder, held for one build.
///
/// Threads share it by reference; each file handed in gives a [`Record`], and the records are handed to [`Publisher::commit`].
/// When it is dropped without that, the site that stood before stands untouched.
#[derive(Debug)]
pub struct Publisher {
    place: Place,
    root: PathBuf,
    ledger_name: String,
    ledger: Ledger,
    manifest: Manifest,
    stage: OnceLock<Result<(), (ErrorKind, String)>>,
    _lock: Lock,
}

/// What became of one file of the site.
#[derive(Debug)]
pub struct Record {
    path: Arc<str>,
    fate: Fate,
}

#[derive(Debug)]
enum Fate {
    /// Not made again: everything is as the ledger has it.
    Kept,
    /// Made again, with the same bytes.
    Same(Entry),
    /// Lies in the stage.
    Written(Entry),
}

/// What a build did to the output folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that are new or have other bytes than before.
    pub written: usize,
    /// Files that were not touched.
    pub unchanged: usize,
    /// Files of the site before that are no longer part of it.
    pub removed: usize,
    /// The size of the written files together, in bytes.
    pub bytes: u64,
}

/// What is known of how a file of the site was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The path in the output folder.
    pub path: Arc<str>,
    /// The digest of all it was made of.
    pub key: Digest,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// The files whose words flowed into it, by path from the hub's root.
    pub sources: Vec<Arc<str>>,
}

impl Publisher {
    /// Takes hold of the folder `output` for the hub at `root`, removes what a killed build left, and reads what is known of the
    /// site that stands there. Without `use_cache` the ledger is not read, so every file is made again.
    ///
    /// # Errors
    /// [`Error::OutputNotOurs`] when something could be lost, [`Error::Locked`] while another build writes there,
    /// [`Error::Io`] when the disk refuses.
    pub fn open(output: &Path, root: &Path, use_cache: bool) -> Result<Self, Error> {
        let (place, root) = Place::new(output, root)?;
        let lock = place.lock()?;
        let manifest = place.clear()?;
        let ledger_name = ledger::name_for(&place.output);
        let ledger = match manifest.digest {
            Some(digest) if use_cache => Ledger::read(&root, &ledger_name, digest),
            _ => Ledger::default(),
        };
        Ok(Self { ledger, manifest, root, ledger_name, place, stage: OnceLock::new(), _lock: lock })
    }

    /// What is known of the site, and the report of a build that need not happen: the site in place was made of just this, nothing in it
    /// changes by itself between then and `now` (seconds since 1970, UTC), and every file of it stands as we left it.
    pub fn is_whole(&self, key: Digest, now: i64) -> Option<(&Whole, Report)> {
        let whole = self.ledger.whole.as_ref().filter(|whole| whole.key == key)?;
        let entries = &self.ledger.entries;
        let in_place = (whole.from..whole.until).contains(&now)
            && entries.par_iter().all(|(path, entry)| self.stat(path) == Some(entry.stat));
        in_place.then(|| (whole, Report { unchanged: entries.len(), ..Report::default() }))
    }

    /// Files of the site that stands there into which the words of some entry flowed, by path.
    pub fn told(&self) -> impl Iterator<Item = &str> {
        self.ledger.entries.iter().filter(|(_, entry)| !entry.sources.is_empty()).map(|(path, _)| path.as_ref())
    }

    /// Whether the file of this address was made with this key and stands in the output as we left it.
    pub fn is_current(&self, address: &Address, key: Digest) -> bool {
        let path = address.file();
        self.has_key(&path, key) && self.known(&path).is_some()
    }

    /// Keeps the file of this address as it stands.
    ///
    /// # Panics
    /// When it was made with another key, so that [`Publisher::is_current`] cannot be true of it; that is a mistake in Folkmoot.
    pub fn keep(&self, address: &Address, key: Digest) -> Record {
        let path = address.file();
        assert!(self.has_key(&path, key), "only a current file can be kept");
        Record { path: path.into(), fate: Fate::Kept }
    }

    /// Hands in the bytes of a file. Nothing is written when the file stands in the output with these bytes.
    ///
    /// # Errors
    /// When the disk refuses, or the address is that of the manifest.
    pub fn put(&self, address: &Address, key: Digest, bytes: &[u8], sources: Vec<Arc<str>>) -> Result<Record, Error> {
        let digest = Digest::of_bytes(bytes);
        self.hand_in(address, key, digest, sources, |path, mut file| {
            file.write_all(bytes).map_err(Error::io("write", path))
        })
    }

    /// Hands in a file of the hub, whose bytes have the digest `digest`, to be copied.
    ///
    /// # Errors
    /// As [`Publisher::put`], and when the file cannot be read.
    pub fn copy(
        &self,
        address: &Address,
        key: Digest,
        from: &Path,
        digest: Digest,
        sources: Vec<Arc<str>>,
    ) -> Result<Record, Error> {
        self.hand_in(address, key, digest, sources, |_, mut file| {
            // Not `fs::copy`: the site's files have the rights of new files, whatever those of the original are.
            let mut original = File::open(from).map_err(Error::io("read", from))?;
            std::io::copy(&mut original, &mut file).map_err(Error::io("copy", from)).map(|_| ())
        })
    }

    /// Makes the site of these records visible, in one step. With nothing new and nothing gone, the output is not touched at all.
    ///
    /// # Errors
    /// When the disk refuses; then the site that stood before stands. [`Error::OutputNotOurs`] when the site has a file where
    /// somebody put one of their own.
    pub fn commit(mut self, mut records: Vec<Record>, whole: Option<Whole>) -> Result<Report, Error> {
        records.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        self.refuse_collisions(&records)?;
        let removed = self.vanished(&records);
        let mut report = Report { removed, ..Report::default() };
        for record in &records {
            match &record.fate {
                Fate::Written(entry) => {
                    report.written += 1;
                    report.bytes += entry.stat.size;
                }
                Fate::Kept | Fate::Same(_) => report.unchanged += 1,
            }
        }
        let untouched = report.written == 0 && removed == 0 && self.manifest.digest.is_some();
        let remembered = untouched && records.iter().all(|record| matches!(record.fate, Fate::Kept));
        if remembered && records.len() == self.ledger.entries.len() && self.ledger.whole == whole {
            return Ok(report);
        }
        let text = manifest_text(&self.digests(&records));
        let site = Digest::of_bytes(text.as_bytes());
        let replaced = if untouched && self.manifest.digest == Some(site) {
            None
        } else {
            let listing = tree::list(&self.place.output)?;
            self.put_together(&records, &listing, &text)?;
            let replaced = tree::exchange(&self.place.stage, &self.place.output, &self.place.old)?;
            self.stage = OnceLock::new();
            replaced.map(|folder| (folder, listing))
        };
        // The old site goes even when the ledger cannot be written: a full disk needs the room.
        let remembered = self.remember(records, whole).write(&self.root, &self.ledger_name, site);
        if let Some((folder, listing)) = replaced {
            self.remove_old(&folder, &listing)?;
        }
        remembered.map(|()| report)
    }

    /// Gives up: the site that stood before stands, and what was staged is removed.
    pub fn abandon(self) {
        drop(self);
    }

    /// Whether the ledger knows a file as made with this key.
    fn has_key(&self, path: &str, key: Digest) -> bool {
        self.ledger.entries.get(path).is_some_and(|entry| entry.key == key)
    }

    /// What the ledger knows of a file, if the file stands in the output as we left it.
    fn known(&self, path: &str) -> Option<&Entry> {
        let entry = self.ledger.entries.get(path)?;
        (self.stat(path) == Some(entry.stat)).then_some(entry)
    }

    /// Size and time of an ordinary file in the output.
    fn stat(&self, path: &str) -> Option<Stat> {
        let meta = self.place.output.join(path).symlink_metadata().ok()?;
        meta.is_file().then(|| Stat::of(&meta))
    }

    /// Whether anything in the output has this name.
    fn is_there(&self, path: &str) -> bool {
        self.place.output.join(path).symlink_metadata().is_ok()
    }

    /// The size and time of the file in place, if its bytes have this digest.
    fn in_place(&self, path: &str, digest: Digest) -> Option<Stat> {
        if let Some(entry) = self.known(path) {
            return (entry.digest == digest).then_some(entry.stat);
        }
        if !self.manifest.lists(path) {
            return None;
        }
        // The memory is lost: reading costs less than writing, and the file keeps its time.
        let stat = self.stat(path)?;
        let bytes = std::fs::read(self.place.output.join(path)).ok()?;
        (Digest::of_bytes(&bytes) == digest).then_some(stat)
    }

    fn hand_in(
        &self,
        address: &Address,
        key: Digest,
        digest: Digest,
        sources: Vec<Arc<str>>,
        write: impl FnOnce(&Path, &File) -> Result<(), Error>,
    ) -> Result<Record, Error> {
        let path = address.file();
        if path == MANIFEST {
            return Err(Error::Usage(format!("`/{MANIFEST}` is the name of Folkmoot's own list; no page can have it")));
        }
        if let Some(stat) = self.in_place(&path, digest) {
            return Ok(Record { path: path.into(), fate: Fate::Same(Entry { key, digest, stat, sources }) });
        }
        let target = self.place.stage.join(&path);
        let file = self.create(&target)?;
        write(&target, &file)?;
        let stat = Stat::of(&file.metadata().map_err(Error::io("look at", &target))?);
        Ok(Record { path: path.into(), fate: Fate::Written(Entry { key, digest, stat, sources }) })
    }

    /// Creates a file in the stage. Its folder is made only when it turns out to be missing, so each is made once.
    fn create(&self, target: &Path) -> Result<File, Error> {
        self.begin_stage()?;
        match File::create_new(target) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                tree::make_parent(target)?;
                File::create_new(target)
            }
            other => other,
        }
        .map_err(Error::io("create", target))
    }

    /// Makes the stage and marks it as ours, once.
    fn begin_stage(&self) -> Result<(), Error> {
        let stage = &self.place.stage;
        let made = self.stage.get_or_init(|| {
            std::fs::create_dir(stage)
                .and_then(|()| std::fs::write(stage.join(MANIFEST), unfinished_text()))
                .map_err(|cause| (cause.kind(), cause.to_string()))
        });
        made.clone().map_err(|(kind, cause)| Error::io("create the folder", stage)(std::io::Error::new(kind, cause)))
    }

    /// Refuses to replace a file that somebody else put into the output.
    fn refuse_collisions(&self, records: &[Record]) -> Result<(), Error> {
        let foreign = |record: &&Record| {
            matches!(record.fate, Fate::Written(_)) && !self.manifest.lists(&record.path) && self.is_there(&record.path)
        };
        if self.manifest.digest.is_none() {
            return Ok(()); // Without a list of ours the output is empty.
        }
        match records.iter().find(foreign) {
            None => Ok(()),
            Some(record) => {
                let why = format!(
                    "the site has a file `{0}`, and somebody else put a `{0}` there; remove that one or move it to `static/`",
                    record.path
                );
                Err(Error::OutputNotOurs { path: self.place.output.clone(), why })
            }
        }
    }

    /// How many files of the old site are not part of the new one.
    fn vanished(&self, records: &[Record]) -> usize {
        self.manifest.missing_from(records.iter().map(|record| &*record.path))
    }

    fn digests<'a>(&self, records: &'a [Record]) -> Vec<(&'a str, Digest)> {
        let digest = |record: &Record| match &record.fate {
            Fate::Kept => self.ledger.entries[&record.path].digest,
            Fate::Same(entry) | Fate::Written(entry) => entry.digest,
        };
        records.iter().map(|record| (&*record.path, digest(record))).collect()
    }

    /// Completes the stage: files that stay, files that are not ours, the list.
    fn put_together(&self, records: &[Record], listing: &Listing, manifest: &str) -> Result<(), Error> {
        self.begin_stage()?;
        let Place { output, stage, .. } = &self.place;
        let kept = records.par_iter().filter(|record| !matches!(record.fate, Fate::Written(_)));
        kept.try_for_each(|record| tree::link(output, stage, Path::new(&*record.path)))?;
        self.foreign(listing).par_iter().try_for_each(|path| tree::link(output, stage, path))?;
        for folder in &listing.empty {
            // Where the new site has a file of that name, an empty folder is no loss.
            let _ = std::fs::create_dir_all(stage.join(folder));
        }
        let list = stage.join(MANIFEST);
        std::fs::write(&list, manifest).map_err(Error::io("write", &list))
    }

    /// Files in the output that Folkmoot did not make.
    fn foreign<'a>(&self, listing: &'a Listing) -> Vec<&'a Path> {
        let ours = |path: &&String| path.as_str() != MANIFEST && !self.manifest.lists(path);
        let files = listing.files.keys().filter(ours).map(Path::new);
        let odd = listing.odd.iter().filter(|path| path.to_str().is_none_or(|path| !self.manifest.lists(path)));
        files.chain(odd.map(PathBuf::as_path)).collect()
    }

    /// The ledger of the new site.
    fn remember(&mut self, records: Vec<Record>, whole: Option<Whole>) -> Ledger {
        let mut old = std::mem::take(&mut self.ledger.entries);
        let entries = records.into_iter().filter_map(|record| {
            let entry = match record.fate {
                Fate::Kept => old.remove(&record.path)?,
                Fate::Same(entry) | Fate::Written(entry) => entry,
            };
            Some((record.path, entry))
        });
        Ledger { entries: entries.collect(), whole }
    }

    /// Removes the old site: what the list named, and what the new site has a second name for. What arrived there since it was
    /// listed is moved into the new site.
    fn remove_old(&self, folder: &Path, listing: &Listing) -> Result<(), Error> {
        let seen: HashSet<&Path> = listing.files.keys().map(Path::new).collect();
        let odd: HashSet<&Path> = listing.odd.iter().map(PathBuf::as_path).collect();
        let late = tree::remove(folder, &|path| seen.contains(path) || odd.contains(path))?;
        if late.is_empty() {
            return Ok(());
        }
        for path in late {
            let target = self.place.output.join(&path);
            if target.symlink_metadata().is_err() {
                tree::make_parent(&target)?;
                std::fs::rename(folder.join(&path), &target).map_err(Error::io("carry over", &target))?;
            }
        }
        tree::remove(folder, &|_| true).map(|_| ())
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        if self.stage.get().is_some_and(Result::is_ok) {
            // What cannot be removed now is removed by the next build.
            let _ = tree::remove(&self.place.stage, &|_| true);
        }
    }
}

/// The largest text that is looked at of a site that stands, in bytes.
const MAX_PUBLISHED: u64 = 4 << 20;

/// A text of the site that stands in a folder, if we made that site.
pub fn published(output: &Path, path: &str) -> Option<String> {
    let file = output.join(path);
    let is_ours = output.join(MANIFEST).is_file();
    let is_small = || file.symlink_metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= MAX_PUBLISHED);
    if is_ours && is_small() { std::fs::read_to_string(file).ok() } else { None }
}

/// Forgets what is known of the site in `output`, which is not to be built again.
pub fn forget(output: &Path, root: &Path) {
    if let Ok((place, root)) = Place::new(output, root) {
        cache::remove(&root, &ledger::name_for(&place.output));
    }
}

/// What is known of the files of the site that stands in `output`, sorted by path; `None` when nothing is.
///
/// # Errors
/// When `output` cannot hold a site, or the hub cannot be found.
pub fn made(output: &Path, root: &Path) -> Result<Option<Vec<Made>>, Error> {
    let (place, root) = Place::new(output, root)?;
    let Some(digest) = place::read_manifest(&place.output).and_then(|manifest| manifest.digest) else {
        return Ok(None);
    };
    let ledger = Ledger::read(&root, &ledger::name_for(&place.output), digest);
    let made = |(path, entry): (Arc<str>, Entry)| {
        let Entry { key, digest, stat, sources } = entry;
        Made { path, key, digest, size: stat.size, sources }
    };
    let mut all: Vec<Made> = ledger.entries.into_iter().map(made).collect();
    all.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok((!all.is_empty()).then_some(all))
}
