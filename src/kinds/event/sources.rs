//! Calendars of others: the events of `[[calendar.source]]`, read from files of the hub and never from the network.
//!
//! Takes the sources of `hub.toml`, gives drafts of events whose `origin` says where they come from, and what there is to say of each
//! file: a calendar that is not there, or cannot be read, is a warning and costs its own events alone. Nothing in the hub can refer to
//! one of these events, because they come and go without anybody here having changed a file.

use super::ics;
use super::read::EventFields;
use crate::config::{CalendarSource, Config, LOCK, Lock};
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::kinds::draft::{Drafts, Read};
use crate::kinds::files::{Family, Variant, Written};
use crate::model::{EntryId, Kind};
use crate::text::{Sources, Span};
use crate::time::{Duration, Instant};

/// Messages about one calendar of others that are shown; nobody mends the calendar of a city line by line.
const MOST_SAID: usize = 20;

/// Reads every source. `now` tells which copies are too old.
pub fn read(
    sources: &Sources,
    config: &Config,
    now: Instant,
    said: &mut Vec<Diagnostic>,
) -> Vec<(Family, Read<EventFields>)> {
    let lock = sources.find(LOCK).filter(|_| config.calendar_sources.iter().any(|source| source.url.is_some()));
    let lock = lock.map(|id| Lock::parse(id, &sources.get(id).text, said)).unwrap_or_default();
    let mut all = Vec::new();
    for source in &config.calendar_sources {
        let Some(file) = sources.find(&source.path) else {
            said.push(missing(source, sources));
            continue;
        };
        said.extend(stale(source, &lock, now));
        let id = EntryId::new(Kind::Event, source.slug.clone());
        let variant = Variant { source: file, language: None, written: Written::Ics };
        let family = Family { id, file_name: source.name.clone(), variants: vec![variant] };
        let mut mine = Vec::new();
        let drafts = ics::of_source(&family, source, sources, config, &mut mine);
        if drafts.is_empty() && mine.is_empty() && source.url.is_none() {
            let message = format!("`{}` holds no event", source.path);
            mine.push(
                Diagnostic::notice(Code::SourceLost, source.at, message)
                    .help("nothing is to be done, unless there were some"),
            );
        }
        said.extend(fewer(mine, source, Span::file(file)));
        let entries = drafts.into_iter().map(|draft| Drafts::new(vec![draft])).collect();
        all.push((family, Read { entries, broken: Vec::new(), said: Vec::new() }));
    }
    all
}

fn missing(source: &CalendarSource, sources: &Sources) -> Diagnostic {
    let name = &source.name;
    if source.url.is_some() {
        let message = format!("`{name}` has not been fetched, and none of its events is shown");
        let help = "run `folkmoot sync`, and commit what it writes to `data/calendars/`";
        return Diagnostic::warning(Code::SourceMissing, source.at, message).help(help);
    }
    let message = format!("there is no file `{}`, and none of the events of `{name}` is shown", source.path);
    let files = sources.iter().map(|(_, file)| &*file.path).filter(|path| path.starts_with("data/"));
    let help = match nearest(&source.path, files.filter(|path| path.ends_with(".ics"))) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "put the calendar there, or take the source out".to_owned(),
    };
    Diagnostic::warning(Code::SourceMissing, source.at, message).help(help)
}

fn stale(source: &CalendarSource, lock: &Lock, now: Instant) -> Option<Diagnostic> {
    let Duration { days, seconds } = source.max_age?;
    let locked = lock.0.get(&*source.slug)?;
    let fetched = locked.fetched?;
    if fetched.plus_seconds(i64::from(days) * 86_400 + seconds) >= now {
        return None;
    }
    let age = fetched.seconds_until(now) / 86_400;
    let days = if age == 1 { "1 day".to_owned() } else { format!("{age} days") };
    let message = format!("the copy of `{}` is {days} old", source.name);
    let said = Diagnostic::warning(Code::SourceStale, source.at, message).help("run `folkmoot sync`");
    let why = locked.failing.as_ref().map(|(since, why)| format!("it has failed since {since}: {why}"));
    Some(why.into_iter().fold(said, Diagnostic::remark))
}

/// The first messages about a file, none of them an error, and how many more there are.
fn fewer(mut said: Vec<Diagnostic>, source: &CalendarSource, file: Span) -> Vec<Diagnostic> {
    let more = said.len().saturating_sub(MOST_SAID);
    said.truncate(MOST_SAID);
    if more > 0 {
        let message = format!("there is as much again to say of `{}`: {more} messages more", source.name);
        said.push(Diagnostic::warning(Code::IcsLine, file, message).help("tell those who make the calendar"));
    }
    said
}

/// Makes errors in calendars of others warnings: what others write never stops a build.
pub fn soften(said: &mut [Diagnostic], sources: &Sources) {
    let errors = said.iter_mut().filter(|said| said.severity == Severity::Error);
    for error in errors.filter(|said| said.at.is_some_and(|at| is_foreign(&sources.get(at.source).path))) {
        error.severity = Severity::Warning;
    }
}

/// Whether a file is a calendar of others, or what is known of one.
pub fn is_foreign(path: &str) -> bool {
    path.starts_with("data/") && !path.ends_with(".csv")
}

/// Which of several events with one UID counts: the greater number wins.
pub fn standing(fields: &EventFields) -> u8 {
    match fields.record.as_ref().map(|record| record.origin.as_ref()) {
        None => 3,
        Some(None) => 2,
        Some(Some(origin)) => u8::from(origin.source.republish),
    }
}

#[cfg(test)]
#[path = "sources_tests.rs"]
mod tests;
