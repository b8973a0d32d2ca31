//! The table of what happened elsewhere, as `[insights] activity` names it: a chat's messages, a library's loans, visits to an open door.
//!
//! Takes a CSV file below `data/`, gives a sum for each month and each thing that was counted. Every row that does not fit is said with
//! its place. It never holds a name of anybody: there is no column for one, and a column that is not known is refused.

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::fields;
use crate::read::fields::{FieldValue, Fields, Reader, Spanned};
use crate::read::node::{Node, Value};
use crate::read::scan::Scan;
use crate::read::shape::Shape;
use crate::read::values::{Listing, report_time};
use crate::text::SourceId;
use crate::time::{Date, Stamp, TimeError, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fields! {
    /// A row of the table of activity.
    pub struct ActivityFields as "a row of activity" {
        /// The day, or the month: `2026-10`.
        need date: Month = "2026-10";
        /// What was counted.
        need kind: String = "\"Chat messages\"";
        /// How often it happened.
        need count: u32 = "412";
        /// What was counted, in other languages of the site.
        many labels: Listing<String> = "{ zh-CN = \"群聊消息\" }";
    }
}

/// A month, of which a row may name any day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub Date);

impl FieldValue for Month {
    fn shape() -> Shape {
        Shape::Date
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let (Value::Text(written) | Value::Stamp(written)) = &node.value else {
            reader.wrong_type(node, "a day or a month", Some("write it as 2026-10-21 or 2026-10".into()));
            return None;
        };
        let written = written.trim();
        let is_month = written.len() == 7 && written.as_bytes()[4] == b'-';
        let first = || Stamp::parse(&format!("{written}-01")).map_err(|_| TimeError::NotADate(written.into()));
        let parsed = if is_month { first() } else { Stamp::parse(written) };
        match parsed {
            Ok(stamp) => Some(Self(stamp.date(&Zone::utc()).first_of_month())),
            Err(error) => {
                report_time(&error, Code::NoSuchDate, node.span, reader);
                None
            }
        }
    }
}

/// Something that was counted elsewhere.
#[derive(Clone, Debug)]
pub struct Counted {
    /// What it is called, as the table has it.
    pub label: Arc<str>,
    /// The same in other languages, by tag.
    pub labels: BTreeMap<String, Arc<str>>,
    /// How often it happened, by the first day of the month. A month without a row is not here: nobody measured it.
    pub months: BTreeMap<Date, u64>,
}

/// What happened elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Activity {
    /// The file.
    pub source: Option<SourceId>,
    /// Everything that was counted, in the order of its first row.
    pub counted: Vec<Counted>,
}

/// Reads the table that `[insights]` names; empty where none is named, or it is not there, which is then said.
pub fn read(config: &Config, scan: &Scan, said: &mut Vec<Diagnostic>) -> Activity {
    let Some(named) = &config.activity else { return Activity::default() };
    let is_table = named.value.starts_with("data/") && named.value.to_ascii_lowercase().ends_with(".csv");
    let Some(source) = scan.sources.find(&named.value).filter(|_| is_table) else {
        said.push(missing(named, scan));
        return Activity::default();
    };
    let mut activity = Activity { source: Some(source), counted: Vec::new() };
    let mut strangers = BTreeSet::new();
    for table in crate::read::csv::parse(source, &scan.sources.get(source).text, said) {
        let mut reader = Reader::of(&table);
        let row = ActivityFields::read_table(&table, &mut reader);
        said.append(&mut reader.diagnostics);
        let Some(row) = row.filter(|_| !reader.stood_in) else { continue };
        for (tag, _) in &row.labels.0 {
            let known = config.languages.iter().any(|language| language.language.as_str() == tag.value);
            if !known && strangers.insert(tag.value.clone()) {
                let message = format!("the site has no language `{}`", tag.value);
                let tags: Vec<_> = config.languages.iter().map(|site| format!("`{}`", site.language)).collect();
                let help = format!("its languages are {}", tags.join(", "));
                said.push(Diagnostic::error(Code::UnknownLanguage, tag.span, message).help(help));
            }
        }
        activity.add(row);
    }
    activity
}

impl Activity {
    fn add(&mut self, row: ActivityFields) {
        let at = self.counted.iter().position(|counted| *counted.label == *row.kind).unwrap_or_else(|| {
            self.counted.push(Counted {
                label: row.kind.as_str().into(),
                labels: BTreeMap::new(),
                months: BTreeMap::new(),
            });
            self.counted.len() - 1
        });
        let counted = &mut self.counted[at];
        for (tag, label) in row.labels.0 {
            counted.labels.entry(tag.value).or_insert_with(|| label.into());
        }
        *counted.months.entry(row.date.0).or_default() += u64::from(row.count);
    }
}

fn missing(named: &Spanned<String>, scan: &Scan) -> Diagnostic {
    let is_table = |path: &&str| path.starts_with("data/") && path.to_ascii_lowercase().ends_with(".csv");
    let tables = scan.sources.iter().map(|(_, source)| &*source.path).filter(is_table);
    let help = match nearest(&named.value, tables) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "put a CSV file into `data/`, or take the line out".to_owned(),
    };
    Diagnostic::error(Code::BadConfig, named.span, format!("there is no table `{}`", named.value)).help(help)
}
