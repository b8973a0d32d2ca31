//! HTML that an author wrote: what is harmless is written again in our own hand, the rest is left out and named.
//!
//! Takes the raw text with its places, writes elements on the writer's stack. No character of a tag is copied: names come from the
//! list in `tags`, values are escaped. The whole page then passes the sanitiser in `safe` as well.

use super::headings::RESERVED;
use super::html::{attribute, escape};
use super::links::{LinkKind, LinkRef};
use super::piece::Part;
use super::tags::{self, Model, Tag, Token};
use super::url::UrlProblem;
use super::writer::{Close, Frame, Shape, Writer};
use super::{RawHtml, cjk};
use crate::diagnostic::{Code, Diagnostic};
use std::ops::Range;

/// Raw HTML in the making: its text, and where pieces of it stand in the prepared text.
struct Raw<'a> {
    html: &'a str,
    /// Byte in `html`, byte in the prepared text.
    pieces: &'a [(usize, usize)],
    /// The whole, where the pieces of a tag are not known: one that runs over the lines of a quote.
    whole: Option<Range<usize>>,
}

impl Raw<'_> {
    fn place(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(from, _)| *from <= at).saturating_sub(1);
        self.pieces.get(piece).map_or(0, |(from, to)| at - from + to)
    }

    fn range(&self, range: &Range<usize>) -> Range<usize> {
        if let Some(whole) = &self.whole {
            return whole.clone();
        }
        let last = range.end.saturating_sub(1).max(range.start);
        self.place(range.start)..self.place(last) + range.end.saturating_sub(last)
    }
}

