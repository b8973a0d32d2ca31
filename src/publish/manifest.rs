//! The list of what Folkmoot made, kept inside the site it describes: the mark by which an output folder is known as ours.
//!
//! Takes paths, gives a text file with one path a line. It is published with the site, so it names nothing but files of the site
//! and a digest of their bytes; never the source files they were made from.

use crate::text::{Digest, digest_of};
use std::collections::HashSet;
use std::fmt::Write as _;

/// The name of the list, at the top of the output folder.
pub const MANIFEST: &str = ".folkmoot-manifest";

const FIRST_WORDS: &str = "# folkmoot-manifest 1 ";

/// The list as it stood in the output folder when the build began.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// The files that Folkmoot made, with `/` between folders.
    pub(super) paths: HashSet<String>,
    /// The digest of the list's own text; `None` when there was no list.
    pub(super) digest: Option<Digest>,
}

impl Manifest {
    /// Reads the text of a list; `None` when it is something else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, rest) = text.split_once('\n')?;
        first.starts_with(FIRST_WORDS).then(|| Self {
            paths: rest.lines().map(str::to_owned).collect(),
            digest: Some(Digest::of_bytes(text.as_bytes())),
        })
    }
}

/// The text of the list of these files, which must be sorted by path. Two sites that differ in one byte have different lists.
pub(super) fn manifest_text(files: &[(&str, Digest)]) -> String {
    let site = digest_of(files);
    let mut text = format!("{FIRST_WORDS}{:016x}{:016x}: the files here that Folkmoot made", site.0, site.1);
    text.push_str(", and may replace or remove\n");
    for (path, _) in files {
        let _ = writeln!(text, "{path}");
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
        assert!(read.paths.contains("知识.html") && read.paths.len() == 2);
        assert!(Manifest::parse("a\nb\n").is_none());
        assert!(Manifest::parse("").is_none());
        assert_ne!(text, manifest_text(&[("a/index.html", Digest(1, 2)), ("知识.html", Digest(3, 5))]));
    }
}
