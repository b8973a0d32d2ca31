//! The fields of a post.

use crate::kinds::shared::{Common, PersonField};
use crate::markup::SafeUrl;
use crate::read::fields::Spanned;
use crate::read::values::{EventId, InlineProse};
use crate::time::Stamp;
use crate::{choices, fields};

fields! {
    /// What the front matter of a post says.
    pub struct PostFields as "a post" {
        /// The headline; may hold inline Markdown.
        need title: InlineProse = "\"What a year of salons taught us\"";
        /// The day, or the time, of publication. One that lies ahead keeps the post back until then (`--future` shows it).
        need date: Spanned<Stamp> = "2026-11-21";
        /// When the text was last changed in substance.
        may updated: Spanned<Stamp> = "2026-12-01";
        /// Who wrote it: members, groups or guests.
        many authors: Vec<PersonField> = "[\"mei-lin\"]";
        /// What it is.
        may kind: PostKind = "\"article\"";
        /// A sentence or two for lists; may hold inline Markdown. Without it, the text up to `<!-- more -->`, else the first paragraph.
        may summary: InlineProse = "\"Twelve evenings, four of them bad, and what we changed.\"";
        /// When it appears, if that is not its date.
        may publish: Spanned<Stamp> = "2026-11-22T08:00:00";
        /// When it steps back from the site.
        may expires: Spanned<Stamp> = "2027-01-01";
        /// Whether it stays on top of lists.
        many pinned: bool = "true";
        /// The event it reports on.
        may event: EventId = "\"demo-day-2026\"";
        /// The series it belongs to; its posts are linked in order of date.
        may series: String = "\"First year\"";
        /// Where it was published first: search engines are pointed there.
        may canonical: SafeUrl = "\"https://mei.example/salons\"";
        /// The original of a translation.
        may source: SafeUrl = "\"https://elsewhere.example/original\"";
        /// Who translated it.
        many translators: Vec<PersonField> = "[\"chen-xiaohe\"]";
        /// Who read it before it went out.
        many reviewers: Vec<PersonField> = "[\"tomas-okafor\"]";
        with common: Common;
    }
}

choices! {
    /// What a post is.
    pub enum PostKind {
        /// Something to read.
        Article = "article",
        /// News of the community.
        Announcement = "announcement",
        /// A question to the community.
        Question = "question",
        /// A talk to watch or listen to.
        Recording = "recording",
        /// A report on an event.
        Recap = "recap",
    }
}
