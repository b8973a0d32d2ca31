//! Tests of reading: what real producers do, and what hostile ones try.

use crate::formats::ics::{IcsFault, IcsFile, Status, read, uids};
use crate::time::{Date, RepeatFault, Zone};

fn hub() -> Zone {
    Zone::find("Asia/Shanghai").unwrap()
}

/// A calendar around these lines.
fn calendar(body: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{}\nEND:VCALENDAR\n", body.trim())
}

fn events(body: &str) -> IcsFile {
    read(&calendar(body), &hub())
}

/// Starts of the only event from 2020 to 2030.
fn starts(file: &IcsFile) -> Vec<String> {
    let [event] = &file.events[..] else { panic!("{file:?}") };
    let day = |text| Date::parse(text).unwrap();
    event.when.occurrences(day("2020-01-01"), day("2030-12-31"), 99).iter().map(|o| o.start.to_string()).collect()
}

fn faults(file: &IcsFile) -> Vec<IcsFault> {
    file.problems.iter().map(|problem| problem.fault).collect()
}

#[test]
fn a_series_with_changes_of_another_zone_is_brought_together() {
    let file = events(
        "X-WR-CALNAME:City\\, tech
begin:vevent
uid:a
dtstart;tzid=China Standard Time:20260505T190000
duration:PT2H
rrule:FREQ=WEEKLY;COUNT=4
exdate;tzid=China Standard Time:20260512T190000,20260513T190000
summary:Talk
  night\\, weekly
organizer:mailto:someone@a.example
attendee:mailto:someone@b.example
end:vevent
BEGIN:VEVENT
UID:a
RECURRENCE-ID:20260519T110000Z
DTSTART;TZID=Europe/Berlin:20260519T140000
DTEND;TZID=Europe/Berlin:20260519T150000
STATUS:CANCELLED
SUMMARY:Off
END:VEVENT
BEGIN:VEVENT
UID:a
RECURRENCE-ID;TZID=China Standard Time:20260520T190000
DTSTART;TZID=China Standard Time:20260520T190000
SUMMARY:Alone
END:VEVENT",
    );
    assert_eq!(file.name.as_deref(), Some("City, tech"));
    assert_eq!(file.events.len(), 2, "{file:?}");
    assert_eq!(file.events[1].uid.as_deref(), Some("a/20260520T110000Z"));
    assert_eq!(faults(&file), [IcsFault::Repeat(RepeatFault::ExceptionMisses), IcsFault::Orphan]);
    let text = format!("{file:?}");
    assert!(!text.contains("a.example") && !text.contains("b.example"));
    let series = IcsFile { events: vec![file.events[0].clone()], ..IcsFile::default() };
    assert_eq!(
        starts(&series),
        ["2026-05-05T19:00:00+08:00", "2026-05-19T20:00:00+08:00", "2026-05-26T19:00:00+08:00"]
    );
    assert_eq!(series.events[0].details.summary, "Talk night, weekly");
    assert_eq!(series.events[0].changes[0].details.status, Status::Cancelled);
    assert_eq!(series.events[0].changes[0].index, 0);
}

#[test]
fn whole_days_end_before_their_dtend() {
    let file = |end: &str| events(&format!("BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20260501\n{end}\nEND:VEVENT"));
    let days = |end: &str| file(end).events[0].when.days();
    let day = |text| Date::parse(text).unwrap();
    assert_eq!(days("DTEND;VALUE=DATE:20260504"), (day("2026-05-01"), day("2026-05-03")));
    assert_eq!(days("DURATION:P3D"), (day("2026-05-01"), day("2026-05-03")));
    for end in
        ["", "DTEND;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260502", "DTEND;VALUE=DATE:20260420", "DURATION:PT90M"]
    {
        assert_eq!(days(end), (day("2026-05-01"), day("2026-05-01")), "{end}");
    }
    assert_eq!(faults(&file("DTEND;VALUE=DATE:20260420")), [IcsFault::BadValue]);
    assert_eq!(faults(&file("DTEND;VALUE=DATE:20261232")), [IcsFault::BadValue]);
}

