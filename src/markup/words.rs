//! Text within a line: escaped, and with the references that are written without any brackets made links: `@member-id`,
//! `https://…`, `www.…` and e-mail addresses.

use super::cjk;
use super::html::{Part, SPECIAL, escape, escape_one};
use super::links::{LinkKind, LinkRef};
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
                Class::Plain => None,
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
