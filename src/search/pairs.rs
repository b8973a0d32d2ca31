//! Which pages hold two common words side by side, and where.
//!
//! A list names only so many pages; of a word that more of them hold, it keeps those the word says most about. A phrase of such words
//! would be lost. So where both of two neighbours have a shortened list, the pair is noted too, by a digest of both words, with the part
//! of the text it stands in, 15 for the title: the pairs of a phrase stand in the same part, or in one and the next. The digest, as a fraction, chooses a
//! file; what is left of the fraction is the key in it. Two pairs may share a key, which costs a wrong page far down in the results.
//!
//! A file is a run of places by key, page and part: the step from the key before, shifted left by one, its lowest bit telling that
//! another place follows with the same key; then the step from the page before with this key, shifted left by four, and the part in the
//! lowest four bits. All are LEB128.

use super::blocks::number;
use super::collect::{Ends, PARTS, parts};
use rayon::prelude::*;
use std::ops::Range;

/// Bytes of a file, about.
const FILE: usize = 4 * 1024 + 512;
/// Bytes that a place of a pair takes, about.
const ENTRY: usize = 4;
/// Bits of a pair's digest.
const BITS: u32 = 28;
/// Bits of a key within a file.
const KEY_BITS: u32 = 16;
/// Files at most: what is left of the digest has to be some key.
const MAX_FILES: usize = 1 << 14;
/// Runs of files that are made at once.
const GROUPS: usize = 16;
/// Bits of the number of a part.
const PART_BITS: u32 = 4;
const PART_MASK: u32 = (1 << PART_BITS) - 1;

