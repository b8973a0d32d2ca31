//! From pages to lists: which pages hold a term, how much it says about each, and in which part it stands.

use super::Document;
use super::blocks::Blocks;
use super::pairs::{self, Neighbours};
use super::terms::terms;
use super::vocabulary::Vocabulary;
use rayon::prelude::*;

/// Terms of a page of usual length: longer ones say a little less with each word.
const USUAL: f32 = 300.0;
/// Parts into which a text is cut, besides the title: words of one part stand near each other.
pub(super) const PARTS: usize = 15;

/// One page of a term's list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) document: u32,
    /// From 0 to 15, logarithmic: [`weight`].
    pub(super) weight: u8,
    /// In which parts of the page the term stands.
    pub(super) parts: u16,
}

#[derive(Clone, Copy, Default)]
struct Uses {
    text: u16,
    title: bool,
    heading: bool,
    keyword: bool,
    seen: bool,
    parts: u16,
}

/// What was found in some pages.
#[derive(Default)]
pub(super) struct Collected {
    words: Vocabulary,
    uses: Vec<Uses>,
    touched: Vec<u32>,
    /// Page by page, each with the number of its term.
    found: Vec<(u32, Posting)>,
    /// The terms of each title and text in order.
    text: Vec<u32>,
    ends: Vec<Ends>,
}

/// Where the words of a page end in a list of the words of many; they begin where those of the page before end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    /// The number of the page.
    pub(super) page: u32,
    pub(super) title: usize,
    pub(super) text: usize,
}

/// What was found in some pages, term by term.
struct Chunk {
    words: Vocabulary,
    /// For each term, where its pages begin; and where those of the last end.
    begins: Vec<u32>,
    postings: Vec<Posting>,
    text: Vec<u32>,
    ends: Vec<Ends>,
}

impl Collected {
    /// Adds a page. Pages come in the order of their numbers.
    pub(super) fn add(&mut self, number: u32, document: &Document<'_>) {
        let title_begin = self.text.len();
        terms(document.title, |term| {
            let id = self.id(term);
            self.text.push(id);
            let uses = &mut self.uses[id as usize];
            uses.title = true;
            uses.parts |= 1;
        });
        let title_length = self.text.len() - title_begin;
        for heading in &document.headings {
            self.each(heading, |uses| uses.heading = true);
        }
        for keyword in &document.keywords {
            self.each(keyword, |uses| uses.keyword = true);
        }
        for tag in &document.tags {
            let id = self.id(&format!("#{tag}"));
            self.uses[id as usize].keyword = true;
        }
        let begin = self.text.len();
        for part in [document.summary, &*document.text] {
            terms(part, |term| {
                let id = self.id(term);
                self.text.push(id);
            });
        }
        let length = self.text.len() - begin;
        for (part, range) in parts(begin, self.text.len()) {
            for id in &self.text[range] {
                let uses = &mut self.uses[*id as usize];
                uses.text = uses.text.saturating_add(1);
                uses.parts |= 2 << part;
            }
        }
        self.ends.push(Ends { page: number, title: begin, text: self.text.len() });
        self.finish(number, title_length, length);
    }

    /// Turns the uses within a page into entries of the lists.
    fn finish(&mut self, document: u32, title_length: usize, length: usize) {
        let normal = 0.25 + 0.75 * length as f32 / USUAL;
        for id in self.touched.drain(..) {
            let uses = std::mem::take(&mut self.uses[id as usize]);
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
            self.found.push((id, Posting { document, weight: weight(impact), parts: uses.parts }));
        }
    }

    fn each(&mut self, text: &str, mut use_of: impl FnMut(&mut Uses)) {
        terms(text, |term| {
            let id = self.id(term);
            use_of(&mut self.uses[id as usize]);
        });
    }

    /// The number of a term, noted as one of this page.
    fn id(&mut self, term: &str) -> u32 {
        let id = self.words.id(term);
        if id as usize == self.uses.len() {
            self.uses.push(Uses::default());
        }
        let uses = &mut self.uses[id as usize];
        if !uses.seen {
            uses.seen = true;
            self.touched.push(id);
        }
        id
    }

    /// Puts the pages of each term together, in their order.
    fn by_term(self) -> Chunk {
        let Self { words, found, mut text, ends, .. } = self;
        let mut begins = vec![0; words.len() + 1];
        for (id, _) in &found {
            begins[*id as usize + 1] += 1;
        }
        for id in 0..words.len() {
            begins[id + 1] += begins[id];
        }
        let mut next = begins.clone();
        let mut postings = vec![Posting::default(); found.len()];
        for (id, posting) in found {
            let at = &mut next[id as usize];
            postings[*at as usize] = posting;
            *at += 1;
        }
        text.shrink_to_fit();
        Chunk { words, begins, postings, text, ends }
    }
}

