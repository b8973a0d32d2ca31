//! History from git: real repositories with fixed dates, read by the library, and sites made from them.

use crate::hub::Hub;
use folkmoot::history::{History, Looked, Memory, Past, look, read};
use folkmoot::pipeline::{Built, Request, build};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The first second of 2026, to which tests add their own.
const YEAR: i64 = 1_767_225_600;

/// A hub in a repository.
pub(crate) struct Repo {
    pub(crate) hub: Hub,
    folder: PathBuf,
}

/// Runs git as somebody at a time, and gives what it wrote.
fn git(folder: &Path, at: i64, who: &str, args: &[&str]) -> String {
    let (name, mail) = who.split_once(" <").unwrap();
    let date = format!("{} +0000", YEAR + at);
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"]).args(args);
    git.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("LC_ALL", "C")]);
    git.envs([("GIT_AUTHOR_DATE", date.as_str()), ("GIT_COMMITTER_DATE", date.as_str())]);
    for role in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{role}_NAME"), name).env(format!("GIT_{role}_EMAIL"), mail.trim_end_matches('>'));
    }
    let told = git.output().unwrap();
    assert!(told.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8_lossy(&told.stdout).trim().to_owned()
}

const ANA: &str = "Ana Example <ana@x.example>";
const BO: &str = "Bo Example <bo@x.example>";

impl Repo {
    pub(crate) fn new() -> Self {
        Self::of(Hub::empty(), "")
    }

    /// A repository in the hub's folder, or in one above: `inner` is the hub's place in it.
    fn of(hub: Hub, inner: &str) -> Self {
        let depth = inner.split('/').filter(|part| !part.is_empty()).count();
        let folder = hub.root().ancestors().nth(depth).unwrap().to_path_buf();
        git(&folder, 0, ANA, &["init", "-q"]);
        Self { hub, folder }
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        self.hub.write(name, text);
        self
    }

    fn commit_as(&self, who: &str, at: i64) -> &Self {
        git(&self.folder, at, who, &["add", "-A", "."]);
        git(&self.folder, at, who, &["commit", "-q", "--allow-empty", "-m", "a change"]);
        self
    }

    pub(crate) fn commit(&self, at: i64) -> &Self {
        self.commit_as(ANA, at)
    }

    pub(crate) fn git(&self, at: i64, args: &[&str]) -> &Self {
        git(&self.folder, at, ANA, args);
        self
    }

    fn history(&self) -> History {
        history(self.hub.root(), false)
    }

    fn request(&self) -> Request {
        self.hub.request()
    }

    pub(crate) fn build(&self) -> Built {
        build(&self.request()).unwrap()
    }

    pub(crate) fn page(&self, name: &str) -> String {
        std::fs::read_to_string(self.hub.output().join(name)).unwrap()
    }
}

fn history(root: &Path, memory: bool) -> History {
    match look(root) {
        Looked::Here(standing) => read(root, &standing, Memory { read: memory, write: memory }),
        Looked::Nothing | Looked::NotOurs => History::default(),
    }
}

/// First and last change in seconds of the year, and how many there were.
fn told(history: &History, path: &str) -> (Option<i64>, Option<i64>, Option<u32>) {
    let past = history.of(path).unwrap_or_else(|| panic!("nothing is known of {path}"));
    let Past { first, last, changes, .. } = past;
    (first.map(|at| at.unix() - YEAR), last.map(|at| at.unix() - YEAR), *changes)
}

fn known(first: i64, last: i64, changes: u32) -> (Option<i64>, Option<i64>, Option<u32>) {
    (Some(first), Some(last), Some(changes))
}

fn names(history: &History, path: &str) -> Vec<String> {
    let authors = &history.of(path).unwrap().authors;
    authors.iter().map(|author| history.authors[*author as usize].name.to_string()).collect()
}

const TEXT: &str = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n";

#[test]
fn a_move_is_no_change_and_a_change_while_moving_is_one() {
    let repo = Repo::new();
    repo.write("a.md", TEXT).write("b.md", TEXT).commit(10);
    repo.write("a.md", &format!("{TEXT}eleven\n")).commit_as(BO, 20);
    repo.git(0, &["mv", "a.md", "c.md"]).commit(30);
    assert_eq!(told(&repo.history(), "c.md"), known(10, 20, 2));
    assert_eq!(names(&repo.history(), "c.md"), ["Ana Example", "Bo Example"]);
    repo.git(0, &["mv", "c.md", "d.md"]).write("d.md", &format!("{TEXT}twelve\n")).commit(40);
    let history = repo.history();
    assert_eq!(told(&history, "d.md"), known(10, 40, 3));
    assert_eq!(told(&history, "b.md"), known(10, 10, 1));
    assert!(history.of("a.md").is_none() && history.of("c.md").is_none());
    assert_eq!(&*history.of("d.md").unwrap().commit, git(&repo.folder, 0, ANA, &["rev-parse", "HEAD"]));
    // Rights are no content; what was taken out and came back is the same file.
    repo.git(0, &["update-index", "--chmod=+x", "b.md"]).git(50, &["commit", "-q", "-m", "rights"]);
    assert_eq!(told(&repo.history(), "b.md"), known(10, 10, 1));
    repo.git(0, &["checkout", "-q", "."]).git(0, &["rm", "-q", "b.md"]).commit(60);
    assert!(repo.history().of("b.md").is_none());
    repo.write("b.md", "new\n").commit(70);
    assert_eq!(told(&repo.history(), "b.md"), known(10, 70, 2));
}

