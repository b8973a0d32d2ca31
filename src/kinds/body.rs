//! The text of an entry as its page shows it: HTML and table of contents.
//!
//! Both hold the text and are known by its digest. They are made when the page is drawn, so that a page which has not changed
//! costs nothing but a look at that digest.

use super::entry::{Entry, Text};
use super::view::View;
use crate::markup::{Body, Words};
use crate::plan::Part;
use crate::plan::context::TocEntry;
use serde::{Serialize, Serializer};

/// The HTML of a text; by default of none, which is an empty text in a context.
#[derive(Clone, Debug, Default, Hash)]
pub struct BodyHtml(Option<(Text, Part<Words>)>);

impl BodyHtml {
    /// The text of an entry, with the words of the interface in it; `None` where it has none.
    pub fn of<F>(view: &View<'_>, entry: &Entry<F>) -> Option<Self> {
        let text = entry.text.as_ref()?;
        Some(Self(Some((text.clone(), view.labels.markup.clone()))))
    }
}

impl Serialize for BodyHtml {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some((text, words)) => serializer.serialize_str(&text.body.html_with(&text.resolved, words)),
            None => serializer.serialize_str(""),
        }
    }
}

/// The headings of a text as a list of [`TocEntry`]: those of the page's upper levels.
#[derive(Clone, Debug, Default)]
pub struct Toc(Option<Body>);

impl Toc {
    /// The deepest level that is listed.
    const DEEPEST: u8 = 4;

    /// The headings of an entry's text.
    pub fn of<F>(entry: &Entry<F>) -> Self {
        Self(entry.text.as_ref().map(|text| text.body.clone()))
    }
}

impl std::hash::Hash for Toc {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.as_ref().map(Body::digest).hash(state);
    }
}

impl Serialize for Toc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let headings = self.0.as_ref().map(Body::headings).unwrap_or_default();
        serializer.collect_seq(headings.iter().filter(|heading| heading.level <= Self::DEEPEST).map(|heading| {
            TocEntry { level: heading.level, id: heading.id.as_str().into(), html: heading.html.as_str().into() }
        }))
    }
}
