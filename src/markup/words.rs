//! Text within a line: escaped, and with the references that are written without any brackets made links: `@member-id`,
//! `https://…`, `www.…` and e-mail addresses.

use super::cjk;
use super::html::{SPECIAL, escape, escape_one};
use super::links::{LinkKind, LinkRef};
use super::piece::Part;
use super::writer::Writer;
use std::ops::Range;

/// The longest id or address that is recognised.
const MAX_LENGTH: usize = 2_000;

/// What a byte of text may be the beginning (or middle) of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    Special,
    At,
    Colon,
    Dot,
}

const CLASS: [Class; 256] = {
    let mut table = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 256 {
        if SPECIAL[byte] {
            table[byte] = Class::Special;
        }
        byte += 1;
    }
    table[b'@' as usize] = Class::At;
    table[b':' as usize] = Class::Colon;
    table[b'.' as usize] = Class::Dot;
    table
};

/// A reference found in text.
struct Found {
    range: Range<usize>,
    address: Option<String>,
}

impl Writer<'_> {
    /// Writes text. `at` is its place in the prepared text if it stands there letter for letter; only then may it hold references.
    pub(super) fn write_text(&mut self, text: &str, at: Option<usize>) {
        self.settle();
        // Text that stands nowhere in the source is a character reference undone.
        if self.unmarked && at.is_some() {
            self.plain.push_str(text);
        } else {
            self.plain.push_str(&cjk::unmarked(text));
        }
        match at {
            Some(at) if !self.is_in_link() => self.write_with_references(text, at),
            _ => escape(&mut self.out.html, text),
        }
    }

    fn write_with_references(&mut self, text: &str, at: usize) {
        let before = self.text[..at].chars().next_back();
        let bytes = text.as_bytes();
        let mut from = 0;
        let mut here = 0;
        while here < bytes.len() {
            let found = match CLASS[bytes[here] as usize] {
                Class::Plain => {
                    here += 1 + plain_run(&bytes[here + 1..]);
                    continue;
                }
                Class::Special => {
                    here = escape_one(&mut self.out.html, text, from, here);
                    from = here;
                    continue;
                }
                Class::At => mail(text, here, from, before).or_else(|| mention(text, here, before)),
                Class::Colon => web(text, here, from, before),
                Class::Dot => www(text, here, from, before),
            };
            match found {
                Some(found) if found.range.start >= from => {
                    escape(&mut self.out.html, &text[from..found.range.start]);
                    here = found.range.end;
                    from = here;
                    self.write_reference(text, at, found);
                }
                _ => here += 1,
            }
        }
        self.out.html.push_str(&text[from..]);
    }

    fn write_reference(&mut self, text: &str, at: usize, found: Found) {
        let words = cjk::unmarked(&text[found.range.clone()]).into_owned();
        let span = self.span(at + found.range.start..at + found.range.end);
        let number = self.links.len();
        match found.address {
            None => {
                self.out.slot(Part::Mention(number));
                self.links.push(LinkRef::mention(span, words.trim_start_matches('@')));
            }
            Some(address) => {
                let link = LinkRef::address(LinkKind::Link, span, &address, "");
                if let Ok(mut link) = link {
                    self.out.slot(Part::Open(number));
                    escape(&mut self.out.html, &words);
                    self.out.slot(Part::Close(number));
                    link.text = words;
                    self.links.push(link);
                } else {
                    escape(&mut self.out.html, &words);
                }
            }
        }
    }
}

/// How many bytes at the start are surely plain, counted in eights: most text is, and a test for each byte would cost more.
fn plain_run(bytes: &[u8]) -> usize {
    let is_plain =
        |eight: &&[u8; 8]| !eight.iter().fold(false, |any, byte| any | (CLASS[*byte as usize] != Class::Plain));
    bytes.as_chunks::<8>().0.iter().take_while(is_plain).count() * 8
}

