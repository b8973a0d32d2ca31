//! What `publish` does to folders: list, link, exchange, remove. Each over all cores, each telling which path failed.
//!
//! Takes and gives paths relative to one top folder. Knows nothing of sites; follows no symbolic link.

use super::ledger::Stat;
use crate::error::Error;
use rayon::prelude::*;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What lies in a folder, at any depth.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Ordinary files with names in UTF-8, by path with `/` between folders.
    pub(super) files: HashMap<String, Stat>,
    /// Everything else that is no folder: links, sockets, files whose names are no text.
    pub(super) odd: Vec<PathBuf>,
    /// Folders in which there is nothing.
    pub(super) empty: Vec<PathBuf>,
}

enum Found {
    File(String, Stat),
    Odd(PathBuf),
    Empty(PathBuf),
}

/// Lists a folder. A folder that does not exist holds nothing.
///
/// # Errors
/// When a folder cannot be read.
pub(super) fn list(top: &Path) -> Result<Listing, Error> {
    let mut listing = Listing::default();
    if top.symlink_metadata().is_err() {
        return Ok(listing);
    }
    for found in list_folder(top, Path::new(""))? {
        match found {
            Found::File(path, stat) => {
                listing.files.insert(path, stat);
            }
            Found::Odd(path) => listing.odd.push(path),
            Found::Empty(path) => listing.empty.push(path),
        }
    }
    Ok(listing)
}

fn list_folder(top: &Path, inner: &Path) -> Result<Vec<Found>, Error> {
    let folder = top.join(inner);
    let mut found = Vec::new();
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(Error::io("list", &folder))? {
        let entry = entry.map_err(Error::io("list", &folder))?;
        let path = inner.join(entry.file_name());
        let kind = entry.file_type().map_err(Error::io("look at", &entry.path()))?;
        match (kind.is_dir(), kind.is_file(), path.to_str()) {
            (true, _, _) => folders.push(path),
            (false, true, Some(name)) => match entry.metadata() {
                Ok(meta) => found.push(Found::File(slashes(name), Stat::of(&meta))),
                Err(cause) if cause.kind() == ErrorKind::NotFound => {}
                Err(cause) => return Err(Error::io("look at", &entry.path())(cause)),
            },
            _ => found.push(Found::Odd(path)),
        }
    }
    if found.is_empty() && folders.is_empty() && inner != Path::new("") {
        found.push(Found::Empty(inner.to_path_buf()));
    }
    let below: Vec<Vec<Found>> = folders.par_iter().map(|path| list_folder(top, path)).collect::<Result<_, _>>()?;
    found.extend(below.into_iter().flatten());
    Ok(found)
}

