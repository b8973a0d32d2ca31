//! Addresses that posts had with Hugo and Jekyll: the patterns of a site's settings, filled in for each post.
//!
//! Takes the texts of the settings and what is known of a post, gives addresses from the top of the site. What a setting says that is
//! not understood gives no address rather than a wrong one.

use super::front;
use super::posts::Program;
use crate::markup::slug;
use crate::time::{Date, format};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What the settings of a site say of addresses and languages.
#[derive(Debug, Default)]
pub(super) struct Habits {
    /// Patterns by section; Jekyll has one, under the empty name.
    patterns: BTreeMap<String, String>,
    /// Whether Hugo ends addresses with `.html`.
    ugly: bool,
    /// The languages, and the folder each has its content in, if it has one.
    pub(super) languages: BTreeMap<String, Option<String>>,
    /// The language without a part in addresses.
    pub(super) first: String,
}

/// The files that hold settings, the stronger first.
pub const SETTINGS: [&str; 14] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/config.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.yaml",
    "config/_default/permalinks.toml",
    "_config.yml",
];

/// What is known of a post.
pub(super) struct Was<'a> {
    /// Its fields.
    pub(super) fields: &'a Map<String, Value>,
    /// Its file from the folder of content, without a language or an ending; of a bundle, its folder.
    pub(super) path: &'a str,
    /// The name without a day.
    pub(super) name: &'a str,
    /// Year, month, day, and what may follow.
    pub(super) date: &'a str,
    /// Its language, if it is not the first one of the site.
    pub(super) language: Option<&'a str>,
}

impl Habits {
    /// Reads the settings of a site. `texts` holds those of [`SETTINGS`] that there are.
    pub(super) fn read(from: Program, texts: &BTreeMap<String, String>) -> Self {
        let mut all = Self { first: "en".into(), ..Self::default() };
        for name in SETTINGS.iter().rev() {
            let Some(fields) = texts.get(*name).and_then(|text| settings(name, text)) else { continue };
            if name.ends_with("permalinks.toml") {
                all.sections(&fields);
            }
            if let Some(Value::Object(sections)) = fields.get("permalinks") {
                all.sections(sections);
            }
            if let Some(first) = front::text(&fields, &["defaultContentLanguage", "languageCode", "lang"]) {
                all.first = first.split(['-', '_']).next().unwrap_or("en").to_lowercase();
            }
            let is = |name: &str| fields.get(name).and_then(Value::as_bool) == Some(true);
            all.ugly |= is("uglyURLs") || is("uglyurls");
            if let Some(Value::Object(languages)) = fields.get("languages") {
                for (code, one) in languages {
                    let own = one.as_object().and_then(|one| front::text(one, &["contentDir", "contentdir"]));
                    let own = own.map(|own| own.trim_matches('/').to_owned()).filter(|own| own != "content");
                    all.languages.insert(code.to_lowercase(), own);
                }
            }
            for code in front::texts(&fields, "languages") {
                all.languages.insert(code.to_lowercase(), None);
            }
            if let (Program::Jekyll, Some(pattern)) = (from, front::text(&fields, &["permalink"])) {
                all.patterns.insert(String::new(), pattern);
            }
        }
        all
    }

    fn sections(&mut self, sections: &Map<String, Value>) {
        for (section, pattern) in sections {
            match pattern {
                Value::String(pattern) => {
                    self.patterns.insert(section.to_lowercase(), pattern.clone());
                }
                Value::Object(inner) if section == "page" => self.sections(inner),
                _ => {}
            }
        }
    }

    /// The address a post had by itself; `None` where that cannot be told.
    pub(super) fn own(&self, from: Program, post: &Was<'_>) -> Option<String> {
        match from {
            Program::Hugo => self.of_hugo(post),
            Program::Jekyll => self.of_jekyll(post),
        }
    }

