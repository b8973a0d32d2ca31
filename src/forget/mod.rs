//! What has to change in a hub so that it no longer speaks of a member: files to remove, references to replace, places to look at.
//!
//! Takes what was scanned, gives a [`Plan`]. Writes nothing. References are found by the declarations of fields, so a field that names
//! people is covered by being declared; every edit is a range of the file as saved, so comments and order stay as they were.

mod fields;
mod places;
mod prose;

use crate::config::Config;
use crate::kinds::files::{self, Family};
use crate::model::Kind;
use crate::read::node::{Node, Table, Value};
use crate::read::scan::Scan;
use crate::text::{SourceId, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

pub use places::{Place, places};

/// What is to be done to a hub.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Files to remove: the profile in every language, and pictures that nothing else shows.
    pub removed: Vec<String>,
    /// Pictures of the profile that something else shows too, each with that file.
    pub kept: Vec<(String, String)>,
    /// Files to change, with their new texts and how many references were replaced.
    pub changed: Vec<Changed>,
    /// References that could not be replaced; a person has to.
    pub left: Vec<(SourceId, Span)>,
    /// Words that say who it is: the names in every language, the id and the addresses.
    pub words: Vec<String>,
}

/// A file to change.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The path from the hub's root.
    pub path: Arc<str>,
    /// The new text.
    pub text: String,
    /// How many references were replaced.
    pub count: usize,
}

/// Who is to be forgotten, and what stands in their place.
#[derive(Clone, Debug)]
struct Who {
    id: String,
    /// The files of the profile, with and without their endings.
    paths: BTreeSet<String>,
    /// Addresses of their pages without the slash at the end, those of each language.
    addresses: BTreeSet<String>,
    /// The names they go by, in small letters.
    names: BTreeSet<String>,
    /// Whether an entry of another kind has the same id, so that `[[id]]` may mean that one.
    shares_id: bool,
    /// Other ids of members and groups, for mentions that begin alike.
    others: BTreeSet<String>,
    site: String,
}

/// Exchanges that one file needs.
#[derive(Debug, Default)]
struct Edits {
    list: Vec<(Range<usize>, String)>,
    left: Vec<Span>,
}

impl Edits {
    fn put(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.list.push((range, text.into()));
    }

    /// The new text, and how many exchanges were made. Of two that overlap the outer one counts.
    fn apply(mut self, text: &str) -> (String, usize) {
        self.list.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
        let mut all = String::with_capacity(text.len());
        let (mut from, mut count) = (0, 0);
        for (range, new) in self.list {
            if range.start < from || !text.is_char_boundary(range.start) || !text.is_char_boundary(range.end) {
                continue;
            }
            all.push_str(&text[from..range.start]);
            all.push_str(&new);
            from = range.end;
            // What is only taken out belongs to another exchange.
            count += usize::from(!new.is_empty());
        }
        all.push_str(&text[from..]);
        (all, count)
    }
}

/// Finds what has to change. `None` when there is no such member. `word` stands for them in place of the usual one.
pub fn plan(scan: &Scan, config: &Config, member: &str, word: Option<&str>) -> Option<Plan> {
    let (families, _) = files::families(&scan.sources, config, &mut Vec::new());
    let family = families.iter().find(|family| family.id.kind == Kind::Member && *family.id.name == *member)?;
    let mut words = BTreeSet::new();
    let who = who(scan, config, &families, family, &mut words);
    let own: BTreeSet<SourceId> = family.variants.iter().map(|variant| variant.source).collect();
    let path = |source: &SourceId| scan.sources.get(*source).path.to_string();
    let mut plan = Plan { removed: own.iter().map(path).collect(), ..Plan::default() };
    pictures(scan, family, &own, &mut plan);
    for family in &families {
        for variant in family.variants.iter().filter(|variant| !own.contains(&variant.source)) {
            let number = variant.language.unwrap_or(0);
            let neutral = Neutral::in_language(config.languages[number].language.as_str(), word);
            let edits = fields::of_file(scan, config, family.id.kind, *variant, &who, &neutral);
            close(scan, variant.source, edits, &mut plan);
        }
    }
    for (source, file) in scan.sources.iter().filter(|(_, file)| file.path.starts_with("data/")) {
        let neutral = Neutral::in_language(config.default_language().as_str(), word);
        if file.path.ends_with(".csv") {
            close(scan, source, fields::of_data(scan, source, &who, &neutral), &mut plan);
        }
    }
    words.extend([who.id]);
    plan.words = words.into_iter().filter(|word| word.chars().count() > 1).collect();
    Some(plan)
}

fn close(scan: &Scan, source: SourceId, edits: Edits, plan: &mut Plan) {
    plan.left.extend(edits.left.iter().map(|span| (source, *span)));
    if edits.list.is_empty() {
        return;
    }
    let file = scan.sources.get(source);
    let (text, count) = edits.apply(&file.text);
    plan.changed.push(Changed { path: file.path.clone(), text, count });
}

/// The words that stand for somebody who is not named any more.
#[derive(Clone, Debug)]
struct Neutral {
    /// Where a name stands.
    name: String,
    /// In a sentence.
    phrase: String,
}

