//! What the pages of one edition are made of: cards, links between entries, tags, and the head of a page.
//!
//! Made once for each language after everything was checked. Pages take from it the parts they show, and nothing else.

use super::body::{BodyHtml, Toc};
use super::cards;
use super::entry::Entry;
use super::past::changes_url;
use super::social::Social;
use super::{Edition, Site};
use crate::check::links::encode_path;
use crate::config::{Config, SiteLanguage};
use crate::model::{Address, EntryId, Head, IdMap, Kind, Words};
use crate::plan::context::{
    Card, FeedLink, Labels, Link, Meta, PersonLink, PictureView, SiteContext, TagLink, Translation,
};
use crate::plan::{Part, Script};
use crate::read::scan::Scan;
use crate::text::SourceId;
use crate::theme::Ready;
use crate::time::{Date, Instant, Moment};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Everything the pages of one edition are made of.
pub struct View<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The whole site.
    pub site: &'a Site,
    /// This edition.
    pub edition: &'a Edition,
    /// Its language.
    pub language: &'a SiteLanguage,
    /// The files behind it.
    pub scan: &'a Scan,
    /// The build's clock.
    pub now: Instant,
    /// The day of the build in the hub's zone.
    pub today: crate::time::Date,
    /// The words of the interface.
    pub labels: &'a Labels<'a>,
    /// What cards for link previews share.
    pub social: Social,
    /// What lists show of each entry.
    pub cards: IdMap<EntryId, Ready<Card>>,
    /// The pages whose texts link to an entry.
    pub backlinks: IdMap<EntryId, Vec<Link>>,
    /// Tags by slug: the label used most, and the entries, newest first within their kinds.
    pub tags: BTreeMap<Arc<str>, (Arc<str>, Vec<EntryId>)>,
    /// Entries that exist in the language of each edition, not only as a stand-in.
    translated: HashSet<(EntryId, usize)>,
    /// Members, groups and projects as pages name them.
    pub(super) people: IdMap<EntryId, Ready<PersonLink>>,
    crumbs: BTreeMap<String, Part<Vec<Link>>>,
    heads: IdMap<&'a EntryId, &'a Head>,
}

impl<'a> View<'a> {
    /// Prepares an edition.
    pub fn new(
        site: &'a Site,
        number: usize,
        config: &'a Config,
        scan: &'a Scan,
        labels: &'a Labels<'a>,
        now: Instant,
    ) -> Self {
        let edition = &site.editions[number];
        let today = crate::time::Moment::at(now, &config.timezone).date();
        let mut view = Self {
            config,
            site,
            edition,
            language: &config.languages[number],
            scan,
            now,
            today,
            labels,
            social: Social::new(config, &config.languages[number], labels, scan),
            cards: IdMap::default(),
            backlinks: IdMap::default(),
            tags: BTreeMap::new(),
            translated: HashSet::new(),
            people: IdMap::default(),
            crumbs: BTreeMap::new(),
            heads: edition.heads().map(|head| (&head.id, head)).collect(),
        };
        view.people = view.everybody();
        view.crumbs = view.shared_crumbs();
        view.tags = view.collect_tags();
        view.cards = cards::all(&view);
        view.backlinks = view.collect_backlinks();
        for (number, edition) in site.editions.iter().enumerate() {
            let language = &config.languages[number].language;
            view.translated.extend(
                edition.heads().filter(|head| head.language == *language).map(|head| (head.id.clone(), number)),
            );
        }
        view
    }

    fn collect_tags(&self) -> BTreeMap<Arc<str>, (Arc<str>, Vec<EntryId>)> {
        /// How often each way to write a tag was used, and by whom.
        type Uses = (BTreeMap<Arc<str>, usize>, Vec<EntryId>);
        let mut uses: BTreeMap<Arc<str>, Uses> = BTreeMap::new();
        for head in self.edition.heads().filter(|head| !head.unlisted) {
            for tag in &head.tags {
                let (labels, ids) = uses.entry(tag.slug.clone()).or_default();
                *labels.entry(tag.label.clone()).or_default() += 1;
                ids.push(head.id.clone());
            }
        }
        let most_used = |labels: BTreeMap<Arc<str>, usize>| {
            labels.into_iter().rev().max_by_key(|(_, count)| *count).map(|(label, _)| label).unwrap_or_default()
        };
        uses.into_iter().map(|(slug, (labels, ids))| (slug, (most_used(labels), ids))).collect()
    }

