//! The feeds of an edition: everything new, and the same of each section and tag, each as Atom and as JSON Feed.
//!
//! What is news, and of when:
//! - a post, of the day it appeared (`date`, or `publish` where that is later);
//! - a resource, of the day it was `added`, else last `checked`;
//! - a page of the knowledge base, of the day it was `updated`;
//! - an event, of its last change where that is known. Where nothing is known it counts as announced [`LEAD_DAYS`] before it starts
//!   (a series: before it first starts), and enters the feed on that day, as a post enters it on its date. An event whose
//!   outcome is told counts as changed when it ended.
//!
//! What has no day is in no feed. Pages of the knowledge base take a third of the feed of everything at most, as long as there is other
//! news. Newest first; of two of the same time, by address. Days come from the content and never from the
//! clock, so an unchanged entry is the same in every build; the clock decides only which announcements have come. A feed without
//! entries says that it changed at [`NEVER`].
//!
//! An entry is identified by the address it would have without `slug` and `permalink`, so that giving it a better address does not
//! show it to every subscriber once more; a stand-in for a missing translation has the identity of the original.

mod text;

use crate::formats::feed::{Author, Feed, Item};
use crate::formats::{atom, feed, json_feed};
use crate::kinds::entry::{Entry, Text};
use crate::kinds::event::facts::place_words;
use crate::kinds::event::read::{EventFields, EventStatus, OutcomeFields};
use crate::kinds::kb::read::KbFields;
use crate::kinds::post::read::PostFields;
use crate::kinds::resource::read::ResourceFields;
use crate::kinds::structured::absolute;
use crate::kinds::view::{View, url};
use crate::model::{Head, Kind, PersonRole, Words};
use crate::plan::{Output, Part};
use crate::text::SourceId;
use crate::time::{Instant, Moment, Stamp, format};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use text::{Frame, News, Recipe};

/// How long before its start an event counts as announced, where nothing says when it was.
pub const LEAD_DAYS: i64 = 28;

/// When a feed without entries changed last.
pub const NEVER: &str = "1970-01-01T00:00:00Z";

/// Every feed of an edition.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    let mut all = dated(view);
    all.sort_by(|a, b| (b.listed, &a.head().address).cmp(&(a.listed, &b.head().address)));
    let folders = folders(view, &all);
    let frame = Part::new(Frame { origin: origin(view), words: view.labels.markup.clone() });
    let mut made: HashMap<usize, Part<News>> = HashMap::new();
    let mut outputs = Vec::with_capacity(2 * folders.len());
    for folder in folders {
        let entries: Vec<Part<News>> = folder
            .entries
            .iter()
            .map(|at| made.entry(*at).or_insert_with(|| Part::new(news(view, &all[*at], &frame))).clone())
            .collect();
        let mut sources: Vec<SourceId> = folder.entries.iter().map(|at| all[*at].head().source).collect();
        sources.sort_unstable();
        sources.dedup();
        let newest = folder.entries.iter().map(|at| all[*at].updated).max();
        let parts = Parts { feed: head(view, &folder, newest), entries };
        let address = |file: &str| view.address(&format!("{}{file}", folder.path));
        let json = Parts { feed: parts.feed.clone(), entries: parts.entries.clone() };
        outputs.push(Output::text(address("feed.xml"), parts, as_atom, sources.clone()));
        outputs.push(Output::text(address("feed.json"), json, as_json, sources));
    }
    outputs
}

/// A feed to be: where it lies, what it is called, and the places of its entries in the list of all.
struct Folder {
    path: String,
    title: Option<Arc<str>>,
    entries: Vec<usize>,
}

