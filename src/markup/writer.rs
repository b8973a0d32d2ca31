//! From the parser's events to HTML with gaps, in one pass.
//!
//! Takes a prepared text, gives a [`Piece`], the links, headings and plain text in it and what there is to say. Holds no list of
//! events: each is written as it comes. Every element of Markdown and of the author's own HTML that is open stands on one stack, so
//! that what comes out is nested rightly whatever came in.

use super::cjk::{self, Prepared};
use super::footnotes::Footnotes;
use super::links::LinkRef;
use super::piece::Piece;
use super::{Heading, Options, code};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{SourceId, Span};
use pulldown_cmark::{CowStr, Event, Options as Syntax, Parser, Tag, TagEnd};
use std::collections::HashMap;
use std::ops::Range;

/// How many elements may stand inside one another.
const MAX_DEPTH: usize = 100;
/// How large the HTML may grow: this many bytes, and [`MAX_GROWTH`] for each byte of the text, but never beyond [`MAX_HTML`].
const FREE_GROWTH: usize = 400_000;
const MAX_GROWTH: usize = 20;
const MAX_HTML: usize = 16 << 20;
/// What a gap for a link, a heading or a mark will take up once it is filled, about.
const GAP: usize = 64;

/// Where the text stands in its file.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// Letter for letter, from this byte on.
    From(SourceId, usize),
    /// Written with escapes: every mistake is reported for the whole value.
    Within(Span),
}

impl Place {
    /// The span of a range of the text as written.
    pub(super) fn span(self, range: Range<usize>) -> Span {
        match self {
            Self::Within(span) => span,
            Self::From(source, from) => Span::new(source, range.start + from..range.end + from),
        }
    }
}

/// What is wanted of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Blocks: paragraphs, lists and so on.
    Blocks,
    /// One line without blocks.
    Line,
}

/// An element that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// One of Markdown's.
    Markdown,
    /// One of Markdown's, too deep to be written.
    Skipped,
    /// One of the author's HTML: its name, and what closes it.
    Html(&'static str, Close),
}

/// What closes an element of the author's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The end tag of this name.
    Tag(&'static str),
    /// The end of the link with this number, whose words begin at this byte of the plain text.
    Link { link: usize, plain: usize },
}

/// The part of a text that stands for the whole.
pub(super) struct Summary {
    pub(super) piece: Piece,
    pub(super) plain: String,
    pub(super) marked: bool,
}

/// A link whose end has not come yet.
pub(super) struct OpenLink {
    /// Its number; `None` for one that was refused.
    pub(super) link: Option<usize>,
    pub(super) plain: usize,
    /// What follows it and belongs to it although the parser did not see that; else empty.
    pub(super) skip: Range<usize>,
}

/// A heading whose end has not come yet: where its content begins in the HTML and in the plain text.
pub(super) struct OpenHeading {
    pub(super) html: usize,
    pub(super) plain: usize,
    pub(super) written: u8,
    pub(super) span: Range<usize>,
}

/// A paragraph whose end has not come yet: where it begins.
#[derive(Clone, Copy)]
pub(super) struct OpenParagraph {
    pub(super) html: usize,
    pub(super) slots: usize,
    pub(super) plain: usize,
}

/// A block of code, a picture's alternative text or a block of HTML while it is collected.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Collecting {
    Nothing,
    /// The words after the fence, and the byte where the block begins.
    Code {
        info: String,
        at: usize,
    },
    Alt {
        link: Option<usize>,
        depth: usize,
    },
    /// Bytes in what is collected, and where they stand in the prepared text.
    Html {
        pieces: Vec<(usize, usize)>,
    },
}

