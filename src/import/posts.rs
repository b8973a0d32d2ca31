//! Posts of Hugo and Jekyll: front matter, dates, tags, slugs, addresses they had, pictures, and the text.
//!
//! Takes the files of a tree, gives posts of the hub. What has no place here is said once for each field, with how often it stood there.

use super::{Imported, front, list, prose, quoted};
use crate::markup::{LinkKind, slug, whole_link};
use crate::text::SourceId;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

/// Which program the posts were written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `content/…/*.md`, and folders with `index.md` and pictures.
    Hugo,
    /// `_posts/YEAR-MONTH-DAY-NAME.md` and `_drafts`.
    Jekyll,
}

/// A tree of files: texts that may be posts by their path, and where every file lies.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Markdown and HTML by the path from the tree's top, with `/` between folders.
    pub texts: BTreeMap<String, String>,
    /// All files, texts included.
    pub files: BTreeMap<String, PathBuf>,
}

/// What of the hub has to be known: ids of its members and posts.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Ids of members by the slugs of their names, and by themselves.
    pub members: BTreeMap<String, String>,
    /// Ids of posts, which are taken.
    pub posts: BTreeSet<String>,
}

/// Fields that say how a page was made, not what it says: they are left out without a word.
const HOW: &[&str] =
    &["layout", "type", "weight", "toc", "comments", "math", "mathjax", "mermaid", "markup", "url", "permalink"];

/// One post while it is read.
struct Post<'a> {
    path: &'a str,
    fields: Map<String, Value>,
    body: String,
    slug: String,
    /// The file without ending, from `content/posts/`.
    name: String,
    bundle: bool,
    date: String,
}

impl Post<'_> {
    /// The new file, from `content/posts/`.
    fn file(&self) -> String {
        if self.bundle { format!("{}/index.md", self.name) } else { format!("{}.md", self.name) }
    }
}

/// Turns the posts of a tree into posts of the hub.
pub fn posts(from: Program, tree: &Tree, known: &Known) -> Imported {
    let mut all = Imported::default();
    let mut taken = BTreeSet::new();
    let mut read = Vec::new();
    for (path, text) in &tree.texts {
        let Some(post) = post(from, path, text, &mut taken, &mut all) else { continue };
        if known.posts.contains(&post.slug) {
            all.note(path, format!("there is already a post `{}`; it is left out", post.slug));
        } else {
            read.push(post);
        }
    }
    if read.is_empty() && all.notes.is_empty() {
        all.note("", "there is no post in it");
    }
    // Where each post was, and its file now, from `content/posts/`. A link to a file is right whatever its address will be.
    let mut moved: BTreeMap<String, String> = BTreeMap::new();
    for post in &read {
        let new = post.file();
        let file = if post.bundle { folder(post.path) } else { post.path };
        let address = format!("/posts/{}", post.slug);
        let names = [post.path, file, file_name(file), stem(file_name(file)), &address, &new].map(str::to_owned);
        for old in addresses(from, post).into_iter().chain(names) {
            moved.insert(old.trim_end_matches('/').to_owned(), new.clone());
        }
    }
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    for post in &read {
        write_post(from, post, tree, known, &moved, &mut unknown, &mut all);
    }
    for (field, count) in unknown {
        let posts = if count == 1 { "1 post".to_owned() } else { format!("{count} posts") };
        all.note("front matter", format!("no field for `{field}` ({posts})"));
    }
    all.copies.sort();
    all.copies.dedup();
    all
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The day at the start of a name, and the rest.
fn dated(name: &str) -> Option<(&str, &str)> {
    let (day, rest) = (name.get(..10)?, name.get(10..)?);
    let day_is = crate::time::Date::parse(day).is_ok();
    day_is.then(|| (day, rest.trim_start_matches(['-', '_'])))
}

/// Reads a file that may be a post.
fn post<'a>(
    from: Program,
    path: &'a str,
    text: &str,
    taken: &mut BTreeSet<String>,
    all: &mut Imported,
) -> Option<Post<'a>> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_draft = parts.contains(&"_drafts");
    if from == Program::Jekyll && !(parts.contains(&"_posts") || is_draft) {
        return None;
    }
    if file_name(path).starts_with("_index.") || file_name(path).eq_ignore_ascii_case("README.md") {
        return None;
    }
    let Some((mut fields, body)) = front::cut(text) else {
        all.note(path, "its front matter cannot be read; it is left out");
        return None;
    };
    let bundle = stem(file_name(path)) == "index" && parts.len() > 1;
    let own = if bundle { file_name(folder(path)) } else { stem(file_name(path)) };
    let from_name = dated(own);
    let date = front::text(&fields, &["date", "publishDate", "publishdate", "lastmod", "last_modified_at"]);
    let date = date.as_deref().and_then(front::stamp).or_else(|| from_name.map(|(day, _)| day.to_owned()));
    let Some(date) = date else {
        all.note(path, "it has no date; it is left out");
        return None;
    };
    if is_draft {
        fields.insert("draft".into(), true.into());
    }
    let plain = from_name.map_or(own, |(_, rest)| rest);
    let wanted = front::text(&fields, &["slug"]).unwrap_or_else(|| plain.to_owned());
    let title = front::text(&fields, &["title"]).unwrap_or_default();
    let words = if slug(&wanted).is_empty() { title } else { wanted };
    let slug = super::fresh(&words, taken);
    let name = format!("{}-{slug}", &date[..10]);
    Some(Post { path, fields, body, slug, name, bundle, date })
}

