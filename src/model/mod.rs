//! The words every kind of content shares: kinds, ids, languages, addresses, heads.
//!
//! Everything that looks across kinds (calendars, tags, feeds, the knowledge tree) reads [`Head`]s and never asks what lies behind.

mod address;
mod head;
mod names;

pub use address::{Address, BadAddress};
pub use head::{Contributor, Head, Past, Person, PersonRole, Picture, Revision, Tag, Words};
pub use names::{identify, uid_part};

use crate::text::normal;
use std::borrow::Cow;
use std::sync::Arc;

/// The kinds of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An article, announcement, question, recording or recap.
    Post,
    /// A person.
    Member,
    /// A chapter, team, working group or partner.
    Group,
    /// An event or a series of them.
    Event,
    /// Something offered, needed or listed.
    Resource,
    /// What members build together.
    Project,
    /// A page of the knowledge base.
    Kb,
    /// Any other page.
    Page,
}

impl Kind {
    /// All kinds, in the order in which they are read and listed.
    pub const ALL: [Self; 8] =
        [Self::Post, Self::Member, Self::Group, Self::Event, Self::Resource, Self::Project, Self::Kb, Self::Page];

    /// The folder under `content/`.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Post => "posts",
            Self::Member => "members",
            Self::Group => "groups",
            Self::Event => "events",
            Self::Resource => "resources",
            Self::Project => "projects",
            Self::Kb => "kb",
            Self::Page => "pages",
        }
    }

    /// The word for one of them, as `page.kind` and the command line have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Member => "member",
            Self::Group => "group",
            Self::Event => "event",
            Self::Resource => "resource",
            Self::Project => "project",
            Self::Kb => "kb",
            Self::Page => "page",
        }
    }

    /// The word with its article, as messages say it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Post => "a post",
            Self::Member => "a member",
            Self::Group => "a group",
            Self::Event => "an event",
            Self::Resource => "a resource",
            Self::Project => "a project",
            Self::Kb => "a knowledge-base page",
            Self::Page => "a page",
        }
    }
}

/// What an entry is called everywhere: its kind and the name of its file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// The kind.
    pub kind: Kind,
    /// The file's name without ending and language; for the knowledge base, with its folders (`guides/funding`).
    pub name: Arc<str>,
}

/// A map by ids, of which a build asks hundreds of times for each page. Its order is another in each run, as with every map of hashes.
pub type IdMap<Id, T> = std::collections::HashMap<Id, T, ahash::RandomState>;

impl EntryId {
    /// Puts the two together: a name in any normal form is the same name.
    pub fn new(kind: Kind, name: impl Into<Arc<str>>) -> Self {
        let name: Arc<str> = name.into();
        let other = match normal(&name) {
            Cow::Borrowed(_) => None,
            Cow::Owned(other) => Some(other),
        };
        Self { kind, name: other.map_or(name, Into::into) }
    }
}

/// A language tag (BCP 47) as `hub.toml` writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Language(Arc<str>);

impl Language {
    /// Reads a tag: a language of two or three letters, then subtags of up to eight letters and digits.
    pub fn parse(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let first = parts.next()?;
        let primary = (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
        let rest =
            parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        (primary && rest).then(|| Self(tag.into()))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag, to be shared.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }

    /// Whether it is written from right to left.
    pub fn is_rtl(&self) -> bool {
        let primary = self.0.split('-').next().unwrap_or("").to_ascii_lowercase();
        let script = self.0.split('-').nth(1).unwrap_or("").to_ascii_lowercase();
        matches!(script.as_str(), "arab" | "hebr" | "thaa" | "syrc")
            || matches!(primary.as_str(), "ar" | "he" | "fa" | "ur" | "yi" | "dv" | "ps" | "sd" | "ug" | "ckb")
    }

    /// What its speakers call it, for the most common ones; else the tag.
    pub fn own_name(&self) -> &str {
        let primary = self.0.split('-').next().unwrap_or("");
        match (primary, self.0.to_ascii_lowercase().as_str()) {
            (_, "zh-tw" | "zh-hk" | "zh-hant") => "繁體中文",
            ("zh", _) => "简体中文",
            ("en", _) => "English",
            ("ja", _) => "日本語",
            ("ko", _) => "한국어",
            ("de", _) => "Deutsch",
            ("fr", _) => "Français",
            ("es", _) => "Español",
            ("pt", _) => "Português",
            ("it", _) => "Italiano",
            ("nl", _) => "Nederlands",
            ("pl", _) => "Polski",
            ("ru", _) => "Русский",
            ("uk", _) => "Українська",
            ("tr", _) => "Türkçe",
            ("vi", _) => "Tiếng Việt",
            ("ne", _) => "नेपाली",
            ("hi", _) => "हिन्दी",
            ("ar", _) => "العربية",
            ("he", _) => "עברית",
            ("fa", _) => "فارسی",
            _ => &self.0,
        }
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
