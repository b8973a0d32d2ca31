//! The search page of each language, and the index all of them share.
//!
//! An entry is one document for each language it is written in. Where it has not been translated, the document stands in for it and
//! leads to that language's page. Only what [`Edition`] holds can be found: what is private or hidden is not in it.

use super::entry::Text;
use super::view::View;
use super::{Edition, member};
use crate::markup::Body;
use crate::model::{Address, EntryId, Head, Kind, Language, Words};
use crate::plan::Output;
use crate::plan::context::{Meta, TagLink};
use crate::search::{Document, Page, index};
use rayon::prelude::*;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Bytes of texts that results may quote from one file, if there is a page for each of its numbers. What stands behind the beginning that
/// is quoted of a text is found, and not shown: a query loads the texts of other pages with each that it shows.
const QUOTED: usize = 7000;

/// What `search.html` sees as `page`.
#[derive(Hash, Serialize)]
struct SearchPage {
    #[serde(flatten)]
    meta: Meta,
    /// The folder of the index.
    index: Arc<str>,
    kinds: Vec<KindLabel>,
    tags: Vec<TagCount>,
}

#[derive(Hash, Serialize)]
struct KindLabel {
    kind: &'static str,
    label: Arc<str>,
}

#[derive(Hash, Serialize)]
struct TagCount {
    #[serde(flatten)]
    link: TagLink,
    count: usize,
}

/// What results show of a document, as its file holds it.
#[derive(Hash)]
struct Shown {
    title: Arc<str>,
    kind: &'static str,
    lang: Arc<str>,
    date: Option<Arc<str>>,
    /// By language of the site: the address there.
    hrefs: Vec<(Arc<str>, Arc<str>)>,
    /// Slug and label.
    tags: Vec<(Arc<str>, Arc<str>)>,
    /// The summary, if it does not stand in the text.
    summary: Option<Arc<str>>,
    text: Option<Text>,
}

/// The pages that are shown from one file, by their numbers.
#[derive(Hash)]
struct Together {
    pages: Vec<(u32, Shown)>,
    /// Bytes of a text that may be quoted.
    quoted: usize,
}

#[derive(Serialize)]
struct ShownFile<'a> {
    title: &'a str,
    kind: &'a str,
    lang: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: &'a Option<Arc<str>>,
    href: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: &'a Vec<(Arc<str>, Arc<str>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: &'a Option<Arc<str>>,
    text: &'a str,
}

/// The search page of an edition; none where the hub has no search.
pub fn page(view: &View<'_>) -> Option<Output> {
    if !view.config.search {
        return None;
    }
    let mut meta = view.meta("search", &Words::plain(&view.label("search")), "", "/search/");
    meta.noindex = true;
    meta.crumbs = view.crumbs(&[]);
    let count = |(slug, (label, ids)): (&Arc<str>, &(Arc<str>, Vec<EntryId>))| TagCount {
        link: TagLink { label: label.clone(), href: view.path(&format!("/tags/{slug}/")) },
        count: ids.len(),
    };
    let kinds = Kind::ALL
        .map(|kind| KindLabel { kind: kind.word(), label: view.label(&format!("sections.{}", kind.folder())) });
    let there: HashSet<Kind> = view.edition.heads().map(|head| head.id.kind).collect();
    let kinds = Kind::ALL.into_iter().zip(kinds).filter(|(kind, _)| there.contains(kind)).map(|(_, label)| label);
    let index = super::view::href(view.config, "/search/");
    let context = SearchPage { meta, index, kinds: kinds.collect(), tags: view.tags.iter().map(count).collect() };
    Some(Output::page(view.address("/search/"), "search.html", view.edition.number, context, Vec::new()).unlisted())
}

