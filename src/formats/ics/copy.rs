//! A calendar of others as it is kept in a hub: without what names people.
//!
//! Takes and gives whole texts; works on lines, so that a broken file stays as broken as it was. A repository is public and remembers for
//! ever, so what must not be published is not even copied.

/// Properties that name people. Their addresses belong to those who were invited, not to whoever reads the calendar.
const PEOPLE: [&str; 4] = ["ATTENDEE", "ORGANIZER", "CONTACT", "REQUEST-STATUS"];

/// Properties whose words the site shows: what they say is for their authors to decide.
const SHOWN: [&str; 4] = ["SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION"];

/// The text without the lines that name people: properties made for that, and remarks and properties of programs that hold an e-mail
/// address.
pub fn without_people(text: &str) -> String {
    let names = |(name, whole): &(String, String)| {
        let own = (name.starts_with("X-") || name == "COMMENT") && !SHOWN.contains(&name.as_str());
        PEOPLE.contains(&name.as_str()) || own && holds_mail(whole)
    };
    properties(text).into_iter().filter(|property| !names(property)).map(|(_, whole)| whole).collect()
}

/// The lines (from 1) at which words begin that the site will show and that hold an e-mail address.
pub fn shown_mail(text: &str) -> Vec<usize> {
    let mut line = 1;
    let mut found = Vec::new();
    for (name, whole) in properties(text) {
        if SHOWN.contains(&name.as_str()) && holds_mail(&whole) {
            found.push(line);
        }
        line += whole.matches('\n').count();
    }
    found
}

/// Properties by their names, as they are written, with all their lines.
fn properties(text: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for (name, line) in lines(text) {
        match all.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
            Some((_, whole)) => whole.push_str(line),
            None => all.push((name, line.to_owned())),
        }
    }
    all
}

/// Whether an e-mail address stands in a property.
fn holds_mail(whole: &str) -> bool {
    let text = whole.replace('\r', "").replace("\n ", "").replace("\n\t", "");
    let local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    text.match_indices('@').any(|(at, _)| {
        let host = &text[at + 1..];
        let host = &host[..host.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(host.len())];
        text[..at].ends_with(local) && host.trim_end_matches('.').contains('.')
    })
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
        assert_eq!(without_people(text), "\u{feff}BEGIN:VEVENT\r\nSUMMARY:ATTENDEE\r\nEND:VEVENT\r\n");
        assert_eq!(without_people("BEGIN:X\rCONTACT:y\rEND:X"), "BEGIN:X\rEND:X");
        let text = "X-OWNER;CN=\"A\":mailto:a@x\r\n .example\r\nX-URL:https://x.example/@a\r\nCOMMENT:ask a@x.example\r\nUID:1@x.example\r\n\
            DESCRIPTION:ask a@x.\r\n example.\r\nCOMMENT:at noon\r\n";
        let kept =
            "X-URL:https://x.example/@a\r\nUID:1@x.example\r\nDESCRIPTION:ask a@x.\r\n example.\r\nCOMMENT:at noon\r\n";
        assert_eq!(without_people(text), kept);
        assert_eq!(shown_mail(kept), [3]);
    }

    #[test]
    fn a_new_stamp_is_no_change() {
        let text = |stamp: &str, title: &str| format!("UID:a\r\nDTSTAMP:{stamp}\r\nSUMMARY:{title}\r\n");
        assert!(differ_in_stamps_alone(&text("20260101T000000Z", "A"), &text("20260102T000000Z", "A")));
        assert!(!differ_in_stamps_alone(&text("20260101T000000Z", "A"), &text("20260101T000000Z", "B")));
        assert!(!differ_in_stamps_alone("A\n", "A\nB\n"));
    }
}
