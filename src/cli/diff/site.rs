//! A site as readers and subscribers meet it: its addresses, and the events in its calendars.
//!
//! Takes a folder, whoever made it; reads names of files, and the text of calendars alone. Follows no links.

use super::hidden::Hidden;
use crate::config::Retired;
use crate::error::Error;
use crate::formats::ics::{self, IcsEvent};
use crate::time::Zone;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The calendars that hold every event of a site made by Folkmoot.
const WHOLE: [&str; 2] = ["calendar.ics", "calendar-archive.ics"];

/// What is published.
#[derive(Debug, Default)]
pub(super) struct Site {
    /// Addresses of pages.
    pub(super) pages: BTreeSet<String>,
    /// Addresses of what programs come back to: calendars, feeds, JSON.
    pub(super) feeds: BTreeSet<String>,
    /// Addresses of other files that people may link to: pictures, papers. Not what only pages load.
    pub(super) files: BTreeSet<String>,
    /// Addresses that `_redirects` leads on from.
    pub(super) redirects: BTreeSet<String>,
    /// Events by UID.
    pub(super) events: BTreeMap<String, IcsEvent>,
    /// Of each event, by UID, the addresses of the calendars that hold it, in order. One that holds nothing else is not among them.
    pub(super) calendars: BTreeMap<String, Vec<Arc<str>>>,
    /// The UIDs of events by the addresses of their own calendars: `/events/salon/event.ics`.
    pub(super) own: BTreeMap<String, String>,
    /// Of events that come from the calendars of others, the names of these, by UID.
    pub(super) others: BTreeMap<String, String>,
    /// Events whose files it has and that not everybody sees, by UID; `None` where there is only the finished site.
    pub(super) hidden: Option<BTreeMap<String, Hidden>>,
    /// Calendars that its `hub.toml` keeps for their subscribers; `None` where there is only the finished site.
    pub(super) retired: Option<Vec<Retired>>,
}

impl Site {
    /// Whether there is anything at an address, be it only a way on.
    pub(super) fn has(&self, address: &str) -> bool {
        [&self.pages, &self.feeds, &self.files, &self.redirects].iter().any(|all| all.contains(address))
    }

    /// Where it is published, as the pages of its events say it: what most of them have before their addresses.
    pub(super) fn base(&self) -> Option<&str> {
        let mut bases: BTreeMap<&str, usize> = BTreeMap::new();
        for url in self.events.values().filter_map(|event| event.details.url.as_deref()) {
            let Some(host) = url.find("://").map(|at| at + "://".len()) else { continue };
            let mut parts = url[host..].match_indices('/').map(|(at, _)| url.split_at(host + at));
            // Any site has a page at `/`.
            if let Some((base, _)) = parts.find(|(_, page)| *page != "/" && self.pages.contains(*page)) {
                *bases.entry(base).or_default() += 1;
            }
        }
        bases.into_iter().max_by_key(|(_, events)| *events).map(|(base, _)| base)
    }

    /// Its events as they would be if the site were published where another one is.
    pub(super) fn events_at(&self, other: Option<&str>) -> Cow<'_, BTreeMap<String, IcsEvent>> {
        let (Some(from), Some(to)) = (self.base(), other) else { return Cow::Borrowed(&self.events) };
        if from == to {
            return Cow::Borrowed(&self.events);
        }
        let (from, to) = (format!("{from}/"), format!("{to}/"));
        let mut all = self.events.clone();
        for event in all.values_mut() {
            for details in
                std::iter::once(&mut event.details).chain(event.changes.iter_mut().map(|one| &mut one.details))
            {
                let texts =
                    [&mut details.url, &mut details.image, &mut details.description, &mut details.description_html];
                texts.into_iter().flatten().for_each(|text| *text = text.replace(&from, &to));
            }
        }
        Cow::Owned(all)
    }

    /// Notes that a calendar holds an event, of which it may speak more than once. Calendars come in the order of their addresses.
    fn holds(&mut self, calendar: &Arc<str>, uid: String) {
        let all = self.calendars.entry(uid).or_default();
        if all.last() != Some(calendar) {
            all.push(calendar.clone());
        }
    }
}

