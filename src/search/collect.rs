//! From pages to lists: which pages hold a term, how much it says about each, and in which part it stands.

use super::Document;
use super::pairs;
use super::terms::terms;
use rayon::prelude::*;
use std::collections::HashMap;

/// Terms of a page of usual length: longer ones say a little less with each word.
const USUAL: f32 = 300.0;
/// Parts into which a text is cut, besides the title: words of one part stand near each other.
const PARTS: usize = 15;

/// One page of a term's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) document: u32,
    /// From 0 to 15, logarithmic: [`weight`].
    pub(super) weight: u8,
    /// In which parts of the page the term stands.
    pub(super) parts: u16,
}

/// Terms and their lists.
pub(super) type Lists = Vec<(Box<str>, Vec<Posting>)>;

#[derive(Clone, Copy, Default)]
struct Uses {
    text: u16,
    title: bool,
    heading: bool,
    keyword: bool,
    seen: bool,
    parts: u16,
}

/// The lists of some pages.
#[derive(Default)]
pub(super) struct Collected {
    numbers: HashMap<Box<str>, u32>,
    lists: Vec<Vec<Posting>>,
    uses: Vec<Uses>,
    touched: Vec<u32>,
    /// The terms of each text in order, and where the text of a page ends.
    text: Vec<u32>,
    ends: Vec<(u32, usize)>,
}

impl Collected {
    /// Adds a page. Pages come in the order of their numbers.
    pub(super) fn add(&mut self, number: u32, document: &Document<'_>) {
        let mut title_length = 0;
        self.each(document.title, |uses, _| {
            title_length += 1;
            uses.title = true;
            uses.parts |= 1;
        });
        for heading in &document.headings {
            self.each(heading, |uses, _| uses.heading = true);
        }
        for keyword in &document.keywords {
            self.each(keyword, |uses, _| uses.keyword = true);
        }
        for tag in &document.tags {
            let id = self.id(&format!("#{tag}"));
            self.uses[id as usize].keyword = true;
        }
        let mut text = std::mem::take(&mut self.text);
        let begin = text.len();
        for part in [document.summary, document.text] {
            self.each(part, |_, id| text.push(id));
        }
        let length = text.len() - begin;
        for (at, id) in text[begin..].iter().enumerate() {
            let uses = &mut self.uses[*id as usize];
            uses.text = uses.text.saturating_add(1);
            uses.parts |= 2 << (at * PARTS / length);
        }
        self.text = text;
        self.ends.push((number, self.text.len()));
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
            self.lists[id as usize].push(Posting { document, weight: weight(impact), parts: uses.parts });
        }
    }

    /// The pairs of neighbours that both have a digest, each once a page.
    fn pairs(&self, digests: &[u32]) -> Vec<(u32, u32)> {
        let (mut all, mut own) = (Vec::new(), Vec::new());
        let mut begin = 0;
        for (number, end) in &self.ends {
            let text = self.text[begin..*end].iter().map(|id| digests[*id as usize]);
            let next = text.clone().skip(1);
            own.extend(text.zip(next).filter(|(a, b)| *a != 0 && *b != 0).map(|(a, b)| pairs::of_two(a, b)));
            own.sort_unstable();
            own.dedup();
            all.extend(own.drain(..).map(|digest| (digest, *number)));
            begin = *end;
        }
        all
    }

    fn each(&mut self, text: &str, mut use_of: impl FnMut(&mut Uses, u32)) {
        terms(text, |term| {
            let id = self.id(term);
            use_of(&mut self.uses[id as usize], id);
        });
    }

    /// The number of a term, noted as one of this page.
    fn id(&mut self, term: &str) -> u32 {
        let id = match self.numbers.get(term) {
            Some(id) => *id,
            None => {
                let id = self.lists.len() as u32;
                self.numbers.insert(term.into(), id);
                self.lists.push(Vec::new());
                self.uses.push(Uses::default());
                id
            }
        };
        let uses = &mut self.uses[id as usize];
        if !uses.seen {
            uses.seen = true;
            self.touched.push(id);
        }
        id
    }
}