/// The digest of a term: FNV-1a of its bytes, 32 bits.
pub(super) fn digest(term: &str) -> u32 {
    term.bytes().fold(0x811c_9dc5, |digest, byte| (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The digest of a pair, in its order. The mixing is the end of MurmurHash3.
fn of_two(first: u32, second: u32) -> u32 {
    let mut digest = first.rotate_left(13) ^ second.wrapping_mul(0x9e37_79b1);
    digest = (digest ^ (digest >> 16)).wrapping_mul(0x85eb_ca6b);
    digest = (digest ^ (digest >> 13)).wrapping_mul(0xc2b2_ae35);
    (digest ^ (digest >> 16)) >> (32 - BITS)
}

/// The pairs of some pages.
pub(super) struct Neighbours {
    /// For each page in order: digests and, in the lowest four bits, parts, sorted.
    places: Vec<u32>,
    /// The number of each page, and where its places end.
    ends: Vec<(u32, usize)>,
}

/// Finds the pairs in titles and texts: `text` holds the numbers of their terms, `digests` the digest of each term, 0 for those that are
/// in no pair.
pub(super) fn neighbours(mut text: Vec<u32>, ends: &[Ends], digests: &[u32]) -> Neighbours {
    // Places take the room of the terms they are made of, from the front.
    let (mut begin, mut kept) = (0, 0);
    let mut kept_ends = Vec::with_capacity(ends.len());
    for ends in ends {
        let first = kept;
        let title = std::iter::once((PARTS, begin..ends.title.saturating_sub(1)));
        let last = ends.text.saturating_sub(1);
        for (part, range) in title.chain(parts(ends.title, ends.text)) {
            for at in range.start..range.end.min(last) {
                let (a, b) = (digests[text[at] as usize], digests[text[at + 1] as usize]);
                if a != 0 && b != 0 {
                    text[kept] = of_two(a, b) << PART_BITS | part as u32;
                    kept += 1;
                }
            }
        }
        text[first..kept].sort_unstable();
        kept = without_repeats(&mut text, first, kept);
        kept_ends.push((ends.page, kept));
        begin = ends.text;
    }
    text.truncate(kept);
    text.shrink_to_fit();
    Neighbours { places: text, ends: kept_ends }
}

/// Moves what differs from its neighbour to the front of `first..end`, and gives the new end.
fn without_repeats(places: &mut [u32], first: usize, end: usize) -> usize {
    let mut kept = first;
    for at in first..end {
        if at == first || places[at] != places[kept - 1] {
            places[kept] = places[at];
            kept += 1;
        }
    }
    kept
}

/// The files, by the digest as a fraction; none without pairs. The pages of `found` come in the order of their numbers.
pub(super) fn written(found: &[Neighbours]) -> Vec<Vec<u8>> {
    let places: usize = found.iter().map(|found| found.places.len()).sum();
    if places == 0 {
        return Vec::new();
    }
    let files = (places * ENTRY / FILE).clamp(1, MAX_FILES);
    let first = |group: usize| (group * files / GROUPS) as u64;
    let groups = (0..GROUPS).into_par_iter();
    groups.flat_map_iter(|group| group_written(found, first(group)..first(group + 1), files as u64)).collect()
}

/// The file and the key of a digest, as one number.
fn file_and_key(digest: u32, files: u64) -> u64 {
    (u64::from(digest) * files) >> (BITS - KEY_BITS)
}

/// Writes some of all `files`.
fn group_written(found: &[Neighbours], group: Range<u64>, files: u64) -> Vec<Vec<u8>> {
    // The least place of a file.
    let edge = |file: u64| (file << BITS).div_ceil(files) << PART_BITS;
    let (low, high, before) = (edge(group.start), edge(group.end), group.start << KEY_BITS);
    let mut all: Vec<u64> = Vec::new();
    for found in found {
        let mut begin = 0;
        for (page, end) in &found.ends {
            let own = &found.places[begin..*end];
            let from = own.partition_point(|place| u64::from(*place) < low);
            let to = own.partition_point(|place| u64::from(*place) < high);
            all.extend(own[from..to].iter().map(|place| {
                let at = file_and_key(place >> PART_BITS, files) - before;
                at << (32 + PART_BITS) | u64::from(*page) << PART_BITS | u64::from(place & PART_MASK)
            }));
            begin = *end;
        }
    }
    all.sort_unstable();
    all.dedup();
    let mut written = vec![Vec::new(); (group.end - group.start) as usize];
    for same_file in all.chunk_by(|a, b| file_of(*a) == file_of(*b)) {
        let out = &mut written[file_of(same_file[0])];
        let (mut key, mut page) = (0, 0);
        for (at, place) in same_file.iter().enumerate() {
            let own_key = (place >> (32 + PART_BITS)) as usize & ((1 << KEY_BITS) - 1);
            let own_page = (place >> PART_BITS) as u32;
            let more = same_file.get(at + 1).is_some_and(|next| next >> (32 + PART_BITS) == place >> (32 + PART_BITS));
            if own_key != key {
                page = 0;
            }
            number(out, (own_key - key) << 1 | usize::from(more));
            number(out, ((own_page - page) as usize) << PART_BITS | (*place as u32 & PART_MASK) as usize);
            (key, page) = (own_key, own_page);
        }
    }
    written
}

/// The file of a place, counted from the first of its group.
fn file_of(place: u64) -> usize {
    (place >> (32 + PART_BITS + KEY_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_script() {
        // FNV-1a of "a" is known; the rest holds the two programs together.
        assert_eq!(digest("a"), 0xe40c_292c);
        assert_ne!(of_two(digest("red"), digest("boat")), of_two(digest("boat"), digest("red")));
    }

    #[test]
    fn neighbours_are_pairs_once_in_a_part() {
        // Terms 0 and 1 are common, 2 is not; the third page is too short for a pair.
        let text = [0, 1, 0, 1, 2].repeat(15);
        let long = text.len();
        let ends = |page, title, text| Ends { page, title, text };
        let ends = [ends(7, 0, long), ends(9, long + 2, long + 4), ends(11, long + 4, long + 5)];
        let text = [text, vec![0, 1, 1, 0, 1]].concat();
        let found = neighbours(text, &ends, &[digest("red"), digest("boat"), 0]);
        let pairs = [of_two(digest("red"), digest("boat")), of_two(digest("boat"), digest("red"))];
        let mut expected: Vec<u32> = pairs.iter().flat_map(|pair| (0..15).map(move |part| pair << 4 | part)).collect();
        expected.sort_unstable();
        assert_eq!(found.places[..30], expected);
        // The title of the second page, and its text.
        let mut second = [pairs[0] << 4 | 15, pairs[1] << 4];
        second.sort_unstable();
        assert_eq!(found.places[30..], second);
        assert_eq!(found.ends, [(7, 30), (9, 32), (11, 32)]);
    }

    #[test]
    fn every_pair_is_where_its_digest_says() {
        let place = |page: u32, of: u32| (of_two(page / 3 + of, 7) << PART_BITS) | (page % 15);
        let (mut places, mut ends) = (Vec::new(), Vec::new());
        for page in 0..20_000 {
            let from = places.len();
            places.extend([place(page, 0), place(page, 1)]);
            places[from..].sort_unstable();
            ends.push((page * 8, places.len()));
        }
        let files = written(&[Neighbours { places, ends }]);
        assert!(files.len() > 20 && !files.len().is_power_of_two());
        for page in (0..20_000).step_by(977) {
            let place = place(page, 1);
            let at = file_and_key(place >> PART_BITS, files.len() as u64);
            let wanted = (at as u32 & 0xffff, page * 8, place & PART_MASK);
            assert!(read(&files[(at >> KEY_BITS) as usize]).contains(&wanted));
        }
        assert_eq!(files.iter().map(|file| read(file).len()).sum::<usize>(), 40_000);
        assert!(written(&[]).is_empty());
    }

    fn read(mut file: &[u8]) -> Vec<(u32, u32, u32)> {
        let next = |file: &mut &[u8]| {
            let mut value = 0;
            for shift in (0..).step_by(7) {
                let byte = file[0];
                *file = &file[1..];
                value |= u32::from(byte & 127) << shift;
                if byte < 128 {
                    break;
                }
            }
            value
        };
        let (mut key, mut page, mut all) = (0, 0, Vec::new());
        while !file.is_empty() {
            let step = next(&mut file) >> 1;
            let place = next(&mut file);
            page = if step > 0 { place >> 4 } else { page + (place >> 4) };
            key += step;
            all.push((key, page, place & 15));
        }
        all
    }
}
