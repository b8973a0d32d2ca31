//! `init`: a new hub builds without a word, knows what can be found out, and leaves alone what was there.

use crate::hub::{NOW, files};
use folkmoot::pipeline::{Request, build};
use folkmoot::time::Instant;
use std::path::Path;
use std::process::Command;

/// Runs the program in a folder without a repository of its own above it.
fn init(folder: &Path, words: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .current_dir(folder)
        .env_remove("SOURCE_DATE_EPOCH")
        .env("TZ", "Europe/Lisbon")
        .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir())
        .args(["init", "--now", NOW])
        .args(words)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn git(folder: &Path, words: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").args(words);
    assert!(command.output().unwrap().status.success(), "{words:?}");
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn a_new_hub_builds_without_a_word() {
    for (language, words) in [("en", "First meetup"), ("zh-CN", "第一次聚会"), ("pt-BR", "First meetup")] {
        let place = tempfile::tempdir().unwrap();
        let (exit, out, err) = init(place.path(), &["river-bank", "--lang", language]);
        assert_eq!((exit, &*err), (0, ""), "{language}");
        assert!(out.contains("next: cd river-bank && folkmoot serve --open\n"), "{out}");
        let hub = place.path().join("river-bank");
        let text = read(&hub, "hub.toml");
        for line in [
            "title = \"River bank\"\n",
            "base_url = \"https://river-bank.example\"",
            "timezone = \"Europe/Lisbon\"",
            &format!("language = \"{language}\""),
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        let built = build(&Request::new(&hub, Instant::parse(NOW).unwrap())).unwrap();
        assert!(built.diagnostics.is_empty(), "{language}: {:?}", built.diagnostics);
        assert!(read(&hub, "public/events/first-meetup/index.html").contains(words));
        assert!(read(&hub, "public/_headers").contains("text/calendar; charset=utf-8"));
        for kind in ["posts", "members", "groups", "events", "resources", "projects", "kb"] {
            assert!(hub.join("public").join(kind).is_dir(), "there is something of every kind: {kind}");
        }
    }
}

#[test]
fn what_was_there_stays_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("README.md"), "Mine.\n").unwrap();
    let (exit, out, err) = init(place.path(), &["--title", "A \"title\" \\ <b>"]);
    assert_eq!((exit, &*err), (0, "kept README.md as it was\n"), "{out}");
    assert_eq!(read(place.path(), "README.md"), "Mine.\n");
    assert!(read(place.path(), "hub.toml").contains("title = \"A \\\"title\\\" \\\\ <b>\"\n"));
    let before = files(place.path());
    let (exit, out, err) = init(place.path(), &["--lang", "zh-CN"]);
    assert_eq!((exit, &*out), (2, ""));
    assert!(err.contains("there is already a hub"), "{err}");
    assert_eq!(files(place.path()), before);
}

#[test]
fn the_repository_is_found_out() {
    let place = tempfile::tempdir().unwrap();
    git(place.path(), &["init", "-q", "-b", "trunk"]);
    git(place.path(), &["remote", "add", "origin", "git@github.com:riverbank/hub.git"]);
    std::fs::create_dir(place.path().join("site")).unwrap();
    let (exit, _, err) = init(&place.path().join("site"), &["--title", "Riverbank"]);
    assert_eq!(exit, 0, "{err}");
    let site = place.path().join("site");
    let text = read(&site, "hub.toml");
    let table = "[repository]\nurl = \"https://github.com/riverbank/hub\"\nbranch = \"trunk\"\nfolder = \"site\"\n";
    assert!(text.contains(table), "{text}");
    assert!(text.contains("base_url = \"https://riverbank.github.io/hub\""), "{text}");
    assert!(err.contains("move them out of site"), "{err}");
    assert!(read(&site, ".github/workflows/publish.yml").contains("branches: [\"trunk\"]"));
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_written() {
    let place = tempfile::tempdir().unwrap();
    for (words, said) in [
        (&["x", "--timezone", "Asia/Shanghia"][..], "did you mean `Asia/Shanghai`?"),
        (&["x", "--lang", "english please"], "BCP 47"),
        (&["x", "--base-url", "riverbank.example"], "https://riverbank.example"),
        (&["x", "--title", " "], "`--title` is empty"),
    ] {
        let (exit, out, err) = init(place.path(), words);
        assert_eq!((exit, &*out), (2, ""), "{words:?}");
        assert!(err.contains(said), "{words:?}: {err}");
        assert!(files(place.path()).is_empty(), "{words:?}");
    }
}