impl Neutral {
    fn in_language(tag: &str, word: Option<&str>) -> Self {
        let of = |name: &str, phrase: &str| Self { name: name.to_owned(), phrase: phrase.to_owned() };
        match word {
            Some(word) => of(word, word),
            None if tag == "zh" || tag.starts_with("zh-Hant") || tag == "zh-TW" || tag == "zh-HK" => {
                of("前成員", "一位前成員")
            }
            None if tag.starts_with("zh-") => of("前成员", "一位前成员"),
            None => of("A former member", "a former member"),
        }
    }

    /// As TOML and JSON, and so YAML, have it.
    fn quoted(&self) -> String {
        serde_json::Value::from(self.name.as_str()).to_string().replace('\u{7f}', "\\u007F")
    }
}

/// Gathers what the member goes by.
fn who(scan: &Scan, config: &Config, families: &[Family], family: &Family, words: &mut BTreeSet<String>) -> Who {
    let id = family.id.name.to_string();
    let mut paths = BTreeSet::from([format!("content/members/{id}")]);
    let mut names = BTreeSet::new();
    let mut last = BTreeSet::from([id.clone()]);
    let mut addresses = BTreeSet::new();
    for variant in &family.variants {
        let file = scan.sources.get(variant.source);
        paths.insert(file.path.to_string());
        paths.insert(file.path.trim_end_matches(".toml").to_owned());
        let table = fields::toml(scan, variant.source);
        for (field, name) in texts(&table) {
            match field {
                "name" | "email" => {
                    words.insert(name.clone());
                    names.insert(name.trim().to_lowercase());
                }
                "slug" => {
                    last.insert(name);
                }
                "aliases" => {
                    addresses.insert(name.trim_end_matches('/').to_owned());
                }
                _ => {}
            }
        }
    }
    let prefixes = config.languages.iter().map(|site| format!("/{}", site.language.as_str())).chain([String::new()]);
    for prefix in prefixes {
        addresses.extend(last.iter().map(|name| format!("{prefix}/members/{name}")));
        addresses.extend(last.iter().map(|name| format!("{prefix}/calendars/member/{name}.ics")));
    }
    let is_other = |other: &&Family| other.id != family.id;
    let same = |other: &Family| other.id.name.rsplit('/').next() == Some(id.as_str()) && other.id.kind != Kind::Member;
    let people = |other: &&Family| matches!(other.id.kind, Kind::Member | Kind::Group);
    Who {
        shares_id: families.iter().any(same),
        others: families.iter().filter(is_other).filter(people).map(|other| other.id.name.to_string()).collect(),
        site: config.base_url.trim_end_matches('/').to_owned(),
        id,
        paths,
        addresses,
        names,
    }
}

/// Every text of the first rank of a table, with the name of its field; of lists each item.
fn texts(table: &Table) -> Vec<(&str, String)> {
    let mut all = Vec::new();
    for (key, node) in &table.entries {
        let items: Vec<&Node> = match &node.value {
            Value::List(items) => items.iter().collect(),
            _ => vec![node],
        };
        for item in items {
            if let Value::Text(text) = &item.value {
                all.push((key.name.as_str(), text.clone()));
            }
        }
    }
    all
}

/// Finds the pictures of the profile, and which of them go with it.
fn pictures(scan: &Scan, family: &Family, own: &BTreeSet<SourceId>, plan: &mut Plan) {
    let mut found: BTreeMap<&str, ()> = BTreeMap::new();
    for source in own {
        let file = scan.sources.get(*source);
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for path in scan.assets.keys() {
            let name = path.rsplit('/').next().unwrap_or(path);
            let beside = path.rsplit_once('/').is_some_and(|(of, _)| of == folder);
            let stem = name.split('.').next().unwrap_or(name);
            let named_alike = beside && (stem == &*family.id.name || name.starts_with(&format!("{}.", family.id.name)));
            let content = path.starts_with("content/") || path.starts_with("static/");
            if named_alike || content && mentions(&file.text, path) && (beside || path.starts_with("static/")) {
                found.insert(path, ());
            }
        }
    }
    for path in found.into_keys() {
        let other = scan.sources.iter().find(|(source, file)| !own.contains(source) && mentions(&file.text, path));
        match other {
            Some((_, file)) => plan.kept.push((path.to_owned(), file.path.to_string())),
            None => plan.removed.push(path.to_owned()),
        }
    }
}

/// Whether a text names a file, as it is or percent-encoded. Its last part is enough: a picture too many that stays does no harm.
fn mentions(text: &str, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::CONTROLS).to_string();
    text.contains(name) || text.contains(&encoded) || text.contains(&name.replace(' ', "%20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_exchanges_that_overlap_the_outer_one_counts() {
        let mut edits = Edits::default();
        edits.put(4..6, "x");
        edits.put(2..8, "outer");
        edits.put(9..10, "");
        assert_eq!(edits.apply("0123456789"), ("01outer8".to_owned(), 1));
    }

    #[test]
    fn each_language_has_its_words() {
        assert_eq!(Neutral::in_language("zh-CN", None).name, "前成员");
        assert_eq!(Neutral::in_language("en", None).phrase, "a former member");
        assert_eq!(Neutral::in_language("en", Some("X \"Y\"")).quoted(), "\"X \\\"Y\\\"\"");
    }
}
