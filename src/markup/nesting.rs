//! What of the author's HTML is open, and what closes it.
//!
//! Every end tag is written from the stack: an author's element never outlives the block of Markdown it was opened in, and an end
//! tag that meets nothing is dropped.

use super::piece::Part;
use super::tags::{self, Model};
use super::writer::{Close, Frame, Writer};

impl Writer<'_> {
    /// Closes what HTML lets an author leave open: `<li>` ends the item before it.
    pub(super) fn close_implied(&mut self, name: &str) {
        let ends: &[&str] = match name {
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "td" | "th" => &["td", "th"],
            "tr" => &["td", "th", "tr"],
            "tbody" | "thead" | "tfoot" => &["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"],
            "p" | "div" | "ul" | "ol" | "table" | "blockquote" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
            | "details" | "dl" | "figure" | "hr" => &["p"],
            "rt" | "rp" => &["rt", "rp"],
            _ => &[],
        };
        while let Some(Frame::Html(open, _)) = self.frames.last()
            && ends.contains(open)
        {
            self.close_html(self.frames.len() - 1);
        }
    }

    /// Ends an element of the author's, and what is open inside it. An end tag that meets nothing is dropped.
    pub(super) fn end_html(&mut self, name: &str) {
        let own = self.frames.iter().rev().take_while(|frame| matches!(frame, Frame::Html(..))).count();
        let is_it = |frame: &Frame| matches!(frame, Frame::Html(open, _) if *open == name);
        let from = self.frames.len() - own;
        if let Some(at) = self.frames[from..].iter().rposition(is_it) {
            self.close_html(from + at);
        }
    }

    /// Closes the author's elements inside the innermost of Markdown's.
    pub(super) fn close_html_inside(&mut self) {
        while matches!(self.frames.last(), Some(Frame::Html(..))) {
            self.close_html(self.frames.len() - 1);
        }
    }

    /// Closes the author's elements until `depth` are left open.
    pub(super) fn close_html(&mut self, depth: usize) {
        while self.frames.len() > depth {
            match self.frames.pop() {
                Some(Frame::Html(name, Close::Tag(close))) => {
                    self.out.html.push_str("</");
                    self.out.html.push_str(close);
                    self.out.html.push('>');
                    if tags::element(name).is_some_and(|element| element.model == Model::Flow) {
                        self.gap = self.gap.max(1);
                    }
                }
                Some(Frame::Html(_, Close::Link { link, plain })) => {
                    self.out.slot(Part::Close(link));
                    self.name_link(link, plain);
                }
                _ => {}
            }
        }
    }
}
