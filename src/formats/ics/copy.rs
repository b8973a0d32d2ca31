//! A calendar of others as it is kept in a hub: without what names people, and without what its owner marked as private.
//!
//! Takes and gives whole texts; works on lines, so that a broken file stays as broken as it was. A repository is public and remembers for
//! ever, so what must not be published is not even copied.

use super::quoted::{Coding, base64, decode, goes_on};
use super::text::addresses;
use crate::text::windows_1252;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Properties that name people. Their addresses belong to those who were invited, not to whoever reads the calendar.
const PEOPLE: [&str; 4] = ["ATTENDEE", "ORGANIZER", "CONTACT", "REQUEST-STATUS"];

/// Properties whose words the site shows: what they say is for their authors to decide.
const SHOWN: [&str; 4] = ["SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION"];

/// Components with a privacy of their own (RFC 5545 §3.8.1.3).
const CLASSED: [&str; 3] = ["VEVENT", "VTODO", "VJOURNAL"];

/// What stays of a private one among others with its UID: enough to leave it, or the occurrence that it changes, out.
const BARE: [&str; 5] = ["UID", "CLASS", "DTSTAMP", "DTSTART", "RECURRENCE-ID"];

/// A calendar as it may be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicCopy {
    /// Its text.
    pub text: String,
    /// Whether properties that name people stayed behind.
    pub without_people: bool,
    /// How many events stayed behind because they are private.
    pub private: usize,
    /// The lines of `text` (from 1) at which words begin that the site will show and that hold an e-mail address.
    pub shown_mail: Vec<usize>,
}

/// A property as it is written, with the lines it goes on in.
struct Property<'a> {
    /// In upper case.
    name: String,
    whole: &'a str,
}

impl Property<'_> {
    /// All of it in one line, and in plain letters where it is encoded.
    fn unfolded(&self) -> Cow<'_, str> {
        let coding = Coding::of_line(self.whole);
        let ends: &[&str] = match coding {
            Some(Coding::Quoted) => &["=\r\n", "=\n", "=\r"],
            Some(Coding::Base64) => &["\r", "\n"],
            None if !self.whole.trim_end().contains(['\r', '\n']) => return Cow::Borrowed(self.whole),
            None => &[],
        };
        let folds = ["\r\n ", "\r\n\t", "\n ", "\n\t", "\r ", "\r\t"];
        let whole = ends.iter().chain(&folds).fold(self.whole.to_owned(), |text, fold| text.replace(fold, ""));
        // Addresses are ASCII in every character set.
        let plain = match coding {
            Some(Coding::Quoted) => decode(&whole, "ISO-8859-1"),
            Some(Coding::Base64) => whole
                .split_once(':')
                .and_then(|(head, value)| Some(format!("{head}:{}", windows_1252(&base64(value)?)))),
            None => None,
        };
        Cow::Owned(plain.unwrap_or(whole))
    }

    fn value(&self) -> String {
        self.unfolded().split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    }

    /// Whether it begins or ends a component with a privacy of its own.
    fn is_mark(&self, wanted: &str) -> bool {
        self.name == wanted && CLASSED.iter().any(|name| self.value().eq_ignore_ascii_case(name))
    }

    /// Whether it is made for naming people, or is a remark or a property of a program with an e-mail address in it.
    fn names_people(&self) -> bool {
        let own = (self.name.starts_with("X-") || self.name == "COMMENT") && !SHOWN.contains(&self.name.as_str());
        PEOPLE.contains(&self.name.as_str()) || own && self.holds_mail()
    }

    /// Whether it may be the rest of the property before it, whose fold was lost.
    fn is_rest(&self) -> bool {
        let is_name = self.name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
        self.name.is_empty() || !is_name || !self.whole.contains(':') || self.name == "MAILTO"
    }

    fn holds_mail(&self) -> bool {
        addresses(&self.unfolded()).next().is_some()
    }
}

/// A component of a calendar, or what lies between two of them.
struct Piece<'a> {
    properties: Vec<Property<'a>>,
    private: bool,
    uid: String,
}

impl<'a> Piece<'a> {
    fn of(properties: Vec<Property<'a>>) -> Self {
        let value = |wanted: &str| {
            let found = properties.iter().find(|property| property.name == wanted);
            found.map(Property::value).unwrap_or_default()
        };
        let begins = properties.first().is_some_and(|first| first.is_mark("BEGIN"));
        let (private, uid) = (begins && is_private(&value("CLASS")), value("UID"));
        Self { properties, private, uid }
    }
}

