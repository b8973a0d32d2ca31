//! Plain text of other programs as Markdown that shows it letter for letter.
//!
//! Takes a text that knows nothing of Markdown, gives Markdown in which nothing is markup but line ends, paragraphs and web addresses.
//! CommonMark shows every escaped ASCII punctuation mark as itself (§2.4), so no list of dangerous ones is needed.

use super::{SafeUrl, cjk};

/// The text as Markdown of blocks: blank lines part paragraphs, other line ends stay line ends, web addresses become links. Spaces at
/// the start of a line are left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut blank = true;
    for line in text.replace("\r\n", "\n").split(['\n', '\r']) {
        let line = line.trim();
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\\\n" });
        }
        blank = false;
        with_addresses(line, &mut out);
    }
    out
}

/// The text as one line of inline Markdown, for titles.
pub fn escaped_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        escape(word, &mut out);
    }
    out
}

fn with_addresses(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(at) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        escape(&rest[..at], out);
        let length = address_length(&rest[at..]);
        let (address, after) = rest[at..].split_at(length);
        if SafeUrl::parse_web(address).is_ok() {
            out.push('<');
            out.push_str(address);
            out.push('>');
        } else {
            escape(address, out);
        }
        rest = after;
    }
    escape(rest, out);
}

/// How many bytes at the start are an address: up to a space, a bracket of HTML or another script, without the punctuation of the
/// sentence behind it. At least the scheme.
pub(super) fn address_length(text: &str) -> usize {
    let end =
        text.find(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '\\' | '`')).unwrap_or(text.len());
    let mut address = &text[..end];
    while let Some(last) = address.chars().next_back() {
        let closes = last == ')' && address.matches(')').count() > address.matches('(').count();
        if !closes && !matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | ']' | '}' | '*' | '_') {
            break;
        }
        address = &address[..address.len() - 1];
    }
    address.len().max("http://".len())
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            c if c.is_control() || c == cjk::MARK => {}
            c if c.is_ascii_punctuation() => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::testing::{answers, body, english};
    use crate::markup::{self, text_of};
    use crate::text::{SourceId, Span};

    fn shown(text: &str) -> String {
        let (body, said) = body(&escaped(text));
        assert_eq!(said, [], "{text}");
        body.feed_html(&answers(&body), &english()).trim().to_owned()
    }

    #[test]
    fn markup_is_shown_as_text() {
        for text in [
            "# no *heading*",
            "- a point",
            "1. one",
            "> quoted",
            "```",
            "    code",
            "a | b",
            "| - |",
            "[x](javascript:alert(1))",
            "![x](a.png)",
            "<script>alert(1)</script>",
            "&lt;b&gt; &amp;",
            "[[wiki]] @mei-lin me@a.example www.a.example",
            "$x^2$ $$y$$",
            "a\\b \\",
            "term\\\n: not a definition",
            "[^1]: note",
            "{{ 1 + 1 }} {% if %}",
            "~~~ ==== ----",
            "C:\\dir\\",
            "+++",
            "---",
            "https:// http://",
            "**真，**她",
            "a  b",
        ] {
            let html = shown(text);
            let plain = text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
            assert_eq!(
                text_of(&html).split_whitespace().collect::<Vec<_>>(),
                plain.split_whitespace().collect::<Vec<_>>(),
                "{html}"
            );
            let tags = html.replace("<p>", "").replace("</p>", "").replace("<br>", "").replace("<br />", "");
            assert!(!tags.contains('<'), "{text}: {html}");
            let mut said = Vec::new();
            let line = markup::inline(Span::file(SourceId(0)), &escaped_line(text), &markup::Options::default());
            assert_eq!(line.into_value(&mut said).plain(), text.split_whitespace().collect::<Vec<_>>().join(" "));
            assert_eq!(said, []);
        }
    }

    #[test]
    fn lines_paragraphs_and_addresses_stay() {
        assert_eq!(text_of(&shown("One\r\ntwo\n\n\n three ")), "One\ntwo\n\nthree");
        let html = shown("See (https://a.example/x_y?b=1&c=*d*), 在https://b.example/河 or https://c.example/(d).");
        assert!(html.contains("<a href=\"https://a.example/x_y?b=1&amp;c=*d\""), "{html}");
        assert!(html.contains("在<a href=\"https://b.example/\""), "{html}");
        assert!(html.contains("<a href=\"https://c.example/(d)\""), "{html}");
        assert_eq!(escaped("\u{7}\u{10a7f}"), "");
    }
}
