//! Listings from a Markdown list of links: items, rows of tables, headings and lines that begin with a link.
//!
//! Takes the text taken apart by [`link_list`], gives a listing for each link that a line is about; further links of a line stay in the
//! description of its listing. Every other link is named in the report, with its line and the reason.

use super::Imported;
use super::listings::{Listing, Shelf, field_of};
use crate::config::Config;
use crate::markup::{Bit, Block, Form, SafeUrl, link_list};
use std::collections::BTreeSet;

/// A line, as long as one that is a title, in characters.
const TITLE: usize = 80;

/// Listings from a Markdown list of links. The headings above a link say its category, and become tags where the hub has none such.
pub fn links(name: &str, text: &str, config: &Config, taken: &BTreeSet<String>, category: Option<&str>) -> Imported {
    let list = link_list(text);
    let tops = list.blocks.iter().filter(|block| block.form == Form::Heading(1)).count();
    let mut reader = Reader {
        name,
        shelf: Shelf::new(config, taken, category),
        all: Imported::default(),
        several: tops > 1,
        above: Vec::new(),
        columns: Vec::new(),
        seen: BTreeSet::new(),
        inside: 0,
    };
    for block in &list.blocks {
        reader.block(block);
    }
    for (line, what, why) in list.left {
        reader.all.note(format!("{name}:{line}"), format!("`{what}` is left out: {why}"));
    }
    if reader.inside > 0 {
        let count = reader.inside;
        reader.all.note(name, format!("links to headings of the list itself ({count}) are left out"));
    }
    if reader.all.files.is_empty() && reader.all.notes.is_empty() {
        reader.all.note(name, "there is no list of links in it");
    }
    reader.all
}

