//! Tests of dates that have people or a place of their own.

use super::super::testing::{Hub, hub};
use super::super::{archive, calendars, pages, subscribe};
use super::series_of;
use crate::kinds::{group, member};
use crate::plan::{Make, Output};
use crate::time::Date;

/// The first Tuesday of each month at the River House, Ben's evening.
const SALON: &str = "title = \"Salon\"\nstart = 2026-12-01T19:00:00\nend = 2026-12-01T21:00:00\nhosts = [\"ben\"]\n\
                     location = \"River House\"\ngroups = [\"crew\"]\ntags = [\"go\"]\nupdated = 2026-11-01\n\
                     repeat = { every = \"month\", on = \"first tuesday\", count = 6 }\n";
const ANA: &str = "/calendars/member/ana.ics";

/// A hub with Ana, Ben, a group and a salon that has these overrides.
fn salon(overrides: &str) -> Hub {
    with(&format!("{SALON}{overrides}"), &[])
}

fn with(salon: &str, more: &[(&str, &str)]) -> Hub {
    let files = [
        ("content/groups/crew.toml", "name = \"Crew\"\n"),
        ("content/members/ana.toml", "name = \"Ana\"\n"),
        ("content/members/ben.toml", "name = \"Ben\"\n"),
        ("content/events/salon.toml", salon),
    ];
    let hub = hub(&[&files[..], more].concat());
    assert_eq!(hub.messages(), [] as [&str; 0]);
    hub
}

/// The lines of a calendar that begin with one of these words.
fn lines(calendar: &str, words: &[&str]) -> Vec<String> {
    let wanted = |line: &&str| words.iter().any(|word| line.starts_with(word));
    calendar.lines().filter(wanted).map(str::to_owned).collect()
}

fn uids(hub: &Hub, address: &str) -> Vec<String> {
    lines(&hub.calendar(0, address), &["UID:"]).iter().map(|line| line["UID:".len()..].to_owned()).collect()
}

/// What a page's template sees.
fn page(outputs: &[Output], address: &str) -> serde_json::Value {
    let output = outputs.iter().find(|output| output.address.as_str() == address).expect(address);
    let Make::Page { context, .. } = &output.make else { panic!("{address} is a page") };
    serde_json::to_value(context.value()).unwrap()
}

const BOAT: &str = "[[override]]\nat = 2027-01-05\nstart = 2027-01-12\ntitle = \"On the *boat*\"\nlocation = \"Pier 4\"\n\
                    speakers = [{ member = \"ana\", talk = \"Tides\" }, \"ben\", { name = \"A Guest\" }]\nhosts = [\"crew\", \"ana\"]\n";

#[test]
fn who_speaks_on_one_date_has_that_date_alone_and_so_has_its_place() {
    let hub = salon(BOAT);
    let own = hub.calendar(0, ANA);
    let said =
        ["UID", "DTSTAMP", "LAST-MOD", "SEQUENCE", "DTSTART;TZID", "DTEND", "SUMMARY", "LOCATION", "RRULE", "RECUR"];
    assert_eq!(
        lines(&own, &said),
        [
            "UID:salon+20270105@hub.example",
            "DTSTAMP:20261031T160000Z",
            "LAST-MODIFIED:20261031T160000Z",
            "SEQUENCE:1",
            "DTSTART;TZID=Asia/Shanghai:20270112T190000",
            "DTEND;TZID=Asia/Shanghai:20270112T210000",
            "SUMMARY:On the boat",
            "LOCATION:Pier 4",
        ]
    );
    assert!(own.contains("URL:https://hub.example/events/salon/") && !own.contains("Ana\n"), "{own}");
    assert_eq!(uids(&hub, "/calendars/venue/pier-4.ics"), ["salon+20270105@hub.example"]);
    // Who is there at every date has the series, with this date as one of it.
    for address in ["/calendars/member/ben.ics", "/calendars/venue/river-house.ics"] {
        let whole = hub.calendar(0, address);
        assert_eq!(uids(&hub, address), ["salon@hub.example"; 2], "{whole}");
        assert!(whole.contains("RRULE:") && whole.contains("RECURRENCE-ID"), "{whole}");
    }
}

