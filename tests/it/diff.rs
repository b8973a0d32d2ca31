//! `diff` as a maintainer meets it: two folders, a finished site, revisions of a repository; and what `check` says of deleted events.

use crate::hub::{files, run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const SALON: &str = "title = \"Winter salon\"\nstart = 2026-12-01T19:00:00\nduration = \"2h\"\n";

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn hub(folder: &Path) {
    write(
        folder,
        "hub.toml",
        "title = \"Riverbank\"\nbase_url = \"https://riverbank.example\"\ntimezone = \"Asia/Shanghai\"\n[check]\noff = [\"orphan\"]\n",
    );
    write(folder, "content/events/salon.toml", SALON);
    write(folder, "content/events/walk.toml", "title = \"Walk\"\nstart = 2026-12-09\ntags = [\"outside\"]\n");
    write(folder, "content/events/past.toml", "title = \"Past\"\nstart = 2026-03-09\n");
    write(folder, "content/pages/about.md", "+++\ntitle = \"About\"\n+++\nWords.\n");
}

fn folkmoot(folder: &Path, words: &str) -> (i32, String, String) {
    let words: Vec<&str> = words.split_whitespace().chain(["--now", "2026-11-21T12:00:00Z"]).collect();
    run(folder, env!("CARGO_BIN_EXE_folkmoot"), &words)
}

fn git(folder: &Path, words: &str) {
    let (exit, _, err) = run(folder, "git", &words.split_whitespace().collect::<Vec<_>>());
    assert_eq!(exit, 0, "git {words}: {err}");
}

/// A repository with the hub in its first commit, the hub's folder being `below` of it.
fn repository(below: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    hub(&folder.path().join(below));
    write(folder.path(), ".gitignore", "public/\n.folkmoot/\n");
    git(folder.path(), "init -q -b main");
    git(folder.path(), "add -A");
    git(folder.path(), "commit -q -m first");
    folder
}

#[test]
fn a_working_copy_is_compared_with_a_revision() {
    for below in ["", "site"] {
        let repository = repository(below);
        let root = repository.path().join(below);
        let same = folkmoot(&root, "diff HEAD");
        assert_eq!(same, (0, "HEAD → .: nothing changes for readers and subscribers\n".into(), String::new()));
        write(&root, "content/events/salon.toml", &SALON.replace("19:00", "20:00"));
        fs::remove_file(root.join("content/events/walk.toml")).unwrap();
        fs::remove_file(root.join("content/pages/about.md")).unwrap();
        write(&root, "content/pages/join.md", "+++\ntitle = \"Join\"\n+++\nWords.\n");
        let before = files(&repository.path().join(".git"));
        let (exit, out, err) = folkmoot(&root, "diff HEAD --format json");
        assert_eq!((exit, err.as_str()), (0, ""));
        let told: Value = serde_json::from_str(&out).unwrap();
        let events = told["events"].as_array().unwrap();
        let of: Vec<_> =
            events.iter().map(|event| (event["what"].as_str().unwrap(), event["title"].as_str().unwrap())).collect();
        assert_eq!(of, [("vanishes", "Walk"), ("moves", "Winter salon")]);
        assert_eq!(events[1]["changes"][0]["old"], "Tuesday, 1 December 2026, 19:00–21:00, Asia/Shanghai");
        assert_eq!(events[1]["changes"][0]["new"], "Tuesday, 1 December 2026, 20:00–22:00, Asia/Shanghai");
        let gone: Vec<_> = told["addresses_gone"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(gone, ["/about/", "/events/walk/", "/tags/outside/"]);
        assert!(told["feeds_gone"].as_array().unwrap().contains(&"/calendars/tag/outside.ics".into()));
        assert_eq!(told["addresses_new"][0], "/join/");
        assert_eq!(files(&repository.path().join(".git")), before, "the repository is only read");
        assert_eq!(folkmoot(&root, "diff HEAD --deny-lost").0, 1);
        // An alias leads on, and a calendar that is only moved to another file stays what it is.
        write(&root, "content/pages/join.md", "+++\ntitle = \"Join\"\naliases = [\"/about/\"]\n+++\nWords.\n");
        write(&root, "content/events/2026/walk.toml", "title = \"Walk\"\nstart = 2026-12-09\ntags = [\"outside\"]\n");
        write(&root, "content/events/salon.toml", SALON);
        let (exit, out, _) = folkmoot(&root, "diff HEAD --deny-lost");
        assert_eq!((exit, out.as_str()), (0, "HEAD → .: 1 address is new\n\nAddresses that are new\n  /join/\n"));
        assert!(
            !root.join(".folkmoot").exists()
                || files(&root.join(".folkmoot")).keys().all(|name| !name.starts_with("ledger"))
        );
    }
}

/// Whatever subscribers see in their calendars, of events with nothing but their words changed.
#[test]
fn what_events_say_is_told() {
    let repository = repository("");
    let root = repository.path();
    write(
        root,
        "content/events/salon.toml",
        &format!(
            "{SALON}summary = \"Bring a cup\"\ntransparency = \"free\"\nregistration = \"https://r.example/\"\ndescription = \"Tea.\"\n"
        ),
    );
    let told = "HEAD → .: 1 event changes for subscribers\n\nChanges its words\n  \
                Winter salon (Tuesday, 1 December 2026, 19:00–21:00, Asia/Shanghai)\n    \
                description: none → Bring a cup / Tea. / Register: https://r.example/\n    shown as: busy → free\n";
    assert_eq!(folkmoot(root, "diff HEAD --deny-lost"), (0, told.to_owned(), String::new()));
    git(root, "commit -q -a -m words");
    // What the hub says of itself stands in every event, and is no news of any.
    let hub = fs::read_to_string(root.join("hub.toml")).unwrap();
    write(root, "hub.toml", &hub.replace("Riverbank", "Other bank").replace("//riverbank", "//other"));
    let (_, out, _) = folkmoot(root, "diff HEAD");
    assert!(out.contains("uid_domain") && !out.contains("Changes its words"), "{out}");
}

#[test]
fn folders_and_finished_sites_are_compared_too() {
    let both = tempfile::tempdir().unwrap();
    let (old, new) = (both.path().join("old"), both.path().join("new"));
    hub(&old);
    hub(&new);
    write(&new, "content/events/salon.toml", "title = \"Somebody else\"\nstart = 2026-12-24\n");
    fs::rename(new.join("content/events/walk.toml"), new.join("content/events/stroll.toml")).unwrap();
    assert_eq!(folkmoot(both.path(), "build old").0, 0);
    for words in ["diff old/public new --format markdown", "diff old new --format markdown"] {
        let (exit, out, err) = folkmoot(both.path(), words);
        assert_eq!((exit, err.as_str()), (0, ""));
        assert!(out.starts_with("<!-- folkmoot diff -->\n"), "{out}");
        assert!(
            out.contains("### Becomes another event to calendar apps\n\n- **Walk** (Wednesday, 9 December 2026)\n"),
            "{out}"
        );
        assert!(out.contains("add `uid = \"walk@riverbank.example\"`"), "{out}");
    }
    // A site of another program has calendars of its own.
    write(both.path(), "their/index.html", "<!doctype html>");
    write(
        both.path(),
        "their/x/cal.ics",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:z\nSUMMARY:Theirs\nDTSTART;VALUE=DATE:20261224\nEND:VEVENT\nEND:VCALENDAR\n",
    );
    let (exit, out, _) = folkmoot(both.path(), "diff their old/public");
    assert!(exit == 0 && out.contains("Theirs (Thursday, 24 December 2026)"), "{out}");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let repository = repository("");
    let root = repository.path();
    let (exit, _, err) = folkmoot(root, "diff no-such-revision");
    assert_eq!(
        (exit, err.as_str()),
        (2, "error: `no-such-revision` is no hub, no site, and no revision of this hub\n")
    );
    assert_eq!(folkmoot(root, "diff --output=x HEAD").0, 2);
    write(root, "content/events/salon.toml", "title = 3\n");
    let (exit, out, err) = folkmoot(root, "diff HEAD");
    assert!(exit == 1 && out.is_empty() && err.contains("salon.toml:1:9: error[wrong-type]"), "{err}");
}

#[test]
fn check_warns_of_a_deleted_event_that_is_still_to_come() {
    let repository = repository("site");
    let root = repository.path().join("site");
    assert_eq!(folkmoot(&root, "check").2, "");
    fs::remove_file(root.join("content/events/salon.toml")).unwrap();
    fs::remove_file(root.join("content/events/past.toml")).unwrap();
    fs::create_dir(root.join("content/events/2026")).unwrap();
    fs::rename(root.join("content/events/walk.toml"), root.join("content/events/2026/walk.toml")).unwrap();
    let (exit, _, err) = folkmoot(&root, "check --message-format json");
    let said: Vec<Value> = err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((exit, said.len()), (0, 1), "{err}");
    assert_eq!((&said[0]["code"], &said[0]["file"]), (&"event-deleted".into(), &"content/events/salon.toml".into()));
    assert_eq!(
        said[0]["message"],
        "`Winter salon` is still to come and its file is gone: its subscribers simply lose it"
    );
    // What else there is to say stays where it is.
    write(&root, "content/posts/a.md", "+++\ntitle = \"A\"\ndate = 2026-11-01\nauthors = [\"nobody-here\"]\n+++\nx\n");
    let (exit, _, err) = folkmoot(&root, "check --message-format json");
    let said: Vec<Value> = err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((exit, said.len()), (1, 2), "{err}");
    assert_eq!((&said[1]["file"], &said[1]["line"]), (&"content/posts/a.md".into(), &4.into()));
    write(&root, "content/events/salon.toml", &format!("{SALON}status = \"cancelled\"\n"));
    assert!(!folkmoot(&root, "check").2.contains("event-deleted"));
}

#[test]
fn check_warns_of_an_event_that_a_branch_deletes() {
    let repository = repository("site");
    let root = repository.path().join("site");
    git(&root, "checkout -q -b less");
    fs::remove_file(root.join("content/events/salon.toml")).unwrap();
    fs::remove_file(root.join("content/events/past.toml")).unwrap();
    git(&root, "commit -q -a -m less");
    assert!(!folkmoot(&root, "check").2.contains("event-deleted"), "nobody looks at every deletion of all times");
    let (exit, _, err) = folkmoot(&root, "check --since main --summary summary.md");
    assert_eq!(exit, 0, "{err}");
    let warning = "warning[event-deleted]: `Winter salon` is still to come and its file is gone";
    assert!(err.contains(warning) && err.matches("event-deleted").count() == 1, "{err}");
    let summary = fs::read_to_string(root.join("summary.md")).unwrap();
    assert!(
        summary.contains("event-deleted") && summary.contains("### Vanishes, though it is still to come"),
        "{summary}"
    );
}

#[test]
fn check_warns_of_a_calendar_of_others_that_has_lost_what_was_to_come() {
    let repository = repository("");
    let root = repository.path();
    let events = |uids: &[&str]| {
        let event =
            |uid: &&str| format!("BEGIN:VEVENT\nUID:{uid}\nDTSTART:20261209T100000Z\nSUMMARY:{uid}\nEND:VEVENT\n");
        format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", uids.iter().map(event).collect::<String>())
    };
    let hub = fs::read_to_string(root.join("hub.toml")).unwrap();
    let source = "[[calendar.source]]\nname = \"City\"\npath = \"data/city.ics\"\nrepublish = true\n";
    write(root, "hub.toml", &format!("{hub}{source}"));
    write(root, "data/city.ics", &events(&[]));
    let said = |text: &str| {
        write(root, "data/city.ics", text);
        let (exit, _, err) = folkmoot(root, "check --message-format json");
        let said: Vec<Value> = err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ours: Vec<_> = said.iter().filter(|said| said["code"] == "source-lost").collect();
        assert!(exit == 0 && ours.len() < 2 && ours.iter().all(|said| said["file"] == "hub.toml"), "{err}");
        ours.first().map(|said| format!("{} {}", said["severity"].as_str().unwrap(), said["message"].as_str().unwrap()))
    };
    assert_eq!(said(&events(&[])).as_deref(), Some("note `data/city.ics` holds no event"));
    assert_eq!(said(&events(&["a", "b"])), None);
    git(root, "add -A");
    git(root, "commit -q -m city");
    assert_eq!(said(&events(&["a", "c"])), None);
    assert_eq!(said(&events(&[])).as_deref(), Some("warning `City` has none of the 2 coming events it had"));
    let (_, commit, _) = run(root, "git", &["rev-parse", "--short=12", "HEAD"]);
    let whole = events(&["a", "b"]);
    let no_calendar = "is no whole calendar";
    let conflict = whole.replace("SUMMARY:a\n", "<<<<<<< HEAD\nSUMMARY:a\n=======\nSUMMARY:z\n>>>>>>> other\n");
    for (text, fault) in [
        ("<html>Sign in</html>", no_calendar),
        ("", no_calendar),
        (&whole[..whole.len() - 30], no_calendar),
        (&conflict, "holds two versions that git could not put together"),
    ] {
        let shown = format!("so the events of `City` are shown as commit {} has them", commit.trim());
        let broken = format!("warning `data/city.ics` {fault}, {shown}");
        assert_eq!(said(text).as_ref(), Some(&broken), "{text}");
        git(root, "commit -q -a -m broken");
        assert_eq!(said(text).as_ref(), Some(&broken), "committed: {text}");
        // The second time nothing is new, and it is said again.
        for _ in 0..2 {
            let (exit, _, err) = folkmoot(root, "build");
            assert!(exit == 0 && err.contains(fault), "{err}");
        }
        let calendar = fs::read_to_string(root.join("public/calendar.ics")).unwrap();
        assert!(calendar.contains("UID:a\r\n") && calendar.contains("UID:b\r\n"), "{text}: {calendar}");
    }
    write(root, "data/city.ics", &whole);
    git(root, "commit -q -a -m whole");
    let strangers =
        "warning no event to come of `City` has kept its UID, so calendar apps take all of them for others than before";
    assert_eq!(said(&events(&["c", "d"])).as_deref(), Some(strangers));
}

/// What others do not have yet is looked at without a word about where it begins: the last moment before it is sent.
#[test]
fn check_warns_of_events_that_are_gone_and_not_yet_sent() {
    let repository = repository("");
    let clone = tempfile::tempdir().unwrap();
    git(clone.path(), &format!("clone -q {} hub", repository.path().display()));
    let root = clone.path().join("hub");
    let gone = |words: &str| {
        git(&root, "add -A");
        git(&root, "commit -q --allow-empty -m change");
        let (_, _, err) = folkmoot(&root, "check --message-format json");
        let said: Vec<Value> = err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ours: Vec<_> = said.iter().filter(|said| said["code"] == "event-deleted").collect();
        assert_eq!(ours.len(), usize::from(!words.is_empty()), "{err}");
        assert!(ours.iter().all(|said| said.to_string().contains(words)), "{words}: {err}");
    };
    gone("");
    fs::rename(root.join("content/events/salon.toml"), root.join("content/events/party.toml")).unwrap();
    gone("if `content/events/party.toml` is the same event, write `uid = \\\"salon@riverbank.example\\\"` into it");
    write(&root, "content/events/party.toml", &format!("{SALON}uid = \"salon@riverbank.example\"\n"));
    gone("");
    let walk = fs::read_to_string(root.join("content/events/walk.toml")).unwrap();
    write(&root, "content/events/walk.toml", &format!("{walk}draft = true\n"));
    gone("`Walk` is still to come and no longer shown");
    let draft = "take `draft` out of `content/events/walk.toml`; if it does not take place, write";
    gone(draft);
    let (_, out, _) = folkmoot(&root, "diff origin/HEAD");
    assert!(out.contains(&format!("help: {draft} `status = \"cancelled\"` there instead")), "{out}");
    // Two finished sites do not tell why it is gone.
    assert_eq!((folkmoot(&root, "build -q").0, folkmoot(&root, "build -q --drafts --output all").0), (0, 0));
    let (_, out, _) = folkmoot(&root, "diff all public");
    assert!(out.contains("help: publish it again, with `status = \"cancelled\"` if it does not take place"), "{out}");
    fs::remove_dir_all(root.join("all")).unwrap();
    write(&root, "content/events/walk.toml", &format!("{walk}draft = true\naudience = \"members\"\n"));
    let (_, out, _) = folkmoot(&root, "diff origin/HEAD");
    assert!(out.contains("help: take `draft` and `audience` out of `content/events/walk.toml`"), "{out}");
    // Either way it is there again.
    for mended in [walk.clone(), format!("{walk}status = \"cancelled\"\n")] {
        write(&root, "content/events/walk.toml", &mended);
        let (_, out, _) = folkmoot(&root, "diff origin/HEAD");
        assert!(!out.contains("Vanishes"), "{out}");
    }
    write(&root, "content/events/walk.toml", &format!("{walk}no field\n"));
    gone("");
    write(&root, "content/events/walk.toml", &walk);
    let ics = |uids: &[&str]| {
        let event =
            |uid: &&str| format!("BEGIN:VEVENT\nUID:{uid}\nDTSTART:20261209T100000Z\nSUMMARY:{uid}\nEND:VEVENT\n");
        let events: String = uids.iter().map(event).collect();
        format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n")
    };
    write(&root, "content/events/many.ics", &ics(&["one", "two"]));
    gone("");
    git(&root, "push -q origin HEAD:other");
    git(&root, "branch -q --set-upstream-to=origin/other");
    git(&root, "remote set-head origin -d");
    write(&root, "content/events/many.ics", &ics(&["two"]));
    gone("`one` is still to come and no longer shown");
}

#[test]
fn a_hub_that_moves_is_told_how_to_keep_its_uids() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    hub(root);
    assert_eq!(folkmoot(root, "build -q").0, 0);
    let ics = || fs::read_to_string(root.join("public/events/salon/event.ics")).unwrap();
    assert!(ics().contains("UID:salon@riverbank.example\r\n"));
    let text = fs::read_to_string(root.join("hub.toml")).unwrap();
    let moved = text.replace("https://riverbank.example", "https://pages.example/riverbank");
    write(root, "hub.toml", &moved);
    let line = "uid_domain = \"riverbank.example\"";
    for words in ["check", "diff public .", "diff public . --format markdown", "build"] {
        let (_, out, err) = folkmoot(root, words);
        assert!(format!("{out}{err}").contains(line), "{words}: {out}{err}");
        let events = out.matches("Becomes another event").count() + out.matches("Vanishes").count();
        assert_eq!(events, 0, "all of them are one piece of news: {out}");
    }
    assert!(ics().contains("UID:salon@pages.example/riverbank\r\n"));
    assert!(!folkmoot(root, "build --no-cache").2.contains("uid_domain"), "once is enough");
    write(root, "hub.toml", &moved.replace("[check]", &format!("[calendar]\n{line}\n[check]")));
    let (exit, out, _) = folkmoot(root, "diff public . --format json");
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((exit, told["uid_domain"]["old"].as_str()), (0, Some("pages.example/riverbank")));
    assert_eq!(folkmoot(root, "build -q --base-url https://preview.example").0, 0);
    assert!(ics().contains("UID:salon@riverbank.example\r\n"), "a preview has the same events");
}

/// The line between backticks, or without them, that begins so.
fn line_of(text: &str, begins: &str) -> String {
    let from = text.find(begins).unwrap_or_else(|| panic!("{begins}: {text}"));
    text[from..].chars().take_while(|c| !"`\n".contains(*c)).collect()
}

#[test]
fn a_calendar_that_is_lost_is_kept_by_the_line_that_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    hub(root);
    let settings = fs::read_to_string(root.join("hub.toml")).unwrap()
        + "[languages.zh-CN]\ntitle = \"河岸\"\n[events.types.regatta]\nlabel = \"Regatta\"\n";
    write(root, "hub.toml", &settings);
    write(root, "content/groups/boats.toml", "name = \"Boats\"\n");
    write(root, "content/members/bob.toml", "name = \"Bob\"\n");
    let event = format!(
        "{SALON}tags = [\"juggling\"]\nlocation = \"River House\"\ntype = \"regatta\"\ngroups = [\"boats\"]\nhosts = [\"bob\"]\n"
    );
    write(root, "content/events/salon.toml", &event);
    let built = folkmoot(root, "build -q --output before");
    assert_eq!(built.0, 0, "{built:?}");
    // The place and the member alone, and then everything.
    write(root, "content/events/salon.toml", &event.replace("location = \"River House\"\n", ""));
    let (_, out, _) = folkmoot(root, "diff before .");
    assert_eq!(line_of(&out, "retired = "), "retired = [\"venue/river-house\"]", "{out}");
    assert!(out.contains(
        "Calendars that are lost to those who subscribed, and can be kept\n  /calendars/venue/river-house.ics\n"
    ));
    write(root, "content/events/salon.toml", &event.replace("hosts = [\"bob\"]\n", ""));
    let (_, out, _) = folkmoot(root, "diff before .");
    assert!(
        out.contains("  help: where the member wants it kept, write `retired = [\"member/bob\"]` below `[calendar]`"),
        "{out}"
    );
    write(root, "content/events/salon.toml", SALON);
    fs::remove_file(root.join("content/groups/boats.toml")).unwrap();
    let kept = "[calendar]\nretired = [\"tag/old\"]\n[check]";
    let without = settings.replace("[events.types.regatta]\nlabel = \"Regatta\"\n", "").replace("[check]", kept);
    write(root, "hub.toml", &without);
    let line = "retired = [\"group/boats\", \"tag/juggling\", \"tag/old\", \"type/regatta\", \"venue/river-house\"]";
    for words in ["diff before .", "diff before . --format markdown"] {
        let (_, out, err) = folkmoot(root, words);
        assert_eq!(line_of(&out, "retired = "), line, "{words}: {out}{err}");
        assert!(out.contains("; add `\"member/bob\"` where the member wants it kept"), "{out}");
    }
    let (_, out, _) = folkmoot(root, "diff before . --format json");
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        told["retired"]["hub"],
        serde_json::json!(["group/boats", "tag/juggling", "type/regatta", "venue/river-house"])
    );
    assert_eq!(told["retired"]["members"], serde_json::json!(["member/bob"]));
    assert!(told["retired"]["help"].as_str().unwrap().contains(line));
    let gone = told["feeds_gone"].as_array().unwrap();
    let address = |about: &str| ["", "/zh-CN"].map(|prefix| format!("{prefix}/calendars/{about}.ics"));
    let all: Vec<String> = ["group/boats", "member/bob", "tag/juggling", "type/regatta", "venue/river-house"]
        .iter()
        .flat_map(|about| address(about))
        .collect();
    assert!(all.iter().all(|one| gone.contains(&one.as_str().into())), "{gone:?}");
    // The line takes the place of the one that is there.
    let followed = without.replace("retired = [\"tag/old\"]", &line.replace(']', ", \"member/bob\"]"));
    write(root, "hub.toml", &followed);
    let (exit, out, err) = folkmoot(root, "diff before . --format json");
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((exit, err.as_str()), (0, ""));
    assert_eq!(told["retired"]["help"], Value::Null);
    let gone = told["feeds_gone"].as_array().unwrap();
    assert!(all.iter().all(|one| !gone.contains(&one.as_str().into())), "{gone:?}");
    assert_eq!(folkmoot(root, "build -q").0, 0);
    assert!(all.iter().all(|one| root.join("public").join(&one[1..]).is_file()));
    // A finished site does not tell what the list holds.
    write(root, "hub.toml", &without);
    assert_eq!(folkmoot(root, "build -q").0, 0);
    let (_, out, _) = folkmoot(root, "diff before public");
    assert!(
        out.contains("\"venue/river-house\"]` below `[calendar]` in hub.toml, beside what that list has; add "),
        "{out}"
    );
}

