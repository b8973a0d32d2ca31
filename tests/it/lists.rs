//! Lists that run over several pages: everything in them can be reached with links alone, in both themes, and no page grows with the hub.

use crate::hub::Hub;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Listings of the hub, each of them a need or an offer too.
const LISTINGS: usize = 250;

/// A hub with long lists in one theme.
fn site(theme: &str) -> BTreeMap<String, String> {
    let hub = Hub::common();
    let settings = std::fs::read_to_string(hub.root().join("hub.toml")).unwrap();
    hub.write("hub.toml", format!("theme = \"{theme}\"\n{settings}"));
    let mut listings = String::from("title,kind,category,tags,cost,added,url\n");
    for at in 0..LISTINGS {
        let (kind, cost) = (if at % 5 == 0 { "offer" } else { "need" }, if at % 2 == 0 { "free" } else { "9 yuan" });
        let day = at % 28 + 1;
        let _ = writeln!(
            listings,
            "Listing {at},{kind},tools,long,{cost},2026-{:02}-{day:02},https://{at}.example",
            at % 9 + 1
        );
    }
    hub.write("content/resources/long.csv", listings);
    for at in 0..70 {
        let post = format!("+++\ntitle = \"Post {at}\"\ndate = 2026-05-01\ntags = [\"long\"]\n+++\nWords.\n");
        hub.write(&format!("content/posts/post-{at}.md"), post);
    }
    hub.write("content/events/call.toml", "title = \"Call\"\nstart = 2026-12-01T19:00:00\ntags = [\"long\"]\n");
    let built = hub.build();
    assert!(built.report.is_some(), "{:?}", built.diagnostics);
    let text = |(name, bytes): (String, Vec<u8>)| Some((name, String::from_utf8(bytes).ok()?));
    hub.site().into_iter().filter_map(text).collect()
}

/// What stands between `before` and the next quotation mark, wherever it does.
fn all<'a>(page: &'a str, before: &str) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn page<'a>(site: &'a BTreeMap<String, String>, path: &str) -> &'a str {
    let name = format!("{}index.html", path.trim_start_matches('/'));
    site.get(&name).unwrap_or_else(|| panic!("there is no {path}"))
}

/// The pages that one gets to from the first by the link to the next.
fn following<'a>(site: &'a BTreeMap<String, String>, path: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut pages = vec![(path, page(site, path))];
    while let Some(next) = all(pages[pages.len() - 1].1, "<a rel=\"next\" href=\"").first() {
        assert!(pages.iter().all(|(path, _)| path != next), "{next} comes twice");
        pages.push((next, page(site, next)));
    }
    pages
}

/// The listings and posts that pages link to in their rows.
fn shown(pages: &[(&str, &str)]) -> BTreeSet<String> {
    let links = pages.iter().flat_map(|(_, page)| all(page, "href=\""));
    let own = |link: &&str| link.contains("/listing-") || link.contains("/posts/post-");
    links.filter(own).map(str::to_owned).collect()
}

#[test]
fn long_lists_can_be_read_to_their_end_without_scripts() {
    for theme in ["commons", "terminal"] {
        let site = site(theme);
        let half = LISTINGS.div_ceil(2);
        for (path, rows, pages) in [
            ("/resources/", LISTINGS, 3),
            ("/resources/tools/", LISTINGS, 3),
            ("/resources/by/cost/free/", half, 2),
            ("/needs/", LISTINGS, 4),
            ("/needs/by/tag/long/", LISTINGS, 4),
            ("/tags/long/", LISTINGS + 70, 6),
        ] {
            let all_pages = following(&site, path);
            assert_eq!(all_pages.len(), pages, "{theme} {path}");
            assert_eq!(shown(&all_pages).len(), rows, "{theme} {path}");
            for (number, (path, page)) in (1..).zip(&all_pages) {
                assert!(page.len() < 250_000, "{theme} {path} has {} bytes", page.len());
                assert!(
                    all(page, "<a aria-current=\"page\" href=\"").contains(path),
                    "{theme} {path} does not know its place"
                );
                // Values of filters are those of the whole list, and lead to pages.
                for link in all(page, "<a href=\"").into_iter().filter(|link| link.contains("/by/")) {
                    assert!(!self::page(&site, link).is_empty());
                }
                let listed = site["sitemap.xml"].contains(&format!("{path}</loc>"));
                assert_eq!(listed, number == 1 && !path.contains("/by/"), "{theme} {path} in the sitemap");
            }
        }
    }
}

#[test]
fn a_long_page_of_a_tag_leads_to_each_kind() {
    for theme in ["commons", "terminal"] {
        let site = site(theme);
        let first = page(&site, "/tags/long/");
        let kinds: Vec<&str> = all(first, "href=\"").into_iter().filter(|link| link.contains("#of-")).collect();
        assert_eq!(kinds, ["/tags/long/#of-post", "/tags/long/page/2/#of-event", "/tags/long/page/2/#of-resource"]);
        for link in kinds {
            let (path, id) = link.split_once('#').unwrap();
            assert!(page(&site, path).contains(&format!("id=\"{id}\"")), "{theme} {link}");
        }
    }
}
