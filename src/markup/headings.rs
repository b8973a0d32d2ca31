//! Headings: their ids, their levels on the page, and the table of contents.
//!
//! A page has one `h1`, its title; the levels of a body begin at 2 and skip none on the way down.

use super::Heading;
use super::piece::{Part, Piece, Slot};
use super::writer::{OpenHeading, Writer};
use std::ops::Range;

/// Ids that the page around a text has: a second one would take the place of what links on every page lead to.
pub(super) const RESERVED: [&str; 7] =
    ["about-event", "backlinks-title", "contents-title", "main", "search", "series-title", "tree"];

impl Writer<'_> {
    pub(super) fn start_heading(&mut self, written: u8, span: Range<usize>) {
        self.gap = 2;
        self.settle();
        self.out.html.push_str("<h");
        self.out.slot(Part::HeadingOpen(self.headings.len()));
        self.heading = Some(OpenHeading { html: self.out.html.len(), plain: self.plain.len(), written, span });
    }

    pub(super) fn end_heading(&mut self, is_top: bool) {
        let Some(opened) = self.heading.take() else { return };
        let given = self.given_id(&opened);
        let plain = self.plain[opened.plain..].trim().to_owned();
        let id = self.claim(given.unwrap_or_else(|| super::slug::heading_id(&plain)));
        let content = self.out.cut(opened.html..self.out.html.len());
        let number = self.headings.len();
        let content = match content.html.trim_end().len() {
            // Only spaces stand behind the cut, or a gap would stand there too.
            kept if content.slots.iter().all(|slot| slot.at <= kept) => {
                Piece { html: content.html[..kept].to_owned(), ..content }
            }
            _ => content,
        };
        let own = |slot: &Slot| !matches!(slot.part, Part::HeadingOpen(_));
        let html = match content.slots.iter().any(own) {
            false => content.html,
            true => {
                let content = Piece { slots: content.slots.into_iter().filter(own).collect(), ..content };
                super::body::label(&content, &self.links)
            }
        };
        let level = outline_level(&mut self.outline, opened.written);
        self.headings.push(Heading {
            level,
            written: opened.written,
            id,
            html,
            plain,
            span: self.span(opened.span),
            is_top,
        });
        self.out.slot(Part::Anchor(number));
        self.out.html.push_str("</h");
        self.out.slot(Part::HeadingClose(number));
        self.out.html.push('\n');
        self.gap = 2;
    }

    /// The id that an author gives a heading with `{#id}` at its end, which is taken out of the text.
    fn given_id(&mut self, opened: &OpenHeading) -> Option<String> {
        let content = &self.out.html[opened.html..];
        let at = content.strip_suffix('}')?.rfind("{#")?;
        let id = &content[at + 2..content.len() - 1];
        let is_fine = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
        let is_last = self.out.slots.last().is_none_or(|slot| slot.at <= opened.html + at);
        let suffix = content[at..].to_owned();
        if !is_fine || !is_last || !self.plain.ends_with(&suffix) {
            return None;
        }
        let kept = self.plain[..self.plain.len() - suffix.len()].trim_end().len().max(opened.plain);
        self.plain.truncate(kept);
        let kept = self.out.html[..opened.html + at].trim_end_matches(' ').len().max(opened.html);
        self.out.html.truncate(kept);
        // A gap may stand behind the space that went.
        self.out.slots.iter_mut().rev().take_while(|slot| slot.at > kept).for_each(|slot| slot.at = kept);
        Some(suffix[2..suffix.len() - 1].to_owned())
    }

    /// Makes an id that nothing else has, as GitHub does: `name`, `name-1`, `name-2`. The empty id stays empty.
    pub(super) fn claim(&mut self, name: String) -> String {
        if name.is_empty() {
            return name;
        }
        let reserved = RESERVED.contains(&name.as_str()).then_some(1);
        let Some(next) = self.ids.get(&name).copied().or(reserved) else {
            self.ids.insert(name.clone(), 1);
            return name;
        };
        let free = (next..).map(|n| (n, format!("{name}-{n}"))).find(|(_, id)| !self.ids.contains_key(id));
        let (n, id) = free.unwrap_or((next, name.clone()));
        if reserved.is_none() {
            self.ids.insert(name, n + 1);
        }
        self.ids.insert(id.clone(), 1);
        id
    }
}

