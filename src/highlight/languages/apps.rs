//! Java, Kotlin, Swift, C#, Dart, PHP and JavaScript with TypeScript.
//!
//! Constants for the scanner, and what is special in each language: regular expressions, raw strings, heredocs.

use super::super::Class;
use super::super::jsx;
use super::super::rules::{Block, Escape, Hole, Prefix, Quote, Rules};
use super::super::scan::{Heredoc, Scanner};
use super::super::words::Words;
use super::systems::{attribute, raw};

pub(in super::super) static JAVA: Rules = Rules {
    words: Words::new(
        "abstract assert break case catch class const continue default do else enum exports extends final finally for goto if \
         implements import instanceof interface module native new non-sealed package permits private protected public record \
         requires return sealed static strictfp super switch synchronized this throw throws transient try var void volatile when \
         while yield",
        "boolean byte char double float int long short",
        "true false null",
        "",
    ),
    quotes: &[Quote::lines("\"\"\""), Quote::line("\""), Quote::line("'")],
    annotation: b'@',
    ..Rules::C
}
.ready();

pub(in super::super) static KOTLIN: Rules = Rules {
    words: Words::new(
        "abstract actual annotation as break by catch class companion const constructor continue crossinline data delegate do \
         dynamic else enum expect external final finally for fun get if import in infix init inline inner interface internal is \
         lateinit noinline object open operator out override package private protected public reified return sealed set super \
         suspend tailrec this throw try typealias typeof val value var vararg when where while",
        "",
        "true false null",
        "",
    ),
    block_comments: Block::C_NESTED,
    quotes: &[
        Quote { open: "\"\"\"", close: "\"\"\"", escape: Escape::None, lines: true, hole: Hole::Dollar },
        Quote::line("\"").with(Hole::Dollar),
        Quote::line("'"),
    ],
    annotation: b'@',
    ..Rules::C
}
.ready();

pub(in super::super) static SWIFT: Rules = Rules {
    words: Words::new(
        "actor any as associatedtype async await break case catch class continue convenience default defer deinit didSet do \
         dynamic else enum extension fallthrough fileprivate final for func get guard if import in indirect infix init inout \
         internal is isolated lazy let macro mutating nonisolated nonmutating open operator optional override postfix precedencegroup \
         prefix private protocol public repeat required rethrows return self set some static struct subscript super switch throw \
         throws try typealias unowned var weak where while willSet",
        "Self",
        "true false nil",
        "",
    ),
    block_comments: Block::C_NESTED,
    quotes: &[
        Quote::lines("\"\"\"").with(Hole::BackslashParen),
        Quote::line("\"").with(Hole::BackslashParen),
    ],
    annotation: b'@',
    special: |scan| {
        let start = scan.at;
        let marks = scan.bytes[start..scan.end].iter().take(64).take_while(|byte| **byte == b'#').count();
        let is_raw = scan.ahead(marks) == b'"';
        if is_raw {
            scan.at += marks + 1;
            raw(scan, b"\"", marks, b'#');
            scan.emit_from(start, Class::String);
        } else {
            scan.at += 1;
            scan.skip(|byte| byte.is_ascii_alphabetic());
            scan.emit_from(start, Class::Attribute);
        }
        true
    },
    special_at: "#",
    ..Rules::C
}
.ready();

pub(in super::super) static CSHARP: Rules = Rules {
    words: Words::new(
        "abstract add alias and as ascending async await base break by case catch checked class const continue default delegate \
         descending do else enum equals event explicit extern field file finally fixed for foreach from get global goto group if \
         implicit in init interface internal into is join let lock managed nameof namespace new not on operator or orderby out \
         override params partial private protected public readonly record ref remove required return scoped sealed select set \
         sizeof stackalloc static struct switch this throw try typeof unchecked unsafe using value var virtual volatile when where \
         while with yield",
        "bool byte char decimal double dynamic float int long nint nuint object sbyte short string uint ulong ushort void",
        "true false null",
        "",
    ),
    quotes: &[Quote::raw("\"\"\"", "\"\"\""), Quote::line("\""), Quote::line("'")],
    special: |scan| {
        let start = scan.at;
        let marks = scan.bytes[start..scan.end].iter().take(3).take_while(|byte| matches!(byte, b'$' | b'@')).count();
        if marks == 0 || scan.ahead(marks) != b'"' {
            return super::systems::directive(scan);
        }
        let letters = &scan.bytes[start..start + marks];
        let hole = if letters.contains(&b'$') { Hole::Brace } else { Hole::None };
        let verbatim = letters.contains(&b'@');
        scan.at += marks;
        scan.emit_from(start, Class::String);
        let quote = if scan.looks_at("\"\"\"") && !verbatim {
            Quote::raw("\"\"\"", "\"\"\"")
        } else if verbatim {
            Quote { escape: Escape::Doubled, lines: true, ..Quote::line("\"") }
        } else {
            Quote::line("\"")
        };
        scan.quoted(quote.with(hole));
        true
    },
    special_at: "$@#",
    ..Rules::C
}
.ready();

