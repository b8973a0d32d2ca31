//! schema.org data of a page as JSON-LD, safe to stand in a script element.
//!
//! Follows schema.org's vocabulary and the data that search engines document for articles, people, organisations and breadcrumbs.
//! What is empty is left out. The types hold what a page has to say; it becomes JSON only when the page is drawn.

use super::entry::Entry;
use super::group::read::GroupFields;
use super::member::Profile;
use super::post::read::{PostFields, PostKind};
use super::view::View;
use crate::plan::context::{Link, Meta, PersonLink};
use crate::plan::{Part, Script};
use crate::theme::Ready;
use serde::ser::{Serialize, SerializeSeq, Serializer};
use std::hash::Hash;
use std::sync::Arc;

/// A whole URL: what it begins with, and the rest.
#[derive(Clone, Debug, Hash)]
pub struct Url {
    base: Option<Arc<str>>,
    rest: Arc<str>,
    /// How many bytes of `rest` the base already has.
    skip: usize,
}

impl Url {
    /// An address with the host; one that has a host already stays.
    pub fn new(view: &View<'_>, href: &Arc<str>) -> Self {
        let own = href.starts_with('/') && href.starts_with(&*view.config.base_path);
        let skip = if own { view.config.base_path.len() } else { 0 };
        Self { base: own.then(|| view.config.base_url.clone()), rest: href.clone(), skip }
    }
}

impl Serialize for Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}{}", self.base.as_deref().unwrap_or(""), &self.rest[self.skip..]))
    }
}

/// An address with the host; one that has a host already stays.
pub fn absolute(view: &View<'_>, href: &str) -> String {
    let own = href.strip_prefix(&*view.config.base_path).filter(|_| href.starts_with('/'));
    own.map_or_else(|| href.to_owned(), |rest| [&*view.config.base_url, rest].concat())
}

/// Whether a text says nothing.
pub fn says_nothing(text: &Arc<str>) -> bool {
    text.is_empty()
}

/// Whether an optional text says nothing.
pub fn is_blank(text: &Option<Arc<str>>) -> bool {
    text.as_ref().is_none_or(says_nothing)
}

/// A person or an organisation that has to do with what a page is about.
#[derive(Clone, Debug, Hash, serde::Serialize)]
pub struct Agent {
    #[serde(rename = "@type")]
    class: &'static str,
    #[serde(skip_serializing_if = "says_nothing")]
    name: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Url>,
}

impl Agent {
    /// Somebody named on a page.
    pub fn person(view: &View<'_>, person: &PersonLink) -> Self {
        Self {
            class: if person.is_group { "Organization" } else { "Person" },
            name: person.name.clone(),
            url: person.href.as_ref().map(|href| Url::new(view, href)),
        }
    }

    /// Everybody of a list.
    pub fn people(view: &View<'_>, people: &[Ready<PersonLink>]) -> Vec<Self> {
        people.iter().map(|person| Self::person(view, person)).collect()
    }

    /// The hub.
    pub fn hub(view: &View<'_>) -> Self {
        let url = Url { base: Some(view.config.base_url.clone()), rest: "/".into(), skip: 0 };
        Self { class: "Organization", name: view.language.title.clone(), url: Some(url) }
    }
}

/// The way from the home page to this one.
#[derive(Debug, Hash)]
struct Breadcrumbs {
    base_path: Arc<str>,
    base_url: Arc<str>,
    above: Part<Vec<Link>>,
    last: Link,
}

/// One step of the way.
#[derive(serde::Serialize)]
struct Step<'a> {
    #[serde(rename = "@type")]
    class: &'static str,
    item: String,
    name: &'a str,
    position: usize,
}

impl Serialize for Breadcrumbs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct List<'a> {
            #[serde(rename = "@type")]
            class: &'static str,
            #[serde(rename = "itemListElement")]
            steps: Steps<'a>,
        }
        serde::Serialize::serialize(&List { class: "BreadcrumbList", steps: Steps(self) }, serializer)
    }
}

struct Steps<'a>(&'a Breadcrumbs);

impl Serialize for Steps<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Breadcrumbs { base_path, base_url, above, last } = self.0;
        let mut steps = serializer.serialize_seq(Some(above.len() + 1))?;
        for (at, link) in above.iter().chain([last]).enumerate() {
            let rest = link.href.strip_prefix(&**base_path).unwrap_or(&link.href);
            let item = format!("{base_url}{rest}");
            steps.serialize_element(&Step { class: "ListItem", item, name: &link.label, position: at + 1 })?;
        }
        steps.end()
    }
}

/// What a page says of itself: several things at once.
#[derive(Hash, serde::Serialize)]
struct Graph<T> {
    #[serde(rename = "@context")]
    vocabulary: &'static str,
    #[serde(rename = "@graph")]
    things: T,
}

/// Things of schema.org as the data of a page.
pub fn graph<T: Hash + Serialize + Send + Sync + 'static>(things: T) -> Script {
    Script::new(Graph { vocabulary: "https://schema.org", things })
}

/// The data of a page: the thing it is about, and where the page is.
pub fn page<T: Hash + Serialize + Send + Sync + 'static>(view: &View<'_>, meta: &Meta, thing: T) -> Script {
    let breadcrumbs = Breadcrumbs {
        base_path: view.config.base_path.clone(),
        base_url: view.config.base_url.clone(),
        above: meta.crumbs.clone(),
        last: Link { label: meta.title.clone(), href: meta.address.clone() },
    };
    graph((thing, breadcrumbs))
}

/// The picture of a page, with the host.
pub fn image(view: &View<'_>, meta: &Meta) -> Option<Url> {
    meta.image.as_ref().map(|image| Url::new(view, &image.src))
}

