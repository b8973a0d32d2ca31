//! Content lines: escaping, quoting, folding (RFC 5545 §3.1, §3.3.11; RFC 6868).
//!
//! Takes names and raw values, gives lines that end in CRLF, 75 octets at most. Nothing that a value holds can end its line: every
//! control character is dropped or escaped here, at the sink.

use crate::text::first_of;
use std::ops::Range;

/// The most octets of a line, its CRLF not counted.
const MAX_OCTETS: usize = 75;

/// Lines of a component, growing in one text.
#[derive(Debug, Default)]
pub(super) struct Lines {
    out: String,
    line: String,
    /// Where descriptions stand in it, one place for each that was asked to be remembered.
    pub(super) descriptions: Vec<Range<usize>>,
}

impl Lines {
    /// A line whose value is written as it is: dates, numbers, names that we chose.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.line.clear();
        self.line.push_str(name);
        self.line.push(':');
        if value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            self.line.push_str(value);
        } else {
            self.line.extend(value.chars().filter(|c| !c.is_control()));
        }
        self.fold();
    }

    /// A line of TEXT.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.line.clear();
        self.line.push_str(name);
        self.line.push(':');
        escape(value, &mut self.line);
        self.fold();
    }

    /// A line with several TEXT values.
    pub(super) fn texts(&mut self, name: &str, values: &[String]) {
        self.line.clear();
        self.line.push_str(name);
        for (place, value) in values.iter().enumerate() {
            self.line.push(if place == 0 { ':' } else { ',' });
            escape(value, &mut self.line);
        }
        self.fold();
    }

    /// A line whose value is a URI; what no URI may hold is percent-encoded.
    pub(super) fn uri(&mut self, name: &str, value: &str) {
        self.line.clear();
        self.line.push_str(name);
        self.line.push(':');
        for byte in value.trim().bytes() {
            match byte {
                b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | ..=0x20 | 0x7f.. => {
                    self.line.push('%');
                    for half in [byte >> 4, byte & 15] {
                        self.line.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
                    }
                }
                plain => self.line.push(char::from(plain)),
            }
        }
        self.fold();
    }

    /// How long it is so far, in bytes.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// Everything written so far.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Writes the line at hand, broken where it must be: never inside a character, never between a backslash or a circumflex and what it
    /// escapes.
    fn fold(&mut self) {
        let bytes = self.line.as_bytes();
        let (mut start, mut room) = (0, MAX_OCTETS);
        while bytes.len() - start > room {
            let mut end = start + room;
            while !self.line.is_char_boundary(end) {
                end -= 1;
            }
            let escapes = bytes[start..end].iter().rev().take_while(|byte| **byte == b'\\').count();
            if escapes % 2 == 1 || (escapes == 0 && bytes[end - 1] == b'^') {
                end -= 1;
            }
            self.out.push_str(&self.line[start..end]);
            self.out.push_str("\r\n ");
            start = end;
            room = MAX_OCTETS - 1;
        }
        self.out.push_str(&self.line[start..]);
        self.out.push_str("\r\n");
    }
}

/// Escapes TEXT; line ends of any kind become `\n`, other control characters but the tab are dropped.
fn escape(value: &str, out: &mut String) {
    // What needs no escape is copied in one piece: ASCII from the space on, and letters that do not begin like U+0080 to U+009F or U+2028.
    let may_be = |byte: u8| {
        (byte < 0x20)
            | (byte == 0x7f)
            | (byte == b'\\')
            | (byte == b';')
            | (byte == b',')
            | (byte == 0xc2)
            | (byte == 0xe2)
    };
    let mut rest = value;
    loop {
        let end = first_of(rest.as_bytes(), may_be).unwrap_or(rest.len());
        out.push_str(&rest[..end]);
        let Some(next) = rest[end..].chars().next() else { return };
        let at = end + next.len_utf8();
        let with_feed = next == '\r' && rest[at..].starts_with('\n');
        escape_one(next, out);
        rest = &rest[at + usize::from(with_feed)..];
    }
}

fn escape_one(character: char, out: &mut String) {
    match character {
        '\\' => out.push_str("\\\\"),
        ';' => out.push_str("\\;"),
        ',' => out.push_str("\\,"),
        // The two Unicode line ends are no control characters, but some programs end a line at them all the same.
        '\r' | '\n' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
        '\t' => out.push('\t'),
        other if other.is_control() => {}
        other => out.push(other),
    }
}

/// A parameter's value, quoted where it must be, with RFC 6868's escapes.
pub(super) fn parameter(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    let mut characters = value.trim().chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '^' => out.push_str("^^"),
            '"' => out.push_str("^'"),
            '\r' => {
                characters.next_if_eq(&'\n');
                out.push_str("^n");
            }
            '\n' | '\u{2028}' | '\u{2029}' => out.push_str("^n"),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    if out.contains([',', ';', ':']) { format!("\"{out}\"") } else { out }
}