/// Shares the news out, each feed up to its length.
fn folders(view: &View<'_>, all: &[Dated<'_>]) -> Vec<Folder> {
    let most = view.config.feed_entries;
    let section = |kind: Kind, key: &str| Folder {
        path: format!("/{}/", kind.folder()),
        title: Some(view.label(key)),
        entries: newest(all, most, |head| head.id.kind == kind),
    };
    let mut folders = vec![
        Folder { path: "/".to_owned(), title: None, entries: everything(all, most) },
        section(Kind::Post, "sections.posts"),
        section(Kind::Event, "sections.events"),
        section(Kind::Resource, "sections.resources"),
    ];
    let mut tagged: BTreeMap<&str, Vec<usize>> = view.tags.keys().map(|slug| (slug.as_ref(), Vec::new())).collect();
    for (at, dated) in all.iter().enumerate() {
        for tag in &dated.head().tags {
            if let Some(entries) = tagged.get_mut(tag.slug.as_ref()).filter(|entries| entries.len() < most) {
                entries.push(at);
            }
        }
    }
    folders.extend(tagged.into_iter().map(|(slug, entries)| Folder {
        path: format!("/tags/{slug}/"),
        title: view.tags.get(slug).map(|(label, _)| label.clone()),
        entries,
    }));
    folders
}

/// The newest of all, with room for news: a day on which forty pages of the knowledge base were looked through must not push
/// everything else out. These get a third of the feed, and what the others leave.
fn everything(all: &[Dated<'_>], most: usize) -> Vec<usize> {
    let is_kb = |at: &usize| all[*at].head().id.kind == Kind::Kb;
    let others = (0..all.len()).filter(|at| !is_kb(at)).take(most).count();
    let mut room = (most / 3).max(most - others);
    let mut fits = |at: &usize| {
        let fits = !is_kb(at) || room > 0;
        room -= usize::from(fits && is_kb(at));
        fits
    };
    (0..all.len()).filter(|at| fits(at)).take(most).collect()
}

fn newest(all: &[Dated<'_>], most: usize, wanted: impl Fn(&Head) -> bool) -> Vec<usize> {
    all.iter().enumerate().filter(|(_, dated)| wanted(dated.head())).map(|(at, _)| at).take(most).collect()
}

fn head(view: &View<'_>, folder: &Folder, newest: Option<Instant>) -> Feed {
    let language = view.language;
    let title = match &folder.title {
        Some(title) => format!("{} – {title}", language.title).into(),
        None => language.title.clone(),
    };
    let whole = |file: &str| view.url(view.address(&format!("{}{file}", folder.path)).as_str());
    Feed {
        title,
        subtitle: language.tagline.clone().filter(|_| folder.title.is_none()),
        language: language.language.shared(),
        page: whole(""),
        atom: whole("feed.xml"),
        json: whole("feed.json"),
        author: Author { name: language.title.clone(), url: Some(view.url(view.address("/").as_str())) },
        updated: newest.map_or_else(|| NEVER.into(), |newest| stamp(view, newest)),
    }
}

/// An entry that is news.
struct Dated<'a> {
    of: Of<'a>,
    /// The time it is sorted by.
    listed: Instant,
    published: Option<Instant>,
    updated: Instant,
}

enum Of<'a> {
    Post(&'a Entry<PostFields>),
    Event(&'a Entry<EventFields>),
    Resource(&'a Entry<ResourceFields>),
    Kb(&'a Entry<KbFields>),
}

impl<'a> Dated<'a> {
    /// `updated` is brought up to `published` where the file says less.
    fn new(of: Of<'a>, published: Option<Instant>, updated: Option<Instant>) -> Option<Self> {
        let updated = updated.max(published)?;
        Some(Self { of, listed: published.unwrap_or(updated), published, updated })
    }

    fn head(&self) -> &'a Head {
        match self.of {
            Of::Post(entry) => &entry.head,
            Of::Event(entry) => &entry.head,
            Of::Resource(entry) => &entry.head,
            Of::Kb(entry) => &entry.head,
        }
    }

    fn text(&self) -> Option<&'a Text> {
        match self.of {
            Of::Post(entry) => entry.text.as_ref(),
            Of::Event(entry) => entry.text.as_ref(),
            Of::Resource(entry) => entry.text.as_ref(),
            Of::Kb(entry) => entry.text.as_ref(),
        }
    }
}

/// Everything that has a day, in no particular order.
fn dated<'a>(view: &View<'a>) -> Vec<Dated<'a>> {
    let edition = view.edition;
    let zone = &view.config.timezone;
    let posts = edition.posts.iter().filter_map(|entry| {
        let publish = entry.draft.fields.publish.as_ref().map(|publish| publish.value.instant(zone));
        Dated::new(Of::Post(entry), entry.head.date.max(publish), entry.head.updated)
    });
    let resources = edition.resources.iter().filter_map(|entry| {
        let added = entry.draft.fields.added.map(|day| Stamp::Day(day).instant(zone));
        Dated::new(Of::Resource(entry), added, entry.head.updated)
    });
    let kb = edition.kb.iter().filter_map(|entry| {
        let remembered = entry.draft.fields.updated.is_none().then(|| added(&entry.head)).flatten();
        Dated::new(Of::Kb(entry), remembered, entry.head.updated)
    });
    // What others publish is no news of the hub's.
    let own = edition.events.iter().filter(|entry| entry.draft.fields.origin().is_none());
    let events = own.filter_map(|entry| event(view, entry));
    posts.chain(resources).chain(kb).chain(events).collect()
}

