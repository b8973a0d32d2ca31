//! Slips in TOML.
//!
//! Takes what the parser said and where, gives the slip in an author's words. A mend that shows a whole line is one that can be read.

use super::{LIST_MEND, LIST_OPEN, Line, NO_FIELD, SIDE_BY_SIDE, Slip, TEXT_OPEN};
use super::{is_name_sign, line_around, lower_first, quoted, stray};
use crate::diagnostic::{Code, Lookalike};
use crate::read::meant::translations;
use crate::time::Stamp;
use std::ops::Range;

/// What a slip in TOML is. `range` is where the parser stumbled.
pub(in crate::read) fn toml(message: &str, text: &str, range: Range<usize>) -> Slip {
    let written = text.get(range.clone()).unwrap_or("").trim();
    let line = Line::around(text, range.start, '=');
    if message.to_lowercase().contains("duplicate key") {
        let message = format!("`{written}` is given twice");
        return Slip::new(range, message, "keep one of the two; several values go into one list, `[\"a\", \"b\"]`");
    }
    let in_paragraphs = is_in_paragraphs(text, line.range.start);
    if let Some(slip) = escape(text, &line, in_paragraphs) {
        return slip;
    }
    if in_paragraphs {
        let help = "end a text of several lines with the three quotes it began with";
        return Slip::new(range, "this text cannot be read", help);
    }
    stray::in_toml(&line)
        .or_else(|| foreign_name(&line, range.start))
        .or_else(|| date(written, range.clone()))
        .or_else(|| date(line.value, line.value_range.clone()))
        .or_else(|| {
            let inner = inner_value(text, &line, range.start);
            date(&text[inner.clone()], inner)
        })
        .or_else(|| of_the_line(&line))
        .or_else(|| bare_in_list(text, &line, range.start))
        .unwrap_or_else(|| of_the_value(message, text, &line, range))
}

/// Whether the parser stumbled over a name in Chinese, which it wants in quotes, that is known to stand for a field. Only above the first
/// table: there every name is looked at, and further down it may be an author's own.
pub(in crate::read) fn is_translated(text: &str, at: usize) -> bool {
    let line = Line::around(text, at, '=');
    let is_above = !text[..line.range.start].lines().any(|line| line.trim_start().starts_with('['));
    is_above
        && is_in_foreign_name(&line, at)
        && !translations(line.name).is_empty()
        && !is_in_paragraphs(text, line.range.start)
}

/// Whether a byte stands in a name of a field that TOML wants in quotes for its letters alone.
fn is_in_foreign_name(line: &Line<'_>, at: usize) -> bool {
    let is_foreign = !line.name.is_ascii() && line.name.chars().all(is_name_sign) && line.text.contains('=');
    is_foreign && at < line.range.start + line.name.len()
}

/// A name of other letters than TOML takes without quotes.
fn foreign_name(line: &Line<'_>, at: usize) -> Option<Slip> {
    let range = line.range.start..line.range.start + line.name.len();
    let whole = format!("\"{}\" = {}", line.name, line.value);
    let help = match crate::read::toml::reads(&whole) && is_in_foreign_name(line, at) {
        true => format!("write `{whole}`"),
        false if is_in_foreign_name(line, at) => format!("write `\"{}\"`", line.name),
        false => return None,
    };
    let message = format!("the name `{}` needs quotes: without them TOML takes letters from a to z", line.name);
    Some(Slip::new(range, message, help))
}

/// Slips that a line shows by itself.
fn of_the_line(line: &Line<'_>) -> Option<Slip> {
    if line.text.starts_with('[') && !line.text.contains(']') {
        let help = format!("write `{}{}`", line.text, if line.text.starts_with("[[") { "]]" } else { "]" });
        return Some(Slip::new(line.range.clone(), "the name of this table is not closed", help));
    }
    let colon = line.text.find(':').filter(|colon| line.text.find('=').is_none_or(|equals| *colon < equals));
    let colon = colon.filter(|_| !line.text.starts_with(['"', '\'', '#', '[']))?;
    let (name, value) = (line.text[..colon].trim(), line.text[colon + 1..].trim());
    let value = quoted(value);
    let at = line.range.start + colon;
    let help = format!("write `{name} = {value}`");
    Some(Slip::new(at..at + 1, "in TOML a name and its value are joined by `=`", help))
}

