//! Links and pictures of Markdown, and what stands within a line besides text: code, formulas, line breaks.
//!
//! Takes them as the parser gives them, notes each as a [`LinkRef`] with its place and leaves a gap in the HTML.

use super::cjk;
use super::code;
use super::html::escape;
use super::links::{LinkKind, LinkRef};
use super::piece::{Part, Trusted, Word};
use super::writer::{Collecting, Frame, OpenLink, Shape, Writer, syntax};
use crate::diagnostic::{Code, Diagnostic};
use pulldown_cmark::{CowStr, LinkType, Options as Syntax};
use std::ops::Range;

impl<'t> Writer<'t> {
    fn new_link(&mut self, kind: LinkType, address: &CowStr<'t>, title: &str, range: &Range<usize>) -> OpenLink {
        let plain = self.plain.len();
        let refused = OpenLink { link: None, plain, skip: 0..0 };
        // Two links inside one another: HTML knows no such thing.
        if self.is_in_link() {
            return refused;
        }
        let at = self.offset_of(address).unwrap_or_else(|| range.clone());
        let span = self.span(at.clone());
        let mut skip = 0..0;
        let link = match kind {
            LinkType::WikiLink { has_pothole } => match self.cited(range).filter(|_| !has_pothole) {
                // `[[1]](address)` is a citation of old custom, not a wikilink.
                Some(cited) => {
                    skip = range.end..cited.end + 1;
                    let span = self.span(cited.clone());
                    LinkRef::address(LinkKind::Link, span, &self.text[cited], "")
                }
                None => {
                    // In a table the bar is written `\|`.
                    let name = if has_pothole { address.trim_end_matches('\\') } else { address };
                    let end = at.end.saturating_sub(address.len() - name.len()).max(at.start);
                    Ok(LinkRef::wikilink(self.span(at.start..end), name))
                }
            },
            LinkType::Email => LinkRef::address(LinkKind::Link, span, &format!("mailto:{address}"), title),
            _ => LinkRef::address(LinkKind::Link, span, address, title),
        };
        match link {
            Ok(link) => {
                self.links.push(link);
                OpenLink { link: Some(self.links.len() - 1), plain, skip }
            }
            Err(problem) => {
                self.bad_address(at, address, problem);
                refused
            }
        }
    }

