//! Pages of the hub as a whole: home, tags, 404, and the addresses that only lead elsewhere.

use super::entry::Entry;
use super::needs::{self, NeedRow};
use super::paged::Paged;
use super::view::{View, href, url};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::NameOrder;
use crate::model::{Address, EntryId, Kind, Words};
use crate::plan::context::{Card, Meta, MoreEvents, Pager, TagLink};
use crate::plan::{Output, Script};
use crate::read::fields::Spanned;
use crate::theme::Ready;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Dates to come that the home page gets. Templates show the first few of them; the others take their places once those are over.
const NEXT_EVENTS: usize = 12;

/// What `home.html` sees as `page`.
#[derive(Hash, Serialize)]
struct HomePage {
    #[serde(flatten)]
    meta: Meta,
    next_events: Vec<Ready<Card>>,
    /// Whether more is planned than these.
    more_events: bool,
    posts: Vec<Ready<Card>>,
    /// What is new besides posts, of all kinds, the newest first.
    news: Vec<Ready<Card>>,
    needs: Vec<NeedRow>,
    offers: Vec<NeedRow>,
    members: Vec<Ready<Card>>,
    groups: Vec<Ready<Card>>,
    projects: Vec<Ready<Card>>,
    kb: Vec<Ready<Card>>,
    counts: Counts,
    subscribe: Arc<str>,
}

#[derive(Hash, Serialize)]
struct Counts {
    posts: usize,
    members: usize,
    groups: usize,
    events: usize,
    resources: usize,
    projects: usize,
    kb: usize,
}

/// What `tags.html` sees as `page`.
#[derive(Hash, Serialize)]
struct TagsPage {
    #[serde(flatten)]
    meta: Meta,
    tags: Vec<TagCount>,
}

#[derive(Hash, Serialize)]
struct TagCount {
    #[serde(flatten)]
    link: TagLink,
    count: usize,
}

/// Events that the page of a tag shows at most, of those to come and of those that have been.
const NEAREST: usize = 12;

/// Entries that a page of a tag shows at most.
const OF_A_TAG: usize = 60;

/// What `tag.html` sees as `page`.
#[derive(Hash, Serialize)]
struct TagPage {
    #[serde(flatten)]
    meta: Meta,
    tag: Arc<str>,
    /// Kind by kind; of the events, those nearest to today.
    entries: Vec<Ready<Card>>,
    /// What stands on all the pages together, where there are several.
    kinds: Vec<KindPart>,
    pager: Pager,
    /// On the page with the last of the events.
    more: Option<MoreEvents>,
    calendar: Option<Arc<str>>,
}

/// The entries of one kind in a list of all kinds.
#[derive(Hash, Serialize)]
struct KindPart {
    kind: &'static str,
    label: Arc<str>,
    /// How many there are, with the events for which there is no room.
    count: usize,
    /// Where they begin.
    href: Arc<str>,
    /// The place of the first of them on this page, from 1; 0 if they begin on another one.
    row: usize,
}

/// What `404.html` sees as `page`.
#[derive(Hash, Serialize)]
struct NotFoundPage {
    #[serde(flatten)]
    meta: Meta,
}

/// What `redirect.html` sees as `page`.
#[derive(Hash, Serialize)]
struct RedirectPage {
    #[serde(flatten)]
    meta: Meta,
    target: Arc<str>,
}

/// Home, tags and 404 of an edition.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    let mut outputs = vec![home(view), not_found(view), tags(view)];
    outputs.extend(view.tags.iter().flat_map(|(slug, (label, ids))| tag(view, slug, label, ids)));
    outputs
}

