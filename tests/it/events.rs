//! What is said of one occurrence is the same wherever it is said: on its page, in forms and data, in calendars of every language.

use crate::hub::Hub;

fn page(hub: &Hub, name: &str) -> String {
    std::fs::read_to_string(hub.output().join(name)).unwrap()
}

const EVENT: &str = r#"title = "Evening"
start = 2026-11-24T19:00:00
end = 2026-11-24T21:00:00
timezone = "Asia/Shanghai"
location = "Pier"
repeat = { every = "week", on = "tuesday" }

[[override]]
at = 2026-11-24T19:00:00
title = "Early one"
location = "Boat"
start = 2026-11-25T20:00:00

[[override]]
at = 2026-12-01T19:00:00
status = "cancelled"
"#;

#[test]
fn forms_and_data_say_what_the_page_says() {
    let hub = Hub::common();
    hub.write("content/events/evening.toml", EVENT);
    hub.build();
    let html = page(&hub, "events/evening/index.html");
    for wanted in ["text=Early%20one", "location=Boat", "20261125T120000Z/20261125T140000Z", "subject=Early%20one"] {
        assert!(html.contains(wanted), "{wanted}\n{html}");
    }
    let data = html.split("application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next()).unwrap();
    assert!(data.contains(r#""name":"Early one""#) && data.contains("Boat") && !data.contains("Pier"), "{data}");
}

#[test]
fn a_time_on_every_wall_has_no_offset_in_forms() {
    let hub = Hub::common();
    let event = "title = \"Noon\"\nstart = 2026-12-12T12:00:00\nduration = \"1h\"\ntimezone = \"floating\"\n";
    hub.write("content/events/noon.toml", event);
    hub.build();
    let html = page(&hub, "events/noon/index.html");
    assert!(html.contains("dates=20261212T120000/20261212T130000&amp;"), "{html}");
    assert!(html.contains("startdt=2026%2D12%2D12T12%3A00%3A00&amp;"), "{html}");
}

#[test]
fn a_date_that_does_not_hold_is_marked_and_offered_to_no_calendar() {
    let hub = Hub::common();
    let event = |status: &str| {
        format!("title = \"Noon\"\nstart = 2026-12-12T12:00:00\nduration = \"1h\"\nstatus = \"{status}\"\n")
    };
    for status in ["cancelled", "postponed"] {
        hub.write(&format!("content/events/{status}.toml"), event(status));
    }
    hub.write("content/events/evening.toml", EVENT.replace("\"Early one\"", "\"Early one\"\nstatus = \"postponed\""));
    let terminal = std::fs::read_to_string(hub.root().join("hub.toml")).unwrap();
    for theme in ["commons", "terminal"] {
        hub.write("hub.toml", terminal.replacen("\nlanguage", &format!("\ntheme = \"{theme}\"\nlanguage"), 1));
        hub.build();
        for status in ["cancelled", "postponed"] {
            let html = page(&hub, &format!("events/{status}/index.html"));
            assert!(!html.contains("calendar.google.com") && !html.contains("outlook.live.com"), "{html}");
            assert!(html.contains("Download .ics") && !html.contains("Add to calendar"), "{html}");
        }
        for (prefix, words) in [("", "Was planned for"), ("zh-CN/", "本来定于")] {
            let html = page(&hub, &format!("{prefix}events/postponed/index.html"));
            assert!(html.contains(&format!("{words} <del><time class=\"dt-start")), "{html}");
        }
        // Of a series the next date that holds stands for it.
        let html = page(&hub, "events/evening/index.html");
        assert!(html.contains("dates=20261208T110000Z/20261208T130000Z"), "{html}");
        let list = page(&hub, "events/index.html");
        assert!(list.contains("is-postponed") && list.contains(">Postponed</strong>"), "{list}");
    }
}

#[test]
fn a_translation_translates_words_and_leaves_facts() {
    let hub = Hub::common();
    hub.write("content/events/evening.toml", EVENT);
    let translation = "title = \"晚上\"\nstatus = \"cancelled\"\nstart = 2026-11-30T08:00:00\n\n\
                       [[override]]\nat = 2026-11-24T19:00:00\ntitle = \"早一点\"\nstart = 2026-12-24T20:00:00\n";
    hub.write("content/events/evening.zh-CN.toml", translation);
    let said = hub.build().diagnostics;
    let differing = said.iter().filter(|diagnostic| diagnostic.code.name() == "translation-differs");
    assert_eq!(differing.count(), 3, "{said:?}");
    let times = |calendar: &str| -> Vec<String> {
        let text = page(&hub, calendar).replace("\r\n ", "");
        let facts = ["UID", "DTSTART", "DTEND", "RRULE", "RECURRENCE-ID", "STATUS", "SEQUENCE"];
        text.lines().filter(|line| facts.iter().any(|fact| line.starts_with(fact))).map(str::to_owned).collect()
    };
    let [english, chinese] = ["events/evening/event.ics", "zh-CN/events/evening/event.ics"].map(times);
    assert!(english.iter().any(|line| line.starts_with("RECURRENCE-ID")), "{english:?}");
    assert_eq!(english, chinese);
    let html = page(&hub, "zh-CN/events/evening/index.html");
    assert!(html.contains("早一点"), "{html}");
}

const FAIR: &str = r#"title = "Fair"
start = 2026-12-05
repeat = { every = "week", count = 4 }

[[override]]
at = 2026-12-05
start = 2026-12-05T19:00:00
end = 2026-12-05T21:00:00

[[override]]
at = 2026-12-12
start = 2026-12-13
"#;

/// A whole day that gets an hour was moved from that day, and not from "All day".
#[test]
fn what_was_moved_says_the_day_that_it_was_moved_from() {
    let hub = Hub::common();
    hub.write("content/events/fair.toml", FAIR);
    hub.write(
        "content/events/call.toml",
        "title = \"Call\"\nstart = 2026-12-09T10:00:00\ntimezone = \"America/Argentina/Buenos_Aires\"\n",
    );
    let settings = std::fs::read_to_string(hub.root().join("hub.toml")).unwrap();
    for theme in ["commons", "terminal"] {
        hub.write("hub.toml", settings.replacen("\nlanguage", &format!("\ntheme = \"{theme}\"\nlanguage"), 1));
        hub.build();
        for (prefix, moved, days) in [
            ("", "Moved from", ["Saturday, 5 December 2026", "Saturday, 12 December 2026"]),
            ("zh-CN/", "原定", ["2026年12月5日 星期六", "2026年12月12日 星期六"]),
        ] {
            for name in ["events/2026/12/index.html", "events/index.html", "events/fair/index.html"] {
                let html = page(&hub, &format!("{prefix}{name}"));
                let told: Vec<&str> = html
                    .split(moved)
                    .skip(1)
                    .filter_map(|rest| rest.split("</del>").next()?.split("<del>").nth(1))
                    .collect();
                let is_day = |text: &&str| {
                    ["2026-12-05", "2026-12-12"].iter().chain(&days).any(|day| text.contains(day))
                        && !text.contains(':')
                };
                assert!(told.len() >= 2 && told.iter().all(is_day), "{theme} {prefix}{name}: {told:?}");
            }
        }
    }
    // In a narrow cell a zone breaks between its words.
    let month = page(&hub, "events/2026/12/index.html");
    assert!(month.contains("<span class=\"dim zone\">America/<wbr>Argentina/<wbr>Buenos_Aires</span>"), "{month}");
    assert_eq!(
        month.matches("America/<wbr>Argentina/<wbr>Buenos_Aires").count(),
        2,
        "in the table and in the list: {month}"
    );
    assert!(page(&hub, "events/index.html").contains("America/<wbr>Argentina/<wbr>Buenos_Aires"));
}
