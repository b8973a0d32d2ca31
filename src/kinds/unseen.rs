//! Entries that this edition does not show: drafts, what is for others, what is yet to come or has stepped back, private profiles,
//! and files that could be read only in part.
//!
//! Takes them as they were read, says of them what would be said if they were shown, so that nothing waits for the day of publication
//! to be found wrong. Nothing of them leaves this room but messages and the addresses they will want: no page, list or feed can meet
//! them. Of a private profile not even the words of a message stay, since logs may be public.

use super::draft::Draft;
use super::entry::{self, Built, Cx};
use super::{Checking, Shared, Spec, hub};
use crate::check::index::{Target, Targets};
use crate::check::links::{AddressLink, World};
use crate::check::public::Gate;
use crate::check::tags::TagUse;
use crate::diagnostic::{Code, Diagnostic};
use crate::markup::Body;
use crate::model::{Address, EntryId, Kind};
use crate::read::fields::Spanned;
use crate::text::{SourceId, Sources, Span};
use crate::time::{Instant, Moment, Zone};
use rayon::prelude::*;
use std::sync::Arc;

/// Why an entry is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// This edition leaves it out; another one, or another day, may show it.
    Hidden,
    /// No edition ever shows it.
    Private,
    /// A field it must have could not be read. What stands in for it must not be judged.
    Broken,
}

/// When, and to whom, something is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Not before this time.
    pub from: Option<Instant>,
    /// Not from this time on.
    pub until: Option<Instant>,
    /// To these people only.
    pub audience: Option<Arc<str>>,
}

impl Window {
    /// The window of a gate.
    pub fn of(gate: &Gate<'_>) -> Self {
        let audience = gate.audience.filter(|audience| *audience != "public").map(Into::into);
        Self { from: gate.from, until: gate.until, audience }
    }

    /// Whether there may be an edition, from now on, that shows both.
    pub fn meets(&self, other: &Self) -> bool {
        let before = |one: &Self, two: &Self| one.until.is_some_and(|until| two.from.is_some_and(|from| until <= from));
        let apart = self.audience.is_some() && other.audience.is_some() && self.audience != other.audience;
        !(apart || before(self, other) || before(other, self))
    }
}

/// An address that an entry will want on the day it is shown.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The address.
    pub address: Address,
    /// Where it is asked for: an alias, a slug, or the entry.
    pub at: Span,
    /// Whether it is an old address, which leads to the entry.
    pub alias: bool,
    /// Whether somebody wrote it there: it is no name of a file.
    pub asked: bool,
    /// Whether it may be the face of a section: the site has a page of its own there only as long as this one is not shown.
    pub face: bool,
    /// Whether the entry waits for nothing but to be mended: a link to its address is no dead end.
    pub broken: bool,
    /// When it is shown; `None` where it never will be again, or where its address is not yet certain.
    pub window: Option<Window>,
}

/// An entry that is not shown, whatever its kind.
pub struct Unseen {
    why: Why,
    /// `None` once it has stepped back for good: then it wants no address.
    window: Option<Window>,
    /// When it appears, if it waits for nothing but that.
    comes: Option<Instant>,
    entry: Box<dyn Veiled>,
}

impl std::fmt::Debug for Unseen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unseen").field("why", &self.why).field("window", &self.window).finish_non_exhaustive()
    }
}

