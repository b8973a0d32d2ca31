//! Quoted-printable values, as vCalendar 1.0 writes them and programs that grew from it still do (RFC 2045 §6.7).
//!
//! Takes lines and properties that say so themselves, gives their text: a byte is `=C3`, and a line that ends in `=` goes on in the next one,
//! which begins with no space of its own.

use super::lines::Property;
use super::read::{IcsFault, IcsProblem};
use crate::text::windows_1252;
use std::borrow::Cow;

const NAME: &str = "QUOTED-PRINTABLE";

/// What stands before the value of a line, parted at its semicolons.
fn head(line: &str) -> impl Iterator<Item = &str> {
    line.split(':').next().unwrap_or("").split(';')
}

fn is_name(part: &str) -> bool {
    part.trim().eq_ignore_ascii_case(NAME)
}

/// Whether a line says that its value is quoted-printable; vCalendar 1.0 may leave the name of the parameter out.
pub(super) fn is_quoted(line: &str) -> bool {
    let says = |part: &str| match part.split_once('=') {
        Some((name, value)) => name.trim().eq_ignore_ascii_case("ENCODING") && is_name(value),
        None => is_name(part),
    };
    head(line).skip(1).any(says)
}

/// Whether a line goes on in the next one. What begins or ends a component is no rest of a text: only the `=` is too much then.
pub(super) fn goes_on(line: &str, next: &str) -> bool {
    let is_frame = |mark: &str| next.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
    line.ends_with('=') && !is_frame("BEGIN:") && !is_frame("END:") && is_quoted(line)
}

/// The line with the name of a parameter that stands there without one.
pub(super) fn named(line: &str) -> Cow<'_, str> {
    if !head(line).skip(1).any(is_name) {
        return Cow::Borrowed(line);
    }
    let length = line.find(':').unwrap_or(line.len());
    let parts = head(line).map(|part| if is_name(part) { format!("ENCODING={NAME}") } else { part.to_owned() });
    Cow::Owned(parts.collect::<Vec<_>>().join(";") + &line[length..])
}

/// A property with its text as RFC 5545 would have it, where it is quoted-printable.
///
/// # Errors
/// Where nothing is known of its character set: what to say of it.
pub(super) fn plain(property: Property) -> Result<Property, IcsProblem> {
    if !property.parameter("ENCODING").is_some_and(is_name) {
        return Ok(property);
    }
    let charset = property.parameter("CHARSET").unwrap_or("").trim();
    match decode(&property.value, charset) {
        // A line of the text is no line of the file.
        Some(text) => Ok(Property { value: text.replace("\r\n", "\n").replace(['\r', '\n'], "\\n"), ..property }),
        None => {
            let (name, charset) = (&property.name, super::components::short(charset));
            let message = format!("`{name}` is in the character set `{charset}`, which is not read: it is left out");
            let help = Some("write this text in UTF-8, without `CHARSET` and `ENCODING`".to_owned());
            Err(IcsProblem { fault: IcsFault::BadValue, at: property.at, message, help })
        }
    }
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
    fn what_does_not_say_so_stays_as_it_is() {
        assert_eq!(value("SUMMARY:1 =3D 1").unwrap(), "1 =3D 1");
        assert_eq!(value("SUMMARY;X=QUOTED-PRINTABLE:=3D").unwrap(), "=3D");
        let texts = |text: &str| lines(text).into_iter().map(|line| line.text.into_owned()).collect::<Vec<_>>();
        assert_eq!(texts("URL:https://a.example/?x=\nUID:a"), ["URL:https://a.example/?x=", "UID:a"]);
        let quoted = "SUMMARY;ENCODING=QUOTED-PRINTABLE:a=";
        assert_eq!(texts(&format!("{quoted}\nEND:VEVENT")), [quoted, "END:VEVENT"]);
        assert_eq!(texts(&format!("{quoted}\n\nUID:a")), ["SUMMARY;ENCODING=QUOTED-PRINTABLE:a", "UID:a"]);
    }
}
