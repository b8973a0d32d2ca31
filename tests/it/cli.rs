//! The command line as its users meet it: exit codes, what goes to which stream, and the preview server.

use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const HUB: &str = "title = \"Riverbank\"\nbase_url = \"https://riverbank.example\"\n";
const POST: &str = "+++\ntitle = \"Hello\"\ndate = 2026-11-02\n+++\nWords by the river.\n";
const NOW: &str = "2026-11-21T12:00:00Z";

fn hub() -> TempDir {
    let hub = tempfile::tempdir().unwrap();
    write(&hub, "hub.toml", HUB);
    write(&hub, "content/posts/hello.md", POST);
    hub
}

fn write(hub: &TempDir, path: &str, text: &str) {
    let file = hub.path().join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn command(folder: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
    command.current_dir(folder).args(words.split_whitespace()).stdin(Stdio::null());
    for variable in ["SOURCE_DATE_EPOCH", "NO_COLOR", "CLICOLOR_FORCE", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"] {
        command.env_remove(variable);
    }
    command
}

struct Said {
    exit: i32,
    out: String,
    err: String,
}

fn said(output: Output) -> Said {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { exit: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn run(hub: &TempDir, words: &str) -> Said {
    said(command(hub.path(), words).output().unwrap())
}

#[test]
fn a_build_says_what_it_did_and_when_to_build_again_and_is_silent_on_standard_error() {
    let hub = hub();
    let first = run(&hub, "build");
    assert_eq!((first.exit, &*first.err), (0, ""));
    assert!(
        first.out.contains(" 0 unchanged in ") && first.out.contains("-> public\nnext change: 20"),
        "{}",
        first.out
    );
    assert_eq!(first.out.lines().count(), 2);
    assert!(hub.path().join("public/posts/hello/index.html").exists());
    let quiet = run(&hub, "build -q");
    assert_eq!((quiet.exit, &*quiet.out, &*quiet.err), (0, "", ""));
    let wordy = run(&hub, "build -v");
    assert!(
        wordy.err.contains("scan") && wordy.err.contains(" ms ") && wordy.out.lines().count() == 2,
        "{}",
        wordy.err
    );
}

#[test]
fn the_hub_is_found_from_below_and_by_name() {
    let hub = hub();
    let below = said(command(&hub.path().join("content/posts"), "build").output().unwrap());
    assert_eq!(below.exit, 0, "{}", below.err);
    assert!(hub.path().join("public/index.html").exists());
    let elsewhere = tempfile::tempdir().unwrap();
    let mut named = command(elsewhere.path(), "build --output site");
    let named = said(named.arg(hub.path()).output().unwrap());
    assert_eq!(named.exit, 0, "{}", named.err);
    assert!(elsewhere.path().join("site/index.html").exists(), "an output folder is taken from where we are");
}

#[test]
fn mistakes_in_content_are_all_told_and_nothing_is_published() {
    let hub = hub();
    assert_eq!(run(&hub, "build").exit, 0);
    let before = fs::read(hub.path().join("public/index.html")).unwrap();
    write(&hub, "content/posts/hello.md", &POST.replace("Hello", "Changed"));
    write(&hub, "content/posts/a.md", "+++\ntitl = \"A\"\ndate = \"soon\"\n+++\n");
    write(&hub, "content/members/ana.toml", "name = 5\n");
    let failed = run(&hub, "build");
    assert_eq!((failed.exit, &*failed.out), (1, ""));
    for place in [
        "content/posts/a.md:2:1: error[",
        "content/posts/a.md:3:8: error[wrong-type]",
        "content/members/ana.toml:1:8: error[",
    ] {
        assert!(failed.err.contains(place), "{place}\n{}", failed.err);
    }
    assert!(failed.err.ends_with("nothing was written to public\n"), "{}", failed.err);
    assert!(!failed.err.contains('\u{1b}'), "no colours where there is no terminal");
    assert_eq!(fs::read(hub.path().join("public/index.html")).unwrap(), before);
    let check = run(&hub, "check");
    assert_eq!((check.exit, &*check.out), (1, ""));
}

#[test]
fn a_wrong_call_or_hub_is_2_and_a_failing_machine_3() {
    let hub = hub();
    for words in [
        "build --no-such-flag",
        "mend",
        "build nowhere",
        "build --output content/x",
        "build --output .",
        "explain /x/",
        "build --now yesterday",
        "build --base-url nonsense",
    ] {
        let failed = run(&hub, words);
        assert_eq!((failed.exit, &*failed.out), (2, ""), "{words}: {}", failed.err);
        assert!(!failed.err.is_empty(), "{words}");
    }
    write(&hub, "hub.toml", "title = \"x\"\nbase_url = \"https://x.example\"\nthem = \"y\"\n");
    let failed = run(&hub, "check");
    assert_eq!(failed.exit, 2, "{}", failed.err);
    assert!(failed.err.starts_with("hub.toml:3:1: error[unknown-field]"), "{}", failed.err);
    write(&hub, "hub.toml", HUB);
    let epoch = said(command(hub.path(), "build").env("SOURCE_DATE_EPOCH", "now").output().unwrap());
    assert_eq!(epoch.exit, 2);
    let machine = run(&hub, "build --output hub.toml/x");
    assert_eq!(machine.exit, 3, "{}", machine.err);
}

#[test]
fn warnings_stop_a_build_only_when_they_are_denied() {
    let hub = hub();
    write(&hub, "content/posts/hello.md", &format!("{POST}\n[[nowhere-at-all]]\n"));
    let warned = run(&hub, "build");
    assert_eq!(warned.exit, 0);
    assert!(
        warned.err.contains("warning[wikilink-meets-nothing]") && warned.err.contains("\n1 warning\n"),
        "{}",
        warned.err
    );
    // Nothing has changed, so nothing is built; it is said all the same.
    let again = run(&hub, "build -v");
    assert_eq!(again.exit, 0);
    assert!(again.err.contains("warning[wikilink-meets-nothing]") && again.err.contains("compare"), "{}", again.err);
    assert_eq!(run(&hub, "build --deny-warnings").exit, 1);
    let checked = run(&hub, "check");
    assert!(checked.exit == 0 && checked.out.ends_with(": 1 warning\n"), "{}", checked.out);
    fs::remove_dir_all(hub.path().join("public")).unwrap();
    let denied = run(&hub, "build --deny-warnings");
    assert_eq!((denied.exit, &*denied.out), (1, ""));
    assert!(!hub.path().join("public").exists());
    assert_eq!(run(&hub, "check --deny-warnings").exit, 1);
}

#[test]
fn forms_for_programs_hold_nothing_else() {
    let hub = hub();
    write(&hub, "content/posts/a.md", "+++\ntitle = \"A\"\ndate = \"soon\"\n+++\n");
    let json = run(&hub, "check --message-format json -v");
    let lines: Vec<Value> = json.err.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(lines.len(), 1);
    let mut fields: Vec<&str> = lines[0].as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    let contract = ["code", "column", "end_column", "end_line", "file", "help", "line", "message", "notes", "severity"];
    assert_eq!(fields, contract);
    assert_eq!((&lines[0]["file"], &lines[0]["line"]), (&"content/posts/a.md".into(), &3.into()));
    let sarif: Value = serde_json::from_str(&run(&hub, "build --message-format sarif").err).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "wrong-type");
    let gitlab: Value = serde_json::from_str(&run(&hub, "check --message-format gitlab").err).unwrap();
    assert_eq!(gitlab[0]["location"]["lines"]["begin"], 3);
    // A hub in a folder of its repository: the platform wants paths from the top.
    let workspace = tempfile::tempdir().unwrap();
    let site = workspace.path().join("site");
    fs::create_dir_all(site.join("content/posts")).unwrap();
    fs::write(site.join("hub.toml"), HUB).unwrap();
    fs::write(site.join("content/posts/a.md"), "+++\ntitle = \"A\"\ndate = \"soon\"\n+++\n").unwrap();
    let mut github = command(&site, "check --message-format github");
    let github = said(github.env("GITHUB_WORKSPACE", workspace.path()).output().unwrap());
    assert!(github.err.starts_with("::error file=site/content/posts/a.md,line=3,endLine=3,col=8,"), "{}", github.err);
    let lost: Value = serde_json::from_str(&run(&hub, "check nowhere --message-format json").err).unwrap();
    assert_eq!((&lost["code"], &lost["file"]), (&"no-hub".into(), &Value::Null));
}

#[test]
fn colours_are_for_those_who_want_them() {
    let hub = hub();
    write(&hub, "content/posts/a.md", "+++\ntitle = \"A\"\ndate = \"soon\"\n+++\n");
    let forced = command(hub.path(), "check").env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(said(forced).err.contains("\u{1b}["));
    let without = command(hub.path(), "check").env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap();
    assert!(!said(without).err.contains('\u{1b}'));
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let hub = hub();
    for words in ["build", "completions bash", "--help", "--version"] {
        let mut child = command(hub.path(), words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = said(child.wait_with_output().unwrap());
        assert_eq!((output.exit, &*output.err), (0, ""), "{words}");
    }
}

#[test]
fn the_clock_can_be_set_and_then_the_bytes_are_the_same() {
    let hub = hub();
    run(&hub, &format!("build --now {NOW} --output one"));
    let mut epoch = command(hub.path(), "build --output two --jobs 1");
    assert_eq!(said(epoch.env("SOURCE_DATE_EPOCH", "1795262400").output().unwrap()).exit, 0);
    let [one, two] = ["one", "two"].map(|top| crate::hub::bytes(&hub.path().join(top)));
    assert!(one.len() > 5);
    assert!(one == two, "{:?} and {:?}", one.keys(), two.keys());
}

#[test]
fn an_address_is_explained() {
    let hub = hub();
    run(&hub, "build");
    let told = run(&hub, "explain /posts/hello/");
    assert_eq!((told.exit, &*told.err), (0, ""));
    assert!(told.out.starts_with("/posts/hello/\n  file     public/posts/hello/index.html, "), "{}", told.out);
    assert!(told.out.contains("\nmade from\n") && told.out.contains("\n  content/posts/hello.md\n"), "{}", told.out);
    let missed = run(&hub, "explain /posts/helo/");
    assert_eq!(missed.exit, 2);
    assert!(missed.err.contains("did you mean `/posts/hello/`?"), "{}", missed.err);
}

#[test]
fn help_version_and_completions_are_results() {
    let hub = hub();
    let version = run(&hub, "--version");
    assert!(
        version.exit == 0 && version.out.starts_with("folkmoot ") && version.out.contains("\ntime zones 20"),
        "{}",
        version.out
    );
    let help = run(&hub, "--help");
    assert!(help.exit == 0 && help.err.is_empty() && help.out.contains("completions"), "{}", help.out);
    for shell in ["bash", "zsh", "fish"] {
        let script = run(&hub, &format!("completions {shell}"));
        assert!(script.exit == 0 && script.out.contains("folkmoot"), "{shell}");
    }
}

/// A preview that ends with the test.
struct Serving {
    child: std::process::Child,
    address: String,
    _out: BufReader<std::process::ChildStdout>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(hub: &TempDir) -> Serving {
    let mut command = command(hub.path(), "serve");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let address =
        line.trim().strip_prefix("http://").and_then(|rest| rest.strip_suffix('/')).expect("an address").to_owned();
    Serving { child, address, _out: out }
}

fn get(serving: &Serving, path: &str, host: &str) -> String {
    let mut stream = TcpStream::connect(&serving.address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let since = Instant::now();
    while !done() {
        assert!(since.elapsed() < Duration::from_secs(20), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_preview_follows_the_files_and_outlives_mistakes() {
    let hub = hub();
    let serving = serve(&hub);
    let post = |serving: &Serving| get(serving, "/posts/hello/", &serving.address);
    let page = post(&serving);
    assert!(
        page.starts_with("HTTP/1.1 200")
            && page.contains("Words by the river")
            && page.contains("/.folkmoot/reload.js")
    );
    assert!(get(&serving, "/posts/hello/", "evil.example").starts_with("HTTP/1.1 403"));
    assert!(get(&serving, "/../hub.toml", &serving.address).starts_with("HTTP/1.1 404"));
    assert!(get(&serving, "/posts/hello", &serving.address).contains("\r\nlocation: /posts/hello/\r\n"));
    let on_disk =
        || fs::read_to_string(hub.path().join(".folkmoot/preview/posts/hello/index.html")).unwrap_or_default();
    assert!(on_disk().contains("Words by the river"));
    assert!(!on_disk().contains("/.folkmoot/"), "the script is for what is sent alone");
    assert!(!hub.path().join("public").exists(), "nobody can deploy a preview by accident");
    // A second preview has a folder of its own.
    let second = serve(&hub);
    assert_ne!(second.address, serving.address);
    assert!(post(&second).contains("Words by the river"));
    assert!(hub.path().join(".folkmoot/preview-2/index.html").exists());
    let home = |serving: &Serving| get(serving, "/", &serving.address);
    assert!(home(&second).contains(&second.address) && home(&serving).contains(&serving.address));
    drop(second);

    write(&hub, "content/posts/hello.md", &format!("{POST}\nAnd by the sea.\n"));
    wait_for("the edit", || post(&serving).contains("And by the sea"));
    // A mistake, and a whole folder gone: the last good site stands, and the next good state is served.
    write(&hub, "content/posts/hello.md", "+++\ntitle = \n+++\n");
    std::thread::sleep(Duration::from_millis(300));
    assert!(post(&serving).contains("And by the sea"));
    fs::rename(hub.path().join("content"), hub.path().join("gone")).unwrap();
    wait_for("the page to go", || post(&serving).starts_with("HTTP/1.1 404"));
    fs::write(hub.path().join("gone/posts/hello.md"), POST.replace("river", "mountain")).unwrap();
    fs::rename(hub.path().join("gone"), hub.path().join("content")).unwrap();
    wait_for("the page to come back", || post(&serving).contains("Words by the mountain"));
    // As an editor saves: another file, renamed over the old one.
    fs::write(hub.path().join("content/posts/.hello.new"), POST.replace("river", "lake")).unwrap();
    fs::rename(hub.path().join("content/posts/.hello.new"), hub.path().join("content/posts/hello.md")).unwrap();
    wait_for("the renamed file", || post(&serving).contains("Words by the lake"));
}

#[cfg(unix)]
#[test]
fn the_preview_ends_cleanly() {
    let hub = hub();
    let mut serving = serve(&hub);
    // A browser that listens for news does not keep the program from ending.
    let mut listening = TcpStream::connect(&serving.address).unwrap();
    write!(listening, "GET /.folkmoot/events HTTP/1.1\r\nHost: {}\r\n\r\n", serving.address).unwrap();
    let mut first = [0; 12];
    listening.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let told = Command::new("kill").args(["-INT", &serving.child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
    let names: Vec<_> = fs::read_dir(hub.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("folkmoot-")), "{names:?}");
}

#[test]
fn every_command_has_examples_and_a_manual_page() {
    let hub = hub();
    let page = run(&hub, "man");
    assert_eq!((page.exit, &*page.err), (0, ""));
    assert!(page.out.contains(".TH folkmoot 1"), "{}", page.out);
    assert_eq!(run(&hub, "man --out pages").exit, 0);
    for name in ["init", "build", "check", "new", "forget", "import", "theme", "schema", "completions"] {
        let page = fs::read_to_string(hub.path().join(format!("pages/folkmoot-{name}.1"))).unwrap();
        assert!(page.contains(".SH NAME"), "{name}");
        let help = run(&hub, &format!("{name} --help"));
        assert!(help.out.contains("Examples:\n  folkmoot "), "{name}: {}", help.out);
    }
}
