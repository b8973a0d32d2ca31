//! Tests of what is written: whole files, read back by our own reader; other people's parsers read them in `tests/clients`.

use super::*;
use crate::formats::ics::{Calendar, Zones, read};
use crate::time::{Override, RepeatRule, RepeatSpec, Stamp};

fn when(start: &str, end: &str, zone: &str) -> When {
    let zone = Zone::find(zone).unwrap();
    When::between(Stamp::parse(start).unwrap(), Some(Stamp::parse(end).unwrap()), &zone).unwrap()
}

fn event(when: When) -> CalendarEvent {
    CalendarEvent {
        uid: "meetup@riverbank.example".into(),
        when,
        in_utc: false,
        details: Details { summary: "Meetup".into(), ..Details::default() },
        changed: Vec::new(),
        stamp: Instant::from_unix(1_777_633_200),
        last_modified: Some(Instant::from_unix(1_777_633_200)),
        created: None,
        sequence: 2,
        organizer: None,
        color: None,
    }
}

fn series(when: &When, rrule: &str, exdate: &[&str]) -> When {
    let exdate = exdate.iter().map(|text| Stamp::parse(text).unwrap()).collect();
    let rule = RepeatRule { rrule: Some(rrule.into()), exdate, ..RepeatRule::default() };
    let (made, issues) = when.repeating(&RepeatSpec::Rule(rule));
    made.unwrap_or_else(|| panic!("{issues:?}"))
}

/// Lines of the only event, unfolded, the first and last ones and what does not change left out.
fn lines(event: &CalendarEvent) -> Vec<String> {
    let fixed = ["BEGIN:", "END:", "UID:", "DTSTAMP:", "LAST-MODIFIED:", "SEQUENCE:", "STATUS:", "TRANSP:", "SUMMARY:"];
    let text = event.vevent().text.replace("\r\n ", "");
    let lines =
        text.split("\r\n").filter(|line| !line.is_empty() && !fixed.iter().any(|start| line.starts_with(start)));
    lines.map(String::from).collect()
}

#[test]
fn times_are_written_in_the_form_of_their_event() {
    assert_eq!(
        lines(&event(when("2026-05-01", "2026-05-03", "Asia/Shanghai"))),
        ["DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260504"]
    );
    assert_eq!(
        lines(&event(when("2026-05-01T19:00", "2026-05-01T21:30", "Asia/Shanghai"))),
        ["DTSTART;TZID=Asia/Shanghai:20260501T190000", "DTEND;TZID=Asia/Shanghai:20260501T213000"]
    );
    let online = CalendarEvent { in_utc: true, ..event(when("2026-05-01T19:00", "2026-05-01T19:00", "Asia/Shanghai")) };
    assert_eq!(lines(&online), ["DTSTART:20260501T110000Z"]);
    assert_eq!(online.vevent().zone, None);
    let often = CalendarEvent { sequence: u32::MAX, ..online };
    assert!(often.vevent().text.contains("SEQUENCE:2147483647\r\n"), "RFC 5545 §3.3.8");
    let zone = Zone::floating(&Zone::utc());
    let floating = When::between(Stamp::parse("2026-05-01T07:00").unwrap(), None, &zone).unwrap();
    assert_eq!(lines(&event(floating)), ["DTSTART:20260501T070000"]);
}

#[test]
fn what_a_wall_cannot_say_is_said_in_utc_or_as_a_length() {
    // On 25 October 2026 Berlin has 02:00 to 03:00 twice.
    let second = when("2026-10-25T02:30+01:00", "2026-10-25T02:45+01:00", "Europe/Berlin");
    assert_eq!(lines(&event(second.clone())), ["DTSTART:20261025T013000Z", "DTEND:20261025T014500Z"]);
    assert_eq!(event(second).vevent().zone, None);
    let first = when("2026-10-25T02:30", "2026-10-25T03:00", "Europe/Berlin");
    assert_eq!(first.seconds(), 90 * 60);
    let over = when("2026-10-25T02:30", "2026-10-25T02:00+01:00", "Europe/Berlin");
    assert_eq!(lines(&event(over.clone())), ["DTSTART:20261025T003000Z", "DTEND:20261025T010000Z"]);
    let weekly = series(&over, "FREQ=WEEKLY;COUNT=2", &[]);
    assert_eq!(
        lines(&event(weekly)),
        ["DTSTART;TZID=Europe/Berlin:20261025T023000", "DURATION:PT1800S", "RRULE:FREQ=WEEKLY;COUNT=2"]
    );
}