#[test]
fn zones_are_understood_as_clients_do() {
    let start = |zone: &str, start: &str| {
        let file = events(&format!("{zone}\nBEGIN:VEVENT\nUID:a\nDTSTART{start}\nEND:VEVENT"));
        (starts(&file).join(" "), faults(&file))
    };
    let fine = |text: &str| (text.to_string(), vec![]);
    assert_eq!(start("", ":20260501T110000Z"), fine("2026-05-01T19:00:00+08:00"));
    assert_eq!(start("X-WR-TIMEZONE:Europe/Paris", ":20260501T110000Z"), fine("2026-05-01T13:00:00+02:00"));
    assert_eq!(start("", ":20260501T190000"), fine("2026-05-01T19:00:00"));
    assert_eq!(start("", ";TZID=\"W. Europe Standard Time\":20260501T190000"), fine("2026-05-01T19:00:00+02:00"));
    assert_eq!(start("", ";TZID=/x.example/1/Asia/Kolkata:20260501T1900"), fine("2026-05-01T19:00:00+05:30"));
    assert_eq!(
        start("", ";TZID=Moon:20260501T190000"),
        ("2026-05-01T19:00:00+08:00".into(), vec![IcsFault::UnknownZone])
    );
    let custom = "BEGIN:VTIMEZONE\nTZID:Custom\nX-LIC-LOCATION:Europe/Rome\nEND:VTIMEZONE";
    assert_eq!(start(custom, ";TZID=Custom:20260501T190000"), fine("2026-05-01T19:00:00+02:00"));
    let fixed = "BEGIN:VTIMEZONE\nTZID:Custom\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE";
    assert_eq!(start(fixed, ";TZID=Custom:20260501T190000"), fine("2026-05-01T19:00:00+09:00"));
}

#[test]
fn a_zone_that_is_named_as_programs_show_it_is_taken_and_said() {
    let body = |id: &str| format!("BEGIN:VEVENT\nUID:a\nDTSTART;TZID={id}:20260501T190000\nEND:VEVENT");
    let said = |id: &str| {
        let file = events(&body(id));
        let said = file.problems.iter().map(|one| (one.message.clone(), one.help.clone())).collect::<Vec<_>>();
        (starts(&file).join(" "), said)
    };
    let (start, problems) = said("\"Pacific Time (US & Canada)\"");
    assert_eq!(start, "2026-05-01T19:00:00-07:00");
    let message = "`Pacific Time (US & Canada)` is no name of a time zone; it is read as `America/Los_Angeles`";
    let help = "write `America/Los_Angeles` instead";
    assert_eq!(problems, [(message.to_owned(), Some(help.to_owned()))]);
    assert_eq!(said("America/Los_Angeles"), (start, vec![]));
    // With the offset that Windows shows before it nothing is left to guess; an abbreviation is of several places.
    assert_eq!(said("\"(UTC-08:00) Pacific Time (US & Canada)\"").1, []);
    let (start, problems) = said("CST");
    assert_eq!((start.as_str(), problems.len()), ("2026-05-01T19:00:00+08:00", 1));
    assert_eq!(problems[0].0, "nobody knows the time zone `CST`; `Asia/Shanghai` stands in");
    // What the file itself defines goes first; among zones with these clocks the one that is meant.
    let (november, march) = ("FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU");
    let defined = |id: &str, zone: &str| {
        let file = events(&(zone.replace("Custom", id) + &body(&format!("\"{id}\""))));
        (file.events[0].when.zone().name().to_owned(), faults(&file))
    };
    let clock = |winter: &str, summer: &str| clocks("Custom", (november, winter), (march, summer));
    for id in ["Pacific Time", "(UTC-08:00) Pacific Time (US & Canada)"] {
        assert_eq!(defined(id, &clock("-0800", "-0700")), ("America/Los_Angeles".into(), vec![]));
        assert_eq!(defined(id, &clock("-0500", "-0400")), ("America/New_York".into(), vec![]));
    }
    // Clocks of no zone: what is shown with its offset is known all the same.
    let named = defined("(UTC-08:00) Pacific Time (US & Canada)", &clock("-0810", "-0710"));
    assert_eq!(named, ("America/Los_Angeles".into(), vec![]));
    assert_eq!(
        events(&format!("X-WR-TIMEZONE:Mountain Time\n{}", body("x").replace(";TZID=x", ""))).events[0]
            .when
            .zone()
            .rules_name(),
        "America/Denver"
    );
}

