//! A plain page: about, code of conduct, join us.

pub mod pages;
pub mod read;

use crate::check::public::Gate;
use crate::config::Config;
use crate::kinds::Spec;
use crate::kinds::draft::{Draft, Recipe};
use crate::kinds::entry::{Built, Cx, HeadBuilder, title_of};
use read::PageFields;

/// How it is read, guarded and headed.
pub const SPEC: Spec<PageFields> =
    Spec { recipe: Recipe { bare: true, ..Recipe::PLAIN }, common: |fields| &fields.common, gate, head };

fn gate<'a>(fields: &'a PageFields, _: &Config) -> Gate<'a> {
    fields.common.gate()
}

fn head(cx: Cx<'_>, draft: &Draft<PageFields>) -> Built {
    let fields = &draft.fields;
    let mut said = Vec::new();
    let title = title_of(fields.title.as_ref(), draft, cx, &mut said);
    let mut head = HeadBuilder::new(cx, draft, title, &fields.common, "/{slug}/");
    said.into_iter().for_each(|diagnostic| head.say(diagnostic));
    head.summary(fields.summary.as_ref(), draft.body.as_ref());
    head.updated(fields.updated.as_ref().map(|stamp| stamp.value));
    head.finish()
}
