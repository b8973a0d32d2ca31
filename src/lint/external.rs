//! Links that lead out of the hub: which there are, and where they are written. Whether they still lead anywhere is asked elsewhere.
//!
//! Takes the texts and fields that everybody sees. Links to pages where people register are left out: they end with their event.

use super::{Lint, place, private};
use crate::markup::{LinkKind, SafeUrl};
use crate::model::Kind;
use crate::read::node::{Node, Table, Value};
use crate::text::{SourceId, Span};
use std::collections::BTreeSet;

/// The ends of names that no machine has (RFC 2606).
const RESERVED: [&str; 4] = ["example", "test", "invalid", "localhost"];
/// Fields whose addresses are not asked for.
const PASSING: [&str; 2] = ["registration", "online"];

/// A link that leads out of the hub.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct External {
    /// Where it is written.
    pub at: Span,
    /// Where it leads, without fragment: `http` or `https`.
    pub url: String,
}

/// Every link to elsewhere in what is shown, by file and place.
pub fn links(lint: &Lint<'_>) -> Vec<External> {
    let mut all = BTreeSet::new();
    let mut files: BTreeSet<(SourceId, Kind)> = BTreeSet::new();
    for piece in lint.pieces() {
        files.insert((piece.head.source, piece.head.id.kind));
        let links = piece.body.map(|body| body.links()).unwrap_or_default();
        let out = links.iter().filter(|link| link.absolute && matches!(link.kind, LinkKind::Link | LinkKind::Image));
        out.for_each(|link| add(lint, &link.target, link.span, &mut all));
    }
    for (source, kind) in files {
        let Some(mut table) = place::table(lint.scan, source) else { continue };
        if kind == Kind::Member {
            private::keep_public(&mut table);
        }
        fields(lint, &table, &mut all);
    }
    for entry in lint.site.editions.iter().take(1).flat_map(|edition| &edition.resources) {
        // A row of a table has no fields with places of their own.
        if lint.scan.sources.get(entry.draft.source).path.ends_with(".csv") {
            entry.draft.fields.url.iter().for_each(|url| add(lint, url.as_str(), entry.draft.at, &mut all));
        }
    }
    all.into_iter().collect()
}

fn fields(lint: &Lint<'_>, table: &Table, all: &mut BTreeSet<External>) {
    fn of(lint: &Lint<'_>, node: &Node, all: &mut BTreeSet<External>) {
        match &node.value {
            Value::Text(text) => add(lint, text, node.span, all),
            Value::List(list) => list.iter().for_each(|node| of(lint, node, all)),
            Value::Table(table) => fields(lint, table, all),
            _ => {}
        }
    }
    let asked = table.entries.iter().filter(|(key, _)| !PASSING.contains(&key.name.as_str()));
    asked.for_each(|(_, node)| of(lint, node, all));
}

fn add(lint: &Lint<'_>, text: &str, at: Span, all: &mut BTreeSet<External>) {
    let text = text.trim();
    let web = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
    if !web || text.contains(char::is_whitespace) {
        return;
    }
    let url = text.split('#').next().unwrap_or(text);
    let Ok(safe) = SafeUrl::parse_web(url) else { return };
    let host = safe.authority().rsplit('@').next().unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host });
    let reserved = RESERVED.contains(&name.rsplit('.').next().unwrap_or_default());
    if !reserved && !url.starts_with(lint.config.base_url.as_ref()) {
        all.insert(External { at, url: url.to_owned() });
    }
}
