//! What was drawn from source, by the digest of that source: formulas as MathML, diagrams as SVG.
//!
//! Takes a source and gives its drawing: remembered from an earlier build, or drawn now. What is remembered lay on a disk, where
//! somebody may have put it, and a drawing stands in a page as it is: so it is only believed while it has nothing but the elements and
//! attributes of drawings ([`is_drawing`]).

use super::Body;
use crate::text::{Digest, digest_of};
use crate::{diagram, math};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::Arc;

/// A formula or diagram as drawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Drawing {
    /// One element, `<math>` or `<svg>`.
    pub(super) markup: Box<str>,
    /// What the source of a diagram calls it; empty where it says nothing.
    pub(super) title: Box<str>,
}

/// What earlier builds drew. Cloning it is cheap.
///
/// It decides how long a text takes to read and nothing of what comes out, so that all are equal and hash alike.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    known: Arc<HashMap<Digest, Drawing>>,
}

impl Drawn {
    /// What [`Drawn::encode`] wrote; nothing if it is none of that.
    pub fn decode(bytes: &[u8]) -> Self {
        let stored: Vec<(Digest, Drawing)> = postcard::from_bytes(bytes).unwrap_or_default();
        Self { known: Arc::new(stored.into_iter().collect()) }
    }

    /// What these texts were drawn with, in an order of its own; `None` if that is what is known already.
    pub fn encode<'b>(&self, bodies: impl Iterator<Item = &'b Body>) -> Option<Vec<u8>> {
        let drawings: BTreeMap<Digest, (Digest, &str, &str)> =
            bodies.flat_map(Body::drawings).map(|(key, markup, title)| (key, (key, markup, title))).collect();
        let is_known = drawings.len() == self.known.len() && drawings.keys().all(|key| self.known.contains_key(key));
        // A drawing is written as its fields, one after the other.
        let stored: Vec<_> = drawings.into_values().collect();
        (!is_known).then(|| postcard::to_stdvec(&stored).expect("plain data always has a form in bytes"))
    }

    /// The drawing of a formula, and the digest it is remembered by.
    pub(super) fn formula(&self, tex: &str, display: bool) -> Result<(Digest, Drawing), math::Error> {
        let key = digest_of(&("formula", tex, display));
        let drawn = || math::draw(tex, display).map(|markup| Drawing { markup: markup.into(), title: "".into() });
        self.find(key).map_or_else(drawn, Ok).map(|drawing| (key, drawing))
    }

    /// The drawing of a diagram, and the digest it is remembered by.
    pub(super) fn diagram(&self, source: &str) -> Result<(Digest, Drawing), diagram::Error> {
        let key = digest_of(&("diagram", source));
        let drawn = || {
            let diagram::Drawing { svg, title } = diagram::draw(source)?;
            Ok(Drawing { markup: svg.into(), title: title.into() })
        };
        self.find(key).map_or_else(drawn, Ok).map(|drawing| (key, drawing))
    }

    fn find(&self, key: Digest) -> Option<Drawing> {
        self.known.get(&key).filter(|drawing| is_drawing(&drawing.markup)).cloned()
    }
}

impl PartialEq for Drawn {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Drawn {}

impl Hash for Drawn {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

/// Whether some markup is made of nothing but what drawings are made of: shapes, text and formulas, and attributes that only say
/// how they look. None of them can run anything, lead anywhere or fetch anything.
fn is_drawing(markup: &str) -> bool {
    let mut rest = markup;
    let mut open = Vec::new();
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let Some(end) = tag_end(tag) else { return false };
        rest = &tag[end + 1..];
        let tag = &tag[..end];
        if let Some(closed) = tag.strip_prefix('/') {
            if open.pop() != Some(closed) {
                return false;
            }
            continue;
        }
        let is_empty = tag.ends_with('/');
        let tag = tag.strip_suffix('/').unwrap_or(tag);
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let is_known = math::ELEMENTS.contains(&name) || diagram::ELEMENTS.contains(&name);
        if !is_known || !are_harmless(attributes) {
            return false;
        }
        if !is_empty {
            open.push(name);
        }
    }
    open.is_empty()
}

/// Where a tag ends: at the first `>` that is in no value.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    })
}

