//! Colours as style sheets write them, in bytes.

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// What stands for a colour that cannot be understood.
    pub const DEFAULT: Self = Self(0xb3, 0x44, 0x1f);

    /// A colour as style sheets write it: `#rgb`, `#rrggbb`, `rgb(…)` or `oklch(…)`. `None` of any other.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(digits) = text.strip_prefix('#') {
            let digits: Vec<u8> =
                digits.chars().map(|c| c.to_digit(16).and_then(|n| u8::try_from(n).ok())).collect::<Option<_>>()?;
            return match digits[..] {
                [r, g, b] | [r, g, b, _] => Some(Self(r * 17, g * 17, b * 17)),
                [a, b, c, d, e, f] | [a, b, c, d, e, f, _, _] => Some(Self(a * 16 + b, c * 16 + d, e * 16 + f)),
                _ => None,
            };
        }
        let (name, rest) = text.split_once('(')?;
        let inner = rest.strip_suffix(')')?.split('/').next()?;
        let parts: Vec<&str> = inner.split([' ', ',']).filter(|part| !part.is_empty()).collect();
        let number = |at: usize, percent: f64| -> Option<f64> {
            let part: &&str = parts.get(at)?;
            match part.strip_suffix('%') {
                Some(part) => part.parse::<f64>().ok().map(|n| n / 100.0 * percent),
                None => part.trim_end_matches("deg").parse().ok(),
            }
        };
        match name.trim() {
            "rgb" | "rgba" => Some(Self(byte(number(0, 255.0)?), byte(number(1, 255.0)?), byte(number(2, 255.0)?))),
            "oklch" => Some(of_oklch(number(0, 1.0)?, number(1, 0.4)?, number(2, 360.0)?)),
            _ => None,
        }
    }

    pub(super) fn bytes(self) -> [u8; 3] {
        [self.0, self.1, self.2]
    }

    /// The colour `part` of `whole` on the way to another.
    pub(super) fn towards(self, other: Self, part: u8, whole: u8) -> Self {
        let mix = |a: u8, b: u8| {
            let (part, whole) = (u32::from(part), u32::from(whole));
            ((u32::from(a) * (whole - part) + u32::from(b) * part + whole / 2) / whole) as u8
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// The colour, as far towards `dark` as it takes to be read on `paper` (WCAG 2.2, contrast of 4.5 to 1).
    pub(super) fn readable_on(self, paper: Self, dark: Self) -> Self {
        let contrast = |colour: Self| (paper.luminance() + 0.05) / (colour.luminance() + 0.05);
        (0..=10).map(|part| self.towards(dark, part, 10)).find(|colour| contrast(*colour) >= 4.5).unwrap_or(dark)
    }

    fn luminance(self) -> f64 {
        let linear = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

fn byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// From lightness, chroma and hue to bytes of sRGB, after CSS Color 4 §18.3; what no screen shows is clipped.
fn of_oklch(lightness: f64, chroma: f64, hue: f64) -> Colour {
    let (sin, cos) = hue.to_radians().sin_cos();
    let (a, b) = (chroma * cos, chroma * sin);
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    let gamma = |value: f64| {
        let curved = if value <= 0.003_130_8 { 12.92 * value } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
        byte(curved * 255.0)
    };
    Colour(
        gamma(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
        gamma(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
        gamma(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_style_sheets_write_them() {
        for (text, colour) in [
            ("#b3441f", Colour(0xb3, 0x44, 0x1f)),
            ("#FA0", Colour(0xff, 0xaa, 0)),
            ("rgb(1 2 3 / 50%)", Colour(1, 2, 3)),
            ("rgb(100%, 0%, 0%)", Colour(255, 0, 0)),
            ("oklch(1 0 0)", Colour(255, 255, 255)),
            ("oklch(0.627955 0.257683 29.2339)", Colour(255, 0, 0)),
        ] {
            assert_eq!(Colour::parse(text), Some(colour), "{text}");
        }
        for text in ["crimson", "#12", "rgb(1 2)", "oklch(a b c)", "", "#ééé"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn words_can_be_read_whatever_the_colour() {
        let (paper, ink) = (Colour(255, 255, 255), Colour(0, 0, 0));
        assert_eq!(Colour(0xb3, 0x44, 0x1f).readable_on(paper, ink), Colour(0xb3, 0x44, 0x1f));
        let yellow = Colour(255, 230, 0).readable_on(paper, ink);
        assert!((paper.luminance() + 0.05) / (yellow.luminance() + 0.05) >= 4.5);
    }
}
