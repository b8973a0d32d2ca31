//! Where text came from: the files of a hub as they were when the build began.
//!
//! Owns [`Source`] and [`Sources`], the positions inside them ([`Span`]) and content digests ([`Digest`]).
//! Knows nothing of what the files mean. Nothing here touches the disk.

mod digest;
mod encoding;
mod line;
mod normal;
mod search;
mod span;

pub use digest::{Digest, digest_of};
pub use encoding::windows_1252;
pub use line::{may_begin, may_break, may_end};
pub use normal::normal;
pub use search::{first_of, first_pair_of};
pub use span::{Position, Span};

use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// The number of a file in [`Sources`]; only meaningful together with the `Sources` it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// What is known of a file besides its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Its whole text.
    Text,
    /// Nothing: it is copied as it is, and stands here so that messages can name it.
    Copy,
    /// Nothing: it was not read, which has been said.
    Refused,
}

/// One file, exactly as saved.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path from the hub's root, with `/` between folders on every system.
    pub path: Arc<str>,
    /// The whole text, a byte order mark and carriage returns included.
    ///
    /// Bytes that are no UTF-8 stand here as U+FFFD, and [`Source::not_utf8`] says where the first of them is.
    pub text: Arc<str>,
    /// The digest of the bytes of the file.
    pub digest: Digest,
    /// The byte offset in `text` of the first character that is no UTF-8 in the file.
    pub not_utf8: Option<u32>,
    /// The encoding that the file was read in, where that is another one than UTF-8.
    pub encoding: Option<&'static str>,
    /// Whether `text` is what stands in the file.
    pub held: Held,
    /// Where its lines begin, once somebody asked.
    lines: OnceLock<Vec<u32>>,
}

impl Source {
    /// Makes a source of the bytes of a file.
    pub fn new(path: impl Into<Arc<str>>, bytes: Vec<u8>) -> Self {
        let digest = Digest::of_bytes(&bytes);
        // What it says is right then, and only the file is not.
        if let Some((text, encoding @ encoding::UTF_16)) = encoding::other(&bytes) {
            let (path, text) = (path.into(), text.into());
            let (not_utf8, encoding, lines) = (None, Some(encoding), OnceLock::new());
            return Self { path, text, digest, not_utf8, encoding, held: Held::Text, lines };
        }
        let (text, not_utf8) = match String::from_utf8(bytes) {
            // No text has a zero in it; most often that is one in UTF-16.
            Ok(text) => {
                let zero = text.find('\0').and_then(|at| u32::try_from(at).ok());
                (text, zero)
            }
            Err(error) => {
                let at = u32::try_from(error.utf8_error().valid_up_to()).unwrap_or(u32::MAX);
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
            }
        };
        let (path, text) = (path.into(), text.into());
        Self { path, text, digest, not_utf8, encoding: None, held: Held::Text, lines: OnceLock::new() }
    }

    /// Makes a source of the bytes of a file that another program may have written in another encoding than UTF-8.
    pub fn of_any_encoding(path: impl Into<Arc<str>>, bytes: Vec<u8>) -> Self {
        match encoding::other(&bytes) {
            Some((text, encoding)) => {
                Self { text: text.into(), not_utf8: None, encoding: Some(encoding), ..Self::new(path, bytes) }
            }
            None => Self { not_utf8: None, ..Self::new(path, bytes) },
        }
    }

    /// Makes a source of a file whose text is not kept.
    pub fn without_text(path: impl Into<Arc<str>>, held: Held) -> Self {
        Self { held, ..Self::new(path, Vec::new()) }
    }

    /// The place of a byte offset. A carriage return before a line feed belongs to the line end.
    pub fn position(&self, offset: u32) -> Position {
        Position::on(&self.text, self.lines.get_or_init(|| Position::lines(&self.text)), offset)
    }

    /// The name of the file without its folders.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Every file of a build, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Takes files in any order and sorts them by path, so that no later step depends on how a disk lists its folders.
    pub fn new(mut files: Vec<Source>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// The file with this number.
    ///
    /// # Panics
    /// When `id` came from other `Sources`; that is a mistake in Folkmoot.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// Each file with its number, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0u32..).map(SourceId).zip(&self.files)
    }

    /// The number of the file at `path`, if there is one; letters may be written in another normal form than its name.
    pub fn find(&self, path: &str) -> Option<SourceId> {
        let at = match self.files.binary_search_by(|file| (*file.path).cmp(path)) {
            Ok(at) => at,
            Err(_) if path.is_ascii() => return None,
            Err(_) => {
                let path = normal(path);
                self.files.iter().position(|file| !file.path.is_ascii() && normal(&file.path) == path)?
            }
        };
        u32::try_from(at).ok().map(SourceId)
    }

    /// Puts another text in the place of a file, of the same path.
    ///
    /// # Panics
    /// When `id` came from other `Sources` or the path is another one; that is a mistake in Folkmoot.
    pub fn replace(&mut self, id: SourceId, source: Source) {
        let file = &mut self.files[id.0 as usize];
        assert_eq!(file.path, source.path, "files stand in the order of their paths");
        *file = source;
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The characters a span covers. A span that does not fit the file gives the empty text.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column of both ends of a span.
    pub fn position(&self, span: Span) -> (Position, Position) {
        let source = self.get(span.source);
        (source.position(span.start), source.position(span.end))
    }
}