#[test]
fn merges_do_not_count_twice_and_their_own_content_is_dated() {
    let repo = Repo::new();
    repo.write("a.md", TEXT).write("b.md", TEXT).commit(10);
    repo.git(0, &["checkout", "-q", "-b", "branch"]).write("a.md", &format!("{TEXT}end\n")).commit_as(BO, 20);
    repo.git(0, &["checkout", "-q", "main"]).write("b.md", "other\n").commit(30);
    repo.git(40, &["merge", "-q", "--no-edit", "branch"]);
    assert_eq!(told(&repo.history(), "a.md"), known(10, 20, 2), "as the branch left it");
    assert_eq!(told(&repo.history(), "b.md"), known(10, 30, 2));
    // Both sides change one file: the merge has a text that neither had.
    repo.git(0, &["checkout", "-q", "branch"]).write("a.md", &format!("{TEXT}END\n")).commit_as(BO, 50);
    repo.git(0, &["checkout", "-q", "main"]).write("a.md", &format!("start\n{TEXT}end\n")).commit(60);
    repo.git(70, &["merge", "-q", "--no-edit", "branch"]);
    let history = repo.history();
    assert_eq!(told(&history, "a.md"), known(10, 70, 4));
    assert_eq!(names(&history, "a.md"), ["Ana Example", "Bo Example"]);
    // A branch that began before a file was moved goes on under the old name.
    repo.git(0, &["checkout", "-q", "branch"]).write("b.md", &format!("{TEXT}more\n")).commit_as(BO, 90);
    repo.git(0, &["checkout", "-q", "main"]).git(0, &["mv", "a.md", "c.md"]).commit(80);
    repo.git(100, &["merge", "-q", "-X", "ours", "--no-edit", "branch"]);
    assert_eq!(told(&repo.history(), "c.md"), known(10, 70, 4));
}

#[test]
fn a_later_change_is_later_whatever_the_clock_of_its_author_said() {
    let repo = Repo::new();
    repo.write("a.md", "1\n").commit(100);
    repo.write("a.md", "2\n").commit(50);
    repo.write("a.md", "3\n").commit(50);
    assert_eq!(told(&repo.history(), "a.md"), known(100, 102, 3));
}

#[test]
fn names_come_from_the_mailmap_and_are_only_texts() {
    let repo = Repo::new();
    repo.write("a.md", "1\n").commit(10);
    repo.write("a.md", "2\n").commit_as("anna <old@x.example>", 20);
    assert_eq!(names(&repo.history(), "a.md"), ["Ana Example", "anna"]);
    repo.write(".mailmap", "Ana Example <ana@x.example> <old@x.example>\n");
    assert_eq!(names(&history(repo.hub.root(), true), "a.md"), ["Ana Example"], "also before it is committed");
    repo.write(".mailmap", "Anna Example <ana@x.example> <old@x.example>\nAnna Example <ana@x.example>\n");
    assert_eq!(names(&history(repo.hub.root(), true), "a.md"), ["Anna Example"], "what is remembered is not stale");
    let hostile = format!("\"&lt;\u{1}\u{202e}x\u{7}{}", "y".repeat(300));
    let entry = format!("author {hostile} <e@x.example> 1767225600 +0000");
    let tree = git(&repo.folder, 0, ANA, &["rev-parse", "HEAD^{tree}"]);
    let parent = git(&repo.folder, 0, ANA, &["rev-parse", "HEAD"]);
    let commit = format!("tree {tree}\nparent {parent}\n{entry}\n{}\n\nm\n", entry.replace("author", "committer"));
    repo.write("commit", &commit);
    let id = git(&repo.folder, 0, ANA, &["hash-object", "-t", "commit", "--literally", "-w", "commit"]);
    repo.git(0, &["reset", "-q", "--soft", &id]);
    let authors = repo.history().authors;
    let name = &authors.iter().find(|author| author.name.ends_with('y')).unwrap().name;
    assert!(name.chars().count() <= 80 && !name.contains(['\u{1}', '\u{7}', '\u{202e}']), "{name:?}");
}

#[test]
fn what_is_not_committed_is_later_than_what_is() {
    let repo = Repo::new();
    repo.write("a.md", "1\n").write("b.md", "1\n").commit(10);
    repo.write("b.md", "2\n").commit(20);
    repo.write("a.md", "2\n").write("b.md", "3\n").write("c.md", "1\n");
    let history = repo.history();
    assert_eq!(told(&history, "a.md"), known(10, 20, 2), "the time of the commit that is checked out");
    assert_eq!(told(&history, "b.md"), known(10, 21, 3), "but later than its own last");
    assert!(history.of("c.md").is_none(), "nothing is known of what was never committed");
    repo.write("a.md", "1\n");
    assert_eq!(told(&repo.history(), "a.md"), known(10, 10, 1), "the same again");
}