pub(in super::super) static DART: Rules = Rules {
    words: Words::new(
        "abstract as assert async await base break case catch class const continue covariant default deferred do else enum export \
         extends extension external factory final finally for get hide if implements import in interface is late library mixin \
         new of on operator part required rethrow return sealed set show static super switch sync this throw try typedef var when \
         while with yield",
        "bool double dynamic int num void",
        "true false null",
        "",
    ),
    block_comments: Block::C_NESTED,
    quotes: &[
        Quote::lines("\"\"\"").with(Hole::Dollar),
        Quote::lines("'''").with(Hole::Dollar),
        Quote::line("\"").with(Hole::Dollar),
        Quote::line("'").with(Hole::Dollar),
    ],
    prefixes: &[("r", Prefix::Raw)],
    annotation: b'@',
    ..Rules::C
}
.ready();

pub(in super::super) static PHP: Rules = Rules {
    words: Words::folded(
        "abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty \
         enddeclare endfor endforeach endif endswitch endwhile enum exit extends final finally fn for foreach function global goto \
         if implements include include_once instanceof insteadof interface isset list match namespace new or print private \
         protected public readonly require require_once return static switch throw trait try unset use var while xor yield",
        "bool float int iterable mixed never object self string parent void",
        "true false null",
        "",
    ),
    line_comments: &["//", "#"],
    quotes: &[Quote::lines("\"").with(Hole::Dollar), Quote::lines("'")],
    variable: b'$',
    special: php,
    special_at: "<#?",
    ..Rules::C
}
.ready();

fn php(scan: &mut Scanner<'_>) -> bool {
    let start = scan.at;
    if scan.looks_at("#[") {
        return attribute(scan, b"#[", b"#[");
    }
    for mark in ["<?php", "<?=", "?>"] {
        if scan.looks_at(mark) {
            scan.at += mark.len();
            scan.emit_from(start, Class::Attribute);
            return true;
        }
    }
    scan.looks_at("<<<") && heredoc(scan, 3, true, Hole::Dollar)
}

/// Takes the announcement of a heredoc, whose mark is `skip` bytes long: `<<EOF`, `<<'EOF'`.
pub(super) fn heredoc(scan: &mut Scanner<'_>, skip: usize, indented: bool, hole: Hole) -> bool {
    let start = scan.at;
    let quote = scan.ahead(skip);
    let quoted = matches!(quote, b'\'' | b'"' | b'`');
    let from = start + skip + usize::from(quoted);
    let rest = &scan.bytes[from.min(scan.end)..scan.end];
    let len = rest.iter().take(100).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    if len == 0 || rest[0].is_ascii_digit() || quoted && rest.get(len) != Some(&quote) || scan.heredocs.len() > 8 {
        return false;
    }
    let word = rest[..len].to_vec();
    scan.at = from + len + usize::from(quoted);
    scan.emit_from(start, Class::String);
    let hole = if quote == b'\'' { Hole::None } else { hole };
    scan.heredocs.push(Heredoc { word, indented, hole });
    true
}

pub(in super::super) static JAVASCRIPT: Rules = Rules {
    words: Words::new(JS_WORDS, "", JS_CONSTANTS, ""),
    quotes: &[Quote::line("\""), Quote::line("'"), Quote::lines("`").with(Hole::DollarBrace)],
    starts: "$",
    annotation: b'@',
    special: |scan| regex(scan) || jsx::element(scan),
    special_at: "/<",
    ..Rules::C
}
.ready();

pub(in super::super) static TYPESCRIPT: Rules =
    Rules { words: TS_WORDS, special: regex, special_at: "/", ..JAVASCRIPT }.ready();

pub(in super::super) static TSX: Rules = Rules { words: TS_WORDS, ..JAVASCRIPT }.ready();

const JS_WORDS: &str = "as async await break case catch class const continue debugger default delete do else export extends finally for from \
     function get if import in instanceof let new of return set static super switch this throw try typeof var void while with yield";
const JS_CONSTANTS: &str = "true false null undefined NaN Infinity globalThis";
const TS_WORDS: Words = Words::new(
    "abstract accessor as asserts async await break case catch class const continue debugger declare default delete do else enum \
     export extends finally for from function get if implements import in infer instanceof interface is keyof let namespace new of \
     out override private protected public readonly return satisfies set static super switch this throw try type typeof unique var \
     void while with yield",
    "any bigint boolean never number object string symbol unknown",
    JS_CONSTANTS,
    "",
);

/// Takes `/regular expression/flags` where a value may begin.
pub(super) fn regex(scan: &mut Scanner<'_>) -> bool {
    let next = scan.ahead(1);
    if scan.ahead(0) != b'/' || scan.after_value || scan.at < scan.no_regex || matches!(next, b'/' | b'*' | 0) {
        return false;
    }
    let start = scan.at;
    let (mut at, mut in_class) = (start + 1, false);
    while at < scan.end && scan.bytes[at] != b'\n' {
        match scan.bytes[at] {
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => {
                scan.at = at + 1;
                scan.skip(|byte| byte.is_ascii_alphabetic());
                scan.emit_from(start, Class::String);
                scan.after_value = true;
                return true;
            }
            _ => {}
        }
        at += 1;
    }
    scan.no_regex = at;
    false
}
