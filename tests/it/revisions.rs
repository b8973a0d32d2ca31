//! What subscribers are told of changes: nothing goes back, whatever file an event moves to and whoever writes it.

use crate::history::{Repo, calendar, events, roll, values};
use std::collections::BTreeMap;

const HUB: &str = "title = \"Hub\"\nbase_url = \"https://hub.example\"\ntimezone = \"Asia/Shanghai\"\n";

/// Number, last change and creation of an event in the site that is built now, times since the first second of 2026.
fn told(repo: &Repo, uid: &str) -> String {
    repo.build();
    let all = events(repo);
    let text = &all[&("calendar.ics".to_owned(), uid.to_owned())];
    let one = |name| values(text, name).join("").replace("20260101T", "").replace('Z', "");
    format!("{} {} {}", one("SEQUENCE"), one("LAST-MODIFIED"), one("CREATED"))
}

fn event(hour: u8, more: &str) -> String {
    format!("title = \"Salon\"\nstart = 2026-12-09T{hour}:00:00Z\n{more}")
}

const UID: &str = "a@x.example";
const OWN: &str = "uid = \"a@x.example\"\n";

#[test]
fn an_event_goes_on_counting_in_another_file() {
    let repo = Repo::new();
    repo.write("hub.toml", HUB).write("content/events/salon.toml", &event(10, OWN)).commit(1);
    repo.write("content/events/salon.toml", &event(11, OWN)).commit(2);
    repo.write("content/events/salon.toml", &event(12, OWN)).commit(3);
    assert_eq!(told(&repo, UID), "2 000003 000001");
    // Into a calendar, whose own number and times are behind or ahead.
    let behind = "DTSTAMP:20250101T000000Z\nSEQUENCE:1\nCREATED:20260301T000000Z\n";
    repo.git(0, &["rm", "-q", "content/events/salon.toml"]);
    repo.write("content/events/all.ics", &calendar(&[("a", 12, behind), ("b", 9, "")])).commit(4);
    assert_eq!(told(&repo, UID), "3 000004 000001");
    repo.write("content/events/all.ics", &calendar(&[("a", 13, behind), ("b", 9, "")])).commit(5);
    assert_eq!(told(&repo, UID), "4 000005 000001");
    // Into Markdown, into another file of the same UID some commits later, and back to the first.
    let markdown = |hour: u8| format!("+++\n{}+++\nCome.\n", event(hour, OWN));
    repo.write("content/events/all.ics", &calendar(&[("b", 9, "")]));
    repo.write("content/events/evening.md", &markdown(14)).commit(6);
    assert_eq!(told(&repo, UID), "5 000006 000001");
    repo.write("content/events/evening.md", &markdown(15)).commit(7);
    repo.git(0, &["rm", "-q", "content/events/evening.md"]).commit(8);
    repo.write("content/events/other.toml", &event(16, &format!("{OWN}capacity = 20\nprice = \"free\"\n")));
    repo.write("content/events/c.toml", &event(17, "")).commit(9);
    assert_eq!(told(&repo, UID), "7 000009 000001");
    repo.git(0, &["rm", "-q", "content/events/other.toml"]);
    repo.write("content/events/salon.toml", &event(17, OWN)).commit(10);
    let number: u32 = told(&repo, UID).split_once(' ').unwrap().0.parse().unwrap();
    assert!(number > 7, "{number}");
    // Whether or not an earlier build remembers.
    let known = told(&repo, UID);
    std::fs::remove_dir_all(repo.hub.root().join(".folkmoot")).unwrap();
    assert_eq!(told(&repo, UID), known);
}

#[test]
fn an_event_without_a_uid_goes_on_counting_under_its_name() {
    let repo = Repo::new();
    let uid = "salon@hub.example";
    repo.write("hub.toml", HUB).write("content/events/salon.toml", &event(10, "")).commit(1);
    repo.write("content/events/salon.toml", &event(11, "")).commit(2);
    let markdown = format!("+++\n{}+++\n{}", event(12, ""), "A long text that makes another file of it.\n".repeat(9));
    repo.git(0, &["rm", "-q", "content/events/salon.toml"]).write("content/events/salon.md", &markdown).commit(3);
    assert_eq!(told(&repo, uid), "2 000003 000001");
    // As `check` recommends it, in a calendar and in a file of another name.
    repo.git(0, &["rm", "-q", "content/events/salon.md"]).commit(4);
    let own = calendar(&[("salon", 12, "")]).replace("salon@x.example", uid);
    repo.write("content/events/kept.ics", &own).commit(5);
    assert_eq!(told(&repo, uid), "3 000005 000001");
    repo.git(0, &["rm", "-q", "content/events/kept.ics"]);
    repo.write("content/events/new.toml", &event(13, &format!("uid = \"{uid}\"\n"))).commit(6);
    assert_eq!(told(&repo, uid), "4 000006 000001");
    // A name that is given to another file begins where it was.
    repo.write("content/events/next.toml", &event(10, "")).commit(6);
    repo.write("content/events/next.toml", &event(11, "")).commit(6);
    repo.git(0, &["mv", "content/events/next.toml", "content/events/last.toml"]).commit(6);
    repo.write("content/events/next.toml", &event(15, "capacity = 7\n")).commit(7);
    assert_eq!(told(&repo, "next@hub.example"), "2 000008 000006");
    // A file that comes back is the one that was there.
    repo.write("content/events/back.toml", &event(10, "")).commit(7);
    repo.git(0, &["rm", "-q", "content/events/back.toml"]).commit(8);
    repo.write("content/events/back.toml", &event(10, "")).commit(9);
    assert_eq!(told(&repo, "back@hub.example"), "1 000009 000007");
}

