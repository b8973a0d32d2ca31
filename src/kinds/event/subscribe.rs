//! The page that lists every calendar, with a link for each common app.

use super::pages::title;
use crate::kinds::cards::label_of;
use crate::kinds::view::View;
use crate::model::{EntryId, Head, Kind};
use crate::plan::Output;
use crate::plan::context::Meta;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What `subscribe.html` sees as `page`.
#[derive(Hash, Serialize)]
struct SubscribePage {
    #[serde(flatten)]
    meta: Meta,
    everything: CalendarLink,
    types: Vec<CalendarLink>,
    tags: Vec<CalendarLink>,
    groups: Vec<CalendarLink>,
    members: Vec<CalendarLink>,
    archive: Vec<CalendarLink>,
}

/// A calendar with its ways in.
#[derive(Hash, Serialize)]
struct CalendarLink {
    label: Arc<str>,
    https: Arc<str>,
    webcal: Arc<str>,
    google: Arc<str>,
    outlook: Arc<str>,
    href: Arc<str>,
    count: usize,
}

/// One of the calendars of an edition.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// What it is about.
    pub about: About,
    /// What readers see.
    pub label: Arc<str>,
    /// Its address without the language's prefix.
    pub path: String,
    /// The address of the page about the same thing, without the language's prefix.
    pub page: String,
    /// The colour that `hub.toml` gives to a kind of event.
    pub color: Option<Arc<str>>,
    /// The places of its events in the edition's list.
    pub events: Vec<usize>,
}

/// What a calendar is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Every event.
    Everything,
    /// A kind of event.
    Type,
    /// A tag.
    Tag,
    /// A group.
    Group,
    /// A host or speaker.
    Member,
    /// What has been for so long that the calendar of everything has no room for it.
    Archive,
}

/// A calendar of more entries than this leaves out what was over a year ago. Google reads 1 MB, and an entry takes some 2 kB.
const MOST: usize = 450;
/// A year, in seconds.
const YEAR: i64 = 365 * 86_400;

/// Every calendar of an edition that holds more than one event's own file. A type or group without events keeps its calendar, since
/// somebody may have subscribed to it.
pub fn subscriptions(view: &View<'_>) -> Vec<Subscription> {
    let events = &view.edition.events;
    let heads = || events.iter().map(|entry| &entry.head).enumerate();
    let mut all = vec![Subscription {
        about: About::Everything,
        label: name(view),
        path: "/calendar.ics".into(),
        page: "/events/".into(),
        color: None,
        events: (0..events.len()).collect(),
    }];
    for label in &view.config.event_types {
        let of_type = heads().filter(|(_, head)| head.variant.as_ref() == Some(&label.id)).map(|(at, _)| at).collect();
        all.push(Subscription {
            about: About::Type,
            label: label_of(view, &label.id, &view.config.event_types).unwrap_or_default(),
            path: format!("/calendars/type/{}.ics", label.id),
            page: "/events/".into(),
            color: label.color.clone(),
            events: of_type,
        });
    }
    let mut tags: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, head) in heads() {
        for tag in &head.tags {
            tags.entry(&tag.slug).or_default().push(at);
        }
    }
    for (slug, events) in tags {
        let label = view.tags.get(slug).map(|(label, _)| label.clone()).unwrap_or_default();
        let (path, page) = (format!("/calendars/tag/{slug}.ics"), format!("/tags/{slug}/"));
        all.push(Subscription { about: About::Tag, label, path, page, color: None, events });
    }
    for group in &view.edition.groups {
        let id = &group.head.id;
        let ours = |head: &Head| head.groups.contains(id) || names(head, id);
        let events = heads().filter(|(_, head)| ours(head)).map(|(at, _)| at).collect();
        let path = format!("/calendars/group/{}.ics", crate::kinds::group::calendar_name(&group.head));
        let (label, page) = (group.head.title.plain.clone(), page_of(view, &group.head));
        all.push(Subscription { about: About::Group, label, path, page, color: None, events });
    }
    let mut people: BTreeMap<&EntryId, Vec<usize>> = BTreeMap::new();
    for (at, head) in heads() {
        for id in head.people.iter().filter_map(|person| person.id.as_ref()).filter(|id| id.kind == Kind::Member) {
            let events = people.entry(id).or_default();
            if events.last() != Some(&at) {
                events.push(at);
            }
        }
    }
    for member in crate::kinds::member::pages::listed(view) {
        let Some(events) = people.remove(&member.head.id) else { continue };
        let path = format!("/calendars/member/{}.ics", crate::kinds::member::calendar_name(&member.head));
        let (label, page) = (member.head.title.plain.clone(), page_of(view, &member.head));
        all.push(Subscription { about: About::Member, label, path, page, color: None, events });
    }
    if let Some(archive) = archive(view, &mut all) {
        all.push(archive);
    }
    all
}