#[test]
fn a_group_has_the_dates_that_it_hosts_in_its_calendar_and_on_its_page() {
    let change = "[[override]]\nat = 2027-01-05\nhosts = [\"band\"]\n";
    let whole = "title = \"Open deck\"\nstart = 2026-12-20\nhosts = [\"band\"]\n";
    let files = [("content/groups/band.toml", "name = \"The band\"\n"), ("content/events/deck.toml", whole)];
    let hub = with(&format!("{SALON}{change}"), &files);
    assert_eq!(uids(&hub, "/calendars/group/band.ics"), ["deck@hub.example", "salon+20270105@hub.example"]);
    assert_eq!(uids(&hub, "/calendars/group/crew.ics"), ["salon@hub.example"; 2]);
    hub.view(0, |view| {
        let pages = group::pages::plan(view);
        let days = |address| {
            let upcoming = page(&pages, address)["upcoming"].clone();
            let day = |card: &serde_json::Value| card["event"]["day"].as_str().unwrap().to_owned();
            upcoming.as_array().unwrap().iter().map(day).collect::<Vec<_>>()
        };
        assert_eq!(days("/groups/band/"), ["2026-12-20", "2027-01-05"]);
        assert_eq!(days("/groups/crew/"), ["2026-12-01"], "a series stands for all its dates");
    });
}

#[test]
fn no_other_calendar_knows_of_it() {
    let without = BOAT.replace("location = \"Pier 4\"\n", "").replace("{ member = \"ana\", talk = \"Tides\" }, ", "");
    let with = BOAT.replace("location = \"Pier 4\"\n", "");
    let (with, without) = (salon(&with), salon(&without.replace(", \"ana\"", "")));
    for edition in [0, 1] {
        let (with, without) = (with.calendars(edition), without.calendars(edition));
        let addresses = |outputs: &[Output]| -> Vec<String> {
            let all = outputs.iter().map(|output| output.address.to_string());
            all.filter(|address| !address.ends_with("/member/ana.ics")).collect()
        };
        assert_eq!(addresses(&with), addresses(&without));
        assert_eq!(with.len(), without.len() + 1);
        for output in &without {
            let other = with.iter().find(|other| other.address == output.address).unwrap();
            assert_eq!(other.key, output.key, "{}", output.address);
        }
    }
}

#[test]
fn its_uid_is_made_of_the_day_it_would_have_been_on() {
    let of = |change: &str| {
        let hub = salon(&format!("[[override]]\nat = 2027-01-05\nhosts = [\"ana\"]\n{change}"));
        uids(&hub, ANA)
    };
    for change in ["", "start = 2027-01-12\n", "start = 2027-01-06T10:00:00\ntitle = \"Other\"\n"] {
        assert_eq!(of(change), ["salon+20270105@hub.example"], "{change}");
    }
    // Two of one day: the later one has its time, too; and not every UID has an `@`.
    let twice = "title = \"Bell\"\nstart = 2026-12-16T10:00:00\nuid = \"bell\"\n\
                 repeat = { every = \"week\", count = 3, also = [2026-12-16T14:00:00] }\n\
                 [[override]]\nat = 2026-12-16T14:00:00\nhosts = [\"ana\"]\nstart = 2026-12-15T14:00:00\n\
                 [[override]]\nat = 2026-12-16T10:00:00\nhosts = [\"ana\"]\n[[override]]\nat = 2026-12-23\nhosts = [\"ana\"]\n";
    let hub = with(SALON, &[("content/events/bell.toml", twice)]);
    assert_eq!(uids(&hub, ANA), ["bell+20261216", "bell+20261216T140000", "bell+20261223"]);
    // Whether or not the earlier one names somebody.
    let alone = twice.replace("at = 2026-12-16T10:00:00\nhosts = [\"ana\"]\n", "at = 2026-12-16T10:00:00\n");
    let hub = with(SALON, &[("content/events/bell.toml", &alone)]);
    assert_eq!(uids(&hub, ANA), ["bell+20261216T140000", "bell+20261223"]);
}

