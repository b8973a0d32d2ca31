//! Calendars that an event leaves, and those that it joins, while it stays in others.
//!
//! Who subscribed to the calendar of one group sees an event vanish that is only no longer the group's. Takes two sites, adds to the news
//! of their events. A calendar that is there on one side alone is told as a whole elsewhere: with it nothing leaves or joins.

use super::events::{self, Moved, News, What};
use super::site::Site;
use crate::time::Instant;
use std::collections::HashMap;
use std::sync::Arc;

/// Adds what there is to tell of events that are still to come on both sides.
pub(super) fn tell(all: &mut Vec<News>, old: &Site, new: &Site, moved: Option<&Moved>, now: Instant) {
    let told: HashMap<String, usize> = all.iter().enumerate().map(|(at, news)| (news.uid.clone(), at)).collect();
    for (uid, event) in &new.events {
        let before = moved.and_then(|moved| moved.was(uid, &old.events, &new.events));
        let before = before.as_ref().unwrap_or(uid);
        let Some(was) = old.events.get(before) else { continue };
        let (had, has) = (in_calendars(old, before), in_calendars(new, uid));
        if had == has || event.when.is_over(now) || was.when.is_over(now) {
            continue;
        }
        let left = only(had, has, new);
        let joined = only(has, had, old);
        if left.is_empty() && joined.is_empty() {
            continue;
        }
        let at = told.get(before).copied().unwrap_or_else(|| {
            all.push(events::news(What::Calendars, before, event));
            all.len() - 1
        });
        let news = &mut all[at];
        (news.what, news.left, news.joined) = (news.what.min(What::Calendars), left, joined);
    }
    events::sort(all);
}

fn in_calendars<'a>(site: &'a Site, uid: &str) -> &'a [Arc<str>] {
    site.calendars.get(uid).map_or(&[], Vec::as_slice)
}

/// Those that hold an event on one side alone, and are there on the `other` too.
fn only(these: &[Arc<str>], those: &[Arc<str>], other: &Site) -> Vec<Arc<str>> {
    these.iter().filter(|one| !those.contains(*one) && other.feeds.contains(&***one)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::super::compare::compare;
    use super::*;

    /// A site of these calendars with the events in them: `/a.ics: walk@x.example salon@x.example`. All take place on 1 December 2026,
    /// those whose names begin with `past` a year before.
    fn site(calendars: &[&str]) -> Site {
        let mut site = Site::default();
        for line in calendars {
            let (address, uids) = line.split_once(':').unwrap();
            site.feeds.insert(address.to_owned());
            for uid in uids.split_whitespace() {
                let year = if uid.starts_with("past") { 2025 } else { 2026 };
                let text =
                    format!("BEGIN:VEVENT\nUID:{uid}\nDTSTART;VALUE=DATE:{year}1201\nSUMMARY:{uid}\nEND:VEVENT\n");
                let event = crate::formats::ics::read(&text, &crate::time::Zone::utc()).events.remove(0);
                site.events.entry(uid.to_owned()).or_insert(event);
                site.calendars.entry(uid.to_owned()).or_default().push(address.into());
            }
        }
        site
    }

    fn told(old: &[&str], new: &[&str]) -> Vec<String> {
        let now = Instant::parse("2026-11-21T12:00:00Z").unwrap();
        let found = compare(&site(old), &site(new), now);
        let words = |news: &News| format!("{:?} {} -{:?} +{:?}", news.what, news.uid, news.left, news.joined);
        found.events.iter().map(words).collect::<Vec<_>>()
    }

    #[test]
    fn an_event_that_stays_in_one_calendar_leaves_and_joins_others() {
        let old = ["/a.ics: walk salon past", "/b.ics: walk past", "/c.ics:"];
        assert_eq!(told(&old, &old), [""; 0]);
        assert_eq!(
            told(&old, &["/a.ics: walk salon past", "/b.ics: salon", "/c.ics: walk past"]),
            [r#"Calendars salon -[] +["/b.ics"]"#, r#"Calendars walk -["/b.ics"] +["/c.ics"]"#]
        );
        let now = Instant::parse("2026-11-21T12:00:00Z").unwrap();
        assert!(!compare(&site(&old), &site(&["/a.ics: walk salon", "/b.ics:", "/c.ics:"]), now).is_lost());
    }

    #[test]
    fn what_vanishes_or_is_new_as_a_whole_is_told_once() {
        // The event.
        assert_eq!(told(&["/a.ics: x", "/b.ics: x"], &["/a.ics:", "/b.ics:"]), ["Vanishes x -[] +[]"]);
        assert_eq!(told(&["/a.ics:", "/b.ics:"], &["/a.ics: x", "/b.ics: x"]), ["Appears x -[] +[]"]);
        // The calendar.
        assert_eq!(told(&["/a.ics: x", "/b.ics: x"], &["/a.ics: x"]), [""; 0]);
        assert_eq!(told(&["/a.ics: x"], &["/a.ics: x", "/b.ics: x"]), [""; 0]);
    }

    #[test]
    fn an_event_is_told_of_once_whatever_else_changes() {
        let mut new = site(&["/a.ics: x", "/b.ics:"]);
        let now = Instant::parse("2026-11-21T12:00:00Z").unwrap();
        let old = site(&["/a.ics: x", "/b.ics: x"]);
        let of = |new: &Site| {
            let all = compare(&old, new, now).events;
            assert_eq!((all.len(), all[0].left.len()), (1, 1));
            (all[0].what, all[0].changes.len())
        };
        new.events.get_mut("x").unwrap().details.summary = "Other".to_owned();
        assert_eq!(of(&new), (What::Calendars, 1), "to leave a calendar is graver than to have another title");
        new.events.get_mut("x").unwrap().details.status = crate::formats::ics::Status::Cancelled;
        assert_eq!(of(&new), (What::Moves, 2));
    }

    #[test]
    fn an_event_whose_uid_has_another_end_is_looked_for_where_it_was() {
        let old = ["/a.ics: x@old.example y@old.example", "/b.ics: x@old.example"];
        let new = ["/a.ics: x@new.example y@new.example", "/b.ics: y@new.example"];
        assert_eq!(
            told(&old, &new),
            [r#"Calendars x@old.example -["/b.ics"] +[]"#, r#"Calendars y@old.example -[] +["/b.ics"]"#]
        );
    }
}
