//! One way to write each letter: Unicode normal form C. Some systems store `é` in the names of files as `e` and an accent, and people
//! write it as one letter.
//!
//! Takes names and paths, gives what they are compared and found by. Texts that people read are never touched.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A name in normal form C.
pub fn normal(name: &str) -> Cow<'_, str> {
    if name.is_ascii() || is_nfc_quick(name.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_their_marks_become_one() {
        assert_eq!(normal("cafe\u{301}/Vie\u{323}\u{302}t.md"), "café/Việt.md");
        assert!(matches!(normal("河岸/café.md"), Cow::Borrowed(_)));
    }
}
