//! The pages of resources: the directory, each category, each listing.

use super::filters::{self, Facet, Filter, Known};
use super::read::ResourceFields;
use crate::kinds::body::BodyHtml;
use crate::kinds::cards::category_label;
use crate::kinds::entry::Entry;
use crate::kinds::group::pages::contact_href;
use crate::kinds::paged::Paged;
use crate::kinds::structured::{self, Agent, Work};
use crate::kinds::view::View;
use crate::model::{EntryId, PersonRole, Words};
use crate::plan::context::{Card, Link, Meta, Pager, PersonLink, ResourceFacts, TagLink};
use crate::plan::{Output, Part};
use crate::read::values::Extra;
use crate::theme::Ready;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What `resource.html` sees as `page`.
#[derive(Hash, Serialize)]
struct ResourcePage {
    #[serde(flatten)]
    meta: Meta,
    body_html: Option<BodyHtml>,
    resource: Option<ResourceFacts>,
    variant: Arc<str>,
    variant_label: Arc<str>,
    provider: Option<Ready<PersonLink>>,
    contact: Option<Arc<str>>,
    contact_href: Option<Arc<str>>,
    added: Option<Arc<str>>,
    expires: Option<Arc<str>>,
    feed: Option<Arc<str>>,
    tags: Vec<TagLink>,
    similar: Vec<Ready<Card>>,
    backlinks: Vec<Link>,
    extra: Extra,
}

/// What `resources.html` sees as `page`.
#[derive(Hash, Serialize)]
struct ResourcesPage {
    #[serde(flatten)]
    meta: Meta,
    category: Option<Arc<str>>,
    categories: Vec<CategoryLink>,
    /// Other ways to narrow the list down.
    filters: Vec<Filter>,
    /// What it is narrowed down to, in words, where it is neither the whole directory nor a category.
    filter: Option<Arc<str>>,
    resources: Vec<Ready<Card>>,
    pager: Pager,
}

/// Listings that a page of the directory shows at most.
const OF_A_PAGE: usize = 100;

#[derive(Clone, Hash, Serialize)]
struct CategoryLink {
    label: Arc<str>,
    href: Arc<str>,
    count: usize,
    depth: usize,
    current: bool,
}

type Shelves<'a> = BTreeMap<Arc<str>, Vec<&'a Entry<ResourceFields>>>;

/// The whole directory, sorted out once for all its pages.
struct Directory<'a> {
    shelves: Shelves<'a>,
    facets: BTreeMap<&'a EntryId, Vec<(Facet, Arc<str>)>>,
    known: Known,
}

impl<'a> Directory<'a> {
    fn of(view: &View<'a>) -> Self {
        let entries = view.edition.resources.iter();
        let facets: BTreeMap<_, _> = entries.map(|entry| (&entry.head.id, filters::facets(view, entry))).collect();
        let known = filters::worth_a_page(facets.values().flatten());
        Self { shelves: shelves(view), facets, known }
    }

    fn has(&self, entry: &Entry<ResourceFields>, wanted: &Facet) -> bool {
        self.facets[&entry.head.id].iter().any(|(facet, _)| facet == wanted)
    }
}

/// Which part of the directory a page shows.
#[derive(Clone, Copy)]
enum Choice<'c> {
    All,
    Category(&'c Arc<str>),
    Only(&'c Facet),
}

/// Every page of the directory.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    use rayon::prelude::*;
    let all = Directory::of(view);
    let resources = &view.edition.resources;
    let mut outputs: Vec<Output> = resources.par_iter().map(|entry| page(view, entry, &all.shelves)).collect();
    outputs.extend(directory(view, &all, Choice::All));
    outputs.extend(all.shelves.keys().flat_map(|category| directory(view, &all, Choice::Category(category))));
    let narrowed = all.known.keys().filter(|(way, _)| *way != filters::Way::Tag);
    outputs.extend(narrowed.flat_map(|facet| directory(view, &all, Choice::Only(facet))).map(Output::unlisted));
    outputs
}

/// Resources by category: each under its own path and every path above it. Categories of `hub.toml` are there even when empty.
fn shelves<'a>(view: &View<'a>) -> Shelves<'a> {
    let mut shelves: Shelves<'a> = BTreeMap::new();
    for label in &view.config.categories {
        shelves.entry(label.id.clone()).or_default();
    }
    for entry in &view.edition.resources {
        let Some(path) = &entry.head.category else { continue };
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for end in ends {
            shelves.entry(path[..end].into()).or_default().push(entry);
        }
    }
    shelves
}

/// The categories in the order of `hub.toml`, each with those below it.
fn categories(view: &View<'_>, shelves: &Shelves<'_>, current: Option<&str>) -> Vec<CategoryLink> {
    let place = |path: &str| {
        let first = path.split('/').next().unwrap_or(path);
        view.config.categories.iter().position(|label| *label.id == *first).unwrap_or(usize::MAX)
    };
    let mut paths: Vec<&Arc<str>> = shelves.keys().collect();
    paths.sort_by_key(|path| (place(path), (*path).clone()));
    let open = |path: &str| {
        let root = |path: &str| path.split('/').next().unwrap_or("").to_owned();
        !path.contains('/') || current.is_some_and(|current| root(current) == root(path))
    };
    paths
        .into_iter()
        .filter(|path| open(path))
        .map(|path| CategoryLink {
            label: category_label(view, path),
            href: view.path(&format!("/resources/{path}/")),
            count: shelves[path].len(),
            depth: path.matches('/').count(),
            current: current == Some(path.as_ref()),
        })
        .collect()
}

