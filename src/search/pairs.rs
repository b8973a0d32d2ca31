//! Which pages hold two common words side by side.
//!
//! A list names only so many pages; of a word that more of them hold, it keeps those the word says most about. A phrase of such words
//! would be lost. So where both of two neighbours have a shortened list, the pair is noted too, by a digest of both words: the upper
//! bits choose a file, the next sixteen are the key in it. Two pairs may share a key, which costs a wrong page far down in the results.
//!
//! A file is a run of keys in order: the step from the key before, shifted left by one, its lowest bit telling that another page
//! follows with the same key; then the number of the page. All are LEB128.

use super::blocks::number;
use rayon::prelude::*;

/// Bytes of a file, about.
const FILE: usize = 6 * 1024;
/// Bytes that a page of a pair takes, about.
const ENTRY: usize = 4;
/// Files at most, as a power of two: the digest has 32 bits, of which 16 are the key.
const MAX_BITS: u32 = 16;

/// The digest of a term: FNV-1a of its bytes, 32 bits.
pub(super) fn digest(term: &str) -> u32 {
    term.bytes().fold(0x811c_9dc5, |digest, byte| (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The digest of a pair, in its order. The mixing is the end of MurmurHash3.
pub(super) fn of_two(first: u32, second: u32) -> u32 {
    let mut digest = first.rotate_left(13) ^ second.wrapping_mul(0x9e37_79b1);
    digest = (digest ^ (digest >> 16)).wrapping_mul(0x85eb_ca6b);
    digest = (digest ^ (digest >> 13)).wrapping_mul(0xc2b2_ae35);
    digest ^ (digest >> 16)
}

/// The files, by the upper bits of the digest: a power of two of them, or none. `pairs` are digests and the numbers of pages.
pub(super) fn written(mut pairs: Vec<(u32, u32)>) -> Vec<Vec<u8>> {
    if pairs.is_empty() {
        return Vec::new();
    }
    pairs.par_sort_unstable();
    let bits = (pairs.len() * ENTRY / FILE).max(1).ilog2().min(MAX_BITS);
    let file_of = |digest: u32| digest.checked_shr(32 - bits).unwrap_or(0) as usize;
    let mut files = vec![Vec::new(); 1 << bits];
    let mut last = (usize::MAX, 0);
    let mut at = 0;
    while at < pairs.len() {
        let (digest, page) = pairs[at];
        let (file, key) = (file_of(digest), (digest << bits) >> 16);
        let before = if last.0 == file { last.1 } else { 0 };
        let next = pairs.get(at + 1).filter(|next| file_of(next.0) == file && (next.0 << bits) >> 16 == key);
        let out = &mut files[file];
        number(out, ((key - before) as usize) << 1 | usize::from(next.is_some()));
        number(out, page as usize);
        last = (file, key);
        at += 1;
    }
    files
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
    fn every_pair_is_where_its_digest_says() {
        let pairs: Vec<(u32, u32)> = (0..20_000_u32).map(|at| (of_two(at / 2, 7), at)).collect();
        let files = written(pairs.clone());
        assert!(files.len() > 4 && files.len().is_power_of_two());
        let bits = files.len().ilog2();
        for (digest, page) in pairs.into_iter().step_by(977) {
            let file = &files[(digest >> (32 - bits)) as usize];
            assert!(read(file).contains(&((digest << bits) >> 16, page)));
        }
        assert_eq!(files.iter().map(|file| read(file).len()).sum::<usize>(), 20_000);
        assert!(written(Vec::new()).is_empty());
    }

    fn read(mut file: &[u8]) -> Vec<(u32, u32)> {
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
        let (mut key, mut all) = (0, Vec::new());
        while !file.is_empty() {
            key += next(&mut file) >> 1;
            all.push((key, next(&mut file)));
        }
        all
    }
}
