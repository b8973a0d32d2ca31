//! A Markdown body: sections of paragraphs, lists, tables, code, quotes and footnotes, up to a number of words.
//!
//! Takes the plan (for links that lead somewhere) and the file it writes, gives the text below the front matter.

use std::fmt::Write;

use super::plan::{Entry, Plan};
use super::prose::{Inline, Prose, count_words};
use super::random::Random;
use super::{Lang, code};

/// Words of prose in a body, code left out.
pub const WORDS: (usize, usize) = (300, 1200);

/// The body of `entry`, from its first paragraph on. `more` puts `<!-- more -->` after that one.
pub fn write(plan: &Plan, entry: &Entry, random: &mut Random, more: bool) -> String {
    let words = random.between(WORDS.0, WORDS.1);
    let mut body = Body { plan, entry, prose: entry.prose(), out: String::new(), words: 0, notes: 0 };
    body.paragraph(random);
    if more {
        body.out.push_str("<!-- more -->\n\n");
    }
    body.heading(2, &entry.heading, random);
    while body.words < words {
        for _ in 0..random.between(1, 3) {
            body.paragraph(random);
        }
        body.special(random);
        if body.words < words {
            let title = body.prose.title(random);
            let level = if random.chance(60) { 2 } else { 3 };
            body.heading(level, &title, random);
        }
    }
    body.paragraph(random);
    body.footnotes(random);
    body.out
}

struct Body<'a> {
    plan: &'a Plan,
    entry: &'a Entry,
    prose: Prose,
    out: String,
    words: usize,
    notes: usize,
}

impl Body<'_> {
    fn heading(&mut self, level: usize, title: &str, random: &mut Random) {
        let _ = write!(self.out, "{} {title}\n\n", "#".repeat(level));
        self.words += count_words(title);
        self.paragraph(random);
    }

    fn paragraph(&mut self, random: &mut Random) {
        let mut text = String::new();
        for number in 0..random.between(2, 6) {
            let sentence = self.sentence(random);
            if number > 0 {
                self.space(&mut text, random);
            }
            text.push_str(&sentence);
        }
        self.block(&text);
    }

    /// Authors break lines: between English sentences a space or a line break, between Chinese ones nothing or a break.
    fn space(&self, text: &mut String, random: &mut Random) {
        match (self.entry.lang, random.chance(30)) {
            (_, true) => text.push('\n'),
            (Lang::English, false) => text.push(' '),
            (Lang::Chinese, false) => {}
        }
    }

    fn sentence(&mut self, random: &mut Random) -> String {
        if !random.chance(14) {
            return self.prose.sentence(random);
        }
        let mut inline = Links { plan: self.plan, entry: self.entry, notes: self.notes };
        let text = self.prose.linked(random, &mut inline);
        self.notes = inline.notes;
        text
    }

    fn block(&mut self, text: &str) {
        self.words += count_words(text);
        self.out.push_str(text);
        self.out.push_str("\n\n");
    }

    fn special(&mut self, random: &mut Random) {
        match random.below(100) {
            0..26 => self.list(random),
            26..44 => {
                let block = code::fence(random);
                self.out.push_str(&block);
                self.out.push('\n');
            }
            44..58 => self.table(random),
            58..66 => {
                let text = self.prose.sentences(random, 2);
                self.block(&format!("> {text}"));
            }
            66..72 => {
                let kind = random.pick(&["NOTE", "TIP", "IMPORTANT", "WARNING"]);
                let text = self.prose.sentence(random);
                self.block(&format!("> [!{kind}]\n> {text}"));
            }
            _ => {}
        }
    }

    fn list(&mut self, random: &mut Random) {
        let style = random.below(4);
        let mut text = String::new();
        for number in 1..=random.between(3, 7) {
            let marker = match style {
                0 => format!("{number}. "),
                1 if random.chance(50) => "- [x] ".to_owned(),
                1 => "- [ ] ".to_owned(),
                _ => "- ".to_owned(),
            };
            let item = self.sentence(random);
            let _ = writeln!(text, "{marker}{item}");
            if style == 2 && random.chance(30) {
                let _ = writeln!(text, "  - {}", self.prose.phrase(random));
            }
        }
        self.block(text.trim_end());
    }

    fn table(&mut self, random: &mut Random) {
        let columns = random.between(2, 5);
        let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = row((0..columns).map(|_| self.prose.noun(random).to_owned()).collect());
        text += &row((0..columns).map(|c| if c == 0 { "---".to_owned() } else { "---:".to_owned() }).collect());
        for _ in 0..random.between(3, 9) {
            let cells = (0..columns).map(|c| match (c, random.chance(50)) {
                (0, _) | (_, true) => self.prose.phrase(random),
                _ => format!("{}.{}", random.below(900), random.below(10)),
            });
            text += &row(cells.collect());
        }
        self.block(text.trim_end());
    }

    fn footnotes(&mut self, random: &mut Random) {
        for note in 1..=self.notes {
            let text = self.prose.sentence(random);
            let _ = writeln!(self.out, "[^{note}]: {text}\n");
        }
        while self.out.ends_with("\n\n") {
            self.out.pop();
        }
    }
}

/// The inline parts that need the plan.
struct Links<'a> {
    plan: &'a Plan,
    entry: &'a Entry,
    notes: usize,
}

impl Inline for Links<'_> {
    fn link(&mut self, random: &mut Random) -> String {
        let target = self.plan.target(random);
        let mut href = relative(&self.entry.path, &target.path);
        if target.has_heading() && random.chance(35) {
            href = format!("{href}#{}", heading_id(&target.heading));
        }
        format!("[{}]({href})", target.title)
    }

    fn mention(&mut self, random: &mut Random) -> String {
        format!("@{}", self.plan.someone(random))
    }

    fn footnote(&mut self, _: &mut Random) -> String {
        // Now and then: a body with more than three footnotes is a paper.
        if self.notes >= 3 {
            return String::new();
        }
        self.notes += 1;
        format!("[^{}]", self.notes)
    }
}

/// The way from the file `from` to the file `to`, both relative to the same folder.
pub fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let shared = from.iter().zip(&to).take(from.len().min(to.len()) - 1).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - 1 - shared];
    parts.extend(&to[shared..]);
    parts.join("/")
}

/// The id GitHub gives a heading of plain words: lower case, a hyphen for each space.
pub fn heading_id(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_one_file_to_another() {
        assert_eq!(relative("posts/2026/a.md", "posts/2026/b.md"), "b.md");
        assert_eq!(relative("posts/2026/a.md", "kb/x/y/c.md"), "../../kb/x/y/c.md");
        assert_eq!(relative("kb/x/_index.md", "kb/x/y/c.md"), "y/c.md");
        assert_eq!(relative("kb/x/y/c.md", "kb/x/_index.md"), "../_index.md");
    }

    #[test]
    fn heading_ids_keep_han_letters() {
        assert_eq!(heading_id("How we plan meetings"), "how-we-plan-meetings");
        assert_eq!(heading_id("从河岸到港口"), "从河岸到港口");
    }
}
