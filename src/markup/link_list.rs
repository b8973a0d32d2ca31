//! Markdown that is a list of links, taken apart: headings, items, rows and paragraphs, each with its words and links in their order.
//!
//! Takes a text of others, gives [`LinkList`]. Every web address of the text is in it: as a link, as the address of a picture, or among
//! those that are no link, with the reason. Says nothing of what a link means; that is for the import.

use super::plain::address_length;
use super::writer::{Shape, syntax};
use super::{Options, SafeUrl};
use pulldown_cmark::{BrokenLink, Event, LinkType, Options as Syntax, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::collections::BTreeSet;
use std::ops::Range;

/// What a block of a list of links is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A heading, and its level.
    Heading(usize),
    /// An item of a list or of a list of definitions, and how deep it lies, from 1.
    Item(usize),
    /// The first row of a table.
    Head,
    /// Another row.
    Row,
    /// A paragraph in no list.
    Paragraph,
}

/// A piece of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bit {
    /// Words without marks.
    Words(String),
    /// A link: its words, its address, its line.
    Link(String, String, usize),
    /// The end of a line.
    Line,
    /// The end of a paragraph in an item.
    Gap,
    /// The end of a cell.
    Cell,
}

/// A block.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub form: Form,
    /// The line it begins on, from 1.
    pub line: usize,
    /// What it holds, without the blocks inside it.
    pub bits: Vec<Bit>,
}

/// A text taken apart.
#[derive(Clone, Debug, Default)]
pub struct LinkList {
    /// The blocks, in the order they begin.
    pub blocks: Vec<Block>,
    /// What looks like a link and is none: the line, what is written there, and why.
    pub left: Vec<(usize, String, &'static str)>,
}

/// Takes a text apart.
pub fn link_list(text: &str) -> LinkList {
    let lines = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut walk = Walk { text, lines, ..Walk::default() };
    let mut broken: Vec<Range<usize>> = Vec::new();
    let unknown = |link: BrokenLink<'_>| {
        let wanted = matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
        if wanted && !link.reference.starts_with('^') {
            broken.push(link.span);
        }
        None
    };
    let options = Options { math: false, ..Options::default() };
    let syntax = syntax(&options, Shape::Blocks) - Syntax::ENABLE_WIKILINKS;
    let parser = Parser::new_with_broken_link_callback(text, syntax, Some(unknown));
    let definitions: Vec<(String, Range<usize>)> =
        parser.reference_definitions().iter().map(|(name, it)| (name.to_lowercase(), it.span.clone())).collect();
    for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
        walk.step(event, range);
    }
    let used = definitions.iter().filter(|(name, _)| walk.used.contains(name)).map(|(_, range)| range.clone());
    walk.seen.extend(used);
    broken.sort_by_key(|range| range.start);
    broken.dedup();
    for range in broken {
        walk.leave(range.start, &text[range], "nothing in the text says where it leads");
    }
    walk.leave_unseen();
    walk.all.left.sort();
    walk.all
}

#[derive(Default)]
struct Walk<'t> {
    text: &'t str,
    /// Where lines end.
    lines: Vec<usize>,
    all: LinkList,
    /// The blocks that are not at their end, by their numbers.
    open: Vec<usize>,
    lists: usize,
    /// The words and address of the link that is not at its end, and where it begins.
    link: Option<(String, String, usize)>,
    /// How many pictures are not at their end.
    pictures: usize,
    /// The definitions that links name.
    used: BTreeSet<String>,
    /// Where addresses have been dealt with.
    seen: Vec<Range<usize>>,
    /// Code and HTML.
    apart: Vec<(Range<usize>, &'static str)>,
}

