//! The scanner: one pass over a text by the rules of its language.
//!
//! Takes bytes and [`Rules`], gives classed spans. Only moves forward: what it looks ahead for it either takes or looks for once a
//! line, so that time grows with the text and never faster. Cuts at ASCII bytes alone, so that no letter is ever parted.

use super::rules::{BLANK, Block, CLOSE, DIGIT, Escape, Hole, Prefix, Quote, Rules, SPECIAL, START, TRY};
use super::{Class, Span};

/// How deep strings with code with strings may stand inside one another; what lies deeper is string.
const MAX_DEPTH: usize = 16;

/// Whether a byte is neither blank nor a bracket or comma.
pub(super) fn is_dark(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !matches!(byte, b'[' | b'{' | b',' | b':' | b'-')
}

/// Where the scanner is.
pub(super) struct Scanner<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) at: usize,
    /// The first byte that is not ours.
    pub(super) end: usize,
    pub(super) rules: &'static Rules,
    pub(super) spans: Vec<Span>,
    /// Whether what came before is a value, so that `/` divides and `<` compares.
    pub(super) after_value: bool,
    /// Whether the word before says that the next names a function.
    names: bool,
    /// No regular expression begins before this byte: one was looked for on this line and has no end.
    pub(super) no_regex: usize,
    /// Heredocs whose text begins on the next line.
    pub(super) heredocs: Vec<Heredoc>,
    pub(super) depth: usize,
    /// Before these bytes no `}}`, `%}`, `#}` comes.
    pub(super) no_template: [usize; 3],
}