/// Slips in the value of a line, and those that no rule knows.
fn of_the_value(message: &str, text: &str, line: &Line<'_>, range: Range<usize>) -> Slip {
    let (name, value) = (line.name, line.value);
    let lower = message.to_lowercase();
    if let Some(open) = open_list(text, range.start).filter(|_| !name.starts_with(is_name_sign)) {
        let end = line_around(text, open).end;
        return Slip::new(open..end, LIST_OPEN, LIST_MEND);
    }
    if value.starts_with(['"', '\'']) {
        return text_slip(text, line, range, &lower);
    }
    if lower.contains("array") || lower.contains("comma") {
        return list(text, line, range);
    }
    if value.is_empty() && line.text.contains('=') {
        let message = format!("`{name}` has no value");
        return Slip::new(line.range.clone(), message, "write one behind the `=`, or take the line out");
    }
    if !line.text.contains('=') {
        let help = "a field is `name = value`; a remark begins with `#`";
        return Slip::new(line.range.clone(), NO_FIELD, help);
    }
    if matches!(value.to_lowercase().as_str(), "true" | "false") {
        let help = format!("write `{}`", line.with(&value.to_lowercase()));
        return Slip::new(line.value_range.clone(), "`true` and `false` are written in small letters", help);
    }
    if value.starts_with(char::is_alphanumeric) && value.contains(char::is_alphabetic) {
        let text = line.with(&quoted(value));
        let help = match meant_day(value) {
            Some(day) => format!("a day is written `{day}`, and a text in quotes, `{text}`"),
            None => format!("write `{text}`"),
        };
        return Slip::new(line.value_range.clone(), format!("the text of `{name}` has no quotes"), help);
    }
    let message = format!("this cannot be read: {}", lower_first(message).replace("invalid", "unexpected"));
    Slip::new(range, message, "a field is `name = value`, with texts in quotes")
}

/// The day that words mean, or an example where they mean another one each day; `None` of words that are no day.
fn meant_day(value: &str) -> Option<String> {
    let help = Stamp::parse(value).err()?.help()?;
    let known =
        help.strip_prefix("write `").or_else(|| help.strip_prefix("write the day itself, year, month and day: `"))?;
    known.split('`').next().map(str::to_owned)
}

/// Whether a line stands within a text of several lines.
fn is_in_paragraphs(text: &str, at: usize) -> bool {
    let mut rest = &text[..at.min(text.len())];
    loop {
        let open = [rest.find("\"\"\""), rest.find("'''")].into_iter().flatten().min();
        let Some(open) = open else { return false };
        let (sign, inner) = rest[open..].split_at(3);
        let Some(close) = inner.find(sign) else { return true };
        rest = &inner[close + 3..];
    }
}

/// A backslash in a text in double quotes that begins no sign TOML knows, such as those of a Windows path.
fn escape(text: &str, line: &Line<'_>, in_paragraphs: bool) -> Option<Slip> {
    let (from, within) = match in_paragraphs {
        true => (line.range.start, line.text),
        false => (line.value_range.start, line.value),
    };
    if !in_paragraphs && !line.value.starts_with('"') {
        return None;
    }
    let mut at = 0;
    loop {
        at += within[at..].find('\\')?;
        let behind = &within[at + 1..];
        // A backslash at the end of a line joins it to the next.
        let digits = match behind.chars().next() {
            None => return None,
            Some('"' | '\\' | 'b' | 't' | 'n' | 'f' | 'r' | 'e') => 0,
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(_) => usize::MAX,
        };
        let is_hex = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if digits == 0 || (digits < 9 && behind.get(1..=digits).is_some_and(is_hex)) {
            at += 2 + digits;
            continue;
        }
        let inner = line.value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        let plain = inner.filter(|inner| !in_paragraphs && !inner.contains(['"', '\'']));
        let range = from + at..from + at + 1 + behind.chars().next().map_or(0, char::len_utf8);
        let message = "in double quotes `\\` begins a special character";
        return Some(match plain.map(|inner| line.with(&format!("'{inner}'"))) {
            Some(plain) if !text.contains("'''") => {
                Slip::new(range, message, format!("write `\\\\` for the sign itself, or single quotes: `{plain}`"))
            }
            _ => Slip::new(range, message, "write `\\\\` for the sign itself, or put the text in single quotes"),
        });
    }
}

/// A word without quotes in a list.
fn bare_in_list(text: &str, line: &Line<'_>, stumbled: usize) -> Option<Slip> {
    let is_bare = |item: &str| {
        let is_word = item.starts_with(char::is_alphabetic) && !matches!(item, "true" | "false");
        is_word && !item.contains(['"', '\'', '=', ':', '[', '{'])
    };
    let (inner, mut at) = match line.value.strip_prefix('[') {
        Some(inner) => (inner.split(']').next().unwrap_or(inner), line.value_range.start + 1),
        None if !line.text.contains('=') && is_in_list(text, line.range.start) => (line.text, line.range.start),
        None => return None,
    };
    let mut items = Vec::new();
    for item in inner.split(',') {
        items.push((at + item.len() - item.trim_start().len(), item.trim()));
        at += item.len() + 1;
    }
    let (at, bare) = items.iter().find(|(at, item)| is_bare(item) && at + item.len() >= stumbled)?;
    let all: Vec<String> =
        items.iter().map(|(_, item)| if is_bare(item) { quoted(item) } else { (*item).to_owned() }).collect();
    let whole = line.with(&format!("[{}]", all.join(", ")));
    let shown = line.value.ends_with(']') && crate::read::toml::reads(&whole);
    let help = format!("write `{}`", if shown { whole } else { quoted(bare) });
    Some(Slip::new(*at..at + bare.len(), format!("`{bare}` has no quotes"), help))
}

