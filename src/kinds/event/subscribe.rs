//! The page that lists every calendar, with a link for each common app.

use super::archive;
use super::dates::{OwnDate, own_dates, venue};
use super::pages::title;
use crate::config::Retired;
use crate::kinds::cards::label_of;
use crate::kinds::view::View;
use crate::model::{EntryId, Head, IdMap};
use crate::plan::Output;
use crate::plan::context::Meta;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
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
    venues: Vec<CalendarLink>,
    languages: Vec<CalendarLink>,
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
    /// Its address.
    pub path: String,
    /// The address of the page about the same thing, without the language's prefix.
    pub page: String,
    /// The colour that `hub.toml` gives to a kind of event.
    pub color: Option<Arc<str>>,
    /// The places of what it holds among the [`items`](super::dates::items) of the edition: events, and behind them dates of others.
    pub events: Vec<usize>,
    /// Whether it says little of each event, because there are too many for more.
    pub brief: bool,
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
    /// A place.
    Venue,
    /// The language of its words.
    Language,
    /// What has been over for so long that the calendar of everything leaves it out.
    Archive,
}

/// Every calendar of an edition that holds more than one event's own file, with every event it is about. A type, tag or group without
/// events has its calendar, since somebody may have subscribed to it; so has what `hub.toml` calls retired. Calendars of members and of
/// places hold `dates` too, those of the edition.
pub fn subscriptions(view: &View<'_>, dates: &[OwnDate<'_>]) -> Vec<Subscription> {
    let events = &view.edition.events;
    let at = |rest: &str| format!("{}{rest}", view.language.prefix);
    let heads = || events.iter().map(|entry| &entry.head).enumerate();
    let mut all = vec![Subscription {
        about: About::Everything,
        label: name(view),
        path: at("/calendar.ics"),
        page: "/events/".into(),
        color: None,
        events: (0..events.len()).collect(),
        brief: false,
    }];
    let mut types: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, head) in heads() {
        types.entry(head.variant.as_deref().unwrap_or("")).or_default().push(at);
    }
    for label in &view.config.event_types {
        all.push(Subscription {
            about: About::Type,
            label: label_of(view, &label.id, &view.config.event_types).unwrap_or_default(),
            path: at(&format!("/calendars/type/{}.ics", label.id)),
            page: "/events/".into(),
            color: label.color.clone(),
            events: types.remove(&*label.id).unwrap_or_default(),
            brief: false,
        });
    }
    let mut tags: BTreeMap<&str, Vec<usize>> = view.tags.keys().map(|slug| (slug.as_ref(), Vec::new())).collect();
    for (at, head) in heads() {
        for tag in &head.tags {
            tags.entry(&tag.slug).or_default().push(at);
        }
    }
    for (slug, events) in tags {
        let label = view.tags.get(slug).map(|(label, _)| label.clone()).unwrap_or_default();
        let (path, page) = (at(&format!("/calendars/tag/{slug}.ics")), format!("/tags/{slug}/"));
        all.push(Subscription { about: About::Tag, label, path, page, color: None, events, brief: false });
    }
    let mut involved: IdMap<&EntryId, Vec<usize>> = IdMap::default();
    for (at, head) in heads() {
        for id in head.groups.iter().chain(head.people.iter().filter_map(|person| person.id.as_ref())) {
            let events = involved.entry(id).or_default();
            if events.last() != Some(&at) {
                events.push(at);
            }
        }
    }
    for (at, date) in (events.len()..).zip(dates) {
        for id in &date.people {
            involved.entry(*id).or_default().push(at);
        }
    }
    for group in &view.edition.groups {
        let events = involved.remove(&group.head.id).unwrap_or_default();
        let path = at(&format!("/calendars/group/{}.ics", crate::kinds::group::calendar_name(&group.head)));
        let (label, page) = (group.head.title.plain.clone(), page_of(view, &group.head));
        all.push(Subscription { about: About::Group, label, path, page, color: None, events, brief: false });
    }
    for member in crate::kinds::member::pages::listed(view) {
        let Some(events) = involved.remove(&member.head.id) else { continue };
        let path = at(&format!("/calendars/member/{}.ics", crate::kinds::member::calendar_name(&member.head)));
        let (label, page) = (member.head.title.plain.clone(), page_of(view, &member.head));
        all.push(Subscription { about: About::Member, label, path, page, color: None, events, brief: false });
    }
    all.extend(venues(view, dates));
    all.push(in_language(view, view.edition.number));
    let retired = retired(view, &all);
    all.extend(retired);
    all
}

