//! Which pages hold three terms in a row.
//!
//! A word that many pages hold hardly tells them apart, and its list is shortened; three of them in a row are seldom in many. So each three
//! neighbours of a title or text are noted by a digest, with the page. The first bits of the digest choose a file, the next
//! [`KEY_BITS`] are the key in it. Two phrases may share a key, one of ten or so, which costs a wrong page among the results.
//!
//! A file is a run of keys in order. Each begins with the step from the key before, shifted left by two; in its lowest bits the number of
//! pages less one, 3 for four or more, of which the number less four follows. Then the pages in order: the first in as many bytes as the
//! head says, lowest first, then the step from each to the next. Numbers are LEB128. Of a phrase in more than [`MAX_PAGES`] pages
//! that many are told.

use super::blocks::{number, sorting};
use rayon::prelude::*;

/// Bits of the key within a file.
const KEY_BITS: u32 = 14;
/// Bits of a page's place in its chunk, beside the key.
const PAGE_BITS: u32 = 32 - KEY_BITS;
/// Bytes of text for which a file is made, at least half of it: each gives about one phrase for five bytes, and each phrase two bytes.
const TEXT_IN_FILE: usize = 16 * 1024;
/// Files at most, as a power of two.
const MAX_BITS: u32 = 14;
/// Pages that are told of a phrase at most.
const MAX_PAGES: usize = 256;
/// Terms of a phrase.
const TERMS: usize = 3;
/// Phrases that are noted before they are sorted out by file: written one by one into thousands of lists, each would wait for memory.
const AT_ONCE: usize = 1 << 15;

/// The number of files, as a power of two, for texts of so many bytes together.
pub(super) fn bits_for(text: usize) -> u32 {
    (text / TEXT_IN_FILE).max(1).ilog2().min(MAX_BITS)
}

/// The digest of three terms in a row, by their own digests. The mixing is the end of MurmurHash3.
fn of_three([a, b, c]: [u32; TERMS]) -> u32 {
    let mut all = (a.rotate_left(13) ^ b).wrapping_mul(0x9e37_79b1);
    all = (all.rotate_left(15) ^ c).wrapping_mul(0x85eb_ca6b);
    all = (all ^ (all >> 13)).wrapping_mul(0xc2b2_ae35);
    all ^ (all >> 16)
}

/// Notes the phrases of some pages.
pub(super) struct Collector {
    bits: u32,
    /// The latest phrases: the file, and below it what is noted there.
    latest: Vec<(u32, u32)>,
    /// For each file: keys, and places of pages in `pages` below them.
    files: Vec<Vec<u32>>,
    pages: Vec<u32>,
    /// The digests of the terms before, the last one last.
    before: [u32; TERMS],
    run: usize,
}

/// The phrases of some pages.
pub(super) struct Places {
    files: Vec<Vec<u32>>,
    pages: Vec<u32>,
}

impl Collector {
    /// For texts of so many bytes, in five of which a phrase begins.
    pub(super) fn new(bits: u32, size: usize) -> Self {
        let room = (size / 5) >> bits;
        Self {
            bits,
            latest: Vec::with_capacity(AT_ONCE.min(size / 5)),
            files: (0..1 << bits).map(|_| Vec::with_capacity(room)).collect(),
            pages: Vec::new(),
            before: [0; TERMS],
            run: 0,
        }
    }

    /// What follows is of this page.
    pub(super) fn begin(&mut self, page: u32) {
        self.pages.push(page);
        assert!(self.pages.len() <= 1 << PAGE_BITS, "a chunk has fewer pages");
    }

    /// The next term of a run.
    pub(super) fn add(&mut self, digest: u32) {
        self.before = [self.before[1], self.before[2], digest];
        self.run += 1;
        if self.run >= TERMS {
            let (file, key) = file_and_key(of_three(self.before), self.bits);
            self.latest.push((file as u32, key << PAGE_BITS | (self.pages.len() - 1) as u32));
            if self.latest.len() == AT_ONCE {
                self.sort_out();
            }
        }
    }

