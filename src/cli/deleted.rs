//! Files of events that were deleted since a commit although the event is still to come: subscribers would simply lose it.
//!
//! Takes what `check` found, adds a warning for each such file. Asks git for the files as they were committed; without git it says
//! nothing. An event that has moved to another file keeps its UID, and is not deleted.

use super::diff::git;
use crate::check::public::Rules;
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, in_order};
use crate::error::Error;
use crate::history::History;
use crate::kinds::event::read::EventStatus;
use crate::kinds::{self, event};
use crate::pipeline::{Built, Request};
use crate::read::scan::{Scan, scan};
use crate::text::{Source, Sources, Span};
use std::collections::BTreeSet;

/// Adds the warnings. `commit` is where the change begins that is looked at; without, it is the last one.
///
/// # Errors
/// When the disk fails.
pub(super) fn warn(request: &Request, commit: Option<&str>, built: &mut Built) -> Result<(), Error> {
    let files = git::deleted(&request.root, commit.unwrap_or("HEAD"), "content/events");
    let is_event = |path: &str| [".toml", ".md", ".markdown", ".ics"].iter().any(|ending| path.ends_with(ending));
    let deleted: Vec<Source> =
        files.into_iter().filter(|(path, _)| is_event(path)).map(|(path, bytes)| Source::new(path, bytes)).collect();
    let Some(hub) = built.sources.find("hub.toml").filter(|_| !deleted.is_empty()) else { return Ok(()) };
    let hub = built.sources.get(hub).clone();
    let rules =
        Rules { drafts: request.drafts, future: request.future, audience: request.audience.clone(), now: request.now };
    let Some(config) = config_of(&hub) else { return Ok(()) };
    let there = uids(&scan(&request.root)?, &config, &rules);
    let was = Scan { sources: Sources::new([&[hub][..], &deleted[..]].concat()), ..Scan::default() };
    let contents = kinds::read(&was, &config, &rules).value;
    let site = kinds::check(&contents, &was, &config, &History::default()).value;
    let mut lost: Vec<(&str, &str)> = Vec::new();
    for entry in site.editions.iter().take(1).flat_map(|edition| &edition.events) {
        let (head, fields) = (&entry.head, &entry.draft.fields);
        let coming = head.when.as_ref().is_some_and(|when| !when.is_over(request.now));
        let off = fields.status == Some(EventStatus::Cancelled);
        if coming && !off && !there.contains(&event::uid(&config, &head.id, fields)) {
            lost.push((&was.sources.get(head.source).path, &head.title.plain));
        }
    }
    if !lost.is_empty() {
        add(built, &deleted);
        let said = lost.iter().filter_map(|(path, title)| {
            let message = format!("`{title}` is still to come and its file is gone: its subscribers simply lose it");
            let said = Diagnostic::warning(Code::EventDeleted, Span::file(built.sources.find(path)?), message);
            Some(said.help("put the file back with `status = \"cancelled\"`: then calendar apps tell people"))
        });
        let all = said.collect::<Vec<_>>();
        built.diagnostics.extend(all);
        built.diagnostics = in_order(std::mem::take(&mut built.diagnostics), &built.sources);
    }
    Ok(())
}

fn config_of(hub: &Source) -> Option<Config> {
    let sources = Sources::new(vec![hub.clone()]);
    let id = sources.find("hub.toml")?;
    config::read(id, sources.get(id), None).value
}

/// The identities of all events that are there.
fn uids(scan: &Scan, config: &Config, rules: &Rules) -> BTreeSet<String> {
    let contents = kinds::read(scan, config, rules).value;
    let drafts = contents.events.iter().map(|drafts| drafts.original());
    drafts.map(|draft| event::uid(config, &draft.id, &draft.fields)).collect()
}

/// Adds files to those that messages quote; the places of what was said before move with their files.
fn add(built: &mut Built, files: &[Source]) {
    let old = std::mem::take(&mut built.sources);
    let known: Vec<Source> = old.iter().map(|(_, source)| source.clone()).collect();
    built.sources = Sources::new([&known[..], files].concat());
    let moved = |at: &mut Span| at.source = built.sources.find(&old.get(at.source).path).unwrap_or(at.source);
    for said in &mut built.diagnostics {
        said.at.iter_mut().for_each(moved);
        said.notes.iter_mut().filter_map(|note| note.at.as_mut()).for_each(moved);
    }
}
