//! The little CSS that Folkmoot itself reads and writes: colours, lengths and fonts of settings, and the names of files in style sheets.
//!
//! A value gets into `settings.css` only when every character of it is one that a colour, a length or a list of fonts needs, so none can
//! close the declaration, the rule or the sheet, or load anything.

use crate::diagram::COLOURS;
use crate::read::values::Free;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What a value is to a style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `#b3441f`, `oklch(0.56 0.2 29)`, `crimson`.
    Colour,
    /// `42rem`, `calc(100% - 2em)`, `0`.
    Length,
    /// `"Noto Serif", Georgia, serif`: names of fonts, with a generic family at the end.
    Fonts,
}

impl Kind {
    /// What it is called in messages, with its article.
    pub(super) fn wants(self) -> &'static str {
        match self {
            Self::Colour => "a colour",
            Self::Length => "a length",
            Self::Fonts => "a list of fonts that ends with `serif`, `sans-serif` or another generic family",
        }
    }

    /// Whether a text is such a value.
    pub(super) fn fits(self, text: &str) -> bool {
        match self {
            Self::Colour => is_colour(text),
            Self::Length => is_length(text),
            Self::Fonts => is_fonts(text),
        }
    }
}

/// What a text is to a style sheet, if it is anything to it.
pub(super) fn kind(text: &str) -> Option<Kind> {
    [Kind::Colour, Kind::Length, Kind::Fonts].into_iter().find(|kind| kind.fits(text))
}

fn is_colour(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let functions =
        ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix", "light-dark"];
    COLOURS.split(' ').chain(SYSTEM.split(' ')).any(|name| name.eq_ignore_ascii_case(text)) || is_call(text, &functions)
}

fn is_length(text: &str) -> bool {
    let number_end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
    let (number, unit) = text.split_at(number_end);
    if number.is_empty() {
        return is_call(text, &["calc", "min", "max", "clamp"]);
    }
    number
        .parse::<f64>()
        .is_ok_and(|value| UNITS.split(' ').any(|known| known == unit) || unit.is_empty() && value == 0.0)
}

/// Whether a text is a list of font families, the last of them a generic one, so that there is always a font to fall back to.
fn is_fonts(text: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
    let is_family = |family: &str| {
        let quoted = ['"', '\''].iter().find_map(|quote| family.strip_prefix(*quote)?.strip_suffix(*quote));
        let name = quoted.unwrap_or(family);
        let starts = quoted.is_some() || name.starts_with(|c: char| c.is_alphabetic() || c == '-');
        !name.is_empty() && starts && name.chars().all(is_word)
    };
    let last = text.rsplit(',').next().unwrap_or("").trim();
    text.len() <= 600
        && text.split(',').all(|family| is_family(family.trim()))
        && GENERIC.split(' ').any(|it| it == last)
}

/// Whether a text is a call of one of these functions, with arguments made of numbers, words and calls of the same family.
fn is_call(text: &str, functions: &[&str]) -> bool {
    let allowed = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | ',' | '%' | '+' | '-' | '*' | '/' | '#' | '(' | ')')
    };
    if text.len() > 200 || !text.ends_with(')') || !text.chars().all(allowed) || text.contains("/*") {
        return false;
    }
    let (mut depth, mut word) = (0_u32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => {
                let name = &text[word..at];
                let plain = depth > 0 && name.is_empty();
                if !plain && !functions.contains(&name.to_ascii_lowercase().as_str()) {
                    return false;
                }
                depth += 1;
                word = at + 1;
            }
            ')' => {
                depth = match depth.checked_sub(1) {
                    Some(0) if at + 1 < text.len() => return false,
                    Some(depth) => depth,
                    None => return false,
                };
                word = at + 1;
            }
            c if c.is_ascii_alphanumeric() || c == '-' => {}
            _ => word = at + 1,
        }
    }
    depth == 0
}

/// A style sheet that makes the settings which are colours, lengths and fonts known to all others: `accent` is `var(--accent)`.
pub(super) fn of_settings(settings: &BTreeMap<String, Free>) -> String {
    let mut sheet = String::from(":root {\n");
    for (name, value) in settings {
        if let Free::Text(text) = value
            && kind(text).is_some()
        {
            writeln!(sheet, "  --{}: {text};", name.replace('_', "-")).expect("a string takes all");
        }
    }
    sheet.push_str("}\n");
    sheet
}