    /// The address in round brackets right after a link.
    fn cited(&self, link: &Range<usize>) -> Option<Range<usize>> {
        let rest = self.text[link.end..].strip_prefix('(')?;
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '\\'))?;
        (end > 0 && rest.as_bytes()[end] == b')').then_some(link.end + 1..link.end + 1 + end)
    }

    fn new_image(&mut self, kind: LinkType, address: &CowStr<'t>, title: &str, range: &Range<usize>) -> Option<usize> {
        let at = self.offset_of(address).unwrap_or_else(|| range.clone());
        // `![[picture.png]]` names a file, with spaces and all.
        let address = match kind {
            LinkType::WikiLink { .. } => address.trim().replace('%', "%25"),
            _ => address.to_string(),
        };
        match LinkRef::address(LinkKind::Image, self.span(at.clone()), &address, title) {
            Ok(link) => {
                self.links.push(link);
                Some(self.links.len() - 1)
            }
            Err(problem) => {
                self.bad_address(at, &address, problem);
                None
            }
        }
    }

    /// Where an address stands in the text, if it stands there letter for letter.
    fn offset_of(&self, address: &CowStr<'_>) -> Option<Range<usize>> {
        let CowStr::Borrowed(part) = address else { return None };
        let start = self.offset(part).filter(|_| !part.is_empty())?;
        Some(start..start + part.len())
    }

    pub(super) fn start_link(&mut self, kind: LinkType, address: &CowStr<'t>, title: &str, range: &Range<usize>) {
        let opened = self.new_link(kind, address, title, range);
        if let Some(link) = opened.link {
            self.out.slot(Part::Open(link));
        }
        if !opened.skip.is_empty() {
            self.out.html.push('[');
        }
        self.open_links.push(opened);
    }

    pub(super) fn start_image(&mut self, kind: LinkType, address: &CowStr<'t>, title: &str, range: &Range<usize>) {
        self.collected.clear();
        let link = self.new_image(kind, address, title, range);
        self.collecting = Collecting::Alt { link, depth: 0 };
    }

    pub(super) fn end_image(&mut self) {
        let Collecting::Alt { link, .. } = std::mem::replace(&mut self.collecting, Collecting::Nothing) else { return };
        let alt = std::mem::take(&mut self.collected);
        match link {
            Some(link) => {
                if self.shape == Shape::Blocks {
                    self.out.slot(Part::Picture(link));
                } else {
                    escape(&mut self.out.html, &alt);
                }
                self.links[link].text = alt;
            }
            None => escape(&mut self.out.html, &alt),
        }
    }

    pub(super) fn end_link(&mut self) {
        let Some(opened) = self.open_links.pop() else { return };
        if !opened.skip.is_empty() {
            self.out.html.push(']');
            self.skip = opened.skip;
        }
        let Some(link) = opened.link else { return };
        // `[[page|]]` has no words of its own.
        if self.links[link].is_wikilink() && self.plain.get(opened.plain..).is_none_or(|words| words.trim().is_empty())
        {
            let name = self.links[link].as_typed.clone();
            escape(&mut self.out.html, &name);
            self.plain.push_str(&name);
        }
        self.out.slot(Part::Close(link));
        self.name_link(link, opened.plain);
    }

    /// Gives a link its words: the plain text since `plain`, or else what a picture in it says.
    pub(super) fn name_link(&mut self, link: usize, plain: usize) {
        let words = self.plain.get(plain..).unwrap_or("").trim();
        let alt = || self.links[link + 1..].first().map(|picture| picture.text.clone()).unwrap_or_default();
        self.links[link].text = if words.is_empty() { alt() } else { words.to_owned() };
    }

    pub(super) fn is_in_link(&self) -> bool {
        !self.open_links.is_empty() || self.frames.iter().any(|frame| matches!(frame, Frame::Html("a", _)))
    }

    pub(super) fn code_span(&mut self, code: &str) {
        let code = cjk::unmarked(code);
        if self.is_collecting() {
            return self.collected.push_str(&code);
        }
        self.settle();
        self.plain.push_str(&code);
        self.out.html.push_str("<code>");
        escape(&mut self.out.html, &code);
        self.out.html.push_str("</code>");
    }

    pub(super) fn inline_formula(&mut self, tex: &str, range: Range<usize>) {
        let bytes = self.text.as_bytes();
        let is_price = range.start > 0 && bytes[range.start - 1].is_ascii_alphanumeric()
            || bytes.get(range.end).is_some_and(u8::is_ascii_digit);
        if !is_price {
            return self.formula(tex, code::Formula::Inline, range);
        }
        if self.is_collecting() || self.text[range.clone()].contains('\n') {
            return self.text(&CowStr::from(format!("${tex}$")), range);
        }
        // Two prices, and between them text like any other.
        self.read_part(range, syntax(self.options, Shape::Line) - Syntax::ENABLE_MATH);
        self.flush();
    }

    pub(super) fn formula(&mut self, tex: &str, how: code::Formula, range: Range<usize>) {
        let marked = tex.len();
        let tex = cjk::unmarked(tex);
        if self.is_collecting() {
            return self.collected.push_str(&tex);
        }
        self.settle();
        self.plain.push_str(tex.trim());
        let mut markup = String::new();
        let drawn = code::formula(&mut markup, &tex, how, &self.options.drawn);
        let (key, error) = drawn.map_or_else(|error| (None, Some(error)), |key| (Some(key), None));
        // A part that scrolls must be within reach of the keyboard, and nothing is inside a link.
        let may_scroll = how == code::Formula::Display
            && self.shape == Shape::Blocks
            && self.heading.is_none()
            && !self.is_in_link()
            && code::may_be_wide(&markup);
        if may_scroll {
            self.out.html.push_str("<span class=\"formula\" role=\"group\" tabindex=\"0\" aria-label=\"");
            self.out.slot(Part::Word(Word::Formula));
            self.out.html.push_str("\">");
        }
        let start = self.out.html.len();
        self.out.html.push_str(&markup);
        self.out.trusted.push(Trusted { at: start..self.out.html.len(), key });
        if may_scroll {
            self.out.html.push_str("</span>");
        }
        let Some(error) = error else { return };
        // Where the source stands in the text letter for letter, the place within it is known.
        let from = self.text[range.clone()].find(&*tex).filter(|_| tex.len() == marked);
        let at =
            from.map_or(range.clone(), |from| range.start + from + error.at.start..range.start + from + error.at.end);
        self.complain(
            Diagnostic::warning(
                Code::FormulaNotDrawn,
                self.span(at),
                format!("this formula cannot be drawn: {}", error.message),
            )
            .help("readers see its source until it is mended"),
        );
    }

    /// Says so where a formula stands between marks that are no marks here: `\(x^2\)`, `\[x^2\]`. What stands at this byte is text.
    pub(super) fn look_for_tex(&mut self, at: usize) {
        if !self.options.math || !self.text[..at].ends_with('\\') {
            return;
        }
        match self.text.as_bytes().get(at) {
            Some(b'(' | b'[') => self.tex = Some(at),
            Some(close @ (b')' | b']')) => {
                let Some(open) = self.tex.take() else { return };
                let inner = &self.text[open + 1..at - 1];
                let is_pair = (self.text.as_bytes()[open] == b'(') == (*close == b')');
                if !is_pair || !looks_like_tex(inner) {
                    return;
                }
                let (sign, mark) = if *close == b')' { ("$", '(') } else { ("$$", '[') };
                let shown: String = inner.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect();
                let help = if shown.len() < inner.trim().len() {
                    format!("write it between `{sign}` and `{sign}`")
                } else {
                    format!("write `{sign}{shown}{sign}`")
                };
                let message = format!("a formula does not begin with `\\{mark}` here, so readers see it as text");
                let span = self.span(open - 1..at + 1);
                self.complain(Diagnostic::warning(Code::FormulaNotDrawn, span, message).help(help));
            }
            _ => {}
        }
    }

    pub(super) fn soft_break(&mut self, range: &Range<usize>) {
        let marks = |c: char| matches!(c, ' ' | '\t' | '>' | '*' | '_' | '~' | '[' | '\r' | '\n' | cjk::MARK);
        let after = self.text[range.end..].chars().find(|c| !marks(*c));
        let before = self.plain.chars().next_back();
        if let (Some(before), Some(after)) = (before, after)
            && cjk::breaks_silently(before, after)
        {
            return;
        }
        self.line_break("\n", " ");
    }

    pub(super) fn line_break(&mut self, html: &str, plain: &str) {
        if self.is_collecting() {
            return self.collected.push(' ');
        }
        self.out.html.push_str(html);
        self.plain.push_str(plain);
    }
}

