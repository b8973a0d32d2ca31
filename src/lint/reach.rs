//! Rules about what leads where: pages that nothing leads to, members whom nothing refers to.

use super::{Lint, Piece};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::event::dates::ids;
use crate::markup::{Body, LinkKind};
use crate::model::{EntryId, Kind};
use crate::text::{Held, Source, Span};
use std::collections::HashSet;

/// Days in which the community may get to know somebody, or find a place for a page.
const NEW: i64 = 90;

/// Pages that no text and no menu leads to, and pages of the knowledge base that stand alone.
pub(super) fn orphans(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let pieces = lint.pieces();
    let led_to: HashSet<&EntryId> =
        pieces.iter().flat_map(|piece| piece.head.links_to.iter().filter(|id| **id != piece.head.id)).collect();
    let addresses: HashSet<&str> = lint
        .site
        .links
        .iter()
        .map(|link| link.address.as_str())
        .chain(lint.config.menu_links.iter().map(|link| link.value.as_str()))
        .chain(lint.config.redirects.iter().map(|(_, to)| to.value.as_str()))
        .map(bare)
        .collect();
    let sections = sections(&pieces);
    let mut alone: Vec<&Piece<'_>> = Vec::new();
    let known: HashSet<&EntryId> = pieces
        .iter()
        .filter(|piece| addresses.contains(bare(piece.head.address.as_str())))
        .map(|piece| &piece.head.id)
        .collect();
    for piece in &pieces {
        let head = piece.head;
        // The tree leads to every page of a knowledge base: only one that is tied to nothing at all is lost there.
        let leads = |body: &Body| body.links().iter().any(|link| link.kind != LinkKind::Image);
        let tied = head.id.kind == Kind::Kb && piece.body.is_some_and(leads);
        let original = lint.site.editions.first().is_some_and(|first| first.targets.contains_key(&head.id));
        let looked_at = matches!(head.id.kind, Kind::Page | Kind::Kb) && original && !head.unlisted;
        let reached = tied || led_to.contains(&head.id) || known.contains(&head.id) || is_face(&head.id, &sections);
        if looked_at && !reached {
            alone.push(piece);
        }
    }
    let mut seen = HashSet::new();
    let around = surroundings(lint);
    alone.retain(|piece| {
        let quoted = format!("{}\"", piece.head.address.as_str());
        seen.insert(&piece.head.id) && !around.iter().any(|text| text.contains(&quoted))
    });
    alone.into_iter().map(|piece| orphan(&piece.head.id, piece.head.span)).collect()
}

fn orphan(id: &EntryId, at: Span) -> Diagnostic {
    let at = Span::file(at.source);
    if id.kind == Kind::Kb {
        let message = "no text links to this page, and it links to none";
        return Diagnostic::warning(Code::Orphan, at, message)
            .help("link to it from a page that its readers come from, or from it to what they read next");
    }
    Diagnostic::warning(Code::Orphan, at, "neither the menu nor any text leads to this page")
        .help("link to it, add it to `[[menu]]` in `hub.toml`, or take it out")
}

/// Whether a page of the knowledge base is the face of a section: the tree shows it as one.
fn is_face(id: &EntryId, sections: &HashSet<&str>) -> bool {
    id.kind == Kind::Kb && (id.name.is_empty() || sections.contains(id.name.as_ref()))
}

/// The sections of the knowledge base: every folder that a page lies in.
fn sections<'a>(pieces: &'a [Piece<'_>]) -> HashSet<&'a str> {
    let mut all = HashSet::new();
    for piece in pieces.iter().filter(|piece| piece.head.id.kind == Kind::Kb) {
        let name: &'a str = &piece.head.id.name;
        all.extend(name.match_indices('/').map(|(at, _)| &name[..at]));
    }
    all
}

/// `hub.toml`, templates and themes: what they name, a page can be reached by.
fn surroundings<'a>(lint: &Lint<'a>) -> Vec<&'a str> {
    let ours = |source: &&Source| {
        let path = source.path.as_ref();
        let place = path == "hub.toml" || path.starts_with("templates/") || path.starts_with("themes/");
        place && matches!(source.held, Held::Text)
    };
    lint.scan.sources.iter().map(|(_, source)| source).filter(ours).map(|source| source.text.as_ref()).collect()
}

/// An address as it is compared.
fn bare(address: &str) -> &str {
    address.trim_end_matches("index.html").trim_end_matches('/')
}

/// Members whom no entry names, who say of themselves no group, need or offer, and who are not new.
pub(super) fn members(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let Some(edition) = lint.site.editions.first() else { return Vec::new() };
    let pieces = lint.pieces();
    let mentioned: HashSet<&EntryId> = pieces
        .iter()
        .flat_map(|piece| {
            let people = piece.head.people.iter().filter_map(|person| person.id.as_ref());
            people.chain(&piece.head.links_to).filter(|id| **id != piece.head.id)
        })
        .collect();
    // Who hosts or speaks on one date of a series is named there alone.
    let of_dates = edition.events.iter().flat_map(|entry| &entry.draft.fields.r#override).flat_map(ids);
    let of_dates: HashSet<&str> = of_dates.collect();
    let remembered = pieces.iter().any(|piece| first_seen(piece).is_some());
    let new = |piece: &Piece<'_>| match first_seen(piece) {
        Some(first) => first.seconds_until(lint.now) < NEW * 86_400,
        None => remembered, // not yet committed
    };
    let own: HashSet<&EntryId> = edition
        .members
        .iter()
        .filter(|entry| {
            let fields = entry.draft.fields.fields();
            let says = !(fields.groups.is_empty()
                && fields.needs.is_empty()
                && fields.offers.is_empty()
                && fields.badges.is_empty());
            says || fields.left.is_some() || entry.draft.fields.is_unlisted()
        })
        .map(|entry| &entry.head.id)
        .collect();
    let mut seen = HashSet::new();
    let alone = pieces.iter().filter(|piece| {
        let id = &piece.head.id;
        id.kind == Kind::Member
            && !mentioned.contains(id)
            && !of_dates.contains(&*id.name)
            && !own.contains(id)
            && !new(piece)
            && seen.insert(id)
    });
    alone
        .map(|piece| {
            let at = Span::file(piece.head.source);
            Diagnostic::warning(Code::MemberUnmentioned, at, "nothing in the hub refers to this member").help(
                "add them to a group, an event or a project they take part in, or ask whether they are still there",
            )
        })
        .collect()
}

fn first_seen(piece: &Piece<'_>) -> Option<crate::time::Instant> {
    piece.head.past.as_ref().and_then(|past| past.first)
}
