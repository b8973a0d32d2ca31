//! Pairs of calendars, and what subscribers see of the difference.

use super::*;
use crate::formats::ics;
use crate::time::Zone;

fn events(text: &str) -> Events {
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-TIMEZONE:Asia/Shanghai\n{text}END:VCALENDAR\n");
    let file = ics::read(&text, &Zone::utc());
    assert_eq!(file.problems, [], "{text}");
    file.events.into_iter().map(|event| (event.uid.clone().unwrap(), event)).collect()
}

fn event(uid: &str, lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20260101T000000Z\n{lines}END:VEVENT\n")
}

/// `what title: field: old → new; …`
fn told(old: &str, new: &str) -> Vec<String> {
    let now = Instant::parse("2026-11-21T12:00:00Z").unwrap();
    let words = |news: &News| {
        let changes = news.changes.iter().map(|change| format!("; {}: {} → {}", change.field, change.old, change.new));
        format!("{:?} {}{}", news.what, news.title, changes.collect::<String>())
    };
    compare(&events(old), &events(new), now).0.iter().map(words).collect()
}

const SALON: &str = "SUMMARY:Salon\nDTSTART;TZID=Asia/Shanghai:20261201T190000\nDTEND;TZID=Asia/Shanghai:20261201T210000\nLOCATION:River House\n";

#[test]
fn an_unchanged_event_is_no_news_and_one_that_is_over_neither() {
    let salon = event("a", SALON);
    assert_eq!(told(&salon, &salon), [] as [&str; 0]);
    let past = event("p", "SUMMARY:Past\nDTSTART;VALUE=DATE:20260501\n");
    assert_eq!(told(&(salon.clone() + &past), &salon), [] as [&str; 0]);
    assert_eq!(told(&salon, &(salon.clone() + &past)), [] as [&str; 0]);
    // The same moments on another wall are the same to a subscriber.
    let utc = event(
        "a",
        &SALON
            .replace(";TZID=Asia/Shanghai:20261201T190000", ":20261201T110000Z")
            .replace(";TZID=Asia/Shanghai:20261201T210000", ":20261201T130000Z"),
    );
    assert_eq!(told(&salon, &utc), [] as [&str; 0]);
}

#[test]
fn what_moves_is_told_with_old_and_new() {
    let moved = SALON.replace("20261201", "20261202").replace("River House", "Pier 4");
    assert_eq!(
        told(&event("a", SALON), &event("a", &moved)),
        [
            "Moves Salon; time: Tuesday, 1 December 2026, 19:00–21:00, Asia/Shanghai → Wednesday, 2 December 2026, 19:00–21:00, \
          Asia/Shanghai; place: River House → Pier 4"
        ]
    );
    let off = SALON.replace("SUMMARY:Salon", "SUMMARY:Cancelled: Salon\nSTATUS:CANCELLED");
    assert_eq!(told(&event("a", SALON), &event("a", &off)), ["Moves Salon; status: takes place → called off"]);
    assert_eq!(told(&event("a", &off), ""), ["Leaves Salon"]);
    let uncertain = SALON.replace("SUMMARY:Salon", "SUMMARY:Postponed: Salon\nSTATUS:TENTATIVE");
    assert_eq!(told(&event("a", SALON), &event("a", &uncertain)), ["Moves Salon; status: takes place → postponed"]);
    let put_off = SALON.replace("SUMMARY:Salon", "SUMMARY:已延期：Salon\nSTATUS:CANCELLED");
    assert_eq!(told(&event("a", SALON), &event("a", &put_off)), ["Moves Salon; status: takes place → postponed"]);
    let named = SALON.replace("Salon", "Winter salon");
    assert_eq!(told(&event("a", SALON), &event("a", &named)), ["Changes Winter salon; title: Salon → Winter salon"]);
}