#[test]
fn a_calendar_of_the_old_format_is_read_as_far_as_it_goes() {
    let text = "BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260504T100000Z\r\n\
                SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9 =E6=B2=\r\n=B3=E5=B2=B8\r\n\
                DESCRIPTION;QUOTED-PRINTABLE:One=0D=0A=\r\nTwo=0D=0A=\r\n\r\n\
                RRULE:W1 MO #0\r\nthis is broken\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let file = read(text, &hub());
    let details = &file.events[0].details;
    assert_eq!((details.summary.as_str(), details.description.as_deref()), ("Café 河岸", Some("One\nTwo\n")));
    assert_eq!(faults(&file), [IcsFault::Repeat(RepeatFault::Unknown), IcsFault::BrokenLine]);
    let said: Vec<&str> = file.problems.iter().map(|problem| &text[problem.at.clone()]).collect();
    assert_eq!(said, ["RRULE:W1 MO #0", "this is broken"]);
}

#[test]
fn one_broken_line_costs_that_line_only() {
    let text = "\u{feff}BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260501T110000Z\r\nthis is broken\r\n<!DOCTYPE html>\r\n\
                SUMMARY:One\r\nEND:VEVENTBEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Two\r\nDTSTART:20260502\r\nX-NEXT;X=\"y:1\r\nBEGIN:VEVENT\r\nUID:c\r\n\
                SUMMARY:Three\r\nEND:VEVENT\r\nEND:VTODO\r\nBEGIN:VALARM\r\n";
    let file = read(text, &hub());
    let titles: Vec<_> = file.events.iter().map(|event| event.details.summary.as_str()).collect();
    assert_eq!(titles, ["One", "Two"]);
    use IcsFault::{BrokenLine, NoStart, Unclosed};
    // Sorted by place; those at the same place in the order in which they were found.
    assert_eq!(
        faults(&file),
        [BrokenLine, BrokenLine, BrokenLine, BrokenLine, Unclosed, NoStart, BrokenLine, Unclosed]
    );
    assert!(text[file.problems[0].at.clone()].starts_with("this is broken"));
}

#[test]
fn the_newer_revision_of_a_uid_counts() {
    let one = |sequence: u32, title: &str| {
        format!("BEGIN:VEVENT\nUID:a\nSEQUENCE:{sequence}\nDTSTART:20260501T110000Z\nSUMMARY:{title}\nEND:VEVENT\n")
    };
    let file = events(&(one(2, "new") + &one(1, "old")));
    assert_eq!(file.events.iter().map(|event| event.details.summary.as_str()).collect::<Vec<_>>(), ["new"]);
    assert_eq!(faults(&file), [IcsFault::SameUid]);
}

#[test]
fn rules_that_cannot_be_followed_leave_the_event_once() {
    let file =
        events("BEGIN:VEVENT\nUID:a\nDTSTART:20260501T110000Z\nRRULE:FREQ=SECONDLY;COUNT=1000000000\nEND:VEVENT");
    assert_eq!(starts(&file).len(), 1);
    assert_eq!(faults(&file), [IcsFault::Repeat(RepeatFault::TooOften)]);
    assert!(file.problems[0].message.ends_with("; the event stands once"));
}

#[test]
fn what_is_no_calendar_says_so() {
    for text in ["", "<html><body>404</body></html>", "BEGIN:VCARD\nEND:VCARD\n", "\u{0}\u{1}"] {
        let file = read(text, &hub());
        assert!(file.events.is_empty() && faults(&file).contains(&IcsFault::NotACalendar), "{text:?}");
    }
    assert!(!events("").problems.iter().any(|problem| problem.fault == IcsFault::NotACalendar));
}

