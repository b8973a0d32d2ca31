//! Notices what changes in the hub: the only home of notify.
//!
//! Takes the hub's folder, gives batches of changed paths. The output and Folkmoot's own folder are not watched; what `scan` does not
//! read (hidden files, editors' copies) is no change. Reading a file makes events too, and those are dropped where they arise.

use crate::error::Error;
use crate::read::scan::is_left_out;
use notify::event::{AccessKind, AccessMode, EventKind, MetadataKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// The folders of a hub whose files matter.
const FOLDERS: [&str; 5] = ["content", "data", "static", "templates", "themes"];

/// How long nothing must happen before a few changes are taken as one: an editor writes a file in several steps.
const PAUSE: Duration = Duration::from_millis(15);
/// The same for many changes, as when git changes branches.
const LONG_PAUSE: Duration = Duration::from_millis(120);
/// How many changes are many.
const MANY: usize = 3;
/// After this long the changes are taken, even if they go on.
const PATIENCE: Duration = Duration::from_secs(2);

/// What happened.
#[derive(Debug)]
pub(super) enum Change {
    /// Something at a path.
    At(PathBuf),
    /// More than the system could tell of.
    Unknown,
    /// The program is to end.
    Stop,
}

/// Changes that belong together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Paths from the hub's root, sorted.
    pub(super) paths: BTreeSet<String>,
    /// Whether more changed than the paths tell.
    pub(super) unknown: bool,
}

/// Watches a hub as long as it lives.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    root: PathBuf,
}

impl Watch {
    /// Begins to watch the hub at `root`; changes are sent to `changes`.
    ///
    /// # Errors
    /// When the system cannot watch any more folders.
    pub(super) fn new(root: &Path, changes: Sender<Change>) -> Result<Self, Error> {
        let root = root.canonicalize().map_err(Error::io("find", root))?;
        let top = root.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Nobody listens any more when the program is about to end.
            match event {
                Ok(event) if event.need_rescan() => drop(changes.send(Change::Unknown)),
                Ok(event) if matters(event.kind) => {
                    for path in event.paths.into_iter().filter(|path| inner(&top, path).is_some()) {
                        let _ = changes.send(Change::At(path));
                    }
                }
                Ok(_) => {}
                Err(_) => drop(changes.send(Change::Unknown)),
            }
        });
        let watcher = watcher.map_err(|error| failure(&root, error))?;
        let mut watch = Self { watcher, root };
        watch.watcher.watch(&watch.root, RecursiveMode::NonRecursive).map_err(|error| failure(&watch.root, error))?;
        watch.renew()?;
        Ok(watch)
    }

    /// Watches the hub's folders that are there now; one that was made anew is another folder to the system.
    fn renew(&mut self) -> Result<(), Error> {
        for name in FOLDERS {
            let folder = self.root.join(name);
            let _ = self.watcher.unwatch(&folder);
            if folder.is_dir() {
                match self.watcher.watch(&folder, RecursiveMode::Recursive) {
                    // Gone again already: there will be another event.
                    Err(_) if !folder.exists() => {}
                    result => result.map_err(|error| failure(&folder, error))?,
                }
            }
        }
        Ok(())
    }

    /// Waits for changes and for the pause after them; `None` when the program is to end. With a time limit, an empty batch when it
    /// is over.
    ///
    /// # Errors
    /// When a folder that came up cannot be watched.
    pub(super) fn next(&mut self, changes: &Receiver<Change>, limit: Option<Duration>) -> Result<Option<Batch>, Error> {
        let mut batch = Batch::default();
        let first = match limit {
            Some(limit) => match changes.recv_timeout(limit) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => return Ok(Some(batch)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            },
            None => match changes.recv() {
                Ok(first) => first,
                Err(_) => return Ok(None),
            },
        };
        let since = Instant::now();
        let mut change = first;
        loop {
            match change {
                Change::Stop => return Ok(None),
                Change::Unknown => batch.unknown = true,
                Change::At(path) => batch.paths.extend(inner(&self.root, &path)),
            }
            let pause = if batch.unknown || batch.paths.len() > MANY { LONG_PAUSE } else { PAUSE };
            change = match changes.recv_timeout(pause) {
                Ok(_) if since.elapsed() > PATIENCE => break,
                Ok(change) => change,
                Err(_) => break,
            };
        }
        if batch.unknown || FOLDERS.iter().any(|name| batch.paths.contains(*name)) {
            self.renew()?;
        }
        Ok(Some(batch))
    }

    /// A mark of the watched files as they are, to tell whether anything changed when the system cannot.
    pub(super) fn mark(&self) -> u64 {
        let mut mark = mark_of(&self.root.join("hub.toml"));
        let mut folders: Vec<PathBuf> = FOLDERS.iter().map(|name| self.root.join(name)).collect();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    // Added up, so that the order in which a folder is listed does not matter.
                    _ => mark = mark.wrapping_add(mark_of(&entry.path())),
                }
            }
        }
        mark
    }
}

