//! What is declared of each kind before any file is read, for schemas, the reference and the templates of `new`.

use super::{event, group, kb, member, page, post, project, resource};
use crate::model::Kind;
use crate::read::fields::{Field, Fields};

/// The fields of a kind, in the order of the reference.
pub fn fields(kind: Kind) -> Vec<Field> {
    match kind {
        Kind::Post => post::read::PostFields::declared(),
        Kind::Member => member::read::MemberFields::declared(),
        Kind::Group => group::read::GroupFields::declared(),
        Kind::Event => event::read::EventFields::declared(),
        Kind::Resource => resource::read::ResourceFields::declared(),
        Kind::Project => project::read::ProjectFields::declared(),
        Kind::Kb => kb::read::KbFields::declared(),
        Kind::Page => page::read::PageFields::declared(),
    }
}

/// The name of the table that may stand several times in one TOML file of the kind, if there is one.
pub fn several(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Post => post::SPEC.recipe.several,
        Kind::Member => member::SPEC.recipe.several,
        Kind::Group => group::SPEC.recipe.several,
        Kind::Event => event::SPEC.recipe.several,
        Kind::Resource => resource::SPEC.recipe.several,
        Kind::Project => project::SPEC.recipe.several,
        Kind::Kb => kb::SPEC.recipe.several,
        Kind::Page => page::SPEC.recipe.several,
    }
}

/// Whether the kind may be written as TOML, and the schema is of use to editors of it.
pub fn in_toml(kind: Kind) -> bool {
    match kind {
        Kind::Member | Kind::Group | Kind::Event | Kind::Resource | Kind::Project => true,
        Kind::Post | Kind::Kb | Kind::Page => false,
    }
}
