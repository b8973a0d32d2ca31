//! Where a site may be written: the check that keeps a build from destroying anything, and the lock against a second one.
//!
//! Takes the paths a user gave, gives canonical ones that were checked. Writes nothing but locks and the folders above them.

use super::manifest::{MANIFEST, Manifest};
use super::tree;
use crate::error::Error;
use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// The hub's own folders: no site is written into one of them.
const SOURCES: [&str; 7] = ["content", "static", "templates", "themes", "data", ".git", ".folkmoot"];

/// The folder of the hub that is Folkmoot's own.
const OWN: &str = ".folkmoot";
/// The folder in it, with a number behind it for all but the first, that holds a site for one pair of eyes.
const PREVIEW: &str = "preview";
/// How many previews of one hub there may be at a time.
const PREVIEWS: usize = 50;

/// The output folder and its hidden neighbours.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The output folder; it may not exist yet.
    pub(super) output: PathBuf,
    /// Where the new site is put together.
    pub(super) stage: PathBuf,
    /// Where the old site waits for a moment on systems that cannot exchange two folders in one step.
    pub(super) old: PathBuf,
    lock: PathBuf,
}

/// The right to write to an output folder; given back when dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: PathBuf,
    _held: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is still held: whoever opened it in the meantime sees that it is gone and makes a new one.
        let _ = std::fs::remove_file(&self.file);
    }
}

/// A folder for a preview of a hub, held as long as this lives.
#[derive(Debug)]
pub struct PreviewPlace {
    /// The folder; it may not exist yet.
    pub output: PathBuf,
    _lock: Lock,
}

impl PreviewPlace {
    /// Takes hold of a folder for a preview of the hub at `root`, which is not the one that is deployed: its pages have the addresses
    /// of this machine. Two previews of one hub have two folders.
    ///
    /// # Errors
    /// [`Error::OutputNotOurs`] when the hub's own folder is a link to elsewhere, [`Error::Io`] when the disk refuses.
    pub fn take(root: &Path) -> Result<Self, Error> {
        let root = root.canonicalize().map_err(Error::io("find", root))?;
        let own = root.join(OWN);
        if own.symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
            let why = "a preview is kept in this folder of the hub, and it is none; take it away, or name a folder with `--output`";
            return Err(Error::OutputNotOurs { path: own, why: why.into() });
        }
        std::fs::create_dir_all(&own).map_err(Error::io("create the folder", &own))?;
        let ignore = own.join(".gitignore");
        if !ignore.exists() {
            std::fs::write(&ignore, "*\n").map_err(Error::io("write", &ignore))?;
        }
        let mut number = 1;
        loop {
            let name = if number == 1 { PREVIEW.to_owned() } else { format!("{PREVIEW}-{number}") };
            let output = own.join(&name);
            match lock(&own.join(format!(".{name}.folkmoot-serve")), &output) {
                Err(Error::Locked { .. }) if number < PREVIEWS => number += 1,
                held => return Ok(Self { output, _lock: held? }),
            }
        }
    }
}

/// Whether a folder is one of those for previews. Both paths must be canonical.
fn is_preview(output: &Path, root: &Path) -> bool {
    let name = output.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix(PREVIEW));
    let number = |rest: &str| rest.strip_prefix('-').is_some_and(|number| number.parse::<usize>().is_ok());
    output.parent() == Some(&root.join(OWN)) && name.is_some_and(|rest| rest.is_empty() || number(rest))
}

impl Place {
    /// Checks that a site may be written to `output`, and finds the canonical path of both folders.
    ///
    /// # Errors
    /// [`Error::OutputNotOurs`] when something could be lost there.
    pub(super) fn new(output: &Path, root: &Path) -> Result<(Self, PathBuf), Error> {
        let root = root.canonicalize().map_err(Error::io("find", root))?;
        let output = canonical(output)?;
        let refuse = |why: String| Err(Error::OutputNotOurs { path: output.clone(), why });
        if output == root {
            return refuse("it is the hub itself; name a folder of its own for the site, such as `public`".into());
        }
        if root.starts_with(&output) {
            return refuse("it holds the hub; name a folder of its own for the site".into());
        }
        for name in SOURCES {
            if name == OWN && is_preview(&output, &root) {
                continue;
            }
            let source = root.join(name);
            let real = source.canonicalize().unwrap_or_else(|_| source.clone());
            if [&source, &real].into_iter().any(|folder| output.starts_with(folder) || folder.starts_with(&output)) {
                return refuse(format!(
                    "that is part of the hub's own `{name}`; name a folder of its own for the site"
                ));
            }
        }
        let name =
            output.file_name().expect("the top of a file system holds the hub, and was refused above").to_owned();
        let beside = |ending: &str| {
            let mut hidden = OsString::from(".");
            hidden.push(&name);
            hidden.push(ending);
            output.with_file_name(hidden)
        };
        let [stage, old, lock] = [beside(".folkmoot-stage"), beside(".folkmoot-old"), beside(".folkmoot-lock")];
        Ok((Self { output, stage, old, lock }, root))
    }