    fn collect_backlinks(&self) -> IdMap<EntryId, Vec<Link>> {
        let mut all: IdMap<EntryId, Vec<Link>> = IdMap::default();
        for head in self.edition.heads().filter(|head| head.id.kind != Kind::Member) {
            let mut seen = HashSet::new();
            for id in &head.links_to {
                if *id != head.id && seen.insert(id) {
                    all.entry(id.clone()).or_default().push(self.link(head));
                }
            }
        }
        all
    }

    /// The pages that link to an entry.
    pub fn backlinks(&self, id: &EntryId) -> Vec<Link> {
        self.backlinks.get(id).cloned().unwrap_or_default()
    }

    /// What a link to an address begins with, percent-encoded.
    pub fn href(&self, address: &Address) -> Arc<str> {
        href(self.config, address.as_str())
    }

    /// The href of a path of this edition, such as `/tags/`.
    pub fn path(&self, path: &str) -> Arc<str> {
        href(self.config, &format!("{}{path}", self.language.prefix))
    }

    /// The address of a path of this edition. `path` is one that the site itself uses, or was made of slugs.
    pub fn address(&self, path: &str) -> Address {
        Address::parse(&format!("{}{path}", self.language.prefix)).expect("the site's own paths are addresses")
    }

    /// An address with the host.
    pub fn url(&self, address: &str) -> Arc<str> {
        url(self.config, address)
    }

    /// A word of the interface.
    pub fn label(&self, key: &str) -> Arc<str> {
        self.labels.get(key)
    }

    /// A link to an entry.
    pub fn link(&self, head: &Head) -> Link {
        Link { label: head.title.plain.clone(), href: self.href(&head.address) }
    }

    /// The same to the one of this id, if it is shown.
    pub fn link_to(&self, id: &EntryId) -> Option<Link> {
        self.heads.get(id).map(|head| self.link(head))
    }

    /// The card of an entry that is shown.
    pub fn card(&self, id: &EntryId) -> Option<Ready<Card>> {
        self.cards.get(id).cloned()
    }

