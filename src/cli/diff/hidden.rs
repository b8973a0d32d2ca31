//! Events whose files are in the hub and that not everybody sees: drafts, and those for an audience.
//!
//! Takes the files, gives the events by UID, and what takes the place of the help that a file be put back.

use crate::check::public::Rules;
use crate::config::Config;
use crate::kinds::{self, event};
use crate::read::scan::Scan;
use crate::text::Sources;
use crate::time::Instant;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why an event is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Hidden {
    /// Its file.
    pub(in crate::cli) path: Arc<str>,
    /// The fields that hide it, in words.
    pub(in crate::cli) fields: &'static str,
}

impl Hidden {
    /// What to do about it, where subscribers lose the event.
    pub(in crate::cli) fn advice(&self) -> String {
        let path: String = self.path.chars().filter(|c| *c != '`').collect();
        format!(
            "take {} out of `{path}`; if it does not take place, write `status = \"cancelled\"` there instead, and calendar apps tell people",
            self.fields
        )
    }
}

/// The hidden events of a hub, by UID.
pub(in crate::cli) fn events(sources: &Sources, config: &Config, now: Instant) -> BTreeMap<String, Hidden> {
    let is_of_events = |path: &str| !path.starts_with("content/") || path.starts_with("content/events/");
    let ours = sources.iter().map(|(_, source)| source).filter(|source| is_of_events(&source.path));
    let scan = Scan { sources: Sources::new(ours.cloned().collect()), ..Scan::default() };
    let mut all = BTreeMap::new();
    // Each edition shows what is for everybody and what is for its own audience.
    for audience in std::iter::once(None).chain(config.audiences.iter().map(|audience| Some(audience.to_string()))) {
        let rules = Rules { drafts: true, future: true, audience, now };
        for drafts in kinds::read(&scan, config, &rules).value.events {
            let draft = drafts.original();
            let gate = draft.fields.common.gate();
            let fields = match (gate.draft, gate.audience.is_some_and(|audience| audience != "public")) {
                (false, false) => continue,
                (true, false) => "`draft`",
                (false, true) => "`audience`",
                (true, true) => "`draft` and `audience`",
            };
            let path = scan.sources.get(draft.source).path.clone();
            all.insert(event::uid(config, &draft.id, &draft.fields), Hidden { path, fields });
        }
    }
    all
}