    /// Takes the right to write.
    ///
    /// # Errors
    /// [`Error::Locked`] when another build has it.
    pub(super) fn lock(&self) -> Result<Lock, Error> {
        let parent = self.lock.parent().expect("the lock lies beside the output");
        std::fs::create_dir_all(parent).map_err(Error::io("create the folder", parent))?;
        lock(&self.lock, &self.output)
    }

    /// Removes what a killed build left behind, and reads the manifest. The lock must be held.
    ///
    /// # Errors
    /// [`Error::OutputNotOurs`] when the output folder holds files and no manifest, or its neighbour is not ours.
    pub(super) fn clear(&self) -> Result<Manifest, Error> {
        if self.old.symlink_metadata().is_ok() {
            // Stopped between the two renames: without an output the old site goes back, otherwise it has been replaced.
            if self.output.symlink_metadata().is_err() {
                std::fs::rename(&self.old, &self.output).map_err(Error::io("bring back", &self.output))?;
            } else {
                remove_leftover(&self.old)?;
            }
        }
        if self.stage.symlink_metadata().is_ok() {
            remove_leftover(&self.stage)?;
        }
        if self.output.symlink_metadata().is_err() {
            return Ok(Manifest::default());
        }
        if let Some(manifest) = read_manifest(&self.output) {
            return Ok(manifest);
        }
        let mut entries = std::fs::read_dir(&self.output).map_err(Error::io("list", &self.output))?;
        match entries.next() {
            None => Ok(Manifest::default()),
            Some(first) => {
                let first = first.map_err(Error::io("list", &self.output))?.file_name();
                let why = format!(
                    "it holds files that Folkmoot did not make, such as `{}`; name a folder that is empty or not there yet",
                    first.to_string_lossy()
                );
                Err(Error::OutputNotOurs { path: self.output.clone(), why })
            }
        }
    }
}

/// Takes the right to write to `output`, which is given by the file `file`.
fn lock(file: &Path, output: &Path) -> Result<Lock, Error> {
    loop {
        let held = File::options().create(true).truncate(false).write(true).open(file);
        let held = held.map_err(Error::io("open the lock", file))?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Locked { path: output.to_path_buf() }),
            Err(TryLockError::Error(cause)) => return Err(Error::io("lock", file)(cause)),
        }
        if still_there(file, &held) {
            return Ok(Lock { file: file.to_path_buf(), _held: held });
        }
    }
}

/// The manifest of a folder, if it has one of ours.
pub(super) fn read_manifest(folder: &Path) -> Option<Manifest> {
    let file = folder.join(MANIFEST);
    if !file.symlink_metadata().ok()?.is_file() {
        return None;
    }
    Manifest::parse(&std::fs::read_to_string(file).ok()?)
}

/// Removes a folder of ours that a killed build left; refuses one that is not marked.
fn remove_leftover(folder: &Path) -> Result<(), Error> {
    // On a full disk not even the mark may have come to be whole.
    let is_mark = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.file_name() == MANIFEST && entry.file_type().is_ok_and(|kind| kind.is_file()))
    };
    let bare = || std::fs::read_dir(folder).is_ok_and(|mut entries| entries.all(is_mark));
    let real = folder.symlink_metadata().is_ok_and(|meta| meta.is_dir());
    if !real || !(read_manifest(folder).is_some() || bare()) {
        let why = "a folder of that name is where the new site is put together, and Folkmoot did not make this one; move it away";
        return Err(Error::OutputNotOurs { path: folder.to_path_buf(), why: why.into() });
    }
    tree::remove(folder, &|_| true)?;
    Ok(())
}

/// The path without links and dots, of a folder that may not exist yet. Makes nothing: a folder that will be refused leaves no trace.
fn canonical(output: &Path) -> Result<PathBuf, Error> {
    // Components leave out a slash at the end, which would make the system look behind a link.
    let path: PathBuf = std::path::absolute(output).map_err(Error::io("find", output))?.components().collect();
    let refuse = |why: &str| Err(Error::OutputNotOurs { path: path.clone(), why: why.into() });
    match path.symlink_metadata() {
        Ok(meta) if meta.is_symlink() => refuse("it is a symbolic link; name the folder itself"),
        Ok(meta) if !meta.is_dir() => refuse("it is a file; name a folder"),
        Ok(_) => path.canonicalize().map_err(Error::io("find", &path)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => {
            let there = |folder: &&Path| folder.symlink_metadata().is_ok();
            let above = path.ancestors().skip(1).find(there).unwrap_or(&path);
            let below = path.strip_prefix(above).unwrap_or(Path::new(""));
            if !below.components().all(|part| matches!(part, Component::Normal(_))) {
                return refuse("its path leads back out of a folder that is not there; name it without `..`");
            }
            Ok(above.canonicalize().map_err(Error::io("find", above))?.join(below))
        }
        Err(cause) => Err(Error::io("look at", &path)(cause)),
    }
}

/// Whether the lock we hold is the file that others find under its name.
#[cfg(unix)]
fn still_there(path: &Path, held: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (path.metadata(), held.metadata()) {
        (Ok(named), Ok(held)) => (named.dev(), named.ino()) == (held.dev(), held.ino()),
        _ => false,
    }
}

/// Elsewhere an open file cannot be removed, so it is always the one.
#[cfg(not(unix))]
fn still_there(_: &Path, _: &File) -> bool {
    true
}
