//! The fonts of cards: which of them has a letter, how wide it is, what it looks like.
//!
//! Takes letters and sizes, gives outlines. What a text has that neither font knows is replaced here, where that changes no meaning.

use ab_glyph::{Font, FontRef, Glyph, OutlinedGlyph, PxScale, ScaleFont, point};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// The font, under the SIL Open Font License (`OFL.txt` beside it): a subset of Noto Sans CJK SC Bold, without hints, features and
/// vertical metrics.
const FONT: &[u8] = include_bytes!("FolkmootCardSans-Bold.otf");
/// What it lacks of Latin, Greek and Cyrillic, under the same licence: a subset of Source Sans 3 Bold, whose letters it has.
const MORE: &[u8] = include_bytes!("FolkmootCardLatin-Bold.otf");
/// How much larger the letters of the first font are in an em.
const LARGER: f32 = 560.0 / 496.0;

/// The fonts, ready to be asked.
pub(super) struct Fonts {
    first: FontRef<'static>,
    more: FontRef<'static>,
}

impl Fonts {
    pub(super) fn new() -> Self {
        let read = |bytes| FontRef::try_from_slice(bytes).expect("the fonts in the program are fonts");
        Self { first: read(FONT), more: read(MORE) }
    }

    /// Whether a letter can be drawn.
    pub(super) fn has(&self, c: char) -> bool {
        self.first.glyph_id(c).0 != 0 || self.more.glyph_id(c).0 != 0
    }

    /// The width of a letter in pixels, where an em has `size` of them.
    pub(super) fn advance(&self, c: char, size: f32) -> f32 {
        let (font, scale) = self.of(c, size);
        font.as_scaled(scale).h_advance(font.glyph_id(c))
    }

    /// What a letter looks like; nothing where it is empty.
    pub(super) fn outline(&self, c: char, size: f32, (x, y): (f32, f32)) -> Option<OutlinedGlyph> {
        let (font, scale) = self.of(c, size);
        font.outline_glyph(Glyph { id: font.glyph_id(c), scale, position: point(x, y) })
    }

    /// The font that has a letter, and how large its letters are.
    fn of(&self, c: char, size: f32) -> (&FontRef<'static>, PxScale) {
        let is_more = self.first.glyph_id(c).0 == 0 && self.more.glyph_id(c).0 != 0;
        let (font, size) = if is_more { (&self.more, size * LARGER) } else { (&self.first, size) };
        let em = font.units_per_em().unwrap_or(1000.0);
        (font, PxScale::from(size * font.height_unscaled() / em))
    }

    /// The characters of a text that are drawn: without emoji, joiners and control characters, with single spaces. A letter that no
    /// font has loses its marks, which stand apart from it in neither.
    pub(super) fn drawable(&self, text: &str) -> String {
        let is_sign = |c: &char| {
            matches!(*c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
                || matches!(*c, '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}')
                || *c >= '\u{1f000}' && *c < '\u{20000}'
                || c.is_control() && !c.is_whitespace()
        };
        let mut kept = String::with_capacity(text.len());
        for c in text.nfc().filter(|c| !is_sign(c)) {
            if is_combining_mark(c) && kept.chars().next_back().is_some_and(|before| self.has(before)) {
                continue;
            }
            kept.push(if c.is_whitespace() || self.has(c) { c } else { self.bare(c) });
        }
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A letter without its marks, where a font has that.
    fn bare(&self, c: char) -> char {
        let mut first = None;
        decompose_canonical(c, |part| {
            first.get_or_insert(part);
        });
        first.filter(|first| self.has(*first)).unwrap_or(c)
    }
}
