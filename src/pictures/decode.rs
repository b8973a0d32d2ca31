//! From the bytes of a file to pixels: JPEG, PNG, WebP and GIF; the only home of their decoders.
//!
//! Sizes are read from the header and held against [`MAX_PIXELS`] before a pixel is made. JPEGs are turned as their file says they
//! were held. What moves is not decoded at all.

use super::metadata::orientation;
use super::{Fault, MAX_PIXELS, Raster};
use std::io::Cursor;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// Bytes of a colour profile that are carried along; larger ones are those of printing presses.
const MAX_PROFILE: usize = 16 << 10;

/// A format, by the first bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
    Webp,
    Gif,
}

impl Format {
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            _ => None,
        }
    }
}

/// A picture as it is to be seen.
pub(super) struct Decoded {
    pub(super) format: Format,
    /// In pixels, turned as it is to be seen.
    pub(super) dimensions: (u32, u32),
    /// Its pixels; `None` of one that moves.
    pub(super) raster: Option<Raster>,
    /// Its colour profile.
    pub(super) profile: Option<Vec<u8>>,
}

/// Decodes a file.
///
/// # Errors
/// The fault, of a file that is none of these formats, is damaged or too large.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Fault> {
    let format = Format::of(bytes).ok_or(Fault::Unknown)?;
    let mut decoded = match format {
        Format::Jpeg => jpeg(bytes),
        Format::Png => png(bytes),
        Format::Webp => webp(bytes),
        Format::Gif => gif(bytes),
    }?;
    decoded.profile = decoded.profile.filter(|profile| profile.len() <= MAX_PROFILE);
    if let Some(raster) = &decoded.raster {
        let (width, height) = (raster.width as usize, raster.height as usize);
        if width * height == 0 || raster.pixels.len() != width * height * raster.samples {
            return Err(Fault::Damaged);
        }
    }
    Ok(decoded)
}

fn size(width: usize, height: usize) -> Result<(u32, u32), Fault> {
    let pixels = width as u64 * height as u64;
    if pixels > MAX_PIXELS {
        return Err(Fault::TooLarge(u32::try_from(pixels / 1_000_000).unwrap_or(u32::MAX)));
    }
    let short = |n: usize| u32::try_from(n).map_err(|_| Fault::Damaged);
    Ok((short(width)?, short(height)?))
}

fn jpeg(bytes: &[u8]) -> Result<Decoded, Fault> {
    if !super::metadata::has_end(bytes) {
        return Err(Fault::Damaged);
    }
    // Without the instructions of one processor: each has its own rounding.
    let options = DecoderOptions::default().set_use_unsafe(false).set_max_width(65_535).set_max_height(65_535);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| Fault::Damaged)?;
    let (width, height) = decoder.dimensions().ok_or(Fault::Damaged)?;
    let (width, height) = size(width, height)?;
    let (space, samples) = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => (ColorSpace::Luma, 1),
        _ => (ColorSpace::RGB, 3),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let pixels = decoder.decode().map_err(|_| Fault::Damaged)?;
    let raster = turned(Raster { width, height, samples, pixels }, orientation(bytes));
    let profile = decoder.icc_profile();
    Ok(Decoded { format: Format::Jpeg, dimensions: (raster.width, raster.height), raster: Some(raster), profile })
}

fn png(bytes: &[u8]) -> Result<Decoded, Fault> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.ignore_checksums(false);
    let mut reader = decoder.read_info().map_err(|_| Fault::Damaged)?;
    let info = reader.info();
    let (width, height) = size(info.width as usize, info.height as usize)?;
    let profile = info.icc_profile.as_ref().map(|profile| profile.to_vec());
    let format = Format::Png;
    if info.animation_control.is_some() {
        return Ok(Decoded { format, dimensions: (width, height), raster: None, profile });
    }
    let mut pixels = vec![0; reader.output_buffer_size().ok_or(Fault::Damaged)?];
    let frame = reader.next_frame(&mut pixels).map_err(|_| Fault::Damaged)?;
    pixels.truncate(frame.buffer_size());
    let (samples, pixels) = match frame.color_type {
        png::ColorType::Grayscale => (1, pixels),
        png::ColorType::Rgb => (3, pixels),
        png::ColorType::Rgba => (4, pixels),
        png::ColorType::GrayscaleAlpha => {
            (4, pixels.chunks_exact(2).flat_map(|pair| [pair[0], pair[0], pair[0], pair[1]]).collect())
        }
        png::ColorType::Indexed => return Err(Fault::Damaged),
    };
    let raster = opaque(Raster { width, height, samples, pixels });
    Ok(Decoded { format, dimensions: (width, height), raster: Some(raster), profile })
}

