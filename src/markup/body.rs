//! What a text became: a [`Body`] of blocks or an [`Inline`] of one line, to be asked for its HTML once its links are resolved.
//!
//! Takes what the writer collected, gives HTML, plain text and figures. Holds nothing that a later phase could change.

mod names;

use super::code::{self, Block};
use super::html::{Filling, Purpose, escape, fill};
use super::piece::{Part, Piece};
use super::writer::Writer;
use super::{Heading, LinkRef, Resolved, count, headings, safe};
use crate::text::{Digest, digest_of};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

/// The longest first paragraph that is shown whole as a summary, in characters.
const MAX_SUMMARY: usize = 800;
/// Words a person reads in a minute. Chinese is read at some 400 letters a minute, a word being nearly two letters.
const WORDS_A_MINUTE: usize = 230;

static ENGLISH: LazyLock<Words> = LazyLock::new(Words::default);

/// A text in Markdown, read once. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Body {
    inner: Arc<Inner>,
}

#[derive(Clone, Debug, Default)]
struct Inner {
    piece: Piece,
    summary: Piece,
    summary_plain: String,
    has_more: bool,
    links: Vec<LinkRef>,
    blocks: Vec<Block>,
    headings: Vec<Heading>,
    /// In the order of their letters.
    anchors: Box<[Box<str>]>,
    plain: String,
    words: usize,
    digest: Digest,
}