impl<'t> Walk<'t> {
    fn step(&mut self, event: Event<'t>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(words) if self.apart.last().is_some_and(|(block, _)| block.contains(&range.start)) => {
                drop(words);
            }
            Event::Text(words) => {
                self.seen.push(range.clone());
                self.text(&words, range.start);
            }
            Event::Code(words) => {
                self.apart.push((range, "it stands in code"));
                self.words(&words);
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                self.apart.push((range, "it stands in HTML"));
                self.words(" ");
            }
            Event::SoftBreak | Event::HardBreak => match self.link {
                Some(_) => self.words(" "),
                None => self.bit(Bit::Line),
            },
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'t>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.block(Form::Heading(level as usize), range.start),
            Tag::List(_) => self.lists += 1,
            Tag::Item => self.block(Form::Item(self.lists), range.start),
            Tag::DefinitionList => self.lists += 1,
            Tag::DefinitionListTitle => {
                self.end_definition();
                self.block(Form::Item(self.lists), range.start);
            }
            Tag::DefinitionListDefinition => self.bit(Bit::Gap),
            Tag::TableHead => self.block(Form::Head, range.start),
            Tag::TableRow => self.block(Form::Row, range.start),
            Tag::Paragraph if self.open.is_empty() => self.block(Form::Paragraph, range.start),
            Tag::Paragraph => self.bit(Bit::Gap),
            Tag::CodeBlock(_) => self.apart.push((range, "it stands in code")),
            Tag::Link { link_type, dest_url, id, .. } => {
                let own = matches!(link_type, LinkType::Inline | LinkType::Autolink | LinkType::Email);
                if own {
                    self.seen.push(range.clone());
                } else {
                    self.used.insert(id.to_lowercase());
                }
                self.link = Some((String::new(), dest_url.into_string(), range.start));
            }
            Tag::Image { id, .. } => {
                self.pictures += 1;
                self.used.insert(id.to_lowercase());
                self.seen.push(range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => self.lists -= 1,
            TagEnd::DefinitionList => {
                self.end_definition();
                self.lists -= 1;
            }
            TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow => drop(self.open.pop()),
            TagEnd::Paragraph => {
                let last = self.open.last().map(|at| self.all.blocks[*at].form);
                if last == Some(Form::Paragraph) {
                    self.open.pop();
                }
            }
            TagEnd::TableCell => self.bit(Bit::Cell),
            TagEnd::Image => self.pictures -= 1,
            TagEnd::Link => {
                if let Some((words, url, at)) = self.link.take() {
                    let line = self.line(at);
                    self.bit(Bit::Link(words.trim().to_owned(), url, line));
                }
            }
            _ => {}
        }
    }

    /// Of a list of definitions the title is an item that lasts to the next one.
    fn end_definition(&mut self) {
        let last = self.open.last().map(|at| self.all.blocks[*at].form);
        if last == Some(Form::Item(self.lists)) {
            self.open.pop();
        }
    }

    fn block(&mut self, form: Form, at: usize) {
        self.open.push(self.all.blocks.len());
        let line = self.line(at);
        self.all.blocks.push(Block { form, line, bits: Vec::new() });
    }

    fn bit(&mut self, bit: Bit) {
        let Some(at) = self.open.last() else { return };
        self.all.blocks[*at].bits.push(bit);
    }

    fn words(&mut self, words: &str) {
        if let Some((inside, ..)) = &mut self.link {
            return inside.push_str(words);
        }
        // The alternative text of a picture is no word of the line.
        let Some(at) = self.open.last().filter(|_| self.pictures == 0) else { return };
        match self.all.blocks[*at].bits.last_mut() {
            Some(Bit::Words(before)) => before.push_str(words),
            _ => self.all.blocks[*at].bits.push(Bit::Words(words.to_owned())),
        }
    }

    /// Words in which addresses may stand bare.
    fn text(&mut self, words: &str, at: usize) {
        let mut rest = words;
        if self.link.is_none() && self.pictures == 0 {
            while let Some(start) = bare(rest) {
                let length = address_length(&rest[start..]);
                let (before, address) = (&rest[..start], &rest[start..start + length]);
                self.words(before);
                let url = if address.starts_with("www.") { format!("https://{address}") } else { address.to_owned() };
                let line = self.line(at);
                match SafeUrl::parse_web(&url) {
                    Ok(_) => self.bit(Bit::Link(address.to_owned(), url, line)),
                    Err(_) => self.words(address),
                }
                rest = &rest[start + length..];
            }
        }
        self.words(rest);
    }

    fn line(&self, at: usize) -> usize {
        1 + self.lines.partition_point(|end| *end < at)
    }

    fn leave(&mut self, at: usize, what: &str, why: &'static str) {
        let line = self.line(at);
        self.all.left.push((line, what.split_whitespace().collect::<Vec<_>>().join(" "), why));
    }

