//! From pages to lists: which pages hold a term, how much it says about each, and in which part it stands.

use super::Document;
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
    text: Vec<u32>,
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
        for part in [document.summary, document.text] {
            self.each(part, |_, id| text.push(id));
        }
        let length = text.len();
        for (at, id) in text.drain(..).enumerate() {
            let uses = &mut self.uses[id as usize];
            uses.text = uses.text.saturating_add(1);
            uses.parts |= 2 << (at * PARTS / length);
        }
        self.text = text;
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

/// All lists as one, sorted by term; the pages of each by number.
pub(super) fn merged(chunks: Vec<Collected>) -> Lists {
    let parts = chunks.into_iter().enumerate().flat_map(|(chunk, mut collected)| {
        let numbers = std::mem::take(&mut collected.numbers);
        numbers.into_iter().map(move |(term, id)| (term, chunk, std::mem::take(&mut collected.lists[id as usize])))
    });
    let mut parts: Vec<(Box<str>, usize, Vec<Posting>)> = parts.collect();
    parts.par_sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let mut lists: Lists = Vec::new();
    for (term, _, postings) in parts {
        match lists.last_mut() {
            Some((last, list)) if *last == term => list.extend(postings),
            _ => lists.push((term, postings)),
        }
    }
    lists
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
        merged(chunks).into_iter().map(|(term, list)| (term.into_string(), list)).collect()
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
    fn a_tag_is_a_term_of_its_own() {
        let lists = lists(&[Document { tags: vec!["open-source"], ..Document::default() }]);
        assert_eq!(lists.keys().collect::<Vec<_>>(), ["#open-source"]);
    }
}