impl Body {
    pub(super) fn new(writer: Writer<'_>, text: &str) -> Self {
        let digest = digest_of(&(text, writer.options));
        let Writer { out, plain, mut links, mut blocks, mut headings, ids, summary, has_html, .. } = writer;
        // Texts and lists grow by doubling, and all bodies of a hub together are most of its memory.
        links.shrink_to_fit();
        blocks.shrink_to_fit();
        headings.shrink_to_fit();
        let clean = |piece: Piece| {
            let mut piece = if has_html { safe::purify(&piece) } else { piece };
            piece.html.shrink_to_fit();
            piece.slots.shrink_to_fit();
            piece
        };
        let (summary, summary_plain, has_more) = match summary {
            Some(summary) => (clean(summary.piece), summary.plain, summary.marked),
            None => (Piece::default(), String::new(), false),
        };
        let inner = Inner {
            piece: clean(out),
            summary,
            summary_plain,
            has_more,
            links,
            blocks,
            headings,
            anchors: ids.into_keys().map(String::into_boxed_str).collect::<BTreeSet<_>>().into_iter().collect(),
            words: count::words(&plain),
            plain: if has_html { tidied(&plain) } else { trimmed(plain) },
            digest,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The body of an empty text.
    pub fn empty() -> Self {
        Self { inner: Arc::default() }
    }

    /// The links, pictures, wikilinks and mentions, in the order of appearance.
    pub fn links(&self) -> &[LinkRef] {
        &self.inner.links
    }

    /// The headings, in the order of appearance.
    pub fn headings(&self) -> &[Heading] {
        &self.inner.headings
    }

    /// Whether a fragment leads somewhere in this body: a heading, a footnote, or an id that raw HTML gives.
    pub fn has_anchor(&self, id: &str) -> bool {
        self.inner.anchors.binary_search_by(|anchor| (**anchor).cmp(id)).is_ok()
    }

    /// The ids that fragments may name, in the order of their letters; for suggestions.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        self.inner.anchors.iter().map(|anchor| &**anchor)
    }

    /// The whole text as HTML for a page, in English.
    pub fn html(&self, resolved: &[Resolved]) -> String {
        self.html_with(resolved, &ENGLISH)
    }

    /// The whole text as HTML for a page. A link without a [`Resolved`] becomes text.
    pub fn html_with(&self, resolved: &[Resolved], words: &Words) -> String {
        self.fill(&self.inner.piece, resolved, words, Purpose::Page)
    }

    /// The whole text as HTML for a feed: no anchors at headings. Give whole addresses.
    pub fn feed_html(&self, resolved: &[Resolved], words: &Words) -> String {
        self.fill(&self.inner.piece, resolved, words, Purpose::Feed)
    }

    /// The text up to `<!-- more -->`, else the first paragraph, as HTML without ids and footnotes. Empty if there is neither.
    pub fn summary_html(&self, resolved: &[Resolved], words: &Words) -> String {
        let inner = &self.inner;
        if !inner.has_more && inner.summary_plain.chars().count() > MAX_SUMMARY {
            let mut out = String::from("<p>");
            escape(&mut out, &self.summary_resolved(resolved, words, MAX_SUMMARY));
            out.push_str("</p>\n");
            return out;
        }
        self.fill(&inner.summary, resolved, words, Purpose::Extract)
    }

    /// The summary as one line of plain text, at most `max_chars` characters and an ellipsis, cut between words.
    pub fn summary_plain(&self, max_chars: usize) -> String {
        count::shorten(&self.inner.summary_plain, max_chars)
    }

    /// As [`Body::summary_plain`], with people as the page names them: a mention shows the name it was resolved to, so that somebody
    /// who is not to be named is not named in summaries either.
    pub fn summary_resolved(&self, resolved: &[Resolved], words: &Words, max_chars: usize) -> String {
        let resolved: Vec<Resolved> = resolved.iter().map(without_address).collect();
        let html = self.fill(&self.inner.summary, &resolved, words, Purpose::Extract);
        let line = super::text_of(&code::formulas_as_source(html)).split_whitespace().collect::<Vec<_>>().join(" ");
        count::shorten(&line, max_chars)
    }

    /// Whether the author marked the end of the summary with `<!-- more -->`.
    pub fn has_more(&self) -> bool {
        self.inner.has_more
    }

    /// The words a person reads, without marks; blocks are parted by blank lines.
    pub fn plain(&self) -> &str {
        &self.inner.plain
    }

    /// Whether people stand in a text under names other than those its author wrote, so that [`Body::plain`] must not leave the page.
    pub fn names_people(resolved: &[Resolved]) -> bool {
        resolved.iter().any(|link| matches!(link, Resolved::Name { .. }))
    }

    /// The number of words; each Chinese or Japanese character counts as one.
    pub fn words(&self) -> usize {
        self.inner.words
    }

    /// The minutes it takes to read, at least 1.
    pub fn minutes(&self) -> usize {
        self.inner.words.div_ceil(WORDS_A_MINUTE).max(1)
    }

    /// The digest of the text and the options it was read with.
    pub fn digest(&self) -> Digest {
        self.inner.digest
    }

    /// What was drawn for this text: the digest it is remembered by, its markup and its title.
    pub(super) fn drawings(&self) -> impl Iterator<Item = (Digest, &str, &str)> {
        let piece = &self.inner.piece;
        let formula = |part: &'_ super::piece::Trusted| Some((part.key?, part.at.clone()));
        let formulas = piece.trusted.iter().filter_map(formula).map(|(key, at)| (key, &piece.html[at], ""));
        let diagrams = self.inner.blocks.iter().filter_map(|block| block.drawing.as_deref());
        formulas.chain(diagrams.map(|(key, drawing)| (*key, &*drawing.markup, &*drawing.title)))
    }

    /// The first heading, wherever it stands: the title of an entry that has none.
    pub fn first_heading(&self) -> Option<&Heading> {
        self.inner.headings.first()
    }

    /// The first heading, if it says the same as `title` (plain text) and stands in no other block.
    pub fn title_heading(&self, title: &str) -> Option<&Heading> {
        self.first_heading().filter(|heading| heading.is_top && folded(&heading.plain) == folded(title))
    }

    /// This body without its first heading, if that says the same as `title` (plain text).
    ///
    /// Headings that stood below it move up a level. [`Body::links`] keeps those of the heading, so that their numbers hold.
    #[must_use]
    pub fn without_title(&self, title: &str) -> Self {
        let Some(first) = self.title_heading(title) else { return self.clone() };
        let plain = first.plain.clone();
        let mut inner = Inner::clone(&self.inner);
        remove_first_heading(&mut inner.piece);
        remove_first_heading(&mut inner.summary);
        remove_line(&mut inner.plain, &plain);
        if inner.has_more {
            remove_line(&mut inner.summary_plain, &plain);
        }
        let first = inner.headings.remove(0);
        inner.anchors = inner.anchors.into_iter().filter(|anchor| **anchor != *first.id).collect();
        let mut open = Vec::new();
        for heading in &mut inner.headings {
            heading.level = headings::outline_level(&mut open, heading.written);
        }
        inner.words = count::words(&inner.plain);
        inner.digest = digest_of(&(inner.digest, "without title"));
        Self { inner: Arc::new(inner) }
    }

    /// Whether there is nothing to read or see.
    pub fn is_empty(&self) -> bool {
        self.inner.piece.html.trim().is_empty() && self.inner.piece.slots.is_empty()
    }

    fn fill(&self, piece: &Piece, resolved: &[Resolved], words: &Words, purpose: Purpose) -> String {
        let Inner { links, headings, blocks, .. } = &*self.inner;
        let html = fill(piece, &Filling { links, headings, blocks, resolved, words, purpose });
        // What is trusted of a piece is its formulas.
        let has_formulas = purpose == Purpose::Feed && !piece.trusted.is_empty();
        if has_formulas { code::formulas_as_source(html) } else { html }
    }
}

/// A link as its words alone, for a text in which nobody can follow it.
fn without_address(link: &Resolved) -> Resolved {
    match link {
        Resolved::Href { .. } => Resolved::Text,
        Resolved::Name { name, len, .. } => Resolved::Name { href: None, name: name.clone(), len: *len },
        other => other.clone(),
    }
}

fn trimmed(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    text.shrink_to_fit();
    text
}

/// Text without the empty lines and spaces that raw HTML leaves.
fn tidied(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim_end) {
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty < 2 && !(out.is_empty() && empty == 1) {
            out.push_str(line);
            out.push('\n');
        }
    }
    trimmed(out)
}

