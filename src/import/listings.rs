//! Listings from tables (CSV); and what all listings have in common: the file they become.

use super::{Imported, fresh, list, paragraphs, quoted};
use crate::config::Config;
use crate::markup::{SafeUrl, escaped_line, slug};
use crate::read::node::{Node, Table, Value};
use crate::text::SourceId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

pub use super::links::links;
pub use super::services::services;

/// One listing before it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Listing {
    pub(super) title: String,
    pub(super) kind: String,
    pub(super) category: String,
    pub(super) url: String,
    pub(super) summary: String,
    pub(super) description: String,
    pub(super) provider: String,
    pub(super) location: String,
    pub(super) languages: Vec<String>,
    pub(super) cost: String,
    pub(super) contact: String,
    pub(super) checked: String,
    pub(super) closed: bool,
    pub(super) tags: Vec<String>,
    /// Words and addresses of further links.
    pub(super) links: Vec<(String, String)>,
}

/// Where listings go: the names that are taken, and the category for those that have none of the hub's.
pub(super) struct Shelf<'a> {
    config: &'a Config,
    there: &'a BTreeSet<String>,
    taken: BTreeSet<String>,
    category: Option<&'a str>,
}

impl<'a> Shelf<'a> {
    /// `there` are the ids of the resources that are there.
    pub(super) fn new(config: &'a Config, there: &'a BTreeSet<String>, category: Option<&'a str>) -> Self {
        Self { config, there, taken: BTreeSet::new(), category }
    }

    /// The category of the hub that somebody means.
    pub(super) fn category(&self, words: &str) -> Option<String> {
        let wanted = slug(words);
        let language = self.config.default_language();
        let labels = self.config.categories.iter();
        let mut found = labels.filter(|label| *label.id == wanted || slug(&label.in_language(language)) == wanted);
        found.next().map(|label| label.id.to_string())
    }

    /// Puts a listing among the files. One without title is left out; an address that is none goes into the words.
    pub(super) fn put(&mut self, mut it: Listing, place: &str, into: &mut Imported) {
        if it.title.trim().is_empty() {
            return into.note(place, "it has no title, and is left out");
        }
        let found = self.category(&it.category);
        if found.is_none() && !it.category.trim().is_empty() {
            into.note(place, format!("the hub has no category `{}`; it became a tag", it.category.trim()));
            it.tags.push(it.category.clone());
        }
        let fallback = || self.category.map(str::to_owned).or_else(|| self.category("other"));
        let Some(category) = found.or_else(fallback) else {
            return into.note(place, "it has no category of the hub; choose one with `--category`");
        };
        if !it.url.is_empty() && SafeUrl::parse_web(it.url.trim()).is_err() {
            let bare = format!("https://{}", it.url.trim());
            if it.url.contains('.') && !it.url.contains([' ', ':']) && SafeUrl::parse_web(&bare).is_ok() {
                it.url = bare;
            } else {
                into.note(place, format!("`{}` is no address on the web, and is left out", it.url.trim()));
                it.url.clear();
            }
        }
        if !it.checked.trim().is_empty() && day(&it.checked).is_none() {
            into.note(place, format!("`{}` can be more than one day; write it as `2026-12-09`", it.checked.trim()));
        }
        let name = fresh(&it.title, &mut self.taken);
        if self.there.contains(&name) {
            return into.note(place, format!("there is already a resource `{name}`; it is left out"));
        }
        into.files.push((format!("content/resources/{name}.toml"), it.text(&category)));
    }
}

/// A day as TOML has it. With points the day comes first, everywhere; with strokes it depends on who wrote it.
fn day(written: &str) -> Option<String> {
    let written = written.trim();
    let parts: Vec<u16> = written.split('.').map(str::trim).filter_map(|part| part.parse().ok()).collect();
    let day = match parts[..] {
        [day, month, year] => format!("{year:04}-{month:02}-{day:02}"),
        _ => written.to_owned(),
    };
    crate::time::Date::parse(&day).is_ok().then_some(day)
}