#[test]
fn calendars_of_others_count_in_the_copies_that_are_committed() {
    let repo = Repo::new();
    let source = "[[calendar.source]]\nname = \"City\"\nrepublish = true\npath = \"data/city.ics\"\n";
    let write = |a: (u8, &str), b: (u8, &str)| {
        repo.write("data/city.ics", &calendar(&[("a", a.0, a.1), ("b", b.0, b.1)]));
        &repo
    };
    repo.write("hub.toml", &format!("{HUB}{source}"));
    let stamp = |second: u8| format!("DTSTAMP:20260101T0000{second:02}Z\n");
    write((10, &stamp(1)), (10, &stamp(1))).commit(10);
    let other = "b@x.example";
    assert_eq!((told(&repo, UID), told(&repo, other)), ("0 000001 000001".into(), "0 000001 000001".into()));
    // A program that stamps all anew and says of no change that it was one.
    write((11, &stamp(20)), (10, &stamp(20))).commit(20);
    assert_eq!((told(&repo, UID), told(&repo, other)), ("1 000020 000001".into(), "0 000001 000001".into()));
    // One that leaves its stamps as they were, and one that tells how often and when.
    write((12, &stamp(20)), (10, &stamp(20))).commit(30);
    assert_eq!(told(&repo, UID), "2 000030 000001");
    write((13, "SEQUENCE:9\nLAST-MODIFIED:20260101T000035Z\nCREATED:20250101T000000Z\n"), (10, "")).commit(40);
    assert_eq!((told(&repo, UID), told(&repo, other)), ("9 000035 000001".into(), "0 000001 000001".into()));
    // The same UIDs in another calendar of others are none of its changes.
    repo.write("data/twin.ics", &calendar(&[("a", 8, ""), ("b", 8, "")])).commit(50);
    repo.write("data/twin.ics", &calendar(&[("a", 9, ""), ("b", 9, "")])).commit(60);
    assert_eq!((told(&repo, UID), told(&repo, other)), ("9 000035 000001".into(), "0 000001 000001".into()));
    // Not yet committed; as a file of another name; and among the hub's own.
    write((14, "SEQUENCE:9\n"), (10, ""));
    assert_eq!(told(&repo, UID), "10 000100 000001");
    repo.git(0, &["mv", "data/city.ics", "data/town.ics"]);
    repo.write("hub.toml", &format!("{HUB}{}", source.replace("city.ics", "town.ics"))).commit(70);
    assert_eq!(told(&repo, UID), "12 000110 000001");
    repo.write("content/events/own.ics", &calendar(&[("a", 15, "")])).commit(80);
    assert_eq!(told(&repo, UID), "13 000120 000001");
    repo.git(0, &["mv", "data/town.ics", "data/city.ics"]).write("hub.toml", &format!("{HUB}{source}")).commit(85);
    // Taken out again, it is theirs again.
    repo.git(0, &["rm", "-q", "content/events/own.ics"]).commit(90);
    let number: u32 = told(&repo, UID).split_once(' ').unwrap().0.parse().unwrap();
    assert!(number > 13, "{number}");
}

