//! What templates see, as far as it can be seen: one full example of the `page` of each template and of `site`, in `tests/contract`.
//!
//! Themes rely on these names. `UPDATE=1` writes the examples anew; in review a field that goes or changes its name is then a line that
//! goes, and waits for the next number of the contract (`context` in `theme.toml`).

use crate::hub::{Hub, now, tests, updating};
use folkmoot::check::public::Rules;
use folkmoot::config::SiteLanguage;
use folkmoot::history::History;
use folkmoot::plan::context::Labels;
use folkmoot::plan::{Make, Plan};
use folkmoot::read::scan::scan;
use folkmoot::theme::Theme;
use folkmoot::{config, kinds};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The hub from which the examples are made.
pub(crate) fn hub() -> Hub {
    let hub = Hub::empty();
    hub.lay(&tests().join("contract/hub"));
    hub
}

/// The plan of the hub, made step by step as a build does.
fn plan(hub: &Hub) -> Plan {
    let mut said = Vec::new();
    let scan = scan(hub.root()).unwrap();
    let source = scan.sources.find("hub.toml").unwrap();
    let config = config::read(source, scan.sources.get(source), None).into_value(&mut said).unwrap();
    let theme = Theme::load(&scan, &config).into_value(&mut said).unwrap();
    let rules = Rules { drafts: false, future: false, audience: None, now: now() };
    let contents = kinds::read(&scan, &config, &rules).into_value(&mut said);
    let site = kinds::check(&contents, &scan, &config, &History::default()).into_value(&mut said);
    let of = |language: &SiteLanguage| {
        let tag = language.language.as_str().to_owned();
        let theme = &theme;
        Labels::new(move |key| theme.text(&tag, key).map(Into::into)).with_accent(theme.accent())
    };
    let labels: Vec<_> = config.languages.iter().map(of).collect();
    let plan = kinds::plan::plan(&site, &config, &scan, &labels, theme.outputs(), now()).into_value(&mut said);
    assert!(said.is_empty(), "{said:#?}");
    plan
}

/// The fullest page of each template, that is the one with the most values in it, and `site` in the default language.
fn examples(plan: &Plan) -> BTreeMap<String, Value> {
    let mut all: BTreeMap<String, (usize, Value)> = BTreeMap::new();
    for output in &plan.outputs {
        let Make::Page { template, edition: 0, context } = &output.make else { continue };
        let value = serde_json::to_value(context.value()).unwrap();
        let name = template.trim_end_matches(".html").to_owned();
        let count = values(&value);
        if all.get(&name).is_none_or(|(most, _)| count > *most) {
            all.insert(name, (count, value));
        }
    }
    let mut all: BTreeMap<_, _> = all.into_iter().map(|(name, (_, value))| (name, value)).collect();
    all.insert("site".into(), serde_json::to_value(&plan.sites[0]).unwrap());
    all
}

/// How many values there are in a value, those that are missing left out.
fn values(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Array(items) => 1 + items.iter().map(values).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(values).sum::<usize>(),
        _ => 1,
    }
}

#[test]
fn a_change_of_what_templates_see_is_seen() {
    let examples = examples(&plan(&hub()));
    let folder = tests().join("contract");
    let mut faults = Vec::new();
    for (name, value) in &examples {
        let file = folder.join(format!("{name}.json"));
        let text = format!("{}\n", serde_json::to_string_pretty(value).unwrap());
        if updating() {
            std::fs::write(file, text).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        if text != expected {
            let line = text.lines().zip(expected.lines()).position(|(a, b)| a != b).unwrap_or(0);
            let (now, was) = (text.lines().nth(line).unwrap_or(""), expected.lines().nth(line).unwrap_or(""));
            faults.push(format!("{name}.json:{}: was {was}, is {now}", line + 1));
        }
    }
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
    let known: BTreeSet<String> = examples.keys().cloned().collect();
    assert_eq!(files, known, "one example for each template, and `site`");
    assert!(faults.is_empty(), "UPDATE=1 writes the examples anew\n{}", faults.join("\n"));
}

#[test]
fn every_template_of_commons_draws_its_example() {
    let hub = hub();
    let built = hub.build();
    assert!(built.report.is_some() && built.diagnostics.is_empty(), "{:#?}", built.diagnostics);
    let used: BTreeSet<String> = examples(&plan(&hub)).into_keys().collect();
    for (name, _) in folkmoot::theme::built_in_files("commons") {
        let Some(template) = name.strip_suffix(".html").filter(|name| !name.contains('/')) else { continue };
        if !matches!(template, "base" | "components") {
            assert!(used.contains(template), "no page of the example hub is drawn by `{template}.html`");
        }
    }
    for (name, bytes) in hub.site() {
        if name.ends_with(".html") {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.trim_start().to_lowercase().starts_with("<!doctype html>"), "{name} is a whole page");
            assert!(!text.contains("{{") && !text.contains("{%"), "{name} holds template syntax");
        }
    }
}
