//! Messages as SARIF 2.1.0 (OASIS), the exchange format of code scanners.
//!
//! Takes diagnostics and the hub's place in its repository, gives one JSON document. Columns are counted in characters, which the
//! document says of itself.

use super::shown::{Place, clean, place, tame_json};
use super::{Code, Diagnostic, Severity};
use crate::text::Sources;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// All that is not unreserved in a URI, but for the slash between folders (RFC 3986, section 2.3).
const OUTSIDE_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// All diagnostics as one run. `prefix` is the hub's folder in its repository, such as `site/`, or empty.
pub fn print(diagnostics: &[Diagnostic], sources: &Sources, prefix: &str) -> String {
    let mut codes: Vec<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let index = codes.binary_search(&diagnostic.code).expect("every code is listed above");
            result(diagnostic, index, sources, prefix)
        })
        .collect();
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "folkmoot",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let text = serde_json::to_string_pretty(&document).expect("a JSON value always has a text");
    tame_json(text) + "\n"
}

fn rule(code: Code) -> Value {
    json!({ "id": code.name(), "shortDescription": { "text": code.explanation() } })
}

fn result(diagnostic: &Diagnostic, index: usize, sources: &Sources, prefix: &str) -> Value {
    let mut words = clean(&diagnostic.message).into_owned();
    if let Some(help) = &diagnostic.help {
        words.push_str("\nhelp: ");
        words.push_str(&clean(help));
    }
    let mut related = Vec::new();
    for note in &diagnostic.notes {
        let message = clean(&note.message);
        match place(note.at, sources) {
            Some(at) => {
                let mut location = location(&at, prefix);
                location["id"] = json!(related.len() + 1);
                location["message"] = json!({ "text": message });
                related.push(location);
            }
            None => words.push_str(&format!("\nnote: {message}")),
        }
    }
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut result =
        json!({ "ruleId": diagnostic.code.name(), "ruleIndex": index, "level": level, "message": { "text": words } });
    if let Some(at) = place(diagnostic.at, sources) {
        result["locations"] = json!([location(&at, prefix)]);
    }
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    result
}

fn location(at: &Place<'_>, prefix: &str) -> Value {
    let path = format!("{prefix}{}", at.file);
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": utf8_percent_encode(&path, OUTSIDE_PATHS).to_string() },
        "region": {
            "startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column,
        },
    }})
}

#[cfg(test)]
mod tests {
    use super::super::shown::samples::{backwards, sources};
    use super::*;
    use crate::text::{SourceId, Span};

    #[test]
    fn a_run_with_rules_results_and_related_places() {
        let sources = sources();
        let hostile = Diagnostic::warning(Code::BadUrl, Span::file(SourceId(2)), "x\u{9b}").remark("why");
        let text = print(&[backwards(&sources), hostile], &sources, "my site/");
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["version"], "2.1.0");
        let run = &document["runs"][0];
        let first = &run["results"][0];
        assert_eq!(first["level"], "error");
        let place = &first["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "my%20site/content/events/%E4%BA%94%E6%9C%88.toml");
        assert_eq!(place["region"]["startColumn"], 7);
        assert_eq!(place["region"]["endColumn"], 26);
        assert_eq!(first["relatedLocations"][0]["message"]["text"], "it starts here");
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        assert_eq!(run["results"][1]["message"]["text"], "x\u{fffd}\nnote: why");
        assert!(print(&[], &sources, "").contains("\"results\": []"));
    }
}
