//! The site for other programs: `/api/posts.json` and so on, the same public facts as on the pages.
//!
//! Each file is `{ "items": [ … ] }`. Every field is always there, `null` or empty where an entry says nothing. Addresses are whole,
//! days `2026-05-01`, times RFC 3339 with their offset (a floating time without). Adding a field is free; one that is there stays.
//! Unlisted members are left out, as from every list, and credited without an address; no e-mail address is ever written. Events of other
//! calendars that have no page here have their page there as `url`, if there is one, no `ics`, and a `source`.

use super::entry::Entry;
use super::event::facts::{place_words, status};
use super::event::pages::ics_address;
use super::event::read::{EventFields, EventStatus};
use super::event::uid_of;
use super::structured::absolute;
use super::view::View;
use crate::model::{EntryId, Head, Kind, PersonRole};
use crate::plan::Output;
use crate::plan::context::{EventSource, PersonLink};
use crate::text::SourceId;
use crate::time::{Extent, Instant, Moment, Occurrence};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

/// Coming occurrences that are told of an event.
const NEXT: usize = 10;

#[derive(Hash, Serialize)]
struct Items<T> {
    items: Vec<T>,
}

/// What every entry has.
#[derive(Hash, Serialize)]
struct Common {
    id: Arc<str>,
    url: Option<Arc<str>>,
    lang: Arc<str>,
    summary: Option<Arc<str>>,
    tags: Vec<Arc<str>>,
    updated: Option<Arc<str>>,
    image: Option<Arc<str>>,
}

#[derive(Hash, Serialize)]
struct Person {
    name: Arc<str>,
    url: Option<Arc<str>>,
}

#[derive(Hash, Serialize)]
struct Post {
    #[serde(flatten)]
    common: Common,
    title: Arc<str>,
    date: Option<Arc<str>>,
    kind: Arc<str>,
    authors: Vec<Person>,
    series: Option<Arc<str>>,
    event: Option<Arc<str>>,
}

#[derive(Hash, Serialize)]
struct Member {
    #[serde(flatten)]
    common: Common,
    name: Arc<str>,
    role: Option<Arc<str>>,
    joined: Option<Arc<str>>,
    present: bool,
    location: Option<Arc<str>>,
    organisation: Option<Arc<str>>,
    skills: Vec<Arc<str>>,
    interests: Vec<Arc<str>>,
    groups: Vec<Arc<str>>,
    links: BTreeMap<Arc<str>, Arc<str>>,
}

#[derive(Hash, Serialize)]
struct Group {
    #[serde(flatten)]
    common: Common,
    name: Arc<str>,
    kind: Arc<str>,
    archived: bool,
    location: Option<Arc<str>>,
    leads: Vec<Person>,
    members: usize,
    links: BTreeMap<Arc<str>, Arc<str>>,
}

#[derive(Hash, Serialize)]
struct Event {
    #[serde(flatten)]
    common: Common,
    title: Arc<str>,
    start: Arc<str>,
    end: Arc<str>,
    timezone: Arc<str>,
    all_day: bool,
    status: &'static str,
    r#type: Option<Arc<str>>,
    ics: Option<Arc<str>>,
    uid: Arc<str>,
    series: bool,
    next: Vec<Next>,
    place: Option<Arc<str>>,
    online: Option<Arc<str>>,
    registration: Option<Arc<str>>,
    hosts: Vec<Person>,
    speakers: Vec<Person>,
    groups: Vec<Arc<str>>,
    source: Option<EventSource>,
}

/// A coming occurrence that takes place.
#[derive(Hash, Serialize)]
struct Next {
    start: Arc<str>,
    end: Arc<str>,
    status: &'static str,
}

#[derive(Hash, Serialize)]
struct Resource {
    #[serde(flatten)]
    common: Common,
    title: Arc<str>,
    kind: Arc<str>,
    category: Arc<str>,
    status: Option<&'static str>,
    link: Option<Arc<str>>,
    location: Option<Arc<str>>,
    cost: Option<Arc<str>>,
    languages: Vec<Arc<str>>,
    provider: Option<Person>,
    added: Option<Arc<str>>,
    checked: Option<Arc<str>>,
    expires: Option<Arc<str>>,
}

#[derive(Hash, Serialize)]
struct Project {
    #[serde(flatten)]
    common: Common,
    title: Arc<str>,
    status: Arc<str>,
    started: Option<Arc<str>>,
    link: Option<Arc<str>>,
    repository: Option<Arc<str>>,
    members: Vec<Person>,
    groups: Vec<Arc<str>>,
}

#[derive(Hash, Serialize)]
struct KbPage {
    #[serde(flatten)]
    common: Common,
    title: Arc<str>,
    authors: Vec<Person>,
    owners: Vec<Person>,
    review_by: Option<Arc<str>>,
}

