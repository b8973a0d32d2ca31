//! `check` as contributors and reviewers meet it: what a change has to do with, what is mended, what is summed up, links to elsewhere.

use crate::hub::{Hub, files, run};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Calls `folkmoot check`. Gives the exit code, standard output, and the messages as `file:line code`.
fn check(folder: &Path, words: &str) -> (i32, String, Vec<String>) {
    let fixed = "check --now 2026-11-21T12:00:00Z --message-format json";
    let words: Vec<&str> = fixed.split_whitespace().chain(words.split_whitespace()).collect();
    let (exit, out, err) = run(folder, env!("CARGO_BIN_EXE_folkmoot"), &words);
    let message = |line: &str| {
        let said: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        let word = |name: &str| said[name].as_str().unwrap_or("-").to_owned();
        format!("{}:{} {}", word("file"), said["line"], word("code"))
    };
    (exit, out, err.lines().map(message).collect())
}

fn git(folder: &Path, words: &str) {
    let (exit, _, err) = run(folder, "git", &words.split_whitespace().collect::<Vec<_>>());
    assert_eq!(exit, 0, "git {words}: {err}");
}

fn commit(folder: &Path) {
    git(folder, "add -A");
    git(folder, "commit -qm change");
}

/// The common hub in the first commit of a repository, with a page that has an old mistake.
fn repository() -> Hub {
    let hub = Hub::common();
    hub.write("content/kb/old.md", "# Old\n\n![](/river.svg) and [money](funding.md).\n");
    git(hub.root(), "init -q -b main");
    commit(hub.root());
    hub
}

#[test]
fn a_change_answers_for_what_it_touches_and_for_what_it_breaks_elsewhere() {
    let hub = repository();
    assert_eq!(check(hub.root(), "").2, ["content/kb/old.md:3 picture-without-alt"]);
    let (exit, _, said) = check(hub.root(), "--since main --deny-warnings");
    assert_eq!((exit, said.len()), (0, 0), "{said:?}");
    git(hub.root(), "checkout -q -b change");
    hub.write("content/posts/new.md", "+++\ntitle = \"New\"\ndate = 2026-05-02\n+++\n![](/river.svg)\n");
    let new = "content/posts/new.md:5 picture-without-alt".to_owned();
    assert_eq!(check(hub.root(), "--since main").2, std::slice::from_ref(&new), "a file that git does not know yet");
    fs::remove_file(hub.root().join("content/kb/funding.md")).unwrap();
    commit(hub.root());
    let (exit, _, said) = check(hub.root(), "--since main");
    let broken = |at: &str| format!("{at} link-goes-nowhere");
    assert_eq!(
        said,
        [
            broken("content/kb/old.md:3"),
            "content/pages/about.md:1 orphan".to_owned(),
            new,
            broken("content/posts/welcome.md:7"),
            broken("content/posts/welcome.zh-CN.md:4")
        ]
    );
    assert_eq!(exit, 1);
    // Meanwhile somebody else makes a mistake on the main branch: it is not this change's.
    git(hub.root(), "checkout -q main");
    hub.write("content/kb/other.md", "# Other\n\n[gone](gone.md)\n");
    commit(hub.root());
    git(hub.root(), "checkout -q change");
    assert_eq!(check(hub.root(), "--since main").2, said);
    let (exit, _, err) = run(hub.root(), env!("CARGO_BIN_EXE_folkmoot"), &["check", "--since", "nowhere"]);
    assert!(exit == 2 && err.contains("git knows no revision `nowhere`"), "{exit} {err}");
}

