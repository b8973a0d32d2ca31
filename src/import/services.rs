//! Listings from HSDS, the Human Services Data Specification of Open Referral: JSON (a service, a list, or a page of an API), or the
//! text of its table `services.csv` with that of `organizations.csv`.

use super::Imported;
use super::listings::{Listing, Shelf};
use crate::config::Config;
use crate::read::node::{Table, Value as Cell};
use crate::text::SourceId;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What of a service has a place in a listing; all else is counted and said.
const KNOWN: &[&str] = &[
    "id",
    "name",
    "alternate_name",
    "description",
    "url",
    "email",
    "status",
    "fees",
    "fees_description",
    "organization",
    "organization_id",
    "service_at_locations",
    "languages",
    "phones",
    "attributes",
    "taxonomy_terms",
    "assured_date",
    "last_modified",
    "interpretation_services",
    "short_description",
    "schedules",
    "eligibility_description",
    "application_process",
];

/// What of a location and of an organisation has one.
const KNOWN_INSIDE: &[(&str, &[&str])] = &[
    ("location", &["id", "name", "addresses", "phones", "schedules", "languages", "accessibility", "location_type"]),
    ("organization", &["id", "name"]),
];

/// Listings from HSDS. `organizations` is the text of that table, for tables.
pub fn services(
    name: &str,
    text: &str,
    organizations: Option<&str>,
    config: &Config,
    taken: &BTreeSet<String>,
    category: Option<&str>,
) -> Imported {
    let mut all = Imported::default();
    let mut shelf = Shelf::new(config, taken, category);
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    let found = match serde_json::from_str::<Value>(text) {
        Ok(value) => of_json(value),
        Err(error) if text.trim_start().starts_with(['{', '[']) => {
            all.note(name, format!("this is no JSON: {error}"));
            return all;
        }
        Err(_) => of_tables(text, organizations.unwrap_or("")),
    };
    if found.is_empty() {
        all.note(name, "there is no service in it");
    }
    for (number, service) in found.iter().enumerate() {
        let place = format!("{name}, service {}", number + 1);
        if let Value::Object(fields) = service {
            for (field, value) in fields {
                if !KNOWN.contains(&field.as_str()) && !empty(value) {
                    *unknown.entry(field.clone()).or_default() += 1;
                }
            }
        }
        let locations = locations(service).map(|location| ("location", location));
        for (what, inside) in locations.chain(service.get("organization").map(|it| ("organization", it))) {
            let known = KNOWN_INSIDE.iter().find(|(name, _)| *name == what).map_or(&[][..], |(_, known)| known);
            let fields = inside.as_object().into_iter().flatten();
            for (field, _) in fields.filter(|(field, value)| !known.contains(&field.as_str()) && !empty(value)) {
                *unknown.entry(format!("{what}.{field}")).or_default() += 1;
            }
        }
        shelf.put(listing(service), &place, &mut all);
    }
    for (field, count) in unknown {
        let services = if count == 1 { "1 service".to_owned() } else { format!("{count} services") };
        all.note(name, format!("no field for `{field}` ({services})"));
    }
    all
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn of_json(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        Value::Object(mut fields) => {
            for name in ["contents", "services", "items", "data"] {
                if let Some(Value::Array(items)) = fields.remove(name) {
                    // An organisation has its services inside, which do not repeat its name.
                    let owner = fields.get("name").cloned().filter(|_| name == "services");
                    return items.into_iter().map(|item| with_owner(item, owner.as_ref())).collect();
                }
            }
            vec![Value::Object(fields)]
        }
        _ => Vec::new(),
    }
}

fn with_owner(mut item: Value, owner: Option<&Value>) -> Value {
    if let (Value::Object(fields), Some(owner)) = (&mut item, owner)
        && !fields.contains_key("organization")
    {
        fields.insert("organization".into(), serde_json::json!({ "name": owner }));
    }
    item
}

fn of_tables(services: &str, organizations: &str) -> Vec<Value> {
    let rows = |text: &str| crate::read::csv::parse(SourceId(0), text, &mut Vec::new());
    let object = |row: &Table| {
        let cell = |value: &Cell| if let Cell::Text(text) = value { Some(Value::from(text.as_str())) } else { None };
        let cells = row.entries.iter().filter_map(|(key, node)| Some((key.name.clone(), cell(&node.value)?)));
        Value::Object(cells.collect())
    };
    let names: BTreeMap<String, String> = rows(organizations)
        .iter()
        .map(object)
        .filter_map(|row| Some((text(&row, "id")?, text(&row, "name")?)))
        .collect();
    let named = |mut service: Value| {
        let name = text(&service, "organization_id").and_then(|id| names.get(&id).cloned());
        if let (Some(name), Value::Object(fields)) = (name, &mut service) {
            fields.insert("organization".into(), serde_json::json!({ "name": name }));
        }
        service
    };
    rows(services).iter().map(object).map(named).collect()
}