/// The files of an edition.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    let edition = view.edition;
    let events = edition.events.par_iter().chain(&edition.elsewhere).filter_map(|entry| event(view, entry));
    vec![
        file(view, Kind::Post, posts(view)),
        file(view, Kind::Member, members(view)),
        file(view, Kind::Group, groups(view)),
        file(view, Kind::Event, events.collect()),
        file(view, Kind::Resource, resources(view)),
        file(view, Kind::Project, projects(view)),
        file(view, Kind::Kb, kb(view)),
    ]
}

fn file<T: Hash + Serialize + Send + Sync + 'static>(view: &View<'_>, kind: Kind, items: Vec<T>) -> Output {
    let address = view.address(&format!("/api/{}.json", kind.folder()));
    let heads = view.edition.heads().filter(|head| head.id.kind == kind && !head.unlisted);
    Output::text(address, Items { items }, json, Vec::new()).listing(view.behind(heads.map(|head| &head.id)))
}

/// A file of items that are no entries.
pub(super) fn items<T: Hash + Serialize + Send + Sync + 'static>(
    view: &View<'_>,
    name: &str,
    items: Vec<T>,
    sources: Vec<SourceId>,
) -> Output {
    Output::text(view.address(&format!("/api/{name}.json")), Items { items }, json, sources)
}

fn json<T: Serialize>(items: &Items<T>) -> String {
    let mut text = serde_json::to_string(items).expect("texts, numbers and lists are JSON");
    text.push('\n');
    text
}

fn common(view: &View<'_>, head: &Head) -> Common {
    Common {
        id: id(&head.id),
        url: Some(view.url(head.address.as_str())),
        lang: head.language.shared(),
        summary: head.summary.as_ref().map(|words| words.plain.clone()),
        tags: head.tags.iter().map(|tag| tag.label.clone()).collect(),
        updated: head.updated.map(|updated| stamp(view, updated)),
        image: head.image.as_ref().map(|image| absolute(view, &image.src).into()),
    }
}

/// The name of an entry; the face of the knowledge base, whose name is empty, by that of its file.
fn id(id: &EntryId) -> Arc<str> {
    if id.name.is_empty() { "_index".into() } else { id.name.clone() }
}

fn stamp(view: &View<'_>, instant: Instant) -> Arc<str> {
    Moment::at(instant, &view.config.timezone).rfc3339().into()
}

fn ids(ids: &[EntryId]) -> Vec<Arc<str>> {
    ids.iter().map(id).collect()
}

fn text(text: &Option<String>) -> Option<Arc<str>> {
    text.as_deref().map(Into::into)
}

fn texts(texts: &[String]) -> Vec<Arc<str>> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

fn day(day: Option<crate::time::Date>) -> Option<Arc<str>> {
    day.map(|day| day.to_string().into())
}

fn address(url: &Option<crate::markup::SafeUrl>) -> Option<Arc<str>> {
    url.as_ref().map(|url| url.as_str().into())
}

fn person(view: &View<'_>, person: PersonLink) -> Person {
    Person { url: person.href.map(|href| absolute(view, &href).into()), name: person.name }
}

fn people(view: &View<'_>, head: &Head, role: PersonRole) -> Vec<Person> {
    view.credits(head, &[role]).into_iter().map(|link| person(view, link)).collect()
}

type Links = crate::read::values::Listing<crate::markup::SafeUrl>;

/// Links by name. One that is an e-mail address stays on the page where its owner put it.
fn links(links: &Links) -> BTreeMap<Arc<str>, Arc<str>> {
    let web = links.0.iter().filter(|(_, url)| matches!(url.scheme(), "http" | "https"));
    web.map(|(name, url)| (name.value.as_str().into(), url.as_str().into())).collect()
}

fn posts(view: &View<'_>) -> Vec<Post> {
    let post = |entry: &Entry<super::post::read::PostFields>| {
        let (head, fields) = (&entry.head, &entry.draft.fields);
        let event = head.links_to.iter().find(|id| id.kind == Kind::Event && fields.event.is_some());
        Post {
            common: common(view, head),
            title: head.title.plain.clone(),
            date: day(head.day),
            kind: head.variant.clone().unwrap_or_default(),
            authors: people(view, head, PersonRole::Author),
            series: text(&fields.series),
            event: event.map(id),
        }
    };
    view.edition.posts.iter().map(post).collect()
}

fn members(view: &View<'_>) -> Vec<Member> {
    let member = |entry: &Entry<super::member::Profile>| {
        let (head, fields) = (&entry.head, entry.draft.fields.fields());
        Member {
            common: common(view, head),
            name: head.title.plain.clone(),
            role: head.variant.clone(),
            joined: day(fields.joined),
            present: super::member::is_present(entry),
            location: text(&fields.location),
            organisation: text(&fields.organisation),
            skills: texts(&fields.skills),
            interests: texts(&fields.interests),
            groups: ids(&head.groups),
            links: links(&fields.links),
        }
    };
    super::member::pages::listed(view).map(member).collect()
}

