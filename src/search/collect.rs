//! From pages to lists: which pages hold a term, how much it says about each, and which phrases stand where.

use super::Document;
use super::blocks::Blocks;
use super::phrases::{Collector, Places};
use super::terms::bytes_of_terms;
use super::vocabulary::{Own, Vocabulary, digest};
use rayon::slice::ParallelSliceMut;

/// Terms of a page of usual length: longer ones say a little less with each word.
const USUAL: f32 = 300.0;
/// The bits of a weight.
const WEIGHT_BITS: u32 = 4;

/// One page of a term's list: its number, and in the lowest four bits the weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Posting(u32);

impl Posting {
    /// An entry for a page, whose number has at most 28 bits.
    pub(super) fn new(page: u32, weight: u8) -> Self {
        Self(page << WEIGHT_BITS | u32::from(weight))
    }

    /// The number of the page.
    pub(super) fn page(self) -> u32 {
        self.0 >> WEIGHT_BITS
    }

    /// What the term says of the page: from 0 to 15, logarithmic.
    pub(super) fn weight(self) -> u8 {
        (self.0 & ((1 << WEIGHT_BITS) - 1)) as u8
    }
}

/// How a page uses a term.
#[derive(Clone, Copy, Default)]
struct Uses {
    text: u16,
    title: bool,
    heading: bool,
    keyword: bool,
}

/// What was found in some pages.
struct Collected {
    words: Vocabulary,
    own: Own<Uses>,
    /// Page by page: the number of a term and the weight in its lowest bits.
    found: Vec<u32>,
    /// The number of each page, and where it ends in `found`.
    ends: Vec<(u32, usize)>,
    phrases: Collector,
}

/// What was found in some pages, term by term.
pub(super) struct Chunk {
    words: Vocabulary,
    /// For each term, where its pages begin; and where those of the last end.
    begins: Vec<u32>,
    postings: Vec<Posting>,
}

impl Collected {
    fn new(bits: u32, size: usize) -> Self {
        Self {
            words: Vocabulary::default(),
            own: Own::default(),
            found: Vec::new(),
            ends: Vec::new(),
            phrases: Collector::new(bits, size),
        }
    }

    /// Adds a page. Pages come in the order of their numbers.
    fn add(&mut self, number: u32, document: &Document<'_>) {
        self.phrases.begin(number);
        let mut title_length = 0;
        self.each(document.title, true, |uses| {
            uses.title = true;
            title_length += 1;
        });
        for heading in &document.headings {
            self.each(heading, false, |uses| uses.heading = true);
        }
        for keyword in &document.keywords {
            self.each(keyword, false, |uses| uses.keyword = true);
        }
        for tag in &document.tags {
            let term = format!("#{tag}");
            self.own.of(term.as_bytes(), digest(term.as_bytes())).keyword = true;
        }
        let mut length = 0;
        for part in [document.summary, &*document.text] {
            self.each(part, true, |uses| {
                uses.text = uses.text.saturating_add(1);
                length += 1;
            });
        }
        self.finish(number, title_length, length);
    }

    /// Turns the uses within a page into entries of the lists.
    fn finish(&mut self, number: u32, title_length: usize, length: usize) {
        let normal = 0.25 + 0.75 * length as f32 / USUAL;
        let Self { words, own, found, .. } = self;
        words.expect(own.prints());
        own.drain(|term, print, uses| {
            let count = f32::from(uses.text);
            let mut impact = 2.2 * count / (count + 1.2 * normal);
            if uses.title {
                impact += 6.0 / (title_length as f32).sqrt();
            }
            if uses.heading {
                impact += 1.0;
            }
            if uses.keyword {
                impact += 2.0;
            }
            found.push(words.id(term, print) << WEIGHT_BITS | u32::from(weight(impact)));
        });
        self.ends.push((number, self.found.len()));
    }

    /// Notes each term of a text, and its phrases where it `runs`: where its words stand side by side for a reader.
    fn each(&mut self, text: &str, runs: bool, mut use_of: impl FnMut(&mut Uses)) {
        bytes_of_terms(text, |term| {
            let digest = digest(term);
            use_of(self.own.of(term, digest));
            if runs {
                self.phrases.add(digest);
            }
        });
        self.phrases.end_of_run();
    }

    /// Puts the pages of each term together, in their order.
    fn by_term(self) -> (Chunk, Places) {
        let Self { words, found, ends, phrases, .. } = self;
        let mut begins = vec![0; words.len() + 1];
        for entry in &found {
            begins[(entry >> WEIGHT_BITS) as usize + 1] += 1;
        }
        for id in 0..words.len() {
            begins[id + 1] += begins[id];
        }
        let mut next = begins.clone();
        let mut postings = vec![Posting::default(); found.len()];
        let mut begin = 0;
        for (page, end) in ends {
            for entry in &found[begin..end] {
                let at = &mut next[(entry >> WEIGHT_BITS) as usize];
                postings[*at as usize] = Posting::new(page, (entry & ((1 << WEIGHT_BITS) - 1)) as u8);
                *at += 1;
            }
            begin = end;
        }
        (Chunk { words, begins, postings }, phrases.done())
    }
}

