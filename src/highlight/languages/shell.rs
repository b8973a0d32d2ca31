//! Shells: bash, sh, zsh, and fish as far as it is alike.
//!
//! Constants for the scanner, and a function that knows the place of a command from that of its arguments.

use super::super::Class;
use super::super::rules::{Escape, Hole, Quote, Rules};
use super::super::scan::Scanner;
use super::super::words::Words;
use super::apps::heredoc;
use super::systems::begins_line;

pub(in super::super) static SHELL: Rules = Rules {
    words: Words::new(
        "if then else elif fi for while until do done case esac in function select time end begin switch return exit break \
         continue local export declare readonly unset shift trap source eval exec alias set",
        "",
        "true false",
        "",
    ),
    quotes: &[Quote::lines("\"").with(Hole::Shell), Quote { escape: Escape::None, ..Quote::lines("'") }],
    capitals: false,
    calls: false,
    special: shell,
    special_at: "#$<>-+./~_!{}[]:@%*?=^,\\ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz;|&",
    ..Rules::NONE
}
.ready();

/// Words after which a command follows.
const BEFORE_COMMAND: &[&[u8]] =
    &[b"if", b"then", b"else", b"elif", b"while", b"until", b"do", b"time", b"exec", b"eval", b"begin", b"!"];

/// Whether a byte ends a word.
fn ends(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(byte, b';' | b'|' | b'&' | b'<' | b'>' | b'(' | b')' | b'\'' | b'"' | b'$' | b'`' | b'}')
}

fn shell(scan: &mut Scanner<'_>) -> bool {
    let start = scan.at;
    let next = scan.ahead(1);
    match scan.ahead(0) {
        b'#' => {
            if scan.before().is_ascii_whitespace() || matches!(scan.before(), b';' | b'(' | b'`') {
                scan.at = scan.line_end();
                scan.emit_from(start, Class::Comment);
            } else {
                scan.at += 1;
            }
        }
        b'$' => variable(scan, next),
        b'<' => {
            let skip = if scan.ahead(2) == b'-' { 3 } else { 2 };
            if next != b'<' || scan.ahead(2) == b'<' || !heredoc(scan, skip, skip == 3, Hole::Shell) {
                scan.at += 1;
            }
        }
        b'>' => scan.at += 1,
        b'\\' => {
            scan.at = (scan.at + 1).min(scan.end);
            // A line that goes on.
            if scan.ahead(0) == b'\n' || scan.ahead(0) == b'\r' {
                let argument = scan.after_value;
                scan.token();
                scan.after_value = argument;
            } else if scan.ahead(0).is_ascii() && scan.at < scan.end {
                scan.at += 1;
            }
        }
        b'-' | b'+' if next.is_ascii_alphabetic() || next == b'-' => {
            scan.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+'));
            if begins_word(scan, start) {
                scan.emit_from(start, Class::Attribute);
            }
        }
        b';' | b'|' | b'&' | b'{' | b'!' => {
            scan.at += 1;
            scan.after_value = false;
        }
        _ => word(scan),
    }
    true
}

fn begins_word(scan: &Scanner<'_>, at: usize) -> bool {
    at == 0 || scan.bytes[at - 1].is_ascii_whitespace()
}

/// Takes `$name`, `${…}`, `$(…)`, or a prompt.
fn variable(scan: &mut Scanner<'_>, next: u8) {
    let start = scan.at;
    scan.at += 1;
    match next {
        b' ' if { begins_line_at(scan, start) } => return scan.emit_from(start, Class::Comment),
        b'(' => {
            scan.at += 1;
            let argument = scan.after_value;
            scan.inside(b'(', b')', true);
            scan.at += usize::from(scan.ahead(0) == b')');
            scan.after_value = argument;
            return;
        }
        b'{' => {
            scan.skip(|byte| !matches!(byte, b'}' | b'\n'));
            scan.at += usize::from(scan.ahead(0) == b'}');
        }
        b'?' | b'@' | b'*' | b'#' | b'!' | b'$' => scan.at += 1,
        _ => scan.skip(|byte| byte == b'_' || byte.is_ascii_alphanumeric()),
    }
    scan.emit_from(start, Class::Variable);
    scan.after_value = true;
}

fn begins_line_at(scan: &mut Scanner<'_>, at: usize) -> bool {
    let here = std::mem::replace(&mut scan.at, at);
    let begins = begins_line(scan);
    scan.at = here;
    begins
}

/// Takes a word: a keyword or a command at its place, else an argument.
fn word(scan: &mut Scanner<'_>) {
    let start = scan.at;
    let is_command = !scan.after_value && !scan.rules.is_part(scan.before());
    scan.at += 1;
    let name = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
    scan.skip(name);
    if is_command && scan.ahead(0) == b'=' {
        scan.emit_from(start, Class::Variable);
        scan.at += 1;
        // Its value; then a command may follow.
        let value = scan.at;
        scan.skip(|byte| !ends(byte) && byte != b'\\');
        if scan.bytes[value..scan.at].iter().all(u8::is_ascii_digit) {
            scan.emit_from(value, Class::Constant);
        }
        return;
    }
    scan.skip(|byte| !ends(byte) && byte != b'\\' && byte != b'=');
    let word = &scan.bytes[start..scan.at];
    let keyword = scan.rules.words.class(word);
    let defines = scan.ahead(0) == b'(' && scan.ahead(1) == b')';
    if is_command {
        scan.after_value = !BEFORE_COMMAND.contains(&word);
        let plain = matches!(word, b"[" | b"[[" | b"]" | b"}" | b":" | b".");
        match keyword {
            Some(class) => scan.emit_from(start, class),
            None if !plain => scan.emit_from(start, Class::Function),
            None => {}
        }
    } else if defines {
        scan.emit_from(start, Class::Function);
    } else if word == b"in" {
        scan.emit_from(start, Class::Keyword);
    }
}