/// An event lives on under another name: who subscribed to it alone is left behind, in each language, until its old pages are aliases.
#[test]
fn the_calendar_of_an_event_that_lives_on_is_kept_by_aliases() {
    let repository = repository("");
    let root = repository.path();
    let hub = fs::read_to_string(root.join("hub.toml")).unwrap();
    write(root, "hub.toml", &(hub + "[languages.zh-CN]\ntitle = \"河岸\"\n"));
    let one =
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:one\nDTSTART:20261209T100000Z\nSUMMARY:One\nEND:VEVENT\nEND:VCALENDAR\n";
    write(root, "content/events/one.ics", one);
    git(root, "add -A");
    git(root, "commit -q -m two");
    fs::rename(root.join("content/events/salon.toml"), root.join("content/events/party.toml")).unwrap();
    fs::remove_file(root.join("content/events/one.ics")).unwrap();
    let salon = |aliases: &str| format!("{SALON}uid = \"salon@riverbank.example\"\naliases = [{aliases}]\n");
    let single =
        |aliases: &str| format!("title = \"One\"\nstart = 2026-12-09T18:00:00\nuid = \"one\"\naliases = [{aliases}]\n");
    write(root, "content/events/party.toml", &salon("\"/events/salon/\""));
    write(root, "content/events/single.toml", &single(""));
    let (exit, out, err) = folkmoot(root, "diff HEAD --deny-lost");
    assert_eq!((exit, err.as_str()), (1, ""));
    let told = "Calendars of single events that are lost to those who subscribed, though the events are there\n  \
                /events/one/event.ics\n  /zh-CN/events/one/event.ics\n  /zh-CN/events/salon/event.ics\n  \
                help: add each of these without `event.ics`, such as \"/events/one/\", to the `aliases` of its event";
    assert!(out.contains(told), "{out}");
    let (_, out, _) = folkmoot(root, "diff HEAD --format json");
    let gone = &serde_json::from_str::<Value>(&out).unwrap()["feeds_gone"];
    assert_eq!(
        gone,
        &serde_json::json!(["/events/one/event.ics", "/zh-CN/events/one/event.ics", "/zh-CN/events/salon/event.ics"])
    );
    write(root, "content/events/party.toml", &salon("\"/events/salon/\", \"/zh-CN/events/salon/\""));
    write(root, "content/events/single.toml", &single("\"/events/one/\", \"/zh-CN/events/one/\""));
    let (exit, out, err) = folkmoot(root, "diff HEAD --deny-lost");
    assert!(exit == 0 && !out.contains("lost"), "{out}{err}");
}

