//! The one place that decides what a build shows. Pages, lists, feeds, search, calendars and the JSON files only ever see what
//! passed here.

use crate::time::Instant;

/// What the build was asked to show.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Drafts too.
    pub drafts: bool,
    /// What is not yet published too.
    pub future: bool,
    /// The audience the edition is for, besides everybody.
    pub audience: Option<String>,
    /// The build's clock.
    pub now: Instant,
}

/// What an entry says of who may see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gate<'a> {
    /// It is a draft.
    pub draft: bool,
    /// It is for these people only.
    pub audience: Option<&'a str>,
    /// It appears at this time.
    pub from: Option<Instant>,
    /// It steps back at this time.
    pub until: Option<Instant>,
    /// Nobody may see it, in any edition.
    pub private: bool,
}

/// Whether an entry is shown, and if not, in which way it is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It is shown.
    Shown,
    /// It exists, but not for this edition: links to it become text.
    Hidden,
    /// It exists and its name is shown nowhere.
    Private,
}

/// The fields of a profile that everybody may see, unless the whole profile is private: what the community tells of everybody, what
/// exists only to be seen by others, and the address of the page. A field that is not here, one added tomorrow too, is shown only
/// where its owner lists it in `public`, and no message quotes it.
pub const OPEN_FIELDS: [&str; 14] = [
    "name",
    "headline",
    "bio",
    "role",
    "skills",
    "interests",
    "links",
    "offers",
    "needs",
    "groups",
    "badges",
    "avatar",
    "slug",
    "aliases",
];

/// Whether everybody may see a field of a profile, whatever its owner lists in `public`.
pub fn is_open(field: &str) -> bool {
    OPEN_FIELDS.contains(&field)
}

impl Rules {
    /// Decides over one entry.
    pub fn decide(&self, gate: Gate<'_>) -> Access {
        let early = gate.from.is_some_and(|from| from > self.now) && !self.future;
        let late = gate.until.is_some_and(|until| until <= self.now);
        let elsewhere =
            gate.audience.is_some_and(|audience| audience != "public" && self.audience.as_deref() != Some(audience));
        if gate.private {
            Access::Private
        } else if (gate.draft && !self.drafts) || early || late || elsewhere {
            Access::Hidden
        } else {
            Access::Shown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules { drafts: false, future: false, audience: None, now: Instant::from_unix(1000) }
    }

    #[test]
    fn the_public_sees_only_what_is_public_now() {
        let at = |seconds| Some(Instant::from_unix(seconds));
        assert_eq!(rules().decide(Gate::default()), Access::Shown);
        assert_eq!(rules().decide(Gate { draft: true, ..Gate::default() }), Access::Hidden);
        assert_eq!(rules().decide(Gate { audience: Some("members"), ..Gate::default() }), Access::Hidden);
        assert_eq!(rules().decide(Gate { from: at(1001), ..Gate::default() }), Access::Hidden);
        assert_eq!(rules().decide(Gate { from: at(1000), ..Gate::default() }), Access::Shown);
        assert_eq!(rules().decide(Gate { until: at(1000), ..Gate::default() }), Access::Hidden);
    }

    #[test]
    fn what_is_not_listed_is_not_open() {
        assert!(is_open("name") && is_open("offers"));
        for field in
            ["email", "feed", "joined", "left", "timezone", "tags", "image", "extra", "a field of tomorrow", ""]
        {
            assert!(!is_open(field), "{field}");
        }
    }

    #[test]
    fn no_flag_shows_what_is_private() {
        let all = Rules { drafts: true, future: true, audience: Some("members".into()), ..rules() };
        assert_eq!(all.decide(Gate { private: true, ..Gate::default() }), Access::Private);
        assert_eq!(all.decide(Gate { draft: true, audience: Some("members"), ..Gate::default() }), Access::Shown);
        assert_eq!(all.decide(Gate { audience: Some("board"), ..Gate::default() }), Access::Hidden);
    }
}
