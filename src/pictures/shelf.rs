//! What was made of pictures, remembered in `.folkmoot/pictures` by the digest of the original.
//!
//! Disposable: what is missing, damaged or of another version is made again. An index says what there is, and each version is a file.

use super::{Picture, RECIPE, Version};
use crate::cache;
use crate::error::Error;
use crate::text::Digest;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const INDEX: &str = "pictures/index";
const LAYOUT: &str = "pictures 1";

type Key = (u64, u64);

#[derive(Debug, Default, Serialize, Deserialize)]
struct Index {
    recipe: u32,
    known: BTreeMap<Key, Picture>,
}

/// The folder, and what it held. The default one keeps nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    root: PathBuf,
    /// `None` where nothing can be kept.
    folder: Option<PathBuf>,
    known: BTreeMap<Key, Picture>,
}

fn key(digest: Digest) -> Key {
    (digest.0, digest.1)
}

impl Shelf {
    /// The shelf of the hub in `root`; one that keeps nothing where it cannot be written to.
    pub(super) fn open(root: &Path, remembered: bool) -> Self {
        let folder = cache::folder(root).map(|folder| folder.join("pictures"));
        let Some(folder) = folder.filter(|folder| std::fs::create_dir_all(folder).is_ok() && is_folder(folder)) else {
            return Self::default();
        };
        let index = remembered.then(|| cache::read(root, INDEX, LAYOUT, Digest(0, 0))).flatten();
        let index: Option<Index> = index.and_then(|bytes| postcard::from_bytes(&bytes).ok());
        let known = index.filter(|index| index.recipe == RECIPE).unwrap_or_default().known;
        Self { root: root.to_path_buf(), folder: Some(folder), known }
    }

    /// What is known of the picture with this digest, if all its files are there.
    pub(super) fn find(&self, digest: Digest) -> Option<Picture> {
        let picture = self.known.get(&key(digest))?;
        let there = |version: &Version| {
            let meta = self.file(digest, version).and_then(|file| file.symlink_metadata().ok());
            meta.is_some_and(|meta| meta.is_file() && meta.len() == version.size)
        };
        picture.versions.iter().all(there).then(|| picture.clone())
    }

    /// Keeps the bytes of a version; it carries them itself where that fails.
    pub(super) fn put(&self, digest: Digest, version: Version, bytes: Vec<u8>) -> Version {
        let kept = self.file(digest, &version).is_some_and(|file| {
            // Several builds may keep the same file: each writes its own, and the last to finish gives it its name.
            let beside = file.with_extension(format!("{}.new", std::process::id()));
            let written = std::fs::write(&beside, &bytes).and_then(|()| std::fs::rename(&beside, &file));
            if written.is_err() {
                let _ = std::fs::remove_file(&beside);
            }
            written.is_ok()
        });
        let bytes: Option<Arc<[u8]>> = (!kept).then(|| bytes.into());
        Version { bytes, ..version }
    }

    /// The file of a version.
    pub(super) fn file(&self, digest: Digest, version: &Version) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        Some(folder.join(name(digest, version)))
    }

    /// Writes the index and removes what belongs to none of the pictures of the hub. `made` is what this build asked for.
    ///
    /// # Errors
    /// When the disk is full or failing.
    pub(super) fn write<'a>(
        &self,
        made: impl Iterator<Item = (Digest, &'a Picture)>,
        hub: impl Iterator<Item = Digest>,
    ) -> Result<(), Error> {
        if self.folder.is_none() {
            return Ok(());
        }
        let hub: BTreeSet<Key> = hub.map(key).collect();
        let mut known: BTreeMap<Key, Picture> =
            self.known.iter().filter(|(key, _)| hub.contains(key)).map(|(key, one)| (*key, one.clone())).collect();
        let kept = |picture: &Picture| picture.versions.iter().all(|version| version.bytes.is_none());
        known.extend(made.filter(|(_, picture)| kept(picture)).map(|(digest, one)| (key(digest), one.clone())));
        if known == self.known {
            return Ok(());
        }
        let names: BTreeSet<String> = known
            .iter()
            .flat_map(|(key, picture)| picture.versions.iter().map(|one| name(Digest(key.0, key.1), one)))
            .collect();
        let body =
            postcard::to_stdvec(&Index { recipe: RECIPE, known }).expect("plain data always has a form in bytes");
        cache::write(&self.root, INDEX, LAYOUT, Digest(0, 0), &body)?;
        self.tidy(&names);
        Ok(())
    }

    /// Removes the files of versions that no picture has any more. What cannot be removed now is removed by a later build.
    fn tidy(&self, names: &BTreeSet<String>) {
        let entries = self.folder.as_ref().and_then(|folder| std::fs::read_dir(folder).ok());
        for entry in entries.into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let ours = name.ends_with(".jpg") || name.ends_with(".png");
            if ours && !names.contains(&name) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

fn name(digest: Digest, version: &Version) -> String {
    format!("{}-{}.{}", digest.hex(), version.width, version.ending())
}

/// A link that somebody committed could lead writes out of the hub.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_dir())
}