/// Takes out the first line that is `line` and the empty one after it.
fn remove_line(text: &mut String, line: &str) {
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let found = starts
        .into_iter()
        .find(|at| text[*at..].strip_prefix(line).is_some_and(|rest| rest.is_empty() || rest.starts_with('\n')));
    if let Some(at) = found {
        let end = at + line.len();
        let gap = text[end..].len() - text[end..].trim_start_matches('\n').len();
        text.replace_range(at..end + gap, "");
        text.truncate(text.trim_end().len());
    }
}

/// Words as they are compared: case and spaces do not count.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Takes heading 0 out of a piece, and gives the others the number before theirs.
fn remove_first_heading(piece: &mut Piece) {
    let place = |wanted: Part| piece.slots.iter().find(|slot| slot.part == wanted).map(|slot| slot.at);
    let (Some(open), Some(close)) = (place(Part::HeadingOpen(0)), place(Part::HeadingClose(0))) else { return };
    let end = (close + 1).min(piece.html.len());
    piece.remove(open - "<h".len()..end);
    // In a piece that a filter has made again no line break need follow, and the gap itself stands at the end.
    piece.slots.retain(|slot| slot.part != Part::HeadingClose(0));
    for slot in &mut piece.slots {
        match &mut slot.part {
            Part::HeadingOpen(number) | Part::HeadingClose(number) | Part::Anchor(number) => *number -= 1,
            _ => {}
        }
    }
}

/// A piece as HTML without links, pictures and footnotes, as it may stand inside a link.
pub(super) fn label(piece: &Piece, links: &[LinkRef]) -> String {
    fill(piece, &Filling { links, headings: &[], blocks: &[], resolved: &[], words: &ENGLISH, purpose: Purpose::Label })
}

/// The words that Folkmoot itself puts into a text, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Words {
    /// The title of an alert.
    pub note: String,
    /// The title of an alert.
    pub tip: String,
    /// The title of an alert.
    pub important: String,
    /// The title of an alert.
    pub warning: String,
    /// The title of an alert.
    pub caution: String,
    /// The label of the footnotes, for screen readers.
    pub footnotes: String,
    /// The label of the link from a footnote back to the text.
    pub back: String,
    /// The label of a table, which may be scrolled.
    pub table: String,
    /// The label of a formula on a line of its own, which may be scrolled.
    pub formula: String,
    /// What a diagram is called that has no name, and the part of the page that may be scrolled to see all of it.
    pub diagram: String,
    /// What opens the source of a diagram: its words for those who do not see it.
    pub diagram_text: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            note: "Note".into(),
            tip: "Tip".into(),
            important: "Important".into(),
            warning: "Warning".into(),
            caution: "Caution".into(),
            footnotes: "Footnotes".into(),
            back: "Back to the text".into(),
            table: "Table".into(),
            formula: "Formula".into(),
            diagram: "Diagram".into(),
            diagram_text: "The diagram as text".into(),
        }
    }
}

/// A line of inline Markdown: a title or a summary. Cloning it is cheap.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inline {
    html: Arc<str>,
    plain: Arc<str>,
    linked: Option<Arc<Linked>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Linked {
    piece: Piece,
    links: Vec<LinkRef>,
}

impl Inline {
    pub(super) fn new(writer: Writer<'_>) -> Self {
        let Writer { out, plain, links, has_html, .. } = writer;
        let piece = if has_html { safe::purify(&out) } else { out };
        let html = label(&piece, &links);
        let linked = (!links.is_empty()).then(|| Arc::new(Linked { piece, links }));
        Self { html: html.trim().into(), plain: plain.trim().into(), linked }
    }

    /// A line of plain text.
    pub fn of_text(text: &str) -> Self {
        let mut html = String::with_capacity(text.len());
        escape(&mut html, text);
        Self { html: html.into(), plain: text.into(), linked: None }
    }

    /// Its HTML without links (their words stay), so that it may stand inside a link.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// Its HTML with links, one [`Resolved`] for each of [`Inline::links`].
    pub fn html_linked(&self, resolved: &[Resolved]) -> String {
        let Some(linked) = &self.linked else { return self.html.to_string() };
        let filling = Filling {
            links: &linked.links,
            headings: &[],
            blocks: &[],
            resolved,
            words: &ENGLISH,
            purpose: Purpose::Extract,
        };
        fill(&linked.piece, &filling).trim().to_owned()
    }

