//! HTML, XML and what borrows their tags: JSX in JavaScript.
//!
//! Takes the scanner at a tag. Scripts, styles and the braces of JSX are read by the rules of their own language.

use super::Class;
use super::languages;
use super::rules::Block;
use super::scan::Scanner;

const COMMENT: Block = Block { open: "<!--", close: "-->", nests: false };

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.') || byte >= 0x80
}

/// Whether what is read is HTML, whose scripts and styles are other languages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flavour {
    Html,
    Xml,
    Jsx,
}

pub(super) fn html(scan: &mut Scanner<'_>) {
    document(scan, Flavour::Html);
}

pub(super) fn xml(scan: &mut Scanner<'_>) {
    document(scan, Flavour::Xml);
}

fn document(scan: &mut Scanner<'_>, flavour: Flavour) {
    while scan.at < scan.end {
        match scan.ahead(0) {
            b'<' => markup(scan, flavour),
            b'&' => entity(scan),
            b'{' if flavour == Flavour::Html && super::template::tag(scan) => {}
            _ => scan.at += 1,
        }
    }
}

/// Takes `&name;`.
fn entity(scan: &mut Scanner<'_>) {
    let start = scan.at;
    let rest = &scan.bytes[start + 1..scan.end];
    let len = rest.iter().take(32).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
    if len > 0 && rest.get(len) == Some(&b';') {
        scan.at += len + 2;
        scan.emit_from(start, Class::Constant);
    } else {
        scan.at += 1;
    }
}

/// Takes what begins with `<`: a tag, a comment, a declaration, or the bare sign.
fn markup(scan: &mut Scanner<'_>, flavour: Flavour) {
    let start = scan.at;
    if scan.looks_at(COMMENT.open) {
        return scan.block_comment(COMMENT);
    }
    if scan.looks_at("<![CDATA[") {
        super::languages::raw(scan, b"]]>", 0, 0);
        return scan.emit_from(start, Class::String);
    }
    match scan.ahead(1) {
        b'!' | b'?' if scan.looks_at("<?php") || scan.looks_at("<?=") => php(scan),
        b'!' | b'?' => {
            scan.skip(|byte| byte != b'>');
            scan.at = (scan.at + 1).min(scan.end);
            scan.emit_from(start, Class::Attribute);
        }
        next if next == b'/' || next.is_ascii_alphabetic() => {
            let (name, opens) = tag(scan, flavour);
            if opens && flavour == Flavour::Html {
                let name = &scan.bytes[name.0..name.1];
                if name.eq_ignore_ascii_case(b"script") {
                    embedded(scan, "js", b"</script");
                } else if name.eq_ignore_ascii_case(b"style") {
                    embedded(scan, "css", b"</style");
                }
            }
        }
        _ => scan.at += 1,
    }
}

fn php(scan: &mut Scanner<'_>) {
    let rest = &scan.bytes[scan.at..scan.end];
    let end = rest.windows(2).position(|two| two == b"?>").map_or(scan.end, |by| scan.at + by + 2);
    languages::part(scan, "php-code", end);
}

/// Takes a script or a style sheet up to its end tag.
fn embedded(scan: &mut Scanner<'_>, language: &str, close: &[u8]) {
    let rest = &scan.bytes[scan.at..scan.end];
    let end = rest.windows(close.len()).position(|part| part.eq_ignore_ascii_case(close));
    let end = end.map_or(scan.end, |by| scan.at + by);
    languages::part(scan, language, end);
}

/// Takes a tag. Gives where its name stands, and whether it is a start tag that is not closed at once.
fn tag(scan: &mut Scanner<'_>, flavour: Flavour) -> ((usize, usize), bool) {
    let start = scan.at;
    scan.at += 1;
    let closes = scan.ahead(0) == b'/';
    scan.at += usize::from(closes);
    let from = scan.at;
    scan.skip(is_name);
    let name = (from, scan.at);
    scan.emit(start, scan.at, Class::Keyword);
    while scan.at < scan.end {
        let from = scan.at;
        match scan.ahead(0) {
            b'>' => {
                scan.at += 1;
                scan.emit_from(from, Class::Keyword);
                return (name, !closes);
            }
            b'/' if scan.ahead(1) == b'>' => {
                scan.at += 2;
                scan.emit_from(from, Class::Keyword);
                return (name, false);
            }
            quote @ (b'"' | b'\'') => {
                scan.at += 1;
                scan.skip(|byte| byte != quote);
                scan.at = (scan.at + 1).min(scan.end);
                scan.emit_from(from, Class::String);
            }
            b'{' if flavour == Flavour::Jsx => braces(scan),
            b'{' if flavour == Flavour::Html && super::template::tag(scan) => {}
            b'<' => return (name, false),
            b'=' if is_name(scan.ahead(1)) => {
                scan.at += 1;
                let from = scan.at;
                scan.skip(|byte| !byte.is_ascii_whitespace() && byte != b'>');
                scan.emit_from(from, Class::String);
            }
            byte if is_name(byte) || matches!(byte, b'@' | b'#') => {
                scan.at += 1;
                scan.skip(is_name);
                scan.emit_from(from, Class::Property);
            }
            _ => scan.at += 1,
        }
    }
    (name, false)
}

/// Takes `{ … }` of JSX.
fn braces(scan: &mut Scanner<'_>) {
    scan.at += 1;
    scan.inside(b'{', b'}', true);
    scan.at += usize::from(scan.ahead(0) == b'}');
}

/// Takes an element of JSX with all that is in it, where a value may begin.
pub(super) fn element(scan: &mut Scanner<'_>) -> bool {
    let next = scan.ahead(1);
    if scan.ahead(0) != b'<' || scan.after_value || !(next.is_ascii_alphabetic() || next == b'>') {
        return false;
    }
    let mut open = 0_usize;
    while scan.at < scan.end {
        match scan.ahead(0) {
            b'<' => {
                let next = scan.ahead(1);
                if next != b'/' && next != b'>' && !next.is_ascii_alphabetic() {
                    scan.at += 1;
                    continue;
                }
                let closes = next == b'/';
                let (_, opens) = tag(scan, Flavour::Jsx);
                open = if closes { open.saturating_sub(1) } else { open + usize::from(opens) };
                if open == 0 {
                    break;
                }
            }
            b'{' => braces(scan),
            b'&' => entity(scan),
            _ => scan.at += 1,
        }
    }
    scan.after_value = true;
    true
}