#[test]
fn another_address_is_a_change_and_so_is_another_zone_in_the_same_second() {
    let repo = Repo::new();
    let local = "title = \"Salon\"\nstart = 2026-12-09T19:00:00\nuid = \"a@x.example\"\n";
    repo.write("hub.toml", HUB).write("content/events/salon.toml", local);
    repo.write("content/events/one.ics", &calendar(&[("b", 9, "CREATED:20250101T000000Z\n")])).commit(1);
    assert_eq!(told(&repo, "b@x.example"), "0 000001 20250101T000000");
    repo.git(0, &["mv", "content/events/salon.toml", "content/events/evening.toml"]);
    repo.git(0, &["mv", "content/events/one.ics", "content/events/other.ics"]).commit(2);
    assert_eq!(told(&repo, UID), "0 000002 000001");
    assert_eq!(told(&repo, "b@x.example"), "1 000002 20250101T000000");
    // Another folder is no other address.
    std::fs::create_dir_all(repo.hub.root().join("content/events/2026")).unwrap();
    repo.git(0, &["mv", "content/events/evening.toml", "content/events/2026/evening.toml"]).commit(5);
    assert_eq!(told(&repo, UID), "0 000002 000001");
    // A change, another zone and a change within one second.
    repo.write("content/events/2026/evening.toml", &local.replace("19:00", "20:00")).commit(9);
    repo.write("hub.toml", &HUB.replace("Shanghai", "Tokyo")).commit(9);
    assert_eq!(told(&repo, UID), "2 000010 000001");
    repo.write("content/events/2026/evening.toml", &local.replace("19:00", "21:00")).commit(9);
    assert_eq!(told(&repo, UID), "3 000011 000001");
    // A field that was forgotten does not hold the time of the last change back.
    repo.write("content/events/2026/evening.toml", &local.replace("uid", "updated = 2025-06-01\nuid")).commit(20);
    assert_eq!(told(&repo, UID), "4 000020 000001");
    // What the file said of its making stands when it says no more of it.
    repo.write("content/events/other.ics", &calendar(&[("b", 9, "")])).commit(21);
    assert_eq!(told(&repo, "b@x.example"), "1 000002 20250101T000000");
}

#[test]
fn another_folder_is_no_change_of_an_event() {
    let repo = Repo::new();
    repo.write("hub.toml", HUB).write("content/events/salon.toml", &event(10, "")).commit(1);
    repo.build();
    let before = events(&repo);
    for (at, (from, to)) in (2..).zip([("", "2026/"), ("2026/", "2027/"), ("2027/", "")]) {
        std::fs::create_dir_all(repo.hub.root().join(format!("content/events/{to}"))).unwrap();
        repo.git(0, &["mv", &format!("content/events/{from}salon.toml"), &format!("content/events/{to}salon.toml")]);
        repo.commit(at).build();
        assert_eq!(events(&repo), before, "{from} -> {to}");
    }
}

#[test]
fn what_was_another_file_once_and_comes_back_goes_on_counting() {
    let repo = Repo::new();
    repo.write("hub.toml", HUB).write("content/events/salon.toml", &event(10, OWN)).commit(1);
    repo.write("content/events/salon.toml", &event(11, OWN)).commit(2);
    let markdown =
        |hour: u8| format!("+++\n{}+++\n{}", event(hour, OWN), "A text that makes another file of it.\n".repeat(9));
    repo.git(0, &["rm", "-q", "content/events/salon.toml"]);
    repo.write("content/events/salon.md", &markdown(12)).commit(3);
    repo.write("content/events/salon.md", &markdown(13)).commit(4);
    assert_eq!(told(&repo, UID), "3 000004 000001");
    for (at, number) in [(5, 4), (7, 5)] {
        repo.git(0, &["rm", "-q", "content/events/salon.md"]).commit(at);
        repo.write("content/events/salon.md", &markdown(13)).commit(at + 1);
        assert_eq!(told(&repo, UID), format!("{number} 00000{} 000001", at + 1));
    }
}

#[test]
fn branches_that_are_merged_and_taken_back_only_go_forward() {
    let repo = Repo::new();
    let write = |hour: u8| repo.write("content/events/all.ics", &calendar(&[("a", hour, ""), ("b", 9, "")]));
    repo.write("hub.toml", HUB).write(".gitignore", "/public/\n/.folkmoot/\n");
    write(10).commit(1);
    repo.git(1, &["branch", "side"]);
    write(11).commit(3);
    write(12).commit(4);
    assert_eq!(told(&repo, UID), "2 000004 000001");
    repo.git(2, &["checkout", "-q", "side"]);
    write(15).commit(2);
    repo.git(5, &["checkout", "-q", "-"]).git(5, &["merge", "-q", "-X", "theirs", "side"]);
    assert_eq!(told(&repo, UID), "3 000004 000001");
    repo.git(6, &["revert", "--no-edit", "-m", "1", "HEAD"]);
    assert_eq!(told(&repo, UID), "4 000006 000001");
    // A change that both lines made is two changes once they are merged, and the later one stands.
    repo.git(7, &["checkout", "-q", "-b", "other"]);
    write(16).commit(7);
    repo.git(8, &["checkout", "-q", "-"]).git(8, &["cherry-pick", "other"]);
    assert_eq!(told(&repo, UID), "5 000008 000001");
    repo.git(9, &["merge", "-q", "-m", "both", "other"]);
    assert_eq!(told(&repo, UID), "6 000008 000001");
    assert_eq!(told(&repo, "b@x.example"), "0 000001 000001");
}

