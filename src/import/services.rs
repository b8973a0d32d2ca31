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
        shelf.put(listing(service), &place, &mut all);
    }
    for (field, count) in unknown {
        all.note(name, format!("no field for `{field}` ({count} services)"));
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

fn listing(service: &Value) -> Listing {
    let description = text(service, "description").unwrap_or_default();
    let short = text(service, "short_description");
    let first = description.split_inclusive(['.', '。']).next().unwrap_or("").trim().to_owned();
    let summary = short.unwrap_or_else(|| if first.chars().count() <= 160 { first.clone() } else { String::new() });
    let description = if description.trim() == summary { String::new() } else { description };
    let place = each(service, "service_at_locations").filter_map(|at| at.get("location")).find_map(|location| {
        let address = each(location, "addresses").next();
        let line = |address: &Value| {
            let parts = ["address_1", "city", "region", "state_province"].iter().filter_map(|part| text(address, part));
            let parts: Vec<String> = parts.collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        };
        address.and_then(line).or_else(|| text(location, "name"))
    });
    let attributes = each(service, "attributes").chain(each(service, "taxonomy_terms"));
    let tags = attributes.filter_map(|it| text(it.get("taxonomy_term").unwrap_or(it), "name")).collect();
    let phone = each(service, "phones").find_map(|phone| text(phone, "number"));
    let languages = each(service, "languages").filter_map(|it| text(it, "code").or_else(|| text(it, "name"))).collect();
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