fn home(view: &View<'_>) -> Output {
    let edition = view.edition;
    let tagline = view.language.tagline.as_deref().unwrap_or("");
    let mut meta = view.meta("home", &Words::plain(&view.language.title), tagline, "/");
    meta.feeds = view.feeds("/", &view.language.title);
    meta.calendar = Some(view.path("/calendar.ics"));
    meta.json_ld = Script::new(serde_json::json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": view.language.title,
        "description": tagline,
        "url": meta.canonical,
        "inLanguage": view.language.language.as_str(),
    }));
    let (pinned, others): (Vec<_>, Vec<_>) = edition.posts.iter().partition(|post| post.head.pinned);
    let mut kb: Vec<_> = edition.kb.iter().filter(|entry| !entry.head.id.name.is_empty()).collect();
    kb.sort_by_key(|entry| (std::cmp::Reverse(entry.head.updated), entry.head.address.clone()));
    let (needs, offers) = needs::matched(view, 4);
    let present = |entry: &&Entry<_>| super::member::is_present(entry);
    let mut next_events = super::event::facts::coming(view, NEXT_EVENTS + 1);
    let more_events = next_events.len() > NEXT_EVENTS;
    next_events.truncate(NEXT_EVENTS);
    let context = HomePage {
        next_events,
        more_events,
        posts: view.cards_for(pinned.into_iter().chain(others).take(5)),
        news: news(view),
        needs,
        offers,
        members: view.cards_for(super::member::pages::listed(view).filter(present).take(12)),
        groups: view.cards_for(&edition.groups),
        projects: view.cards_for(edition.projects.iter().take(4)),
        kb: view.cards_for(kb.into_iter().take(6)),
        counts: Counts {
            posts: edition.posts.len(),
            members: super::member::pages::listed(view).count(),
            groups: edition.groups.len(),
            events: edition.events.len(),
            resources: edition.resources.len(),
            projects: edition.projects.len(),
            kb: edition.kb.len(),
        },
        subscribe: view.path("/events/subscribe/"),
        meta,
    };
    let HomePage { next_events, posts, members, groups, projects, kb, needs, offers, .. } = &context;
    let cards = [next_events, posts, members, groups, projects, kb].into_iter().flatten();
    let mut lists = view.behind_cards(cards);
    lists.extend(view.behind(needs.iter().chain(offers).flat_map(NeedRow::owners)));
    Output::page(view.address("/"), "home.html", edition.number, context, Vec::new()).listing(lists)
}

/// The newest members, listings, projects and pages, so many of each kind that none drowns the others.
fn news(view: &View<'_>) -> Vec<Ready<Card>> {
    const OF_A_KIND: usize = 3;
    const ALL: usize = 8;
    let kinds = [Kind::Member, Kind::Resource, Kind::Project, Kind::Kb];
    let listed: BTreeSet<_> = super::member::pages::listed(view).map(|entry| &entry.head.id).collect();
    let mut heads: Vec<_> = view
        .edition
        .heads()
        .filter(|head| kinds.contains(&head.id.kind) && !head.id.name.is_empty())
        .filter(|head| head.id.kind != Kind::Member || listed.contains(&head.id))
        .filter(|head| head.day.is_some_and(|day| day <= view.today))
        .collect();
    heads.sort_by_key(|head| (std::cmp::Reverse(head.day), &head.address));
    let mut of_kind: BTreeMap<Kind, usize> = BTreeMap::new();
    heads.retain(|head| {
        let count = of_kind.entry(head.id.kind).or_default();
        *count += 1;
        *count <= OF_A_KIND
    });
    heads.iter().take(ALL).filter_map(|head| view.card(&head.id)).collect()
}

fn not_found(view: &View<'_>) -> Output {
    let title = Words::plain(&view.label("not_found"));
    let mut meta = view.meta("404", &title, "", "/");
    meta.noindex = true;
    meta.translations.clear();
    let context = NotFoundPage { meta };
    Output::page(view.address("/404.html"), "404.html", view.edition.number, context, Vec::new()).unlisted()
}

fn tags(view: &View<'_>) -> Output {
    let mut meta = view.meta("tags", &Words::plain(&view.label("tags")), &view.label("descriptions.tags"), "/tags/");
    meta.crumbs = view.crumbs(&[]);
    let count = |(slug, (label, ids)): (&Arc<str>, &(Arc<str>, Vec<EntryId>))| TagCount {
        link: TagLink { label: label.clone(), href: view.path(&format!("/tags/{slug}/")) },
        count: ids.len(),
    };
    let order = NameOrder::of(view.language.language.as_str());
    let mut tags: Vec<TagCount> = view.tags.iter().map(count).collect();
    tags.sort_by(|a, b| order.compare(&a.link.label, &b.link.label));
    let context = TagsPage { meta, tags };
    let lists = view.behind(view.tags.values().flat_map(|(_, ids)| ids));
    Output::page(view.address("/tags/"), "tags.html", view.edition.number, context, Vec::new()).listing(lists)
}

