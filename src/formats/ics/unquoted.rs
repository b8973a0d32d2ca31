//! Names of zones with a colon that stand in no quotes: `DTSTART;TZID=UTC+02:00:20260101T190000`.
//!
//! Takes a line, gives it as RFC 5545 §3.2 has it. The first colon would part the name from the value, and the time would be none. It is
//! certain what is meant where something that has the form of a time stands behind the last one.

use crate::time::Stamp;

/// Properties of a VEVENT with times in a zone.
const TIMES: [&str; 5] = ["DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"];

/// The line with quotes around the name of its zone, and that name. `None` where the line needs none, or it is not certain what it means.
pub(super) fn quoted_zone(line: &str) -> Option<(String, &str)> {
    let name = line.split([';', ':']).next().unwrap_or("");
    if !TIMES.iter().any(|other| other.eq_ignore_ascii_case(name.trim())) {
        return None;
    }
    let (head, times) = line.rsplit_once(':')?;
    let is_time = |time: &str| Stamp::parse_ical(time.split('/').next().unwrap_or("")).is_some();
    if !times.split(',').all(is_time) {
        return None;
    }
    const TZID: &str = ";TZID=";
    let start = head.to_ascii_uppercase().find(TZID)? + TZID.len();
    let zone = head[start..].split(';').next().unwrap_or("");
    if !zone.contains(':') || zone.contains('"') {
        return None;
    }
    Some((format!("{}\"{zone}\"{}", &line[..start], &line[start + zone.len()..]), zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_put_where_it_is_certain_what_is_meant() {
        for (line, want) in [
            ("DTSTART;TZID=UTC+02:00:20260101T190000", "DTSTART;TZID=\"UTC+02:00\":20260101T190000"),
            (
                "dtend;x=1;tzid=GMT-05:00;VALUE=DATE-TIME:20260101T1900",
                "dtend;x=1;tzid=\"GMT-05:00\";VALUE=DATE-TIME:20260101T1900",
            ),
            (
                "EXDATE;TZID=(UTC+01:00) Rome:20260101T190000,20260102T190000",
                "EXDATE;TZID=\"(UTC+01:00) Rome\":20260101T190000,20260102T190000",
            ),
            ("RDATE;TZID=+02:00:20260101T190000/PT1H", "RDATE;TZID=\"+02:00\":20260101T190000/PT1H"),
        ] {
            assert_eq!(quoted_zone(line).unwrap().0, want);
        }
        for line in [
            "DTSTART:20260101T190000",
            "DTSTART;TZID=Europe/Rome:20260101T190000",
            "DTSTART;TZID=\"UTC+02:00\":20260101T190000",
            "DTSTART;TZID=UTC+02:00:tomorrow",
            "DTSTART:2026-01-01T19:00:00",
            "SUMMARY;TZID=UTC+02:00:20260101T190000",
            "DTSTART;X=a:b:20260101T190000",
        ] {
            assert_eq!(quoted_zone(line), None, "{line}");
        }
    }
}