/// The calendars of places, by the names that events give them.
fn venues(view: &View<'_>, dates: &[OwnDate<'_>]) -> Vec<Subscription> {
    let mut venues: BTreeMap<String, (Arc<str>, Vec<usize>)> = BTreeMap::new();
    let events = &view.edition.events;
    let of_events = events.iter().map(|entry| venue(entry.draft.fields.location.as_ref()));
    let of_dates = dates.iter().map(|date| date.venue.clone());
    for (at, venue) in of_events.chain(of_dates).enumerate() {
        let Some(venue) = venue else { continue };
        venues.entry(venue.slug).or_insert_with(|| (venue.name.into(), Vec::new())).1.push(at);
    }
    let one = |(slug, (label, events)): (String, (Arc<str>, Vec<usize>))| Subscription {
        about: About::Venue,
        label,
        path: format!("{}/calendars/venue/{slug}.ics", view.language.prefix),
        page: "/events/".into(),
        color: None,
        events,
        brief: false,
    };
    venues.into_iter().map(one).collect()
}

/// The calendar of a language: the events that are told in it, told in it. There is one for the whole site, so its address has no
/// prefix; the edition in that language makes it.
fn in_language(view: &View<'_>, number: usize) -> Subscription {
    let language = &view.config.languages[number];
    let entries = view.site.editions[number].events.iter().enumerate();
    let told = entries.filter(|(_, entry)| entry.head.language == language.language);
    Subscription {
        about: About::Language,
        label: language.label.clone(),
        path: format!("/calendars/language/{}.ics", language.language),
        page: "/events/".into(),
        color: None,
        events: told.map(|(at, _)| at).collect(),
        brief: false,
    }
}

/// Calendars that `hub.toml` keeps for their subscribers, as far as they are not there anyway.
fn retired(view: &View<'_>, all: &[Subscription]) -> Vec<Subscription> {
    let one = |retired: &Retired| {
        let about = match retired.about {
            "type" => About::Type,
            "group" => About::Group,
            "member" => About::Member,
            "venue" => About::Venue,
            "language" => About::Language,
            _ => About::Tag,
        };
        let prefix = if about == About::Language { "" } else { &view.language.prefix };
        let (label, page) = (retired.slug.clone(), "/events/".into());
        let path = format!("{prefix}/calendars/{}/{}.ics", retired.about, retired.slug);
        Subscription { about, label, path, page, color: None, events: Vec::new(), brief: false }
    };
    let is_ours = |one: &Subscription| one.about != About::Language || view.edition.number == 0;
    let languages: Vec<String> =
        (0..view.config.languages.len()).map(|number| in_language(view, number).path).collect();
    let is_new = |one: &Subscription| {
        !languages.contains(&one.path) && all.iter().all(|other| !other.path.eq_ignore_ascii_case(&one.path))
    };
    view.config.retired.iter().map(one).filter(|one| is_ours(one) && is_new(one)).collect()
}

/// What the calendar of everything is called: `[calendar] name`, which is in the default language; in others the hub's name.
pub fn name(view: &View<'_>) -> Arc<str> {
    let configured = view.config.calendar_name.clone().filter(|_| view.edition.number == 0);
    configured.unwrap_or_else(|| view.language.title.clone())
}

fn page_of(view: &View<'_>, head: &Head) -> String {
    super::facts::without_prefix(view, head.address.as_str()).to_owned()
}

/// The page, of these calendars.
pub fn plan(view: &View<'_>, all: &[Subscription]) -> Vec<Output> {
    let path = "/events/subscribe/";
    let mut meta =
        view.meta("subscribe", &title(view, "subscribe_calendars"), &view.label("descriptions.subscribe"), path);
    meta.crumbs = view.crumbs(&[("sections.events", "/events/")]);
    meta.calendar = Some(view.path("/calendar.ics"));
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
        venues: links(About::Venue),
        languages: languages(view),
        archive: links(About::Archive),
    };
    let of_dates = own_dates(view).into_iter().flat_map(|date| date.people);
    let lists = view.behind(view.edition.events.iter().map(|entry| &entry.head.id).chain(of_dates));
    vec![Output::page(view.address(path), "subscribe.html", view.edition.number, context, Vec::new()).listing(lists)]
}

/// The calendars of all languages, where there are several.
fn languages(view: &View<'_>) -> Vec<CalendarLink> {
    let numbers = 0..view.config.languages.len();
    let links = numbers.map(|number| {
        let held = in_language(view, number);
        let entries = held.events.iter().map(|at| &view.site.editions[number].events[*at]);
        CalendarLink { count: archive::count(view, entries), ..link(view, &held) }
    });
    let links: Vec<CalendarLink> = links.filter(|link| link.count > 0).collect();
    if view.config.languages.len() > 1 { links } else { Vec::new() }
}

fn link(view: &View<'_>, subscription: &Subscription) -> CalendarLink {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let https = view.url(&subscription.path);
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
        href: crate::kinds::view::href(view.config, &subscription.path),
        https,
        label: label.clone(),
        count: subscription.events.len(),
    }
}
