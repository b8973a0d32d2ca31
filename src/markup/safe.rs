//! The sanitiser: the last look at a page on which an author wrote HTML.
//!
//! Takes a [`Piece`], gives one that a browser reads as it stands: parsed by the rules of HTML, cut to an allow-list, well formed.
//! Gaps and what our own functions drew travel through it as numbered marks and come back untouched. Pages without raw HTML never
//! come here: it costs four times as much as the Markdown.

use super::cjk::MARK;
use super::html::{Part, Piece, Trusted};
use super::tags::ELEMENTS;
use ammonia::Builder;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::LazyLock;

/// What may be on a page: the elements of the list in `tags`, and what the writer itself makes. Authors' tags have been filtered
/// one by one before, so that the attributes allowed for our own sake cannot be theirs.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let ours = ["aside", "input", "label", "section"];
    let tags: HashSet<&str> = ELEMENTS.iter().map(|element| element.name).chain(ours).collect();
    let mut attributes: HashMap<&str, HashSet<&str>> =
        ELEMENTS.iter().map(|element| (element.name, element.attributes.iter().copied().collect())).collect();
    attributes.insert("input", ["type", "disabled", "checked"].into());
    let generic = [
        "id",
        "class",
        "title",
        "lang",
        "dir",
        "role",
        "tabindex",
        "scope",
        "aria-label",
        "aria-hidden",
        "data-alert",
        "data-mark",
    ];
    let mut builder = Builder::new();
    builder
        .tags(tags)
        .tag_attributes(attributes)
        .generic_attributes(generic.into())
        .allowed_classes(HashMap::new())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .link_rel(None)
        .strip_comments(true);
    builder
});

/// Something that travels as a mark.
enum Traveller {
    Part(Part),
    Trusted(usize),
}

/// HTML of somebody else, cut to the allow-list.
pub(super) fn cleaned(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

/// Cleans a piece.
pub(super) fn purify(piece: &Piece) -> Piece {
    let (input, travellers) = marked(piece);
    let clean = SANITISER.clean(&input).to_string();
    restored(piece, &clean, &travellers)
}

/// The HTML with a mark, `MARK number MARK`, for each gap and each trusted part. Links and headings are elements here, so that
/// what opens and closes them stays together.
fn marked(piece: &Piece) -> (String, Vec<Traveller>) {
    let slots = piece.slots.iter().map(|slot| (slot.at, slot.at, Traveller::Part(slot.part)));
    let trusted =
        piece.trusted.iter().enumerate().map(|(nth, part)| (part.at.start, part.at.end, Traveller::Trusted(nth)));
    let mut places: Vec<_> = slots.chain(trusted).collect();
    places.sort_by_key(|(start, end, _)| (*start, *end));
    let mut out = String::with_capacity(piece.html.len() + places.len() * 16);
    let mut from = 0;
    let mut travellers = Vec::with_capacity(places.len());
    for (start, end, traveller) in places {
        out.push_str(&piece.html[from..start]);
        from = end;
        let number = travellers.len();
        let _ = match traveller {
            Traveller::Part(Part::Open(_)) => write!(out, "<a data-mark=\"{MARK}{number}{MARK}\">"),
            Traveller::Part(Part::Close(_)) => write!(out, "</a>"),
            Traveller::Part(Part::HeadingOpen(_)) => write!(out, "2 data-mark=\"{MARK}{number}{MARK}\">"),
            Traveller::Part(Part::HeadingClose(_)) => write!(out, "2>"),
            _ => write!(out, "{MARK}{number}{MARK}"),
        };
        travellers.push(traveller);
    }
    out.push_str(&piece.html[from..]);
    (out, travellers)
}

/// Puts everything back in its place.
fn restored(piece: &Piece, clean: &str, travellers: &[Traveller]) -> Piece {
    let mut back = Back { piece, travellers, out: Piece::default(), links: Vec::new(), headings: Vec::new() };
    back.out.html.reserve(piece.html.len());
    let mut rest = clean;
    while let Some(at) = rest.find('<') {
        back.text(&rest[..at]);
        let tag = &rest[at..at + tag_length(&rest[at..])];
        back.tag(tag);
        rest = &rest[at + tag.len()..];
    }
    back.text(rest);
    back.out
}

/// The length of the tag at the start; `>` between quotes does not end it.
fn tag_length(html: &str) -> usize {
    let mut quoted = false;
    let end = html.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.map_or(html.len(), |end| end + 1)
}

/// A piece on its way back.
struct Back<'a> {
    piece: &'a Piece,
    travellers: &'a [Traveller],
    out: Piece,
    /// The open elements `a` and `h2`, with the number of each that is a gap of ours.
    links: Vec<Option<usize>>,
    headings: Vec<Option<usize>>,
}

impl Back<'_> {
    /// Text between tags, or within one, with marks.
    fn text(&mut self, text: &str) {
        let mut parts = text.split(MARK);
        self.out.html.push_str(parts.next().unwrap_or(""));
        while let (Some(number), Some(after)) = (parts.next(), parts.next()) {
            match number.parse().ok().and_then(|number: usize| self.travellers.get(number)) {
                Some(Traveller::Trusted(nth)) => {
                    let part = &self.piece.trusted[*nth];
                    let start = self.out.html.len();
                    self.out.html.push_str(&self.piece.html[part.at.clone()]);
                    self.out.trusted.push(Trusted { at: start..self.out.html.len(), key: part.key });
                }
                Some(Traveller::Part(part)) => self.out.slot(*part),
                // Not a mark of ours: it goes.
                None => {}
            }
            self.out.html.push_str(after);
        }
    }

    fn tag(&mut self, tag: &str) {
        match tag {
            "</a>" => match self.links.pop().flatten() {
                Some(link) => self.out.slot(Part::Close(link)),
                None => self.out.html.push_str(tag),
            },
            "</h2>" => match self.headings.pop().flatten() {
                Some(heading) => {
                    self.out.html.push_str("</h");
                    self.out.slot(Part::HeadingClose(heading));
                }
                None => self.out.html.push_str(tag),
            },
            _ if tag.starts_with("<a ") || tag == "<a>" => match self.traveller(tag, "<a data-mark=\"") {
                Some(Part::Open(link)) => {
                    self.links.push(Some(link));
                    self.out.slot(Part::Open(link));
                }
                _ => {
                    self.links.push(None);
                    self.text(tag);
                }
            },
            _ if tag.starts_with("<h2 ") || tag == "<h2>" => match self.traveller(tag, "<h2 data-mark=\"") {
                Some(Part::HeadingOpen(heading)) => {
                    self.headings.push(Some(heading));
                    self.out.html.push_str("<h");
                    self.out.slot(Part::HeadingOpen(heading));
                }
                _ => {
                    self.headings.push(None);
                    self.text(tag);
                }
            },
            _ => self.text(tag),
        }
    }

    /// What a start tag with a mark stands for.
    fn traveller(&self, tag: &str, start: &str) -> Option<Part> {
        let number = tag.strip_prefix(start)?.strip_suffix("\">")?;
        match self.travellers.get(number.trim_matches(MARK).parse::<usize>().ok()?)? {
            Traveller::Part(part) => Some(*part),
            Traveller::Trusted(_) => None,
        }
    }
}
