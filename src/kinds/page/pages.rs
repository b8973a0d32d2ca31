//! Plain pages.

use super::read::PageFields;
use crate::kinds::body::{BodyHtml, Toc};
use crate::kinds::entry::Entry;
use crate::kinds::structured::{self, Work};
use crate::kinds::view::View;
use crate::plan::Output;
use crate::plan::context::{Link, Meta};
use crate::read::values::Extra;
use serde::Serialize;

/// What `page.html` sees as `page`.
#[derive(Hash, Serialize)]
struct PlainPage {
    #[serde(flatten)]
    meta: Meta,
    body_html: BodyHtml,
    toc: Toc,
    backlinks: Vec<Link>,
    extra: Extra,
}

/// Every plain page.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    view.edition.pages.iter().map(|entry| page(view, entry)).collect()
}

fn page(view: &View<'_>, entry: &Entry<PageFields>) -> Output {
    let head = &entry.head;
    let mut meta = view.meta_of("page", entry);
    meta.crumbs = view.crumbs(&[]);
    meta.json_ld = structured::page(view, &meta, Work::of(view, "WebPage", &meta));
    let context = PlainPage {
        body_html: view.html(entry).unwrap_or_default(),
        toc: view.toc(entry),
        backlinks: view.backlinks(&head.id),
        extra: entry.draft.fields.common.extra.clone(),
        meta,
    };
    Output::page(head.address.clone(), "page.html", view.edition.number, context, vec![head.source])
}