const PARTY: &str = "title = \"Party\"\nstart = 2026-12-05T19:00:00\n";

/// Who subscribed to the calendar of one group alone sees an event vanish that stays in the calendar of everything.
#[test]
fn an_event_that_leaves_or_joins_a_calendar_is_told() {
    let repository = repository("");
    let root = repository.path();
    for group in ["organisers", "makers"] {
        write(root, &format!("content/groups/{group}.toml"), &format!("name = \"{group}\"\n"));
    }
    let night = |group: &str, tags: &str, place: &str| {
        format!(
            "title = \"Open night\"\nstart = 2026-12-03T19:00:00\ngroups = [\"{group}\"]\ntags = [{tags}]\nlocation = {{ name = \"{place}\" }}\n"
        )
    };
    write(root, "content/events/night.toml", &night("organisers", "\"ink\", \"paper\"", "River House"));
    // What keeps the calendars of tags and places when the night leaves them.
    write(
        root,
        "content/events/party.toml",
        &format!("{PARTY}tags = [\"ink\"]\nlocation = {{ name = \"River House\" }}\n"),
    );
    git(root, "add -A");
    git(root, "commit -q -m night");
    write(root, "content/events/night.toml", &night("makers", "\"paper\"", "River House"));
    let told = "1 event changes for subscribers\n\nIs in other calendars than before\n  \
                Open night (Thursday, 3 December 2026, 19:00, Asia/Shanghai)\n    \
                categories: ink, paper → paper\n    leaves: /calendars/group/organisers.ics, /calendars/tag/ink.ics\n    joins: /calendars/group/makers.ics\n";
    for deny in ["", " --deny-lost"] {
        let (exit, out, err) = folkmoot(root, &format!("diff HEAD{deny}"));
        assert_eq!((exit, out, err), (0, format!("HEAD → .: {told}"), String::new()));
    }
    // Two folders and two finished sites say the same.
    let old = tempfile::tempdir().unwrap();
    git(root, &format!("worktree add -q {}/hub", old.path().display()));
    let hub = old.path().join("hub");
    assert_eq!((folkmoot(&hub, "build -q").0, folkmoot(root, "build -q").0), (0, 0));
    for below in ["", "/public"] {
        let (was, is) = (format!("{}{below}", hub.display()), format!("{}{below}", root.display()));
        assert_eq!(folkmoot(root, &format!("diff {was} {is}")).1, format!("{was} → {is}: {told}"));
    }
    let (_, out, _) = folkmoot(root, "diff HEAD --format json");
    let event = &serde_json::from_str::<Value>(&out).unwrap()["events"][0];
    let tags = serde_json::json!([{ "field": "categories", "old": "ink, paper", "new": "paper" }]);
    assert_eq!((&event["what"], &event["changes"]), (&"calendars".into(), &tags));
    assert_eq!(
        event["calendars_left"],
        serde_json::json!(["/calendars/group/organisers.ics", "/calendars/tag/ink.ics"])
    );
    assert_eq!(event["calendars_joined"], serde_json::json!(["/calendars/group/makers.ics"]));
    let (exit, _, err) = folkmoot(root, "check --since HEAD --summary summary.md");
    assert_eq!(exit, 0, "{err}");
    let summary = fs::read_to_string(root.join("summary.md")).unwrap();
    assert!(
        summary.contains("  - leaves: `/calendars/group/organisers.ics`, `/calendars/tag/ink.ics`\n  - joins: `/calendars/group/makers.ics`\n"),
        "{summary}"
    );
    // Another place is told of once, with its calendars; one that is lost as a whole is not told of a second time.
    write(root, "content/events/night.toml", &night("organisers", "\"ink\"", "Pier 4"));
    let (exit, out, _) = folkmoot(root, "diff HEAD --deny-lost");
    assert_eq!(exit, 1);
    assert!(
        out.contains("Moves\n  Open night") && out.contains("    leaves: /calendars/venue/river-house.ics\n"),
        "{out}"
    );
    assert_eq!((out.matches("Open night").count(), out.matches("/calendars/tag/paper.ics").count()), (1, 1), "{out}");
    assert_eq!(out.matches("joins:").count(), 0, "{out}");
    // What vanishes everywhere leaves no calendar besides.
    fs::remove_file(root.join("content/events/night.toml")).unwrap();
    let (_, out, _) = folkmoot(root, "diff HEAD");
    assert!(out.contains("Vanishes, though") && !out.contains("leaves:"), "{out}");
}