    fn of_hugo(&self, post: &Was<'_>) -> Option<String> {
        let below = post.language.map(|code| format!("/{code}")).unwrap_or_default();
        if let Some(url) = front::text(post.fields, &["url"]) {
            let url = url.trim_start_matches('/');
            return Some(if url.starts_with(below.trim_start_matches('/')) || below.is_empty() {
                format!("/{url}")
            } else {
                format!("{below}/{url}")
            });
        }
        let (sections, file) = post.path.rsplit_once('/').unwrap_or(("", post.path));
        let section = sections.split('/').next().unwrap_or("");
        let own = front::text(post.fields, &["slug"]);
        let title = front::text(post.fields, &["title"]).unwrap_or_default();
        let plain = |text: &str| text.trim().to_lowercase().replace(' ', "-");
        let file = plain(file);
        let path = match self.patterns.get(&section.to_lowercase()) {
            Some(pattern) => fill(pattern, &|token| {
                Some(match token {
                    "section" => section.to_owned(),
                    "sections" => sections.to_owned(),
                    "title" => plain(&slug(&title)),
                    "slug" | "slugortitle" => plain(own.as_deref().unwrap_or(&slug(&title))),
                    "filename" | "contentbasename" => file.clone(),
                    "slugorfilename" | "slugorcontentbasename" => own.as_deref().map_or_else(|| file.clone(), plain),
                    other => of_date(other, post.date)?,
                })
            })?,
            None => format!("{}/{}", sections.to_lowercase(), own.as_deref().map_or(file, plain)),
        };
        let path = path.trim_matches('/');
        Some(if self.ugly { format!("{below}/{path}.html") } else { format!("{below}/{path}/") })
    }

    fn of_jekyll(&self, post: &Was<'_>) -> Option<String> {
        let named = front::text(post.fields, &["permalink"]);
        let pattern = named.as_deref().or_else(|| self.patterns.get("").map(String::as_str)).unwrap_or("date");
        let pattern = match pattern {
            "date" => "/:categories/:year/:month/:day/:title:output_ext",
            "pretty" => "/:categories/:year/:month/:day/:title/",
            "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
            "none" => "/:categories/:title:output_ext",
            "weekdate" => return None,
            other => other,
        };
        let mut categories = front::texts(post.fields, "categories");
        if let [one] = &categories[..] {
            categories = one.split_whitespace().map(str::to_owned).collect();
        }
        categories.extend(front::texts(post.fields, "category"));
        let categories: Vec<String> = categories.iter().map(|name| name.to_lowercase()).collect();
        let own = front::text(post.fields, &["slug"]);
        let path = fill(pattern, &|token| {
            Some(match token {
                "categories" => categories.join("/"),
                "slugified_categories" => categories.iter().map(|name| slug(name)).collect::<Vec<_>>().join("/"),
                "title" | "slug" | "name" => own.clone().unwrap_or_else(|| post.name.to_owned()),
                "output_ext" => ".html".to_owned(),
                other => of_date(other, post.date)?,
            })
        })?;
        let path = path.trim_start_matches('/');
        let ends = path.ends_with('/') || path.rsplit('/').next().is_some_and(|last| last.contains('.'));
        // Without an ending Jekyll writes a file with one.
        Some(if ends || path.is_empty() { format!("/{path}") } else { format!("/{path}.html") })
    }
}

/// The settings of a file as one table.
fn settings(name: &str, text: &str) -> Option<Map<String, Value>> {
    if name.ends_with(".json") {
        return serde_json::from_str(text).ok();
    }
    let sign = if name.ends_with(".toml") { "+++" } else { "---" };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let text = text.strip_prefix("---").filter(|_| sign == "---").unwrap_or(text);
    front::cut(&format!("{sign}\n{text}\n{sign}\n")).map(|(fields, _)| fields)
}

/// A pattern with its tokens exchanged. `None` if one of them is not known.
fn fill(pattern: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        out.push_str(&value(&after[..end])?);
        rest = &after[end..];
    }
    out.push_str(rest);
    while out.contains("//") {
        out = out.replace("//", "/");
    }
    Some(out)
}

/// A part of the date.
fn of_date(token: &str, date: &str) -> Option<String> {
    let day = Date::parse(date.get(..10)?).ok()?;
    let clock = |range: std::ops::Range<usize>| date.get(range).unwrap_or("00").to_owned();
    Some(match token {
        "year" => format!("{:04}", day.year()),
        "short_year" => format!("{:02}", day.year() % 100),
        "month" => format!("{:02}", day.month()),
        "i_month" => day.month().to_string(),
        "monthname" => format::month(day.month(), "en").to_lowercase(),
        "long_month" => format::month(day.month(), "en").into_owned(),
        "short_month" => format::short_month(day.month(), "en").into_owned(),
        "day" => format!("{:02}", day.day()),
        "i_day" => day.day().to_string(),
        "yearday" => day.day_of_year().to_string(),
        "y_day" => format!("{:03}", day.day_of_year()),
        "hour" => clock(11..13),
        "minute" => clock(14..16),
        "second" => clock(17..19),
        _ => return None,
    })
}