fn directory(view: &View<'_>, all: &Directory<'_>, choice: Choice<'_>) -> Vec<Output> {
    let section = view.label("sections.resources");
    let category = match choice {
        Choice::Category(path) => Some(category_label(view, path)),
        Choice::All | Choice::Only(_) => None,
    };
    let (filter, current) = match choice {
        Choice::Only(facet) => (all.known.get(facet).map(|(label, _)| label.clone()), Some(facet)),
        Choice::All | Choice::Category(_) => (None, None),
    };
    let title = category.clone().or_else(|| filter.clone()).unwrap_or_else(|| section.clone());
    let path = match choice {
        Choice::All => "/resources/".to_owned(),
        Choice::Category(path) => format!("/resources/{path}/"),
        Choice::Only(facet) => filters::path(facet),
    };
    let entries = sorted(view, all, choice);
    let shown = entries.iter().flat_map(|entry| &all.facets[&entry.head.id]);
    let filters = filters::filters(view, &all.known, shown, current);
    let open = match choice {
        Choice::Category(path) => Some(path.as_ref()),
        Choice::All | Choice::Only(_) => None,
    };
    let categories = categories(view, &all.shelves, open);
    let paged = Paged::new(view, path, entries.len(), OF_A_PAGE);
    let page = |number: usize| {
        let (name, about) = (Words::plain(&title), view.label("descriptions.resources"));
        let mut meta = paged.meta(view, "resources", &name, &about, number);
        meta.crumbs = match choice {
            Choice::All => view.crumbs(&[]),
            Choice::Category(_) | Choice::Only(_) => view.crumbs(&[("sections.resources", "/resources/")]),
        };
        if current.is_some() {
            // Another language may have no listing of this sort, and search engines find the listings without it.
            meta.translations.clear();
            meta.noindex = true;
        }
        meta.feeds = view.feeds("/resources/", &section);
        let context = ResourcesPage {
            meta,
            category: category.clone(),
            categories: categories.clone(),
            filters: filters.clone(),
            filter: filter.clone(),
            resources: view.cards_for(entries[paged.range(number, entries.len())].iter().copied()),
            pager: paged.pager(number),
        };
        let lists = view.behind_cards(&context.resources);
        let address = view.address(&paged.path(number));
        let output = Output::page(address, "resources.html", view.edition.number, context, Vec::new()).listing(lists);
        Paged::listed(number, output)
    };
    paged.numbers().map(page).collect()
}

/// The listings of a part of the directory: what can be had and was verified lately comes first; what has expired or is closed, last.
fn sorted<'a>(view: &View<'a>, all: &Directory<'a>, choice: Choice<'_>) -> Vec<&'a Entry<ResourceFields>> {
    let mut entries: Vec<&Entry<ResourceFields>> = match choice {
        Choice::All => view.edition.resources.iter().collect(),
        Choice::Category(path) => all.shelves[path].clone(),
        Choice::Only(facet) => view.edition.resources.iter().filter(|entry| all.has(entry, facet)).collect(),
    };
    let stale = |entry: &Entry<ResourceFields>| {
        let card = view.card(&entry.head.id);
        card.and_then(|card| card.resource.as_ref().map(|facts| (facts.expired, facts.status != "open")))
    };
    entries.sort_by_cached_key(|entry| (stale(entry), Reverse(entry.head.day), entry.head.title.plain.clone()));
    entries
}

fn page(view: &View<'_>, entry: &Entry<ResourceFields>, shelves: &Shelves<'_>) -> Output {
    let head = &entry.head;
    let fields = &entry.draft.fields;
    let mut meta = view.meta_of("resource", entry);
    let category = head.category.clone().unwrap_or_default();
    let shelf = Link { label: category_label(view, &category), href: view.path(&format!("/resources/{category}/")) };
    let section = view.crumbs(&[("sections.resources", "/resources/")]);
    meta.crumbs = Part::new(section.iter().cloned().chain([shelf]).collect());
    let provider = view.people(head, &[PersonRole::Provider]).into_iter().next();
    let work = Work {
        provider: provider.as_ref().map(|provider| Agent::person(view, provider)),
        ..Work::of(view, "CreativeWork", &meta)
    };
    meta.json_ld = structured::page(view, &meta, work);
    let variant = head.variant.clone().unwrap_or_default();
    let neighbours = shelves.get(&category).map(Vec::as_slice).unwrap_or_default();
    let similar = neighbours
        .iter()
        .filter(|other| other.head.id != head.id && other.head.tags.iter().any(|tag| head.tags.contains(tag)));
    let context = ResourcePage {
        body_html: view.html(entry),
        resource: view.card(&head.id).and_then(|card| card.resource.clone()),
        variant_label: view.label(&format!("variants.{variant}")),
        variant,
        provider,
        contact: fields.contact.as_deref().map(Into::into),
        contact_href: fields.contact.as_deref().and_then(contact_href),
        added: fields.added.map(|day| day.to_string().into()),
        expires: fields.expires.as_ref().map(|day| day.value.to_string().into()),
        feed: fields.feed.as_ref().map(|url| url.as_str().into()),
        tags: view.tag_links(head),
        similar: view.cards_for(similar.copied().take(5)),
        backlinks: view.backlinks(&head.id),
        extra: fields.common.extra.clone(),
        meta,
    };
    Output::page(head.address.clone(), "resource.html", view.edition.number, context, vec![head.source])
}
