//! Cards for link previews: a title on paper, with what it is, when, and whose.
//!
//! Takes words and a colour, gives a PNG. The font is in the program, so that a machine without fonts draws the same bytes; it holds
//! the characters of GB 2312, of the first levels of Big5 and JIS X 0208, kana, Latin, Greek and Cyrillic. Words in other scripts have
//! no card of their own, rather than one with empty boxes ([`Card::can_show`]).

mod colour;
mod lines;

pub use colour::Colour;

use crate::text::{Digest, digest_of};
use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use lines::{Fitted, fitted, shortened};
use std::sync::Arc;

/// The font, under the SIL Open Font License (`OFL.txt` beside it): a subset of Noto Sans CJK SC Bold, without hints, features and
/// vertical metrics.
const FONT: &[u8] = include_bytes!("FolkmootCardSans-Bold.otf");

/// The width of a card in pixels.
pub const WIDTH: u32 = 1200;
/// The height of a card in pixels.
pub const HEIGHT: u32 = 630;

/// Raised whenever cards are drawn in another way.
const RECIPE: u32 = 1;

const PAPER: Colour = Colour(0xfb, 0xf8, 0xf1);
const INK: Colour = Colour(0x1f, 0x1c, 0x19);
const MUTED: Colour = Colour(0x66, 0x60, 0x58);

/// Shades between the paper and a colour at its full strength.
const SHADES: u8 = 15;

/// What a card says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Card {
    /// Large.
    pub title: Arc<str>,
    /// Above the title: what it is, and when.
    pub line: Arc<str>,
    /// The name of the hub.
    pub hub: Arc<str>,
    /// Where the hub lives.
    pub host: Arc<str>,
    /// The hub's own colour.
    pub accent: Colour,
}

impl Card {
    /// Whether every letter of a text can be drawn. Signs without a meaning of their own, such as emoji, are left out of cards.
    pub fn can_show(text: &str) -> bool {
        let font = font();
        let text = drawable(text);
        !text.trim().is_empty() && text.chars().all(|c| c == ' ' || font.glyph_id(c).0 != 0)
    }

    /// The address of its picture: the same words have the same.
    pub fn address(&self) -> String {
        let Digest(first, _) = digest_of(&(RECIPE, self));
        format!("/media/cards/{first:016x}.png")
    }

    /// Draws it.
    pub fn png(&self) -> Vec<u8> {
        let font = font();
        let mut sheet = Sheet::new(&font);
        sheet.fill(0, 0, 22, HEIGHT, ACCENT);
        let line = shortened(&font, &drawable(&self.line), 32.0, COLUMN);
        sheet.write(&line, LEFT, 118.0, 32.0, ACCENT);
        let Fitted { lines, size } = fitted(&font, &drawable(&self.title), COLUMN);
        let leading = size * 1.26;
        for (number, line) in lines.iter().enumerate() {
            sheet.write(line, LEFT, 168.0 + size * 0.88 + number as f32 * leading, size, BLACK);
        }
        sheet.fill(LEFT as u32, 512, COLUMN as u32, 2, GREY);
        let host = shortened(&font, &drawable(&self.host), 26.0, COLUMN * 0.45);
        let taken = lines::width(&font, &host, 26.0);
        sheet.write(&host, LEFT + COLUMN - taken, 568.0, 26.0, GREY);
        let hub = shortened(&font, &drawable(&self.hub), 36.0, COLUMN - taken - 40.0);
        sheet.write(&hub, LEFT, 570.0, 36.0, BLACK);
        sheet.png(self.accent.readable_on(PAPER, INK))
    }
}

/// The left edge of the words, and how far they go, in pixels.
const LEFT: f32 = 88.0;
const COLUMN: f32 = 1024.0;

/// Where the shades of a colour begin in the palette; 0 is the paper.
const BLACK: u8 = 0;
const ACCENT: u8 = SHADES;
const GREY: u8 = 2 * SHADES;

fn font() -> FontRef<'static> {
    FontRef::try_from_slice(FONT).expect("the font in the program is a font")
}

