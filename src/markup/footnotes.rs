//! Footnotes: collected where they are defined, numbered in the order of their marks, written at the end.
//!
//! A definition nobody refers to is left out. Marks are counted: each costs far more HTML than the four bytes it is written with.

use super::cjk;
use super::piece::{Part, Piece, Word};
use super::writer::Writer;
use crate::diagnostic::{Code, Diagnostic};
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

/// How many marks of footnotes one text may have.
const MAX_MARKS: usize = 2_000;

/// The footnotes of a text.
#[derive(Default)]
pub(super) struct Footnotes {
    by_label: HashMap<String, usize>,
    notes: Vec<Note>,
    /// Notes in the order of their first marks.
    order: Vec<usize>,
    marks: usize,
    /// Definitions that are being written, with what they interrupt.
    open: Vec<Interrupted>,
}

#[derive(Default)]
struct Note {
    number: usize,
    marks: usize,
    content: Option<(Piece, String)>,
}

struct Interrupted {
    note: usize,
    piece: Piece,
    plain: String,
    gap: usize,
}

impl Footnotes {
    fn note(&mut self, label: &str) -> usize {
        let label = cjk::unmarked(label).to_lowercase();
        *self.by_label.entry(label).or_insert_with(|| {
            self.notes.push(Note::default());
            self.notes.len() - 1
        })
    }

    /// Whether no definition is being written.
    pub(super) fn is_outside(&self) -> bool {
        self.open.is_empty()
    }
}

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, label: &str, range: Range<usize>) {
        if self.is_collecting() {
            return;
        }
        let footnotes = &mut self.footnotes;
        footnotes.marks += 1;
        if footnotes.marks > MAX_MARKS {
            if footnotes.marks == MAX_MARKS + 1 {
                let message = format!("this text has more than {MAX_MARKS} marks of footnotes");
                self.complain(
                    Diagnostic::error(Code::TextTooDeep, self.span(range), message)
                        .help("share it among several pages"),
                );
            }
            return;
        }
        let at = footnotes.note(label);
        if footnotes.notes[at].number == 0 {
            footnotes.order.push(at);
            footnotes.notes[at].number = footnotes.order.len();
        }
        footnotes.notes[at].marks += 1;
        let part = Part::Footnote(footnotes.notes[at].number, footnotes.notes[at].marks);
        self.out.slot(part);
    }

    pub(super) fn start_footnote(&mut self, label: &str) {
        let note = self.footnotes.note(label);
        let interrupted = Interrupted {
            note,
            piece: std::mem::take(&mut self.out),
            plain: std::mem::take(&mut self.plain),
            gap: std::mem::take(&mut self.gap),
        };
        self.footnotes.open.push(interrupted);
    }

    pub(super) fn end_footnote(&mut self) {
        let Some(before) = self.footnotes.open.pop() else { return };
        let piece = std::mem::replace(&mut self.out, before.piece);
        let plain = std::mem::replace(&mut self.plain, before.plain);
        self.gap = before.gap;
        // Of two definitions the first counts, as everywhere in Markdown.
        self.footnotes.notes[before.note].content.get_or_insert((piece, plain));
    }

    /// Writes what was collected, in the order of the marks.
    pub(super) fn write_footnotes(&mut self) {
        if self.footnotes.order.is_empty() {
            return;
        }
        self.out.html.push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        self.out.slot(Part::Word(Word::Footnotes));
        self.out.html.push_str("\">\n<ol>\n");
        for at in std::mem::take(&mut self.footnotes.order) {
            let note = std::mem::take(&mut self.footnotes.notes[at]);
            let (piece, plain) = note.content.unwrap_or_default();
            let _ = write!(self.out.html, "<li id=\"fn:{}\">", note.number);
            self.ids.insert(format!("fn:{}", note.number), 1);
            self.out.append(&piece);
            // The way back belongs at the end of the last line, not under it.
            let in_paragraph = piece.html.ends_with("</p>\n");
            if in_paragraph {
                self.out.html.truncate(self.out.html.len() - "</p>\n".len());
            }
            self.write_ways_back(note.number, note.marks);
            self.out.html.push_str(if in_paragraph { "</p>\n</li>\n" } else { "</li>\n" });
            if !plain.trim().is_empty() {
                self.gap = 2;
                self.settle();
                self.plain.push_str(plain.trim());
            }
        }
        self.out.html.push_str("</ol>\n</section>\n");
    }

    fn write_ways_back(&mut self, number: usize, marks: usize) {
        for nth in 1..=marks {
            let again = if nth > 1 { format!(":{nth}") } else { String::new() };
            self.ids.insert(format!("fnref:{number}{again}"), 1);
            let html = &mut self.out.html;
            let _ = write!(
                html,
                " <a href=\"#fnref:{number}{again}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\""
            );
            self.out.slot(Part::Word(Word::Back));
            self.out.html.push_str("\">↩\u{fe0e}");
            if nth > 1 {
                let _ = write!(self.out.html, "<sup>{nth}</sup>");
            }
            self.out.html.push_str("</a>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{body, html};

    #[test]
    fn footnotes_stand_at_the_end_in_the_order_of_their_marks() {
        let text = "a[^z] b[^a] c[^z]\n\n[^a]: first *note*\n[^z]: second\n[^unused]: never\n";
        let html = html(text);
        assert!(html.contains(
            "a<sup class=\"footnote-ref\"><a href=\"#fn:1\" id=\"fnref:1\" role=\"doc-noteref\">1</a></sup> b"
        ));
        assert!(html.find("second").expect("it is there") < html.find("first <em>note</em>").expect("it is there"));
        assert!(html.contains("id=\"fnref:1:2\"") && html.contains("href=\"#fnref:1:2\""));
        assert!(!html.contains("never"));
        let (body, _) = body(text);
        assert!(body.has_anchor("fn:1") && body.has_anchor("fnref:1:2") && !body.has_anchor("fn:3"));
        assert_eq!(body.plain(), "a b c\n\nsecond\n\nfirst note");
    }

    #[test]
    fn a_mark_without_a_note_is_text() {
        assert_eq!(html("a[^b]"), "<p>a[^b]</p>");
    }

    #[test]
    fn marks_are_bounded() {
        let text = format!("{}\n\n[^1]: x\n", "[^1]".repeat(5_000));
        let (body, said) = body(&text);
        assert_eq!(said.len(), 1);
        assert!(body.html(&[]).len() < 100 * text.len());
    }
}
