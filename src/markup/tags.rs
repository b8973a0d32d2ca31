//! Raw HTML taken apart: tags, attributes, text and comments, each with its place; and the list of what may stay.
//!
//! Takes text, gives tokens. Follows no nesting and writes nothing. What it does not understand is text, never a tag.

use super::cjk;
use pulldown_cmark::{Event, Parser};
use std::borrow::Cow;
use std::ops::Range;

/// A part of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Text(Range<usize>),
    Comment(Range<usize>),
    /// `<!DOCTYPE …>`, `<?…?>`, `<![CDATA[…]]>`.
    Declaration(Range<usize>),
    Start(Tag),
    End(String),
}

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: String,
    pub(super) attributes: Vec<Attribute>,
    pub(super) at: Range<usize>,
}

/// An attribute of a start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    /// In lower case.
    pub(super) name: String,
    /// With the character references undone that we know; others stay as text.
    pub(super) value: String,
    pub(super) at: Range<usize>,
    /// The value without its quotes; the whole attribute if it has none.
    pub(super) value_at: Range<usize>,
}

/// How an element behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Model {
    /// Within a line.
    Phrasing,
    /// Within a line; a browser opens it again in each further block until it is closed.
    Formatting,
    /// A block.
    Flow,
    /// Has no content.
    Void,
}

/// An element that may stay, with the attributes that it may have besides `title`, `lang`, `dir` and `id`.
pub(super) struct Element {
    pub(super) name: &'static str,
    pub(super) model: Model,
    pub(super) attributes: &'static [&'static str],
}

macro_rules! elements {
    ($($name:literal $model:ident [$($attribute:literal)*],)+) => {
        pub(super) const ELEMENTS: &[Element] =
            &[$(Element { name: $name, model: Model::$model, attributes: &[$($attribute),*] },)+];
    };
}

elements! {
    "a" Phrasing ["href" "name"], "abbr" Phrasing [], "b" Formatting [], "bdi" Phrasing [], "bdo" Phrasing [],
    "blockquote" Flow [], "br" Void [], "caption" Flow [], "center" Flow [], "cite" Phrasing [], "code" Formatting [],
    "col" Void ["span"], "colgroup" Flow ["span"], "dd" Flow [], "del" Phrasing ["datetime"], "details" Flow ["open"],
    "dfn" Phrasing [], "div" Flow ["align"], "dl" Flow [], "dt" Flow [], "em" Formatting [], "figcaption" Flow [],
    "figure" Flow [], "h1" Flow ["align"], "h2" Flow ["align"], "h3" Flow ["align"], "h4" Flow ["align"],
    "h5" Flow ["align"], "h6" Flow ["align"], "hr" Void [], "i" Formatting [], "img" Void ["src" "alt" "width" "height" "align"],
    "ins" Phrasing ["datetime"], "kbd" Phrasing [], "li" Flow ["value"], "mark" Phrasing [], "ol" Flow ["start" "reversed" "type"],
    "p" Flow ["align"], "pre" Flow [], "q" Phrasing [], "rp" Phrasing [], "rt" Phrasing [], "ruby" Phrasing [],
    "s" Formatting [], "samp" Phrasing [], "small" Formatting [], "span" Phrasing [], "strong" Formatting [], "sub" Phrasing [],
    "summary" Flow [], "sup" Phrasing [], "table" Flow ["align"], "tbody" Flow [], "td" Flow ["align" "colspan" "rowspan"],
    "tfoot" Flow [], "th" Flow ["align" "colspan" "rowspan" "scope"], "thead" Flow [], "time" Phrasing ["datetime"], "tr" Flow ["align"],
    "u" Formatting [], "ul" Flow [], "var" Phrasing [], "wbr" Void [],
}

/// The element of this name, if it may stay.
pub(super) fn element(name: &str) -> Option<&'static Element> {
    ELEMENTS.binary_search_by(|element| element.name.cmp(name)).ok().map(|at| &ELEMENTS[at])
}

