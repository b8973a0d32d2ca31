//! What differs between two sites, as readers and subscribers notice it.

use super::events::{self, Moved, News, What};
use super::site::Site;
use crate::time::Instant;

/// Everything that differs.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Events, the gravest news first.
    pub(super) events: Vec<News>,
    /// Another end of all UIDs.
    pub(super) moved: Option<Moved>,
    /// Calendars, feeds and JSON files that are no longer there.
    pub(super) feeds_gone: Vec<String>,
    /// Pages and files that are no longer there, and nothing leads on from them.
    pub(super) addresses_gone: Vec<String>,
    /// Pages, feeds and files that are there now.
    pub(super) addresses_new: Vec<String>,
}

impl Found {
    /// Whether somebody loses something: an event to come, a calendar they subscribed to, a link they kept.
    pub(super) fn is_lost(&self) -> bool {
        let lost = |news: &News| matches!(news.what, What::Vanishes | What::Renamed);
        self.moved.is_some()
            || self.events.iter().any(lost)
            || !self.feeds_gone.is_empty()
            || !self.addresses_gone.is_empty()
    }
}

/// Compares two sites at a time: what is over by then interests nobody's calendar any more.
pub(super) fn compare(old: &Site, new: &Site, now: Instant) -> Found {
    let gone = |all: &std::collections::BTreeSet<String>| -> Vec<String> {
        all.iter().filter(|address| !new.has(address)).cloned().collect()
    };
    let mut addresses_gone = gone(&old.pages);
    addresses_gone.extend(gone(&old.files));
    let (events, moved) = events::compare(&old.events, &new.events, now);
    let there = new.pages.iter().chain(&new.feeds).chain(&new.files);
    Found {
        events,
        moved,
        feeds_gone: gone(&old.feeds),
        addresses_gone,
        addresses_new: there.filter(|address| !old.has(address)).cloned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(pages: &[&str], feeds: &[&str], redirects: &[&str]) -> Site {
        let set = |all: &[&str]| all.iter().map(ToString::to_string).collect();
        Site { pages: set(pages), feeds: set(feeds), redirects: set(redirects), ..Site::default() }
    }

    #[test]
    fn an_address_that_leads_on_is_not_lost() {
        let old = site(&["/", "/a/", "/b/", "/c/"], &["/calendars/tag/x.ics"], &[]);
        let new = site(&["/", "/a/", "/d/"], &[], &["/b/"]);
        let found = compare(&old, &new, Instant::from_unix(0));
        assert_eq!((found.addresses_gone, found.addresses_new), (vec!["/c/".to_owned()], vec!["/d/".to_owned()]));
        assert_eq!(found.feeds_gone, ["/calendars/tag/x.ics"]);
        let none = compare(&old, &old, Instant::from_unix(0));
        assert!(!none.is_lost() && none.addresses_new.is_empty());
    }
}