/// A page of any other kind, or what it shows.
#[derive(Hash, serde::Serialize)]
pub struct Work {
    /// `WebPage` or `CreativeWork`.
    #[serde(rename = "@type")]
    pub class: &'static str,
    /// Those who work on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributor: Vec<Agent>,
    /// In a sentence or two.
    #[serde(skip_serializing_if = "says_nothing")]
    pub description: Arc<str>,
    /// What it is called.
    #[serde(skip_serializing_if = "says_nothing")]
    pub name: Arc<str>,
    /// Who offers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Agent>,
    /// Where it is.
    pub url: Url,
}

impl Work {
    /// The work that a page shows.
    pub fn of(view: &View<'_>, class: &'static str, meta: &Meta) -> Self {
        Self {
            class,
            contributor: Vec::new(),
            description: meta.description.clone(),
            name: meta.title.clone(),
            provider: None,
            url: Url::new(view, &meta.address),
        }
    }
}

/// A text to be read.
#[derive(Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Article {
    #[serde(rename = "@type")]
    class: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Agent>,
    #[serde(skip_serializing_if = "is_blank")]
    date_modified: Option<Arc<str>>,
    #[serde(skip_serializing_if = "is_blank")]
    date_published: Option<Arc<str>>,
    #[serde(skip_serializing_if = "says_nothing")]
    description: Arc<str>,
    #[serde(skip_serializing_if = "says_nothing")]
    headline: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Url>,
    #[serde(skip_serializing_if = "is_blank")]
    in_language: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Keywords::is_empty")]
    keywords: Keywords,
    #[serde(skip_serializing_if = "is_blank")]
    main_entity_of_page: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Agent>,
    url: Url,
}

/// Tags, written as one text.
#[derive(Hash)]
struct Keywords(Vec<Arc<str>>);

impl Keywords {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Keywords {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.join(", "))
    }
}

impl Article {
    fn of(view: &View<'_>, class: &'static str, meta: &Meta) -> Self {
        Self {
            class,
            author: Vec::new(),
            date_modified: meta.updated.clone(),
            date_published: None,
            description: meta.description.clone(),
            headline: meta.title.clone(),
            image: None,
            in_language: None,
            keywords: Keywords(Vec::new()),
            main_entity_of_page: None,
            publisher: None,
            url: Url::new(view, &meta.address),
        }
    }
}

/// A page of the knowledge base.
pub fn article(view: &View<'_>, meta: &Meta) -> Script {
    page(view, meta, Article::of(view, "TechArticle", meta))
}

/// A post. `date` is the day it appeared.
pub fn post(
    view: &View<'_>,
    entry: &Entry<PostFields>,
    meta: &Meta,
    authors: &[Ready<PersonLink>],
    date: Option<&Arc<str>>,
) -> Script {
    let head = &entry.head;
    let class = match entry.draft.fields.kind {
        Some(PostKind::Announcement) => "NewsArticle",
        Some(PostKind::Question | PostKind::Recording | PostKind::Recap | PostKind::Article) | None => "BlogPosting",
    };
    let thing = Article {
        author: Agent::people(view, authors),
        date_published: date.cloned(),
        image: image(view, meta),
        in_language: Some(head.language.shared()),
        keywords: Keywords(head.tags.iter().map(|tag| tag.label.clone()).collect()),
        main_entity_of_page: Some(meta.canonical.clone()),
        publisher: Some(Agent::hub(view)),
        ..Article::of(view, class, meta)
    };
    page(view, meta, thing)
}

/// A person or an organisation that has a page of its own.
#[derive(Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Party {
    #[serde(rename = "@type")]
    class: &'static str,
    #[serde(skip_serializing_if = "says_nothing")]
    description: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Url>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    knows_about: Vec<Arc<str>>,
    #[serde(skip_serializing_if = "is_blank")]
    location: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<Url>,
    #[serde(skip_serializing_if = "says_nothing")]
    name: Arc<str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    same_as: Vec<Arc<str>>,
    url: Url,
    #[serde(skip_serializing_if = "Option::is_none")]
    works_for: Option<Agent>,
}

/// The page of a person.
#[derive(Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct ProfilePage {
    #[serde(rename = "@type")]
    class: &'static str,
    main_entity: Party,
}

/// A member, as far as the profile is public.
pub fn member(view: &View<'_>, entry: &Entry<Profile>, meta: &Meta) -> Script {
    let fields = entry.draft.fields.fields();
    let person = Party {
        class: "Person",
        description: meta.description.clone(),
        image: image(view, meta),
        knows_about: fields.skills.iter().map(|skill| skill.as_str().into()).collect(),
        location: None,
        logo: None,
        name: entry.head.title.plain.clone(),
        same_as: fields.links.0.iter().map(|(_, url)| url.as_str().into()).collect(),
        url: Url::new(view, &meta.address),
        works_for: fields.organisation.as_deref().map(|name| Agent {
            class: "Organization",
            name: name.into(),
            url: None,
        }),
    };
    page(view, meta, ProfilePage { class: "ProfilePage", main_entity: person })
}

/// A group.
pub fn group(view: &View<'_>, entry: &Entry<GroupFields>, meta: &Meta) -> Script {
    let fields = &entry.draft.fields;
    let group = Party {
        class: "Organization",
        description: meta.description.clone(),
        image: None,
        knows_about: Vec::new(),
        location: fields.location.as_deref().map(Into::into),
        logo: image(view, meta),
        name: entry.head.title.plain.clone(),
        same_as: fields.links.0.iter().map(|(_, url)| url.as_str().into()).collect(),
        url: Url::new(view, &meta.address),
        works_for: None,
    };
    page(view, meta, group)
}
