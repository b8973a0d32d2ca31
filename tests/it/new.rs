//! `new`: the right file in the right folder, right as it is, and nothing overwritten.

use crate::hub::{Hub, NOW, files};
use std::process::{Command, Output};

/// Runs the program in a hub, at the clock of the tests.
fn run(hub: &Hub, words: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
    let Output { status, stdout, stderr } = command
        .current_dir(hub.root())
        .env_remove("SOURCE_DATE_EPOCH")
        .args(words)
        .args(if words[0] == "new" { &["--now", NOW][..] } else { &[] })
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn read(hub: &Hub, path: &str) -> String {
    std::fs::read_to_string(hub.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_kind_gets_a_file_that_passes_the_check() {
    for (kind, title, path) in [
        ("post", "What's new, 河岸?", "content/posts/2026-11-21-whats-new-河岸.md"),
        ("member", "何知远", "content/members/何知远.toml"),
        ("group", "Élan & Co", "content/groups/élan-co.toml"),
        ("event", "हिन्दी salon \"Two\" C:\\", "content/events/हिन्दी-salon-two-c.toml"),
        ("resource", "A desk", "content/resources/a-desk.toml"),
        ("need", "A bookbinder", "content/resources/a-bookbinder.toml"),
        ("project", "Ночной паром", "content/projects/ночной-паром.toml"),
        ("kb", "How a salon is run", "content/kb/how-a-salon-is-run.md"),
        ("page", "شروع", "content/pages/شروع.md"),
    ] {
        let hub = Hub::common();
        let (exit, out, err) = run(&hub, &["new", kind, title]);
        assert_eq!(exit, 0, "{kind}: {err}");
        assert!(err.lines().all(|line| line.starts_with("next: ")), "{kind}: {err}");
        assert!(out.trim_end().ends_with(path), "{kind}: {out}");
        assert!(read(&hub, path).contains("\n# "), "{kind} tells of its fields");
        assert_eq!(hub.check().diagnostics.len(), 0, "{kind}: {:?}", hub.check().diagnostics);
        let before = files(hub.root());
        let (exit, out, err) = run(&hub, &["new", kind, title]);
        assert_eq!((exit, &*out), (2, ""), "{kind}");
        assert!(err.contains(path) && err.contains("there is already"), "{kind}: {err}");
        assert_eq!(files(hub.root()), before, "{kind}");
    }
}

#[test]
fn every_comment_of_a_field_is_a_field() {
    let hub = Hub::common();
    for kind in ["post", "member", "group", "event", "resource", "project", "kb", "page"] {
        let (exit, text, err) = run(&hub, &["new", kind, "Two boats", "--dry-run"]);
        assert_eq!(exit, 0, "{err}");
        let fields = folkmoot::schema::Subject::from_word(kind).unwrap().fields();
        for field in fields {
            let line = format!("{} = ", field.name);
            let there = text.lines().any(|text| text.trim_start_matches("# ").starts_with(&line));
            assert!(there, "{kind} has no line for `{}`", field.name);
        }
        assert!(!hub.root().join(format!("content/{kind}s/two-boats.toml")).exists(), "a dry run writes nothing");
    }
}

#[test]
fn fields_are_filled_in_and_looked_at_before_anything_is_written() {
    let hub = Hub::common();
    let set = ["new", "event", "Winter salon", "--set", "start=2026-12-15T19:30:00", "--set", "tags=river, tea"];
    let more = ["--set", "hosts=mei-lin", "--set", "outcome.attended=5", "--set", "location=Harbour Space"];
    let (exit, _, err) = run(&hub, &[&set[..], &more[..]].concat());
    assert_eq!((exit, &*err), (0, ""));
    let text = read(&hub, "content/events/winter-salon.toml");
    for line in [
        "start = 2026-12-15T19:30:00\n",
        "tags = [\"river\", \"tea\"]\n",
        "hosts = [\"mei-lin\"]\n",
        "outcome.attended = 5\n",
        "location = \"Harbour Space\"\n",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
    assert_eq!(hub.check().diagnostics.len(), 0);
    for (field, said) in [
        ("authors=mei-linn", "did you mean `mei-lin`?"),
        ("titel=x", "did you mean `title`?"),
        ("date=soon", "`date` wants a day"),
        ("kind=recaps", "did you mean \"recap\"?"),
    ] {
        let before = files(hub.root());
        let (exit, out, err) = run(&hub, &["new", "post", "Rope", "--set", field]);
        assert_eq!((exit, &*out), (2, ""), "{field}");
        assert!(err.contains(said) && err.contains("nothing was written"), "{field}: {err}");
        assert_eq!(files(hub.root()), before);
    }
}

#[test]
fn what_check_would_warn_of_is_told_as_the_next_step() {
    let hub = Hub::common();
    let (exit, out, err) = run(&hub, &["new", "kb", "How to moor"]);
    assert_eq!(exit, 0, "{err}");
    assert!(
        out.ends_with("content/kb/how-to-moor.md\n") && err.starts_with("next: link to it from a page"),
        "{out}{err}"
    );
    let (exit, _, err) = run(&hub, &["new", "event", "Regatta", "--set", "capacity=forty"]);
    assert!(exit == 2 && err.contains("`capacity` wants a whole number") && err.contains("`capacity = 12`"), "{err}");
}

#[test]
fn a_translation_lies_beside_its_original_and_needs_only_its_title() {
    let hub = Hub::common();
    hub.write("content/posts/2026/hello/index.md", "+++\ntitle = \"Hello\"\ndate = 2026-11-02\n+++\nWords.\n");
    let (exit, _, err) = run(&hub, &["new", "post", "你好", "--id", "hello", "--lang", "zh-CN"]);
    assert_eq!((exit, &*err), (0, ""));
    let text = read(&hub, "content/posts/2026/hello/index.zh-CN.md");
    assert!(text.contains("\ntitle = \"你好\"\n") && text.contains("\n# date = "), "{text}");
    assert_eq!(hub.check().diagnostics.len(), 0);
    let (exit, _, err) = run(&hub, &["new", "post", "你好", "--lang", "zh-cn"]);
    assert!(exit == 2 && err.contains("did you mean `zh-CN`?"), "{err}");
    let (exit, out, _) = run(&hub, &["new", "kb", "倒茶", "--folder", "guides", "--lang", "zh-CN"]);
    assert!(exit == 0 && out.trim_end().ends_with("content/kb/guides/倒茶.zh-CN.md"), "{out}");
}

#[test]
fn what_gives_no_file_is_said() {
    let hub = Hub::common();
    for (words, said) in [
        (&["new", "evnt", "x"][..], "did you mean `event`?"),
        (&["new", "event", "🎉"], "choose one with `--id NAME`"),
        (&["new", "post", "x", "--id", "../../x"], "choose one with `--id NAME`"),
        (&["new", "kb", "x", "--folder", "../.."], "folder"),
        (&["new", "post", "x", "--set", "date"], "wants a field, `=` and a value"),
    ] {
        let before = files(hub.root());
        let (exit, out, err) = run(&hub, words);
        assert_eq!((exit, &*out), (2, ""), "{words:?}");
        assert!(err.contains(said), "{words:?}: {err}");
        assert_eq!(files(hub.root()), before);
    }
}

#[test]
fn schemas_are_printed_or_written_as_files() {
    let hub = Hub::common();
    let (exit, out, _) = run(&hub, &["schema", "event"]);
    let schema: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(exit == 0 && schema["properties"]["start"]["description"].is_string());
    let (_, out, _) = run(&hub, &["schema"]);
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(all["hub"]["properties"]["base_url"].is_object() && all["kb"].is_object());
    let (exit, out, _) = run(&hub, &["schema", "--out", "schemas"]);
    assert!(exit == 0 && out.contains("schemas/hub.json\n") && out.contains("schemas/member.translation.json\n"));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&read(&hub, "schemas/event.json")).unwrap(), schema);
    let (exit, _, err) = run(&hub, &["schema", "evnts"]);
    assert!(exit == 2 && err.contains("did you mean `event`?"), "{err}");
}

/// Whether there is Chinese in it.
fn has_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The texts under a name, wherever they stand in a value.
fn texts<'a>(value: &'a serde_json::Value, name: &str, all: &mut Vec<&'a str>) {
    match value {
        serde_json::Value::Object(table) => {
            for (key, value) in table {
                all.extend(value.as_str().filter(|_| key == name));
                texts(value, name, all);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|value| texts(value, name, all)),
        _ => {}
    }
}

#[test]
fn a_chinese_hub_explains_its_fields_in_chinese() {
    let hub = Hub::empty();
    let words =
        ["--title", "河岸创客", "--repository", "https://github.com/riverbank/hub", "--timezone", "Asia/Shanghai"];
    let (exit, _, err) = run(&hub, &[&["init", "--lang", "zh-CN"][..], &words].concat());
    assert_eq!((exit, &*err), (0, ""));
    for kind in ["post", "member", "group", "event", "resource", "need", "project", "kb", "page"] {
        let (exit, out, err) = run(&hub, &["new", kind, &format!("试一试 {kind}")]);
        assert_eq!(exit, 0, "{kind}: {err}");
        let text = std::fs::read_to_string(out.trim_end()).unwrap();
        let is_comment = |line: &&str| line.starts_with("# ") && !line.contains(" = ") && !line.starts_with("# \"");
        let comments: Vec<&str> = text.lines().filter(is_comment).collect();
        assert!(comments.len() > 10, "{kind}: {text}");
        for comment in comments {
            assert!(has_han(comment), "{kind}: {comment}");
        }
    }
    let said = hub.check().diagnostics;
    assert!(!folkmoot::diagnostic::has_errors(&said), "{said:?}");
    let (_, schemas, _) = run(&hub, &["schema"]);
    let schemas: serde_json::Value = serde_json::from_str(&schemas).unwrap();
    let mut descriptions = Vec::new();
    texts(&schemas, "description", &mut descriptions);
    assert!(descriptions.len() > 250);
    assert_eq!(descriptions.iter().filter(|text| !has_han(text)).count(), 0, "{descriptions:?}");
    let (_, forms, _) = run(&hub, &["schema", "--format", "issue-forms"]);
    let (_, editor, _) = run(&hub, &["schema", "--format", "cms"]);
    for name in ["label", "label_singular", "description", "hint", "value"] {
        for line in forms.lines().chain(editor.lines()) {
            if let Some(words) = line.trim_start_matches([' ', '-']).strip_prefix(&format!("{name}: ")) {
                assert!(has_han(words), "{line}");
            }
        }
    }
    // A schema helps with a `hub.toml` that cannot be read yet.
    hub.write("hub.toml", "title = 3\n");
    let (exit, out, _) = run(&hub, &["schema", "hub"]);
    assert!(exit == 0 && out.contains("The name of the community."), "{out}");
}