    /// The cards of entries, in the order given.
    pub fn cards_of<'b>(&self, ids: impl IntoIterator<Item = &'b EntryId>) -> Vec<Ready<Card>> {
        ids.into_iter().filter_map(|id| self.card(id)).collect()
    }

    /// The cards of entries themselves.
    pub fn cards_for<'b, F: 'b>(&self, entries: impl IntoIterator<Item = &'b Entry<F>>) -> Vec<Ready<Card>> {
        entries.into_iter().filter_map(|entry| self.card(&entry.head.id)).collect()
    }

    /// The tags of an entry as links.
    pub fn tag_links(&self, head: &Head) -> Vec<TagLink> {
        head.tags
            .iter()
            .map(|tag| TagLink { label: tag.label.clone(), href: self.path(&format!("/tags/{}/", tag.slug)) })
            .collect()
    }

    /// The day on which an entry was last changed, or its own.
    pub fn last_day(&self, id: &EntryId) -> Option<Date> {
        let head = self.heads.get(id)?;
        head.updated.map(|updated| Moment::at(updated, &self.config.timezone).date()).or(head.day)
    }

    /// The files behind entries that a page lists, and behind the people it names with them.
    pub fn behind<'b>(&self, ids: impl IntoIterator<Item = &'b EntryId>) -> Vec<SourceId> {
        let mut sources = Vec::new();
        for head in ids.into_iter().filter_map(|id| self.heads.get(id)) {
            sources.push(head.source);
            let people = head.people.iter().filter_map(|person| self.heads.get(person.id.as_ref()?));
            sources.extend(people.map(|person| person.source));
        }
        sources
    }

    /// The same of cards.
    pub fn behind_cards<'b>(&self, cards: impl IntoIterator<Item = &'b Ready<Card>>) -> Vec<SourceId> {
        let kind = |word: &str| Kind::ALL.into_iter().find(|kind| kind.word() == word);
        let id = |card: &Ready<Card>| Some(EntryId::new(kind(card.kind)?, card.id.clone()));
        let ids: Vec<EntryId> = cards.into_iter().filter_map(id).collect();
        self.behind(&ids)
    }

    /// The text of an entry as HTML.
    pub fn html<F>(&self, entry: &Entry<F>) -> Option<BodyHtml> {
        BodyHtml::of(self, entry)
    }

    /// The table of contents of an entry.
    pub fn toc<F>(&self, entry: &Entry<F>) -> Toc {
        Toc::of(entry)
    }

    /// The head of a page that is no entry's own.
    pub fn meta(&self, section: &'static str, title: &Words, description: &str, path: &str) -> Meta {
        let address = self.address(path);
        let translations = self.translations(|language| {
            Some(Address::parse(&format!("{}{path}", language.prefix)).expect("differs only by the language"))
        });
        Meta { translations, ..self.bare_meta(section, title, description.into(), &address) }
    }

    /// The head of an entry's page.
    pub fn meta_of<F>(&self, section: &'static str, entry: &Entry<F>) -> Meta {
        let head = &entry.head;
        let description = head.summary.as_ref().map(|summary| summary.plain.clone()).unwrap_or_default();
        let mut meta = self.bare_meta(section, &head.title, description, &head.address);
        if head.summary_from_text {
            meta.lead = "".into();
        }
        meta.translations = self.translations_of(&head.id);
        meta.lang = (head.language != self.language.language).then(|| head.language.shared());
        if meta.lang.is_some() {
            // A stand-in: readers may have it in their interface, search engines want the original.
            let original = self
                .site
                .editions
                .iter()
                .position(|edition| self.config.languages[edition.number].language == head.language);
            let target = original.and_then(|number| self.site.editions[number].targets.get(&head.id));
            if let Some(target) = target {
                meta.canonical = self.url(target.address.as_str());
            }
        }
        meta.image = head.image.as_ref().map(PictureView::from);
        meta.preview = self.social.of(self, head);
        meta.updated = head.updated.map(|updated| Moment::at(updated, &self.config.timezone).date().to_string().into());
        let file = &self.scan.sources.get(head.source).path;
        // What others publish is not to be edited here, and its history is theirs.
        if file.starts_with("content/") {
            meta.edit_url = self.edit_url(file);
            if let Some(past) = &head.past {
                meta.contributors = past.contributors.iter().filter_map(|one| self.contributor(one)).collect();
                meta.changes_url = self.changes_url(file);
            }
        }
        meta
    }

    fn bare_meta(&self, section: &'static str, title: &Words, description: Arc<str>, address: &Address) -> Meta {
        Meta {
            section,
            title: title.plain.clone(),
            title_html: title.html.clone(),
            lead: description.clone(),
            description,
            address: self.href(address),
            canonical: self.url(address.as_str()),
            lang: None,
            translations: Vec::new(),
            crumbs: Part::default(),
            image: None,
            preview: self.social.common(),
            edit_url: None,
            changes_url: None,
            updated: None,
            contributors: Vec::new(),
            json_ld: Script::default(),
            feeds: Part::default(),
            calendar: None,
            noindex: false,
        }
    }

    fn translations(&self, address: impl Fn(&SiteLanguage) -> Option<Address>) -> Vec<Translation> {
        if self.config.languages.len() < 2 {
            return Vec::new();
        }
        let entries = self.config.languages.iter().filter_map(|language| {
            let address = address(language)?;
            Some(Translation {
                lang: language.language.shared(),
                label: language.label.clone(),
                href: self.href(&address),
                url: self.url(address.as_str()),
                current: language.language == self.language.language,
                translated: true,
            })
        });
        entries.collect()
    }

    fn translations_of(&self, id: &EntryId) -> Vec<Translation> {
        let number = |language: &SiteLanguage| {
            self.config.languages.iter().position(|other| other.language == language.language).unwrap_or(0)
        };
        let mut all = self.translations(|language| {
            self.site.editions[number(language)].targets.get(id).map(|target| target.address.clone())
        });
        for (number, language) in self.config.languages.iter().enumerate() {
            for translation in all.iter_mut().filter(|translation| *translation.lang == *language.language.as_str()) {
                translation.translated = self.translated.contains(&(id.clone(), number));
            }
        }
        all
    }

    /// The forge's page with every change of a file of the hub.
    fn changes_url(&self, path: &str) -> Option<Arc<str>> {
        let repository = self.config.repository.as_ref()?;
        let path = encode_path(&format!("{}{path}", repository.folder));
        Some(changes_url(repository.forge, &repository.url, &repository.branch, &path))
    }

    /// The forge's editor with a file of the hub.
    pub fn edit_url(&self, path: &str) -> Option<Arc<str>> {
        let repository = self.config.repository.as_ref()?;
        let verb = match repository.forge {
            "gitlab" => "-/edit",
            "gitea" => "_edit",
            _ => "edit",
        };
        let path = encode_path(&format!("{}{path}", repository.folder));
        Some(format!("{}/{verb}/{}/{path}", repository.url, repository.branch).into())
    }

    /// A feed below an address of this edition, in both its forms.
    pub fn feeds(&self, folder: &str, title: &str) -> Part<Vec<FeedLink>> {
        let link = |file: &str, media_type| FeedLink {
            title: title.into(),
            media_type,
            href: self.path(&format!("{folder}{file}")),
        };
        Part::new(vec![link("feed.xml", "application/atom+xml"), link("feed.json", "application/feed+json")])
    }

    /// The way from the home page to a section.
    pub fn crumbs(&self, steps: &[(&str, &str)]) -> Part<Vec<Link>> {
        let known = match steps {
            [] => self.crumbs.get(""),
            [(_, path)] => self.crumbs.get(*path),
            _ => None,
        };
        known.cloned().unwrap_or_else(|| self.new_crumbs(steps))
    }

    fn new_crumbs(&self, steps: &[(&str, &str)]) -> Part<Vec<Link>> {
        let home = Link { label: self.label("home"), href: self.path("/") };
        let rest = steps.iter().map(|(key, path)| Link { label: self.label(key), href: self.path(path) });
        Part::new(std::iter::once(home).chain(rest).collect())
    }

    /// The ways that many pages share, by the path they lead to.
    fn shared_crumbs(&self) -> BTreeMap<String, Part<Vec<Link>>> {
        let sections = Kind::ALL.map(Kind::folder).map(|name| (format!("sections.{name}"), format!("/{name}/")));
        let section = |(key, path): (String, String)| {
            let crumbs = self.new_crumbs(&[(&key, &path)]);
            (path, crumbs)
        };
        std::iter::once((String::new(), self.new_crumbs(&[]))).chain(sections.into_iter().map(section)).collect()
    }

    /// What every page of the edition sees as `site`.
    pub fn site_context(&self) -> SiteContext {
        super::site_context::site_context(self)
    }
}

impl Edition {
    /// The heads of all entries, kind by kind.
    pub fn heads(&self) -> impl Iterator<Item = &Head> {
        let posts = self.posts.iter().map(|entry| &entry.head);
        let members = self.members.iter().map(|entry| &entry.head);
        let groups = self.groups.iter().map(|entry| &entry.head);
        let events = self.events.iter().map(|entry| &entry.head);
        let resources = self.resources.iter().map(|entry| &entry.head);
        let projects = self.projects.iter().map(|entry| &entry.head);
        let kb = self.kb.iter().map(|entry| &entry.head);
        let pages = self.pages.iter().map(|entry| &entry.head);
        posts.chain(events).chain(members).chain(groups).chain(resources).chain(projects).chain(kb).chain(pages)
    }
}

/// An address as a link on a page: with the site's path before it, percent-encoded.
pub fn href(config: &Config, address: &str) -> Arc<str> {
    [&*config.base_path, &encode_path(address)].concat().into()
}

/// An address with the host, percent-encoded also outside ASCII, as feeds and calendars need it (RFC 3986).
pub fn url(config: &Config, address: &str) -> Arc<str> {
    [&*config.base_url, &encode_path(address)].concat().into()
}
