//! Names made of words: slugs for addresses and tags, ids for headings.
//!
//! Letters and digits of every script are kept. Takes text, gives text; knows nothing of what is already taken.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Makes a slug: letters and digits of every script, in lower case and normal form C; every other run becomes one `-`. A `+` or `#` that
/// follows a letter or digit is a word, since by these alone some names differ: `C`, `C++` and `C#`.
///
/// Gives the empty text for a text without a letter or digit.
///
/// ```
/// assert_eq!(folkmoot::markup::slug("What's new, 河岸?"), "whats-new-河岸");
/// assert_eq!(folkmoot::markup::slug("C++"), "c-plus-plus");
/// ```
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Whether the next letter begins a word, and whether one of those signs stood before it.
    let (mut gap, mut signed) = (false, false);
    let mut push = |c: char, out: &mut String| {
        if c.is_alphanumeric() || (is_combining_mark(c) && !out.is_empty() && !gap && !signed) {
            if (gap || signed) && !out.is_empty() {
                out.push('-');
            }
            (gap, signed) = (false, false);
            out.push(c);
        } else if matches!(c, '+' | '#') && !out.is_empty() && !gap {
            out.push_str(if c == '+' { "-plus" } else { "-sharp" });
            signed = true;
        } else if !matches!(c, '\'' | '’' | '\u{200c}' | '\u{200d}' | '\u{ad}') {
            gap = true;
        }
    };
    if text.is_ascii() {
        text.chars().for_each(|c| push(c.to_ascii_lowercase(), &mut out));
    } else {
        text.nfc().flat_map(char::to_lowercase).nfc().for_each(|c| push(c, &mut out));
    }
    out
}

/// Makes the id of a heading by GitHub's rule: lower case, each space a `-`, and nothing kept but letters, digits, marks, `-` and `_`.
///
/// Ids that are taken get `-1`, `-2`… from the caller.
pub fn heading_id(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' => out.push('-'),
            '-' | '_' => out.push(c),
            _ if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            _ if c.is_ascii() => {}
            _ if c.is_alphanumeric() || is_combining_mark(c) => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_every_script_and_join_the_rest() {
        for (text, expected) in [
            ("Hello, World!", "hello-world"),
            ("  C++ & Rust  ", "c-plus-plus-rust"),
            ("C#", "c-sharp"),
            ("#C + # C", "c-c"),
            ("18+", "18-plus"),
            ("a+b, 一#二", "a-plus-b-一-sharp-二"),
            ("河岸创客：第一次聚会", "河岸创客-第一次聚会"),
            ("e\u{301}te\u{301}", "\u{e9}t\u{e9}"),
            ("ÉTÉ", "été"),
            ("don't stop", "dont-stop"),
            ("हिन्दी", "हिन्दी"),
            ("İstanbul", "i\u{307}stanbul"),
            ("../../etc", "etc"),
            ("🎉", ""),
            ("---", ""),
            ("a_b", "a-b"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }

    #[test]
    fn heading_ids_follow_the_rule_of_github() {
        for (text, expected) in [
            ("Angels & seed money", "angels--seed-money"),
            ("What's new?", "whats-new"),
            ("snake_case `code`", "snake_case-code"),
            ("第一次聚会：开始", "第一次聚会开始"),
            ("1.2 Setup", "12-setup"),
            ("हिन्दी", "हिन्दी"),
            ("ÄÖ", "äö"),
            ("🎉 Party", "-party"),
        ] {
            assert_eq!(heading_id(text), expected, "{text}");
        }
    }
}
