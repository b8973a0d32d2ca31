//! Needs and offers of everyone, matched: members say them in their profiles, projects look for hands, resources are offered or needed.

use super::paged::Paged;
use super::resource::read::{ResourceKind, ResourceStatus};
use super::shared::NeedField;
use super::view::View;
use crate::locale::NameOrder;
use crate::model::{EntryId, Head, Kind, Language, Person, PersonRole, Words};
use crate::plan::context::{Meta, Pager, PersonLink, TagLink};
use crate::plan::{Output, Part};
use crate::theme::Ready;
use crate::time::Date;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Matches shown with each row.
const MATCHES: usize = 3;

/// Rows of each side that a page shows at most.
const OF_A_PAGE: usize = 60;

/// Values that a filter has at most, those with the most rows.
const VALUES: usize = 16;

/// Whether something is wanted or to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Wanted.
    Need,
    /// To be had.
    Offer,
}

/// One need or offer.
#[derive(Clone, Debug)]
pub struct Need {
    side: Side,
    title: Words,
    category: Option<Arc<str>>,
    tags: Vec<(Arc<str>, Arc<str>)>,
    until: Option<Date>,
    owner: EntryId,
    who: Option<Ready<PersonLink>>,
    href: Arc<str>,
    lang: Option<Arc<str>>,
}

/// A need or offer as pages show it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NeedRow {
    title_html: Arc<str>,
    title: Arc<str>,
    category: Option<Arc<str>>,
    tags: Vec<TagLink>,
    until: Option<Arc<str>>,
    who: Option<Ready<PersonLink>>,
    href: Arc<str>,
    /// The language of the title, where it is not that of the page.
    lang: Option<Arc<str>>,
    matches: Vec<Match>,
    /// What scripts can find it by: `category:talent`, `tag:hiring`.
    facets: Vec<Arc<str>>,
    #[serde(skip)]
    owner: EntryId,
}

impl NeedRow {
    /// Whose it is, and whose its matches are.
    pub fn owners(&self) -> impl Iterator<Item = &EntryId> {
        std::iter::once(&self.owner).chain(self.matches.iter().map(|answer| &answer.owner))
    }

    fn has(&self, (way, value): &Facet) -> bool {
        self.facets.iter().any(|own| own.strip_prefix(way).and_then(|rest| rest.strip_prefix(':')) == Some(&**value))
    }
}

/// A way to narrow the lists down.
#[derive(Clone, Hash, Serialize)]
struct Filter {
    /// `category` or `tag`.
    key: &'static str,
    label: Arc<str>,
    values: Vec<FilterValue>,
}

#[derive(Clone, Hash, Serialize)]
struct FilterValue {
    value: Arc<str>,
    label: Arc<str>,
    /// The page with only these.
    href: Arc<str>,
    count: usize,
    /// Whether the page shows only these.
    current: bool,
}