#[test]
fn an_end_that_the_clock_skips_is_said_as_a_length() {
    // 01:30 to 03:30 on that wall is an hour, and so are the others. The first one says so, too, for programs that add hours to the wall.
    let night = when("2027-03-28T01:30", "2027-03-28T02:30", "Europe/Berlin").by_the_wall();
    assert_eq!(lines(&event(night.clone()))[1], "DTEND;TZID=Europe/Berlin:20270328T033000");
    assert_eq!(
        lines(&event(series(&night, "FREQ=WEEKLY;COUNT=3", &[]))),
        [
            "DTSTART;TZID=Europe/Berlin:20270328T013000",
            "DURATION:PT3600S",
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "RECURRENCE-ID;TZID=Europe/Berlin:20270328T013000",
            "DTSTART;TZID=Europe/Berlin:20270328T013000",
            "DTEND;TZID=Europe/Berlin:20270328T033000",
        ]
    );
}

#[test]
fn a_series_whose_first_date_the_clock_skips_begins_with_the_next() {
    let moved = when("2027-03-28T02:30", "2027-03-28T04:00", "Europe/Berlin");
    let weekly = series(&moved.clone().by_the_wall(), "FREQ=WEEKLY;COUNT=4", &[]);
    assert_eq!(
        lines(&event(weekly)),
        [
            "DTSTART;TZID=Europe/Berlin:20270404T023000",
            "DTEND;TZID=Europe/Berlin:20270404T040000",
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "RDATE;TZID=Europe/Berlin:20270328T033000",
            // It ends with its clock, half an hour later.
            "RECURRENCE-ID;TZID=Europe/Berlin:20270328T033000",
            "DTSTART;TZID=Europe/Berlin:20270328T033000",
            "DTEND;TZID=Europe/Berlin:20270328T040000",
        ]
    );
    let exact = series(&moved, "FREQ=WEEKLY;COUNT=4", &[]);
    assert_eq!(lines(&event(exact.clone()))[1], "DTEND;TZID=Europe/Berlin:20270404T030000");
    // What we write we read, and come to the same dates; a change of the first is a change of what stands for it.
    let change = Override { at: Some(Stamp::Local(exact.first())), ..Override::default() };
    let (titled, issues) = exact.with_overrides(&[change]);
    assert_eq!(issues, []);
    let details = Details { summary: "Other".into(), ..Details::default() };
    let titled = CalendarEvent { changed: vec![Changed { index: 0, details }], ..event(titled) };
    let text = Calendar::default().text([&titled.vevent()], &Zones::default());
    let file = read(&text, &Zone::utc());
    assert_eq!(file.problems, []);
    let times = |when: &When| {
        when.coming(Instant::from_unix(0), 9).into_iter().map(|one| (one.start, one.end)).collect::<Vec<_>>()
    };
    assert_eq!(times(&file.events[0].when), times(&titled.when));
    assert_eq!(file.events[0].changes.iter().map(|one| one.details.summary.as_str()).collect::<Vec<_>>(), ["Other"]);
    // An event of one date stands at the time to which it was moved.
    assert_eq!(lines(&event(moved))[0], "DTSTART;TZID=Europe/Berlin:20270328T033000");
    // Of a series that the clock skips every year programs are told what the rule is.
    let yearly = when("2027-03-28T02:30", "2027-03-28T03:30", "Europe/Berlin");
    let yearly = lines(&event(series(&yearly, "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", &[])));
    assert_eq!(yearly[0], "DTSTART;TZID=Europe/Berlin:20270328T023000");
}

#[test]
fn a_series_in_utc_names_its_zone() {
    let weekly = series(&when("2026-03-22T18:00Z", "2026-03-22T19:00Z", "UTC"), "FREQ=WEEKLY;COUNT=2", &[]);
    let written = event(weekly);
    assert_eq!(lines(&written)[0], "DTSTART;TZID=Etc/GMT:20260322T180000");
    let text = Calendar::default().text([&written.vevent()], &Zones::default());
    assert!(text.contains("TZID:Etc/GMT\r\n"), "{text}");
    assert_eq!(lines(&event(when("2026-03-22T18:00Z", "2026-03-22T19:00Z", "UTC")))[0], "DTSTART:20260322T180000Z");
}

