//! The sitemap: every page that search engines should know, with its translations.
//!
//! Made from the list of outputs, so that it can name no page that is not there. Left out are pages that are not
//! [`listed`](Output::listed) (redirects, 404, unlisted members), stand-ins for a missing translation, and texts that were published
//! first elsewhere. What changed when is told only where an entry says so: a list of entries has no day of its own.

use super::Site;
use super::view::url;
use crate::config::Config;
use crate::formats::sitemap::{self, Alternate, Url};
use crate::model::{Address, EntryId, Head, Kind};
use crate::plan::Output;
use crate::text::SourceId;
use crate::time::Moment;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a page is the translation of: an entry, or a page that the site itself has, by its address without the language.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Same<'a> {
    Entry(&'a EntryId),
    Path(&'a str),
}

struct Page<'a> {
    address: &'a Address,
    edition: usize,
    lastmod: Option<Arc<str>>,
}

/// The sitemap, in several files where it is too long for one.
pub fn plan(site: &Site, config: &Config, outputs: &[Output]) -> Vec<Output> {
    let urls = urls(site, config, outputs);
    let lists: Vec<SourceId> =
        outputs.iter().filter(|output| output.listed).flat_map(|one| one.sources.clone()).collect();
    let files = sitemap::split(&urls);
    let address = |path: &str| Address::parse(path).expect("is an address");
    if let [_] = files.as_slice() {
        return vec![
            Output::text(address("/sitemap.xml"), urls, |urls| sitemap::write(urls), Vec::new()).listing(lists),
        ];
    }
    let names: Vec<String> = (1..=files.len()).map(|number| format!("/sitemap-{number}.xml")).collect();
    let index: Vec<Arc<str>> = names.iter().map(|name| url(config, name)).collect();
    let mut all = vec![Output::text(address("/sitemap.xml"), index, |files| sitemap::write_index(files), Vec::new())];
    all[0].lists.clone_from(&lists);
    for (name, range) in names.iter().zip(files) {
        let one = Output::text(address(name), urls[range].to_vec(), |urls| sitemap::write(urls), Vec::new());
        all.push(one.listing(lists.clone()));
    }
    all
}

fn urls(site: &Site, config: &Config, outputs: &[Output]) -> Vec<Url> {
    let entries: HashMap<&Address, (usize, &Head)> = site
        .editions
        .iter()
        .flat_map(|edition| edition.heads().map(|head| (&head.address, (edition.number, head))))
        .collect();
    let elsewhere = elsewhere(site);
    let mut groups: BTreeMap<Same<'_>, Vec<Page<'_>>> = BTreeMap::new();
    for output in outputs.iter().filter(|output| output.listed) {
        let address = &output.address;
        let (same, page) = match entries.get(address) {
            Some((edition, head)) => {
                let stand_in = head.language != config.languages[*edition].language;
                if stand_in || elsewhere.contains_key(address) {
                    continue;
                }
                (Same::Entry(&head.id), Page { address, edition: *edition, lastmod: changed(head, config) })
            }
            None => {
                let (edition, path) = edition_of(config, address.as_str());
                (Same::Path(path), Page { address, edition, lastmod: None })
            }
        };
        groups.entry(same).or_default().push(page);
    }
    let mut urls: Vec<Url> = groups.into_values().flat_map(|pages| translations(config, pages)).collect();
    urls.sort_by(|a, b| a.loc.cmp(&b.loc));
    urls
}

/// Pages of posts that say where they were published first.
fn elsewhere(site: &Site) -> HashMap<&Address, ()> {
    let posts = site.editions.iter().flat_map(|edition| &edition.posts);
    posts.filter(|post| post.draft.fields.canonical.is_some()).map(|post| (&post.head.address, ())).collect()
}

/// The language of an address of the site's own, and the rest of it.
fn edition_of<'a>(config: &Config, address: &'a str) -> (usize, &'a str) {
    let others = config.languages.iter().enumerate().filter(|(_, language)| !language.prefix.is_empty());
    let mut found = others.filter_map(|(number, language)| {
        let rest = address.strip_prefix(language.prefix.as_ref())?;
        rest.starts_with('/').then_some((number, rest))
    });
    found.next().unwrap_or((0, address))
}

/// The pages of one thing, each with all its languages.
fn translations(config: &Config, mut pages: Vec<Page<'_>>) -> Vec<Url> {
    pages.sort_by_key(|page| page.edition);
    let alternates: Arc<[Alternate]> = match pages.len() {
        0 | 1 => Arc::from([]),
        _ => pages
            .iter()
            .map(|page| Alternate {
                language: config.languages[page.edition].language.shared(),
                url: url(config, page.address.as_str()),
            })
            .collect(),
    };
    let one = |page: Page<'_>| Url {
        loc: url(config, page.address.as_str()),
        lastmod: page.lastmod,
        alternates: alternates.clone(),
    };
    pages.into_iter().map(one).collect()
}

/// The day an entry says it changed, in the hub's zone.
fn changed(head: &Head, config: &Config) -> Option<Arc<str>> {
    // `updated` may have been forgotten when the date of a post was moved.
    let posted = head.date.filter(|_| head.id.kind == Kind::Post);
    let changed = head.updated.max(posted)?;
    Some(Moment::at(changed, &config.timezone).date().to_string().into())
}
