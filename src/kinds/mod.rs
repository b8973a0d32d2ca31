//! The kinds of content, a folder each; the only room that lists them.
//!
//! [`read`] turns the files of a scan into [`Contents`], [`check`] turns these into a [`Site`], in which every reference is resolved,
//! every address unique, and nothing is left that the edition may not show.

pub mod api;
pub mod body;
pub mod cards;
mod claims;
pub mod clock;
pub mod declared;
pub mod doors;
pub mod draft;
pub mod entry;
pub mod event;
pub mod feeds;
pub mod files;
pub mod group;
pub mod hub;
pub mod insights;
pub mod kb;
pub mod member;
pub mod needs;
pub mod page;
pub mod paged;
pub mod past;
mod people;
pub mod plan;
pub mod post;
pub mod project;
mod reading;
pub mod resource;
pub mod search;
pub mod shared;
pub mod site_context;
pub mod sitemap;
mod social;
pub mod structured;
pub mod translation;
pub mod unseen;
pub mod view;

pub use reading::read;

use crate::check::index::{Index, Targets};
use crate::check::links::{AddressLink, World};
use crate::check::public::Gate;
use crate::check::tags::{TagUse, near_misses};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::history::History;
use crate::locale::NameOrder;
use crate::markup::Resolved;
use crate::model::{Address, EntryId, Language, Words};
use crate::pictures::Gallery;
use crate::read::fields::Spanned;
use crate::read::scan::Scan;
use crate::text::{SourceId, Span};
use crate::time::Instant;
use draft::{Draft, Drafts, Recipe};
use entry::{Built, Cx, Entry};
use past::{Pasts, Signer};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use unseen::{Claim, Unseen, Window};

/// How a kind is read, guarded and headed.
pub struct Spec<F> {
    /// How its files are read.
    pub recipe: Recipe<F>,
    /// The fields that every kind has.
    pub common: fn(&F) -> &shared::Common,
    /// Who may see an entry.
    pub gate: for<'a> fn(&'a F, &Config) -> Gate<'a>,
    /// What an entry says of itself.
    pub head: fn(Cx<'_>, &Draft<F>) -> Built,
}

/// Every entry that this edition of the site may show, as its file says it; and what is known of the others.
#[derive(Debug, Default)]
pub struct Contents {
    /// Posts.
    pub posts: Vec<Shared<post::read::PostFields>>,
    /// Members.
    pub members: Vec<Shared<member::Profile>>,
    /// Groups.
    pub groups: Vec<Shared<group::read::GroupFields>>,
    /// Events.
    pub events: Vec<Shared<event::read::EventFields>>,
    /// Events of other calendars that are shown and have no page here.
    pub elsewhere: Vec<Shared<event::read::EventFields>>,
    /// Resources.
    pub resources: Vec<Shared<resource::read::ResourceFields>>,
    /// Projects.
    pub projects: Vec<Shared<project::read::ProjectFields>>,
    /// Pages of the knowledge base.
    pub kb: Vec<Shared<kb::read::KbFields>>,
    /// Plain pages.
    pub pages: Vec<Shared<page::read::PageFields>>,
    /// All names.
    pub index: Index,
    /// When the next entry appears or steps back, of those that say so.
    pub next_change: Option<Instant>,
    /// The entries that this edition does not show, whose mistakes are said all the same.
    pub unseen: Vec<Unseen>,
    /// How to know members among those who committed, shown or not.
    pub signers: Vec<Signer>,
    /// Files that hold several entries.
    pub shared: BTreeSet<SourceId>,
}

/// Events as their files say them.
type Events = Vec<Shared<event::read::EventFields>>;

/// The variants of an entry, shared by the editions.
pub type Shared<F> = Drafts<F, Arc<Draft<F>>>;

/// The site in one language.
#[derive(Debug, Default)]
pub struct Edition {
    /// The number of the language.
    pub number: usize,
    /// Posts, newest first.
    pub posts: Vec<Entry<post::read::PostFields>>,
    /// Members, by name.
    pub members: Vec<Entry<member::Profile>>,
    /// Groups, by name.
    pub groups: Vec<Entry<group::read::GroupFields>>,
    /// Events, by start.
    pub events: Vec<Entry<event::read::EventFields>>,
    /// Events of other calendars that have no page here, by start.
    pub elsewhere: Vec<Entry<event::read::EventFields>>,
    /// Resources, by title.
    pub resources: Vec<Entry<resource::read::ResourceFields>>,
    /// Projects, by title.
    pub projects: Vec<Entry<project::read::ProjectFields>>,
    /// Pages of the knowledge base, by path.
    pub kb: Vec<Entry<kb::read::KbFields>>,
    /// Plain pages, by address.
    pub pages: Vec<Entry<page::read::PageFields>>,
    /// How entries refer to one another.
    pub targets: Targets,
}

