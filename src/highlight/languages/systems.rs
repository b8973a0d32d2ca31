//! Rust, C, C++, Go, Zig and Haskell.
//!
//! Constants for the scanner, and what is special in each language: character marks, raw strings, attributes, preprocessor lines.

use super::super::Class;
use super::super::rules::{Block, Escape, Prefix, Quote, Rules, START};
use super::super::scan::Scanner;
use super::super::words::Words;

pub(in super::super) static RUST: Rules = Rules {
    words: Words::new(
        "as async await break const continue crate dyn else enum extern fn for gen if impl in let loop match mod move mut pub ref \
         return self static struct super trait type union unsafe use where while yield macro_rules",
        "bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize Self",
        "true false",
        "",
    ),
    block_comments: Block::C_NESTED,
    quotes: &[Quote::lines("\"")],
    prefixes: &[("b", Prefix::Plain), ("c", Prefix::Plain)],
    bang: true,
    special: rust,
    special_at: "'rbc#",
    ..Rules::C
}
.ready();

fn rust(scan: &mut Scanner<'_>) -> bool {
    let start = scan.at;
    match scan.ahead(0) {
        b'\'' => {
            character(scan, true);
            true
        }
        b'#' => attribute(scan, b"#[", b"#!["),
        _ if scan.rules.is_part(scan.before()) => false,
        first => {
            let mut by = 1;
            if matches!(first, b'b' | b'c') {
                if scan.ahead(1) == b'\'' && first == b'b' {
                    scan.at += 1;
                    scan.emit_from(start, Class::String);
                    character(scan, true);
                    return true;
                }
                if scan.ahead(1) != b'r' {
                    return false;
                }
                by = 2;
            }
            let marks = scan.bytes[scan.at + by..scan.end].iter().take(64).take_while(|byte| **byte == b'#').count();
            if scan.ahead(by + marks) != b'"' {
                return false;
            }
            scan.at += by + marks + 1;
            raw(scan, b"\"", marks, b'#');
            scan.emit_from(start, Class::String);
            scan.after_value = true;
            true
        }
    }
}

/// Goes behind `mark` and so many `fence` bytes.
pub(in super::super) fn raw(scan: &mut Scanner<'_>, mark: &[u8], count: usize, fence: u8) {
    while scan.at < scan.end {
        if scan.bytes[scan.at..scan.end].starts_with(mark) {
            scan.at += mark.len();
            let from = scan.at;
            while scan.at < scan.end && scan.at - from < count && scan.bytes[scan.at] == fence {
                scan.at += 1;
            }
            if scan.at - from == count {
                return;
            }
        } else {
            scan.at += 1;
        }
    }
}

