//! What a language looks like to the scanner: a table of rules, and a table of bytes made from it.
//!
//! Takes constants, gives [`Rules`]. Holds no code but the making of the byte table and what a rule's own function needs.

use super::Class;
use super::scan::Scanner;
use super::words::Words;

/// A byte that may begin a word.
pub(super) const START: u8 = 1;
/// A byte that may stand in a word.
pub(super) const PART: u8 = 2;
/// A digit.
pub(super) const DIGIT: u8 = 4;
/// A byte at which a comment, a string or something special may begin.
pub(super) const TRY: u8 = 8;
/// A closing bracket: what follows is no beginning of an expression.
pub(super) const CLOSE: u8 = 16;
/// A blank or the end of a line.
pub(super) const BLANK: u8 = 32;

/// A byte at which a language has something special.
pub(super) const SPECIAL: u8 = 64;

/// How the end of a string is written within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// `\"`.
    Backslash,
    /// `""`.
    Doubled,
    /// Not at all.
    None,
}

/// What stands in a string and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hole {
    /// Nothing.
    None,
    /// `${code}`.
    DollarBrace,
    /// `${code}` and `$name`.
    Dollar,
    /// `$name`, `${…}`, `$(code)`, `` `code` ``.
    Shell,
    /// `#{code}`.
    HashBrace,
    /// `{code}`, and `{{` for a brace.
    Brace,
    /// `\(code)`.
    BackslashParen,
}

/// A kind of string.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    pub(super) escape: Escape,
    /// Whether it may run over the end of a line. If not, it ends there, closed or not.
    pub(super) lines: bool,
    pub(super) hole: Hole,
}

impl Quote {
    /// A string of one line with backslashes.
    pub(super) const fn line(mark: &'static str) -> Self {
        Self { open: mark, close: mark, escape: Escape::Backslash, lines: false, hole: Hole::None }
    }

    /// A string of several lines with backslashes.
    pub(super) const fn lines(mark: &'static str) -> Self {
        Self { lines: true, ..Self::line(mark) }
    }

    /// A string of several lines in which nothing is escaped.
    pub(super) const fn raw(open: &'static str, close: &'static str) -> Self {
        Self { open, close, escape: Escape::None, lines: true, hole: Hole::None }
    }

    /// The same with holes.
    pub(super) const fn with(self, hole: Hole) -> Self {
        Self { hole, ..self }
    }
}

/// A comment between two marks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Whether a comment may stand in a comment.
    pub(super) nests: bool,
}

impl Block {
    /// `/* … */`.
    pub(super) const C: &'static [Self] = &[Self { open: "/*", close: "*/", nests: false }];
    /// `/* … /* … */ … */`.
    pub(super) const C_NESTED: &'static [Self] = &[Self { open: "/*", close: "*/", nests: true }];
}

/// A language.
pub(super) struct Rules {
    pub(super) words: Words,
    pub(super) line_comments: &'static [&'static str],
    pub(super) block_comments: &'static [Block],
    /// The longer mark first: `"""` before `"`.
    pub(super) quotes: &'static [Quote],
    /// Letters right before a quote, and what they make of it.
    pub(super) prefixes: &'static [(&'static str, Prefix)],
    /// Bytes that begin words besides letters and `_`.
    pub(super) starts: &'static str,
    /// Bytes that stand in words besides letters, digits and `_`.
    pub(super) parts: &'static str,
    /// Bytes that may end a word.
    pub(super) tails: &'static str,
    /// Whether `Name` is a type and `NAME` a constant.
    pub(super) capitals: bool,
    /// Whether `name(` is a function.
    pub(super) calls: bool,
    /// Whether `name!` is a macro.
    pub(super) bang: bool,
    /// Whether a string before `:` is a key.
    pub(super) keys: bool,
    /// The byte that begins an annotation: `@Override`.
    pub(super) annotation: u8,
    /// The byte that begins a variable: `$name`.
    pub(super) variable: u8,
    /// What else there is: tried at the bytes of `special_at`, says whether it took something.
    pub(super) special: fn(&mut Scanner<'_>) -> bool,
    pub(super) special_at: &'static str,
    /// What may begin at each byte; made by [`Rules::ready`].
    pub(super) bytes: [u8; 256],
}

