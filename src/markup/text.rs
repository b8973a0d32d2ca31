//! HTML that this room wrote, as plain text for readers without HTML: calendars and letters.
//!
//! Takes the HTML of a body, gives paragraphs parted by blank lines, lists with their marks, and links as words and address. Reads only
//! what the writer and the sanitiser let through; it is no parser for the web.

use crate::text::{first_of, first_pair_of};
use std::borrow::Cow;

/// What a start tag opened, to be closed by its end tag.
enum Open {
    /// A link, and where its words begin.
    Link { href: String, from: usize },
    /// A list, and the number of its next point if it is numbered.
    List(Option<usize>),
    /// Preformatted text.
    Pre,
    /// Something that is not said.
    Silent,
    /// The mark of a footnote.
    Mark,
}

#[derive(Default)]
struct Text {
    out: String,
    /// Line ends due before the next word.
    due: usize,
    /// A space is due before the next word.
    space: bool,
    /// The mark of a list's point was just written: what comes next stands on its line.
    is_marked: bool,
    /// How many lists lie around the present place.
    depth: usize,
    open: Vec<(String, Open)>,
}

/// The plain text of HTML that [`super::Body`] gave. Links stand as words and address; those that lead nowhere outside the text, such as
/// fragments, as words alone.
pub fn text_of(html: &str) -> String {
    beginning_of(html, usize::MAX)
}

/// The beginning of what [`text_of`] gives: all of it, or more than so many characters of it.
pub fn beginning_of(html: &str, chars: usize) -> String {
    let mut text = Text::default();
    let mut rest = html;
    // A link can still add to the end of what is there, and the next block take spaces from it; neither changes what stands before.
    // How many bytes there must be before it can be enough: so characters are counted a few times, not at every tag.
    let mut needed = chars;
    let mut is_enough = |out: &str| {
        if out.len() <= needed {
            return false;
        }
        let shown = out.trim_end();
        let counted = shown.chars().count();
        if counted <= chars {
            needed = shown.len() + (chars - counted);
        }
        counted > chars
    };
    while let Some(at) = rest.find('<').filter(|_| !is_enough(&text.out)) {
        text.words(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = tag_end(rest) else { break };
        text.tag(&rest[1..end]);
        rest = &rest[end + 1..];
    }
    if !rest.starts_with('<') && !is_enough(&text.out) {
        text.words(rest);
    }
    text.out.truncate(text.out.trim_end().len());
    text.out
}

/// What another program calls a description, as plain text: some write HTML where plain text is meant. A text without HTML stays as it is.
pub fn plain_description(text: &str) -> Cow<'_, str> {
    const SURE: [&str; 13] = [
        "<br",
        "</p>",
        "</a>",
        "</b>",
        "</i>",
        "</u>",
        "</em>",
        "</strong>",
        "</li>",
        "</ul>",
        "</ol>",
        "</div>",
        "</span>",
    ];
    let lower = text.to_ascii_lowercase();
    if !SURE.iter().any(|tag| lower.contains(tag)) {
        return Cow::Borrowed(text);
    }
    let lines = text.replace("\r\n", "\n").replace("\n\n", "<p>").replace('\n', "<br>");
    Cow::Owned(text_of(&super::safe::cleaned(&lines)))
}

/// The byte of the `>` that ends the tag at the start; one inside quotes does not.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the words at the start of a text end that have one space between them; nowhere where that is all of it.
fn end_of_words(text: &[u8]) -> Option<usize> {
    let is_other = |byte: u8| (byte == b'\n') | (byte == b'\t') | (byte == b'\r');
    if text.first().is_some_and(|first| is_other(*first) || *first == b' ') {
        return Some(0);
    }
    // Two spaces in a row, or one at the end, are rare; single ones need no look.
    let other = first_of(text, is_other).unwrap_or(text.len());
    let last = text[..other].last().filter(|last| **last == b' ').map(|_| other - 1);
    first_pair_of(&text[..other], b' ').or(last).or((other < text.len()).then_some(other))
}

impl Text {
    fn is_silent(&self) -> bool {
        self.open.iter().any(|(_, open)| matches!(open, Open::Silent))
    }

    fn is_pre(&self) -> bool {
        self.open.iter().any(|(_, open)| matches!(open, Open::Pre))
    }

    /// Asks for so many line ends before what comes next.
    fn block(&mut self, lines: usize) {
        if self.is_marked {
            return;
        }
        self.due = self.due.max(lines);
        self.space = false;
    }

