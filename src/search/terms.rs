//! From text to terms: what counts as a word in each script.
//!
//! Latin and other scripts with spaces: runs of letters and digits, lower case, without accents, English plurals folded. Scripts without
//! spaces: every two neighbouring letters. `C++` and `C#` are words of their own. `search.js` does the same to queries; whoever changes one changes the other.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a term at most: what is longer is an address or a digest, and found by its beginning.
const MAX_TERM: usize = 40;

/// ASCII letters and digits in lower case; 0 for all that is neither.
const LOWER: [u8; 256] = {
    let mut lower = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            lower[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    lower
};

/// Calls `each` with every term of a text, in order.
pub fn terms(text: &str, mut each: impl FnMut(&str)) {
    bytes_of_terms(text, |term| each(std::str::from_utf8(term).expect("terms are cut between letters")));
}

/// As [`terms`], with the bytes of each.
pub(super) fn bytes_of_terms(text: &str, mut each: impl FnMut(&[u8])) {
    cut(text, &mut each);
}

fn cut(text: &str, each: &mut impl FnMut(&[u8])) {
    let bytes = text.as_bytes();
    let mut word = Word::default();
    let mut run = Run::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if LOWER[usize::from(byte)] != 0 {
            run.end(bytes, each);
            at += word.add(&bytes[at..]);
        } else if byte.is_ascii() {
            let signs = word.signs(&bytes[at..]);
            if byte != b'\'' {
                word.end(each);
                run.end(bytes, each);
            }
            at += signs.max(1);
        } else if matches!(byte, 0xe5..=0xe9) {
            // From U+5000 to U+9FFF: most of what is written in Chinese, letter by letter.
            word.end(each);
            run.add(bytes, at..at + 3, each);
            at += 3;
        } else {
            let Some(c) = text[at..].chars().next() else { break };
            let letter = at..at + c.len_utf8();
            at = letter.end;
            if is_unspaced(c) {
                word.end(each);
                run.add(bytes, letter, each);
            } else if is_half_kana(c) {
                // Again from the letter before, with which the first of them is a pair.
                word.end(each);
                let from = run.last.map_or(letter.start, |last| last.start);
                return cut(&full_kana(&text[from..]), each);
            } else if c == '’' || is_combining_mark(c) {
                // Part of the word around it.
            } else {
                run.end(bytes, each);
                if !word.add_folded(c) {
                    word.end(each);
                }
            }
        }
    }
    word.end(each);
    run.end(bytes, each);
}

/// Katakana of half width, and their marks.
fn is_half_kana(c: char) -> bool {
    matches!(c, '\u{ff66}'..='\u{ff9f}')
}

/// A text with katakana of full width instead, each one with its mark.
fn full_kana(text: &str) -> String {
    let mut full = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(is_half_kana) {
        let half = &rest[begin..];
        let end = half.find(|c| !is_half_kana(c)).unwrap_or(half.len());
        full.push_str(&rest[..begin]);
        full.extend(half[..end].nfkc());
        rest = &half[end..];
    }
    full + rest
}

/// Letters of scripts that put no spaces between words, and Korean, whose words carry their particles with them.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A run of letters without spaces: neighbours in pairs; one that stands alone by itself.
#[derive(Default)]
struct Run {
    pair: Vec<u8>,
    /// Where the letter before stands.
    last: Option<Range<usize>>,
    is_alone: bool,
}

impl Run {
    #[inline]
    fn add(&mut self, text: &[u8], letter: Range<usize>, each: &mut impl FnMut(&[u8])) {
        match &self.last {
            Some(last) if last.end == letter.start => each(&text[last.start..letter.end]),
            // A mark stands between them.
            Some(last) => {
                self.pair.clear();
                self.pair.extend_from_slice(&text[last.clone()]);
                self.pair.extend_from_slice(&text[letter.clone()]);
                each(&self.pair);
            }
            None => {}
        }
        self.is_alone = self.last.is_none();
        self.last = Some(letter);
    }

    #[inline]
    fn end(&mut self, text: &[u8], each: &mut impl FnMut(&[u8])) {
        if let Some(last) = self.last.take()
            && self.is_alone
        {
            each(&text[last]);
        }
    }
}

/// A word of a script with spaces.
#[derive(Default)]
struct Word {
    letters: Vec<u8>,
}

