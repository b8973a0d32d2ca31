//! Pictures made for the test, decoded, narrowed, remembered and cleaned.

use super::decode::decode;
use super::metadata::{tells_more, tells_place};
use super::*;

/// A JPEG of a slope of colours, with these application segments after its start.
fn photo(width: u16, height: u16, told: &[(u8, &[u8])]) -> Vec<u8> {
    let pixel = |x: u16, y: u16| [(x % 256) as u8, (y % 256) as u8, ((x ^ y) % 256) as u8];
    let pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 90);
    for (number, data) in told {
        encoder.add_app_segment(*number, data.to_vec()).unwrap();
    }
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    out
}

fn drawing(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.add_text_chunk("Comment".to_owned(), "taken at home".to_owned()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    let pixels: Vec<u8> = (0..width * height).flat_map(|n| [200, 10, 10, if n % 7 == 0 { 0 } else { 255 }]).collect();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    out
}

const HELD: &[u8] =
    b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x0f\x01\x02\0\x0a\0\0\0GPS at home";

fn gallery(root: &Path, bytes: &[u8], remembered: bool) -> Gallery {
    let file = root.join("a.jpg");
    std::fs::write(&file, bytes).unwrap();
    let path: Arc<str> = "content/posts/a.jpg".into();
    Gallery::new(root, [(&path, &*file, Digest::of_bytes(bytes))].into_iter(), remembered)
}

#[test]
fn a_picture_gets_versions_that_fit_and_only_once() {
    let hub = tempfile::tempdir().unwrap();
    let bytes = photo(1000, 600, &[]);
    let first = gallery(hub.path(), &bytes, true);
    let picture = first.get("content/posts/a.jpg").unwrap().clone();
    assert_eq!(picture.dimensions, Some((1000, 600)));
    assert_eq!(picture.versions.iter().map(|one| one.width).collect::<Vec<_>>(), [160, 320, 480, 800]);
    for version in &picture.versions {
        let bytes = std::fs::read(first.file("content/posts/a.jpg", version).unwrap()).unwrap();
        assert_eq!(Digest::of_bytes(&bytes), version.digest);
        assert_eq!(decode(&bytes).unwrap().dimensions, (version.width, version.height));
    }
    first.remember().unwrap();

    let again = gallery(hub.path(), &bytes, true);
    assert_eq!(again.shelf.find(Digest::of_bytes(&bytes)), Some(picture.clone()));
    let kept = again.file("content/posts/a.jpg", &picture.versions[0]).unwrap();
    std::fs::write(&kept, b"cut short").unwrap();
    assert_eq!(again.shelf.find(Digest::of_bytes(&bytes)), None, "a file that is not as it was is not believed");
    assert_eq!(again.get("content/posts/a.jpg"), Some(&picture), "it is made again, with the same bytes");

    let other = gallery(hub.path(), &photo(300, 300, &[]), true);
    other.get("content/posts/a.jpg");
    other.remember().unwrap();
    assert!(!kept.exists(), "what belongs to no picture any more goes");
}

#[test]
fn a_picture_is_shown_as_it_was_held_and_tells_nothing_else() {
    let bytes = photo(400, 200, &[(1, HELD), (13, b"Photoshop 3.0\0"), (2, b"ICC_PROFILE\0\x01\x01colours")]);
    assert_eq!(decode(&bytes).unwrap().dimensions, (200, 400));
    assert!(tells_more(&bytes));
    let bare = without_metadata(&bytes);
    assert!(!tells_more(&bare));
    let holds = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
    assert!(!holds(&bare, b"GPS at home") && !holds(&bare, b"Photoshop") && holds(&bare, b"colours"));
    assert_eq!(decode(&bare).unwrap().dimensions, (200, 400));
    assert_eq!(decode(&bare).unwrap().raster, decode(&bytes).unwrap().raster, "not a pixel differs");
    for (version, made) in encode::versions(&bytes).unwrap().1 {
        assert!(!holds(&made, b"Exif") && version.width == 160, "{}", version.width);
    }
    // A film after the picture, as some telephones keep it.
    let film = [bytes.as_slice(), b"film"].concat();
    assert_eq!(without_metadata(&film), bare);
}

#[test]
fn a_place_is_found_in_every_form_and_nowhere_else() {
    let exif = |place: u16| {
        let long = |number: u32| number.to_be_bytes().to_vec();
        let entry = |tag: u16, value: u32| [&tag.to_be_bytes()[..], &[0, 4, 0, 0, 0, 1], &long(value)].concat();
        let tables = [vec![0, 1], entry(0x8825, 26), long(0), vec![0, 1], entry(place, 0), long(0)].concat();
        [b"MM\0*\0\0\0\x08".to_vec(), tables].concat()
    };
    let header = |tag| [b"Exif\0\0".to_vec(), exif(tag)].concat();
    assert!(tells_place(&photo(40, 20, &[(1, &header(2))])));
    assert!(!tells_place(&photo(40, 20, &[(1, &header(29))])), "a day is no place");
    assert!(!tells_place(&photo(40, 20, &[(1, HELD)])));
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<rdf:Description exif:GPSLatitude=\"48,51N\"/>";
    assert!(tells_place(&photo(40, 20, &[(1, xmp)])) && !tells_place(&drawing(20, 20)));
    let whole = photo(40, 20, &[(1, &header(2)), (1, xmp)]);
    let bare = without_metadata(&whole);
    assert!(!tells_place(&bare));
    for cut in 0..whole.len() {
        let _ = tells_place(&whole[..cut]);
    }
}

#[test]
fn drawings_stay_drawings() {
    let bytes = drawing(500, 400);
    assert!(tells_more(&bytes));
    let bare = without_metadata(&bytes);
    assert!(!tells_more(&bare) && bare.len() < bytes.len());
    assert_eq!(decode(&bare).unwrap().raster, decode(&bytes).unwrap().raster);
    let (_, made) = encode::versions(&bytes).unwrap();
    assert!(made.iter().all(|(version, made)| !version.jpeg && made.len() < bytes.len()));
}

#[test]
fn what_is_broken_is_said_and_never_stops() {
    let bytes = photo(300, 200, &[(1, HELD)]);
    let hub = tempfile::tempdir().unwrap();
    for (given, fault) in [
        (&b"GIF is the name of a format"[..], Fault::Unknown),
        (&bytes[..bytes.len() / 2], Fault::Damaged),
        (&drawing(200, 200)[..120], Fault::Damaged),
    ] {
        let gallery = gallery(hub.path(), given, true);
        assert_eq!(gallery.get("content/posts/a.jpg").unwrap().fault, Some(fault));
    }
    let mut bomb = Vec::new();
    let encoder = png::Encoder::new(&mut bomb, 60_000, 60_000);
    encoder.write_header().unwrap().write_chunk(png::chunk::IDAT, &[0; 4]).unwrap();
    assert_eq!(decode(&bomb).err(), Some(Fault::TooLarge(3600)));
    for cut in 0..bytes.len() {
        let _ = (tells_more(&bytes[..cut]), without_metadata(&bytes[..cut]));
    }
    let drawn = drawing(20, 20);
    for at in 0..drawn.len() {
        let mut damaged = drawn.clone();
        damaged[at] ^= 0x55;
        let _ = (decode(&damaged).is_ok(), without_metadata(&damaged));
    }
}

#[test]
fn a_very_wide_original_has_a_stand_in() {
    let hub = tempfile::tempdir().unwrap();
    let gallery = gallery(hub.path(), &photo(2400, 90, &[]), true);
    let picture = gallery.get("content/posts/a.jpg").unwrap();
    assert_eq!(picture.stand_in().unwrap().width, 1600);
    let address = gallery.address("content/posts/a.jpg", picture.stand_in().unwrap());
    assert!(address.starts_with("/media/posts/a-") && address.ends_with("-1600.jpg"), "{address}");
    assert!(!gallery.shown("content/posts/a.jpg").0);
}
