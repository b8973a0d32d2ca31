//! What cards are drawn on: one sheet for all of them, and the letters that were drawn before.
//!
//! Takes words with places, gives pixels. A letter of the same size at the same quarter of a pixel looks the same wherever it stands, so it
//! is drawn once and then stamped: most letters of a card stand on many cards. Whoever draws many has an easel of their own; what comes
//! out does not depend on what was drawn before.

use super::fonts::Fonts;
use super::lines::{self, Fitted};
use super::{HEIGHT, SHADES, WIDTH};
use std::collections::HashMap;

/// Letters that are kept at most: some megabytes.
const MOST: usize = 2_000;
/// The places in a pixel at which letters may begin.
const STEPS: f32 = 4.0;

/// A sheet to draw on, with what makes drawing on it again cheap.
pub struct Easel {
    fonts: Fonts,
    /// A byte for each pixel: the number of its colour in the palette.
    pixels: Vec<u8>,
    /// By letter, size (its bits) and step.
    letters: HashMap<(char, u32, u8), Letter>,
}

/// A letter as it was drawn.
struct Letter {
    /// Where it lies from the place that it stands on, in pixels.
    left: i32,
    top: i32,
    width: usize,
    /// How much of each pixel it covers, in shades.
    shades: Vec<u8>,
}

impl Default for Easel {
    fn default() -> Self {
        Self { fonts: Fonts::new(), pixels: Vec::new(), letters: HashMap::new() }
    }
}

impl Easel {
    pub(super) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Takes an empty sheet.
    pub(super) fn clear(&mut self) {
        self.pixels.clear();
        self.pixels.resize((WIDTH * HEIGHT) as usize, 0);
    }

    pub(super) fn fill(&mut self, left: u32, top: u32, width: u32, height: u32, colour: u8) {
        for row in self.pixels.chunks_exact_mut(WIDTH as usize).skip(top as usize).take(height as usize) {
            row[left as usize..(left + width).min(WIDTH) as usize].fill(colour + SHADES);
        }
    }

    /// As [`lines::shortened`], of what can be drawn of a text.
    pub(super) fn shortened(&self, text: &str, size: f32, room: f32) -> String {
        lines::shortened(&self.fonts, &self.fonts.drawable(text), size, room)
    }

    /// As [`lines::fitted`], of what can be drawn of a text.
    pub(super) fn fitted(&self, text: &str, room: f32) -> Fitted {
        lines::fitted(&self.fonts, &self.fonts.drawable(text), room)
    }

    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        lines::width(&self.fonts, text, size)
    }

    /// Writes a line whose letters stand on `base`.
    pub(super) fn write(&mut self, text: &str, left: f32, base: f32, size: f32, colour: u8) {
        let mut at = left;
        for c in text.chars() {
            if self.letters.len() >= MOST {
                self.letters.clear();
            }
            let steps = (at * STEPS + 0.5) as i32;
            let step = steps.rem_euclid(STEPS as i32);
            let key = (c, size.to_bits(), step as u8);
            let letter = self.letters.entry(key).or_insert_with(|| letter(&self.fonts, c, size, step as f32 / STEPS));
            stamp(&mut self.pixels, letter, steps.div_euclid(STEPS as i32), (base + 0.5) as i32, colour);
            at += self.fonts.advance(c, size);
        }
    }
}

fn letter(fonts: &Fonts, c: char, size: f32, step: f32) -> Letter {
    let Some(outline) = fonts.outline(c, size, (step, 0.0)) else {
        return Letter { left: 0, top: 0, width: 0, shades: Vec::new() };
    };
    let bounds = outline.px_bounds();
    let width = bounds.width() as usize;
    let mut shades = vec![0; width * bounds.height() as usize];
    outline.draw(|x, y, cover| {
        if let Some(shade) = shades.get_mut(y as usize * width + x as usize) {
            *shade = (cover.clamp(0.0, 1.0) * f32::from(SHADES) + 0.5) as u8;
        }
    });
    Letter { left: bounds.min.x as i32, top: bounds.min.y as i32, width, shades }
}

/// Puts a letter on the sheet; what lies beyond its edges is left out. Where letters meet, the darker shade stays.
fn stamp(pixels: &mut [u8], letter: &Letter, x: i32, y: i32, colour: u8) {
    let (wide, high) = (WIDTH as i32, HEIGHT as i32);
    let left = x + letter.left;
    let from = left.clamp(0, wide);
    let until = (left + letter.width as i32).clamp(from, wide);
    for (row, shades) in (y + letter.top..high).zip(letter.shades.chunks_exact(letter.width.max(1))) {
        if row < 0 {
            continue;
        }
        let start = (row * wide) as usize;
        let on_sheet = &mut pixels[start + from as usize..start + until as usize];
        let shades = &shades[(from - left).clamp(0, letter.width as i32) as usize..];
        for (pixel, shade) in on_sheet.iter_mut().zip(shades) {
            let inked = if *shade == 0 { 0 } else { colour + shade };
            *pixel = (*pixel).max(inked);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_over_an_edge_is_cut() {
        let block = |left, top| Letter { left, top, width: 4, shades: vec![SHADES; 16] };
        for (x, y, inked) in [
            (100, 100, 16),
            (-2, -2, 4),
            (WIDTH as i32 - 1, HEIGHT as i32 - 1, 1),
            (-9, 5, 0),
            (5, -9, 0),
            (5000, 5000, 0),
        ] {
            let mut pixels = vec![0; (WIDTH * HEIGHT) as usize];
            stamp(&mut pixels, &block(0, 0), x, y, 0);
            assert_eq!(pixels.iter().filter(|pixel| **pixel == SHADES).count(), inked, "{x} {y}");
        }
    }
}
