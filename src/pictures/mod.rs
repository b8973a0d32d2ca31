//! Pictures of the hub: what they are, smaller ones for small screens, and what their files tell besides.
//!
//! Takes files that the scan found, gives a [`Picture`] for each that a page shows: its size as it is to be seen, and narrower
//! versions of it. These are remembered in `.folkmoot/pictures` by the digest of the original, so that none is made twice. A picture
//! is decoded when the first page asks for it. It must never hand on what a file tells besides its picture (where it was taken, with
//! which camera), never enlarge, and never stop a build: a picture that cannot be read is a [`Fault`], for its place to say.

pub mod card;
mod decode;
mod drawing;
mod encode;
mod metadata;
mod resize;
mod shelf;
#[cfg(test)]
mod tests;

pub use drawing::is_drawing;

use crate::error::Error;
use crate::text::{Digest, digest_of};
use metadata::without_metadata;
use serde::{Deserialize, Serialize};
use shelf::Shelf;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The widths that are made of a picture, in pixels, as far as it is wider.
pub const STEPS: [u32; 6] = [160, 320, 480, 800, 1200, 1600];

/// An original wider than this, in pixels, is not shown itself: its widest version stands for it.
const WIDEST: u32 = 2000;

/// Pictures of more pixels than this are not decoded.
pub const MAX_PIXELS: u64 = 50_000_000;

/// Raised whenever pictures are made in another way.
const RECIPE: u32 = 1;

/// Rows of pixels, from the top, without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Raster {
    width: u32,
    height: u32,
    /// Samples of a pixel: grey, red with green and blue, or these with alpha.
    samples: usize,
    pixels: Vec<u8>,
}

/// Why a picture cannot be shown in other sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// Its bytes are those of no format that the ending promises.
    Unknown,
    /// It has the form of a picture, and ends early or makes no sense.
    Damaged,
    /// Browsers do not show pictures of its format, whatever is in it.
    Unshown,
    /// It has this many million pixels, more than [`MAX_PIXELS`].
    TooLarge(u32),
}

impl Fault {
    /// What is wrong, after "the picture `a.jpg` ".
    pub fn told(self) -> String {
        match self {
            Self::Unknown => "is no JPEG, PNG, WebP or GIF, whatever its name says".to_owned(),
            Self::Unshown => "is of a format that most browsers do not show".to_owned(),
            Self::Damaged => "is damaged: it cannot be read to its end".to_owned(),
            Self::TooLarge(million) => {
                format!("has {million} million pixels, more than {}", MAX_PIXELS / 1_000_000)
            }
        }
    }

    /// What can be done.
    pub fn help(self) -> &'static str {
        match self {
            Self::Unknown => "save it again as JPEG or PNG; renaming a file does not change what it is",
            Self::Unshown => "export it as JPEG, PNG or WebP, and name that file",
            Self::Damaged => "open the original in a program for pictures and save it here again as JPEG or PNG",
            Self::TooLarge(_) => "scale it down: 3000 pixels across are more than any screen shows of a page",
        }
    }
}

/// A narrower version of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its size in bytes.
    size: u64,
    /// Whether it is a JPEG; else it is a PNG.
    jpeg: bool,
    /// Its bytes, where they could not be kept on disk.
    #[serde(skip)]
    pub bytes: Option<Arc<[u8]>>,
}

impl Version {
    fn ending(&self) -> &'static str {
        if self.jpeg { "jpg" } else { "png" }
    }
}

/// What is known of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Width and height as it is to be seen, in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// Narrower ones, the narrowest first.
    pub versions: Vec<Version>,
    /// What is wrong with it.
    pub fault: Option<Fault>,
}

impl Picture {
    fn broken(fault: Fault) -> Self {
        Self { dimensions: None, versions: Vec::new(), fault: Some(fault) }
    }

    /// The version that stands for an original which is too wide for any page.
    pub fn stand_in(&self) -> Option<&Version> {
        let (width, _) = self.dimensions?;
        self.versions.last().filter(|_| width > WIDEST)
    }
}

/// A file that may be a picture.
#[derive(Clone, Debug)]
struct Original {
    file: PathBuf,
    digest: Digest,
    picture: OnceLock<Picture>,
}

/// The pictures of a hub.
#[derive(Clone, Debug, Default)]
pub struct Gallery {
    originals: BTreeMap<Arc<str>, Original>,
    shelf: Shelf,
}