#[test]
fn another_comment_is_no_change_of_an_event() {
    let repo = Repo::new();
    repo.write("hub.toml", HUB).write("content/events/salon.toml", &event(10, OWN)).commit(1);
    repo.write("content/events/salon.toml", &event(11, OWN)).commit(2);
    let before = {
        told(&repo, UID);
        events(&repo)
    };
    repo.write("content/events/salon.toml", &format!("# why\n\n{OWN}{}", event(11, "# soon\n"))).commit(3);
    assert_eq!(told(&repo, UID), "1 000002 000001");
    assert_eq!(events(&repo), before, "not one byte");
    repo.write("content/events/salon.toml", &event(12, OWN)).commit(4);
    assert_eq!(told(&repo, UID), "2 000004 000001");
    let known = events(&repo);
    std::fs::remove_dir_all(repo.hub.root().join(".folkmoot")).unwrap();
    repo.build();
    assert_eq!(events(&repo), known);
}

/// The files in which an event may stand; the last is a calendar of others.
const PLACES: [&str; 5] = ["{}.toml", "{}.md", "content/events/all.ics", "content/events/more.ics", "data/city.ics"];

/// Writes some events, each with its place, its day in December and the name of its file.
fn write_all(repo: &Repo, all: &[Option<(usize, u8, u64)>]) {
    let folder = repo.hub.root().join("content/events");
    let _ = std::fs::remove_dir_all(folder);
    let mut calendars = BTreeMap::from([(PLACES[4], String::new())]);
    for (number, (place, day, name)) in all.iter().enumerate().filter_map(|(number, one)| Some((number, (*one)?))) {
        let fields =
            format!("title = \"E{number}\"\nstart = 2026-12-{day:02}T10:00:00Z\nuid = \"u{number}@x.example\"\n");
        match place {
            0 => drop(repo.write(&format!("content/events/n{number}-{name}.toml"), &fields)),
            1 => drop(repo.write(&format!("content/events/n{number}-{name}.md"), &format!("+++\n{fields}+++\nText.\n"))),
            _ => calendars.entry(PLACES[place]).or_default().push_str(&format!(
                "BEGIN:VEVENT\nUID:u{number}@x.example\nSEQUENCE:{}\nSUMMARY:E{number}\nDTSTART:202612{day:02}T100000Z\nEND:VEVENT\n",
                name % 3
            )),
        }
    }
    for (path, text) in calendars {
        repo.write(path, &format!("BEGIN:VCALENDAR\n{text}END:VCALENDAR\n"));
    }
}

#[test]
fn nothing_goes_back_wherever_events_go() {
    let source = "[[calendar.source]]\nname = \"City\"\nrepublish = true\npath = \"data/city.ics\"\n";
    for seed in 1..4 {
        let repo = Repo::new();
        repo.write("hub.toml", &format!("{HUB}{source}"));
        let mut state = seed;
        let mut all: [Option<(usize, u8, u64)>; 4] = [None; 4];
        let mut before: BTreeMap<String, String> = BTreeMap::new();
        for step in 0..30 {
            let were = all;
            for _ in 0..=roll(&mut state, 2) {
                let one = &mut all[usize::try_from(roll(&mut state, 4)).unwrap()];
                let place = usize::try_from(roll(&mut state, 5)).unwrap();
                *one = match (*one, roll(&mut state, 4)) {
                    (None, _) => Some((place, 1, roll(&mut state, 100))),
                    (Some((place, day, name)), 0 | 1) => Some((place, day % 28 + 1, name)),
                    (Some((_, day, _)), 2) => Some((place, day, roll(&mut state, 100))),
                    (Some(_), _) => None,
                };
            }
            write_all(&repo, &all);
            repo.commit(1_000 + step / 2);
            repo.build();
            let now = events(&repo).into_iter().filter(|((file, _), _)| file == "calendar.ics");
            for ((_, uid), text) in now {
                let line = |text: &str, name: &str| values(text, name).join("");
                let number = |text: &str| line(text, "SEQUENCE").parse::<u32>().unwrap();
                if let Some(old) = before.get(&uid).filter(|old| **old != text) {
                    let what = format!("seed {seed}, step {step}: {old}{text}");
                    assert!(number(old) <= number(&text) && line(old, "CREATED") == line(&text, "CREATED"), "{what}");
                    let at: usize = uid[1..2].parse().unwrap();
                    assert!(were[at] != all[at] || line(old, "URL") != line(&text, "URL"), "unchanged, {what}");
                    assert!(line(old, "LAST-MODIFIED") < line(&text, "LAST-MODIFIED"), "{what}");
                    assert!(line(old, "DTSTART") == line(&text, "DTSTART") || number(old) < number(&text), "{what}");
                }
                before.insert(uid, text);
            }
        }
    }
}
