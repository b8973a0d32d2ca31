//! Markdown.
//!
//! Takes a part of a text line by line: headings, lists, quotations, code, links; front matter and fenced code in their own language.

use super::super::Class;
use super::super::scan::Scanner;

pub(super) fn markdown(scan: &mut Scanner<'_>) {
    for (fence, language) in [("+++\n", "toml"), ("---\n", "yaml")] {
        if scan.looks_at(fence) {
            let start = scan.at;
            scan.at += 3;
            scan.emit_from(start, Class::Attribute);
            let end = end_of(scan, fence.trim_end().as_bytes());
            super::part(scan, language, end);
            let start = scan.at;
            scan.at = scan.line_end();
            scan.emit_from(start, Class::Attribute);
            break;
        }
    }
    while scan.at < scan.end {
        line(scan);
    }
}

/// The next line that begins with these bytes, blanks before them allowed; the end if there is none.
fn end_of(scan: &Scanner<'_>, fence: &[u8]) -> usize {
    let mut at = scan.at;
    while at < scan.end {
        let end = scan.bytes[at..scan.end].iter().position(|byte| *byte == b'\n').map_or(scan.end, |by| at + by);
        if at > scan.at && scan.bytes[at..end].trim_ascii_start().starts_with(fence) {
            return at;
        }
        at = end + 1;
    }
    scan.end
}

fn line(scan: &mut Scanner<'_>) {
    scan.skip(|byte| matches!(byte, b' ' | b'\t'));
    let start = scan.at;
    let end = scan.line_end();
    let rest = &scan.bytes[start..end];
    match rest.first() {
        Some(b'#') => {
            scan.at = end;
            scan.emit_from(start, Class::Type);
        }
        Some(mark @ (b'`' | b'~')) if rest.starts_with(&[*mark; 3]) => return fence(scan, end, *mark),
        Some(b'>') => {
            scan.at += 1;
            scan.emit_from(start, Class::Keyword);
        }
        Some(b'-' | b'*' | b'+') if rest.get(1).is_none_or(u8::is_ascii_whitespace) => {
            scan.at += 1;
            scan.emit_from(start, Class::Keyword);
        }
        Some(byte) if byte.is_ascii_digit() => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if matches!(rest.get(digits), Some(b'.' | b')')) {
                scan.at += digits + 1;
                scan.emit_from(start, Class::Keyword);
            }
        }
        _ => {}
    }
    inline(scan, end);
    scan.at = (end + 1).min(scan.end);
}

/// Takes a fenced block of code, its code in its own language.
fn fence(scan: &mut Scanner<'_>, line_end: usize, mark: u8) {
    let start = scan.at;
    let marks = scan.bytes[start..line_end].iter().take_while(|byte| **byte == mark).count();
    let info = String::from_utf8_lossy(&scan.bytes[start + marks..line_end]).trim().to_ascii_lowercase();
    scan.at = line_end;
    scan.emit_from(start, Class::Attribute);
    let end = end_of(scan, &scan.bytes[start..start + marks]);
    let language = info.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{')).next().unwrap_or("");
    super::part(scan, language, end);
    let start = scan.at;
    scan.at = scan.line_end();
    scan.emit_from(start, Class::Attribute);
    scan.at = (scan.at + 1).min(scan.end);
}

/// Takes code, emphasis and the addresses of links up to the end of the line.
fn inline(scan: &mut Scanner<'_>, end: usize) {
    // What has no end on this line is looked for once.
    let mut missing = [false; 256];
    while scan.at < end {
        let start = scan.at;
        let byte = scan.bytes[start];
        let (skip, close, class): (usize, &[u8], Class) = match byte {
            b'`' => (1, b"`", Class::String),
            b'*' if scan.looks_at("**") => (2, b"**", Class::Keyword),
            b']' if scan.looks_at("](") => (2, b")", Class::Property),
            b'\\' => {
                scan.at = (start + 1).min(end);
                scan.at += usize::from(scan.at < end && scan.bytes[scan.at].is_ascii());
                continue;
            }
            _ => {
                scan.at += 1;
                continue;
            }
        };
        let rest = &scan.bytes[(start + skip).min(end)..end];
        let found =
            if missing[byte as usize] { None } else { rest.windows(close.len()).position(|part| part == close) };
        match found {
            Some(by) => {
                scan.at = start + skip + by + close.len();
                let from = if class == Class::Property { start + 1 } else { start };
                scan.emit_from(from, class);
            }
            None => {
                missing[byte as usize] = true;
                scan.at += 1;
            }
        }
    }
}