impl Gallery {
    /// The pictures among these files: path in the hub, place on this machine, digest. What is remembered in the folder `root` is
    /// used if `remembered`. The default gallery knows nothing and makes nothing.
    pub fn new<'a>(
        root: &Path,
        files: impl Iterator<Item = (&'a Arc<str>, &'a Path, Digest)>,
        remembered: bool,
    ) -> Self {
        let original = |(path, file, digest): (&Arc<str>, &Path, Digest)| {
            let original = Original { file: file.to_path_buf(), digest, picture: OnceLock::new() };
            is_raster(path).then(|| (path.clone(), original))
        };
        let originals: BTreeMap<_, _> = files.filter_map(original).collect();
        let shelf = if originals.is_empty() { Shelf::default() } else { Shelf::open(root, remembered) };
        Self { originals, shelf }
    }

    /// What there is to know of the picture at this path in the hub; `None` of what is no picture that can be made smaller. Whoever
    /// asks first waits until its versions are made.
    pub fn get(&self, path: &str) -> Option<&Picture> {
        let original = self.originals.get(path)?;
        Some(original.picture.get_or_init(|| self.shelf.find(original.digest).unwrap_or_else(|| self.make(original))))
    }

    fn make(&self, original: &Original) -> Picture {
        let Ok(bytes) = std::fs::read(&original.file) else { return Picture::broken(Fault::Damaged) };
        // Decoders are the work of others, and what they read is anybody's: whatever they do, the build goes on.
        let made = std::panic::catch_unwind(|| encode::versions(&bytes)).unwrap_or(Err(Fault::Damaged));
        match made {
            Ok((dimensions, made)) => {
                let keep = |(version, bytes)| self.shelf.put(original.digest, version, bytes);
                Picture { dimensions: Some(dimensions), versions: made.into_iter().map(keep).collect(), fault: None }
            }
            Err(fault) => Picture::broken(fault),
        }
    }

    /// What is published of a picture that pages show: whether the original is, and each version with its address.
    pub fn shown<'a>(&'a self, path: &'a str) -> (bool, impl Iterator<Item = (String, &'a Version)>) {
        let picture = self.get(path);
        let original = picture.is_none_or(|picture| picture.stand_in().is_none());
        let versions = picture.map(|picture| picture.versions.as_slice()).unwrap_or_default();
        (original, versions.iter().map(move |version| (self.address(path, version), version)))
    }

    /// The address of a version of the picture at `path`, below `/media/`, with a digest of what it was made of in its name.
    pub fn address(&self, path: &str, version: &Version) -> String {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let stem = stem.strip_prefix("content/").unwrap_or(stem);
        let digest = self.originals.get(path).map_or(Digest(0, 0), |original| original.digest);
        let name = digest_of(&(digest, RECIPE, version.width)).short_hex();
        format!("/media/{stem}-{}-{}.{}", &name[..8], version.width, version.ending())
    }

    /// Where a version of the picture at `path` lies on this machine, unless it carries its bytes.
    pub fn file(&self, path: &str, version: &Version) -> Option<PathBuf> {
        let original = self.originals.get(path)?;
        version.bytes.is_none().then(|| self.shelf.file(original.digest, version)).flatten()
    }

    /// Remembers what was made, and forgets what belongs to no picture of the hub any more.
    ///
    /// # Errors
    /// When the disk is full or failing; not when the hub cannot be written to.
    pub fn remember(&self) -> Result<(), Error> {
        let known = self.originals.values().filter_map(|original| Some((original.digest, original.picture.get()?)));
        self.shelf.write(known, self.originals.values().map(|original| original.digest))
    }
}

/// Whether the file of a picture holds more than the picture: where it was taken, or, of a drawing, what runs or fetches something.
pub fn tells_more(name: &str, bytes: &[u8]) -> bool {
    if is_drawing(name) { drawing::cleaned(bytes).is_some() } else { metadata::tells_more(bytes) }
}

/// Whether the file of a picture says on which spot of the earth it was taken.
pub fn tells_place(bytes: &[u8]) -> bool {
    metadata::tells_place(bytes)
}

/// The bytes of a picture without what its file holds besides.
///
/// # Errors
/// When it cannot be read.
pub fn bare(file: &Path) -> Result<Vec<u8>, Error> {
    let bytes = std::fs::read(file).map_err(Error::io("read", file))?;
    if is_drawing(&file.to_string_lossy()) {
        return Ok(drawing::cleaned(&bytes).unwrap_or(bytes));
    }
    Ok(without_metadata(&bytes))
}

/// Whether a file's name is that of a picture made of pixels, in a format that all browsers show.
fn is_raster(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["jpg", "jpeg", "png", "webp", "gif"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}