impl Chunk {
    fn postings(&self, id: u32) -> &[Posting] {
        &self.postings[self.begins[id as usize] as usize..self.begins[id as usize + 1] as usize]
    }
}

/// The least impact of each weight above 0: three steps double it, 6 stands for 1. Numbers, not logarithms: those differ between machines.
const LEAST: [f32; 15] = [
    0.2806, 0.3536, 0.4454, 0.5612, 0.707, 0.8909, 1.1225, 1.414, 1.7818, 2.2449, 2.8284, 3.5636, 4.4898, 5.6569,
    7.1272,
];

/// What an impact is stored as.
fn weight(impact: f32) -> u8 {
    LEAST.partition_point(|least| impact >= *least) as u8
}

/// Reads pages, which come with their numbers and in the order of these; no text is held longer than needed. `bits` tell into how many files
/// the phrases go, `size` how many bytes the texts have.
pub(super) fn collected<'a>(
    pages: impl Iterator<Item = (u32, Document<'a>)>,
    bits: u32,
    size: usize,
) -> (Chunk, Places) {
    let mut collected = Collected::new(bits, size);
    pages.for_each(|(number, document)| collected.add(number, &document));
    collected.by_term()
}

/// Writes the lists of all `chunks`, whose pages come in order: sorted by term, the pages of each by number.
pub(super) fn written(chunks: &[Chunk], blocks: &mut Blocks) {
    let mut all = Vocabulary::default();
    // For each term its number in each chunk and one; 0 in a chunk that does not know it.
    let mut places: Vec<u32> = Vec::new();
    for (number, chunk) in chunks.iter().enumerate() {
        for id in 0..chunk.words.len() as u32 {
            let at = all.id(chunk.words.term(id), chunk.words.print(id)) as usize;
            places.resize(places.len().max((at + 1) * chunks.len()), 0);
            places[at * chunks.len() + number] = id + 1;
        }
    }
    let mut order: Vec<(u64, u32)> = (0..all.len() as u32).map(|id| (beginning(all.term(id)), id)).collect();
    // Most differ in their first letters, for which nothing else need be looked at.
    order.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| all.term(a.1).cmp(all.term(b.1))));
    let mut list = Vec::new();
    for (_, id) in order {
        list.clear();
        let own = &places[id as usize * chunks.len()..][..chunks.len()];
        for (chunk, id) in chunks.iter().zip(own).filter(|(_, id)| **id > 0) {
            list.extend_from_slice(chunk.postings(id - 1));
        }
        blocks.add(std::str::from_utf8(all.term(id)).expect("terms are cut between letters"), &list);
    }
}

/// The first eight bytes as a number that sorts as they do.
fn beginning(term: &[u8]) -> u64 {
    let mut eight = [0; 8];
    let length = term.len().min(8);
    eight[..length].copy_from_slice(&term[..length]);
    u64::from_be_bytes(eight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;
    use std::collections::HashMap;

    fn lists(documents: &[Document<'_>]) -> HashMap<String, Vec<Posting>> {
        let mut lists: HashMap<String, Vec<Posting>> = HashMap::new();
        // Each page by itself, so that lists are put together.
        for (number, document) in (0..).zip(documents) {
            let (chunk, _) = collected(std::iter::once((number, document.clone())), 0, 100);
            for id in 0..chunk.words.len() as u32 {
                lists
                    .entry(String::from_utf8_lossy(chunk.words.term(id)).into())
                    .or_default()
                    .extend(chunk.postings(id));
            }
        }
        lists
    }

    #[test]
    fn a_title_says_more_than_a_heading_and_a_heading_more_than_a_word() {
        let text = Cow::Borrowed("boats and more words than one to read on an evening");
        let pages = [
            Document { title: "Boats", text: text.clone(), ..Document::default() },
            Document { headings: vec!["Boats"], text: text.clone(), ..Document::default() },
            Document { text, ..Document::default() },
        ];
        let weights: Vec<u8> = lists(&pages)["boat"].iter().map(|posting| posting.weight()).collect();
        assert!(weights[0] > weights[1] && weights[1] > weights[2], "{weights:?}");
    }

    #[test]
    fn three_steps_of_weight_double_an_impact() {
        for (impact, expected) in [(0.0, 0), (0.25, 0), (0.5, 3), (1.0, 6), (2.0, 9), (4.0, 12), (8.0, 15), (99.0, 15)]
        {
            assert_eq!(weight(impact), expected, "{impact}");
        }
        assert!(LEAST.windows(4).all(|four| (four[3] / four[0] - 2.0).abs() < 0.01));
    }

    #[test]
    fn the_pages_of_a_term_come_in_order() {
        let text = |text: &'static str| Document { text: text.into(), ..Document::default() };
        let lists = lists(&[text("red boat"), text("boat"), text("a red, red boat")]);
        assert_eq!(lists["boat"].iter().map(|posting| posting.page()).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(lists["red"].iter().map(|posting| posting.page()).collect::<Vec<_>>(), [0, 2]);
    }

    #[test]
    fn a_tag_is_a_term_of_its_own() {
        let lists = lists(&[Document { tags: vec!["open-source"], ..Document::default() }]);
        assert_eq!(lists.keys().collect::<Vec<_>>(), ["#open-source"]);
    }
}
