//! `check`: everything that can be wrong, told to people, programs and reviewers; and mended where that takes no thought.
//!
//! Takes the options, runs the library's check, leaves out what a change has nothing to do with, and says the rest.

mod external;
mod fix;
mod since;
mod sources;
mod summary;

use super::Failure;
use super::args::SiteArgs;
use super::build::{files, seconds};
use super::diff::git;
use super::progress::watched;
use super::say::{Exit, Voice, exit_for};
use crate::diagnostic::human;
use crate::error::Error;
use crate::net::Reach;
use crate::pipeline::{self, Built, Request};
use clap::Args;
use since::Change;
use std::path::PathBuf;
use std::time::Instant;

/// What `check` has.
#[derive(Args, Clone, Debug)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) site: SiteArgs,
    /// Say only what has to do with what changed since a revision, such as origin/main
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Write a summary for a comment on a pull request, in Markdown; with --since it tells what changes for subscribers too
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// Mend what is mechanical: names of fields, the form of dates, the spelling and order of tags
    #[arg(long)]
    fix: bool,
    /// With --fix: show what would be changed, and write nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Ask the web whether links to elsewhere still lead somewhere
    #[arg(long)]
    external: bool,
    /// With --external: ask this machine and private networks too
    #[arg(long, requires = "external")]
    allow_private: bool,
}

/// Rounds of mending: a file that can be read again shows its other mistakes.
const ROUNDS: usize = 5;

/// Looks for mistakes.
pub(super) fn check(args: &CheckArgs, voice: Voice) -> Result<Exit, Failure> {
    let request = Request { lint: true, external: args.external, ..args.site.request()? };
    let since = Instant::now();
    let change = args.since.as_deref().map(|revision| Change::since(&request.root, revision)).transpose()?;
    let (request, watcher) = watched(request, voice);
    let built = pipeline::check(&request);
    drop(watcher);
    let mut built: Built = built?;
    if args.fix {
        for _ in 0..ROUNDS {
            let mended = fix::fix(&built, change.as_ref(), &request.root, args.dry_run, voice)?;
            if mended == 0 || args.dry_run {
                break;
            }
            built = pipeline::check(&request)?;
        }
    }
    let base = change.as_ref().map(|change| change.base().to_owned()).unwrap_or_else(|| git::unsent(&request.root));
    super::deleted::warn(&request, &base, &mut built);
    sources::warn(&request, &base, &mut built);
    if args.external {
        let reach = if args.allow_private { Reach::Any } else { Reach::Public };
        external::ask(&mut built, change.as_ref(), &request, reach, voice);
    }
    let left_out = match &change {
        Some(change) => change.keep_its_own(&mut built, &request)?,
        None => 0,
    };
    voice.messages(&built.diagnostics, &built.sources, &request.root);
    voice.phases(&built.phases);
    if left_out > 0 {
        let revision = args.since.as_deref().unwrap_or_default();
        voice.remark(&format!("{} that this change since {revision} has nothing to do with", messages(left_out)));
    }
    if let Some(file) = &args.summary {
        let text = summary::text(&built, change.as_ref(), left_out, &request)?;
        std::fs::write(file, text).map_err(Error::io("write", file))?;
    }
    built.hints.iter().for_each(|hint| voice.remark(&format!("hint: {hint}")));
    let exit = exit_for(&built, args.site.deny_warnings);
    let summary = human::summary(&built.diagnostics);
    let found = if summary.is_empty() { "nothing wrong".to_owned() } else { summary };
    let line = format!("{} checked in {}: {found}", files(built.files_read()), seconds(since.elapsed()));
    if exit == Exit::Done {
        voice.result(&line)?;
    } else {
        voice.remark(&line);
    }
    Ok(exit)
}

fn messages(count: usize) -> String {
    if count == 1 { "there is 1 more message".to_owned() } else { format!("there are {count} more messages") }
}