    /// Brings the latest phrases to their files.
    fn sort_out(&mut self) {
        let mut ends = vec![0_u32; self.files.len()];
        self.latest.iter().for_each(|(file, _)| ends[*file as usize] += 1);
        let mut sum = 0;
        for end in &mut ends {
            sum += std::mem::replace(end, sum);
        }
        let mut sorted = vec![0; self.latest.len()];
        for (file, noted) in self.latest.drain(..) {
            let at = &mut ends[file as usize];
            sorted[*at as usize] = noted;
            *at += 1;
        }
        let mut begin = 0;
        for (file, end) in self.files.iter_mut().zip(ends) {
            file.extend_from_slice(&sorted[begin..end as usize]);
            begin = end as usize;
        }
    }

    /// What follows does not stand beside what was.
    pub(super) fn end_of_run(&mut self) {
        self.run = 0;
    }

    pub(super) fn done(mut self) -> Places {
        self.sort_out();
        Places { files: self.files, pages: self.pages }
    }
}

fn file_and_key(digest: u32, bits: u32) -> (usize, u32) {
    let file = (u64::from(digest) >> (32 - bits)) as usize;
    (file, digest << bits >> (32 - KEY_BITS))
}

/// Bytes in which the number of a page is written.
pub(super) fn width(numbers: u32) -> usize {
    (4 - numbers.leading_zeros() as usize / 8).max(1)
}

/// The files; `width` is that of the largest number of a page.
pub(super) fn written(mut found: Vec<Places>, bits: u32, width: usize) -> Vec<Vec<u8>> {
    // For each file what every chunk has of it, so that it can be forgotten as soon as it is written.
    let mut files: Vec<Vec<(Vec<u32>, &[u32])>> = (0..1 << bits).map(|_| Vec::with_capacity(found.len())).collect();
    for (own, pages) in found.iter_mut().map(|found| (std::mem::take(&mut found.files), &found.pages)) {
        own.into_iter().zip(&mut files).for_each(|(own, file)| file.push((own, pages)));
    }
    let file = |parts: Vec<(Vec<u32>, &[u32])>| {
        let mut places: Vec<u64> = Vec::with_capacity(parts.iter().map(|(own, _)| own.len()).sum());
        for (own, pages) in parts {
            let page = |place: u32| pages[(place & ((1 << PAGE_BITS) - 1)) as usize];
            places.extend(own.iter().map(|place| u64::from(place >> PAGE_BITS) << 32 | u64::from(page(*place))));
        }
        let mut places = by_key(places);
        places.dedup();
        file_written(&places, width)
    };
    files.into_par_iter().map(file).collect()
}

/// Sorts by key what comes in the order of pages: half of the bits, then the other half, each time keeping the order there was.
fn by_key(mut places: Vec<u64>) -> Vec<u64> {
    const HALF: u32 = KEY_BITS / 2;
    let mut sorted = vec![0; places.len()];
    for shift in [32, 32 + HALF] {
        let digit = |place: u64| (place >> shift) as usize & ((1 << HALF) - 1);
        let mut next = [0_u32; 1 << HALF];
        places.iter().for_each(|place| next[digit(*place)] += 1);
        let mut sum = 0;
        for count in &mut next {
            sum += std::mem::replace(count, sum);
        }
        for place in &places {
            let at = &mut next[digit(*place)];
            sorted[*at as usize] = *place;
            *at += 1;
        }
        std::mem::swap(&mut places, &mut sorted);
    }
    places
}