/// What letters before a quote mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    /// Nothing to us.
    Plain,
    /// No escapes.
    Raw,
    /// Holes in braces.
    Formatted,
}

impl Rules {
    /// A language without any rule.
    pub(super) const NONE: Self = Self {
        words: Words::NONE,
        line_comments: &[],
        block_comments: &[],
        quotes: &[],
        prefixes: &[],
        starts: "",
        parts: "",
        tails: "",
        capitals: false,
        calls: true,
        bang: false,
        keys: false,
        annotation: 0,
        variable: 0,
        special: |_| false,
        special_at: "",
        bytes: [0; 256],
    };

    /// A language of C's family: its comments and strings, to be changed where it differs.
    pub(super) const C: Self = Self {
        line_comments: &["//"],
        block_comments: Block::C,
        quotes: &[Quote::line("\""), Quote::line("'")],
        capitals: true,
        ..Self::NONE
    };

    /// Makes the table of bytes.
    pub(super) const fn ready(mut self) -> Self {
        let mut byte = 0;
        while byte < 256 {
            let value = byte as u8;
            let mut kind = 0;
            if value.is_ascii_alphabetic() || value == b'_' || value >= 0x80 {
                kind |= START | PART;
            } else if value.is_ascii_digit() {
                kind |= DIGIT | PART;
            } else if value.is_ascii_whitespace() {
                kind |= BLANK;
            } else if matches!(value, b')' | b']' | b'}') {
                kind |= CLOSE;
            }
            self.bytes[byte] = kind;
            byte += 1;
        }
        self.bytes = marked(self.bytes, self.starts.as_bytes(), START | PART, false);
        self.bytes = marked(self.bytes, self.parts.as_bytes(), PART, false);
        self.bytes = marked(self.bytes, self.special_at.as_bytes(), SPECIAL, false);
        let mut n = 0;
        while n < self.line_comments.len() {
            self.bytes = marked(self.bytes, self.line_comments[n].as_bytes(), TRY, true);
            n += 1;
        }
        n = 0;
        while n < self.block_comments.len() {
            self.bytes = marked(self.bytes, self.block_comments[n].open.as_bytes(), TRY, true);
            n += 1;
        }
        n = 0;
        while n < self.quotes.len() {
            self.bytes = marked(self.bytes, self.quotes[n].open.as_bytes(), TRY, true);
            n += 1;
        }
        if self.annotation != 0 {
            self.bytes[self.annotation as usize] |= TRY;
        }
        if self.variable != 0 {
            self.bytes[self.variable as usize] |= TRY;
        }
        self
    }

    /// Whether a byte may stand in a word.
    pub(super) fn is_part(&self, byte: u8) -> bool {
        self.bytes[byte as usize] & PART != 0
    }

    /// The class that the look of a name gives it.
    pub(super) fn by_capitals(&self, word: &[u8]) -> Option<Class> {
        if !self.capitals || !word.first().is_some_and(u8::is_ascii_uppercase) {
            return None;
        }
        let shouts = word.len() > 1 && !word.iter().any(u8::is_ascii_lowercase);
        Some(if shouts { Class::Constant } else { Class::Type })
    }
}

/// Adds a kind to each of the bytes, or to the first alone.
const fn marked(mut table: [u8; 256], bytes: &[u8], kind: u8, first: bool) -> [u8; 256] {
    let mut at = 0;
    while at < bytes.len() && !(first && at > 0) {
        table[bytes[at] as usize] |= kind;
        at += 1;
    }
    table
}
