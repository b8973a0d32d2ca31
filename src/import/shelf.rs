//! What a file of Hugo or Jekyll becomes: what has a date is a post, other pages lie where they lay: at the top, or in the knowledge base.
//!
//! Takes the tree, decides for each file, and says of folders what is left out.

use super::addresses::Habits;
use super::posts::{dated, file_name, folder};
use super::site::{Known, Place, Program, Tree};
use super::{Imported, front};
use crate::markup::slug;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The kind of entry a file becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    Post,
    Page,
    Kb,
}

/// Pages that a program fills by itself: there is no text in them, and the hub has its own.
const FILLED: [&str; 8] = ["404", "archive", "archives", "categories", "home", "redirect", "search", "tags"];

/// Folders whose `_index.md` say something of a word, not of a section.
const WORDS: [&str; 5] = ["authors", "author", "categories", "series", "tags"];

impl Shelf {
    /// The folder of its kind.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Post => "posts",
            Self::Page => "pages",
            Self::Kb => "kb",
        }
    }

    /// The name of a page from its path without language and ending.
    pub(super) fn name(self, key: &str) -> String {
        let key = key.strip_suffix("/index").unwrap_or(key);
        let key = if self == Self::Page { file_name(key) } else { key };
        let part = |part: &str| if part == "_index" { part.to_owned() } else { slug(part) };
        key.split('/').map(part).collect::<Vec<_>>().join("/")
    }
}

/// What the folders of a tree hold.
pub(super) struct Sections {
    from: Program,
    /// The folders in which something has a date.
    of_posts: BTreeSet<String>,
    /// Folders of Jekyll with pages that are left out, and how many.
    left: BTreeMap<String, usize>,
    /// Posts in HTML.
    html: Vec<String>,
}

impl Sections {
    pub(super) fn of(from: Program, tree: &Tree, habits: &Habits, known: &Known) -> Self {
        let mut all = Self { from, of_posts: BTreeSet::new(), left: BTreeMap::new(), html: Vec::new() };
        for (path, text) in &tree.texts {
            if from == Program::Jekyll {
                if !all.reads(path, text) && path.contains('/') && !file_name(path).eq_ignore_ascii_case("README.md") {
                    *all.left.entry(folder(path).to_owned()).or_default() += 1;
                }
                continue;
            }
            let key = Place::of(from, path, habits, known).key;
            let has_date = || front::cut(text).is_some_and(|(fields, _)| has_date(&fields));
            if is_dated(&key) || has_date() {
                all.of_posts.insert(section(&key).to_owned());
            }
        }
        let in_posts = |path: &&String| path.contains("_posts/") || path.starts_with("content/");
        all.html = tree.files.keys().filter(in_posts).filter(|path| path.ends_with(".html")).cloned().collect();
        all
    }

    /// Whether a file is read at all.
    pub(super) fn reads(&self, path: &str, text: &str) -> bool {
        let inside = |name: &str| path.split('/').rev().skip(1).any(|folder| folder == name);
        let is_page = || front::cut(text).is_some_and(|(fields, _)| front::text(&fields, &["title"]).is_some());
        let at_top = !path.contains('/') || path.starts_with("_pages/");
        self.from == Program::Hugo || inside("_posts") || inside("_drafts") || (at_top && is_page())
    }

    /// What a file becomes, or why it is left out.
    pub(super) fn shelf(&self, path: &str, key: &str, fields: &Map<String, Value>) -> Result<Shelf, String> {
        let is = |name: &str| fields.get(name).and_then(Value::as_bool) == Some(true);
        let own = key.strip_suffix("/index").unwrap_or(key);
        let section = section(key);
        let of_posts = match self.from {
            Program::Hugo => self.of_posts.contains(section),
            Program::Jekyll => path.contains("_posts/") || path.contains("_drafts/"),
        };
        let changed = || front::text(fields, &["lastmod", "last_modified_at"]).is_some();
        if has_date(fields) || is_dated(key) || (of_posts && (is("draft") || changed())) {
            return Ok(Shelf::Post);
        }
        let layout = front::text(fields, &["layout", "type"]).unwrap_or_default().to_lowercase();
        let filled = FILLED.contains(&layout.as_str()) || FILLED.contains(&file_name(own));
        if filled || is("headless") || matches!(own, "index" | "_index") {
            return Err("its program fills this page by itself; it is left out: a hub has pages for that".to_owned());
        }
        if WORDS.contains(&section) {
            return Err(
                "it says something of a tag or a person, and is left out: a hub has `content/members/`".to_owned()
            );
        }
        if of_posts && file_name(key) == "_index" {
            let help = "copy it to a page in `content/pages/` if readers need it";
            return Err(format!("the text above a list of posts has no place here, and is left out: {help}"));
        }
        if of_posts {
            let name = slug(file_name(own));
            let help =
                format!("copy it to `content/pages/{name}.md` or to a folder of `content/kb/`, or give it a date");
            return Err(format!("it has no date among posts, and is left out: {help}"));
        }
        Ok(if section.is_empty() { Shelf::Page } else { Shelf::Kb })
    }

    /// Says which folders are left out.
    pub(super) fn say(&self, all: &mut Imported) {
        for (folder, count) in &self.left {
            let pages = if *count == 1 { "1 page".to_owned() } else { format!("{count} pages") };
            let name = slug(folder);
            let help = format!("copy them to `content/kb/{name}/` if they explain something");
            all.note(
                format!("{folder}/"),
                format!("{pages} in a folder of its own, which may be anything, left out: {help}"),
            );
        }
        if let Some(first) = self.html.first() {
            let count = self.html.len();
            all.note(first, format!("texts in HTML are left out ({count}): write them as Markdown, and import again"));
        }
    }
}

/// The folder at the top that a page lies in; none of a page in a folder of its own.
fn section(key: &str) -> &str {
    let key = key.strip_suffix("/index").unwrap_or(key).trim_start_matches("_pages/");
    key.split_once('/').map_or("", |(section, _)| section)
}

fn is_dated(key: &str) -> bool {
    dated(file_name(key.strip_suffix("/index").unwrap_or(key))).is_some()
}

fn has_date(fields: &Map<String, Value>) -> bool {
    front::text(fields, &["date", "publishDate", "publishdate"]).as_deref().and_then(front::stamp).is_some()
}