impl Listing {
    fn text(&self, category: &str) -> String {
        // A title is inline Markdown here, and was plain words there.
        let plain = |words: &str| quoted(&escaped_line(words));
        let mut text = format!("title = {}\n", plain(&self.title));
        let mut field = |name: &str, value: String| writeln!(text, "{name} = {value}").expect("a string takes all");
        if ["offer", "need", "listing"].contains(&self.kind.trim().to_lowercase().as_str()) {
            field("kind", quoted(&self.kind.to_lowercase()));
        } else {
            field("kind", "\"listing\"".to_owned());
        }
        field("category", quoted(category));
        for (name, value) in [("url", &self.url), ("location", &self.location), ("cost", &self.cost)] {
            if !value.trim().is_empty() {
                field(name, quoted(value));
            }
        }
        if !self.provider.trim().is_empty() {
            field("provider", format!("{{ name = {} }}", quoted(&self.provider)));
        }
        if !self.contact.trim().is_empty() {
            field("contact", quoted(&self.contact));
        }
        if !self.languages.is_empty() {
            field("languages", list(&self.languages));
        }
        if let Some(day) = day(&self.checked) {
            field("checked", day);
        }
        if self.closed {
            field("status", "\"closed\"".to_owned());
        }
        let mut tags: Vec<String> = Vec::new();
        for tag in self.tags.iter().map(|tag| tag.trim()).filter(|tag| !slug(tag).is_empty()) {
            if !tags.iter().any(|other| slug(other) == slug(tag)) {
                tags.push(tag.to_owned());
            }
        }
        if !tags.is_empty() {
            field("tags", list(&tags));
        }
        if !self.summary.trim().is_empty() {
            field("summary", plain(&self.summary));
        }
        let mut description = crate::markup::escaped(&self.description);
        for (number, (words, url)) in self.links.iter().enumerate() {
            let part = ["\n\n", " · "][usize::from(number > 0)];
            // Nothing in an address can end it.
            let url = url.replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E");
            write!(description, "{part}[{}](<{url}>)", escaped_line(words)).expect("a string takes all");
        }
        if !description.trim().is_empty() {
            field("description", paragraphs(&description));
        }
        text
    }
}

/// The columns that stand for a field, besides the field's own name.
const COLUMNS: &[(&str, &[&str])] = &[
    ("title", &["name", "resource", "名称", "标题"]),
    ("kind", &["offer or need"]),
    ("category", &["type", "section", "topic", "分类"]),
    ("url", &["link", "website", "web", "homepage", "address on the web", "网址", "链接"]),
    ("summary", &["short description", "about", "简介"]),
    ("description", &["notes", "details", "text", "说明", "描述"]),
    ("provider", &["organisation", "organization", "owner", "by", "提供者"]),
    ("location", &["address", "city", "place", "where", "地点"]),
    ("languages", &["language", "lang", "语言"]),
    ("cost", &["price", "fee", "fees", "费用"]),
    ("contact", &["email", "email address", "e-mail", "phone", "phone number", "telephone", "联系方式"]),
    ("checked", &["verified", "last verified", "last checked", "updated"]),
    ("tags", &["tag", "keywords", "labels", "标签"]),
];

