//! A calendar of others as it is kept in a hub: without what names people, and without what its owner marked as private.
//!
//! Takes and gives whole texts; works on lines, so that a broken file stays as broken as it was. A repository is public and remembers for
//! ever, so what must not be published is not even copied.

use std::collections::BTreeMap;

/// Properties that name people. Their addresses belong to those who were invited, not to whoever reads the calendar.
const PEOPLE: [&str; 4] = ["ATTENDEE", "ORGANIZER", "CONTACT", "REQUEST-STATUS"];

/// Components with a privacy of their own (RFC 5545 §3.8.1.3).
const CLASSED: [&str; 3] = ["VEVENT", "VTODO", "VJOURNAL"];

/// What stays of a private one among others with its UID: enough to leave it, or the occurrence that it changes, out.
const BARE: [&str; 5] = ["UID", "CLASS", "DTSTAMP", "DTSTART", "RECURRENCE-ID"];

/// A calendar as it may be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicCopy {
    /// Its text.
    pub text: String,
    /// Whether lines that name people stayed behind.
    pub without_people: bool,
    /// How many events stayed behind because they are private.
    pub private: usize,
}

/// A component of a calendar, or what lies between two of them.
#[derive(Default)]
struct Piece<'a> {
    lines: Vec<(String, &'a str)>,
    private: bool,
    uid: String,
}

impl<'a> Piece<'a> {
    fn of(lines: Vec<(String, &'a str)>) -> Self {
        let value = |wanted: &str| -> String {
            let mut found = lines.iter().skip_while(|(name, _)| name != wanted).map(|(_, line)| *line);
            let first = found.next().unwrap_or("").trim_end_matches(['\r', '\n']);
            let rest = found.take_while(|line| line.starts_with([' ', '\t']));
            let folds = rest.map(|line| line[1..].trim_end_matches(['\r', '\n']));
            let whole: String = std::iter::once(first).chain(folds).collect();
            whole.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let begins = lines.first().is_some_and(|(name, line)| is_mark(name, "BEGIN", line));
        let (private, uid) = (begins && is_private(&value("CLASS")), value("UID"));
        Self { lines, private, uid }
    }
}

/// Whether a line begins or ends a component with a privacy of its own.
fn is_mark(name: &str, wanted: &str, line: &str) -> bool {
    let value = line.split_once(':').map_or("", |(_, value)| value.trim());
    name == wanted && CLASSED.iter().any(|name| value.eq_ignore_ascii_case(name))
}

/// Whether a value of `CLASS` keeps a component from being published.
pub(super) fn is_private(class: &str) -> bool {
    ["PRIVATE", "CONFIDENTIAL"].iter().any(|word| class.trim().eq_ignore_ascii_case(word))
}

/// The text without the lines that name people and without private events. Where other events have the UID of a private one, as the
/// occurrences of its series do, its times stay and its words do not.
pub fn public_copy(text: &str) -> PublicCopy {
    let mut copy = PublicCopy::default();
    let pieces = pieces(text);
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    pieces.iter().for_each(|piece| *uses.entry(&piece.uid).or_default() += 1);
    for piece in &pieces {
        copy.private += usize::from(piece.private);
        if piece.private && (piece.uid.is_empty() || uses[piece.uid.as_str()] == 1) {
            continue;
        }
        // The first and the last line begin and end it; what lies in it, such as an alarm, stays behind.
        let last = piece.lines.len() - 1;
        let inner = piece.lines.iter().skip(1).position(|(name, _)| name == "BEGIN").map_or(last, |at| at + 1);
        for (at, (name, line)) in piece.lines.iter().enumerate() {
            let names_people = PEOPLE.contains(&name.as_str());
            copy.without_people |= names_people;
            let is_bare = at == 0 || at == last || (at < inner && BARE.contains(&name.as_str()));
            if !names_people && (is_bare || !piece.private) {
                copy.text.push_str(line);
            }
        }
    }
    copy
}

/// The text, cut before and after each component with a privacy of its own.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let mut held: Vec<(String, &str)> = Vec::new();
    for (name, line) in lines(text) {
        if is_mark(&name, "BEGIN", line) && !held.is_empty() {
            all.push(Piece::of(std::mem::take(&mut held)));
        }
        let is_end = is_mark(&name, "END", line);
        held.push((name, line));
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
    let mut pair = [one, other].map(|text| lines(text).filter(|(name, _)| name != "DTSTAMP").map(|(_, line)| line));
    let [one, other] = &mut pair;
    one.eq(other)
}

/// Whether a calendar was begun and not ended: the rest of it may have been lost on its way.
pub fn breaks_off(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    match (upper.rfind("BEGIN:VCALENDAR"), upper.rfind("END:VCALENDAR")) {
        (Some(begun), Some(ended)) => ended < begun,
        (begun, _) => begun.is_some(),
    }
}

/// Physical lines with their ends, each with the upper-case name of the property it belongs to.
fn lines(text: &str) -> impl Iterator<Item = (String, &str)> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut name = String::new();
    text.split_inclusive(end).map(move |line| {
        if !line.starts_with([' ', '\t']) {
            let start = line.trim_start_matches('\u{feff}');
            name = start.split([':', ';', '\r', '\n']).next().unwrap_or("").trim().to_ascii_uppercase();
        }
        (name.clone(), line)
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