/// Whether these are attributes of drawings, each written as `name="value"`.
fn are_harmless(mut attributes: &str) -> bool {
    while !attributes.is_empty() {
        let Some((name, rest)) = attributes.split_once("=\"") else { return false };
        let Some((value, rest)) = rest.split_once('"') else { return false };
        let is_known = math::ATTRIBUTES.contains(&name) || diagram::ATTRIBUTES.contains(&name);
        // A colour can be taken from another place.
        if !is_known || value.contains(['(', '<', '&']) {
            return false;
        }
        attributes = rest.strip_prefix(' ').unwrap_or(rest);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::{Options, read};
    use super::*;
    use crate::text::SourceId;

    const TEXT: &str =
        "A $\\frac{a}{b}$ and\n\n$$\\sqrt{2}$$\n\n```mermaid\npie title Who\n\"a\" : 1\n\"b\" : 2\n```\n";

    fn body(options: &Options) -> Body {
        read(SourceId(0), TEXT, 0..TEXT.len(), options).value
    }

    #[test]
    fn what_is_remembered_is_not_drawn_again_and_looks_the_same() {
        let fresh = body(&Options::default());
        let stored = Drawn::default().encode(std::iter::once(&fresh)).expect("three drawings are news");
        let drawn = Drawn::decode(&stored);
        assert_eq!(drawn.known.len(), 3);
        assert_eq!(drawn.encode(std::iter::once(&fresh)), None);
        assert_eq!(Drawn::decode(b"anything").known.len(), 0);
        let again = body(&Options { drawn: drawn.clone(), ..Options::default() });
        assert_eq!(again.html(&[]), fresh.html(&[]));
        assert_eq!(again.digest(), fresh.digest());

        // That it is taken from memory shows when memory says something else.
        let other =
            |drawing: &Drawing| Drawing { markup: drawing.markup.replace("</", "x</").into(), ..drawing.clone() };
        let known = drawn.known.iter().map(|(key, drawing)| (*key, other(drawing))).collect();
        let told = body(&Options { drawn: Drawn { known: Arc::new(known) }, ..Options::default() });
        assert!(told.html(&[]).contains("x</math>") && told.html(&[]).contains("x</svg>"), "{}", told.html(&[]));
    }

    #[test]
    fn memory_cannot_bring_in_anything_but_a_drawing() {
        let fresh = body(&Options::default());
        let drawn = Drawn::decode(&Drawn::default().encode(std::iter::once(&fresh)).unwrap());
        assert!(drawn.known.values().all(|drawing| is_drawing(&drawing.markup)));
        for bad in [
            "<math><script>x</script></math>",
            "<svg onload=\"x\"></svg>",
            "<svg ONLOAD=\"x\"></svg>",
            "<svg fill=\"none\"onload=\"x\"></svg>",
            "<svg fill='none' onload='x'></svg>",
            "<svg onload=x></svg>",
            "<svg/onload=\"x\"></svg>",
            "<svg\nonload=\"x\"></svg>",
            "<svg fill=\"url(https://x.example/#a)\"></svg>",
            "<svg><a href=\"https://x.example\">x</a></svg>",
            "<svg><style>*{}</style></svg>",
            "<svg><!-- --></svg>",
            "<svg fill=\"none",
            "<svg>",
            "</svg>",
            "<svg><g></svg></g>",
        ] {
            assert!(!is_drawing(bad), "{bad}");
            let known =
                drawn.known.keys().map(|key| (*key, Drawing { markup: bad.into(), title: "".into() })).collect();
            let told = body(&Options { drawn: Drawn { known: Arc::new(known) }, ..Options::default() });
            assert_eq!(told.html(&[]), fresh.html(&[]), "{bad}");
        }
    }
}
