//! The folder `.folkmoot` of a hub: files that only save time.
//!
//! Takes bytes and gives them back as long as they are whole and were written for the same key; anything else is as good as no file,
//! and costs a build time, never truth. Git does not keep the folder. Whoever can write to the hub can write here too, so a reader
//! must not trust what it reads more than a file of the hub.

use crate::error::Error;
use crate::text::{Digest, digest_of};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder's name.
pub const FOLDER: &str = ".folkmoot";

/// The folder of the hub in `root`, made if it is missing. `None` where nothing can be kept: the hub cannot be written to, or the
/// folder is a link, which somebody may have committed to lead writes out of the hub.
pub fn folder(root: &Path) -> Option<PathBuf> {
    made(root).ok().flatten()
}

/// The body of the file `name`, if it is whole and was written in this `layout` for this `key`.
pub fn read(root: &Path, name: &str, layout: &str, key: Digest) -> Option<Vec<u8>> {
    let file = existing(root)?.join(name);
    file.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
    let mut bytes = std::fs::read(file).ok()?;
    let head = head(layout);
    let seal = bytes.strip_prefix(head.as_bytes())?.get(..SEAL)?;
    let start = head.len() + SEAL;
    (seal == sealed(key, &bytes[start..])).then(|| bytes.split_off(start))
}

/// Writes a file beside the old one, then over it. A hub that cannot be written to has none, and that is no error.
///
/// `layout` is a word and a number, which is raised whenever the meaning of the bytes changes.
///
/// # Errors
/// When the disk is full or failing.
pub fn write(root: &Path, name: &str, layout: &str, key: Digest, body: &[u8]) -> Result<(), Error> {
    match written(root, name, layout, key, body) {
        Err(Error::Io { cause, .. })
            if matches!(cause.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// Removes a file. One that stays is a file that nobody reads.
pub fn remove(root: &Path, name: &str) {
    if let Some(folder) = existing(root) {
        let _ = std::fs::remove_file(folder.join(name));
    }
}

fn written(root: &Path, name: &str, layout: &str, key: Digest, body: &[u8]) -> Result<(), Error> {
    let Some(folder) = made(root)? else { return Ok(()) };
    let bytes = [head(layout).as_bytes(), &sealed(key, body), body].concat();
    let file = folder.join(name);
    // Several builds may keep the same file: each writes its own, and the last to finish gives it its name.
    let beside = folder.join(format!("{name}.{}.new", std::process::id()));
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, &file));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written.map_err(Error::io("write", &file))
}

/// The folder with the mark that keeps it out of git; `None` if it is a link.
fn made(root: &Path) -> Result<Option<PathBuf>, Error> {
    let folder = root.join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(Error::io("create the folder", &folder))?;
    let Some(folder) = existing(root) else { return Ok(None) };
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        std::fs::write(&ignore, "*\n").map_err(Error::io("write", &ignore))?;
    }
    Ok(Some(folder))
}

fn existing(root: &Path) -> Option<PathBuf> {
    let folder = root.join(FOLDER);
    folder.symlink_metadata().is_ok_and(|meta| meta.is_dir()).then_some(folder)
}

fn head(layout: &str) -> String {
    format!("folkmoot-{layout}\n")
}

/// Bytes of the seal.
const SEAL: usize = 16;

/// A digest of key and body, so that a file cut short by a full disk is known as damaged.
fn sealed(key: Digest, body: &[u8]) -> [u8; SEAL] {
    let Digest(first, second) = digest_of(&(key, Digest::of_bytes(body)));
    let mut seal = [0; SEAL];
    seal[..8].copy_from_slice(&first.to_le_bytes());
    seal[8..].copy_from_slice(&second.to_le_bytes());
    seal
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Digest = Digest(7, 7);

    #[test]
    fn a_file_is_read_back_only_for_its_key_and_layout_and_only_whole() {
        let hub = tempfile::tempdir().unwrap();
        let body: Vec<u8> = (0..=255).collect();
        write(hub.path(), "words", "words 1", KEY, &body).unwrap();
        let of = |layout, key| read(hub.path(), "words", layout, key);
        assert_eq!(of("words 1", KEY), Some(body));
        assert_eq!((of("words 2", KEY), of("words 1", Digest(7, 8))), (None, None));
        assert_eq!(std::fs::read_to_string(hub.path().join(".folkmoot/.gitignore")).unwrap(), "*\n");

        let file = hub.path().join(".folkmoot/words");
        let whole = std::fs::read(&file).unwrap();
        for cut in 0..whole.len() {
            std::fs::write(&file, &whole[..cut]).unwrap();
            assert_eq!(of("words 1", KEY), None, "cut at {cut}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x20;
            std::fs::write(&file, damaged).unwrap();
            assert_eq!(of("words 1", KEY), None, "damaged at {at}");
        }
        remove(hub.path(), "words");
        assert!(!file.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_or_file_that_is_a_link_is_not_followed() {
        let hub = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let link = |from: &Path| std::os::unix::fs::symlink(elsewhere.path(), from).unwrap();
        link(&hub.path().join(FOLDER));
        write(hub.path(), "words", "words 1", KEY, b"x").unwrap();
        assert_eq!(folder(hub.path()), None);
        assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }
}
