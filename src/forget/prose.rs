//! Links and mentions in Markdown that lead to the member: a neutral word takes their place.

use super::{Edits, Neutral, Who};
use crate::check::links::join;
use crate::markup::{LinkKind, LinkRef, whole_link};
use crate::text::Source;
use std::ops::Range;

/// Replaces every link among `links` that leads to the member. What cannot be cut out of the text as a whole is left to a person.
pub(super) fn links(file: &Source, links: &[LinkRef], who: &Who, neutral: &Neutral, edits: &mut Edits) {
    for link in links {
        let place = link.span.start as usize..link.span.end as usize;
        match link.kind {
            LinkKind::Mention => {
                let known = |name: &&str| *name == who.id || who.others.contains(*name);
                if link.candidates().find(known) != Some(who.id.as_str()) {
                    continue;
                }
                let typed = format!("@{}", who.id);
                match file.text.get(place.clone()).and_then(|text| text.find(&typed)) {
                    // Between letters of Chinese there is no space; elsewhere the mention stood alone.
                    Some(at) => cut(edits, file, place.start + at..place.start + at + typed.len(), neutral),
                    None => edits.left.push(link.span),
                }
            }
            LinkKind::Wikilink if is_called(who, &link.target) => match wikilink(&file.text, &place) {
                Some(whole) => cut(edits, file, whole, neutral),
                None => edits.left.push(link.span),
            },
            LinkKind::Link if leads_to(who, &file.path, link) => match whole_link(&file.text, &place) {
                Some(whole) => cut(edits, file, whole, neutral),
                None => edits.left.push(link.span),
            },
            LinkKind::Image | LinkKind::Wikilink | LinkKind::Link => {}
        }
    }
}

/// Puts the neutral word in the place of a link, with a capital where a sentence begins.
fn cut(edits: &mut Edits, file: &Source, range: Range<usize>, neutral: &Neutral) {
    let before = file.text[..range.start].trim_end_matches([' ', '"', '*', '_']);
    let begins = before.is_empty() || before.ends_with(['.', '!', '?', '\n', '。', '！', '？', '"']);
    let capital = begins && neutral.phrase.is_ascii();
    edits.put(range, if capital { &*neutral.name } else { &*neutral.phrase });
}

fn is_called(who: &Who, target: &str) -> bool {
    let by_id = target == who.id || crate::markup::slug(target) == who.id;
    (by_id && !who.shares_id) || who.names.contains(&target.trim().to_lowercase())
}

fn leads_to(who: &Who, path: &str, link: &LinkRef) -> bool {
    let address = |text: &str| {
        let text = text.split(['#', '?']).next().unwrap_or(text);
        let text = text.trim_end_matches("index.html").trim_end_matches('/');
        who.addresses.contains(text)
    };
    if link.absolute {
        return link.target.strip_prefix(&who.site).is_some_and(|rest| rest.starts_with('/') && address(rest));
    }
    match link.target.strip_prefix('/') {
        Some(rest) => who.paths.contains(rest.trim_end_matches('/')) || address(&link.target),
        None => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            join(folder, &link.target).is_some_and(|path| who.paths.contains(&path))
        }
    }
}

/// `[[…]]` around a place.
fn wikilink(text: &str, place: &Range<usize>) -> Option<Range<usize>> {
    if text.get(place.clone())?.starts_with("[[") && text.get(place.clone())?.ends_with("]]") {
        return Some(place.clone());
    }
    let start = text[..place.start].rfind("[[")?;
    let end = place.end + text[place.end..].find("]]")? + 2;
    let plain = !text[start..end].contains('\n') && !text[start + 2..place.start].contains("]]");
    plain.then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wikilink_is_cut_out_as_a_whole() {
        let text = "see [[mei-lin|our friend]] there";
        assert_eq!(wikilink(text, &(6..13)).map(|range| &text[range]), Some("[[mei-lin|our friend]]"));
    }
}