impl Writer<'_> {
    /// Writes a block of raw HTML.
    pub(super) fn author_block(&mut self, html: &str, pieces: &[(usize, usize)]) {
        let depth = self.frames.len();
        let raw = Raw { html, pieces, whole: None };
        if self.options.html == RawHtml::Escape {
            let shown = self.without_comments(html);
            if !shown.trim().is_empty() {
                self.out.html.push_str("<p>");
                self.write_author_text(shown.trim());
                self.out.html.push_str("</p>\n");
            }
        } else {
            self.filter(&raw);
            self.muted = None;
            // Else a browser would open these again in every paragraph that follows.
            let formatting = |frame: &Frame| matches!(frame, Frame::Html(name, _) if tags::element(name).is_some_and(|e| e.model == Model::Formatting));
            if let Some(first) = self.frames.iter().skip(depth).position(formatting) {
                self.close_html(depth + first);
            }
        }
        self.gap = 2;
    }

    /// Writes a tag or comment within a line.
    pub(super) fn author_inline(&mut self, html: &str, at: &Range<usize>) {
        if let Some((name, _)) = &self.muted {
            let ends = matches!(tags::token(html, 0).0, Token::End(end) if end == *name);
            self.muted = if ends { None } else { self.muted.take() };
        } else if self.options.html == RawHtml::Escape {
            let shown = self.without_comments(html);
            self.write_author_text(&shown);
        } else {
            let whole = (self.text[at.clone()] != *html).then(|| at.clone());
            self.filter(&Raw { html, pieces: &[(0, at.start)], whole });
        }
    }

    fn write_author_text(&mut self, text: &str) {
        self.settle();
        self.plain.push_str(text);
        escape(&mut self.out.html, text);
    }

    fn without_comments(&mut self, html: &str) -> String {
        let mut out = String::with_capacity(html.len());
        let mut at = 0;
        while at < html.len() {
            let (token, end) = tags::token(html, at);
            match token {
                Token::Comment(range) => self.comment(&html[range]),
                _ => out.push_str(&cjk::unmarked(&html[at..end])),
            }
            at = end;
        }
        out
    }

    /// Comments are for those who read the source; one of them ends the summary.
    fn comment(&mut self, comment: &str) {
        if comment.trim_start_matches("<!--").trim_end_matches("-->").trim().eq_ignore_ascii_case("more") {
            self.mark_summary();
        }
    }

    fn filter(&mut self, raw: &Raw<'_>) {
        let mut at = 0;
        while at < raw.html.len() {
            let (token, mut end) = tags::token(raw.html, at);
            match token {
                Token::Text(range) => self.raw_text(&raw.html[range]),
                Token::Comment(range) => self.comment(&raw.html[range]),
                Token::Declaration(range) => {
                    let message = "declarations such as `<!…>` and `<?…>` are not kept in content";
                    self.warn(raw.range(&range), message.to_owned(), "take it out");
                }
                Token::Start(tag) if tags::goes_with_content(&tag.name) => {
                    self.refuse(raw, &tag);
                    end = self.skip_content(raw.html, end, tag.name);
                }
                Token::Start(tag) => self.start_tag(raw, tag),
                Token::End(name) => self.end_html(&name),
            }
            at = end;
        }
    }

    /// The byte after the content of a removed element. If it does not end here, the rest of the block or line is muted.
    fn skip_content(&mut self, html: &str, from: usize, name: String) -> usize {
        if name == "embed" {
            return from;
        }
        let mut at = from;
        while let Some(found) = html[at..].find("</") {
            let start = at + found;
            if let (Token::End(end), after) = tags::token(html, start)
                && end == name
            {
                return after;
            }
            at = start + 2;
        }
        self.muted = Some((name, self.frames.len()));
        html.len()
    }

    /// Text between tags, which may hold character references.
    fn raw_text(&mut self, text: &str) {
        self.has_html |= !text.trim().is_empty();
        if text.trim().is_empty() {
            self.out.html.push_str(text);
            return;
        }
        self.settle();
        let plain = tags::text_of(text);
        self.plain.extend(cjk::unmarked(&plain).chars().map(|c| if c == '\n' { ' ' } else { c }));
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            escape(&mut self.out.html, &rest[..at]);
            rest = &rest[at..];
            let length = if let Some((c, length)) = tags::reference(rest) {
                escape(&mut self.out.html, c.encode_utf8(&mut [0; 4]));
                length
            } else if tags::is_named_reference(rest) {
                let length = rest.find(';').map_or(1, |end| end + 1);
                self.out.html.push_str(&rest[..length]);
                length
            } else {
                self.out.html.push_str("&amp;");
                1
            };
            rest = &rest[length..];
        }
        escape(&mut self.out.html, rest);
    }

    fn start_tag(&mut self, raw: &Raw<'_>, tag: Tag) {
        self.has_html = true;
        let allowed = tags::element(&tag.name).filter(|element| match self.shape {
            Shape::Blocks => element.model != Model::Flow || self.heading.is_none(),
            Shape::Line => element.model != Model::Flow && !matches!(element.name, "a" | "img" | "col"),
        });
        let Some(element) = allowed else { return self.refuse(raw, &tag) };
        if element.name == "img" {
            return self.author_image(raw, &tag);
        }
        self.close_implied(element.name);
        if element.model == Model::Void {
            self.settle();
            if element.name == "br" {
                self.gap = self.gap.max(1);
            }
            return self.write_tag(raw, element.name, &tag);
        }
        if self.is_full() {
            return self.too_deep(raw.range(&tag.at));
        }
        if element.model == Model::Flow {
            self.gap =
                self.gap.max(if matches!(element.name, "td" | "th" | "li" | "tr" | "dt" | "dd") { 1 } else { 2 });
        }
        if element.name == "a" {
            return self.author_link(raw, &tag);
        }
        // The page's title is its only heading of the first level.
        let name = if element.name == "h1" { "h2" } else { element.name };
        self.write_tag(raw, name, &tag);
        self.frames.push(Frame::Html(element.name, Close::Tag(name)));
    }

    /// Writes a start tag with the attributes that may stay.
    fn write_tag(&mut self, raw: &Raw<'_>, name: &'static str, tag: &Tag) {
        self.out.html.push('<');
        self.out.html.push_str(name);
        let own = tags::element(&tag.name).map_or(&[][..], |element| element.attributes);
        for given in &tag.attributes {
            let value = given.value.as_str();
            match given.name.as_str() {
                "id" | "name" if given.name == "id" || tag.name == "a" => self.author_id(raw, given),
                "open" | "reversed" if own.contains(&given.name.as_str()) => {
                    self.out.html.push(' ');
                    self.out.html.push_str(&given.name);
                }
                "title" | "lang" | "dir" => attribute(&mut self.out.html, &given.name, value),
                known if own.contains(&known) && known != "href" => {
                    if value
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '+' | '.' | ' ' | '%'))
                    {
                        attribute(&mut self.out.html, known, value);
                    }
                }
                _ => self.refuse_attribute(raw, tag, given),
            }
        }
        self.out.html.push('>');
    }

    /// Leaves an attribute out, with a warning if that takes something away.
    fn refuse_attribute(&mut self, raw: &Raw<'_>, tag: &Tag, given: &tags::Attribute) {
        const SILENT: &[&str] = &[
            "href",
            "target",
            "rel",
            "align",
            "border",
            "cellpadding",
            "cellspacing",
            "valign",
            "width",
            "height",
            "loading",
            "decoding",
            "referrerpolicy",
            "crossorigin",
            "summary",
            "nowrap",
            "name",
        ];
        let shown = shown(&given.name);
        let message = if given.name.starts_with("on") {
            format!("the event handler `{shown}` is not kept in content")
        } else if SILENT.contains(&given.name.as_str()) {
            return;
        } else {
            format!("the attribute `{shown}` is not kept on `<{}>`", tag.name)
        };
        self.warn(raw.range(&given.at), message, "take it out");
    }

    fn author_id(&mut self, raw: &Raw<'_>, given: &tags::Attribute) {
        let id = given.value.as_str();
        let is_fine = !id.is_empty()
            && id.len() <= 200
            && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        let reserved = RESERVED.contains(&id);
        if !is_fine || reserved || self.ids.contains_key(id) {
            let why = if reserved {
                "belongs to the page around the text"
            } else if is_fine {
                "is taken by something above"
            } else {
                "has characters other than letters, digits, `-`, `_` and `.`"
            };
            return self.warn(raw.range(&given.value_at), format!("this id {why} and is not kept"), "choose another");
        }
        self.ids.insert(id.to_owned(), 1);
        attribute(&mut self.out.html, "id", id);
    }

    fn author_link(&mut self, raw: &Raw<'_>, tag: &Tag) {
        let href = tag.attributes.iter().find(|attribute| attribute.name == "href");
        let title = tag.attributes.iter().find(|attribute| attribute.name == "title").map_or("", |title| &title.value);
        let has_id = tag.attributes.iter().any(|attribute| matches!(attribute.name.as_str(), "id" | "name"));
        let link = match href.filter(|_| !self.is_in_link()) {
            None => None,
            Some(href) => {
                let span = raw.range(&href.value_at);
                match LinkRef::address(LinkKind::Link, self.span(span.clone()), &href.value, title) {
                    Ok(link) => Some(link),
                    Err(problem) => {
                        self.bad_address(span, &href.value, problem);
                        None
                    }
                }
            }
        };
        if has_id || link.is_none() {
            self.write_tag(raw, "span", tag);
        } else {
            for given in tag.attributes.iter().filter(|given| !matches!(given.name.as_str(), "title" | "lang" | "dir"))
            {
                self.refuse_attribute(raw, tag, given);
            }
        }
        let Some(link) = link else { return self.frames.push(Frame::Html("a", Close::Tag("span"))) };
        if has_id {
            self.out.html.push_str("</span>");
        }
        self.out.slot(Part::Open(self.links.len()));
        self.frames.push(Frame::Html("a", Close::Link { link: self.links.len(), plain: self.plain.len() }));
        self.links.push(link);
    }

    fn author_image(&mut self, raw: &Raw<'_>, tag: &Tag) {
        let value = |name: &str| tag.attributes.iter().find(|attribute| attribute.name == name);
        let text = value("alt").map_or("", |alt| alt.value.as_str());
        for given in tag
            .attributes
            .iter()
            .filter(|given| !matches!(given.name.as_str(), "src" | "alt" | "title" | "width" | "height"))
        {
            self.refuse_attribute(raw, tag, given);
        }
        let Some(src) = value("src") else { return };
        let span = raw.range(&src.value_at);
        let title = value("title").map_or("", |title| title.value.as_str());
        match LinkRef::address(LinkKind::Image, self.span(span.clone()), &src.value, title) {
            Ok(mut link) => {
                let pixels = |name| value(name).and_then(|side| side.value.trim_end_matches("px").parse().ok());
                text.clone_into(&mut link.text);
                link.size = (pixels("width"), pixels("height"));
                self.out.slot(Part::Picture(self.links.len()));
                self.links.push(link);
            }
            Err(problem) => {
                self.bad_address(span, &src.value, problem);
                escape(&mut self.out.html, text);
            }
        }
    }

    pub(super) fn bad_address(&mut self, at: Range<usize>, address: &str, problem: UrlProblem) {
        let (message, help) = match problem {
            UrlProblem::Scheme => {
                let scheme: String = address.trim().chars().take_while(|c| *c != ':').take(20).collect();
                let message = format!("links and pictures cannot lead to a `{}:` address", shown(&scheme));
                (message, "write a whole address with `https:`, `mailto:` or the like, or the path of a file")
            }
            _ => ("an address cannot hold control characters".to_owned(), "write it without them"),
        };
        let diagnostic = Diagnostic::error(Code::BadUrl, self.span(at), message).help(help);
        self.complain(diagnostic);
    }

    fn refuse(&mut self, raw: &Raw<'_>, tag: &Tag) {
        self.has_html = true;
        let help = match tag.name.as_str() {
            "script" | "style" | "link" | "meta" | "base" => {
                "take it out; what every page needs belongs into a template"
            }
            "iframe" | "video" | "audio" | "embed" | "object" => "link to it instead",
            "form" | "input" | "button" | "select" | "textarea" => "take it out; link to a form elsewhere",
            _ => "take it out, or put it between backticks to show it as text",
        };
        self.warn(raw.range(&tag.at), format!("`<{}>` is not kept in content", shown(&tag.name)), help);
    }

    fn warn(&mut self, at: Range<usize>, message: String, help: &str) {
        let diagnostic = Diagnostic::warning(Code::HtmlRemoved, self.span(at), message).help(help);
        self.complain(diagnostic);
    }
}