impl Word {
    /// Adds the ASCII letters and digits at the beginning of a text; gives how many there are.
    #[inline]
    fn add(&mut self, text: &[u8]) -> usize {
        let letters = text.iter().position(|byte| LOWER[usize::from(*byte)] == 0).unwrap_or(text.len());
        self.letters.extend(text[..letters].iter().map(|byte| LOWER[usize::from(*byte)]));
        letters
    }

    /// Adds the signs that make one letter the name of a language, `C++` or `C#`; gives how many there are.
    fn signs(&mut self, text: &[u8]) -> usize {
        let signs = [&b"++"[..], b"#"].into_iter().find(|signs| text.starts_with(signs));
        match (self.letters.as_slice(), signs) {
            ([b'a'..=b'z'], Some(signs)) => {
                self.letters.extend_from_slice(signs);
                signs.len()
            }
            _ => 0,
        }
    }

    /// Adds a letter in lower case and without accents; gives whether it is one.
    fn add_folded(&mut self, c: char) -> bool {
        let before = self.letters.len();
        let letters = c.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        for c in letters.filter(|c| !is_combining_mark(*c)) {
            self.letters.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        self.letters.len() > before
    }

    #[inline]
    fn end(&mut self, each: &mut impl FnMut(&[u8])) {
        if self.letters.is_empty() {
            return;
        }
        if self.letters.len() > MAX_TERM {
            shorten(&mut self.letters);
        }
        fold_plural(&mut self.letters);
        each(&self.letters);
        self.letters.clear();
    }
}

/// Cuts off what is too long, between two letters.
fn shorten(word: &mut Vec<u8>) {
    let is_first = |(_, byte): &(usize, &u8)| !matches!(byte, 0x80..=0xbf);
    let end = word.iter().enumerate().filter(is_first).nth(MAX_TERM).map(|(at, _)| at);
    word.truncate(end.unwrap_or(word.len()));
}

/// `communities` and `community`, `boats` and `boat` are one term. After Harman, "How effective is suffixing?" (1991): the weakest
/// of stemmers, which merges hardly anything that does not belong together.
#[inline]
fn fold_plural(word: &mut Vec<u8>) {
    if word.len() < 4 || word.last() != Some(&b's') || !word.is_ascii() {
        return;
    }
    let ends = |ending: &str| word.ends_with(ending.as_bytes());
    if ends("ies") {
        if !ends("eies") && !ends("aies") {
            word.truncate(word.len() - 3);
            word.push(b'y');
        }
    } else if ends("es") {
        if !ends("aes") && !ends("ees") && !ends("oes") {
            word.truncate(word.len() - 1);
        }
    } else if !ends("us") && !ends("ss") {
        word.truncate(word.len() - 1);
    }
}

#[cfg(test)]
mod tests {
    fn all(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        super::terms(text, |term| all.push(term.to_owned()));
        all
    }

    #[test]
    fn words_of_every_script() {
        for (text, expected) in [
            ("Hello, World-wide web!", "hello world wide web"),
            ("don’t can't", "dont cant"),
            ("Café ÉCOLE naïve Straße ﬁne Ｆｕｌｌ", "cafe ecole naive straße fine full"),
            ("Cafe\u{301} х\u{306}", "cafe х"),
            ("河岸创客 the 河 x", "河岸 岸创 创客 the 河 x"),
            ("用Rust写", "用 rust 写"),
            ("河，岸", "河 岸"),
            ("河\u{fe00}岸 が", "河岸 が"),
            ("ビルド 커뮤니티", "ビル ルド 커뮤 뮤니 니티"),
            ("東京ﾀﾜｰ ﾋﾞﾙﾄﾞ x", "東京 京タ タワ ワー ビル ルド x"),
            ("C++, c# and R: a+b i++ C+ ab++ x#y", "c++ c# and r a b i++ c ab x# y"),
            ("communities boats buses glass virus ties", "community boat buse glass virus ty"),
            ("2026-11-21 v0.1", "2026 11 21 v0 1"),
            ("Привет, ΣΊΣΥΦΟΣ", "привет σισυφοσ"),
            ("🎉 a🎉b ½ x²", "a b 12 x2"),
            ("", ""),
        ] {
            let expected: Vec<&str> = expected.split(' ').filter(|term| !term.is_empty()).collect();
            assert_eq!(all(text), expected, "{text}");
        }
    }

    #[test]
    fn a_long_run_is_cut() {
        assert_eq!(all(&"x".repeat(500)), ["x".repeat(40)]);
    }
}