struct Reader<'a> {
    name: &'a str,
    shelf: Shelf<'a>,
    all: Imported,
    /// Whether headings of the first level are sections too, and not the list's own title.
    several: bool,
    /// What stands above: how deep, and its words. Items lie deeper than headings.
    above: Vec<(usize, String)>,
    /// The names of the table's columns.
    columns: Vec<String>,
    /// The addresses there are.
    seen: BTreeSet<String>,
    /// How many links lead to headings.
    inside: usize,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        if !matches!(block.form, Form::Item(_)) {
            self.above.retain(|(depth, _)| *depth <= LEVELS);
        }
        match block.form {
            Form::Heading(level) => {
                let bits = self.usable(&block.bits);
                self.section(level, &words(&bits));
                self.paragraph(&bits, "it stands behind other words in a heading");
            }
            Form::Item(depth) => {
                let bits = self.usable(&block.bits);
                let deep = LEVELS + depth;
                self.above.retain(|(other, _)| *other < deep);
                if bits.iter().any(is_link) {
                    self.line(&bits);
                } else {
                    self.section(deep, &words(&bits));
                }
            }
            Form::Head => {
                self.columns = block.bits.split(|bit| *bit == Bit::Cell).map(words).collect();
                for (words, url, line) in self.usable(&block.bits).iter().filter_map(link_of) {
                    self.leave(line, words, url, "it stands in the head of a table");
                }
            }
            Form::Row => {
                let bits = self.usable(&block.bits);
                self.row(&bits);
            }
            Form::Paragraph => {
                let why = "it stands in a sentence; put it in an item of a list, `- [title](address)`";
                let bits = self.usable(&block.bits);
                bits.split(|bit| *bit == Bit::Line).for_each(|line| self.paragraph(line, why));
            }
        }
    }

    /// A line in no list: it is about a link that it begins with.
    fn paragraph(&mut self, bits: &[Bit], why: &str) {
        let first = bits.iter().position(is_link).unwrap_or(0);
        if !words(&bits[..first]).contains(char::is_alphanumeric) {
            return self.line(bits);
        }
        for (words, url, line) in bits.iter().filter_map(link_of) {
            self.leave(line, words, url, why);
        }
    }

    fn leave(&mut self, line: usize, words: &str, url: &str, why: &str) {
        let shown = if words.is_empty() || words == url { url.to_owned() } else { format!("[{words}]({url})") };
        self.all.note(format!("{}:{line}", self.name), format!("`{shown}` is left out: {why}"));
    }

    /// What stands above the items that follow.
    fn section(&mut self, depth: usize, words: &str) {
        self.above.retain(|(other, _)| *other < depth);
        if depth > 1 || self.several {
            self.above.push((depth, words.trim_end_matches([':', '：']).trim().to_owned()));
        }
    }

    /// The bits without the links that lead to no address on the web: their words stay.
    fn usable(&mut self, bits: &[Bit]) -> Vec<Bit> {
        let mut all = Vec::new();
        for bit in bits {
            let Some((words, url, line)) = link_of(bit) else {
                all.push(bit.clone());
                continue;
            };
            if SafeUrl::parse_web(url).is_ok() {
                all.push(bit.clone());
                continue;
            }
            if url.starts_with('#') {
                self.inside += 1;
            } else {
                self.leave(line, words, url, "this is no address on the web");
            }
            all.push(Bit::Words(words.to_owned()));
        }
        all
    }

    /// A line that is about its first link, or its first ones.
    fn line(&mut self, bits: &[Bit]) {
        let Some(first) = bits.iter().position(is_link) else { return };
        let before = words(&bits[..first]);
        let mut heads = 1;
        let leads = !before.contains(char::is_alphanumeric);
        while leads && bits.get(first + heads).is_some_and(|bit| parts(bit) || is_link(bit)) {
            heads += 1;
        }
        let found: Vec<(&str, &str, usize)> = bits[first..first + heads].iter().filter_map(link_of).collect();
        let (behind, later) = split_gap(&bits[first + heads..]);
        let whole = words(&bits[..bits.len() - later.len()]);
        let rest = words(behind);
        let rest = rest.trim_start_matches(SIGNS).trim_start_matches([',', ';', '.', '，', '；', '。']).trim();
        let rest = if rest.contains(['(', '（']) { rest } else { rest.trim_end_matches([')', '）']) };
        let further = further(&bits[first + heads..].iter().filter_map(link_of).collect::<Vec<_>>());
        let description = words(later);
        for (words, url, line) in found {
            let mut it = Listing { url: url.to_owned(), description: description.clone(), ..Listing::default() };
            if leads {
                (it.title, it.summary) = titled(words, url, rest);
            } else if before.trim_end().ends_with(SIGNS) || is_address(words) {
                let (title, more) = halves(&before);
                it.title = title;
                it.summary = [more.as_str(), rest].join(" ").trim().to_owned();
            } else {
                words.clone_into(&mut it.title);
                it.summary.clone_from(&whole);
            }
            it.links.clone_from(&further);
            self.put(it, line);
        }
    }

    /// A row of a table: a listing, with what its columns say.
    fn row(&mut self, bits: &[Bit]) {
        let all: Vec<(&str, &str, usize)> = bits.iter().filter_map(link_of).collect();
        let Some((label, url, line)) = all.first().copied() else { return };
        let mut it = Listing { url: url.to_owned(), ..Listing::default() };
        let mut said = Vec::new();
        for (number, cell) in bits.split(|bit| *bit == Bit::Cell).enumerate() {
            // A link whose words are its address says no more than that.
            let said_by = |bit: &&Bit| !link_of(bit).is_some_and(|(words, ..)| is_address(words));
            let words = words(&cell.iter().filter(said_by).cloned().collect::<Vec<_>>());
            let column = self.columns.get(number).map_or("", String::as_str);
            if words.is_empty() || field_of(column) == Some("url") {
                continue;
            }
            let is_title = words.contains(char::is_alphabetic) && matches!(field_of(column), None | Some("provider"));
            if it.title.is_empty() && is_title {
                it.title = words;
            } else if field_of(column).is_some() {
                it.take(column, &words);
            } else if !cell.iter().filter_map(link_of).any(|(label, ..)| label == words) {
                said.push(if column.is_empty() { words } else { format!("{column}: {words}") });
            }
        }
        if it.title.is_empty() {
            it.title = if is_address(label) { short(url) } else { label.to_owned() };
        }
        it.description =
            [it.description].into_iter().chain(said).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        it.links = further(&all[1..]);
        self.put(it, line);
    }

    fn put(&mut self, mut it: Listing, line: usize) {
        let place = format!("{}:{line}", self.name);
        if !self.seen.insert(it.url.clone()) {
            return self.all.note(&place, format!("{} stands in the list twice; the first counts", it.url));
        }
        it.links.retain(|(_, url)| *url != it.url);
        if it.category.is_empty() {
            let above =
                || self.above.iter().map(|(_, words)| words).filter(|words| !words.is_empty() && **words != it.title);
            let found = above().rev().find_map(|words| self.shelf.category(words));
            let tags = above().filter(|words| found.is_none() || self.shelf.category(words) != found);
            it.tags.extend(tags.filter(|words| words.chars().count() <= TITLE).cloned());
            it.category = found.unwrap_or_default();
        }
        self.shelf.put(it, &place, &mut self.all);
    }
}

