//! The sanitiser: the last look at a page on which an author wrote HTML.
//!
//! Takes a [`Piece`], gives one that a browser reads as it stands: parsed by the rules of HTML, cut to an allow-list, well formed.
//! Gaps and what our own functions drew travel through it as numbered marks and come back untouched. Pages without raw HTML never
//! come here: it costs four times as much as the Markdown.

use super::cjk::MARK;
use super::html::{Part, Piece};
use super::tags::ELEMENTS;
use ammonia::Builder;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::ops::Range;
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
    Trusted(Range<usize>),
}

/// Cleans a piece.
pub(super) fn purify(piece: &Piece) -> Piece {
    let (input, travellers) = marked(piece);
    let clean = SANITISER.clean(&input).to_string();
    restored(piece, &clean, &travellers)
}

/// The HTML with a mark, `MARK number MARK`, for each gap and each trusted part.
fn marked(piece: &Piece) -> (String, Vec<Traveller>) {
    let slots = piece.slots.iter().map(|slot| (slot.at, slot.at, Traveller::Part(slot.part)));
    let trusted = piece.trusted.iter().map(|part| (part.start, part.end, Traveller::Trusted(part.clone())));
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
    const OPEN: &str = "<h2 data-mark=\"";
    let mut out = Piece::default();
    out.html.reserve(piece.html.len());
    let mut heading: Option<(usize, usize)> = None;
    let mut at = 0;
    let mut back = vec![false; travellers.len()];
    loop {
        let next = clean[at..].find(MARK).map(|found| at + found);
        // The end tag of a heading carries no mark of its own: it is the first after its start tag.
        if let Some((number, close)) = heading
            && next.is_none_or(|next| close <= next)
        {
            out.html.push_str(&clean[at..close]);
            out.html.push_str("</h");
            out.slot(Part::HeadingClose(number));
            at = close + "</h2>".len();
            heading = None;
            continue;
        }
        let Some(start) = next else { break };
        out.html.push_str(&clean[at..start]);
        let digits = start + MARK.len_utf8();
        let Some(length) = clean[digits..].find(MARK) else { break };
        at = digits + length + MARK.len_utf8();
        let Some(number) =
            clean[digits..digits + length].parse::<usize>().ok().filter(|n| back.get(*n) == Some(&false))
        else {
            continue;
        };
        back[number] = true;
        match &travellers[number] {
            Traveller::Trusted(range) => {
                let start = out.html.len();
                out.html.push_str(&piece.html[range.clone()]);
                out.trusted.push(start..out.html.len());
            }
            Traveller::Part(Part::HeadingOpen(number)) => {
                if out.html.ends_with(OPEN) {
                    out.html.truncate(out.html.len() - OPEN.len());
                    out.html.push_str("<h");
                    at += clean[at..].find('>').map_or(0, |end| end + 1);
                    heading = clean[at..].find("</h2>").map(|close| (*number, at + close));
                    out.slot(Part::HeadingOpen(*number));
                }
            }
            Traveller::Part(part) => out.slot(*part),
        }
    }
    // A mark without a number that we gave must not reach a page.
    out.html.push_str(&clean[at..].replace(MARK, ""));
    out
}