fn mark_of(file: &Path) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    let meta = file.symlink_metadata().ok();
    (file, meta.as_ref().map(std::fs::Metadata::len), meta.and_then(|meta| meta.modified().ok())).hash(&mut hasher);
    hasher.finish()
}

fn failure(path: &Path, error: notify::Error) -> Error {
    let cause = match error.kind {
        notify::ErrorKind::Io(cause) => cause,
        other => std::io::Error::other(notify::Error::new(other)),
    };
    Error::io("watch", path)(cause)
}

/// Whether an event can mean other content.
fn matters(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => false,
        _ => true,
    }
}

/// The path from the hub's root, with `/` between folders, of what a build reads; `None` of anything else.
fn inner(root: &Path, path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.strip_prefix(root).ok()?.components() {
        let part = part.as_os_str().to_string_lossy();
        if is_left_out(parts.first().is_some_and(|top| top == "static"), &part) {
            return None;
        }
        parts.push(part.into_owned());
    }
    let top = parts.first()?;
    (parts == ["hub.toml"] || FOLDERS.contains(&top.as_str())).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc::channel;

    #[test]
    fn only_what_a_build_reads_is_a_change() {
        let inner = |path: &str| inner(Path::new("/hub"), &Path::new("/hub").join(path));
        assert_eq!(inner("content/posts/a.md").as_deref(), Some("content/posts/a.md"));
        assert_eq!(inner("hub.toml").as_deref(), Some("hub.toml"));
        assert_eq!(inner("content").as_deref(), Some("content"));
        for other in [
            "public/index.html",
            ".folkmoot/x",
            ".public.folkmoot-stage/a",
            "content/.a.swp",
            "content/a.md~",
            "notes.md",
            "",
        ] {
            assert_eq!(inner(other), None, "{other}");
        }
        assert!(
            !matters(EventKind::Access(AccessKind::Open(AccessMode::Any))),
            "else every build would start the next"
        );
    }

    /// Collects changes until `done`, at most some seconds.
    fn until(
        watch: &mut Watch,
        changes: &Receiver<Change>,
        done: impl Fn(&BTreeSet<String>) -> bool,
    ) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for _ in 0..100 {
            let batch = watch.next(changes, Some(Duration::from_millis(100))).unwrap().unwrap();
            all.extend(batch.paths);
            if done(&all) {
                break;
            }
        }
        all
    }

    #[test]
    fn folders_that_come_go_and_come_again_are_watched() {
        let hub = tempfile::tempdir().unwrap();
        let root = hub.path();
        fs::write(root.join("hub.toml"), "").unwrap();
        fs::create_dir(root.join("content")).unwrap();
        let (send, changes) = channel();
        let mut watch = Watch::new(root, send).unwrap();

        // As editors save: a new file under another name, then renamed over the old one.
        fs::write(root.join(".hub.toml.new"), "title = 1").unwrap();
        fs::rename(root.join(".hub.toml.new"), root.join("hub.toml")).unwrap();
        assert!(until(&mut watch, &changes, |all| all.contains("hub.toml")).contains("hub.toml"));

        // Two hundred files in new folders, at once.
        for n in 0..200 {
            let folder = root.join(format!("content/posts/{}", n % 7));
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(format!("{n}.md")), "x").unwrap();
        }
        assert!(until(&mut watch, &changes, |all| !all.is_empty()).iter().all(|path| path.starts_with("content/")));

        // The folder goes and another takes its name; what happens in that one is seen.
        fs::rename(root.join("content"), root.join("elsewhere")).unwrap();
        until(&mut watch, &changes, |all| all.contains("content"));
        fs::create_dir(root.join("content")).unwrap();
        until(&mut watch, &changes, |all| all.contains("content"));
        fs::write(root.join("content/again.md"), "x").unwrap();
        let seen = until(&mut watch, &changes, |all| all.contains("content/again.md"));
        assert!(seen.contains("content/again.md"), "{seen:?}");

        // What is not ours to read is silent.
        fs::create_dir(root.join("public")).unwrap();
        fs::write(root.join("public/index.html"), "x").unwrap();
        let batch = watch.next(&changes, Some(Duration::from_millis(200))).unwrap().unwrap();
        assert!(batch.paths.iter().all(|path| path.starts_with("content")), "{batch:?}");
    }

    #[test]
    fn the_mark_tells_whether_anything_changed() {
        let hub = tempfile::tempdir().unwrap();
        fs::create_dir(hub.path().join("content")).unwrap();
        fs::write(hub.path().join("content/a.md"), "a").unwrap();
        let watch = Watch::new(hub.path(), channel().0).unwrap();
        let before = watch.mark();
        assert_eq!(before, watch.mark());
        fs::write(hub.path().join("content/a.md"), "ab").unwrap();
        assert_ne!(before, watch.mark());
    }
}