#[test]
fn a_hub_may_lie_in_a_folder_of_its_repository() {
    let outer = Hub::empty();
    let repo = Repo::of(outer, "");
    repo.write("hub.toml", "1\n").write("content/a.md", TEXT).write("site/readme", "x\n").commit(10);
    repo.git(0, &["mv", "content", "site/"]).commit(20);
    repo.write("site/content/a.md", "2\n").write("other.md", "x\n").commit(30);
    repo.write("site/content/a.md", "3\n").write("other.md", "y\n");
    let inner = history(&repo.hub.root().join("site"), true);
    assert_eq!(told(&inner, "content/a.md"), known(10, 31, 3));
    assert_eq!(inner.len(), 2);
    assert!(inner.of("other.md").is_none());
}

#[test]
fn where_git_has_nothing_to_tell_there_is_nothing() {
    let hub = Hub::empty();
    assert!(matches!(look(hub.root()), Looked::Nothing), "no repository");
    let empty = Repo::new();
    assert!(matches!(look(empty.hub.root()), Looked::Nothing), "no commit");
    let bare = Hub::empty();
    git(bare.root(), 0, ANA, &["init", "-q", "--bare"]);
    assert!(matches!(look(bare.root()), Looked::Nothing), "no files");
    let repo = Repo::new();
    repo.write("a.md", "1\n").commit(1);
    assert!(matches!(look(&repo.hub.root().join(".git")), Looked::Nothing), "inside git's own folder");
    std::fs::write(repo.hub.root().join(".git/HEAD"), "nonsense\n").unwrap();
    assert!(matches!(look(repo.hub.root()), Looked::Nothing), "a damaged one");
}

#[test]
fn a_shallow_clone_knows_what_it_does_not_know() {
    let repo = Repo::new();
    repo.write("a.md", "1\n").write("b.md", "1\n").write("c.md", "1\n").commit(10);
    repo.write("b.md", "2\n").commit(20);
    repo.write("c.md", "2\n").commit_as(BO, 30);
    let clone = Hub::empty();
    let from = format!("file://{}", repo.folder.display());
    let target = clone.root().join("clone");
    git(clone.root(), 0, ANA, &["clone", "-q", "--depth", "2", &from, target.to_str().unwrap()]);
    let shallow = history(&target, true);
    assert!(shallow.is_shallow);
    for path in ["a.md", "b.md"] {
        assert_eq!(told(&shallow, path), (None, None, None), "{path}: older than the clone, or as old");
    }
    assert_eq!(told(&shallow, "c.md"), (None, Some(30), None));
    assert_eq!(names(&shallow, "c.md"), [] as [&str; 0], "others may have come before");
    git(&target, 0, ANA, &["fetch", "-q", "--unshallow"]);
    let whole = history(&target, true);
    assert!(!whole.is_shallow);
    assert_eq!(told(&whole, "a.md"), known(10, 10, 1));
    assert_eq!(told(&whole, "c.md"), known(10, 30, 2));
}

/// A number that looks random, the same in every run.
pub(crate) fn roll(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

#[test]
fn what_is_remembered_is_what_would_be_read_anew() {
    for seed in 1..=3 {
        let repo = Repo::new();
        let mut state = seed;
        repo.write("f0.md", TEXT).commit(0);
        for step in 1..40 {
            let file = format!("f{}.md", roll(&mut state, 6));
            let other = format!("f{}.md", roll(&mut state, 6));
            let at = i64::try_from(step * 10 + roll(&mut state, 25)).unwrap();
            let there = repo.hub.root().join(&file).is_file();
            match roll(&mut state, 9) {
                0 if there && file != other => drop(repo.git(0, &["mv", "-f", &file, &other])),
                1 if there => drop(repo.git(0, &["rm", "-qf", &file])),
                2 => drop(repo.git(0, &["checkout", "-q", "-B", "side"])),
                3 => drop(repo.git(0, &["checkout", "-q", "main"])),
                4 => {
                    let side = Command::new("git")
                        .current_dir(&repo.folder)
                        .args(["rev-parse", "-q", "--verify", "side"])
                        .output();
                    if side.unwrap().status.success() {
                        repo.git(at, &["merge", "-q", "-X", "ours", "--no-edit", "-s", "ours", "side"]);
                    }
                }
                _ => drop(repo.write(&file, &format!("{step}\n{TEXT}"))),
            }
            repo.commit(at);
            let (remembered, anew) = (history(repo.hub.root(), true), repo.history());
            assert_eq!(remembered.len(), anew.len(), "seed {seed}, step {step}");
            for number in 0..6 {
                let path = format!("f{number}.md");
                assert_eq!(remembered.of(&path), anew.of(&path), "seed {seed}, step {step}: {path}");
            }
        }
    }
}

#[test]
fn a_damaged_memory_costs_time_and_not_truth() {
    let repo = Repo::new();
    repo.write("a.md", "1\n").commit(10);
    repo.write("a.md", "2\n").commit(20);
    history(repo.hub.root(), true);
    for name in ["history", "history-commits"] {
        let file = repo.hub.root().join(".folkmoot").join(name);
        let whole = std::fs::read(&file).unwrap();
        for cut in [0, 10, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&file, &whole[..cut]).unwrap();
            assert_eq!(told(&history(repo.hub.root(), true), "a.md"), known(10, 20, 2));
        }
        for at in (0..whole.len()).step_by(5) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x11;
            std::fs::write(&file, damaged).unwrap();
            assert_eq!(told(&history(repo.hub.root(), true), "a.md"), known(10, 20, 2));
        }
    }
    let ours: Vec<u8> = ["history", "history-commits"]
        .iter()
        .flat_map(|name| std::fs::read(repo.hub.root().join(".folkmoot").join(name)).unwrap())
        .collect();
    assert!(!String::from_utf8_lossy(&ours).contains("ana@x.example"));
}

