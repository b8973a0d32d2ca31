//! The list of pages for search engines: the sitemap protocol 0.9 (sitemaps.org), with translations as `xhtml:link`.
//!
//! Takes addresses, gives documents: [`split`] says how many there have to be, [`write()`] writes one, [`write_index`] the list of them.

use super::xml::{attribute, element, escape};
use std::ops::Range;
use std::sync::Arc;

/// The most addresses a file may have.
pub const MAX_URLS: usize = 50_000;
/// The most bytes a file may have.
pub const MAX_BYTES: usize = 50_000_000;

/// A page in one language.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alternate {
    /// BCP 47.
    pub language: Arc<str>,
    /// The whole address.
    pub url: Arc<str>,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url {
    /// The whole address.
    pub loc: Arc<str>,
    /// When its content changed last: a day, or a time in RFC 3339.
    pub lastmod: Option<Arc<str>>,
    /// The page in each language it is written in, its own included; empty where there is only one.
    pub alternates: Arc<[Alternate]>,
}

/// Shares addresses out over as few files as the protocol allows, in order. There is always one file.
pub fn split(urls: &[Url]) -> Vec<Range<usize>> {
    split_at(urls, MAX_URLS, MAX_BYTES - FRAME)
}

/// Bytes around the addresses of a file; more than enough.
const FRAME: usize = 400;

fn split_at(urls: &[Url], most: usize, bytes: usize) -> Vec<Range<usize>> {
    let mut files = Vec::new();
    let (mut from, mut size) = (0, 0);
    for (at, url) in urls.iter().enumerate() {
        let own = size_of(url);
        if at > from && (at - from >= most || size + own > bytes) {
            files.push(from..at);
            (from, size) = (at, 0);
        }
        size += own;
    }
    files.push(from..urls.len());
    files
}

/// The bytes an address takes in a file, or a few more.
fn size_of(url: &Url) -> usize {
    let escaped = |text: &str| text.len() + 5 * text.bytes().filter(|byte| b"&<>\"'".contains(byte)).count();
    let alternates = url.alternates.iter().map(|other| 70 + escaped(&other.url) + escaped(&other.language));
    70 + escaped(&url.loc) + url.lastmod.as_deref().map_or(0, |day| 30 + day.len()) + alternates.sum::<usize>()
}

/// Writes one file.
pub fn write(urls: &[Url]) -> String {
    let mut out = String::with_capacity(FRAME + urls.iter().map(size_of).sum::<usize>());
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"");
    if urls.iter().any(|url| !url.alternates.is_empty()) {
        out.push_str(" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"");
    }
    out.push_str(">\n");
    for url in urls {
        out.push_str("<url><loc>");
        escape(&mut out, &url.loc);
        out.push_str("</loc>");
        if let Some(lastmod) = &url.lastmod {
            out.push_str("<lastmod>");
            escape(&mut out, lastmod);
            out.push_str("</lastmod>");
        }
        for other in url.alternates.iter() {
            out.push_str("<xhtml:link rel=\"alternate\"");
            attribute(&mut out, "hreflang", &other.language);
            attribute(&mut out, "href", &other.url);
            out.push_str("/>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// Writes the list of several files, each by its whole address.
pub fn write_index(files: &[Arc<str>]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for file in files {
        out.push_str("<sitemap>\n");
        element(&mut out, 2, "loc", file);
        out.push_str("</sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(loc: &str) -> Url {
        Url { loc: loc.into(), lastmod: None, alternates: Arc::from([]) }
    }

    #[test]
    fn addresses_are_escaped() {
        let hostile = Url {
            loc: "https://a.example/?x=1&y=']]><\"\u{1}".into(),
            lastmod: Some("2026-05-01".into()),
            alternates: Arc::from([Alternate { language: "zh-CN\"".into(), url: "https://a.example/河&岸/".into() }]),
        };
        let text = write(std::slice::from_ref(&hostile));
        assert!(
            text.contains("<loc>https://a.example/?x=1&amp;y=&#39;]]&gt;&lt;&quot;</loc><lastmod>2026-05-01</lastmod>")
        );
        assert!(text.contains("hreflang=\"zh-CN&quot;\" href=\"https://a.example/河&amp;岸/\"/>"));
        assert!(text.contains("xmlns:xhtml="));
        assert!(text.len() <= FRAME + size_of(&hostile));
    }

    #[test]
    fn a_site_in_one_language_needs_no_second_namespace() {
        assert!(!write(&[url("https://a.example/")]).contains("xhtml"));
    }

    #[test]
    fn files_hold_no_more_than_they_may() {
        assert_eq!(split(&[]), vec![0..0]);
        let urls: Vec<Url> = (0..50_001).map(|number| url(&format!("https://a.example/{number}/"))).collect();
        assert_eq!(split(&urls), [0..50_000, 50_000..50_001]);
        let size = size_of(&urls[0]);
        assert_eq!(split_at(&urls[..4], 10, 2 * size), [0..2, 2..4]);
        assert_eq!(split_at(&urls[..3], 10, 1), [0..1, 1..2, 2..3], "a file has one address at least");
    }

    #[test]
    fn the_measure_is_never_too_small() {
        let urls: Vec<Url> = (0..100)
            .map(|number| Url {
                loc: format!("https://a.example/{number}/?a&b").into(),
                lastmod: Some("2026-05-01T00:00:00+08:00".into()),
                alternates: Arc::from([
                    Alternate { language: "en".into(), url: format!("https://a.example/{number}/").into() },
                    Alternate { language: "zh-CN".into(), url: format!("https://a.example/zh-CN/{number}/").into() },
                ]),
            })
            .collect();
        assert!(write(&urls).len() <= FRAME + urls.iter().map(size_of).sum::<usize>());
    }

    #[test]
    fn the_index_lists_the_files() {
        let text = write_index(&["https://a.example/sitemap-1.xml".into()]);
        assert!(text.contains("<loc>https://a.example/sitemap-1.xml</loc>"));
    }
}
