//! Messages as a GitLab code quality report, which a merge request shows beside its lines.
//!
//! Takes diagnostics and the hub's place in its repository, gives one JSON list. A fingerprint depends on what is said and in which
//! file, not on the line, so that a mistake that only moved is not shown as new.

use super::shown::{clean, place, tame_json};
use super::{Diagnostic, Severity};
use crate::text::{Sources, digest_of};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// All diagnostics as one report. `prefix` is the hub's folder in its repository, such as `site/`, or empty.
pub fn print(diagnostics: &[Diagnostic], sources: &Sources, prefix: &str) -> String {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let issues = diagnostics.iter().map(|diagnostic| {
        let at = place(diagnostic.at, sources);
        // The report demands a place of everything; what has none concerns the hub as a whole.
        let (file, begin, end) = at.map_or(("hub.toml", 1, 1), |at| (at.file, at.line, at.end_line));
        let digest = digest_of(&(diagnostic.code.name(), file, &diagnostic.message));
        let mut fingerprint = format!("{:016x}{:016x}", digest.0, digest.1);
        let count = seen.entry(fingerprint.clone()).and_modify(|count| *count += 1).or_insert(0);
        if *count > 0 {
            fingerprint.push_str(&format!("-{count}"));
        }
        let mut description = clean(&diagnostic.message).into_owned();
        if let Some(help) = &diagnostic.help {
            description.push_str("; help: ");
            description.push_str(&clean(help));
        }
        Issue {
            description,
            check_name: diagnostic.code.name(),
            fingerprint,
            severity: match diagnostic.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: Location { path: format!("{prefix}{file}"), lines: Lines { begin, end } },
        }
    });
    let issues: Vec<Issue> = issues.collect();
    let text = serde_json::to_string_pretty(&issues).expect("texts and numbers always have a form in JSON");
    tame_json(text) + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::shown::samples::{backwards, sources};
    use super::*;

    #[test]
    fn every_issue_has_what_the_report_demands() {
        let sources = sources();
        let mut lost = backwards(&sources);
        lost.at = None;
        let text = print(&[backwards(&sources), backwards(&sources), lost], &sources, "site/");
        let issues: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(issues[0]["location"]["path"], "site/content/events/五月.toml");
        assert_eq!(issues[0]["location"]["lines"]["begin"], 4);
        assert_eq!(issues[0]["check_name"], "event-ends-before-start");
        assert_eq!(issues[0]["severity"], "major");
        assert_eq!(issues[2]["location"]["path"], "site/hub.toml");
        let prints: std::collections::BTreeSet<_> =
            (0..3).map(|at| issues[at]["fingerprint"].as_str().unwrap().to_owned()).collect();
        assert_eq!(prints.len(), 3, "no two are alike");
        assert_eq!(print(&[], &sources, ""), "[]\n");
    }
}