#[test]
fn what_vanishes_comes_first_and_is_not_taken_for_a_move() {
    let other = event("b", "SUMMARY:Walk\nDTSTART;VALUE=DATE:20261210\n");
    let now = Instant::parse("2026-11-21T12:00:00Z").unwrap();
    let (found, _) = compare(&events(&event("a", SALON)), &events(&other), now);
    assert_eq!(found.iter().map(|news| news.what).collect::<Vec<_>>(), [What::Vanishes, What::Appears]);
    assert!(found[0].advice.as_ref().unwrap().contains("status = \"cancelled\""));
    assert_eq!(found[1].when, "Thursday, 10 December 2026");
}

#[test]
fn another_uid_is_another_event_to_calendar_apps() {
    let salon = event("a@x.example", SALON);
    let renamed = event("b@x.example", SALON);
    assert_eq!(told(&salon, &renamed), ["Renamed Salon; UID: a@x.example → b@x.example"]);
    let moved = event("b@x.example", &SALON.replace("20261201", "20261208"));
    assert_eq!(
        told(&salon, &moved),
        [
            "Renamed Salon; UID: a@x.example → b@x.example; time: Tuesday, 1 December 2026, 19:00–21:00, Asia/Shanghai → Tuesday, \
          8 December 2026, 19:00–21:00, Asia/Shanghai"
        ]
    );
    assert_eq!(told(&salon, &(salon.clone() + &renamed)), ["Doubled Salon; UID: a@x.example → b@x.example"]);
    // Of several with one title nobody knows which is which.
    let two = renamed + &event("c@x.example", &SALON.replace("20261201", "20261209"));
    let later = event("a@x.example", &SALON.replace("20261201", "20261215"));
    assert_eq!(told(&later, &two), ["Vanishes Salon", "Appears Salon", "Appears Salon"]);
}

#[test]
fn a_series_is_told_by_its_rule_and_its_single_evenings() {
    let series = |more: &str, rule: &str| event("s", &format!("{SALON}RRULE:{rule}\n{more}"));
    let monthly = "FREQ=MONTHLY;BYDAY=1TU;COUNT=6";
    let one = |lines: &str| {
        event(
            "s",
            &format!("RECURRENCE-ID;TZID=Asia/Shanghai:20270105T190000\nLOCATION:River House\nSUMMARY:Salon\n{lines}"),
        )
    };
    let plain = series("", monthly);
    assert_eq!(
        told(&plain, &series("", "FREQ=WEEKLY;BYDAY=TU;COUNT=6")),
        ["Moves Salon; repeats: every first Tuesday of the month, 6 times → every Tuesday, 6 times"]
    );
    let moved =
        plain.clone() + &one("DTSTART;TZID=Asia/Shanghai:20270112T190000\nDTEND;TZID=Asia/Shanghai:20270112T210000\n");
    assert_eq!(
        told(&plain, &moved),
        ["Moves Salon; the one of 5 January 2027: as usual → Tuesday, 12 January 2027, 19:00–21:00"]
    );
    assert_eq!(
        told(&moved, &plain),
        ["Moves Salon; the one of 5 January 2027: Tuesday, 12 January 2027, 19:00–21:00 → as usual"]
    );
    let off = plain.clone()
        + &one(
            "DTSTART;TZID=Asia/Shanghai:20270105T190000\nDTEND;TZID=Asia/Shanghai:20270105T210000\nSTATUS:CANCELLED\n",
        );
    assert_eq!(told(&plain, &off), ["Moves Salon; the one of 5 January 2027: as usual → called off"]);
    let out = series("EXDATE;TZID=Asia/Shanghai:20270202T190000\n", monthly);
    assert_eq!(told(&plain, &out), ["Moves Salon; the one of 2 February 2027: as usual → left out"]);
}