    /// Puts what is due before the next word.
    fn settle(&mut self) {
        if self.due > 0 && !self.out.is_empty() {
            self.out.truncate(self.out.trim_end().len());
            self.out.push_str(if self.due > 1 { "\n\n" } else { "\n" });
            self.out.extend(std::iter::repeat_n("  ", self.depth));
        } else if self.space && !self.out.is_empty() {
            self.out.push(' ');
        }
        self.due = 0;
        self.space = false;
        self.is_marked = false;
    }

    fn words(&mut self, html: &str) {
        if html.is_empty() || self.is_silent() {
            return;
        }
        let text = unescaped(html);
        if self.is_pre() {
            if self.due > 0 {
                self.settle();
            }
            self.out.push_str(&text);
            return;
        }
        let mut rest = &*text;
        loop {
            let end = end_of_words(rest.as_bytes());
            let words = &rest[..end.unwrap_or(rest.len())];
            if !words.is_empty() {
                self.settle();
                self.out.push_str(words);
            }
            let Some(end) = end else { return };
            rest = &rest[end + 1..];
            self.space |= self.due == 0;
        }
    }

    fn tag(&mut self, tag: &str) {
        if let Some(name) = tag.strip_prefix('/') {
            return self.close(name.trim());
        }
        let name = tag.split([' ', '\n', '\t', '/']).next().unwrap_or("");
        match name {
            "p" | "blockquote" | "table" | "figure" | "div" | "section" | "details" | "dl" | "h1" | "h2" | "h3"
            | "h4" | "h5" | "h6" => self.block(2),
            "br" | "tr" | "dt" | "dd" | "summary" | "figcaption" | "caption" => self.block(1),
            "hr" => {
                self.block(2);
                self.words("⁂");
                self.block(2);
            }
            "pre" => {
                self.block(2);
                self.open.push((name.into(), Open::Pre));
            }
            "ul" | "ol" => self.list(name, attribute(tag, "start")),
            "li" => self.point(),
            "td" | "th" if !self.out.ends_with(['\n', ' ']) && self.due == 0 && !self.out.is_empty() => {
                self.words(" | ")
            }
            "input" => self.words(if attribute(tag, "checked").is_some() { "[x] " } else { "[ ] " }),
            "img" => self.words(&attribute(tag, "alt").unwrap_or_default()),
            "script" | "style" | "svg" | "template" => self.open.push((name.into(), Open::Silent)),
            "sup" if tag.contains("footnote-ref") => {
                self.words("[");
                self.open.push((name.into(), Open::Mark));
            }
            "a" => self.link(unescaped(&attribute(tag, "href").unwrap_or_default()).into_owned()),
            _ => {}
        }
    }

    fn list(&mut self, name: &str, start: Option<String>) {
        self.block(if self.depth == 0 { 2 } else { 1 });
        let number = start.and_then(|start| start.parse().ok()).unwrap_or(1);
        self.open.push((name.into(), Open::List((name == "ol").then_some(number))));
        self.depth += 1;
    }

    fn point(&mut self) {
        self.is_marked = false;
        self.block(1);
        let list = self.open.iter_mut().rev().find_map(|(_, open)| match open {
            Open::List(number) => Some(number),
            _ => None,
        });
        let mark = match list {
            Some(Some(number)) => {
                *number += 1;
                format!("{}.", *number - 1)
            }
            _ => "-".to_owned(),
        };
        self.depth = self.depth.saturating_sub(1);
        self.settle();
        self.out.push_str(&mark);
        self.depth += 1;
        self.space = true;
        self.is_marked = true;
    }

    fn link(&mut self, href: String) {
        if href.starts_with("#fnref") {
            return self.open.push(("a".into(), Open::Silent));
        }
        if self.due > 0 || self.space {
            self.settle();
        }
        self.open.push(("a".into(), Open::Link { href, from: self.out.len() }));
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "blockquote" | "table" | "figure" | "div" | "section" | "details" | "dl" | "h1" | "h2" | "h3"
            | "h4" | "h5" | "h6" => self.block(if self.depth == 0 { 2 } else { 1 }),
            "li" | "tr" | "dt" | "dd" | "summary" => self.block(1),
            _ => {}
        }
        let Some(at) = self.open.iter().rposition(|(open, _)| open == name) else { return };
        let (_, open) = self.open.remove(at);
        match open {
            Open::List(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.block(if self.depth == 0 { 2 } else { 1 });
            }
            Open::Pre => self.block(2),
            Open::Mark => self.words("]"),
            Open::Link { href, from } => self.address(&href, from),
            Open::Silent => {}
        }
    }

    /// Puts the address behind the words of a link, unless they are the address.
    fn address(&mut self, href: &str, from: usize) {
        let whole = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| href.starts_with(scheme));
        let bare = |text: &str| {
            let text = text.trim().trim_end_matches('/');
            let text = text.strip_prefix("mailto:").or_else(|| text.strip_prefix("tel:")).unwrap_or(text);
            text.split_once("://").map_or(text, |(_, rest)| rest).to_owned()
        };
        let words = self.out.get(from..).unwrap_or("");
        if !whole || words.trim().is_empty() || bare(words) == bare(href) {
            return;
        }
        self.out.push_str(&format!(" ({href})"));
    }
}