/// The pages of a tag.
fn tag(view: &View<'_>, slug: &str, label: &Arc<str>, ids: &[EntryId]) -> Vec<Output> {
    let folder = format!("/tags/{slug}/");
    let about = view.label("descriptions.tag").replace("{tag}", label);
    let dated = ids.iter().any(|id| id.kind == Kind::Event);
    let calendar = dated.then(|| view.path(&format!("/calendars/tag/{slug}.ics")));
    let elsewhere = languages_with(view, slug);
    let (events, others): (Vec<&EntryId>, Vec<&EntryId>) = ids.iter().partition(|id| id.kind == Kind::Event);
    let (events, more) = super::event::lists::nearest(view, view.cards_of(events), [NEAREST, NEAREST]);
    let mut entries = view.cards_of(others);
    // Between the posts and the rest, where they stand among the kinds.
    let at = entries.partition_point(|card| card.kind == Kind::Post.word());
    let last_event = at + events.len().saturating_sub(1);
    entries.splice(at..at, events);
    let paged = Paged::new(view, folder.clone(), entries.len(), OF_A_TAG);
    let page = |number: usize| {
        let mut meta = paged.meta(view, "tag", &Words::plain(label), &about, number);
        meta.crumbs = view.crumbs(&[("tags", "/tags/")]);
        meta.feeds = view.feeds(&folder, label);
        meta.translations.retain(|translation| elsewhere.contains(&translation.lang));
        meta.calendar = calendar.clone();
        let range = paged.range(number, entries.len());
        let context = TagPage {
            meta,
            tag: label.clone(),
            kinds: kind_parts(view, &paged, (&entries, more.as_ref()), number),
            more: more.clone().filter(|_| paged.place(last_event).0 == number),
            entries: entries[range].to_vec(),
            pager: paged.pager(number),
            calendar: calendar.clone(),
        };
        let lists = view.behind_cards(&context.entries);
        let address = view.address(&paged.path(number));
        let output = Output::page(address, "tag.html", view.edition.number, context, Vec::new()).listing(lists);
        Paged::listed(number, output)
    };
    paged.numbers().map(page).collect()
}

