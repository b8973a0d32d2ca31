//! Ways to narrow the directory down: language, cost, place, state and topic of its listings.
//!
//! Takes cards of listings, gives for each way its values with a count and the address of the page that shows only those. Cost and
//! place are words of authors, so they are read for what is common in them, and never changed where they are shown.

use super::read::{ResourceFields, ResourceStatus};
use crate::kinds::entry::Entry;
use crate::kinds::view::View;
use crate::locale::NameOrder;
use crate::markup::slug;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Words that say, at the beginning of a cost, that there is none.
const FREE: [&str; 14] = [
    "free",
    "gratis",
    "kostenlos",
    "gratuit",
    "livre",
    "免费",
    "免費",
    "公益",
    "無料",
    "무료",
    "бесплатно",
    "безкоштовно",
    "0",
    "–",
];
/// Topics shown at most: those that most listings have.
const TOPICS: usize = 16;

/// What a listing can be found by: the name of a way to narrow down, and its value there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// A tag.
    Tag,
    /// The language it is in.
    Language,
    /// Free, at a price, or not said.
    Cost,
    /// A place that several listings name.
    Place,
    /// Open, matched, closed; expired or not checked lately.
    Status,
}

impl Way {
    /// All ways, in the order in which pages show them.
    const ALL: [Self; 5] = [Self::Cost, Self::Language, Self::Place, Self::Status, Self::Tag];

    /// The word in addresses and in the words of the interface.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Language => "language",
            Self::Cost => "cost",
            Self::Place => "place",
            Self::Status => "status",
        }
    }
}

/// One way to narrow a list down, as pages show it.
#[derive(Clone, Hash, Serialize)]
pub struct Filter {
    /// `tag`, `language`, `cost`, `place` or `status`.
    key: &'static str,
    label: Arc<str>,
    values: Vec<FilterLink>,
}

#[derive(Clone, Hash, Serialize)]
struct FilterLink {
    /// Unique within its filter: what `facets` of a listing say after the colon.
    value: Arc<str>,
    label: Arc<str>,
    href: Arc<str>,
    count: usize,
    current: bool,
}

/// A value of one of the ways.
pub type Facet = (Way, Arc<str>);

/// The facets that pages are made for: what readers see of each, and how many listings have it.
pub type Known = BTreeMap<Facet, (Arc<str>, usize)>;

/// Everything a listing can be found by, with what readers see of it.
pub fn facets(view: &View<'_>, entry: &Entry<ResourceFields>) -> Vec<(Facet, Arc<str>)> {
    let fields = &entry.draft.fields;
    let word = |way: Way, value: &str| ((way, Arc::from(value)), view.label(&format!("filter_values.{value}")));
    let mut all: Vec<(Facet, Arc<str>)> =
        entry.head.tags.iter().map(|tag| ((Way::Tag, tag.slug.clone()), tag.label.clone())).collect();
    for language in &fields.languages {
        let tag = language.0.as_str();
        all.push(((Way::Language, tag.to_lowercase().into()), view.label(&format!("languages.{tag}"))));
    }
    all.push(word(Way::Cost, cost(fields.cost.as_deref())));
    for place in fields.location.as_deref().map(places).unwrap_or_default() {
        all.push(((Way::Place, slug(place).into()), place.into()));
    }
    let expired = fields.expires.as_ref().is_some_and(|day| day.value < view.today);
    let status = fields.status.unwrap_or(ResourceStatus::Open).word();
    all.push(word(Way::Status, if expired { "expired" } else { status }));
    let seen = fields.checked.or(fields.added);
    if seen.is_none_or(|day| day < view.today.plus_months(-12)) {
        all.push(word(Way::Status, "unverified"));
    }
    all.sort();
    all.dedup_by(|a, b| a.0 == b.0);
    all
}

/// `free`, `paid` or `unsaid`, from the words of an author.
fn cost(words: Option<&str>) -> &'static str {
    let Some(words) = words else { return "unsaid" };
    let words = words.trim().to_lowercase();
    let free = |word: &&str| {
        // "free-standing licence" and "0.5 %" are not free; "免费，需要预约" is.
        words
            .strip_prefix(*word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.'))
    };
    if FREE.iter().any(free) { "free" } else { "paid" }
}