#[test]
fn the_uid_of_a_date_tells_its_series() {
    for (uid, series, mark) in [
        ("salon+20270105@hub.example", "salon@hub.example", "20270105"),
        ("a+b@c+20261216T140000@d.example", "a+b@c@d.example", "20261216T140000"),
        ("bell+20261216", "bell", "20261216"),
    ] {
        assert_eq!(series_of(uid), Some((series.to_owned(), mark)));
    }
    for uid in ["salon@hub.example", "a+b@hub.example", "a+2026121@h", "a+20261216T14@h", "a@h+20261216x"] {
        assert_eq!(series_of(uid), None, "{uid}");
    }
}

#[test]
fn a_date_has_a_time_of_its_own_kind() {
    let times = |event: &str| {
        let event = format!("title = \"E\"\nrepeat = {{ every = \"week\", count = 3 }}\n{event}");
        lines(
            &with(SALON, &[("content/events/e.toml", &event)]).calendar(0, ANA),
            &["DTSTART;V", "DTSTART:20", "DTEND"],
        )
    };
    let change = "[[override]]\nat = 2026-12-14\nhosts = [\"ana\"]\n";
    assert_eq!(
        times(&format!("start = 2026-12-07\nend = 2026-12-08\n{change}")),
        ["DTSTART;VALUE=DATE:20261214", "DTEND;VALUE=DATE:20261216"]
    );
    let online = "start = 2026-12-07T19:00:00\nduration = \"1h\"\nonline = \"https://meet.example/\"\n";
    assert_eq!(times(&format!("{online}{change}")), ["DTSTART:20261214T110000Z", "DTEND:20261214T120000Z"]);
    let floating = "start = 2026-12-07T19:00:00\nduration = \"1h\"\ntimezone = \"floating\"\n";
    assert_eq!(times(&format!("{floating}{change}")), ["DTSTART:20261214T190000", "DTEND:20261214T200000"]);
}

#[test]
fn what_is_off_or_long_over_leaves_as_events_do() {
    // Today is 21 November 2026.
    let weekly = "title = \"Call\"\nstart = 2025-11-04T19:00:00\nduration = \"1h\"\nrepeat = { every = \"week\" }\n";
    let on = |day: &str, more: &str| format!("[[override]]\nat = {day}\nhosts = [\"ana\"]\n{more}");
    let changes = [
        on("2025-11-18", ""),
        on("2025-11-25", ""),
        on("2026-11-10", "status = \"cancelled\"\n"),
        on("2026-11-17", "status = \"postponed\"\n"),
        on("2026-12-08", "status = \"cancelled\"\n"),
    ];
    let hub = with(SALON, &[("content/events/call.toml", &format!("{weekly}{}", changes.concat()))]);
    assert_eq!(uids(&hub, ANA), ["call+20251125@hub.example", "call+20261208@hub.example"]);
    let own = hub.calendar(0, ANA);
    assert!(own.contains("SUMMARY:Cancelled: Call\nDESCRIPTION") && own.contains("STATUS:CANCELLED"), "{own}");
    assert_eq!(uids(&hub, "/calendar-archive.ics"), [] as [&str; 0], "the series still runs");
    hub.view(0, |view| {
        let last = Date::new(2026, 12, 31).unwrap();
        let next = archive::next_day(&view.edition.events, view.config, view.today, last);
        assert_eq!(next, Date::new(2026, 11, 26), "the day after that of 25 November 2025 has been over for a year");
    });
    // Whoever is there at every date has no date that could leave.
    let all = format!("{weekly}hosts = [\"ana\"]\n{}", changes.concat());
    with(SALON, &[("content/events/call.toml", &all)]).view(0, |view| {
        let last = Date::new(2026, 12, 31).unwrap();
        assert_eq!(archive::next_day(&view.edition.events, view.config, view.today, last), None);
    });
    // A series that is called off takes its dates along, but not one that takes place all the same.
    let off = format!("{weekly}status = \"cancelled\"\nupdated = 2025-11-01\n");
    let kept = [on("2026-12-08", ""), on("2026-12-15", "status = \"confirmed\"\n")].concat();
    let hub = with(SALON, &[("content/events/call.toml", &format!("{off}{kept}"))]);
    assert_eq!(uids(&hub, ANA), ["call+20261215@hub.example"]);
}

