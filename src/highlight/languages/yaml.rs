//! YAML.
//!
//! Takes a part of a text line by line: keys, quoted and block texts, anchors, comments. Knows nothing of what a document means.

use super::super::Class;
use super::super::rules::{Escape, Quote};
use super::super::scan::Scanner;

pub(super) fn yaml(scan: &mut Scanner<'_>) {
    while scan.at < scan.end {
        line(scan);
    }
}

fn blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Takes a line, and the block of text that it announces.
fn line(scan: &mut Scanner<'_>) {
    let begin = scan.at;
    scan.skip(blank);
    let mut indent = scan.at - begin;
    let start = scan.at;
    if matches!(scan.bytes[start..scan.line_end()].trim_ascii_end(), b"---" | b"...")
        || scan.ahead(0) == b'%' && indent == 0
    {
        scan.at = scan.line_end();
        scan.emit_from(start, Class::Attribute);
    }
    while scan.ahead(0) == b'-' && (blank(scan.ahead(1)) || matches!(scan.ahead(1), b'\n' | b'\r' | 0)) {
        indent = scan.at - begin;
        scan.at += 1;
        scan.emit(scan.at - 1, scan.at, Class::Keyword);
        scan.skip(blank);
    }
    let announces = values(scan);
    scan.at = (scan.at + 1).min(scan.end);
    if announces {
        block(scan, indent);
    }
}

/// Takes what stands on a line; says whether a block of text follows.
fn values(scan: &mut Scanner<'_>) -> bool {
    let mut announces = false;
    let mut in_flow = 0_usize;
    while scan.at < scan.end && scan.bytes[scan.at] != b'\n' {
        let start = scan.at;
        let byte = scan.bytes[start];
        let begins = start == 0 || !super::super::scan::is_dark(scan.bytes[start - 1]);
        match byte {
            b'#' if begins => {
                scan.at = scan.line_end();
                scan.emit_from(start, Class::Comment);
            }
            b'"' => quoted(scan, Quote::lines("\"")),
            b'\'' => quoted(scan, Quote { escape: Escape::Doubled, ..Quote::lines("'") }),
            b'|' | b'>' if begins && in_flow == 0 => {
                scan.skip(|byte| matches!(byte, b'|' | b'>' | b'-' | b'+') || byte.is_ascii_digit());
                scan.emit_from(start, Class::Keyword);
                announces = true;
            }
            b'&' | b'*' | b'!' if begins => {
                scan.skip(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b',' | b']' | b'}'));
                scan.emit_from(start, if byte == b'!' { Class::Type } else { Class::Variable });
            }
            b'{' | b'[' => {
                in_flow += 1;
                scan.at += 1;
            }
            b'}' | b']' => {
                in_flow = in_flow.saturating_sub(1);
                scan.at += 1;
            }
            byte if byte.is_ascii_whitespace() || matches!(byte, b',' | b':' | b'?') => scan.at += 1,
            _ => plain(scan, in_flow > 0),
        }
    }
    announces
}

fn quoted(scan: &mut Scanner<'_>, quote: Quote) {
    let (start, first) = (scan.at, scan.spans.len());
    scan.at += 1;
    scan.string(start, quote);
    if is_colon(scan, scan.at) {
        scan.retag(first);
    }
}

/// Whether a colon with a blank behind it stands here.
fn is_colon(scan: &Scanner<'_>, at: usize) -> bool {
    let byte = |at: usize| if at < scan.end { scan.bytes[at] } else { b'\n' };
    byte(at) == b':' && (byte(at + 1).is_ascii_whitespace() || matches!(byte(at + 1), b'"' | b'[' | b'{'))
}

/// Takes a plain key or value.
fn plain(scan: &mut Scanner<'_>, in_flow: bool) {
    let start = scan.at;
    while scan.at < scan.end {
        let byte = scan.bytes[scan.at];
        let stops = byte == b'\n' || in_flow && matches!(byte, b',' | b']' | b'}') || is_colon(scan, scan.at);
        if stops || byte == b'#' && blank(scan.before()) {
            break;
        }
        scan.at += 1;
    }
    let text = scan.bytes[start..scan.at].trim_ascii();
    let class = if is_colon(scan, scan.at) {
        Some(Class::Property)
    } else if matches!(text, b"true" | b"false" | b"null" | b"yes" | b"no" | b"on" | b"off" | b"~" | b"True" | b"False")
        || number(text)
    {
        Some(Class::Constant)
    } else {
        None
    };
    if let Some(class) = class {
        scan.emit(start, start + text.len(), class);
    }
}

fn number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    text.first().is_some_and(u8::is_ascii_digit)
        && text.iter().all(|byte| {
            byte.is_ascii_hexdigit() || matches!(byte, b'.' | b'_' | b'x' | b'o' | b'-' | b':' | b'T' | b'Z' | b'+')
        })
}

/// Takes the lines that are further in than `indent`, and empty ones.
fn block(scan: &mut Scanner<'_>, indent: usize) {
    let start = scan.at;
    let mut last = start;
    while scan.at < scan.end {
        let end = scan.line_end();
        let line = &scan.bytes[scan.at..end];
        let is_empty = line.iter().all(u8::is_ascii_whitespace);
        if !is_empty && line.iter().take_while(|byte| blank(**byte)).count() <= indent {
            break;
        }
        scan.at = (end + 1).min(scan.end);
        last = if is_empty { last } else { end };
    }
    scan.emit(start, last, Class::String);
}