fn text(value: &Value, name: &str) -> Option<String> {
    let text = value.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn each<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn locations(service: &Value) -> impl Iterator<Item = &Value> {
    each(service, "service_at_locations").filter_map(|at| at.get("location"))
}

/// What has no field of its own, in lines below the description.
fn details(service: &Value, place: Option<&str>) -> Vec<String> {
    let mut lines = Vec::new();
    let at = |name| each(service, "service_at_locations").flat_map(move |at| each(at, name));
    let inside = |name| locations(service).flat_map(move |location| each(location, name));
    let everywhere = |name| each(service, name).chain(at(name)).chain(inside(name));
    let mut say = |label: &str, words: Option<String>| {
        let line = words.map(|words| format!("{label}: {words}"));
        lines.extend(line.filter(|line| !lines.contains(line)));
    };
    if text(service, "email").is_some() {
        for phone in everywhere("phones") {
            let about = text(phone, "description").map(|about| format!(" ({about})")).unwrap_or_default();
            let extension = phone.get("extension").filter(|it| !empty(it)).map(|it| format!(" ext. {it}"));
            let number = text(phone, "number").map(|it| format!("{it}{}{about}", extension.unwrap_or_default()));
            say("Telephone", number);
        }
    }
    for schedule in everywhere("schedules") {
        let opens = text(schedule, "opens_at").zip(text(schedule, "closes_at"));
        let hours = opens.map(|(opens, closes)| format!("{opens}–{closes}"));
        let parts = [text(schedule, "byday"), hours, text(schedule, "description")];
        let words = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        say("Open", Some(words).filter(|words| !words.is_empty()));
    }
    for way in inside("accessibility") {
        say("Accessibility", text(way, "description").or_else(|| text(way, "details")));
    }
    for location in locations(service).filter_map(address).filter(|address| Some(address.as_str()) != place) {
        say("Also at", Some(location));
    }
    say("For", text(service, "eligibility_description"));
    say("How to apply", text(service, "application_process"));
    say("Interpretation", text(service, "interpretation_services"));
    lines
}

/// The first address of a location, else its name.
fn address(location: &Value) -> Option<String> {
    let line = |address: &Value| {
        let parts = ["address_1", "address_2", "city", "region", "state_province", "postal_code"];
        let parts: Vec<String> = parts.iter().filter_map(|part| text(address, part)).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    each(location, "addresses").next().and_then(line).or_else(|| text(location, "name"))
}

fn listing(service: &Value) -> Listing {
    let description = text(service, "description").unwrap_or_default();
    let short = text(service, "short_description");
    let first = description.split_inclusive(['.', '。']).next().unwrap_or("").trim().to_owned();
    let summary = short.unwrap_or_else(|| if first.chars().count() <= 160 { first.clone() } else { String::new() });
    let description = if description.trim() == summary { String::new() } else { description };
    let place = locations(service).find_map(address);
    let details = details(service, place.as_deref());
    let description = [description].into_iter().chain(details).collect::<Vec<_>>().join("\n");
    let attributes = each(service, "attributes").chain(each(service, "taxonomy_terms"));
    let tags = attributes.filter_map(|it| text(it.get("taxonomy_term").unwrap_or(it), "name")).collect();
    let phones = each(service, "phones").chain(locations(service).flat_map(|location| each(location, "phones")));
    let phone = phones.filter_map(|phone| text(phone, "number")).next();
    let spoken = each(service, "languages").chain(locations(service).flat_map(|location| each(location, "languages")));
    let languages = spoken.filter_map(|it| text(it, "code").or_else(|| text(it, "name"))).collect();
    let day = text(service, "assured_date").or_else(|| text(service, "last_modified"));
    Listing {
        title: text(service, "name").unwrap_or_default(),
        url: text(service, "url").unwrap_or_default(),
        summary,
        description,
        provider: service.get("organization").and_then(|it| text(it, "name")).unwrap_or_default(),
        location: place.unwrap_or_default(),
        languages,
        cost: text(service, "fees_description").or_else(|| text(service, "fees")).unwrap_or_default(),
        contact: text(service, "email").or(phone).unwrap_or_default(),
        checked: day.and_then(|day| day.get(..10).map(str::to_owned)).unwrap_or_default(),
        closed: matches!(text(service, "status").as_deref(), Some("inactive" | "defunct" | "temporarily closed")),
        tags,
        ..Listing::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_found_in_every_wrapping() {
        for text in [
            r#"{"name": "Legal aid", "email": "x@y.example"}"#,
            r#"[{"name": "Legal aid"}]"#,
            r#"{"total_items": 1, "contents": [{"name": "Legal aid"}]}"#,
        ] {
            let found = of_json(serde_json::from_str(text).expect("is JSON"));
            assert_eq!(listing(&found[0]).title, "Legal aid", "{text}");
        }
        let tables =
            of_tables("id,organization_id,name,status\n1,7,Food bank,inactive\n", "id,name\n7,Harbour Trust\n");
        let found = listing(&tables[0]);
        assert_eq!((found.title.as_str(), found.provider.as_str(), found.closed), ("Food bank", "Harbour Trust", true));
    }
}
