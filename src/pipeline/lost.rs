//! What stood in the site before and would be missed: calendars that people may have subscribed to, and the UIDs by which their apps know
//! the events.

use crate::config::{Config, Retired};
use crate::kinds::{Site, event};
use crate::plan::Output;
use crate::publish::{self, Publisher};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// Calendars that held events, stood in the site before and are not made any more: whoever subscribed to them would meet an error. Those
/// of people are theirs to take away, and are not brought back.
///
/// The line that keeps them takes the place of the one that is there, so it holds what is `kept` already.
pub(super) fn lost_calendars(publisher: &Publisher, outputs: &[Output], kept: &[Retired]) -> Option<String> {
    let retired = |path: &str| Retired::of_file(path).map(|(_, retired)| retired).filter(|one| !one.is_personal());
    let told: BTreeMap<&str, Retired> = publisher.told().filter_map(|path| Some((path, retired(path)?))).collect();
    if told.is_empty() {
        return None;
    }
    let made: HashSet<String> = outputs.iter().map(|output| output.address.file().to_string()).collect();
    let lost: Vec<Retired> =
        told.into_iter().filter(|(path, _)| !made.contains(*path)).map(|(_, retired)| retired).collect();
    (!lost.is_empty()).then(|| {
        let line = Retired::line(lost.iter().chain(kept));
        format!("calendars that people may have subscribed to are gone; to keep them, empty, write below `[calendar]` in hub.toml: {line}")
    })
}

/// What to say where the site that stands in `output` has other UIDs for the same events: they end in another domain there.
pub(super) fn other_uids(output: &Path, site: &Site, config: &Config) -> Option<String> {
    let old = publish::published(output, "calendar.ics")?;
    let domain = config.uid_domain.as_ref();
    if old.contains(&format!("@{domain}\r\n")) {
        return None;
    }
    // A UID so long that it is folded is looked past: what all have in common shows in the others.
    let uids = old.lines().filter_map(|line| line.strip_prefix("UID:")?.rsplit_once('@'));
    let old: HashMap<&str, &str> = uids.collect();
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in site.editions.first()?.events.iter().filter(|entry| entry.draft.fields.uid.is_none()) {
        let uid = event::uid(config, &entry.head.id, &entry.draft.fields);
        let end = uid.strip_suffix(domain).and_then(|uid| old.get(uid.strip_suffix('@')?));
        end.into_iter().for_each(|end| *ends.entry(*end).or_default() += 1);
    }
    let (end, _) = ends.into_iter().max_by_key(|(_, events)| *events)?;
    Some(format!(
        "the UIDs of events ended in `@{end}` and now end in `@{domain}`, so calendar apps take every event for another one; to keep them, add to `[calendar]` in hub.toml: uid_domain = \"{end}\""
    ))
}
