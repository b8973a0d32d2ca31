//! `diff`: what a change does to readers and subscribers. Two sites are compared, whether they are built already, are to be built from a
//! folder, or from a revision of the hub.
//!
//! Compares what is published, not files: what subscribers have is read from the calendars with our own reader.

mod calendars;
mod compare;
mod events;
pub(super) mod git;
pub(super) mod hidden;
mod print;
mod side;
mod site;
mod words;

use super::Failure;
use super::args::DiffArgs;
use super::say::{Exit, Voice, output};
use crate::time::Instant;
use compare::compare;
pub(super) use print::escaped;
use side::Made;
use std::path::Path;

/// How the comparison is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Form {
    /// For people
    Human,
    /// One JSON object
    Json,
    /// For a comment on a pull request
    Markdown,
}

/// Compares two sites.
pub(super) fn diff(args: &DiffArgs, voice: Voice) -> Result<Exit, Failure> {
    let now = args.now()?;
    let mut sites = Vec::new();
    for name in [&args.old, &args.new] {
        match side::open(name, args, now)? {
            Made::Site(site) => sites.push(site),
            Made::Broken(built, root) => {
                voice.messages(&built.diagnostics, &built.sources, &root);
                voice.remark(&format!("`{name}` has errors, and there is no site to compare"));
                return Ok(Exit::Content);
            }
        }
    }
    let [old, new] = &sites[..] else { return Ok(Exit::Call) };
    let found = compare(old, new, now);
    let told = match args.format {
        Form::Human => print::human(&found, &args.old, &args.new),
        Form::Json => print::json(&found),
        Form::Markdown => print::markdown(&found),
    };
    output(&told)?;
    Ok(if args.deny_lost && found.is_lost() { Exit::Content } else { Exit::Done })
}

/// What has changed for readers and subscribers of a hub since a commit, for a comment; `None` where one of the two sites has errors.
///
/// # Errors
/// When the disk fails.
pub(super) fn since(root: &Path, commit: &str, now: Instant) -> Result<Option<String>, Failure> {
    let old = side::of_revision(root, commit, now)?;
    let new = side::build(root, now)?;
    let (Some(Made::Site(old)), Made::Site(new)) = (old, new) else { return Ok(None) };
    Ok(Some(print::markdown(&compare(&old, &new, now))))
}
