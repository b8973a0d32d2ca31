//! `forget`: the hub builds and checks without the member, says nothing of them where fields name people, and tells what is left.

use crate::hub::{Hub, files};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn run(hub: &Hub, words: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
    command.current_dir(hub.root()).env("SOURCE_DATE_EPOCH", "1795262400").env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_CEILING_DIRECTORIES", std::env::temp_dir());
    let done = command.args(words).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn read(hub: &Hub, path: &str) -> String {
    std::fs::read_to_string(hub.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn texts(root: &Path) -> BTreeMap<String, Vec<u8>> {
    files(root).into_iter().map(|(name, file)| (name, std::fs::read(file).unwrap())).collect()
}

/// A hub in which one member is named in every way there is.
fn hub() -> Hub {
    let hub = Hub::empty();
    hub.write(
        "hub.toml",
        "title = \"Riverbank\"\nbase_url = \"https://riverbank.example\"\n[languages.zh-CN]\ntitle = \"河岸\"\n",
    );
    hub.write(
        "content/members/lin-mei.toml",
        "name = \"Lin Mei\"\navatar = \"mei.png\"\nimage = \"shared.png\"\nimage_alt = \"x\"\nbio = \"![me](river.png)\"\n\
         email = \"mei@riverbank.example\"\n",
    );
    hub.write("content/members/lin-mei.zh-CN.toml", "name = \"林梅\"\n");
    hub.write("content/members/lin-mei_b.toml", "name = \"Another\"\n");
    for picture in ["mei.png", "shared.png", "river.png", "lin-mei.jpg"] {
        hub.write(&format!("content/members/{picture}"), "no picture");
    }
    hub.write(
        "content/members/bo.toml",
        "name = \"Bo\"\nbio = \"\"\"\nWorks with @lin-mei.\n\"\"\"\nimage = \"shared.png\"\nimage_alt = \"x\"\n",
    );
    hub.write(
        "content/groups/team.toml",
        "name = \"Team\"\nleads = [\"bo\", \"lin-mei\"] # two\nmembers = [\n  \"lin-mei\",\n  { member = \"lin-mei\", role = \"Door\", since = 2020-01-01 },\n]\n\
         description = \"Ask [Lin](/members/lin-mei/).\"\n",
    );
    hub.write(
        "content/projects/boat.toml",
        "title = \"Boat\"\n\n[[members]]\nmember = \"lin-mei\"\nrole = \"Captain\"\nsince = 2024-01-01\n\n[[members]]\nmember = \"bo\"\n",
    );
    hub.write(
        "content/events/tea.toml",
        "title = \"Tea\"\nstart = 2026-12-01T19:00:00\nduration = \"1h\"\nrepeat = { every = \"week\", count = 3 }\nhosts = [\"lin-mei\"]\n\
         speakers = [{ member = \"lin-mei\", talk = \"On \\\"tea\\\"\" }, \"lin-mei\"]\n\n[[override]]\nat = 2026-12-08T19:00:00\nhosts = [\"lin-mei\", \"bo\"]\n",
    );
    hub.write(
        "content/posts/2026-11-01-hello.md",
        "---\ntitle: Hello\ndate: 2026-11-01\nauthors:\n  - lin-mei\n  - bo\nreviewers: lin-mei\n---\n\
         By @lin-mei, not @lin-mei_b; [Mei](../members/lin-mei.toml \"her\") and [[lin-mei|our friend]].\n\n\
         See <https://riverbank.example/members/lin-mei/>. Lin Mei said so.\n",
    );
    hub.write(
        "content/posts/2026-11-02-hallo.md",
        "---\ntitle: Hallo\ndate: 2026-11-02\nauthors: [bo, lin-mei]\n---\nText.\n",
    );
    hub.write("content/posts/2026-11-02-hallo.zh-CN.md", "---\ntitle: 你好\n---\n请问@lin-mei的朋友。\n");
    hub.write(
        "content/kb/how.md",
        "+++\ntitle = \"How\"\nowners = [\"lin-mei\"]\n+++\nAsk [her][m].\n\n[m]: ../members/lin-mei.toml\n",
    );
    hub.write("content/resources/desk.toml", "title = \"Desk\"\ncategory = \"space\"\nprovider = \"lin-mei\"\n");
    hub.write(
        "content/resources/more.csv",
        "title,category,provider\nChair,space,lin-mei\n\"Table, long\",space,\"lin-mei\"\n",
    );
    hub.write("data/attendance.csv", "event,member\ntea,lin-mei\ntea,bo\n");
    hub
}

#[test]
fn a_forgotten_member_is_in_no_field_and_no_link() {
    let hub = hub();
    // The one link that no program can take out: its definition stands elsewhere.
    hub.write("content/kb/how.md", "+++\ntitle = \"How\"\nowners = [\"lin-mei\"]\n+++\nAsk.\n");
    let before = hub.check();
    assert!(!folkmoot::diagnostic::has_errors(&before.diagnostics), "{:?}", before.diagnostics);
    let (exit, out, err) = run(&hub, &["forget", "lin-mei"]);
    assert_eq!((exit, &*err), (0, ""), "{out}");
    let names = files(hub.root());
    for gone in ["lin-mei.toml", "lin-mei.zh-CN.toml", "mei.png", "river.png", "lin-mei.jpg"] {
        assert!(!names.contains_key(&format!("content/members/{gone}")), "{gone}");
        assert!(out.contains(&format!("removed content/members/{gone}\n")), "{out}");
    }
    assert!(names.contains_key("content/members/lin-mei_b.toml"));
    assert!(out.contains("kept content/members/shared.png: content/members/bo.toml names it too\n"), "{out}");
    let former = "{ name = \"A former member\" }";
    let group = read(&hub, "content/groups/team.toml");
    assert_eq!(
        group,
        format!(
            "name = \"Team\"\nleads = [\"bo\", {former}] # two\nmembers = [\n  {former},\n  {former},\n]\ndescription = \"Ask a former member.\"\n"
        )
    );
    assert_eq!(
        read(&hub, "content/projects/boat.toml"),
        "title = \"Boat\"\n\n[[members]]\nname = \"A former member\"\n\n[[members]]\nmember = \"bo\"\n"
    );
    let event = read(&hub, "content/events/tea.toml");
    assert!(event.contains("speakers = [{ name = \"A former member\", talk = \"On \\\"tea\\\"\" }, { name"), "{event}");
    assert!(event.contains(&format!("hosts = [{former}, \"bo\"]")), "{event}");
    let post = read(&hub, "content/posts/2026-11-01-hello.md");
    assert_eq!(
        post,
        "---\ntitle: Hello\ndate: 2026-11-01\nauthors:\n  - {name: \"A former member\"}\n  - bo\nreviewers: [{name: \"A former member\"}]\n---\n\
         By a former member, not @lin-mei_b; a former member and a former member.\n\nSee a former member. Lin Mei said so.\n"
    );
    assert!(out.contains("  content/posts/2026-11-01-hello.md:11:22: Lin Mei\n"), "{out}");
    assert!(read(&hub, "content/posts/2026-11-02-hallo.zh-CN.md").ends_with("请问一位前成员的朋友。\n"));
    let rows = read(&hub, "content/resources/more.csv");
    assert_eq!(
        rows,
        "title,category,provider\nChair,space,A former member\n\"Table, long\",space,\"A former member\"\n"
    );
    assert_eq!(read(&hub, "data/attendance.csv"), "event,member\ntea,A former member\ntea,bo\n");
    let built = hub.build();
    assert!(built.report.is_some() && !folkmoot::diagnostic::has_errors(&built.diagnostics), "{:?}", built.diagnostics);
    for (name, bytes) in hub.site() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("members/lin-mei/") && !text.contains("mei@riverbank"), "{name}");
    }
    let (exit, _, err) = run(&hub, &["forget", "lin-mei"]);
    assert!(exit == 2 && err.contains("there is no member `lin-mei`"), "{err}");
}

#[test]
fn what_cannot_be_cut_out_is_said() {
    let hub = hub();
    let (exit, out, err) = run(&hub, &["forget", "lin-mei"]);
    assert!(out.contains("content/kb/how.md:"), "{out}");
    assert!(exit == 1 && err.contains("link-goes-nowhere") && err.contains("mend these by hand"), "{err}");
}

#[test]
fn a_trial_changes_nothing_and_tells_of_git() {
    let hub = hub();
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(hub.root()).env("GIT_CONFIG_GLOBAL", "/dev/null").args(words);
        let done = command.output().unwrap();
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["-c", "user.name=Lin Mei", "-c", "user.email=mei@riverbank.example", "commit", "-qm", "all"]);
    let before = texts(hub.root());
    let (exit, out, err) = run(&hub, &["forget", "lin-mei", "--dry-run", "--as", "Somebody"]);
    assert_eq!((exit, &*err), (0, ""));
    assert_eq!(texts(hub.root()), before);
    for line in [
        "would remove content/members/lin-mei.toml\n",
        "would change content/events/tea.toml: 4 places\n",
        "  1 commit holds these files, from ",
        "  1 commit has them as its author\n",
        "git filter-repo --invert-paths --path content/members/",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    for (words, says) in [
        (&["forget", "../hub"][..], "there is no member"),
        (&["forget", "lin-mei", "--as", "<b>"], "plain words"),
        (&["forget"], "required"),
    ] {
        let (exit, _, err) = run(&hub, words);
        assert!(exit == 2 && err.contains(says), "{words:?}: {err}");
        assert_eq!(texts(hub.root()), before);
    }
}
