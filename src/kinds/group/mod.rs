//! A group: a chapter, team, working group or partner.

pub mod pages;
pub mod read;

use crate::check::public::Gate;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Spec;
use crate::kinds::draft::{Draft, Recipe};
use crate::kinds::entry::Entry;
use crate::kinds::entry::{Built, Cx, HeadBuilder};
use crate::kinds::view::View;
use crate::model::{EntryId, Head, Kind, Person, PersonRole, Words};
use crate::plan::context::PersonLink;
use crate::theme::Ready;
use read::{GroupFields, GroupKind};
use std::collections::BTreeMap;

/// How it is read, guarded and headed.
pub const SPEC: Spec<GroupFields> = Spec {
    recipe: Recipe { body: |fields| fields.description.as_ref(), ..Recipe::PLAIN },
    common: |fields| &fields.common,
    gate,
    head,
};

fn gate<'a>(fields: &'a GroupFields, _: &Config) -> Gate<'a> {
    fields.common.gate()
}

fn head(cx: Cx<'_>, draft: &Draft<GroupFields>) -> Built {
    let fields = &draft.fields;
    let mut head = HeadBuilder::new(cx, draft, Words::plain(&fields.name.value), &fields.common, "/groups/{slug}/");
    head.summary(fields.summary.as_ref(), draft.body.as_ref());
    head.people(PersonRole::Lead, &fields.leads);
    head.memberships(PersonRole::Member, &fields.members);
    head.memberships(PersonRole::Alumnus, &fields.alumni);
    if let Some(parent) = &fields.parent {
        let id = head.entry(Kind::Group, &parent.name, parent.span);
        head.with(|head| head.groups.extend(id));
    }
    if let Some(logo) = &fields.logo {
        let picture = head.picture(logo, "");
        head.with(|head| head.image = head.image.take().or(picture));
    }
    let kind = fields.kind.unwrap_or(GroupKind::Team);
    head.with(|head| head.variant = Some(kind.word().into()));
    head.finish()
}

/// Groups that are part of themselves, each circle said once.
pub fn cycles(groups: &[Entry<GroupFields>]) -> Vec<Diagnostic> {
    let parents: BTreeMap<&EntryId, &EntryId> =
        groups.iter().filter_map(|group| Some((&group.head.id, group.head.groups.first()?))).collect();
    let mut said = Vec::new();
    for group in groups {
        let id = &group.head.id;
        let mut circle = vec![id];
        while let Some(parent) = parents.get(circle[circle.len() - 1]).filter(|parent| !circle.contains(parent)) {
            circle.push(parent);
        }
        let closed = parents.get(circle[circle.len() - 1]) == Some(&id);
        let Some(parent) =
            group.draft.fields.parent.as_ref().filter(|_| closed && circle.iter().all(|other| *other >= id))
        else {
            continue;
        };
        let names: Vec<String> = circle.iter().chain([&id]).map(|id| format!("`{}`", id.name)).collect();
        let message = format!("this group is part of itself: {}", names.join(" in "));
        let error = Diagnostic::error(Code::GroupCycle, parent.span, message);
        said.push(error.help("take one of these `parent` fields out"));
    }
    said
}

/// The members of a group: those its file names, then those whose profile names the group. Unlisted members are in neither; who leads
/// a group is named by its file, and linked, whatever their visibility.
pub fn members_of(view: &View<'_>, entry: &Entry<GroupFields>) -> Vec<Ready<PersonLink>> {
    let head = &entry.head;
    let mut members = view.listed_people(head, &[PersonRole::Member]);
    let named = |id: &EntryId| head.people.iter().any(|person| person.id.as_ref() == Some(id));
    for member in super::member::pages::listed(view) {
        if member.head.groups.contains(&head.id) && !named(&member.head.id) {
            let person = Person::of(PersonRole::Member, member.head.id.clone());
            members.extend(view.person(&person));
        }
    }
    members
}

/// The name of a group's calendar, without its ending.
pub fn calendar_name(head: &Head) -> String {
    crate::markup::slug(&head.id.name)
}
