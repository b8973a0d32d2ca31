//! Messages as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.
//!
//! Takes diagnostics and the hub's place in its repository, gives one command a line. A property or message cannot end its command
//! or begin another. The platform takes no columns for a span of several lines, so there are none then.

use super::shown::{clean, place};
use super::{Diagnostic, Severity};
use crate::text::Sources;
use std::fmt::Write as _;

/// All diagnostics, a command each. `prefix` is the hub's folder in its repository, such as `site/`, or empty.
pub fn print(diagnostics: &[Diagnostic], sources: &Sources, prefix: &str) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(text, "::{command} ");
        if let Some(at) = place(diagnostic.at, sources) {
            let file = property(&format!("{prefix}{}", at.file));
            let _ = write!(text, "file={file},line={},endLine={},", at.line, at.end_line);
            if at.line == at.end_line {
                let _ = write!(text, "col={},endColumn={},", at.column, at.end_column);
            }
        }
        let _ = writeln!(text, "title={}::{}", property(diagnostic.code.name()), data(&words(diagnostic, sources)));
    }
    text
}

/// The message, its notes with their places, and the mend, a line each.
fn words(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut words = clean(&diagnostic.message).into_owned();
    for note in &diagnostic.notes {
        let message = clean(&note.message);
        let _ = match place(note.at, sources) {
            Some(at) => write!(words, "\nnote: {}:{}:{}: {message}", clean(at.file), at.line, at.column),
            None => write!(words, "\nnote: {message}"),
        };
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(words, "\nhelp: {}", clean(help));
    }
    words
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&clean(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::super::shown::samples::{backwards, sources, span};
    use super::*;
    use crate::text::{SourceId, Span};

    #[test]
    fn a_command_with_place_note_and_mend() {
        let sources = sources();
        assert_eq!(
            print(&[backwards(&sources)], &sources, "site/"),
            "::error file=site/content/events/五月.toml,line=4,endLine=4,col=7,endColumn=26,title=event-ends-before-start\
             ::this event ends 2 hours before it starts%0Anote: content/events/五月.toml:2:10: it starts here\
             %0Ahelp: if it runs past midnight, `end` needs the next day, `2026-05-02`\n"
        );
    }

    #[test]
    fn no_columns_for_several_lines_and_no_second_command() {
        let sources = sources();
        let whole = Span::new(SourceId(2), 0..sources.get(SourceId(2)).text.len());
        let text = print(&[Diagnostic::warning(Code::BadUrl, whole, "50%,\n::set-env name=x::y")], &sources, "a,b:c/");
        assert_eq!(
            text,
            "::warning file=a%2Cb%3Ac/content/pages/x␛[2J.md,line=1,endLine=3,title=bad-url::50%25, ::set-env name=x::y\n"
        );
        let mut lost = Diagnostic::error(Code::Empty, span(&sources, 0, "聚会"), "x");
        lost.at = None;
        assert_eq!(print(&[lost], &sources, ""), "::error title=empty::x\n");
    }
}
