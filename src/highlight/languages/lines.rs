//! Languages of lines: differences, sessions at a prompt, Dockerfiles, makefiles, calendars; and PHP, which may begin as a page.
//!
//! Each function takes the scanner's part line by line and hands what is code to the rules of its language.

use super::super::Class;
use super::super::jsx;
use super::super::scan::Scanner;
use super::{part, scripts, shell};

/// Goes behind the line break.
fn next_line(scan: &mut Scanner<'_>, end: usize) {
    scan.at = (end + 1).min(scan.end);
}

pub(super) fn diff(scan: &mut Scanner<'_>) {
    while scan.at < scan.end {
        let (start, end) = (scan.at, scan.line_end());
        let line = &scan.bytes[start..end];
        let class = match line.first() {
            _ if [
                &b"+++ "[..],
                b"--- ",
                b"diff ",
                b"index ",
                b"rename ",
                b"new file",
                b"deleted file",
                b"similarity",
            ]
            .iter()
            .any(|head| line.starts_with(head)) =>
            {
                Some(Class::Keyword)
            }
            Some(b'+' | b'>') => Some(Class::Inserted),
            Some(b'-' | b'<') => Some(Class::Deleted),
            Some(b'@') => Some(Class::Attribute),
            Some(b'!') => Some(Class::Type),
            _ => None,
        };
        if let Some(class) = class {
            scan.emit(start, end, class);
        }
        next_line(scan, end);
    }
}

/// The end of a line, and of those it goes on in after a backslash.
fn long_line(scan: &Scanner<'_>) -> usize {
    let mut at = scan.at;
    loop {
        let end = scan.bytes[at..scan.end].iter().position(|byte| *byte == b'\n').map_or(scan.end, |by| at + by);
        if end >= scan.end || !scan.bytes[at..end].trim_ascii_end().ends_with(b"\\") {
            return end;
        }
        at = end + 1;
    }
}

/// A session at a shell's prompt: commands and what they print.
pub(super) fn session(scan: &mut Scanner<'_>) {
    while scan.at < scan.end {
        let (start, end) = (scan.at, scan.line_end());
        let prompt = prompt(&scan.bytes[start..end]);
        if prompt > 0 {
            scan.at += prompt;
            scan.emit_from(start, Class::Comment);
            let end = long_line(scan);
            scan.part(&shell::SHELL, end);
            next_line(scan, end);
        } else if scan.ahead(0) == b'#' {
            scan.emit(start, end, Class::Comment);
            next_line(scan, end);
        } else {
            next_line(scan, end);
        }
    }
}

/// The length of the prompt that a line begins with: `$ `, `% `, `> `, `❯ `, `user@host:~$ `, `PS C:\> `.
fn prompt(line: &[u8]) -> usize {
    if line.starts_with("❯ ".as_bytes()) {
        return "❯ ".len();
    }
    let end = line.iter().take(80).position(|byte| matches!(byte, b'$' | b'%' | b'>'));
    let Some(end) = end.filter(|end| line.get(end + 1).is_none_or(|byte| *byte == b' ')) else { return 0 };
    let before = &line[..end];
    let is_prompt = before.is_empty()
        || before.starts_with(b"PS ")
        || before.contains(&b'@') && !before.contains(&b' ')
        || before.starts_with(b"(") && before.ends_with(b") ");
    if is_prompt { (end + 2).min(line.len()) } else { 0 }
}

/// A session with Python.
pub(super) fn python_session(scan: &mut Scanner<'_>) {
    while scan.at < scan.end {
        let (start, end) = (scan.at, scan.line_end());
        if scan.looks_at(">>> ") || scan.looks_at("... ") {
            scan.at += 4;
            scan.emit_from(start, Class::Comment);
            scan.part(&scripts::PYTHON, end);
        }
        next_line(scan, end);
    }
}

pub(super) fn dockerfile(scan: &mut Scanner<'_>) {
    while scan.at < scan.end {
        scan.skip(|byte| matches!(byte, b' ' | b'\t'));
        let start = scan.at;
        if scan.ahead(0) == b'#' {
            let end = scan.line_end();
            scan.emit(start, end, Class::Comment);
            next_line(scan, end);
            continue;
        }
        let end = long_line(scan);
        scan.skip(|byte| byte.is_ascii_alphabetic());
        let name = scan.bytes[start..scan.at].to_ascii_uppercase();
        scan.emit_from(start, Class::Keyword);
        if name == b"ONBUILD" || name == b"HEALTHCHECK" {
            scan.skip(|byte| byte == b' ');
        }
        if matches!(name.as_slice(), b"RUN" | b"CMD" | b"ENTRYPOINT" | b"ENV" | b"ARG") {
            // A heredoc's text stands below its line.
            let heredoc = scan.bytes[scan.at..end].windows(2).any(|two| two == b"<<");
            let end = if heredoc { scan.end } else { end };
            scan.part(&shell::SHELL, end);
        } else {
            arguments(scan, end);
        }
        next_line(scan, end.max(scan.at.min(scan.end)));
    }
}

