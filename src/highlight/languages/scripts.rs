//! Python, Ruby, Lua, R and Elixir.
//!
//! Constants for the scanner, and what is special in each language: symbols, sigils, long brackets, heredocs.

use super::super::Class;
use super::super::rules::{Block, Escape, Hole, PART, Prefix, Quote, Rules, START};
use super::super::scan::Scanner;
use super::super::words::Words;
use super::apps::{heredoc, regex};
use super::systems::{begins_line, raw};

pub(in super::super) static PYTHON: Rules = Rules {
    words: Words::new(
        "and as assert async await break case class continue def del elif else except finally for from global if import in is \
         lambda match nonlocal not or pass raise return try type while with yield",
        "bool bytearray bytes complex dict float frozenset int list object set str tuple",
        "True False None Ellipsis NotImplemented self cls __name__ __file__",
        "abs all any ascii bin breakpoint callable chr compile delattr dir divmod enumerate eval exec filter format getattr globals \
         hasattr hash help hex id input isinstance issubclass iter len locals map max memoryview min next oct open ord pow print \
         property range repr reversed round setattr slice sorted staticmethod sum super vars zip",
    ),
    line_comments: &["#"],
    block_comments: &[],
    quotes: &[Quote::lines("\"\"\""), Quote::lines("'''"), Quote::line("\""), Quote::line("'")],
    prefixes: &[
        ("f", Prefix::Formatted),
        ("t", Prefix::Formatted),
        ("rf", Prefix::Formatted),
        ("fr", Prefix::Formatted),
        ("r", Prefix::Plain),
        ("b", Prefix::Plain),
        ("br", Prefix::Plain),
        ("rb", Prefix::Plain),
        ("u", Prefix::Plain),
    ],
    special: |scan| {
        let start = scan.at;
        let decorates = begins_line(scan) && scan.rules.bytes[scan.ahead(1) as usize] & START != 0;
        if decorates {
            scan.at += 1;
            scan.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') || byte >= 0x80);
            scan.emit_from(start, Class::Attribute);
        }
        decorates
    },
    special_at: "@",
    ..Rules::C
}
.ready();

pub(in super::super) static RUBY: Rules = Rules {
    words: Words::new(
        "BEGIN END alias and begin break case class def defined do else elsif end ensure extend for if in include module next not \
         or prepend private protected public raise redo require require_relative rescue retry return super then undef unless until \
         when while yield attr_accessor attr_reader attr_writer",
        "",
        "true false nil self __FILE__ __LINE__ __dir__",
        "p print puts lambda proc loop",
    ),
    line_comments: &["#"],
    block_comments: &[],
    quotes: &[Quote::lines("\"").with(Hole::HashBrace), Quote::lines("'"), Quote::lines("`").with(Hole::HashBrace)],
    tails: "?!",
    special: ruby,
    special_at: "=:@$%</",
    ..Rules::C
}
.ready();

fn ruby(scan: &mut Scanner<'_>) -> bool {
    let start = scan.at;
    let next = scan.ahead(1);
    let starts = |byte: u8| scan.rules.bytes[byte as usize] & START != 0;
    match scan.ahead(0) {
        b'=' => {
            let is_comment = scan.looks_at("=begin") && scan.before() == b'\n';
            if is_comment {
                scan.block_comment(Block { open: "=begin", close: "\n=end", nests: false });
            }
            is_comment
        }
        b'/' => regex(scan),
        b'<' => {
            let skip = if matches!(scan.ahead(2), b'~' | b'-') { 3 } else { 2 };
            let shouts = scan.ahead(skip).is_ascii_uppercase() || matches!(scan.ahead(skip), b'\'' | b'"');
            next == b'<'
                && (skip == 3 || !scan.after_value && shouts)
                && heredoc(scan, skip, skip == 3, Hole::HashBrace)
        }
        b':' if next == b':' => {
            scan.at += 2;
            true
        }
        b':' if next == b'"' => {
            scan.at += 1;
            scan.emit_from(start, Class::Constant);
            scan.quoted(Quote::lines("\"").with(Hole::HashBrace));
            true
        }
        b':' if starts(next) && !scan.rules.is_part(scan.before()) => name(scan, 1, Class::Constant),
        b'@' if starts(next) || next == b'@' => name(scan, if next == b'@' { 2 } else { 1 }, Class::Variable),
        b'$' if starts(next) => name(scan, 1, Class::Variable),
        b'%' if !scan.after_value => percent(scan),
        _ => false,
    }
}

