//! `sync` as a maintainer meets it: a hub, the program, and servers on the loopback address that answer well, badly or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

const WALK: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:walk@city.example\r\nDTSTAMP:20261120T000000Z\r\n\
                    DTSTART:20261209T020000Z\r\nSUMMARY:City walk\r\nATTENDEE;CN=Bo:mailto:bo@city.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// A server whose answers can be changed: the head after `HTTP/1.1 ` and the body, by path. Notes what it was asked.
#[derive(Clone)]
struct Server {
    base: String,
    answers: Arc<Mutex<BTreeMap<String, (String, String)>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { base, answers: Arc::default(), asked: Arc::default() };
        let own = server.clone();
        std::thread::spawn(move || listener.incoming().for_each(|stream| own.answer(stream.unwrap())));
        server
    }

    fn answer(&self, mut stream: TcpStream) {
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
        let path = head[0].split(' ').nth(1).unwrap().to_owned();
        let known = head.iter().find_map(|line| line.strip_prefix("if-none-match: ")).map(str::to_owned);
        self.asked.lock().unwrap().push(head.join("\n"));
        let (mut head, mut body) =
            self.answers.lock().unwrap().get(&path).cloned().unwrap_or(("404 Not Found".into(), String::new()));
        if known.is_some_and(|tag| head.contains(&format!("ETag: {tag}"))) {
            (head, body) = ("304 Not Modified".into(), String::new());
        }
        let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    }

    fn set(&self, path: &str, head: &str, body: &str) {
        self.answers.lock().unwrap().insert(path.to_owned(), (head.to_owned(), body.to_owned()));
    }
}

/// A hub with a source for each of these names and addresses.
fn hub(sources: &[(&str, String)]) -> TempDir {
    let hub = tempfile::tempdir().unwrap();
    list(&hub, sources);
    hub
}

fn list(hub: &TempDir, sources: &[(&str, String)]) {
    let mut text = "title = \"Riverbank\"\nbase_url = \"https://riverbank.example\"\n".to_owned();
    for (name, url) in sources {
        text.push_str(&format!("[[calendar.source]]\nname = \"{name}\"\nurl = \"{url}\"\nrepublish = true\n"));
    }
    fs::write(hub.path().join("hub.toml"), text).unwrap();
}