/// A heredoc that was announced.
pub(super) struct Heredoc {
    /// The word that ends it.
    pub(super) word: Vec<u8>,
    /// Whether the end may be indented.
    pub(super) indented: bool,
    pub(super) hole: Hole,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(rules: &'static Rules, text: &'t str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            end: text.len(),
            rules,
            spans: Vec::with_capacity(text.len() / 8),
            after_value: false,
            names: false,
            no_regex: 0,
            heredocs: Vec::new(),
            depth: 0,
            no_template: [0; 3],
        }
    }

    /// Scans to the end.
    pub(super) fn run(&mut self) {
        while self.at < self.end {
            self.token();
        }
    }

    /// Scans a part by the rules of another language, and stands behind it then.
    pub(super) fn part(&mut self, rules: &'static Rules, end: usize) {
        let end = end.clamp(self.at, self.end);
        if self.depth >= MAX_DEPTH {
            self.at = end;
            return;
        }
        let own = (std::mem::replace(&mut self.rules, rules), std::mem::replace(&mut self.end, end));
        let heredocs = std::mem::take(&mut self.heredocs);
        self.depth += 1;
        self.after_value = false;
        self.run();
        self.depth -= 1;
        (self.rules, self.end) = own;
        self.heredocs = heredocs;
        self.at = end;
    }

    /// Lets a function of its own read a part, and stands behind it then.
    pub(super) fn own_part(&mut self, own: fn(&mut Self), end: usize) {
        let end = end.clamp(self.at, self.end);
        if self.depth < MAX_DEPTH {
            let outer = std::mem::replace(&mut self.end, end);
            self.depth += 1;
            own(self);
            self.depth -= 1;
            self.end = outer;
        }
        self.at = end;
    }

    /// Notes a class for what lies between two bytes.
    pub(super) fn emit(&mut self, start: usize, end: usize, class: Class) {
        let end = end.min(self.end);
        if start >= end {
            return;
        }
        let (start, end) = (start as u32, end as u32);
        match self.spans.last_mut() {
            Some(last) if last.class == class && last.end == start => last.end = end,
            _ => self.spans.push(Span { start, end, class }),
        }
    }

    /// Makes a key of the string whose spans begin with this one.
    pub(super) fn retag(&mut self, first: usize) {
        let first = first.min(self.spans.len().saturating_sub(1));
        self.spans[first..].iter_mut().for_each(|span| span.class = Class::Property);
    }

    /// Notes a class for what lies between a byte and here.
    pub(super) fn emit_from(&mut self, start: usize, class: Class) {
        self.emit(start, self.at, class);
    }

    /// The byte so far ahead, 0 behind the end.
    pub(super) fn ahead(&self, by: usize) -> u8 {
        let at = self.at + by;
        if at < self.end { self.bytes[at] } else { 0 }
    }

    /// The byte before this one, a line end at the beginning.
    pub(super) fn before(&self) -> u8 {
        if self.at == 0 { b'\n' } else { self.bytes[self.at - 1] }
    }

    pub(super) fn looks_at(&self, text: &str) -> bool {
        self.bytes[self.at..self.end].starts_with(text.as_bytes())
    }

    /// The end of this line, before the line break.
    pub(super) fn line_end(&self) -> usize {
        self.find(b'\n').unwrap_or(self.end)
    }

    /// Where a byte next stands.
    pub(super) fn find(&self, byte: u8) -> Option<usize> {
        self.bytes[self.at..self.end].iter().position(|b| *b == byte).map(|by| self.at + by)
    }

    /// Goes on while the bytes are so.
    pub(super) fn skip(&mut self, so: impl Fn(u8) -> bool) {
        while self.at < self.end && so(self.bytes[self.at]) {
            self.at += 1;
        }
    }

    /// Takes what stands at this byte: at least one byte.
    pub(super) fn token(&mut self) {
        let byte = self.bytes[self.at];
        let kind = self.rules.bytes[byte as usize];
        if kind & (TRY | SPECIAL) != 0 && self.tried(byte, kind) {
            return;
        }
        if kind & START != 0 {
            self.word();
        } else if kind & DIGIT != 0 {
            self.number();
        } else {
            self.at += 1;
            if byte == b'\n' {
                self.after_value = false;
                self.heredoc_texts();
            } else if kind & BLANK == 0 {
                self.names = false;
                self.after_value = kind & CLOSE != 0;
            }
        }
    }

    /// Tries comments, what is special, strings, variables and annotations.
    fn tried(&mut self, byte: u8, kind: u8) -> bool {
        let rules = self.rules;
        let start = self.at;
        if kind & SPECIAL != 0 && (rules.special)(self) {
            debug_assert!(self.at > start, "a rule took nothing");
            return true;
        }
        if kind & TRY == 0 {
            return false;
        }
        if rules.line_comments.iter().any(|mark| self.looks_at(mark)) {
            self.at = self.line_end();
            self.emit_from(start, Class::Comment);
            return true;
        }
        if let Some(block) = rules.block_comments.iter().find(|block| self.looks_at(block.open)) {
            self.block_comment(*block);
            return true;
        }
        if let Some(quote) = rules.quotes.iter().find(|quote| self.looks_at(quote.open)) {
            self.quoted(*quote);
            return true;
        }
        let next = self.ahead(1);
        if byte == rules.variable && byte != 0 && (rules.is_part(next) && next != byte) {
            self.at += 1;
            self.skip(|byte| rules.is_part(byte));
            self.emit_from(start, Class::Variable);
            self.after_value = true;
            return true;
        }
        if byte == rules.annotation && byte != 0 && rules.bytes[next as usize] & START != 0 {
            self.at += 1;
            self.skip(|byte| rules.is_part(byte) || byte == b'.');
            self.emit_from(start, Class::Attribute);
            return true;
        }
        false
    }

    pub(super) fn block_comment(&mut self, block: Block) {
        let start = self.at;
        self.at += block.open.len();
        let mut open = 1;
        while self.at < self.end && open > 0 {
            if self.looks_at(block.close) {
                open -= 1;
                self.at += block.close.len();
            } else if block.nests && self.looks_at(block.open) {
                open += 1;
                self.at += block.open.len();
            } else {
                self.at += 1;
            }
        }
        self.emit_from(start, Class::Comment);
    }

    /// Takes a word, and the string that its letters announce.
    pub(super) fn word(&mut self) {
        let rules = self.rules;
        let start = self.at;
        self.at += 1;
        self.skip(|byte| rules.is_part(byte));
        let word_end = self.at;
        if !rules.tails.is_empty() && rules.tails.as_bytes().contains(&self.ahead(0)) && self.ahead(1) != b'=' {
            self.at += 1;
        }
        let word = &self.bytes[start..word_end];
        let next = self.ahead(0);
        if !rules.prefixes.is_empty() && matches!(next, b'"' | b'\'') && word.len() < 4 {
            let prefix = rules.prefixes.iter().find(|(letters, _)| letters.as_bytes().eq_ignore_ascii_case(word));
            let quote = rules.quotes.iter().find(|quote| self.looks_at(quote.open));
            if let (Some((_, prefix)), Some(quote)) = (prefix, quote) {
                let mut quote = *quote;
                match prefix {
                    Prefix::Plain => {}
                    Prefix::Raw => quote.escape = Escape::None,
                    Prefix::Formatted => quote.hole = Hole::Brace,
                }
                self.emit_from(start, Class::String);
                return self.quoted(quote);
            }
        }
        let class = rules.words.class(word);
        self.after_value = class != Some(Class::Keyword);
        if rules.bang && next == b'!' && self.ahead(1) != b'=' && class.is_none() {
            self.at += 1;
            return self.emit_from(start, Class::Function);
        }
        let named = std::mem::take(&mut self.names);
        if class == Some(Class::Keyword) {
            self.names =
                rules.calls && matches!(word, b"fn" | b"fun" | b"func" | b"function" | b"def" | b"defp" | b"defmacro");
        }
        let class = match class {
            None if rules.calls && (next == b'(' || named) => Some(Class::Function),
            None => rules.by_capitals(word),
            some => some,
        };
        if let Some(class) = class {
            self.emit_from(start, class);
        }
    }

    pub(super) fn number(&mut self) {
        let start = self.at;
        let hex = self.ahead(0) == b'0' && matches!(self.ahead(1), b'x' | b'X');
        while self.at < self.end {
            let byte = self.bytes[self.at];
            let sign = !hex && matches!(byte, b'+' | b'-') && matches!(self.before(), b'e' | b'E') && self.at > start;
            if self.rules.is_part(byte)
                || byte == b'.' && self.ahead(1).is_ascii_digit()
                || sign && self.ahead(1).is_ascii_digit()
            {
                self.at += 1;
            } else {
                break;
            }
        }
        self.emit_from(start, Class::Constant);
        self.after_value = true;
    }

    /// Takes a string, its opening mark first.
    pub(super) fn quoted(&mut self, quote: Quote) {
        let (start, first) = (self.at, self.spans.len());
        self.at += quote.open.len();
        self.string(start, quote);
        self.after_value = true;
        if self.rules.keys {
            let mut next = self.at;
            while next < self.end && matches!(self.bytes[next], b' ' | b'\t') {
                next += 1;
            }
            if next < self.end && self.bytes[next] == b':' {
                self.retag(first);
            }
        }
    }

    /// Takes the rest of a string that began at `from`, up to its closing mark.
    pub(super) fn string(&mut self, mut from: usize, quote: Quote) {
        let close = quote.close.as_bytes();
        let first = close.first().copied().unwrap_or(0);
        while self.at < self.end {
            let byte = self.bytes[self.at];
            if byte == first && !close.is_empty() && self.bytes[self.at..self.end].starts_with(close) {
                self.at += close.len();
                if quote.escape == Escape::Doubled && self.looks_at(quote.close) {
                    self.at += close.len();
                    continue;
                }
                break;
            }
            match byte {
                b'\\' if quote.hole == Hole::BackslashParen && self.ahead(1) == b'(' => {
                    from = self.hole(from, 2, b'(', b')', quote.lines);
                }
                b'\\' if quote.escape == Escape::Backslash => {
                    self.at = (self.at + 2).min(self.end);
                    // What is escaped may be the first byte of a longer letter: its further bytes match no mark.
                    if !quote.lines && self.before() == b'\n' && self.ahead(0) == b'\n' {
                        break;
                    }
                }
                b'\n' if !quote.lines => break,
                b'$' | b'#' | b'{' | b'`' if quote.hole != Hole::None => from = self.maybe_hole(from, quote),
                _ => self.at += 1,
            }
        }
        self.emit(from, self.at, Class::String);
    }

    /// At a byte that may begin a hole: takes the hole, or the byte as part of the string. Gives where the string goes on.
    fn maybe_hole(&mut self, from: usize, quote: Quote) -> usize {
        let next = self.ahead(1);
        match (quote.hole, self.bytes[self.at]) {
            (Hole::DollarBrace | Hole::Dollar, b'$') if next == b'{' => self.hole(from, 2, b'{', b'}', quote.lines),
            (Hole::HashBrace, b'#') if next == b'{' => self.hole(from, 2, b'{', b'}', quote.lines),
            (Hole::Brace, b'{') if next == b'{' => {
                self.at += 2;
                from
            }
            (Hole::Brace, b'{') => self.hole(from, 1, b'{', b'}', quote.lines),
            (Hole::Shell, b'$') if next == b'(' => self.hole(from, 2, b'(', b')', true),
            (Hole::Shell, b'$') if next == b'{' => {
                let end = self.bytes[self.at..self.end].iter().position(|byte| matches!(byte, b'}' | b'\n' | b'"'));
                self.emit(from, self.at, Class::String);
                let start = self.at;
                self.at = end.map_or(self.end, |by| self.at + by + usize::from(self.bytes[self.at + by] == b'}'));
                self.emit_from(start, Class::Variable);
                self.at
            }
            (Hole::Dollar | Hole::Shell, b'$') if next == b'_' || next.is_ascii_alphanumeric() => {
                self.emit(from, self.at, Class::String);
                let start = self.at;
                self.at += 1;
                self.skip(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
                self.emit_from(start, Class::Variable);
                self.at
            }
            _ => {
                self.at += 1;
                from
            }
        }
    }

    /// Takes a hole in a string: its opening bytes, code, the closing byte. Gives where the string goes on.
    fn hole(&mut self, from: usize, skip: usize, open: u8, close: u8, lines: bool) -> usize {
        if self.depth >= MAX_DEPTH {
            self.at += 1;
            return from;
        }
        self.at = (self.at + skip).min(self.end);
        self.emit(from, self.at, Class::String);
        self.inside(open, close, lines);
        let end = self.at;
        self.at += usize::from(self.ahead(0) == close);
        end
    }

    /// Takes code up to the byte that closes it, without that; where it may not run over lines, at most to the end of this one.
    pub(super) fn inside(&mut self, open: u8, close: u8, lines: bool) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        self.after_value = false;
        let mut level = 0;
        while self.at < self.end {
            let byte = self.bytes[self.at];
            if byte == close && level == 0 || byte == b'\n' && !lines {
                break;
            }
            if byte == open {
                level += 1;
            } else if byte == close {
                level -= 1;
            }
            self.token();
        }
        self.depth -= 1;
    }

    /// Takes the texts of the heredocs that the line before announced.
    fn heredoc_texts(&mut self) {
        for heredoc in std::mem::take(&mut self.heredocs) {
            let start = self.at;
            let (mut at, mut end) = (start, self.end);
            while at < self.end {
                let line_end = self.bytes[at..self.end].iter().position(|b| *b == b'\n').map_or(self.end, |by| at + by);
                let mut line = &self.bytes[at..line_end];
                while heredoc.indented && line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t')) {
                    line = &line[1..];
                }
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                let rest = line.strip_prefix(heredoc.word.as_slice());
                if rest.is_some_and(|rest| rest.first().is_none_or(|byte| matches!(byte, b';' | b',' | b')' | b'.'))) {
                    end = line_end - rest.map_or(0, <[u8]>::len);
                    break;
                }
                at = (line_end + 1).min(self.end);
            }
            let own = std::mem::replace(&mut self.end, end);
            let quote = Quote { open: "", close: "", escape: Escape::None, lines: true, hole: heredoc.hole };
            self.string(start, quote);
            self.end = own;
        }
    }
}
