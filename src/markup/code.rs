//! What is drawn from source: blocks of code, diagrams and formulas.
//!
//! Takes the source and writes HTML. What comes out is ours and is not filtered again, so whatever is taken from the source is escaped
//! here. Blocks are drawn when a page is: one that has not changed costs nothing.

use super::Words;
use super::drawn::{Drawing, Drawn};
use super::fence::Fence;
use super::html::{Purpose, attribute, escape};
use crate::highlight::{self, Span};
use crate::math;
use crate::text::Digest;
use std::fmt::Write;
use std::sync::Arc;

/// A block that is drawn when the page is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Block {
    pub(super) fence: Fence,
    pub(super) source: String,
    /// Whether it gets colours.
    pub(super) highlight: bool,
    /// Where it is the source of a diagram that can be drawn: the drawing, and the digest it is remembered by.
    pub(super) drawing: Option<Arc<(Digest, Drawing)>>,
}

impl Block {
    /// Writes the block. Feeds get the bare code: their readers know nothing of our classes.
    pub(super) fn write(&self, out: &mut String, purpose: Purpose, words: &Words) {
        let fence = &self.fence;
        let is_shown = matches!(purpose, Purpose::Page | Purpose::Extract);
        if let Some(drawing) = self.drawing.as_ref().filter(|_| is_shown) {
            return self.diagram(out, &drawing.1, purpose, words);
        }
        if !fence.title.is_empty() {
            out.push_str("<figure class=\"code\"><figcaption>");
            escape(out, &fence.title);
            out.push_str("</figcaption>");
        }
        let on_page = matches!(purpose, Purpose::Page | Purpose::Extract);
        // A part that scrolls must be within reach of the keyboard.
        out.push_str(if on_page { "<pre tabindex=\"0\"><code" } else { "<pre><code" });
        if !fence.language.is_empty() {
            attribute(out, "class", &format!("language-{}", fence.language));
        }
        out.push('>');
        let language = highlight::language(&fence.language).filter(|_| self.highlight && on_page);
        let spans = language.map(|language| highlight::spans(language, &self.source)).unwrap_or_default();
        if on_page && fence.has_lines() {
            self.lines(out, &spans);
        } else {
            painted(out, &self.source, 0..self.source.len(), &mut spans.iter().copied().peekable());
        }
        out.push_str("</code></pre>");
        if !fence.title.is_empty() {
            out.push_str("</figure>");
        }
        out.push('\n');
    }

    /// Writes a diagram: a part that scrolls where it is wider than the page, then its source for those who do not see it.
    fn diagram(&self, out: &mut String, drawing: &Drawing, purpose: Purpose, words: &Words) {
        let names = [&*drawing.title, &*self.fence.title, &*words.diagram];
        let name = names.into_iter().find(|name| !name.is_empty());
        out.push_str("<figure class=\"diagram\"><div class=\"drawing\" role=\"group\" tabindex=\"0\"");
        attribute(out, "aria-label", &words.diagram);
        out.push_str("><svg role=\"img\"");
        attribute(out, "aria-label", name.unwrap_or_default());
        out.push_str(drawing.markup.strip_prefix("<svg").unwrap_or_default());
        out.push_str("</div>");
        if !self.fence.title.is_empty() {
            out.push_str("<figcaption>");
            escape(out, &self.fence.title);
            out.push_str("</figcaption>");
        }
        if purpose == Purpose::Page {
            out.push_str("<details><summary>");
            escape(out, &words.diagram_text);
            out.push_str("</summary><pre tabindex=\"0\"><code class=\"language-mermaid\">");
            escape(out, &self.source);
            out.push_str("</code></pre></details>");
        }
        out.push_str("</figure>\n");
    }

    /// Writes the code with an element for each line. Its number is an attribute: nobody selects or copies it.
    fn lines(&self, out: &mut String, spans: &[Span]) {
        let mut spans = spans.iter().copied().peekable();
        let mut at = 0;
        for (line, text) in (1_u32..).zip(self.source.split_inclusive('\n')) {
            let name = if self.fence.marks(line) { "mark" } else { "span" };
            let _ = write!(out, "<{name} class=\"l\"");
            if let Some(first) = self.fence.first {
                let _ = write!(out, " data-n=\"{}\"", first.saturating_add(line - 1));
            }
            out.push('>');
            painted(out, &self.source, at..at + text.len(), &mut spans);
            let _ = write!(out, "</{name}>");
            at += text.len();
        }
    }
}

/// Writes a part of a text with its spans; what a span leaves beyond the part stays for the next.
fn painted(
    out: &mut String,
    text: &str,
    part: std::ops::Range<usize>,
    spans: &mut std::iter::Peekable<impl Iterator<Item = Span>>,
) {
    let mut at = part.start;
    while let Some(span) = spans.peek().filter(|span| (span.start as usize) < part.end) {
        let (start, end) = ((span.start as usize).max(part.start), (span.end as usize).min(part.end));
        escape(out, &text[at..start]);
        let goes_on = span.end as usize > part.end;
        // The end of the line stays outside: an element that is nothing but a line's end helps nobody.
        let inner = text[start..end].trim_end_matches(['\n', '\r']);
        if !inner.is_empty() {
            out.push_str("<span class=\"");
            out.push_str(span.class.letter());
            out.push_str("\">");
            escape(out, inner);
            out.push_str("</span>");
        }
        escape(out, &text[start + inner.len()..end]);
        at = end;
        if goes_on {
            break;
        }
        spans.next();
    }
    escape(out, &text[at..part.end]);
}

/// How a formula stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Formula {
    /// `$…$`, in the line.
    Inline,
    /// `$$…$$`, on its own.
    Display,
}

