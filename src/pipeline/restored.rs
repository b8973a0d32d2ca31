//! Calendars of others that are broken as they lie in the hub: what git remembers of them stands in, so that nothing is lost that was there.
//!
//! Takes the scan, exchanges the text of such a file for the last committed one that was a whole calendar, says so. Two versions that git
//! could not put together are no calendar either. A file that is gone
//! was taken out by somebody, and one without events is a calendar all the same: both are left to the reader. Never writes a file.

use super::Request;
use crate::config::{self, CalendarSource};
use crate::diagnostic::{Code, Diagnostic};
use crate::formats::ics;
use crate::history;
use crate::read::scan::Scan;
use crate::read::slips::unmerged;
use crate::text::Source;

/// Exchanges the texts, where git may be asked.
pub(super) fn restore(request: &Request, scan: &mut Scan) -> Vec<Diagnostic> {
    let Some(hub) = scan.sources.find("hub.toml") else { return Vec::new() };
    let Some(config) = config::read(hub, scan.sources.get(hub), None).value else { return Vec::new() };
    if !(request.history && config.history) {
        return Vec::new();
    }
    config.calendar_sources.iter().filter_map(|source| restored(request, scan, source)).collect()
}

fn restored(request: &Request, scan: &mut Scan, source: &CalendarSource) -> Option<Diagnostic> {
    let file = scan.sources.find(&source.path)?;
    let is_conflict = |text: &str| unmerged(file, text, 0).is_some();
    let is_good = |text: &str| ics::is_whole(text) && !is_conflict(text);
    let text = &scan.sources.get(file).text;
    if is_good(text) {
        return None;
    }
    let fault =
        if is_conflict(text) { "holds two versions that git could not put together" } else { "is no whole calendar" };
    let path = scan.sources.get(file).path.clone();
    let read = |bytes: Vec<u8>| Some(Source::of_any_encoding(path.clone(), bytes)).filter(|old| is_good(&old.text));
    let (commit, old) = history::last_version(&request.root, &path, read)?;
    scan.sources.replace(file, old);
    let commit = commit.get(..12).unwrap_or(&commit);
    let message = format!("`{path}` {fault}, so the events of `{}` are shown as commit {commit} has them", source.name);
    let again = if source.url.is_some() { "run `folkmoot sync`" } else { "export the calendar again" };
    let help = format!("{again}, or take that one back: `git restore --source={commit} -- {path}`");
    Some(Diagnostic::warning(Code::SourceLost, source.at, message).help(help))
}