impl Unseen {
    /// Keeps an entry from being shown.
    pub fn new<F>(drafts: Shared<F>, spec: &Spec<F>, why: Why, gate: &Gate<'_>, now: Instant) -> Self
    where
        F: Send + Sync + 'static,
    {
        let over = gate.until.is_some_and(|until| until <= now);
        let window = Some(Window::of(gate)).filter(|_| !over);
        let waits =
            why == Why::Hidden && !gate.draft && window.as_ref().is_some_and(|window| window.audience.is_none());
        let comes = gate.from.filter(|from| waits && *from > now);
        Self { why, window, comes, entry: Box::new(OfKind { drafts, head: spec.head, common: spec.common }) }
    }
}

/// Which entries appear later by themselves, in words: who mistyped a year looks for them in vain.
pub fn to_come(unseen: &[Unseen], sources: &Sources, zone: &Zone) -> Option<String> {
    let mut coming: Vec<(Instant, &str)> = unseen
        .iter()
        .filter_map(|unseen| Some((unseen.comes?, &*sources.get(unseen.entry.parts(0).source).path)))
        .collect();
    coming.sort_unstable();
    let day = |time| Moment::at(time, zone).date();
    let named: Vec<String> = coming.iter().take(3).map(|(time, path)| format!("{path} on {}", day(*time))).collect();
    let more = if coming.len() > 3 { ", …" } else { "" };
    let words = match coming.len() {
        0 => return None,
        1 => "1 entry appears later by itself".to_owned(),
        count => format!("{count} entries appear later by themselves"),
    };
    Some(format!("{words}: {}{more}", named.join(", ")))
}

/// What is asked of an entry of any kind.
trait Veiled: Send + Sync {
    /// What it says of itself in an edition.
    fn head(&self, cx: Cx<'_>) -> Built;
    /// The parts of its file in an edition.
    fn parts(&self, edition: usize) -> Parts<'_>;
}

struct Parts<'a> {
    id: &'a EntryId,
    source: SourceId,
    language: usize,
    /// The entry.
    whole: Span,
    /// Its slug, else the entry.
    at: Span,
    body: Option<&'a Body>,
}

struct OfKind<F> {
    drafts: Shared<F>,
    head: fn(Cx<'_>, &Draft<F>) -> Built,
    common: fn(&F) -> &super::shared::Common,
}

impl<F: Send + Sync> Veiled for OfKind<F> {
    fn head(&self, cx: Cx<'_>) -> Built {
        (self.head)(cx, self.drafts.in_language(cx.edition))
    }

    fn parts(&self, edition: usize) -> Parts<'_> {
        let draft = self.drafts.in_language(edition);
        let slug = (self.common)(&draft.fields).slug.as_ref().map(|slug| slug.span);
        Parts {
            id: &draft.id,
            source: draft.source,
            language: draft.language,
            whole: draft.at,
            at: slug.unwrap_or(draft.at),
            body: draft.body.as_ref(),
        }
    }
}

/// What came of looking at an entry in one edition.
#[derive(Default)]
struct Looked {
    said: Vec<Diagnostic>,
    tags: Vec<TagUse>,
    claims: Vec<Claim>,
    target: Option<(EntryId, Target)>,
}

impl Checking<'_> {
    /// Says what is wrong with entries that are not shown. `targets` are those that are.
    pub(super) fn unseen(&mut self, targets: &[Targets]) {
        let all = &self.contents.unseen;
        if all.is_empty() {
            return;
        }
        let mut veiled: Vec<Targets> = Vec::new();
        for number in 0..self.config.languages.len() {
            // Nothing is made of what is not shown.
            let cx = Cx { gallery: None, ..self.cx(number) };
            let looked: Vec<Looked> = all.par_iter().map(|unseen| look(unseen, cx)).collect();
            let mut here = Targets::default();
            for looked in looked {
                self.said.extend(looked.said);
                self.tags.extend(looked.tags);
                self.site.claims.extend(looked.claims);
                here.extend(looked.target);
            }
            veiled.push(here);
        }
        for number in 0..self.config.languages.len() {
            let world = World { veiled: &veiled, gallery: None, ..self.world(number, targets) };
            let read: Vec<_> = all.par_iter().map(|unseen| self.read_text(unseen, world)).collect();
            for (said, links) in read {
                self.said.extend(said);
                self.site.claimed_links.extend(links);
            }
        }
    }

    fn read_text(&self, unseen: &Unseen, world: World<'_>) -> (Vec<Diagnostic>, Vec<AddressLink>) {
        let mut said = Vec::new();
        let parts = unseen.entry.parts(world.edition);
        let (Some(body), true) = (parts.body, parts.language == world.edition) else {
            return Default::default();
        };
        let title = world.veiled[world.edition].get(parts.id).map_or_else(|| "".into(), |target| target.title.clone());
        let path = &self.scan.sources.get(parts.source).path;
        let links = world.resolve(path, &body.without_title(&title), &mut said);
        let links = links.addresses.into_iter().filter(|_| unseen.why != Why::Private).collect();
        (spoken(said, unseen.why, parts.whole), links)
    }
}

