//! References by id: people, groups, events, posts. Each that meets nothing is reported with the nearest that exists.

use super::index::{Index, Standing};
use super::public::Access;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{EntryId, Kind};
use crate::text::Span;

/// What a reference came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// An entry that is shown.
    Shown(EntryId),
    /// Something that is not shown, or is broken: leave it out and say nothing more.
    Silent,
    /// Nothing goes by that name. It has been said.
    Missing,
}

/// Looks a name up among kinds, in their order.
pub fn look_up(index: &Index, kinds: &[Kind], name: &str) -> Option<Reference> {
    kinds.iter().find_map(|kind| index.find(*kind, name)).map(|(id, standing)| match standing {
        Standing::Known(Access::Shown) => Reference::Shown(id),
        Standing::Known(Access::Hidden | Access::Private) | Standing::Broken => Reference::Silent,
    })
}

/// Looks up somebody by the id of a member or group.
pub fn person(index: &Index, name: &str, span: Span, said: &mut Vec<Diagnostic>) -> Reference {
    look_up(index, &[Kind::Member, Kind::Group], name).unwrap_or_else(|| {
        let message = format!("there is no member and no group `{name}`");
        let near = index
            .member_called(name)
            .or_else(|| nearest(name, index.names(Kind::Member).chain(index.names(Kind::Group))));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "add `content/members/{}.toml`, or write `{{ name = \"{name}\" }}` for somebody who is neither",
                crate::markup::slug(name)
            ),
        };
        said.push(Diagnostic::error(Code::UnknownPerson, span, message).help(help));
        Reference::Missing
    })
}

/// Looks up an entry of one kind.
pub fn entry(index: &Index, kind: Kind, name: &str, span: Span, said: &mut Vec<Diagnostic>) -> Reference {
    look_up(index, &[kind], name).unwrap_or_else(|| {
        let code = match kind {
            Kind::Group => Code::UnknownGroup,
            Kind::Event => Code::UnknownEvent,
            Kind::Post => Code::UnknownPost,
            Kind::Member | Kind::Resource | Kind::Project | Kind::Kb | Kind::Page => Code::UnknownPerson,
        };
        let message = format!("there is no {} `{name}`", kind.word());
        let help = match nearest(name, index.names(kind)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the ids are the names of the files in `content/{}/`", kind.folder()),
        };
        said.push(Diagnostic::error(code, span, message).help(help));
        Reference::Missing
    })
}
