//! Feeds in Atom: RFC 4287.
//!
//! Takes a [`Feed`] and its entries, gives the document. HTML goes in as escaped text (`type="html"`, §3.1.1.2), never as markup.

use super::feed::{Author, Entry, Feed};
use super::xml::{attribute, element, escape};

/// Writes a feed. Entries stay in the order given.
pub fn write(feed: &Feed, entries: &[Entry<'_>]) -> String {
    let content: usize = entries.iter().map(|entry| entry.content.map_or(0, str::len)).sum();
    let mut out = String::with_capacity(1024 + entries.len() * 1024 + content + content / 4);
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    attribute(&mut out, "xml:lang", &feed.language);
    out.push_str(">\n");
    element(&mut out, 2, "id", &feed.atom);
    element(&mut out, 2, "title", &feed.title);
    if let Some(subtitle) = &feed.subtitle {
        element(&mut out, 2, "subtitle", subtitle);
    }
    element(&mut out, 2, "updated", &feed.updated);
    link(&mut out, 2, "self", Some("application/atom+xml"), &feed.atom);
    link(&mut out, 2, "alternate", Some("text/html"), &feed.page);
    link(&mut out, 2, "alternate", Some("application/feed+json"), &feed.json);
    author(&mut out, 2, &feed.author);
    out.push_str("  <generator>Folkmoot</generator>\n");
    for entry in entries {
        write_entry(&mut out, entry);
    }
    out.push_str("</feed>\n");
    out
}

fn write_entry(out: &mut String, entry: &Entry<'_>) {
    let item = entry.item;
    out.push_str("  <entry");
    if let Some(language) = &item.language {
        attribute(out, "xml:lang", language);
    }
    out.push_str(">\n");
    element(out, 4, "id", &item.id);
    element(out, 4, "title", &item.title);
    link(out, 4, "alternate", Some("text/html"), &item.url);
    if let Some(related) = &item.related {
        link(out, 4, "related", None, related);
    }
    if let Some(published) = &item.published {
        element(out, 4, "published", published);
    }
    element(out, 4, "updated", &item.updated);
    for who in &item.authors {
        author(out, 4, who);
    }
    for (term, label) in &item.tags {
        out.push_str("    <category");
        attribute(out, "term", term);
        attribute(out, "label", label);
        out.push_str("/>\n");
    }
    if let Some(summary) = &item.summary {
        element(out, 4, "summary", summary);
    }
    if let Some(content) = entry.content {
        out.push_str("    <content type=\"html\">");
        escape(out, content);
        out.push_str("</content>\n");
    }
    out.push_str("  </entry>\n");
}

fn author(out: &mut String, indent: usize, author: &Author) {
    let space = " ".repeat(indent);
    out.push_str(&space);
    out.push_str("<author>\n");
    element(out, indent + 2, "name", &author.name);
    if let Some(url) = &author.url {
        element(out, indent + 2, "uri", url);
    }
    out.push_str(&space);
    out.push_str("</author>\n");
}

fn link(out: &mut String, indent: usize, rel: &str, media_type: Option<&str>, href: &str) {
    out.push_str(&" ".repeat(indent));
    out.push_str("<link");
    attribute(out, "rel", rel);
    if let Some(media_type) = media_type {
        attribute(out, "type", media_type);
    }
    attribute(out, "href", href);
    out.push_str("/>\n");
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::formats::feed::Item;

    pub(in crate::formats) fn feed() -> Feed {
        Feed {
            title: "Riverbank & Co <b>".into(),
            subtitle: Some("]]> \u{1}河岸 🎉".into()),
            language: "en".into(),
            page: "https://riverbank.example/?a=1&b=2".into(),
            atom: "https://riverbank.example/feed.xml".into(),
            json: "https://riverbank.example/feed.json".into(),
            author: Author { name: "Riverbank".into(), url: None },
            updated: "2026-05-01T00:00:00+08:00".into(),
        }
    }

    pub(in crate::formats) fn item() -> Item {
        Item {
            id: "https://riverbank.example/posts/a/".into(),
            url: "https://riverbank.example/posts/a/".into(),
            related: Some("https://elsewhere.example/".into()),
            title: "</title><script>alert(\"1\")</script> ]]> \u{0}\u{8}\u{b}\u{ffff}它的🎉".into(),
            language: Some("zh-CN".into()),
            summary: Some("She said \"no\" & 'left'".into()),
            published: Some("2026-04-01T00:00:00+08:00".into()),
            updated: "2026-05-01T00:00:00+08:00".into(),
            authors: vec![Author { name: "<Mei> & Lin".into(), url: Some("https://riverbank.example/m/".into()) }],
            tags: vec![("q-a".into(), "Q&\"A\"".into())],
            image: Some("https://riverbank.example/a.jpg".into()),
        }
    }

    #[test]
    fn hostile_text_cannot_leave_its_element() {
        let item = item();
        let content = "<p title=\"x\">]]></p></content><evil>&amp;\u{c}\u{fffe}</evil>";
        let text = write(&feed(), &[Entry { item: &item, content: Some(content) }]);
        assert!(
            text.contains(
                "<title>&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; ]]&gt; 它的🎉</title>"
            )
        );
        assert!(text.contains(
            "<content type=\"html\">&lt;p title=&quot;x&quot;&gt;]]&gt;&lt;/p&gt;&lt;/content&gt;&lt;evil&gt;&amp;amp;&lt;/evil&gt;</content>"
        ));
        assert!(text.contains("<category term=\"q-a\" label=\"Q&amp;&quot;A&quot;\"/>"));
        assert!(text.contains("<name>&lt;Mei&gt; &amp; Lin</name>"));
        assert!(text.contains("href=\"https://riverbank.example/?a=1&amp;b=2\""));
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
        assert!(!text.contains(['\u{fffe}', '\u{ffff}']));
        assert!(!text.contains("]]>") && !text.contains("<script") && !text.contains("<evil"));
    }

    #[test]
    fn an_entry_has_what_the_standard_asks_for() {
        let item = item();
        let text = write(&feed(), &[Entry { item: &item, content: None }]);
        for part in [
            "<entry xml:lang=\"zh-CN\">",
            "<id>https://riverbank.example/posts/a/</id>",
            "<link rel=\"alternate\" type=\"text/html\" href=\"https://riverbank.example/posts/a/\"/>",
            "<link rel=\"related\" href=\"https://elsewhere.example/\"/>",
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://riverbank.example/feed.xml\"/>",
            "<published>2026-04-01T00:00:00+08:00</published>",
            "<updated>2026-05-01T00:00:00+08:00</updated>",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert!(!text.contains("<content"));
    }

    #[test]
    fn an_empty_feed_is_a_feed() {
        let text = write(&feed(), &[]);
        assert!(text.ends_with("</feed>\n") && !text.contains("<entry"));
    }
}