fn file_written(places: &[u64], width: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(places.len() * 3);
    let mut key = 0;
    let mut kept = Vec::new();
    for phrase in places.chunk_by(|a, b| a >> 32 == b >> 32) {
        kept.clear();
        kept.extend(phrase.iter().map(|place| *place as u32));
        if kept.len() > MAX_PAGES {
            // The same pages of every phrase, as far as may be, so that two phrases have them in common.
            kept.select_nth_unstable_by_key(MAX_PAGES, |page| sorting(*page));
            kept.truncate(MAX_PAGES);
            kept.sort_unstable();
        }
        let own = (phrase[0] >> 32) as u32;
        let more = phrase.len() - 1;
        number(&mut out, ((own - key) as usize) << 2 | more.min(3));
        if more >= 3 {
            number(&mut out, phrase.len() - 4);
        }
        key = own;
        out.extend_from_slice(&kept[0].to_le_bytes()[..width]);
        for two in kept.windows(2) {
            number(&mut out, (two[1] - two[0]) as usize);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::digest;
    use super::*;

    fn noted(bits: u32, pages: &[(u32, &[&str])]) -> Places {
        let mut collector = Collector::new(bits, 100);
        for (page, runs) in pages {
            collector.begin(*page);
            for run in *runs {
                run.split(' ').for_each(|term| collector.add(digest(term.as_bytes())));
                collector.end_of_run();
            }
        }
        collector.done()
    }

    fn of(phrase: &str) -> u32 {
        let terms: Vec<u32> = phrase.split(' ').map(|term| digest(term.as_bytes())).collect();
        of_three(terms.try_into().expect("three terms"))
    }

    #[test]
    fn digests_are_those_of_the_script() {
        // FNV-1a of "a" is known; the rest holds the two programs together, as `tests/clients/search.mjs` does.
        assert_eq!(digest(b"a"), 0xe40c_292c);
        assert_ne!(of("the red boat"), of("red the boat"));
        assert_ne!(of("the red boat"), of("boat red the"));
    }

    #[test]
    fn a_phrase_is_three_terms_of_one_run() {
        let bits = 3;
        let found = noted(bits, &[(7, &["the red boat sails", "one two"]), (9, &["three", "red boat"])]);
        assert_eq!(found.files.iter().map(Vec::len).sum::<usize>(), 2);
        for phrase in ["the red boat", "red boat sails"] {
            let (file, key) = file_and_key(of(phrase), bits);
            assert!(found.files[file].contains(&(key << PAGE_BITS)), "{phrase}");
        }
    }

    #[test]
    fn a_file_is_what_the_form_says() {
        let place = |key: u64, page: u64| key << 32 | page;
        let many: Vec<u64> = (0..5).map(|page| place(200, 300 + page * 200)).collect();
        let file = file_written(&[vec![place(3, 0x201), place(9, 1), place(9, 200)], many].concat(), 2);
        let mut expected = vec![3 << 2, 1, 2, 6 << 2 | 1, 1, 0, 0xc7, 1];
        expected.extend([0xff, 5, 1, 0x2c, 1, 0xc8, 1, 0xc8, 1, 0xc8, 1, 0xc8, 1]);
        assert_eq!(file, expected);
    }

    #[test]
    fn a_phrase_of_many_pages_keeps_some_and_says_how_many() {
        let places: Vec<u64> = (0..1000).collect();
        let file = file_written(&places, 2);
        assert_eq!(file[..3], [3, 0xe4, 7]);
        assert!(file.len() <= 3 + 2 * MAX_PAGES);
    }

    #[test]
    fn every_phrase_is_where_its_digest_says() {
        let phrase = |page: u32| format!("word{} of {page}", page % 7);
        let texts: Vec<String> = (0..3000).map(phrase).collect();
        let runs: Vec<[&str; 1]> = texts.iter().map(|text| [text.as_str()]).collect();
        let pages: Vec<(u32, &[&str])> = runs.iter().zip(0..).map(|(runs, page)| (page * 8, &runs[..])).collect();
        let (first, second) = pages.split_at(1000);
        let files = written(vec![noted(4, first), noted(4, second)], 4, width(24_000));
        assert_eq!(files.len(), 16);
        for page in (0..3000).step_by(97) {
            let (file, key) = file_and_key(of(&phrase(page)), 4);
            assert!(read(&files[file]).contains(&(key, page * 8)));
        }
        assert_eq!(files.iter().map(|file| read(file).len()).sum::<usize>(), 3000);
        assert_eq!((width(0), width(255), width(256), width(70_000)), (1, 1, 2, 3));
        assert_eq!((bits_for(0), bits_for(70_000), bits_for(usize::MAX)), (0, 2, MAX_BITS));
    }

    /// Keys and pages of a file whose pages take two bytes.
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
            let step = next(&mut file);
            key += step >> 2;
            let count = if step & 3 == 3 { next(&mut file) + 4 } else { (step & 3) + 1 };
            let mut page = u32::from(u16::from_le_bytes([file[0], file[1]]));
            file = &file[2..];
            all.push((key, page));
            for _ in 1..count.min(MAX_PAGES as u32) {
                page += next(&mut file);
                all.push((key, page));
            }
        }
        all
    }
}
