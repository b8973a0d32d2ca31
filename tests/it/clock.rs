//! A site is made of its files and of the clock: a build that finds nothing changed must be right about the clock too.

use crate::hub::Hub;
use folkmoot::pipeline::{Request, build};
use folkmoot::time::Instant;
use std::path::Path;

/// Builds the example site at each of these times one after the other, and holds every one against a clean build: the times lie
/// around the ends of events, midnights in the hub's zone, and the day on which a post appears.
#[test]
fn a_build_that_finds_nothing_changed_is_right_about_the_time() {
    let hub = Hub::empty();
    hub.lay(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site"));
    for time in [
        "2026-11-21T12:00:00Z",
        "2026-11-21T15:59:59Z",
        "2026-11-21T16:00:00Z",
        "2026-11-26T08:59:59Z",
        "2026-11-26T09:00:00Z",
        "2026-11-26T09:00:01Z",
        "2027-02-01T00:00:00Z",
        "2026-11-21T12:00:00Z",
    ] {
        let at = |output: &str, no_cache| {
            let request = Request {
                output: Some(hub.root().join(output)),
                no_cache,
                ..Request::new(hub.root(), Instant::parse(time).unwrap())
            };
            let built = build(&request).unwrap();
            assert!(built.report.is_some(), "{time}: {:?}", built.diagnostics);
            crate::hub::bytes(&hub.root().join(output))
        };
        let (grown, clean) = (at("grown", false), at("clean", true));
        let other = |name: &&String| grown.get(*name) != clean.get(*name);
        let differing: Vec<_> = grown.keys().chain(clean.keys()).filter(other).collect();
        assert!(differing.is_empty(), "{time}: {differing:?}");
    }
}

/// Whoever mistyped a year looks for the entry in vain, unless somebody says that it waits.
#[test]
fn what_waits_for_its_day_is_told_in_a_hint() {
    let hub = Hub::common();
    for (name, head) in [
        ("later", "date = 2027-03-01"),
        ("draft", "date = 2027-02-01\ndraft = true"),
        ("members", "date = 2027-02-01\naudience = \"members\""),
        ("there", "date = 2026-03-01"),
    ] {
        hub.write(&format!("content/posts/{name}.md"), format!("+++\ntitle = \"{name}\"\n{head}\n+++\nx\n"));
    }
    let expected = "1 entry appears later by itself: content/posts/later.md on 2027-03-01";
    let hints = hub.check().hints;
    assert!(hints.iter().any(|hint| hint == expected), "{hints:?}");
}

/// Until the moment that a build tells, only the day that month pages call today is another one; and then there is something new.
#[test]
fn a_build_tells_when_there_is_something_new() {
    let hub = Hub::empty();
    hub.lay(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site"));
    hub.write("content/events/old.toml", "title = \"Old\"\nstart = 2025-12-02T10:00:00\nduration = \"1h\"\n");
    hub.write("content/kb/old.md", "+++\ntitle = \"Old\"\nreview_by = 2026-12-06\n+++\nText.\n");
    let at = |time: Instant| {
        let request = Request { output: Some(hub.root().join("told")), ..Request::new(hub.root(), time) };
        let built = build(&request).unwrap();
        assert!(built.report.is_some(), "{:?}", built.diagnostics);
        (built.next_change.unwrap(), crate::hub::bytes(&hub.root().join("told")))
    };
    let mut time = Instant::parse("2026-11-28T22:00:00Z").unwrap();
    let mut told = Vec::new();
    for _ in 0..9 {
        let (next, site) = at(time);
        assert!(next > time);
        assert_eq!(at(time).0, next, "a build that finds nothing to do says the same");
        let (same, before) = at(Instant::from_unix(next.unix() - 1));
        let (_, after) = at(next);
        assert_eq!(same, next);
        // Figures say the day they are of.
        let month =
            |name: &str| name.contains("events/20") || name.contains("insights") || name.starts_with(".folkmoot");
        let other: Vec<&String> = site.keys().filter(|name| !month(name) && site[*name] != before[*name]).collect();
        assert!(other.is_empty() && site.len() == before.len(), "between {time} and {next}: {other:?}");
        assert!(before != after, "nothing is new at {next}");
        told.push(next.to_string());
        time = next;
    }
    for expected in ["2026-11-30T16:00:00Z", "2026-12-02T16:00:00Z", "2026-12-06T16:00:00Z"] {
        assert!(told.iter().any(|next| next == expected), "{expected}: {told:?}");
    }
}
