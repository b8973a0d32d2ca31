//! What differs between two sites, as readers and subscribers notice it.

use super::calendars;
use super::events::{self, Moved, News, What};
use super::hidden::Hidden;
use super::site::Site;
use crate::config::Retired;
use crate::time::Instant;

/// Everything that differs.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Events, the gravest news first.
    pub(super) events: Vec<News>,
    /// Another end of all UIDs.
    pub(super) moved: Option<Moved>,
    /// Calendars that are no longer there and that `hub.toml` can keep, with what keeps them.
    pub(super) calendars_gone: Vec<(String, Retired)>,
    /// What `hub.toml` keeps already, where it is known.
    pub(super) retired: Option<Vec<Retired>>,
    /// Calendars of single events that are no longer there, though the events are.
    pub(super) own_gone: Vec<String>,
    /// Other calendars, feeds and JSON files that are no longer there.
    pub(super) feeds_gone: Vec<String>,
    /// Pages and files that are no longer there, and nothing leads on from them.
    pub(super) addresses_gone: Vec<String>,
    /// Pages, feeds and files that are there now.
    pub(super) addresses_new: Vec<String>,
}

impl Found {
    /// Whether somebody loses something: an event to come, a calendar they subscribed to, a link they kept. An event that only leaves a
    /// calendar is not lost: that its group or its tag is another one is what its authors meant to say.
    pub(super) fn is_lost(&self) -> bool {
        let lost = |news: &News| matches!(news.what, What::Vanishes | What::Renamed);
        self.moved.is_some()
            || self.events.iter().any(lost)
            || !self.calendars_gone.is_empty()
            || !self.own_gone.is_empty()
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
    addresses_gone.retain(|address| !is_empty_month(address, new));
    addresses_gone.extend(gone(&old.files));
    // Another base changes the page of every event, and none of them.
    let (mut events, moved) = events::compare(&old.events_at(new.base()), &new.events, now);
    for news in &mut events {
        let name = match news.what {
            What::Vanishes => old.others.get(&news.uid),
            What::Renamed => new.others.get(&news.uid),
            _ => None,
        };
        let advice = match (name, &new.hidden) {
            (Some(name), _) => Some(events::advice_on_others(news, name)),
            (None, _) if news.what != What::Vanishes => None,
            (None, Some(hidden)) => {
                let uid = moved.as_ref().and_then(|moved| moved.is(&news.uid));
                hidden.get(uid.as_ref().unwrap_or(&news.uid)).map(Hidden::advice)
            }
            (None, None) => Some(events::PUBLISH.to_owned()),
        };
        news.advice = advice.or(news.advice.take());
    }
    calendars::tell(&mut events, old, new, moved.as_ref(), now);
    // An event that is gone is told as such; one that lives on leaves those behind who subscribed to it alone.
    let lives_on = |uid: &String| {
        let now = moved.as_ref().and_then(|moved| moved.is(uid));
        new.events.contains_key(uid) || now.is_some_and(|now| new.events.contains_key(&now))
    };
    let (mut own_gone, feeds_gone): (Vec<String>, Vec<String>) =
        gone(&old.feeds).into_iter().partition(|feed| old.own.contains_key(feed));
    own_gone.retain(|feed| lives_on(&old.own[feed]));
    let (mut calendars_gone, mut others_gone) = (Vec::new(), Vec::new());
    for feed in feeds_gone {
        match kept_by(&feed, new) {
            Some(retired) => calendars_gone.push((feed, retired)),
            None => others_gone.push(feed),
        }
    }
    let there = new.pages.iter().chain(&new.feeds).chain(&new.files);
    Found {
        events,
        moved,
        calendars_gone,
        retired: new.retired.clone(),
        own_gone,
        feeds_gone: others_gone,
        addresses_gone,
        addresses_new: there.filter(|address| !old.has(address)).cloned().collect(),
    }
}

/// Whether an address is that of a month or a year in which a site has no events: it came with the time and goes with it. A site that
/// makes pages of months has one of each that has events.
fn is_empty_month(address: &str, new: &Site) -> bool {
    fn section(address: &str) -> Option<&str> {
        let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        let path = address.strip_suffix('/')?;
        let (above, last) = path.rsplit_once('/')?;
        let above = match above.rsplit_once('/') {
            Some((above, year)) if digits(year, 4) && digits(last, 2) => above,
            _ if digits(last, 4) => above,
            _ => return None,
        };
        above.ends_with("/events").then_some(above)
    }
    let Some(events) = section(address) else { return false };
    new.events.is_empty() || new.pages.iter().any(|page| section(page) == Some(events))
}

/// What would keep the calendar that was at an address: it is made again for each language that the site has.
fn kept_by(address: &str, new: &Site) -> Option<Retired> {
    let (prefix, retired) = Retired::of_file(address.strip_prefix('/')?)?;
    let is_made = match retired.about {
        "language" => prefix.is_empty(),
        _ => new.feeds.contains(&format!("/{prefix}calendar.ics")),
    };
    is_made.then_some(retired)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(uid: &str) -> std::collections::BTreeMap<String, crate::formats::ics::IcsEvent> {
        let text = format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:{uid}\nDTSTART:20261201T190000Z\nSUMMARY:Night\nEND:VEVENT\nEND:VCALENDAR\n"
        );
        let read = crate::formats::ics::read(&text, &crate::time::Zone::utc()).events;
        read.into_iter().map(|event| (uid.to_owned(), event)).collect()
    }