/// Whether a value of `CLASS` keeps a component from being published.
pub(super) fn is_private(class: &str) -> bool {
    ["PRIVATE", "CONFIDENTIAL"].iter().any(|word| class.trim().eq_ignore_ascii_case(word))
}

/// The text without what names people and without private events. Where other events have the UID of a private one, as the occurrences of
/// its series do, its times stay and its words do not.
pub fn public_copy(text: &str) -> PublicCopy {
    let mut copy = PublicCopy::default();
    let mut line = 1;
    let pieces = pieces(text);
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    pieces.iter().for_each(|piece| *uses.entry(&piece.uid).or_default() += 1);
    for piece in &pieces {
        copy.private += usize::from(piece.private);
        if piece.private && (piece.uid.is_empty() || uses[piece.uid.as_str()] == 1) {
            continue;
        }
        // The first and the last line begin and end it; what lies in it, such as an alarm, stays behind.
        let last = piece.properties.len() - 1;
        let begins = |property: &Property<'_>| property.name == "BEGIN";
        let inner = piece.properties.iter().skip(1).position(begins).map_or(last, |at| at + 1);
        let mut names_people = false;
        for (at, property) in piece.properties.iter().enumerate() {
            names_people = property.names_people() || names_people && property.is_rest();
            copy.without_people |= names_people;
            let is_bare = at == 0 || at == last || (at < inner && BARE.contains(&property.name.as_str()));
            if names_people || (piece.private && !is_bare) {
                continue;
            }
            if SHOWN.contains(&property.name.as_str()) && property.holds_mail() {
                copy.shown_mail.push(line);
            }
            line += property.whole.matches('\n').count();
            copy.text.push_str(property.whole);
        }
    }
    copy
}

/// The text, cut before and after each component with a privacy of its own.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let mut held = Vec::new();
    for property in properties(text) {
        if property.is_mark("BEGIN") && !held.is_empty() {
            all.push(Piece::of(std::mem::take(&mut held)));
        }
        let is_end = property.is_mark("END");
        held.push(property);
        if is_end {
            all.push(Piece::of(std::mem::take(&mut held)));
        }
    }
    if !held.is_empty() {
        all.push(Piece::of(held));
    }
    all
}

/// Whether two texts differ in nothing but when somebody asked for them: some programs stamp every event anew each time.
pub fn differ_in_stamps_alone(one: &str, other: &str) -> bool {
    let bare = |text| properties(text).filter(|property| property.name != "DTSTAMP").map(|property| property.whole);
    bare(one).eq(bare(other))
}

/// Whether a calendar was begun and not ended: the rest of it may have been lost on its way.
pub fn breaks_off(text: &str) -> bool {
    let (begun, ended) = last_marks(text);
    begun.is_some() && ended < begun
}

/// Whether a text is a calendar from its beginning to its end (RFC 5545 §3.4).
pub fn is_whole(text: &str) -> bool {
    let (begun, ended) = last_marks(text);
    begun.is_some() && begun < ended
}

/// Where a calendar begins for the last time, and where one ends.
fn last_marks(text: &str) -> (Option<usize>, Option<usize>) {
    let upper = text.to_ascii_uppercase();
    (upper.rfind("BEGIN:VCALENDAR"), upper.rfind("END:VCALENDAR"))
}

