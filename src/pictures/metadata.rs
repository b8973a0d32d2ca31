//! What the file of a picture tells besides the picture: where and when it was taken, with which camera, by whom.
//!
//! Takes the bytes of a JPEG, PNG or WebP and gives them without that. Pixels and colour profile stay bit for bit as they are, and
//! how the camera was held stays, since that belongs to the picture. Bytes that are no such file are given back as they are.

use super::decode::Format;

/// Whether a file tells more than its picture. Looks at the heads of its blocks only.
pub(super) fn tells_more(bytes: &[u8]) -> bool {
    match Format::of(bytes) {
        Some(Format::Jpeg) => {
            let (segments, _) = segments(bytes);
            let told = |segment: &Segment<'_>| drops(segment) && segment.whole != turn_segment(orientation(bytes));
            segments.iter().any(told)
        }
        Some(Format::Png) => chunks(bytes).iter().any(|chunk| is_told(chunk.kind)),
        Some(Format::Webp) => riff(bytes).iter().any(|chunk| matches!(chunk.kind, b"EXIF" | b"XMP ")),
        Some(Format::Gif) | None => false,
    }
}

/// The same picture in a file that tells nothing else.
pub(super) fn without_metadata(bytes: &[u8]) -> Vec<u8> {
    let cleaned = match Format::of(bytes) {
        Some(Format::Jpeg) => clean_jpeg(bytes),
        Some(Format::Png) => clean_png(bytes),
        Some(Format::Webp) => clean_webp(bytes),
        Some(Format::Gif) | None => None,
    };
    cleaned.unwrap_or_else(|| bytes.to_vec())
}

/// How the camera was held, 1 to 8 (Exif 2.3, tag 0x0112); 1 where the file does not say. That of a PNG is not looked for.
pub(super) fn orientation(bytes: &[u8]) -> u16 {
    let exif = exif(bytes).filter(|_| Format::of(bytes) != Some(Format::Png));
    let turn = exif.and_then(|tiff| Tiff::of(tiff)?.first(0x0112)).and_then(|(tiff, at)| tiff.short(at + 8));
    turn.filter(|turn| (1..=8).contains(turn)).unwrap_or(1)
}

/// Whether a file says where it was taken: a latitude in the directory for places (Exif 2.3, tag 0x8825), or in XMP. Looks at the heads
/// of its blocks only.
pub(super) fn tells_place(bytes: &[u8]) -> bool {
    let place = |tiff| {
        let (tiff, at) = Tiff::of(tiff)?.first(0x8825)?;
        tiff.find(tiff.long(at + 8)? as usize, 0x0002)
    };
    let names = |data: &[u8]| data.windows(LATITUDE.len()).any(|part| part == LATITUDE);
    let in_xmp = || match Format::of(bytes) {
        Some(Format::Jpeg) => {
            segments(bytes).0.iter().any(|one| one.marker == 0xe1 && one.data.starts_with(b"http") && names(one.data))
        }
        Some(Format::Png) => chunks(bytes).iter().any(|chunk| chunk.kind == b"iTXt" && names(chunk.data)),
        Some(Format::Webp) => riff(bytes).iter().any(|chunk| chunk.kind == b"XMP " && names(chunk.data)),
        Some(Format::Gif) | None => false,
    };
    exif(bytes).and_then(place).is_some() || in_xmp()
}

/// How XMP calls the latitude of a place.
const LATITUDE: &[u8] = b"exif:GPSLatitude";

/// The TIFF header with what a camera noted.
fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let bare = |data| <[u8]>::strip_prefix(data, b"Exif\0\0").unwrap_or(data);
    match Format::of(bytes) {
        Some(Format::Jpeg) => {
            let (segments, _) = segments(bytes);
            segments.iter().filter(|segment| segment.marker == 0xe1).find_map(|one| one.data.strip_prefix(b"Exif\0\0"))
        }
        Some(Format::Webp) => riff(bytes).iter().find(|chunk| chunk.kind == b"EXIF").map(|chunk| bare(chunk.data)),
        Some(Format::Png) => chunks(bytes).iter().find(|chunk| chunk.kind == b"eXIf").map(|chunk| bare(chunk.data)),
        Some(Format::Gif) | None => None,
    }
}

