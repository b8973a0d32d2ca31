//! The fields of a knowledge-base page.

use crate::fields;
use crate::kinds::shared::{Common, PersonField};
use crate::read::fields::Spanned;
use crate::read::values::InlineProse;
use crate::time::{Date, Stamp};

fields! {
    /// What the front matter of a knowledge-base page says.
    pub struct KbFields as "a knowledge-base page" {
        /// The title; without it, the first heading of the text.
        may title: InlineProse = "\"How a salon is run\"";
        /// What it is about in one line; may hold inline Markdown.
        may summary: InlineProse = "\"From the chairs to the last train\"";
        /// Its place among its neighbours: small numbers first, then those without one, by title.
        may order: i64 = "10";
        /// Who wrote it.
        many authors: Vec<PersonField> = "[\"mei-lin\"]";
        /// Who looks after it.
        many owners: Vec<PersonField> = "[\"organisers\"]";
        /// When it was last changed in substance.
        may updated: Spanned<Stamp> = "2026-10-01";
        /// The day after which it is shown as stale, until somebody has read it again.
        may review_by: Date = "2027-04-01";
        with common: Common;
    }
}