#[test]
fn what_is_special_of_a_series_is_told_beside_another_rule() {
    let series = |time: &str, more: &str| {
        let start = format!("SUMMARY:Salon\nDTSTART;TZID=Asia/Shanghai:20261201T{time}0000\nDURATION:PT2H\n");
        event("s", &format!("{start}{more}"))
    };
    let monthly = series("19", "RRULE:FREQ=MONTHLY;BYDAY=1TU;COUNT=6\nEXDATE;TZID=Asia/Shanghai:20270202T190000\n");
    let weekly = "RRULE:FREQ=WEEKLY;COUNT=30\nEXDATE;TZID=Asia/Shanghai:20270105T190000\nRDATE;TZID=Asia/Shanghai:20261212T190000\n";
    assert_eq!(
        told(&monthly, &series("19", weekly)),
        [
            "Moves Salon; repeats: every first Tuesday of the month, 6 times → every Tuesday, 30 times; the one of 12 December 2026: none → added; \
             the one of 5 January 2027: as usual → left out; the one of 2 February 2027: left out → as usual"
        ]
    );
    // At another time of the day, what was left out is left out still.
    let later = monthly.replace("T19", "T20");
    assert_eq!(
        told(&monthly, &later),
        [
            "Moves Salon; time: Tuesday, 1 December 2026, 19:00–21:00, Asia/Shanghai → Tuesday, 1 December 2026, 20:00–22:00, \
             Asia/Shanghai"
        ]
    );
}

#[test]
fn what_an_event_says_is_told_and_when_it_was_written_is_not() {
    let with = |lines: &str| event("a", &format!("{SALON}{lines}"));
    let old =
        with("DESCRIPTION:Bring a cup.\\n\\nhttps://x.example/a/\nURL:https://x.example/a/\nCATEGORIES:Salon,go\n");
    let stamped = old.replace(
        "DTSTAMP:20260101",
        "SEQUENCE:4\nCREATED:20250101T000000Z\nLAST-MODIFIED:20260606T000000Z\nDTSTAMP:20260606",
    );
    assert_eq!(told(&old, &stamped), [""; 0]);
    assert_eq!(
        told(&old, &old.replace("a cup.", "two cups.\\n\\nRegister: https://r.example/").replace(",go", ",chess")),
        ["Changes Salon; description: Bring a cup. → Bring two cups. / Register: https://r.example/; \
             categories: Salon, go → Salon, chess"]
    );
    // The page is told as such, although the description ends with it.
    assert_eq!(
        told(&old, &old.replace("x.example/a/", "x.example/b/")),
        ["Changes Salon; page: https://x.example/a/ → https://x.example/b/"]
    );
    assert_eq!(
        told(&old, &with("TRANSP:TRANSPARENT\nIMAGE;VALUE=URI:https://x.example/a.png\nGEO:31.5;121.25\n"))[0],
        "Changes Salon; description: Bring a cup. → none; place on the map: none → 31.5, 121.25; \
         picture: none → https://x.example/a.png; categories: Salon, go → none; shown as: busy → free; \
         page: https://x.example/a/ → none"
    );
    // What is called off takes up no time, and need not say so twice.
    assert_eq!(
        told(&old, &old.replace("URL:", "STATUS:CANCELLED\nTRANSP:TRANSPARENT\nURL:")),
        ["Moves Salon; status: takes place → called off"]
    );
    let html = |word: &str| with(&format!("DESCRIPTION:One\nX-ALT-DESC;FMTTYPE=text/html:<p>{word}</p>\n"));
    assert_eq!(
        told(&html("One"), &html("<b>One</b>")),
        ["Changes Salon; description in HTML: <p>One</p> → <p><b>One</b></p>"]
    );
    // Where one joins is a place; calendars say it below the description besides.
    let online = |at: &str| with(&format!("DESCRIPTION:One\\n\\nJoin: {at}\nCONFERENCE;VALUE=URI;LABEL=Join:{at}\n"));
    assert_eq!(
        told(&online("https://a.example"), &online("https://b.example")),
        [
            "Moves Salon; place: River House, and online at https://a.example → River House, and online at https://b.example"
        ]
    );
}