/// What the lists can be narrowed down by: `category` or `tag`, and which.
type Facet = (&'static str, Arc<str>);

/// What may answer a need, or use an offer, and why.
#[derive(Clone, Debug, Hash, Serialize)]
struct Match {
    title: Arc<str>,
    href: Arc<str>,
    /// The language of the title, where it is not that of the page.
    lang: Option<Arc<str>>,
    who: Option<Ready<PersonLink>>,
    reason: Arc<str>,
    #[serde(skip)]
    owner: EntryId,
}

/// What `needs.html` sees as `page`.
#[derive(Hash, Serialize)]
struct NeedsPage {
    #[serde(flatten)]
    meta: Meta,
    /// What the lists are narrowed down to.
    filter: Option<Arc<str>>,
    needs: Vec<Part<NeedRow>>,
    offers: Vec<Part<NeedRow>>,
    filters: Vec<Filter>,
    pager: Pager,
}

/// Every need and offer that still holds today, those of profiles first.
pub fn all(view: &View<'_>) -> Vec<Need> {
    let mut all = Vec::new();
    for entry in &view.edition.members {
        let fields = entry.draft.fields.fields();
        if fields.left.is_some() || entry.head.unlisted {
            continue;
        }
        all.extend(from_fields(view, &entry.head, Side::Need, &fields.needs));
        all.extend(from_fields(view, &entry.head, Side::Offer, &fields.offers));
    }
    for entry in &view.edition.projects {
        all.extend(from_fields(view, &entry.head, Side::Need, &entry.draft.fields.needs));
    }
    for entry in &view.edition.resources {
        let fields = &entry.draft.fields;
        let side = match fields.kind {
            Some(ResourceKind::Need) => Side::Need,
            Some(ResourceKind::Offer) => Side::Offer,
            Some(ResourceKind::Listing) | None => continue,
        };
        let until = fields.expires.as_ref().map(|day| day.value);
        let open = fields.status.unwrap_or(ResourceStatus::Open) == ResourceStatus::Open;
        if open && until.is_none_or(|until| until >= view.today) {
            all.push(Need {
                side,
                title: entry.head.title.clone(),
                category: entry.head.category.clone(),
                tags: entry.head.tags.iter().map(|tag| (tag.slug.clone(), tag.label.clone())).collect(),
                until,
                owner: entry.head.id.clone(),
                who: view.credits(&entry.head, &[PersonRole::Provider]).into_iter().next().map(Ready::new),
                href: view.href(&entry.head.address),
                lang: foreign(view, &entry.head.language),
            });
        }
    }
    all
}

/// A language, where it is not that of the edition.
fn foreign(view: &View<'_>, language: &Language) -> Option<Arc<str>> {
    (*language != view.language.language).then(|| language.shared())
}

fn from_fields(view: &View<'_>, head: &Head, side: Side, fields: &[NeedField]) -> Vec<Need> {
    let me = Person::of(PersonRole::Owner, head.id.clone());
    // What a translation does not say stands in the words of its original.
    let original = view.config.default_language();
    let need = |field: &NeedField| {
        let table = &field.table;
        if table.until.is_some_and(|until| until < view.today) {
            return None;
        }
        Some(Need {
            side,
            title: super::entry::words(&table.title, view.config),
            category: table.category.as_ref().map(|category| category.value.as_str().into()),
            tags: table
                .tags
                .iter()
                .map(|tag| (Arc::from(crate::markup::slug(&tag.value)), Arc::from(tag.value.as_str())))
                .collect(),
            until: table.until,
            owner: head.id.clone(),
            who: if head.id.kind == Kind::Member {
                view.person(&me)
            } else {
                Some(Ready::new(PersonLink { is_group: true, ..PersonLink::clone(&*view.person(&me)?) }))
            },
            href: view.href(&head.address),
            lang: foreign(view, if field.span.source == head.source { &head.language } else { original }),
        })
    };
    fields.iter().filter_map(need).collect()
}

/// The needs or offers of one entry.
pub fn of(view: &View<'_>, owner: &EntryId, side: Side) -> Vec<Need> {
    let fields = match owner.kind {
        Kind::Member => {
            let entry = view.edition.members.iter().find(|entry| entry.head.id == *owner);
            entry.map(|entry| {
                let fields = entry.draft.fields.fields();
                (&entry.head, if side == Side::Need { &fields.needs } else { &fields.offers })
            })
        }
        Kind::Project => {
            let entry = view.edition.projects.iter().find(|entry| entry.head.id == *owner);
            entry.filter(|_| side == Side::Need).map(|entry| (&entry.head, &entry.draft.fields.needs))
        }
        _ => None,
    };
    fields.map(|(head, fields)| from_fields(view, head, side, fields)).unwrap_or_default()
}

/// Rows without matches.
pub fn rows(view: &View<'_>, needs: Vec<Need>) -> Vec<NeedRow> {
    needs.into_iter().map(|need| row(view, &need, Vec::new())).collect()
}

fn row(view: &View<'_>, need: &Need, matches: Vec<Match>) -> NeedRow {
    let tag = |(slug, label): &(Arc<str>, Arc<str>)| {
        let there = view.tags.contains_key(slug);
        there.then(|| TagLink { label: label.clone(), href: view.path(&format!("/tags/{slug}/")) })
    };
    NeedRow {
        title_html: need.title.html.clone(),
        title: need.title.plain.clone(),
        category: need.category.as_ref().map(|path| super::cards::category_label(view, path)),
        tags: need.tags.iter().filter_map(tag).collect(),
        until: need.until.map(|day| day.to_string().into()),
        who: need.who.clone(),
        href: need.href.clone(),
        lang: need.lang.clone(),
        owner: need.owner.clone(),
        matches,
        facets: facets(need),
    }
}

/// A category as filters know it: the first part of its path.
fn shelf(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

fn facets(need: &Need) -> Vec<Arc<str>> {
    let category = need.category.iter().map(|path| format!("category:{}", shelf(path)).into());
    category.chain(need.tags.iter().map(|(slug, _)| format!("tag:{slug}").into())).collect()
}

/// What the lists can be narrowed down by: categories that have a page, and tags; the one they are narrowed down to among them.
/// Values that a list is narrowed down by are those of its rows, and each has a page.
fn filters(
    view: &View<'_>,
    rows: &[&NeedRow],
    known: &BTreeMap<Facet, Arc<str>>,
    current: Option<&Facet>,
) -> Vec<Filter> {
    let order = NameOrder::of(view.language.language.as_str());
    let filter = |key: &'static str| {
        let mine = known.iter().filter(|((way, _), _)| *way == key).map(|(facet, label)| FilterValue {
            value: facet.1.clone(),
            label: label.clone(),
            href: view.path(&path(facet)),
            count: rows.iter().filter(|row| row.has(facet)).count(),
            current: current == Some(facet),
        });
        let mut values: Vec<FilterValue> = mine.filter(|value| value.count > 0).collect();
        values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| order.compare(&a.label, &b.label)));
        Filter { key, label: view.label(&format!("filters.{key}")), values }
    };
    ["category", "tag"].into_iter().map(filter).filter(|filter| !filter.values.is_empty()).collect()
}

