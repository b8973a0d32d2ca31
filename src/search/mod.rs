//! The search index: files a browser can look words up in without a server.
//!
//! Takes what readers may see of each page and gives a head and blocks. Terms are sorted and cut into blocks of a few kilobytes, so that a
//! query loads the head, a block for each of its words, and the texts of the pages it shows. Text is cut into terms by [`terms`]; the
//! script of the theme (`search.js`) does the same to a query, and `tests/clients` holds the two together. Knows no kind of content,
//! decides nothing about who may see what, writes no file.
//!
//! # The files
//!
//! `index.json` is `{ "version", "documents", "bits", "together", "classes", "blocks", "pairs" }`. A class is a set of pages of one kind that show in the same
//! languages; the bits of a page's number above the lowest `bits` name its class. `blocks` holds the first term of each block, `pairs`
//! says how many files of `pairs` there are. What results show of a page stands in a file that is named by the page's number without its lowest
//! `together` bits, as hexadecimal digits: an object of pages by their numbers, in such digits too.
//!
//! A block is a run of terms: how many bytes it shares with the term before, how many follow, these bytes; how many pages hold it beyond
//! those listed, how many are listed; then each page. Numbers are LEB128. A page is the step from the page before, shifted left by one;
//! its lowest bit tells which form follows. Without it, one byte: weight in the upper half, in the lower the part of the page the term
//! stands in. With it, that byte and a set of parts, sixteen bits, lowest byte first. Part 0 is the title.

mod blocks;
mod collect;
mod pairs;
mod terms;
mod vocabulary;

pub use terms::terms;

use crate::text::digest_of;
use blocks::Blocks;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Pages that one task reads at least, and how many tasks there are at most: each learns the words anew.
const CHUNK: usize = 256;
const TASKS: usize = 8;
/// The fewest bits of a page's number below its class.
const MIN_BITS: u32 = 12;
/// So many times more numbers than pages, as a power of two: few pages meet on one.
const SPARE_BITS: u32 = 4;
/// Pages whose numbers differ in the lowest so many bits alone are shown from one file: two to four of them as a rule.
pub const TOGETHER: u32 = 6;

/// A page that can be found.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// A name that no other page has, and that stays.
    pub name: String,
    /// Its kind, for filters.
    pub kind: &'static str,
    /// The languages of the site in which it is shown.
    pub languages: Vec<Arc<str>>,
}

/// What a page says.
#[derive(Clone, Debug, Default)]
pub struct Document<'a> {
    /// The title.
    pub title: &'a str,
    /// Headings within the text.
    pub headings: Vec<&'a str>,
    /// Words that say what it is about: tags, skills, names, places.
    pub keywords: Vec<&'a str>,
    /// Slugs of its tags, for filters.
    pub tags: Vec<&'a str>,
    /// The summary, if it is not part of the text.
    pub summary: &'a str,
    /// The text, without markup.
    pub text: Cow<'a, str>,
}

/// Pages of one kind that show in the same languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
struct Class {
    kind: &'static str,
    languages: Vec<Arc<str>>,
}

#[derive(Serialize)]
struct IndexHead<'a> {
    version: String,
    documents: usize,
    bits: u32,
    together: u32,
    classes: &'a [Class],
    blocks: &'a [String],
    pairs: usize,
}

/// A finished index.
#[derive(Debug)]
pub struct Index {
    /// The text of `index.json`.
    pub head: String,
    /// The bytes of each block.
    pub blocks: Vec<Vec<u8>>,
    /// The bytes of each file of pairs.
    pub pairs: Vec<Vec<u8>>,
    /// The number of each page, in the order they were given.
    pub numbers: Vec<u32>,
}