/// When an entry's file was added: what is mended later stays in its place.
fn added(head: &Head) -> Option<Instant> {
    head.past.as_ref()?.first
}

/// When an event of which nothing else is known counts as announced.
pub fn announced(when: &crate::time::When) -> Instant {
    when.start().instant().plus_seconds(-LEAD_DAYS * 86_400)
}

/// The days of an event; `None` before it is announced.
fn event<'a>(view: &View<'a>, entry: &'a Entry<EventFields>) -> Option<Dated<'a>> {
    let says_itself = entry.draft.fields.record.is_some() || entry.draft.fields.updated.is_some();
    if says_itself && entry.head.updated.is_some() {
        return Dated::new(Of::Event(entry), None, entry.head.updated);
    }
    let when = entry.head.when.as_ref()?;
    let announced = announced(when);
    if announced > view.now {
        return None;
    }
    let told = entry.draft.fields.outcome.as_ref().is_some_and(came_of_it) && when.repeat().is_none();
    let ended = when.end().instant();
    let updated = if told && ended <= view.now { ended } else { announced };
    let dated = Dated::new(Of::Event(entry), Some(announced), Some(updated))?;
    // A file that was mended is no news, and one that was only added has not been changed.
    let touched = entry.head.revision.is_some_and(|revision| revision.changes != Some(1));
    let last = entry.head.updated.filter(|_| touched);
    Some(Dated { listed: updated, updated: updated.max(last.unwrap_or(updated)), ..dated })
}

/// Whether an outcome says what can only be known afterwards.
fn came_of_it(outcome: &OutcomeFields) -> bool {
    outcome.attended.is_some() || outcome.recording.is_some() || outcome.photos.is_some() || outcome.recap.is_some()
}

/// Scheme and host of the site.
fn origin(view: &View<'_>) -> Arc<str> {
    let config = view.config;
    config.base_url.strip_suffix(config.base_path.as_ref()).unwrap_or(&config.base_url).into()
}

#[derive(Hash)]
struct Parts {
    feed: Feed,
    entries: Vec<Part<News>>,
}

impl Parts {
    fn entries(&self) -> Vec<feed::Entry<'_>> {
        self.entries.iter().map(|news| feed::Entry { item: &news.recipe.item, content: news.html() }).collect()
    }
}

fn as_atom(parts: &Parts) -> String {
    atom::write(&parts.feed, &parts.entries())
}

fn as_json(parts: &Parts) -> String {
    json_feed::write(&parts.feed, &parts.entries())
}

