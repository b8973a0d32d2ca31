//! Calendar files as programs and enemies write them, and the events that come of them.

use super::super::testing::{Hub, hub};

fn calendar(events: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{events}END:VCALENDAR\n")
}

fn event(uid: &str, lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20260101T000000Z\n{lines}END:VEVENT\n")
}

fn names(hub: &Hub) -> Vec<String> {
    hub.site.editions[0].events.iter().map(|entry| entry.head.id.name.to_string()).collect()
}

#[test]
fn every_event_of_a_file_is_an_event() {
    let one = event(
        "a@x.example",
        "SUMMARY:Data, *circle*\nDTSTART:20261209T110000Z\nDURATION:PT2H\nSEQUENCE:3\nLAST-MODIFIED:20260501T000000Z\n",
    );
    let alone = hub(&[("content/events/data.ics", &calendar(&one))]);
    assert_eq!((alone.messages(), names(&alone)), (vec![], vec!["data".to_owned()]));
    let text = alone.calendar(0, "/events/data/event.ics");
    for line in [
        "UID:a@x.example",
        "SUMMARY:Data\\, *circle*",
        "SEQUENCE:3",
        "LAST-MODIFIED:20260501T000000Z",
        "DTSTAMP:20260101T000000Z",
    ] {
        assert!(text.lines().any(|other| other == line), "{line}: {text}");
    }
    let two = event("b@x.example", "SUMMARY:Walk\nDTSTART;VALUE=DATE:20261210\n");
    let three = event("c@x.example", "SUMMARY:Walk\nDTSTART;VALUE=DATE:20261224\n");
    let nameless = event("", "SUMMARY:Walk\nDTSTART;VALUE=DATE:20261224\n").replace("UID:\n", "");
    let of = |events: &[&String]| {
        let text = events.iter().map(|one| one.as_str()).collect::<String>();
        let hub = hub(&[("content/events/data.ics", &calendar(&text))]);
        let named = hub.site.editions[0].events.iter().map(|entry| {
            let uid = entry.draft.fields.uid.as_ref().map_or("", |uid| &uid.value[..1]).to_owned();
            (uid, entry.head.id.name.to_string())
        });
        named.collect::<std::collections::BTreeMap<_, _>>()
    };
    let many = of(&[&one, &two, &three, &nameless]);
    assert!(many["a"].starts_with("data-circle-") && many[""] == "walk", "{many:?}");
    assert!(many["b"].starts_with("walk-") && many["c"].starts_with("walk-") && many["b"] != many["c"], "{many:?}");
    // Moved, in another order, and without one that was there: nobody has the address that another had.
    let (two, three) = (two.replace("1210", "1224"), three.replace("1224", "1210"));
    assert_eq!(of(&[&one, &three, &two, &nameless]), many);
    let fewer = of(&[&three, &nameless]);
    assert_eq!((&fewer["c"], &fewer[""]), (&many["c"], &many[""]));
}

#[test]
fn names_that_are_taken_get_that_of_their_file() {
    let nameless = |title: &str| {
        let text = format!("SUMMARY:{title}\nDTSTART:20261209T110000Z\n");
        calendar(&(event("", &text).replace("UID:\n", "") + &event(&format!("{title}@x.example"), &text)))
    };
    let hub = hub(&[
        ("content/events/porto.ics", &nameless("Salon")),
        ("content/events/north.ics", &nameless("Subscribe")),
        ("content/events/salon.toml", "title = \"Salon\"\nstart = 2026-12-01\nuid = \"own@hub.example\"\n"),
    ]);
    let messages = hub.messages();
    assert!(messages.len() == 2 && messages.iter().all(|said| said.contains("has no `UID`")), "{messages:?}");
    let names: Vec<_> = names(&hub).into_iter().filter(|name| !name.contains(char::is_numeric)).collect();
    assert_eq!(names, ["salon", "north-subscribe", "porto-salon"]);
}