/// Whether a line stands within a list that began above it.
fn is_in_list(text: &str, at: usize) -> bool {
    let above = &text[..at.min(text.len())];
    above.rfind('=').is_some_and(|equals| {
        let value = above[equals + 1..].trim_start();
        value.starts_with('[') && !value.contains(']')
    })
}

/// The value around the byte `at` where a line has several of them, in braces or brackets.
fn inner_value(text: &str, line: &Line<'_>, at: usize) -> Range<usize> {
    let mut at = at.clamp(line.range.start, line.range.end);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let begin = text[line.range.start..at]
        .rfind(['=', ',', '[', '{'])
        .map_or(line.range.start, |sign| line.range.start + sign + 1);
    let end = text[at..line.range.end].find([',', ']', '}', '#']).map_or(line.range.end, |sign| at + sign);
    let inner = &text[begin..end];
    let begin = begin + inner.len() - inner.trim_start().len();
    begin..begin + inner.trim().len()
}

/// A value that begins like a day and is none, or a month without its day.
fn date(written: &str, range: Range<usize>) -> Option<Slip> {
    let year = written.len() >= 6 && written.starts_with(|sign: char| sign.is_ascii_digit());
    let parts = written.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty()).count();
    let joined = written.contains(['-', '/', '.']) && written.split(['-', '/', '.']).count() >= 3;
    let is_day = written.len() >= 8 && joined && parts >= 3;
    let is_month = parts == 2
        && written.len() <= 7
        && written.split_once(['-', '/']).is_some_and(|(a, b)| a.len() == 4 || b.len() == 4);
    let error = Stamp::parse(written).err().filter(|_| year && (is_day || is_month))?;
    let help = error.help().unwrap_or_else(|| "write year, month and day: `2026-05-01`".to_owned());
    Some(Slip { code: Code::NoSuchDate, ..Slip::new(range, error.to_string(), help) })
}

/// A text that ends too late or too early.
fn text_slip(text: &str, line: &Line<'_>, range: Range<usize>, lower: &str) -> Slip {
    let quote = line.value.chars().next().unwrap_or('"');
    let count = line.value.matches(quote).count();
    if count > 2 {
        let help = match quote {
            '"' => "write `\\\"` for a quote inside a text, or put the text in single quotes",
            _ => "put the text in double quotes",
        };
        let message = format!("this text ends at its second `{quote}`, and more follows");
        return Slip::new(line.value_range.clone(), message, help);
    }
    if count == 1 {
        let last = line.value.chars().next_back().and_then(Lookalike::of).filter(|sign| sign.plain.starts_with(quote));
        if let Some(sign) = last {
            let plain = format!("{}{quote}", line.value.trim_end_matches(sign.sign));
            let help = format!("write `{}`", line.with(&plain));
            return stray::slip(line.value_range.end - sign.sign.len_utf8(), sign, "TOML", help);
        }
        let next = text[line.range.end..].lines().nth(1).unwrap_or("");
        let goes_on = next.trim_end().ends_with(quote) && !next.contains('=');
        let help = match goes_on {
            true => format!("begin and end a text of several lines with `{}`", quote.to_string().repeat(3)),
            false => format!("end it with `{quote}`"),
        };
        return Slip::new(line.value_range.clone(), TEXT_OPEN, help);
    }
    if let Some(bare) = line.value.strip_suffix([',', ';']).filter(|bare| bare.ends_with(quote)) {
        let at = line.value_range.end - 1;
        let help = format!("write `{} = {bare}`", line.name);
        return Slip::new(at..at + 1, "a field ends with its line and needs no other sign", help);
    }
    let message = if lower.contains("newline") || lower.contains("unexpected") {
        "more follows behind this text"
    } else {
        "this text cannot be read"
    };
    Slip::new(range, message, "a field is one line: `name = \"a text\"`")
}

/// Where a list begins that nothing closes up to the end of the file, if the byte `at` stands in one.
fn open_list(text: &str, at: usize) -> Option<usize> {
    let at = line_around(text, at).end;
    let open = text[..at].rfind("= [").map(|equals| equals + 2)?;
    let between = &text[open..];
    (!between.contains(']') && !between.contains("\n[")).then_some(open)
}

/// A list that is not closed, or two values without a comma.
fn list(text: &str, line: &Line<'_>, range: Range<usize>) -> Slip {
    let open = text[..range.start.min(text.len())].rfind('[');
    let begins_field = line.name.chars().all(is_name_sign)
        && line.text.contains('=')
        && open.is_none_or(|open| open < line.range.start);
    let ended = line.text.is_empty() || line.text.starts_with("[") || begins_field;
    match open.filter(|_| ended) {
        Some(open) => {
            let end = line_around(text, open).end;
            Slip::new(open..end, LIST_OPEN, LIST_MEND)
        }
        None => Slip::new(range, SIDE_BY_SIDE, "put a comma between them"),
    }
}