    #[test]
    fn nobody_is_told_to_edit_the_calendar_of_others() {
        let of = |uid: &str, name: Option<&str>| Site {
            events: events(uid),
            others: name.map(|name| (uid.to_owned(), name.to_owned())).into_iter().collect(),
            hidden: Some(std::collections::BTreeMap::new()),
            ..Site::default()
        };
        let advice = |old: &Site, new: &Site| {
            let found = compare(old, new, Instant::from_unix(0));
            found.events.iter().filter_map(|news| news.advice.clone()).collect::<Vec<_>>().join(" ")
        };
        let none = Site { hidden: Some(std::collections::BTreeMap::new()), ..Site::default() };
        assert!(advice(&of("a", None), &none).starts_with("put its file back"));
        assert!(advice(&of("a", None), &Site::default()).starts_with("publish it again"), "nothing is known of files");
        let lost = advice(&of("a", Some("City")), &none);
        assert!(
            lost.starts_with("it came from `City`, which no longer has it") && lost.ends_with("`uid = \"a\"`"),
            "{lost}"
        );
        let renamed = advice(&of("a", Some("City")), &of("b", Some("City")));
        assert!(renamed.starts_with("it comes from `City`, where it has another UID"), "{renamed}");
    }

    #[test]
    fn another_base_is_no_news_of_every_event() {
        let at = |base: &str, words: &str| {
            let mut site = site(&["/", "/events/a/"], &[], &[]);
            site.events = events("a");
            let details = &mut site.events.get_mut("a").unwrap().details;
            details.url = Some(format!("{base}/events/a/"));
            details.description = Some(format!("{words}, {base}/about/\n\n{base}/events/a/"));
            site
        };
        let fields = |old: &Site, new: &Site| {
            let all = compare(old, new, Instant::from_unix(0)).events;
            all.iter().flat_map(|news| &news.changes).map(|one| one.field.clone()).collect::<Vec<_>>()
        };
        let old = at("https://a.example", "Words");
        assert_eq!(old.base(), Some("https://a.example"));
        assert_eq!(fields(&old, &at("https://b.example/hub", "Words")), [""; 0]);
        assert_eq!(fields(&old, &at("https://b.example/hub", "Others")), ["description"]);
    }