/// A hub in which everything fits.
#[derive(Debug)]
pub struct Site {
    /// One for each language, the default one first.
    pub editions: Vec<Edition>,
    /// Files of the hub that pages lead to.
    pub assets: BTreeSet<Arc<str>>,
    /// Pictures of the hub that pages show.
    pub pictures: BTreeSet<Arc<str>>,
    /// Links to addresses of the site.
    pub links: Vec<AddressLink>,
    /// Old addresses and the entries they lead to, with the number of the edition.
    pub aliases: Vec<(Spanned<String>, EntryId, usize)>,
    /// What there is to know of the addresses of shown entries, of those that say more than others.
    pub places: HashMap<(Address, SourceId), Place>,
    /// Addresses that entries will want which are not shown now.
    pub claims: Vec<Claim>,
    /// Links to addresses of the site in entries that are not shown now.
    pub claimed_links: Vec<AddressLink>,
    /// The tags, where they are written.
    pub tags: Vec<TagUse>,
}

/// What there is to know of an entry's address.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where its slug is written.
    pub slug: Option<Span>,
    /// When it is shown.
    pub window: Window,
}

/// Resolves every reference and makes the editions of the site.
pub fn check(contents: &Contents, scan: &Scan, config: &Config, history: &History) -> Outcome<Site> {
    let pasts = Pasts::new(history, &contents.signers, &contents.shared, config);
    let mut checking =
        Checking { contents, scan, config, pasts, said: Vec::new(), tags: Vec::new(), site: Site::empty() };
    let numbers = 0..config.languages.len();
    let mut editions: Vec<Edition> = numbers.map(|number| checking.heads(number)).collect();
    checking.said.extend(editions.first().map(|first| group::cycles(&first.groups)).unwrap_or_default());
    let targets: Vec<Targets> = editions.iter_mut().map(|edition| std::mem::take(&mut edition.targets)).collect();
    for edition in &mut editions {
        checking.texts(edition, &targets);
    }
    checking.unseen(&targets);
    for (edition, targets) in editions.iter_mut().zip(targets) {
        edition.targets = targets;
    }
    let tags = std::mem::take(&mut checking.tags);
    checking.said.extend(near_misses(&tags));
    Outcome { value: Site { editions, tags, ..checking.site }, diagnostics: checking.said }
}

impl Site {
    fn empty() -> Self {
        Self {
            editions: Vec::new(),
            assets: BTreeSet::new(),
            pictures: BTreeSet::new(),
            links: Vec::new(),
            aliases: Vec::new(),
            places: HashMap::new(),
            claims: Vec::new(),
            claimed_links: Vec::new(),
            tags: Vec::new(),
        }
    }
}

struct Checking<'a> {
    contents: &'a Contents,
    scan: &'a Scan,
    config: &'a Config,
    pasts: Pasts<'a>,
    said: Vec<Diagnostic>,
    tags: Vec<TagUse>,
    site: Site,
}

