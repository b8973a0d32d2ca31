//! Rules about what leads where: pages that nothing leads to, members whom nothing refers to.

use super::{Lint, Piece};
use crate::diagnostic::{Code, Diagnostic};
use crate::markup::{Body, LinkKind};
use crate::model::{EntryId, Kind};
use crate::text::{Held, Span};
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
        if looked_at && !tied && !is_face(&head.id, &pieces) && !led_to.contains(&head.id) && !known.contains(&head.id)
        {
            alone.push(piece);
        }
    }
    let mut seen = HashSet::new();
    alone.retain(|piece| seen.insert(&piece.head.id) && !named(lint, piece.head.address.as_str()));
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

/// Whether a page of the knowledge base is the face of a section.
fn is_face(id: &EntryId, pieces: &[Piece<'_>]) -> bool {
    let below = |other: &EntryId| {
        let rest = other.name.strip_prefix(id.name.as_ref());
        rest.is_some_and(|rest| rest.starts_with('/') || (id.name.is_empty() && !rest.is_empty()))
    };
    id.kind == Kind::Kb
        && (id.name.is_empty() || pieces.iter().any(|piece| piece.head.id.kind == Kind::Kb && below(&piece.head.id)))
}

/// Whether `hub.toml`, a template or a theme names an address.
fn named(lint: &Lint<'_>, address: &str) -> bool {
    let quoted = format!("{address}\"");
    lint.scan.sources.iter().any(|(_, source)| {
        let ours = source.path.as_ref() == "hub.toml"
            || ["templates/", "themes/"].iter().any(|top| source.path.starts_with(top));
        ours && matches!(source.held, Held::Text) && source.text.contains(&quoted)
    })
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
        id.kind == Kind::Member && !mentioned.contains(id) && !own.contains(id) && !new(piece) && seen.insert(id)
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
