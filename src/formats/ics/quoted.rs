//! Encoded values, as vCalendar 1.0 writes them and programs that grew from it still do: quoted-printable (RFC 2045 §6.7) and BASE64 (§6.8).
//!
//! Takes lines and properties that say so themselves, gives their text. In the one a byte is `=C3`, and a line that ends in `=` goes on in
//! the next one, which begins with no space of its own; the other may go on without that space, too.

use super::lines::Property;
use super::read::{IcsFault, IcsProblem};
use crate::text::windows_1252;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::borrow::Cow;

/// How the bytes of a value are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// `Caf=C3=A9`.
    Quoted,
    /// `Q2Fmw6k=`.
    Base64,
}

impl Coding {
    const ALL: [Self; 2] = [Self::Quoted, Self::Base64];

    fn name(self) -> &'static str {
        match self {
            Self::Quoted => "QUOTED-PRINTABLE",
            Self::Base64 => "BASE64",
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|coding| name.trim().eq_ignore_ascii_case(coding.name()))
    }

    /// How a line says that its value is written; vCalendar 1.0 may leave the name of the parameter out.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        head(line).skip(1).find_map(|part| match part.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("ENCODING") => Self::of_name(value),
            Some(_) => None,
            None => Self::of_name(part),
        })
    }
}

/// What begins and ends in a file.
const COMPONENTS: [&str; 9] =
    ["VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VALARM", "VTIMEZONE", "STANDARD", "DAYLIGHT"];
/// Properties whose BASE64 is text; in others it may be a picture.
const TEXTS: [&str; 5] = ["SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "X-ALT-DESC"];

/// What stands before the value of a line, parted at its semicolons.
fn head(line: &str) -> impl Iterator<Item = &str> {
    line.split(':').next().unwrap_or("").split(';')
}

/// How much of a line stays where it goes on in the next one: without its soft end. `None` where it does not go on. What begins or ends a
/// component is no rest of a text (only the `=` is too much then), but words such as `End: at ten` are.
pub(super) fn goes_on(line: &str, next: &str) -> Option<usize> {
    let next = next.trim_end();
    let is_code = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    if line.ends_with('=') && !is_frame(next) && Coding::of_line(line) == Some(Coding::Quoted) {
        return Some(line.len() - 1);
    }
    // A property has a colon, which is none of these.
    let is_rest = !next.is_empty() && next.bytes().all(is_code) && Coding::of_line(line) == Some(Coding::Base64);
    is_rest.then_some(line.len())
}

/// Whether a line begins or ends a component.
fn is_frame(line: &str) -> bool {
    let (mark, name) = line.split_once(':').unwrap_or_default();
    let is_one_of = |word: &str, words: &[&str]| words.iter().any(|other| other.eq_ignore_ascii_case(word.trim()));
    is_one_of(mark, &["BEGIN", "END"]) && is_one_of(name, &COMPONENTS)
}

/// The line with the name of a parameter that stands there without one.
pub(super) fn named(line: &str) -> Cow<'_, str> {
    if !head(line).skip(1).any(|part| Coding::of_name(part).is_some()) {
        return Cow::Borrowed(line);
    }
    let length = line.find(':').unwrap_or(line.len());
    let parts = head(line).map(|part| match Coding::of_name(part) {
        Some(coding) => format!("ENCODING={}", coding.name()),
        None => part.to_owned(),
    });
    Cow::Owned(parts.collect::<Vec<_>>().join(";") + &line[length..])
}

