//! Doors for people who do not know git: links to the forge's editor, forms for issues, the configuration of an editor.

use crate::hub::{Hub, NOW};
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

fn run(hub: &Hub, words: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
    command.current_dir(hub.root()).args(words).env_remove("SOURCE_DATE_EPOCH");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Who refuses the call does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let done = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn with_repository(url: &str) -> Hub {
    let hub = Hub::empty();
    hub.write(
        "hub.toml",
        format!(
            "title = \"Riverbank\"\nbase_url = \"https://riverbank.example\"\n[languages.zh-CN]\ntitle = \"河岸\"\n\
             [repository]\nurl = \"{url}\"\nfolder = \"site\"\n"
        ),
    );
    hub.write("content/members/ana.toml", "name = \"Ana\"\n");
    hub.write("content/resources/desk.toml", "title = \"Desk\"\ncategory = \"space\"\n");
    hub.write("content/posts/2026-11-01-a.md", "+++\ntitle = \"A\"\ndate = 2026-11-01\n+++\nWords.\n");
    hub.write("content/events/tea.toml", "title = \"Tea\"\nstart = 2026-12-01T19:00:00\n");
    hub
}

/// The first link of a page that begins so, as a browser follows it.
fn link(hub: &Hub, page: &str, start: &str) -> String {
    let bytes = std::fs::read(hub.output().join(page)).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let at = text.find(&format!("href=\"{start}")).unwrap_or_else(|| panic!("{page} has no {start}"));
    text[at + 6..].split('"').next().unwrap().replace("&amp;", "&")
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

#[test]
fn every_section_has_its_door_on_every_forge() {
    for (url, verb, value) in [
        ("https://github.com/riverbank/hub", "new/main", "&value="),
        ("https://gitlab.com/riverbank/hub", "-/new/main", "&content="),
        ("https://codeberg.example/riverbank/hub", "_new/main", "&value="),
    ] {
        let hub = with_repository(url);
        let built = hub.build();
        assert!(built.report.is_some(), "{:?}", built.diagnostics);
        for (section, folder, word) in [
            ("events", "events", "start ="),
            ("resources", "resources", "category ="),
            ("members", "members", "headline ="),
            ("posts", "posts", "authors ="),
        ] {
            for (prefix, note) in [("", "in one line"), ("zh-CN/", "一句话")] {
                let start = format!("{url}/{verb}/site/content/{folder}?file");
                let link = link(&hub, &format!("{prefix}{section}/index.html"), &start);
                assert!(link.len() < 7_600, "{} bytes", link.len());
                let (_, text) = link.split_once(value).unwrap_or_else(|| panic!("{link}"));
                let text = decoded(text);
                assert!(text.contains(word) && text.contains(note), "{section}: {text}");
            }
        }
        let edit = link(&hub, "members/ana/index.html", url);
        assert!(edit.contains("edit") && edit.ends_with("site/content/members/ana.toml"), "{edit}");
    }
    let hub = Hub::empty();
    hub.write("hub.toml", "title = \"Riverbank\"\nbase_url = \"https://riverbank.example\"\n");
    hub.build();
    assert!(hub.site().iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("/new/main")));
}

#[test]
fn what_a_door_opens_is_refused_as_it_is_and_passes_once_filled_in() {
    let hub = with_repository("https://github.com/riverbank/hub");
    hub.build();
    for prefix in ["", "zh-CN/"] {
        for (section, file) in [
            ("events", "content/events/new.toml"),
            ("resources", "content/resources/new.toml"),
            ("members", "content/members/new.toml"),
            ("posts", "content/posts/new.md"),
        ] {
            let link = link(&hub, &format!("{prefix}{section}/index.html"), "https://github.com/riverbank/hub/new/");
            let text = decoded(link.split_once("&value=").unwrap().1);
            hub.write(file, &text);
            let said = hub.check().diagnostics;
            assert!(folkmoot::diagnostic::has_errors(&said), "{file}: {said:?}");
            let known = |code: &folkmoot::Diagnostic| code.message.contains("no field");
            assert!(!said.iter().any(known), "{file}: {said:?}");
            let mut lines: Vec<String> = Vec::new();
            for line in text.lines() {
                let field = line.split(" =").next().unwrap_or("");
                lines.push(match field {
                    "title" | "name" => format!("{field} = \"Something\""),
                    "start" => "start = 2026-12-15T19:00:00".to_owned(),
                    "date" => "date = 2026-11-15".to_owned(),
                    "category" => "category = \"space\"".to_owned(),
                    "authors" => "authors = [\"ana\"]".to_owned(),
                    _ => line.to_owned(),
                });
            }
            hub.write(file, lines.join("\n"));
            let said = hub.check().diagnostics;
            assert!(!folkmoot::diagnostic::has_errors(&said), "{file}: {said:?}");
            // With every line that is commented out, all names are fields there are.
            let all: Vec<String> = lines
                .iter()
                .map(|line| line.strip_prefix("# ").filter(|rest| rest.contains(" = ")).unwrap_or(line).to_owned())
                .collect();
            hub.write(file, all.join("\n"));
            let said = hub.check().diagnostics;
            assert!(!said.iter().any(known), "{file}: {said:?}");
            std::fs::remove_file(hub.root().join(file)).unwrap();
        }
    }
}

const ISSUE: &str = "### title\n\nWinter \"salon\" ../../x\n\n### start\n\n2026-12-15 19:00\n\n### type\n\nsalon\n\n### summary\n\n\
    _No response_\n\n### description\n\nCome.\n\n\"\"\"\npublic = [\"email\"]\n[extra]\n\n### uid\n\nmine\n\n### location\n\n\
    {{ x }} ' \" \\ \u{1b}[31m\n\n### tags\n\nriver, tea\"]\n";

#[test]
fn an_issue_becomes_a_file_and_nothing_in_it_is_more_than_words() {
    let hub = with_repository("https://github.com/riverbank/hub");
    hub.write("issue.md", ISSUE);
    let words = ["new", "event", "--from-issue", "issue.md", "--set", "type=dinner", "--now", NOW];
    let (exit, out, err) = run(&hub, &words, "");
    assert_eq!(exit, 0, "{err}");
    assert!(err.lines().all(|line| line.starts_with("next: begin it with `##`")), "{err}");
    assert!(out.trim_end().ends_with("content/events/winter-salon-x.toml"), "{out}");
    let text = std::fs::read_to_string(hub.root().join("content/events/winter-salon-x.toml")).unwrap();
    let live: BTreeSet<&str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .map(|it| it.0)
        .collect();
    let fields: BTreeSet<&str> = ["title", "start", "type", "description", "location", "tags"].into();
    assert!(fields.is_subset(&live) && !live.contains("uid"), "{live:?}\n{text}");
    assert!(text.contains("type = \"dinner\"\n"), "what the command line says counts");
    assert!(!folkmoot::diagnostic::has_errors(&hub.check().diagnostics), "{:?}", hub.check().diagnostics);
    let (exit, _, err) = run(&hub, &words, "");
    assert!(exit == 2 && err.contains("there is already"), "{err}");
    let words = ["new", "event", "--from-issue", "-", "--dry-run", "--id", "other", "--now", NOW];
    let (exit, out, err) = run(&hub, &words, ISSUE);
    assert!(exit == 0 && out.contains("title = \"Winter"), "{err}");
    for (body, says) in
        [("It broke.", "is no issue that the form of an event made"), ("### title\n\n../\n", "gives no name")]
    {
        let (exit, out, err) = run(&hub, &["new", "event", "--from-issue", "-", "--now", NOW], body);
        assert_eq!((exit, &*out), (2, ""), "{body}");
        assert!(err.contains(says), "{err}");
    }
    let (exit, _, err) =
        run(&hub, &["new", "event", "--from-issue", "-", "--now", NOW], "### title\n\nA\n\n### start\n\nsoon\n");
    assert!(exit == 2 && err.contains("`start` wants a day"), "{err}");
}

#[test]
fn forms_and_the_editor_know_the_hub() {
    let hub = with_repository("https://github.com/riverbank/hub");
    let (exit, out, err) = run(&hub, &["schema", "--format", "issue-forms", "--out", "forms"], "");
    assert_eq!((exit, &*err), (0, ""));
    assert_eq!(out.lines().count(), 3, "{out}");
    let form = std::fs::read_to_string(hub.root().join("forms/resource.yml")).unwrap();
    assert!(form.contains("- \"funding\"") && form.contains("label: \"category\""), "{form}");
    let (exit, out, _) = run(&hub, &["schema", "post", "--format", "issue-forms"], "");
    assert_eq!((exit, &*out), (2, ""));
    let (exit, out, err) = run(&hub, &["schema", "--format", "cms"], "");
    assert_eq!((exit, &*err), (0, ""));
    for line in [
        "  name: \"github\"\n  repo: \"riverbank/hub\"\n  branch: \"main\"\n",
        "    folder: \"site/content/events\"\n",
        "        collection: \"members\"\n",
        "        format: \"YYYY-MM-DDTHH:mm:ss\"\n",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    hub.write("hub.toml", "title = \"Riverbank\"\nbase_url = \"https://riverbank.example\"\n");
    let (exit, _, err) = run(&hub, &["schema", "--format", "cms"], "");
    assert!(exit == 2 && err.contains("`[repository]`"), "{err}");
}

/// The questions of a form and an answer to each: the first choice there is, or the example.
fn filled(form: &str) -> String {
    let value = |line: &str, key: &str| {
        let text = line.trim_start().strip_prefix(key)?.trim();
        serde_json::from_str::<String>(text).ok()
    };
    let mut body = String::new();
    for question in form.split("  - type: ").skip(1).filter(|part| !part.starts_with("\"markdown\"")) {
        let find = |key: &str| question.lines().find_map(|line| value(line, key));
        let label = find("label:").unwrap();
        let answer = match &*find("id:").unwrap() {
            "hosts" | "provider" => "ana".to_owned(),
            // An event has one of the two.
            "duration" => "_No response_".to_owned(),
            "start" => "2026-12-15 19:00".to_owned(),
            "end" => "2026-12-15 21:00".to_owned(),
            "bio" | "description" => "First.\n\n### Bring\n\nTea.".to_owned(),
            _ => find("placeholder:").or_else(|| find("- ")).unwrap_or_else(|| panic!("{question}")),
        };
        body.push_str(&format!("### {label}\n\n{answer}\n\n"));
    }
    body
}

#[test]
fn each_form_once_filled_in_becomes_a_file_that_passes() {
    let english = with_repository("https://github.com/riverbank/hub");
    let chinese = with_repository("https://github.com/riverbank/hub");
    let config = std::fs::read_to_string(chinese.root().join("hub.toml")).unwrap();
    chinese.write("hub.toml", config.replace("[languages.zh-CN]", "language = \"zh-CN\"\n[languages.en]"));
    for (hub, few, several) in [(english, "### tags", "### needs"), (chinese, "### 标签", "### 正在找")] {
        let (exit, _, err) = run(&hub, &["schema", "--format", "issue-forms", "--out", "forms"], "");
        assert_eq!((exit, &*err), (0, ""));
        for kind in ["event", "resource", "member"] {
            let form = std::fs::read_to_string(hub.root().join(format!("forms/{kind}.yml"))).unwrap();
            let body = filled(&form);
            assert!(body.matches("### ").count() >= 7, "{body}");
            let (exit, out, err) = run(&hub, &["new", kind, "--from-issue", "-", "--now", NOW], &body);
            assert_eq!(exit, 0, "{kind}: {out}{err}\n{body}");
            assert!(err.lines().all(|line| line.starts_with("next: begin it with `##`")), "{kind}: {err}");
            let said = hub.check().diagnostics;
            assert!(!folkmoot::diagnostic::has_errors(&said), "{kind}: {said:?}");
            let body = body.replace(few, "### Where").replace(several, "### Where");
            let (exit, _, err) =
                run(&hub, &["new", kind, "--from-issue", "-", "--id", "other", "--dry-run", "--now", NOW], &body);
            assert_eq!(exit, 0, "{kind}: {err}");
            assert!(err.contains("`### Where` is no question of the form"), "{kind}: {err}");
        }
    }
}