/// The character before a byte of a text, which may be the last of what comes before the text.
fn previous(text: &str, at: usize, before: Option<char>) -> Option<char> {
    text[..at].chars().next_back().or(before)
}

/// Whether a reference may begin after this character: not in the middle of a word. Chinese has no other middle.
fn is_free(previous: Option<char>) -> bool {
    previous.is_none_or(|c| !c.is_alphanumeric() || cjk::is_wide_letter(c))
}

/// `@member-id`
fn mention(text: &str, at: usize, before: Option<char>) -> Option<Found> {
    let previous = previous(text, at, before);
    if !is_free(previous)
        || previous.is_some_and(|c| matches!(c, '@' | '/' | '.' | '_' | '-' | '+' | '=' | '&' | '#' | '\\'))
    {
        return None;
    }
    let rest = &text[at + 1..];
    let is_part = |c: char| {
        c.is_alphanumeric() || matches!(c, '-' | '_' | '.') || unicode_normalization::char::is_combining_mark(c)
    };
    let id = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
    // `@user@server.example` belongs to another network.
    if rest[id.len()..].starts_with('@') || id.len() > MAX_LENGTH {
        return None;
    }
    let id = id.trim_end_matches('.');
    id.starts_with(char::is_alphanumeric).then(|| Found { range: at..at + 1 + id.len(), address: None })
}

/// `name@host.example`
fn mail(text: &str, at: usize, from: usize, before: Option<char>) -> Option<Found> {
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-');
    let local = text.as_bytes()[from..at].iter().rev().take(64).take_while(|byte| is_local(byte)).count();
    let start = at - local;
    let previous = previous(text, start, before);
    if local == 0 || !is_free(previous) || previous.is_some_and(|c| matches!(c, '@' | '/' | '\\')) {
        return None;
    }
    let is_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let length = text.as_bytes()[at + 1..].iter().take(255).take_while(|byte| is_host(byte)).count();
    let host = text[at + 1..at + 1 + length].trim_end_matches('.');
    let is_fine = host.contains('.') && !host.starts_with('.') && !host.contains("..") && !host.ends_with(['-', '_']);
    let end = at + 1 + host.len();
    is_fine.then(|| Found { range: start..end, address: Some(format!("mailto:{}", &text[start..end])) })
}

/// `https://…`
fn web(text: &str, colon: usize, from: usize, before: Option<char>) -> Option<Found> {
    let after = text[colon..].strip_prefix("://")?;
    let scheme = ["https", "http"].into_iter().find(|scheme| {
        colon - from >= scheme.len() && text.is_char_boundary(colon - scheme.len()) && {
            text[colon - scheme.len()..colon].eq_ignore_ascii_case(scheme)
        }
    })?;
    let start = colon - scheme.len();
    if !is_free(previous(text, start, before)) || !after.starts_with(char::is_alphanumeric) {
        return None;
    }
    let end = address_end(text, colon + 3);
    (end > colon + 3).then(|| Found { range: start..end, address: Some(text[start..end].to_owned()) })
}

/// `www.…`
fn www(text: &str, dot: usize, from: usize, before: Option<char>) -> Option<Found> {
    let start = text[from..dot].ends_with("www").then(|| dot - 3)?;
    let previous = previous(text, start, before);
    if !is_free(previous) || previous.is_some_and(|c| matches!(c, '/' | '.' | '@' | '-' | '_' | '\\')) {
        return None;
    }
    let end = address_end(text, dot + 1);
    let host = text[dot + 1..end].split(['/', '?', '#']).next().unwrap_or("");
    let is_fine = host.starts_with(char::is_alphanumeric) && host.contains('.');
    is_fine.then(|| Found { range: start..end, address: Some(format!("https://{}", &text[start..end])) })
}

