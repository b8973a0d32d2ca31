//! The memory between builds: for each file of the site its key, the digest of its bytes, and the files it was made from.
//!
//! The key decides whether a file is made again; the record of sources only explains. A ledger belongs to one site as it stands in
//! one output folder and names that site's manifest: any other, a damaged one or one of another version is no ledger at all, and
//! costs a build time, never truth.

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::text::Digest;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The first bytes of a ledger; the number is raised whenever its layout changes.
const MAGIC: &[u8] = b"folkmoot-ledger 3\n";

/// The folder in the hub that holds what only saves time.
const FOLDER: &str = ".folkmoot";

/// What is remembered of one file of the site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The digest of all it was made of.
    pub(super) key: Digest,
    /// The digest of its bytes.
    pub(super) digest: Digest,
    /// Size in bytes and last change in nanoseconds since 1970, as the disk had them.
    pub(super) stat: Stat,
    /// The files whose words flowed into it.
    pub(super) sources: Vec<Arc<str>>,
}

/// Size in bytes, and last change in nanoseconds since 1970: enough to see that somebody else wrote to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stat {
    pub(super) size: u64,
    pub(super) changed: i64,
}

impl Stat {
    pub(super) fn of(meta: &std::fs::Metadata) -> Self {
        let since = meta.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let changed = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        Self { size: meta.len(), changed }
    }
}

/// What a whole site was made of: as long as that is the same, and the clock stands in between, so is every file of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// The digest of everything that was read, and of what was asked for.
    pub key: Digest,
    /// The build's clock, in seconds since 1970 (UTC).
    pub from: i64,
    /// When the site next changes by itself, in seconds since 1970 (UTC).
    pub until: i64,
    /// When it is its content that changes, in seconds since 1970 (UTC).
    pub content_until: i64,
    /// What there was to say, all of it warnings: it is said again. Nothing that is private.
    pub said: Vec<Diagnostic>,
    /// What was of use and no mistake.
    pub hints: Vec<String>,
}

/// What is remembered of a site.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) entries: HashMap<Arc<str>, Entry>,
    /// What the site as a whole was made of.
    pub(super) whole: Option<Whole>,
}

/// The layout on disk: names of sources are kept once.
#[derive(Serialize, Deserialize)]
struct Stored {
    manifest: Digest,
    whole: Option<Whole>,
    names: Vec<Arc<str>>,
    entries: Vec<StoredEntry>,
}

#[derive(Serialize, Deserialize)]
struct StoredEntry {
    path: Arc<str>,
    key: Digest,
    digest: Digest,
    stat: Stat,
    sources: Vec<u32>,
}

/// The ledger's file for an output folder, which must be a canonical path.
pub(super) fn file_for(root: &Path, output: &Path) -> PathBuf {
    let name = Digest::of_bytes(output.as_os_str().as_encoded_bytes()).short_hex();
    root.join(FOLDER).join(format!("ledger-{name}"))
}

impl Ledger {
    /// Reads the ledger of the site with this manifest; an empty one when there is none that can be trusted.
    pub(super) fn read(file: &Path, manifest: Digest) -> Self {
        if !own_folder(file) {
            return Self::default();
        }
        std::fs::read(file).ok().and_then(|bytes| Self::decode(&bytes, manifest)).unwrap_or_default()
    }

    fn decode(bytes: &[u8], manifest: Digest) -> Option<Self> {
        let (seal, body) = bytes.strip_prefix(MAGIC)?.split_at_checked(16)?;
        if seal != sealed(body) {
            return None;
        }
        let stored: Stored = postcard::from_bytes(body).ok()?;
        if stored.manifest != manifest {
            return None;
        }
        let mut entries = HashMap::with_capacity(stored.entries.len());
        for entry in stored.entries {
            let sources: Option<_> =
                entry.sources.iter().map(|name| stored.names.get(*name as usize).cloned()).collect();
            let StoredEntry { path, key, digest, stat, .. } = entry;
            entries.insert(path, Entry { key, digest, stat, sources: sources? });
        }
        Some(Self { entries, whole: stored.whole })
    }

    /// Writes the ledger of the site with this manifest: beside the old one first, then over it.
    ///
    /// A hub that cannot be written to has no ledger; that is no error.
    ///
    /// # Errors
    /// When the disk is full or failing.
    pub(super) fn write(&self, file: &Path, manifest: Digest) -> Result<(), Error> {
        match self.try_write(file, manifest) {
            Err(Error::Io { cause, .. })
                if matches!(
                    cause.kind(),
                    std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                Ok(())
            }
            other => other,
        }
    }