#[test]
fn a_calendar_of_too_many_dates_leaves_out_what_was_over_first() {
    let words = "long description ".repeat(180);
    let day = |number: i32| Date::new(2026, 1, 1).unwrap().plus_days(number);
    let change = |number| format!("[[override]]\nat = {}\nhosts = [\"ana\"]\nsummary = \"{words}\"\n", day(number));
    let changes: String = (0..400).map(change).collect();
    let daily = format!("title = \"Call\"\nstart = {}\nrepeat = {{ every = \"day\" }}\n{changes}", day(0));
    let own = with(SALON, &[("content/events/call.toml", &daily)]).calendar(0, ANA);
    let count = own.matches("BEGIN:VEVENT").count();
    assert!(own.len() < 1_000_000 && (200..400).contains(&count), "{count}: {}", own.len());
    assert!(own.contains(&format!("UID:call+{}@", day(399).ical())) && !own.contains("UID:call+20260101@"));
}

#[test]
fn each_language_has_it_in_its_own_words() {
    let salon = format!("{SALON}{BOAT}");
    let chinese = "title = \"沙龙\"\n[[override]]\nat = 2027-01-05\ntitle = \"船上\"\nlocation = \"四号码头\"\n";
    let hub = with(&salon, &[("content/events/salon.zh-CN.toml", chinese)]);
    let own = hub.calendar(1, &format!("/zh-CN{ANA}"));
    assert_eq!(
        lines(&own, &["UID", "SUMMARY", "LOCATION"]),
        ["UID:salon+20270105@hub.example", "SUMMARY:船上", "LOCATION:四号码头"]
    );
    let there = hub.calendar(1, "/zh-CN/calendars/venue/四号码头.ics");
    assert!(there.contains("UID:salon+20270105@hub.example"), "{there}");
    hub.view(1, |view| {
        let profile = page(&member::pages::plan(view), "/zh-CN/members/ana/");
        assert_eq!(profile["events"][0]["title"], "船上");
        assert_eq!(profile["calendar"], "/zh-CN/calendars/member/ana.ics");
    });
}

#[test]
fn a_profile_has_the_date_and_the_way_to_its_calendar() {
    let off = "[[override]]\nat = 2027-02-02\nstatus = \"cancelled\"\nhosts = [\"ana\"]\n";
    let talk = ("content/events/talk.toml", "title = \"Talk\"\nstart = 2027-01-20\nspeakers = [\"ana\"]\n");
    let quiet = ("content/members/cy.toml", "name = \"Cy\"\n");
    let hub = with(&format!("{SALON}{BOAT}{off}"), &[talk, quiet]);
    hub.view(0, |view| {
        let pages = member::pages::plan(view);
        let shown = |id: &str| {
            let profile = page(&pages, &format!("/members/{id}/"));
            let events = profile["events"].as_array().unwrap().iter();
            let words = events.map(|card| format!("{} {}", card["title"], card["event"]["day"]).replace('"', ""));
            (words.collect::<Vec<_>>(), profile["calendar"].clone(), profile["events"].clone())
        };
        let (events, calendar, cards) = shown("ana");
        assert_eq!(events, ["On the boat 2027-01-12", "Talk 2027-01-20", "Salon 2027-02-02"]);
        assert_eq!((calendar, &cards[2]["event"]["status"]), (ANA.into(), &"cancelled".into()));
        assert_eq!(cards[0]["event"]["place"], "Pier 4");
        // As it was: the next one of the whole series.
        assert_eq!(shown("ben").0, ["Salon 2026-12-01"]);
        assert_eq!((shown("cy").0, shown("cy").1), (Vec::new(), serde_json::Value::Null));
        let (_, listed) = calendars::plan(view, &mut Vec::new());
        let subscribe = page(&subscribe::plan(view, &listed), "/events/subscribe/");
        let counts = |links: &serde_json::Value| -> Vec<String> {
            let all = links.as_array().unwrap().iter();
            all.map(|link| format!("{} {}", link["label"], link["count"]).replace('"', "")).collect()
        };
        assert_eq!(counts(&subscribe["members"]), ["Ana 3", "Ben 1"]);
        assert_eq!(counts(&subscribe["venues"]), ["Pier 4 1", "River House 1"]);
        assert_eq!(subscribe["everything"]["count"], 2);
    });
}

