//! Expected messages: marked below the line where they happen, or listed in `expected.txt` where a file cannot hold comments.
//!
//! In TOML and in front matter a mark stands below the line it speaks of, the carets below the words:
//!
//! ```text
//! end = 2026-05-01T17:00:00
//! #     ^^^^^^^^^^^^^^^^^^^ error[event-ends-before-start]: this event ends 2 hours before it starts
//! #                         help: if it runs past midnight, `end` needs the next day, `2026-05-02`
//! ```
//!
//! Where the words begin the line, the `#` itself is the first caret: `#^^^^`. In `expected.txt` a message begins with
//! `path:line:column-end` and its help and notes follow, indented. Columns count characters, and the end is the place after the last.

use folkmoot::diagnostic::{Diagnostic, Severity};
use folkmoot::text::{Sources, Span};

/// A message as it is expected or was said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Message {
    /// File, line, column, line and column of the end; `None` where it has no place.
    pub(crate) place: Option<(String, usize, usize, usize, usize)>,
    /// `error[code]: …`.
    pub(crate) text: String,
    /// `help: …`, `note: …`.
    pub(crate) more: Vec<String>,
}

impl Message {
    /// What was said.
    pub(crate) fn of(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let place = diagnostic.at.map(|at| place(at, sources));
        let text = format!("{severity}[{}]: {}", diagnostic.code.name(), diagnostic.message);
        let mut more: Vec<String> = diagnostic.help.iter().map(|help| format!("help: {help}")).collect();
        for note in &diagnostic.notes {
            let at = note.at.map(|at| place_of(at, sources));
            let at = at.map(|(file, line, column, ..)| format!("{file}:{line}:{column}: ")).unwrap_or_default();
            more.push(format!("note: {at}{}", note.message));
        }
        Self { place, text, more }
    }

    /// The code, out of the text.
    pub(crate) fn code(&self) -> &str {
        self.text.split(['[', ']']).nth(1).unwrap_or("")
    }

    /// As `expected.txt` has it.
    pub(crate) fn print(&self) -> String {
        let place = match &self.place {
            None => "nowhere".to_owned(),
            Some((file, line, column, end, last)) if line == end && column == last => format!("{file}:{line}:{column}"),
            Some((file, line, column, end, last)) if line == end => format!("{file}:{line}:{column}-{last}"),
            Some((file, line, column, end, last)) => format!("{file}:{line}:{column}-{end}:{last}"),
        };
        let mut text = format!("{place}: {}\n", self.text);
        for line in &self.more {
            text.push_str(&format!("  {line}\n"));
        }
        text
    }
}

fn place(at: Span, sources: &Sources) -> (String, usize, usize, usize, usize) {
    place_of(at, sources)
}

fn place_of(at: Span, sources: &Sources) -> (String, usize, usize, usize, usize) {
    let (start, end) = sources.position(at);
    let file = sources.get(at.source).path.to_string();
    let wide = |n: u32| n as usize;
    (file, wide(start.line), wide(start.column), wide(end.line), wide(end.column))
}

/// The lines of a mark, if these begin with one: how many, where the carets stand, and what is said.
fn mark(lines: &[&str]) -> Option<(usize, std::ops::Range<usize>, String, Vec<String>)> {
    let rest = lines.first()?.strip_prefix('#')?;
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    let carets = rest[spaces..].len() - rest[spaces..].trim_start_matches('^').len();
    let text = rest[spaces + carets..].strip_prefix(' ')?;
    if !(text.starts_with("error[") || text.starts_with("warning[") || text.starts_with("note[")) {
        return None;
    }
    let start = if spaces == 0 { 1 } else { spaces + 2 };
    let end = spaces + 2 + carets;
    let mut more = Vec::new();
    for line in &lines[1..] {
        let Some(line) = line.strip_prefix('#').map(str::trim_start) else { break };
        if !(line.starts_with("help: ") || line.starts_with("note: ")) {
            break;
        }
        more.push(line.to_owned());
    }
    Some((1 + more.len(), start..end, text.to_owned(), more))
}