/// What an impact is stored as: three steps double it, 6 stands for 1.
fn weight(impact: f32) -> u8 {
    (3.0 * impact.max(0.01).log2() + 6.0).round().clamp(0.0, 15.0) as u8
}

/// All lists as one, sorted by term, the pages of each by number; and the pairs of neighbours that are both in more than `common` pages,
/// as digests and numbers of pages.
pub(super) fn merged(mut chunks: Vec<Collected>, common: usize) -> (Lists, Vec<(u32, u32)>) {
    let mut parts: Vec<(&str, usize, u32)> = Vec::new();
    let terms: Vec<HashMap<Box<str>, u32>> =
        chunks.iter_mut().map(|chunk| std::mem::take(&mut chunk.numbers)).collect();
    for (chunk, terms) in terms.iter().enumerate() {
        parts.extend(terms.iter().map(|(term, id)| (&**term, chunk, *id)));
    }
    parts.par_sort_unstable();
    let mut lists: Lists = Vec::new();
    // For each chunk and term: the digest, where the term is common. It is never 0, as good as never.
    let mut digests: Vec<Vec<u32>> = chunks.iter().map(|chunk| vec![0; chunk.lists.len()]).collect();
    for same in parts.chunk_by(|a, b| a.0 == b.0) {
        let count: usize = same.iter().map(|(_, chunk, id)| chunks[*chunk].lists[*id as usize].len()).sum();
        let mut list = Vec::with_capacity(count);
        for (term, chunk, id) in same {
            list.append(&mut chunks[*chunk].lists[*id as usize]);
            if count > common {
                digests[*chunk][*id as usize] = pairs::digest(term);
            }
        }
        lists.push((same[0].0.into(), list));
    }
    let pairs = chunks.par_iter().zip(&digests).flat_map_iter(|(chunk, digests)| chunk.pairs(digests)).collect();
    (lists, pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(documents: &[Document<'_>]) -> HashMap<String, Vec<Posting>> {
        let mut chunks = Vec::new();
        for (number, document) in documents.iter().enumerate() {
            let mut collected = Collected::default();
            collected.add(number as u32, document);
            chunks.push(collected);
        }
        merged(chunks, usize::MAX).0.into_iter().map(|(term, list)| (term.into_string(), list)).collect()
    }

    #[test]
    fn a_title_says_more_than_a_heading_and_a_heading_more_than_a_word() {
        let text = "boats and more words than one to read on an evening";
        let pages = [
            Document { title: "Boats", text, ..Document::default() },
            Document { headings: vec!["Boats"], text, ..Document::default() },
            Document { text, ..Document::default() },
        ];
        let weights: Vec<u8> = lists(&pages)["boat"].iter().map(|posting| posting.weight).collect();
        assert!(weights[0] > weights[1] && weights[1] > weights[2], "{weights:?}");
    }

    #[test]
    fn neighbours_share_a_part() {
        let text = format!("{} red boat {}", "a ".repeat(100), "b ".repeat(100));
        let lists = lists(&[Document { title: "red", text: &text, ..Document::default() }]);
        assert_eq!(lists["boat"][0].parts & lists["red"][0].parts, lists["boat"][0].parts);
        assert_eq!(lists["red"][0].parts & 1, 1);
        assert_eq!(lists["a"][0].parts & lists["b"][0].parts & !lists["boat"][0].parts, 0);
    }

    #[test]
    fn common_neighbours_are_pairs_once_a_page() {
        let mut collected = Collected::default();
        for number in 0..3 {
            let text = if number == 1 { "red boat red boat rare" } else { "red rare2 boat" };
            collected.add(number, &Document { text, ..Document::default() });
        }
        let of = |a: &str, b: &str| (pairs::of_two(pairs::digest(a), pairs::digest(b)), 1);
        let (_, mut pairs) = merged(vec![collected], 2);
        pairs.sort_unstable();
        let mut expected = vec![of("red", "boat"), of("boat", "red")];
        expected.sort_unstable();
        assert_eq!(pairs, expected);
    }

    #[test]
    fn a_tag_is_a_term_of_its_own() {
        let lists = lists(&[Document { tags: vec!["open-source"], ..Document::default() }]);
        assert_eq!(lists.keys().collect::<Vec<_>>(), ["#open-source"]);
    }
}
