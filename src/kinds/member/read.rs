//! The fields of a member's profile.

use crate::kinds::shared::{Common, NeedField};
use crate::markup::SafeUrl;
use crate::read::fields::Spanned;
use crate::read::values::{BlockProse, GroupId, InlineProse, Listing};
use crate::time::{Date, Zone};
use crate::{choices, fields};

fields! {
    /// What a member's file says. What is not public never leaves it.
    pub struct MemberFields as "a member" {
        /// The name, as its owner writes it.
        need name: Spanned<String> = "\"Lin Mei\"";
        /// The day they joined. Shown only if `public` lists it.
        may joined: Date = "2023-03-07";
        /// The day they left. Shown only if `public` lists it.
        may left: Spanned<Date> = "2026-03-31";
        /// A role that `hub.toml` lists.
        may role: Spanned<String> = "\"lead\"";
        /// Who they are in one line; may hold inline Markdown.
        may headline: InlineProse = "\"Opens the door on first Tuesdays\"";
        /// Who they are, in Markdown.
        may bio: BlockProse = "\"I grew up two streets from the docks.\"";
        /// Where they live. Shown only if `public` lists it.
        may location: String = "\"Yangpu, Shanghai\"";
        /// Their time zone. Shown only if `public` lists it.
        may timezone: Zone = "\"Asia/Shanghai\"";
        /// The languages they speak. Shown only if `public` lists it.
        many languages: Vec<String> = "[\"zh-CN\", \"en\"]";
        /// Their pronouns. Shown only if `public` lists it.
        may pronouns: String = "\"she/her\"";
        /// Where they work. Shown only if `public` lists it.
        may organisation: String = "\"Riverbank Founders\"";
        /// What they know how to do.
        many skills: Vec<String> = "[\"operations\", \"procurement\"]";
        /// What they care about.
        many interests: Vec<String> = "[\"river\", \"writing\"]";
        /// What they offer to others: texts or tables. Shown unless the profile is private.
        many offers: Vec<NeedField> = "[\"An introduction to the second person you should meet\"]";
        /// What they look for: texts or tables. Shown unless the profile is private.
        many needs: Vec<NeedField> = "[{ title = \"A designer\", category = \"talent\", until = 2027-03-31 }]";
        /// Groups they belong to.
        many groups: Vec<GroupId> = "[\"shanghai\"]";
        /// A portrait: a file beside this one or under `static/`.
        may avatar: Spanned<String> = "\"mei-lin.png\"";
        /// Their pages elsewhere.
        many links: Listing<SafeUrl> = "{ website = \"https://mei.example\" }";
        /// The feed of their own blog.
        may feed: SafeUrl = "\"https://mei.example/feed.xml\"";
        /// Their e-mail address. Shown only if `public` lists it.
        may email: Spanned<String> = "\"mei.lin@riverbank.example\"";
        /// What the community thanked them with, and why.
        many badges: Vec<BadgeFields> = "[{ id = \"best-contribution\", date = 2026-05-01, for = \"three years at the door\" }]";
        /// Who may see the profile.
        may visibility: Visibility = "\"public\"";
        /// Fields that may be shown beyond name, headline, bio, role, skills, interests, links, offers, needs and badges.
        many public: Vec<PublicField> = "[\"email\", \"location\"]";
        with common: Common;
    }
}

fields! {
    /// A badge somebody was given.
    pub struct BadgeFields as "a badge" {
        /// A badge that `hub.toml` lists.
        need id: Spanned<String> = "\"best-contribution\"";
        /// The day it was given.
        may date: Date = "2026-05-01";
        /// The reason.
        may r#for: String = "\"three years at the door\"";
    }
}

choices! {
    /// Who may see a profile.
    pub enum Visibility {
        /// Everybody; it is listed among the members.
        Public = "public",
        /// Whoever has the address or meets the name on a page; it is not listed.
        Unlisted = "unlisted",
        /// Nobody; the name is shown nowhere.
        Private = "private",
    }
}

choices! {
    /// A field of a profile that is shown only if its owner says so.
    pub enum PublicField {
        /// The day they joined.
        Joined = "joined",
        /// The day they left.
        Left = "left",
        /// Where they live.
        Location = "location",
        /// Their time zone.
        Timezone = "timezone",
        /// The languages they speak.
        Languages = "languages",
        /// Their pronouns.
        Pronouns = "pronouns",
        /// Where they work.
        Organisation = "organisation",
        /// Their e-mail address.
        Email = "email",
        /// The portrait; it is public anyway.
        Avatar = "avatar",
        /// The groups; they are public anyway.
        Groups = "groups",
        /// The feed; it is public anyway.
        Feed = "feed",
        /// The badges; they are public anyway.
        Badges = "badges",
        /// The offers; they are public anyway.
        Offers = "offers",
        /// The needs; they are public anyway.
        Needs = "needs",
    }
}

/// Whether a field's value may not be shown in a message, since a log may be public.
pub fn is_private(field: &str) -> bool {
    matches!(
        field,
        "joined" | "left" | "location" | "timezone" | "languages" | "pronouns" | "organisation" | "email" | "extra"
    )
}
