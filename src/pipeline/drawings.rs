//! The drawings of earlier builds: brought along before the texts are read, kept once they are.
//!
//! Takes the hub's folder, gives [`Drawn`]. A formula or diagram that is what it was is not drawn again, in whatever file it stands.

use super::{PROGRAM, Request};
use crate::cache;
use crate::error::Error;
use crate::kinds::{Contents, Shared};
use crate::markup::{Body, Drawn};
use crate::text::{Digest, digest_of};

const NAME: &str = "drawings";
const LAYOUT: &str = "drawings 1";

/// What another program drew is drawn again.
fn key() -> Digest {
    digest_of(PROGRAM)
}

/// What earlier builds of this hub drew.
pub(super) fn remembered(request: &Request) -> Drawn {
    let bytes = (!request.no_cache).then(|| cache::read(&request.root, NAME, LAYOUT, key())).flatten();
    bytes.map(|bytes| Drawn::decode(&bytes)).unwrap_or_default()
}

/// Keeps what the texts of this hub were drawn with, if that has changed.
///
/// # Errors
/// When the disk is full or failing.
pub(super) fn keep(request: &Request, drawn: &Drawn, contents: &Contents) -> Result<(), Error> {
    match drawn.encode(texts(contents)) {
        Some(bytes) => cache::write(&request.root, NAME, LAYOUT, key(), &bytes),
        None => Ok(()),
    }
}

/// The text of every entry in every language.
fn texts(contents: &Contents) -> impl Iterator<Item = &Body> {
    fn of<F>(entries: &[Shared<F>]) -> impl Iterator<Item = &Body> {
        entries.iter().flat_map(|entry| &entry.variants).filter_map(|draft| draft.body.as_ref())
    }
    let Contents { posts, members, groups, events, resources, projects, kb, pages, .. } = contents;
    of(posts)
        .chain(of(members))
        .chain(of(groups))
        .chain(of(events))
        .chain(of(resources))
        .chain(of(projects))
        .chain(of(kb))
        .chain(of(pages))
}