impl Chunk {
    fn postings(&self, id: u32) -> &[Posting] {
        &self.postings[self.begins[id as usize] as usize..self.begins[id as usize + 1] as usize]
    }
}

/// What an impact is stored as: three steps double it, 6 stands for 1.
fn weight(impact: f32) -> u8 {
    (3.0 * impact.max(0.01).log2() + 6.0).round().clamp(0.0, 15.0) as u8
}

/// The parts of a text, of which the terms lie in `begin..end`: their numbers and terms.
pub(super) fn parts(begin: usize, end: usize) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> {
    let edge = move |part: usize| begin + (part * (end - begin)).div_ceil(PARTS);
    (0..PARTS).map(move |part| (part, edge(part)..edge(part + 1)))
}

/// Reads pages: `order` are their places in the order of their `numbers`, so many `at_once`. No text is held longer than needed.
pub(super) fn collected<'a>(
    order: &[usize],
    numbers: &[u32],
    at_once: usize,
    read: impl Fn(usize) -> Document<'a> + Sync,
) -> Found {
    let chunk = |places: &[usize]| {
        let mut collected = Collected::default();
        places.iter().for_each(|at| collected.add(numbers[*at], &read(*at)));
        collected.by_term()
    };
    Found { chunks: order.par_chunks(at_once).map(chunk).collect() }
}

/// All that was found.
pub(super) struct Found {
    chunks: Vec<Chunk>,
}

impl Found {
    /// Writes all lists, sorted by term, the pages of each by number; and gives the neighbours that are both in more than `common` pages.
    pub(super) fn written(self, common: usize, blocks: &mut Blocks) -> Vec<Neighbours> {
        let mut terms: Vec<(&str, u32, u32)> = Vec::new();
        for (number, chunk) in self.chunks.iter().enumerate() {
            terms.extend((0..chunk.words.len() as u32).map(|id| (chunk.words.term(id), number as u32, id)));
        }
        terms.par_sort_unstable();
        // For each chunk and term: the digest, where the term is common. It is never 0, as good as never.
        let mut digests: Vec<Vec<u32>> = self.chunks.iter().map(|chunk| vec![0; chunk.words.len()]).collect();
        let mut list = Vec::new();
        for same in terms.chunk_by(|a, b| a.0 == b.0) {
            list.clear();
            for (_, chunk, id) in same {
                list.extend_from_slice(self.chunks[*chunk as usize].postings(*id));
            }
            if list.len() > common {
                for (_, chunk, id) in same {
                    digests[*chunk as usize][*id as usize] = self.chunks[*chunk as usize].words.digest(*id);
                }
            }
            blocks.add(same[0].0, &list);
        }
        drop(terms);
        let chunks = self.chunks.into_par_iter().zip(digests);
        chunks.map(|(chunk, digests)| pairs::neighbours(chunk.text, &chunk.ends, &digests)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;
    use std::collections::HashMap;

    fn lists(documents: &[Document<'_>]) -> HashMap<String, Vec<Posting>> {
        let order: Vec<usize> = (0..documents.len()).collect();
        let numbers: Vec<u32> = (0..documents.len() as u32).collect();
        let mut lists: HashMap<String, Vec<Posting>> = HashMap::new();
        // Each page by itself, so that lists are put together.
        for chunk in collected(&order, &numbers, 1, |at| documents[at].clone()).chunks {
            for id in 0..chunk.words.len() as u32 {
                lists.entry(chunk.words.term(id).into()).or_default().extend(chunk.postings(id));
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
        let weights: Vec<u8> = lists(&pages)["boat"].iter().map(|posting| posting.weight).collect();
        assert!(weights[0] > weights[1] && weights[1] > weights[2], "{weights:?}");
    }

    #[test]
    fn neighbours_share_a_part() {
        let text = format!("{} red boat {}", "a ".repeat(100), "b ".repeat(100));
        let lists = lists(&[Document { title: "red", text: text.into(), ..Document::default() }]);
        assert_eq!(lists["boat"][0].parts & lists["red"][0].parts, lists["boat"][0].parts);
        assert_eq!(lists["red"][0].parts & 1, 1);
        assert_eq!(lists["a"][0].parts & lists["b"][0].parts & !lists["boat"][0].parts, 0);
    }

    #[test]
    fn a_tag_is_a_term_of_its_own() {
        let lists = lists(&[Document { tags: vec!["open-source"], ..Document::default() }]);
        assert_eq!(lists.keys().collect::<Vec<_>>(), ["#open-source"]);
    }
}
