//! From lists to the bytes of blocks; the form stands at the head of the room.

use super::collect::Posting;
use std::cmp::Ordering;

/// Bytes after which a block ends.
const BLOCK: usize = 3 * 1024;
/// Pages a list names at most: the ones the term says most about. A word that more pages hold hardly tells them apart.
pub(super) const MAX_LISTED: usize = 500;

/// Blocks, and the first term of each.
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
            self.firsts.push(term.to_owned());
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

    /// The first term of each block, and the blocks.
    pub(super) fn done(mut self) -> (Vec<String>, Vec<Vec<u8>>) {
        if !self.block.is_empty() {
            self.end();
        }
        (self.firsts, self.blocks)
    }
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

/// The pages that a list names, by number: of those with the least weight that still finds a place, the first.
fn most_telling(postings: &[Posting]) -> std::borrow::Cow<'_, [Posting]> {
    if postings.len() <= MAX_LISTED {
        return postings.into();
    }
    let mut counts = [0; 16];
    for posting in postings {
        counts[usize::from(posting.weight)] += 1;
    }
    let (mut least, mut room) = (15, MAX_LISTED);
    while counts[least] <= room {
        room -= counts[least];
        least -= 1;
    }
    let finds_place = |posting: &&Posting| match usize::from(posting.weight).cmp(&least) {
        Ordering::Greater => true,
        Ordering::Equal if room > 0 => {
            room -= 1;
            true
        }
        _ => false,
    };
    postings.iter().filter(finds_place).copied().collect::<Vec<_>>().into()
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
        let mut blocks = Blocks::default();
        blocks.add("boat", &[posting(3, 6, 1), posting(300, 15, 0b110)]);
        blocks.add("bow", &[posting(1, 0, 0)]);
        let (firsts, blocks) = blocks.done();
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
        let rest = MAX_LISTED % 312;
        assert!(kept.iter().all(|posting| posting.weight >= 14));
        assert_eq!(
            kept.iter().filter(|posting| posting.weight == 14).map(|posting| posting.document).max(),
            Some((rest as u32 - 1) * 16 + 14)
        );
        let same: Vec<Posting> = (0..5000).map(|number| posting(number, 0, 1)).collect();
        assert_eq!(most_telling(&same).into_owned(), same[..MAX_LISTED]);
    }

    #[test]
    fn blocks_begin_anew() {
        let mut blocks = Blocks::default();
        for at in 0..2000 {
            blocks.add(&format!("term{at:05}"), &[posting(at, 6, 2); 2]);
        }
        let (firsts, blocks) = blocks.done();
        assert!(blocks.len() > 1 && firsts.len() == blocks.len());
        assert!(blocks.iter().zip(&firsts).all(|(block, first)| block[2..].starts_with(first.as_bytes())));
    }
}
