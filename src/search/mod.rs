//! The search index: files a browser can look words up in without a server.
//!
//! Takes what readers may see of each page and gives a head, blocks of words and files of phrases. A query loads the head, a block for a
//! few of its words, a file for each of at most three of its phrases, and what results show of the pages it lists: so much and no more,
//! however large the hub. Text is cut into terms by [`terms`]; the script of the theme (`search.js`) does the same to a query, and a test
//! holds the two together. Knows no kind of content, decides nothing about who may see what, writes no file.
//!
//! # The files
//!
//! `index.json` is `{ "version", "documents", "together", "classes", "width", "phrases", "blocks" }`. A class is a set of pages of one kind
//! that show in the same languages, and of numbers: those from its `from` to that of the next. `blocks` holds the beginning of the first term
//! of each block, with spaces between; its file is its number and `.bin`. There are two to the power of `phrases` files of phrases, `p0.bin` and so on; the number of a page takes `width`
//! bytes in them. What results show of a page stands in the file `N.json`, where N is the page's number divided by `together`: an object
//! of pages by their numbers.
//!
//! A block is a run of terms in order: how many bytes it shares with the term before, how many follow, these bytes; how many pages hold it
//! beyond those listed, how many are listed; then each page: the step from the page before, shifted left by four, and the weight in the lowest
//! four bits. Numbers are LEB128. `phrases` says how a file of phrases looks.

mod blocks;
mod collect;
mod phrases;
mod terms;
mod vocabulary;

pub use terms::terms;

use crate::text::digest_of;
use blocks::Blocks;
use rayon::prelude::*;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Pages that one task reads at least, and how many tasks there are at most: each learns the words anew.
const CHUNK: usize = 256;
const TASKS: usize = 8;
/// A class has at least so many times more numbers than pages: few pages meet on one.
const SPARE: u32 = 2;
/// A page that can be found.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// A name that no other page has, and that stays.
    pub name: String,
    /// Its kind, for filters.
    pub kind: &'static str,
    /// The languages of the site in which it is shown.
    pub languages: Vec<Arc<str>>,
    /// Bytes of its text, more or less.
    pub size: usize,
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
struct ClassHead<'a> {
    #[serde(flatten)]
    class: &'a Class,
    from: u32,
}

#[derive(Serialize)]
struct IndexHead<'a> {
    version: String,
    documents: usize,
    together: u32,
    classes: Vec<ClassHead<'a>>,
    width: usize,
    phrases: u32,
    blocks: String,
}

/// A finished index.
#[derive(Debug)]
pub struct Index {
    /// The text of `index.json`.
    pub head: String,
    /// The bytes of each block.
    pub blocks: Vec<Vec<u8>>,
    /// The bytes of each file of phrases.
    pub phrases: Vec<Vec<u8>>,
    /// The number of each page, in the order they were given.
    pub numbers: Vec<u32>,
    /// So many numbers are shown from one file: at most half as many pages, as a rule.
    pub together: u32,
}

/// How many numbers are shown from one file in a site of so many pages: the more, the fewer files, and the less there is room for of each page.
fn together(pages: usize) -> u32 {
    match pages {
        ..800 => 3,
        800..1600 => 5,
        _ => 10,
    }
}

/// Indexes pages; `read` says what the page at a place says, and is asked once for each. The same pages give the same bytes, in
/// whatever order they come.
pub fn index<'a>(pages: &[Page], read: impl Fn(usize) -> Document<'a> + Sync) -> Index {
    let together = together(pages.len());
    let Numbers { classes, froms, end, numbers } = numbered(pages, together);
    let mut order: Vec<usize> = (0..pages.len()).collect();
    order.sort_by_key(|at| numbers[*at]);
    let bits = phrases::bits_for(pages.iter().map(|page| page.size).sum());
    let chunk = |places: &[usize]| {
        let size = places.iter().map(|at| pages[*at].size).sum();
        collect::collected(places.iter().map(|at| (numbers[*at], read(*at))), bits, size)
    };
    let at_once = CHUNK.max(pages.len().div_ceil(TASKS));
    let (words, places): (Vec<_>, Vec<_>) = order.par_chunks(at_once).map(chunk).unzip();
    let width = phrases::width(end);
    let phrases = phrases::written(places, bits, width);
    let mut blocks = Blocks::default();
    collect::written(&words, &mut blocks);
    drop(words);
    let (firsts, blocks) = blocks.done();
    let version = digest_of(&(&classes, &froms, &blocks, &phrases)).short_hex();
    let head = IndexHead {
        version,
        documents: numbers.len(),
        together,
        classes: classes.iter().zip(froms).map(|(class, from)| ClassHead { class, from }).collect(),
        width,
        phrases: bits,
        blocks: firsts.join(" "),
    };
    Index {
        head: serde_json::to_string(&head).expect("texts and numbers are JSON"),
        blocks,
        phrases,
        numbers,
        together,
    }
}