/// The places in an author's words: "Shanghai, or online" names two.
fn places(words: &str) -> Vec<&str> {
    let parts = words.split([',', ';', '，', '、', '；', '/']).flat_map(|part| part.split(" or "));
    let clean = parts.map(|part| part.trim().trim_start_matches("or ").trim_start_matches("and ").trim());
    clean.filter(|part| !part.is_empty() && !part.starts_with(|c: char| c.is_ascii_digit())).collect()
}

/// The facets that pages are made for: places only where two listings share one, the topics of most.
pub fn worth_a_page<'a>(all: impl Iterator<Item = &'a (Facet, Arc<str>)>) -> Known {
    let mut counts = Known::new();
    for (facet, label) in all {
        counts.entry(facet.clone()).or_insert_with(|| (label.clone(), 0)).1 += 1;
    }
    counts.retain(|(way, value), (_, count)| !value.is_empty() && (*way != Way::Place || *count > 1));
    let mut topics: Vec<(usize, Arc<str>)> = counts
        .iter()
        .filter(|((way, _), _)| *way == Way::Tag)
        .map(|((_, value), (_, count))| (*count, value.clone()))
        .collect();
    topics.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    for (_, value) in topics.iter().skip(TOPICS) {
        counts.remove(&(Way::Tag, value.clone()));
    }
    counts
}

/// Where the page of a facet is. Topics have their page among the tags.
pub fn path((way, value): &Facet) -> String {
    match way {
        Way::Tag => format!("/tags/{value}/"),
        way => format!("/resources/by/{}/{value}/", way.word()),
    }
}

/// The filters of a list: of each way the values that are `known` and that its listings have, and the one it is narrowed down to.
pub fn filters<'a>(
    view: &View<'_>,
    known: &Known,
    here: impl Iterator<Item = &'a (Facet, Arc<str>)>,
    current: Option<&Facet>,
) -> Vec<Filter> {
    let mut counts: BTreeMap<&Facet, usize> = BTreeMap::new();
    for (facet, _) in here {
        *counts.entry(facet).or_default() += 1;
    }
    let order = NameOrder::of(view.language.language.as_str());
    let filter = |way: Way| {
        let links = counts.iter().filter(|(facet, _)| facet.0 == way).filter_map(|(facet, count)| {
            let (label, _) = known.get(*facet)?;
            Some(FilterLink {
                value: facet.1.clone(),
                label: label.clone(),
                href: view.path(&path(facet)),
                count: *count,
                current: current == Some(*facet),
            })
        });
        let mut values: Vec<FilterLink> = links.collect();
        values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| order.compare(&a.label, &b.label)));
        Filter { key: way.word(), label: view.label(&format!("filters.{}", way.word())), values }
    };
    Way::ALL.into_iter().map(filter).filter(|filter| !filter.values.is_empty()).collect()
}

/// What a listing can be found by, as scripts read it: `language:en`, `category:tools`.
pub fn written(view: &View<'_>, entry: &Entry<ResourceFields>) -> Vec<Arc<str>> {
    let facets = facets(view, entry).into_iter().map(|((way, value), _)| format!("{}:{value}", way.word()).into());
    let path = entry.head.category.as_deref().unwrap_or("");
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]).filter(|end| *end > 0);
    facets.chain(ends.map(|end| format!("category:{}", &path[..end]).into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_free_when_it_says_so_first() {
        for words in ["free", "Free for members", "免费，需要预约", "0", "gratis"] {
            assert_eq!(cost(Some(words)), "free", "{words}");
        }
        for words in ["up to 1,500 yuan", "0.5 %", "freelance rates", "我们的活动日免费，其他晚上六百元", "not free"]
        {
            assert_eq!(cost(Some(words)), "paid", "{words}");
        }
        assert_eq!(cost(None), "unsaid");
    }

    #[test]
    fn places_are_what_stands_between_commas() {
        assert_eq!(places("Shanghai, or online"), ["Shanghai", "online"]);
        assert_eq!(places("18 Old Lane, Yangpu, Shanghai"), ["Yangpu", "Shanghai"]);
        assert_eq!(places("上海、苏州、嘉兴"), ["上海", "苏州", "嘉兴"]);
        assert_eq!(places("Shanghai or Suzhou"), ["Shanghai", "Suzhou"]);
    }
}
