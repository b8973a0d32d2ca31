//! The same content, clock and version give the same bytes: with any number of threads, in any folder, in any order of the disk.

use crate::contract::hub;
use crate::hub::{Hub, bytes};
use folkmoot::Request;
use std::collections::BTreeMap;

type Site = BTreeMap<String, Vec<u8>>;

fn built(hub: &Hub, change: impl FnOnce(&mut Request)) -> Site {
    let mut request = hub.request();
    change(&mut request);
    let built = folkmoot::build(&request).unwrap();
    assert!(built.report.is_some(), "{:#?}", built.diagnostics);
    bytes(&request.output())
}

/// Says in which files two sites differ.
pub(crate) fn differences(a: &Site, b: &Site) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))) {
        match (a.get(name), b.get(name)) {
            (Some(_), None) => all.push(format!("only the first has {name}")),
            (None, Some(_)) => all.push(format!("only the second has {name}")),
            (Some(a), Some(b)) if a != b => {
                let at = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
                let show = |bytes: &[u8]| {
                    String::from_utf8_lossy(&bytes[at.saturating_sub(60)..bytes.len().min(at + 60)]).into_owned()
                };
                all.push(format!("{name} differs at byte {at}:\n  {:?}\n  {:?}", show(a), show(b)));
            }
            _ => {}
        }
    }
    all
}

fn assert_same(a: &Site, b: &Site, what: &str) {
    let differences = differences(a, b);
    assert!(differences.is_empty(), "{what}\n{}", differences.join("\n"));
}

#[test]
fn one_two_and_eight_threads_give_the_same_bytes() {
    let hub = hub();
    let one = built(&hub, |request| request.jobs = Some(1));
    assert!(one.len() > 100, "the site has {} files", one.len());
    for jobs in [2, 8] {
        let many = built(&hub, |request| {
            request.jobs = Some(jobs);
            request.no_cache = true;
            request.output = Some(hub.root().join(format!("out-{jobs}")));
        });
        assert_same(&one, &many, &format!("{jobs} threads"));
    }
}

#[test]
fn another_folder_and_another_order_of_files_give_the_same_bytes() {
    let first = hub();
    let second = Hub::empty();
    let files = bytes(first.root());
    for (name, bytes) in files.iter().rev() {
        second.write(name, bytes);
    }
    assert_same(&built(&first, |_| {}), &built(&second, |_| {}), "a copy");
}

#[test]
fn building_again_changes_nothing() {
    let hub = hub();
    let first = built(&hub, |_| {});
    let again = folkmoot::build(&hub.request()).unwrap();
    let report = again.report.expect("the hub is without mistakes");
    assert_eq!((report.written, report.removed), (0, 0), "nothing was written");
    assert_same(&first, &hub.site(), "again");
    assert_same(&first, &built(&hub, |request| request.no_cache = true), "without what was remembered");
}

#[test]
fn only_the_clock_of_the_request_counts() {
    let hub = hub();
    let later = folkmoot::time::Instant::parse("2027-06-01T00:00:00Z").unwrap();
    let now = built(&hub, |_| {});
    let then = built(&hub, |request| request.now = later);
    assert!(!differences(&now, &then).is_empty(), "half a year later other events are coming");
    let back = built(&hub, |_| {});
    assert_same(&now, &back, "the first clock again");
}