/// Elements whose content goes with them: it is code, or a replacement for what is gone.
pub(super) fn goes_with_content(name: &str) -> bool {
    const GOES: &[&str] = &[
        "applet",
        "audio",
        "canvas",
        "embed",
        "frameset",
        "iframe",
        "math",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "plaintext",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
        "xmp",
    ];
    GOES.contains(&name)
}

/// The token at a byte, and the byte after it. `at` must be inside the text.
pub(super) fn token(html: &str, at: usize) -> (Token, usize) {
    let rest = &html[at..];
    if !rest.starts_with('<') {
        let end = rest.find('<').map_or(html.len(), |found| at + found);
        return (Token::Text(at..end), end);
    }
    let until = |mark: &str, from: usize| html[from..].find(mark).map_or(html.len(), |found| from + found + mark.len());
    if rest.starts_with("<!-->") || rest.starts_with("<!--->") {
        let end = until(">", at);
        return (Token::Comment(at..end), end);
    }
    if rest.starts_with("<!--") {
        let end = until("-->", at + 4);
        return (Token::Comment(at..end), end);
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        let end = until(">", at);
        return (Token::Declaration(at..end), end);
    }
    let is_end = rest.starts_with("</");
    let name_at = at + 1 + usize::from(is_end);
    let name_len =
        html[name_at..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':')).count();
    if name_len == 0 || !html.as_bytes()[name_at].is_ascii_alphabetic() {
        return (Token::Text(at..at + 1), at + 1);
    }
    let name = html[name_at..name_at + name_len].to_ascii_lowercase();
    if is_end {
        return (Token::End(name), until(">", name_at));
    }
    match attributes(html, name_at + name_len) {
        Some((attributes, end)) => (Token::Start(Tag { name, attributes, at: at..end }), end),
        None => (Token::Text(at..at + 1), at + 1),
    }
}

/// The attributes from a byte on and the byte after the tag; `None` if the tag is never closed.
fn attributes(html: &str, from: usize) -> Option<(Vec<Attribute>, usize)> {
    let bytes = html.as_bytes();
    let skip = |mut at: usize, wanted: fn(&u8) -> bool| {
        while bytes.get(at).is_some_and(wanted) {
            at += 1;
        }
        at
    };
    let mut found: Vec<Attribute> = Vec::new();
    let mut at = from;
    loop {
        at = skip(at, |byte| byte.is_ascii_whitespace() || *byte == b'/');
        if *bytes.get(at)? == b'>' {
            return Some((found, at + 1));
        }
        let start = at;
        // As browsers do: a `=` at the start belongs to the name.
        at = skip(at + 1, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'='));
        let name = html.get(start..at)?.to_ascii_lowercase();
        let equals = skip(at, u8::is_ascii_whitespace);
        let mut value = Cow::Borrowed("");
        let mut value_range = start..at;
        if bytes.get(equals) == Some(&b'=') {
            let value_at = skip(equals + 1, u8::is_ascii_whitespace);
            let quote = *bytes.get(value_at)?;
            let (range, end) = if matches!(quote, b'"' | b'\'') {
                let end = html[value_at + 1..].find(char::from(quote))? + value_at + 1;
                (value_at + 1..end, end + 1)
            } else {
                let end = skip(value_at, |byte| !byte.is_ascii_whitespace() && *byte != b'>');
                (value_at..end, end)
            };
            value = decoded(&html[range.clone()]);
            value_range = range;
            at = end;
        }
        if found.len() < 32 && found.iter().all(|attribute| attribute.name != name) {
            found.push(Attribute {
                name,
                value: cjk::unmarked(&value).into_owned(),
                at: start..at,
                value_at: value_range,
            });
        }
    }
}