    fn try_write(&self, file: &Path, manifest: Digest) -> Result<(), Error> {
        let folder = file.parent().expect("a ledger lies in a folder of the hub");
        std::fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
        if !own_folder(file) {
            return Ok(());
        }
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            std::fs::write(&ignore, "*\n").map_err(Error::io("write", &ignore))?;
        }
        let body = self.encode(manifest);
        let bytes = [MAGIC, &sealed(&body), &body].concat();
        let beside = file.with_extension("new");
        std::fs::write(&beside, bytes).map_err(Error::io("write", &beside))?;
        std::fs::rename(&beside, file).map_err(Error::io("replace", file))
    }

    fn encode(&self, manifest: Digest) -> Vec<u8> {
        let mut paths: Vec<&Arc<str>> = self.entries.keys().collect();
        paths.sort_unstable();
        let mut names = Vec::new();
        let mut numbers: HashMap<Arc<str>, u32> = HashMap::new();
        let mut entries = Vec::with_capacity(paths.len());
        for path in paths {
            let Entry { key, digest, stat, sources } = &self.entries[path];
            let mut number = |name: &Arc<str>| {
                *numbers.entry(name.clone()).or_insert_with(|| {
                    names.push(name.clone());
                    u32::try_from(names.len() - 1).expect("a hub has fewer than four thousand million files")
                })
            };
            let sources = sources.iter().map(&mut number).collect();
            entries.push(StoredEntry { path: path.clone(), key: *key, digest: *digest, stat: *stat, sources });
        }
        postcard::to_stdvec(&Stored { manifest, whole: self.whole.clone(), names, entries })
            .expect("plain data always has a form in bytes")
    }
}

/// A digest of the body, so that a ledger cut short by a full disk is known as damaged.
fn sealed(body: &[u8]) -> [u8; 16] {
    let Digest(first, second) = Digest::of_bytes(body);
    let mut seal = [0; 16];
    seal[..8].copy_from_slice(&first.to_le_bytes());
    seal[8..].copy_from_slice(&second.to_le_bytes());
    seal
}

/// Whether the folder is a real one: a symbolic link, committed by somebody, could lead writes out of the hub.
fn own_folder(file: &Path) -> bool {
    file.parent().and_then(|folder| folder.symlink_metadata().ok()).is_some_and(|meta| meta.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Ledger {
        let entry = |n| Entry {
            key: Digest(n, 0),
            digest: Digest(0, n),
            stat: Stat { size: n, changed: 5 },
            sources: vec!["hub.toml".into(), format!("content/posts/{n}.md").into()],
        };
        let entries = (0..9).map(|n| (format!("posts/{n}/index.html").into(), entry(n))).collect();
        Ledger { entries, whole: None }
    }

    #[test]
    fn is_read_back_only_for_its_own_site_and_only_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = file_for(folder.path(), Path::new("/x/public"));
        sample().write(&file, Digest(7, 7)).unwrap();
        let read = Ledger::read(&file, Digest(7, 7));
        assert_eq!(read.entries.len(), 9);
        assert_eq!(&*read.entries["posts/3/index.html"].sources[1], "content/posts/3.md");
        assert!(Ledger::read(&file, Digest(7, 8)).entries.is_empty(), "another site's");
        assert_eq!(std::fs::read_to_string(folder.path().join(".folkmoot/.gitignore")).unwrap(), "*\n");

        let whole = std::fs::read(&file).unwrap();
        for cut in [0, 5, MAGIC.len() + 3, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&file, &whole[..cut]).unwrap();
            assert!(Ledger::read(&file, Digest(7, 7)).entries.is_empty(), "cut at {cut}");
        }
        for at in (0..whole.len()).step_by(7) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x20;
            std::fs::write(&file, damaged).unwrap();
            assert!(Ledger::read(&file, Digest(7, 7)).entries.is_empty(), "damaged at {at}");
        }
    }

    #[test]
    fn the_same_memory_has_the_same_bytes() {
        assert_eq!(sample().encode(Digest(1, 1)), sample().encode(Digest(1, 1)));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_is_a_link_is_not_followed() {
        let hub = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), hub.path().join(".folkmoot")).unwrap();
        let file = file_for(hub.path(), Path::new("/x/public"));
        sample().write(&file, Digest(7, 7)).unwrap();
        assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }
}