/// Properties with the ends of their lines: put together they are the text.
fn properties(text: &str) -> impl Iterator<Item = Property<'_>> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut length = 0;
        for line in rest.split_inclusive(end) {
            let goes_on = || goes_on(rest[..length].trim_end_matches(['\r', '\n']), line).is_some();
            if length > 0 && !line.starts_with([' ', '\t']) && !goes_on() {
                break;
            }
            length += line.len();
        }
        let (whole, after) = rest.split_at(length);
        rest = after;
        let start = whole.trim_start_matches('\u{feff}');
        let name = start.split([':', ';', '\r', '\n']).next().unwrap_or("").trim().to_ascii_uppercase();
        (!whole.is_empty()).then_some(Property { name, whole })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_stay_behind_with_their_folds() {
        let text = "\u{feff}BEGIN:VEVENT\r\nattendee;CN=\"A:b\":mailto:\r\n ana@x.example\r\nSUMMARY:ATTENDEE\r\nORGANIZER:mailto:b@x.example\r\nEND:VEVENT\r\n";
        let copy = public_copy(text);
        assert_eq!(copy.text, "\u{feff}BEGIN:VEVENT\r\nSUMMARY:ATTENDEE\r\nEND:VEVENT\r\n");
        assert!(copy.without_people && copy.private == 0);
        assert_eq!(public_copy("BEGIN:X\rCONTACT:y\rEND:X").text, "BEGIN:X\rEND:X");
        let lost = "ATTENDEE;CN=\"B,\r\nSam\";RSVP=TRUE:mailto:\r\nmailto:sam@x.example\r\nSUMMARY:Tea\r\nlost\r\n";
        assert_eq!(public_copy(lost).text, "SUMMARY:Tea\r\nlost\r\n");
        let text = "X-OWNER;CN=\"A\":mailto:a@x\r\n .example\r\nX-URL:https://x.example/@a\r\nCOMMENT:ask a@x.example\r\nUID:1@x.example\r\n\
            DESCRIPTION:ask a@x.\r\n example.\r\nCOMMENT:at noon\r\n";
        let copy = public_copy(text);
        let kept =
            "X-URL:https://x.example/@a\r\nUID:1@x.example\r\nDESCRIPTION:ask a@x.\r\n example.\r\nCOMMENT:at noon\r\n";
        assert_eq!(copy.text, kept);
        assert_eq!(copy.shown_mail, [3]);
        let coded = "X-OWNER;ENCODING=QUOTED-PRINTABLE:a=40x.=\r\nexample\r\nATTENDEE;QUOTED-PRINTABLE:J=C3=B6=\r\nUID: no\r\nUID:1\r\n\
            DESCRIPTION;ENCODING=QUOTED-PRINTABLE:ask=\r\n a=40x.example\r\n";
        let copy = public_copy(coded);
        assert_eq!(copy.text, "UID:1\r\nDESCRIPTION;ENCODING=QUOTED-PRINTABLE:ask=\r\n a=40x.example\r\n");
        assert_eq!(copy.shown_mail, [2]);
        let coded =
            "X-OWNER;ENCODING=BASE64:YUB4LmV4\r\nYW1wbGU=\r\nUID:1\r\nDESCRIPTION;BASE64:YUB4LmV4\r\n YW1wbGU=\r\n";
        let copy = public_copy(coded);
        assert_eq!(copy.text, "UID:1\r\nDESCRIPTION;BASE64:YUB4LmV4\r\n YW1wbGU=\r\n");
        assert_eq!(copy.shown_mail, [2]);
    }

    #[test]
    fn what_is_private_stays_behind_and_of_a_series_all_but_its_times() {
        let event = |lines: &str| format!("BEGIN:VEVENT\n{lines}END:VEVENT\n");
        let secret = "SUMMARY:Secret\n folded\nBEGIN:VALARM\nUID:alarm\nDESCRIPTION:Secret\nEND:VALARM\n";
        let alone = event(&format!("UID:a\n{secret}CLASS:Private\n"));
        let master = event("UID:b\nRRULE:FREQ=WEEKLY\nSUMMARY:Open\n");
        let times = "UID:b\nRECURRENCE-ID:20261201T190000Z\nDTSTART:20261201T190000Z\n";
        let one = event(&format!("{times}CLASS:CONF\n IDENTIAL\n{secret}"));
        let text = |parts: &[&str]| format!("BEGIN:VCALENDAR\nX-CLASS:y\n{}END:VCALENDAR\n", parts.concat());
        let copy = public_copy(&text(&[&alone, &master, &one, &event("UID:c\nCLASS:PUBLIC\n")]));
        let bare = event(&format!("{times}CLASS:CONF\n IDENTIAL\n"));
        assert_eq!(copy.text, text(&[&master, &bare, &event("UID:c\nCLASS:PUBLIC\n")]));
        assert_eq!((copy.private, copy.without_people), (2, false));
        assert_eq!(public_copy(&copy.text).text, copy.text);
        assert_eq!(public_copy("").text, "");
    }

    #[test]
    fn a_new_stamp_is_no_change() {
        let text = |stamp: &str, title: &str| format!("UID:a\r\nDTSTAMP:{stamp}\r\nSUMMARY:{title}\r\n");
        assert!(differ_in_stamps_alone(&text("20260101T000000Z", "A"), &text("20260102T000000Z", "A")));
        assert!(!differ_in_stamps_alone(&text("20260101T000000Z", "A"), &text("20260101T000000Z", "B")));
        assert!(!differ_in_stamps_alone("A\n", "A\nB\n"));
    }
}
