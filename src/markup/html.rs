//! From a body whose links are resolved to HTML: the places that only a later phase can fill, and escaping at the sink.
//!
//! Takes a [`Piece`], HTML with numbered gaps, and what belongs into them; gives a `String`. Everything that comes from outside
//! is escaped here, where it is written.

use super::code::Block;
use super::piece::{Part, Piece, Word};
use super::{Heading, LinkKind, LinkRef, Resolved, Words, cjk, film, url};
use std::fmt::Write;

/// What the HTML is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A page of its own.
    Page,
    /// A feed: no anchors.
    Feed,
    /// A part shown elsewhere: no ids, no footnotes.
    Extract,
    /// Inside a link: no links either.
    Label,
}

/// What the gaps are filled with.
pub(super) struct Filling<'a> {
    pub(super) links: &'a [LinkRef],
    pub(super) headings: &'a [Heading],
    pub(super) blocks: &'a [Block],
    pub(super) resolved: &'a [Resolved],
    pub(super) words: &'a Words,
    pub(super) purpose: Purpose,
}

/// Fills the gaps of a piece.
pub(super) fn fill(piece: &Piece, filling: &Filling<'_>) -> String {
    let mut out = String::with_capacity(piece.html.len() + piece.slots.len() * 64);
    let mut from = 0;
    // The link whose words are not to be read.
    let mut silent = None;
    for slot in &piece.slots {
        let html = &piece.html[from..slot.at];
        from = slot.at;
        match silent {
            None => out.push_str(html),
            Some(_) => bare_tags(&mut out, html),
        }
        match (silent, slot.part) {
            (None, Part::Open(link)) if filling.renames(link) => silent = Some(link),
            (Some(silenced), Part::Close(link)) if silenced == link => {
                filling.rename(&mut out, link);
                silent = None;
            }
            (Some(_), Part::HeadingClose(_)) | (None, _) => filling.write(&mut out, slot.part),
            (Some(_), Part::HeadingOpen(heading)) => {
                out.push(filling.level(heading));
                out.push('>');
            }
            (Some(_), _) => {}
        }
    }
    match silent {
        None => out.push_str(&piece.html[from..]),
        Some(_) => bare_tags(&mut out, &piece.html[from..]),
    }
    out
}

/// Writes the tags of some HTML without their attributes, and none of its text.
fn bare_tags(out: &mut String, html: &str) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let name = rest[at + 1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '/');
        let name = name.map_or(rest.len(), |length| at + 1 + length);
        out.push_str(&rest[at..name]);
        rest = &rest[name..];
        let mut quoted = false;
        let end = rest.find(|c| {
            quoted ^= c == '"';
            c == '>' && !quoted
        });
        match end {
            Some(end) => {
                out.push('>');
                rest = &rest[end + 1..];
            }
            // The rest of a tag stands in a gap.
            None => rest = "",
        }
    }
}