/// The sheet with the files it names (`url(…)`, `@import "…"`) replaced by what `published` says they are called on the site.
///
/// Addresses of other sites, `data:` and fragments stay. `None` when nothing had to be replaced.
pub(super) fn with_names(sheet: &str, published: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    let mut changed = false;
    while let Some((before, name, after)) = next_reference(rest) {
        out.push_str(before);
        let (file, fragment) = name.find(['#', '?']).map_or((name, ""), |at| name.split_at(at));
        match published(file) {
            Some(public) => {
                out.push_str(&public);
                out.push_str(fragment);
                changed = true;
            }
            None => out.push_str(name),
        }
        rest = after;
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// The names of files in a sheet (`url(…)`, `@import "…"`) and where they stand.
pub(super) fn references(sheet: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    let (mut all, mut rest) = (Vec::new(), sheet);
    while let Some((_, name, after)) = next_reference(rest) {
        let end = sheet.len() - after.len();
        all.push((end - name.len()..end, name));
        rest = after;
    }
    all
}

/// The next file name in a sheet: what stands before it, the name without its quotes, and the rest.
fn next_reference(sheet: &str) -> Option<(&str, &str, &str)> {
    let found = |needle: &str| sheet.find(needle).map(|at| at + needle.len());
    let start = match (found("url("), found("@import ")) {
        (Some(url), Some(import)) => url.min(import),
        (one, other) => one.or(other)?,
    };
    let blank = sheet[start..].len() - sheet[start..].trim_start().len();
    let quote = sheet[start + blank..].chars().next().filter(|c| matches!(c, '"' | '\''));
    let from = start + blank + quote.map_or(0, char::len_utf8);
    let end = match quote {
        Some(quote) => sheet[from..].find(quote)?,
        None => sheet[from..].find([')', ';', ' ', '('])?,
    };
    Some((&sheet[..from], &sheet[from..from + end], &sheet[from + end..]))
}

/// Units of length, and the percent sign.
const UNITS: &str =
    "px rem em ch ex cap ic lh rlh vw vh vi vb vmin vmax svw svh lvw lvh dvw dvh cqw cqh cqi cqb cm mm q in pt pc %";

/// The families that every browser has a font for (CSS Fonts 4).
const GENERIC: &str =
    "serif sans-serif monospace cursive fantasy math system-ui ui-serif ui-sans-serif ui-monospace ui-rounded";

/// The colours of the reader's system that sites use.
const SYSTEM: &str = "currentcolor canvas canvastext linktext accentcolor";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_lengths_are_known_and_nothing_else_is() {
        for good in [
            "#fff",
            "#B3441f80",
            "oklch(0.56 0.2 29)",
            "rgb(10 20 30 / 50%)",
            "Crimson",
            "color-mix(in oklab, red 20%, rgb(0,0,0))",
        ] {
            assert_eq!(kind(good), Some(Kind::Colour), "{good}");
        }
        for good in ["42rem", "-0.5em", "0", "100%", "calc(100% - 2 * (1rem + 2px))", "clamp(1rem, 2vw, 3rem)"] {
            assert_eq!(kind(good), Some(Kind::Length), "{good}");
        }
        for good in ["serif", "\"Noto Serif SC\", Georgia, serif", "'宋体', -apple-system, ui-serif"] {
            assert_eq!(kind(good), Some(Kind::Fonts), "{good}");
        }
        for bad in [
            "",
            "Georgia",
            "Georgia, Charter",
            "\"a\\\"b\", serif",
            "x; } a { b: c, serif",
            "url(x), serif",
            ", serif",
            "\"unclosed, serif",
            "12",
            "red; } body { display: none",
            "#12345",
            "#ffg",
            "url(x)",
            "rgb(0,0,0); x: y",
            "rgb(0,0,0)/**/;x:rgb(0,0,0)",
            "color-mix(url(x))",
            "oklch(0.5",
            "oklch 0.5)",
            "rgb(0)rgb(0)",
            "expression(1)",
            "calc(1px;)",
            "rgb(\"\")",
            "red\n}",
            "/posts/",
            "rgb(var(--x))",
            "10px}",
            "1px/*",
            "\\72 ed",
            "calc()(",
            "1e3px",
            "rgb(0/*)",
            "calc(1px /* 2)",
        ] {
            assert_eq!(kind(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_sheet_of_settings_holds_only_what_is_safe() {
        let text = |text: &str| Free::Text(text.to_owned());
        let settings = BTreeMap::from([
            ("accent".to_owned(), text("crimson")),
            ("evil".to_owned(), text("red; } * { display: none")),
            ("text_width".to_owned(), text("65ch")),
            ("icon".to_owned(), text("/favicon.svg")),
        ]);
        assert_eq!(of_settings(&settings), ":root {\n  --accent: crimson;\n  --text-width: 65ch;\n}\n");
    }

    #[test]
    fn file_names_in_sheets_follow_the_published_names() {
        let published = |name: &str| (name == "fonts/a.woff2" || name == "b.css").then(|| format!("X/{name}"));
        let sheet = "@import \"b.css\";@font-face { src: url(fonts/a.woff2#x), url( 'fonts/a.woff2' ) }\nbody { background: url(data:x) }";
        let expected = "@import \"X/b.css\";@font-face { src: url(X/fonts/a.woff2#x), url( 'X/fonts/a.woff2' ) }\nbody { background: url(data:x) }";
        assert_eq!(with_names(sheet, published).as_deref(), Some(expected));
        assert_eq!(with_names("a { color: red }", published), None);
        assert_eq!(with_names("a { background: url(", published), None);
    }
}
