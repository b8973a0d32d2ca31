//! The memory between builds: for each file of the site its key, the digest of its bytes, and the files it was made from.
//!
//! The key decides whether a file is made again; the record of sources only explains. A ledger belongs to one site as it stands in
//! one output folder and names that site's manifest: any other, a damaged one or one of another version is no ledger at all, and
//! costs a build time, never truth.

use crate::cache;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::text::Digest;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

const LAYOUT: &str = "ledger 4";

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
pub(super) fn name_for(output: &Path) -> String {
    format!("ledger-{}", Digest::of_bytes(output.as_os_str().as_encoded_bytes()).short_hex())
}

impl Ledger {
    /// Reads the ledger of the site with this manifest; an empty one when there is none that can be trusted.
    pub(super) fn read(root: &Path, name: &str, manifest: Digest) -> Self {
        cache::read(root, name, LAYOUT, manifest).and_then(|body| Self::decode(&body)).unwrap_or_default()
    }

    fn decode(body: &[u8]) -> Option<Self> {
        let stored: Stored = postcard::from_bytes(body).ok()?;
        let mut entries = HashMap::with_capacity(stored.entries.len());
        for entry in stored.entries {
            let sources: Option<_> =
                entry.sources.iter().map(|name| stored.names.get(*name as usize).cloned()).collect();
            let StoredEntry { path, key, digest, stat, .. } = entry;
            entries.insert(path, Entry { key, digest, stat, sources: sources? });
        }
        Some(Self { entries, whole: stored.whole })
    }

    /// Writes the ledger of the site with this manifest.
    ///
    /// # Errors
    /// When the disk is full or failing.
    pub(super) fn write(&self, root: &Path, name: &str, manifest: Digest) -> Result<(), Error> {
        cache::write(root, name, LAYOUT, manifest, &self.encode())
    }

    fn encode(&self) -> Vec<u8> {
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
        postcard::to_stdvec(&Stored { whole: self.whole.clone(), names, entries })
            .expect("plain data always has a form in bytes")
    }
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
    fn is_read_back_only_for_its_own_site() {
        let hub = tempfile::tempdir().unwrap();
        let name = name_for(Path::new("/x/public"));
        sample().write(hub.path(), &name, Digest(7, 7)).unwrap();
        let read = Ledger::read(hub.path(), &name, Digest(7, 7));
        assert_eq!(read.entries.len(), 9);
        assert_eq!(&*read.entries["posts/3/index.html"].sources[1], "content/posts/3.md");
        assert!(Ledger::read(hub.path(), &name, Digest(7, 8)).entries.is_empty(), "another site's");
    }

    #[test]
    fn the_same_memory_has_the_same_bytes() {
        assert_eq!(sample().encode(), sample().encode());
    }
}