/// The character of a reference such as `&amp;` or `&#x6cb3;` at the start of a text, and the length of the reference.
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.as_bytes().iter().take(12).position(|byte| *byte == b';')?;
    let name = text.get(1..end)?;
    let number = name.strip_prefix('#').map(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    });
    let c = match number {
        Some(number) => {
            number.ok().and_then(char::from_u32).filter(|c| *c != '\0' && *c != cjk::MARK).unwrap_or('\u{fffd}')
        }
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => '\u{a0}',
            "colon" => ':',
            "Tab" => '\t',
            "NewLine" => '\n',
            "sol" => '/',
            _ => return None,
        },
    };
    Some((c, end + 1))
}

/// A text with the references undone that we know.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) = reference(rest).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The same, with every reference by name undone that the parser of Markdown knows: for text, not for addresses.
pub(super) fn text_of(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match reference(rest) {
            Some((c, length)) => {
                out.push(c);
                length
            }
            None if is_named_reference(rest) => {
                let length = rest.find(';').map_or(1, |end| end + 1);
                out.extend(Parser::new(&rest[..length]).filter_map(|event| match event {
                    Event::Text(text) => Some(text.into_string()),
                    _ => None,
                }));
                length
            }
            None => {
                out.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// Whether a text begins with a reference by name, such as `&hellip;`. None of these is [`cjk::MARK`].
pub(super) fn is_named_reference(text: &str) -> bool {
    let name = text.bytes().skip(1).take(32).take_while(u8::is_ascii_alphanumeric).count();
    name > 1 && text.as_bytes().get(name + 1) == Some(&b';') && text.as_bytes()[1].is_ascii_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(html: &str) -> Vec<Token> {
        let mut at = 0;
        let mut found = Vec::new();
        while at < html.len() {
            let (next, end) = token(html, at);
            assert!(end > at);
            found.push(next);
            at = end;
        }
        found
    }

    fn tag(html: &str) -> Tag {
        match tokens(html).into_iter().next() {
            Some(Token::Start(tag)) => tag,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_list_of_elements_is_sorted() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn attributes_are_read_as_browsers_read_them() {
        let tag = tag("<IMG/SRC=a.png alt='x > y' width = \"4\" checked onError=alert(1)>");
        let found: Vec<_> = tag.attributes.iter().map(|a| (a.name.as_str(), a.value.as_str())).collect();
        assert_eq!(
            found,
            [("src", "a.png"), ("alt", "x > y"), ("width", "4"), ("checked", ""), ("onerror", "alert(1)")]
        );
        assert_eq!(tag.name, "img");
    }

    #[test]
    fn references_in_values_are_undone() {
        for (html, expected) in [
            ("<a href='java&#115;cript:x'>", "javascript:x"),
            ("<a href='javascript&colon;x'>", "javascript:x"),
            ("<a href='java&Tab;script:x'>", "java\tscript:x"),
            ("<a href='?a=1&copy=2'>", "?a=1&copy=2"),
            ("<a href='&#x10A7F;'>", "\u{fffd}"),
            ("<a href='&#0;&#xFFFFFFFF;'>", "\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(tag(html).attributes[0].value, expected, "{html}");
        }
    }

    #[test]
    fn text_loses_its_references() {
        assert_eq!(text_of("a &hellip; &copy;&amp;&#x6cb3; &nosuch; & b&"), "a … ©&河 &nosuch; & b&");
    }

    #[test]
    fn what_is_no_tag_is_text() {
        for html in ["<", "< a>", "<3", "<a", "<a href=\"x", "</>", "<a b='c>"] {
            assert!(tokens(html).iter().all(|token| matches!(token, Token::Text(_))), "{html}: {:?}", tokens(html));
        }
        assert_eq!(tokens("<!-- a > b -->x").len(), 2);
        assert_eq!(tokens("<!-->x").len(), 2);
        assert!(matches!(tokens("<?php x ?>")[0], Token::Declaration(_)));
    }
}