/// Listings from a table with one row each. `name` is the file's, for the report; `taken` are the ids of resources that are there.
pub fn table(name: &str, text: &str, config: &Config, taken: &BTreeSet<String>, category: Option<&str>) -> Imported {
    let mut all = Imported::default();
    let mut shelf = Shelf::new(config, taken, category);
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    let mut said = Vec::new();
    let start = heading(text);
    let (above, text) = text.split_at(start);
    let named = above.to_lowercase().starts_with("sep=");
    let above = above.lines().count();
    if above > usize::from(named) {
        all.note(name, format!("what stands above the headings in line {} is left out", above + 1));
    }
    let rows = crate::read::csv::parse(SourceId(0), text, &mut said);
    let mut names: Vec<String> = Vec::new();
    for (key, _) in rows.iter().flat_map(|row| &row.entries) {
        let name = key.name.to_lowercase();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if let Some(why) = refused(&names).filter(|_| !rows.is_empty()) {
        all.note(name, why);
        return all;
    }
    let lines = crate::text::Source::new("", text.as_bytes().to_vec());
    for row in &rows {
        let place = format!("{name}:{}", above + lines.position(row.span.start).line as usize);
        let mut listing = Listing::default();
        for (key, value) in cells(row) {
            if !listing.take(&key, &value) {
                *unknown.entry(key).or_default() += 1;
            }
        }
        shelf.put(listing, &place, &mut all);
    }
    for fault in said {
        all.note(name, fault.message);
    }
    for (column, rows) in unknown {
        all.note(
            name,
            format!("no field for the column `{column}` ({rows} {})", if rows == 1 { "cell" } else { "cells" }),
        );
    }
    all
}

/// The cells of a line of headings, as near as they can be told without reading the whole table.
fn cells_of(line: &str) -> Vec<String> {
    line.split([',', ';', '\t']).map(|cell| cell.trim_matches(['"', ' ', '\u{feff}']).to_lowercase()).collect()
}

/// Where the headings begin: sheets have a title above them, or a line that names the separator.
fn heading(text: &str) -> usize {
    let is_title = |line: &&str| cells_of(line).iter().any(|cell| field_of(cell) == Some("title"));
    let lines: Vec<&str> = text.split_inclusive('\n').take(10).collect();
    let first = lines.first().is_some_and(|line| cells_of(line).iter().any(|cell| field_of(cell).is_some()));
    let found = lines.iter().position(is_title).filter(|_| !first).unwrap_or(0);
    lines[..found].iter().map(|line| line.len()).sum()
}

/// Why no listings can be made of a table with these headings.
fn refused(names: &[String]) -> Option<String> {
    const EVENTS: [&str; 8] = ["date", "start", "end", "start date", "end date", "start time", "end time", "日期"];
    const PEOPLE: [&str; 7] = ["first name", "last name", "surname", "given name", "family name", "birthday", "姓名"];
    let count = |of: &[&str]| names.iter().filter(|name| of.contains(&name.as_str())).count();
    if count(&EVENTS) > 1 {
        let help = "export the calendar as `.ics` and use `import ics`, or write each with `folkmoot new event TITLE`";
        return Some(format!("this is a table of events, and `import csv` makes resources: {help}"));
    }
    if count(&PEOPLE) > 1 {
        let help =
            "people decide themselves what is known of them; each writes a file made by `folkmoot new member NAME`";
        return Some(format!("this is a table of people, and `import csv` makes resources: {help}"));
    }
    if !names.iter().any(|name| field_of(name) == Some("title")) {
        let shown = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let help = "call the column that holds it `title` or `name`";
        return Some(format!("no column holds the title; there are {}: {help}", shown.join(", ")));
    }
    None
}

fn cells(row: &Table) -> Vec<(String, String)> {
    let text = |node: &Node| if let Value::Text(text) = &node.value { Some(text.clone()) } else { None };
    row.entries.iter().filter_map(|(key, node)| Some((key.name.clone(), text(node)?))).collect()
}

/// The field that a column stands for.
pub(super) fn field_of(column: &str) -> Option<&'static str> {
    // Forms add a remark or the sign of an answer that must be given.
    let column = column.split(['(', '（']).next().unwrap_or(column);
    let column = column.trim_matches([' ', '*', ':', '：', '?', '？', '"']).to_lowercase().replace('_', " ");
    let known = COLUMNS.iter().find(|(field, names)| *field == column || names.contains(&column.as_str()));
    known.map(|(field, _)| *field)
}

impl Listing {
    /// Takes the value of a column. Whether there is a field for it.
    pub(super) fn take(&mut self, column: &str, value: &str) -> bool {
        let Some(field) = field_of(column) else { return false };
        let several =
            || value.split([';', ',', '|', '、']).map(|item| item.trim().to_owned()).filter(|item| !item.is_empty());
        let target = match field {
            "title" => &mut self.title,
            "kind" => &mut self.kind,
            "category" => &mut self.category,
            "url" => &mut self.url,
            "summary" => &mut self.summary,
            "description" => &mut self.description,
            "provider" => &mut self.provider,
            "location" => &mut self.location,
            "cost" => &mut self.cost,
            "contact" => &mut self.contact,
            "checked" => &mut self.checked,
            "languages" => {
                self.languages.extend(several());
                return true;
            }
            _ => {
                self.tags.extend(several());
                return true;
            }
        };
        if target.is_empty() {
            value.clone_into(target);
        } else {
            write!(target, ", {value}").expect("a string takes all");
        }
        true
    }
}