fn look(unseen: &Unseen, cx: Cx<'_>) -> Looked {
    let parts = unseen.entry.parts(cx.edition);
    let built = unseen.entry.head(cx);
    let mut looked = Looked::default();
    let own = parts.language == cx.edition;
    let mut said = built.said;
    if unseen.why != Why::Private {
        // A translation has old addresses of its own; what it does not say for itself the first edition has taken.
        let is_told = |alias: &&Spanned<String>| cx.edition == 0 || (own && alias.span.source == parts.source);
        for alias in built.aliases.iter().filter(is_told) {
            match hub::old_address(alias) {
                Ok(address) => looked.claims.push(Claim {
                    address,
                    at: alias.span,
                    alias: true,
                    asked: true,
                    face: false,
                    broken: unseen.why == Why::Broken,
                    window: unseen.window.clone(),
                }),
                Err(error) => said.push(error),
            }
        }
    }
    if own || cx.edition == 0 {
        looked.said = spoken(said, unseen.why, parts.whole);
    }
    if own && unseen.why == Why::Hidden {
        looked.tags = built.tags;
    }
    let Some(head) = built.head.filter(|_| unseen.why != Why::Private) else { return looked };
    looked.claims.push(Claim {
        address: head.address.clone(),
        at: parts.at,
        alias: false,
        asked: parts.at != parts.whole,
        face: head.id.kind == Kind::Kb,
        broken: unseen.why == Why::Broken,
        window: unseen.window.clone().filter(|_| unseen.why == Why::Hidden),
    });
    let target = entry::target(&head, parts.body);
    looked.target = Some((head.id, target));
    looked
}

/// What may be said of an entry that is not shown, which stands at `whole`.
fn spoken(mut said: Vec<Diagnostic>, why: Why, whole: Span) -> Vec<Diagnostic> {
    match why {
        Why::Hidden => {}
        Why::Private => said.iter_mut().for_each(discreet),
        // What stands in for a value stands at a place without length, or is blamed on the entry as a whole.
        Why::Broken => said.retain(|diagnostic| {
            let words = diagnostic.at.is_some_and(|at| at.start < at.end && at != whole);
            words && holds_for_broken(diagnostic.code)
        }),
    }
    said
}

/// Takes the words of the file out of a message.
fn discreet(diagnostic: &mut Diagnostic) {
    let meaning = diagnostic.code.explanation();
    let first = meaning.split(". ").next().unwrap_or(meaning).trim_end_matches('.');
    let mut chars = first.chars();
    diagnostic.message = chars.next().into_iter().flat_map(char::to_lowercase).chain(chars).collect();
    diagnostic.help = Some("look at what stands at this place, and at what it names".to_owned());
    diagnostic.notes.clear();
    diagnostic.private = true;
}

/// Whether a mistake is one of the words that could be read, not of those that stand in for what could not.
fn holds_for_broken(code: Code) -> bool {
    matches!(
        code,
        Code::UnknownPerson
            | Code::UnknownGroup
            | Code::UnknownEvent
            | Code::UnknownPost
            | Code::UnknownBadge
            | Code::UnknownRole
            | Code::UnknownType
            | Code::UnknownCategory
            | Code::NamesPrivateMember
            | Code::BadUrl
            | Code::BadAddress
            | Code::LinkGoesNowhere
            | Code::NoSuchHeading
            | Code::WikilinkMeetsNothing
            | Code::PictureMissing
            | Code::HtmlRemoved
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_meet_unless_time_or_audience_keeps_them_apart() {
        let at = |seconds| Some(Instant::from_unix(seconds));
        let window = |from, until, audience: Option<&str>| Window { from, until, audience: audience.map(Into::into) };
        let always = window(None, None, None);
        assert!(always.meets(&always) && always.meets(&window(at(5), None, Some("members"))));
        assert!(!window(None, at(5), None).meets(&window(at(5), None, None)));
        assert!(!window(at(5), None, None).meets(&window(None, at(5), None)));
        assert!(window(None, at(6), None).meets(&window(at(5), None, None)));
        assert!(!window(None, None, Some("members")).meets(&window(None, None, Some("board"))));
    }
}