#[test]
fn hostile_files_cost_little() {
    let began = std::time::Instant::now();
    let deep = "BEGIN:VEVENT\nBEGIN:X\n".repeat(100_000);
    assert!(faults(&events(&deep)).contains(&IcsFault::TooDeep));
    let long =
        format!("BEGIN:VEVENT\nUID:a\nDTSTART:20260501T110000Z\nDESCRIPTION:{}\nEND:VEVENT", "\\,".repeat(2_000_000));
    assert_eq!(events(&long).events[0].details.description.as_ref().map(String::len), Some(2_000_000));
    let folds =
        format!("BEGIN:VEVENT\nUID:a\nDTSTART:20260501T110000Z\nDESCRIPTION:x{}\nEND:VEVENT", "\n y".repeat(1_000_000));
    assert_eq!(events(&folds).events.len(), 1);
    let dates = vec!["20260501T110000Z"; 100_000].join(",");
    let many = format!("BEGIN:VEVENT\nUID:a\nDTSTART:20260501T110000Z\nRRULE:FREQ=DAILY\nEXDATE:{dates}\nEND:VEVENT");
    assert_eq!(events(&many).events.len(), 1);
    let misses: String = (0..20_000).map(|n| format!("EXDATE:{}0101T000000Z\n", 1000 + n % 8000)).collect();
    let changes: String = (0..20_000).map(|n| format!("BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:{}0102T0101{:02}Z\nDTSTART;TZID=No{n}:20260501T000000\nEND:VEVENT\n", 1000 + n % 8000, n % 60)).collect();
    let never = "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30";
    let body = format!("BEGIN:VEVENT\nUID:a\nDTSTART:20260501T110000Z\n{never}\n{misses}END:VEVENT\n{changes}");
    assert!(!events(&body).events.is_empty());
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

/// A definition of clocks with the rules of one half of the year and of the other.
fn clocks(id: &str, winter: (&str, &str), summer: (&str, &str)) -> String {
    let part = |name: &str, (rule, to): (&str, &str), from: &str| {
        format!(
            "BEGIN:{name}\nDTSTART:16010101T020000\nRRULE:{rule}\nTZOFFSETFROM:{from}\nTZOFFSETTO:{to}\nEND:{name}\n"
        )
    };
    let parts = part("STANDARD", winter, summer.1) + &part("DAYLIGHT", summer, winter.1);
    format!("BEGIN:VTIMEZONE\nTZID:{id}\n{parts}END:VTIMEZONE\n")
}

fn one(id: &str, more: &str) -> String {
    format!(
        "BEGIN:VEVENT\nUID:a\nDTSTART;TZID={id}:20260705T190000\nDTEND;TZID={id}:20260705T210000\n{more}SUMMARY:X\nEND:VEVENT"
    )
}

#[test]
fn clocks_that_only_a_file_defines_are_those_of_a_zone_that_agrees() {
    let (november, march) = ("FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU");
    let york = clocks("Customized Time Zone", (november, "-0500"), (march, "-0400"));
    let file = events(&(york + &one("Customized Time Zone", "RRULE:FREQ=MONTHLY;BYDAY=1SU;COUNT=6\n")));
    assert_eq!(faults(&file), []);
    assert_eq!(file.events[0].when.zone().name(), "America/New_York");
    assert_eq!(starts(&file)[5], "2026-12-06T19:00:00-05:00");
    // A quarter of an hour is no clock of whole hours, and yet a zone.
    let fixed = "BEGIN:VTIMEZONE\nTZID:Here\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0545\nTZOFFSETTO:+0545\nEND:STANDARD\nEND:VTIMEZONE\n";
    assert_eq!(starts(&events(&(fixed.to_owned() + &one("Here", "")))), ["2026-07-05T19:00:00+05:45"]);
    // An end that is written in UTC bounds times on the wall.
    let ended = "BEGIN:VTIMEZONE\nTZID:Old\nBEGIN:DAYLIGHT\nDTSTART:20200329T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20260329T010000Z\n\
                 TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:20191027T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n\
                 TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n";
    assert_eq!(starts(&events(&(ended.to_owned() + &one("Old", ""))))[0], "2026-07-05T19:00:00+02:00");
}

#[test]
fn by_clocks_of_no_zone_one_time_can_be_placed_and_a_series_cannot() {
    let odd = clocks(
        "Moon",
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=7", "+0430"),
        ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=9", "+0500"),
    );
    let file = events(&(odd.clone() + &one("Moon", "")));
    assert_eq!(faults(&file), []);
    let when = &file.events[0].when;
    assert_eq!((when.start().instant().to_string(), when.seconds()), ("2026-07-05T14:00:00Z".into(), 7200));
    // The hour that comes twice is the first, the one that is skipped goes by the clock before.
    for (day, utc) in [
        ("0507T014500", "2026-05-06T20:45:00Z"),
        ("0609T021500", "2026-06-08T21:45:00Z"),
        ("0507T020000", "2026-05-06T21:30:00Z"),
    ] {
        let body = format!("BEGIN:VEVENT\nUID:a\nDTSTART;TZID=Moon:2026{day}\nSUMMARY:X\nEND:VEVENT");
        assert_eq!(events(&(odd.clone() + &body)).events[0].when.start().instant().to_string(), utc, "{day}");
    }
    let series = events(&(odd + &one("Moon", "RRULE:FREQ=WEEKLY;COUNT=4\n")));
    assert_eq!((faults(&series), series.events.len()), (vec![IcsFault::OwnClock], 0));
}

#[test]
fn a_time_that_a_day_does_not_have_is_said() {
    let file = events("BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20261202T190000\nSUMMARY:X\nEND:VEVENT");
    assert!(file.events[0].when.is_all_day());
    let said: Vec<(IcsFault, &str)> =
        file.problems.iter().map(|problem| (problem.fault, problem.message.as_str())).collect();
    assert_eq!(said, [(IcsFault::BadValue, "`DTSTART` is a day by its `VALUE=DATE`: the time is left out")]);
    for mended in ["DTSTART:20261202T190000", "DTSTART;VALUE=DATE:20261202"] {
        let file = events(&format!("BEGIN:VEVENT\nUID:a\n{mended}\nSUMMARY:X\nEND:VEVENT"));
        assert_eq!(faults(&file), [], "{mended}");
    }
}

#[test]
fn a_text_with_the_address_of_somebody_who_is_invited_is_said_without_it() {
    let said = |more: &str| {
        let people = "ORGANIZER;CN=Ana:MAILTO:Ana@x.example\nATTENDEE:mailto:bo@x.example\nATTENDEE;EMAIL=cy@x.example:urn:uuid:1";
        let file = events(&format!("BEGIN:VEVENT\nUID:a\nDTSTART:20260501T110000Z\n{people}\n{more}\nEND:VEVENT"));
        assert!(!format!("{:?}", file.problems).to_lowercase().contains("x.example"), "{file:?}");
        file.problems.into_iter().map(|problem| (problem.fault, problem.message)).collect::<Vec<_>>()
    };
    let told = |noun: &str, who: &str| {
        let message = format!("the {noun} of this event is published, with the address of somebody who {who}");
        vec![(IcsFault::PersonShown, message)]
    };
    assert_eq!(said("DESCRIPTION:From:\\nana@X.exam\n ple\\, who"), told("description", "organises it"));
    assert_eq!(said("LOCATION:mailto:bo@x.example"), told("place", "is invited to it"));
    let both = said("SUMMARY:Tea with cy@x.example\nDESCRIPTION:cy@x.example");
    assert_eq!(both, [told("title", "is invited to it"), told("description", "is invited to it")].concat());
    // Of others nothing is known; who is invited to another event is not meant; an alarm has people of its own.
    let other = "END:VEVENT\nBEGIN:VEVENT\nUID:b\nDTSTART:20260501T110000Z\nDESCRIPTION:ana@x.example";
    let alarm = "BEGIN:VALARM\nATTENDEE:mailto:di@x.example\nEND:VALARM\nDESCRIPTION:di@x.example, xbo@x.example";
    for more in ["DESCRIPTION:info@x.example", "COMMENT:bo@x.example", other, alarm] {
        assert_eq!(said(more), [], "{more}");
    }
    // A changed occurrence leaves its guests to its series, or has some of its own.
    let one = "END:VEVENT\nBEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20260502T110000Z\nDTSTART:20260502T120000Z\nDESCRIPTION:bo@x.example";
    assert_eq!(said(&format!("RRULE:FREQ=DAILY;COUNT=3\n{one}")), told("description", "is invited to it"));
    let guest = one.replace("DESCRIPTION:bo", "SUMMARY:Cups\nATTENDEE:mailto:di");
    let both = said(&format!("RRULE:FREQ=DAILY;COUNT=3\nDESCRIPTION:di@x.example\n{guest}"));
    assert_eq!(both, told("description", "is invited to it"));
    let private = "CLASS:PRIVATE\nDESCRIPTION:bo@x.example";
    assert_eq!(said(private).into_iter().map(|(fault, _)| fault).collect::<Vec<_>>(), [IcsFault::Private]);
}

#[test]
fn a_category_with_the_address_of_somebody_becomes_no_tag() {
    let file = |more: &str| {
        let people = "ORGANIZER:mailto:ana@x.example\nATTENDEE:mailto:bo@x.example";
        events(&format!("BEGIN:VEVENT\nUID:a\nDTSTART:20260501T110000Z\n{people}\n{more}\nEND:VEVENT"))
    };
    let all = file("CATEGORIES:Tea\\, cake,Ana@x.example,info@x.example\nCATEGORIES:mailto:bo@x.example");
    assert_eq!(all.events[0].details.categories, ["Tea, cake", "info@x.example"]);
    let said: Vec<_> = all.problems.iter().map(|problem| (problem.fault, problem.message.as_str())).collect();
    assert_eq!(
        said,
        [
            (
                IcsFault::PersonShown,
                "a category of this event has the address of somebody who organises it: it becomes no tag"
            ),
            (
                IcsFault::PersonShown,
                "a category of this event has the address of somebody who is invited to it: it becomes no tag"
            ),
        ]
    );
    assert!(!format!("{:?}", all.problems).contains("x.example"));
    assert_eq!(faults(&file("CATEGORIES:Tea\\, cake,info@x.example")), []);
}

#[test]
fn a_zone_with_a_colon_is_read_without_quotes_and_said_once() {
    let file = |zone: &str, more: &str| {
        let lines = format!("DTSTART;TZID={zone}:20260101T190000\nDTEND;TZID={zone}:20260101T210000\n{more}");
        events(&format!("BEGIN:VEVENT\nUID:a\n{lines}\nEND:VEVENT"))
    };
    let exact = file("UTC+02:00", "RRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=UTC+02:00:20260102T190000");
    assert_eq!(starts(&exact), ["2026-01-01T19:00:00+02:00", "2026-01-03T19:00:00+02:00"]);
    let said: Vec<_> = exact.problems.iter().map(|one| (one.message.as_str(), one.help.as_deref())).collect();
    let message = "`TZID=UTC+02:00` has a colon and no quotes; it is read as if it had them";
    assert_eq!(said, [(message, Some("write `TZID=\"UTC+02:00\"`"))]);
    let mended = file("\"UTC+02:00\"", "");
    assert_eq!((faults(&mended), starts(&mended).len()), (vec![], 1));
    assert_eq!(starts(&file("(UTC-08:00) Pacific Time (US & Canada)", "")), ["2026-01-01T19:00:00-08:00"]);
    // A half hour is no zone of a fixed distance: a place that has it is.
    let half = file("UTC+05:30", "");
    assert_eq!(faults(&half), [IcsFault::BadValue, IcsFault::UnknownZone]);
    assert_eq!(half.problems[1].help.as_deref(), Some("if it is `Asia/Kolkata`, write so"));
}

#[test]
fn whole_days_of_outlook_are_days() {
    let zone = ";TZID=W. Europe Standard Time:";
    let file = |end: &str, more: &str| {
        events(&format!(
            "BEGIN:VEVENT\nUID:a\nDTSTART{zone}20270703T000000\nDTEND{zone}{end}\nX-MICROSOFT-CDO-ALLDAYEVENT:{more}\nEND:VEVENT"
        ))
    };
    let days = |file: &IcsFile| (file.events[0].when.is_all_day(), file.events[0].when.days().1.to_string());
    let two = file("20270705T000000", "TRUE");
    assert_eq!((faults(&two), days(&two)), (vec![], (true, "2027-07-04".into())));
    let moved =
        format!("UID:a\nRECURRENCE-ID{zone}20270717T000000\nDTSTART{zone}20270718T000000\nDTEND{zone}20270719T000000");
    let weekly = format!(
        "true\nRRULE:FREQ=WEEKLY;UNTIL=20270716T220000Z\nEXDATE{zone}20270710T000000\nEND:VEVENT\nBEGIN:VEVENT\n{moved}\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE"
    );
    let series = file("20270704T000000", &weekly);
    assert_eq!((faults(&series), days(&series).0), (vec![], true));
    assert_eq!(starts(&series), ["2027-07-03", "2027-07-18"].map(|day| format!("{day}T00:00:00+08:00")));
    assert!(!days(&file("20270704T000000", "FALSE")).0 && !days(&file("20270703T120000", "TRUE")).0);
}

#[test]
fn utc_as_a_zone_is_utc() {
    let start = |lines: &str| starts(&events(&format!("BEGIN:VEVENT\nUID:a\n{lines}\nEND:VEVENT"))).remove(0);
    for zone in ["UTC", "Etc/UTC", "tzone://Microsoft/Utc"] {
        assert_eq!(
            start(&format!("DTSTART;TZID=\"{zone}\":20270305T190000")),
            start("DTSTART:20270305T190000Z"),
            "{zone}"
        );
    }
    let weekly = start("DTSTART;TZID=Etc/UTC:20270305T190000\nRRULE:FREQ=WEEKLY;COUNT=2");
    assert_eq!(weekly, start("DTSTART:20270305T190000Z\nRRULE:FREQ=WEEKLY;COUNT=2"));
}

#[test]
fn of_a_series_that_begins_in_a_gap_one_date_is_moved() {
    let file = |more: &str| {
        events(&format!(
            "BEGIN:VEVENT\nUID:a\nDTSTART;TZID=Europe/Berlin:20260329T023000\nDTEND;TZID=Europe/Berlin:20260329T040000\n{more}\nEND:VEVENT"
        ))
    };
    let rule = "RRULE:FREQ=WEEKLY;COUNT=2";
    let weekly = file(rule);
    assert_eq!(faults(&weekly), [IcsFault::TimeInGap]);
    assert_eq!(starts(&weekly), ["2026-03-29T03:30:00+02:00", "2026-04-05T02:30:00+02:00"]);
    let help = weekly.problems[0].help.clone().unwrap();
    let mend = help.split('`').nth(1).unwrap();
    let mended = file(&format!("{rule}\n{mend}"));
    assert_eq!((faults(&mended), starts(&mended)), (vec![], vec!["2026-04-05T02:30:00+02:00".to_owned()]));
    // Of a series that cannot be followed the start is left, and that is in the gap as well.
    assert_eq!(faults(&file("RRULE:FREQ=SECONDLY")), [IcsFault::TimeInGap, IcsFault::Repeat(RepeatFault::TooOften)]);
    assert_eq!(faults(&file("")), [IcsFault::TimeInGap]);
}

#[test]
fn a_period_keeps_its_length() {
    let file = events(
        "BEGIN:VEVENT\nUID:a\nDTSTART:20260505T100000Z\nDTEND:20260505T120000Z\nSUMMARY:X\n\
         RDATE;VALUE=PERIOD:20260512T100000Z/20260512T150000Z,20260519T100000Z/PT30M,20260526T100000Z/PT2H\n\
         RDATE;VALUE=PERIOD:20260602T100000Z/20260602T090000Z\nEND:VEVENT",
    );
    assert_eq!(faults(&file), [IcsFault::BadValue]);
    let day = |text| Date::parse(text).unwrap();
    let all = file.events[0].when.occurrences(day("2026-01-01"), day("2026-12-31"), 9);
    let minutes: Vec<i64> = all.iter().map(|one| one.start.instant().seconds_until(one.end.instant()) / 60).collect();
    assert_eq!(minutes, [120, 300, 30, 120, 120]);
    assert_eq!(file.events[0].when.changed().len(), 2, "those as long as the event are as usual");
}

#[test]
fn changes_without_their_series_are_one_event_under_its_uid() {
    let part = |day: &str, title: &str| {
        format!(
            "BEGIN:VEVENT\nUID:a@x.example\nRECURRENCE-ID:{day}T100000Z\nDTSTART:{day}T110000Z\nDTEND:{day}T120000Z\nSUMMARY:{title}\nEND:VEVENT\n"
        )
    };
    let alone = events(&part("20260512", "Moved"));
    assert_eq!((alone.events[0].uid.as_deref(), faults(&alone)), (Some("a@x.example"), vec![]));
    assert!(alone.events[0].when.repeat().is_none());
    let file = events(&(part("20260519", "Second") + &part("20260512", "First")));
    assert_eq!(faults(&file), []);
    let [event] = &file.events[..] else { panic!("{file:?}") };
    assert_eq!((event.uid.as_deref(), event.details.summary.as_str()), (Some("a@x.example"), "First"));
    assert_eq!(event.changes.iter().map(|change| change.details.summary.as_str()).collect::<Vec<_>>(), ["Second"]);
    assert_eq!(starts(&file).len(), 2);
}

#[test]
fn uids_are_found_as_they_are_read() {
    let lines = "BEGIN:VEVENT\nUID:a\\,b@x.exa\n mple\nDTSTART:20260101\nSUMMARY:UID:no\nEND:VEVENT\n\
                 BEGIN:VEVENT\nuid;X=1: c \nDTSTART:20260101\nUIDS:d\nEND:VEVENT\nBEGIN:VEVENT\nUID:\nDTSTART:20260101\nEND:VEVENT";
    let read: Vec<_> = events(lines).events.into_iter().filter_map(|event| event.uid).collect();
    assert_eq!(read, ["a,b@x.example", "c"]);
    assert_eq!(uids(&calendar(lines)), read);
    assert_eq!(uids("<html>"), [""; 0]);
}
