//! What stood in the site before and would be missed: calendars that people may have subscribed to.

use crate::config;
use crate::plan::Output;
use crate::publish::Publisher;
use std::collections::BTreeSet;

/// Calendars that held events, stood in the site before and are not made any more: whoever subscribed to them would meet an error. Those
/// of people are theirs to take away, and are not brought back.
pub(super) fn lost_calendars(publisher: &Publisher, outputs: &[Output]) -> Option<String> {
    let made: BTreeSet<String> = outputs.iter().map(|output| output.address.file().to_string()).collect();
    let name = |path: &str| {
        let at = path.find("calendars/").filter(|at| *at == 0 || path[..*at].ends_with('/'))?;
        let retired = path[at..].strip_prefix("calendars/")?.strip_suffix(".ics")?;
        config::Retired::parse(retired).map(|_| format!("\"{retired}\""))
    };
    let lost: BTreeSet<String> = publisher.told().filter(|path| !made.contains(*path)).filter_map(name).collect();
    let list = lost.into_iter().collect::<Vec<_>>().join(", ");
    (!list.is_empty()).then(|| {
        format!("calendars that people may have subscribed to are gone; to keep them, empty, add to `[calendar]` in hub.toml: retired = [{list}]")
    })
}