#[test]
fn texts_are_text_and_addresses_are_checked() {
    let hostile = event(
        "a@x.example",
        "SUMMARY:<b>x</b> [y](z)\nDESCRIPTION:# no heading\\n<script>alert(1)</script> @ana [[x]] https://ok.example/\nURL:javascript:alert(1)\n\
         LOCATION:https://meet.example/room\nIMAGE;VALUE=URI:data:image/png;base64,xx\nCATEGORIES:a b,///,a-b\nDTSTART:20261209T110000Z\nORGANIZER;CN=Ana:mailto:ana@x.example\n",
    );
    let hub = hub(&[("content/events/x.ics", &calendar(&hostile))]);
    let messages = hub.messages();
    let places: Vec<&str> = messages.iter().filter_map(|message| message.split(": ").next()).collect();
    assert_eq!(places, ["x.ics:4:1", "x.ics:9:1", "x.ics:11:1"], "{messages:?}");
    let entry = &hub.site.editions[0].events[0];
    assert_eq!(&*entry.head.title.plain, "<b>x</b> [y](z)");
    assert!(!entry.head.title.html.contains("<b>"));
    let html = hub.view(0, |view| serde_json::to_string(&view.html(entry)).unwrap().replace("\\\"", "\""));
    assert!(
        html.contains("# no heading<br")
            && html.contains("&lt;script&gt;")
            && html.contains("<a href=\"https://ok.example/\""),
        "{html}"
    );
    assert_eq!(entry.draft.fields.online.as_ref().unwrap().as_str(), "https://meet.example/room");
    assert_eq!(entry.head.tags.len(), 1);
    assert!(!hub.calendar(0, "/calendar.ics").contains("ana@x.example"));
}

#[test]
fn series_come_with_their_changes_and_without_what_is_private() {
    let master = event(
        "s@x.example",
        "SUMMARY:Circle\nDTSTART;TZID=China Standard Time:20261201T190000\nDTEND;TZID=China Standard Time:20261201T200000\nRRULE:FREQ=WEEKLY;COUNT=5\n",
    );
    let moved = event(
        "s@x.example",
        "RECURRENCE-ID;TZID=China Standard Time:20261208T190000\nSUMMARY:Circle outside\nDTSTART;TZID=China Standard Time:20261209T180000\nSTATUS:CANCELLED\n",
    );
    let secret = event(
        "s@x.example",
        "RECURRENCE-ID;TZID=China Standard Time:20261215T190000\nCLASS:PRIVATE\nSUMMARY:Secret\nDTSTART;TZID=China Standard Time:20261216T190000\n",
    );
    let hidden = event("h@x.example", "CLASS:CONFIDENTIAL\nSUMMARY:Secret\nDTSTART:20261216T190000Z\n");
    let hub = hub(&[("content/events/circle.ics", &calendar(&(master + &moved + &secret + &hidden)))]);
    let messages = hub.messages();
    assert!(messages[0].ends_with("ics-private: this occurrence is marked as private and is left out"), "{messages:?}");
    assert!(messages[1].ends_with("ics-private: this event is marked as private and is left out"), "{messages:?}");
    assert_eq!(messages.len(), 2);
    assert_eq!(names(&hub), ["circle"]);
    let text = hub.calendar(0, "/calendar.ics");
    assert!(text.contains("EXDATE;TZID=Asia/Shanghai:20261215T190000\n") && !text.contains("Secret"), "{text}");
    assert!(
        text.contains("SUMMARY:Cancelled: Circle outside\n")
            && text.contains("DTSTART;TZID=Asia/Shanghai:20261209T180000\n"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_read_is_said_with_its_line() {
    let broken = calendar(&event(
        "a",
        "no colon here\nSUMMARY:Walk\nDTSTART;TZID=Nowhere/Land:20261209T110000\nRRULE:FREQ=SECONDLY\n",
    ));
    let hub = hub(&[("content/events/w.ics", &broken), ("content/events/none.ics", "hello\n")]);
    let messages = hub.messages();
    let codes: Vec<&str> = messages.iter().filter_map(|message| message.split(": ").nth(1)).collect();
    assert_eq!(codes, ["ics-line", "ics-line", "unknown-timezone", "bad-rule"], "{messages:#?}");
    assert!(messages[1].starts_with("w.ics:7:1: "), "{messages:#?}");
    assert_eq!(names(&hub), ["w"]);
}

#[test]
fn a_translation_needs_only_words() {
    let one = calendar(&event("a@x.example", "SUMMARY:Walk\nDTSTART:20261209T110000Z\n"));
    let hub = hub(&[
        ("content/events/walk.ics", &one),
        ("content/events/walk.zh-CN.toml", "title = \"散步\"\nstart = 2026-12-09T19:00:00\n"),
    ]);
    assert_eq!(hub.messages(), [] as [&str; 0]);
    let text = hub.calendar(1, "/zh-CN/calendar.ics");
    assert!(text.contains("SUMMARY:散步\n") && text.contains("UID:a@x.example\n"), "{text}");
}