/// Where each kind begins in a list of several pages; nothing where the list has one page.
fn kind_parts(
    view: &View<'_>,
    paged: &Paged,
    (entries, more): (&[Ready<Card>], Option<&MoreEvents>),
    number: usize,
) -> Vec<KindPart> {
    if *paged.numbers().end() == 1 {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for cards in entries.chunk_by(|a, b| a.kind == b.kind) {
        let kind = cards[0].kind;
        let folder = Kind::ALL.into_iter().find(|known| known.word() == kind).map_or("", Kind::folder);
        let (page, row) = paged.place(from);
        let left_out = more.filter(|_| kind == Kind::Event.word()).map_or(0, |more| more.count);
        parts.push(KindPart {
            kind,
            label: view.label(&format!("sections.{folder}")),
            count: cards.len() + left_out,
            href: format!("{}#of-{kind}", paged.href(page)).into(),
            row: if page == number { row } else { 0 },
        });
        from += cards.len();
    }
    parts
}

/// The languages that have a page for this tag: another one may not use it.
fn languages_with(view: &View<'_>, slug: &str) -> Vec<Arc<str>> {
    let has = |number: usize| {
        let mut heads = view.site.editions[number].heads();
        heads.any(|head| !head.unlisted && head.tags.iter().any(|tag| *tag.slug == *slug))
    };
    let languages = view.config.languages.iter().enumerate().filter(|(number, _)| has(*number));
    languages.map(|(_, language)| language.language.shared()).collect()
}

/// Pages that lead elsewhere: redirects of `hub.toml` and old addresses of entries.
pub fn redirects(view: &View<'_>, said: &mut Vec<Diagnostic>) -> Vec<Output> {
    let mut outputs = Vec::new();
    if view.edition.number == 0 {
        said.extend(circles(&view.config.redirects));
        for (from, to) in &view.config.redirects {
            let target = to.value.as_str();
            let inside = target.starts_with('/') && !target.starts_with("//");
            if !inside && crate::markup::SafeUrl::parse_web(target).is_err() {
                let message = format!("`{target}` is no address to lead to");
                let help = "write an address of the site such as `/new/`, or one that begins with `https://`";
                said.push(Diagnostic::error(Code::BadAddress, to.span, message).help(help));
                continue;
            }
            outputs.extend(redirect(view, from, target, said));
        }
    }
    for (alias, id, number) in &view.site.aliases {
        if *number == view.edition.number
            && let Some(target) = view.edition.targets.get(id)
        {
            outputs.extend(redirect(view, alias, target.address.as_str(), said));
        }
    }
    outputs
}

/// Redirects that never arrive, each circle said once.
fn circles(redirects: &[(Spanned<String>, Spanned<String>)]) -> Vec<Diagnostic> {
    let place = |text: &Spanned<String>| old_address(text).ok();
    let next: Vec<(Option<Address>, Option<Address>)> =
        redirects.iter().map(|(from, to)| (place(from), place(to).filter(|_| to.value.starts_with('/')))).collect();
    let after = |at: usize| next.iter().position(|(from, _)| next[at].1.is_some() && *from == next[at].1);
    let mut said = Vec::new();
    for start in 0..next.len() {
        let mut circle = vec![start];
        while let Some(at) = after(circle[circle.len() - 1]).filter(|at| !circle.contains(at)) {
            circle.push(at);
        }
        let closed = after(circle[circle.len() - 1]) == Some(start);
        if !closed || circle.iter().any(|at| *at < start) {
            continue;
        }
        let names: Vec<String> =
            circle.iter().chain([&start]).map(|at| format!("`{}`", redirects[*at].0.value)).collect();
        let message = match circle.len() {
            1 => format!("{} is redirected to itself", names[0]),
            _ => format!("these redirects lead in a circle: {}", names.join(" to ")),
        };
        let error = Diagnostic::error(Code::BadConfig, redirects[start].1.span, message);
        said.push(error.help("let it lead to a page that is there"));
    }
    said
}

/// The address of an alias or redirect as it is written: one that names a file is that file, any other a folder.
///
/// # Errors
/// Says what is wrong with it, at its place.
pub fn old_address(from: &Spanned<String>) -> Result<Address, Diagnostic> {
    let written = if from.value.starts_with('/') { from.value.clone() } else { format!("/{}", from.value) };
    let last = written.rsplit('/').next().unwrap_or("");
    let is_file = last.rsplit_once('.').is_some_and(|(_, ending)| matches!(ending, "html" | "htm" | "php" | "xml"));
    let path = if written.ends_with('/') || is_file { written } else { format!("{written}/") };
    Address::parse(&path).map_err(|why| {
        let message = format!("`{}` cannot be an address: {why}", from.value);
        Diagnostic::error(Code::BadAddress, from.span, message).help("write one such as `/old/`")
    })
}

fn redirect(view: &View<'_>, from: &Spanned<String>, target: &str, said: &mut Vec<Diagnostic>) -> Option<Output> {
    let address = match old_address(from) {
        Ok(address) => address,
        Err(error) => {
            said.push(error);
            return None;
        }
    };
    let inside = target.starts_with('/');
    let (own, whole) =
        if inside { (href(view.config, target), url(view.config, target)) } else { (target.into(), target.into()) };
    let mut meta = view.meta("redirect", &Words::plain(&view.label("moved_page")), "", "/");
    meta.canonical = whole;
    meta.noindex = true;
    meta.translations.clear();
    let context = RedirectPage { meta, target: own };
    let mut output = Output::page(address, "redirect.html", view.edition.number, context, Vec::new()).unlisted();
    output.sources.push(from.span.source);
    output.asked = Some(from.span);
    Some(output)
}

/// What search engines may read, and where the list of pages is.
pub fn robots(config: &Config) -> Output {
    let text = format!("User-agent: *\nAllow: /\n\nSitemap: {}/sitemap.xml\n", config.base_url);
    let address = Address::parse("/robots.txt").expect("is an address");
    Output::bytes(address, text.into_bytes().into())
}