    #[test]
    fn the_calendar_of_an_event_is_lost_where_the_event_is_not() {
        let address = "/zh-CN/events/a/event.ics";
        let with = |mut site: Site, uid: &str| Site { events: events(uid), ..std::mem::take(&mut site) };
        let mut old = with(site(&["/zh-CN/events/a/"], &[address], &[]), "a@x.example");
        old.own.insert(address.to_owned(), "a@x.example".to_owned());
        let lost = |new: &Site| {
            let found = compare(&old, new, Instant::from_unix(0));
            assert!(found.is_lost() && found.feeds_gone.is_empty());
            found.own_gone
        };
        assert_eq!(lost(&Site::default()), [""; 0], "the event is told as lost");
        assert_eq!(lost(&with(Site::default(), "a@x.example")), [address]);
        assert_eq!(lost(&with(Site::default(), "a@y.example")), [address], "all UIDs have another end");
        assert_eq!(lost(&with(site(&["/zh-CN/events/a/"], &[], &[]), "a@x.example")), [address], "its page leads on");
    }

    fn site(pages: &[&str], feeds: &[&str], redirects: &[&str]) -> Site {
        let set = |all: &[&str]| all.iter().map(ToString::to_string).collect();
        Site { pages: set(pages), feeds: set(feeds), redirects: set(redirects), ..Site::default() }
    }

    #[test]
    fn a_calendar_can_be_kept_in_a_language_that_the_site_still_has() {
        let gone = ["/calendars/venue/pier.ics", "/zh-CN/calendars/venue/pier.ics", "/fr/calendars/venue/pier.ics"];
        let old = site(&[], &[&gone[..], &["/calendars/language/fr.ics", "/tags/x/feed.xml"]].concat(), &[]);
        let found = compare(&old, &site(&[], &["/calendar.ics", "/zh-CN/calendar.ics"], &[]), Instant::from_unix(0));
        let kept: Vec<String> =
            found.calendars_gone.iter().map(|(address, retired)| format!("{address} {retired}")).collect();
        assert_eq!(
            kept,
            [
                "/calendars/language/fr.ics language/fr",
                "/calendars/venue/pier.ics venue/pier",
                "/zh-CN/calendars/venue/pier.ics venue/pier"
            ]
        );
        assert_eq!(found.feeds_gone, ["/fr/calendars/venue/pier.ics", "/tags/x/feed.xml"]);
        assert!(found.is_lost());
    }

    #[test]
    fn a_month_without_events_is_not_lost() {
        let months = ["/events/2026/", "/events/2026/07/", "/zh-CN/events/2026/07/"];
        let old = site(&[&months[..], &["/events/2026/07/walk/", "/posts/2026/07/", "/events/26/"]].concat(), &[], &[]);
        let gone = |new: &Site| compare(&old, new, Instant::from_unix(0)).addresses_gone;
        let others = ["/events/2026/07/walk/", "/events/26/", "/posts/2026/07/"];
        assert_eq!(gone(&site(&["/events/2026/08/", "/zh-CN/events/2026/08/"], &[], &[])), others);
        assert_eq!(gone(&Site::default()), others, "there are no events at all");
        // Where there are no months, nobody knows what stood in them.
        let no_months = Site { events: events("a"), ..site(&["/events/"], &[], &[]) };
        assert_eq!(gone(&no_months).len(), 6);
    }

    #[test]
    fn an_address_that_leads_on_is_not_lost() {
        let old = site(&["/", "/a/", "/b/", "/c/"], &["/calendars/tag/x.ics"], &[]);
        let new = site(&["/", "/a/", "/d/"], &[], &["/b/"]);
        let found = compare(&old, &new, Instant::from_unix(0));
        assert_eq!((found.addresses_gone, found.addresses_new), (vec!["/c/".to_owned()], vec!["/d/".to_owned()]));
        assert_eq!(
            found.feeds_gone,
            ["/calendars/tag/x.ics"],
            "this is no site with calendars, and nothing keeps one there"
        );
        let none = compare(&old, &old, Instant::from_unix(0));
        assert!(!none.is_lost() && none.addresses_new.is_empty());
    }
}