#[test]
fn a_series_carries_its_rule_exceptions_and_changes() {
    let base = when("2026-03-03T19:00", "2026-03-03T21:00", "Europe/Berlin");
    let made = series(&base, "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20260630", &["2026-04-07"]);
    let change = Override {
        at: Some(Stamp::parse("2026-05-05").unwrap()),
        start: Some(Stamp::parse("2026-05-06T18:00").unwrap()),
        ..Override::default()
    };
    let (made, issues) = made.with_overrides(&[change]);
    assert_eq!(issues, []);
    let details =
        Details { summary: cancelled_title("Meetup", "zh-CN"), status: Status::Cancelled, ..Details::default() };
    let event = CalendarEvent { in_utc: true, changed: vec![Changed { index: 0, details }], ..event(made) };
    assert_eq!(
        lines(&event),
        [
            "DTSTART;TZID=Europe/Berlin:20260303T190000",
            "DTEND;TZID=Europe/Berlin:20260303T210000",
            "RRULE:FREQ=MONTHLY;UNTIL=20260630T215959Z;BYDAY=1TU",
            "EXDATE;TZID=Europe/Berlin:20260407T190000",
            "RECURRENCE-ID;TZID=Europe/Berlin:20260505T190000",
            "DTSTART;TZID=Europe/Berlin:20260506T180000",
            "DTEND;TZID=Europe/Berlin:20260506T200000",
        ]
    );
    let vevent = event.vevent();
    assert_eq!((vevent.first_year, vevent.last_year), (2026, Some(2026)));
    assert!(
        vevent.text.contains("SUMMARY:已取消：Meetup\r\n")
            && vevent.text.contains("STATUS:CANCELLED\r\nTRANSP:TRANSPARENT")
    );
    let endless = CalendarEvent { when: series(&base, "FREQ=YEARLY", &[]), ..event };
    assert_eq!(endless.vevent().last_year, None);
}

fn full() -> CalendarEvent {
    CalendarEvent {
        details: Details {
            summary:
                "Pitch, dinner; \"more\" \\ 河岸创客之夜：一个很长很长很长很长的标题，为了折行\r\nATTENDEE:mailto:x"
                    .into(),
            description: Some("Line one\nLine two, with a comma".into()),
            description_html: Some("<p>Line <a href=\"https://a.example/?a=1;b=2\">one</a></p>".into()),
            status: Status::Tentative,
            place: Some(Place { text: "River House, 1 Quay Road".into(), geo: Some((31.230_4, 121.473_7)) }),
            conference: Some(Conference { url: "https://meet.example/room".into(), label: "Join: \"online\"".into() }),
            image: Some("https://riverbank.example/a b.png".into()),
            url: Some("https://riverbank.example/events/河/".into()),
            categories: vec!["Demo day".into(), "a,b".into(), " ".into()],
            transparent: true,
        },
        organizer: Some(Organizer { name: "Riverbank: Founders".into(), uri: "https://riverbank.example/".into() }),
        color: Some("teal; x".into()),
        ..event(when("2026-05-01T19:00", "2026-05-01T21:30", "Asia/Shanghai"))
    }
}

#[test]
fn details_are_escaped_each_for_its_place() {
    assert_eq!(
        lines(&full())[2..],
        [
            "DESCRIPTION:Line one\\nLine two\\, with a comma\\n\\nJoin: \"online\": https://meet.example/room",
            "X-ALT-DESC;FMTTYPE=text/html:<p>Line <a href=\"https://a.example/?a=1\\;b=2\">one</a></p>",
            "LOCATION:River House\\, 1 Quay Road",
            "GEO:31.230400;121.473700",
            "X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=70;X-TITLE=\"River House, 1 Quay Road\":geo:31.230400,121.473700",
            "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=\"Join: ^'online^'\":https://meet.example/room",
            "URL:https://riverbank.example/events/%E6%B2%B3/",
            "IMAGE;VALUE=URI;DISPLAY=BADGE:https://riverbank.example/a%20b.png",
            "CATEGORIES:Demo day,a\\,b",
            "ORGANIZER;CN=\"Riverbank: Founders\":https://riverbank.example/",
        ]
    );
}