fn webp(bytes: &[u8]) -> Result<Decoded, Fault> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
    let (width, height) = decoder.dimensions();
    let (width, height) = size(width as usize, height as usize)?;
    let format = Format::Webp;
    let profile = decoder.icc_profile().ok().flatten();
    if decoder.is_animated() {
        return Ok(Decoded { format, dimensions: (width, height), raster: None, profile });
    }
    let mut pixels = vec![0; decoder.output_buffer_size().ok_or(Fault::Damaged)?];
    decoder.read_image(&mut pixels).map_err(|_| Fault::Damaged)?;
    let samples = if decoder.has_alpha() { 4 } else { 3 };
    let raster = turned(opaque(Raster { width, height, samples, pixels }), orientation(bytes));
    Ok(Decoded { format, dimensions: (raster.width, raster.height), raster: Some(raster), profile })
}

fn gif(bytes: &[u8]) -> Result<Decoded, Fault> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
    let (width, height) = size(usize::from(decoder.width()), usize::from(decoder.height()))?;
    let frame = decoder.read_next_frame().map_err(|_| Fault::Damaged)?.ok_or(Fault::Damaged)?;
    let whole =
        (frame.left, frame.top) == (0, 0) && (u32::from(frame.width), u32::from(frame.height)) == (width, height);
    let pixels = frame.buffer.to_vec();
    let moves = decoder.next_frame_info().map_err(|_| Fault::Damaged)?.is_some();
    let raster = (whole && !moves).then(|| opaque(Raster { width, height, samples: 4, pixels }));
    Ok(Decoded { format: Format::Gif, dimensions: (width, height), raster, profile: None })
}

/// The same without alpha, if all of it covers.
fn opaque(raster: Raster) -> Raster {
    if raster.samples != 4 || raster.pixels.chunks_exact(4).any(|pixel| pixel[3] != 255) {
        return raster;
    }
    let pixels = raster.pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    Raster { samples: 3, pixels, ..raster }
}

/// The raster turned and mirrored, by the number that stands for it in a file (Exif 2.3, tag 0x0112).
fn turned(raster: Raster, orientation: u16) -> Raster {
    let (width, height) = (raster.width as usize, raster.height as usize);
    let sideways = (5..=8).contains(&orientation);
    let (across, down) = if sideways { (height, width) } else { (width, height) };
    let from = |x: usize, y: usize| match orientation {
        2 => (width - 1 - x, y),
        3 => (width - 1 - x, height - 1 - y),
        4 => (x, height - 1 - y),
        5 => (y, x),
        6 => (y, height - 1 - x),
        7 => (width - 1 - y, height - 1 - x),
        _ => (width - 1 - y, x),
    };
    if !(2..=8).contains(&orientation) || raster.pixels.len() != width * height * raster.samples {
        return raster;
    }
    let samples = raster.samples;
    let mut pixels = Vec::with_capacity(raster.pixels.len());
    for y in 0..down {
        for x in 0..across {
            let (x, y) = from(x, y);
            let at = (y * width + x) * samples;
            pixels.extend_from_slice(&raster.pixels[at..at + samples]);
        }
    }
    let (width, height) = if sideways { (raster.height, raster.width) } else { (raster.width, raster.height) };
    Raster { width, height, samples, pixels }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_turned_as_it_was_held() {
        // a b
        // c d
        // e f
        let raster = Raster { width: 2, height: 3, samples: 1, pixels: b"abcdef".to_vec() };
        for (number, width, pixels) in [
            (1, 2, b"abcdef"),
            (2, 2, b"badcfe"),
            (3, 2, b"fedcba"),
            (4, 2, b"efcdab"),
            (5, 3, b"acebdf"),
            (6, 3, b"ecafdb"),
            (7, 3, b"fdbeca"),
            (8, 3, b"bdface"),
        ] {
            let turned = turned(raster.clone(), number);
            assert_eq!((turned.width, turned.pixels), (width, pixels.to_vec()), "{number}");
        }
    }
}