fn run(hub: &TempDir, words: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
    command.current_dir(hub.path()).args(words.split_whitespace()).stdin(Stdio::null());
    for variable in ["SOURCE_DATE_EPOCH", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(variable);
    }
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const SYNC: &str = "sync --allow-private --now 2026-11-21T12:00:00Z";

fn kept(hub: &TempDir, name: &str) -> Option<String> {
    fs::read_to_string(hub.path().join("data/calendars").join(name)).ok()
}

#[test]
fn a_calendar_is_fetched_once_and_then_only_when_it_changes() {
    let server = Server::start();
    server.set("/city.ics", "200 OK\r\nETag: \"1\"", WALK);
    let hub = hub(&[("City", format!("{}/city.ics", server.base))]);
    let first = run(&hub, SYNC);
    assert_eq!((first.0, first.1.as_str(), first.2.as_str()), (0, "City: 1 event, new\n", ""));
    let copy = kept(&hub, "city.ics").unwrap();
    assert!(copy.contains("SUMMARY:City walk\r\n") && !copy.contains("bo@city.example"), "{copy}");
    let lock = kept(&hub, "sources.lock").unwrap();
    assert!(lock.contains("fetched = 2026-11-21T12:00:00Z") && lock.contains("etag = \"\\\"1\\\"\""), "{lock}");
    assert_eq!(run(&hub, SYNC).1, "City: unchanged\n");
    assert!(server.asked.lock().unwrap()[1].contains("if-none-match: \"1\""));
    assert_eq!(kept(&hub, "sources.lock").unwrap(), lock, "the same knowledge at the same time is the same file");
    // Another stamp, and nothing else: the copy stays as it is.
    server.set("/city.ics", "200 OK\r\nETag: \"2\"", &WALK.replace("20261120T000000Z", "20261121T000000Z"));
    assert_eq!(run(&hub, SYNC).1, "City: unchanged\n");
    assert_eq!(kept(&hub, "city.ics").unwrap(), copy);
    server.set("/city.ics", "200 OK", &WALK.replace("City walk", "Night walk"));
    assert_eq!(run(&hub, SYNC).1, "City: 1 event, changed\n");
    assert!(kept(&hub, "city.ics").unwrap().contains("Night walk"));
    // A copy that was edited is fetched whole.
    fs::write(hub.path().join("data/calendars/city.ics"), "x").unwrap();
    assert_eq!(run(&hub, SYNC).1, "City: 1 event, changed\n");
    // And a build reads it without asking anybody.
    let asked = server.asked.lock().unwrap().len();
    let built = run(&hub, "build --now 2026-11-21T12:00:00Z");
    assert_eq!((built.0, built.2.as_str()), (0, ""));
    let pages = fs::read_dir(hub.path().join("public/events")).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(pages.filter(|name| name.to_string_lossy().starts_with("city-")).count(), 1);
    assert_eq!(server.asked.lock().unwrap().len(), asked);
}

#[test]
fn the_last_good_copy_stays_whatever_comes() {
    let server = Server::start();
    server.set("/city.ics", "200 OK", WALK);
    let url = format!("{}/city.ics", server.base);
    let hub = hub(&[("City", url)]);
    assert_eq!(run(&hub, SYNC).0, 0);
    let copy = kept(&hub, "city.ics");
    server.set("/round", "302 Found\r\nLocation: /round", "");
    let huge = format!("{WALK}{}", "X-PAD:x\r\n".repeat(1_300_000));
    for (head, body, why) in [
        ("500 Internal Server Error", "", "the server answers 500 Internal Server Error"),
        (
            "200 OK",
            "<!doctype html><title>Sign in</title>",
            "what it sends is no calendar: it begins with `<!doctype html>",
        ),
        ("200 OK", "", "what it sends is no calendar: it is empty"),
        ("200 OK", &WALK[..WALK.len() - 16], "what it sends breaks off before `END:VCALENDAR`"),
        ("302 Found\r\nLocation: /round", "", "it leads on more than 5 times"),
        ("302 Found\r\nLocation: file:///etc/passwd", "", "it leads on to `file:///etc/passwd`"),
        ("200 OK", &huge, "the answer is larger than 10 MB"),
    ] {
        server.set("/city.ics", head, body);
        let (exit, out, err) = run(&hub, "sync --allow-private --now 2026-11-22T12:00:00Z");
        assert_eq!(
            (exit, out.as_str()),
            (1, "City: failing since 2026-11-22; the copy of 2026-11-21 stays\n"),
            "{err}"
        );
        assert!(err.contains("warning[source-unreachable]") && err.contains(why), "{why}: {err}");
        assert_eq!(kept(&hub, "city.ics"), copy, "{why}");
    }
    let (_, out, _) = run(&hub, "sync --allow-private --now 2026-11-25T12:00:00Z");
    assert_eq!(out, "City: failing since 2026-11-22; the copy of 2026-11-21 stays\n");
    assert!(kept(&hub, "sources.lock").unwrap().contains("failing_since = 2026-11-22T12:00:00Z"));
    assert_eq!(run(&hub, "build").0, 0);
    server.set("/city.ics", "200 OK", WALK);
    assert_eq!(run(&hub, SYNC).0, 0);
    assert!(!kept(&hub, "sources.lock").unwrap().contains("failing_since"));
}

/// A calendar of these numbers of events to come, and of one that is over.
fn walks(numbers: std::ops::Range<usize>) -> String {
    let event = |number: usize| {
        let day = if number == 0 { "20260909".to_owned() } else { format!("202612{number:02}") };
        format!(
            "BEGIN:VEVENT\r\nUID:{number}@city.example\r\nDTSTAMP:20261120T000000Z\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:Walk {number}\r\nEND:VEVENT\r\n"
        )
    };
    let events: String = numbers.map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n")
}

#[test]
fn a_calendar_that_has_lost_its_events_does_not_take_them_from_the_hub() {
    let server = Server::start();
    server.set("/city.ics", "200 OK", &walks(0..13));
    let hub = hub(&[("City", format!("{}/city.ics", server.base))]);
    assert_eq!(run(&hub, SYNC).1, "City: 13 events, new\n");
    for (events, why) in [
        (0..0, "what it sends has none of the 12 coming events of the copy"),
        (0..3, "what it sends has 2 of the 12 coming events of the copy"),
    ] {
        server.set("/city.ics", "200 OK", &walks(events));
        let (exit, out, err) = run(&hub, SYNC);
        assert_eq!(
            (exit, out.as_str()),
            (1, "City: failing since 2026-11-21; the copy of 2026-11-21 stays\n"),
            "{err}"
        );
        assert!(err.contains(why) && err.contains("`folkmoot sync --accept-empty`"), "{err}");
        assert!(kept(&hub, "city.ics").unwrap().contains("Walk 12"));
    }
    // A season that ends, and what somebody has looked at.
    server.set("/city.ics", "200 OK", &walks(0..5));
    assert_eq!(run(&hub, SYNC).1, "City: 5 events, changed\n");
    server.set("/city.ics", "200 OK", &walks(0..1));
    assert_eq!(run(&hub, SYNC).1, "City: 1 event, changed\n");
    server.set("/city.ics", "200 OK", &walks(1..13));
    run(&hub, SYNC);
    server.set("/city.ics", "200 OK", &walks(0..0));
    assert_eq!(run(&hub, &format!("{SYNC} --accept-empty")).1, "City: 0 events, changed\n");
    assert!(!kept(&hub, "sources.lock").unwrap().contains("failing_since"));
}

/// A repository is public and remembers for ever: what its owner keeps private is not even copied.
#[test]
fn private_events_stay_where_they_are_and_strangers_are_named() {
    let server = Server::start();
    let secret = "BEGIN:VEVENT\r\nUID:s@city.example\r\nDTSTAMP:20261120T000000Z\r\nCLASS:PRIVATE\r\nDTSTART:20261210T180000Z\r\nSUMMARY:Secret\r\nEND:VEVENT\r\n";
    let with_secret = |text: &str| text.replace("END:VCALENDAR", &format!("{secret}END:VCALENDAR"));
    server.set("/city.ics", "200 OK", &with_secret(&walks(1..4)));
    let hub = hub(&[("City", format!("{}/city.ics", server.base))]);
    assert_eq!(run(&hub, SYNC).1, "City: 3 events, new; 1 private event was left out\n");
    let copy = kept(&hub, "city.ics").unwrap();
    assert!(copy.contains("Walk 3") && !copy.contains("Secret") && !copy.contains("20261210T"), "{copy}");
    let others = walks(1..4).replace("@city.example", "@town.example");
    server.set("/city.ics", "200 OK", &with_secret(&others));
    let strangers = "; no event to come has kept its UID, so calendar apps take all of them for others than before\n";
    let line = format!("City: 3 events, changed; 1 private event was left out{strangers}");
    assert_eq!(run(&hub, SYNC).1, line);
    server.set("/city.ics", "200 OK", &others.replace("UID:1@town", "UID:9@town"));
    assert_eq!(run(&hub, SYNC).1, "City: 3 events, changed\n");
}

/// `webcal` is what calendar programs call `https`: what comes at the other end is the beginning of a handshake.
#[test]
fn a_redirect_to_webcal_goes_on_by_https() {
    let server = Server::start();
    let secure = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = format!("webcal://{}/city.ics", secure.local_addr().unwrap());
    server.set("/city.ics", &format!("302 Found\r\nLocation: {place}"), "");
    secure.set_nonblocking(true).unwrap();
    let first = std::thread::spawn(move || {
        let met = std::iter::repeat_with(|| secure.accept()).take(2_000).find_map(|met| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            met.ok()
        });
        let (mut stream, _) = met.expect("somebody comes");
        stream.set_nonblocking(false).unwrap();
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        byte[0]
    });
    let (exit, out, err) = run(&hub(&[("City", format!("{}/city.ics", server.base))]), SYNC);
    assert_eq!(first.join().unwrap(), 0x16, "a handshake of TLS, {out} {err}");
    assert!(exit != 0 && !err.contains("leads on"), "{exit} {out} {err}");
}

