//! Messages for people at a terminal: the place, what is wrong, the line itself with the words underlined, and a way to mend it.
//!
//! Takes diagnostics and the sources they point into, gives text. The first line of each is `path:line:column: error[code]: …`,
//! which editors and terminals make clickable. Only lines that a span touches are shown, never their neighbours, and no line at all
//! of what is marked as private.

use super::shown::{Place, clean, picture, place, source};
use super::{Diagnostic, Severity};
use crate::text::{Sources, Span};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// The most characters shown of a line, and of those the most before the place.
const WIDEST: usize = 100;
const BEFORE: usize = 40;
/// How many lines apart two places are shown in one drawing.
const NEAR: u32 = 100;
/// The most lines shown of a span of several.
const MOST_LINES: usize = 5;

/// With colours or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Letters only.
    Plain,
    /// With the escape sequences of a terminal.
    Styled,
}

/// Messages of one severity about one file that are shown in full. Who made more mistakes than that made one of them many times.
const MOST: usize = 100;

/// All diagnostics, a blank line after each. Of many about one file the rest is counted.
pub fn print(diagnostics: &[Diagnostic], sources: &Sources, look: Look) -> String {
    let mut text = String::new();
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let count = counts.entry((diagnostic.at.map(|at| at.source), diagnostic.severity)).or_default();
        *count += 1;
        if *count <= MOST || diagnostic.at.is_none() {
            text.push_str(&one(diagnostic, sources, look));
            text.push('\n');
        }
    }
    for ((source, severity), count) in counts {
        if let Some(at) = source.map(Span::file).filter(|_| count > MOST)
            && let Some(place) = place(Some(at), sources)
        {
            let word = match severity {
                Severity::Error => "errors",
                Severity::Warning => "warnings",
                Severity::Note => "notes",
            };
            let _ =
                writeln!(text, "{}: {} more {word}; mend the first and look again\n", clean(place.file), count - MOST);
        }
    }
    text
}

/// One diagnostic, with a line feed at its end.
pub fn one(diagnostic: &Diagnostic, sources: &Sources, look: Look) -> String {
    let at = place(diagnostic.at, sources);
    let mut text = headline(diagnostic, at.as_ref(), look);
    let group = body(diagnostic, sources);
    if !group.is_empty() {
        let renderer = match look {
            Look::Plain => Renderer::plain(),
            Look::Styled => Renderer::styled().hyperlink(false),
        };
        let drawn = renderer.decor_style(DecorStyle::Ascii).term_width(WIDEST + 40).render(&[group]);
        for line in drawn.lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

/// A text of the input in one line that is safe to print.
pub fn one_line(text: &str) -> String {
    clean(text).into_owned()
}

/// How many errors, warnings and notes there are, such as `2 errors, 1 warning`; empty when there are none.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let words = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts = [
        words(count(Severity::Error), "error"),
        words(count(Severity::Warning), "warning"),
        words(count(Severity::Note), "note"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn headline(diagnostic: &Diagnostic, at: Option<&Place<'_>>, look: Look) -> String {
    let (word, colour) = match diagnostic.severity {
        Severity::Error => ("error", "\u{1b}[1;91m"),
        Severity::Warning => ("warning", "\u{1b}[1;33m"),
        Severity::Note => ("note", "\u{1b}[1;36m"),
    };
    let (colour, bold, plain) = if look == Look::Styled { (colour, "\u{1b}[1m", "\u{1b}[0m") } else { ("", "", "") };
    let mut line = String::new();
    if let Some(Place { file, line: row, column, .. }) = at {
        let _ = write!(line, "{bold}{}:{row}:{column}:{plain} ", clean(file));
    }
    let message = clean(&diagnostic.message);
    let _ = writeln!(line, "{colour}{word}[{}]{plain}{bold}: {message}{plain}", diagnostic.code.name());
    line
}

/// Everything below the first line.
fn body<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut elements: Vec<Element<'a>> = Vec::new();
    let mut remarks: Vec<Element<'a>> = Vec::new();
    let mut drawn = vec![false; diagnostic.notes.len()];
    // A file as a whole has no line to show, and its first may be private.
    let main = diagnostic.at.filter(|at| !diagnostic.private && !at.is_file() && source(*at, sources).is_some());
    if let Some(at) = main {
        let mut marks = vec![Mark { at, kind: AnnotationKind::Primary, label: None }];
        for (note, drawn) in diagnostic.notes.iter().zip(&mut drawn) {
            if let Some(also) = note.at.filter(|also| neighbours(at, *also, sources)) {
                marks.push(Mark { at: also, kind: AnnotationKind::Context, label: Some(&note.message) });
                *drawn = true;
            }
        }
        elements.push(excerpt(&marks, sources).into());
    }
    for (note, drawn) in diagnostic.notes.iter().zip(drawn) {
        let message = clean(&note.message);
        match place(note.at, sources) {
            _ if drawn => {}
            None => remarks.push(Level::NOTE.message(message).into()),
            Some(Place { file, line, column, .. }) if main.is_none() || note.at.is_some_and(Span::is_file) => {
                remarks.push(Level::NOTE.message(format!("{}:{line}:{column}: {message}", clean(file))).into());
            }
            Some(Place { file, line, column, .. }) => {
                let origin = Origin::path(clean(file)).line(line as usize).char_column(column as usize);
                elements.push(origin.into());
                let at = note.at.expect("a note with a place has a span");
                elements.push(
                    excerpt(&[Mark { at, kind: AnnotationKind::Context, label: Some(&note.message) }], sources).into(),
                );
            }
        }
    }
    elements.extend(remarks);
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.message(clean(help)).into());
    }
    Group::with_level(level).elements(elements)
}

