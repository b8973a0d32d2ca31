//! From lists to the bytes of blocks; the form stands at the head of the room.

use super::collect::{Lists, Posting};

/// Bytes after which a block ends.
const BLOCK: usize = 6 * 1024;
/// Pages a list names at most: the ones the term says most about. A word that more pages hold hardly tells them apart.
pub(super) const MAX_LISTED: usize = 1000;

/// The first term of each block, and the blocks.
pub(super) fn written(lists: &Lists) -> (Vec<String>, Vec<Vec<u8>>) {
    let (mut firsts, mut blocks) = (Vec::new(), Vec::new());
    let mut block = Vec::new();
    let mut before = "";
    for (term, postings) in lists {
        if block.is_empty() {
            firsts.push(term.to_string());
            before = "";
        }
        term_entry(&mut block, before, term, postings);
        before = term;
        if block.len() >= BLOCK {
            blocks.push(std::mem::take(&mut block));
        }
    }
    if !block.is_empty() {
        blocks.push(block);
    }
    (firsts, blocks)
}

fn term_entry(out: &mut Vec<u8>, before: &str, term: &str, postings: &[Posting]) {
    let shared = before.bytes().zip(term.bytes()).take_while(|(a, b)| a == b).count();
    number(out, shared);
    number(out, term.len() - shared);
    out.extend_from_slice(&term.as_bytes()[shared..]);
    let listed = most_telling(postings);
    number(out, postings.len() - listed.len());
    number(out, listed.len());
    let mut last = 0;
    for posting in listed.iter() {
        let step = (posting.document - last) as usize;
        last = posting.document;
        let is_one = posting.parts.count_ones() == 1;
        number(out, step << 1 | usize::from(!is_one));
        if is_one {
            out.push(posting.weight << 4 | posting.parts.trailing_zeros() as u8);
        } else {
            out.push(posting.weight << 4);
            out.extend_from_slice(&posting.parts.to_le_bytes());
        }
    }
}

/// The pages that a list names, by number.
fn most_telling(postings: &[Posting]) -> std::borrow::Cow<'_, [Posting]> {
    if postings.len() <= MAX_LISTED {
        return postings.into();
    }
    let mut best = postings.to_vec();
    best.sort_by_key(|posting| (std::cmp::Reverse(posting.weight), posting.document));
    best.truncate(MAX_LISTED);
    best.sort_by_key(|posting| posting.document);
    best.into()
}

pub(super) fn number(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(document: u32, weight: u8, parts: u16) -> Posting {
        Posting { document, weight, parts }
    }

    #[test]
    fn a_block_is_what_the_form_says() {
        let lists = vec![
            ("boat".into(), vec![posting(3, 6, 1), posting(300, 15, 0b110)]),
            ("bow".into(), vec![posting(1, 0, 0)]),
        ];
        let (firsts, blocks) = written(&lists);
        assert_eq!(firsts, ["boat"]);
        let mut expected = vec![0, 4];
        expected.extend(b"boat");
        expected.extend([0, 2, 3 << 1, 6 << 4, 0xd3, 0x04, 15 << 4, 0b110, 0]);
        expected.extend([2, 1, b'w', 0, 1, 1 << 1 | 1, 0, 0, 0]);
        assert_eq!(blocks, [expected]);
    }

    #[test]
    fn a_long_list_keeps_what_tells_most() {
        let list: Vec<Posting> = (0..5000).map(|number| posting(number, (number % 16) as u8, 1)).collect();
        let kept = most_telling(&list);
        assert_eq!(kept.len(), MAX_LISTED);
        assert!(kept.is_sorted_by_key(|posting| posting.document));
        assert!(kept.iter().all(|posting| posting.weight >= 12));
    }

    #[test]
    fn blocks_begin_anew() {
        let lists: Lists =
            (0..2000).map(|at| (format!("term{at:05}").into(), vec![posting(at, 6, 2); 2])).collect::<Vec<_>>();
        let (firsts, blocks) = written(&lists);
        assert!(blocks.len() > 1 && firsts.len() == blocks.len());
        assert!(blocks.iter().zip(&firsts).all(|(block, first)| block[2..].starts_with(first.as_bytes())));
    }
}