#[test]
fn a_summary_tells_reviewers_what_is_wrong_and_what_changes() {
    let hub = repository();
    git(hub.root(), "checkout -q -b change");
    hub.write(
        "content/pages/hello.md",
        "+++\ntitle = \"Hello\"\n+++\n[Us](about.md), `@org/team` and ![](/river.svg)\n",
    );
    hub.write(
        "content/events/demo-day.md",
        "+++\ntitle = \"Demo day\"\nstart = 2026-11-29T14:00:00\nend = 2026-11-29T17:00:00\n+++\nSix teams.\n",
    );
    let (exit, ..) = check(hub.root(), "--since main --summary summary.md");
    let text = fs::read_to_string(hub.root().join("summary.md")).unwrap();
    assert_eq!(exit, 0, "{text}");
    for part in [
        "<!-- folkmoot check -->\n⚠️ **Checked:** 2 warnings.\n",
        "- **warning** `content/pages/hello.md:1` `orphan`: neither the menu nor any text leads to this page\n",
        "  - help: ",
        "There is 1 more message that this change has nothing to do with.\n",
        "### Moves\n",
        "- `/pages/hello/`",
    ] {
        assert!(text.contains(part) || part.contains("/pages/hello/") && text.contains("/hello/"), "{part}\n{text}");
    }
    hub.write("content/pages/hello.md", "+++\ntitel = \"Hello\"\n+++\n[x](gone.md)\n");
    let (exit, ..) = check(hub.root(), "--summary summary.md");
    let text = fs::read_to_string(hub.root().join("summary.md")).unwrap();
    assert!(exit == 1 && text.contains("❌") && text.contains("help: did you mean `title`"), "{text}");
}

fn texts(hub: &Hub) -> BTreeMap<String, Vec<u8>> {
    let mut all = files(hub.root());
    all.retain(|name, _| name.starts_with("content/") || name == "hub.toml");
    all.into_iter().map(|(name, file)| (name, fs::read(file).unwrap())).collect()
}

#[test]
fn what_is_mechanical_is_mended_and_nothing_else() {
    let hub = Hub::common();
    let event = "# A salon\r\ntitel = \"Salon\" # ours\r\nstart = \"2026-12-01T19:00:00\"\r\nduration = \"2h\"\r\ntags = [\"Hiring\", \"community\"]\r\nspeakers = [] # none yet\r\n";
    hub.write("content/events/mend.toml", event);
    hub.write("content/kb/page.md", "---\ntitle: Page\nupdated: 2026/5/1   # a while ago\ntags:\n  - hiring\n  - community\n---\nSee [money](funding.md). updated: 2026/5/1\n");
    hub.write(
        "content/posts/untouched.md",
        "+++\ntitle = \"X\"\ndate = 2026-02-30\ntags = [\n  \"hiring\", # first\n  \"community\",\n]\n+++\n",
    );
    hub.write(
        "content/members/tomas-okafor.toml",
        "name = \"Tomas\"\njoined = \"2026-05-01\"\ngroups = [\"shanghai\"]\n",
    );
    let before = texts(&hub);
    let (_, diff, _) = check(hub.root(), "--fix --dry-run");
    assert_eq!(texts(&hub), before, "a rehearsal writes nothing");
    assert!(diff.contains("--- a/content/events/mend.toml\n+++ b/content/events/mend.toml\n@@ -2 +2 @@\n-titel = \"Salon\" # ours\r\n+title = \"Salon\" # ours\r\n"), "{diff}");
    assert!(!diff.contains("joined"), "{diff}");
    let (exit, out, said) = check(hub.root(), "--fix");
    assert!(out.contains("content/events/mend.toml:2: mended: `titel` is called `title`\n"), "{out}");
    assert!(out.contains("content/members/tomas-okafor.toml:2: mended: a private field is mended\n"), "{out}");
    let after = texts(&hub);
    let text = |name: &str| String::from_utf8(after[name].clone()).unwrap();
    let mended = event.replace("titel", "title").replace("\"2026-12-01T19:00:00\"", "2026-12-01T19:00:00");
    let mended = mended.replace("[\"Hiring\", \"community\"]", "[\"community\", \"hiring\"]");
    assert_eq!(text("content/events/mend.toml"), mended);
    assert_eq!(
        text("content/kb/page.md"),
        "---\ntitle: Page\nupdated: 2026-05-01   # a while ago\ntags:\n  - community\n  - hiring\n---\nSee [money](funding.md). updated: 2026/5/1\n"
    );
    assert_eq!(
        text("content/members/tomas-okafor.toml"),
        "name = \"Tomas\"\njoined = 2026-05-01\ngroups = [\"shanghai\"]\n"
    );
    let changed: Vec<&String> =
        after.iter().filter(|(name, text)| before[*name] != **text).map(|(name, _)| name).collect();
    assert_eq!(changed, ["content/events/mend.toml", "content/kb/page.md", "content/members/tomas-okafor.toml"]);
    assert_eq!((exit, said), (1, vec!["content/posts/untouched.md:3 no-such-date".to_owned()]));
    let (_, out, _) = check(hub.root(), "--fix");
    assert!(texts(&hub) == after && !out.contains("mended"), "a second time there is nothing to do: {out}");
}