fn news(view: &View<'_>, dated: &Dated<'_>, frame: &Part<Frame>) -> News {
    let head = dated.head();
    let lead = match dated.of {
        Of::Event(entry) => Some(facts(view, entry)),
        Of::Post(_) | Of::Resource(_) | Of::Kb(_) => None,
    };
    let related = match dated.of {
        Of::Resource(entry) => entry.draft.fields.url.as_ref(),
        Of::Event(entry) => entry.draft.fields.registration.as_ref(),
        Of::Post(_) | Of::Kb(_) => None,
    };
    let summary = head.summary.as_ref().map(|words| words.plain.clone()).filter(|words| !words.is_empty());
    let summary = match (&lead, summary) {
        (Some(lead), Some(summary)) => Some(format!("{lead} — {summary}").into()),
        (Some(lead), None) => Some(lead.clone()),
        (None, summary) => summary,
    };
    let text = dated.text().filter(|text| view.config.full_feeds && !text.body.is_empty());
    let item = Item {
        id: identity(view, head),
        url: view.url(head.address.as_str()),
        related: related.map(|url| url.as_str().into()),
        title: title(view, dated),
        language: (head.language != view.language.language).then(|| head.language.shared()),
        // An entry without a content must have something to read.
        summary: summary.or_else(|| text.is_none().then(|| head.title.plain.clone())),
        published: dated.published.map(|published| stamp(view, published)),
        updated: stamp(view, dated.updated),
        authors: authors(view, head),
        tags: head.tags.iter().map(|tag| (tag.slug.clone(), tag.label.clone())).collect(),
        image: head.image.as_ref().map(|image| absolute(view, &image.src).into()),
    };
    let lead = lead.map(|lead| Words::plain(&lead).html);
    let recipe = Recipe { item, lead, text: text.map(|text| (text.clone(), frame.clone())) };
    News::new(recipe)
}

/// The title; that of an event which does not take place as planned says so first.
fn title(view: &View<'_>, dated: &Dated<'_>) -> Arc<str> {
    let plain = &dated.head().title.plain;
    let status = match dated.of {
        Of::Event(entry) => entry.draft.fields.status,
        Of::Post(_) | Of::Resource(_) | Of::Kb(_) => None,
    };
    match status {
        Some(status @ (EventStatus::Cancelled | EventStatus::Postponed)) => {
            format!("{}: {plain}", view.label(&format!("status.{}", status.word()))).into()
        }
        Some(EventStatus::Confirmed | EventStatus::Tentative) | None => plain.clone(),
    }
}

/// Those who wrote an entry, by name.
fn authors(view: &View<'_>, head: &Head) -> Vec<Author> {
    let people = view.credits(head, &[PersonRole::Author]);
    let author = |person: crate::plan::context::PersonLink| Author {
        url: person.href.map(|href| absolute(view, &href).into()),
        name: person.name,
    };
    people.into_iter().map(author).collect()
}

/// The identity of an entry, see the head of this file.
fn identity(view: &View<'_>, head: &Head) -> Arc<str> {
    let languages = &view.config.languages;
    let original = languages.iter().find(|language| language.language == head.language).unwrap_or(view.language);
    let name = if head.id.name.is_empty() { String::new() } else { format!("{}/", head.id.name) };
    url(view.config, &format!("{}/{}/{name}", original.prefix, head.id.kind.folder()))
}

/// When and where an event is, without anything that depends on the clock. A series: its rule, and its first time.
fn facts(view: &View<'_>, entry: &Entry<EventFields>) -> Arc<str> {
    let language = view.language.language.as_str();
    let mut parts: Vec<String> = Vec::new();
    if let Some(when) = &entry.head.when {
        parts.extend(when.repeat().map(|repeat| repeat.describe_whole(when, language)));
        let mut first = format::range(when.extent(), language);
        if !when.is_all_day() && !when.zone().is_floating() {
            first = format!("{first} ({})", when.zone().name());
        }
        parts.push(first);
    }
    parts.extend(entry.draft.fields.location.as_ref().and_then(place_words).map(|place| place.to_string()));
    if entry.draft.fields.online.is_some() {
        parts.push(view.label("online").to_string());
    }
    parts.join(" · ").into()
}

fn stamp(view: &View<'_>, instant: Instant) -> Arc<str> {
    Moment::at(instant, &view.config.timezone).rfc3339().into()
}
