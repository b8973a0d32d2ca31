//! "Did you mean": the nearest of the names that would have been right.

/// The candidate most like `word`, if one is like enough to be what the author meant.
///
/// Compares without case. Ties go to the first candidate, so the answer does not depend on anything but the order given.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let other = candidate.to_lowercase();
        let score = if lower == other { 2.0 } else { likeness(&lower, &other) };
        if score >= 0.72 && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Several words as a message lists them: `"a", "b"`.
pub fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

/// How many slips of a finger turn one word into the other: a letter too many, too few, wrong, or two exchanged.
pub fn slips(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(a, b)
}

fn likeness(a: &str, b: &str) -> f64 {
    let shorter = a.chars().count().min(b.chars().count());
    let distance = slips(a, b);
    if distance == 1 && shorter >= 2 || distance == 2 && shorter >= 5 {
        return 0.99 - 0.02 * f64::from(u32::try_from(distance).unwrap_or(9));
    }
    if shorter >= 4 && (a.starts_with(b) || b.starts_with(a)) {
        return 0.9;
    }
    strsim::jaro_winkler(a, b) - 0.1
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant_and_nothing_else() {
        let fields = ["title", "date", "authors", "tags", "hosts", "summary"];
        assert_eq!(nearest("host", fields), Some("hosts"));
        assert_eq!(nearest("Tags", fields), Some("tags"));
        assert_eq!(nearest("auhtor", fields), Some("authors"));
        assert_eq!(nearest("sumary", fields), Some("summary"));
        assert_eq!(nearest("colour", fields), None);
        assert_eq!(nearest("x", fields), None);
    }
}