/// Takes arguments: strings, variables, `AS`, options.
fn arguments(scan: &mut Scanner<'_>, end: usize) {
    while scan.at < end {
        let start = scan.at;
        let byte = scan.bytes[start];
        match byte {
            b'"' | b'\'' => {
                scan.at += 1;
                scan.skip(|other| other != byte && other != b'\n');
                scan.at = (scan.at + usize::from(scan.ahead(0) == byte)).min(end.max(start + 1));
                scan.emit_from(start, Class::String);
            }
            b'$' => {
                scan.at += 1;
                scan.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'{' | b':' | b'-' | b'}'));
                scan.at = scan.at.min(end);
                scan.emit_from(start, Class::Variable);
            }
            _ if byte.is_ascii_alphanumeric() || byte == b'-' => {
                scan.skip(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'$' | b'"' | b'\''));
                scan.at = scan.at.min(end);
                let word = &scan.bytes[start..scan.at];
                if word.eq_ignore_ascii_case(b"as") {
                    scan.emit_from(start, Class::Keyword);
                } else if word.starts_with(b"--") {
                    scan.emit_from(start, Class::Attribute);
                } else if word.iter().all(u8::is_ascii_digit) {
                    scan.emit_from(start, Class::Constant);
                }
            }
            _ => scan.at += 1,
        }
    }
}

pub(super) fn makefile(scan: &mut Scanner<'_>) {
    while scan.at < scan.end {
        let start = scan.at;
        let end = long_line(scan);
        let line = &scan.bytes[start..end];
        if matches!(line.first(), Some(b'\t')) || line.starts_with(b"    ") {
            scan.skip(|byte| matches!(byte, b'\t' | b' ' | b'@' | b'-' | b'+'));
            scan.part(&shell::SHELL, end);
        } else if line.trim_ascii_start().starts_with(b"#") {
            scan.emit(start, end, Class::Comment);
        } else {
            rule(scan, end);
        }
        next_line(scan, end);
    }
}

/// Takes a line of a makefile that is no recipe: an assignment, a rule or a directive.
fn rule(scan: &mut Scanner<'_>, end: usize) {
    let start = scan.at;
    let line = &scan.bytes[start..end];
    let word = line.iter().position(|byte| byte.is_ascii_whitespace()).unwrap_or(line.len());
    let directives: &[&[u8]] = &[
        b"include",
        b"-include",
        b"ifeq",
        b"ifneq",
        b"ifdef",
        b"ifndef",
        b"else",
        b"endif",
        b"define",
        b"endef",
        b"export",
        b"set",
    ];
    if directives.contains(&&line[..word]) {
        scan.at += word;
        scan.emit_from(start, Class::Keyword);
    } else if let Some(sign) = line.iter().position(|byte| matches!(byte, b'=' | b':' | b'?' | b'+')) {
        let assigns = line[sign] != b':' || line.get(sign + 1) == Some(&b'=');
        let name = line[..sign].trim_ascii_end().len();
        scan.at += name;
        scan.emit_from(start, if assigns { Class::Property } else { Class::Function });
    }
    while scan.at < end {
        let start = scan.at;
        match scan.bytes[start] {
            b'$' => {
                scan.at += 1;
                let close = match scan.ahead(0) {
                    b'(' => b')',
                    b'{' => b'}',
                    _ => {
                        scan.at += usize::from(scan.ahead(0).is_ascii_graphic());
                        scan.emit_from(start, Class::Variable);
                        continue;
                    }
                };
                scan.skip(|byte| byte != close && byte != b'\n');
                scan.at = (scan.at + 1).min(end.max(start + 1));
                scan.emit_from(start, Class::Variable);
            }
            b'#' => {
                scan.at = end;
                scan.emit_from(start, Class::Comment);
            }
            _ => scan.at += 1,
        }
    }
}

/// A calendar file: names, parameters, values.
pub(super) fn calendar(scan: &mut Scanner<'_>) {
    while scan.at < scan.end {
        let (start, end) = (scan.at, scan.line_end());
        let line = &scan.bytes[start..end];
        let name = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        if name > 0 && matches!(line.get(name), Some(b':' | b';')) {
            let block = matches!(&line[..name], b"BEGIN" | b"END");
            scan.emit(start, start + name, if block { Class::Keyword } else { Class::Property });
            let value = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
            scan.emit(start + name, start + value, Class::Attribute);
        }
        next_line(scan, end);
    }
}

/// PHP: a page if it has tags of its own, else code.
pub(super) fn php(scan: &mut Scanner<'_>) {
    let has_tags = scan.bytes[scan.at..scan.end].windows(2).any(|two| two == b"<?");
    if has_tags { jsx::html(scan) } else { part(scan, "php-code", scan.end) }
}