/// A TIFF header: numbers in the order of bytes that it names.
#[derive(Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl<'a> Tiff<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        match bytes.get(..4)? {
            b"II*\0" => Some(Self { bytes, little: true }),
            b"MM\0*" => Some(Self { bytes, little: false }),
            _ => None,
        }
    }

    fn short(self, at: usize) -> Option<u16> {
        let two: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    }

    fn long(self, at: usize) -> Option<u32> {
        let four: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    /// Where an entry begins in the directory at `start`.
    fn find(self, start: usize, tag: u16) -> Option<usize> {
        let count = usize::from(self.short(start)?);
        (0..count).map(|number| start + 2 + number * 12).find(|at| self.short(*at) == Some(tag))
    }

    /// Where an entry begins in the first directory.
    fn first(self, tag: u16) -> Option<(Self, usize)> {
        let at = self.find(self.long(4)? as usize, tag)?;
        Some((self, at))
    }
}

/// A TIFF header that says how the camera was held, and nothing else.
fn turn_header(turn: u16) -> Vec<u8> {
    let mut out = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    out.extend(turn.to_be_bytes());
    out.extend([0; 6]);
    out
}

/// A segment of a JPEG.
struct Segment<'a> {
    marker: u8,
    data: &'a [u8],
    /// With its marker and length.
    whole: &'a [u8],
}

/// The segments before the first scan, and where that begins.
fn segments(bytes: &[u8]) -> (Vec<Segment<'_>>, usize) {
    let mut found = Vec::new();
    let mut at = 2;
    while let Some(&[0xff, marker]) = bytes.get(at..at + 2) {
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xda {
            break;
        }
        let Some(segment) = segment(bytes, at, marker) else { break };
        at += segment.whole.len();
        found.push(segment);
    }
    (found, at)
}

fn segment(bytes: &[u8], at: usize, marker: u8) -> Option<Segment<'_>> {
    let length: [u8; 2] = bytes.get(at + 2..at + 4)?.try_into().ok()?;
    let end = at + 2 + usize::from(u16::from_be_bytes(length)).max(2);
    Some(Segment { marker, data: bytes.get(at + 4..end)?, whole: &bytes[at..end] })
}

/// Whether a segment holds what is no part of the picture: application data that is neither the density, the colour profile nor how
/// colours are kept (APP0, APP2, APP14), and comments.
fn drops(segment: &Segment<'_>) -> bool {
    match segment.marker {
        0xe0 => !segment.data.starts_with(b"JFIF\0"),
        0xe2 => !segment.data.starts_with(b"ICC_PROFILE\0"),
        0xee => !segment.data.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => true,
        _ => false,
    }
}

/// A segment that says how the camera was held, if that was not upright.
fn turn_segment(turn: u16) -> Vec<u8> {
    if turn == 1 {
        return Vec::new();
    }
    let mut out = vec![0xff, 0xe1, 0, 0];
    out.extend(b"Exif\0\0");
    out.extend(turn_header(turn));
    let length = u16::try_from(out.len() - 2).expect("a header of some thirty bytes");
    out[2..4].copy_from_slice(&length.to_be_bytes());
    out
}

fn clean_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let (segments, start) = segments(bytes);
    // What comes after the end is another picture, or a film.
    let end = end_of_scans(bytes, start).unwrap_or(bytes.len());
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(bytes.get(..2)?);
    let (density, rest): (Vec<_>, Vec<_>) =
        segments.iter().filter(|segment| !drops(segment)).partition(|segment| segment.marker == 0xe0);
    density.iter().for_each(|segment| out.extend(segment.whole));
    out.extend(turn_segment(orientation(bytes)));
    rest.iter().for_each(|segment| out.extend(segment.whole));
    out.extend(bytes.get(start..end)?);
    Some(out)
}

