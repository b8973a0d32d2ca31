//! The words that mean something in a language, in a table that is made when the program is compiled.
//!
//! Takes lists of words, gives a class for a word in one look. Never grows at run time.

use super::Class;

/// The places in a table. A language may have three quarters as many words.
const SIZE: usize = 1024;

/// Where a word of a list stands; `len` 0 is an empty place.
#[derive(Clone, Copy)]
struct Place {
    at: u16,
    len: u8,
    list: u8,
}

/// The words of a language.
pub(super) struct Words {
    places: [Place; SIZE],
    /// Words parted by spaces, one list for each of [`CLASSES`].
    lists: [&'static str; 4],
    /// Whether `SELECT` is `select`; the lists are in lower case then.
    folds: bool,
    /// For each first byte the lengths there are, a bit each: most names are told from keywords by this alone.
    lengths: [u32; 256],
}

/// The class of each list.
const CLASSES: [Class; 4] = [Class::Keyword, Class::Type, Class::Constant, Class::Function];

impl Words {
    pub(super) const NONE: Self = Self::new("", "", "", "");

    /// A table of keywords, types, constants and functions.
    pub(super) const fn new(
        keywords: &'static str,
        types: &'static str,
        constants: &'static str,
        functions: &'static str,
    ) -> Self {
        Self::build([keywords, types, constants, functions], false)
    }

    /// As [`Words::new`] for a language that does not tell capitals from small letters. The lists are in small letters.
    pub(super) const fn folded(
        keywords: &'static str,
        types: &'static str,
        constants: &'static str,
        functions: &'static str,
    ) -> Self {
        Self::build([keywords, types, constants, functions], true)
    }

    const fn build(lists: [&'static str; 4], folds: bool) -> Self {
        let mut words = Self { places: [Place { at: 0, len: 0, list: 0 }; SIZE], lists, folds, lengths: [0; 256] };
        let mut count = 0;
        let mut list = 0;
        while list < lists.len() {
            let text = lists[list].as_bytes();
            let mut at = 0;
            while at < text.len() {
                let start = at;
                let mut hash = SEED;
                while at < text.len() && text[at] != b' ' {
                    hash = mixed(hash, text[at]);
                    at += 1;
                }
                let len = at - start;
                if len > 0 {
                    let mut place = hash as usize % SIZE;
                    while words.places[place].len > 0 {
                        place = (place + 1) % SIZE;
                    }
                    words.places[place] = Place { at: start as u16, len: len as u8, list: list as u8 };
                    assert!(len < 32, "a word is too long for the table");
                    let first = text[start] as usize;
                    words.lengths[first] |= 1 << len;
                    if folds {
                        words.lengths[text[start].to_ascii_uppercase() as usize] |= 1 << len;
                    }
                    count += 1;
                }
                at += 1;
            }
            list += 1;
        }
        assert!(count * 4 <= SIZE * 3, "too many words for the table");
        words
    }

    /// The class of a word, if it is one of these.
    pub(super) fn class(&self, word: &[u8]) -> Option<Class> {
        let lengths = self.lengths[*word.first()? as usize];
        if word.len() > 31 || lengths >> word.len() & 1 == 0 {
            return None;
        }
        let mut hash = SEED;
        if self.folds {
            word.iter().for_each(|byte| hash = mixed(hash, byte.to_ascii_lowercase()));
        } else {
            word.iter().for_each(|byte| hash = mixed(hash, *byte));
        }
        let mut place = hash as usize % SIZE;
        loop {
            let Place { at, len, list } = self.places[place];
            if len == 0 {
                return None;
            }
            let found = &self.lists[list as usize].as_bytes()[at as usize..at as usize + len as usize];
            if found == word || self.folds && found.eq_ignore_ascii_case(word) {
                return Some(CLASSES[list as usize]);
            }
            place = (place + 1) % SIZE;
        }
    }
}

const SEED: u32 = 0x811c_9dc5;

const fn mixed(hash: u32, byte: u8) -> u32 {
    let hash = (hash ^ byte as u32).wrapping_mul(0x0100_0193);
    hash ^ hash >> 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_and_others_are_not() {
        static WORDS: Words = Words::new("if else", "u8", "true", "print");
        assert_eq!(WORDS.class(b"if"), Some(Class::Keyword));
        assert_eq!(WORDS.class(b"else"), Some(Class::Keyword));
        assert_eq!(WORDS.class(b"u8"), Some(Class::Type));
        assert_eq!(WORDS.class(b"true"), Some(Class::Constant));
        assert_eq!(WORDS.class(b"print"), Some(Class::Function));
        for word in ["IF", "i", "", "elsewhere", "if else"] {
            assert_eq!(WORDS.class(word.as_bytes()), None, "{word}");
        }
        static FOLDED: Words = Words::folded("select", "", "", "");
        assert_eq!(FOLDED.class(b"SELECT"), Some(Class::Keyword));
        assert_eq!(Words::NONE.class(b""), None);
    }
}