/// Where an address in running text ends: before spaces, Chinese text and the punctuation of the sentence around it.
fn address_end(text: &str, from: usize) -> usize {
    let stops = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || cjk::is_cjk(c)
            || matches!(c, '<' | '>' | '"' | '`' | '“' | '”' | '…' | '—')
    };
    // Never look further than the longest address: a text without spaces may hold thousands of beginnings.
    let most = (from + MAX_LENGTH..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let mut address = &text[from..most];
    address = &address[..address.find(stops).unwrap_or(address.len())];
    if address.len() >= MAX_LENGTH {
        return from;
    }
    let mut open = 0i32;
    for byte in address.bytes() {
        open += i32::from(byte == b'(') - i32::from(byte == b')');
    }
    loop {
        let shorter = address.trim_end_matches(['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'', '|', ']', '}', '’']);
        let Some(inner) = shorter.strip_suffix(')').filter(|_| open < 0) else { return from + shorter.len() };
        open += 1;
        address = inner;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{body, html, short};
    use super::*;

    fn targets(text: &str) -> Vec<String> {
        body(text).0.links().iter().map(|link| link.target.clone()).collect()
    }

    #[test]
    fn mentions_are_found_in_text_only() {
        for (text, expected) in [
            ("@mei-lin", &["mei-lin"][..]),
            ("Thanks @mei-lin.", &["mei-lin"]),
            ("(@mei-lin), @ana_b!", &["mei-lin", "ana_b"]),
            ("感谢@何知远", &["何知远"]),
            ("**@mei-lin**", &["mei-lin"]),
            ("@v1.2", &["v1.2"]),
            ("`@mei-lin`", &[]),
            ("    @mei-lin", &[]),
            ("\\@mei-lin", &[]),
            ("x@mei-lin", &[]),
            ("@user@chat.example", &[]),
            ("a.example/@user", &[]),
            ("@ mei", &[]),
            ("@-mei", &[]),
            ("@", &[]),
        ] {
            assert_eq!(targets(text), expected, "{text}");
        }
        assert_eq!(targets("[@mei-lin](x)"), ["x"]);
        assert_eq!(targets("https://a.example/@mei-lin"), ["https://a.example/@mei-lin"]);
    }

    #[test]
    fn a_mention_shows_the_name_and_keeps_the_words_after_it() {
        assert_eq!(html("@mei-lin的分享"), "<p><a class=\"mention\" href=\"/members/x/\">MEI-LIN</a>的分享</p>");
        assert_eq!(html("@no_body<"), "<p>@no_body&lt;</p>");
    }

    #[test]
    fn bare_addresses_become_links() {
        for (text, expected) in [
            ("see https://a.example/x_y_z.", "https://a.example/x_y_z"),
            ("(https://a.example/x_(y))", "https://a.example/x_(y)"),
            ("见https://a.example/x。然后", "https://a.example/x"),
            ("访问 http://a.example了解", "http://a.example"),
            ("https://a.example/?a=1&b=2", "https://a.example/?a=1&b=2"),
            ("www.a.example/x, then", "https://www.a.example/x"),
            ("write to a.b+c@d.example.", "mailto:a.b+c@d.example"),
            ("HTTPS://A.EXAMPLE", "HTTPS://A.EXAMPLE"),
        ] {
            assert_eq!(targets(text), [expected], "{text}");
        }
        for text in [
            "xhttps://a.example",
            "https://",
            "javascript://x",
            "www.",
            "www.x",
            "a@b",
            "`https://a.example`",
            "http://.x",
        ] {
            assert!(targets(text).is_empty(), "{text}");
        }
        assert_eq!(targets("<a href=\"/x\">https://a.example</a>"), ["/x"]);
    }

    #[test]
    fn template_syntax_and_markup_stay_text() {
        assert_eq!(
            short("{{ site.title }} {% raw %} \"<b\" &lt;i&gt;"),
            "<p>{{ site.title }} {% raw %} &quot;&lt;b&quot; &lt;i&gt;</p>"
        );
    }

    #[test]
    fn long_addresses_do_not_take_long() {
        let text = "http://a:".repeat(20_000);
        assert!(address_end(&text, 7) <= MAX_LENGTH);
    }
}