/// The characters of a text that are drawn: without emoji, joiners and control characters, with single spaces.
fn drawable(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let is_sign = |c: &char| {
        matches!(*c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
            || matches!(*c, '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}')
            || *c >= '\u{1f000}' && *c < '\u{20000}'
            || c.is_control() && !c.is_whitespace()
    };
    let kept: String = text.nfc().filter(|c| !is_sign(c)).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How large the letters of `size` pixels (an em) are for the font.
fn scale(font: &FontRef<'_>, size: f32) -> PxScale {
    let em = font.units_per_em().unwrap_or(1000.0);
    PxScale::from(size * font.height_unscaled() / em)
}

/// The paper, a byte for each pixel: the number of its colour in the palette.
struct Sheet<'a> {
    font: &'a FontRef<'static>,
    pixels: Vec<u8>,
}

impl<'a> Sheet<'a> {
    fn new(font: &'a FontRef<'static>) -> Self {
        Self { font, pixels: vec![0; (WIDTH * HEIGHT) as usize] }
    }

    fn fill(&mut self, left: u32, top: u32, width: u32, height: u32, colour: u8) {
        for row in self.pixels.chunks_exact_mut(WIDTH as usize).skip(top as usize).take(height as usize) {
            row[left as usize..(left + width).min(WIDTH) as usize].fill(colour + SHADES);
        }
    }

    /// Writes a line whose letters stand on `base`.
    fn write(&mut self, text: &str, left: f32, base: f32, size: f32, colour: u8) {
        let scale = scale(self.font, size);
        let scaled = self.font.as_scaled(scale);
        let mut at = left;
        for c in text.chars() {
            let id = self.font.glyph_id(c);
            let advance = scaled.h_advance(id);
            let glyph = Glyph { id, scale, position: point(at, base) };
            at += advance;
            let Some(outline) = self.font.outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            let pixels = &mut self.pixels;
            outline.draw(|x, y, cover| {
                let (x, y) = (bounds.min.x as i64 + i64::from(x), bounds.min.y as i64 + i64::from(y));
                let shade = (cover.clamp(0.0, 1.0) * f32::from(SHADES)).round() as u8;
                let inside = (0..i64::from(WIDTH)).contains(&x) && (0..i64::from(HEIGHT)).contains(&y);
                if shade > 0 && inside {
                    let pixel = &mut pixels[(y * i64::from(WIDTH) + x) as usize];
                    *pixel = (*pixel).max(colour + shade);
                }
            });
        }
    }

    fn png(&self, accent: Colour) -> Vec<u8> {
        let mut palette = PAPER.bytes().to_vec();
        for colour in [INK, accent, MUTED] {
            palette.extend((1..=SHADES).flat_map(|shade| PAPER.towards(colour, shade, SHADES).bytes()));
        }
        let mut out = Vec::with_capacity(48 << 10);
        let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette);
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header().expect("writing to memory cannot fail");
        writer.write_image_data(&self.pixels).expect("the sheet has the size of its header");
        writer.finish().expect("writing to memory cannot fail");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(title: &str) -> Card {
        let accent = Colour::parse("#b3441f").unwrap();
        Card {
            title: title.into(),
            line: "Post · 1 May 2026".into(),
            hub: "Riverbank Founders".into(),
            host: "riverbank.example".into(),
            accent,
        }
    }

    #[test]
    fn words_that_cannot_be_drawn_have_no_card() {
        for text in [
            "Hello, World",
            "河岸创客：第一次聚会",
            "河岸創客的聯歡會",
            "はじめての集まり",
            "Привет",
            "Tiếng Việt",
            "Party 🎉",
        ] {
            assert!(Card::can_show(text), "{text}");
        }
        for text in ["नमस्ते", "مرحبا", "안녕하세요", "🎉", ""] {
            assert!(!Card::can_show(text), "{text}");
        }
    }

    #[test]
    fn a_card_is_a_picture_of_its_words() {
        let drawn = card("河岸创客：第一次聚会").png();
        let reader = png::Decoder::new(std::io::Cursor::new(&drawn)).read_info().unwrap();
        assert_eq!(reader.info().size(), (1200, 630));
        assert_eq!(drawn, card("河岸创客：第一次聚会").png());
        assert_ne!(drawn, card("河岸创客：第二次聚会").png());
        assert_ne!(card("A").address(), card("B").address());
        assert!(drawn.len() < 120_000, "{} bytes", drawn.len());
    }

    #[test]
    fn any_title_can_be_drawn() {
        for title in ["", "x", &"word ".repeat(400), &"长".repeat(900), &"W".repeat(500), "\u{0}\u{301}"] {
            assert!(!card(title).png().is_empty());
        }
    }
}
