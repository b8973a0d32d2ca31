//! Positions in a file as saved: byte ranges, and the lines and columns people speak of.
//!
//! Every later room carries [`Span`]s; only a printer asks for a [`Position`], because counting lines costs time.

use super::SourceId;
use serde::{Deserialize, Serialize};

/// A range of bytes in one file as saved, front matter and byte order mark included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one; equal to `start` for a place between two characters.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Offsets past 4 GiB are cut off there; `scan` refuses such files long before.
    pub fn new(source: SourceId, range: std::ops::Range<usize>) -> Self {
        let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { source, start: short(range.start), end: short(range.end.max(range.start)) }
    }

    /// The place before the first character of a file, for mistakes of the file as a whole.
    pub fn file(source: SourceId) -> Self {
        Self { source, start: 0, end: 0 }
    }

    /// Whether this is a file as a whole, and no text in it.
    pub fn is_file(self) -> bool {
        self.start == 0 && self.end == 0
    }

    /// The same range, moved `by` bytes to the right.
    pub fn shifted(self, by: usize) -> Self {
        let by = u32::try_from(by).unwrap_or(u32::MAX);
        Self { start: self.start.saturating_add(by), end: self.end.saturating_add(by), ..self }
    }

    /// The part of this span from `range` of its own bytes.
    pub fn inner(self, range: std::ops::Range<usize>) -> Self {
        let inner = Self::new(self.source, range).shifted(self.start as usize);
        Self { start: inner.start.min(self.end), end: inner.end.min(self.end), ..inner }
    }
}

/// A place as a person names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Counted from 1.
    pub line: u32,
    /// In characters (Unicode scalar values), counted from 1. A byte order mark at the start is not counted.
    pub column: u32,
}

impl Position {
    /// The place of a byte offset in a text that is no source. A carriage return before a line feed belongs to the line end.
    pub fn of(text: &str, offset: u32) -> Self {
        Self::on(text, &Self::lines(text), offset)
    }

    /// Where the lines of a text begin.
    pub(super) fn lines(text: &str) -> Vec<u32> {
        let ends = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n');
        std::iter::once(0).chain(ends.map(|(_, next)| next)).collect()
    }

    /// The place of a byte offset in a text whose lines begin at `lines`.
    pub(super) fn on(text: &str, lines: &[u32], offset: u32) -> Self {
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = lines.partition_point(|start| *start as usize <= at).saturating_sub(1);
        let column = text[lines[line] as usize..at].trim_start_matches('\u{feff}').chars().count();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
        Self { line: count(line), column: count(column) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_a_byte_order_mark() {
        let source = crate::text::Source::new("x", "\u{feff}ab\r\n河岸x".into());
        assert_eq!(source.position(3), Position { line: 1, column: 1 });
        assert_eq!(source.position(5), Position { line: 1, column: 3 });
        assert_eq!(source.position(13), Position { line: 2, column: 3 });
        assert_eq!(source.position(999), Position { line: 2, column: 4 });
    }

    #[test]
    fn an_inner_span_stays_inside() {
        let span = Span::new(SourceId(0), 10..14);
        assert_eq!(span.inner(1..3), Span::new(SourceId(0), 11..13));
        assert_eq!(span.inner(2..9), Span::new(SourceId(0), 12..14));
    }
}
