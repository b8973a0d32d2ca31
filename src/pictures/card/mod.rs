//! Cards for link previews: a title on paper, with what it is, when, and whose.
//!
//! Takes words and a colour, gives a PNG. The fonts are in the program, so that a machine without fonts draws the same bytes; they hold
//! the characters of GB 2312, of the first levels of Big5 and JIS X 0208, kana, Latin, Greek and Cyrillic. Words in other scripts have
//! no card of their own, rather than one with empty boxes ([`Card::can_show`]).

mod colour;
mod easel;
mod fonts;
mod lines;

pub use colour::Colour;
pub use easel::Easel;

use crate::text::{Digest, digest_of};
use fonts::Fonts;
use lines::Fitted;
use std::sync::Arc;

/// The width of a card in pixels.
pub const WIDTH: u32 = 1200;
/// The height of a card in pixels.
pub const HEIGHT: u32 = 630;

/// Raised whenever cards are drawn in another way.
const RECIPE: u32 = 3;

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
        let fonts = Fonts::new();
        let text = fonts.drawable(text);
        !text.trim().is_empty() && text.chars().all(|c| c == ' ' || fonts.has(c))
    }

    /// The address of its picture: the same words have the same.
    pub fn address(&self) -> String {
        let Digest(first, _) = digest_of(&(RECIPE, self));
        format!("/media/cards/{first:016x}.png")
    }

    /// Draws it.
    pub fn png(&self, easel: &mut Easel) -> Vec<u8> {
        easel.clear();
        easel.fill(0, 0, 22, HEIGHT, ACCENT);
        let line = easel.shortened(&self.line, 32.0, COLUMN);
        easel.write(&line, LEFT, 118.0, 32.0, ACCENT);
        let Fitted { lines, size } = easel.fitted(&self.title, COLUMN);
        let leading = size * 1.26;
        for (number, line) in lines.iter().enumerate() {
            easel.write(line, LEFT, 168.0 + size * 0.88 + number as f32 * leading, size, BLACK);
        }
        easel.fill(LEFT as u32, 512, COLUMN as u32, 2, GREY);
        let host = easel.shortened(&self.host, 26.0, COLUMN * 0.45);
        let taken = easel.width(&host, 26.0);
        easel.write(&host, LEFT + COLUMN - taken, 568.0, 26.0, GREY);
        let hub = easel.shortened(&self.hub, 36.0, COLUMN - taken - 40.0);
        easel.write(&hub, LEFT, 570.0, 36.0, BLACK);
        self.encoded(easel.pixels())
    }

    fn encoded(&self, pixels: &[u8]) -> Vec<u8> {
        let mut palette = PAPER.bytes().to_vec();
        for colour in [INK, self.accent.readable_on(PAPER, INK), MUTED] {
            palette.extend((1..=SHADES).flat_map(|shade| PAPER.towards(colour, shade, SHADES).bytes()));
        }
        let mut out = Vec::with_capacity(32 << 10);
        let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette);
        encoder.set_compression(png::Compression::Fast);
        // The strokes of letters are mostly like the line above: a third of the bytes, in less time than without.
        encoder.set_filter(png::Filter::Up);
        let mut writer = encoder.write_header().expect("writing to memory cannot fail");
        writer.write_image_data(pixels).expect("the sheet has the size of its header");
        writer.finish().expect("writing to memory cannot fail");
        out
    }
}

/// The left edge of the words, and how far they go, in pixels.
const LEFT: f32 = 88.0;
const COLUMN: f32 = 1024.0;

/// Where the shades of a colour begin in the palette; 0 is the paper.
const BLACK: u8 = 0;
const ACCENT: u8 = SHADES;
const GREY: u8 = 2 * SHADES;

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
            "Zażółć gęślą jaźń, Łódź",
            "Příliš žluťoučký kůň",
            "İstanbul'da şöyle ığdır",
            "Îmbrățișare, București",
            "Ξεσκεπάζω τὴν ψυχοφθόρα βδελυγμία",
            "Nā Kānaka, Ɔkra ŋ̊",
            "Київ, Ґудзик",
        ] {
            assert!(Card::can_show(text), "{text}");
        }
        for text in ["नमस्ते", "مرحبا", "안녕하세요", "🎉", ""] {
            assert!(!Card::can_show(text), "{text}");
        }
    }

    #[test]
    fn a_card_is_a_picture_of_its_words() {
        let easel = &mut Easel::default();
        let drawn = card("河岸创客：第一次聚会").png(easel);
        let reader = png::Decoder::new(std::io::Cursor::new(&drawn)).read_info().unwrap();
        assert_eq!(reader.info().size(), (1200, 630));
        assert_ne!(drawn, card("河岸创客：第二次聚会").png(easel));
        // What was drawn before leaves no trace, whether its letters are kept or not.
        assert_eq!(drawn, card("河岸创客：第一次聚会").png(easel));
        assert_eq!(drawn, card("河岸创客：第一次聚会").png(&mut Easel::default()));
        assert_ne!(card("A").address(), card("B").address());
        assert!(drawn.len() < 40_000, "{} bytes", drawn.len());
    }

    #[test]
    fn any_title_can_be_drawn() {
        for title in ["", "x", &"word ".repeat(400), &"长".repeat(900), &"W".repeat(500), "\u{0}\u{301}"] {
            assert!(!card(title).png(&mut Easel::default()).is_empty());
        }
    }
}