impl Filling<'_> {
    fn write(&self, out: &mut String, part: Part) {
        match part {
            Part::Open(link) | Part::Close(link) | Part::Picture(link) | Part::Figure(link) | Part::Mention(link) => {
                let Some(of) = self.links.get(link) else { return };
                let resolved = self.resolved.get(link).unwrap_or(&Resolved::Text);
                match part {
                    Part::Open(_) => self.open(out, of, resolved),
                    Part::Close(_) => self.close(out, of, resolved),
                    Part::Mention(_) => self.mention(out, of, resolved),
                    _ => self.picture(out, of, resolved, matches!(part, Part::Figure(_))),
                }
            }
            Part::HeadingOpen(heading) => self.heading_open(out, heading),
            Part::HeadingClose(heading) => {
                out.push(self.level(heading));
                out.push('>');
            }
            Part::Anchor(heading) if self.purpose == Purpose::Page => {
                if let Some(heading) = self.headings.get(heading).filter(|heading| !heading.id.is_empty()) {
                    out.push_str("<a class=\"anchor\" href=\"#");
                    escape(out, &heading.id);
                    out.push_str("\" aria-hidden=\"true\" tabindex=\"-1\"></a>");
                }
            }
            Part::Anchor(_) => {}
            Part::Footnote(number, nth) => self.footnote(out, number, nth),
            Part::Block(block) if self.purpose != Purpose::Label => {
                if let Some(block) = self.blocks.get(block) {
                    block.write(out, self.purpose, self.words);
                }
            }
            Part::Block(_) => {}
            Part::Word(word) => escape(out, self.word(word)),
        }
    }

    /// Whether a link that is no mention shows a name instead of its words.
    fn renames(&self, link: usize) -> bool {
        let is_mention = self.links.get(link).is_none_or(|link| link.kind == LinkKind::Mention);
        !is_mention && matches!(self.resolved.get(link), Some(Resolved::Name { .. }))
    }

    /// Writes that name.
    fn rename(&self, out: &mut String, link: usize) {
        if let Some(Resolved::Name { name, .. }) = self.resolved.get(link) {
            escape(out, name);
        }
    }

    fn level(&self, heading: usize) -> char {
        let level = self.headings.get(heading).map_or(6, |heading| heading.level);
        char::from(b'0' + level.clamp(2, 6))
    }

    fn heading_open(&self, out: &mut String, heading: usize) {
        out.push(self.level(heading));
        let id = self.headings.get(heading).map_or("", |heading| heading.id.as_str());
        if !id.is_empty() && matches!(self.purpose, Purpose::Page | Purpose::Feed) {
            out.push_str(" id=\"");
            escape(out, id);
            out.push('"');
        }
        out.push('>');
    }

    fn footnote(&self, out: &mut String, number: usize, nth: usize) {
        if !matches!(self.purpose, Purpose::Page | Purpose::Feed) {
            return;
        }
        let again = if nth > 1 { format!(":{nth}") } else { String::new() };
        let _ = write!(
            out,
            "<sup class=\"footnote-ref\"><a href=\"#fn:{number}\" id=\"fnref:{number}{again}\" role=\"doc-noteref\">{number}</a></sup>"
        );
    }

    fn open(&self, out: &mut String, link: &LinkRef, resolved: &Resolved) {
        match resolved {
            Resolved::Href { href, external } => {
                self.start_link(out, href, *external, &link.title);
                // The address of a film, shown as such: a theme's script may offer its player.
                let bare = *external && self.purpose == Purpose::Page && link.text == *href;
                if let Some(player) = bare.then(|| film::player(href)).flatten() {
                    out.pop();
                    attribute(out, "data-player", &player);
                    out.push('>');
                }
            }
            Resolved::Picture { src, .. } => self.start_link(out, src, false, &link.title),
            Resolved::Name { href: Some(href), .. } => self.start_link(out, href, false, &link.title),
            Resolved::AsWritten if link.is_wikilink() => {
                out.push_str("[[");
                if link.text != link.as_typed {
                    escape(out, &link.as_typed);
                    out.push('|');
                }
            }
            _ => {}
        }
    }

    fn close(&self, out: &mut String, link: &LinkRef, resolved: &Resolved) {
        match resolved {
            Resolved::Href { href, .. }
            | Resolved::Picture { src: href, .. }
            | Resolved::Name { href: Some(href), .. }
                if self.links_go(href) =>
            {
                out.push_str("</a>");
            }
            Resolved::AsWritten if link.is_wikilink() => out.push_str("]]"),
            _ => {}
        }
    }

    /// Whether a link is written at all: not inside another, and not to an address that slipped through.
    fn links_go(&self, href: &str) -> bool {
        self.purpose != Purpose::Label && url::is_harmless(href)
    }

    fn start_link(&self, out: &mut String, href: &str, external: bool, title: &str) {
        if !self.links_go(href) {
            return;
        }
        out.push_str("<a href=\"");
        escape(out, href);
        out.push('"');
        attribute(out, "title", title);
        if external {
            out.push_str(" rel=\"external noopener\"");
        }
        out.push('>');
    }

    fn mention(&self, out: &mut String, link: &LinkRef, resolved: &Resolved) {
        let Resolved::Name { href, name, len } = resolved else {
            out.push('@');
            return escape(out, &link.target);
        };
        let rest = link.target.get(*len..).unwrap_or("");
        match href.as_deref().filter(|href| self.links_go(href)) {
            Some(href) => {
                out.push_str("<a class=\"mention\" href=\"");
                escape(out, href);
                out.push_str("\">");
                escape(out, name);
                out.push_str("</a>");
            }
            None => escape(out, name),
        }
        escape(out, rest);
    }

    fn picture(&self, out: &mut String, link: &LinkRef, resolved: &Resolved, figure: bool) {
        let (src, width, height, srcset) = match resolved {
            Resolved::Picture { src, width, height, srcset } => (src, *width, *height, srcset.as_str()),
            Resolved::Href { href, .. } => (href, None, None, ""),
            _ => return escape(out, &link.text),
        };
        if self.purpose == Purpose::Label || !url::is_harmless(src) {
            return escape(out, &link.text);
        }
        if figure {
            out.push_str("<figure>");
        }
        out.push_str("<img src=\"");
        escape(out, src);
        out.push_str("\" alt=\"");
        escape(out, &link.text);
        out.push('"');
        if !figure {
            attribute(out, "title", &link.title);
        }
        for (name, given, real) in [("width", link.size.0, width), ("height", link.size.1, height)] {
            // What the author asked for wins; the other side then follows from the picture itself.
            let given_any = link.size.0.or(link.size.1).is_some();
            if let Some(pixels) = if given_any { given } else { real } {
                let _ = write!(out, " {name}=\"{pixels}\"");
            }
        }
        attribute(out, "srcset", srcset);
        if !srcset.is_empty() {
            // A picture never grows beyond its own width, nor beyond the column of the text.
            let own = link.size.0.or(width).unwrap_or(COLUMN).min(COLUMN);
            let _ = write!(out, " sizes=\"(min-width: {}px) {own}px, 100vw\"", own + 32);
        }
        out.push_str(" loading=\"lazy\" decoding=\"async\">");
        if figure {
            out.push_str("<figcaption>");
            out.push_str(&link.caption);
            out.push_str("</figcaption></figure>");
        }
    }

    fn word(&self, word: Word) -> &str {
        match word {
            Word::Note => &self.words.note,
            Word::Tip => &self.words.tip,
            Word::Important => &self.words.important,
            Word::Warning => &self.words.warning,
            Word::Caution => &self.words.caution,
            Word::Footnotes => &self.words.footnotes,
            Word::Back => &self.words.back,
            Word::Table => &self.words.table,
            Word::Formula => &self.words.formula,
        }
    }
}