/// Serves on the loopback address, and notes what was asked.
fn serve() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(&mut stream.unwrap(), &log);
        }
    });
    (base, asked)
}

fn answer(stream: &mut TcpStream, log: &Mutex<Vec<String>>) {
    let lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let words: Vec<&str> = head.first().map(|line| line.split(' ').collect()).unwrap_or_default();
    let [method, path, _] = words[..] else { return };
    assert!(head.iter().any(|line| line.to_ascii_lowercase().starts_with("user-agent: folkmoot/")), "{head:?}");
    log.lock().unwrap().push(format!("{method} {path}"));
    let earlier = log.lock().unwrap().iter().filter(|line| line.ends_with(path)).count();
    let status = match (path, method) {
        ("/gone", _) => "410 Gone",
        ("/missing", _) | ("/shy", "HEAD") => "404 Not Found",
        ("/locked", _) => "403 Forbidden",
        ("/busy", _) if earlier <= 2 => "503 Service Unavailable",
        ("/moved", _) => "301 Moved Permanently\r\nLocation: /fine",
        _ => "200 OK",
    };
    let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

#[test]
fn only_a_definite_answer_makes_a_link_broken() {
    let (base, asked) = serve();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let hub = Hub::common();
    let links = ["fine#top", "gone", "missing", "shy", "locked", "busy", "moved", "fine"];
    let lines: String = links.iter().map(|path| format!("[x]({base}/{path})\n\n")).collect();
    let text = format!("# Links\n\n{lines}[silent](http://{closed}/) and [reserved](https://nowhere.example/)\n");
    hub.write("content/kb/links.md", text);
    hub.write(
        "content/resources/desk.toml",
        format!("title = \"Desk\"\ncategory = \"space\"\nurl = \"{base}/gone\"\n"),
    );
    let (exit, _, said) = check(hub.root(), "--external --allow-private --deny-warnings");
    let expected = [
        "content/kb/links.md:5 link-broken",
        "content/kb/links.md:7 link-broken",
        "content/kb/links.md:11 link-unreached",
        "content/kb/links.md:19 link-unreached",
        "content/resources/desk.toml:3 link-broken",
    ];
    assert_eq!((exit, said), (1, expected.map(str::to_owned).to_vec()));
    let first = std::mem::take(&mut *asked.lock().unwrap());
    assert_eq!(first.iter().filter(|line| line.ends_with(" /gone")).count(), 2, "once short and once long: {first:?}");
    assert_eq!(
        first.iter().filter(|line| line.as_str() == "HEAD /fine").count(),
        2,
        "once of itself, once moved: {first:?}"
    );
    let (_, _, again) = check(hub.root(), "--external --allow-private");
    assert_eq!(again, expected, "what was certain is remembered");
    let second = std::mem::take(&mut *asked.lock().unwrap());
    assert_eq!(second, ["HEAD /locked", "GET /locked"]);
    assert!(hub.root().join(".folkmoot/links.json").is_file());
    let (_, _, said) = check(hub.root(), "--external --no-cache");
    assert!(said.iter().all(|line| line.ends_with("link-unreached")), "nothing private is asked: {said:?}");
    assert!(asked.lock().unwrap().is_empty() && check(hub.root(), "").2.is_empty());
}
