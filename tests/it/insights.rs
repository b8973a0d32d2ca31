//! The page of figures: what it says, when it is there, and that nobody can be read from it.

use crate::hub::Hub;
use folkmoot::diagnostic::Severity;
use serde_json::Value;

const PUBLISH: &str = "\n[insights]\npublish = [\"activity\", \"contributors\", \"events\"]\n";

fn hub(more: &str) -> Hub {
    let hub = Hub::common();
    let config = std::fs::read_to_string(hub.root().join("hub.toml")).unwrap();
    hub.write("hub.toml", format!("{config}{more}"));
    hub
}

fn member(hub: &Hub, id: &str, more: &str) {
    hub.write(&format!("content/members/{id}.toml"), format!("name = \"Somebody {id}\"\n{more}\n"));
}

/// A post of the last quarter with these authors.
fn post(hub: &Hub, name: &str, authors: &[&str], more: &str) {
    let text = format!("+++\ntitle = \"{name}\"\ndate = 2026-10-05\nauthors = {authors:?}\n{more}\n+++\nWords.\n");
    hub.write(&format!("content/posts/{name}.md"), text);
}

fn build(hub: &Hub) -> std::collections::BTreeMap<String, Vec<u8>> {
    let built = hub.build();
    assert!(built.diagnostics.iter().all(|said| said.severity != Severity::Error), "{:#?}", built.diagnostics);
    hub.site()
}

/// What the data file says of a figure's column in a period: the count, and what it is below.
fn told(
    site: &std::collections::BTreeMap<String, Vec<u8>>,
    figure: &str,
    column: &str,
    period: &str,
) -> (Value, Value) {
    let data: Value = serde_json::from_slice(&site["api/insights.json"]).unwrap();
    let by = |list: &Value, key: &str, id: &str| -> Value {
        list.as_array().into_iter().flatten().find(|one| one[key] == id).unwrap_or(&Value::Null).clone()
    };
    let figure = by(&data["items"], "id", figure);
    let value = by(&by(&figure["columns"], "id", column)["values"], "period", period);
    (value["count"].clone(), value["fewer_than"].clone())
}

#[test]
fn without_figures_there_is_no_page_and_no_link_to_one() {
    for more in ["", "\n[insights]\npublish = []\n"] {
        let site = build(&hub(more));
        assert!(site.keys().all(|name| !name.contains("insights")));
        assert!(!String::from_utf8_lossy(&site["index.html"]).contains("/insights/"));
    }
    let site = build(&hub(PUBLISH));
    for name in ["insights/index.html", "zh-CN/insights/index.html", "api/insights.json", "zh-CN/api/insights.json"] {
        assert!(site.contains_key(name), "{name}");
    }
    assert!(String::from_utf8_lossy(&site["index.html"]).contains("href=\"/insights/\""));
    assert!(String::from_utf8_lossy(&site["sitemap.xml"]).contains("/insights/"));
}

#[test]
fn only_what_is_published_is_told() {
    let site = build(&hub("\n[insights]\npublish = [\"events\"]\n"));
    let page = String::from_utf8_lossy(&site["insights/index.html"]).into_owned();
    assert!(page.contains("id=\"events\"") && !page.contains("id=\"contributors\""), "{page}");
    assert_eq!(told(&site, "contributors", "people", "2026-Q4"), (Value::Null, Value::Null));
}

#[test]
fn people_are_counted_once_and_fewer_than_five_are_not_told() {
    let hub = hub(PUBLISH);
    let ids: Vec<String> = (0..5).map(|number| format!("m{number}")).collect();
    ids.iter().for_each(|id| member(&hub, id, ""));
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    post(&hub, "one", &ids[..4], "");
    let few = (Value::Null, Value::from(5));
    // Whoever is at the events of the hub besides is no author: nobody in the third quarter of the year before.
    assert_eq!(told(&build(&hub), "contributors", "people", "2025-Q3"), few, "none is told like some");
    post(&hub, "two", &ids, "");
    let (count, below) = told(&build(&hub), "contributors", "people", "2026-Q4");
    assert!(count.as_u64().unwrap() >= 5 && below.is_null());
    post(&hub, "three", &ids, "");
    assert_eq!(told(&build(&hub), "contributors", "people", "2026-Q4"), (count, Value::Null), "each counts once");
}