/// A property with its text as RFC 5545 would have it, where it is quoted-printable or text in BASE64.
///
/// # Errors
/// Where nothing is known of its character set, or its BASE64 is broken or that of no text: what to say of it.
pub(super) fn plain(property: Property) -> Result<Property, IcsProblem> {
    let coding = property.parameter("ENCODING").and_then(Coding::of_name);
    let (charset, name) = (property.parameter("CHARSET").unwrap_or("").trim(), property.name.as_str());
    let text = match coding {
        Some(Coding::Quoted) => decode(&property.value, charset).ok_or(true),
        Some(Coding::Base64) if TEXTS.contains(&name) => match base64(&property.value) {
            Some(bytes) => {
                read(&bytes, charset).ok_or(true).and_then(|text| Some(text).filter(|text| is_text(text)).ok_or(false))
            }
            None => Err(false),
        },
        _ => return Ok(property),
    };
    let message = match text {
        // A line of the text is no line of the file.
        Ok(text) => {
            let value = text.replace("\r\n", "\n").replace(['\r', '\n'], "\\n");
            return Ok(Property { value, ..property });
        }
        Err(true) => {
            let charset = super::components::short(charset);
            format!("`{name}` is in the character set `{charset}`, which is not read: it is left out")
        }
        Err(false) => format!("`{name}` says that it is BASE64, and is no text in it: it is left out"),
    };
    let help = Some("write this text in UTF-8, without `CHARSET` and `ENCODING`".to_owned());
    Err(IcsProblem { fault: IcsFault::BadValue, at: property.at, message, help })
}

fn is_text(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n'))
}

/// The `=` at the end may be missing, and what it fills up may be anything.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes of a value in BASE64. `None` where something is no part of it.
pub(super) fn base64(value: &str) -> Option<Vec<u8>> {
    let digits: String = value.split_ascii_whitespace().collect();
    LENIENT.decode(digits).ok()
}

/// The text of a quoted-printable value. An `=` that is none of a byte stands for itself. `None` where bytes are in a character set that is
/// not known.
pub(super) fn decode(value: &str, charset: &str) -> Option<String> {
    let mut text = String::with_capacity(value.len());
    let mut bytes = Vec::new();
    let mut rest = value;
    while let Some(next) = rest.chars().next() {
        let coded = rest.get(1..3).filter(|digits| next == '=' && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if let Some(byte) = coded.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &rest[3..];
            continue;
        }
        if !next.is_ascii() {
            // Of the file's own character set, and read with it.
            text += &read(&std::mem::take(&mut bytes), charset)?;
            text.push(next);
        } else {
            bytes.extend(u8::try_from(next));
        }
        rest = &rest[next.len_utf8()..];
    }
    text += &read(&bytes, charset)?;
    Some(text)
}