/// Reads a site.
pub(super) fn read(folder: &Path) -> Result<Site, Error> {
    let mut paths = Vec::new();
    list(folder, "", &mut paths)?;
    paths.sort();
    let mut site = Site::default();
    for path in &paths {
        sort(path, &mut site);
    }
    if let Ok(text) = std::fs::read_to_string(folder.join("_redirects")) {
        let lines = text.lines().filter_map(|line| line.split_whitespace().next());
        site.redirects.extend(lines.filter(|from| from.starts_with('/')).map(str::to_owned));
    }
    if let Ok(bytes) = std::fs::read(folder.join("api/events.json")) {
        site.others = others(&bytes);
    }
    let whole = paths.iter().any(|path| path == WHOLE[0]);
    for path in paths.iter().filter(|path| path.ends_with(".ics")) {
        let file = folder.join(path);
        let bytes = std::fs::read(&file).map_err(Error::io("read", &file))?;
        let text = String::from_utf8_lossy(&bytes);
        let address: Arc<str> = format!("/{path}").into();
        if path.ends_with("/event.ics") {
            site.own.extend(ics::uids(&text).into_iter().next().map(|uid| (address.to_string(), uid)));
            if whole {
                continue;
            }
        }
        if whole && !WHOLE.contains(&path.as_str()) {
            // The calendars of everything say what its events are.
            ics::uids(&text).into_iter().for_each(|uid| site.holds(&address, uid));
            continue;
        }
        for event in ics::read(&text, &Zone::utc()).events {
            if let Some(uid) = event.uid.clone() {
                site.holds(&address, uid.clone());
                site.events.entry(uid).or_insert(event);
            }
        }
    }
    Ok(site)
}

/// What a site made by Folkmoot says of where its events come from.
fn others(bytes: &[u8]) -> BTreeMap<String, String> {
    let api: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let items = api["items"].as_array().into_iter().flatten();
    let named = items.filter_map(|item| Some((item["uid"].as_str()?, item["source"]["name"].as_str()?)));
    named.map(|(uid, name)| (uid.to_owned(), name.to_owned())).collect()
}

/// Lists the files below a folder, hidden ones left out.
fn list(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> Result<(), Error> {
    for entry in std::fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let entry = entry.map_err(Error::io("read", folder))?;
        let kind = entry.file_type().map_err(Error::io("read", folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') && name != ".well-known" {
            continue;
        }
        let path = format!("{prefix}{name}");
        if kind.is_dir() {
            list(&entry.path(), &format!("{path}/"), paths)?;
        } else if kind.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}

/// Whether this is a picture that a build made of others or of words: its name tells what is in it, so it changes with that.
fn is_made(path: &str) -> bool {
    let version = || {
        let (stem, _) = path.rsplit_once('.')?;
        let (stem, width) = stem.rsplit_once('-')?;
        let (_, digest) = stem.rsplit_once('-')?;
        let hex = digest.len() == 8 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(hex && width.len() >= 3 && width.bytes().all(|byte| byte.is_ascii_digit()))
    };
    path.starts_with("media/") && (path.starts_with("media/cards/") || version().unwrap_or_default())
}

/// Puts a file where it belongs.
fn sort(path: &str, site: &mut Site) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let feed = name.starts_with("feed.") || matches!(ending, "ics" | "rss" | "atom") || folder == "api";
    let loaded = matches!(ending, "css" | "js" | "map" | "woff" | "woff2") || path.starts_with("assets/");
    if name == "404.html" || matches!(path, "_redirects" | "_headers" | "robots.txt" | "sitemap.xml") {
    } else if let Some(page) = name.strip_suffix("index.html").filter(|rest| rest.is_empty()) {
        let page = if folder.is_empty() { page.to_owned() } else { format!("{folder}/") };
        site.pages.insert(format!("/{page}"));
    } else if matches!(ending, "html" | "htm") {
        site.pages.insert(format!("/{path}"));
    } else if feed {
        site.feeds.insert(format!("/{path}"));
    } else if !(loaded || path.starts_with("search/") || is_made(path)) {
        site.files.insert(format!("/{path}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_pages_feeds_and_others() {
        let mut site = Site::default();
        for path in [
            "index.html",
            "a/index.html",
            "old.html",
            "404.html",
            "zh-CN/404.html",
            "feed.xml",
            "tags/x/feed.json",
            "calendar.ics",
            "events/x/event.ics",
            "api/posts.json",
            "assets/a.css",
            "media/cards/69b09fca48921ba3.png",
            "media/space/hall-771123b4-160.png",
            "x.css",
            "search/1.json",
            "paper.pdf",
            "robots.txt",
        ] {
            sort(path, &mut site);
        }
        let all = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(all(&site.pages), "/ /a/ /old.html");
        assert_eq!(all(&site.feeds), "/api/posts.json /calendar.ics /events/x/event.ics /feed.xml /tags/x/feed.json");
        assert_eq!(all(&site.files), "/paper.pdf");
        assert!(site.has("/a/") && !site.has("/b/"));
    }
}
