//! Where texts still name somebody: places for a person to look at, since only a person can tell what a sentence should say instead.

use crate::text::Position;

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line and column.
    pub position: Position,
    /// The word that stands there, as it was looked for.
    pub word: String,
}

/// Finds every place where one of `words` stands in `text`, case aside. A word of Latin letters must stand alone: `Ann` is not in
/// `Anna`. Of words that begin at the same place the longest counts.
pub fn places(text: &str, words: &[String]) -> Vec<Place> {
    let lower = |word: &str| word.to_lowercase();
    let folded = text.to_lowercase();
    // Where small letters have other lengths, places would shift: then letters are compared as they are.
    let hay = if folded.len() == text.len() { folded.as_str() } else { text };
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    for word in words.iter().filter(|word| !word.trim().is_empty()) {
        let needle = if hay.len() == folded.len() && folded.len() == text.len() { lower(word) } else { word.clone() };
        let part = |c: char| c.is_alphanumeric() && c.is_ascii();
        for (at, _) in hay.match_indices(&needle) {
            let end = at + needle.len();
            let glued_before = needle.starts_with(part) && hay[..at].ends_with(part);
            let glued_after = needle.ends_with(part) && hay[end..].starts_with(part);
            if !glued_before && !glued_after {
                found.push((at, end, word));
            }
        }
    }
    found.sort_by_key(|(at, end, _)| (*at, usize::MAX - *end));
    let mut last = 0;
    let mut all = Vec::new();
    for (at, end, word) in found {
        if at >= last {
            let offset = u32::try_from(at).unwrap_or(u32::MAX);
            all.push(Place { position: Position::of(text, offset), word: word.to_owned() });
            last = end;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stands_alone_and_case_does_not_count() {
        let words = ["Ann Lee".to_owned(), "ann".to_owned(), "林梅".to_owned()];
        let found: Vec<_> = places("Anna met ANN LEE.\nAsk ann-marie, 请问林梅。", &words)
            .into_iter()
            .map(|place| (place.position.line, place.position.column, place.word))
            .collect();
        let at = |line, column, word: &str| (line, column, word.to_owned());
        assert_eq!(found, [at(1, 10, "Ann Lee"), at(2, 5, "ann"), at(2, 18, "林梅")]);
    }
}
