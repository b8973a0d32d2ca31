//! Posts of Hugo and Jekyll: front matter, dates, tags, slugs, addresses they had, pictures, and the text.
//!
//! Takes the files of a tree, gives posts of the hub. What has no place here is said once for each field, with how often it stood there.

use super::addresses::{self, Habits, Was};
use super::site::Place;
pub use super::site::{Known, Program, Tree};
use super::{Imported, front, list, prose, quoted};
use crate::markup::{LinkKind, slug, whole_link};
use crate::text::SourceId;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Fields that say how a page was made, not what it says: they are left out without a word.
const HOW: &[&str] = &[
    "layout",
    "type",
    "weight",
    "toc",
    "comments",
    "math",
    "mathjax",
    "mermaid",
    "markup",
    "url",
    "permalink",
    "lang",
    "language",
];

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
    /// The language it says it is in, as its site calls it.
    code: Option<String>,
    /// The folder of content it lies in, with `/` at its end.
    top: String,
    /// Its path without language and ending.
    key: String,
    /// The language of the hub, where it is the translation of another post.
    translates: Option<String>,
    /// Its old addresses that nothing else has.
    old: Vec<String>,
}

impl Post<'_> {
    /// The new file, from `content/posts/`.
    fn file(&self) -> String {
        let language = self.translates.as_ref().map(|tag| format!(".{tag}")).unwrap_or_default();
        if self.bundle { format!("{}/index{language}.md", self.name) } else { format!("{}{language}.md", self.name) }
    }
}