/// Undoes [`escape`]: the value of a TEXT property. An escape that means nothing stands for itself.
pub(super) fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('n' | 'N') => out.push('\n'),
            Some(plain @ ('\\' | ';' | ',' | ':' | '"')) => out.push(plain),
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
            None => out.push('\\'),
        }
    }
    out
}

/// The values of a list of TEXT, split at commas that are not escaped.
pub(super) fn unescape_list(value: &str) -> Vec<String> {
    parts_of_list(value).map(|part| unescape(part).trim().to_string()).filter(|part| !part.is_empty()).collect()
}

/// A list of TEXT without the values of which `keep` says no; it is asked of them unescaped.
pub(super) fn retain_in_list(value: &str, mut keep: impl FnMut(&str) -> bool) -> String {
    parts_of_list(value).filter(|part| keep(&unescape(part))).collect::<Vec<_>>().join(",")
}

/// The values of a list as they stand there.
fn parts_of_list(value: &str) -> impl Iterator<Item = &str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            b',' if !escaped => {
                parts.push(&value[start..at]);
                start = at + 1;
            }
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    parts.push(&value[start..]);
    parts.into_iter()
}

/// Undoes RFC 6868 in a parameter's value.
pub(super) fn parameter_text(value: &str) -> String {
    value.replace("^n", "\n").replace("^'", "\"").replace("^^", "^")
}

/// The e-mail addresses in a text, as they stand there.
pub(super) fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let is_local = move |c: char| is_host(c) || matches!(c, '_' | '+');
    text.match_indices('@').filter_map(move |(at, _)| {
        let start = text[..at].char_indices().rev().take_while(|(_, c)| is_local(*c)).last()?.0;
        let host = &text[at + 1..];
        let end = host.find(|c| !is_host(c)).unwrap_or(host.len());
        let host = host[..end].trim_end_matches('.');
        host.contains('.').then(|| text[start..at + 1 + host.len()].trim_start_matches('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> String {
        let mut lines = Lines::default();
        lines.text("SUMMARY", value);
        lines.finish()
    }

    fn unfold(text: &str) -> String {
        text.replace("\r\n ", "").trim_end().to_string()
    }

    #[test]
    fn no_value_can_end_its_line() {
        assert_eq!(text("x\r\nATTENDEE:y"), "SUMMARY:x\\nATTENDEE:y\r\n");
        assert_eq!(text("a\u{2028}b\u{2029}c"), "SUMMARY:a\\nb\\nc\r\n");
        assert_eq!(text("a\rb\nc\u{7}\u{85}d,e;f\\g:h"), "SUMMARY:a\\nb\\ncd\\,e\\;f\\\\g:h\r\n");
        let mut lines = Lines::default();
        lines.uri("URL", "https://a.example/x y\r\nATTENDEE:河?q=a,b;c");
        lines.raw("X", "a\r\nb");
        assert_eq!(lines.finish(), "URL:https://a.example/x%20y%0D%0AATTENDEE:%E6%B2%B3?q=a,b;c\r\nX:ab\r\n");
        assert_eq!(parameter("Say \"hi\", ^you\r\nnow"), "\"Say ^'hi^', ^^you^nnow\"");
        assert_eq!(parameter_text("Say ^'hi^'"), "Say \"hi\"");
        assert_eq!(parameter("plain"), "plain");
    }

    #[test]
    fn lines_fold_at_75_octets_and_never_inside_anything() {
        for unit in ["a", "河", "😀", "\\", ",", "a河", "\n", "ab,\\"] {
            for count in 0..200 {
                let value = unit.repeat(count);
                let written = text(&value);
                for line in written.split("\r\n") {
                    assert!(line.len() <= 75, "{unit} {count}");
                    let tail = line.bytes().rev().take_while(|b| *b == b'\\').count();
                    assert!(tail % 2 == 0, "an escape is torn: {unit} {count}");
                }
                assert_eq!(unescape(unfold(&written).strip_prefix("SUMMARY:").unwrap()), value);
            }
        }
    }

    #[test]
    fn folding_takes_time_in_proportion_to_the_length() {
        let began = std::time::Instant::now();
        assert!(text(&"\\".repeat(4_000_000)).len() > 8_000_000);
        assert!(began.elapsed().as_secs() < 20);
    }

    #[test]
    fn lists_are_split_at_bare_commas() {
        assert_eq!(unescape_list("a\\,b, c ,,d\\\\,e"), ["a,b", "c", "d\\", "e"]);
        assert_eq!(unescape("a\\xb\\"), "a\\xb\\");
        assert_eq!(retain_in_list("a\\,b, c ,d\\;e", |part| part.trim() != "c"), "a\\,b,d\\;e");
    }

    #[test]
    fn addresses_are_found_between_other_words() {
        let found = |text: &str| addresses(text).map(str::to_owned).collect::<Vec<_>>();
        let text = "Ask <mailto:Ana.B+tea@x.example>, or b_c@河岸.example. Not a@b, @ana, x@ y.example, @@";
        assert_eq!(found(text), ["Ana.B+tea@x.example", "b_c@河岸.example"]);
    }
}