fn slashes(name: &str) -> String {
    if std::path::MAIN_SEPARATOR == '/' { name.to_owned() } else { name.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// Gives the file at `inner` of the folder `from` the same name in the folder `to`: one file, two names. Where the file system
/// cannot do that it becomes a copy with the same time of change.
///
/// # Errors
/// When the file is gone or the disk refuses.
pub(super) fn link(from: &Path, to: &Path, inner: &Path) -> Result<(), Error> {
    let (old, new) = (from.join(inner), to.join(inner));
    let mut done = std::fs::hard_link(&old, &new);
    if done.as_ref().is_err_and(|cause| cause.kind() == ErrorKind::NotFound) {
        make_parent(&new)?;
        done = std::fs::hard_link(&old, &new);
    }
    match done {
        Ok(()) => Ok(()),
        Err(cause)
            if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::AlreadyExists | ErrorKind::StorageFull) =>
        {
            Err(Error::io("keep", &old)(cause))
        }
        Err(_) => copy_with_time(&old, &new).map_err(Error::io("keep", &old)),
    }
}

fn copy_with_time(old: &Path, new: &Path) -> std::io::Result<()> {
    let meta = old.symlink_metadata()?;
    #[cfg(unix)]
    if meta.is_symlink() {
        return std::os::unix::fs::symlink(std::fs::read_link(old)?, new);
    }
    std::fs::copy(old, new)?;
    std::fs::File::options().write(true).open(new)?.set_modified(meta.modified()?)
}

/// Makes the folder in which `file` is to lie.
///
/// # Errors
/// When the disk refuses, or a file has the name of the folder.
pub(super) fn make_parent(file: &Path) -> Result<(), Error> {
    let parent = file.parent().expect("a file of the site lies in the stage folder");
    std::fs::create_dir_all(parent).map_err(Error::io("create the folder", parent))
}

/// Removes the files of a folder for which `ours` is true, and every folder that is empty then; the mark that makes the folder ours
/// goes last. Gives the paths that stayed.
///
/// # Errors
/// When the disk refuses.
pub(super) fn remove(top: &Path, ours: &(dyn Fn(&Path) -> bool + Sync)) -> Result<Vec<PathBuf>, Error> {
    let stayed = remove_folder(top, Path::new(""), ours)?;
    if stayed.is_empty() {
        let mark = top.join(super::manifest::MANIFEST);
        match std::fs::remove_file(&mark) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(Error::io("remove", &mark)(cause)),
            _ => std::fs::remove_dir(top).map_err(Error::io("remove", top))?,
        }
    }
    Ok(stayed)
}

fn remove_folder(top: &Path, inner: &Path, ours: &(dyn Fn(&Path) -> bool + Sync)) -> Result<Vec<PathBuf>, Error> {
    let folder = top.join(inner);
    let at_top = inner == Path::new("");
    let mut stayed = Vec::new();
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(Error::io("list", &folder))? {
        let entry = entry.map_err(Error::io("list", &folder))?;
        let path = inner.join(entry.file_name());
        if entry.file_type().map_err(Error::io("look at", &entry.path()))?.is_dir() {
            folders.push(path);
        } else if at_top && path == Path::new(super::manifest::MANIFEST) {
        } else if ours(&path) {
            std::fs::remove_file(entry.path()).map_err(Error::io("remove", &entry.path()))?;
        } else {
            stayed.push(path);
        }
    }
    let below: Vec<Vec<PathBuf>> =
        folders.par_iter().map(|path| remove_folder(top, path, ours)).collect::<Result<_, _>>()?;
    stayed.extend(below.into_iter().flatten());
    if stayed.is_empty() && !at_top {
        std::fs::remove_dir(&folder).map_err(Error::io("remove", &folder))?;
    }
    Ok(stayed)
}

/// Puts the folder `stage` in the place of `output`; afterwards the old one, if there was any, lies at the path given back.
///
/// On Linux and macOS the two exchange their names in one step: there is no moment without a whole site. Where the file system or
/// the system cannot do that, the old folder is renamed to `old` and the new one takes its name; a program killed between the two
/// leaves no output for the moment, and the next build brings the old one back.
///
/// # Errors
/// When the disk refuses; the old site then stands.
pub(super) fn exchange(stage: &Path, output: &Path, old: &Path) -> Result<Option<PathBuf>, Error> {
    if output.symlink_metadata().is_err() {
        std::fs::rename(stage, output).map_err(Error::io("put in place", output))?;
        return Ok(None);
    }
    if let Ok(meta) = output.metadata() {
        // A group that may write, say for the web server, keeps that right. Not to have the power to change it is no failure.
        let _ = std::fs::set_permissions(stage, meta.permissions());
    }
    if exchange_names(stage, output) {
        return Ok(Some(stage.to_path_buf()));
    }
    std::fs::rename(output, old).map_err(Error::io("move away", output))?;
    if let Err(cause) = std::fs::rename(stage, output) {
        std::fs::rename(old, output).map_err(Error::io("bring back", output))?;
        return Err(Error::io("put in place", output)(cause));
    }
    Ok(Some(old.to_path_buf()))
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_names(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_names(_: &Path, _: &Path) -> bool {
    false
}
