//! From text to terms: what counts as a word in each script.
//!
//! Latin and other scripts with spaces: runs of letters and digits, lower case, without accents, English plurals folded. Scripts without
//! spaces: every two neighbouring letters. `search.js` does the same to queries; whoever changes one changes the other.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a term at most: what is longer is an address or a digest, and found by its beginning.
const MAX_TERM: usize = 40;

/// Calls `each` with every term of a text, in order.
pub fn terms(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::with_capacity(MAX_TERM);
    let mut run = Run::default();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        if byte.is_ascii_alphanumeric() {
            let letters = text[at..].bytes().take_while(u8::is_ascii_alphanumeric).count();
            run.end(text, &mut each);
            let before = word.len();
            word.push_str(&text[at..at + letters]);
            word[before..].make_ascii_lowercase();
            at += letters;
            continue;
        }
        if byte.is_ascii() {
            if *byte != b'\'' {
                finish(&mut word, &mut each);
                run.end(text, &mut each);
            }
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let range = at..at + c.len_utf8();
        at = range.end;
        if is_unspaced(c) {
            finish(&mut word, &mut each);
            run.add(text, range, &mut each);
        } else if c == '’' || is_combining_mark(c) {
            // Part of the word around it.
        } else {
            let letters = c.nfkd().filter(|c| c.is_alphanumeric());
            let before = word.len();
            word.extend(letters.flat_map(char::to_lowercase).filter(|c| !is_combining_mark(*c)));
            run.end(text, &mut each);
            if word.len() == before {
                finish(&mut word, &mut each);
            }
        }
    }
    finish(&mut word, &mut each);
    run.end(text, &mut each);
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
    pair: String,
    /// Where the letter before stands.
    last: Option<Range<usize>>,
    is_alone: bool,
}

impl Run {
    fn add(&mut self, text: &str, letter: Range<usize>, each: &mut impl FnMut(&str)) {
        match &self.last {
            Some(last) if last.end == letter.start => each(&text[last.start..letter.end]),
            // A mark stands between them.
            Some(last) => {
                self.pair.clear();
                self.pair.push_str(&text[last.clone()]);
                self.pair.push_str(&text[letter.clone()]);
                each(&self.pair);
            }
            None => {}
        }
        self.is_alone = self.last.is_none();
        self.last = Some(letter);
    }

    fn end(&mut self, text: &str, each: &mut impl FnMut(&str)) {
        if let Some(last) = self.last.take()
            && self.is_alone
        {
            each(&text[last]);
        }
    }
}

fn finish(word: &mut String, each: &mut impl FnMut(&str)) {
    if word.is_empty() {
        return;
    }
    if word.len() > MAX_TERM
        && let Some((end, _)) = word.char_indices().nth(MAX_TERM)
    {
        word.truncate(end);
    }
    fold_plural(word);
    each(word);
    word.clear();
}

/// `communities` and `community`, `boats` and `boat` are one term. After Harman, "How effective is suffixing?" (1991): the weakest
/// of stemmers, which merges hardly anything that does not belong together.
fn fold_plural(word: &mut String) {
    if word.len() < 4 || !word.ends_with('s') || !word.is_ascii() {
        return;
    }
    let ends = |ending: &str| word.ends_with(ending);
    if ends("ies") {
        if !ends("eies") && !ends("aies") {
            word.truncate(word.len() - 3);
            word.push('y');
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
