//! Which commits gave a hub another default time zone: those that changed `timezone` in its `hub.toml`.
//!
//! Takes the names of the texts that commits exchanged, gives the commits whose texts name two zones. Asks git for all texts at once, and
//! only where a `hub.toml` was changed at all. A text that git cannot give, or that names no zone we know, tells nothing.

use super::git;
use super::log::{self, Exchange, Id};
use crate::read::node::Value;
use crate::text::SourceId;
use crate::time::Zone;
use std::collections::BTreeSet;
use std::path::Path;

/// The longest `hub.toml` that is looked at, in bytes.
const MAX_HUB: u64 = 1 << 20;

/// Whether a path is one whose changes matter here.
pub(super) fn is_hub(path: &str) -> bool {
    path == "hub.toml" || path.ends_with("/hub.toml")
}

/// The commits, each with the number of its path, after which a zone holds that did not hold before.
pub(super) fn changed(root: &Path, exchanges: &[Exchange]) -> Vec<(Id, u32)> {
    let zones = git::texts(root, &log::names(exchanges), MAX_HUB, zone_of).unwrap_or_default();
    let is_other = |one: &&Exchange| {
        let Some(Some(new)) = zones.get(&one.new) else { return false };
        !one.old.is_empty()
            && one.old.iter().all(|old| zones.get(old).is_some_and(|old| old.as_ref().is_some_and(|old| old != new)))
    };
    exchanges.iter().filter(is_other).map(|one| (one.commit, one.path)).collect()
}

/// Whether `hub.toml` names another zone on the disk than at a commit.
pub(super) fn differs(root: &Path, commit: &str) -> bool {
    let name = format!("{commit}:./hub.toml");
    let committed = git::texts(root, &BTreeSet::from([name.as_str()]), MAX_HUB, zone_of);
    let committed = committed.and_then(|mut zones| zones.remove(&name)).flatten();
    let here = std::fs::read(root.join("hub.toml")).ok().and_then(|bytes| zone_of(&bytes));
    committed.zip(here).is_some_and(|(committed, here)| committed != here)
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
