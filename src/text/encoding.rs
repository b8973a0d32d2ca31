//! Text in other encodings than UTF-8, as calendar programs still write it.
//!
//! Takes bytes that are no UTF-8, gives their text and the name of the encoding that was taken for theirs. Never fails: what can be
//! nothing else is read as Windows-1252, in which every byte has a character, so that at least what is ASCII is right.

/// The name of UTF-16.
pub(super) const UTF_16: &str = "UTF-16";

/// What the bytes 0x80 to 0x9F are in Windows-1252; the rest are as in Unicode.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of bytes that are not UTF-8, and the name of their encoding; `None` where they are UTF-8.
pub(super) fn other(bytes: &[u8]) -> Option<(String, &'static str)> {
    // An ASCII letter in UTF-16 has a byte that is zero: on the left the greater end comes first.
    let sixteen = match bytes {
        [0xFE, 0xFF, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        [0xFF, 0xFE, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0, first, 0, second, ..] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
            Some((bytes, u16::from_be_bytes as fn([u8; 2]) -> u16))
        }
        [first, 0, second, 0, ..] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
            Some((bytes, u16::from_le_bytes as fn([u8; 2]) -> u16))
        }
        _ => None,
    };
    if let Some((rest, unit)) = sixteen {
        let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text = char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        return Some((text, UTF_16));
    }
    if std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    Some((windows_1252(bytes), "Windows-1252"))
}

/// The text of bytes in Windows-1252, which has all that ISO 8859-1 shows at the same places.
pub fn windows_1252(bytes: &[u8]) -> String {
    let character = |byte: u8| match byte {
        0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    };
    bytes.iter().copied().map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_utf_8_stays() {
        for text in ["", "BEGIN:VCALENDAR", "\u{feff}Café", "河岸"] {
            assert_eq!(other(text.as_bytes()), None);
        }
    }

    #[test]
    fn both_ends_of_utf_16_with_a_mark_and_without() {
        let text = "BEGIN:VCALENDAR\r\nSUMMARY:河岸 🎉";
        for unit in [u16::to_be_bytes, u16::to_le_bytes] {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
            assert_eq!(other(&bytes), Some((text.to_owned(), "UTF-16")));
            let marked = [unit(0xFEFF).to_vec(), bytes].concat();
            assert_eq!(other(&marked), Some((text.to_owned(), "UTF-16")));
        }
        assert_eq!(other(&[0xFF, 0xFE, b'A', 0, 0x00, 0xD8, b'B']), Some(("A\u{fffd}".into(), "UTF-16")), "torn");
    }

    #[test]
    fn the_rest_is_read_byte_for_byte() {
        assert_eq!(other(b"Caf\xe9 \x80 \x93x\x94"), Some(("Café € “x”".into(), "Windows-1252")));
    }
}
