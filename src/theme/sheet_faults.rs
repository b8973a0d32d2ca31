//! What is wrong with a hub's own style sheets: braces and comments that nothing closes, files that are not there.
//!
//! Takes the text of a sheet, gives warnings. A browser leaves out what it cannot read and says nothing; whether what it can read makes
//! sense is of no interest here.

use super::assets::resolve;
use super::css;
use super::layers::{Content, Layer};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::text::{SourceId, Span};
use std::ops::Range;

/// Looks at every style sheet that a hub has of its own.
pub(super) fn look(layers: &[Layer]) -> Vec<Diagnostic> {
    let names: Vec<&str> =
        layers.iter().flat_map(|layer| layer.files.keys()).filter_map(|name| name.strip_prefix("assets/")).collect();
    let mut said = Vec::new();
    for (name, content) in layers.iter().flat_map(|layer| &layer.files) {
        let (Some(name), Content::Text(source, text, _)) = (name.strip_prefix("assets/"), content) else { continue };
        if name.ends_with(".css") && !text.contains('\u{fffd}') {
            said.extend(signs(*source, text));
            said.extend(files(*source, name, text, &names));
        }
    }
    said
}

fn warning(source: SourceId, range: Range<usize>, message: String) -> Diagnostic {
    Diagnostic::warning(Code::BadSheet, Span::new(source, range), message)
}

/// The first brace, comment or text without its other end: what comes after it cannot be told.
fn signs(source: SourceId, text: &str) -> Option<Diagnostic> {
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(['{', '}', '/', '"', '\'', '\\']) {
        let start = at + found;
        let rest = &text[start..];
        at = start + 1;
        match rest.as_bytes()[0] {
            b'{' => open.push(start),
            b'}' if open.pop().is_none() => {
                let message = "this brace closes nothing".to_owned();
                return Some(warning(source, start..start + 1, message).help("take this `}` out"));
            }
            b'/' if rest.starts_with("/*") => match rest.find("*/") {
                Some(end) => at = start + end + 2,
                None => {
                    let message = "nothing closes this comment".to_owned();
                    return Some(warning(source, start..start + 2, message).help("end it with `*/`"));
                }
            },
            b'\\' => at += rest[1..].chars().next().map_or(0, char::len_utf8),
            quote @ (b'"' | b'\'') => at = start + text_end(rest, char::from(quote)),
            _ => {}
        }
    }
    let start = open.pop()?;
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let from = line + (text[line..start].len() - text[line..start].trim_start().len());
    let message = "nothing closes the brace that begins here".to_owned();
    Some(warning(source, from..start + 1, message).help("put a `}` behind the last declaration"))
}

/// The byte behind the other quote of a text, or behind its line where there is none.
fn text_end(rest: &str, quote: char) -> usize {
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '\n' => return at,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Files that a sheet names and no layer has.
fn files(source: SourceId, sheet: &str, text: &str, names: &[&str]) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    for (range, name) in css::references(text) {
        let file = name.split(['#', '?']).next().unwrap_or("");
        let elsewhere = file.is_empty() || file.starts_with('/') || file.contains([':', '\\', '{', '<']);
        let target = resolve(sheet, file);
        if elsewhere || target == super::assets::SETTINGS || names.contains(&target.as_str()) {
            continue;
        }
        let near = nearest(&target, names.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "put the file into the folder `assets` of the theme".to_owned(),
        };
        let message = format!("there is no file `assets/{target}`");
        said.push(warning(source, range, message).help(help));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let mut all: Vec<Diagnostic> = signs(SourceId(0), text).into_iter().collect();
        all.extend(files(SourceId(0), "b/a.css", text, &["b/x.png", "fonts/a.woff2"]));
        all.into_iter().map(|said| said.message).collect()
    }

    #[test]
    fn what_fits_is_not_said() {
        for text in [
            "",
            "a { b: \"}\" } /* { */ @media x { c { d: url(x.png) } }",
            "a::before { content: '\\'}' } b { background: url(data:x), url(/y.png), url(https://z.example/a), url(#c) }",
            "@font-face { src: url(\"../fonts/a.woff2#x\") } .a\\{ { }",
        ] {
            assert_eq!(said(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is() {
        for (text, message) in [
            ("a { b: c;\n", "nothing closes the brace that begins here"),
            ("a { } }", "this brace closes nothing"),
            ("a { } /* b", "nothing closes this comment"),
            ("a { b: url(y.png) }", "there is no file `assets/b/y.png`"),
        ] {
            assert_eq!(said(text), [message], "{text}");
        }
    }
}
