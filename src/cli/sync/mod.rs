//! `sync`: fetches the calendars of others into the hub, and tells which of them no longer answer.
//!
//! The only command that brings anything from elsewhere into a hub. A copy that is there is replaced only by a calendar: when a source is
//! silent, or sends something else, the last good copy stays, and the builds stay as they were.

mod copies;
pub(super) mod loss;

use super::Failure;
use super::args::SyncArgs;
use super::say::{Exit, Voice};
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::error::Error;
use crate::net::{Client, Limits, Reach};
use crate::text::{Source, SourceId, Sources};
use crate::time::{Instant, Moment};
use copies::{Copies, Copy, Held, News};
use std::path::Path;

/// Fetches every source.
pub(super) fn sync(args: &SyncArgs, voice: Voice) -> Result<Exit, Failure> {
    let (root, now) = (args.root()?, args.now()?);
    let (sources, config, said) = hub(&root)?;
    voice.messages(&said, &sources, &root);
    let Some(config) = config.filter(|_| !has_errors(&said)) else { return Ok(Exit::Call) };
    let mut copies = Copies::open(&root, &config.calendar_sources)?;
    let asks: Vec<_> = copies.all.iter().filter_map(Copy::ask).collect();
    let reach = if args.allow_private { Reach::Any } else { Reach::Public };
    let name = format!("Folkmoot/{} (+{})", env!("CARGO_PKG_VERSION"), config.base_url);
    let answers = Client::new(&name, reach, Limits::default()).get_all(&asks);
    let mut dead = Vec::new();
    let (mut silent, mut failed) = (0, 0);
    for (copy, answer) in copies.all.iter_mut().zip(answers) {
        let news = copy.take(answer, now, &config.timezone, args.accept_empty);
        voice.result(&line(copy, &news, &config))?;
        if let News::Failed { silence, .. } = news {
            failed += 1;
            silent += usize::from(silence);
            dead.extend(unreachable(copy, &news, &config));
        }
    }
    for path in &copies.gone {
        voice.result(&format!("{path}: its source is no longer listed, and it is removed"))?;
    }
    voice.messages(&dead, &sources, &root);
    if copies.all.is_empty() && copies.gone.is_empty() {
        voice.remark("no `[[calendar.source]]` of hub.toml has a `url`: there is nothing to fetch");
    }
    if args.check {
        voice.remark("nothing was written");
    } else {
        copies.save()?;
    }
    Ok(match failed {
        0 => Exit::Done,
        // That every one of several hosts is gone says more of this machine's network than of theirs.
        _ if silent == asks.len() => Exit::Machine,
        _ => Exit::Content,
    })
}

/// `hub.toml`, and what there is to say of it.
fn hub(root: &Path) -> Result<(Sources, Option<Config>, Vec<Diagnostic>), Error> {
    let file = root.join("hub.toml");
    let bytes = std::fs::read(&file).map_err(Error::io("read", &file))?;
    let sources = Sources::new(vec![Source::new("hub.toml", bytes)]);
    let mut said = Vec::new();
    let config = config::read(SourceId(0), sources.get(SourceId(0)), None).into_value(&mut said);
    Ok((sources, config, said))
}

fn line(copy: &Copy, news: &News, config: &Config) -> String {
    let what = match news {
        News::New(held) => words(held, "new"),
        News::Changed(held) => words(held, "changed"),
        News::Same => "unchanged".to_owned(),
        News::Failed { since, kept, .. } => {
            let kept = match kept {
                Some(kept) => format!("the copy of {} stays", day(*kept, config)),
                None => "there is no copy".to_owned(),
            };
            format!("failing since {}; {kept}", day(*since, config))
        }
    };
    format!("{}: {what}", copy.source.name)
}

fn words(held: &Held, what: &str) -> String {
    let events = if held.events == 1 { "1 event".to_owned() } else { format!("{} events", held.events) };
    let mut words = format!("{events}, {what}");
    match held.private {
        0 => {}
        1 => words.push_str("; 1 private event was left out"),
        many => words.push_str(&format!("; {many} private events were left out")),
    }
    if held.strangers {
        words.push_str("; no event to come has kept its UID, so calendar apps take all of them for others than before");
    }
    words
}

fn unreachable(copy: &Copy, news: &News, config: &Config) -> Option<Diagnostic> {
    let News::Failed { since, why, kept, .. } = news else { return None };
    let message = format!("`{}` cannot be fetched: {why}", copy.source.name);
    let help = match kept {
        Some(_) => "look at the address in a browser; until it answers, the last good copy is shown",
        None => "look at the address in a browser",
    };
    let said = Diagnostic::warning(Code::SourceUnreachable, copy.source.at, message).help(help);
    Some(said.remark(format!("failing since {}", day(*since, config))))
}

fn day(instant: Instant, config: &Config) -> String {
    Moment::at(instant, &config.timezone).date().to_string()
}
