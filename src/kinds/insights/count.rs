//! What can be counted of a hub: days of entries, occurrences that took place, people who took part.
//!
//! Takes an edition and gives plain lists of days. Only what stands in the hub's public lists is counted, in whatever edition: what is
//! unlisted, a draft, or not for everybody has no part in any number, and an unlisted member is nobody.

use crate::kinds::entry::Entry;
use crate::kinds::event::facts;
use crate::kinds::event::read::{EventFields, EventStatus};
use crate::kinds::shared::Common;
use crate::kinds::view::View;
use crate::model::{Contributor, EntryId, Head, Kind, Person, PersonRole};
use crate::time::{Date, Instant, Moment, Occurrence};
use std::collections::HashSet;
use std::sync::Arc;

/// Occurrences of one event that are looked at.
const OCCURRENCES: usize = 10_000;

/// Whether an entry may be counted.
fn counts(head: &Head, common: &Common) -> bool {
    let for_all = common.audience.as_ref().is_none_or(|audience| audience.value == "public");
    !head.unlisted && !common.draft && for_all
}

/// The days on which entries of each kind came, where that is known.
#[derive(Default)]
pub struct Days {
    /// Publication of posts.
    pub posts: Vec<Date>,
    /// Days on which listings were added.
    pub resources: Vec<Date>,
    /// Days on which projects began.
    pub projects: Vec<Date>,
    /// First commits of pages of the knowledge base.
    pub kb: Vec<Date>,
}

impl Days {
    /// Of the entries of an edition.
    pub fn of(view: &View<'_>) -> Self {
        let edition = view.edition;
        let day = |instant: Instant| Moment::at(instant, &view.config.timezone).date();
        let added = |head: &Head| head.past.as_ref().and_then(|past| past.first).map(day);
        let posts = edition.posts.iter().filter(|post| counts(&post.head, &post.draft.fields.common));
        let resources = edition.resources.iter().filter(|entry| counts(&entry.head, &entry.draft.fields.common));
        let projects = edition.projects.iter().filter(|entry| counts(&entry.head, &entry.draft.fields.common));
        let kb = edition.kb.iter().filter(|entry| counts(&entry.head, &entry.draft.fields.common));
        Self {
            posts: posts.filter_map(|post| post.head.day).collect(),
            resources: resources.filter_map(|entry| entry.draft.fields.added.or(added(&entry.head))).collect(),
            projects: projects.filter_map(|entry| entry.draft.fields.started.or(added(&entry.head))).collect(),
            kb: kb.filter_map(|entry| added(&entry.head)).collect(),
        }
    }
}

/// An occurrence of one of the hub's own events that has ended.
pub struct Held<'a> {
    /// Its first day, in its own zone.
    pub day: Date,
    /// Whether it took place.
    pub status: EventStatus,
    /// How many came, where somebody wrote it down.
    pub attended: Option<u32>,
    entry: &'a Entry<EventFields>,
    occurrence: Occurrence,
}

impl Held<'_> {
    /// Whether it took place. One that was never confirmed and never called off did.
    pub fn took_place(&self) -> bool {
        matches!(self.status, EventStatus::Confirmed | EventStatus::Tentative)
    }
}

/// Every occurrence between two days that has ended. Those of other people's calendars are theirs to count.
pub fn held<'a>(view: &View<'a>, from: Date, to: Date) -> Vec<Held<'a>> {
    let mut all = Vec::new();
    for entry in &view.edition.events {
        let fields = &entry.draft.fields;
        let Some(when) = entry.head.when.as_ref().filter(|_| counts(&entry.head, &fields.common)) else { continue };
        if fields.origin().is_some() {
            continue;
        }
        for occurrence in when.occurrences(from, to, OCCURRENCES) {
            let day = occurrence.days().0;
            if day < from || !occurrence.is_over(view.now) {
                continue;
            }
            // What a whole series came to says nothing of one evening.
            let whole = fields.outcome.as_ref().filter(|_| when.repeat().is_none());
            let outcome = facts::change(entry, &occurrence).and_then(|change| change.outcome.as_ref()).or(whole);
            all.push(Held {
                day,
                status: facts::status(entry, &occurrence),
                attended: outcome.and_then(|outcome| outcome.attended),
                entry,
                occurrence,
            });
        }
    }
    all
}