/// Takes so many marks and the word behind them.
fn name(scan: &mut Scanner<'_>, marks: usize, class: Class) -> bool {
    let (start, rules) = (scan.at, scan.rules);
    scan.at = (scan.at + marks).min(scan.end);
    scan.skip(|byte| rules.bytes[byte as usize] & PART != 0);
    scan.emit_from(start, class);
    scan.after_value = true;
    true
}

/// Takes `%w[…]`, `%(…)` and the like of Ruby.
fn percent(scan: &mut Scanner<'_>) -> bool {
    let start = scan.at;
    let by = if scan.ahead(1).is_ascii_alphabetic() { 2 } else { 1 };
    let Some(close) = closing(scan.ahead(by)) else { return false };
    scan.at += by + 1;
    delimited(scan, start, close);
    true
}

fn closing(open: u8) -> Option<&'static str> {
    Some(match open {
        b'(' => ")",
        b'[' => "]",
        b'{' => "}",
        b'<' => ">",
        b'|' => "|",
        b'/' => "/",
        b'"' => "\"",
        b'\'' => "'",
        b'!' => "!",
        _ => return None,
    })
}

/// Takes the rest of a string that began at `start`.
fn delimited(scan: &mut Scanner<'_>, start: usize, close: &'static str) {
    scan.string(start, Quote { open: "", close, escape: Escape::Backslash, lines: true, hole: Hole::HashBrace });
    scan.after_value = true;
}

pub(in super::super) static ELIXIR: Rules = Rules {
    words: Words::new(
        "after alias and case catch cond def defdelegate defexception defguard defimpl defmacro defmacrop defmodule defoverridable \
         defp defprotocol defstruct do else end fn for if import in not or quote raise receive require rescue super throw try \
         unless unquote use when with",
        "",
        "true false nil",
        "",
    ),
    line_comments: &["#"],
    block_comments: &[],
    quotes: &[
        Quote::lines("\"\"\"").with(Hole::HashBrace),
        Quote::lines("'''").with(Hole::HashBrace),
        Quote::lines("\"").with(Hole::HashBrace),
        Quote::lines("'").with(Hole::HashBrace),
    ],
    tails: "?!:",
    annotation: b'@',
    special: |scan| {
        let start = scan.at;
        let next = scan.ahead(1);
        match scan.ahead(0) {
            b':' if next == b':' => {
                scan.at += 2;
                true
            }
            b':' if scan.rules.bytes[next as usize] & START != 0 && !scan.rules.is_part(scan.before()) => {
                name(scan, 1, Class::Constant)
            }
            b'~' if next.is_ascii_alphabetic() => {
                if let Some(mark) = ["\"\"\"", "'''"].into_iter().find(|mark| scan.bytes[start + 2..scan.end].starts_with(mark.as_bytes())) {
                    scan.at += 5;
                    delimited(scan, start, mark);
                    return true;
                }
                let Some(close) = closing(scan.ahead(2)) else { return false };
                scan.at += 3;
                delimited(scan, start, close);
                true
            }
            _ => false,
        }
    },
    special_at: ":~",
    ..Rules::C
}
.ready();

pub(in super::super) static LUA: Rules = Rules {
    words: Words::new(
        "and break do else elseif end for function goto if in local not or repeat return then until while",
        "",
        "true false nil self",
        "assert collectgarbage error getmetatable ipairs next pairs pcall print rawget rawset require select setmetatable tonumber \
         tostring type unpack",
    ),
    line_comments: &["--"],
    block_comments: &[],
    special: |scan| {
        let start = scan.at;
        let comment = scan.looks_at("--");
        let from = start + if comment { 2 } else { 0 };
        let rest = &scan.bytes[from..scan.end];
        if rest.first() != Some(&b'[') {
            return false;
        }
        let marks = rest[1..].iter().take(64).take_while(|byte| **byte == b'=').count();
        if rest.get(1 + marks) != Some(&b'[') {
            return false;
        }
        let close = [b"]".as_slice(), &rest[1..1 + marks], b"]"].concat();
        scan.at = from + marks + 2;
        raw(scan, &close, 0, 0);
        scan.emit_from(start, if comment { Class::Comment } else { Class::String });
        scan.after_value = !comment;
        true
    },
    special_at: "-[",
    ..Rules::C
}
.ready();

pub(in super::super) static R: Rules = Rules {
    words: Words::new(
        "break else for function if in next repeat return while library require source",
        "",
        "TRUE FALSE NULL NA NA_integer_ NA_real_ NA_character_ Inf NaN T F",
        "",
    ),
    line_comments: &["#"],
    block_comments: &[],
    quotes: &[Quote::lines("\""), Quote::lines("'"), Quote::lines("`")],
    parts: ".",
    capitals: false,
    ..Rules::C
}
.ready();
