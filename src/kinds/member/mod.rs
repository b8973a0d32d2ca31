//! A member: a person's profile.

pub mod pages;
pub mod read;

use crate::check::public::{Gate, is_open};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Spec;
use crate::kinds::draft::{Draft, Recipe};
use crate::kinds::entry::{Built, Cx, HeadBuilder, checked_words};
use crate::kinds::past::Signature;
use crate::kinds::shared::Common;
use crate::model::{Kind, Words};
use crate::read::fields::{Field, Fields, Reader, Spanned};
use crate::read::node::Table;
use read::{MemberFields, PublicField, Visibility, is_private};

/// The part of a member's file that its owner lets others see: the rest was dropped when it was made, and cannot reach any page.
#[derive(Clone, Debug)]
pub struct Profile(MemberFields, Signature);

impl Profile {
    /// Drops what is not public.
    pub fn of(fields: MemberFields) -> Self {
        let links = fields.links.0.iter().map(|(name, url)| (name.value.as_str(), url.as_str()));
        let signature = Signature::of(fields.email.as_ref().map(|email| email.value.0.as_str()), links);
        // Each field is named here, so that one added tomorrow is not forgotten: the compiler asks about it.
        let MemberFields {
            name,
            joined,
            left,
            role,
            headline,
            bio,
            location,
            timezone,
            languages,
            pronouns,
            organisation,
            skills,
            interests,
            offers,
            needs,
            groups,
            avatar,
            links,
            feed,
            email,
            badges,
            visibility,
            public,
            common,
        } = fields;
        let Common { slug, aliases, image, image_alt, tags, draft, audience, extra } = common;
        let consent = Consent(&public);
        // That somebody has left decides where the list shows them; the day is told only if they say so.
        let left_on = consent.shows(PublicField::Left);
        let unsaid = crate::time::Date::from_day_number(0);
        let left = left.map(|left| if left_on { left } else { Spanned { value: unsaid, ..left } });
        let kept = MemberFields {
            name,
            joined: consent.keep(PublicField::Joined, joined),
            left,
            role: consent.keep(PublicField::Role, role),
            headline: consent.keep(PublicField::Headline, headline),
            bio: consent.keep(PublicField::Bio, bio),
            location: consent.keep(PublicField::Location, location),
            timezone: consent.keep(PublicField::Timezone, timezone),
            languages: consent.keep(PublicField::Languages, languages),
            pronouns: consent.keep(PublicField::Pronouns, pronouns),
            organisation: consent.keep(PublicField::Organisation, organisation),
            skills: consent.keep(PublicField::Skills, skills),
            interests: consent.keep(PublicField::Interests, interests),
            offers: consent.keep(PublicField::Offers, offers),
            needs: consent.keep(PublicField::Needs, needs),
            groups: consent.keep(PublicField::Groups, groups),
            avatar: consent.keep(PublicField::Avatar, avatar),
            links: consent.keep(PublicField::Links, links),
            feed: consent.keep(PublicField::Feed, feed),
            email: consent.keep(PublicField::Email, email),
            badges: consent.keep(PublicField::Badges, badges),
            common: Common {
                slug,
                aliases,
                image: consent.keep(PublicField::Image, image),
                image_alt: consent.keep(PublicField::Image, image_alt),
                tags: consent.keep(PublicField::Tags, tags),
                draft,
                audience,
                extra: consent.keep(PublicField::Extra, extra),
            },
            visibility,
            public,
        };
        Self(kept, signature)
    }

    /// What their commits are known by: only ever compared, never shown.
    pub fn signature(&self) -> &Signature {
        &self.1
    }

    /// Whether the profile is shown to nobody.
    pub fn is_private(&self) -> bool {
        self.0.visibility == Some(Visibility::Private)
    }

    /// Whether the profile has a page and is in no list.
    pub fn is_unlisted(&self) -> bool {
        self.0.visibility == Some(Visibility::Unlisted)
    }

    /// Shows the profile to nobody.
    pub fn hide(&mut self) {
        self.0.visibility = Some(Visibility::Private);
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

/// What an owner lists in `public`.
struct Consent<'a>(&'a [PublicField]);

impl Consent<'_> {
    fn shows(&self, field: PublicField) -> bool {
        is_open(field.word()) || self.0.contains(&field)
    }

    /// The value where it may be shown, else nothing.
    fn keep<T: Default>(&self, field: PublicField, value: T) -> T {
        if self.shows(field) { value } else { T::default() }
    }
}

impl Fields for Profile {
    const NOUN: &'static str = MemberFields::NOUN;

    fn declared() -> Vec<Field> {
        MemberFields::declared()
    }

    fn read_fields(table: &Table, reader: &mut Reader) -> Option<Self> {
        let fields = MemberFields::read_fields(table, reader)?;
        if fields.visibility.is_none() && table.get("visibility").is_some() {
            return None; // It was meant to say something, which may have been that nobody is to see it.
        }
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
    recipe: Recipe { body: |profile| profile.0.bio.as_ref(), private: is_private, ..Recipe::PLAIN },
    common: |profile| &profile.0.common,
    gate,
    head,
};

fn gate<'a>(profile: &'a Profile, _: &Config) -> Gate<'a> {
    Gate { private: profile.is_private(), ..profile.0.common.gate() }
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
    head.with(|head| {
        head.summary = headline;
        head.unlisted = draft.fields.is_unlisted();
    });
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
