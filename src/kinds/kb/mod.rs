//! A page of the knowledge base.

pub mod pages;
pub mod read;

use crate::check::public::Gate;
use crate::config::Config;
use crate::kinds::Spec;
use crate::kinds::draft::{Draft, Recipe};
use crate::kinds::entry::{Built, Cx, HeadBuilder, title_of};
use crate::model::PersonRole;
use read::KbFields;

/// How it is read, guarded and headed.
pub const SPEC: Spec<KbFields> =
    Spec { recipe: Recipe { bare: true, ..Recipe::PLAIN }, common: |fields| &fields.common, gate, head };

fn gate<'a>(fields: &'a KbFields, _: &Config) -> Gate<'a> {
    fields.common.gate()
}

fn head(cx: Cx<'_>, draft: &Draft<KbFields>) -> Built {
    let fields = &draft.fields;
    let mut said = Vec::new();
    let title = title_of(fields.title.as_ref(), draft, cx, &mut said);
    let folder: Vec<String> = match draft.id.name.rsplit_once('/') {
        Some((folder, _)) => folder.split('/').map(crate::markup::slug).collect(),
        None => Vec::new(),
    };
    let path = match (draft.id.name.is_empty(), folder.is_empty()) {
        (true, _) => "/kb/".to_owned(),
        (false, true) => "/kb/{slug}/".to_owned(),
        (false, false) => format!("/kb/{}/{{slug}}/", folder.join("/")),
    };
    let mut head = HeadBuilder::new(cx, draft, title, &fields.common, &path);
    said.into_iter().for_each(|diagnostic| head.say(diagnostic));
    head.summary(fields.summary.as_ref(), draft.body.as_ref());
    head.people(PersonRole::Author, &fields.authors);
    head.people(PersonRole::Owner, &fields.owners);
    let updated = fields.updated.as_ref().map(|stamp| stamp.value);
    head.date(updated);
    head.updated(updated);
    head.finish()
}
