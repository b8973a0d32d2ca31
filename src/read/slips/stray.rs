//! Signs that only look like those that TOML and YAML know, outside of quotes.
//!
//! Takes a line, gives the slip with the name of the sign. A mend that shows the whole line is one that can be read.

use super::{Line, Slip, is_name_sign, line_around};
use crate::diagnostic::Lookalike;
use std::ops::Range;

/// The longest line, in characters, that a mend shows as a whole.
const MAX_LINE: usize = 100;

/// A sign outside of quotes that only looks like one that TOML knows.
pub(super) fn in_toml(line: &Line<'_>) -> Option<Slip> {
    let (at, sign) = strays(line.text).next()?;
    let with = |space: &str| {
        let mut plain = line.text.to_owned();
        for (at, sign) in strays(line.text).collect::<Vec<_>>().into_iter().rev() {
            let by = if sign.plain == " " { space } else { sign.plain };
            plain.replace_range(at..at + sign.sign.len_utf8(), by);
        }
        Some(plain.trim().to_owned())
            .filter(|plain| crate::read::toml::reads(plain) && plain.chars().count() < MAX_LINE)
    };
    // Between digits a space of any width parts thousands.
    let help = with(" ").or_else(|| with("")).map_or_else(|| sign.mend(), |plain| format!("write `{plain}`"));
    Some(slip(line.range.start + at, sign, "TOML", help))
}

/// Whether a line of TOML begins with a name that holds such a sign.
pub(in crate::read) fn is_in_name(line: &str) -> bool {
    strays(line).next().is_some_and(|(at, _)| !line[..at].contains('='))
}

/// A sign that only looks like the colon behind a name, or the space behind that colon, on this line or the one above it.
pub(super) fn in_yaml(text: &str, line: Range<usize>) -> Option<Slip> {
    let above = line_around(text, line.start.saturating_sub(1));
    [line, above].into_iter().find_map(|range| {
        let written = &text[range.clone()];
        let name = written.find(|sign: char| !is_name_sign(sign) && sign != ' ').filter(|at| *at > 0)?;
        let behind = &written[name..];
        let end = behind.find(|sign| sign != ':' && Lookalike::of(sign).is_none()).unwrap_or(behind.len());
        let (signs, value) = behind.split_at(end);
        let (at, sign) = Lookalike::first_in(signs)?;
        let is_colon = |sign| sign == ':' || Lookalike::of(sign).is_some_and(|sign| sign.plain == ":");
        let help = format!("write `{}: {}`", written[..name].trim(), value.trim());
        signs.contains(is_colon).then(|| slip(range.start + name + at, sign, "YAML", help))
    })
}

/// The slip of a sign that stands at a byte of the text.
pub(super) fn slip(at: usize, sign: Lookalike, format: &str, help: String) -> Slip {
    let message = match sign.plain {
        "" | " " => format!("here stands {sign}, {}", sign.fault()),
        plain => format!("`{}` is {sign}, and {format} knows the plain `{plain}`", sign.sign),
    };
    Slip { sign: Some(sign), ..Slip::new(at..at + sign.sign.len_utf8(), message, help) }
}

/// The signs outside of quotes and remarks that only look like others, each with its place in the line.
fn strays(line: &str) -> impl Iterator<Item = (usize, Lookalike)> {
    let (mut quote, mut is_escaped) = (None, false);
    line.char_indices().filter_map(move |(at, sign)| {
        match (quote, sign) {
            (Some('#'), _) => return None,
            (Some('"'), '\\') if !is_escaped => {
                is_escaped = true;
                return None;
            }
            (Some(open), _) if open == sign && !is_escaped => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '#') => quote = Some(sign),
            (None, _) => return Some((at, Lookalike::of(sign)?)),
        }
        is_escaped = false;
        None
    })
}
