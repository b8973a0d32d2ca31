//! The pages of members: each profile, and the list.

use super::Profile;
use crate::kinds::body::BodyHtml;
use crate::kinds::cards::{hue, initials, label_of};
use crate::kinds::entry::Entry;
use crate::kinds::event::dates::own_dates;
use crate::kinds::event::facts;
use crate::kinds::event::lists::nearest;
use crate::kinds::event::read::EventFields;
use crate::kinds::needs::{self, NeedRow};
use crate::kinds::structured;
use crate::kinds::view::View;
use crate::model::{EntryId, Head, IdMap, PersonRole, Words};
use crate::plan::Output;
use crate::plan::context::{Card, Link, Meta, MoreEvents, PictureView};
use crate::read::values::Extra;
use crate::theme::Ready;
use crate::time::Occurrence;
use serde::Serialize;
use std::sync::Arc;

/// Events that a profile shows at most, of those to come and of those that have been.
const NEAREST: usize = 10;

/// What `member.html` sees as `page`.
#[derive(Hash, Serialize)]
pub struct MemberPage {
    #[serde(flatten)]
    meta: Meta,
    name: Arc<str>,
    headline_html: Option<Arc<str>>,
    bio_html: Option<BodyHtml>,
    role: Option<Arc<str>>,
    pronouns: Option<Arc<str>>,
    organisation: Option<Arc<str>>,
    location: Option<Arc<str>>,
    timezone: Option<Arc<str>>,
    languages: Vec<Arc<str>>,
    email: Option<Arc<str>>,
    joined: Option<Arc<str>>,
    left: Option<Arc<str>>,
    skills: Vec<Arc<str>>,
    interests: Vec<Arc<str>>,
    links: Vec<Link>,
    feed: Option<Arc<str>>,
    avatar: Option<PictureView>,
    initials: Arc<str>,
    hue: u8,
    badges: Vec<Badge>,
    groups: Vec<Ready<Card>>,
    offers: Vec<NeedRow>,
    needs: Vec<NeedRow>,
    posts: Vec<Ready<Card>>,
    /// Those nearest to today.
    events: Vec<Ready<Card>>,
    more: Option<MoreEvents>,
    projects: Vec<Ready<Card>>,
    kb: Vec<Ready<Card>>,
    backlinks: Vec<Link>,
    calendar: Option<Arc<str>>,
    extra: Extra,
}

#[derive(Hash, Serialize)]
struct Badge {
    label: Arc<str>,
    date: Option<Arc<str>>,
    reason: Option<Arc<str>>,
}

/// What `members.html` sees as `page`.
#[derive(Hash, Serialize)]
pub struct MembersPage {
    #[serde(flatten)]
    meta: Meta,
    roles: Vec<RoleGroup>,
    alumni: Vec<Ready<Card>>,
}

#[derive(Hash, Serialize)]
struct RoleGroup {
    label: Arc<str>,
    members: Vec<Ready<Card>>,
}

/// Every page of every member.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    use rayon::prelude::*;
    let index = Involved::new(view);
    let members = &view.edition.members;
    let mut outputs: Vec<Output> = members.par_iter().map(|entry| page(view, entry, &index)).collect();
    outputs.push(list(view));
    outputs
}

/// Members who may be listed, in the order of their names.
pub fn listed<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Entry<Profile>> {
    let members = view.edition.members.iter();
    members.filter(|entry| !entry.head.unlisted)
}

/// What each person has to do with: made once, since looking through all entries for each member would cost their product.
struct Involved<'a> {
    posts: IdMap<&'a EntryId, Vec<&'a EntryId>>,
    events: IdMap<&'a EntryId, Vec<&'a EntryId>>,
    /// Dates of series with which they have to do otherwise not at all.
    dates: IdMap<&'a EntryId, Vec<(&'a Entry<EventFields>, Occurrence)>>,
    projects: IdMap<&'a EntryId, Vec<&'a EntryId>>,
    kb: IdMap<&'a EntryId, Vec<&'a EntryId>>,
    groups: IdMap<&'a EntryId, Vec<&'a EntryId>>,
}

impl<'a> Involved<'a> {
    fn new(view: &View<'a>) -> Self {
        fn by_person<'a>(
            heads: impl Iterator<Item = &'a Head>,
            roles: &[PersonRole],
        ) -> IdMap<&'a EntryId, Vec<&'a EntryId>> {
            let mut all: IdMap<&EntryId, Vec<&EntryId>> = IdMap::default();
            for head in heads {
                for person in head.people.iter().filter(|person| roles.contains(&person.role)) {
                    let Some(id) = &person.id else { continue };
                    let ids = all.entry(id).or_default();
                    if ids.last() != Some(&&head.id) {
                        ids.push(&head.id);
                    }
                }
            }
            all
        }
        let edition = view.edition;
        let authors = [PersonRole::Author, PersonRole::Translator];
        let mut dates: IdMap<&EntryId, Vec<_>> = IdMap::default();
        for date in own_dates(view) {
            for id in date.people {
                dates.entry(id).or_default().push((&edition.events[date.series], date.occurrence.clone()));
            }
        }
        Self {
            dates,
            posts: by_person(edition.posts.iter().map(|entry| &entry.head), &authors),
            events: by_person(
                edition.events.iter().rev().map(|entry| &entry.head),
                &[PersonRole::Host, PersonRole::Speaker],
            ),
            projects: by_person(edition.projects.iter().map(|entry| &entry.head), &[PersonRole::Member]),
            kb: by_person(edition.kb.iter().map(|entry| &entry.head), &[PersonRole::Author, PersonRole::Owner]),
            groups: by_person(edition.groups.iter().map(|entry| &entry.head), &[PersonRole::Lead, PersonRole::Member]),
        }
    }

    fn cards(view: &View<'_>, map: &IdMap<&'a EntryId, Vec<&'a EntryId>>, id: &EntryId) -> Vec<Ready<Card>> {
        let ids = map.get(id).map(Vec::as_slice).unwrap_or_default();
        view.cards_of(ids.iter().take(50).copied())
    }
}

