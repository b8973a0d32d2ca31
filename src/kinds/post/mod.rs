//! A post: an article, announcement, question, recording or recap.

pub mod pages;
pub mod read;

use crate::check::public::Gate;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Spec;
use crate::kinds::draft::{Draft, Recipe};
use crate::kinds::entry::{Built, Cx, HeadBuilder, checked_words};
use crate::model::{Kind, PersonRole};
use read::{PostFields, PostKind};

/// How it is read, guarded and headed.
pub const SPEC: Spec<PostFields> = Spec { recipe: Recipe::PLAIN, common: |fields| &fields.common, gate, head };

/// Who may see a post: not before its date, nor after it expires.
fn gate<'a>(fields: &'a PostFields, config: &Config) -> Gate<'a> {
    let from = fields.publish.as_ref().unwrap_or(&fields.date);
    Gate {
        draft: fields.common.draft,
        audience: fields.common.audience.as_ref().map(|audience| audience.value.as_str()),
        from: Some(from.value.instant(&config.timezone)),
        until: fields.expires.as_ref().map(|until| until.value.instant(&config.timezone)),
        private: false,
    }
}

fn head(cx: Cx<'_>, draft: &Draft<PostFields>) -> Built {
    let fields = &draft.fields;
    let mut said = Vec::new();
    let title = checked_words(&fields.title, cx, &mut said);
    let date = fields.date.value.date(&cx.config.timezone);
    let path = match &cx.config.permalink {
        Some(pattern) => pattern
            .value
            .replace("{year}", &format!("{:04}", date.year()))
            .replace("{month}", &format!("{:02}", date.month()))
            .replace("{day}", &format!("{:02}", date.day())),
        None => "{slug}".to_owned(),
    };
    let mut head = HeadBuilder::new(cx, draft, title, &fields.common, &format!("/posts/{}/", path.trim_matches('/')));
    said.into_iter().for_each(|diagnostic| head.say(diagnostic));
    head.summary(fields.summary.as_ref(), draft.body.as_ref());
    head.date(Some(fields.date.value));
    head.updated(fields.updated.as_ref().map(|stamp| stamp.value));
    head.people(PersonRole::Author, &fields.authors);
    head.people(PersonRole::Translator, &fields.translators);
    head.people(PersonRole::Reviewer, &fields.reviewers);
    if let Some(event) = &fields.event {
        let id = head.entry(Kind::Event, &event.name, event.span);
        head.with(|head| head.links_to.extend(id));
    }
    let appears = fields.publish.as_ref().unwrap_or(&fields.date);
    if let Some(expires) = &fields.expires
        && expires.value.instant(&cx.config.timezone) <= appears.value.instant(&cx.config.timezone)
    {
        let error = Diagnostic::error(Code::BackwardsRange, expires.span, "this post steps back before it appears");
        head.say(error.note(appears.span, "it appears here").help("let it expire later, or take the line out"));
    }
    let kind = fields.kind.unwrap_or(PostKind::Article);
    head.with(|head| {
        head.pinned = fields.pinned;
        head.variant = Some(kind.word().into());
    });
    head.finish()
}
