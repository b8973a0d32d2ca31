//! `--external`: which links to elsewhere are broken.
//!
//! Takes the links that a check found, asks for each address once, of one host for one after the other, and remembers the answers in the
//! hub's cache. Only a definite answer makes a link broken: the server says that there is nothing, or nobody has the host's name while
//! other names can be looked up. Whatever else keeps an answer away is a note.

use super::since::Change;
use crate::cli::say::Voice;
use crate::diagnostic::{Code, Diagnostic, in_order};
use crate::markup::SafeUrl;
use crate::net::{Client, Fault, Limits, Reach};
use crate::pipeline::{Built, Request};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Seconds before what had no answer is asked again, and once more.
const BACK_OFF: [u64; 2] = [2, 6];
/// Seconds for which a link that led somewhere is not asked again.
const GOOD_FOR: i64 = 7 * 86_400;
/// Seconds for which a broken one is not.
const BROKEN_FOR: i64 = 86_400;
/// What is remembered of addresses, in the hub's cache.
const MEMORY: &str = ".folkmoot/links.json";

/// What is known of an address.
#[derive(Clone, Debug)]
enum State {
    /// It leads somewhere.
    Good,
    /// It leads nowhere, and why.
    Broken(String),
    /// Nobody knows, and why.
    Unreached(String),
}

/// Asks for the links of a hub and adds what there is to say of them.
pub(super) fn ask(built: &mut Built, change: Option<&Change>, request: &Request, reach: Reach, voice: Voice) {
    let in_change = |path: &str| change.is_none_or(|change| change.has(path));
    let links: Vec<_> =
        built.external.iter().filter(|link| in_change(&built.sources.get(link.at.source).path)).cloned().collect();
    let file = request.root.join(MEMORY);
    let mut known = if request.no_cache { BTreeMap::new() } else { recall(&file, request.now.unix()) };
    let urls: BTreeSet<&str> = links.iter().map(|link| link.url.as_str()).collect();
    let wanted: Vec<(&str, SafeUrl)> = urls
        .into_iter()
        .filter(|url| !known.contains_key(*url))
        .filter_map(|url| Some((url, SafeUrl::parse_web(url).ok()?)))
        .collect();
    if !wanted.is_empty() {
        voice.remark(&format!("asking for {} addresses elsewhere", wanted.len()));
    }
    let name = format!("Folkmoot/{} (link check)", env!("CARGO_PKG_VERSION"));
    let client = Client::new(&name, reach, Limits { time: Duration::from_secs(15), hosts: 16, ..Limits::default() });
    for (url, state) in states(&client, &wanted) {
        known.insert(url, (request.now.unix(), state));
    }
    remember(&file, &known);
    for link in &links {
        let said = match known.get(&link.url) {
            Some((_, State::Broken(why))) => {
                let message = format!("`{}` leads nowhere: {why}", link.url);
                Diagnostic::warning(Code::LinkBroken, link.at, message)
                    .help("find out where it has moved to, link to a copy in an archive, or take it out")
            }
            Some((_, State::Unreached(why))) => {
                let message = format!("`{}` could not be reached: {why}", link.url);
                Diagnostic::notice(Code::LinkUnreached, link.at, message)
                    .help("it may work again tomorrow; look at it in a browser")
            }
            Some((_, State::Good)) | None => continue,
        };
        built.diagnostics.push(said);
    }
    built.diagnostics = in_order(std::mem::take(&mut built.diagnostics), &built.sources);
}

/// Asks for each address, again where an answer may yet come.
fn states(client: &Client, wanted: &[(&str, SafeUrl)]) -> BTreeMap<String, State> {
    let mut answers: BTreeMap<usize, Result<(), Fault>> = BTreeMap::new();
    let mut open: Vec<usize> = (0..wanted.len()).collect();
    for pause in std::iter::once(0).chain(BACK_OFF) {
        if open.is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_secs(pause));
        let urls: Vec<&SafeUrl> = open.iter().map(|at| &wanted[*at].1).collect();
        let round = client.probe_all(&urls);
        answers.extend(open.iter().copied().zip(round));
        open.retain(|at| matches!(&answers[at], Err(fault) if may_pass(fault)));
    }
    // Where no name can be looked up at all, it is this machine that is cut off.
    let online = answers.values().any(|answer| matches!(answer, Ok(()) | Err(Fault::Status(_))));
    let state = |answer: Result<(), Fault>| match answer {
        Ok(()) => State::Good,
        Err(fault @ Fault::Status(404 | 410)) => State::Broken(fault.to_string()),
        Err(fault @ Fault::NoHost(_)) if online => State::Broken(fault.to_string()),
        Err(fault) => State::Unreached(fault.to_string()),
    };
    answers.into_iter().map(|(at, answer)| (wanted[at].0.to_owned(), state(answer))).collect()
}

/// Whether the same question may have another answer in a moment.
fn may_pass(fault: &Fault) -> bool {
    match fault {
        Fault::NoHost(_) | Fault::NoConnection(_) | Fault::TooSlow(_) => true,
        Fault::Status(code) => *code == 429 || *code >= 500,
        Fault::Refused(_) | Fault::TooLarge(_) | Fault::TooManyRedirects(_) => false,
    }
}

type Known = BTreeMap<String, (i64, State)>;

/// What earlier checks found out and still holds. A file that cannot be read is no loss.
fn recall(file: &Path, now: i64) -> Known {
    let read = || serde_json::from_slice::<Value>(&std::fs::read(file).ok()?).ok();
    let all = read().and_then(|all| all.as_object().cloned()).unwrap_or_default();
    let one = |(url, value): (String, Value)| {
        let at = value.get("at")?.as_i64()?;
        let broken = value.get("broken").and_then(Value::as_str).map(str::to_owned);
        let holds = if broken.is_some() { BROKEN_FOR } else { GOOD_FOR };
        (0..holds).contains(&now.saturating_sub(at)).then(|| (url, (at, broken.map_or(State::Good, State::Broken))))
    };
    all.into_iter().filter_map(one).collect()
}

/// Remembers what is certain. That it could not be written is no loss either.
fn remember(file: &PathBuf, known: &Known) {
    let one = |(url, (at, state)): (&String, &(i64, State))| match state {
        State::Good => Some((url.clone(), json!({ "at": at }))),
        State::Broken(why) => Some((url.clone(), json!({ "at": at, "broken": why }))),
        State::Unreached(_) => None,
    };
    let all: serde_json::Map<String, Value> = known.iter().filter_map(one).collect();
    let Some(folder) = file.parent().filter(|_| !all.is_empty()) else { return };
    let _ = std::fs::create_dir_all(folder);
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        let _ = std::fs::write(ignore, "*\n");
    }
    let _ = std::fs::write(file, Value::Object(all).to_string());
}
