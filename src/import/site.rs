//! The tree of files that a site of Hugo or Jekyll is, what of the hub has to be known, and where in the tree a text lies.
//!
//! Nothing is read from the disk here: the caller gives the texts.

use super::addresses::Habits;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Which program the posts were written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `content/…/*.md`, and folders with `index.md` and pictures.
    Hugo,
    /// `_posts/YEAR-MONTH-DAY-NAME.md` and `_drafts`.
    Jekyll,
}

/// A tree of files: texts that may be posts by their path, and where every file lies.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Markdown and HTML by the path from the tree's top, with `/` between folders.
    pub texts: BTreeMap<String, String>,
    /// Settings of the site by their names, such as `hugo.toml`.
    pub settings: BTreeMap<String, String>,
    /// All files, texts included.
    pub files: BTreeMap<String, PathBuf>,
}

/// What of the hub has to be known.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Ids of members by the slugs of their names, and by themselves.
    pub members: BTreeMap<String, String>,
    /// Ids of posts, which are taken.
    pub posts: BTreeSet<String>,
    /// Addresses that are taken.
    pub addresses: BTreeSet<String>,
    /// The tags of its languages, the first one first.
    pub languages: Vec<String>,
    /// The day it is, `2026-11-21`: that of a draft without one.
    pub today: String,
}

impl Known {
    /// The language of the hub that a code such as `zh` or `zh-cn` stands for.
    pub(super) fn language(&self, code: &str) -> Option<&str> {
        let main = |tag: &str| tag.split(['-', '_']).next().unwrap_or("").to_lowercase();
        let same = |tag: &&String| tag.eq_ignore_ascii_case(&code.replace('_', "-"));
        let all = &self.languages;
        all.iter().find(same).or_else(|| all.iter().find(|tag| main(tag) == main(code))).map(String::as_str)
    }
}

/// Where a text lies: its language, and its path without it.
pub(super) struct Place {
    pub(super) code: Option<String>,
    pub(super) top: String,
    /// The path from the folder of content, without language and ending: the same for an original and its translations.
    pub(super) key: String,
}

impl Place {
    pub(super) fn of(from: Program, path: &str, habits: &Habits, known: &Known) -> Self {
        let own = |(code, top): (&String, &Option<String>)| {
            let top = format!("{}/", top.as_ref()?);
            path.starts_with(&top).then(|| (code.clone(), top))
        };
        let (mut code, top) = match habits.languages.iter().find_map(own) {
            Some((code, top)) => (Some(code), top),
            None if from == Program::Hugo => (None, "content/".to_owned()),
            None => (None, String::new()),
        };
        let below = path.strip_prefix(&top).unwrap_or(path);
        let mut key = below.rsplit_once('.').map_or(below, |(key, _)| key).to_owned();
        let ending = key.rsplit_once('.').map(|(name, tag)| (name.to_owned(), tag.to_lowercase()));
        if let Some((name, tag)) = ending.filter(|(name, tag)| {
            let named =
                habits.languages.contains_key(tag) || known.languages.iter().any(|own| own.eq_ignore_ascii_case(tag));
            !name.ends_with('/') && (named || (tag.len() == 2 && known.language(tag).is_some()))
        }) {
            code = Some(tag);
            key = name;
        }
        Self { code, top, key }
    }
}