/// The addresses a post had: those it says, and the one that the program gave it by itself.
fn addresses(from: Program, post: &Post<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in ["aliases", "alias", "redirect_from", "url", "permalink"] {
        all.extend(front::texts(&post.fields, name));
    }
    match from {
        Program::Hugo => {
            let at = if post.bundle { folder(post.path).to_owned() } else { post.path.to_owned() };
            let at = at.strip_prefix("content/").unwrap_or(&at);
            let own = front::text(&post.fields, &["slug"]).unwrap_or_else(|| {
                let name = file_name(at);
                if post.bundle { name.to_owned() } else { stem(name).to_owned() }
            });
            all.push(format!("/{}/{}/", folder(at), own.to_lowercase().replace(' ', "-")).replace("//", "/"));
        }
        Program::Jekyll => {
            let mut categories = front::texts(&post.fields, "categories");
            if let [one] = &categories[..] {
                categories = one.split_whitespace().map(str::to_owned).collect();
            }
            categories.extend(front::texts(&post.fields, "category"));
            let day = post.date[..10].replace('-', "/");
            let own = dated(stem(file_name(post.path))).map_or(post.slug.as_str(), |(_, rest)| rest);
            let before: String = categories.iter().map(|name| format!("{}/", name.to_lowercase())).collect();
            all.push(format!("/{before}{day}/{own}.html"));
        }
    }
    let good =
        |old: &String| old.starts_with('/') && !old.contains([':', ' ', '"', '?', '#', '%']) && !old.contains("..");
    all.retain(good);
    all.sort();
    all.dedup();
    all.retain(|old| old.trim_end_matches('/') != format!("/posts/{}", post.slug));
    all
}

fn tags_of(fields: &Map<String, Value>, from: Program) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for name in ["tags", "keywords", "categories", "category", "tag"] {
        let mut found = front::texts(fields, name);
        // Jekyll takes a text for several words.
        if from == Program::Jekyll && matches!(fields.get(name), Some(Value::String(_))) {
            found = found.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect();
        }
        for tag in found.into_iter().filter(|tag| !slug(tag).is_empty()) {
            if !tags.iter().any(|other| slug(other) == slug(&tag)) {
                tags.push(tag);
            }
        }
    }
    tags
}

/// Fields that have a place in a post.
const TAKEN: &[&str] = &[
    "title",
    "date",
    "publishDate",
    "publishdate",
    "lastmod",
    "last_modified_at",
    "updated",
    "draft",
    "published",
    "tags",
    "keywords",
    "categories",
    "category",
    "tag",
    "slug",
    "aliases",
    "alias",
    "redirect_from",
    "description",
    "summary",
    "excerpt",
    "author",
    "authors",
    "image",
    "images",
    "cover",
    "featured_image",
    "thumbnail",
    "header",
    "series",
    "expiryDate",
    "expirydate",
    "canonical_url",
    "canonicalURL",
    "pin",
    "pinned",
];

/// Counts the fields that have no place here.
fn count(fields: &Map<String, Value>, unknown: &mut BTreeMap<String, usize>) {
    for (name, value) in fields {
        if !TAKEN.contains(&name.as_str()) && !HOW.contains(&name.as_str()) && !value.is_null() {
            *unknown.entry(name.clone()).or_default() += 1;
        }
    }
}