fn page(view: &View<'_>, entry: &Entry<Profile>, index: &Involved<'_>) -> Output {
    let head = &entry.head;
    let profile = &entry.draft.fields;
    let fields = profile.fields();
    let id = &head.id;
    let mut meta = view.meta_of("member", entry);
    meta.crumbs = view.crumbs(&[("sections.members", "/members/")]);
    meta.noindex = head.unlisted;
    meta.json_ld = structured::member(view, entry, &meta);
    let texts = |list: &[String]| list.iter().map(|text| text.as_str().into()).collect();
    let text = |text: &Option<String>| text.as_deref().map(Into::into);
    let mut groups: Vec<&EntryId> = head.groups.iter().collect();
    for group in index.groups.get(id).into_iter().flatten() {
        if !groups.contains(group) {
            groups.push(group);
        }
    }
    let events = index.events.get(id).map(Vec::as_slice).unwrap_or_default();
    let dates = index.dates.get(id).into_iter().flatten();
    let dates = dates.filter_map(|(series, date)| facts::card(view, series, date));
    let events = view.cards_of(events.iter().copied()).into_iter().chain(dates);
    let (events, more) = nearest(view, events, [NEAREST, NEAREST]);
    let calendar = (!events.is_empty() && !head.unlisted)
        .then(|| view.path(&format!("/calendars/member/{}.ics", super::calendar_name(head))));
    meta.calendar = calendar.clone();
    let context = MemberPage {
        name: head.title.plain.clone(),
        headline_html: head.summary.as_ref().map(|words| words.html.clone()),
        bio_html: view.html(entry),
        role: head.variant.as_ref().and_then(|role| label_of(view, role, &view.config.roles)),
        pronouns: text(&fields.pronouns),
        organisation: text(&fields.organisation),
        location: text(&fields.location),
        timezone: fields.timezone.as_ref().map(|zone| zone.name().into()),
        languages: fields.languages.iter().map(|tongue| tongue.0.as_str().into()).collect(),
        email: fields.email.as_ref().map(|email| email.value.0.as_str().into()),
        joined: fields.joined.map(|day| day.to_string().into()),
        left: profile.left_on().map(|day| day.to_string().into()),
        skills: texts(&fields.skills),
        interests: texts(&fields.interests),
        links: links(&fields.links.0),
        feed: fields.feed.as_ref().map(|url| url.as_str().into()),
        avatar: meta.image.clone(),
        initials: initials(&head.title.plain),
        hue: hue(&id.name),
        badges: badges(view, entry),
        groups: view.cards_of(groups),
        offers: needs::rows(view, needs::of(view, id, needs::Side::Offer)),
        needs: needs::rows(view, needs::of(view, id, needs::Side::Need)),
        backlinks: view.backlinks(id),
        posts: Involved::cards(view, &index.posts, id),
        events,
        more,
        projects: Involved::cards(view, &index.projects, id),
        kb: Involved::cards(view, &index.kb, id),
        calendar,
        extra: fields.common.extra.clone(),
        meta,
    };
    let unlisted = context.meta.noindex;
    let output = Output::page(head.address.clone(), "member.html", view.edition.number, context, vec![head.source]);
    if unlisted { output.unlisted() } else { output }
}

/// Links of a profile or group under the names their owners gave them.
pub fn links(links: &[(crate::read::fields::Spanned<String>, crate::markup::SafeUrl)]) -> Vec<Link> {
    links.iter().map(|(name, url)| Link { label: name.value.as_str().into(), href: url.as_str().into() }).collect()
}

fn badges(view: &View<'_>, entry: &Entry<Profile>) -> Vec<Badge> {
    let given = entry.draft.fields.fields().badges.iter();
    let badge = |badge: &super::read::BadgeFields| {
        let label = label_of(view, &badge.id.value, &view.config.badges)?;
        Some(Badge {
            label,
            date: badge.date.map(|day| day.to_string().into()),
            reason: badge.r#for.as_deref().map(Into::into),
        })
    };
    given.filter_map(badge).collect()
}

fn list(view: &View<'_>) -> Output {
    let title = Words::plain(&view.label("sections.members"));
    let mut meta = view.meta("members", &title, &view.label("descriptions.members"), "/members/");
    meta.crumbs = view.crumbs(&[]);
    let (alumni, present): (Vec<_>, Vec<_>) =
        listed(view).partition(|entry| entry.draft.fields.fields().left.is_some());
    let known = |entry: &Entry<Profile>, id: &str| entry.head.variant.as_deref() == Some(id);
    let mut roles: Vec<RoleGroup> = Vec::new();
    for role in &view.config.roles {
        let members = view.cards_for(present.iter().copied().filter(|entry| known(entry, &role.id)));
        roles.push(RoleGroup { label: role.in_language(&view.language.language), members });
    }
    let listed_role = |entry: &&Entry<Profile>| view.config.roles.iter().any(|role| known(entry, &role.id));
    let others = view.cards_for(present.iter().copied().filter(|entry| !listed_role(entry)));
    roles.push(RoleGroup { label: view.label("variants.member"), members: others });
    roles.retain(|role| !role.members.is_empty());
    let context = MembersPage { meta, roles, alumni: view.cards_for(alumni) };
    let lists = view.behind(listed(view).map(|entry| &entry.head.id));
    Output::page(view.address("/members/"), "members.html", view.edition.number, context, Vec::new()).listing(lists)
}