/// Takes what was over a year ago out of calendars that grow too large. All of it is in the archive, which there is as soon as the
/// calendar of everything has lost something.
fn archive(view: &View<'_>, all: &mut [Subscription]) -> Option<Subscription> {
    let entries = &view.edition.events;
    // A changed occurrence takes as much room as an event.
    let size = |at: &usize| 1 + entries[*at].draft.fields.r#override.len();
    let is_large = |held: &Subscription| held.events.iter().map(size).sum::<usize>() > MOST;
    if !all.iter().any(is_large) {
        return None;
    }
    let then = view.now.plus_seconds(-YEAR);
    let is_old: Vec<bool> =
        entries.iter().map(|entry| entry.head.when.as_ref().is_none_or(|when| when.is_over(then))).collect();
    for large in all.iter_mut().filter(|held| is_large(held)) {
        large.events.retain(|at| !is_old[*at]);
    }
    let events = (0..entries.len()).filter(|at| is_old[*at]).collect();
    Some(Subscription {
        about: About::Archive,
        label: view.label("past_events"),
        path: "/calendars/archive.ics".into(),
        page: "/events/".into(),
        color: None,
        events,
    })
}

/// What the calendar of everything is called: `[calendar] name`, which is in the default language; in others the hub's name.
pub fn name(view: &View<'_>) -> Arc<str> {
    let configured = view.config.calendar_name.clone().filter(|_| view.edition.number == 0);
    configured.unwrap_or_else(|| view.language.title.clone())
}

fn page_of(view: &View<'_>, head: &Head) -> String {
    super::facts::without_prefix(view, head.address.as_str()).to_owned()
}

fn names(head: &Head, id: &EntryId) -> bool {
    head.people.iter().any(|person| person.id.as_ref() == Some(id))
}

/// The page.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    let path = "/events/subscribe/";
    let mut meta =
        view.meta("subscribe", &title(view, "subscribe_calendars"), &view.label("descriptions.subscribe"), path);
    meta.crumbs = view.crumbs(&[("sections.events", "/events/")]);
    meta.calendar = Some(view.path("/calendar.ics"));
    let all = subscriptions(view);
    let links = |about: About| {
        let some = |subscription: &&Subscription| subscription.about == about && !subscription.events.is_empty();
        all.iter().filter(some).map(|subscription| link(view, subscription)).collect::<Vec<_>>()
    };
    let context = SubscribePage {
        meta,
        everything: link(view, &all[0]),
        types: links(About::Type),
        tags: links(About::Tag),
        groups: links(About::Group),
        members: links(About::Member),
        archive: links(About::Archive),
    };
    let lists = view.behind(view.edition.events.iter().map(|entry| &entry.head.id));
    vec![Output::page(view.address(path), "subscribe.html", view.edition.number, context, Vec::new()).listing(lists)]
}

fn link(view: &View<'_>, subscription: &Subscription) -> CalendarLink {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let https = view.url(&format!("{}{}", view.language.prefix, subscription.path));
    let bare = https.split_once("://").map_or(https.as_ref(), |(_, rest)| rest);
    let webcal = format!("webcal://{bare}");
    let label = &subscription.label;
    CalendarLink {
        google: format!("https://calendar.google.com/calendar/r?cid={}", encode(&webcal)).into(),
        outlook: format!(
            "https://outlook.live.com/calendar/0/addfromweb?url={}&name={}",
            encode(&https),
            encode(label)
        )
        .into(),
        webcal: webcal.into(),
        href: view.path(&subscription.path),
        https,
        label: label.clone(),
        count: subscription.events.len(),
    }
}