/// The facets that have a page, with what readers see of each: categories that the hub knows, and the tags of most rows.
fn worth_a_page(view: &View<'_>, all: &[Need]) -> BTreeMap<Facet, Arc<str>> {
    let mut counts: BTreeMap<Facet, usize> = BTreeMap::new();
    for need in all {
        let category = need.category.iter().map(|path| ("category", Arc::from(shelf(path))));
        for facet in category.chain(need.tags.iter().map(|(slug, _)| ("tag", slug.clone()))) {
            *counts.entry(facet).or_default() += 1;
        }
    }
    let there = |path: &str| {
        let shelved = |own: &str| shelf(own) == path;
        view.config.categories.iter().any(|label| *label.id == *path)
            || view.edition.resources.iter().any(|entry| entry.head.category.as_deref().is_some_and(shelved))
    };
    let known = counts.into_iter().filter_map(|(facet, count)| {
        let label = match facet.0 {
            "category" => there(&facet.1).then(|| super::cards::category_label(view, &facet.1)),
            _ => view.tags.get(&facet.1).map(|(label, _)| label.clone()),
        };
        Some((facet, label?, count))
    });
    let mut known: Vec<_> = known.collect();
    known.sort_by_key(|(_, _, count)| Reverse(*count));
    let mut left = BTreeMap::from([("category", VALUES), ("tag", VALUES)]);
    known.retain(|((way, _), _, _)| {
        let left = left.entry(way).or_default();
        let kept = *left > 0;
        *left = left.saturating_sub(1);
        kept
    });
    known.into_iter().map(|(facet, label, _)| (facet, label)).collect()
}

/// Where the lists are, narrowed down to one facet.
fn path((way, value): &Facet) -> String {
    format!("/needs/by/{way}/{value}/")
}

