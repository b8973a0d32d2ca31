//! Markdown: from the text of an entry to a [`Body`], and from a body whose links are resolved to HTML.
//!
//! The only home of the Markdown parser and of the HTML sanitiser. What an author wrote is hostile until shown otherwise: every
//! text is escaped where it is written out, raw HTML is filtered on an allow-list, addresses pass [`SafeUrl`] or its list of
//! schemes. Never reads a file, never decides where a link leads, never treats content as a template.

mod author;
mod blocks;
mod body;
mod cjk;
mod code;
mod count;
mod cut;
mod drawn;
mod fence;
mod film;
mod footnotes;
mod headings;
mod html;
mod link_list;
mod links;
#[cfg(test)]
mod nasty;
mod nesting;
mod piece;
mod plain;
mod safe;
mod slug;
mod spans;
mod tags;
#[cfg(test)]
mod testing;
mod text;
mod url;
mod words;
mod writer;

pub use body::{Body, Inline, Words};
pub use cut::whole_link;
pub use drawn::Drawn;
pub use fence::unknown_options;
pub use link_list::{Bit, Block, Form, LinkList, link_list};
pub use links::{LinkKind, LinkRef};
pub use plain::{escaped, escaped_line};
pub use slug::{heading_id, slug};
pub use text::{beginning_of, plain_description, text_of};
pub use url::{SafeUrl, UrlProblem, allowed_scheme};

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::text::{SourceId, Span};
use pulldown_cmark::{Event, Parser, Tag};
use std::ops::Range;
use writer::{Place, Shape, Writer};

/// The longest text that is read, in bytes: some ten thousand pages of a book.
const MAX_TEXT: usize = 4 << 20;

/// What to do with HTML that an author wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RawHtml {
    /// Keep what is harmless, remove the rest with a warning.
    #[default]
    Sanitize,
    /// Show it as text.
    Escape,
}

/// How Markdown is read: the `[markdown]` table of `hub.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// What to do with raw HTML.
    pub html: RawHtml,
    /// Whether `$…$` and `$$…$$` are formulas.
    pub math: bool,
    /// Whether blocks of code marked `mermaid` are diagrams.
    pub mermaid: bool,
    /// Whether blocks of code are highlighted.
    pub highlight: bool,
    /// What need not be drawn again.
    pub drawn: Drawn,
}

impl Default for Options {
    fn default() -> Self {
        Self { html: RawHtml::Sanitize, math: true, mermaid: true, highlight: true, drawn: Drawn::default() }
    }
}

/// A heading of a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// The level it has on the page, 2 to 6: the page's title is the only `h1`, and no level is skipped on the way down.
    pub level: u8,
    /// The level the author wrote, 1 to 6.
    pub written: u8,
    /// The fragment that leads to it.
    pub id: String,
    /// Its content as HTML, without links and pictures; safe to show in a table of contents.
    pub html: String,
    /// Its content as plain text.
    pub plain: String,
    /// Where it stands.
    pub span: Span,
    /// Whether it stands in no other block.
    pub(super) is_top: bool,
}

/// Where a link leads, as a later phase found out: one for each [`LinkRef`] of a body, in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Resolved {
    /// A link to an address.
    Href {
        /// The address, not yet escaped.
        href: String,
        /// Whether it leads out of the site.
        external: bool,
    },
    /// A picture.
    Picture {
        /// Its address, not yet escaped.
        src: String,
        /// Its width in pixels.
        width: Option<u32>,
        /// Its height in pixels.
        height: Option<u32>,
        /// Narrower versions and their widths, as the attribute `srcset` has them, not yet escaped; empty where there are none.
        srcset: String,
    },
    /// Nothing: the link goes, its words (or the alternative text of a picture) stay.
    Text,
    /// A mention of somebody; of any other link, the word that stands in the place of its words, without a link.
    Name {
        /// The profile, if there is one to show.
        href: Option<String>,
        /// The name to show.
        name: String,
        /// How many bytes of the target are the id. What follows stays text: `@mei-lin的分享` is an id and three more words.
        /// See [`LinkRef::candidates`].
        len: usize,
    },
    /// A wikilink or mention that met nothing: shown as typed.
    AsWritten,
}

impl Resolved {
    /// A picture of which only the address is known.
    pub fn picture(src: String) -> Self {
        Self::Picture { src, width: None, height: None, srcset: String::new() }
    }
}

