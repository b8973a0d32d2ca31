//! Events that are gone since a commit although they are still to come: subscribers would simply lose them.
//!
//! Takes what `check` found, adds a warning for each such event. Asks git for the files as they were; without git it says nothing. An
//! event that has moved to another file with its UID is not gone, nor is one of a file that cannot be read now.

use super::diff::{git, hidden};
use crate::check::public::Rules;
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, Severity, in_order};
use crate::history::History;
use crate::kinds::event::read::{EventFields, EventStatus};
use crate::kinds::{self, event};
use crate::pipeline::{Built, Request};
use crate::read::scan::Scan;
use crate::text::{Source, Sources, Span};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Adds the warnings. `commit` is where the change begins that is looked at.
pub(super) fn warn(request: &Request, commit: &str, built: &mut Built) {
    let is_event = |path: &str| [".toml", ".md", ".markdown", ".ics"].iter().any(|ending| path.ends_with(ending));
    let has_error = |path: &str| {
        let mut errors = built.diagnostics.iter().filter(|said| said.severity == Severity::Error);
        errors.any(|said| said.at.is_some_and(|at| *built.sources.get(at.source).path == *path))
    };
    let files = git::former(&request.root, commit, "content/events").into_iter();
    let files = files.filter(|(path, _)| is_event(path) && !has_error(path));
    let former: Vec<Source> = files.map(|(path, bytes)| Source::of_any_encoding(path, bytes)).collect();
    let Some(hub) = built.sources.find("hub.toml").filter(|_| !former.is_empty()) else { return };
    let hub = built.sources.get(hub).clone();
    let rules =
        Rules { drafts: request.drafts, future: request.future, audience: request.audience.clone(), now: request.now };
    let Some(config) = config_of(&hub) else { return };
    let was = Scan { sources: Sources::new([&[hub][..], &former[..]].concat()), ..Scan::default() };
    // Posts and people are no part of the question.
    let is_of_events = |path: &str| !path.starts_with("content/") || path.starts_with("content/events/");
    let now = built.sources.iter().map(|(_, source)| source).filter(|source| is_of_events(&source.path));
    let now = Scan { sources: Sources::new(now.cloned().collect()), ..Scan::default() };
    let lost = losses(&was, &now, &config, &rules);
    if !lost.is_empty() {
        let gone = former.iter().filter(|file| built.sources.find(&file.path).is_none());
        add(built, &gone.cloned().collect::<Vec<_>>());
        let said = lost.into_iter().filter_map(|Loss { path, message, help }| {
            Some(Diagnostic::warning(Code::EventDeleted, Span::file(built.sources.find(&path)?), message).help(help))
        });
        let all = said.collect::<Vec<_>>();
        built.diagnostics.extend(all);
        built.diagnostics = in_order(std::mem::take(&mut built.diagnostics), &built.sources);
    }
}

/// An event that is gone: the file it was in, and what to say.
struct Loss {
    path: Arc<str>,
    message: String,
    help: String,
}

/// The events to come of some files as they were that the hub has no more.
fn losses(was: &Scan, now: &Scan, config: &Config, rules: &Rules) -> Vec<Loss> {
    let contents = kinds::read(now, config, rules).value;
    let drafts = || contents.events.iter().map(|drafts| drafts.original());
    let there: BTreeSet<String> = drafts().map(|draft| event::uid(config, &draft.id, &draft.fields)).collect();
    let hidden = hidden::events(&now.sources, config, rules.now);
    let before = kinds::read(was, config, rules).value;
    let site = kinds::check(&before, was, config, &History::default()).value;
    let events = site.editions.iter().take(1).flat_map(|edition| &edition.events);
    let lost = events.filter_map(|entry| {
        let (head, fields) = (&entry.head, &entry.draft.fields);
        let coming = head.when.as_ref().is_some_and(|when| !when.is_over(rules.now));
        let off = fields.status == Some(EventStatus::Cancelled);
        let uid = event::uid(config, &head.id, fields);
        if !coming || off || there.contains(&uid) {
            return None;
        }
        let path = was.sources.get(head.source).path.clone();
        let what = if now.sources.find(&path).is_none() { "its file is gone" } else { "no longer shown" };
        let message = format!("`{}` is still to come and {what}: its subscribers simply lose it", head.title.plain);
        let same = |other: &EventFields| {
            other.title.text == fields.title.text && other.start.value == fields.start.value
        };
        // What was changed was there before, and has subscribers of its own.
        let is_new = |path: &str| was.sources.find(path).is_none();
        let mut twins = drafts().filter(|draft| same(&draft.fields)).map(|draft| &now.sources.get(draft.source).path);
        let help = match twins.find(|path| is_new(path)) {
            Some(twin) => format!(
                "if `{twin}` is the same event, write `uid = \"{uid}\"` into it: then it stays the same to calendar apps"
            ),
            None if hidden.contains_key(&uid) => hidden[&uid].advice(),
            None => "put it back with `status = \"cancelled\"`: then calendar apps tell people".to_owned(),
        };
        Some(Loss { path, message, help })
    });
    lost.collect()
}

fn config_of(hub: &Source) -> Option<Config> {
    let sources = Sources::new(vec![hub.clone()]);
    let id = sources.find("hub.toml")?;
    config::read(id, sources.get(id), None).value
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
