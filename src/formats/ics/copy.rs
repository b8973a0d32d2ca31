//! A calendar of others as it is kept in a hub: without what names people.
//!
//! Takes and gives whole texts; works on lines, so that a broken file stays as broken as it was. A repository is public and remembers for
//! ever, so what must not be published is not even copied.

/// Properties that name people. Their addresses belong to those who were invited, not to whoever reads the calendar.
const PEOPLE: [&str; 4] = ["ATTENDEE", "ORGANIZER", "CONTACT", "REQUEST-STATUS"];

/// The text without the lines that name people.
pub fn without_people(text: &str) -> String {
    lines(text).filter(|(name, _)| !PEOPLE.contains(&name.as_str())).map(|(_, line)| line).collect()
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
    }

    #[test]
    fn a_new_stamp_is_no_change() {
        let text = |stamp: &str, title: &str| format!("UID:a\r\nDTSTAMP:{stamp}\r\nSUMMARY:{title}\r\n");
        assert!(differ_in_stamps_alone(&text("20260101T000000Z", "A"), &text("20260102T000000Z", "A")));
        assert!(!differ_in_stamps_alone(&text("20260101T000000Z", "A"), &text("20260101T000000Z", "B")));
        assert!(!differ_in_stamps_alone("A\n", "A\nB\n"));
    }
}
