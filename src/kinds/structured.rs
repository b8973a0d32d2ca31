//! schema.org data of a page as JSON-LD, safe to stand in a script element.
//!
//! Follows schema.org's vocabulary and the data that search engines document for articles, people, organisations and breadcrumbs.

use super::entry::Entry;
use super::group::read::GroupFields;
use super::member::Profile;
use super::post::read::{PostFields, PostKind};
use super::view::View;
use crate::model::PersonRole;
use crate::plan::context::{Link, Meta, PersonLink};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// JSON that may stand in a script element of a page: nothing in it can end the element, and it stays JSON.
pub fn script(value: &Value) -> Arc<str> {
    let mut safe = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => safe.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => safe.push(c),
        }
    }
    safe.into()
}

/// An object without its empty values.
pub fn object(fields: Vec<(&str, Value)>) -> Value {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    Value::Object(
        fields
            .into_iter()
            .filter(|(_, value)| !empty(value))
            .map(|(key, value)| (key.to_owned(), value))
            .collect::<Map<_, _>>(),
    )
}

/// Somebody as schema.org has them.
pub fn person(view: &View<'_>, person: &PersonLink) -> Value {
    object(vec![
        ("@type", json!(if person.is_group { "Organization" } else { "Person" })),
        ("name", json!(person.name)),
        ("url", person.href.as_ref().map_or(Value::Null, |href| json!(absolute(view, href)))),
    ])
}

/// An address with the host; one that has a host already stays.
pub fn absolute(view: &View<'_>, href: &str) -> String {
    let own = href.strip_prefix(&*view.config.base_path).filter(|_| href.starts_with('/'));
    own.map_or_else(|| href.to_owned(), |rest| format!("{}{rest}", view.config.base_url))
}

/// The way from the home page to this one.
fn breadcrumbs(view: &View<'_>, crumbs: &[Link], meta: &Meta) -> Value {
    let item = |(at, (label, url)): (usize, (&str, String))| json!({ "@type": "ListItem", "position": at + 1, "name": label, "item": url });
    let steps = crumbs.iter().map(|crumb| (crumb.label.as_ref(), absolute(view, &crumb.href)));
    let last = std::iter::once((meta.title.as_ref(), absolute(view, &meta.address)));
    json!({ "@type": "BreadcrumbList", "itemListElement": steps.chain(last).enumerate().map(item).collect::<Vec<_>>() })
}

/// The data of a page: the thing it is about, and where the page is.
pub fn page(view: &View<'_>, meta: &Meta, thing: Value) -> Arc<str> {
    script(&json!({ "@context": "https://schema.org", "@graph": [thing, breadcrumbs(view, &meta.crumbs, meta)] }))
}

/// The picture of a page, with the host.
pub fn image(view: &View<'_>, meta: &Meta) -> Value {
    meta.image.as_ref().map_or(Value::Null, |image| json!(absolute(view, &image.src)))
}

/// A post.
pub fn post(view: &View<'_>, entry: &Entry<PostFields>, meta: &Meta) -> Arc<str> {
    let head = &entry.head;
    let kind = match entry.draft.fields.kind {
        Some(PostKind::Announcement) => "NewsArticle",
        Some(PostKind::Question | PostKind::Recording | PostKind::Recap | PostKind::Article) | None => "BlogPosting",
    };
    let authors: Vec<_> = view.people(head, &[PersonRole::Author]).iter().map(|author| person(view, author)).collect();
    let words: Vec<_> = head.tags.iter().map(|tag| tag.label.as_ref()).collect();
    let thing = object(vec![
        ("@type", json!(kind)),
        ("headline", json!(head.title.plain)),
        ("description", json!(meta.description)),
        ("url", json!(absolute(view, &meta.address))),
        ("mainEntityOfPage", json!(meta.canonical)),
        ("datePublished", head.day.map_or(Value::Null, |day| json!(day.to_string()))),
        ("dateModified", meta.updated.as_ref().map_or(Value::Null, |day| json!(day))),
        ("inLanguage", json!(head.language.as_str())),
        ("author", json!(authors)),
        ("publisher", json!({ "@type": "Organization", "name": view.language.title, "url": view.url("/") })),
        ("keywords", json!(words.join(", "))),
        ("image", image(view, meta)),
    ]);
    page(view, meta, thing)
}

/// A member, as far as the profile is public.
pub fn member(view: &View<'_>, entry: &Entry<Profile>, meta: &Meta) -> Arc<str> {
    let fields = entry.draft.fields.fields();
    let links: Vec<_> = fields.links.0.iter().map(|(_, url)| url.as_str()).collect();
    let works =
        fields.organisation.as_ref().map_or(Value::Null, |name| json!({ "@type": "Organization", "name": name }));
    let thing = object(vec![
        ("@type", json!("Person")),
        ("name", json!(entry.head.title.plain)),
        ("description", json!(meta.description)),
        ("url", json!(absolute(view, &meta.address))),
        ("image", image(view, meta)),
        ("sameAs", json!(links)),
        ("knowsAbout", json!(fields.skills)),
        ("worksFor", works),
    ]);
    page(view, meta, json!({ "@type": "ProfilePage", "mainEntity": thing }))
}

/// A group.
pub fn group(view: &View<'_>, entry: &Entry<GroupFields>, meta: &Meta) -> Arc<str> {
    let fields = &entry.draft.fields;
    let links: Vec<_> = fields.links.0.iter().map(|(_, url)| url.as_str()).collect();
    let thing = object(vec![
        ("@type", json!("Organization")),
        ("name", json!(entry.head.title.plain)),
        ("description", json!(meta.description)),
        ("url", json!(absolute(view, &meta.address))),
        ("logo", image(view, meta)),
        ("location", json!(fields.location)),
        ("sameAs", json!(links)),
    ]);
    page(view, meta, thing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script() {
        let hostile = "</script><script>alert(1)</script>&\u{2028}";
        let text = script(&json!({ "name": hostile }));
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        let back: Value = serde_json::from_str(&text).expect("stays JSON");
        assert_eq!(back["name"], hostile);
    }
}