fn groups(view: &View<'_>) -> Vec<Group> {
    let group = |entry: &Entry<super::group::read::GroupFields>| {
        let (head, fields) = (&entry.head, &entry.draft.fields);
        let card = view.card(&head.id);
        let facts = card.as_ref().and_then(|card| card.group.as_ref());
        Group {
            common: common(view, head),
            name: head.title.plain.clone(),
            kind: head.variant.clone().unwrap_or_default(),
            archived: facts.is_some_and(|facts| facts.archived),
            location: text(&fields.location),
            leads: people(view, head, PersonRole::Lead),
            members: facts.map_or(0, |facts| facts.members),
            links: links(&fields.links),
        }
    };
    view.edition.groups.iter().map(group).collect()
}

/// Start and end: two times, or the first and the last day.
fn bounds(extent: Extent, start: &Moment, end: &Moment) -> (Arc<str>, Arc<str>) {
    match extent {
        Extent::AllDay { first, last } => (first.to_string().into(), last.to_string().into()),
        Extent::Timed { .. } => (start.rfc3339().into(), end.rfc3339().into()),
    }
}

fn event(view: &View<'_>, entry: &Entry<EventFields>) -> Option<Event> {
    let (head, fields) = (&entry.head, &entry.draft.fields);
    let when = head.when.as_ref()?;
    let (start, end) = bounds(when.extent(), when.start(), when.end());
    let next = |occurrence: Occurrence| {
        let status = status(entry, &occurrence);
        if matches!(status, EventStatus::Cancelled | EventStatus::Postponed) {
            return None;
        }
        let (start, end) = bounds(occurrence.extent, &occurrence.start, &occurrence.end);
        Some(Next { start, end, status: status.word() })
    };
    let source =
        fields.origin().map(|origin| EventSource { name: origin.source.name.clone(), url: address(&origin.url) });
    let mut common = common(view, head);
    if !fields.is_published() {
        common.url = address(&fields.origin().and_then(|origin| origin.url.clone()));
    }
    Some(Event {
        common,
        title: head.title.plain.clone(),
        start,
        end,
        timezone: when.zone().name().into(),
        all_day: when.is_all_day(),
        status: fields.status.unwrap_or(EventStatus::Confirmed).word(),
        r#type: head.variant.clone(),
        ics: fields.is_published().then(|| view.url(ics_address(view, entry).as_str())),
        uid: uid_of(view, entry).into(),
        series: when.repeat().is_some(),
        next: when.coming(view.now, NEXT).into_iter().filter_map(next).collect(),
        place: fields.location.as_ref().and_then(place_words),
        online: address(&fields.online),
        registration: address(&fields.registration),
        hosts: people(view, head, PersonRole::Host),
        speakers: people(view, head, PersonRole::Speaker),
        groups: ids(&head.groups),
        source,
    })
}

fn resources(view: &View<'_>) -> Vec<Resource> {
    let resource = |entry: &Entry<super::resource::read::ResourceFields>| {
        let (head, fields) = (&entry.head, &entry.draft.fields);
        let card = view.card(&head.id);
        Resource {
            common: common(view, head),
            title: head.title.plain.clone(),
            kind: head.variant.clone().unwrap_or_default(),
            category: head.category.clone().unwrap_or_default(),
            status: card.as_ref().and_then(|card| card.resource.as_ref()).map(|facts| facts.status),
            link: address(&fields.url),
            location: text(&fields.location),
            cost: text(&fields.cost),
            languages: fields.languages.iter().map(|tongue| tongue.0.as_str().into()).collect(),
            provider: people(view, head, PersonRole::Provider).into_iter().next(),
            added: day(fields.added),
            checked: day(fields.checked),
            expires: day(fields.expires.as_ref().map(|expires| expires.value)),
        }
    };
    view.edition.resources.iter().map(resource).collect()
}

fn projects(view: &View<'_>) -> Vec<Project> {
    let project = |entry: &Entry<super::project::read::ProjectFields>| {
        let (head, fields) = (&entry.head, &entry.draft.fields);
        Project {
            common: common(view, head),
            title: head.title.plain.clone(),
            status: head.variant.clone().unwrap_or_default(),
            started: day(fields.started),
            link: address(&fields.url),
            repository: address(&fields.repository),
            members: people(view, head, PersonRole::Member),
            groups: ids(&head.groups),
        }
    };
    view.edition.projects.iter().map(project).collect()
}

fn kb(view: &View<'_>) -> Vec<KbPage> {
    let page = |entry: &Entry<super::kb::read::KbFields>| {
        let (head, fields) = (&entry.head, &entry.draft.fields);
        KbPage {
            common: common(view, head),
            title: head.title.plain.clone(),
            authors: people(view, head, PersonRole::Author),
            owners: people(view, head, PersonRole::Owner),
            review_by: day(fields.review_by),
        }
    };
    view.edition.kb.iter().map(page).collect()
}