/// Somebody wrote the wrong year: what is long over stands in another calendar, and it is the same event all the same.
#[test]
fn an_event_that_moves_into_the_archive_moves() {
    let repository = repository("");
    let root = repository.path();
    write(root, "content/events/salon.toml", &SALON.replace("2026-", "2024-"));
    let (_, out, err) = folkmoot(root, "diff HEAD");
    assert!(out.contains("Moves\n  Winter salon") && !out.contains("Vanishes"), "{out}{err}");
}

/// The page of the month of a build goes when that month is over, and that of a month when its last event does.
#[test]
fn a_month_that_passes_is_no_loss() {
    let repository = repository("");
    let root = repository.path();
    write(root, "content/events/salon.toml", &format!("{SALON}repeat = {{ every = \"month\", until = 2027-04-30 }}\n"));
    let build = |now: &str, output: &str| {
        let words = ["build", "-q", "--now", now, "--output", output];
        assert_eq!(run(root, env!("CARGO_BIN_EXE_folkmoot"), &words).0, 0);
    };
    build("2026-11-21T12:00:00Z", "before");
    write(root, "content/events/salon.toml", &format!("{SALON}repeat = {{ every = \"month\", until = 2027-02-28 }}\n"));
    build("2026-12-02T12:00:00Z", "after");
    let there = |site: &str, month: &str| root.join(site).join("events").join(month).join("index.html").is_file();
    assert!(there("before", "2026/11") && there("before", "2027/04"));
    assert!(!there("after", "2026/11") && !there("after", "2027/04") && there("after", "2027/02"));
    let (exit, out, err) = folkmoot(root, "diff before after --deny-lost");
    assert!(exit == 0 && out.contains("repeats:"), "{out}{err}");
}

