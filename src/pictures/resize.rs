//! Makes a raster narrower: a separable filter in whole numbers.
//!
//! It is our own because the bytes must be the same on every machine: libraries choose their arithmetic by the processor they run
//! on. Never enlarges.

use super::Raster;

/// Bits after the point of a weight.
const BITS: u32 = 14;

/// How one sample of the result is made: the first sample it takes part of, and the weight of that and of those after it.
struct Taps {
    first: usize,
    weights: Vec<i32>,
}

/// The raster at `width` pixels across, its height in proportion. One that is not wider is given back as it is.
pub(super) fn narrowed(raster: &Raster, width: u32) -> Raster {
    if width >= raster.width || width == 0 {
        return raster.clone();
    }
    let height = proportional(raster.height, raster.width, width);
    let across = taps(raster.width, width);
    let down = taps(raster.height, height);
    let (from, to) = (raster.width as usize, width as usize);
    let mut pixels = match raster.samples {
        1 => columns(&rows::<1>(&raster.pixels, from, &across), to, &down),
        3 => columns(&rows::<3>(&raster.pixels, from, &across), to * 3, &down),
        _ => {
            let mut covered = raster.pixels.clone();
            premultiply(&mut covered);
            columns(&rows::<4>(&covered, from, &across), to * 4, &down)
        }
    };
    if raster.samples == 4 {
        divide(&mut pixels);
    }
    Raster { width, height, samples: raster.samples, pixels }
}

/// The height that goes with `width`, where `full_height` goes with `full_width`; at least one pixel.
fn proportional(full_height: u32, full_width: u32, width: u32) -> u32 {
    let exact = u64::from(full_height) * u64::from(width);
    let rounded = (exact + u64::from(full_width) / 2) / u64::from(full_width.max(1));
    u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
}

/// The cubic of Catmull and Rom: sharp, and made of a few products only, which every machine rounds alike.
fn cubic(x: f64) -> f64 {
    let x = x.abs();
    if x < 1.0 {
        (1.5 * x - 2.5) * x * x + 1.0
    } else if x < 2.0 {
        ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    } else {
        0.0
    }
}

fn taps(from: u32, to: u32) -> Vec<Taps> {
    let scale = (f64::from(from) / f64::from(to)).max(1.0);
    let of = |index: u32| {
        let centre = (f64::from(index) + 0.5) * f64::from(from) / f64::from(to);
        let first = (centre - 2.0 * scale).floor().max(0.0) as u32;
        let end = ((centre + 2.0 * scale).ceil() as u32).min(from);
        let exact: Vec<f64> = (first..end).map(|at| cubic((f64::from(at) + 0.5 - centre) / scale)).collect();
        let sum: f64 = exact.iter().sum();
        let one = f64::from(1 << BITS);
        let mut weights: Vec<i32> = exact.iter().map(|weight| (weight / sum * one).round() as i32).collect();
        // What rounding took goes to the middle, so that an even surface stays as it is.
        let lost = (1 << BITS) - weights.iter().sum::<i32>();
        let middle = weights.len() / 2;
        weights[middle] += lost;
        Taps { first: first as usize, weights }
    };
    (0..to).map(of).collect()
}

fn byte(sum: i32) -> u8 {
    ((sum + (1 << (BITS - 1))) >> BITS).clamp(0, 255) as u8
}

fn rows<const N: usize>(pixels: &[u8], width: usize, taps: &[Taps]) -> Vec<u8> {
    let mut out = Vec::with_capacity(pixels.len() / width.max(1) * taps.len());
    for row in pixels.chunks_exact(width * N) {
        for tap in taps {
            let mut sums = [0_i32; N];
            for (pixel, weight) in row[tap.first * N..].chunks_exact(N).zip(&tap.weights) {
                for (sum, sample) in sums.iter_mut().zip(pixel) {
                    *sum += i32::from(*sample) * weight;
                }
            }
            out.extend(sums.map(byte));
        }
    }
    out
}

fn columns(pixels: &[u8], stride: usize, taps: &[Taps]) -> Vec<u8> {
    let mut out = Vec::with_capacity(stride * taps.len());
    let mut sums = vec![0_i32; stride];
    for tap in taps {
        sums.fill(0);
        for (row, weight) in pixels[tap.first * stride..].chunks_exact(stride).zip(&tap.weights) {
            for (sum, sample) in sums.iter_mut().zip(row) {
                *sum += i32::from(*sample) * weight;
            }
        }
        out.extend(sums.iter().map(|sum| byte(*sum)));
    }
    out
}

/// Colours by how much they cover: else what cannot be seen bleeds into what can.
fn premultiply(pixels: &mut [u8]) {
    for pixel in pixels.chunks_exact_mut(4) {
        let alpha = u32::from(pixel[3]);
        for sample in &mut pixel[..3] {
            *sample = ((u32::from(*sample) * alpha + 127) / 255) as u8;
        }
    }
}

fn divide(pixels: &mut [u8]) {
    for pixel in pixels.chunks_exact_mut(4) {
        let alpha = u32::from(pixel[3]);
        for sample in &mut pixel[..3] {
            *sample = (u32::from(*sample) * 255 + alpha / 2).checked_div(alpha).unwrap_or(0).min(255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(width: u32, height: u32, pixel: &[u8]) -> Raster {
        let pixels = pixel.repeat((width * height) as usize);
        Raster { width, height, samples: pixel.len(), pixels }
    }

    #[test]
    fn an_even_surface_stays_even() {
        for pixel in [&[7][..], &[0, 128, 255], &[200, 100, 50, 255]] {
            let small = narrowed(&even(403, 211, pixel), 97);
            assert_eq!((small.width, small.height), (97, 51));
            assert!(small.pixels.chunks_exact(pixel.len()).all(|found| found == pixel), "{pixel:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_does_not_bleed() {
        let mut raster = even(64, 4, &[255, 0, 0, 0]);
        for row in raster.pixels.chunks_exact_mut(64 * 4) {
            for pixel in row.chunks_exact_mut(4).skip(32) {
                pixel.copy_from_slice(&[0, 0, 255, 255]);
            }
        }
        let small = narrowed(&raster, 8);
        assert!(small.pixels.chunks_exact(4).filter(|pixel| pixel[3] > 0).all(|pixel| pixel[0] == 0));
    }

    #[test]
    fn nothing_is_enlarged_and_nothing_vanishes() {
        assert_eq!(narrowed(&even(10, 10, &[9]), 20).width, 10);
        let line = narrowed(&even(1000, 1, &[9]), 10);
        assert_eq!((line.height, line.pixels.len()), (1, 10));
    }
}
