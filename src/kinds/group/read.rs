//! The fields of a group.

use crate::kinds::shared::{Common, MembershipField, PersonField};
use crate::markup::SafeUrl;
use crate::read::fields::Spanned;
use crate::read::values::{BlockProse, GroupId, InlineProse, Listing};
use crate::time::Zone;
use crate::{choices, fields};

fields! {
    /// What a group's file says.
    pub struct GroupFields as "a group" {
        /// The name.
        need name: Spanned<String> = "\"Riverbank Shanghai\"";
        /// What it is for, in one line; may hold inline Markdown.
        may summary: InlineProse = "\"The first chapter and the largest\"";
        /// What it is.
        may kind: GroupKind = "\"chapter\"";
        /// Whether it is still at work.
        may status: GroupStatus = "\"active\"";
        /// Who leads it.
        many leads: Vec<PersonField> = "[\"mei-lin\"]";
        /// Who belongs to it: ids or tables.
        many members: Vec<MembershipField> = "[\"tomas-okafor\", { member = \"mei-lin\", role = \"Door\", since = 2023-03-07 }]";
        /// Who belonged to it.
        many alumni: Vec<MembershipField> = "[\"rosa-ferrer\"]";
        /// The group it is part of.
        may parent: GroupId = "\"shanghai\"";
        /// How to reach it: an e-mail address, a link, or words.
        may contact: String = "\"shanghai@riverbank.example\"";
        /// Its pages elsewhere.
        many links: Listing<SafeUrl> = "{ website = \"https://riverbank.example\" }";
        /// Where it meets.
        may location: String = "\"Harbour Space, Shanghai\"";
        /// Its time zone.
        may timezone: Zone = "\"Asia/Shanghai\"";
        /// A sign or picture of it: a file beside this one or under `static/`.
        may logo: Spanned<String> = "\"shanghai.png\"";
        /// What it does, in Markdown.
        may description: BlockProse = "\"About seventy people.\"";
        with common: Common;
    }
}

choices! {
    /// What a group is.
    pub enum GroupKind {
        /// The community in one place.
        Chapter = "chapter",
        /// People with a task.
        Team = "team",
        /// People with a question.
        WorkingGroup = "working-group",
        /// An organisation beside the community.
        Partner = "partner",
    }
}

choices! {
    /// Whether a group is still at work.
    pub enum GroupStatus {
        /// At work.
        Active = "active",
        /// No more.
        Archived = "archived",
    }
}
