//! A project: what members build together.

pub mod pages;
pub mod read;

use crate::check::public::Gate;
use crate::config::Config;
use crate::kinds::Spec;
use crate::kinds::draft::{Draft, Recipe};
use crate::kinds::entry::{Built, Cx, HeadBuilder, checked_words};
use crate::model::{Kind, PersonRole};
use crate::time::Stamp;
use read::{ProjectFields, ProjectStatus};

/// How it is read, guarded and headed.
pub const SPEC: Spec<ProjectFields> = Spec {
    recipe: Recipe { body: |fields| fields.description.as_ref(), ..Recipe::PLAIN },
    common: |fields| &fields.common,
    gate,
    head,
};

fn gate<'a>(fields: &'a ProjectFields, _: &Config) -> Gate<'a> {
    fields.common.gate()
}

fn head(cx: Cx<'_>, draft: &Draft<ProjectFields>) -> Built {
    let fields = &draft.fields;
    let mut said = Vec::new();
    let title = checked_words(&fields.title, cx, &mut said);
    let mut head = HeadBuilder::new(cx, draft, title, &fields.common, "/projects/{slug}/");
    said.into_iter().for_each(|diagnostic| head.say(diagnostic));
    head.summary(fields.summary.as_ref(), draft.body.as_ref());
    head.date(fields.started.map(Stamp::Day));
    head.memberships(PersonRole::Member, &fields.members);
    head.groups(&fields.groups);
    head.needs(&fields.needs);
    fields.needs.iter().for_each(|need| drop(head.words(&need.table.title)));
    for event in &fields.showcased {
        let id = head.entry(Kind::Event, &event.name, event.span);
        head.with(|head| head.links_to.extend(id));
    }
    let status = fields.status.unwrap_or(ProjectStatus::Active);
    head.with(|head| head.variant = Some(status.word().into()));
    head.finish()
}