/// Who wrote it: members by their ids, others by their names.
fn authors_of(fields: &Map<String, Value>, known: &Known) -> Vec<String> {
    ["authors", "author"]
        .iter()
        .flat_map(|name| front::texts(fields, name))
        .map(|name| match known.members.get(&slug(&name)) {
            Some(id) => quoted(id),
            None => format!("{{ name = {} }}", quoted(&name)),
        })
        .collect()
}

fn write_post(
    from: Program,
    post: &Post<'_>,
    tree: &Tree,
    known: &Known,
    moved: &BTreeMap<String, String>,
    unknown: &mut BTreeMap<String, usize>,
    all: &mut Imported,
) {
    let fields = &post.fields;
    count(fields, unknown);
    let plain = |words: &str| quoted(&crate::markup::escaped_line(words));
    let title = front::text(fields, &["title"]).unwrap_or_else(|| post.slug.replace('-', " "));
    let mut text = format!("+++\ntitle = {}\ndate = {}\n", plain(&title), post.date);
    let mut field = |name: &str, value: String| writeln!(text, "{name} = {value}").expect("a string takes all");
    if let Some(day) =
        front::text(fields, &["lastmod", "last_modified_at", "updated"]).as_deref().and_then(front::stamp)
    {
        field("updated", day);
    }
    if let Some(day) = front::text(fields, &["expiryDate", "expirydate"]).as_deref().and_then(front::stamp) {
        field("expires", day);
    }
    let authors = authors_of(fields, known);
    if !authors.is_empty() {
        field("authors", format!("[{}]", authors.join(", ")));
    }
    let tags = tags_of(fields, from);
    if !tags.is_empty() {
        field("tags", list(&tags));
    }
    if let Some(summary) = front::text(fields, &["description", "summary", "excerpt"]) {
        field("summary", plain(&summary));
    }
    if let Some(series) = front::texts(fields, "series").first() {
        field("series", quoted(series));
    }
    let canonical = front::text(fields, &["canonical_url", "canonicalURL"]);
    if let Some(url) = canonical.filter(|url| crate::markup::SafeUrl::parse_web(url).is_ok()) {
        field("canonical", quoted(&url));
    }
    let is = |name: &str, value: bool| fields.get(name).and_then(Value::as_bool) == Some(value);
    if is("draft", true) || is("published", false) {
        field("draft", "true".to_owned());
    }
    if is("pin", true) || is("pinned", true) {
        field("pinned", "true".to_owned());
    }
    let old = addresses(from, post);
    if !old.is_empty() {
        field("aliases", list(&old));
    }
    let picture = ["image", "cover", "featured_image", "thumbnail", "images", "header"]
        .iter()
        .find_map(|name| front::texts(fields, name).into_iter().next());
    if let Some(picture) = picture.filter(|picture| !picture.contains("://")) {
        match picture_of(post, tree, &picture, all) {
            Some(path) => {
                field("image", quoted(&path));
                field("image_alt", quoted(&title));
                all.note(post.path, format!("`image_alt` of {path} is the title: say what is to be seen"));
            }
            None => all.note(post.path, format!("the picture `{picture}` is not there")),
        }
    }
    text.push_str("+++\n\n");
    text.push_str(body(post, tree, moved, all).trim_start_matches('\n'));
    all.files.push((format!("content/posts/{}", post.file()), text));
}

/// Finds a file that a post names, has it copied, and gives how the new post names it.
fn picture_of(post: &Post<'_>, tree: &Tree, written: &str, all: &mut Imported) -> Option<String> {
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
            all.copies.push((file.clone(), format!("content/posts/{}/{inside}", post.name)));
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
fn body(post: &Post<'_>, tree: &Tree, moved: &BTreeMap<String, String>, all: &mut Imported) -> String {
    let up = if post.bundle { "../" } else { "" };
    let file = |name: &str| moved.get(name.trim_end_matches('/')).map(|file| format!("{up}{file}"));
    let old = |name: &str| file(name).or_else(|| file(file_name(name)));
    let prose = prose::rewrite(&post.body, &old);
    for (line, what) in prose.left {
        all.note(post.path, format!("line {line} of the text: `{what}` means nothing here"));
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
            let inside = link.target.strip_prefix(up).unwrap_or(&link.target);
            file(inside).or_else(|| file(&link.target)).or_else(by_path).map(|file| format!("{file}{fragment}"))
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
