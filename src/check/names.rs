//! Members who are not to be named: whether a link leads to one, and what is said of it.
//!
//! Takes links and the index of names. A text shows a neutral word in the place of such a link; what stands where no word can be
//! exchanged (titles, headings) is refused. Never says a name or an id, since messages are public.

use super::index::{Index, Standing};
use super::links::join;
use super::public::Access;
use crate::diagnostic::{Code, Diagnostic};
use crate::markup::{LinkKind, LinkRef};
use crate::model::{EntryId, Kind};
use crate::text::Span;

/// Why a member is not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unnamed {
    /// The profile is not in this edition.
    Hidden,
    /// The profile is private.
    Private,
}

/// Whether a link of a text in the folder `folder` leads to a member who is not named.
pub fn unnamed(index: &Index, folder: &str, link: &LinkRef) -> Option<Unnamed> {
    match link.kind {
        LinkKind::Image => None,
        LinkKind::Mention => link.candidates().find_map(|name| by_id(index, name)),
        LinkKind::Wikilink => by_id(index, &link.target)
            .or_else(|| by_id(index, &crate::markup::slug(&link.target)))
            .or_else(|| index.is_unnamed(&link.target).then_some(Unnamed::Private)),
        LinkKind::Link if link.absolute || link.target.is_empty() => None,
        LinkKind::Link => match link.target.strip_prefix('/') {
            Some(path) => by_path(index, path).or_else(|| by_address(index, path)),
            None => by_path(index, &join(folder, &link.target)?),
        },
    }
}

fn by_id(index: &Index, name: &str) -> Option<Unnamed> {
    let (_, standing) = index.find(Kind::Member, name)?;
    of(standing)
}

fn of(standing: Standing) -> Option<Unnamed> {
    match standing {
        Standing::Known(Access::Private) => Some(Unnamed::Private),
        Standing::Known(Access::Hidden) => Some(Unnamed::Hidden),
        Standing::Known(Access::Shown) | Standing::Broken => None,
    }
}

/// A file of content, with or without its ending.
fn by_path(index: &Index, path: &str) -> Option<Unnamed> {
    let path = path.trim_end_matches('/');
    let file = index.at_path(path).or_else(|| index.at_path(&format!("{path}.toml")))?;
    let id: &EntryId = &file.id;
    (id.kind == Kind::Member).then(|| index.standing(id).and_then(of)).flatten()
}

/// The address of a profile, in any language.
fn by_address(index: &Index, path: &str) -> Option<Unnamed> {
    let mut parts = path.trim_end_matches("index.html").trim_end_matches('/').rsplit('/');
    let name = parts.next()?;
    (parts.next() == Some(Kind::Member.folder())).then(|| by_id(index, name)).flatten()
}

/// What is said where a text names a private member: readers see another word.
pub fn replaced(at: Span) -> Diagnostic {
    let message = "this names a member whose profile is private: readers see no name";
    let warning = Diagnostic::warning(Code::NamesPrivateMember, at, message).private();
    warning.help("say it without the link and without the name")
}

/// What is said where no other word can stand. `place` is what the name stands in, with its article.
pub fn refused(at: Span, place: &str) -> Diagnostic {
    let message = format!("{place} names a member whose profile is private");
    let error = Diagnostic::error(Code::NamesPrivateMember, at, message).private();
    error.help("say it without the link and without the name")
}
