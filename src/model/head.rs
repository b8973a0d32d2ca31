//! What every entry says of itself, in one language of the site.

use super::{Address, EntryId, Language};
use crate::text::{SourceId, Span};
use crate::time::{Instant, When};
use std::sync::Arc;

/// Words with inline markup.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Words {
    /// Safe HTML.
    pub html: Arc<str>,
    /// The same without markup.
    pub plain: Arc<str>,
}

impl Words {
    /// Words without markup.
    pub fn plain(text: &str) -> Self {
        let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        Self { html: html.into(), plain: text.into() }
    }
}

/// A tag as written, and its part of an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// In an address.
    pub slug: Arc<str>,
    /// As written.
    pub label: Arc<str>,
}

/// What somebody has to do with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonRole {
    /// Wrote it.
    Author,
    /// Translated it.
    Translator,
    /// Read it before it went out.
    Reviewer,
    /// Invites to it.
    Host,
    /// Speaks at it.
    Speaker,
    /// Leads it.
    Lead,
    /// Belongs to it.
    Member,
    /// Belonged to it.
    Alumnus,
    /// Looks after it.
    Owner,
    /// Offers it.
    Provider,
}

/// Somebody named by an entry. Members who do not want to be named are not here: the list is made after that was decided.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// What they have to do with the entry.
    pub role: PersonRole,
    /// The member or group, where it is one of the hub's.
    pub id: Option<EntryId>,
    /// A guest's name; for a member or group empty, since their own entry has it.
    pub name: Arc<str>,
    /// A guest's page.
    pub url: Option<Arc<str>>,
    /// What they do, in words: the role in a group or project.
    pub duty: Option<Arc<str>>,
    /// The talk they give.
    pub talk: Option<Arc<str>>,
    /// A page about the talk.
    pub talk_url: Option<Arc<str>>,
    /// The first day of the duty.
    pub since: Option<Arc<str>>,
    /// The last day of the duty.
    pub until: Option<Arc<str>>,
}

impl Person {
    /// A member or group of the hub, without anything more.
    pub fn of(role: PersonRole, id: EntryId) -> Self {
        Self { id: Some(id), ..Self::guest(role, "", None) }
    }

    /// Somebody who is neither, without anything more.
    pub fn guest(role: PersonRole, name: &str, url: Option<&str>) -> Self {
        Self {
            role,
            id: None,
            name: name.into(),
            url: url.map(Into::into),
            duty: None,
            talk: None,
            talk_url: None,
            since: None,
            until: None,
        }
    }
}

/// A picture of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    /// Its address on the site, or a full URL.
    pub src: Arc<str>,
    /// What is to be seen.
    pub alt: Arc<str>,
    /// Pixels, where known.
    pub width: Option<u32>,
    /// Pixels, where known.
    pub height: Option<u32>,
    /// Narrower versions and their widths, as the attribute `srcset` has them, if there are any.
    pub srcset: Option<Arc<str>>,
    /// A version large enough for a face in a list, if there is one.
    pub small: Option<Arc<str>>,
}

/// Somebody who changed an entry's file, and may be named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Contributor {
    /// A member.
    Member(EntryId),
    /// Somebody else, by the name in their commits.
    Named(Arc<str>),
}

/// What git remembers of the file an entry's words came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// When it was added, where that is known.
    pub first: Option<Instant>,
    /// When it was changed last, where that is known.
    pub last: Option<Instant>,
    /// Who changed it, those who came first first.
    pub contributors: Vec<Contributor>,
    /// Who changed it on which day in UTC: numbers in `contributors`. Only where figures of the hub are made of it.
    pub days: Vec<(usize, crate::time::Date)>,
}

/// How often an entry was changed, by all the files that flow into it: a translation takes from its original what it leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Revision {
    /// When it was added, where that is known.
    pub first: Option<Instant>,
    /// When it was changed last, where that is known.
    pub last: Option<Instant>,
    /// How often its content was changed, the first time included, where that is known.
    pub changes: Option<u32>,
    /// Of an event in a calendar file, the number of its revision; of one that was elsewhere before, the least that it may have.
    pub sequence: Option<u32>,
    /// How often the hub was given another default time zone while it was there: up to its last change, and since then.
    pub rezoned: (u32, u32),
    /// When that happened last.
    pub rezoned_at: Option<Instant>,
    /// When its file was last given another name without being changed, of an event.
    pub renamed: Option<Instant>,
}

/// What every entry says of itself, in one language of the site.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its kind and the name of its file.
    pub id: EntryId,
    /// The file its words in this language came from.
    pub source: SourceId,
    /// Where it says its title, or where the file begins: for messages.
    pub span: Span,
    /// The language of its words; another than that of the edition where it has not been translated.
    pub language: Language,
    /// Its page in this edition of the site.
    pub address: Address,
    /// Title or name.
    pub title: Words,
    /// Summary or headline.
    pub summary: Option<Words>,
    /// Whether the summary is the beginning of the text, to be told again once its links are resolved.
    pub summary_from_text: bool,
    /// The time it is listed under, if its kind has one: publication of a post, check of a resource.
    pub date: Option<Instant>,
    /// The day of `date`, in the hub's zone.
    pub day: Option<crate::time::Date>,
    /// When its content changed last: as it says itself, else as git remembers.
    pub updated: Option<Instant>,
    /// What git remembers of its file.
    pub past: Option<Past>,
    /// What git remembers of all files that flow into it.
    pub revision: Option<Revision>,
    /// Its tags, in the order written.
    pub tags: Vec<Tag>,
    /// Everybody it names.
    pub people: Vec<Person>,
    /// Groups it belongs to.
    pub groups: Vec<EntryId>,
    /// When it takes place.
    pub when: Option<When>,
    /// Whether it has a page and stands in no list, search, feed or data file.
    pub unlisted: bool,
    /// Its picture.
    pub image: Option<Picture>,
    /// Whether it stays on top of lists.
    pub pinned: bool,
    /// What it is within its kind: `recap`, `demo-day`, `chapter`, `offer`, `active`.
    pub variant: Option<Arc<str>>,
    /// The category of a resource, a path of slugs.
    pub category: Option<Arc<str>>,
    /// Entries its text links to.
    pub links_to: Vec<EntryId>,
}