const SALON: &str = "title = \"Salon\"\nstart = 2026-12-01T19:00:00\nduration = \"2h\"\n";
const PAGE: &str = "+++\ntitle = \"Doors\"\n+++\nWhere the key is.\n";

/// The small hub of the cases, with a repository on a forge, a page and members who commit.
fn hub() -> Repo {
    let hub = Hub::common();
    let settings = std::fs::read_to_string(hub.root().join("hub.toml")).unwrap();
    let repository = "\n[repository]\nurl = \"https://github.com/riverbank/hub\"\nfolder = \"site\"\n";
    hub.write("hub.toml", format!("{settings}{repository}"));
    let member = |name: &str, more: &str| format!("name = \"{name}\"\n{more}");
    hub.write("content/members/ana.toml", member("Ana of the River", "email = \"ana@x.example\"\n"));
    hub.write("content/members/bo.toml", member("Bo", "email = \"BO@x.example\"\nvisibility = \"private\"\n"));
    hub.write(
        "content/members/cy.toml",
        member("Cy", "links = { github = \"https://github.com/Cy-X\" }\nvisibility = \"unlisted\"\n"),
    );
    hub.write("content/kb/doors.md", PAGE);
    hub.write("content/events/river-salon.toml", SALON);
    Repo::of(hub, "")
}

#[test]
fn a_page_says_when_and_by_whom_it_was_changed() {
    let repo = hub();
    repo.commit(0);
    for (number, who) in
        [BO, "C <12+cy-x@users.noreply.github.com>", "Di & <di@x.example>", "helper[bot] <h@x.example>"]
            .iter()
            .enumerate()
    {
        let at = 86_400 * (1 + i64::try_from(number).unwrap());
        repo.write("content/kb/doors.md", &format!("{PAGE}{number}\n")).commit_as(who, at);
    }
    let built = repo.build();
    assert!(built.report.is_some(), "{:?}", built.diagnostics);
    let page = repo.page("kb/doors/index.html");
    let footer = page.split("<footer class=\"footer\"").nth(1).unwrap();
    for shown in [
        "<a href=\"https://github.com/riverbank/hub/commits/main/site/content/kb/doors.md\">What changed</a>",
        "5 January 2026",
        ">Ana of the River</a>",
        "<span class=\"p-name\">Cy</span>",
        "Di &amp;",
    ] {
        assert!(footer.contains(shown), "{shown} is missing from {footer}");
    }
    assert!(!footer.contains("Bo") && !footer.contains("[bot]"), "{footer}");
    assert!(page.contains("\"dateModified\":\"2026-01-05"), "{page}");
    let zh = repo.page("zh-CN/kb/doors/index.html");
    assert!(zh.contains("修改记录"), "{zh}");
    let sitemap = repo.page("sitemap.xml");
    let of_page = sitemap.split("<loc>").find(|url| url.contains("/kb/doors/")).unwrap();
    assert!(of_page.contains("<lastmod>2026-01-05</lastmod>"), "{of_page}");
    assert!(repo.page("api/kb.json").contains("2026-01-05"));
    let feed = repo.page("feed.xml");
    let entry = feed.split("<entry>").find(|entry| entry.contains("/kb/doors/")).unwrap();
    assert!(entry.contains("<updated>2026-01-05") && entry.contains("<published>2026-01-01"), "{entry}");
    for (name, bytes) in repo.hub.site() {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for mail in ["ana@x", "bo@x", "di@x", "noreply"] {
            assert!(!text.contains(mail), "{name} has an e-mail address");
        }
    }
}

#[test]
fn history_is_turned_off_and_a_field_wins_over_it() {
    let repo = hub();
    repo.write("content/kb/doors.md", &PAGE.replace("+++\nWhere", "updated = 2025-06-01\n+++\nWhere"));
    repo.write("content/kb/keys.md", &PAGE.replace("Doors", "Keys")).commit(0);
    repo.build();
    assert!(repo.page("kb/doors/index.html").contains("1 June 2025"));
    assert!(repo.page("kb/keys/index.html").contains("1 January 2026"));
    let off = Request { history: false, ..repo.request() };
    build(&off).unwrap();
    assert!(!repo.page("kb/keys/index.html").contains("2026-01-01"));
    assert!(!repo.page("kb/keys/index.html").contains("What changed"));
    let plain = repo.hub.site();
    let settings = std::fs::read_to_string(repo.hub.root().join("hub.toml")).unwrap();
    repo.write("hub.toml", &settings.replace("folder = \"site\"", "folder = \"site\"\nhistory = false"));
    repo.build();
    assert_eq!(repo.hub.site(), plain);
    repo.write("hub.toml", &settings.replace("folder = \"site\"", "folder = \"site\"\ncontributors = \"members\""));
    repo.write("content/kb/keys.md", PAGE).commit_as("Di <di@x.example>", 86_400);
    repo.build();
    let page = repo.page("kb/keys/index.html");
    assert!(page.contains("2 January 2026") && page.contains("Ana of the River") && !page.contains("Di"), "{page}");
}

