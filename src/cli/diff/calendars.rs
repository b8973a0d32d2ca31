//! Calendars that an event leaves, and those that it joins, while it stays in others.
//!
//! Who subscribed to the calendar of one group sees an event vanish that is only no longer the group's, and in that of a speaker dates of a
//! series come and go that stand alone there. Takes two sites, adds to the news of their events. A calendar that is there on one side alone
//! is told as a whole elsewhere: with it nothing leaves or joins.

use super::events::{self, Change, ENGLISH, Moved, News, What};
use super::site::Site;
use crate::formats::ics::IcsEvent;
use crate::kinds::event::dates::series_of;
use crate::time::{Instant, Stamp, Zone, format};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Adds what there is to tell of events that are still to come on both sides.
pub(super) fn tell(all: &mut Vec<News>, old: &Site, new: &Site, moved: Option<&Moved>, now: Instant) {
    let told: HashMap<String, usize> = all.iter().enumerate().map(|(at, news)| (news.uid.clone(), at)).collect();
    let (old_dates, new_dates) = (alone(old), alone(new));
    for (uid, event) in &new.events {
        let before = moved.and_then(|moved| moved.was(uid, &old.events, &new.events));
        let before = before.as_ref().unwrap_or(uid);
        let Some(was) = old.events.get(before) else { continue };
        let (had, has) = (in_calendars(old, before), in_calendars(new, uid));
        let (old_dates, new_dates) = (old_dates.get(before), new_dates.get(uid));
        if (had == has && old_dates == new_dates) || event.when.is_over(now) || was.when.is_over(now) {
            continue;
        }
        let left = only(had, has, new);
        let joined = only(has, had, old);
        let before_and_now =
            [Side { site: old, event: was, dates: old_dates }, Side { site: new, event, dates: new_dates }];
        let dates = moved_dates(&before_and_now, now);
        if left.is_empty() && joined.is_empty() && dates.is_empty() {
            continue;
        }
        let at = told.get(before).copied().unwrap_or_else(|| {
            all.push(events::news(What::Calendars, before, event));
            all.len() - 1
        });
        let news = &mut all[at];
        (news.what, news.left, news.joined) = (news.what.min(What::Calendars), left, joined);
        news.changes.extend(dates);
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

/// Dates of a series that stand alone, by what their UIDs have of them, with the calendars that hold them.
type Dates<'a> = BTreeMap<&'a str, &'a [Arc<str>]>;

/// The dates that stand alone, by the UIDs of their series.
fn alone(site: &Site) -> HashMap<String, Dates<'_>> {
    let mut all: HashMap<String, Dates<'_>> = HashMap::new();
    for (uid, calendars) in site.calendars.iter().filter(|(uid, _)| !site.events.contains_key(*uid)) {
        if let Some((series, date)) = series_of(uid) {
            all.entry(series).or_default().insert(date, calendars);
        }
    }
    all
}

/// A series as one of two sites has it.
struct Side<'a> {
    site: &'a Site,
    event: &'a IcsEvent,
    dates: Option<&'a Dates<'a>>,
}

/// The dates to come of a series that stand alone in other calendars than before.
fn moved_dates(before_and_now: &[Side<'_>; 2], now: Instant) -> Vec<Change> {
    let [was, is] = before_and_now;
    let all: BTreeSet<&str> =
        before_and_now.iter().filter_map(|side| side.dates).flat_map(BTreeMap::keys).copied().collect();
    if all.is_empty() {
        return Vec::new();
    }
    let changed = before_and_now.iter().flat_map(|side| side.event.when.changed());
    let coming: Vec<String> = changed.filter(|one| !one.is_over(now)).map(|one| one.original.ical()).collect();
    let change = |date: &str| {
        let held = |side: &Side<'_>, other: &Site| {
            let calendars = side.dates.and_then(|dates| dates.get(date)).copied().unwrap_or_default();
            let there: Vec<&str> =
                calendars.iter().map(|one| &**one).filter(|one| other.feeds.contains(*one)).collect();
            if there.is_empty() { "none".to_owned() } else { there.join(", ") }
        };
        let day = Stamp::parse_ical(date)?.date(&Zone::utc());
        let field = format!("calendars of the one of {}", format::date_only(day, ENGLISH));
        Change::between(&field, held(was, is.site), held(is, was.site))
    };
    all.into_iter().filter(|date| coming.iter().any(|one| one.starts_with(date))).filter_map(change).collect()
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
