//! The pages of posts: each one, and the list.

use super::read::PostFields;
use crate::kinds::body::{BodyHtml, Toc};
use crate::kinds::entry::Entry;
use crate::kinds::paged::Paged;
use crate::kinds::structured;
use crate::kinds::view::View;
use crate::model::{Kind, PersonRole, Words};
use crate::plan::context::{Card, FeedLink, Link, Meta, Pager, PersonLink, TagLink};
use crate::plan::{Output, Part};
use crate::read::values::Extra;
use crate::theme::Ready;
use serde::Serialize;
use std::sync::Arc;

/// What `post.html` sees as `page`.
#[derive(Hash, Serialize)]
pub struct PostPage {
    #[serde(flatten)]
    meta: Meta,
    body_html: BodyHtml,
    toc: Toc,
    date: Option<Arc<str>>,
    authors: Vec<Ready<PersonLink>>,
    translators: Vec<Ready<PersonLink>>,
    reviewers: Vec<Ready<PersonLink>>,
    tags: Vec<TagLink>,
    variant: Arc<str>,
    variant_label: Arc<str>,
    reading_minutes: usize,
    series: Option<Series>,
    event: Option<Ready<Card>>,
    source: Option<Arc<str>>,
    canonical_elsewhere: bool,
    previous: Option<Link>,
    next: Option<Link>,
    backlinks: Vec<Link>,
    extra: Extra,
}

/// The series a post belongs to.
#[derive(Hash, Serialize)]
struct Series {
    name: Arc<str>,
    parts: Vec<Link>,
    /// From 1.
    position: usize,
}

/// What `posts.html` sees as `page`.
#[derive(Hash, Serialize)]
pub struct PostsPage {
    #[serde(flatten)]
    meta: Meta,
    posts: Vec<Ready<Card>>,
    pager: Pager,
}

/// Every page of every post.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    use rayon::prelude::*;
    let posts = &view.edition.posts;
    let feeds = view.feeds("/posts/", &view.label("sections.posts"));
    let mut outputs: Vec<Output> = (0..posts.len()).into_par_iter().map(|at| page(view, posts, at, &feeds)).collect();
    outputs.extend(lists(view));
    outputs
}

fn page(view: &View<'_>, posts: &[Entry<PostFields>], at: usize, feeds: &Part<Vec<FeedLink>>) -> Output {
    let entry = &posts[at];
    let fields = &entry.draft.fields;
    let head = &entry.head;
    let mut meta = view.meta_of("post", entry);
    meta.crumbs = view.crumbs(&[("sections.posts", "/posts/")]);
    meta.feeds = feeds.clone();
    if let Some(canonical) = &fields.canonical {
        meta.canonical = canonical.as_str().into();
    }
    let date = head.day.map(|day| day.to_string().into());
    let authors = view.people(head, &[PersonRole::Author]);
    meta.json_ld = structured::post(view, entry, &meta, &authors, date.as_ref());
    let variant = head.variant.clone().unwrap_or_default();
    let event = head.links_to.iter().find(|id| id.kind == Kind::Event && fields.event.is_some());
    let neighbour = |at: Option<usize>| at.and_then(|at| posts.get(at)).map(|post| view.link(&post.head));
    let context = PostPage {
        body_html: view.html(entry).unwrap_or_default(),
        toc: view.toc(entry),
        date,
        authors,
        translators: view.people(head, &[PersonRole::Translator]),
        reviewers: view.people(head, &[PersonRole::Reviewer]),
        tags: view.tag_links(head),
        variant_label: view.label(&format!("variants.{variant}")),
        variant,
        reading_minutes: entry.text.as_ref().map_or(1, |text| text.body.minutes()),
        series: series(view, posts, entry),
        event: event.and_then(|id| view.card(id)),
        source: fields.source.as_ref().map(|source| source.as_str().into()),
        canonical_elsewhere: fields.canonical.is_some(),
        // The list runs from the newest to the oldest.
        previous: neighbour(at.checked_add(1)),
        next: neighbour(at.checked_sub(1)),
        backlinks: view.backlinks(&head.id),
        extra: fields.common.extra.clone(),
        meta,
    };
    Output::page(head.address.clone(), "post.html", view.edition.number, context, vec![head.source])
}

fn series(view: &View<'_>, posts: &[Entry<PostFields>], entry: &Entry<PostFields>) -> Option<Series> {
    let name = entry.draft.fields.series.as_deref()?;
    let mut parts: Vec<_> = posts.iter().filter(|post| post.draft.fields.series.as_deref() == Some(name)).collect();
    parts.reverse();
    let position = parts.iter().position(|post| post.head.id == entry.head.id)? + 1;
    Some(Series { name: name.into(), parts: parts.into_iter().map(|post| view.link(&post.head)).collect(), position })
}

fn lists(view: &View<'_>) -> Vec<Output> {
    let posts = &view.edition.posts;
    let (pinned, others): (Vec<_>, Vec<_>) = posts.iter().partition(|post| post.head.pinned);
    let cards = view.cards_for(pinned.into_iter().chain(others));
    let paged = Paged::new(view, "/posts/".into(), cards.len(), view.config.per_page);
    let title = Words::plain(&view.label("sections.posts"));
    let page = |number: usize| {
        let mut meta = view.meta("posts", &title, &view.label("descriptions.posts"), &paged.path(number));
        meta.feeds = view.feeds("/posts/", &title.plain);
        meta.crumbs = view.crumbs(&[]);
        let posts = cards[paged.range(number, cards.len())].to_vec();
        let lists = view.behind_cards(&posts);
        let context = PostsPage { meta, posts, pager: paged.pager(number) };
        let address = view.address(&paged.path(number));
        Output::page(address, "posts.html", view.edition.number, context, Vec::new()).listing(lists)
    };
    paged.numbers().map(page).collect()
}
