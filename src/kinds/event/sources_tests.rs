//! Calendars of others beside the hub's own events: what is shown, what is merged, and what a broken one costs.

use super::super::testing::{Hub, hub_with};
use crate::plan::{Make, Output};

const SETTINGS: &str =
    "[[calendar.source]]\nname = \"City\"\npath = \"data/city.ics\"\nREPUBLISHcolor = \"#4b6a7d\"\ntags = [\"city\"]\n";

fn settings(republish: bool) -> String {
    SETTINGS.replace("REPUBLISH", if republish { "republish = true\n" } else { "" })
}

fn event(uid: &str, lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20261120T000000Z\n{lines}END:VEVENT\n")
}

fn calendar(events: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:REQUEST\n{events}END:VCALENDAR\n")
}

fn walk() -> String {
    event(
        "walk@city.example",
        "SUMMARY:Walk\nDTSTART:20261209T110000Z\nDURATION:PT2H\nSEQUENCE:3\nURL:https://city.example/walk\nCATEGORIES:Tech\n\
         ORGANIZER:mailto:ana@city.example\nATTENDEE:mailto:bo@city.example\nBEGIN:VALARM\nTRIGGER:-PT5M\nACTION:DISPLAY\nEND:VALARM\n",
    )
}

fn json(outputs: &[Output], address: &str) -> serde_json::Value {
    let output = outputs.iter().find(|output| output.address.as_str() == address);
    match output.map(|output| &output.make) {
        Some(Make::Page { context, .. }) => serde_json::to_value(context.value()).unwrap(),
        Some(Make::Text(text)) => serde_json::from_str(&text.text()).unwrap(),
        _ => panic!("there is no {address}"),
    }
}

fn pages(hub: &Hub) -> Vec<Output> {
    hub.view(0, |view| super::super::pages::plan(view, &mut Vec::new()))
}

#[test]
fn what_is_only_shown_has_no_page_and_is_in_no_calendar() {
    let tide = event("tide@city.example", "SUMMARY:Tide\nDTSTART;VALUE=DATE:20261210\n");
    let old = event("old@city.example", "SUMMARY:Old\nDTSTART;VALUE=DATE:20261030\n");
    let hub = hub_with(&settings(false), &[("data/city.ics", &calendar(&(walk() + &tide + &old)))]);
    assert_eq!(hub.messages(), [] as [&str; 0]);
    let outputs = pages(&hub);
    assert!(outputs.iter().all(|output| !output.address.as_str().contains("walk")));
    assert!(!hub.calendar(0, "/calendar.ics").contains("BEGIN:VEVENT"));
    let month = json(&outputs, "/events/2026/12/");
    let days = month["agenda"].as_array().unwrap();
    let rows: Vec<_> = days.iter().flat_map(|day| day["events"].as_array().unwrap()).collect();
    let [walk, tide] = rows[..] else { panic!("{month}") };
    assert_eq!(
        (&walk["event"]["href"], &walk["event"]["source"]),
        (&"https://city.example/walk".into(), &"City".into())
    );
    assert_eq!((&walk["event"]["color"], &walk["event"]["hours"]), (&"#4b6a7d".into(), &"19:00–21:00".into()));
    assert_eq!((&tide["event"]["href"], &tide["event"]["source"]), (&"".into(), &"City".into()));
    let list = json(&outputs, "/events/");
    assert_eq!(list["past"].as_array().unwrap().len(), 0, "what others held last month is no past of ours");
    let api = json(&hub.view(0, crate::kinds::api::plan), "/api/events.json");
    let items = api["items"].as_array().unwrap();
    let shown = items.iter().find(|item| item["uid"] == "walk@city.example").unwrap();
    assert_eq!((&shown["url"], &shown["ics"]), (&"https://city.example/walk".into(), &serde_json::Value::Null));
    assert_eq!(shown["source"]["name"], "City");
}

/// The page of an event of the calendar `City`.
fn own_page(uid: &str) -> String {
    format!("/events/city-{}/", &crate::text::Digest::of_bytes(uid.as_bytes()).short_hex()[..8])
}