/// Whether a JPEG is there to its end.
pub(super) fn has_end(bytes: &[u8]) -> bool {
    let (_, start) = segments(bytes);
    end_of_scans(bytes, start).is_some()
}

/// Just after the end-of-image marker that closes the scans from `at` on.
fn end_of_scans(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match *bytes.get(at + 1)? {
            0xd9 => return Some(at + 2),
            // A byte of data, a restart, filling.
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            marker => at += segment(bytes, at, marker)?.whole.len(),
        }
    }
}

/// A chunk of a PNG or of a RIFF file.
struct Chunk<'a> {
    kind: &'a [u8],
    data: &'a [u8],
    whole: &'a [u8],
}

/// The chunks of a PNG up to its end.
fn chunks(bytes: &[u8]) -> Vec<Chunk<'_>> {
    let mut found: Vec<Chunk<'_>> = Vec::new();
    let mut at = 8;
    while found.last().is_none_or(|last| last.kind != b"IEND") {
        let chunk = || {
            let length: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
            let end = at.checked_add(8)?.checked_add(u32::from_be_bytes(length) as usize)?;
            let whole = bytes.get(at..end.checked_add(4)?)?;
            Some(Chunk { kind: &whole[4..8], data: &bytes[at + 8..end], whole })
        };
        let Some(chunk) = chunk() else { break };
        at += chunk.whole.len();
        found.push(chunk);
    }
    found
}

fn is_told(kind: &[u8]) -> bool {
    matches!(kind, b"eXIf" | b"tEXt" | b"zTXt" | b"iTXt" | b"tIME")
}

fn clean_png(bytes: &[u8]) -> Option<Vec<u8>> {
    let chunks = chunks(bytes);
    chunks.last().filter(|last| last.kind == b"IEND")?;
    let mut out = bytes.get(..8)?.to_vec();
    chunks.iter().filter(|chunk| !is_told(chunk.kind)).for_each(|chunk| out.extend(chunk.whole));
    Some(out)
}

/// The chunks of a WebP.
fn riff(bytes: &[u8]) -> Vec<Chunk<'_>> {
    let mut found = Vec::new();
    let mut at = 12;
    loop {
        let chunk = || {
            let length: [u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
            let length = u32::from_le_bytes(length) as usize;
            let data = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
            let end = (at + 8 + length + length % 2).min(bytes.len());
            Some(Chunk { kind: &bytes[at..at + 4], data, whole: &bytes[at..end] })
        };
        let Some(chunk) = chunk() else { return found };
        at += chunk.whole.len();
        found.push(chunk);
    }
}

fn clean_webp(bytes: &[u8]) -> Option<Vec<u8>> {
    const EXIF: u8 = 0x08;
    const XMP: u8 = 0x04;
    let turn = orientation(bytes);
    let mut out = bytes.get(..12)?.to_vec();
    for chunk in riff(bytes) {
        match chunk.kind {
            b"EXIF" | b"XMP " => {}
            b"VP8X" => {
                let from = out.len();
                out.extend(chunk.whole);
                let flags = out.get_mut(from + 8)?;
                *flags &= !(EXIF | XMP);
                *flags |= if turn == 1 { 0 } else { EXIF };
            }
            _ => out.extend(chunk.whole),
        }
    }
    if turn != 1 {
        let header = turn_header(turn);
        out.extend(b"EXIF");
        out.extend(u32::try_from(header.len()).ok()?.to_le_bytes());
        out.extend(header);
    }
    let length = u32::try_from(out.len() - 8).ok()?;
    out[4..8].copy_from_slice(&length.to_le_bytes());
    Some(out)
}