/// Reads the Markdown that stands at `body` (bytes) in the file `file_text`.
///
/// Spans are true to the whole file. Reports [`HtmlRemoved`](Code::HtmlRemoved), [`BadUrl`](Code::BadUrl) and
/// [`TextTooDeep`](Code::TextTooDeep). Never panics, whatever the text.
pub fn read(source: SourceId, file_text: &str, body: Range<usize>, options: &Options) -> Outcome<Body> {
    let text = file_text.get(body.clone()).unwrap_or("");
    let start = body.start + (text.len() - text.trim_start_matches('\u{feff}').len());
    read_at(Place::From(source, start), text.trim_start_matches('\u{feff}'), options)
}

/// Reads Markdown that is the value of a field. `span` is the value in the file and `raw` its characters there, quotes included.
///
/// Spans are exact where the value stands in the file letter for letter; where it is written with escapes they cover the value.
pub fn read_field(span: Span, raw: &str, text: &str, options: &Options) -> Outcome<Body> {
    let place = match raw.find(text) {
        Some(at) => Place::From(span.source, span.start as usize + at),
        None => Place::Within(span),
    };
    read_at(place, text, options)
}

fn read_at(place: Place, text: &str, options: &Options) -> Outcome<Body> {
    if text.len() > MAX_TEXT {
        return Outcome { value: Body::empty(), diagnostics: vec![too_long(place)] };
    }
    let open = open_comment(text, options);
    let without = open.map(|at| format!("{}{BLANK}{}", &text[..at], &text[at + BLANK.len()..]));
    let text = without.as_deref().unwrap_or(text);
    let prepared = cjk::prepare(text);
    let mut writer = Writer::new(&prepared, place, options, Shape::Blocks);
    refuse_mark(text, &mut writer);
    if let Some(at) = open {
        let message = "this comment never ends, so all that follows would be part of it";
        let at = writer.span(at..at + BLANK.len());
        writer.complain(Diagnostic::warning(Code::HtmlRemoved, at, message).help("end it with `-->`"));
    }
    writer.read();
    let diagnostics = std::mem::take(&mut writer.diagnostics);
    Outcome { value: Body::new(writer, text), diagnostics }
}

/// As long as `<!--`, and nothing to be seen.
const BLANK: &str = "\u{200b} ";

/// Where a comment begins that never ends: it would hide the rest of the text without a word.
fn open_comment(text: &str, options: &Options) -> Option<usize> {
    let from = text.rfind("-->").map_or(0, |end| end + 3);
    text[from..].contains("<!--").then_some(())?;
    let blocks = Parser::new_ext(text, writer::syntax(options, Shape::Blocks)).into_offset_iter();
    let open = |range: Range<usize>| {
        let at = range.start + text[range.clone()].len() - text[range.clone()].trim_start().len();
        (at >= from && text[at..range.end].starts_with("<!--")).then_some(at)
    };
    blocks.filter(|(event, _)| matches!(event, Event::Start(Tag::HtmlBlock))).find_map(|(_, range)| open(range))
}

/// Reads inline Markdown: emphasis, code, formulas and the like. What would be a block is text.
///
/// `span` is the value in the file; mistakes are reported there.
pub fn inline(span: Span, text: &str, options: &Options) -> Outcome<Inline> {
    const MARKS: &[char] =
        &['`', '*', '_', '[', ']', '<', '>', '&', '~', '$', '!', '@', ':', '\\', '\n', '\r', '"', cjk::MARK];
    if !text.contains(|c: char| MARKS.contains(&c) || c.is_control()) && !text.contains("www.") {
        return Outcome::clean(Inline::of_text(text.trim()));
    }
    // A title is shown as it is written: `<script>` in it is a word like any other.
    let options = &Options { html: RawHtml::Escape, ..options.clone() };
    let place = Place::Within(span);
    let text = text.trim();
    if text.len() > MAX_TEXT {
        return Outcome { value: Inline::of_text(""), diagnostics: vec![too_long(place)] };
    }
    let prepared = cjk::prepare_inline(text);
    let mut writer = Writer::new(&prepared, place, options, Shape::Line);
    refuse_mark(text, &mut writer);
    writer.read();
    let diagnostics = std::mem::take(&mut writer.diagnostics);
    Outcome { value: Inline::new(writer), diagnostics }
}

fn too_long(place: Place) -> Diagnostic {
    let message = format!("this text is longer than {} MB", MAX_TEXT >> 20);
    Diagnostic::error(Code::TextTooDeep, place.span(0..0), message).help("share it among several pages")
}

/// Refuses the one character that is ours.
fn refuse_mark(text: &str, writer: &mut Writer<'_>) {
    let found = if writer.unmarked { None } else { text.find(cjk::MARK) };
    if let Some(at) = found {
        let span = writer.place.span(at..at + cjk::MARK.len_utf8());
        let message = "the character U+10A7F cannot be used in a text";
        writer.complain(Diagnostic::error(Code::Syntax, span, message).help("take it out"));
    }
}
