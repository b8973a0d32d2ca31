//! Which names exist: every entry by id, by file and by the words people use for it, with whether it may be shown.

use super::public::Access;
use crate::markup::Body;
use crate::model::{Address, EntryId, IdMap, Kind};
use crate::text::normal;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is shown, or hidden, or private.
    Known(Access),
    /// Its file has mistakes, which have been said: what refers to it raises no second complaint.
    Broken,
}

/// A file of content and what it became.
#[derive(Clone, Debug)]
pub struct FileEntry {
    /// The entry.
    pub id: EntryId,
    /// The number of the language it is a translation into.
    pub language: Option<usize>,
}

/// Every entry of the hub, shown or not.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// By kind and name.
    entries: BTreeMap<EntryId, Standing>,
    /// By the path of the file.
    files: BTreeMap<Arc<str>, FileEntry>,
    /// Other names: slugs, file names with their date.
    also: HashMap<(Kind, Arc<str>), Arc<str>>,
    /// The names that private members are called by, in small letters: what a text says in their stead is decided by these.
    unnamed: BTreeSet<String>,
    /// Members by the names they are called, in small letters, for suggestions.
    called: BTreeMap<String, Arc<str>>,
}

impl Index {
    /// Makes an entry known.
    pub fn insert(&mut self, id: EntryId, standing: Standing) {
        self.entries.insert(id, standing);
    }

    /// Makes another name of an entry known; one that is taken stays with its first owner.
    pub fn also(&mut self, id: &EntryId, name: impl Into<Arc<str>>) {
        let EntryId { kind, name } = EntryId::new(id.kind, name);
        if name != id.name {
            self.also.entry((kind, name)).or_insert_with(|| id.name.clone());
        }
    }

    /// Makes known what a member is called.
    pub fn called(&mut self, name: &str, id: &EntryId) {
        self.called.entry(normal(&name.to_lowercase()).into_owned()).or_insert_with(|| id.name.clone());
    }

    /// Notes a name of a private member.
    pub fn unname(&mut self, name: &str) {
        self.unnamed.insert(folded(name));
    }

    /// Whether a private member is called so.
    pub fn is_unnamed(&self, name: &str) -> bool {
        self.unnamed.contains(&folded(name))
    }

    /// The id of the member who is called so.
    pub fn member_called(&self, name: &str) -> Option<&str> {
        self.called.get(&*normal(&name.to_lowercase())).map(AsRef::as_ref)
    }

    /// Makes the file of an entry known.
    pub fn file(&mut self, path: Arc<str>, id: EntryId, language: Option<usize>) {
        let path = match normal(&path) {
            Cow::Borrowed(_) => path,
            Cow::Owned(other) => other.into(),
        };
        self.files.insert(path, FileEntry { id, language });
    }

    /// The entry of a file.
    pub fn at_path(&self, path: &str) -> Option<&FileEntry> {
        self.files.get(&*normal(path))
    }

    /// Every path of a content file that may be suggested, sorted: those of private members are not told.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let told =
            |(_, file): &(&Arc<str>, &FileEntry)| self.standing(&file.id) != Some(Standing::Known(Access::Private));
        self.files.iter().filter(told).map(|(path, _)| path.as_ref())
    }

    /// The entry of this kind that goes by a name, and what is known of it.
    pub fn find(&self, kind: Kind, name: &str) -> Option<(EntryId, Standing)> {
        let id = EntryId::new(kind, name);
        if let Some(standing) = self.entries.get(&id) {
            return Some((id, *standing));
        }
        let real = self.also.get(&(kind, id.name))?;
        let id = EntryId::new(kind, real.clone());
        let standing = *self.entries.get(&id)?;
        Some((id, standing))
    }

    /// What is known of an entry.
    pub fn standing(&self, id: &EntryId) -> Option<Standing> {
        self.entries.get(id).copied()
    }

    /// The names of a kind that may be suggested: those of private members are not told.
    pub fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .filter(move |(id, standing)| id.kind == kind && **standing != Standing::Known(Access::Private))
            .map(|(id, _)| id.name.as_ref())
    }
}

/// A name as names are compared: case and spaces do not count.
fn folded(name: &str) -> String {
    normal(&name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()).into_owned()
}

/// An entry as others refer to it in one edition of the site.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its page.
    pub address: Address,
    /// Its plain title or name.
    pub title: Arc<str>,
    /// Its text, for the headings a link may lead to.
    pub body: Option<Body>,
    /// Whether it has a page and stands in no list.
    pub unlisted: bool,
    /// The address of its picture, for people and groups.
    pub avatar: Option<Arc<str>>,
}

/// The shown entries of one edition.
pub type Targets = IdMap<EntryId, Target>;
