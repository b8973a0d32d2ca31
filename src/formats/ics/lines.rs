//! Content lines of other programs' files, unfolded, with their places.
//!
//! Takes a whole text with any line ends, gives logical lines and the bytes they stand at; encoded ones go on in their own way.
//! `ical`'s own line reader forgets places and drops spaces at folds, so unfolding is done here; property lines are taken apart by `ical`.

use super::quoted;
use std::borrow::Cow;
use std::ops::Range;

/// One logical line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Without line ends and folds.
    pub(super) text: Cow<'a, str>,
    /// The bytes of its first physical line in the file.
    pub(super) at: Range<usize>,
}

/// One property of a component: `NAME;PARAM=value:VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Upper case.
    pub name: String,
    /// Names in upper case.
    pub parameters: Vec<(String, String)>,
    /// As it stands, escapes included.
    pub value: String,
    /// The bytes of its first physical line in the file.
    pub(super) at: Range<usize>,
}

impl Property {
    /// The value of a parameter (the first of several).
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Takes a line apart; `None` where it has no name, no colon, or an open quote.
    pub(super) fn parse(line: &Line<'_>) -> Option<Self> {
        let text = quoted::named(&line.text);
        let read = ical::PropertyParser::from_reader(text.as_bytes()).next()?.ok()?;
        let name = read.name.trim().to_ascii_uppercase();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if name.is_empty() || !name.bytes().all(plain) {
            return None;
        }
        let parameters = read.params.unwrap_or_default();
        let parameters = parameters
            .into_iter()
            .map(|(name, values)| (name, super::text::parameter_text(values.first().map_or("", String::as_str))))
            .collect();
        Some(Self { name, parameters, value: read.value.unwrap_or_default(), at: line.at.clone() })
    }
}

/// The logical lines of a text, in order; blank lines are left out. Lines may end in LF, CRLF or CR.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found: Vec<Line<'_>> = Vec::new();
    let end_of_line = if text.contains('\n') { '\n' } else { '\r' };
    let mut start = text.len() - text.trim_start_matches('\u{feff}').len();
    while start < text.len() {
        let end = text[start..].find(end_of_line).map_or(text.len(), |at| start + at);
        let physical = text[start..end].trim_end_matches('\r');
        let continued = physical.strip_prefix([' ', '\t']);
        let joined = found.last().and_then(|last| quoted::goes_on(&last.text, physical));
        match (continued, found.last_mut(), joined) {
            (_, Some(last), Some(kept)) => {
                let text = last.text.to_mut();
                text.truncate(kept);
                text.push_str(physical);
            }
            (Some(rest), Some(last), None) => last.text.to_mut().push_str(rest),
            _ if physical.trim().is_empty() => {}
            _ => found.push(Line { text: Cow::Borrowed(physical), at: start..start + physical.len() }),
        }
        start = end + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        lines(text).into_iter().map(|line| line.text.into_owned()).collect()
    }

    #[test]
    fn lines_of_any_producer_are_unfolded() {
        let want = ["BEGIN:VEVENT", "SUMMARY:one two 河岸", "END:VEVENT"];
        assert_eq!(texts("BEGIN:VEVENT\r\nSUMMARY:one \r\n two\r\n\t 河\r\n 岸\r\nEND:VEVENT"), want);
        assert_eq!(texts("\u{feff}BEGIN:VEVENT\nSUMMARY:one two\n  河岸\n\n\nEND:VEVENT\n\n"), want);
        assert_eq!(texts("BEGIN:VEVENT\rSUMMARY:one two 河岸\rEND:VEVENT\r"), want);
        assert_eq!(texts(" x"), [" x"]);
        assert!(lines("").is_empty());
    }

    #[test]
    fn places_are_bytes_of_the_file() {
        let text = "\u{feff}A:1\r\nB:2\r\n 3\r\nC:4";
        let found = lines(text);
        assert_eq!(found.iter().map(|line| &text[line.at.clone()]).collect::<Vec<_>>(), ["A:1", "B:2", "C:4"]);
    }

    #[test]
    fn properties_are_taken_apart_and_broken_ones_refused() {
        let parse = |text: &str| lines(text).first().and_then(Property::parse);
        let found = parse("dtstart;TzId=\"Asia/Shanghai\";x=a^'b:20260501T190000").unwrap();
        assert_eq!((found.name.as_str(), found.value.as_str()), ("DTSTART", "20260501T190000"));
        assert_eq!((found.parameter("TZID"), found.parameter("X")), (Some("Asia/Shanghai"), Some("a\"b")));
        for broken in ["no colon", ":value", "A;B:c", "A;B=\"c:d", "ü:1", "A B:1"] {
            assert_eq!(parse(broken), None, "{broken}");
        }
        let long = format!("DESCRIPTION:{}", "x".repeat(5_000_000));
        assert_eq!(parse(&long).unwrap().value.len(), 5_000_000);
    }
}