/// Something underlined.
struct Mark<'a> {
    at: Span,
    kind: AnnotationKind,
    label: Option<&'a str>,
}

/// Whether two spans are short and near enough in one file for one drawing.
fn neighbours(one: Span, other: Span, sources: &Sources) -> bool {
    let short = |at: Span| {
        let (start, end) = sources.position(at);
        (end.line.saturating_sub(start.line) < 2).then_some((start.line, end.line))
    };
    one.source == other.source
        && match (short(one), short(other)) {
            (Some((from, to)), Some((start, end))) => start.abs_diff(to) < NEAR && from.abs_diff(end) < NEAR,
            _ => false,
        }
}

/// The lines that these marks touch, all of one file and near each other, cut to what fits and made safe. Of lines between them only
/// the number is shown: they may hold what is private.
fn excerpt<'a>(marks: &[Mark<'a>], sources: &'a Sources) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = &*sources.get(marks[0].at.source).text;
    let ranges: Vec<Range<usize>> = marks.iter().map(|mark| shortened(mark.at, text)).collect();
    let start = ranges.iter().map(|range| range.start).min().unwrap_or(0);
    let end = ranges.iter().map(|range| range.end).max().unwrap_or(0);
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let line = text[..from].bytes().filter(|byte| *byte == b'\n').count() + 1;

    let mut drawing = Drawing::default();
    let mut at = from;
    for row in text[from..to].split('\n') {
        let touched = ranges.iter().filter(|range| range.start <= at + row.len() && range.end >= at);
        match touched.map(|range| range.start.saturating_sub(at)).min() {
            Some(first) => drawing.row(row.strip_suffix('\r').unwrap_or(row), at, first),
            None => drawing.text.push_str("…\n"),
        }
        at += row.len() + 1;
    }
    let annotations = marks.iter().zip(&ranges).map(|(mark, range)| {
        let annotation = mark.kind.span(drawing.moved(range.start)..drawing.moved(range.end));
        match mark.label {
            Some(label) => annotation.label(clean(label)),
            None => annotation,
        }
    });
    let annotations: Vec<_> = annotations.collect();
    Snippet::source(drawing.text).line_start(line).annotations(annotations)
}

/// The range of a span inside the text, on character boundaries, of at most a few lines; without the line end at its end.
fn shortened(at: Span, text: &str) -> Range<usize> {
    let inside = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (inside(at.start as usize), inside(at.end as usize));
    let mut words = &text[start..end.max(start)];
    if let Some((last, _)) = words.match_indices('\n').nth(MOST_LINES - 1) {
        words = &words[..last];
    }
    let words = words.trim_end_matches(['\n', '\r']);
    start..start + words.len()
}