/// A date that stands alone in the calendar of its speaker is part of its series: of that it is told that it comes and goes.
#[test]
fn a_date_in_the_calendar_of_its_speaker_is_no_other_event() {
    let repository = repository("");
    let root = repository.path();
    let series = format!("{SALON}repeat = {{ every = \"week\" }}\n");
    let one = |day: &str, more: &str| format!("[[override]]\nat = {day}T19:00:00\nspeakers = [\"ana\"]\n{more}");
    let with = |dates: &str| write(root, "content/events/salon.toml", &format!("{series}{dates}"));
    write(root, "content/members/ana.toml", "name = \"Ana\"\n");
    with("");
    git(root, "add -A");
    git(root, "commit -q -m series");
    let told = |what: &str| {
        let (exit, out, err) = folkmoot(root, what);
        assert_eq!((exit, err.as_str()), (0, ""));
        serde_json::from_str::<Value>(&out).unwrap()
    };
    // A calendar that is new is told as a whole.
    with(&one("2026-12-08", ""));
    let speaks = told("diff HEAD --format json");
    assert_eq!(speaks["events"], serde_json::json!([]));
    assert_eq!(speaks["addresses_new"], serde_json::json!(["/calendars/member/ana.ics"]));
    git(root, "commit -q -a -m speaker");
    with(&one("2026-12-08", "start = 2026-12-09T19:00:00\n"));
    let moved = told("diff HEAD --format json");
    let what: Vec<_> = moved["events"].as_array().unwrap().iter().map(|news| (&news["what"], &news["uid"])).collect();
    assert_eq!(what, [(&"moves".into(), &"salon@riverbank.example".into())]);
    // Another date joins the calendar, and this one leaves it.
    with(&one("2026-12-15", ""));
    let (_, out, _) = folkmoot(root, "diff HEAD --deny-lost");
    let expected = "HEAD → .: 1 event changes for subscribers\n\nIs in other calendars than before\n  \
                    Winter salon (Tuesday, 1 December 2026, 19:00–21:00, Asia/Shanghai, every Tuesday)\n    \
                    calendars of the one of 8 December 2026: /calendars/member/ana.ics → none\n    \
                    calendars of the one of 15 December 2026: none → /calendars/member/ana.ics\n";
    assert_eq!(out, expected);
    // What is over by then is no news.
    let later = ["diff", "HEAD", "--now", "2026-12-20T12:00:00Z"];
    let (_, out, _) = run(root, env!("CARGO_BIN_EXE_folkmoot"), &later);
    assert!(out.ends_with("nothing changes for readers and subscribers\n"), "{out}");
}