    /// Addresses that stand neither in a link nor in words.
    fn leave_unseen(&mut self) {
        self.seen.sort_by_key(|range| (range.start, usize::MAX - range.end));
        // Of ranges inside each other the outer one counts.
        let mut end = 0;
        self.seen.retain(|range| {
            let outside = range.end > end;
            end = end.max(range.end);
            outside
        });
        let mut at = 0;
        while let Some(start) = bare(&self.text[at..]).map(|start| at + start) {
            let address = &self.text[start..start + address_length(&self.text[start..])];
            at = start + address.len();
            let before = self.seen.partition_point(|range| range.start <= start);
            if self.seen[..before].last().is_some_and(|range| range.contains(&start)) {
                continue;
            }
            let place = self.apart.iter().rev().find(|(range, _)| range.contains(&start));
            let why = place.map_or("no link of the text uses this definition", |(_, why)| why);
            self.leave(start, address, why);
        }
    }
}

/// Where the next address begins that nothing marks as one.
fn bare(text: &str) -> Option<usize> {
    let parted =
        |at: &usize| !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-'));
    let begins = |at: &usize| ["https://", "http://", "www."].iter().any(|start| text[*at..].starts_with(start));
    text.match_indices(['h', 'w']).map(|(at, _)| at).find(|at| begins(at) && parted(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let list = link_list(text);
        let bit = |bit: &Bit| match bit {
            Bit::Words(words) => words.clone(),
            Bit::Link(words, url, line) => format!("<{words}|{url}|{line}>"),
            Bit::Line => "/".to_owned(),
            Bit::Gap => "¶".to_owned(),
            Bit::Cell => "‖".to_owned(),
        };
        let blocks = list.blocks.iter().map(|block| {
            format!("{:?} {}: {}", block.form, block.line, block.bits.iter().map(bit).collect::<String>())
        });
        let left = list.left.iter().map(|(line, what, why)| format!("left {line}: {what} ({why})"));
        blocks.chain(left).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_form_of_link_is_seen() {
        for (text, wanted) in [
            ("1. [A *b*](https://a.example \"x\") - c", "Item(1) 1: <A b|https://a.example|1> - c"),
            ("- [A][1]\n\n[1]: https://a.example", "Item(1) 1: <A|https://a.example|1>"),
            (
                "* <https://a.example>, see https://b.example/x_y_z.",
                "Item(1) 1: <https://a.example|https://a.example|1>, see <https://b.example/x_y_z|https://b.example/x_y_z|1>.",
            ),
            (
                "- Up\n  - [A](a)\n  - www.b.example",
                "Item(1) 1: Up\nItem(2) 2: <A|a|2>\nItem(2) 3: <www.b.example|https://www.b.example|3>",
            ),
            ("|N|L|\n|-|-|\n|a|[b](c)|", "Head 1: N‖L‖\nRow 3: a‖<b|c|3>‖"),
            ("[A](a)\n: what\n\n[B](b)\n: else", "Item(1) 1: <A|a|1>¶what\nItem(1) 4: <B|b|4>¶else"),
            ("### [A](a)\n\nWhat [b](c)\nd", "Heading(3) 1: <A|a|1>\nParagraph 3: What <b|c|3>/d"),
            ("- [![pic](https://p.example/x.svg)](https://a.example)", "Item(1) 1: <pic|https://a.example|1>"),
            ("- ![pic](https://p.example/x.svg) b", "Item(1) 1:  b"),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_link_is_named() {
        for (text, wanted) in [
            ("- [A][9]", "Item(1) 1: [A][9]\nleft 1: [A][9] (nothing in the text says where it leads)"),
            ("[9]: https://a.example", "left 1: https://a.example (no link of the text uses this definition)"),
            ("```\nget https://a.example\n```", "left 2: https://a.example (it stands in code)"),
            ("- <a href=\"https://a.example\">A</a>", "Item(1) 1:  A \nleft 1: https://a.example (it stands in HTML)"),
            ("<!-- https://a.example -->", "left 1: https://a.example (it stands in HTML)"),
            ("- [x] [^1] [plain]", "Item(1) 1: [^1] [plain]"),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }
}
