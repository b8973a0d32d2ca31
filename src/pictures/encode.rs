//! Makes the narrower versions of a picture; the only home of the encoders.
//!
//! A photograph becomes a JPEG, what is transparent or drawn with few colours a PNG. A version that is not smaller than the original
//! in bytes is left out: it would be of use to nobody.

use super::decode::{Decoded, Format, decode};
use super::resize::narrowed;
use super::{Fault, Raster, STEPS, Version};
use crate::text::Digest;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// The quality of JPEGs, from 1 to 100.
const QUALITY: u8 = 80;

/// How much of the original's width a version may have, in percent: one that is nearly as wide is not worth its place.
const CLOSEST: u32 = 90;

/// Versions, each with its bytes.
pub(super) type Made = Vec<(Version, Vec<u8>)>;

/// The size of a picture in pixels, and its narrower versions, the narrowest first.
///
/// # Errors
/// The fault of a picture that cannot be read.
pub(super) fn versions(bytes: &[u8]) -> Result<((u32, u32), Made), Fault> {
    let Decoded { format, dimensions, raster, profile } = decode(bytes)?;
    let Some(mut raster) = raster else { return Ok((dimensions, Vec::new())) };
    let mut made = Vec::new();
    let fits = |step: &&u32| **step * 100 <= dimensions.0 * CLOSEST;
    for step in STEPS.iter().rev().filter(fits) {
        // Each is made of the next wider one: that costs less, and the difference cannot be seen.
        raster = narrowed(&raster, *step);
        let Some((jpeg, encoded)) = encoded(&raster, format, profile.as_deref()) else { continue };
        if encoded.len() < bytes.len() {
            let Raster { width, height, .. } = raster;
            let (digest, size) = (Digest::of_bytes(&encoded), encoded.len() as u64);
            made.push((Version { width, height, digest, size, jpeg, bytes: None }, encoded));
        }
    }
    made.reverse();
    Ok((dimensions, made))
}

/// The bytes of a raster, and whether they are those of a JPEG; `None` where an encoder refuses.
fn encoded(raster: &Raster, format: Format, profile: Option<&[u8]>) -> Option<(bool, Vec<u8>)> {
    if raster.samples != 4 && matches!(format, Format::Jpeg | Format::Webp) {
        return jpeg(raster, profile).map(|bytes| (true, bytes));
    }
    let drawn = png(raster, profile)?;
    // More than a byte for each pixel: no drawing, but a photograph that somebody saved as a PNG.
    if raster.samples == 3 && drawn.len() as u64 > u64::from(raster.width) * u64::from(raster.height) {
        return jpeg(raster, profile).map(|bytes| (true, bytes));
    }
    Some((false, drawn))
}

fn jpeg(raster: &Raster, profile: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_optimized_huffman_tables(true);
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).ok()?;
    }
    let color = if raster.samples == 1 { ColorType::Luma } else { ColorType::Rgb };
    let short = |n: u32| u16::try_from(n).ok();
    encoder.encode(&raster.pixels, short(raster.width)?, short(raster.height)?, color).ok()?;
    Some(out)
}

fn png(raster: &Raster, profile: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut info = png::Info::with_size(raster.width, raster.height);
    info.color_type = match raster.samples {
        1 => png::ColorType::Grayscale,
        3 => png::ColorType::Rgb,
        _ => png::ColorType::Rgba,
    };
    info.bit_depth = png::BitDepth::Eight;
    info.icc_profile = profile.map(Into::into);
    let mut out = Vec::new();
    let mut encoder = png::Encoder::with_info(&mut out, info).ok()?;
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&raster.pixels).ok()?;
    writer.finish().ok()?;
    Some(out)
}
