//! The list of what Folkmoot made, kept inside the site it describes: the mark by which an output folder is known as ours.
//!
//! Takes paths, gives a text file with the digest of one path a line. It is published with the site, so it tells nobody which pages
//! there are (some are in no list on purpose) and never names the files they were made from: whoever has a path can see whether it is
//! ours, and that is all a publisher needs, which looks at what it finds.

use crate::text::{Digest, digest_of};
use std::collections::HashSet;
use std::fmt::Write as _;

/// The name of the list, at the top of the output folder.
pub const MANIFEST: &str = ".folkmoot-manifest";

const FIRST_WORDS: &str = "# folkmoot-manifest 2 ";
/// How lists began that had the paths themselves.
const FIRST_WORDS_OF_PATHS: &str = "# folkmoot-manifest 1 ";

/// The list as it stood in the output folder when the build began.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// The digests of the paths of the files that Folkmoot made.
    paths: HashSet<Digest>,
    /// What goes into each of them besides the path.
    salt: Digest,
    /// The digest of the list's own text; `None` when there was no list.
    pub(super) digest: Option<Digest>,
}

impl Manifest {
    /// Reads the text of a list; `None` when it is something else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, rest) = text.split_once('\n')?;
        let (paths, salt) = if let Some(site) = first.strip_prefix(FIRST_WORDS) {
            let salt = site.split(':').next().and_then(Digest::from_hex).unwrap_or_default();
            // A line that is no digest is of no file: what it stood for is left alone.
            (rest.lines().filter_map(Digest::from_hex).collect(), salt)
        } else if first.starts_with(FIRST_WORDS_OF_PATHS) {
            let salt = Digest::default();
            (rest.lines().map(|path| mark(salt, path)).collect(), salt)
        } else {
            return None;
        };
        Some(Self { paths, salt, digest: Some(Digest::of_bytes(text.as_bytes())) })
    }

    /// Whether Folkmoot made the file of this path, with `/` between folders.
    pub(super) fn lists(&self, path: &str) -> bool {
        self.paths.contains(&mark(self.salt, path))
    }

    /// How many files it lists that are not among these.
    pub(super) fn missing_from<'a>(&self, paths: impl Iterator<Item = &'a str>) -> usize {
        let kept = paths.map(|path| mark(self.salt, path)).filter(|mark| self.paths.contains(mark)).count();
        self.paths.len().saturating_sub(kept)
    }
}

/// What stands in the list for a path. The digest of the whole site goes into it: nobody can then look for a page whose path has the
/// digest of somebody else's file, which the publisher would take for its own and remove.
fn mark(salt: Digest, path: &str) -> Digest {
    digest_of(&(salt, path))
}

/// The text of the list of these files, which must be sorted by path. Two sites that differ in one byte have different lists.
pub(super) fn manifest_text(files: &[(&str, Digest)]) -> String {
    let site = digest_of(files);
    let mut text = format!("{FIRST_WORDS}{}: the files here that Folkmoot made", site.hex());
    text.push_str(", and may replace or remove, each by the digest of its path\n");
    let mut marks: Vec<Digest> = files.iter().map(|(path, _)| mark(site, path)).collect();
    // In the order of the paths, the place of a line would tell what it stands for.
    marks.sort_unstable();
    for mark in marks {
        let _ = writeln!(text, "{}", mark.hex());
    }
    text
}

/// The text that marks a folder as ours while its site is not finished.
pub(super) fn unfinished_text() -> String {
    format!("{FIRST_WORDS}unfinished: a site that Folkmoot is building, or was when it was stopped\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_back_and_anything_else_is_not() {
        let text = manifest_text(&[("a/index.html", Digest(1, 2)), ("知识.html", Digest(3, 4))]);
        let read = Manifest::parse(&text).expect("is a list");
        assert!(read.lists("知识.html") && read.lists("a/index.html") && !read.lists("a") && read.paths.len() == 2);
        assert!(!text.contains("index.html") && !text.contains("知识"), "{text}");
        assert_eq!(read.missing_from(["a/index.html", "b.html"].into_iter()), 1);
        assert!(Manifest::parse("a\nb\n").is_none());
        assert!(Manifest::parse("").is_none());
        let old = Manifest::parse("# folkmoot-manifest 1 x\na/index.html\n").expect("is a list of paths");
        assert!(old.lists("a/index.html") && !old.lists("b"));
        let damaged = Manifest::parse("# folkmoot-manifest 2 x\nthesis.doc\n../x\n\u{e9}\n").expect("is a list");
        assert!(damaged.paths.is_empty(), "what is no digest gives no right to remove anything");
        assert_ne!(text, manifest_text(&[("a/index.html", Digest(1, 2)), ("知识.html", Digest(3, 5))]));
    }
}
