//! The fields of a resource.

use crate::kinds::shared::{Common, PersonField};
use crate::markup::SafeUrl;
use crate::read::fields::{FieldValue, Reader, Spanned};
use crate::read::node::Node;
use crate::read::shape::Shape;
use crate::read::values::{BlockProse, InlineProse, Tongue};
use crate::time::Date;
use crate::{choices, fields};

fields! {
    /// What a listing in the resource directory says.
    pub struct ResourceFields as "a resource" {
        /// What it is; may hold inline Markdown.
        need title: InlineProse = "\"Twelve desks by the river\"";
        /// Whether it is offered, needed, or simply listed.
        may kind: ResourceKind = "\"offer\"";
        /// A category that `hub.toml` lists, or a path below one.
        need category: Spanned<String> = "\"tools/databases\"";
        /// Its page elsewhere.
        may url: SafeUrl = "\"https://desks.example\"";
        /// Its feed.
        may feed: SafeUrl = "\"https://desks.example/feed.xml\"";
        /// What it is in one line; may hold inline Markdown.
        may summary: InlineProse = "\"Quiet until ten, cheap after six\"";
        /// More about it, in Markdown. In a Markdown file the text below the front matter says it.
        may description: BlockProse = "\"Ask for Hana at the door.\"";
        /// Who provides it: the id of a member or group, or a name.
        may provider: ProviderField = "\"harbour-space\"";
        /// Where it is.
        may location: String = "\"Shanghai\"";
        /// The languages it speaks.
        many languages: Vec<Tongue> = "[\"en\", \"zh-CN\"]";
        /// What it costs, in words.
        may cost: String = "\"free for members\"";
        /// How to ask for it: an e-mail address, a link, or words.
        may contact: String = "\"desks@harbour.example\"";
        /// The day it was added.
        may added: Date = "2026-04-01";
        /// The last day on which it is of use; after it the listing is marked.
        may expires: Spanned<Date> = "2027-04-01";
        /// The day somebody last verified it.
        may checked: Date = "2026-11-01";
        /// Whether it can still be had.
        may status: ResourceStatus = "\"open\"";
        with common: Common;
    }
}

/// Who provides something: an id, else a free text.
#[derive(Clone, Debug)]
pub enum ProviderField {
    /// An id, or a name: which of the two is decided when all ids are known.
    Text(Spanned<String>),
    /// Somebody who is neither member nor group.
    Person(PersonField),
}

impl FieldValue for ProviderField {
    fn shape() -> Shape {
        PersonField::shape()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match PersonField::read(node, reader)? {
            PersonField::Id(text) => Some(Self::Text(text)),
            guest @ PersonField::Guest(_) => Some(Self::Person(guest)),
        }
    }
}

choices! {
    /// What a listing is.
    pub enum ResourceKind {
        /// Somebody offers it.
        Offer = "offer",
        /// Somebody needs it.
        Need = "need",
        /// It exists and is worth knowing.
        Listing = "listing",
    }
}

choices! {
    /// Whether it can still be had.
    pub enum ResourceStatus {
        /// It can.
        Open = "open",
        /// It has found who it was for.
        Matched = "matched",
        /// No more.
        Closed = "closed",
    }
}