pub(super) struct Writer<'t> {
    pub(super) prepared: &'t Prepared<'t>,
    pub(super) text: &'t str,
    pub(super) options: &'t Options,
    pub(super) shape: Shape,
    /// Whether the prepared text holds no marks.
    pub(super) unmarked: bool,
    pub(super) place: Place,
    pub(super) out: Piece,
    pub(super) plain: String,
    /// Line breaks owed before the next plain text.
    pub(super) gap: usize,
    pub(super) links: Vec<LinkRef>,
    pub(super) blocks: Vec<code::Block>,
    pub(super) open_links: Vec<OpenLink>,
    pub(super) headings: Vec<Heading>,
    pub(super) heading: Option<OpenHeading>,
    pub(super) outline: Vec<(u8, u8)>,
    /// Ids that are taken, with the number that the next heading of this name gets.
    pub(super) ids: HashMap<String, usize>,
    pub(super) frames: Vec<Frame>,
    pub(super) paragraph: Option<OpenParagraph>,
    pub(super) collecting: Collecting,
    pub(super) collected: String,
    /// Text of the source that is plain to the parser and not yet written.
    pub(super) run: Range<usize>,
    pub(super) skip: Range<usize>,
    pub(super) lists: Vec<Option<u64>>,
    pub(super) columns: Vec<&'static str>,
    pub(super) column: usize,
    pub(super) cell: &'static str,
    pub(super) label: bool,
    /// The name of a removed element of the author's whose text goes too, and how deep it was opened.
    pub(super) muted: Option<(String, usize)>,
    pub(super) footnotes: Footnotes,
    /// Where `\(` or `\[` stands that nothing has closed yet.
    pub(super) tex: Option<usize>,
    pub(super) summary: Option<Summary>,
    pub(super) has_html: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
    deep: bool,
}

pub(super) fn syntax(options: &Options, shape: Shape) -> Syntax {
    let mut syntax = Syntax::ENABLE_STRIKETHROUGH | Syntax::ENABLE_WIKILINKS;
    if options.math {
        syntax |= Syntax::ENABLE_MATH;
    }
    if shape == Shape::Blocks {
        syntax |= Syntax::ENABLE_TABLES
            | Syntax::ENABLE_FOOTNOTES
            | Syntax::ENABLE_TASKLISTS
            | Syntax::ENABLE_GFM
            | Syntax::ENABLE_DEFINITION_LIST;
    }
    syntax
}

impl<'t> Writer<'t> {
    pub(super) fn new(prepared: &'t Prepared<'t>, place: Place, options: &'t Options, shape: Shape) -> Self {
        let text = &*prepared.text;
        let mut out = Piece::default();
        out.html.reserve(text.len() + text.len() / 4);
        Self {
            prepared,
            text,
            options,
            shape,
            unmarked: prepared.unmarked,
            place,
            out,
            plain: String::with_capacity(text.len()),
            gap: 0,
            links: Vec::new(),
            blocks: Vec::new(),
            open_links: Vec::new(),
            headings: Vec::new(),
            heading: None,
            outline: Vec::new(),
            ids: HashMap::new(),
            frames: Vec::new(),
            paragraph: None,
            collecting: Collecting::Nothing,
            collected: String::new(),
            run: 0..0,
            skip: 0..0,
            lists: Vec::new(),
            columns: Vec::new(),
            column: 0,
            cell: "td",
            label: false,
            muted: None,
            footnotes: Footnotes::default(),
            tex: None,
            summary: None,
            has_html: false,
            diagnostics: Vec::new(),
            deep: false,
        }
    }

    /// Reads the whole text.
    pub(super) fn read(&mut self) {
        self.read_part(0..self.text.len(), syntax(self.options, self.shape));
        self.flush();
        self.close_html(0);
        self.write_footnotes();
    }