impl Checking<'_> {
    fn heads(&mut self, number: usize) -> Edition {
        let mut edition = Edition { number, ..Edition::default() };
        let contents = self.contents;
        edition.posts = self.kind(&mut edition.targets, number, &contents.posts, &post::SPEC);
        edition.members = self.kind(&mut edition.targets, number, &contents.members, &member::SPEC);
        edition.groups = self.kind(&mut edition.targets, number, &contents.groups, &group::SPEC);
        edition.events = self.kind(&mut edition.targets, number, &contents.events, &event::SPEC);
        edition.elsewhere = self.kind(&mut Targets::default(), number, &contents.elsewhere, &event::SPEC);
        edition.resources = self.kind(&mut edition.targets, number, &contents.resources, &resource::SPEC);
        edition.projects = self.kind(&mut edition.targets, number, &contents.projects, &project::SPEC);
        edition.kb = self.kind(&mut edition.targets, number, &contents.kb, &kb::SPEC);
        edition.pages = self.kind(&mut edition.targets, number, &contents.pages, &page::SPEC);
        edition.posts.sort_by(|a, b| (b.head.date, &a.head.address).cmp(&(a.head.date, &b.head.address)));
        let order = NameOrder::of(self.config.languages[number].language.as_str());
        by_title(&mut edition.members, &order);
        by_title(&mut edition.groups, &order);
        by_title(&mut edition.resources, &order);
        by_title(&mut edition.projects, &order);
        for events in [&mut edition.events, &mut edition.elsewhere] {
            events.sort_by_cached_key(|entry| {
                (entry.head.when.as_ref().map(|when| when.start().instant()), entry.head.address.clone())
            });
        }
        edition.kb.sort_by(|a, b| a.head.id.cmp(&b.head.id));
        edition.pages.sort_by(|a, b| a.head.address.cmp(&b.head.address));
        edition
    }

    fn kind<F: Send + Sync>(
        &mut self,
        targets: &mut Targets,
        number: usize,
        drafts: &[Shared<F>],
        spec: &Spec<F>,
    ) -> Vec<Entry<F>> {
        let cx = self.cx(number);
        let (build, lasting) = (spec.head, spec.recipe.lasting);
        let (pasts, scan) = (&self.pasts, self.scan);
        let built: Vec<_> = drafts
            .par_iter()
            .map(|drafts| {
                let draft = drafts.in_language(number);
                let mut built = build(cx, draft);
                let files = (draft.source, drafts.original().source);
                let lasting = lasting(cx.config, &draft.id, &draft.fields);
                built.head.iter_mut().for_each(|head| pasts.complete(head, files, lasting, scan));
                (built, draft.clone())
            })
            .collect();
        let mut entries = Vec::with_capacity(built.len());
        let first = self.site.aliases.iter().filter(|_| number > 0);
        let told: BTreeSet<Span> = first.map(|(alias, ..)| alias.span).collect();
        for (built, draft) in built {
            self.said.extend(built.said);
            if number == 0 {
                self.tags.extend(built.tags);
            }
            self.site.pictures.extend(built.pictures);
            let Some(head) = built.head else { continue };
            let id = head.id.clone();
            let gate = (spec.gate)(&draft.fields, self.config);
            let slug = (spec.common)(&draft.fields).slug.as_ref().map(|slug| slug.span);
            let window = Window::of(&gate);
            if slug.is_some() || window.until.is_some() || window.audience.is_some() {
                self.site.places.insert((head.address.clone(), head.source), Place { slug, window });
            }
            // A translation has old addresses of its own; what it does not say for itself the first edition has taken already.
            let own =
                |alias: &Spanned<String>| number == 0 || (draft.language == number && !told.contains(&alias.span));
            let aliases = built.aliases.into_iter().filter(own);
            self.site.aliases.extend(aliases.map(|alias| (alias, id.clone(), number)));
            targets.insert(id, entry::target(&head, draft.body.as_ref()));
            entries.push(Entry { head, draft, text: None });
        }
        entries
    }

    fn gallery(&self) -> Option<&Gallery> {
        self.config.resize.then_some(&self.scan.gallery)
    }

    /// What heads are made of in an edition.
    fn cx(&self, number: usize) -> Cx<'_> {
        Cx {
            config: self.config,
            sources: &self.scan.sources,
            index: &self.contents.index,
            assets: &self.scan.assets,
            gallery: self.gallery(),
            edition: number,
        }
    }

    /// What links in an edition may lead to.
    fn world<'a>(&'a self, number: usize, targets: &'a [Targets]) -> World<'a> {
        World {
            index: &self.contents.index,
            editions: targets,
            veiled: &[],
            edition: number,
            assets: &self.scan.assets,
            gallery: self.gallery(),
            base_url: self.config.base_url.trim_end_matches('/'),
            base_path: &self.config.base_path,
            nobody: "",
            headings: &[],
        }
    }

    fn texts(&mut self, edition: &mut Edition, targets: &[Targets]) {
        let number = edition.number;
        self.resolve(&mut edition.posts, number, targets);
        self.resolve(&mut edition.members, number, targets);
        self.resolve(&mut edition.groups, number, targets);
        self.resolve(&mut edition.events, number, targets);
        self.resolve(&mut edition.resources, number, targets);
        self.resolve(&mut edition.projects, number, targets);
        self.resolve(&mut edition.kb, number, targets);
        self.resolve(&mut edition.pages, number, targets);
    }

    fn resolve<F: Send + Sync>(&mut self, entries: &mut [Entry<F>], number: usize, targets: &[Targets]) {
        let world = self.world(number, targets);
        let sources = &self.scan.sources;
        let words = crate::markup::Words::default();
        let results: Vec<_> = entries
            .par_iter_mut()
            .filter_map(|entry| {
                let whole = entry.draft.body.as_ref()?;
                let body = whole.without_title(&entry.head.title.plain);
                let mut said = Vec::new();
                // In the language of the text, which may be another than that of the edition.
                let nobody = nobody(&self.config.languages[entry.draft.language].language);
                let world = World { nobody, headings: whole.headings(), ..world };
                let (text, links) = entry::resolve(world, sources, &entry.draft, &body, &mut said);
                if entry.head.summary_from_text && text.resolved.iter().any(is_name) {
                    let told = body.summary_resolved(&text.resolved, &words, entry::SUMMARY);
                    entry.head.summary = Some(Words::plain(&told)).filter(|words| !words.plain.is_empty());
                }
                entry.text = Some(text);
                entry.head.links_to.extend(links.entries.iter().cloned());
                Some((links, said))
            })
            .collect();
        for (links, said) in results {
            self.said.extend(said);
            self.site.assets.extend(links.assets);
            self.site.pictures.extend(links.pictures);
            self.site.links.extend(links.addresses);
        }
    }
}

/// What stands for a member who is not named.
fn nobody(language: &Language) -> &'static str {
    if language.as_str().starts_with("zh") { "一位成员" } else { "a member" }
}

fn is_name(resolved: &Resolved) -> bool {
    matches!(resolved, Resolved::Name { .. })
}

fn by_title<F>(entries: &mut [Entry<F>], order: &NameOrder) {
    entries.sort_by(|a, b| {
        let titles = order.compare(&a.head.title.plain, &b.head.title.plain);
        titles.then_with(|| a.head.address.cmp(&b.head.address))
    });
}
