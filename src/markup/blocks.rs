//! Blocks of Markdown: paragraphs, lists, tables, alerts and code.
//!
//! The writer's methods for what begins and ends with a block; each writes where the event comes. Knows nothing of links.

use super::cjk;
use super::code;
use super::drawn::Drawing;
use super::fence::Fence;
use super::piece::{Part, Word};
use super::writer::{Close, Collecting, Frame, OpenParagraph, Shape, Summary, Writer};
use crate::diagnostic::{Code, Diagnostic, nearest, slips};
use crate::highlight;
use crate::text::Digest;
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Tag};
use std::ops::Range;
use std::sync::Arc;

impl<'t> Writer<'t> {
    pub(super) fn start_block(&mut self, tag: Tag<'t>, range: Range<usize>) {
        self.end_label();
        match tag {
            Tag::Paragraph => self.start_paragraph(),
            Tag::Heading { level, .. } => self.start_heading(level as u8, range),
            Tag::BlockQuote(None) => self.out.html.push_str("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => self.start_alert(kind),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => cjk::unmarked(&info).into_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.collecting = Collecting::Code { info, at: range.start };
            }
            Tag::List(first) => {
                match first {
                    None => self.out.html.push_str("<ul>\n"),
                    Some(1) => self.out.html.push_str("<ol>\n"),
                    Some(first) => self.out.html.push_str(&format!("<ol start=\"{first}\">\n")),
                }
                self.lists.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::FootnoteDefinition(label) => self.start_footnote(&label),
            Tag::DefinitionList => self.out.html.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.html.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.html.push_str("<dd>"),
            Tag::Table(columns) => self.start_table(&columns),
            Tag::TableHead => {
                self.cell = "th";
                self.column = 0;
                self.out.html.push_str("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.cell = "td";
                self.column = 0;
                self.out.html.push_str("<tr>");
            }
            _ => {}
        }
    }

    fn start_paragraph(&mut self) {
        if self.shape == Shape::Blocks {
            self.paragraph =
                Some(OpenParagraph { html: self.out.html.len(), slots: self.out.slots.len(), plain: self.plain.len() });
            self.out.html.push_str("<p>");
        }
    }

    fn start_alert(&mut self, kind: BlockQuoteKind) {
        let (name, word) = match kind {
            BlockQuoteKind::Note => ("note", Word::Note),
            BlockQuoteKind::Tip => ("tip", Word::Tip),
            BlockQuoteKind::Important => ("important", Word::Important),
            BlockQuoteKind::Warning => ("warning", Word::Warning),
            BlockQuoteKind::Caution => ("caution", Word::Caution),
        };
        let html = &mut self.out.html;
        html.push_str("<aside class=\"alert alert-");
        html.push_str(name);
        html.push_str("\" data-alert=\"");
        html.push_str(name);
        html.push_str("\" role=\"note\">\n<p class=\"alert-title\">");
        self.out.slot(Part::Word(word));
        self.out.html.push_str("</p>\n");
    }

    fn start_item(&mut self) {
        self.out.html.push_str("<li>");
        self.gap = self.gap.max(1);
        self.settle();
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.plain.push_str(&format!("{number}. "));
                *number = number.saturating_add(1);
            }
            _ => self.plain.push_str("- "),
        }
    }

