//! The text of a post: its tags exchanged, its links leading where they led, its pictures copied.

use super::posts::{Left, Post, file_name, folder};
use super::site::Tree;
use super::{Imported, prose};
use crate::check::links::relative;
use crate::markup::{LinkKind, whole_link};
use crate::text::SourceId;
use std::collections::{BTreeMap, BTreeSet};

/// Finds a file that a post names, has it copied, and gives how the new post names it.
pub(super) fn picture_of(post: &Post<'_>, tree: &Tree, written: &str, all: &mut Imported) -> Option<String> {
    let clean = written.split(['?', '#']).next().unwrap_or(written);
    if let Some(rest) = clean.strip_prefix('/') {
        let tops = ["static/", "assets/", ""];
        let file = tops.iter().find_map(|top| tree.files.get(&format!("{top}{rest}")))?;
        all.copies.push((file.clone(), format!("static/{rest}")));
        return Some(format!("/{rest}"));
    }
    let path = crate::check::links::join(folder(post.path), clean)?;
    if let Some(file) = tree.files.get(&path) {
        let inside = path.strip_prefix(&format!("{}/", folder(post.path))).filter(|_| post.bundle);
        if let Some(inside) = inside {
            all.copies.push((file.clone(), format!("content/{}/{inside}", folder(&post.file()))));
            return Some(inside.to_owned());
        }
        let place = format!("uploads/{}-{}", post.slug, file_name(&path));
        all.copies.push((file.clone(), format!("static/{place}")));
        return Some(format!("/{place}"));
    }
    // Hugo takes `images/x.png` of `static/` too.
    let file = tree.files.get(&format!("static/{clean}")).or_else(|| tree.files.get(&format!("assets/{clean}")))?;
    all.copies.push((file.clone(), format!("static/{clean}")));
    Some(format!("/{clean}"))
}

/// The text of a post, with its links leading where they led.
pub(super) fn body(
    post: &Post<'_>,
    tree: &Tree,
    moved: &BTreeMap<String, String>,
    left: &mut Left,
    all: &mut Imported,
) -> String {
    let here = post.file();
    let file = |name: &str| moved.get(name.trim_end_matches('/')).map(|file| relative(folder(&here), file));
    let old = |name: &str| {
        let (name, fragment) =
            name.split_once('#').map_or((name, String::new()), |(name, id)| (name, format!("#{id}")));
        let plain = name.trim_matches('/');
        let plain = ["/_index.md", "/index.md"].iter().find_map(|end| plain.strip_suffix(end)).unwrap_or(plain);
        let near = crate::check::links::join(folder(post.path), plain).unwrap_or_default();
        let tries = [plain.to_owned(), near.clone(), format!("content/{plain}"), file_name(plain).to_owned()];
        let ended = [format!("{near}.md"), format!("content/{plain}.md"), format!("/{plain}")];
        let found = tries.iter().chain(&ended).find_map(|name| file(name))?;
        Some(found + &fragment)
    };
    let prose = prose::rewrite(&post.body, &old);
    for (line, what) in prose.left {
        let name = prose::tag_name(&what);
        let place = || (format!("{}, line {line} of the text", post.path), what.clone(), BTreeSet::new());
        left.tags.entry(name).or_insert_with(place).2.insert(post.path.to_owned());
    }
    let text = prose.text;
    let read = crate::markup::read(SourceId(0), &text, 0..text.len(), &crate::markup::Options::default()).value;
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for link in read.links().iter().filter(|link| !link.absolute && !link.target.is_empty()) {
        let place = link.span.start as usize..link.span.end as usize;
        let written = text.get(place.clone()).unwrap_or("");
        match link.kind {
            LinkKind::Image | LinkKind::Link => {}
            LinkKind::Wikilink | LinkKind::Mention => continue,
        }
        let fragment = link.fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
        let new = if link.kind == LinkKind::Link {
            let joined = crate::check::links::join(folder(post.path), &link.target);
            let by_path = || joined.as_deref().and_then(file);
            // What a tag became leads to its file already.
            let is_new = || {
                let path = crate::check::links::join(folder(&here), &link.target)?;
                moved.values().any(|file| *file == path).then(|| link.target.clone())
            };
            let found = is_new().or_else(|| file(&link.target)).or_else(by_path);
            found.map(|file| format!("{file}{fragment}"))
        } else {
            None
        };
        let new = new.or_else(|| picture_of(post, tree, &link.target, all));
        match new {
            Some(new) if written == format!("{}{fragment}", link.target) => edits.push((place, new)),
            Some(new) if written == link.target => {
                edits.push((place, new.split('#').next().unwrap_or(&new).to_owned()));
            }
            Some(new) if new == link.target || new == format!("{}{fragment}", link.target) => {}
            Some(_) | None => {
                all.note(post.path, format!("`{}` was not imported; the link to it is words now", link.target));
                if let Some(mut whole) = whole_link(&text, &place) {
                    if link.kind == LinkKind::Image && text[..whole.start].ends_with('!') {
                        whole.start -= 1;
                    }
                    edits.push((whole, crate::markup::escaped_line(&link.text)));
                }
            }
        }
    }
    edits.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        if range.start >= at {
            out.push_str(&text[at..range.start]);
            out.push_str(&new);
            at = range.end;
        }
    }
    out.push_str(&text[at..]);
    out
}
