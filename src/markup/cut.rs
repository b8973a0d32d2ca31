//! Where a link begins and ends in a text, from the place of its target: for commands that take links out of texts.

use std::ops::Range;

/// `[words](target "title")` around its target. `None` for links of another form.
pub fn whole_link(text: &str, place: &Range<usize>) -> Option<Range<usize>> {
    let whole = text.get(place.clone())?;
    if whole.starts_with('[') && whole.ends_with(')') {
        return Some(place.clone());
    }
    if whole.starts_with('<') && whole.ends_with('>') && !whole.contains(' ') {
        return Some(place.clone());
    }
    let before = text[..place.start].trim_end_matches(['<', ' ', '\n']);
    let Some(open) = before.strip_suffix("](") else { return bare(text, place) };
    let mut depth = 1_u32;
    let mut start = None;
    for (at, c) in open.char_indices().rev().take(2000) {
        let escaped = open[..at].ends_with('\\');
        match c {
            ']' if !escaped => depth += 1,
            '[' if !escaped => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            start = Some(at);
            break;
        }
    }
    let after = &text[place.end..];
    let title = after.trim_start_matches(['>', ' ', '\n']);
    let skipped = after.len() - title.len();
    let close = match title.chars().next()? {
        ')' => skipped,
        quote @ ('"' | '\'') => {
            let end = title[1..].find(quote)? + 2;
            let rest = title[end..].trim_start();
            rest.starts_with(')').then(|| skipped + (title.len() - rest.len()))?
        }
        '(' => {
            let end = title.find(')')? + 1;
            title[end..].starts_with(')').then_some(skipped + end)?
        }
        _ => return None,
    };
    Some(start?..place.end + close + 1)
}

/// An address that stands by itself in the text, `https://…`, or in angle brackets.
fn bare(text: &str, place: &Range<usize>) -> Option<Range<usize>> {
    let whole = &text[place.clone()];
    let alone = whole.starts_with("https://") || whole.starts_with("http://");
    let before = text[..place.start].chars().next_back();
    let after = text[place.end..].chars().next();
    match (alone, before, after) {
        (true, Some('<'), Some('>')) => Some(place.start - 1..place.end + 1),
        // In raw HTML it stands in quotes; in a definition behind a colon.
        (true, Some('"' | '\'' | '='), _) => None,
        (true, ..) if !text[..place.start].trim_end().ends_with("]:") => Some(place.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str, target: &str) -> Option<String> {
        let at = text.find(target).expect("is there");
        whole_link(text, &(at..at + target.len())).map(|range| text[range].to_owned())
    }

    #[test]
    fn a_link_is_cut_out_as_a_whole() {
        for (text, cut) in [
            ("by [Lin [Mei]](../x.toml), here", Some("[Lin [Mei]](../x.toml)")),
            ("by [Lin](../x.toml \"a title\").", Some("[Lin](../x.toml \"a title\")")),
            ("by [Lin](<../x.toml>).", Some("[Lin](<../x.toml>)")),
            ("[a]: ../x.toml", None),
            ("<a href=\"../x.toml\">", None),
            ("河[林](../x.toml)岸", Some("[林](../x.toml)")),
        ] {
            assert_eq!(around(text, "../x.toml").as_deref(), cut, "{text}");
        }
        assert_eq!(
            around("see <https://x.example/m>.", "https://x.example/m").as_deref(),
            Some("<https://x.example/m>")
        );
        assert_eq!(around("[a]: https://x.example/m", "https://x.example/m"), None);
    }
}
