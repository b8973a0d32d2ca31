//! Calendars of others that lie in the hub as files, and have lost what was to come since a commit.
//!
//! Takes what `check` found, adds a warning for each. Of an address `sync` sees to it that the last good copy stays; a file somebody
//! replaces by hand, or a program that writes it does, and git knows what it was. Of one that is broken the pipeline has put what git has in
//! its place. Without git it says nothing.

use crate::cli::diff::git;
use crate::cli::sync::loss::{are_strangers, loss};
use crate::config::{self, CalendarSource};
use crate::diagnostic::{Code, Diagnostic, in_order};
use crate::formats::ics;
use crate::pipeline::{Built, Request};
use crate::text::Source;

/// Adds the warnings. `commit` is where the change begins that is looked at.
pub(super) fn warn(request: &Request, commit: &str, built: &mut Built) {
    let Some(hub) = built.sources.find("hub.toml") else { return };
    let Some(config) = config::read(hub, built.sources.get(hub), None).value else { return };
    let files = config.calendar_sources.iter().filter(|source| source.url.is_none());
    let said: Vec<Diagnostic> = files
        .filter_map(|source| {
            let (_, was) = git::former(&request.root, commit, &source.path).into_iter().next()?;
            let was = ics::read(&Source::of_any_encoding(&*source.path, was).text, &config.timezone);
            let is = ics::read(&built.sources.get(built.sources.find(&source.path)?).text, &config.timezone);
            let message = what_is_lost(source, &was, &is, request)?;
            let help = format!("`git show {commit}:./{}` has what it was", source.path);
            Some(Diagnostic::warning(Code::SourceLost, source.at, message).help(help))
        })
        .collect();
    if said.is_empty() {
        return;
    }
    // That it is empty is said by this, too.
    let is_told = |other: &Diagnostic| other.code == Code::SourceLost && said.iter().any(|one| one.at == other.at);
    built.diagnostics.retain(|other| !is_told(other));
    built.diagnostics.extend(said);
    built.diagnostics = in_order(std::mem::take(&mut built.diagnostics), &built.sources);
}

fn what_is_lost(source: &CalendarSource, was: &ics::IcsFile, is: &ics::IcsFile, request: &Request) -> Option<String> {
    let name = &source.name;
    if let Some(loss) = loss(was, is, request.now) {
        return Some(format!("`{name}` {loss} it had"));
    }
    (source.republish && are_strangers(was, is, request.now)).then(|| {
        format!(
            "no event to come of `{name}` has kept its UID, so calendar apps take all of them for others than before"
        )
    })
}
