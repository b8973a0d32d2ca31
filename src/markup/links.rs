//! The links of a body: what each points at, taken apart, and where it stands in the file.
//!
//! Takes what the parser found, gives [`LinkRef`]s for a later phase to resolve. Never decides where a link leads.

use super::cjk;
use super::url::{UrlProblem, allowed_scheme, scheme};
use crate::text::Span;
use percent_encoding::percent_decode_str;

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
    /// Of a picture that stands alone, its title as HTML.
    pub(super) caption: String,
    /// A wikilink's target with its fragment, letter for letter.
    pub(super) as_typed: String,
    /// Width and height that the author gave in raw HTML, in pixels.
    pub(super) size: (Option<u32>, Option<u32>),
}

impl LinkRef {
    /// Takes an address apart.
    ///
    /// # Errors
    /// Says why an address with this scheme or these characters is not shown.
    pub(super) fn address(kind: LinkKind, span: Span, address: &str, title: &str) -> Result<Self, UrlProblem> {
        let address = cjk::unmarked(address);
        let address = address.trim();
        if address.chars().any(char::is_control) {
            return Err(UrlProblem::Characters);
        }
        let mut link = Self::empty(kind, span);
        link.title = cjk::unmarked(title).into_owned();
        if let Some(scheme) = scheme(address) {
            let shown = matches!(kind, LinkKind::Image)
                .then(|| ["http", "https"].iter().any(|s| s.eq_ignore_ascii_case(scheme)));
            if !shown.unwrap_or_else(|| allowed_scheme(scheme)) {
                return Err(UrlProblem::Scheme);
            }
        }
        link.absolute = scheme(address).is_some() || address.starts_with("//");
        if link.absolute {
            address.clone_into(&mut link.target);
            return Ok(link);
        }
        let (path, fragment) = split(address, '#');
        let (path, query) = split(path, '?');
        link.target = decoded(path)?;
        link.query = query.map(str::to_owned);
        link.fragment = fragment.map(decoded).transpose()?;
        Ok(link)
    }

    /// A wikilink, of what stands between its brackets before `|`.
    pub(super) fn wikilink(span: Span, name: &str) -> Self {
        let name = cjk::unmarked(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let (target, fragment) = split(&name, '#');
        let fragment = fragment.map(|fragment| fragment.trim().to_owned());
        Self {
            target: target.trim().to_owned(),
            fragment,
            as_typed: name.clone(),
            ..Self::empty(LinkKind::Wikilink, span)
        }
    }

    /// A mention, of the id without `@`.
    pub(super) fn mention(span: Span, id: &str) -> Self {
        Self { target: id.to_owned(), text: format!("@{id}"), ..Self::empty(LinkKind::Mention, span) }
    }

    fn empty(kind: LinkKind, span: Span) -> Self {
        Self {
            span,
            kind,
            target: String::new(),
            absolute: false,
            query: None,
            fragment: None,
            text: String::new(),
            title: String::new(),
            caption: String::new(),
            as_typed: String::new(),
            size: (None, None),
        }
    }

    pub(super) fn is_wikilink(&self) -> bool {
        self.kind == LinkKind::Wikilink
    }

    /// The ids that a mention may mean, the longest first.
    ///
    /// Chinese puts no space after a name, so `@mei-lin的分享` may be `mei-lin的分享`, or `mei-lin` with words after it. The caller
    /// takes the first that exists and says its length in [`super::Resolved::Name`]. At most about fifty are offered.
    pub fn candidates(&self) -> impl Iterator<Item = &str> {
        let target = self.target.as_str();
        let cuts = target.char_indices().rev().filter(|(at, c)| {
            let before = target[..*at].chars().next_back();
            // Before a letter of Chinese or the like, and before punctuation at which a sentence may end.
            cjk::is_cjk(*c) || matches!(c, '.' | '_' | '-') && before.is_some_and(|c| c.is_alphanumeric())
        });
        let shorter = cuts.map(|(at, _)| target[..at].trim_end_matches(['.', '-', '_'])).filter(|id| !id.is_empty());
        std::iter::once(target).chain(shorter).take(50)
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// Undoes percent encoding; text that is no UTF-8 after it stays as written.
fn decoded(text: &str) -> Result<String, UrlProblem> {
    let text = percent_decode_str(text).decode_utf8().unwrap_or(text.into());
    if text.chars().any(char::is_control) { Err(UrlProblem::Characters) } else { Ok(text.into_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    fn link(kind: LinkKind, address: &str) -> Result<LinkRef, UrlProblem> {
        LinkRef::address(kind, Span::file(SourceId(0)), address, "")
    }

    #[test]
    fn addresses_are_taken_apart() {
        let link = link(LinkKind::Link, "../kb/fund%20ing.md?x=1#%E5%A4%A9%E4%BD%BF").expect("a good address");
        assert_eq!(link.target, "../kb/fund ing.md");
        assert_eq!(link.query.as_deref(), Some("x=1"));
        assert_eq!(link.fragment.as_deref(), Some("天使"));
        assert!(!link.absolute);
    }

    #[test]
    fn whole_addresses_stay_whole() {
        for whole in ["https://a.example/x?y#z", "//a.example/", "MAILTO:a@b.example"] {
            let link = link(LinkKind::Link, whole).expect("a good address");
            assert!(link.absolute && link.target == whole && link.fragment.is_none(), "{whole}");
        }
    }

    #[test]
    fn what_runs_code_is_refused() {
        for bad in [
            "javascript:alert(1)",
            " JAVASCRIPT:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:x",
            "c:\\x",
        ] {
            assert_eq!(link(LinkKind::Link, bad), Err(UrlProblem::Scheme), "{bad}");
        }
        for bad in ["java\nscript:x", "\u{1}x", "a%00b", "a%0Ab"] {
            assert_eq!(link(LinkKind::Link, bad), Err(UrlProblem::Characters), "{bad}");
        }
        assert_eq!(link(LinkKind::Image, "mailto:a@b.example"), Err(UrlProblem::Scheme));
        assert_eq!(link(LinkKind::Image, "data:image/png;base64,x"), Err(UrlProblem::Scheme));
    }

    #[test]
    fn mentions_offer_shorter_ids() {
        let of = |id: &str| {
            LinkRef::mention(Span::file(SourceId(0)), id).candidates().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(of("mei-lin的分享"), ["mei-lin的分享", "mei-lin的分", "mei-lin的", "mei-lin", "mei"]);
        assert_eq!(of("何知远说"), ["何知远说", "何知远", "何知", "何"]);
        assert_eq!(of("ana"), ["ana"]);
    }
}
