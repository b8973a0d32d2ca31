//! The fields of a member's profile.

use crate::check::public::is_open;
use crate::kinds::shared::{Common, NeedField};
use crate::markup::SafeUrl;
use crate::read::fields::Spanned;
use crate::read::values::{BlockProse, Email, GroupId, InlineProse, Listing, Tongue};
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
        many languages: Vec<Tongue> = "[\"zh-CN\", \"en\"]";
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
        /// Groups they belong to. Shown unless the profile is private.
        many groups: Vec<GroupId> = "[\"shanghai\"]";
        /// A portrait: a file beside this one or under `static/`. Shown unless the profile is private.
        may avatar: Spanned<String> = "\"mei-lin.png\"";
        /// Their pages elsewhere.
        many links: Listing<SafeUrl> = "{ website = \"https://mei.example\" }";
        /// The feed of their own blog. Shown only if `public` lists it.
        may feed: SafeUrl = "\"https://mei.example/feed.xml\"";
        /// Their e-mail address. Shown only if `public` lists it.
        may email: Spanned<Email> = "\"mei.lin@riverbank.example\"";
        /// What the community thanked them with, and why. Shown unless the profile is private.
        many badges: Vec<BadgeFields> = "[{ id = \"best-contribution\", date = 2026-05-01, for = \"three years at the door\" }]";
        /// Who may see the profile.
        may visibility: Visibility = "\"public\"";
        /// What else may be shown. Everybody sees name, headline, bio, role, skills, interests, links, offers, needs, groups, badges and
        /// avatar; of all other fields, `tags`, `image` and `[extra]` among them, only those that stand here.
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
        /// Whoever has the address, or meets the name on the page of something they made, host or lead; it is in no list.
        Unlisted = "unlisted",
        /// Nobody; the name is shown nowhere.
        Private = "private",
    }
}

choices! {
    /// A field that `public` may list. Those that everybody may see anyway may be listed too, which changes nothing.
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
        /// The feed of their own blog.
        Feed = "feed",
        /// Their tags.
        Tags = "tags",
        /// The picture for previews, with its description.
        Image = "image",
        /// The community's own fields.
        Extra = "extra",
        /// The name; everybody may see it.
        Name = "name",
        /// The headline; everybody may see it.
        Headline = "headline",
        /// The bio; everybody may see it.
        Bio = "bio",
        /// The role; everybody may see it.
        Role = "role",
        /// The skills; everybody may see them.
        Skills = "skills",
        /// The interests; everybody may see them.
        Interests = "interests",
        /// The links; everybody may see them.
        Links = "links",
        /// The offers; everybody may see them.
        Offers = "offers",
        /// The needs; everybody may see them.
        Needs = "needs",
        /// The groups; everybody may see them.
        Groups = "groups",
        /// The badges; everybody may see them.
        Badges = "badges",
        /// The portrait; everybody may see it.
        Avatar = "avatar",
    }
}

/// Whether a field's value may stand in no message, since a log may be public: whatever is not open, and wrong links, which nobody
/// has seen yet. The empty name stands for a field that a profile does not have.
pub fn is_private(field: &str) -> bool {
    !is_open(field) || field == "links"
}
