//! The source of a diagram as lines: comments, directives and front matter taken out, titles read.
//!
//! Every line keeps the byte at which it stands, for messages.

use super::Error;

/// A line without the white space around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'s> {
    pub(super) text: &'s str,
    /// The byte at which it begins in the source.
    pub(super) at: usize,
}

impl<'s> Line<'s> {
    /// An error for the whole line.
    pub(super) fn error(&self, message: impl Into<String>) -> Error {
        Error { message: message.into(), at: self.at..self.at + self.text.len() }
    }

    /// The rest of the line after a word, if that is its first word.
    pub(super) fn after(&self, word: &str) -> Option<Line<'s>> {
        let rest = self.text.strip_prefix(word)?;
        (rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == ':')).then(|| self.part(rest))
    }

    /// A part of this line as a line of its own.
    pub(super) fn part(&self, part: &'s str) -> Line<'s> {
        let trimmed = part.trim();
        let by = trimmed.as_ptr() as usize - self.text.as_ptr() as usize;
        Line { text: trimmed, at: self.at + by }
    }

    /// The line's first word.
    pub(super) fn word(&self) -> &'s str {
        self.text.split_whitespace().next().unwrap_or_default()
    }
}

/// A source, read line by line.
#[derive(Debug, Default)]
pub(super) struct Source<'s> {
    /// Lines that say something.
    pub(super) lines: Vec<Line<'s>>,
    /// The title of the front matter, which is drawn above.
    pub(super) title: String,
    /// `accTitle`: the name for those who do not see it.
    pub(super) name: String,
}

impl<'s> Source<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        let mut source = Self::default();
        let (mut in_front, mut in_directive, mut in_description) = (false, false, false);
        let mut at = 0;
        for whole in text.split_inclusive('\n') {
            let start = at + (whole.len() - whole.trim_start().len());
            at += whole.len();
            let line = Line { text: whole.trim(), at: start };
            if line.text.is_empty() {
                continue;
            }
            if line.text == "---" && source.lines.is_empty() {
                in_front = !in_front;
            } else if in_front {
                if let Some(title) = line.text.strip_prefix("title:") {
                    source.title = title.trim().trim_matches(['"', '\'']).to_owned();
                }
            } else if in_directive {
                in_directive = !line.text.ends_with("}%%");
            } else if in_description {
                in_description = !line.text.contains('}');
            } else if line.text.starts_with("%%{") {
                in_directive = !line.text.contains("}%%");
            } else if line.text.starts_with("%%") {
            } else if let Some(name) = line.after("accTitle") {
                source.name = name.text.trim_start_matches(':').trim().to_owned();
            } else if let Some(description) = line.after("accDescr") {
                in_description = description.text.starts_with('{') && !description.text.contains('}');
            } else {
                source.lines.push(line);
            }
        }
        source
    }

    /// The lines after the first.
    pub(super) fn body(&self) -> &[Line<'s>] {
        self.lines.get(1..).unwrap_or_default()
    }
}

/// What stands before and behind the first colon that is neither in backticks nor one of the three before a style.
pub(super) fn label_of(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let mut from = 0;
    while let Some(by) = text[from..].find([':', '`']) {
        let at = from + by;
        let colons = text[at..].len() - text[at..].trim_start_matches(':').len();
        from = at + colons.max(1);
        if colons == 0 {
            quoted = !quoted;
        } else if !quoted && colons < 3 {
            return Some((&text[..at], &text[at + 1..]));
        }
    }
    None
}