/// Those of some old addresses that a hub can lead on from, each once.
pub(super) fn usable(mut all: Vec<String>, own: &str) -> Vec<String> {
    let good =
        |old: &String| old.starts_with('/') && !old.contains([':', ' ', '"', '?', '#', '%']) && !old.contains("..");
    all.retain(good);
    all.sort();
    all.dedup();
    all.retain(|old| !old.trim_end_matches('/').is_empty() && old.trim_end_matches('/') != own.trim_end_matches('/'));
    all
}

/// Takes out what another post has already, or is; gives what was taken out.
pub(super) fn claim(wanted: &mut Vec<String>, taken: &mut BTreeSet<String>) -> Vec<String> {
    let key = |address: &String| address.trim_end_matches('/').trim_end_matches("/index.html").to_lowercase();
    let (free, lost): (Vec<_>, Vec<_>) = std::mem::take(wanted).into_iter().partition(|old| taken.insert(key(old)));
    *wanted = free;
    lost
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(from: Program, settings: (&str, &str), fields: &Value, path: &str) -> Option<String> {
        let texts = BTreeMap::from([(settings.0.to_owned(), settings.1.to_owned())]);
        let fields = fields.as_object().expect("a table");
        let name = path.rsplit('/').next().unwrap_or(path);
        let was = Was { fields, path, name, date: "2021-03-04T10:20:00", language: None };
        Habits::read(from, &texts).own(from, &was)
    }

    #[test]
    fn hugo_fills_in_what_its_settings_say() {
        let of = |settings: &str, fields: Value| own(Program::Hugo, ("hugo.toml", settings), &fields, "posts/go/A b");
        assert_eq!(of("", serde_json::json!({})).as_deref(), Some("/posts/go/a-b/"));
        assert_eq!(of("uglyURLs = true", serde_json::json!({"slug": "x"})).as_deref(), Some("/posts/go/x.html"));
        let settings = "[permalinks]\nposts = \"/:year/:month/:slug/\"\n";
        assert_eq!(of(settings, serde_json::json!({"slug": "x"})).as_deref(), Some("/2021/03/x/"));
        assert_eq!(of(settings, serde_json::json!({"title": "On time"})).as_deref(), Some("/2021/03/on-time/"));
        let settings = "[permalinks.page]\nposts = \"/:sections/:monthname/:contentbasename/\"\n";
        assert_eq!(of(settings, serde_json::json!({})).as_deref(), Some("/posts/go/march/a-b/"));
        assert_eq!(of(settings, serde_json::json!({"url": "/x.html"})).as_deref(), Some("/x.html"));
        assert_eq!(of("[permalinks]\nposts = \"/:secret/\"\n", serde_json::json!({})), None);
    }

    #[test]
    fn jekyll_fills_in_what_its_settings_say() {
        let of =
            |settings: &str, fields: Value| own(Program::Jekyll, ("_config.yml", settings), &fields, "_posts/on-time");
        assert_eq!(of("", serde_json::json!({"categories": "A b"})).as_deref(), Some("/a/b/2021/03/04/on-time.html"));
        assert_eq!(of("permalink: pretty", serde_json::json!({})).as_deref(), Some("/2021/03/04/on-time/"));
        assert_eq!(of("---\npermalink: /blog/:title", serde_json::json!({})).as_deref(), Some("/blog/on-time.html"));
        assert_eq!(
            of("permalink: /:short_month/:i_day/:y_day/:title/", serde_json::json!({})).as_deref(),
            Some("/Mar/4/063/on-time/")
        );
        let fields = serde_json::json!({"permalink": "/x/"});
        assert_eq!(of("permalink: none", fields).as_deref(), Some("/x/"));
    }

    #[test]
    fn an_address_is_given_once() {
        let mut taken = BTreeSet::from(["/posts/a".to_owned()]);
        let mut wanted = vec!["/posts/a/".to_owned(), "/b.html".to_owned()];
        assert_eq!(claim(&mut wanted, &mut taken), ["/posts/a/"]);
        assert_eq!(wanted, ["/b.html"]);
        assert_eq!(claim(&mut wanted, &mut taken), ["/b.html"]);
    }
}