#[test]
fn of_a_long_text_the_part_is_told_that_differs() {
    let with = |middle: &str| {
        let words = "word ".repeat(60);
        event("a", &format!("{SALON}DESCRIPTION:{words}{middle} {words}\n"))
    };
    let found = told(&with("two"), &with("three"));
    assert!(
        found[0].starts_with("Changes Salon; description: …word word word two word")
            && found[0].contains("… → …word word word three word")
            && found[0].ends_with('…'),
        "{found:?}"
    );
    assert!(found[0].chars().count() < 260, "{found:?}");
    // Without spaces, a text is cut between its signs.
    let chinese = |last: &str| event("a", &format!("{SALON}DESCRIPTION:{}{last}\n", "河岸".repeat(70)));
    let start = format!("…{}", "河岸".repeat(10));
    assert_eq!(told(&chinese("甲"), &chinese("")), [format!("Changes Salon; description: {start}甲 → {start}")]);
}

#[test]
fn what_a_single_evening_says_is_told_as_its_own() {
    let series = |text: &str| event("s", &format!("{SALON}RRULE:FREQ=WEEKLY;COUNT=6\nDESCRIPTION:{text}\n"));
    let one = |text: &str| {
        let times = "RECURRENCE-ID;TZID=Asia/Shanghai:20261208T190000\nDTSTART;TZID=Asia/Shanghai:20261208T190000\nDURATION:PT2H\n";
        event("s", &format!("{times}SUMMARY:Salon\nLOCATION:River House\nDESCRIPTION:{text}\n"))
    };
    let (plain, special) = (series("Tea."), series("Tea.") + &one("Coffee."));
    assert_eq!(
        told(&plain, &special),
        ["Changes Salon; description of the one of 8 December 2026: as usual → Coffee."]
    );
    assert_eq!(
        told(&special, &plain),
        ["Changes Salon; description of the one of 8 December 2026: Coffee. → as usual"]
    );
    assert_eq!(
        told(&special, &(series("Tea.") + &one("Cocoa."))),
        ["Changes Salon; description of the one of 8 December 2026: Coffee. → Cocoa."]
    );
    // What its series says anew is told of the series.
    assert_eq!(
        told(&(series("Tea.") + &one("Tea.")), &(series("Milk.") + &one("Milk."))),
        ["Changes Salon; description: Tea. → Milk."]
    );
}

#[test]
fn another_end_of_all_uids_is_one_piece_of_news() {
    let all = |end: &str, time: &str| {
        let walk = event(&format!("walk@{end}"), "SUMMARY:Walk\nDTSTART;VALUE=DATE:20261210\n");
        let past = event(&format!("past@{end}"), "SUMMARY:Past\nDTSTART;VALUE=DATE:20261010\n");
        event(&format!("salon@{end}"), &SALON.replace("T19", time)) + &walk + &past + &event("own@x.example", SALON)
    };
    let now = Instant::parse("2026-11-21T12:00:00Z").unwrap();
    let (news, moved) = compare(&events(&all("old.example", "T19")), &events(&all("new.example/hub", "T18")), now);
    let (old, new) = ("old.example".to_owned(), "new.example/hub".to_owned());
    assert_eq!(moved, Some(Moved { old, new, events: 2 }));
    assert_eq!(
        news.iter().map(|news| (news.what, news.uid.as_str())).collect::<Vec<_>>(),
        [(What::Moves, "salon@old.example")]
    );
    // One event with another UID is not all of them.
    let (one, other) = (event("a@x.example", SALON), event("b@x.example", "SUMMARY:B\nDTSTART;VALUE=DATE:20261210\n"));
    let renamed = one.replace("a@x", "a@y") + &other;
    let (news, moved) = compare(&events(&(one + &other)), &events(&renamed), now);
    assert_eq!((news[0].what, moved), (What::Renamed, None));
}