/// Splits a file into the text without marks and the messages they expect, with places in the file as it stands.
pub(crate) fn read(file: &str, text: &str) -> (String, Vec<Message>) {
    let lines: Vec<&str> = text.split('\n').collect();
    let bare: Vec<&str> = lines.iter().map(|line| line.trim_end_matches('\r')).collect();
    let (mut kept, mut found) = (Vec::new(), Vec::new());
    let (mut at, mut line) = (0, 0);
    while at < lines.len() {
        if let Some((count, columns, text, more)) = mark(&bare[at..]) {
            let place = Some((file.to_owned(), line, columns.start, line, columns.end));
            found.push(Message { place, text, more });
            at += count;
            continue;
        }
        kept.push(lines[at]);
        at += 1;
        line = at;
    }
    (kept.join("\n"), found)
}

/// Reads `expected.txt`.
pub(crate) fn read_list(text: &str) -> Vec<Message> {
    let mut all: Vec<Message> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let (Some(more), Some(last)) = (line.strip_prefix("  "), all.last_mut()) {
            last.more.push(more.to_owned());
            continue;
        }
        let (at, text) = line.split_once(": ").unwrap_or((line, ""));
        all.push(Message { place: read_place(at), text: text.to_owned(), more: Vec::new() });
    }
    all
}

fn read_place(text: &str) -> Option<(String, usize, usize, usize, usize)> {
    // The end stands behind the last hyphen that has only digits and colons behind it: file names may hold hyphens.
    let numbers = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == ':');
    let (start, end) = match text.rsplit_once('-').filter(|(_, end)| numbers(end)) {
        Some((start, end)) => (start, Some(end)),
        None => (text, None),
    };
    let mut parts = start.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    let file = parts.next()?.to_owned();
    let (end, last) = match end.map(|end| end.split_once(':').unwrap_or(("", end))) {
        None => (line, column),
        Some(("", last)) => (line, last.parse().ok()?),
        Some((end, last)) => (end.parse().ok()?, last.parse().ok()?),
    };
    Some((file, line, column, end, last))
}

/// Whether the line with this number (from 1) of a file without marks may be followed by a comment.
pub(crate) fn takes_marks(file: &str, text: &str, line: usize) -> bool {
    let before = text.split('\n').take(line).collect::<Vec<_>>().join("\n");
    if ["\"\"\"", "'''"].iter().any(|quotes| before.matches(quotes).count() % 2 == 1) {
        return false;
    }
    match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "toml" => true,
        "md" => {
            let mut fences = text.split('\n').enumerate().filter(|(_, line)| is_fence(line)).map(|(at, _)| at + 1);
            matches!((fences.next(), fences.next()), (Some(open), Some(close)) if open < line && line < close)
        }
        _ => false,
    }
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= 3 && (line.bytes().all(|byte| byte == b'+') || line.bytes().all(|byte| byte == b'-'))
}

/// Whether a message can be marked below its line.
pub(crate) fn can_mark(message: &Message) -> bool {
    matches!(&message.place, Some((_, line, column, end, last)) if line == end && column < last && *column != 2)
}

/// Writes marks into a text without marks. `messages` have their lines in that text.
pub(crate) fn write(text: &str, messages: &[&Message]) -> String {
    let mut lines = Vec::new();
    let carriage = text.contains("\r\n");
    for (at, line) in text.split('\n').enumerate() {
        lines.push(line.to_owned());
        for message in messages {
            let Some((_, wanted, column, _, last)) = message.place else { continue };
            if wanted != at + 1 {
                continue;
            }
            let lead = if column == 1 { "#".to_owned() } else { format!("#{}", " ".repeat(column - 2)) };
            let carets = "^".repeat(last - column - usize::from(column == 1));
            lines.push(format!("{lead}{carets} {}", message.text));
            let indent = format!("#{}", " ".repeat(last - 1));
            lines.extend(message.more.iter().map(|more| format!("{indent}{more}")));
            if carriage {
                let from = lines.len() - 1 - message.more.len();
                lines[from..].iter_mut().for_each(|line| line.push('\r'));
            }
        }
    }
    lines.join("\n")
}