/// Writes a formula and gives the digest it is remembered by; where it cannot be drawn, writes its source in TeX and says why.
pub(super) fn formula(out: &mut String, source: &str, how: Formula, drawn: &Drawn) -> Result<Digest, math::Error> {
    let error = match drawn.formula(source, how == Formula::Display) {
        Ok((key, drawing)) => {
            out.push_str(&drawing.markup);
            return Ok(key);
        }
        Err(error) => error,
    };
    out.push_str(match how {
        Formula::Inline => "<code class=\"math math-inline\">",
        Formula::Display => "<code class=\"math math-display\">",
    });
    escape(out, source.trim());
    out.push_str("</code>");
    Err(error)
}

/// Whether a formula on a line of its own may be wider than the page of a phone, or its letters larger than usual.
pub(super) fn may_be_wide(markup: &str) -> bool {
    /// Letters and signs that have room at twice the size.
    const FEW: usize = 10;
    let shown = markup.split("<annotation").next().unwrap_or(markup);
    let mut letters = 0;
    let mut in_tag = false;
    for c in shown.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => letters += usize::from(!in_tag),
        }
    }
    letters > FEW || ["<mspace", "<mpadded", "width=", "mathsize="].iter().any(|wide| shown.contains(wide))
}

/// Some HTML with formulas as their source. Readers of feeds that know nothing of MathML would show the letters twice.
pub(super) fn formulas_as_source(html: String) -> String {
    const SOURCE: &str = "<annotation encoding=\"application/x-tex\">";
    let mut out = String::new();
    let mut rest = &*html;
    while let Some((before, formula, after)) = rest.find("<math").and_then(|at| {
        let end = at + rest[at..].find("</math>")?;
        Some((&rest[..at], &rest[at..end], &rest[end + "</math>".len()..]))
    }) {
        out.push_str(before);
        let source = formula.split_once(SOURCE).and_then(|(_, source)| source.split_once('<'));
        out.push_str("<code>");
        out.push_str(source.map_or("", |(source, _)| source));
        out.push_str("</code>");
        rest = after;
    }
    if out.is_empty() && rest.len() == html.len() {
        return html;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(info: &str, source: &str, purpose: Purpose) -> String {
        let mut out = String::new();
        Block { fence: Fence::parse(info), source: source.to_owned(), highlight: true, drawing: None }.write(
            &mut out,
            purpose,
            &Words::default(),
        );
        out
    }

    #[test]
    fn blocks_are_escaped() {
        assert_eq!(
            drawn("x title=\"<b>\"", "<script>\"&</script>\n", Purpose::Page),
            "<figure class=\"code\"><figcaption>&lt;b&gt;</figcaption><pre tabindex=\"0\"><code class=\"language-x\">\
             &lt;script&gt;&quot;&amp;&lt;/script&gt;\n</code></pre></figure>\n"
        );
    }

    #[test]
    fn diagrams_are_drawn_on_pages_with_their_source_and_are_source_in_feeds() {
        let block = |purpose| {
            let mut out = String::new();
            let source = "pie\ntitle <好>\n\"a\" : 1\n".to_owned();
            let drawing = Drawn::default().diagram(&source).ok().map(Arc::new);
            Block { fence: Fence::parse("mermaid"), source, highlight: true, drawing }.write(
                &mut out,
                purpose,
                &Words::default(),
            );
            out
        };
        let page = block(Purpose::Page);
        assert!(
            page.starts_with("<figure class=\"diagram\"><div class=\"drawing\" role=\"group\" tabindex=\"0\""),
            "{page}"
        );
        assert!(page.contains("<svg role=\"img\" aria-label=\"&lt;好&gt;\" class=\"pie\""), "{page}");
        assert!(page.contains("<code class=\"language-mermaid\">pie\ntitle &lt;好&gt;\n"), "{page}");
        assert_eq!(
            block(Purpose::Feed),
            "<pre><code class=\"language-mermaid\">pie\ntitle &lt;好&gt;\n&quot;a&quot; : 1\n</code></pre>\n"
        );
    }

    #[test]
    fn feeds_and_summaries_show_the_source_of_formulas() {
        let formula = math::draw("x < y", false).expect("is drawn");
        assert_eq!(
            formulas_as_source(format!("<p>a {formula} b {formula}</p>")),
            "<p>a <code>x &lt; y</code> b <code>x &lt; y</code></p>"
        );
        assert_eq!(formulas_as_source("<p>a</p>".to_owned()), "<p>a</p>");
    }

    #[test]
    fn code_has_colours_on_pages_and_none_in_feeds() {
        assert_eq!(
            drawn("rust", "let a = \"<\";\n", Purpose::Page),
            "<pre tabindex=\"0\"><code class=\"language-rust\"><span class=\"k\">let</span> a = \
             <span class=\"s\">&quot;&lt;&quot;</span>;\n</code></pre>\n"
        );
        assert_eq!(
            drawn("rust {linenos}", "let a;\n", Purpose::Feed),
            "<pre><code class=\"language-rust\">let a;\n</code></pre>\n"
        );
    }

    #[test]
    fn lines_are_numbered_and_marked_and_spans_end_with_them() {
        assert_eq!(
            drawn("rust {hl=2, linenostart=9}", "/* a\n\nb */ x\n", Purpose::Page),
            "<pre tabindex=\"0\"><code class=\"language-rust\"><span class=\"l\" data-n=\"9\"><span class=\"c\">/* a</span>\n</span>\
             <mark class=\"l\" data-n=\"10\">\n</mark><span class=\"l\" data-n=\"11\"><span class=\"c\">b */</span> x\n</span>\
             </code></pre>\n"
        );
        assert_eq!(drawn("{hl=1}", "", Purpose::Page), "<pre tabindex=\"0\"><code></code></pre>\n");
    }
}