    /// Reads a part of the text: the whole, or, without formulas, what looked like a formula and is none.
    pub(super) fn read_part(&mut self, part: Range<usize>, syntax: Syntax) {
        let limit = (FREE_GROWTH + self.text.len().saturating_mul(MAX_GROWTH)).min(MAX_HTML);
        let nested = !syntax.contains(Syntax::ENABLE_MATH) && self.options.math;
        let text = self.text;
        for (event, range) in Parser::new_ext(&text[part.clone()], syntax).into_offset_iter() {
            let range = range.start + part.start..range.end + part.start;
            if nested && matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) {
                continue;
            }
            self.event(event, range.clone());
            if self.out.html.len() + self.out.slots.len() * GAP > limit {
                let message = "this text grows beyond all measure when it is turned into a page";
                self.complain(
                    Diagnostic::error(Code::TextTooDeep, self.span(range), message)
                        .help("share it among several pages"),
                );
                break;
            }
        }
    }

    fn event(&mut self, event: Event<'t>, range: Range<usize>) {
        if self.skip.start <= range.start && range.end <= self.skip.end && !range.is_empty() {
            return;
        }
        if let Event::Text(text) = event {
            return self.text(&text, range);
        }
        self.flush();
        if self.is_muted(&event) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(_) => {}
            Event::Code(code) => self.code_span(&code),
            Event::InlineMath(tex) => self.inline_formula(&tex, range),
            Event::DisplayMath(tex) => self.formula(&tex, code::Formula::Display, range),
            Event::Html(html) => {
                if let Collecting::Html { pieces } = &mut self.collecting {
                    pieces.push((self.collected.len(), range.start));
                    self.collected.push_str(&html);
                }
            }
            Event::InlineHtml(html) => {
                if !self.is_collecting() {
                    self.author_inline(&html, &range);
                }
            }
            Event::FootnoteReference(label) => self.footnote_reference(&label, range),
            Event::SoftBreak => self.soft_break(&range),
            Event::HardBreak => self.line_break("<br>\n", "\n"),
            Event::Rule => self.out.html.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task(done),
        }
    }

    /// Whether an event lies inside an element whose content was removed with it.
    fn is_muted(&mut self, event: &Event<'_>) -> bool {
        let Some((_, depth)) = &self.muted else { return false };
        match event {
            Event::InlineHtml(_) => false,
            Event::Start(_) => {
                self.frames.push(Frame::Skipped);
                true
            }
            Event::End(_) if self.frames.len() > *depth => {
                self.frames.pop();
                true
            }
            Event::End(_) => {
                self.muted = None;
                false
            }
            _ => true,
        }
    }

    pub(super) fn text(&mut self, text: &CowStr<'t>, range: Range<usize>) {
        match &self.collecting {
            Collecting::Nothing if self.muted.is_some() => {}
            Collecting::Nothing => {
                let as_written = matches!(text, CowStr::Borrowed(part) if self.offset(part) == Some(range.start));
                let range = range.start.max(self.skip.end)..range.end.max(self.skip.end);
                self.look_for_tex(range.start);
                if as_written && self.run.end == range.start && !self.run.is_empty() {
                    self.run.end = range.end;
                } else if as_written {
                    self.flush();
                    self.run = range;
                } else {
                    self.flush();
                    self.write_text(text, None);
                }
            }
            _ if self.unmarked => self.collected.push_str(text),
            _ => self.collected.push_str(&cjk::unmarked(text)),
        }
    }

    /// Writes text that waits.
    pub(super) fn flush(&mut self) {
        if !self.run.is_empty() {
            let run = std::mem::replace(&mut self.run, 0..0);
            let text = self.text;
            self.write_text(&text[run.clone()], Some(run.start));
        }
    }

    /// The byte at which a part of the prepared text begins, if it is one.
    pub(super) fn offset(&self, part: &str) -> Option<usize> {
        let at = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        (at + part.len() <= self.text.len()).then_some(at)
    }

    /// The place in the file of a range of the prepared text.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.place.span(self.prepared.original(range.start)..self.prepared.original(range.end))
    }

    /// Notes a mistake; past a hundred in one text the rest adds nothing.
    pub(super) fn complain(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < 100 {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(super) fn too_deep(&mut self, range: Range<usize>) {
        if !std::mem::replace(&mut self.deep, true) {
            let message = format!("more than {MAX_DEPTH} elements stand inside one another here");
            self.complain(
                Diagnostic::error(Code::TextTooDeep, self.span(range), message)
                    .help("put fewer lists and quotations inside one another"),
            );
        }
    }

    pub(super) fn is_collecting(&self) -> bool {
        self.collecting != Collecting::Nothing
    }

    pub(super) fn is_full(&self) -> bool {
        self.frames.len() >= MAX_DEPTH
    }

    /// Pays the line breaks that are owed before plain text.
    pub(super) fn settle(&mut self) {
        if self.gap > 0 && !self.plain.is_empty() {
            self.plain.push_str(if self.gap == 1 { "\n" } else { "\n\n" });
        }
        self.gap = 0;
    }

    fn start(&mut self, tag: Tag<'t>, range: Range<usize>) {
        if let Collecting::Alt { depth, .. } = &mut self.collecting {
            *depth += 1;
            return;
        }
        if tag == Tag::HtmlBlock {
            self.collecting = Collecting::Html { pieces: Vec::new() };
            return;
        }
        if self.is_full() {
            self.too_deep(range);
            self.frames.push(Frame::Skipped);
            return;
        }
        self.frames.push(Frame::Markdown);
        match tag {
            Tag::Emphasis => self.out.html.push_str("<em>"),
            Tag::Strong => self.out.html.push_str("<strong>"),
            Tag::Strikethrough => self.out.html.push_str("<del>"),
            Tag::Superscript => self.out.html.push_str("<sup>"),
            Tag::Subscript => self.out.html.push_str("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, &range),
            Tag::Image { link_type, dest_url, title, .. } => self.start_image(link_type, &dest_url, &title, &range),
            Tag::TableCell => self.start_cell(),
            block => self.start_block(block, range),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match &mut self.collecting {
            Collecting::Alt { depth, .. } if *depth > 0 => {
                *depth -= 1;
                return;
            }
            Collecting::Html { pieces } if tag == TagEnd::HtmlBlock => {
                let pieces = std::mem::take(pieces);
                self.collecting = Collecting::Nothing;
                let html = std::mem::take(&mut self.collected);
                self.author_block(&html, &pieces);
                return;
            }
            _ => {}
        }
        self.close_html_inside();
        let was_written = self.frames.last() == Some(&Frame::Markdown);
        let is_top = self.frames.len() == 1;
        self.frames.pop();
        if was_written {
            self.end_tag(tag, is_top);
        }
    }

    fn end_tag(&mut self, tag: TagEnd, is_top: bool) {
        let (close, gap) = match tag {
            TagEnd::Paragraph => return self.end_paragraph(is_top),
            TagEnd::Heading(_) => return self.end_heading(is_top),
            TagEnd::Link => return self.end_link(),
            TagEnd::Image => return self.end_image(),
            TagEnd::CodeBlock => return self.end_code_block(),
            TagEnd::FootnoteDefinition => return self.end_footnote(),
            TagEnd::Emphasis => ("</em>", 0),
            TagEnd::Strong => ("</strong>", 0),
            TagEnd::Strikethrough => ("</del>", 0),
            TagEnd::Superscript => ("</sup>", 0),
            TagEnd::Subscript => ("</sub>", 0),
            TagEnd::BlockQuote(None) => ("</blockquote>\n", 2),
            TagEnd::BlockQuote(Some(_)) => ("</aside>\n", 2),
            TagEnd::List(ordered) => {
                self.lists.pop();
                (if ordered { "</ol>\n" } else { "</ul>\n" }, if self.lists.is_empty() { 2 } else { 1 })
            }
            TagEnd::Item => {
                self.end_label();
                ("</li>\n", 1)
            }
            TagEnd::DefinitionList => ("</dl>\n", 2),
            TagEnd::DefinitionListTitle => ("</dt>\n", 1),
            TagEnd::DefinitionListDefinition => ("</dd>\n", 1),
            TagEnd::Table => ("</tbody>\n</table></div>\n", 2),
            TagEnd::TableHead => ("</tr>\n</thead>\n<tbody>\n", 1),
            TagEnd::TableRow => ("</tr>\n", 1),
            TagEnd::TableCell => (if self.cell == "th" { "</th>" } else { "</td>" }, 0),
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => ("", 0),
        };
        self.out.html.push_str(close);
        self.gap = self.gap.max(gap);
    }
}