fn read(bytes: &[u8], charset: &str) -> Option<String> {
    let is_one_of = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(charset));
    if is_one_of(&["ISO-8859-1", "LATIN1", "WINDOWS-1252"]) {
        return Some(windows_1252(bytes));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) if is_one_of(&["", "UTF-8", "US-ASCII"]) => Some(windows_1252(bytes)),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::ics::lines::lines;

    /// The only property of a text, its value unescaped.
    fn value(text: &str) -> Result<String, String> {
        let found = lines(text);
        assert_eq!(found.len(), 1, "{found:?}");
        let property = plain(Property::parse(&found[0]).unwrap()).map_err(|problem| problem.message)?;
        Ok(crate::formats::ics::text::unescape(&property.value))
    }

    #[test]
    fn bytes_and_soft_ends_of_lines_are_read() {
        let said = |text: &str| value(text).unwrap();
        let long = "DESCRIPTION;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=BC=C3=\r\n=9Fe=2C =\r\nbis=0D=0Amorgen=\r\n abend\r\n";
        assert_eq!(said(long), "Grüße, bis\nmorgen abend");
        assert_eq!(said("summary;quoted-printable:1 =3D 1\\; =E2=82=AC"), "1 = 1; €");
        assert_eq!(said("SUMMARY;CHARSET=ISO-8859-1;ENCODING=quoted-printable:Caf=E9 =80"), "Café €");
        // What is no UTF-8 is what Windows writes; what the file has in its own letters stays; an `=` may stand alone.
        assert_eq!(said("SUMMARY;ENCODING=QUOTED-PRINTABLE:Caf=E9 河 a=b =4 ="), "Café 河 a=b =4 =");
        assert_eq!(said("SUMMARY;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:plain=20words"), "plain words");
        let unknown = value("SUMMARY;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=BA=D3=B0=B6");
        assert_eq!(
            unknown.unwrap_err(),
            "`SUMMARY` is in the character set `GB2312`, which is not read: it is left out"
        );
    }

    #[test]
    fn texts_in_base64_are_read_and_what_is_none_is_said() {
        let said = |text: &str| value(text).unwrap();
        assert_eq!(
            said("DESCRIPTION;ENCODING=BASE64;CHARSET=UTF-8:R3LDvMOf\r\n ZSwKYmlzIG1vcmdlbg==\r\n"),
            "Grüße,\nbis morgen"
        );
        // Without a space at its fold, with an empty line behind it, and without the name of the parameter or the `=` at its end.
        assert_eq!(said("DESCRIPTION;base64:R3LDvMOf\r\nZSwKYmlzIG1vcmdlbg\r\n\r\n"), "Grüße,\nbis morgen");
        assert_eq!(said("SUMMARY;ENCODING=BASE64;CHARSET=ISO-8859-1:Q2Fm6Q=="), "Café");
        assert_eq!(said("SUMMARY;ENCODING=BASE64:Q2Fm6Q=="), "Café");
        assert_eq!(said("SUMMARY;ENCODING=BASE64:"), "");
        for broken in ["Q2Fm6Q!=", "Q2Fm6", "Q=2Fm", "AAEC", "Q2Fm==="] {
            let message = value(&format!("SUMMARY;ENCODING=BASE64:{broken}")).unwrap_err();
            assert_eq!(message, "`SUMMARY` says that it is BASE64, and is no text in it: it is left out", "{broken}");
        }
        let unknown = value("SUMMARY;CHARSET=GB2312;ENCODING=BASE64:utOwtg==").unwrap_err();
        assert!(unknown.starts_with("`SUMMARY` is in the character set `GB2312`"), "{unknown}");
    }

    #[test]
    fn what_does_not_say_so_stays_as_it_is() {
        assert_eq!(value("SUMMARY:1 =3D 1").unwrap(), "1 =3D 1");
        assert_eq!(value("SUMMARY;X=BASE64:QQ==").unwrap(), "QQ==");
        assert_eq!(value("IMAGE;ENCODING=BASE64;VALUE=BINARY:AAEC").unwrap(), "AAEC");
        assert_eq!(value("SUMMARY;X=QUOTED-PRINTABLE:=3D").unwrap(), "=3D");
        let texts = |text: &str| lines(text).into_iter().map(|line| line.text.into_owned()).collect::<Vec<_>>();
        assert_eq!(texts("URL:https://a.example/?x=\nUID:a"), ["URL:https://a.example/?x=", "UID:a"]);
        let quoted = "SUMMARY;ENCODING=QUOTED-PRINTABLE:a=";
        assert_eq!(texts(&format!("{quoted}\nEND:VEVENT")), [quoted, "END:VEVENT"]);
        assert_eq!(
            texts(&format!("{quoted}\nEnd: at ten=\nBEGIN:now\nbegin:valarm")),
            ["SUMMARY;ENCODING=QUOTED-PRINTABLE:aEnd: at tenBEGIN:now", "begin:valarm"]
        );
        let coded = "SUMMARY;ENCODING=BASE64:QUJD";
        assert_eq!(
            texts(&format!("{coded}\nREVG\nUID:a\nREVG")),
            ["SUMMARY;ENCODING=BASE64:QUJDREVG", "UID:a", "REVG"]
        );
        assert_eq!(texts(&format!("{quoted}\n\nUID:a")), ["SUMMARY;ENCODING=QUOTED-PRINTABLE:a", "UID:a"]);
    }
}