/// Lines made safe to show, and where the bytes of the original went.
#[derive(Default)]
struct Drawing {
    text: String,
    /// Byte offsets in the file and in `text`, both rising.
    places: Vec<(usize, usize)>,
}

impl Drawing {
    /// Adds a line that begins at byte `offset` of the file. Of a long line the part around byte `first` of it is shown.
    fn row(&mut self, row: &str, offset: usize, first: usize) {
        let count = row.chars().count();
        let before = row.char_indices().take_while(|(at, _)| *at < first).count();
        let skip = if count <= WIDEST { 0 } else { before.saturating_sub(BEFORE).min(count - WIDEST) };
        if skip > 0 {
            self.text.push('…');
        }
        for (at, c) in row.char_indices().skip(skip).take(WIDEST) {
            self.places.push((offset + at, self.text.len()));
            match (c, picture(c)) {
                ('\u{feff}', _) if offset + at == 0 => {}
                ('\t', _) => self.text.push_str("    "),
                (_, Some(picture)) => self.text.push(picture),
                _ => self.text.push(c),
            }
        }
        let end = self.text.len();
        if skip + WIDEST < count {
            self.text.push('…');
        }
        self.places.push((offset + row.len(), end));
        self.text.push('\n');
    }

    /// Where a byte of the file is shown; the next place that is, when it was cut out.
    fn moved(&self, at: usize) -> usize {
        let next = self.places.partition_point(|(original, _)| *original < at);
        self.places.get(next).or(self.places.last()).map_or(0, |(_, shown)| *shown)
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown::samples::{backwards, sources, span};
    use super::super::{Code, Diagnostic};
    use super::*;
    use crate::text::SourceId;

    fn plain(diagnostic: &Diagnostic) -> String {
        let text = one(diagnostic, &sources(), Look::Plain);
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        text
    }

    #[test]
    fn names_the_place_shows_the_line_and_the_mend() {
        assert_eq!(
            plain(&backwards(&sources())).lines().collect::<Vec<_>>(),
            [
                r#"content/events/五月.toml:4:7: error[event-ends-before-start]: this event ends 2 hours before it starts"#,
                r#"  |"#,
                r#"2 |     start = 2026-05-01T19:00:00"#,
                r#"  |             ------------------- it starts here"#,
                r#"3 | …"#,
                r#"4 | end = 2026-05-01T17:00:00"#,
                r#"  |       ^^^^^^^^^^^^^^^^^^^"#,
                r#"  |"#,
                r#"  = help: if it runs past midnight, `end` needs the next day, `2026-05-02`"#,
            ]
        );
    }

    #[test]
    fn notes_beside_the_place_are_drawn_with_it() {
        let sources = sources();
        let both = Diagnostic::error(Code::UnknownField, span(&sources, 0, "start"), "an event has no field `x`")
            .note(span(&sources, 0, "河岸聚会"), "the title is here")
            .remark("a remark");
        assert_eq!(
            plain(&both).lines().collect::<Vec<_>>(),
            [
                r#"content/events/五月.toml:2:2: error[unknown-field]: an event has no field `x`"#,
                r#"  |"#,
                r#"1 | title = "河岸聚会""#,
                r#"  |          -------- the title is here"#,
                r#"2 |     start = 2026-05-01T19:00:00"#,
                r#"  |     ^^^^^"#,
                r#"  |"#,
                r#"  = note: a remark"#,
            ]
        );
    }

    #[test]
    fn an_empty_file_and_the_end_of_a_file_have_a_place() {
        let empty = Diagnostic::error(Code::NoFrontMatter, Span::file(SourceId(1)), "this page has no title");
        assert_eq!(
            plain(&empty).lines().collect::<Vec<_>>(),
            [r#"content/pages/empty.md:1:1: error[no-front-matter]: this page has no title"#]
        );
        let text = &sources().get(SourceId(0)).text.clone();
        let end =
            Diagnostic::error(Code::OpenFrontMatter, Span::new(SourceId(0), text.len()..text.len()), "never closed");
        assert_eq!(
            plain(&end).lines().collect::<Vec<_>>(),
            [r#"content/events/五月.toml:5:1: error[open-front-matter]: never closed"#, r#"  |"#, r#"5 |"#, r#"  | ^"#,]
        );
    }

    #[test]
    fn what_is_private_is_not_shown_nor_are_its_neighbours() {
        let sources = sources();
        let email =
            Diagnostic::error(Code::WrongType, span(&sources, 0, "\"ana@x.example\""), "`email` wants an address")
                .private();
        let text = plain(&email.note(span(&sources, 0, "start"), "beside this"));
        assert!(text.starts_with("content/events/五月.toml:3:9: error[wrong-type]: "), "{text}");
        assert!(!text.contains("ana@"), "{text}");
        assert!(!plain(&backwards(&sources)).contains("ana@"), "a line between two that are shown");
    }

    #[test]
    fn of_many_messages_about_one_file_the_rest_is_counted() {
        let sources = sources();
        let one = |severity: fn(Code, Span, &'static str) -> Diagnostic| {
            severity(Code::BadUrl, Span::file(SourceId(0)), "no address")
        };
        let mut many = vec![one(Diagnostic::warning); MOST + 7];
        many.push(one(Diagnostic::error));
        let text = print(&many, &sources, Look::Plain);
        assert_eq!(text.matches("warning[bad-url]").count(), MOST);
        assert_eq!(text.matches("error[bad-url]").count(), 1, "an error is not lost among warnings");
        assert!(
            text.ends_with("content/events/五月.toml: 7 more warnings; mend the first and look again\n\n"),
            "{text}"
        );
    }

    #[test]
    fn a_file_as_a_whole_shows_no_line() {
        let file = Diagnostic::error(Code::MissingField, Span::file(SourceId(0)), "`title` is missing");
        let text = plain(&file.note(Span::file(SourceId(3)), "the other one"));
        let expected = "content/events/五月.toml:1:1: error[missing-field]: `title` is missing\n";
        assert!(text.starts_with(expected), "{text}");
        assert!(text.contains("note: content/posts/long.md:1:1: the other one"), "{text}");
        assert!(!text.contains(" | "), "{text}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let sources = sources();
        let text = plain(&Diagnostic::warning(Code::BadUrl, span(&sources, 3, "河岸 here"), "look here"));
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                r#"content/posts/long.md:1:15001: warning[bad-url]: look here"#,
                r#"  |"#,
                r#"1 | …word word word word word word word word 河岸 here tail tail tail tail tail tail tail tail tail tail ta…"#,
                r#"  |                                          ^^^^^^^^^"#,
            ]
        );
        let whole = Span::new(SourceId(3), 0..sources.get(SourceId(3)).text.len());
        assert!(plain(&Diagnostic::warning(Code::BadUrl, whole, "all of it")).len() < 1500);
    }

    #[test]
    fn hostile_bytes_stay_in_the_file() {
        let sources = sources();
        let whole = Span::new(SourceId(2), 0..sources.get(SourceId(2)).text.len());
        let text = plain(
            &Diagnostic::error(Code::HtmlRemoved, whole, "bad `\u{1b}]0;x\u{7}`\r\n::error::y").help("not \u{9b}31m"),
        );
        assert!(
            text.starts_with("content/pages/x␛[2J.md:1:1: error[html-removed]: bad `␛]0;x␇`  ::error::y\n"),
            "{text}"
        );
        assert!(!text.contains('\u{202e}') && text.lines().all(|line| !line.starts_with("::")), "{text}");
    }

    #[test]
    fn without_a_place_there_is_still_a_message() {
        let mut lost = backwards(&sources());
        lost.at = None;
        assert!(plain(&lost).starts_with("error[event-ends-before-start]: this event ends"));
    }

    #[test]
    fn colours_only_when_asked_for() {
        let sources = sources();
        assert!(one(&backwards(&sources), &sources, Look::Styled).contains('\u{1b}'));
        let all = [backwards(&sources), backwards(&sources)];
        assert_eq!(summary(&all), "2 errors");
        assert_eq!(summary(&[]), "");
        assert!(print(&all, &sources, Look::Plain).ends_with("\n\n"));
    }
}