#[test]
fn who_and_what_is_not_for_everybody_has_no_part_in_any_number() {
    let hub = hub(PUBLISH);
    let ids = ["m0", "m1", "m2", "m3", "m4", "m5"];
    ids.iter().for_each(|id| member(&hub, id, ""));
    post(&hub, "one", &ids, "");
    let of = |hub: &Hub| build(hub)["api/insights.json"].clone();
    let before = of(&hub);
    member(&hub, "secret", "visibility = \"private\"");
    member(&hub, "quiet", "visibility = \"unlisted\"");
    post(&hub, "one", &["m0", "m1", "m2", "m3", "m4", "m5", "secret", "quiet"], "");
    post(&hub, "draft", &["m0", "mei-lin"], "draft = true");
    post(&hub, "ours", &["m0", "mei-lin"], "audience = \"members\"");
    post(&hub, "later", &["m0", "mei-lin"], "publish = 2027-01-01");
    let event = "title = \"Hidden\"\nstart = 2026-10-01T19:00:00\nduration = \"1h\"\nhosts = [\"mei-lin\"]\noutcome = { attended = 90 }\n";
    hub.write("content/events/hidden.toml", format!("{event}draft = true\n"));
    hub.write("content/events/ours.toml", format!("{event}audience = \"members\"\n"));
    assert!(before == of(&hub), "the public edition");
    for request in [
        folkmoot::pipeline::Request { drafts: true, ..hub.request() },
        folkmoot::pipeline::Request { audience: Some("members".into()), ..hub.request() },
    ] {
        folkmoot::pipeline::build(&request).unwrap();
        assert!(before == hub.site()["api/insights.json"], "an edition that shows more counts the same");
    }
}

#[test]
fn events_count_when_they_are_over_and_attendance_where_it_was_told() {
    let hub = hub(PUBLISH);
    let event = |name: &str, day: &str, more: &str| {
        let text = format!("title = \"{name}\"\nstart = {day}T10:00:00\nduration = \"1h\"\n{more}\n");
        hub.write(&format!("content/events/{name}.toml"), text);
    };
    let held = |site: &_| told(site, "events", "held", "2025-Q2").0;
    let came = |site: &_| told(site, "events", "attended", "2025-Q2");
    let site = build(&hub);
    assert_eq!((held(&site), came(&site)), (0.into(), (Value::Null, Value::Null)), "nothing, and nobody counted");
    event("a", "2025-04-02", "outcome = { attended = 30 }");
    event("b", "2025-06-30", "");
    event("c", "2025-05-01", "status = \"cancelled\"\noutcome = { attended = 7 }");
    event("d", "2025-05-02", "status = \"postponed\"");
    event(
        "e",
        "2025-05-07",
        "repeat = { every = \"week\", count = 3 }\noutcome = { attended = 9 }\n[[override]]\nat = 2025-05-14T10:00:00\noutcome = { attended = 12 }\n[[override]]\nat = 2025-05-21T10:00:00\nstatus = \"cancelled\"",
    );
    event("f", "2027-01-07", "");
    let site = build(&hub);
    assert_eq!(held(&site), 4, "a, b and two of e");
    assert_eq!(told(&site, "events", "cancelled", "2025-Q2").0, 2);
    assert_eq!(came(&site), (42.into(), Value::Null));
    let page = String::from_utf8_lossy(&site["insights/index.html"]).into_owned();
    assert!(page.contains("told for 2 of 4"), "{page}");
}

#[test]
fn sums_of_the_table_are_told_by_month_and_small_ones_are_not() {
    let hub = hub("\n[insights]\npublish = [\"activity\"]\nactivity = \"data/activity.csv\"\n");
    let rows = "date,kind,count,labels.zh-CN\n2026-09,Loans,7,借出\n2026-09-30,Loans,2,\n2026-10-01,Loans,4,\n2020-01,Loans,9,\n";
    hub.write("data/activity.csv", rows);
    let site = build(&hub);
    let loans = |period| told(&site, "activity", "elsewhere-1", period);
    assert_eq!(loans("2026-09"), (9.into(), Value::Null));
    assert_eq!(loans("2026-10"), (Value::Null, 5.into()));
    assert_eq!(loans("2026-11"), (Value::Null, Value::Null), "nobody measured it");
    let page = |name: &str| String::from_utf8_lossy(&site[name]).into_owned();
    assert!(
        page("insights/index.html").contains("fewer than 5") && page("insights/index.html").contains("not measured")
    );
    assert!(page("zh-CN/insights/index.html").contains("借出") && page("zh-CN/insights/index.html").contains("不足 5"));
    assert!(!page("insights/index.html").contains("13 in all"), "what is small could be worked out from the total");
}