    /// Its links and mentions, in the order of appearance.
    pub fn links(&self) -> &[LinkRef] {
        self.linked.as_ref().map_or(&[], |linked| &linked.links)
    }

    /// Its words.
    pub fn plain(&self) -> &str {
        &self.plain
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answers, body, english, short};

    #[test]
    fn blocks_are_drawn() {
        for (text, expected) in [
            ("a\n\nb", "<p>a</p>\n<p>b</p>"),
            ("~~a~~ ***b***", "<p><del>a</del> <em><strong>b</strong></em></p>"),
            ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"),
            ("a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
            ("```\n<&\r\nb\n```", "<pre tabindex=\"0\"><code>&lt;&amp;\nb\n</code></pre>"),
            ("```mermaid\na-->b\n```", "<pre tabindex=\"0\"><code class=\"language-mermaid\">a--&gt;b\n</code></pre>"),
            ("---", "<hr>"),
            ("a  \nb", "<p>a<br>\nb</p>"),
            (
                "> [!WARNING]\n> a",
                "<aside class=\"alert alert-warning\" data-alert=\"warning\" role=\"note\">\n<p class=\"alert-title\">Warning</p>\n\
                 <p>a</p>\n</aside>",
            ),
            (
                "- [x] a\n  - b",
                "<ul>\n<li class=\"task\"><label><input type=\"checkbox\" disabled checked> a</label><ul>\n<li>b</li>\n</ul>\n</li>\n</ul>",
            ),
            (
                "- [ ] a\n\n- b",
                "<ul>\n<li class=\"task\"><p><label><input type=\"checkbox\" disabled> a</label></p>\n</li>\n<li><p>b</p>\n</li>\n</ul>",
            ),
            (
                "|a|b|\n|-|:-:|\n|c|d|",
                "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table>\n<thead>\n<tr><th scope=\"col\">a</th>\
                 <th class=\"align-center\" scope=\"col\">b</th></tr>\n</thead>\n<tbody>\n<tr><td>c</td><td class=\"align-center\">d</td>\
                 </tr>\n</tbody>\n</table></div>",
            ),
        ] {
            assert_eq!(short(text), expected, "{text}");
        }
    }

    #[test]
    fn the_summary_is_what_the_author_marked_or_the_first_paragraph() {
        let of = |text: &str| {
            let (body, _) = body(text);
            (body.summary_html(&answers(&body), &english()).trim().to_owned(), body.summary_plain(80), body.has_more())
        };
        assert_eq!(
            of("# T\n\n![](a.png)\n\nOne [x](y)[^1].\n\nTwo\n\n[^1]: n"),
            ("<p>One <a href=\"y\">x</a>.</p>".into(), "One x.".into(), false)
        );
        assert_eq!(
            of("One\n\nTwo\n\n<!-- more -->\n\nThree"),
            ("<p>One</p>\n<p>Two</p>".into(), "One Two".into(), true)
        );
        assert_eq!(of("<div>\n\nOne\n\n<!--more-->\n\nTwo\n\n</div>").0, "<div>\n<p>One</p>\n</div>");
        assert_eq!(of("One <!-- more --> two").0, "<p>One </p>");
        assert_eq!(of("- a\n- b"), (String::new(), String::new(), false));
        assert!(of(&"word ".repeat(600)).0.len() < 900);
    }

    #[test]
    fn plain_text_reads_like_text() {
        let (body, _) = body(
            "# T\n\na *b* [c](d) `e`\nf\n\n- x\n- y\n  1. z\n\n| h | i |\n|--|--|\n| j | k |\n\n```\ncode\n```\n\n> q\n",
        );
        assert_eq!(body.plain(), "T\n\na b c e f\n\n- x\n- y\n1. z\n\nh | i\nj | k\n\ncode\n\nq");
        assert_eq!(body.words(), 16);
        assert_eq!(body.minutes(), 1);
    }

    #[test]
    fn a_feed_has_no_anchors_and_an_empty_text_is_empty() {
        let (text, _) = body("## A\n\nb");
        assert_eq!(text.feed_html(&[], &english()).trim(), "<h2 id=\"a\">A</h2>\n<p>b</p>");
        assert!(body("").0.is_empty() && body(" \n<!-- x -->\n").0.is_empty() && !text.is_empty());
        assert!(!body("![](a.png)").0.is_empty());
    }

    #[test]
    fn the_digest_follows_text_and_options() {
        assert_eq!(body("a").0.digest(), body("a").0.digest());
        assert_ne!(body("a").0.digest(), body("b").0.digest());
    }
}
