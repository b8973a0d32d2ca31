//! What we intend to write: one [`Output`] for each file of the site, with everything it will be made of.
//!
//! A page is a pure function of the values it is given, its template and the site's own values. So an output carries its values and
//! their digest, and a file whose digest has not changed is neither made nor written again. Values are given by types that derive
//! `Hash` and `Serialize` together, or to functions without captures: what is not in the digest cannot reach the page.

pub mod context;
mod script;

pub use script::Script;

use crate::model::Address;
use crate::pictures::card::Card;
use crate::text::{Digest, SourceId, Span, digest_of};
use context::SiteContext;
use serde::{Serialize, Serializer};
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

/// A value shared by many pages, whose digest is computed once.
#[derive(Debug)]
pub struct Part<T> {
    value: Arc<T>,
    digest: Digest,
}

impl<T: Hash> Part<T> {
    /// Takes a value and its digest.
    pub fn new(value: T) -> Self {
        let digest = digest_of(&value);
        Self { value: Arc::new(value), digest }
    }
}

impl<T> Part<T> {
    /// The digest of the value.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), digest: self.digest }
    }
}

impl<T> std::ops::Deref for Part<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> PartialEq for Part<T> {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl<T> Eq for Part<T> {}

impl<T: Default + Hash> Default for Part<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Hash for Part<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl<T: Serialize> Serialize for Part<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// What a page shows, whatever its type.
pub trait PageContext: Send + Sync {
    /// The value a template sees as `page`.
    fn value(&self) -> &dyn erased_serde::Serialize;
}

impl<T: Serialize + Send + Sync> PageContext for T {
    fn value(&self) -> &dyn erased_serde::Serialize {
        self
    }
}

/// Makes the text of a file that no template draws: a feed, a calendar, JSON.
pub trait MakeText: Send + Sync {
    /// Appends the whole text.
    fn write(&self, out: &mut Vec<u8>);

    /// The whole text.
    fn text(&self) -> String {
        let mut out = Vec::new();
        self.write(&mut out);
        String::from_utf8(out).expect("only texts are appended")
    }
}

struct TextOf<P> {
    parts: P,
    make: fn(&P) -> String,
}

impl<P: Send + Sync> MakeText for TextOf<P> {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice((self.make)(&self.parts).as_bytes());
    }
}

struct WrittenOf<P> {
    parts: P,
    write: fn(&P, &mut Vec<u8>),
}

impl<P: Send + Sync> MakeText for WrittenOf<P> {
    fn write(&self, out: &mut Vec<u8>) {
        (self.write)(&self.parts, out);
    }
}

/// How a file is made.
pub enum Make {
    /// A template draws it.
    Page {
        /// The template's file name, such as `post.html`.
        template: &'static str,
        /// The number of the language whose site value the template sees.
        edition: usize,
        /// What the template sees as `page`.
        context: Box<dyn PageContext>,
    },
    /// A function writes it.
    Text(Box<dyn MakeText>),
    /// It is there already.
    Bytes(Arc<[u8]>),
    /// It is a copy of a file of the hub.
    Copy {
        /// Where the file lies.
        file: PathBuf,
        /// Its path in the hub.
        path: Arc<str>,
        /// The digest of its bytes.
        digest: Digest,
    },
    /// It is a card that is drawn.
    Card(Box<Card>),
    /// It is a picture of the hub, without what its file tells besides.
    Bare {
        /// Where the file lies.
        file: PathBuf,
        /// Its path in the hub.
        path: Arc<str>,
    },
}

/// One file of the site.
pub struct Output {
    /// Its address.
    pub address: Address,
    /// The digest of all it is made of, apart from the program, the theme and the site's own values.
    pub key: Digest,
    /// How it is made.
    pub make: Make,
    /// The files it is the page or text of, for messages and for `explain`.
    pub sources: Vec<SourceId>,
    /// The files of what it lists, for `explain` alone.
    pub lists: Vec<SourceId>,
    /// Where an author asked for just this address, if it is not a file's own.
    pub asked: Option<Span>,
    /// Whether search engines are told of it: pages are listed unless they say otherwise, other files never.
    pub listed: bool,
}

impl Output {
    /// A page drawn by a template.
    pub fn page<C>(address: Address, template: &'static str, edition: usize, context: C, sources: Vec<SourceId>) -> Self
    where
        C: Hash + Serialize + Send + Sync + 'static,
    {
        let key = digest_of(&(template, edition, &context));
        Self {
            address,
            key,
            make: Make::Page { template, edition, context: Box::new(context) },
            sources,
            lists: Vec::new(),
            asked: None,
            listed: true,
        }
    }

    /// A text written by a function of some values.
    pub fn text<P>(address: Address, parts: P, make: fn(&P) -> String, sources: Vec<SourceId>) -> Self
    where
        P: Hash + Send + Sync + 'static,
    {
        let key = digest_of(&("text", &parts));
        let make = Make::Text(Box::new(TextOf { parts, make }));
        Self { address, key, make, sources, lists: Vec::new(), asked: None, listed: false }
    }

    /// The same, for a text put together from long parts: `write` appends them to what is to be the file.
    pub fn written<P>(address: Address, parts: P, write: fn(&P, &mut Vec<u8>), sources: Vec<SourceId>) -> Self
    where
        P: Hash + Send + Sync + 'static,
    {
        let key = digest_of(&("text", &parts));
        let make = Make::Text(Box::new(WrittenOf { parts, write }));
        Self { address, key, make, sources, lists: Vec::new(), asked: None, listed: false }
    }

    /// A file of known bytes.
    pub fn bytes(address: Address, bytes: Arc<[u8]>) -> Self {
        let key = digest_of(&("bytes", Digest::of_bytes(&bytes)));
        let (sources, lists) = (Vec::new(), Vec::new());
        Self { address, key, make: Make::Bytes(bytes), sources, lists, asked: None, listed: false }
    }

    /// A copy of a file of the hub; `path` is its path there, and `digest` that of its bytes.
    pub fn copy(address: Address, file: PathBuf, path: Arc<str>, digest: Digest) -> Self {
        let key = digest_of(&("copy", digest));
        let (sources, lists) = (Vec::new(), Vec::new());
        Self { address, key, make: Make::Copy { file, path, digest }, sources, lists, asked: None, listed: false }
    }

    /// A card for link previews.
    pub fn card(address: Address, card: Card) -> Self {
        let key = digest_of(&("card", &card));
        let (sources, lists) = (Vec::new(), Vec::new());
        Self { address, key, make: Make::Card(Box::new(card)), sources, lists, asked: None, listed: false }
    }

    /// A picture of the hub without what its file tells besides; as [`Output::copy`].
    pub fn bare(address: Address, file: PathBuf, path: Arc<str>, digest: Digest) -> Self {
        let key = digest_of(&("bare", digest));
        Self { key, make: Make::Bare { file, path: path.clone() }, ..Self::copy(address, PathBuf::new(), path, digest) }
    }

    /// A page or text that lists what stands in these files.
    #[must_use]
    pub fn listing(mut self, mut sources: Vec<SourceId>) -> Self {
        sources.sort_unstable();
        sources.dedup();
        self.lists = sources;
        self
    }

    /// A page that search engines are not to be told of. Its [`Meta::noindex`](context::Meta::noindex) says the same on the page itself.
    #[must_use]
    pub fn unlisted(self) -> Self {
        Self { listed: false, ..self }
    }
}

/// Every file of the site, sorted by path; no two share one.
pub struct Plan {
    /// The files.
    pub outputs: Vec<Output>,
    /// The site's own values, one for each language.
    pub sites: Vec<Part<SiteContext>>,
}