#[test]
fn the_page_of_calendars_is_made_of_the_file_of_who_has_one() {
    let hub = salon(BOAT);
    let ana = hub.scan.sources.find("content/members/ana.toml").unwrap();
    hub.view(0, |view| {
        let (_, listed) = calendars::plan(view, &mut Vec::new());
        let pages = subscribe::plan(view, &listed);
        assert!(pages[0].lists.contains(&ana));
    });
}

#[test]
fn who_is_not_to_be_listed_has_no_calendar_for_it_either() {
    let cy = ("content/members/cy.toml", "name = \"Cy\"\nvisibility = \"unlisted\"\n");
    let change = "[[override]]\nat = 2027-01-05\nspeakers = [\"cy\"]\n";
    let hub = with(&format!("{SALON}{change}"), &[cy]);
    assert!(hub.calendars(0).iter().all(|output| !output.address.as_str().contains("/cy")));
}

#[test]
fn what_a_translation_does_not_say_of_a_date_is_marked_as_words_of_the_original() {
    let change = "[[override]]\nat = 2027-01-05\ntitle = \"On the boat\"\nsummary = \"Bring a coat\"\ndescription = \"At the *pier*.\"\n";
    let translation = "title = \"沙龙\"\n[[override]]\nat = 2027-01-05\nsummary = \"带件外套\"\n";
    let hub = with(&format!("{SALON}{change}"), &[("content/events/salon.zh-CN.toml", translation)]);
    let words = |edition, address| {
        hub.view(edition, |view| {
            let row = page(&pages::plan(view, &mut Vec::new()), address)["occurrences"][1]["change"].clone();
            ["title", "note", "description"].map(|name| {
                let [text, lang] = ["text", "lang"].map(|key| row[name][key].as_str().unwrap_or("").trim().to_owned());
                (text, lang)
            })
        })
    };
    let own = [("On the boat", ""), ("Bring a coat", ""), ("<p>At the <em>pier</em>.</p>", "")];
    assert_eq!(words(0, "/events/salon/"), own.map(|(text, lang)| (text.to_owned(), lang.to_owned())));
    let marked = [("On the boat", "en"), ("带件外套", ""), ("<p>At the <em>pier</em>.</p>", "en")];
    assert_eq!(words(1, "/zh-CN/events/salon/"), marked.map(|(text, lang)| (text.to_owned(), lang.to_owned())));
}

#[test]
fn a_date_with_times_among_whole_days_says_its_zone() {
    let zone = |zone: &str| {
        let camp = format!(
            "title = \"Camp\"\nstart = 2026-12-04\ntimezone = \"{zone}\"\nrepeat = {{ every = \"week\", count = 6 }}\n\
             [[override]]\nat = 2027-01-01\nstart = 2027-01-01T10:00:00\nend = 2027-01-01T11:00:00\n"
        );
        let hub = with(SALON, &[("content/events/camp.toml", &camp)]);
        hub.view(0, |view| {
            let rows = page(&pages::plan(view, &mut Vec::new()), "/events/camp/")["occurrences"].clone();
            let zones = rows.as_array().unwrap().iter().filter_map(|row| row["change"]["zone"].as_str());
            zones.map(str::to_owned).collect::<Vec<_>>()
        })
    };
    assert_eq!(zone("Europe/Lisbon"), ["Europe/Lisbon, UTC"]);
    assert_eq!(zone("Asia/Shanghai"), [] as [&str; 0], "the hub's own goes without saying");
}