/// The value of an attribute of a start tag, still escaped; empty for one without a value.
fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let mut rest = tag.split_once([' ', '\n', '\t'])?.1.trim_start();
    while !rest.is_empty() {
        let name_end = rest.find(['=', ' ', '\n', '\t', '/']).unwrap_or(rest.len());
        let name = &rest[..name_end];
        rest = rest[name_end..].trim_start_matches(['/', ' ', '\n', '\t']);
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let inner = quote.map_or(after, |_| &after[1..]);
            let end = match quote {
                Some(quote) => inner.find(quote),
                None => inner.find([' ', '\n', '\t']),
            };
            let end = end.unwrap_or(inner.len());
            value = &inner[..end];
            rest = inner.get(end + usize::from(quote.is_some())..).unwrap_or("").trim_start();
        }
        if name == wanted {
            return Some(value.to_owned());
        }
    }
    None
}

/// Undoes the escapes that our writer and the sanitiser use.
fn unescaped(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let meant = end.and_then(|end| entity(&rest[1..end]));
        match (meant, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        number => {
            let number = number.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::testing::{answers, body, english};

    fn text(markdown: &str) -> String {
        let (body, _) = body(markdown);
        text_of(&body.feed_html(&answers(&body), &english()))
    }

    #[test]
    fn what_people_write_stays_readable() {
        assert_eq!(
            text("One *two*\nthree & <four>.\n\nNext **line**  \nbroken"),
            "One two three & .\n\nNext line\nbroken"
        );
        assert_eq!(
            text("## Plan\n\n- one\n- two\n  - inner\n- [x] done\n\n3. three\n4. four\n\nend"),
            "Plan\n\n- one\n- two\n  - inner\n- [x] done\n\n3. three\n4. four\n\nend"
        );
        assert_eq!(text("```\nlet a = 1;\n  b < c\n```\n\nafter"), "let a = 1;\n  b < c\n\nafter");
        assert_eq!(text("| a | b |\n|---|---|\n| 1 | 2 |"), "a | b\n1 | 2");
        assert_eq!(text("江边\n的**灯**，亮了"), "江边的灯，亮了");
        assert_eq!(text("![A lamp](x.png) and more"), "A lamp and more");
    }

    #[test]
    fn links_are_words_and_address() {
        assert_eq!(
            text("See [the plan](https://a.example/?x=1&y=2), <https://b.example/> and <me@c.example>."),
            "See the plan (https://a.example/?x=1&y=2), https://b.example/ and me@c.example."
        );
        assert_eq!(text("A claim[^1].\n\n[^1]: Its source."), "A claim[1].\n\n1. Its source.");
        assert_eq!(text_of("<p><a href=\"#top\">up</a> <a href=\"/kb/\">in</a></p>"), "up in");
    }

    #[test]
    fn broken_or_hostile_html_is_only_text() {
        for html in
            ["<", "<a", "<a href=\"", "</p></ul></li>", "<li>x", "<ul><li></a>", "&#x110000;&;&", "<!-- x", "<td>"]
        {
            let _ = text_of(html);
        }
        assert_eq!(text_of("a<script>alert(1)</script>b<p title=\"x>y\">c"), "ab\n\nc");
        assert_eq!(text_of("&lt;b&gt; &#39;&#x27;&unknown; &"), "<b> ''&unknown; &");
    }

    #[test]
    fn descriptions_in_html_are_told_from_plain_ones() {
        let html = "<p>Hello&nbsp;<b>all</b></p>\nJoin: <A HREF=\"https://meet.example/a?b&amp;c\">here</A><BR>then\n\nBye<script>alert(1)</script><ul><li>one</li><li>two</li></ul>";
        let plain = plain_description(html);
        assert_eq!(
            plain.replace('\u{a0}', " "),
            "Hello all\n\nJoin: here (https://meet.example/a?b&c)\nthen\n\nBye\n\n- one\n- two"
        );
        for text in ["a < b > c", "see <https://a.example/>", "x\n\ny", "&amp;", "if a<b and c>d"] {
            assert_eq!(plain_description(text), text);
        }
    }
}