/// Somebody, only ever compared: a member, or whoever goes by this name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Somebody(Arc<str>, bool);

/// The members whom lists have.
type Listed<'a> = HashSet<&'a EntryId>;

/// Everybody who took part, with the day: authors of posts, hosts and speakers of what took place, and those who committed.
pub fn people(view: &View<'_>, held: &[Held<'_>]) -> Vec<(Date, Somebody)> {
    let members = view.edition.members.iter();
    let listed = members.filter(|entry| counts(&entry.head, &entry.draft.fields.fields().common));
    let listed: Listed<'_> = listed.map(|entry| &entry.head.id).collect();
    let mut all = Vec::new();
    for post in view.edition.posts.iter().filter(|post| counts(&post.head, &post.draft.fields.common)) {
        let authors = post.head.people.iter().filter(|person| person.role == PersonRole::Author);
        let day = post.head.day;
        all.extend(authors.filter_map(|person| Some((day?, somebody(&listed, person)?))));
    }
    for one in held.iter().filter(|held| held.took_place()) {
        let there = facts::taking_part(view, one.entry, &one.occurrence);
        all.extend(there.iter().filter_map(|person| Some((one.day, somebody(&listed, person)?))));
    }
    for edition in &view.site.editions {
        committed(&listed, edition.posts.iter().map(|entry| (&entry.head, &entry.draft.fields.common)), &mut all);
        committed(&listed, edition.events.iter().map(|entry| (&entry.head, &entry.draft.fields.common)), &mut all);
        committed(&listed, edition.resources.iter().map(|entry| (&entry.head, &entry.draft.fields.common)), &mut all);
        committed(&listed, edition.projects.iter().map(|entry| (&entry.head, &entry.draft.fields.common)), &mut all);
        committed(&listed, edition.kb.iter().map(|entry| (&entry.head, &entry.draft.fields.common)), &mut all);
        committed(&listed, edition.pages.iter().map(|entry| (&entry.head, &entry.draft.fields.common)), &mut all);
        committed(&listed, edition.groups.iter().map(|entry| (&entry.head, &entry.draft.fields.common)), &mut all);
    }
    all
}

/// Those who changed the files of these entries.
fn committed<'a>(
    listed: &Listed<'_>,
    entries: impl Iterator<Item = (&'a Head, &'a Common)>,
    all: &mut Vec<(Date, Somebody)>,
) {
    for (head, _) in entries.filter(|(head, common)| counts(head, common)) {
        let Some(past) = &head.past else { continue };
        let of = |contributor: &Contributor| match contributor {
            Contributor::Member(id) => somebody(listed, &Person::of(PersonRole::Author, id.clone())),
            Contributor::Named(name) => somebody(listed, &Person::guest(PersonRole::Author, name, None)),
        };
        let known: Vec<Option<Somebody>> = past.contributors.iter().map(of).collect();
        all.extend(past.days.iter().filter_map(|(number, day)| Some((*day, known.get(*number)?.clone()?))));
    }
}

/// Who it is; nobody for groups, and for members whom lists leave out.
fn somebody(listed: &Listed<'_>, person: &Person) -> Option<Somebody> {
    match &person.id {
        Some(id) if id.kind == Kind::Group => None,
        Some(id) => listed.contains(id).then(|| Somebody(id.name.clone(), true)),
        None => {
            let name = person.name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            Some(Somebody(name.into(), false)).filter(|one| !one.0.is_empty())
        }
    }
}
