//! `--fix`: mends what is mechanical, in the hub's files.
//!
//! Takes what was said, writes the files that [`mend`] knows how to mend, tells what was done. With `--dry-run` it prints what would be
//! changed as a unified diff and writes nothing.

use super::since::Change;
use crate::cli::Failure;
use crate::cli::say::{Voice, output};
use crate::diagnostic::human::one_line;
use crate::error::Error;
use crate::lint::mend::{self, Mended};
use crate::pipeline::Built;
use crate::text::Held;
use std::fmt::Write as _;
use std::path::Path;

/// Mends what was found. Tells how many files were, or would be, changed.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn fix(
    built: &Built,
    change: Option<&Change>,
    root: &Path,
    dry: bool,
    voice: Voice,
) -> Result<usize, Failure> {
    let mut count = 0;
    for (id, source) in built.sources.iter() {
        let path = source.path.as_ref();
        let ours = path.starts_with("content/") && matches!(source.held, Held::Text) && source.not_utf8.is_none();
        if !ours || change.is_some_and(|change| !change.has(path)) {
            continue;
        }
        let Some(mended) = mend::file(id, source, &built.diagnostics) else { continue };
        let file = root.join(path);
        // Somebody may have saved it since it was read.
        if std::fs::read(&file).ok().as_deref() != Some(source.text.as_bytes()) {
            continue;
        }
        count += 1;
        if dry {
            output(&diff(path, &source.text, &mended))?;
            continue;
        }
        std::fs::write(&file, &mended.text).map_err(Error::io("write", &file))?;
        for done in &mended.done {
            voice.result(&format!("{}:{}: mended: {}", one_line(path), done.line, one_line(&done.what)))?;
        }
    }
    Ok(count)
}

/// What changes, as a unified diff without lines around. A mend never changes the number of lines.
fn diff(path: &str, old: &str, mended: &Mended) -> String {
    let path = one_line(path);
    let mut text = format!("--- a/{path}\n+++ b/{path}\n");
    let lines = old.split_inclusive('\n').zip(mended.text.split_inclusive('\n')).enumerate();
    for (at, (old, new)) in lines.filter(|(_, (old, new))| old != new) {
        let line = at + 1;
        if mended.done.iter().any(|done| done.private) {
            let _ = writeln!(text, "@@ -{line} +{line} @@ (of a profile: not shown)");
            continue;
        }
        let _ =
            writeln!(text, "@@ -{line} +{line} @@\n-{}\n+{}", old.trim_end_matches('\n'), new.trim_end_matches('\n'));
    }
    text
}