#[test]
fn nothing_private_is_fetched_and_a_silent_network_is_the_machines() {
    let server = Server::start();
    server.set("/city.ics", "200 OK", WALK);
    let hub = hub(&[("City", format!("{}/city.ics", server.base))]);
    let (exit, out, err) = run(&hub, "sync");
    assert!(
        exit == 1 && out.contains("there is no copy") && err.contains("is no public address"),
        "{exit} {out} {err}"
    );
    assert!(kept(&hub, "city.ics").is_none() && server.asked.lock().unwrap().is_empty());
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    list(&hub, &[("City", format!("http://{nobody}/a.ics"))]);
    assert_eq!(run(&hub, SYNC).0, 3);
}

#[test]
fn what_is_checked_is_not_written() {
    let server = Server::start();
    server.set("/city.ics", "200 OK", WALK);
    let hub = hub(&[("City", format!("{}/city.ics", server.base))]);
    let (exit, out, err) = run(&hub, &format!("{SYNC} --check"));
    assert_eq!((exit, out.as_str(), err.as_str()), (0, "City: 1 event, new\n", "nothing was written\n"));
    assert!(!hub.path().join("data").exists());
}

#[test]
fn a_source_may_change_its_name_or_go() {
    let server = Server::start();
    server.set("/city.ics", "200 OK\r\nETag: \"1\"", WALK);
    let url = format!("{}/city.ics", server.base);
    let hub = hub(&[("City", url.clone())]);
    assert_eq!(run(&hub, SYNC).0, 0);
    list(&hub, &[("City tech", url.clone())]);
    server.set("/city.ics", "500 Internal Server Error", "");
    let (exit, out, _) = run(&hub, SYNC);
    assert_eq!(exit, 1);
    assert!(out.starts_with("City tech: failing since 2026-11-21; the copy of 2026-11-21 stays\n"), "{out}");
    assert!(kept(&hub, "city-tech.ics").is_some() && kept(&hub, "city.ics").is_none());
    // A lock that somebody wrote by hand removes nothing but what sync wrote.
    let lock = kept(&hub, "sources.lock").unwrap();
    let evil = format!("{lock}\n[[source]]\nname = \"../../hub\"\nurl = \"https://x.example/\"\ndigest = \"00\"\n");
    fs::write(hub.path().join("data/calendars/sources.lock"), evil).unwrap();
    list(&hub, &[]);
    let (exit, out, _) = run(&hub, SYNC);
    assert_eq!(
        (exit, out.as_str()),
        (0, "data/calendars/city-tech.ics: its source is no longer listed, and it is removed\n")
    );
    assert!(kept(&hub, "city-tech.ics").is_none() && hub.path().join("hub.toml").exists());
}

#[test]
fn a_wrong_hub_toml_is_a_wrong_call() {
    let hub = hub(&[("City", "ftp://city.example/a.ics".to_owned())]);
    let (exit, out, err) = run(&hub, SYNC);
    assert!(exit == 2 && out.is_empty() && err.contains("error[bad-url]"), "{exit} {err}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let server = Server::start();
    server.set("/city.ics", "200 OK", WALK);
    let hub = hub(&[("City", format!("{}/city.ics", server.base))]);
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(hub.path().join("data")).unwrap();
    std::os::unix::fs::symlink(outside.path(), hub.path().join("data/calendars")).unwrap();
    let (exit, _, err) = run(&hub, SYNC);
    assert!(exit == 2 && err.contains("is no folder"), "{exit} {err}");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}