/// How wide the column of a text is at most, in CSS pixels, for browsers to choose a version of a picture by.
const COLUMN: u32 = 720;

/// Writes an attribute, unless it is empty.
pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(out, value);
        out.push('"');
    }
}

/// Bytes that cannot stand in HTML as they are: those with a meaning, control characters, and the first byte of [`cjk::MARK`].
pub(super) const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = !matches!(byte, 0x09 | 0x0a);
        byte += 1;
    }
    table[0x7f] = true;
    table[b'<' as usize] = true;
    table[b'>' as usize] = true;
    table[b'&' as usize] = true;
    table[b'"' as usize] = true;
    table[0xf0] = true;
    table
};

/// Writes text so that it is text, between tags and in attributes in double quotes alike.
pub(super) fn escape(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut at = 0;
    while at < bytes.len() {
        if SPECIAL[bytes[at] as usize] {
            at = escape_one(out, text, from, at);
            from = at;
        } else {
            at += 1;
        }
    }
    out.push_str(&text[from..]);
}

/// Writes `text[from..at]` and the special character at `at`; gives the byte after it.
pub(super) fn escape_one(out: &mut String, text: &str, from: usize, at: usize) -> usize {
    out.push_str(&text[from..at]);
    match text.as_bytes()[at] {
        b'<' => out.push_str("&lt;"),
        b'>' => out.push_str("&gt;"),
        b'&' => out.push_str("&amp;"),
        b'"' => out.push_str("&quot;"),
        0xf0 => {
            let c = text[at..].chars().next().unwrap_or(cjk::MARK);
            if c != cjk::MARK {
                out.push(c);
            }
            return at + c.len_utf8();
        }
        // Control characters are dropped: no reader sees them, and some programs trip over them.
        _ => {}
    }
    at + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping_leaves_no_way_out_of_text_or_attribute() {
        let mut out = String::new();
        escape(&mut out, "a<b>\"c\" & 'd'\u{0}\u{1b}[31m\r\n\u{10A7F}🎉河");
        assert_eq!(out, "a&lt;b&gt;&quot;c&quot; &amp; 'd'[31m\n🎉河");
    }

    #[test]
    fn pieces_are_cut_and_joined_with_their_slots() {
        let mut piece = Piece::default();
        piece.html.push_str("<p>");
        piece.slot(Part::Open(0));
        piece.html.push('x');
        piece.slot(Part::Close(0));
        piece.html.push_str("</p>");
        let part = piece.cut(3..4);
        assert_eq!((part.html.as_str(), part.slots.len(), part.slots[1].at), ("x", 2, 1));
        let mut twice = piece.clone();
        twice.append(&piece);
        assert_eq!(twice.slots[2].at, 3 + piece.html.len());
    }
}
