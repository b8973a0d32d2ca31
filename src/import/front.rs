//! Front matter of Hugo and Jekyll: TOML, YAML or JSON, as one table of plain values.

use crate::read::node::{Node, Value as Written};
use crate::text::SourceId;
use serde_json::{Map, Value};

/// The fields and the text of a file. `None` where there is no front matter, or none that can be read.
pub(super) fn cut(text: &str) -> Option<(Map<String, Value>, String)> {
    let trimmed = text.trim_start_matches(['\u{feff}', '\r', '\n', ' ']);
    if trimmed.starts_with('{') && !trimmed.starts_with("{{") && !trimmed.starts_with("{%") {
        let mut values = serde_json::Deserializer::from_str(trimmed).into_iter::<Map<String, Value>>();
        let fields = values.next()?.ok()?;
        let body = &trimmed[values.byte_offset()..];
        return Some((fields, body.trim_start().to_owned()));
    }
    let mut said = Vec::new();
    let parts = crate::read::front::cut(SourceId(0), text, &mut said);
    if !parts.has_front_matter || (parts.table.damaged && parts.table.entries.is_empty()) {
        return None;
    }
    let fields = parts.table.entries.iter().map(|(key, node)| (key.name.clone(), plain(node))).collect();
    Some((fields, text.get(parts.body)?.to_owned()))
}

fn plain(node: &Node) -> Value {
    match &node.value {
        Written::Null | Written::Broken => Value::Null,
        Written::Text(text) | Written::Stamp(text) => Value::from(text.as_str()),
        Written::Integer(number) => Value::from(*number),
        Written::Float(number) => Value::from(*number),
        Written::Bool(value) => Value::from(*value),
        Written::List(items) => Value::Array(items.iter().map(plain).collect()),
        Written::Table(table) => {
            Value::Object(table.entries.iter().map(|(key, node)| (key.name.clone(), plain(node))).collect())
        }
    }
}

/// A text under one of these names; numbers are texts too.
pub(super) fn text(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let text = match fields.get(*name)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    })
}

/// Texts under a name: a list, or one text.
pub(super) fn texts(fields: &Map<String, Value>, name: &str) -> Vec<String> {
    match fields.get(name) {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| match item {
                Value::String(text) => Some(text.trim().to_owned()),
                Value::Number(number) => Some(number.to_string()),
                Value::Object(it) => text(it, &["name", "title", "src"]),
                _ => None,
            })
            .filter(|text| !text.is_empty())
            .collect(),
        Some(Value::String(text)) if !text.trim().is_empty() => vec![text.trim().to_owned()],
        Some(Value::Object(it)) => text(it, &["name", "title", "src", "image", "path"]).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A day or time as others write it, as TOML takes it: `2019-03-01 15:04:05 +0800`, `2019-03-01T15:04:05Z`, `2019/3/1`.
pub(super) fn stamp(text: &str) -> Option<String> {
    let text = text.trim().replace('/', "-");
    let (day, rest) = text.split_at(text.find(['T', ' ', 't']).unwrap_or(text.len()));
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let number = |part: &str| part.parse::<u32>().ok();
    let day = format!("{:04}-{:02}-{:02}", number(year)?, number(month)?, number(day)?);
    crate::time::Date::parse(&day).ok()?;
    let rest = rest.trim_start_matches(['T', 't', ' ']).trim();
    if rest.is_empty() {
        return Some(day);
    }
    let end = rest.find(['+', '-', 'Z', 'z', ' ']).unwrap_or(rest.len());
    let (time, zone) = (rest[..end].split('.').next().unwrap_or(""), rest[end..].trim());
    let clock: Vec<u32> = time.split(':').map(number).collect::<Option<_>>()?;
    let (hour, minute, second) = match clock[..] {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let zone = match zone {
        "" => String::new(),
        "Z" | "z" | "UTC" | "GMT" => "Z".to_owned(),
        zone => {
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            if digits.len() != 4 || !zone.starts_with(['+', '-']) {
                return Some(day);
            }
            format!("{}{}:{}", &zone[..1], &digits[..2], &digits[2..])
        }
    };
    let whole = format!("{day}T{hour:02}:{minute:02}:{second:02}{zone}");
    crate::time::Stamp::parse(&whole).is_ok().then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_to_write_fields() {
        for text in [
            "+++\ntitle = \"A\"\ntags = [\"x\"]\n+++\nBody",
            "---\ntitle: A\ntags: x\n---\nBody",
            "{\n \"title\": \"A\", \"tags\": [\"x\"]\n}\n\nBody",
        ] {
            let (fields, body) = cut(text).expect("can be read");
            assert_eq!(super::text(&fields, &["title"]).as_deref(), Some("A"));
            assert_eq!((texts(&fields, "tags"), body.as_str()), (vec!["x".to_owned()], "Body"));
        }
        assert!(cut("No fields").is_none() && cut("{{ x }}").is_none());
    }

    #[test]
    fn days_of_others() {
        for (written, read) in [
            ("2019-03-01", Some("2019-03-01")),
            ("2019/3/1", Some("2019-03-01")),
            ("2019-03-01 15:04:05 +0800", Some("2019-03-01T15:04:05+08:00")),
            ("2019-03-01T15:04:05.123Z", Some("2019-03-01T15:04:05Z")),
            ("2019-03-01T15:04:05-07:00", Some("2019-03-01T15:04:05-07:00")),
            ("2019-03-01 15:04", Some("2019-03-01T15:04:00")),
            ("2019-02-30", None),
            ("yesterday", None),
        ] {
            assert_eq!(stamp(written).as_deref(), read, "{written}");
        }
    }
}
