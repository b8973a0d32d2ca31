//! Which commits gave a hub another default time zone: those that changed `timezone` in its `hub.toml`.
//!
//! Takes the names of the texts that commits exchanged, gives the commits whose texts name two zones. Asks git for all texts at once, and
//! only where a `hub.toml` was changed at all. A text that git cannot give, or that names no zone we know, tells nothing.

use super::git;
use super::log::Id;
use crate::read::node::Value;
use crate::text::SourceId;
use crate::time::Zone;
use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::Stdio;

/// The longest `hub.toml` that is looked at, in bytes.
const MAX_HUB: u64 = 1 << 20;

/// What a commit did to a `hub.toml`.
#[derive(Debug)]
pub(super) struct Exchange {
    /// The commit.
    pub(super) commit: Id,
    /// The number of the file's path.
    pub(super) path: u32,
    /// The names of the texts before; several for a merge.
    pub(super) old: Vec<String>,
    /// The name of the text after.
    pub(super) new: String,
}

/// Whether a path is one whose changes matter here.
pub(super) fn is_hub(path: &str) -> bool {
    path == "hub.toml" || path.ends_with("/hub.toml")
}

/// The commits, each with the number of its path, after which a zone holds that did not hold before.
pub(super) fn changed(root: &Path, exchanges: &[Exchange]) -> Vec<(Id, u32)> {
    let names: BTreeSet<&str> =
        exchanges.iter().flat_map(|one| one.old.iter().chain([&one.new])).map(String::as_str).collect();
    let zones = if names.is_empty() { None } else { zones(root, &names) }.unwrap_or_default();
    let is_other = |one: &&Exchange| {
        let Some(Some(new)) = zones.get(&one.new) else { return false };
        one.old.iter().all(|old| zones.get(old).is_some_and(|old| old.as_ref().is_some_and(|old| old != new)))
    };
    exchanges.iter().filter(is_other).map(|one| (one.commit, one.path)).collect()
}

/// Whether `hub.toml` names another zone on the disk than at a commit.
pub(super) fn differs(root: &Path, commit: &str) -> bool {
    let name = format!("{commit}:./hub.toml");
    let committed = zones(root, &BTreeSet::from([name.as_str()])).and_then(|mut zones| zones.remove(&name)).flatten();
    let here = std::fs::read(root.join("hub.toml")).ok().and_then(|bytes| zone_of(&bytes));
    committed.zip(here).is_some_and(|(committed, here)| committed != here)
}

/// The zone in each text; `None` for the whole where git does not answer.
fn zones(root: &Path, names: &BTreeSet<&str>) -> Option<HashMap<String, Option<Zone>>> {
    let mut ask = git::git(root);
    ask.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = ask.spawn().ok()?;
    let (mut asked, told) = (running.stdin.take()?, running.stdout.take()?);
    let questions = names.iter().fold(String::new(), |all, name| all + name + "\n");
    let found = std::thread::scope(|scope| {
        // Git answers while it is still being asked: with one hand alone, both might wait for ever.
        scope.spawn(move || asked.write_all(questions.as_bytes()));
        let mut told = BufReader::new(told);
        names.iter().map(|name| Some(((*name).to_owned(), answer(&mut told)?))).collect::<Option<HashMap<_, _>>>()
    });
    if found.is_none() {
        // Nobody reads what else it has to say.
        let _ = running.kill();
    }
    let _ = running.wait();
    found
}

/// One answer: `ID blob SIZE`, the text and a line end, or a line that says that there is none.
fn answer(told: &mut impl BufRead) -> Option<Option<Zone>> {
    let mut line = String::new();
    told.take(4096).read_line(&mut line).ok().filter(|read| *read > 0)?;
    let [_, "blob", size] = line.split_whitespace().collect::<Vec<_>>()[..] else {
        return line.trim_end().ends_with("missing").then_some(None);
    };
    let size: u64 = size.parse().ok().filter(|size| *size <= MAX_HUB)?;
    let mut text = Vec::new();
    told.take(size + 1).read_to_end(&mut text).ok().filter(|read| *read as u64 == size + 1)?;
    Some(zone_of(&text))
}

/// The zone that a `hub.toml` names; UTC where it names none.
fn zone_of(text: &[u8]) -> Option<Zone> {
    let text = std::str::from_utf8(text).ok()?.trim_start_matches('\u{feff}');
    let table = crate::read::toml::parse(SourceId(0), text, 0, &mut Vec::new());
    match table.get("timezone").map(|node| &node.value) {
        None => Some(Zone::utc()),
        Some(Value::Text(name)) => Zone::find(name),
        Some(_) => None,
    }
}