/// Turns the posts of a tree into posts of the hub.
pub fn posts(from: Program, tree: &Tree, known: &Known) -> Imported {
    let mut all = Imported::default();
    let mut taken = BTreeSet::new();
    let habits = Habits::read(from, &tree.settings);
    let mut read: Vec<Post<'_>> = Vec::new();
    let mut later = Vec::new();
    for (path, text) in &tree.texts {
        let place = Place::of(from, path, &habits, known);
        // An original comes before its translations, so that they find it.
        if place.code.as_ref().is_some_and(|code| *code != habits.first) {
            later.push((path, text, place));
        } else {
            let Some(post) = post((from, known), path, text, place, (&[], &mut taken), &mut all) else { continue };
            read.push(post);
        }
    }
    for (path, text, place) in later {
        let Some(post) = post((from, known), path, text, place, (&read, &mut taken), &mut all) else { continue };
        read.push(post);
    }
    read.retain(|post| {
        let new = !known.posts.contains(&post.slug);
        if !new {
            all.note(post.path, format!("there is already a post `{}`; it is left out", post.slug));
        }
        new
    });
    claim(from, &mut read, &habits, known, &mut all);
    if read.is_empty() && all.notes.is_empty() {
        all.note("", "there is no post in it");
    }
    // Where each post was, and its file now, from `content/posts/`. A link to a file is right whatever its address will be.
    let mut moved: BTreeMap<String, String> = BTreeMap::new();
    for post in &read {
        let new = post.file();
        let file = if post.bundle { folder(post.path) } else { post.path };
        let address = format!("/posts/{}", post.slug);
        // Links to a translation lead to the post: each language finds its own.
        let new = if post.translates.is_some() { moved_to(&read, post).unwrap_or(new) } else { new };
        let names = [post.path, file, file_name(file), stem(file_name(file)), &address, &new].map(str::to_owned);
        for old in post.old.iter().cloned().chain(names) {
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

/// What is to be done with a page that has no date.
fn undated(path: &str) -> String {
    let own = stem(file_name(path));
    let name = slug(if own == "index" { file_name(folder(path)) } else { own });
    let help = format!("copy it to `content/pages/{name}.md` or to a folder of `content/kb/`, or give it a date");
    format!("it has no date, so it is a page and no post, and is left out: {help}")
}

/// The day at the start of a name, and the rest.
fn dated(name: &str) -> Option<(&str, &str)> {
    let (day, rest) = (name.get(..10)?, name.get(10..)?);
    let day_is = crate::time::Date::parse(day).is_ok();
    day_is.then(|| (day, rest.trim_start_matches(['-', '_'])))
}

/// Gives each post its old addresses, and says where one is wanted twice: what is written first keeps it.
fn claim(from: Program, posts: &mut [Post<'_>], habits: &Habits, known: &Known, all: &mut Imported) {
    let mut taken = known.addresses.clone();
    taken.extend(posts.iter().map(|post| format!("/posts/{}", post.slug).to_lowercase()));
    for post in posts {
        let mut old = addresses(from, post, habits);
        for lost in addresses::claim(&mut old, &mut taken) {
            all.note(
                post.path,
                format!("another entry has its old address `{lost}`, so nothing leads from there to it"),
            );
        }
        post.old = old;
    }
}

/// The file of the post that this one translates.
fn moved_to(read: &[Post<'_>], post: &Post<'_>) -> Option<String> {
    read.iter().find(|other| other.translates.is_none() && other.name == post.name).map(Post::file)
}

/// Reads a file that may be a post. `others` are those it may be a translation of.
fn post<'a>(
    (from, known): (Program, &Known),
    path: &'a str,
    text: &str,
    place: Place,
    (others, taken): (&[Post<'_>], &mut BTreeSet<String>),
    all: &mut Imported,
) -> Option<Post<'a>> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_draft = parts.contains(&"_drafts");
    if from == Program::Jekyll && !(parts.contains(&"_posts") || is_draft) {
        let place = parts.len() == 1 || parts[0] == "_pages";
        let is_page = || front::cut(text).is_some_and(|(fields, _)| front::text(&fields, &["title"]).is_some());
        if place && path.ends_with(".md") && is_page() {
            all.note(path, undated(path));
        }
        return None;
    }
    if file_name(path).starts_with("_index.") || file_name(path).eq_ignore_ascii_case("README.md") {
        return None;
    }
    let Some((mut fields, body)) = front::cut(text) else {
        all.note(path, "its front matter cannot be read; it is left out");
        return None;
    };
    if is_draft {
        fields.insert("draft".into(), true.into());
    }
    let Place { code, top, key } = place;
    let bundle = file_name(&key) == "index" && parts.len() > 1;
    if let Some(code) = &code
        && let Some(original) = others.iter().find(|other| other.key == key)
    {
        let Some(tag) = known.language(code) else {
            let help = "list it there as `[languages.…]` first";
            all.note(path, format!("`hub.toml` has no language `{code}`; it is left out: {help}"));
            return None;
        };
        let translates = Some(tag.to_owned());
        let (slug, name, date) = (original.slug.clone(), original.name.clone(), original.date.clone());
        return Some(Post {
            path,
            fields,
            body,
            slug,
            name,
            bundle,
            date,
            code: Some(code.clone()),
            top,
            key,
            translates,
            old: Vec::new(),
        });
    }
    let own = file_name(if bundle { folder(&key) } else { &key });
    let from_name = dated(own);
    let date = front::text(&fields, &["date", "publishDate", "publishdate", "lastmod", "last_modified_at"]);
    let date = date.as_deref().and_then(front::stamp).or_else(|| from_name.map(|(day, _)| day.to_owned()));
    // A draft has no day until it is published.
    let drafted = || (fields.get("draft").and_then(Value::as_bool) == Some(true)).then(|| known.today.clone());
    let Some(date) = date.or_else(drafted) else {
        all.note(path, undated(path));
        return None;
    };
    let plain = from_name.map_or(own, |(_, rest)| rest);
    let wanted = front::text(&fields, &["slug"]).unwrap_or_else(|| plain.to_owned());
    let title = front::text(&fields, &["title"]).unwrap_or_default();
    let words = if slug(&wanted).is_empty() { title } else { wanted };
    let slug = super::fresh(&words, taken);
    let name = format!("{}-{slug}", &date[..10]);
    Some(Post { path, fields, body, slug, name, bundle, date, code, top, key, translates: None, old: Vec::new() })
}

/// The addresses a post had: those it says, and the one that the program gave it by itself.
fn addresses(from: Program, post: &Post<'_>, habits: &Habits) -> Vec<String> {
    let said = ["aliases", "alias", "redirect_from"];
    let mut all: Vec<String> = said.iter().flat_map(|name| front::texts(&post.fields, name)).collect();
    let at = if post.bundle { folder(post.path) } else { post.path };
    let path = if post.bundle { at } else { stem(at) };
    let path = post.code.as_ref().and_then(|code| path.strip_suffix(&format!(".{code}"))).unwrap_or(path);
    let path = path.strip_prefix(post.top.as_str()).unwrap_or(path).trim_start_matches('/');
    let name = dated(file_name(path)).map_or(file_name(path), |(_, rest)| rest);
    let language = post.code.as_deref().filter(|code| *code != habits.first);
    let was = Was { fields: &post.fields, path, name, date: &post.date, language };
    all.extend(habits.own(from, &was));
    addresses::usable(all, &format!("/posts/{}", post.slug))
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
    let mut text = format!("+++\ntitle = {}\n", plain(&title));
    if post.translates.is_none() {
        writeln!(text, "date = {}", post.date).expect("a string takes all");
    }
    let mut field = |name: &str, value: String| writeln!(text, "{name} = {value}").expect("a string takes all");
    if let Some(day) =
        front::text(fields, &["lastmod", "last_modified_at", "updated"]).as_deref().and_then(front::stamp)
    {
        field("updated", day);
    }
    if let Some(day) = front::text(fields, &["expiryDate", "expirydate"]).as_deref().and_then(front::stamp) {
        field("expires", day);
    }
    // What waits for its day must not appear before it.
    let publish = front::text(fields, &["publishDate", "publishdate"]).as_deref().and_then(front::stamp);
    if let Some(day) = publish.filter(|day| *day != post.date) {
        field("publish", day);
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
    // A translation without any would take over those of its original.
    if !post.old.is_empty() || post.translates.is_some() {
        field("aliases", list(&post.old));
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