/// Indexes pages; `read` says what the page at a place says, and is asked once for each. The same pages give the same bytes, in
/// whatever order they come.
pub fn index<'a>(pages: &[Page], read: impl Fn(usize) -> Document<'a> + Sync) -> Index {
    let bits = MIN_BITS.max(pages.len().max(1).ilog2() + 1 + SPARE_BITS);
    let (classes, numbers) = numbered(pages, bits);
    let mut order: Vec<usize> = (0..pages.len()).collect();
    order.sort_by_key(|at| numbers[*at]);
    let found = collect::collected(&order, &numbers, CHUNK.max(pages.len().div_ceil(TASKS)), read);
    let mut blocks = Blocks::default();
    let neighbours = found.written(blocks::MAX_LISTED, &mut blocks);
    let (firsts, blocks) = blocks.done();
    let pairs = pairs::written(&neighbours);
    let version = digest_of(&(&classes, &blocks, &pairs)).short_hex();
    let head = IndexHead {
        version,
        documents: numbers.len(),
        bits,
        together: TOGETHER,
        classes: &classes,
        blocks: &firsts,
        pairs: pairs.len(),
    };
    Index { head: serde_json::to_string(&head).expect("texts and numbers are JSON"), blocks, pairs, numbers }
}

/// The classes, and a number for each page: its class, then a digest of its name, so that a page keeps its number when others come and go.
fn numbered(pages: &[Page], bits: u32) -> (Vec<Class>, Vec<u32>) {
    let class = |page: &Page| Class { kind: page.kind, languages: page.languages.clone() };
    let classes: Vec<Class> = pages.iter().map(class).collect::<BTreeSet<_>>().into_iter().collect();
    assert!(classes.len() << bits <= 1 << 32, "a site has fewer pages, kinds and sets of languages than that");
    let mut order: Vec<usize> = (0..pages.len()).collect();
    order.sort_by(|a, b| pages[*a].name.cmp(&pages[*b].name));
    let mut taken = BTreeSet::new();
    let mut numbers = vec![0; pages.len()];
    for at in order {
        let own = classes.binary_search(&class(&pages[at])).expect("every class is listed") as u32;
        let mask = (1 << bits) - 1;
        let mut low = digest_of(&pages[at].name).0 as u32 & mask;
        while !taken.insert(own << bits | low) {
            low = (low + 1) & mask;
        }
        numbers[at] = own << bits | low;
    }
    (classes, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Written<'a> = (String, &'a str, &'a str);

    fn document<'a>(name: &str, title: &'a str, text: &'a str) -> Written<'a> {
        (name.into(), title, text)
    }

    fn index(written: &[Written<'_>]) -> Index {
        let page = |(name, ..): &Written<'_>| Page { name: name.clone(), kind: "post", languages: vec!["en".into()] };
        let pages: Vec<Page> = written.iter().map(page).collect();
        let read = |at: usize| Document { title: written[at].1, text: written[at].2.into(), ..Document::default() };
        super::index(&pages, read)
    }

    #[test]
    fn the_order_of_pages_does_not_matter() {
        let pages =
            [document("a", "One river", "boats"), document("b", "Two", "river boats 河岸"), document("c", "", "")];
        let mut turned = pages.to_vec();
        turned.reverse();
        let (index, other) = (index(&pages), index(&turned));
        assert_eq!(index.head, other.head);
        assert_eq!(index.blocks, other.blocks);
        assert_eq!(index.pairs, other.pairs);
        assert_eq!(index.numbers, other.numbers.iter().rev().copied().collect::<Vec<_>>());
    }

    #[test]
    fn a_page_keeps_its_number_when_others_come() {
        let one = index(&[document("a", "", "")]).numbers[0];
        assert_eq!(index(&[document("b", "", ""), document("a", "", "")]).numbers[1], one);
        let many: Vec<_> = (0..5000).map(|at| document(&format!("page {at}"), "", "")).collect();
        assert_eq!(index(&many).numbers.iter().collect::<BTreeSet<_>>().len(), 5000);
    }

    #[test]
    fn nothing_to_find_is_an_index_too() {
        let empty = index(&[]);
        assert!(empty.blocks.is_empty() && empty.head.contains("\"documents\":0"), "{}", empty.head);
    }
}
