//! The pages of groups: each one, and the list.

use super::read::{GroupFields, GroupKind, GroupStatus};
use super::{calendar_name, members_of};
use crate::kinds::body::BodyHtml;
use crate::kinds::entry::Entry;
use crate::kinds::event::dates::{OwnDate, own_dates};
use crate::kinds::event::facts;
use crate::kinds::event::lists::nearest;
use crate::kinds::member::pages::links;
use crate::kinds::structured;
use crate::kinds::view::View;
use crate::markup::SafeUrl;
use crate::model::{EntryId, PersonRole, Words};
use crate::plan::Output;
use crate::plan::context::{Card, Link, Meta, MoreEvents, PersonLink, PictureView};
use crate::read::values::Extra;
use crate::theme::Ready;
use serde::Serialize;
use std::sync::Arc;

/// Events that the page of a group shows at most: of those to come, and of those that have been.
const NEAREST: [usize; 2] = [20, 10];

/// What `group.html` sees as `page`.
#[derive(Hash, Serialize)]
struct GroupPage {
    #[serde(flatten)]
    meta: Meta,
    body_html: Option<BodyHtml>,
    variant_label: Arc<str>,
    status: &'static str,
    leads: Vec<Ready<PersonLink>>,
    members: Vec<Ready<PersonLink>>,
    alumni: Vec<Ready<PersonLink>>,
    parent: Option<Link>,
    children: Vec<Link>,
    contact: Option<Arc<str>>,
    contact_href: Option<Arc<str>>,
    links: Vec<Link>,
    location: Option<Arc<str>>,
    timezone: Option<Arc<str>>,
    logo: Option<PictureView>,
    upcoming: Vec<Ready<Card>>,
    past: Vec<Ready<Card>>,
    /// Events of the group that stand in neither list.
    more: Option<MoreEvents>,
    posts: Vec<Ready<Card>>,
    projects: Vec<Ready<Card>>,
    backlinks: Vec<Link>,
    calendar: Arc<str>,
    extra: Extra,
}

/// What `groups.html` sees as `page`.
#[derive(Hash, Serialize)]
struct GroupsPage {
    #[serde(flatten)]
    meta: Meta,
    kinds: Vec<GroupsOfKind>,
    archived: Vec<Ready<Card>>,
}

#[derive(Hash, Serialize)]
struct GroupsOfKind {
    label: Arc<str>,
    groups: Vec<Ready<Card>>,
}

/// Every page of every group.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    let dates = own_dates(view);
    let mut outputs: Vec<Output> = view.edition.groups.iter().map(|entry| page(view, entry, &dates)).collect();
    outputs.push(list(view));
    outputs
}

fn page(view: &View<'_>, entry: &Entry<GroupFields>, dates: &[OwnDate<'_>]) -> Output {
    let head = &entry.head;
    let fields = &entry.draft.fields;
    let edition = view.edition;
    let calendar = view.path(&format!("/calendars/group/{}.ics", calendar_name(head)));
    let mut meta = view.meta_of("group", entry);
    meta.crumbs = view.crumbs(&[("sections.groups", "/groups/")]);
    meta.json_ld = structured::group(view, entry, &meta);
    meta.calendar = Some(calendar.clone());
    let link = |id: &EntryId| {
        let target = edition.targets.get(id)?;
        Some(Link { label: target.title.clone(), href: view.href(&target.address) })
    };
    let ours = |groups: &[EntryId]| groups.contains(&head.id);
    let named = |head: &crate::model::Head| head.people.iter().any(|person| person.id.as_ref() == Some(&entry.head.id));
    // The same as in its calendar: what it hosts is its own, and of a series that is not, the dates that are.
    let events = edition.events.iter().filter(|event| ours(&event.head.groups) || named(&event.head));
    let dates = dates.iter().filter(|date| date.people.contains(&&head.id));
    let dates = dates.filter_map(|date| facts::card(view, &edition.events[date.series], &date.occurrence));
    let (mut upcoming, more) = nearest(view, view.cards_for(events).into_iter().chain(dates), NEAREST);
    let is_past = |card: &Ready<Card>| card.event.as_ref().is_none_or(|facts| facts.past);
    let past = upcoming.split_off(upcoming.partition_point(|card| !is_past(card)));
    let context = GroupPage {
        body_html: view.html(entry),
        variant_label: view.label(&format!("variants.{}", fields.kind.unwrap_or(GroupKind::Team).word())),
        status: fields.status.unwrap_or(GroupStatus::Active).word(),
        leads: view.people(head, &[PersonRole::Lead]),
        members: members_of(view, entry),
        alumni: view.listed_people(head, &[PersonRole::Alumnus]),
        parent: head.groups.first().and_then(link),
        children: edition
            .groups
            .iter()
            .filter(|group| ours(&group.head.groups))
            .map(|group| view.link(&group.head))
            .collect(),
        contact: fields.contact.as_deref().map(Into::into),
        contact_href: fields.contact.as_deref().and_then(contact_href),
        links: links(&fields.links.0),
        location: fields.location.as_deref().map(Into::into),
        timezone: fields.timezone.as_ref().map(|zone| zone.name().into()),
        logo: meta.image.clone(),
        upcoming,
        more,
        past,
        posts: view.cards_for(edition.posts.iter().filter(|post| named(&post.head)).take(10)),
        projects: view.cards_for(edition.projects.iter().filter(|project| ours(&project.head.groups))),
        backlinks: view.backlinks(&head.id),
        calendar,
        extra: fields.common.extra.clone(),
        meta,
    };
    Output::page(head.address.clone(), "group.html", edition.number, context, vec![head.source])
}

/// Where a contact leads: an address as it is, an e-mail address with `mailto:`; words lead nowhere.
pub fn contact_href(contact: &str) -> Option<Arc<str>> {
    if SafeUrl::parse(contact).is_ok() {
        return Some(contact.into());
    }
    let mail = contact.contains('@') && contact.contains('.') && !contact.contains(char::is_whitespace);
    let mail = mail.then(|| format!("mailto:{contact}"))?;
    SafeUrl::parse(&mail).is_ok().then(|| mail.into())
}

fn list(view: &View<'_>) -> Output {
    let title = Words::plain(&view.label("sections.groups"));
    let mut meta = view.meta("groups", &title, &view.label("descriptions.groups"), "/groups/");
    meta.crumbs = view.crumbs(&[]);
    let archived = |entry: &&Entry<GroupFields>| entry.draft.fields.status == Some(GroupStatus::Archived);
    let mut kinds = Vec::new();
    for kind in [GroupKind::Chapter, GroupKind::Team, GroupKind::WorkingGroup, GroupKind::Partner] {
        let of_kind = |entry: &&Entry<GroupFields>| {
            !archived(entry) && entry.draft.fields.kind.unwrap_or(GroupKind::Team) == kind
        };
        let groups = view.cards_for(view.edition.groups.iter().filter(of_kind));
        if !groups.is_empty() {
            kinds.push(GroupsOfKind { label: view.label(&format!("groups_of_kind.{}", kind.word())), groups });
        }
    }
    let context = GroupsPage { meta, kinds, archived: view.cards_for(view.edition.groups.iter().filter(archived)) };
    let lists = view.behind(view.edition.groups.iter().map(|entry| &entry.head.id));
    Output::page(view.address("/groups/"), "groups.html", view.edition.number, context, Vec::new()).listing(lists)
}