/// The pages of needs and offers, the rows of both sides with what may answer them, the freshest first; and those for each value of the
/// filters.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    let (needs, offers) = matched(view, usize::MAX);
    let freshest_first = |mut rows: Vec<NeedRow>| -> Vec<Part<NeedRow>> {
        rows.sort_by_cached_key(|row| Reverse(view.last_day(&row.owner)));
        rows.into_iter().map(Part::new).collect()
    };
    let (needs, offers) = (freshest_first(needs), freshest_first(offers));
    let known = worth_a_page(view, &all(view));
    let mut outputs = pages(view, &needs, &offers, &known, None);
    let narrowed = known.keys().flat_map(|facet| pages(view, &needs, &offers, &known, Some(facet)));
    outputs.extend(narrowed.map(Output::unlisted));
    outputs
}

fn pages(
    view: &View<'_>,
    needs: &[Part<NeedRow>],
    offers: &[Part<NeedRow>],
    known: &BTreeMap<Facet, Arc<str>>,
    current: Option<&Facet>,
) -> Vec<Output> {
    let kept = |rows: &[Part<NeedRow>]| -> Vec<Part<NeedRow>> {
        rows.iter().filter(|row| current.is_none_or(|facet| row.has(facet))).cloned().collect()
    };
    let (needs, offers) = (kept(needs), kept(offers));
    let filter = current.and_then(|facet| known.get(facet).cloned());
    let title = Words::plain(&filter.clone().unwrap_or_else(|| view.label("sections.needs")));
    let folder = current.map_or_else(|| "/needs/".to_owned(), path);
    let all: Vec<&NeedRow> = needs.iter().chain(&offers).map(|row| &**row).collect();
    let filters = filters(view, &all, known, current);
    let paged = Paged::new(view, folder, needs.len().max(offers.len()), OF_A_PAGE);
    let page = |number: usize| {
        let mut meta = paged.meta(view, "needs", &title, &view.label("descriptions.needs"), number);
        meta.crumbs = view.crumbs(&[]);
        if current.is_some() {
            // Another language may have none of this sort, and search engines find the rows without it.
            meta.crumbs = view.crumbs(&[("sections.needs", "/needs/")]);
            meta.translations.clear();
            meta.noindex = true;
        }
        let on = |rows: &[Part<NeedRow>]| rows[paged.range(number, rows.len())].to_vec();
        let (needs, offers) = (on(&needs), on(&offers));
        let lists = view.behind(needs.iter().chain(&offers).map(|row| &row.owner));
        let context = NeedsPage {
            meta,
            filter: filter.clone(),
            needs,
            offers,
            filters: filters.clone(),
            pager: paged.pager(number),
        };
        let address = view.address(&paged.path(number));
        let output = Output::page(address, "needs.html", view.edition.number, context, Vec::new()).listing(lists);
        Paged::listed(number, output)
    };
    paged.numbers().map(page).collect()
}

/// The rows of both sides, at most so many of each.
pub fn matched(view: &View<'_>, most: usize) -> (Vec<NeedRow>, Vec<NeedRow>) {
    let all = all(view);
    let words: Vec<BTreeSet<String>> = all.iter().map(terms).collect();
    let shared = Shared::new(&all, &words);
    let side = |side: Side| {
        let mine = all.iter().enumerate().filter(|(_, need)| need.side == side).take(most);
        mine.map(|(at, need)| row(view, need, matches(view, at, &all, &words, &shared))).collect()
    };
    (side(Side::Need), side(Side::Offer))
}

/// Which rows have a tag or a word: so that a row is held only against those it shares something with.
struct Shared<'a> {
    tags: HashMap<&'a str, Vec<usize>>,
    words: HashMap<&'a str, Vec<usize>>,
    all: usize,
}

impl<'a> Shared<'a> {
    fn new(all: &'a [Need], words: &'a [BTreeSet<String>]) -> Self {
        let mut shared = Self { tags: HashMap::new(), words: HashMap::new(), all: all.len() };
        for (at, (need, words)) in all.iter().zip(words).enumerate() {
            for (slug, _) in &need.tags {
                shared.tags.entry(slug).or_default().push(at);
            }
            for word in words {
                shared.words.entry(word).or_default().push(at);
            }
        }
        shared
    }

