//! The pages of the knowledge base: a tree of sections, each page with its neighbours.

use super::read::KbFields;
use crate::kinds::body::{BodyHtml, Toc};
use crate::kinds::entry::Entry;
use crate::kinds::structured;
use crate::kinds::view::View;
use crate::locale::NameOrder;
use crate::model::{Address, EntryId, Kind, PersonRole, Words};
use crate::plan::context::{Card, Link, Meta, PersonLink, TagLink};
use crate::plan::{Output, Part};
use crate::read::values::Extra;
use crate::theme::Ready;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What `kb.html` sees as `page`.
#[derive(Hash, Serialize)]
struct KbPage {
    #[serde(flatten)]
    meta: Meta,
    body_html: BodyHtml,
    toc: Toc,
    tree: Ready<Tree>,
    path: Vec<Arc<str>>,
    children: Vec<Ready<Card>>,
    /// Sections below this one that have no page of their own to be a card.
    previous: Option<Link>,
    next: Option<Link>,
    authors: Vec<Ready<PersonLink>>,
    owners: Vec<Ready<PersonLink>>,
    review_by: Option<Arc<str>>,
    stale: bool,
    tags: Vec<TagLink>,
    reading_minutes: usize,
    backlinks: Vec<Link>,
    extra: Extra,
}

/// A page with those below it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Tree {
    label: Arc<str>,
    href: Arc<str>,
    children: Vec<Tree>,
}

/// A place in the tree: a page, or a folder without a face.
struct Place<'a> {
    name: String,
    address: Address,
    title: Words,
    entry: Option<&'a Entry<KbFields>>,
    children: Vec<String>,
}

type Places<'a> = BTreeMap<String, Place<'a>>;

/// Every page of the knowledge base; none where there is none.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    use rayon::prelude::*;
    if view.edition.kb.is_empty() {
        return Vec::new();
    }
    let places = places(view);
    let tree = Ready::new(subtree(view, &places, ""));
    let mut order = Vec::new();
    walk(&places, "", &mut order);
    order.par_iter().enumerate().map(|(at, name)| page(view, &places, &tree, &order, at, name)).collect()
}

/// Every page and folder by its path, the children of each in reading order.
fn places<'a>(view: &View<'a>) -> Places<'a> {
    let mut places: Places<'a> = BTreeMap::new();
    for entry in &view.edition.kb {
        let name = entry.head.id.name.to_string();
        let place = Place {
            name: name.clone(),
            address: entry.head.address.clone(),
            title: entry.head.title.clone(),
            entry: Some(entry),
            children: Vec::new(),
        };
        places.insert(name, place);
    }
    let names: Vec<String> = places.keys().cloned().collect();
    for name in names {
        let mut folder = name.as_str();
        while let Some((parent, _)) = folder.rsplit_once('/') {
            places.entry(parent.to_owned()).or_insert_with(|| faceless(view, parent));
            folder = parent;
        }
    }
    places.entry(String::new()).or_insert_with(|| faceless(view, ""));
    let names: Vec<String> = places.keys().filter(|name| !name.is_empty()).cloned().collect();
    for name in names {
        let parent = name.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
        if let Some(place) = places.get_mut(&parent) {
            place.children.push(name);
        }
    }
    let rank = |place: &Place<'_>| {
        let order = place.entry.and_then(|entry| entry.draft.fields.order);
        (order.is_none(), order)
    };
    let names = NameOrder::of(view.language.language.as_str());
    let ranks: BTreeMap<String, _> =
        places.iter().map(|(name, place)| (name.clone(), (rank(place), place.title.plain.clone()))).collect();
    for place in places.values_mut() {
        place.children.sort_by(|a, b| {
            let ((rank_a, title_a), (rank_b, title_b)) = (&ranks[a], &ranks[b]);
            rank_a.cmp(rank_b).then_with(|| names.compare(title_a, title_b)).then_with(|| a.cmp(b))
        });
    }
    places
}

/// A folder without a page of its own.
fn faceless<'a>(view: &View<'a>, name: &str) -> Place<'a> {
    let last = name.rsplit('/').next().unwrap_or(name).replace(['-', '_'], " ");
    let mut chars = last.chars();
    let title: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    let title = if name.is_empty() { view.label("sections.kb") } else { title.into() };
    let path: Vec<String> = name.split('/').filter(|part| !part.is_empty()).map(crate::markup::slug).collect();
    let path = if path.is_empty() { "/kb/".to_owned() } else { format!("/kb/{}/", path.join("/")) };
    Place {
        name: name.to_owned(),
        address: view.address(&path),
        title: Words::plain(&title),
        entry: None,
        children: Vec::new(),
    }
}

