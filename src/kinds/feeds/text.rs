//! The text of an entry as it stands in a feed: HTML that may be read far from the site, so every address in it is whole.
//!
//! Takes a text with its resolved links, gives HTML, made when a feed that holds the entry is written for the first time. What it is made
//! of is all in the key; the HTML is not.

use crate::formats::feed::Item;
use crate::kinds::entry::Text;
use crate::markup::{self, Resolved};
use crate::plan::Part;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// What the text of every entry needs.
#[derive(Hash)]
pub(super) struct Frame {
    /// Scheme and host.
    pub(super) origin: Arc<str>,
    /// The words that Folkmoot puts into a text, in the language of the edition.
    pub(super) words: Part<markup::Words>,
}

/// One entry. Its HTML is made when the first feed that holds it is written, and only once.
pub(super) struct News {
    pub(super) recipe: Recipe,
    html: OnceLock<Option<String>>,
}

#[derive(Hash)]
pub(super) struct Recipe {
    pub(super) item: Item,
    /// A line before the text, as HTML.
    pub(super) lead: Option<Arc<str>>,
    /// The text, where feeds hold whole texts.
    pub(super) text: Option<(Text, Part<Frame>)>,
}

impl Hash for News {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.recipe.hash(state);
    }
}

impl News {
    /// Takes the values; makes nothing yet.
    pub(super) fn new(recipe: Recipe) -> Self {
        Self { recipe, html: OnceLock::new() }
    }

    /// The text as HTML with whole addresses.
    pub(super) fn html(&self) -> Option<&str> {
        self.html.get_or_init(|| self.recipe.html()).as_deref()
    }
}

impl Recipe {
    fn html(&self) -> Option<String> {
        let (text, frame) = self.text.as_ref()?;
        let resolved: Vec<Resolved> =
            text.resolved.iter().map(|resolved| whole(resolved, &frame.origin, &self.item.url)).collect();
        let body = text.body.feed_html(&resolved, &frame.words);
        let body = whole_fragments(&body, &self.item.url);
        Some(match &self.lead {
            Some(lead) => format!("<p>{lead}</p>\n{body}"),
            None => body,
        })
    }
}

/// Makes links into the page itself whole addresses, those of footnotes above all: in a list of entries their ids may stand several
/// times. `html` is well-formed, with attributes in double quotes; only inside tags is anything changed.
fn whole_fragments(html: &str, page: &str) -> String {
    const LINK: &str = " href=\"#";
    let page = page.replace('&', "&amp;");
    let mut out = String::with_capacity(html.len() + 4 * page.len());
    let (mut from, mut in_tag, mut in_value) = (0, false, false);
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'<' if !in_tag => in_tag = true,
            b'>' if in_tag && !in_value => in_tag = false,
            b'"' if in_tag => in_value = !in_value,
            b' ' if in_tag && !in_value && html[at..].starts_with(LINK) => {
                let end = at + LINK.len() - 1;
                out.push_str(&html[from..end]);
                out.push_str(&page);
                from = end;
            }
            _ => {}
        }
    }
    out.push_str(&html[from..]);
    out
}

/// A link with its address made whole.
fn whole(resolved: &Resolved, origin: &str, page: &str) -> Resolved {
    let whole = |href: &str| match href {
        _ if href.starts_with('#') => format!("{page}{href}"),
        _ if href.starts_with('/') && !href.starts_with("//") => format!("{origin}{href}"),
        _ => href.to_owned(),
    };
    let mut resolved = resolved.clone();
    match &mut resolved {
        Resolved::Href { href, .. } | Resolved::Name { href: Some(href), .. } => *href = whole(href),
        Resolved::Picture { src, srcset, .. } => {
            *src = whole(src);
            // Readers of feeds choose for themselves.
            srcset.clear();
        }
        Resolved::Name { href: None, .. } | Resolved::Text | Resolved::AsWritten => {}
    }
    resolved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::feeds::NEVER;
    use crate::markup::Options;
    use crate::text::{SourceId, Span};

    const PAGE: &str = "https://riverbank.example/hub/posts/a&b/";

    fn item() -> Item {
        Item {
            id: PAGE.into(),
            url: PAGE.into(),
            related: None,
            title: "A".into(),
            language: None,
            summary: None,
            published: None,
            updated: NEVER.into(),
            authors: Vec::new(),
            tags: Vec::new(),
            image: None,
        }
    }

    fn recipe(markdown: &str, resolved: Vec<Resolved>) -> Recipe {
        let span = Span::file(SourceId(0));
        let read = markup::read_field(span, markdown, markdown, &Options::default());
        let frame = Frame { origin: "https://riverbank.example".into(), words: Part::new(markup::Words::default()) };
        Recipe { item: item(), lead: None, text: Some((Text::new(read.value, resolved), Part::new(frame))) }
    }

    fn to(href: &str) -> Resolved {
        Resolved::Href { href: href.to_owned(), external: false }
    }

    #[test]
    fn every_address_of_a_text_is_whole() {
        let markdown = "[a](a.md) [b](#b) [c](https://c.example/) ![d](d.png) <a href='e.md'>e</a>[^1]\n\n[^1]: Note.";
        let picture = Resolved::picture("/hub/media/d.png".to_owned());
        let links = vec![to("/hub/a/"), to("#b"), to("https://c.example/"), picture, to("/hub/e/?x#y")];
        let html = recipe(markdown, links).html().unwrap();
        let addresses: Vec<&str> = html
            .split([' ', '>'])
            .filter_map(|word| word.strip_prefix("href=\"").or(word.strip_prefix("src=\"")))
            .collect();
        assert!(addresses.len() >= 7, "{html}");
        for address in addresses {
            assert!(address.starts_with("https://"), "{address} in {html}");
        }
        assert!(html.contains("href=\"https://riverbank.example/hub/e/?x#y\""), "{html}");
        assert!(html.contains("href=\"https://riverbank.example/hub/posts/a&amp;b/#fn:1\""), "{html}");
    }

    #[test]
    fn text_that_looks_like_an_attribute_stays_text() {
        let html = recipe("She wrote ` href=\"#x\"` and  href=\"#y\" and <b title=' href=\"#z\"'>b</b>", Vec::new())
            .html()
            .unwrap();
        assert!(!html.contains("https://"), "{html}");
    }

    #[test]
    fn the_key_follows_the_text_and_not_what_was_made_of_it() {
        let part = |markdown: &str| Part::new(News::new(recipe(markdown, Vec::new())));
        let (first, second) = (part("One"), part("One"));
        assert!(first.html().is_some());
        assert_eq!(first.digest(), second.digest());
        assert_ne!(first.digest(), part("Two").digest());
    }
}