#[test]
fn a_commit_that_shows_nowhere_makes_no_page_again() {
    let repo = hub();
    repo.commit(0);
    repo.build();
    repo.write("notes.txt", "not part of the site\n").commit(10);
    let report = repo.build().report.unwrap();
    assert_eq!((report.written, report.removed), (0, 0));
    repo.write("content/kb/doors.md", &format!("{PAGE}x\n")).commit(86_400);
    let changed = repo.build().report.unwrap();
    assert!(changed.written > 0 && changed.written < 30, "{changed:?}");
    let incremental = repo.hub.site();
    build(&Request { no_cache: true, ..repo.request() }).unwrap();
    let mut clean = repo.hub.site();
    clean.retain(|name, _| incremental.contains_key(name));
    assert!(clean == incremental, "what was made again is what a clean build makes");
}

#[test]
fn a_shallow_clone_is_said_once_with_its_mend() {
    let repo = hub();
    repo.commit(0);
    repo.write("notes.txt", "x\n").commit(10);
    let clone = Hub::empty();
    let target = clone.root().join("clone");
    let from = format!("file://{}", repo.folder.display());
    git(clone.root(), 0, ANA, &["clone", "-q", "--depth", "1", &from, target.to_str().unwrap()]);
    let request = Request { root: target.clone(), ..repo.request() };
    let built = build(&request).unwrap();
    let said: Vec<_> = built.diagnostics.iter().filter(|said| said.code.name() == "shallow-history").collect();
    assert_eq!(said.len(), 1, "{:?}", built.diagnostics);
    assert!(said[0].help.as_ref().unwrap().contains("fetch-depth: 0"));
    let page = std::fs::read_to_string(target.join("public/kb/doors/index.html")).unwrap();
    assert!(!page.contains("Updated") && !page.contains("Contributors"), "{page}");
    assert!(page.contains("What changed"));
    let silent = build(&Request { history: false, ..request }).unwrap();
    assert!(silent.diagnostics.iter().all(|said| said.code.name() != "shallow-history"));
}

#[test]
fn without_git_on_this_machine_a_build_is_as_good() {
    let repo = hub();
    repo.commit(0);
    let nowhere = tempfile::tempdir().unwrap();
    let told = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .args(["build", "--now", crate::hub::NOW])
        .arg(repo.hub.root())
        .env("PATH", nowhere.path())
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    assert!(!repo.page("kb/doors/index.html").contains("What changed"));
}

#[cfg(unix)]
#[test]
fn nothing_that_a_repository_brings_is_executed() {
    let repo = hub();
    repo.write(".gitattributes", "* filter=evil diff=evil\n").commit(0);
    let trap = repo.hub.root().join("trap");
    let run = format!("touch {}", trap.display());
    for name in [
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "diff.external",
        "gpg.program",
        "filter.evil.clean",
        "filter.evil.process",
        "diff.evil.textconv",
        "diff.evil.command",
        "core.sshCommand",
    ] {
        repo.git(0, &["config", name, &run]);
    }
    for (name, value) in [("log.showSignature", "true"), ("core.untrackedCache", "true")] {
        repo.git(0, &["config", name, value]);
    }
    for hook in ["post-index-change", "fsmonitor-watchman", "post-checkout"] {
        use std::os::unix::fs::PermissionsExt;
        let file = repo.hub.root().join(".git/hooks").join(hook);
        repo.write(&format!(".git/hooks/{hook}"), &format!("#!/bin/sh\n{run}\n"));
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    repo.write("content/kb/doors.md", &format!("{PAGE}changed\n"));
    let _ = std::fs::remove_file(&trap);
    let history = repo.history();
    assert!(!trap.exists(), "a program of the repository ran");
    assert_eq!(told(&history, "content/kb/doors.md"), known(0, 1, 2));
}

/// Every event of every calendar of the site, by file and UID (of a series with changes, all its parts together).
pub(crate) fn events(repo: &Repo) -> BTreeMap<(String, String), String> {
    let mut all = BTreeMap::new();
    for (name, bytes) in repo.hub.site().into_iter().filter(|(name, _)| name.ends_with(".ics")) {
        let text = String::from_utf8(bytes).unwrap();
        for part in text.split("BEGIN:VEVENT\r\n").skip(1) {
            let (part, _) = part.split_once("END:VEVENT").unwrap();
            let uid = part.lines().find_map(|line| line.strip_prefix("UID:")).unwrap().to_owned();
            all.entry((name.clone(), uid)).or_insert_with(String::new).push_str(part);
        }
    }
    all
}

pub(crate) fn values<'a>(event: &'a str, name: &str) -> Vec<&'a str> {
    event.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':')).collect()
}

