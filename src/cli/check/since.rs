//! `--since`: what a change has to do with.
//!
//! Everything is checked, always. Said is what stands in a file of the change, or names one; and what was not there before it, such as a
//! link to a file that the change takes away. For that the hub is checked a second time as it was, but only where there is anything left
//! to decide.

use crate::cli::Failure;
use crate::cli::diff::git::{self, Changed};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::pipeline::{self, Built, Request};
use crate::text::{Sources, Span};
use std::collections::BTreeSet;
use std::path::Path;

/// A change: what it touches, and the revision it begins at.
#[derive(Debug)]
pub(super) struct Change(Changed);

/// A message as it is known again: its file did not change, so neither did its place.
type Mark = (Code, String, u32, String);

impl Change {
    /// What differs from a revision, or from where this branch left it.
    ///
    /// # Errors
    /// When there is no such revision, or no git.
    pub(super) fn since(root: &Path, revision: &str) -> Result<Self, Failure> {
        let none = || {
            Error::Usage(format!(
                "git knows no revision `{revision}` of this hub; in a clone without older commits fetch them first (`fetch-depth: 0`)"
            ))
        };
        Ok(Self(git::changed(root, revision)?.ok_or_else(none)?))
    }

    /// The commit it begins at.
    pub(super) fn base(&self) -> &str {
        &self.0.base
    }

    /// Whether it touches a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.files.contains(path)
    }

    /// Leaves only the messages that it has to do with. Tells how many were left out.
    ///
    /// # Errors
    /// When the disk fails.
    pub(super) fn keep_its_own(&self, built: &mut Built, request: &Request) -> Result<usize, Failure> {
        let all = std::mem::take(&mut built.diagnostics);
        let count = all.len();
        let sources = &built.sources;
        let is_sure = |said: &Diagnostic| self.touches(said, sources) || by_time(said.code);
        let known = if all.iter().all(is_sure) { BTreeSet::new() } else { self.known(request)? };
        built.diagnostics = all
            .into_iter()
            .filter(|said| {
                let touched = self.touches(said, sources);
                touched || !(by_time(said.code) || mark(said, sources).is_some_and(|mark| known.contains(&mark)))
            })
            .collect();
        Ok(count - built.diagnostics.len())
    }

    /// Whether a message stands in, or names, a file of the change.
    fn touches(&self, said: &Diagnostic, sources: &Sources) -> bool {
        let changed =
            |at: Option<Span>| at.is_some_and(|at| self.0.files.contains(sources.get(at.source).path.as_ref()));
        changed(said.at) || said.notes.iter().any(|note| changed(note.at))
    }

    /// What there was to say before the change.
    fn known(&self, request: &Request) -> Result<BTreeSet<Mark>, Failure> {
        let folder = tempfile::Builder::new().prefix("folkmoot-").tempdir();
        let folder = folder.map_err(Error::io("make a folder in", &std::env::temp_dir()))?;
        let root = folder.path().join("hub");
        if !git::lay_out(&request.root, self.base(), folder.path())? || !root.join("hub.toml").is_file() {
            return Ok(BTreeSet::new()); // then all of the hub is the change's doing
        }
        let before = pipeline::check(&Request { root, output: None, history: false, ..request.clone() })?;
        Ok(before.diagnostics.iter().filter_map(|said| mark(said, &before.sources)).collect())
    }
}

fn mark(said: &Diagnostic, sources: &Sources) -> Option<Mark> {
    let at = said.at?;
    Some((said.code, sources.get(at.source).path.to_string(), at.start, said.message.clone()))
}

/// Whether a mistake comes of itself, as time goes by or by the clone that was made: no change elsewhere brings it.
fn by_time(code: Code) -> bool {
    matches!(
        code,
        Code::StalePage
            | Code::RegistrationOver
            | Code::RecapMissing
            | Code::ResourceExpired
            | Code::MemberUnmentioned
            | Code::ShallowHistory
            | Code::LinkBroken
            | Code::LinkUnreached
    )
}
