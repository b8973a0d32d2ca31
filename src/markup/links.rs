//! The links of a body: what each points at, taken apart, and where it stands in the file.
//!
//! Takes what the parser found, gives [`LinkRef`]s for a later phase to resolve. Never decides where a link leads.

use crate::text::Span;

/// What an author wrote to refer to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// `[text](target)`, a reference link, `<https://…>`, a bare address, or `<a href>`.
    Link,
    /// `![alt](target)` or `<img src>`.
    Image,
    /// `[[target]]` or `[[target|text]]`.
    Wikilink,
    /// `@member-id`.
    Mention,
}

/// One reference to something, in the order of appearance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LinkRef {
    /// The smallest text that shows the target; the whole link where the target is written with escapes.
    pub span: Span,
    /// What kind of reference it is.
    pub kind: LinkKind,
    /// What it points at.
    ///
    /// Absolute addresses stand as written. Of relative ones this is the path, percent-decoded, without query and fragment; it is
    /// empty for a link into its own page. Of a wikilink it is the name of the page, of a mention the id without `@`.
    pub target: String,
    /// Whether `target` is a whole address with an allowed scheme (or begins with `//`), which leads out of the hub.
    pub absolute: bool,
    /// The query of a relative address, without `?`, as written.
    pub query: Option<String>,
    /// The fragment of a relative address or wikilink, without `#`, percent-decoded. Of absolute addresses it stays in `target`.
    pub fragment: Option<String>,
    /// The words of the link, or the alternative text of a picture.
    pub text: String,
    /// The title in quotes, else empty.
    pub title: String,
}

impl LinkRef {
    /// The ids that a mention may mean, the longest first.
    ///
    /// Chinese puts no space after a name, so `@mei-lin的分享` may be `mei-lin的分享`, or `mei-lin` with words after it. The caller
    /// takes the first that exists and says its length in [`super::Resolved::Name`].
    pub fn candidates(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.target.as_str())
    }
}
