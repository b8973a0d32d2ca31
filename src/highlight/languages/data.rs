//! JSON, TOML, INI, SQL and GraphQL.
//!
//! Constants for the scanner, and for TOML and INI the keys and headings of their lines.

use super::super::Class;
use super::super::rules::{Block, Escape, Hole, Quote, Rules};
use super::super::scan::Scanner;
use super::super::words::Words;

pub(in super::super) static JSON: Rules = Rules {
    words: Words::new("", "", "true false null NaN Infinity", ""),
    keys: true,
    capitals: false,
    calls: false,
    ..Rules::C
}
.ready();

pub(in super::super) static TOML: Rules = Rules {
    words: Words::new("", "", "true false inf nan", ""),
    line_comments: &["#"],
    block_comments: &[],
    quotes: &[
        Quote::lines("\"\"\""),
        Quote::raw("'''", "'''"),
        Quote::line("\""),
        Quote { escape: Escape::None, ..Quote::line("'") },
    ],
    parts: "-:",
    capitals: false,
    calls: false,
    special: |scan| line_start(scan) && (heading(scan) || key(scan, b"=")),
    special_at: KEY_STARTS,
    ..Rules::C
}
.ready();

/// What a key of TOML or INI, or a heading, may begin with.
const KEY_STARTS: &str = "[ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789\"'-";

pub(in super::super) static INI: Rules = Rules {
    words: Words::folded("", "", "true false yes no on off", ""),
    line_comments: &["#", ";"],
    block_comments: &[],
    quotes: &[Quote::line("\"")],
    parts: "-.",
    capitals: false,
    calls: false,
    special: |scan| line_start(scan) && (heading(scan) || key(scan, b"=:")),
    special_at: KEY_STARTS,
    ..Rules::C
}
.ready();

/// Whether a line, or an inline table's part, begins here.
fn line_start(scan: &Scanner<'_>) -> bool {
    let before = scan.bytes[..scan.at].iter().rev().take(100).find(|byte| !matches!(byte, b' ' | b'\t'));
    before.is_none_or(|byte| matches!(byte, b'\n' | b'{' | b','))
}

/// Takes `[heading]`, alone on its line.
fn heading(scan: &mut Scanner<'_>) -> bool {
    let line = &scan.bytes[scan.at..scan.line_end()];
    let is_heading = line.first() == Some(&b'[') && super::systems::begins_line(scan) && {
        let end = line.iter().rposition(|byte| *byte == b']').unwrap_or(0);
        let inner = &line[1..end.max(1)];
        end > 0
            && !inner.contains(&b',')
            && !inner.contains(&b'#')
            && inner.iter().any(|byte| !byte.is_ascii_digit())
            && line[end + 1..]
                .iter()
                .find(|byte| !byte.is_ascii_whitespace())
                .is_none_or(|byte| matches!(byte, b'#' | b';'))
    };
    if is_heading {
        let start = scan.at;
        scan.skip(|byte| !matches!(byte, b'\n' | b'#' | b';'));
        scan.emit_from(start, Class::Type);
    }
    is_heading
}

/// Takes `a.b."c d"` before one of these marks.
fn key(scan: &mut Scanner<'_>, marks: &[u8]) -> bool {
    let start = scan.at;
    let mut at = start;
    while at < scan.end {
        match scan.bytes[at] {
            quote @ (b'"' | b'\'') => {
                let rest = &scan.bytes[at + 1..scan.end];
                match rest.iter().position(|byte| *byte == quote || *byte == b'\n') {
                    Some(by) if rest[by] == quote => at += by + 2,
                    _ => return false,
                }
            }
            b' ' | b'\t' | b'.' | b'-' | b'_' | b'/' => at += 1,
            byte if byte.is_ascii_alphanumeric() || byte >= 0x80 => at += 1,
            _ => break,
        }
    }
    if at >= scan.end || !marks.contains(&scan.bytes[at]) {
        return false;
    }
    let name = scan.bytes[start..at].trim_ascii_end().len();
    scan.at = start + name;
    scan.emit_from(start, Class::Property);
    name > 0
}

pub(in super::super) static SQL: Rules = Rules {
    words: Words::folded(
        "add all alter analyze and any as asc before begin between by cascade case check collate column commit conflict constraint \
         create cross current database declare default delete desc distinct do drop each else elsif end escape except exclude \
         execute exists explain extension fetch filter first following for foreign from full function grant group grouping having if \
         ilike in index inner insert instead intersect into is isnull join key lateral left like limit loop materialized merge \
         natural not notnull nothing of offset on only or order outer over partition policy preceding primary procedure raise range \
         recursive references rename replace restrict return returning returns revoke right rollback row rows schema select sequence \
         set some start table temporary temp then to transaction trigger truncate unbounded union unique update using values view \
         when where window with within without",
        "bigint bigserial blob boolean bool bytea char character date datetime decimal double float float4 float8 int int2 int4 int8 \
         integer interval json jsonb money nchar numeric nvarchar precision real serial smallint text time timestamp timestamptz \
         tinyint uuid varchar varying zone",
        "true false null current_date current_time current_timestamp",
        "",
    ),
    line_comments: &["--", "#"],
    block_comments: Block::C_NESTED,
    quotes: &[
        Quote { escape: Escape::Doubled, lines: true, ..Quote::line("'") },
        Quote { escape: Escape::Doubled, ..Quote::line("\"") },
        Quote { escape: Escape::None, ..Quote::line("`") },
        Quote::raw("$$", "$$"),
    ],
    variable: b'$',
    capitals: false,
    ..Rules::C
}
.ready();

pub(in super::super) static GRAPHQL: Rules = Rules {
    words: Words::new(
        "directive enum extend fragment implements input interface mutation on query repeatable scalar schema subscription type \
         union",
        "",
        "true false null",
        "",
    ),
    line_comments: &["#"],
    block_comments: &[],
    quotes: &[Quote::lines("\"\"\""), Quote::line("\"")],
    annotation: b'@',
    variable: b'$',
    calls: false,
    ..Rules::C
}
.ready();

pub(in super::super) static PROTOBUF: Rules = Rules {
    words: Words::new(
        "enum extend extensions import message oneof option optional package public repeated required reserved returns rpc service \
         stream syntax to weak map",
        "bool bytes double fixed32 fixed64 float int32 int64 sfixed32 sfixed64 sint32 sint64 string uint32 uint64",
        "true false inf nan",
        "",
    ),
    calls: false,
    ..Rules::C
}
.ready();

pub(in super::super) static HCL: Rules = Rules {
    words: Words::new(
        "data dynamic for in if locals module moved output provider resource terraform variable",
        "any bool list map number object set string tuple",
        "true false null",
        "",
    ),
    line_comments: &["#", "//"],
    quotes: &[Quote::line("\"").with(Hole::DollarBrace)],
    parts: "-",
    capitals: false,
    ..Rules::C
}
.ready();
