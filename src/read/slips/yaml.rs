//! Slips in YAML.
//!
//! Takes what the parser said and where, gives the slip in an author's words. Never guesses what a field is.

use super::{LIST_MEND, LIST_OPEN, Line, NO_FIELD, Slip, TEXT_OPEN};
use super::{line_around, quoted, stray};

/// What a slip in YAML is. `at` is where the parser stumbled.
pub(in crate::read) fn yaml(message: &str, text: &str, at: usize) -> Slip {
    let here = at..at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let line = Line::around(text, at, ':');
    let (name, value) = (line.name, line.value);
    if let Some(slip) = stray::in_yaml(text, line.range.clone()) {
        return slip;
    }
    if message.contains("tab") {
        return Slip::new(here, "here stands a tab, and YAML is indented with spaces", "write two spaces instead");
    }
    if let Some(slip) = sign_of_yaml(message, text, at, line.range.end) {
        return slip;
    }
    let before = &text[..at.min(text.len())];
    let unclosed = before.rfind('[').filter(|open| !before[*open..].contains(']'));
    if let Some(open) = unclosed {
        let end = line_around(text, open).end;
        return Slip::new(open..end, LIST_OPEN, LIST_MEND);
    }
    if message.contains("quoted scalar") || (value.starts_with('"') && value.matches('"').count() == 1) {
        let range = if value.is_empty() { here } else { line.value_range };
        return Slip::new(range, TEXT_OPEN, "end it with the quote it began with");
    }
    if message.contains("mapping values") && value.contains(": ") {
        let help = format!("write `{name}: {}`", quoted(value));
        return Slip::new(line.value_range, "this text holds `: `, which begins another field", help);
    }
    let message = format!("this cannot be read: {}", message.replace("invalid", "unexpected"));
    Slip::new(here, message, "put texts with `:` or `#` in quotes, and indent with spaces")
}

/// Front matter in YAML that is no table at all.
pub(in crate::read) fn yaml_no_table(text: &str, start: usize) -> Slip {
    let line = line_around(text, start);
    if text[line.clone()].contains(" = ") {
        let help = "begin and end the fields with `+++` instead, or write `name: value`";
        return Slip::new(line, "between lines of `---` stands YAML, and this is TOML", help);
    }
    let slip = stray::in_yaml(text, line.clone());
    slip.unwrap_or_else(|| Slip::new(line, NO_FIELD, "write one `name: value` a line"))
}

/// A text that begins with a sign that means something else in YAML.
fn sign_of_yaml(message: &str, text: &str, at: usize, line_end: usize) -> Option<Slip> {
    let rest = text.get(at..line_end)?;
    let sign = rest.chars().next().filter(|sign| "@`%*&!|>".contains(*sign))?;
    if !["character", "anchor", "alias"].iter().any(|word| message.contains(word)) {
        return None;
    }
    let sign = if sign == '`' { "a backtick".to_owned() } else { format!("`{sign}`") };
    let written = rest[..rest.find([',', ']']).unwrap_or(rest.len())].trim_end();
    let ids = if written.starts_with('@') { "; an id is written without the `@`" } else { "" };
    let message = format!("in YAML a text cannot begin with {sign}");
    let help = format!("put it in quotes, `{}`{ids}", quoted(written));
    Some(Slip::new(at..at + written.len(), message, help))
}