#[test]
fn what_is_republished_is_merged_under_its_own_uid_and_names_nobody() {
    let hub = hub_with(&settings(true), &[("data/city.ics", &calendar(&walk()))]);
    assert_eq!(hub.messages(), [] as [&str; 0]);
    let own = own_page("walk@city.example");
    for address in ["/calendar.ics", "/calendars/tag/city.ics", &format!("{own}event.ics")] {
        let text = hub.calendar(0, address);
        let url = format!("URL:https://hub.example{own}");
        for line in ["UID:walk@city.example", "SEQUENCE:3", "SUMMARY:Walk", &url] {
            assert!(text.lines().any(|other| other == line), "{line}: {text}");
        }
        assert!(text.contains("https://city.example/walk"), "{text}");
        for gone in ["METHOD", "ATTENDEE", "ORGANIZER", "VALARM", "mailto:", "Tech"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
    }
    // Another title is no other page, nor is one that another event has too.
    let other = event("other@city.example", "SUMMARY:Night walk\nDTSTART;VALUE=DATE:20261209\n");
    let renamed = calendar(&(other + &walk().replace("SUMMARY:Walk", "SUMMARY:Night walk")));
    let titled = hub_with(&settings(true), &[("data/city.ics", &renamed)]);
    assert_eq!(json(&pages(&titled), &own)["title"], "Night walk");
    let page = json(&pages(&hub), &own);
    assert_eq!(page["event"]["source"]["url"], "https://city.example/walk");
    assert_eq!(page["edit_url"], serde_json::Value::Null);
    let feeds = hub.view(0, crate::kinds::feeds::plan);
    let news = json(&feeds, "/events/feed.json");
    assert_eq!(news["items"].as_array().unwrap().len(), 0, "what others publish is no news of ours");
}

#[test]
fn the_hubs_own_event_counts_and_keeps_its_address() {
    let own = ("content/events/walk.toml", "title = \"Ours\"\nstart = 2026-12-09\nuid = \"walk@city.example\"\n");
    let taken = own_page("tide@city.example");
    let taken = taken.trim_matches('/').trim_start_matches("events/");
    let file_of_twin = format!("content/events/{taken}.toml");
    let twin = (file_of_twin.as_str(), "title = \"Tide\"\nstart = 2026-12-09\n");
    let tide = event("tide@city.example", "SUMMARY:Tide\nDTSTART;VALUE=DATE:20261210\n");
    let file = calendar(&(walk() + &tide));
    let hub = hub_with(&settings(true), &[own, twin, ("data/city.ics", &file)]);
    let said = "the UID `walk@city.example` stands twice; the hub's own counts, and this one of `City` is left out";
    assert_eq!(hub.messages(), [format!("data/city.ics:5:1: duplicate-uid: {said}")]);
    assert_eq!(hub.said[0].severity, crate::diagnostic::Severity::Note);
    let addresses: Vec<_> = hub.site.editions[0].events.iter().map(|entry| entry.head.address.to_string()).collect();
    assert_eq!(addresses, [format!("/events/{taken}/"), "/events/walk/".into(), format!("/events/{taken}-2/")]);
}

#[test]
fn a_new_stamp_alone_is_no_new_revision() {
    let text = |stamp: &str| {
        let event = walk().replace("20261120T000000Z", stamp).replace("SEQUENCE:3", "LAST-MODIFIED:20261001T000000Z");
        hub_with(&settings(true), &[("data/city.ics", &calendar(&event))]).calendar(0, "/calendar.ics")
    };
    assert_eq!(text("20261120T000000Z"), text("20261121T000000Z"));
}

#[test]
fn nothing_in_the_hub_refers_to_what_others_may_take_away() {
    let post = ("content/posts/p.md", "+++\ntitle = \"P\"\ndate = 2026-11-01\nevent = \"city-walk\"\n+++\nx\n");
    let hub = hub_with(&settings(true), &[post, ("data/city.ics", &calendar(&walk()))]);
    assert!(hub.messages()[0].contains("unknown-event"), "{:?}", hub.messages());
}

#[test]
fn a_calendar_that_is_no_calendar_costs_itself_alone() {
    let mut many = String::new();
    for number in 0..60 {
        many.push_str(&event(&format!("{number}@city.example"), "DTSTART:20261239T110000Z\nSUMMARY:X\n"));
    }
    let hub = hub_with(&settings(false), &[("data/city.ics", &calendar(&(many + &walk())))]);
    assert_eq!(hub.said.len(), super::MOST_SAID + 1);
    assert_eq!(hub.site.editions[0].elsewhere.len(), 1);
    let mut none = hub_with(&settings(false), &[("data/city.ics", "<html>Sign in</html>")]);
    assert!(crate::diagnostic::has_errors(&none.said));
    super::soften(&mut none.said, &none.scan.sources);
    assert!(!crate::diagnostic::has_errors(&none.said));
}
