//! Style sheets: CSS, SCSS and Less.
//!
//! Takes a part of a text. Each statement is looked through once to see whether it is a selector or a declaration.

use super::Class;
use super::rules::{Block, Quote};
use super::scan::Scanner;

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

/// What a statement is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Statement {
    Selector,
    Declaration,
}

pub(super) fn css(scan: &mut Scanner<'_>) {
    let mut begins = true;
    let mut statement = Statement::Selector;
    // Where a declaration's name ends and its value begins.
    let mut in_value = false;
    while scan.at < scan.end {
        let byte = scan.ahead(0);
        if byte.is_ascii_whitespace() {
            scan.at += 1;
            continue;
        }
        if scan.looks_at("/*") {
            scan.block_comment(Block::C[0]);
            continue;
        }
        let start = scan.at;
        if scan.looks_at("//") && (start == 0 || scan.before() != b':') {
            scan.at = scan.line_end();
            scan.emit_from(start, Class::Comment);
            continue;
        }
        if std::mem::take(&mut begins) {
            statement = kind(scan);
            in_value = false;
        }
        match byte {
            b'"' | b'\'' => scan.quoted(Quote::line(if byte == b'"' { "\"" } else { "'" })),
            b'{' | b'}' | b';' => {
                scan.at += 1;
                begins = true;
            }
            b'@' => {
                scan.at += 1;
                scan.skip(is_name);
                scan.emit_from(start, Class::Keyword);
                in_value = true;
            }
            b'$' => {
                scan.at += 1;
                scan.skip(is_name);
                scan.emit_from(start, Class::Variable);
            }
            _ if statement == Statement::Declaration => in_value = declaration(scan, in_value),
            _ => selector(scan),
        }
    }
}

/// Whether a brace or a semicolon comes first.
fn kind(scan: &Scanner<'_>) -> Statement {
    let rest = &scan.bytes[scan.at..scan.end];
    let end = rest.iter().position(|byte| matches!(byte, b'{' | b'}' | b';'));
    match end.map(|end| rest[end]) {
        Some(b'{') => Statement::Selector,
        _ => Statement::Declaration,
    }
}

/// Takes a part of `name: value`; says whether the value has begun.
fn declaration(scan: &mut Scanner<'_>, in_value: bool) -> bool {
    let start = scan.at;
    let byte = scan.ahead(0);
    if byte == b':' {
        scan.at += 1;
        return true;
    }
    let digit = byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+') && scan.ahead(1).is_ascii_digit();
    if byte == b'#' && scan.ahead(1).is_ascii_hexdigit() || digit {
        scan.at += 1;
        scan.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'%'));
        scan.emit_from(start, Class::Constant);
    } else if byte == b'!' {
        scan.at += 1;
        scan.skip(is_name);
        scan.emit_from(start, Class::Keyword);
    } else if is_name(byte) {
        scan.skip(is_name);
        let class = match scan.ahead(0) {
            b'(' => Some(Class::Function),
            _ if scan.bytes[start..scan.at].starts_with(b"--") => Some(Class::Variable),
            _ if !in_value => Some(Class::Property),
            _ => None,
        };
        if scan.bytes[start..scan.at] == *b"url" && scan.ahead(0) == b'(' && !matches!(scan.ahead(1), b'"' | b'\'') {
            scan.emit_from(start, Class::Function);
            let from = scan.at + 1;
            scan.skip(|byte| !matches!(byte, b')' | b'\n'));
            scan.emit_from(from, Class::String);
        } else if let Some(class) = class {
            scan.emit_from(start, class);
        }
    } else {
        scan.at += 1;
    }
    in_value
}

fn selector(scan: &mut Scanner<'_>) {
    let start = scan.at;
    let byte = scan.ahead(0);
    let marked = matches!(byte, b'.' | b'#' | b':' | b'&' | b'%');
    scan.at += 1;
    if marked || is_name(byte) {
        if byte == b':' && scan.ahead(0) == b':' {
            scan.at += 1;
        }
        scan.skip(is_name);
        let class = match byte {
            b'.' | b'#' | b'%' if scan.at > start + 1 => Class::Type,
            b':' if scan.at > start + 1 => Class::Attribute,
            _ if byte.is_ascii_digit() => Class::Constant,
            _ if is_name(byte) => Class::Keyword,
            _ => return,
        };
        scan.emit_from(start, class);
    } else if byte == b'[' {
        scan.skip(|byte| !matches!(byte, b']' | b'\n' | b'{'));
        scan.at += usize::from(scan.ahead(0) == b']');
        scan.emit_from(start, Class::Property);
    }
}
