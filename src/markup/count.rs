//! Counting words, and shortening plain text for a reader's eye.
//!
//! Takes plain text, gives a number or a shorter text. Each letter of a script without spaces counts as a word.

use super::cjk;

/// The number of words: runs of letters and digits, and each Chinese or Japanese letter.
pub(super) fn words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut count = 0;
    let mut inside = false;
    let mut at = 0;
    while at < bytes.len() {
        let plain = bytes[at..].iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len() - at);
        if plain > 0 {
            let run = &bytes[at..at + plain];
            count += ascii_words(run) - usize::from(inside && is_part(run[0]));
            inside = is_part(run[plain - 1]);
            at += plain;
            continue;
        }
        let wide = bytes[at..].iter().position(u8::is_ascii).map_or(bytes.len(), |length| at + length);
        for c in text[at..wide].chars() {
            if cjk::is_wide_letter(c) {
                count += 1;
                inside = false;
            } else if !cjk::is_wide_stop(c) && c.is_alphanumeric() {
                count += usize::from(!inside);
                inside = true;
            } else if c != '’' {
                inside = false;
            }
        }
        at = wide;
    }
    count
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'\''
}

/// The number of words in ASCII: beginnings are counted, without a branch, so that the processor takes many bytes at a time.
fn ascii_words(bytes: &[u8]) -> usize {
    let first = usize::from(bytes.first().is_some_and(|byte| is_part(*byte)));
    // A sum of at most 255 ones fits into a byte.
    let beginnings = |part: &[u8], before: &[u8]| {
        part.iter().zip(before).map(|(byte, before)| u8::from(is_part(*byte) & !is_part(*before))).sum::<u8>()
    };
    let rest = bytes.get(1..).unwrap_or(&[]);
    first
        + rest
            .chunks(255)
            .zip(bytes.chunks(255))
            .map(|(part, before)| usize::from(beginnings(part, before)))
            .sum::<usize>()
}

/// The text on one line, at most `max` characters and an ellipsis, cut after a word or a Chinese stop where that is near.
pub(super) fn shorten(text: &str, max: usize) -> String {
    let mut out = String::with_capacity(text.len().min(max * 4));
    let mut left = max;
    for word in text.split_whitespace() {
        let space = usize::from(!out.is_empty());
        let length = word.chars().count();
        if length + space <= left {
            if space == 1 {
                out.push(' ');
            }
            out.push_str(word);
            left -= length + space;
            continue;
        }
        // Chinese has no spaces: the word may be a whole text.
        if left > space + max / 3 && (word.chars().any(cjk::joins) || out.is_empty()) {
            if space == 1 {
                out.push(' ');
            }
            out.extend(word.chars().take(left - space));
        }
        let cut = out
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '，' | '；' | '：' | '、'))
            .len();
        out.truncate(cut);
        out.push('…');
        return out;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_every_script() {
        for (text, expected) in [
            ("", 0),
            ("one two  three", 3),
            ("don't stop — now", 3),
            ("well-known foo/bar", 4),
            (&"word ".repeat(500), 500),
            ("naïve café’s", 2),
            ("河岸创客", 4),
            ("用 Rust 写的。", 4),
            ("河岸，创客", 4),
            ("한국어 문장", 2),
            ("été", 1),
            ("... !!", 0),
            ("テスト", 3),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn shortening_cuts_between_words() {
        assert_eq!(shorten("one two three", 100), "one two three");
        assert_eq!(shorten("one two, three", 9), "one two…");
        assert_eq!(shorten("河岸创客每个月聚会一次", 5), "河岸创客每…");
        assert_eq!(shorten("a\n\nb", 9), "a b");
        assert_eq!(shorten("supercalifragilistic", 5), "super…");
    }
}
