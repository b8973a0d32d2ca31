//! Plain pages.

use super::read::PageFields;
use crate::kinds::entry::Entry;
use crate::kinds::structured;
use crate::kinds::view::View;
use crate::plan::Output;
use crate::plan::context::{Link, Meta, TocEntry};
use crate::read::values::Extra;
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// What `page.html` sees as `page`.
#[derive(Hash, Serialize)]
struct PlainPage {
    #[serde(flatten)]
    meta: Meta,
    body_html: Arc<str>,
    toc: Vec<TocEntry>,
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
    let thing = structured::object(vec![
        ("@type", json!("WebPage")),
        ("name", json!(head.title.plain)),
        ("description", json!(meta.description)),
        ("url", json!(structured::absolute(view, &meta.address))),
    ]);
    meta.json_ld = structured::page(view, &meta, thing);
    let context = PlainPage {
        body_html: view.html(entry).unwrap_or_default(),
        toc: view.toc(entry),
        backlinks: view.backlinks(&head.id),
        extra: entry.draft.fields.common.extra.clone(),
        meta,
    };
    Output::page(head.address.clone(), "page.html", view.edition.number, context, vec![head.source])
}
