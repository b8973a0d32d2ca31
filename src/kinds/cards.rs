//! Entries as lists show them.

use super::entry::Entry;
use super::event::read::EventFields;
use super::group::read::{GroupFields, GroupStatus};
use super::member::Profile;
use super::resource::read::{ResourceFields, ResourceStatus};
use super::view::View;
use crate::model::{EntryId, Head, IdMap, PersonRole};
use crate::plan::context::{Card, GroupFacts, Link, MemberFacts, PictureView, ResourceFacts};
use crate::text::Digest;
use crate::theme::Ready;
use crate::time::Date;
use rayon::prelude::*;
use std::sync::Arc;

/// The card of every entry of an edition.
pub fn all(view: &View<'_>) -> IdMap<EntryId, Ready<Card>> {
    fn put<'a, F: Send + Sync>(
        cards: &mut IdMap<EntryId, Ready<Card>>,
        entries: &'a [Entry<F>],
        card: impl Fn(&'a Entry<F>) -> Card + Sync,
    ) {
        cards.par_extend(entries.par_iter().map(|entry| (entry.head.id.clone(), Ready::new(card(entry)))));
    }
    let edition = view.edition;
    let mut cards = IdMap::default();
    put(&mut cards, &edition.posts, |entry| plain(view, &entry.head, &[PersonRole::Author]));
    put(&mut cards, &edition.members, |entry| member(view, entry));
    put(&mut cards, &edition.groups, |entry| group(view, entry));
    put(&mut cards, &edition.events, |entry| event(view, entry));
    put(&mut cards, &edition.resources, |entry| resource(view, entry));
    put(&mut cards, &edition.projects, |entry| plain(view, &entry.head, &[PersonRole::Member]));
    put(&mut cards, &edition.kb, |entry| plain(view, &entry.head, &[PersonRole::Owner]));
    put(&mut cards, &edition.pages, |entry| plain(view, &entry.head, &[]));
    cards
}

/// A card without what only one kind has.
pub fn plain(view: &View<'_>, head: &Head, people: &[PersonRole]) -> Card {
    Card {
        kind: head.id.kind.word(),
        id: head.id.name.clone(),
        href: view.href(&head.address),
        title: head.title.plain.clone(),
        title_html: head.title.html.clone(),
        summary: head.summary.as_ref().map(|words| words.plain.clone()),
        summary_html: head.summary.as_ref().map(|words| words.html.clone()),
        lang: (head.language != view.language.language).then(|| head.language.shared()),
        date: head.day.map(|day| day.to_string().into()),
        image: head.image.as_ref().map(PictureView::from),
        initials: initials(&head.title.plain),
        hue: hue(&head.id.name),
        tags: view.tag_links(head),
        people: view.credits(head, people),
        pinned: head.pinned,
        variant: head.variant.clone(),
        variant_label: head.variant.as_ref().map(|variant| view.label(&format!("variants.{variant}"))),
        event: None,
        member: None,
        group: None,
        resource: None,
    }
}

fn member(view: &View<'_>, entry: &Entry<Profile>) -> Card {
    let fields = entry.draft.fields.fields();
    let role = entry.head.variant.as_ref().and_then(|role| label_of(view, role, &view.config.roles));
    Card {
        variant_label: role.clone(),
        member: Some(MemberFacts {
            role,
            location: fields.location.as_deref().map(Into::into),
            skills: fields.skills.iter().map(|skill| skill.as_str().into()).collect(),
            alumni: fields.left.is_some(),
        }),
        ..plain(view, &entry.head, &[])
    }
}

fn group(view: &View<'_>, entry: &Entry<GroupFields>) -> Card {
    let fields = &entry.draft.fields;
    Card {
        group: Some(GroupFacts {
            members: super::group::members_of(view, entry).len(),
            location: fields.location.as_deref().map(Into::into),
            archived: fields.status == Some(GroupStatus::Archived),
        }),
        ..plain(view, &entry.head, &[PersonRole::Lead])
    }
}

/// The card of an event: of a series, of the occurrence that stands for it.
pub fn event(view: &View<'_>, entry: &Entry<EventFields>) -> Card {
    let label = entry.head.variant.as_ref().and_then(|id| label_of(view, id, &view.config.event_types));
    Card {
        variant_label: label,
        event: super::event::facts::of_entry(view, entry),
        ..plain(view, &entry.head, &[PersonRole::Host])
    }
}

fn resource(view: &View<'_>, entry: &Entry<ResourceFields>) -> Card {
    let fields = &entry.draft.fields;
    let category = entry
        .head
        .category
        .as_ref()
        .map(|path| Link { label: category_label(view, path), href: view.path(&format!("/resources/{path}/")) });
    let year_ago = view.today.plus_months(-12);
    Card {
        resource: Some(ResourceFacts {
            url: fields.url.as_ref().map(|url| url.as_str().into()),
            category,
            cost: fields.cost.as_deref().map(Into::into),
            location: fields.location.as_deref().map(Into::into),
            languages: fields.languages.iter().map(|tongue| tongue.0.as_str().into()).collect(),
            status: fields.status.unwrap_or(ResourceStatus::Open).word(),
            checked: fields.checked.map(|day| day.to_string().into()),
            expired: fields.expires.as_ref().is_some_and(|day| day.value < view.today),
            unverified: fields.checked.or(fields.added).is_none_or(|day: Date| day < year_ago),
            facets: super::resource::filters::written(view, entry),
        }),
        ..plain(view, &entry.head, &[PersonRole::Provider])
    }
}

/// What readers see of a category path: the label of the whole path, else the last part made readable.
pub fn category_label(view: &View<'_>, path: &str) -> Arc<str> {
    label_of(view, path, &view.config.categories).unwrap_or_else(|| {
        let last = path.rsplit('/').next().unwrap_or(path).replace('-', " ");
        let mut chars = last.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>().into()
    })
}

/// The label that `hub.toml` gives to an id, in the language of the edition.
pub fn label_of(view: &View<'_>, id: &str, labels: &[crate::config::Label]) -> Option<Arc<str>> {
    labels.iter().find(|label| *label.id == *id).map(|label| label.in_language(&view.language.language))
}

/// Up to two characters that stand for a name: the first letters of its first and last word, or its first character in Chinese.
pub fn initials(name: &str) -> Arc<str> {
    let words: Vec<&str> =
        name.split(|c: char| c.is_whitespace() || c == '-').filter(|word| !word.is_empty()).collect();
    let first = |word: &&str| word.chars().find(|c| c.is_alphanumeric());
    let one = words.first().and_then(first);
    let wide = one.is_some_and(|c| ('\u{2e80}'..='\u{d7ff}').contains(&c));
    let two = words.last().filter(|_| words.len() > 1 && !wide).and_then(first);
    one.into_iter().chain(two).flat_map(char::to_uppercase).collect::<String>().into()
}

/// A number from 0 to 11 that depends on the text alone.
pub fn hue(seed: &str) -> u8 {
    u8::try_from(Digest::of_bytes(seed.as_bytes()).0 % 12).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_stand_for_a_name() {
        for (name, short) in [("Lin Mei", "LM"), ("Ana", "A"), ("张未然", "张"), ("Jean-Luc Ott", "JO"), ("", "")] {
            assert_eq!(&*initials(name), short, "{name}");
        }
    }
}
