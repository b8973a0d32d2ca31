//! The fields of a plain page.

use crate::fields;
use crate::kinds::shared::Common;
use crate::read::fields::Spanned;
use crate::read::values::InlineProse;
use crate::time::Stamp;

fields! {
    /// What the front matter of a page says.
    pub struct PageFields as "a page" {
        /// The title; without it, the first heading of the text.
        may title: InlineProse = "\"About us\"";
        /// What it is about in one line; may hold inline Markdown.
        may summary: InlineProse = "\"Who we are and how to find us\"";
        /// When it was last changed in substance.
        may updated: Spanned<Stamp> = "2026-10-01";
        with common: Common;
    }
}
