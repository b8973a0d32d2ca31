//! From lists to the bytes of blocks; the form stands at the head of the room.

use super::collect::Posting;
use std::borrow::Cow;

/// Bytes after which a block ends.
const BLOCK: usize = 3 * 1024;
/// Pages a list names at most: the ones the term says most about. A word that more pages hold hardly tells them apart.
const MAX_LISTED: usize = 256;

/// Blocks, and where each begins.
#[derive(Default)]
pub(super) struct Blocks {
    firsts: Vec<String>,
    blocks: Vec<Vec<u8>>,
    /// The block that is being written.
    block: Vec<u8>,
    before: String,
}

impl Blocks {
    /// Adds a term and its pages. Terms come in order, and the pages of each by number.
    pub(super) fn add(&mut self, term: &str, postings: &[Posting]) {
        if self.block.is_empty() {
            self.firsts.push(parting(&self.before, term).to_owned());
            self.before.clear();
        }
        term_entry(&mut self.block, &self.before, term, postings);
        self.before.clear();
        self.before.push_str(term);
        if self.block.len() >= BLOCK {
            self.end();
        }
    }

    fn end(&mut self) {
        self.blocks.push(self.block.as_slice().into());
        self.block.clear();
    }

    /// For each block the beginning of its first term that parts it from the block before; and the blocks.
    pub(super) fn done(mut self) -> (Vec<String>, Vec<Vec<u8>>) {
        if !self.block.is_empty() {
            self.end();
        }
        (self.firsts, self.blocks)
    }
}

/// As much of `term` as comes after `before`, which is less.
fn parting<'a>(before: &str, term: &'a str) -> &'a str {
    let same = before.chars().zip(term.chars()).take_while(|(a, b)| a == b).count();
    term.char_indices().nth(same + 1).map_or(term, |(end, _)| &term[..end])
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
        number(out, ((posting.page() - last) as usize) << 4 | usize::from(posting.weight()));
        last = posting.page();
    }
}

/// The pages that a list names, by number: those with the most weight; of those with the least weight that still finds a place, any, but
/// always the same.
fn most_telling(postings: &[Posting]) -> Cow<'_, [Posting]> {
    if postings.len() <= MAX_LISTED {
        return postings.into();
    }
    let mut kept = postings.to_vec();
    let by = |posting: &Posting| (std::cmp::Reverse(posting.weight()), sorting(posting.page()));
    kept.select_nth_unstable_by_key(MAX_LISTED, by);
    kept.truncate(MAX_LISTED);
    kept.sort_unstable_by_key(|posting| posting.page());
    kept.into()
}

/// An order of pages in which kinds are mixed.
pub(super) fn sorting(page: u32) -> u32 {
    page.wrapping_mul(0x9e37_79b1)
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

    fn posting(page: u32, weight: u8) -> Posting {
        Posting::new(page, weight)
    }

    #[test]
    fn a_block_is_what_the_form_says() {
        let mut blocks = Blocks::default();
        blocks.add("boat", &[posting(3, 6), posting(300, 15)]);
        blocks.add("bow", &[posting(1, 0)]);
        let (firsts, blocks) = blocks.done();
        assert_eq!(firsts, ["b"]);
        assert_eq!((parting("boat", "bow"), parting("a", "boat"), parting("boat", "boats")), ("bow", "b", "boats"));
        assert_eq!(parting("河", "河岸创客"), "河岸");
        let mut expected = vec![0, 4];
        expected.extend(b"boat");
        // 297 << 4 | 15 is 0x129f.
        expected.extend([0, 2, 3 << 4 | 6, 0x9f, 0x25]);
        expected.extend([2, 1, b'w', 0, 1, 1 << 4]);
        assert_eq!(blocks, [expected]);
    }

    #[test]
    fn a_long_list_keeps_what_tells_most() {
        let list: Vec<Posting> = (0..1600).map(|number| posting(number, (number % 16) as u8)).collect();
        let kept = most_telling(&list);
        assert_eq!(kept.len(), MAX_LISTED);
        assert!(kept.is_sorted_by_key(|posting| posting.page()));
        assert!(kept.iter().all(|posting| posting.weight() >= 13));
        assert_eq!(kept.iter().filter(|posting| posting.weight() == 13).count(), MAX_LISTED - 200);
        let same: Vec<Posting> = (0..5000).map(|number| posting(number, 0)).collect();
        let late = most_telling(&same).iter().filter(|posting| posting.page() >= 2500).count();
        assert!((100..156).contains(&late), "{late}");
    }

    #[test]
    fn blocks_begin_anew() {
        let mut blocks = Blocks::default();
        for at in 0..2000 {
            blocks.add(&format!("term{at:05}"), &[posting(at, 6), posting(at + 9, 2)]);
        }
        let (firsts, blocks) = blocks.done();
        assert!(blocks.len() > 1 && firsts.len() == blocks.len());
        assert!(blocks.iter().zip(&firsts).all(|(block, first)| block[2..].starts_with(first.as_bytes())));
    }
}
