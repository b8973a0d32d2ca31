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
        let name = fresh(&it.title, &mut self.taken);
        if self.there.contains(&name) {
            return into.note(place, format!("there is already a resource `{name}`; it is left out"));
        }
        into.files.push((format!("content/resources/{name}.toml"), it.text(&category)));
    }
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
        if crate::time::Date::parse(&self.checked).is_ok() {
            field("checked", self.checked.clone());
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
    ("contact", &["email", "e-mail", "phone", "telephone", "联系方式"]),
    ("checked", &["verified", "last verified", "last checked", "updated"]),
    ("tags", &["tag", "keywords", "labels", "标签"]),
];

/// Listings from a table with one row each. `name` is the file's, for the report; `taken` are the ids of resources that are there.
pub fn table(name: &str, text: &str, config: &Config, taken: &BTreeSet<String>, category: Option<&str>) -> Imported {
    let mut all = Imported::default();
    let mut shelf = Shelf::new(config, taken, category);
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    let mut said = Vec::new();
    for (number, row) in crate::read::csv::parse(SourceId(0), text, &mut said).iter().enumerate() {
        let place = format!("{name}, row {}", number + 2);
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

fn cells(row: &Table) -> Vec<(String, String)> {
    let text = |node: &Node| if let Value::Text(text) = &node.value { Some(text.clone()) } else { None };
    row.entries.iter().filter_map(|(key, node)| Some((key.name.clone(), text(node)?))).collect()
}

/// The field that a column stands for.
pub(super) fn field_of(column: &str) -> Option<&'static str> {
    let column = column.trim().to_lowercase().replace('_', " ");
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