    pub(super) fn task(&mut self, done: bool) {
        if self.is_collecting() {
            return;
        }
        for (end, with) in [
            ("<li>", "<li class=\"task\">"),
            ("<li><p>", "<li class=\"task\"><p>"),
            ("<li>\n<p>", "<li class=\"task\">\n<p>"),
        ] {
            if self.out.html.ends_with(end) {
                let at = self.out.html.len() - end.len();
                self.out.html.truncate(at);
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.html += with.len() - end.len();
                }
                self.out.html.push_str(with);
                break;
            }
        }
        self.out.html.push_str("<label><input type=\"checkbox\" disabled");
        self.out.html.push_str(if done { " checked> " } else { "> " });
        self.label = true;
        self.plain.push_str(if done { "[x] " } else { "[ ] " });
    }

    pub(super) fn end_label(&mut self) {
        if std::mem::take(&mut self.label) {
            self.out.html.push_str("</label>");
        }
    }

    fn start_table(&mut self, columns: &[Alignment]) {
        self.columns.clear();
        self.columns.extend(columns.iter().map(|column| match column {
            Alignment::None => "",
            Alignment::Left => " class=\"align-left\"",
            Alignment::Center => " class=\"align-center\"",
            Alignment::Right => " class=\"align-right\"",
        }));
        self.out.html.push_str("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
        self.out.slot(Part::Word(Word::Table));
        self.out.html.push_str("\"><table>\n");
    }

    pub(super) fn start_cell(&mut self) {
        let html = &mut self.out.html;
        html.push('<');
        html.push_str(self.cell);
        html.push_str(self.columns.get(self.column).copied().unwrap_or(""));
        html.push_str(if self.cell == "th" { " scope=\"col\">" } else { ">" });
        if self.column > 0 {
            self.plain.push_str(" | ");
        }
        self.column += 1;
    }

    pub(super) fn end_paragraph(&mut self, is_top: bool) {
        self.end_label();
        let Some(opened) = self.paragraph.take() else { return };
        self.gap = 2;
        if self.out.html.len() == opened.html + "<p>".len() {
            let gaps = self.out.slots.len() - opened.slots;
            if gaps == 0 {
                // A paragraph of nothing but a comment.
                return self.out.html.truncate(opened.html);
            }
            if let Some(slot) = self.out.slots.last_mut().filter(|_| gaps == 1)
                && let Part::Picture(link) = slot.part
                && !self.links[link].title.is_empty()
            {
                slot.part = Part::Figure(link);
                slot.at = opened.html;
                self.out.html.truncate(opened.html);
                let title = std::mem::take(&mut self.links[link].title);
                let caption = super::inline(self.links[link].span, &title, self.options);
                caption.value.html().clone_into(&mut self.links[link].caption);
                caption.value.plain().clone_into(&mut self.links[link].title);
                self.diagnostics.extend(caption.diagnostics);
                return self.out.html.push('\n');
            }
        }
        self.out.html.push_str("</p>\n");
        let said = self.plain[opened.plain..].trim();
        if is_top && self.summary.is_none() && self.footnotes.is_outside() && said.chars().any(char::is_alphanumeric) {
            let mut piece = self.out.cut(opened.html..self.out.html.len());
            piece.slots.retain(|slot| slot.at > 0);
            self.summary = Some(Summary { piece, plain: said.to_owned(), marked: false });
        }
    }

    /// Ends the summary here, if this place lies in no block but a paragraph.
    pub(super) fn mark_summary(&mut self) {
        let in_paragraph = self.frames == [Frame::Markdown] && self.paragraph.is_some();
        let at_top = self.frames.iter().all(|frame| matches!(frame, Frame::Html(..)));
        let is_marked = self.summary.as_ref().is_some_and(|summary| summary.marked);
        if is_marked || !self.footnotes.is_outside() || !(in_paragraph || at_top) {
            return;
        }
        let mut piece = self.out.clone();
        for frame in self.frames.iter().rev() {
            match frame {
                Frame::Html(_, Close::Tag(name)) => piece.html.push_str(&format!("</{name}>")),
                Frame::Html(_, Close::Link { link, .. }) => piece.slot(Part::Close(*link)),
                Frame::Markdown => piece.html.push_str("</p>\n"),
                Frame::Skipped => {}
            }
        }
        self.summary = Some(Summary { piece, plain: self.plain.trim().to_owned(), marked: true });
    }

    pub(super) fn end_code_block(&mut self) {
        let Collecting::Code { info, at } = std::mem::replace(&mut self.collecting, Collecting::Nothing) else {
            return;
        };
        let source = std::mem::take(&mut self.collected);
        let fence = Fence::parse(&info);
        self.gap = 2;
        if self.options.math && fence.language == "math" {
            self.out.html.push_str("<p>");
            self.formula(
                source.trim(),
                code::Formula::Display,
                at..self.text.len().min(at + source.len() + info.len() + 16),
            );
            self.out.html.push_str("</p>\n");
        } else {
            self.settle();
            self.plain.push_str(source.trim_end());
            let is_mermaid = self.options.mermaid && fence.language == "mermaid";
            let drawing = is_mermaid.then(|| self.diagram(&source, at)).flatten().map(Arc::new);
            if !is_mermaid {
                self.look_at_language(&fence.language, at);
            }
            self.out.slot(Part::Block(self.blocks.len()));
            self.blocks.push(code::Block { fence, source, highlight: self.options.highlight, drawing });
        }
        self.gap = 2;
    }

    /// A diagram as drawn; says so where it cannot be.
    fn diagram(&mut self, source: &str, at: usize) -> Option<(Digest, Drawing)> {
        let error = match self.options.drawn.diagram(source) {
            Ok(drawing) => return Some(drawing),
            Err(error) => error,
        };
        // Every line of the source stands on a line of the text behind the fence, perhaps behind marks of quotes and lists.
        let before = &source[..error.at.start];
        let wrong = source[error.at.clone()].lines().next().unwrap_or("").trim();
        let mut start = at;
        for _ in 0..=before.matches('\n').count() {
            start = self.text[start..].find('\n').map_or(self.text.len(), |by| start + by + 1);
        }
        let line = self.text[start..].lines().next().unwrap_or("");
        let span = match line.find(wrong).filter(|_| !wrong.is_empty()) {
            Some(by) => start + by..start + by + wrong.len(),
            None => at..at + self.text[at..].lines().next().map_or(0, str::len),
        };
        self.complain(
            Diagnostic::warning(
                Code::DiagramNotDrawn,
                self.span(span),
                format!("this diagram cannot be drawn: {}", error.message),
            )
            .help("readers see its source until it is mended"),
        );
        None
    }

    /// Says so where a language is misspelled. One that is merely unknown stays plain without a word.
    fn look_at_language(&mut self, name: &str, at: usize) {
        if name.len() < 4 || highlight::language(name).is_some() || highlight::is_plain(name) {
            return;
        }
        let Some(meant) = nearest(name, highlight::names()).filter(|meant| slips(name, meant) <= 2) else { return };
        let line = &self.text[at..self.text[at..].find('\n').map_or(self.text.len(), |by| at + by)];
        let start = at + line.to_lowercase().find(name).filter(|by| line.is_char_boundary(*by)).unwrap_or(0);
        let end = (start + name.len()).min(at + line.len());
        let span = if self.text.is_char_boundary(end) { start..end } else { at..at + line.len() };
        let message = format!("no language `{name}` is known");
        self.complain(
            Diagnostic::warning(Code::UnknownCodeLanguage, self.span(span), message)
                .help(format!("did you mean `{meant}`? if not, nothing is wrong: the code stays without colours")),
        );
    }
}