#[test]
fn an_edited_event_advances_in_every_calendar_and_no_other_changes() {
    let repo = hub();
    let series = "repeat = { every = \"month\", on = \"first tuesday\", count = 6 }\n[[override]]\nat = 2027-01-05\nstatus = \"cancelled\"\n";
    repo.write(
        "content/events/series.toml",
        &SALON.replace("Salon", "Series").replace("2h\"\n", &format!("2h\"\ntags = [\"go\"]\n{series}")),
    );
    repo.write("content/events/series.zh-CN.toml", "title = \"系列\"\n");
    let foreign = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:f@y.example\nDTSTAMP:20260203T040506Z\nSEQUENCE:7\nSUMMARY:F\nDTSTART:20261209T110000Z\nEND:VEVENT\nEND:VCALENDAR\n";
    repo.write("content/events/foreign.ics", foreign).commit(0);
    let built = repo.build();
    assert_eq!(built.hints, [] as [String; 0]);
    let before = events(&repo);
    let of = |all: &BTreeMap<(String, String), String>, file: &str, uid: &str| {
        all[&(file.to_owned(), uid.to_owned())].clone()
    };
    let salon = "river-salon@riverbank.example";
    let first = of(&before, "calendar.ics", salon);
    assert_eq!(values(&first, "DTSTAMP"), ["20260101T000000Z"]);
    assert_eq!(values(&first, "LAST-MODIFIED"), ["20260101T000000Z"]);
    assert_eq!(values(&first, "CREATED"), ["20260101T000000Z"]);
    assert_eq!(values(&first, "SEQUENCE"), ["0"]);
    assert_eq!(values(&of(&before, "calendar.ics", "f@y.example"), "SEQUENCE"), ["7"], "its own values count");

    repo.write("content/events/river-salon.toml", &SALON.replace("19:00", "20:00")).commit(3600);
    repo.write("notes.txt", "x\n").commit(7200);
    repo.build();
    let after = events(&repo);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (key, event) in &after {
        if key.1 == salon {
            assert_ne!(event, &before[key]);
            assert_eq!(values(event, "DTSTAMP"), ["20260101T010000Z"]);
            assert_eq!(values(event, "LAST-MODIFIED"), ["20260101T010000Z"]);
            assert_eq!(values(event, "CREATED"), ["20260101T000000Z"]);
            assert_eq!(values(event, "SEQUENCE"), ["1"]);
        } else {
            assert_eq!(event, &before[key], "{key:?} was not edited");
        }
    }
    assert!(after.keys().filter(|key| key.1 == salon).count() >= 4);

    // A change of the translation is one of the calendar in that language; the number of the revision is the original's everywhere.
    let series = "series@riverbank.example";
    repo.write("content/events/series.zh-CN.toml", "title = \"每月一次\"\n").commit(10_800);
    repo.build();
    let translated = events(&repo);
    assert_eq!(of(&translated, "calendar.ics", series), of(&after, "calendar.ics", series));
    let chinese = of(&translated, "zh-CN/calendar.ics", series);
    assert_eq!(values(&chinese, "SEQUENCE"), ["0", "0"], "the changed occurrence says the same: {chinese}");
    assert_eq!(values(&chinese, "LAST-MODIFIED"), ["20260101T030000Z"; 2]);

    // Not yet committed: later than before, and the same in every build.
    repo.write("content/events/river-salon.toml", &SALON.replace("19:00", "21:00"));
    repo.build();
    let draft = of(&events(&repo), "calendar.ics", salon);
    assert_eq!((values(&draft, "SEQUENCE"), values(&draft, "DTSTAMP")), (vec!["2"], vec!["20260101T030000Z"]));
    repo.commit(20_000);
    repo.build();
    let committed = of(&events(&repo), "calendar.ics", salon);
    assert_eq!((values(&committed, "SEQUENCE"), values(&committed, "DTSTAMP")), (vec!["2"], vec!["20260101T053320Z"]));

    // A file that is moved keeps what is known of it.
    repo.write("content/events/river-salon.toml", &format!("{}uid = \"{salon}\"\n", SALON.replace("19:00", "21:00")))
        .commit(30_000);
    repo.git(0, &["mv", "content/events/river-salon.toml", "content/events/quay-salon.toml"]).commit(40_000);
    repo.build();
    let moved = of(&events(&repo), "calendar.ics", salon);
    assert_eq!((values(&moved, "SEQUENCE"), values(&moved, "CREATED")), (vec!["3"], vec!["20260101T000000Z"]));
}

/// A calendar file: of each event its UID, its hour and what else its file says.
pub(crate) fn calendar(events: &[(&str, u8, &str)]) -> String {
    let event = |(uid, hour, more): &(&str, u8, &str)| {
        format!("BEGIN:VEVENT\nUID:{uid}@x.example\n{more}SUMMARY:{uid}\nDTSTART:20261209T{hour:02}0000Z\nEND:VEVENT\n")
    };
    format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", events.iter().map(event).collect::<String>())
}

