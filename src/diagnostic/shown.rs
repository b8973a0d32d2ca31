//! What every printer shares: places as people name them, and words that are safe to print.
//!
//! Text of the input is hostile: a file, its name or a value may hold characters that move a terminal's cursor, turn a line around
//! or begin a new one. They are shown as pictures here, and nowhere else.

use crate::text::{Source, Sources, Span};
use std::borrow::Cow;

/// A span as people name it: both lines and columns counted from 1, the end after the last character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
}

/// Where a span lies; `None` when it has no place, or names a file of other sources.
pub(super) fn place(at: Option<Span>, sources: &Sources) -> Option<Place<'_>> {
    let at = at?;
    let file = &source(at, sources)?.path;
    let (start, end) = sources.position(at);
    let end = end.max(start);
    Some(Place { file, line: start.line, column: start.column, end_line: end.line, end_column: end.column })
}

/// The file of a span, if these sources have it.
pub(super) fn source(at: Span, sources: &Sources) -> Option<&Source> {
    ((at.source.0 as usize) < sources.len()).then(|| sources.get(at.source))
}

/// The text in one line, with control characters and those that turn text around as pictures.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| picture(c).is_some()) {
        Cow::Owned(text.chars().map(|c| picture(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// A character as a message names it: itself, or its number where nobody could see it.
pub fn character(c: char) -> String {
    match c {
        '`' => "backtick".to_owned(),
        _ if c == ' ' || picture(c).is_none() => c.to_string(),
        _ => format!("U+{:04X}", u32::from(c)),
    }
}

/// What stands for a character that must not reach a terminal.
pub(super) fn picture(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' => Some('\u{fffd}'),
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => Some('\u{fffd}'),
        '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// Writes by its number (`\u` and four digits) what JSON allows to stand as it is but a terminal would obey. JSON has such characters only inside texts.
pub(super) fn tame_json(json: String) -> String {
    let wild = |c: char| !matches!(c, '\n' | ' ') && picture(c).is_some();
    if !json.contains(wild) {
        return json;
    }
    let mut tame = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if wild(c) {
            tame.push_str(&format!("\\u{:04x}", c as u32));
        } else {
            tame.push(c);
        }
    }
    tame
}

#[cfg(test)]
pub(super) mod samples {
    //! One list of mistakes that every printer is tried on.

    use crate::diagnostic::{Code, Diagnostic};
    use crate::text::{Source, SourceId, Sources, Span};

    pub(in crate::diagnostic) const EVENT: &str = "content/events/五月.toml";

    /// Sources whose paths sort in this order: the event (0), an empty file (1), a hostile one (2), one without a last line end (3).
    pub(in crate::diagnostic) fn sources() -> Sources {
        let file = |path: &str, text: &str| Source::new(path, text.as_bytes().to_vec());
        let sources = Sources::new(vec![
            file(
                "content/events/五月.toml",
                "title = \"河岸聚会\"\r\n\tstart = 2026-05-01T19:00:00\r\nemail = \"ana@x.example\"\r\nend = 2026-05-01T17:00:00\r\n",
            ),
            file("content/pages/empty.md", ""),
            file("content/pages/x\u{1b}[2J.md", "a\u{1b}[31mred\u{9b}0m \u{202e}evil\r\n::error::x\n"),
            file("content/posts/long.md", &format!("{}河岸 here{}", "word ".repeat(3000), " tail".repeat(3000))),
        ]);
        assert_eq!(&*sources.get(SourceId(0)).path, EVENT);
        sources
    }

    /// The span of `words` in a file.
    pub(in crate::diagnostic) fn span(sources: &Sources, file: u32, words: &str) -> Span {
        let start = sources.get(SourceId(file)).text.find(words).expect("the words are there");
        Span::new(SourceId(file), start..start + words.len())
    }

    /// An event that ends before it starts, with a note and a help.
    pub(in crate::diagnostic) fn backwards(sources: &Sources) -> Diagnostic {
        Diagnostic::error(
            Code::EventEndsBeforeStart,
            span(sources, 0, "2026-05-01T17:00:00"),
            "this event ends 2 hours before it starts",
        )
        .note(span(sources, 0, "2026-05-01T19:00:00"), "it starts here")
        .help("if it runs past midnight, `end` needs the next day, `2026-05-02`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_stays() {
        assert_eq!(clean("a\u{1b}[2J\r\nb\u{9b}c\u{202e}d\u{7f}"), "a␛[2J  b\u{fffd}c\u{fffd}d␡");
        assert!(matches!(clean("河岸 👩\u{200d}💻 naïve"), Cow::Borrowed(_)));
        let json = tame_json("{\"a\":\"\u{9b}\u{202e}河\"}\n".to_owned());
        assert_eq!(json, "{\"a\":\"\\u009b\\u202e河\"}\n");
    }

    #[test]
    fn a_place_of_other_sources_is_none() {
        let sources = samples::sources();
        let elsewhere = Span::new(crate::text::SourceId(99), 0..1);
        assert_eq!(place(Some(elsewhere), &sources), None);
        assert_eq!(place(None, &sources), None);
        let end = place(Some(samples::span(&sources, 0, "2026-05-01T17:00:00")), &sources);
        assert_eq!(end, Some(Place { file: samples::EVENT, line: 4, column: 7, end_line: 4, end_column: 26 }));
    }
}
