//! Feeds in JSON: JSON Feed version 1.1 (jsonfeed.org).
//!
//! Takes a [`Feed`] and its entries, gives the document. Says the same as [`atom`](super::atom) does, in the same order.

use super::feed::{Author, Entry, Feed};
use serde::Serialize;

const VERSION: &str = "https://jsonfeed.org/version/1.1";

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    authors: Vec<Person<'a>>,
    language: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Person<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<&'a str>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    date_modified: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Person<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

/// Writes a feed. Entries stay in the order given.
pub fn write(feed: &Feed, entries: &[Entry<'_>]) -> String {
    let document = Document {
        version: VERSION,
        title: &feed.title,
        home_page_url: &feed.page,
        feed_url: &feed.json,
        description: feed.subtitle.as_deref(),
        authors: vec![person(&feed.author)],
        language: &feed.language,
        items: entries.iter().map(item).collect(),
    };
    let mut text = serde_json::to_string(&document).expect("texts and lists are JSON");
    text.push('\n');
    text
}

fn person(author: &Author) -> Person<'_> {
    Person { name: &author.name, url: author.url.as_deref() }
}

fn item<'a>(entry: &Entry<'a>) -> Item<'a> {
    let item = entry.item;
    // An item must have one of the two forms of content; a summary alone is plain text.
    let text = item.summary.as_deref().unwrap_or(&item.title);
    Item {
        id: &item.id,
        url: &item.url,
        external_url: item.related.as_deref(),
        title: &item.title,
        content_html: entry.content,
        content_text: entry.content.is_none().then_some(text),
        summary: item.summary.as_deref(),
        image: item.image.as_deref(),
        date_published: item.published.as_deref(),
        date_modified: &item.updated,
        authors: item.authors.iter().map(person).collect(),
        tags: item.tags.iter().map(|(_, label)| label.as_ref()).collect(),
        language: item.language.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::atom::tests;
    use serde_json::Value;

    #[test]
    fn hostile_text_comes_back_as_it_was() {
        let (feed, item) = (tests::feed(), tests::item());
        let content = "<p>\"]]>\u{0}\u{2028}</p>";
        let text = write(&feed, &[Entry { item: &item, content: Some(content) }]);
        let back: Value = serde_json::from_str(&text).expect("is JSON");
        assert_eq!(back["version"], VERSION);
        assert_eq!(back["title"], *feed.title);
        let first = &back["items"][0];
        assert_eq!(first["title"], *item.title);
        assert_eq!(first["content_html"], content);
        assert_eq!(first["tags"][0], "Q&\"A\"");
        assert_eq!(first["language"], "zh-CN");
        assert!(first.get("content_text").is_none());
        assert!(!text.trim_end().chars().any(char::is_control));
    }

    #[test]
    fn an_item_without_content_has_its_summary_as_text() {
        let item = tests::item();
        let text = write(&tests::feed(), &[Entry { item: &item, content: None }]);
        let back: Value = serde_json::from_str(&text).expect("is JSON");
        assert_eq!(back["items"][0]["content_text"], "She said \"no\" & 'left'");
        assert!(back["items"][0].get("content_html").is_none());
    }
}