/// The level that a heading has on its page, given those before it: `(written, on the page)` for each that is still open.
pub(super) fn outline_level(open: &mut Vec<(u8, u8)>, written: u8) -> u8 {
    while open.last().is_some_and(|(above, _)| *above >= written) {
        open.pop();
    }
    let level = open.last().map_or(2, |(_, level)| (level + 1).min(6));
    open.push((written, level));
    level
}

#[cfg(test)]
mod tests {
    use super::super::testing::{body, short};
    use super::outline_level;

    #[test]
    fn ids_are_github_s_and_unique() {
        let (main, _) = body("# Main\n## Main\n");
        assert_eq!(main.headings().iter().map(|heading| heading.id.as_str()).collect::<Vec<_>>(), ["main-1", "main-2"]);
        assert!(!main.has_anchor("main"), "that is the page's own");
        let (body, _) = body("# Angels & seed\n## 天使 投资：\n## A\n## A\n## A-1\n## A {#given}\n## {{ x }}\n##\n");
        let ids: Vec<_> = body.headings().iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["angels--seed", "天使-投资", "a", "a-1", "a-1-1", "given", "-x-", ""]);
        assert!(body.has_anchor("天使-投资") && body.has_anchor("given") && !body.has_anchor("b"));
    }

    #[test]
    fn content_keeps_its_marks_and_loses_its_links() {
        let (body, _) = body("## A *b* [c](d) `e` {#f}\n");
        let heading = &body.headings()[0];
        assert_eq!((heading.html.as_str(), heading.plain.as_str()), ("A <em>b</em> c <code>e</code>", "A b c e"));
        assert_eq!(short("## A [c](d) {#f}"), "<h2 id=\"f\">A <a href=\"d\">c</a></h2>");
    }

    #[test]
    fn the_title_is_shown_once() {
        let text = "# Funding  *basics*\n\nintro\n\n## One\n\n### Two\n";
        let (whole, _) = body(text);
        assert_eq!(whole.headings().iter().map(|heading| heading.level).collect::<Vec<_>>(), [2, 3, 4]);
        let rest = whole.without_title("funding Basics");
        assert_eq!(rest.headings().iter().map(|heading| heading.level).collect::<Vec<_>>(), [2, 3]);
        assert!(rest.html(&[]).starts_with("<p>intro</p>\n<h2 id=\"one\">One"), "{}", rest.html(&[]));
        assert_eq!(rest.plain(), "intro\n\nOne\n\nTwo");
        assert!(whole.without_title("Other").html(&[]) == whole.html(&[]));
        assert_ne!(rest.digest(), whole.digest());
        // The same with a page that passed the sanitiser.
        let (raw, _) = body(&format!("{text}\n<b>x</b>\n"));
        assert!(raw.without_title("Funding basics").html(&[]).trim_start().starts_with("<p>intro</p>"));
    }

    #[test]
    fn levels_start_at_two_and_skip_none() {
        let levels = |written: &[u8]| {
            let mut open = Vec::new();
            written.iter().map(|level| outline_level(&mut open, *level)).collect::<Vec<_>>()
        };
        assert_eq!(levels(&[2, 3, 3, 2]), [2, 3, 3, 2]);
        assert_eq!(levels(&[1, 2, 1]), [2, 3, 2]);
        assert_eq!(levels(&[3, 3, 5]), [2, 2, 3]);
        assert_eq!(levels(&[4, 1, 2]), [2, 2, 3]);
        assert_eq!(levels(&[1, 2, 3, 4, 5, 6]), [2, 3, 4, 5, 6, 6]);
    }
}