#[test]
fn a_file_is_made_of_short_lines_and_comes_back_as_it_was() {
    let zone = Zone::find("Asia/Shanghai").unwrap();
    let calendar = Calendar {
        name: "河岸, calendar".into(),
        description: "Everything\nwe do".into(),
        url: Some("https://riverbank.example/events/".into()),
        source_url: Some("https://riverbank.example/calendar.ics".into()),
        refresh: Some("PT12H".into()),
        color: Some("#b3441f".into()),
        timezone: Some(zone.clone()),
        language: Some("en".into()),
        ..Calendar::default()
    };
    let event = full();
    let vevent = event.vevent();
    let zones = Zones::of([&vevent]);
    let text = calendar.text([&vevent], &zones);
    assert_eq!(
        text,
        calendar.text([&vevent], &Zones::default()),
        "prepared definitions and those made on the spot are the same"
    );
    for line in text.split_terminator("\r\n") {
        assert!(!line.is_empty() && line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
    }
    assert!(text.ends_with("END:VCALENDAR\r\n") && !text.contains("METHOD") && !text.contains("\nATTENDEE"));
    assert!(text.contains("REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nX-PUBLISHED-TTL:PT12H\r\n"));
    let file = read(&text, &zone);
    assert_eq!(file.problems, []);
    assert_eq!(file.name.as_deref(), Some("河岸, calendar"));
    let [back] = &file.events[..] else { panic!("{:?}", file.events) };
    assert_eq!((&back.when, back.sequence, back.uid.as_deref()), (&event.when, 2, Some(event.uid.as_str())));
    assert_eq!(back.details.place, event.details.place);
    assert_eq!(back.details.categories, ["Demo day", "a,b"]);
    assert!(back.details.summary.ends_with("为了折行 ATTENDEE:mailto:x"));
    assert_eq!(back.details.conference, event.details.conference);
}

#[test]
fn an_empty_calendar_holds_its_time_zone() {
    let empty = Calendar { name: "Empty".into(), ..Calendar::default() }.text([], &Zones::default());
    assert!(empty.contains("BEGIN:VTIMEZONE\r\nTZID:Etc/GMT\r\n"), "{empty}");
    let file = read(&empty, &Zone::utc());
    assert!(file.events.is_empty() && file.problems.is_empty());
}

#[test]
fn a_first_night_in_which_the_clock_is_changed_stands_beside_its_series() {
    let night = when("2026-10-24T22:00", "2026-10-25T05:00", "Europe/Berlin").by_the_wall();
    let weekly = event(series(&night, "FREQ=WEEKLY;COUNT=3", &[]));
    let expected = [
        "DTSTART;TZID=Europe/Berlin:20261024T220000",
        "DURATION:PT25200S",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261024T220000",
        "DTSTART;TZID=Europe/Berlin:20261024T220000",
        "DTEND;TZID=Europe/Berlin:20261025T050000",
    ];
    assert_eq!(lines(&weekly), expected);
    assert_eq!(lines(&event(night))[1], "DTEND;TZID=Europe/Berlin:20261025T050000");
    // Read back and written again it is the same.
    let vevent = weekly.vevent();
    let text = Calendar::default().text([&vevent], &Zones::of([&vevent]));
    let read = read(&text, &Zone::utc());
    assert_eq!(read.problems, []);
    assert_eq!(lines(&event(read.events[0].when.clone())), expected);
    let late = series(
        &when("2026-11-01T01:30-05:00", "2026-11-01T03:00", "America/New_York").by_the_wall(),
        "FREQ=WEEKLY;COUNT=3",
        &[],
    );
    let written = lines(&event(late));
    assert_eq!(written[0], "DTSTART;TZID=America/New_York:20261101T013000");
    let first =
        ["RECURRENCE-ID;TZID=America/New_York:20261101T013000", "DTSTART:20261101T063000Z", "DTEND:20261101T080000Z"];
    assert_eq!(written[written.len() - 3..], first);
}

#[test]
fn other_descriptions_are_as_if_they_had_been_there_from_the_start() {
    let made = series(&when("2026-03-03T19:00", "2026-03-03T21:00", "Europe/Berlin"), "FREQ=WEEKLY;COUNT=9", &[]);
    let moved = |at: &str, to: &str| Override {
        at: Some(Stamp::parse(at).unwrap()),
        start: Some(Stamp::parse(to).unwrap()),
        ..Override::default()
    };
    let (made, issues) =
        made.with_overrides(&[moved("2026-03-10", "2026-03-11T18:00"), moved("2026-03-17", "2026-03-18T18:00")]);
    assert_eq!(issues, []);
    let own = Details { summary: "On the boat".into(), description: Some("Own".into()), ..full().details };
    let bare = CalendarEvent { details: Details::default(), ..event(made.clone()) };
    let whole = CalendarEvent { when: made, changed: vec![Changed { index: 1, details: own }], ..full() };
    let other = |details: &Details| format!("About {}", details.summary);
    for event in [whole, bare] {
        let mut expected = event.clone();
        for details in expected.changed.iter_mut().map(|one| &mut one.details).chain([&mut expected.details]) {
            (details.description, details.description_html) = (Some(other(details)), None);
        }
        let written = event.with_descriptions(&event.vevent(), other);
        assert_eq!(written, expected.vevent());
        assert_eq!(event.with_descriptions(&written, other), written, "a second time too");
    }
}
