//! What a formula may ask of the library: how long it may be, how deep its groups may stand inside one another.
//!
//! Takes TeX, looks through it once. The library calls itself for each group, so that a deep formula would end the whole program; its
//! own macros could grow any formula without measure, so that none may be defined.

use super::{Error, MAX_SOURCE};

/// How many groups, brackets or environments may stand inside one another.
const MAX_DEPTH: usize = 50;
/// How many commands that hold for the rest of their group a formula may have: each is a group to the library.
const MAX_SWITCHES: usize = 60;

/// Commands that define commands, or reach outside the formula.
const REFUSED: &[&str] = &[
    "def",
    "gdef",
    "edef",
    "xdef",
    "let",
    "futurelet",
    "global",
    "long",
    "newcommand",
    "renewcommand",
    "providecommand",
    "href",
    "url",
    "includegraphics",
    "htmlClass",
    "htmlId",
    "htmlStyle",
    "htmlData",
    "expandafter",
    "noexpand",
    "csname",
];
/// Commands that hold for the rest of their group.
const SWITCHES: &[&str] = &[
    "rm",
    "sf",
    "tt",
    "bf",
    "it",
    "cal",
    "frak",
    "bold",
    "Bbb",
    "tiny",
    "sixptsize",
    "scriptsize",
    "footnotesize",
    "small",
    "normalsize",
    "large",
    "Large",
    "LARGE",
    "huge",
    "Huge",
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "scriptscriptstyle",
    "color",
    "over",
    "choose",
    "atop",
    "brace",
    "brack",
    "above",
];

/// Refuses what would run deep or long.
pub(super) fn check(tex: &str) -> Result<(), Error> {
    let refuse = |message: String, at| Err(Error { message, at });
    if tex.len() > MAX_SOURCE {
        return refuse(format!("it is longer than {} KB", MAX_SOURCE >> 10), 0..tex.len());
    }
    if tex.trim().is_empty() {
        return refuse("it is empty".to_owned(), 0..tex.len());
    }
    let bytes = tex.as_bytes();
    let (mut braces, mut lefts, mut environments, mut switches, mut brackets) =
        (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += 1;
        match bytes[start] {
            b'{' => braces += 1,
            b'}' => braces = braces.saturating_sub(1),
            b'[' => brackets += 1,
            b']' => brackets = brackets.saturating_sub(1),
            b'\\' => {
                let len = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                let name = &tex[at..at + len];
                // A sign after the backslash is its own name.
                at += if len == 0 && bytes.get(at).is_some_and(u8::is_ascii) { 1 } else { len };
                match name {
                    "left" => lefts += 1,
                    "right" => lefts = lefts.saturating_sub(1),
                    "begin" => environments += 1,
                    "end" => environments = environments.saturating_sub(1),
                    _ if SWITCHES.contains(&name) => switches += 1,
                    _ if REFUSED.contains(&name) => return refuse(format!("`\\{name}` is not allowed"), start..at),
                    _ => {}
                }
            }
            _ => {}
        }
        if braces.max(lefts).max(environments) > MAX_DEPTH || brackets > 4 * MAX_DEPTH || switches > MAX_SWITCHES {
            return refuse("too many groups stand inside one another here".to_owned(), start..at);
        }
    }
    Ok(())
}