/// A name as a message may show it.
fn shown(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{body, messages, short};
    use super::super::{Options, RawHtml, read};
    use crate::text::SourceId;

    #[test]
    fn harmless_html_stays() {
        for (text, expected) in [
            ("a<sub>b</sub> <kbd>C</kbd><br>d", "<p>a<sub>b</sub> <kbd>C</kbd><br>d</p>"),
            ("<p align=\"center\">x</p>", "<p align=\"center\">x</p>"),
            ("<td>x", "x"),
            ("| a |\n|---|\n| x<br>y |", "x<br>y"),
            ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
            ("<h1>x</h1>", "<h2>x</h2>"),
            ("<abbr title='a \"b\"'>x</abbr>", "<abbr title=\"a &quot;b&quot;\">x</abbr>"),
            ("<img src=a.png width=40 alt=x>", "<img src=\"a.png\" alt=\"x\" width=\"40\">"),
            ("<a href='b.md' title=t>x</a>", "<a href=\"b.md\" title=\"t\">x</a>"),
            ("&hellip; <i>&copy;</i>", "<i>©</i>"),
        ] {
            assert!(short(text).contains(expected), "{text}: {}", short(text));
            assert!(messages(text).is_empty(), "{text}");
        }
        let details = short("<details>\n<summary>S</summary>\n\n**x**\n\n</details>\n");
        assert_eq!(details, "<details>\n<summary>S</summary>\n<p><strong>x</strong></p>\n</details>");
    }

    #[test]
    fn harmful_html_goes_with_a_warning_at_its_place() {
        for (text, at, kept) in [
            ("a <script>alert(1)</script> b", "<script>", "<p>a  b</p>"),
            ("<script>\nalert(1)\n\nmore\n</script>\n\nb", "<script>", "<p>b</p>"),
            ("<SCRIPT SRC=//x></SCRIPT>b", "<SCRIPT SRC=//x>", "b"),
            ("<iframe src=x>f</iframe>\n\nb", "<iframe src=x>", "<p>b</p>"),
            ("<style>p{}</style>\n\nb", "<style>", "<p>b</p>"),
            ("x <svg onload=a><script>b</script></svg> y", "<svg onload=a>", "<p>x  y</p>"),
            ("x <b onclick=\"a()\">y</b>", "onclick=\"a()\"", "<p>x <b>y</b></p>"),
            ("x <b style='a'>y</b>", "style='a'", "<p>x <b>y</b></p>"),
            ("<img src=x.png onerror=alert(1)>", "onerror=alert(1)", "<img src=\"x.png\" alt=\"\">"),
            ("x <form action=y>z", "<form action=y>", "<p>x z</p>"),
            ("Hello <name>", "<name>", "<p>Hello </p>"),
            ("> q\n> <b\n> onclick=x>y</b>", "<b\n> onclick=x>", "y"),
            ("<?php x ?>", "<?php x ?>", ""),
        ] {
            assert_eq!(messages(text), [format!("html-removed: {at}")], "{text}");
            assert!(short(text).contains(kept), "{text}: {}", short(text));
            let html = short(text).to_lowercase();
            for bad in ["script", "onclick", "onerror", "onload", "alert", "style", "iframe", "svg"] {
                assert!(!html.contains(bad), "{text}: {html}");
            }
        }
    }

    #[test]
    fn addresses_in_raw_html_are_looked_at_too() {
        for text in [
            "<a href=\"javascript:x\">y</a>",
            "<a href='java&#115;cript:x'>y</a>",
            "<img src='data:x'>",
            "<a href=' javascript&colon;x'>y",
        ] {
            let said = messages(text);
            assert!(said.len() == 1 && said[0].starts_with("bad-url: "), "{text}: {said:?}");
            assert!(!short(text).contains("script") && !short(text).contains("data:"), "{text}");
        }
    }

    #[test]
    fn what_is_open_is_closed_and_what_is_closed_twice_stays_closed() {
        assert_eq!(short("a <b>b\n\nc"), "<p>a <b>b</b></p>\n<p>c</p>");
        assert_eq!(short("</div>a</section>\n\nb"), "a\n\n<p>b</p>".replace("\n\n", "\n"));
        assert_eq!(short("> <div>\n\nafter"), "<blockquote>\n<div>\n</div></blockquote>\n<p>after</p>");
        assert_eq!(short("> [!NOTE]\n> </aside></div>x").matches("</aside>").count(), 1);
    }

    #[test]
    fn marks_of_our_own_cannot_be_forged() {
        let html = short("<b>x</b> &#x10A7F;0&#x10A7F; <i title='&#68223;0&#68223;'>y</i> [l](m)");
        assert!(!html.contains('\u{10A7F}'));
        assert_eq!(html.matches("<a href=\"m\">").count(), 1);
    }

    #[test]
    fn ids_do_not_clash() {
        let text = "<b id=one>x</b> <b id=one>y</b> <b id='a b'>z</b>\n\n# One\n";
        assert_eq!(messages(text), ["html-removed: one", "html-removed: a b"]);
        let (body, _) = body(text);
        assert!(body.has_anchor("one") && body.has_anchor("one-1"));
    }

    #[test]
    fn comments_go_without_a_word() {
        assert_eq!(short("a <!-- secret --> b\n\n<!-- more\nsecrets -->\n"), "<p>a  b</p>");
        assert!(messages("<!-- secret -->").is_empty());
    }

    #[test]
    fn escaped_html_is_text() {
        let options = Options { html: RawHtml::Escape, ..Options::default() };
        let text = "a <b>c</b> <!-- x -->\n\n<div onclick=x>\n";
        let read = read(SourceId(0), text, 0..text.len(), &options);
        assert!(read.diagnostics.is_empty());
        assert_eq!(read.value.html(&[]).trim(), "<p>a &lt;b&gt;c&lt;/b&gt; </p>\n<p>&lt;div onclick=x&gt;</p>");
    }
}