/// Takes `'x'`; in Rust, `'name` is a lifetime.
fn character(scan: &mut Scanner<'_>, lifetimes: bool) {
    let start = scan.at;
    let next = scan.ahead(1);
    if next == b'\\' {
        scan.at += 3;
        let end = scan.bytes[scan.at.min(scan.end)..scan.end].iter().take(12).position(|b| matches!(b, b'\'' | b'\n'));
        scan.at = end.map_or((start + 1).min(scan.end), |by| scan.at + by);
        scan.at += usize::from(scan.ahead(0) == b'\'');
        return scan.emit_from(start, Class::String);
    }
    let letter = match next {
        0..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    if next != b'\'' && next != b'\n' && scan.ahead(1 + letter) == b'\'' {
        scan.at += letter + 2;
        scan.emit_from(start, Class::String);
    } else {
        scan.at += 1;
        if lifetimes && scan.rules.bytes[next as usize] & START != 0 {
            let rules = scan.rules;
            scan.skip(|byte| rules.is_part(byte));
            scan.emit_from(start, Class::Variable);
        }
    }
    scan.after_value = true;
}

/// Takes `#[…]`, brackets inside it counted, strings inside it skipped.
pub(super) fn attribute(scan: &mut Scanner<'_>, open: &[u8], inner: &[u8]) -> bool {
    let rest = &scan.bytes[scan.at..scan.end];
    if !rest.starts_with(open) && !rest.starts_with(inner) {
        return false;
    }
    let start = scan.at;
    let (mut level, mut quoted) = (0, false);
    while scan.at < scan.end {
        let byte = scan.bytes[scan.at];
        scan.at += 1;
        match byte {
            b'\\' if quoted => scan.at = (scan.at + 1).min(scan.end),
            b'"' => quoted = !quoted,
            b'[' if !quoted => level += 1,
            b']' if !quoted => {
                level -= 1;
                if level == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    scan.emit_from(start, Class::Attribute);
    true
}

pub(in super::super) static C: Rules = Rules {
    words: Words::new(
        "alignas alignof auto break case const constexpr continue default do else enum extern for goto if inline register restrict \
         return sizeof static static_assert struct switch thread_local typedef typeof union volatile while _Atomic _Generic _Noreturn",
        "bool char double float int long short signed unsigned void size_t ssize_t ptrdiff_t intptr_t uintptr_t int8_t int16_t \
         int32_t int64_t uint8_t uint16_t uint32_t uint64_t FILE va_list time_t",
        "true false NULL nullptr stdin stdout stderr",
        "",
    ),
    prefixes: &[("L", Prefix::Plain), ("u8", Prefix::Plain), ("u", Prefix::Plain)],
    special: c,
    special_at: "#",
    ..Rules::C
}
.ready();

pub(in super::super) static CPP: Rules = Rules {
    words: Words::new(
        "alignas alignof and asm auto bitand bitor break case catch class co_await co_return co_yield compl concept const \
         const_cast consteval constexpr constinit continue decltype default delete do dynamic_cast else enum explicit export extern \
         final for friend goto if import inline module mutable namespace new noexcept not operator or override private protected \
         public register reinterpret_cast requires return sizeof static static_assert static_cast struct switch template this \
         thread_local throw try typedef typeid typename union using virtual volatile while xor",
        "bool char char8_t char16_t char32_t double float int long short signed unsigned void wchar_t size_t ptrdiff_t int8_t \
         int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t string string_view vector map set optional variant pair tuple \
         unique_ptr shared_ptr array unordered_map unordered_set",
        "true false nullptr NULL",
        "",
    ),
    special: c,
    special_at: "#RuUL'",
    ..C
}
.ready();

fn c(scan: &mut Scanner<'_>) -> bool {
    let start = scan.at;
    match scan.ahead(0) {
        b'#' => {
            if !begins_line(scan) {
                return false;
            }
            // The directive's name; an include's file is a string.
            scan.at += 1;
            scan.skip(|byte| matches!(byte, b' ' | b'\t'));
            let name = scan.at;
            scan.skip(|byte| byte.is_ascii_alphabetic());
            let includes = matches!(&scan.bytes[name..scan.at], b"include" | b"import");
            scan.emit_from(start, Class::Attribute);
            scan.skip(|byte| matches!(byte, b' ' | b'\t'));
            if includes && scan.ahead(0) == b'<' {
                let file = scan.at;
                scan.skip(|byte| !matches!(byte, b'>' | b'\n'));
                scan.at += usize::from(scan.ahead(0) == b'>');
                scan.emit_from(file, Class::String);
            }
            true
        }
        // `1'000` is one number.
        b'\'' => false,
        _ if scan.rules.is_part(scan.before()) => false,
        _ => {
            let by = scan.bytes[start..scan.end].iter().take(4).take_while(|byte| byte.is_ascii_alphanumeric()).count();
            if by == 0 || scan.bytes[start + by - 1] != b'R' || scan.ahead(by) != b'"' {
                return false;
            }
            let from = start + by + 1;
            let Some(len) = scan.bytes[from..scan.end].iter().take(17).position(|byte| *byte == b'(') else {
                return false;
            };
            let mut close = b")".to_vec();
            close.extend_from_slice(&scan.bytes[from..from + len]);
            close.push(b'"');
            scan.at = from + len;
            raw(scan, &close, 0, 0);
            scan.emit_from(start, Class::String);
            scan.after_value = true;
            true
        }
    }
}

/// Whether only blanks stand before this byte on its line.
pub(super) fn begins_line(scan: &Scanner<'_>) -> bool {
    let blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    let before = scan.bytes[..scan.at].iter().rev().take(200).find(|byte| !blank(byte));
    before.is_none_or(|byte| *byte == b'\n')
}

pub(in super::super) static GO: Rules = Rules {
    words: Words::new(
        "break case chan const continue default defer else fallthrough for func go goto if import interface map package range \
         return select struct switch type var",
        "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 \
         uint16 uint32 uint64 uintptr",
        "true false nil iota",
        "append cap clear close complex copy delete imag len make max min new panic print println real recover",
    ),
    quotes: &[Quote::line("\""), Quote::line("'"), Quote::raw("`", "`")],
    ..Rules::C
}
.ready();

pub(in super::super) static ZIG: Rules = Rules {
    words: Words::new(
        "addrspace align allowzero and anyframe anytype asm async await break callconv catch comptime const continue defer else \
         enum errdefer error export extern fn for if inline linksection noalias noinline nosuspend opaque or orelse packed pub \
         resume return struct suspend switch test threadlocal try union unreachable usingnamespace var volatile while",
        "anyerror anyopaque bool comptime_float comptime_int f16 f32 f64 f80 f128 i8 i16 i32 i64 i128 isize noreturn type u1 u8 \
         u16 u32 u64 u128 usize void",
        "true false null undefined",
        "",
    ),
    block_comments: &[],
    annotation: b'@',
    special: |scan| {
        let start = scan.at;
        let is_line = scan.looks_at("\\\\");
        if is_line {
            scan.at = scan.line_end();
            scan.emit_from(start, Class::String);
        }
        is_line
    },
    special_at: "\\",
    ..Rules::C
}
.ready();

pub(in super::super) static HASKELL: Rules = Rules {
    words: Words::new(
        "case class data default deriving do else family forall foreign hiding if import in infix infixl infixr instance let mdo \
         module newtype of pattern proc qualified rec then type via where",
        "",
        "True False Nothing otherwise",
        "",
    ),
    line_comments: &["--"],
    block_comments: &[Block { open: "{-", close: "-}", nests: true }],
    quotes: &[Quote::line("\"")],
    parts: "'",
    calls: false,
    special: |scan| {
        if scan.ahead(0) == b'\'' {
            character(scan, false);
            return true;
        }
        // `-->` and `--|` name operators; `--` and words are a comment.
        let by = scan.bytes[scan.at..scan.end].iter().take_while(|byte| **byte == b'-').count();
        let is_operator = by > 1 && matches!(scan.ahead(by), b'>' | b'<' | b'=' | b'+' | b'*' | b'.' | b':' | b'!');
        if is_operator {
            scan.at += by;
        }
        is_operator
    },
    special_at: "'-",
    ..Rules::C
}
.ready();

pub(in super::super) static NIX: Rules = Rules {
    words: Words::new(
        "assert else if in inherit let or rec then with",
        "",
        "true false null",
        "abort baseNameOf builtins derivation dirOf fetchTarball fetchurl fetchGit import isNull map removeAttrs throw toString",
    ),
    line_comments: &["#"],
    quotes: &[
        Quote { open: "''", close: "''", escape: Escape::None, lines: true, hole: super::super::rules::Hole::DollarBrace },
        Quote::lines("\"").with(super::super::rules::Hole::DollarBrace),
    ],
    parts: "-'",
    capitals: false,
    calls: false,
    ..Rules::C
}
.ready();

/// Takes `#region` and the like at the beginning of a line.
pub(super) fn directive(scan: &mut Scanner<'_>) -> bool {
    let start = scan.at;
    let is_directive = scan.ahead(0) == b'#' && scan.ahead(1).is_ascii_alphabetic() && begins_line(scan);
    if is_directive {
        scan.at += 1;
        scan.skip(|byte| byte.is_ascii_alphabetic());
        scan.emit_from(start, Class::Attribute);
    }
    is_directive
}
