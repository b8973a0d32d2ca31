//! An event, or a series of them.

pub mod facts;
pub mod month;
pub mod pages;
pub mod read;
pub mod structured;
pub mod subscribe;
pub mod time;

use crate::check::public::Gate;
use crate::config::Config;
use crate::diagnostic::Code;
use crate::kinds::Spec;
use crate::kinds::draft::{Draft, Recipe};
use crate::kinds::entry::{Built, Cx, HeadBuilder, words};
use crate::model::{Kind, Person, PersonRole};
use read::EventFields;

/// How it is read, guarded and headed.
pub const SPEC: Spec<EventFields> = Spec {
    recipe: Recipe { body: |fields| fields.description.as_ref(), bare: false, private: |_| false, several: None },
    common: |fields| &fields.common,
    gate,
    head,
};

fn gate<'a>(fields: &'a EventFields, _: &Config) -> Gate<'a> {
    fields.common.gate()
}

fn head(cx: Cx<'_>, draft: &Draft<EventFields>) -> Built {
    let fields = &draft.fields;
    let mut said = Vec::new();
    let title = words(&fields.title, cx.config, &mut said);
    let mut head = HeadBuilder::new(cx, draft, title, &fields.common, "/events/{slug}/");
    said.into_iter().for_each(|diagnostic| head.say(diagnostic));
    head.summary(fields.summary.as_ref(), draft.body.as_ref());
    head.people(PersonRole::Host, &fields.hosts);
    for speaker in &fields.speakers {
        let person = head.person(PersonRole::Speaker, &speaker.person).map(|person| Person {
            talk: speaker.talk.as_deref().map(Into::into),
            talk_url: speaker.url.as_ref().map(|url| url.as_str().into()),
            ..person
        });
        head.with(|head| head.people.extend(person));
    }
    head.groups(&fields.groups);
    if let Some(word) = &fields.r#type {
        head.listed(Code::UnknownType, "event type", word, &cx.config.event_types);
        head.with(|head| head.variant = Some(word.value.as_str().into()));
    }
    if let Some(recap) = fields.outcome.as_ref().and_then(|outcome| outcome.recap.as_ref()) {
        let id = head.entry(Kind::Post, &recap.name, recap.span);
        head.with(|head| head.links_to.extend(id));
    }
    let when = time::when(fields, &mut head);
    head.with(|head| head.when = when);
    head.finish()
}
