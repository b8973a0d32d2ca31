//! A resource: something offered, needed or listed.

pub mod filters;
pub mod pages;
pub mod read;

use crate::check::people;
use crate::check::public::Gate;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::kinds::Spec;
use crate::kinds::draft::{Draft, Recipe};
use crate::kinds::entry::{Built, Cx, HeadBuilder, checked_words};
use crate::kinds::shared::{GuestFields, PersonField};
use crate::model::{Kind, PersonRole};
use crate::time::Stamp;
use read::{ProviderField, ResourceFields, ResourceKind};

/// How it is read, guarded and headed.
pub const SPEC: Spec<ResourceFields> = Spec {
    recipe: Recipe { body: |fields| fields.description.as_ref(), several: Some("resource"), ..Recipe::PLAIN },
    common: |fields| &fields.common,
    gate,
    head,
};

fn gate<'a>(fields: &'a ResourceFields, _: &Config) -> Gate<'a> {
    fields.common.gate()
}

fn head(cx: Cx<'_>, draft: &Draft<ResourceFields>) -> Built {
    let fields = &draft.fields;
    let mut said = Vec::new();
    let title = checked_words(&fields.title, cx, &mut said);
    let category: Vec<String> =
        fields.category.value.split('/').map(crate::markup::slug).filter(|part| !part.is_empty()).collect();
    let category = category.join("/");
    let mut head = HeadBuilder::new(cx, draft, title, &fields.common, &format!("/resources/{category}/{{slug}}/"));
    said.into_iter().for_each(|diagnostic| head.say(diagnostic));
    head.category(&fields.category);
    head.summary(fields.summary.as_ref(), draft.body.as_ref());
    let day = fields.checked.or(fields.added);
    head.date(day.map(Stamp::Day));
    match &fields.provider {
        Some(ProviderField::Text(name)) => {
            let id = PersonField::Id(name.clone());
            let known = people::look_up(cx.index, &[Kind::Member, Kind::Group], &name.value).is_some();
            // A name may be anybody's; what looks like an id and nearly is one has a slip in it.
            let like_id = name.value.contains('-') && name.value.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            let names = || cx.index.names(Kind::Member).chain(cx.index.names(Kind::Group));
            if let Some(near) = (like_id && !known).then(|| nearest(&name.value, names())).flatten() {
                let message = format!("there is no member and no group `{}`", name.value);
                let help = format!(
                    "did you mean `{near}`? Of somebody who is neither, write the name as readers are to see it"
                );
                head.say(Diagnostic::warning(Code::UnknownPerson, name.span, message).help(help));
            }
            let guest = PersonField::Guest(GuestFields { name: name.value.clone(), url: None });
            head.people(PersonRole::Provider, &[if known { id } else { guest }]);
        }
        Some(ProviderField::Person(person)) => head.people(PersonRole::Provider, std::slice::from_ref(person)),
        None => {}
    }
    if let (Some(added), Some(expires)) = (fields.added, &fields.expires)
        && expires.value < added
    {
        let message = format!("this expires on {}, before it was added, on {added}", expires.value);
        head.say(Diagnostic::error(Code::BackwardsRange, expires.span, message).help("exchange the two"));
    }
    let kind = fields.kind.unwrap_or(ResourceKind::Listing);
    head.with(|head| {
        head.variant = Some(kind.word().into());
        head.category = Some(category.into());
    });
    head.finish()
}
