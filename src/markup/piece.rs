//! HTML that is finished but for what only a later phase knows: text with numbered gaps.
//!
//! The writer makes pieces, the sanitiser and the table of contents cut them, and `html` fills their gaps.

use crate::text::Digest;
use std::ops::Range;

/// HTML with gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Piece {
    pub(super) html: String,
    /// In the order of their places.
    pub(super) slots: Vec<Slot>,
    /// What our own functions drew, which no filter touches again; in order, and free of slots.
    pub(super) trusted: Vec<Trusted>,
}

/// A part of a piece that our own functions drew.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Trusted {
    /// Its bytes in the piece.
    pub(super) at: Range<usize>,
    /// What it is remembered by, if it is a drawing.
    pub(super) key: Option<Digest>,
}

impl Trusted {
    /// The same part, so many bytes later in a piece.
    pub(super) fn moved(&self, by: isize) -> Self {
        let moved = |at: usize| at.saturating_add_signed(by);
        Self { at: moved(self.at.start)..moved(self.at.end), key: self.key }
    }
}

/// A gap: what belongs there, and the byte before which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Slot {
    pub(super) at: usize,
    pub(super) part: Part,
}

/// What belongs into a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// The start of the link with this number.
    Open(usize),
    /// Its end.
    Close(usize),
    /// A picture.
    Picture(usize),
    /// A picture with its title as caption.
    Figure(usize),
    /// A mention.
    Mention(usize),
    /// The rest of a start tag after `<h`.
    HeadingOpen(usize),
    /// The quiet link to a heading, at the end of its content.
    Anchor(usize),
    /// The rest of an end tag after `</h`.
    HeadingClose(usize),
    /// The mark of a footnote: its number, and which of its references this is.
    Footnote(usize, usize),
    /// A block of code or a diagram.
    Block(usize),
    /// A word in the reader's language.
    Word(Word),
}

/// The words that Folkmoot adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Word {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    Footnotes,
    Back,
    Table,
    Formula,
}

impl Piece {
    pub(super) fn slot(&mut self, part: Part) {
        self.slots.push(Slot { at: self.html.len(), part });
    }

    /// The part of a piece between two of its bytes.
    pub(super) fn cut(&self, range: Range<usize>) -> Self {
        // Both lists are in order; looking through all of them for each heading would be quadratic.
        let from = self.slots.partition_point(|slot| slot.at < range.start);
        let slots = self.slots[from..].iter().take_while(|slot| slot.at <= range.end);
        let from = self.trusted.partition_point(|part| part.at.start < range.start);
        let trusted = self.trusted[from..].iter().take_while(|part| part.at.end <= range.end);
        Self {
            html: self.html[range.clone()].to_owned(),
            slots: slots.map(|slot| Slot { at: slot.at - range.start, ..*slot }).collect(),
            trusted: trusted.map(|part| part.moved(-(range.start as isize))).collect(),
        }
    }

    /// Puts another piece behind this one.
    pub(super) fn append(&mut self, other: &Self) {
        let by = self.html.len();
        self.html.push_str(&other.html);
        self.slots.extend(other.slots.iter().map(|slot| Slot { at: slot.at + by, ..*slot }));
        self.trusted.extend(other.trusted.iter().map(|part| part.moved(by as isize)));
    }

    /// Cuts a range out, with the gaps inside it.
    pub(super) fn remove(&mut self, range: Range<usize>) {
        let length = range.len();
        self.html.replace_range(range.clone(), "");
        self.slots.retain(|slot| slot.at <= range.start || slot.at >= range.end);
        self.slots.iter_mut().filter(|slot| slot.at >= range.end).for_each(|slot| slot.at -= length);
        self.trusted.retain(|part| part.at.end <= range.start || part.at.start >= range.end);
        for part in self.trusted.iter_mut().filter(|part| part.at.start >= range.end) {
            *part = part.moved(-(length as isize));
        }
    }
}
