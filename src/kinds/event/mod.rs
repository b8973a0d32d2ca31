//! An event, or a series of them.

mod add;
pub mod archive;
pub mod calendar_text;
pub mod calendars;
pub mod dates;
pub mod facts;
pub mod ics;
pub mod lists;
pub mod month;
pub mod pages;
pub mod read;
pub mod revision;
pub mod sources;
pub mod structured;
pub mod subscribe;
#[cfg(test)]
mod testing;
pub mod time;
pub mod uids;

use crate::check::public::Gate;
use crate::config::Config;
use crate::diagnostic::Code;
use crate::history::{event_key, name_key};
use crate::kinds::Spec;
use crate::kinds::draft::{Draft, Lasting, Recipe};
use crate::kinds::entry::{Built, Cx, Entry, HeadBuilder, checked_words, refuse_names};
use crate::kinds::translation::Facts;
use crate::kinds::view::View;
use crate::markup;
use crate::model::{EntryId, Kind, Person, PersonRole, uid_part};
use read::EventFields;

/// What is the same in every language: subscribers of two languages have one event in their calendars.
const FACTS: Facts = Facts {
    fields: &[
        "start",
        "end",
        "duration",
        "timezone",
        "status",
        "capacity",
        "transparency",
        "uid",
        "repeat",
        "rrule",
        "exdate",
        "rdate",
    ],
    rows: Some(("override", "at")),
};

/// How it is read, guarded and headed.
pub const SPEC: Spec<EventFields> = Spec {
    recipe: Recipe { body: |fields| fields.description.as_ref(), facts: FACTS, lasting, ..Recipe::PLAIN },
    common: |fields| &fields.common,
    gate,
    head,
};

fn lasting(config: &Config, id: &EntryId, fields: &EventFields) -> Option<Lasting> {
    let whole = uid(config, id, fields);
    let part = whole.strip_suffix(&*config.uid_domain).and_then(|rest| rest.strip_suffix('@'));
    let in_calendar = fields.record.is_some();
    let own = fields.uid.as_ref().map(|uid| uid.value.as_str()).or((!in_calendar).then_some(whole.as_str()));
    Some(Lasting { uid: event_key(own, &fields.title.text), name: part.map(name_key), in_calendar })
}

fn gate<'a>(fields: &'a EventFields, _: &Config) -> Gate<'a> {
    fields.common.gate()
}

fn head(cx: Cx<'_>, draft: &Draft<EventFields>) -> Built {
    let fields = &draft.fields;
    let mut said = Vec::new();
    let title = checked_words(&fields.title, cx, &mut said);
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
    for change in &fields.r#override {
        if let Some(prose) = &change.description {
            // Its links are not looked up, so nobody in it can be called by another word.
            let text = markup::read_field(prose.span, cx.sources.slice(prose.span), &prose.text, &cx.config.markdown);
            let mut said = Vec::new();
            refuse_names(text.value.links(), prose.span, cx, &mut said);
            said.into_iter().for_each(|diagnostic| head.say(diagnostic));
        }
        change.title.iter().chain(&change.summary).for_each(|prose| drop(head.words(prose)));
        let speakers = change.speakers.iter().flatten().map(|speaker| &speaker.person);
        for person in change.hosts.iter().flatten().chain(speakers) {
            drop(head.person(PersonRole::Speaker, person));
        }
    }
    if let Some(word) = &fields.r#type {
        head.listed(Code::UnknownType, "event type", word, &cx.config.event_types);
        head.with(|head| head.variant = Some(word.value.as_str().into()));
    }
    if let Some(recap) = fields.outcome.as_ref().and_then(|outcome| outcome.recap.as_ref()) {
        let id = head.entry(Kind::Post, &recap.name, recap.span);
        head.with(|head| head.links_to.extend(id));
    }
    let when = time::when(fields, &mut head);
    head.updated(fields.updated.as_ref().map(|stamp| stamp.value));
    let changed = fields.record.as_ref().and_then(|record| record.changed());
    head.with(|head| {
        head.when = when;
        head.updated = head.updated.or(changed);
    });
    head.finish()
}

/// What calendars and other programs know an event by, for ever: the `uid` of its file, else its file's name and the hub's own domain.
///
/// Depends on nothing that an author edits: not on time, title, slug or language (RFC 5545 §3.8.4.7, RFC 7986 §5.3).
pub fn uid_of(view: &View<'_>, entry: &Entry<EventFields>) -> String {
    uid(view.config, &entry.head.id, &entry.draft.fields)
}

/// The same, before there are entries.
pub fn uid(config: &Config, id: &EntryId, fields: &EventFields) -> String {
    if let Some(uid) = &fields.uid {
        return uid.value.trim().to_owned();
    }
    format!("{}@{}", uid_part(&id.name), config.uid_domain)
}