/// Which page has which number.
struct Numbers {
    classes: Vec<Class>,
    /// The first number of each class.
    froms: Vec<u32>,
    /// The number after the last.
    end: u32,
    /// The number of each page.
    numbers: Vec<u32>,
}

/// Numbers pages: a class has a range of numbers, and a page the place in it that a digest of its name chooses, so that it keeps its number
/// when others come and go. The range grows seldom.
fn numbered(pages: &[Page], together: u32) -> Numbers {
    let class = |page: &Page| Class { kind: page.kind, languages: page.languages.clone() };
    let mut sizes: BTreeMap<Class, u32> = BTreeMap::new();
    pages.iter().for_each(|page| *sizes.entry(class(page)).or_default() += 1);
    let mut end = 0;
    let (mut froms, mut ranges) = (Vec::with_capacity(sizes.len()), BTreeMap::new());
    for (class, count) in &sizes {
        let size = range(*count, together);
        froms.push(end);
        ranges.insert(class, (end, size));
        end += size;
    }
    let mut order: Vec<usize> = (0..pages.len()).collect();
    order.sort_by(|a, b| pages[*a].name.cmp(&pages[*b].name));
    let mut taken = vec![false; end as usize];
    let mut numbers = vec![0; pages.len()];
    for at in order {
        let (from, size) = ranges[&class(&pages[at])];
        let mut place = digest_of(&pages[at].name).0 as u32 % size;
        while std::mem::replace(&mut taken[(from + place) as usize], true) {
            place = (place + 1) % size;
        }
        numbers[at] = from + place;
    }
    drop(ranges);
    Numbers { classes: sizes.into_keys().collect(), froms, end, numbers }
}

/// How many numbers a class of so many pages has: at least [`SPARE`] times as many, in four steps to each doubling, full files of them.
fn range(count: u32, together: u32) -> u32 {
    let wanted = (count * SPARE).max(8);
    let step = 1 << (wanted.ilog2() - 2);
    wanted.next_multiple_of(step).next_multiple_of(together)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    type Written<'a> = (String, &'a str, &'a str);

    fn document<'a>(name: &str, title: &'a str, text: &'a str) -> Written<'a> {
        (name.into(), title, text)
    }

    fn index(written: &[Written<'_>]) -> Index {
        let page = |(name, ..): &Written<'_>| Page {
            name: name.clone(),
            kind: "post",
            languages: vec!["en".into()],
            size: 9999,
        };
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
        assert_eq!(index.phrases, other.phrases);
        assert_eq!(index.numbers, other.numbers.iter().rev().copied().collect::<Vec<_>>());
    }

    #[test]
    fn a_page_keeps_its_number_when_others_come() {
        let one = index(&[document("a", "", "")]).numbers[0];
        assert_eq!(index(&[document("b", "", ""), document("a", "", "")]).numbers[1], one);
        assert!((1..5000).all(|count| range(count, 3) >= count * SPARE && range(count, 3) <= range(count + 1, 3)));
        let many: Vec<_> = (0..5000).map(|at| document(&format!("page {at}"), "", "")).collect();
        assert_eq!(index(&many).numbers.iter().collect::<BTreeSet<_>>().len(), 5000);
    }

    #[test]
    fn nothing_to_find_is_an_index_too() {
        let empty = index(&[]);
        assert!(empty.blocks.is_empty() && empty.head.contains("\"documents\":0"), "{}", empty.head);
    }
}