    /// How much a word tells: one that few rows have tells more. In thousandths, so that sums do not depend on the order of
    /// additions; 0 for one that a fifth of all rows have.
    fn weight(&self, word: &str) -> u64 {
        let count = self.words.get(word).map_or(1, Vec::len);
        if count * 5 > self.all.max(20) { 0 } else { 1000 / u64::try_from(count).unwrap_or(1000) }
    }

    /// The rows that share a tag or a telling word with row `at`.
    fn near(&self, need: &Need, words: &BTreeSet<String>) -> BTreeSet<usize> {
        let by_tag = need.tags.iter().filter_map(|(slug, _)| self.tags.get(&**slug));
        let by_word = words.iter().filter(|word| self.weight(word) > 0).filter_map(|word| self.words.get(&**word));
        by_tag.chain(by_word).flatten().copied().collect()
    }
}

/// The best answers of the other side: a shared tag counts most, then the category, then rare words of the titles.
fn matches(view: &View<'_>, at: usize, all: &[Need], words: &[BTreeSet<String>], shared: &Shared<'_>) -> Vec<Match> {
    let mine = &all[at];
    let common = |other: usize| words[at].intersection(&words[other]).filter(|word| shared.weight(word) > 0);
    let mut scores: Vec<(u64, usize)> = Vec::new();
    for other_at in shared.near(mine, &words[at]) {
        let other = &all[other_at];
        if other.side == mine.side || other.owner == mine.owner {
            continue;
        }
        let tags = same_tags(mine, other).count();
        let same_category = mine.category.is_some() && mine.category == other.category;
        let told: u64 = common(other_at).map(|word| shared.weight(word)).sum();
        if tags > 0 || (same_category && told > 0) || told >= 500 {
            let score = u64::try_from(tags).unwrap_or(0) * 2000 + u64::from(same_category) * 800 + told * 3;
            scores.push((score, other_at));
        }
    }
    scores.sort_by_key(|(score, at)| (Reverse(*score), *at));
    let answer = |(_, at): (u64, usize)| {
        let other = &all[at];
        let mut reasons: Vec<Arc<str>> = same_tags(mine, other).cloned().collect();
        let category = mine.category.as_ref().filter(|_| mine.category == other.category);
        reasons.extend(category.map(|path| super::cards::category_label(view, path)));
        reasons.extend(common(at).take(2).map(|word| Arc::from(word.as_str())));
        let mut seen = BTreeSet::new();
        reasons.retain(|reason| seen.insert(reason.to_lowercase()));
        Match {
            title: other.title.plain.clone(),
            href: other.href.clone(),
            lang: other.lang.clone(),
            who: other.who.clone(),
            owner: other.owner.clone(),
            reason: reasons.join(" · ").into(),
        }
    };
    scores.into_iter().take(MATCHES).map(answer).collect()
}

/// The labels of the tags that two rows share.
fn same_tags<'a>(mine: &'a Need, other: &'a Need) -> impl Iterator<Item = &'a Arc<str>> {
    let has = |slug: &Arc<str>| other.tags.iter().any(|(tag, _)| tag == slug);
    mine.tags.iter().filter(move |(slug, _)| has(slug)).map(|(_, label)| label)
}

/// The words of a title that may tell something: Latin words of four letters on, and pairs of Han characters.
fn terms(need: &Need) -> BTreeSet<String> {
    let lower = need.title.plain.to_lowercase();
    let mut all = BTreeSet::new();
    for word in lower.split(|c: char| !c.is_alphanumeric()) {
        let chars: Vec<char> = word.chars().collect();
        if word.is_ascii() && chars.len() >= 4 {
            all.insert(word.to_owned());
        } else if !word.is_ascii() {
            all.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        }
    }
    all
}