/// The index over all editions, in the default language's folder.
pub fn files(views: &[View<'_>]) -> Vec<Output> {
    let Some(first) = views.first().filter(|view| view.config.search) else { return Vec::new() };
    let found = documents(views);
    let pages: Vec<Page> = found.iter().map(Found::page).collect();
    let index = index(&pages, |at| found[at].document());
    let mut outputs = vec![file(first, "index.json", index.head.into_bytes())];
    outputs.extend(
        index.blocks.into_iter().enumerate().map(|(number, block)| file(first, &format!("{number}.bin"), block)),
    );
    outputs.extend(
        index.phrases.into_iter().enumerate().map(|(number, bytes)| file(first, &format!("p{number}.bin"), bytes)),
    );
    let (together, quoted) = (index.together, QUOTED / index.together as usize);
    let mut shown: Vec<(u32, Found<'_>)> = index.numbers.into_iter().zip(found).collect();
    shown.sort_unstable_by_key(|(number, _)| *number);
    let files: Vec<&[(u32, Found<'_>)]> = shown.chunk_by(|a, b| a.0 / together == b.0 / together).collect();
    outputs.par_extend(files.into_par_iter().map(|pages| {
        let sources = pages.iter().map(|(_, found)| found.head.source).collect();
        let name = format!("{}.json", pages[0].0 / together);
        let pages = pages.iter().map(|(number, found)| (*number, found.shown(views))).collect();
        let shown = Together { pages, quoted };
        Output::text(address(first, &name), shown, json, sources)
    }));
    outputs
}

fn address(view: &View<'_>, name: &str) -> Address {
    debug_assert!(view.edition.number == 0);
    view.address(&format!("/search/{name}"))
}

fn file(view: &View<'_>, name: &str, bytes: Vec<u8>) -> Output {
    Output::bytes(address(view, name), bytes.into())
}

/// An entry in the language of its words.
struct Found<'a> {
    head: &'a Head,
    text: Option<&'a Text>,
    keywords: Vec<&'a str>,
    /// The numbers of the editions it is shown in, and its address there.
    editions: Vec<(usize, &'a Address)>,
    languages: Vec<Arc<str>>,
}

fn documents<'a>(views: &'a [View<'a>]) -> Vec<Found<'a>> {
    let mut all: BTreeMap<(&EntryId, &Language), Found<'a>> = BTreeMap::new();
    for view in views {
        let listed: HashSet<&EntryId> = member::pages::listed(view).map(|entry| &entry.head.id).collect();
        for (head, text) in texts(view.edition) {
            if head.id.kind == Kind::Member && !listed.contains(&head.id) {
                continue;
            }
            let new =
                || Found { head, text, keywords: keywords(view, head), editions: Vec::new(), languages: Vec::new() };
            let found = all.entry((&head.id, &head.language)).or_insert_with(new);
            found.editions.push((view.edition.number, &head.address));
            found.languages.push(view.language.language.shared());
        }
    }
    all.into_values().collect()
}

/// Every entry of an edition and its text.
fn texts(edition: &Edition) -> impl Iterator<Item = (&Head, Option<&Text>)> {
    macro_rules! of {
        ($($kind:ident),*) => {
            std::iter::empty()$(.chain(edition.$kind.iter().map(|entry| (&entry.head, entry.text.as_ref()))))*
        };
    }
    of!(posts, events, members, groups, resources, projects, kb, pages)
}

/// Words by which somebody would look for an entry that need not stand in its text.
fn keywords<'a>(view: &'a View<'_>, head: &'a Head) -> Vec<&'a str> {
    let tags = head.tags.iter().map(|tag| &*tag.label);
    let people = head.people.iter().filter_map(|person| match &person.id {
        Some(id) => view.edition.targets.get(id).map(|target| &*target.title),
        None => Some(&*person.name),
    });
    let mut all: Vec<&str> = tags.chain(people).collect();
    if let Some(card) = view.cards.get(&head.id) {
        all.extend(card.member.iter().flat_map(|facts| facts.skills.iter().chain(&facts.location)).map(|word| &**word));
        all.extend(card.event.iter().filter_map(|facts| facts.place.as_deref()));
        all.extend(card.resource.iter().flat_map(|facts| facts.location.as_deref()));
        all.extend(card.resource.iter().filter_map(|facts| facts.category.as_ref()).map(|link| &*link.label));
        all.extend(card.variant_label.as_deref());
    }
    all
}

impl<'a> Found<'a> {
    fn page(&self) -> Page {
        let head = self.head;
        Page {
            name: format!("{}/{}.{}", head.id.kind.folder(), head.id.name, head.language.as_str()),
            kind: head.id.kind.word(),
            languages: self.languages.clone(),
            size: self.text.map_or(0, |text| text.body.plain().len()),
        }
    }

    fn document(&self) -> Document<'_> {
        let head = self.head;
        // Headings stand in the text too; where somebody is mentioned, only the text says how they are to be named.
        let headings = self.text.filter(|text| !Body::names_people(&text.resolved));
        let headings = headings.map(|text| text.body.headings()).unwrap_or_default();
        let own = head.summary.as_ref().filter(|_| !head.summary_from_text);
        Document {
            title: &head.title.plain,
            headings: headings.iter().map(|heading| heading.plain.as_str()).collect(),
            keywords: self.keywords.clone(),
            tags: head.tags.iter().map(|tag| &*tag.slug).collect(),
            summary: own.map_or("", |summary| &summary.plain),
            text: self.text.map_or(Cow::Borrowed(""), |text| text.body.plain_resolved(&text.resolved)),
        }
    }

    fn shown(&self, views: &[View<'_>]) -> Shown {
        let head = self.head;
        let href = |(number, address): &(usize, &Address)| {
            let view = &views[*number];
            (view.language.language.shared(), view.href(address))
        };
        let day = head.when.as_ref().map(|when| when.start().date()).or(head.day);
        Shown {
            title: head.title.plain.clone(),
            kind: head.id.kind.word(),
            lang: head.language.shared(),
            date: day.map(|day| day.to_string().into()),
            hrefs: self.editions.iter().map(href).collect(),
            tags: head.tags.iter().map(|tag| (tag.slug.clone(), tag.label.clone())).collect(),
            summary: head.summary.as_ref().filter(|_| !head.summary_from_text).map(|summary| summary.plain.clone()),
            text: self.text.cloned(),
        }
    }
}

/// The pages of a file by their numbers.
fn json(pages: &Together) -> String {
    let mut file = String::from("{");
    for (number, shown) in &pages.pages {
        let comma = if file.len() > 1 { "," } else { "" };
        file.push_str(&format!("{comma}\"{number}\":{}", page_json(shown, pages.quoted)));
    }
    file + "}"
}

fn page_json(shown: &Shown, quoted: usize) -> String {
    let text = shown.text.as_ref().map_or(Cow::Borrowed(""), |text| text.body.plain_resolved(&text.resolved));
    let line = beginning(&text, quoted);
    let Shown { title, kind, lang, date, hrefs, tags, summary, .. } = shown;
    let href = hrefs.iter().map(|(language, href)| (&**language, &**href)).collect();
    let file = ShownFile { title, kind, lang, date, href, tags, summary, text: &line };
    serde_json::to_string(&file).expect("texts and lists are JSON")
}

/// The first words of a text on one line, `length` bytes or a few less.
fn beginning(text: &str, length: usize) -> String {
    let mut line = String::with_capacity(length.min(text.len()));
    for word in text.split_whitespace() {
        let gap = usize::from(!line.is_empty());
        if gap == 1 {
            line.push(' ');
        }
        if line.len() + word.len() > length {
            // A word may be a paragraph where no spaces are written.
            let room = length - line.len().min(length);
            let end = (0..=room.min(word.len())).rev().find(|at| word.is_char_boundary(*at)).unwrap_or(0);
            line.push_str(if room > 100 { &word[..end] } else { "" });
            break;
        }
        line.push_str(word);
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_ends_between_words_or_letters() {
        assert_eq!(beginning(" One\n\n two ", 99), "One two");
        let words = beginning(&"word ".repeat(400), 700);
        assert!(words.len() > 690 && words.len() <= 700 && words.ends_with("word"));
        let letters = beginning(&"河".repeat(400), 700);
        assert!(letters.len() > 697 && letters.len() <= 700);
        assert_eq!(beginning("", 700), "");
    }
}