fn subtree(view: &View<'_>, places: &Places<'_>, name: &str) -> Tree {
    let place = &places[name];
    Tree {
        label: place.title.plain.clone(),
        href: view.href(&place.address),
        children: place.children.iter().map(|child| subtree(view, places, child)).collect(),
    }
}

/// The pages in reading order: each before those below it.
fn walk(places: &Places<'_>, name: &str, order: &mut Vec<String>) {
    order.push(name.to_owned());
    for child in &places[name].children {
        walk(places, child, order);
    }
}

fn page(view: &View<'_>, places: &Places<'_>, tree: &Ready<Tree>, order: &[String], at: usize, name: &str) -> Output {
    let place = &places[name];
    let mut meta = match place.entry {
        Some(entry) => view.meta_of("kb", entry),
        None => {
            let prefix = view.language.prefix.len();
            view.meta("kb", &place.title, &view.label("descriptions.kb"), &place.address.as_str()[prefix..])
        }
    };
    let mut above: Vec<&Place<'_>> = Vec::new();
    let mut folder = name;
    while !folder.is_empty() {
        folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        above.push(&places[folder]);
    }
    above.reverse();
    let link = |place: &Place<'_>| Link { label: place.title.plain.clone(), href: view.href(&place.address) };
    meta.crumbs = view.crumbs(&[]);
    if !above.is_empty() {
        meta.crumbs = Part::new(meta.crumbs.iter().cloned().chain(above.iter().map(|place| link(place))).collect());
    }
    let path = above.iter().copied().chain([place]).map(|place| view.href(&place.address)).collect();
    let neighbour = |at: Option<usize>| at.and_then(|at| order.get(at)).map(|name| link(&places[name]));
    let entry = place.entry;
    let head = entry.map(|entry| &entry.head);
    let people = |role| head.map(|head| view.people(head, &[role])).unwrap_or_default();
    let review_by = entry.and_then(|entry| entry.draft.fields.review_by);
    meta.json_ld = structured::article(view, &meta);
    let children = place.children.iter().filter_map(|child| match places[child].entry {
        Some(entry) => view.card(&entry.head.id),
        None => Some(Ready::new(folder_card(view, &places[child]))),
    });
    let context = KbPage {
        body_html: entry.and_then(|entry| view.html(entry)).unwrap_or_default(),
        toc: entry.map(|entry| view.toc(entry)).unwrap_or_default(),
        tree: tree.clone(),
        path,
        children: children.collect(),
        previous: neighbour(at.checked_sub(1)),
        next: neighbour(at.checked_add(1)),
        authors: people(PersonRole::Author),
        owners: people(PersonRole::Owner),
        review_by: review_by.map(|day| day.to_string().into()),
        stale: review_by.is_some_and(|day| day < view.today),
        tags: head.map(|head| view.tag_links(head)).unwrap_or_default(),
        reading_minutes: entry.and_then(|entry| entry.text.as_ref()).map_or(1, |text| text.body.minutes()),
        backlinks: head.map(|head| view.backlinks(&head.id)).unwrap_or_default(),
        extra: entry.map(|entry| entry.draft.fields.common.extra.clone()).unwrap_or_default(),
        meta,
    };
    let sources = head.map(|head| head.source).into_iter().collect();
    let lists = view.behind_cards(&context.children);
    Output::page(place.address.clone(), "kb.html", view.edition.number, context, sources).listing(lists)
}

/// The card of a folder without a page of its own.
fn folder_card(view: &View<'_>, place: &Place<'_>) -> Card {
    Card {
        kind: Kind::Kb.word(),
        id: EntryId::new(Kind::Kb, place.name.as_str()).name,
        href: view.href(&place.address),
        title: place.title.plain.clone(),
        title_html: place.title.html.clone(),
        summary: None,
        summary_html: None,
        lang: None,
        date: None,
        image: None,
        initials: crate::kinds::cards::initials(&place.title.plain),
        hue: crate::kinds::cards::hue(&place.name),
        tags: Vec::new(),
        people: Vec::new(),
        pinned: false,
        variant: None,
        variant_label: None,
        event: None,
        member: None,
        group: None,
        resource: None,
    }
}
