//! What stood in the site before and would be missed: calendars that people may have subscribed to, and the UIDs by which their apps know
//! the events.

use crate::config::{self, Config};
use crate::kinds::{Site, event};
use crate::plan::Output;
use crate::publish::{self, Publisher};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

/// Calendars that held events, stood in the site before and are not made any more: whoever subscribed to them would meet an error. Those
/// of people are theirs to take away, and are not brought back.
pub(super) fn lost_calendars(publisher: &Publisher, outputs: &[Output]) -> Option<String> {
    let name = |path: &str| {
        let at = path.find("calendars/").filter(|at| *at == 0 || path[..*at].ends_with('/'))?;
        let retired = path[at..].strip_prefix("calendars/")?.strip_suffix(".ics")?;
        let is_ours = config::Retired::parse(retired).is_some_and(|retired| !retired.is_personal());
        is_ours.then(|| format!("\"{retired}\""))
    };
    let told: BTreeMap<&str, String> = publisher.told().filter_map(|path| Some((path, name(path)?))).collect();
    if told.is_empty() {
        return None;
    }
    let made: HashSet<String> = outputs.iter().map(|output| output.address.file().to_string()).collect();
    let lost: BTreeSet<String> =
        told.into_iter().filter(|(path, _)| !made.contains(*path)).map(|(_, name)| name).collect();
    let list = lost.into_iter().collect::<Vec<_>>().join(", ");
    (!list.is_empty()).then(|| {
        format!("calendars that people may have subscribed to are gone; to keep them, empty, add to `[calendar]` in hub.toml: retired = [{list}]")
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