#[test]
fn an_event_in_a_calendar_file_advances_with_its_own_changes_alone() {
    let repo = Repo::new();
    let hub = "title = \"Hub\"\nbase_url = \"https://hub.example\"\n[[calendar.source]]\nname = \"City\"\npath = \"data/city.ics\"\nrepublish = true\n";
    let write = |events: &[(&str, u8, &str)]| {
        repo.write("content/events/all.ics", &calendar(&[&[("z", 7, "")], events].concat()))
    };
    let stamped = "DTSTAMP:20251201T000000Z\nSEQUENCE:4\n";
    repo.write("hub.toml", hub).write("data/city.ics", &calendar(&[("city", 9, stamped)]));
    write(&[("a", 10, ""), ("b", 10, stamped)]).commit(10);
    let built = || {
        repo.build();
        let found = events(&repo).into_iter().filter(|((file, _), _)| file == "calendar.ics");
        found.map(|((_, uid), text)| (uid, text)).collect::<BTreeMap<_, _>>()
    };
    let told = |all: &BTreeMap<String, String>, uid: &str| {
        let text = &all[&format!("{uid}@x.example")];
        let one = |name| values(text, name).join("").trim_end_matches('Z').to_owned();
        format!("{} {}", one("SEQUENCE"), one("LAST-MODIFIED"))
    };
    let first = built();
    assert_eq!((told(&first, "a"), told(&first, "b")), ("0 20260101T000010".into(), "4 20251201T000000".into()));
    // By hand, one of them: the other is the same to the byte.
    write(&[("a", 11, ""), ("b", 10, stamped)]).commit(20);
    let second = built();
    assert_eq!(told(&second, "a"), "1 20260101T000020");
    assert_eq!(second["b@x.example"], first["b@x.example"]);
    // One whose file has a number and a stamp of its own, which the hand left as they were.
    write(&[("a", 11, ""), ("b", 11, stamped)]).commit(30);
    let third = built();
    assert_eq!(third["a@x.example"], second["a@x.example"]);
    assert_eq!(told(&third, "b"), "5 20260101T000030");
    // A program exports it again: its number is behind, its stamps are new, and what it says is the same.
    write(&[("b", 11, "DTSTAMP:20260101T000100Z\nSEQUENCE:4\n"), ("a", 11, "DTSTAMP:20260101T000100Z\n")]).commit(40);
    assert_eq!(built(), third);
    // Then it tells of a change, by a higher number than ours; and of another by one that is as high.
    write(&[("a", 11, ""), ("b", 12, "LAST-MODIFIED:20260101T000045Z\nSEQUENCE:9\n")]).commit(50);
    assert_eq!(told(&built(), "b"), "9 20260101T000045");
    write(&[("a", 11, ""), ("b", 13, "LAST-MODIFIED:20260101T000045Z\nSEQUENCE:9\n")]).commit(60);
    let last = built();
    assert_eq!(told(&last, "b"), "10 20260101T000100");
    // Taken out and put back, in another file, where it is alone and has another address.
    write(&[("a", 11, "")]).commit(70);
    repo.write("content/events/moved.ics", &calendar(&[("b", 13, "SEQUENCE:9\n")]));
    repo.write("data/city.ics", &calendar(&[("city", 10, stamped)])).commit(80);
    let moved = built();
    assert_eq!(told(&moved, "b"), "11 20260101T000120");
    assert_eq!(told(&moved, "city"), "5 20260101T000120");
    // Without a UID an event is known by its title, which its id is made of.
    let nameless = |hour| calendar(&[("n", hour, ""), ("m", 3, "")]).replacen("UID:n@x.example\n", "", 1);
    repo.write("content/events/loose.ics", &nameless(2)).commit(81);
    assert_eq!(values(&built()["n@hub.example"], "SEQUENCE"), ["0"]);
    repo.write("content/events/loose.ics", &nameless(4)).commit(82);
    assert_eq!(values(&built()["n@hub.example"], "SEQUENCE"), ["1"]);
    // One that is written as a file of its own goes on counting.
    let event = "title = \"B\"\nstart = 2026-12-09T13:00:00Z\nuid = \"b@x.example\"\n";
    repo.git(0, &["rm", "-q", "content/events/moved.ics"]).write("content/events/b.toml", event).commit(83);
    assert_eq!(told(&built(), "b"), "12 20260101T000123");
    repo.write("content/events/moved.ics", &calendar(&[("b", 13, "SEQUENCE:9\n")]));
    repo.git(0, &["rm", "-q", "content/events/b.toml"]).commit(84);
    // Not yet committed, and two branches that change one file.
    repo.write("content/events/moved.ics", &calendar(&[("b", 14, "")]));
    assert_eq!(&told(&built(), "b")[..2], "14");
    repo.git(0, &["checkout", "-q", "."]).git(0, &["checkout", "-q", "-b", "side"]);
    write(&[("a", 11, ""), ("c", 8, "")]).commit(90);
    repo.git(0, &["checkout", "-q", "main"]);
    write(&[("a", 15, "")]).commit(95);
    let main = built();
    repo.git(0, &["config", "user.name", "x"]).git(0, &["merge", "-q", "-s", "ours", "--no-commit", "side"]);
    write(&[("a", 15, ""), ("c", 8, "")]).commit(100);
    let merged = built();
    assert_eq!(merged["a@x.example"], main["a@x.example"], "what a branch did to its neighbour is no change of it");
    assert_eq!(told(&merged, "a"), "2 20260101T000135");
    assert!(merged.contains_key("c@x.example"));
}