/// The levels of headings: items lie deeper.
const LEVELS: usize = 6;

/// What stands between a title and words about it.
const SIGNS: [char; 10] = ['-', '–', '—', ':', '：', '(', '（', '|', ' ', '→'];

fn is_link(bit: &Bit) -> bool {
    matches!(bit, Bit::Link(..))
}

fn link_of(bit: &Bit) -> Option<(&str, &str, usize)> {
    if let Bit::Link(words, url, line) = bit { Some((words, url, *line)) } else { None }
}

/// Whether words stand between two links that a line is about in the same way.
fn parts(bit: &Bit) -> bool {
    let Bit::Words(words) = bit else { return false };
    let words = words.trim_matches([' ', ',', ';', '/', '|', '&', '+', '·', '、', '，', '；', '／']).to_lowercase();
    matches!(words.as_str(), "" | "and" | "or" | "und" | "oder" | "et" | "ou" | "和" | "与" | "及" | "或")
}

/// Links as words and addresses.
fn further(links: &[(&str, &str, usize)]) -> Vec<(String, String)> {
    let named = |(words, url, _): &(&str, &str, usize)| {
        (if is_address(words) { short(url) } else { (*words).to_owned() }, (*url).to_owned())
    };
    links.iter().map(named).collect()
}

/// The words of bits, links included.
fn words(bits: &[Bit]) -> String {
    let text: String = bits
        .iter()
        .map(|bit| match bit {
            Bit::Words(words) | Bit::Link(words, ..) => words.as_str(),
            Bit::Line | Bit::Cell => " ",
            Bit::Gap => "\n\n",
        })
        .collect();
    text.trim().to_owned()
}

/// The first paragraph, and the others.
fn split_gap(bits: &[Bit]) -> (&[Bit], &[Bit]) {
    let start = bits.iter().take_while(|bit| **bit == Bit::Gap).count();
    let end = bits[start..].iter().position(|bit| *bit == Bit::Gap).map_or(bits.len(), |at| start + at);
    bits.split_at(end)
}

fn is_address(words: &str) -> bool {
    let bare = !words.contains(' ') && words.contains('.') && SafeUrl::parse_web(&format!("https://{words}")).is_ok();
    words.is_empty() || words.contains("://") || (bare && words.starts_with("www."))
}

/// An address as short as a title.
fn short(url: &str) -> String {
    let plain = url.split_once("://").map_or(url, |(_, rest)| rest);
    let plain = plain.split(['?', '#']).next().unwrap_or(plain).trim_end_matches('/');
    plain.strip_prefix("www.").unwrap_or(plain).to_owned()
}

/// Title and summary of a link and the words behind it.
fn titled(words: &str, url: &str, rest: &str) -> (String, String) {
    if !is_address(words) {
        return (words.to_owned(), rest.to_owned());
    }
    let (title, more) = halves(rest);
    if title.is_empty() || title.chars().count() > TITLE { (short(url), rest.to_owned()) } else { (title, more) }
}

/// A line before and behind its first dash or colon.
fn halves(line: &str) -> (String, String) {
    let line = line.trim().trim_end_matches(SIGNS);
    let parted = [" - ", " – ", " — ", ": ", "："].iter().filter_map(|sign| Some((line.find(sign)?, sign.len()))).min();
    let (title, more) = parted.map_or((line, ""), |(at, length)| (&line[..at], &line[at + length..]));
    (title.trim().to_owned(), more.trim().to_owned())
}
