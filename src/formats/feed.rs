//! A feed of news as plain values: the same for every form in which it is written.
//!
//! The writers are [`atom`](super::atom) and [`json_feed`](super::json_feed). All addresses are whole (RFC 3986), all times RFC 3339 with
//! their offset, and all texts plain unless their name says HTML.

use std::sync::Arc;

/// Somebody who wrote something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Author {
    /// The name. Never an e-mail address.
    pub name: Arc<str>,
    /// A page about them.
    pub url: Option<Arc<str>>,
}

/// What is true of the feed as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Feed {
    /// What it is called.
    pub title: Arc<str>,
    /// A line about it.
    pub subtitle: Option<Arc<str>>,
    /// The language of all that does not say otherwise, BCP 47.
    pub language: Arc<str>,
    /// The page whose news it brings.
    pub page: Arc<str>,
    /// Where its Atom form is; also its identity.
    pub atom: Arc<str>,
    /// Where its JSON form is.
    pub json: Arc<str>,
    /// Who stands behind entries that name no author.
    pub author: Author,
    /// The newest `updated` of its entries.
    pub updated: Arc<str>,
}

/// One entry, without its content.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// Its identity for ever, an absolute IRI.
    pub id: Arc<str>,
    /// Its page.
    pub url: Arc<str>,
    /// What the page is about, elsewhere on the web.
    pub related: Option<Arc<str>>,
    /// The title.
    pub title: Arc<str>,
    /// The language of its words, where that is not the feed's.
    pub language: Option<Arc<str>>,
    /// A sentence or two.
    pub summary: Option<Arc<str>>,
    /// When it appeared.
    pub published: Option<Arc<str>>,
    /// When it changed last; not before `published`.
    pub updated: Arc<str>,
    /// Who wrote it.
    pub authors: Vec<Author>,
    /// Its tags: the part in addresses, and as people write it.
    pub tags: Vec<(Arc<str>, Arc<str>)>,
    /// A picture.
    pub image: Option<Arc<str>>,
}

/// One entry as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// All but the content.
    pub item: &'a Item,
    /// The whole text as HTML whose addresses are whole; `None` where the feed has summaries only.
    pub content: Option<&'a str>,
}