#[test]
fn events_without_history_are_told_in_a_hint_and_say_what_they_know() {
    let hub = Hub::common();
    hub.write("content/events/known.toml", format!("{SALON}updated = 2026-06-01\n"));
    hub.write("content/events/unknown.toml", SALON);
    let built = hub.build();
    assert!(built.diagnostics.is_empty(), "{:?}", built.diagnostics);
    assert!(built.hints.len() == 1 && built.hints[0].contains("3 events have no history"), "{:?}", built.hints);
    let read = |name: &str| std::fs::read_to_string(hub.output().join(format!("events/{name}/event.ics"))).unwrap();
    assert_eq!(values(&read("known"), "LAST-MODIFIED"), ["20260531T160000Z"]);
    assert_eq!(values(&read("unknown"), "DTSTAMP"), ["20000101T000000Z"]);
    assert_eq!(values(&read("unknown"), "LAST-MODIFIED"), [] as [&str; 0]);
    assert_eq!(build(&Request { history: false, no_cache: true, ..hub.request() }).unwrap().hints, [] as [String; 0]);
}

#[test]
fn a_calendar_that_is_lost_is_told_and_can_be_kept() {
    let hub = Hub::common();
    hub.write("content/events/tagged.toml", format!("{SALON}tags = [\"juggling\"]\nlocation = \"Old Pier\"\n"));
    hub.build();
    hub.write("content/events/tagged.toml", SALON);
    let hints = hub.build().hints.join("\n");
    assert!(hints.contains("retired = [\"tag/juggling\", \"venue/old-pier\"]"), "{hints}");
    let settings = std::fs::read_to_string(hub.root().join("hub.toml")).unwrap();
    // The line that is told takes the place of one that is there.
    hub.write("hub.toml", format!("{settings}\n[calendar]\nretired = [\"venue/old-mill\"]\n"));
    hub.write("content/events/tagged.toml", format!("{SALON}tags = [\"juggling\"]\nlocation = \"Old Pier\"\n"));
    hub.build();
    hub.write("content/events/tagged.toml", SALON);
    let hints = hub.build().hints.join("\n");
    assert!(hints.contains("retired = [\"tag/juggling\", \"venue/old-mill\", \"venue/old-pier\"]"), "{hints}");
    hub.write("hub.toml", format!("{settings}\n[calendar]\nretired = [\"tag/juggling\", \"venue/old-pier\"]\n"));
    hub.build();
    for name in ["calendars/tag/juggling.ics", "zh-CN/calendars/tag/juggling.ics", "calendars/venue/old-pier.ics"] {
        let text = std::fs::read_to_string(hub.output().join(name)).unwrap();
        assert!(text.contains("BEGIN:VTIMEZONE") && !text.contains("BEGIN:VEVENT"), "{name}: {text}");
    }
}

#[test]
fn another_zone_of_the_hub_is_a_change_of_what_takes_its_zone_from_it() {
    let repo = Repo::new();
    let event =
        |more: &str| format!("title = \"Salon\"\nstart = 2026-12-01T19:00:00\nend = 2026-12-01T21:00:00\n{more}");
    let hub = |zone: &str| {
        let zone = if zone.is_empty() { String::new() } else { format!("timezone = \"{zone}\"\n") };
        format!("title = \"Hub\"\nbase_url = \"https://hub.example\"\n{zone}")
    };
    repo.write("hub.toml", &hub("Asia/Shanghai"));
    repo.write("content/events/here.toml", &event(""))
        .write("content/events/there.toml", &event("timezone = \"Europe/Lisbon\"\n"));
    repo.write("content/events/day.toml", "title = \"Day\"\nstart = 2026-12-03\n").commit(10);
    let of = |name: &str| {
        let page = repo.page(&format!("events/{name}/event.ics"));
        let text = page.split_once("BEGIN:VEVENT").unwrap().1;
        let line = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).unwrap().trim().to_owned();
        format!(
            "{} {} {}",
            line("SEQUENCE:"),
            line("LAST-MODIFIED:"),
            line("DTSTART").trim_start_matches([';', ':']).replace("TZID=", "")
        )
    };
    repo.write("hub.toml", &hub("Asia/Tokyo")).commit(20);
    // A change of anything else is none, and neither is another word for the same zone.
    repo.write("hub.toml", &(hub("asia/tokyo") + "tagline = \"By the river\"\n")).commit(30);
    repo.write("content/events/late.toml", &event("")).commit(40);
    repo.build();
    assert_eq!(of("here"), "1 20260101T000020Z Asia/Tokyo:20261201T190000");
    assert_eq!(of("late"), "0 20260101T000040Z Asia/Tokyo:20261201T190000");
    assert_eq!(of("there"), "0 20260101T000010Z Europe/Lisbon:20261201T190000");
    assert_eq!(of("day"), "0 20260101T000010Z VALUE=DATE:20261203");
    // Before it is committed, and in a build that remembers the commits before.
    repo.write("hub.toml", &hub(""));
    repo.build();
    assert_eq!(&of("here")[..18], "2 20260101T000040Z");
    repo.commit(50).build();
    assert_eq!(&of("here")[..18], "2 20260101T000050Z");
    assert_eq!(&of("late")[..18], "1 20260101T000050Z");
    // With a zone of its own it is moved no more, and its number does not fall.
    repo.write("content/events/here.toml", &event("timezone = \"Asia/Tokyo\"\n")).commit(60);
    repo.write("hub.toml", &hub("Asia/Shanghai")).commit(70).build();
    assert_eq!(of("here"), "3 20260101T000100Z Asia/Tokyo:20261201T190000");
    let clean = history(repo.hub.root(), false);
    assert_eq!(clean.of("content/events/late.toml"), history(repo.hub.root(), true).of("content/events/late.toml"));
}