/// Whether what stands between two marks may be a formula, and no text whose signs are escaped one by one.
fn looks_like_tex(inner: &str) -> bool {
    let behind: Vec<char> = inner.split('\\').skip(1).filter_map(|rest| rest.chars().next()).collect();
    let is_escaped = behind.iter().any(|c| c.is_ascii_punctuation() && !",;:!{}|%$&".contains(*c));
    let has_signs = inner.contains(['^', '_', '=', '+']) || behind.iter().any(char::is_ascii_alphabetic);
    has_signs && !is_escaped && !inner.contains("\n\n") && !inner.contains("://") && inner.len() <= 2000
}

#[cfg(test)]
mod tests {
    use super::super::testing::{body, messages, short};
    use super::super::{LinkKind, Options, inline};
    use crate::text::{SourceId, Span};

    #[test]
    fn links_point_at_their_targets_byte_for_byte() {
        let text = "**真，**她 [money](../kb/funding.md#angels \"T\") ![alt *x*](pic.png) [[page#part|label]] [r] @mei-lin\n\n[r]: there.md\n";
        let (body, _) = body(text);
        let found: Vec<_> = body.links().iter().map(|l| &text[l.span.start as usize..l.span.end as usize]).collect();
        assert_eq!(found, ["../kb/funding.md#angels", "pic.png", "page#part", "there.md", "@mei-lin"]);
        let texts: Vec<_> = body.links().iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts, ["money", "alt x", "label", "r", "@mei-lin"]);
        assert_eq!(body.links()[2].fragment.as_deref(), Some("part"));
        assert_eq!(body.links()[0].title, "T");
    }

    #[test]
    fn wikilinks_are_links_or_stay_as_typed() {
        assert_eq!(short("[[funding]]"), "<p><a href=\"/kb/funding/\">funding</a></p>");
        assert_eq!(
            short("[[funding|how *money* works]]"),
            "<p><a href=\"/kb/funding/\">how <em>money</em> works</a></p>"
        );
        assert_eq!(short("[[nowhere]] [[nothing#a b|x *y*]]"), "<p>[[nowhere]] [[nothing#a b|x <em>y</em>]]</p>");
        assert_eq!(short("\\[[silent]]"), "<p>[[silent]]</p>");
        assert_eq!(short("[[funding#money|]]"), "<p><a href=\"/kb/funding/\">funding#money</a></p>");
        assert!(body("\\[[silent]] `[[code]]`").0.links().is_empty());
        assert!(short("| a |\n|---|\n| [[funding\\|x]] |").contains("/kb/funding/\">x</a>"));
    }

    #[test]
    fn a_citation_in_double_brackets_is_a_link() {
        let (body, _) = body("as shown [[1]](https://a.example/b_c_d), too");
        assert_eq!(body.links()[0].kind, LinkKind::Link);
        assert_eq!(
            short("as shown [[1]](https://a.example/b_c_d), too"),
            "<p>as shown <a href=\"https://a.example/b_c_d\">[1]</a>, too</p>"
        );
    }

    #[test]
    fn addresses_that_run_code_are_refused_with_their_place() {
        for (text, at) in [
            ("[x](javascript:alert(1))", "javascript:alert(1)"),
            ("[x](JaVaScRiPt:y)", "JaVaScRiPt:y"),
            ("[x](<java\tscript:y>)", "java\tscript:y"),
            ("![x](data:image/svg+xml,y)", "data:image/svg+xml,y"),
            ("[x][y]\n\n[y]: vbscript:z", "vbscript:z"),
            ("<javascript:x>", "javascript:x"),
        ] {
            assert_eq!(messages(text), [format!("bad-url: {at}")], "{text}");
            assert!(!short(text).contains("href") && !short(text).contains("src"), "{text}");
        }
        assert_eq!(messages("[x](javascript&colon;y)"), ["bad-url: [x](javascript&colon;y)"]);
    }

    #[test]
    fn prices_are_no_formulas() {
        for text in ["$5 and $6", "$5/$6", "US$5, AU$6", "$5-$6 a week", "between $5 and $10"] {
            assert_eq!(short(text), format!("<p>{text}</p>"), "{text}");
        }
        assert_eq!(short("US$5 (**b**), AU$6"), "<p>US$5 (<strong>b</strong>), AU$6</p>");
        assert_eq!(
            short("价格$x<y$元"),
            "<p>价格<math><semantics><mrow><mi>x</mi><mo>&lt;</mo><mi>y</mi></mrow><annotation encoding=\"application/x-tex\">x&lt;y</annotation></semantics></math>元</p>"
        );
        assert_eq!(messages("so \\(x^2\\) and"), ["formula-not-drawn: \\(x^2\\)"]);
        assert_eq!(messages("\\[ y = \\frac{1}{2} \\]"), ["formula-not-drawn: \\[ y = \\frac{1}{2} \\]"]);
        assert!(messages("\\(no formula\\) \\[x](y) \\[ ] a \\) `\\(x^2\\)`").is_empty());
        assert!(short("$$a_b$$").starts_with("<p><math display=\"block\">"));
    }

    #[test]
    fn line_breaks_between_chinese_letters_leave_no_space() {
        assert_eq!(short("河岸\n创客\nand more\n英文"), "<p>河岸创客\nand more\n英文</p>");
        assert_eq!(short("> 河岸，\n> **创客**"), "<blockquote>\n<p>河岸，<strong>创客</strong></p>\n</blockquote>");
        assert_eq!(body("河岸\n创客\nand\nmore").0.plain(), "河岸创客 and more");
    }

    #[test]
    fn pictures_alone_with_a_title_are_figures() {
        assert_eq!(
            short("![a](b.png \"C & d\")"),
            "<figure><img src=\"b.png\" alt=\"a\"><figcaption>C &amp; d</figcaption></figure>"
        );
        assert_eq!(
            short("![a](b.png \"By *Ana*, `x` < 2\")"),
            "<figure><img src=\"b.png\" alt=\"a\"><figcaption>By <em>Ana</em>, <code>x</code> &lt; 2</figcaption></figure>"
        );
        assert_eq!(short("![a](b.png)"), "<p><img src=\"b.png\" alt=\"a\"></p>");
        assert_eq!(short("x ![a](b.png \"t\")"), "<p>x <img src=\"b.png\" alt=\"a\" title=\"t\"></p>");
        assert_eq!(short("![\"onerror=x](b.png)"), "<p><img src=\"b.png\" alt=\"&quot;onerror=x\"></p>");
        assert_eq!(short("[![a](b.png)](c)"), "<p><a href=\"c\"><img src=\"b.png\" alt=\"a\"></a></p>");
        assert!(short("![a](b.png)").contains("alt"));
        assert_eq!(body("[![a](b.png)](c)").0.links()[0].text, "a");
    }

    #[test]
    fn a_line_holds_no_blocks() {
        let line = |text: &str| {
            let read = inline(Span::file(SourceId(0)), text, &Options::default()).value;
            (read.html().to_owned(), read.plain().to_owned())
        };
        for (text, html, plain) in [
            ("Plain text", "Plain text", "Plain text"),
            ("Bold **x** & `y`", "Bold <strong>x</strong> &amp; <code>y</code>", "Bold x & y"),
            ("# no heading", "# no heading", "# no heading"),
            ("- no list", "- no list", "- no list"),
            ("1. no list", "1. no list", "1. no list"),
            ("> no quote", "&gt; no quote", "> no quote"),
            ("<script>x</script>y", "&lt;script&gt;x&lt;/script&gt;y", "<script>x</script>y"),
            ("<b>bold", "&lt;b&gt;bold", "<b>bold"),
            ("<div>x</div>", "&lt;div&gt;x&lt;/div&gt;", "<div>x</div>"),
            ("[link](x) and ![alt](y)", "link and alt", "link and"),
            ("a\n\n---\nb", "a\n\n---\nb", "a  --- b"),
            ("**真，**她", "<strong>真，</strong>她", "真，她"),
            (
                "$x$ {{ y }}",
                "<math><semantics><mrow><mi>x</mi></mrow><annotation encoding=\"application/x-tex\">x</annotation></semantics></math> {{ y }}",
                "x {{ y }}",
            ),
            ("```\nx\n```", "<code> x </code>", "x"),
            ("    four", "four", "four"),
            ("@mei-lin and [[x]]", "@mei-lin and x", "@mei-lin and x"),
        ] {
            assert_eq!(line(text), (html.to_owned(), plain.to_owned()), "{text}");
        }
    }
}
