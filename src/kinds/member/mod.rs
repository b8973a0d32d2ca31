//! A member: a person's profile.

pub mod pages;
pub mod read;

use crate::check::public::Gate;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::history;
use crate::kinds::Spec;
use crate::kinds::draft::{Draft, Recipe};
use crate::kinds::entry::{Built, Cx, HeadBuilder, checked_words};
use crate::kinds::past::login_of;
use crate::kinds::shared::Common;
use crate::model::{Kind, Words};
use crate::read::fields::{Field, Fields, Reader};
use crate::read::node::Table;
use crate::text::Digest;
use read::{MemberFields, PublicField, Visibility, is_private};

/// The part of a member's file that its owner lets others see: the rest was dropped when it was made, and cannot reach any page.
#[derive(Clone, Debug)]
pub struct Profile(MemberFields, Option<Digest>);

impl Profile {
    /// Drops what is not public.
    pub fn of(mut fields: MemberFields) -> Self {
        let mark = fields.email.as_ref().map(|email| history::mark(&email.value));
        let shown = |field| fields.public.contains(&field);
        let (joined, left) = (shown(PublicField::Joined), shown(PublicField::Left));
        let (location, timezone) = (shown(PublicField::Location), shown(PublicField::Timezone));
        let (languages, pronouns) = (shown(PublicField::Languages), shown(PublicField::Pronouns));
        let (organisation, email) = (shown(PublicField::Organisation), shown(PublicField::Email));
        fields.joined = fields.joined.filter(|_| joined);
        fields.location = fields.location.filter(|_| location);
        fields.timezone = fields.timezone.filter(|_| timezone);
        fields.pronouns = fields.pronouns.filter(|_| pronouns);
        fields.organisation = fields.organisation.filter(|_| organisation);
        fields.email = fields.email.filter(|_| email);
        if !languages {
            fields.languages.clear();
        }
        // That somebody has left decides where the list shows them; the day is told only if they say so.
        if !left && let Some(day) = &mut fields.left {
            day.value = crate::time::Date::from_day_number(0);
        }
        Self(fields, mark)
    }

    /// What their commits are known by, where the file says their e-mail address: only ever compared, never shown.
    pub fn mark(&self) -> Option<Digest> {
        self.1
    }

    /// Their login at GitHub.
    pub fn login(&self) -> Option<String> {
        let named = self.0.links.0.iter().find(|(name, _)| name.value.eq_ignore_ascii_case("github"));
        named.and_then(|(_, url)| login_of(url.as_str()))
    }

    /// What may be shown.
    pub fn fields(&self) -> &MemberFields {
        &self.0
    }

    /// The day they left, if they let it be known.
    pub fn left_on(&self) -> Option<crate::time::Date> {
        let shown = self.0.public.contains(&PublicField::Left);
        self.0.left.as_ref().map(|left| left.value).filter(|_| shown)
    }
}

impl Fields for Profile {
    const NOUN: &'static str = MemberFields::NOUN;

    fn declared() -> Vec<Field> {
        MemberFields::declared()
    }

    fn read_fields(table: &Table, reader: &mut Reader) -> Option<Self> {
        let fields = MemberFields::read_fields(table, reader)?;
        if let (Some(joined), Some(left)) = (fields.joined, &fields.left)
            && left.value < joined
        {
            let error = Diagnostic::error(Code::BackwardsRange, left.span, "this member left before they joined");
            reader.report(error.private().help("exchange `joined` and `left`"));
        }
        Some(Self::of(fields))
    }
}

/// How it is read, guarded and headed.
pub const SPEC: Spec<Profile> = Spec {
    recipe: Recipe { body: |profile| profile.0.bio.as_ref(), bare: false, private: is_private, several: None },
    common: |profile| &profile.0.common,
    gate,
    head,
};

fn gate<'a>(profile: &'a Profile, _: &Config) -> Gate<'a> {
    Gate { private: profile.0.visibility == Some(Visibility::Private), ..profile.0.common.gate() }
}

fn head(cx: Cx<'_>, draft: &Draft<Profile>) -> Built {
    let fields = draft.fields.fields();
    let common: &Common = &fields.common;
    let mut head = HeadBuilder::new(cx, draft, Words::plain(&fields.name.value), common, "/members/{slug}/");
    let headline = fields.headline.as_ref().map(|headline| {
        let mut said = Vec::new();
        let headline = checked_words(headline, cx, &mut said);
        said.into_iter().for_each(|diagnostic| head.say(diagnostic));
        headline
    });
    head.with(|head| head.summary = headline);
    head.groups(&fields.groups);
    head.needs(&fields.needs);
    head.needs(&fields.offers);
    fields.needs.iter().chain(&fields.offers).for_each(|need| drop(head.words(&need.table.title)));
    if let Some(avatar) = &fields.avatar {
        let picture = head.picture(avatar, "");
        head.with(|head| head.image = head.image.take().or(picture));
    }
    if let Some(role) = &fields.role {
        head.listed(Code::UnknownRole, "role", role, &cx.config.roles);
        head.with(|head| head.variant = Some(role.value.as_str().into()));
    }
    for badge in &fields.badges {
        head.listed(Code::UnknownBadge, "badge", &badge.id, &cx.config.badges);
    }
    debug_assert!(draft.id.kind == Kind::Member, "only members have profiles");
    head.finish()
}

/// The name of a member's calendar, without its ending.
pub fn calendar_name(head: &crate::model::Head) -> String {
    crate::markup::slug(&head.id.name)
}

/// Whether a member has not left.
pub fn is_present(entry: &crate::kinds::entry::Entry<Profile>) -> bool {
    entry.draft.fields.fields().left.is_none()
}
