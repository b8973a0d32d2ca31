//! The fields of a project.

use crate::kinds::shared::{Common, MembershipField, NeedField};
use crate::markup::SafeUrl;
use crate::read::values::{BlockProse, EventId, GroupId, InlineProse};
use crate::time::Date;
use crate::{choices, fields};

fields! {
    /// What a project's file says.
    pub struct ProjectFields as "a project" {
        /// What it is called; may hold inline Markdown.
        need title: InlineProse = "\"Lantern\"";
        /// What it is in one line; may hold inline Markdown.
        may summary: InlineProse = "\"A shared notebook for families\"";
        /// How far it is.
        may status: ProjectStatus = "\"active\"";
        /// Who builds it.
        many members: Vec<MembershipField> = "[{ member = \"sun-yiming\", role = \"Founder\" }]";
        /// The hands and help it looks for: texts or tables.
        many needs: Vec<NeedField> = "[\"A back-end developer for two evenings a week\"]";
        /// Its page.
        may url: SafeUrl = "\"https://lantern.example\"";
        /// Where its code is.
        may repository: SafeUrl = "\"https://code.example/lantern\"";
        /// Groups it belongs to.
        many groups: Vec<GroupId> = "[\"shanghai\"]";
        /// The day it began.
        may started: Date = "2025-10-11";
        /// Events at which it was shown.
        many showcased: Vec<EventId> = "[\"demo-day-2026\"]";
        /// What it is, in Markdown. In a Markdown file the text below the front matter says it.
        may description: BlockProse = "\"Who gave the blue pill, and when?\"";
        with common: Common;
    }
}

choices! {
    /// How far a project is.
    pub enum ProjectStatus {
        /// Somebody thinks about it.
        Idea = "idea",
        /// Somebody works on it.
        Active = "active",
        /// It rests.
        Paused = "paused",
        /// It is finished.
        Done = "done",
    }
}
