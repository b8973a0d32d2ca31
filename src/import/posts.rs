//! Posts and pages of Hugo and Jekyll: front matter, dates, tags, slugs and the addresses they had.
//!
//! Takes the files of a tree, gives posts, pages and pages of the knowledge base. What has no place here is said once for each field and
//! each tag of a text, with how often it stood there.

use super::addresses::{self, Habits, Was};
use super::body::{body, picture_of};
use super::shelf::{Sections, Shelf};
use super::site::Place;
pub use super::site::{Known, Program, Tree};
use super::{Imported, front, list, quoted};
use crate::markup::slug;
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
pub(super) struct Post<'a> {
    pub(super) path: &'a str,
    fields: Map<String, Value>,
    pub(super) body: String,
    pub(super) slug: String,
    shelf: Shelf,
    /// The file without ending, from the folder of its kind.
    pub(super) name: String,
    pub(super) bundle: bool,
    /// When it was written; empty of a page.
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
    /// The new file, from `content/`.
    pub(super) fn file(&self) -> String {
        let language = self.translates.as_ref().map(|tag| format!(".{tag}")).unwrap_or_default();
        let index = if self.bundle { "/index" } else { "" };
        format!("{}/{}{index}{language}.md", self.shelf.folder(), self.name)
    }

    /// Its address here, without a slash at the end.
    fn address(&self) -> String {
        match self.shelf {
            Shelf::Post => format!("/posts/{}", self.slug),
            Shelf::Page => format!("/{}", self.slug),
            Shelf::Kb => format!("/kb/{}", self.name.trim_end_matches("_index").trim_end_matches('/')),
        }
    }

    /// What of its path stands for it: the folder, of one that is the page of its folder.
    fn at(&self) -> &str {
        let own = self.bundle || stem(file_name(&self.key)) == "_index";
        if own { folder(self.path) } else { self.path }
    }
}

/// Turns the posts of a tree into posts of the hub.
pub fn posts(from: Program, tree: &Tree, known: &Known) -> Imported {
    let mut all = Imported::default();
    let mut taken = BTreeSet::new();
    let habits = Habits::read(from, &tree.settings);
    let mut read: Vec<Post<'_>> = Vec::new();
    let mut later = Vec::new();
    let sections = Sections::of(from, tree, &habits, known);
    for (path, text) in &tree.texts {
        let place = Place::of(from, path, &habits, known);
        // An original comes before its translations, so that they find it.
        if place.code.as_ref().is_some_and(|code| *code != habits.first) {
            later.push((path, text, place));
        } else {
            let Some(post) = post((known, &sections), path, text, place, (&[], &mut taken), &mut all) else {
                continue;
            };
            read.push(post);
        }
    }
    for (path, text, place) in later {
        let Some(post) = post((known, &sections), path, text, place, (&read, &mut taken), &mut all) else {
            continue;
        };
        read.push(post);
    }
    let mut own = known.addresses.clone();
    read.retain(|post| {
        let there = match post.shelf {
            Shelf::Post => known.posts.contains(&post.slug).then(|| format!("a post `{}`", post.slug)),
            _ if post.translates.is_some() => None,
            _ => (!own.insert(post.address().to_lowercase())).then(|| format!("a page at `{}/`", post.address())),
        };
        if let Some(there) = &there {
            all.note(post.path, format!("there is already {there}; it is left out"));
        }
        there.is_none()
    });
    claim(from, &mut read, &habits, known, &mut all);
    if read.is_empty() && all.notes.is_empty() {
        all.note("", "there is no post in it");
    }
    // Where each post was, and its file now, from `content/`. A link to a file is right whatever its address will be.
    let mut moved: BTreeMap<String, String> = BTreeMap::new();
    for post in &read {
        let new = post.file();
        let (file, address) = (post.at(), post.address());
        // Links to a translation lead to the post: each language finds its own.
        let new = if post.translates.is_some() { moved_to(&read, post).unwrap_or(new) } else { new };
        let names = [post.path, file, file_name(file), stem(file_name(file)), &address, &new].map(str::to_owned);
        for old in post.old.iter().cloned().chain(names) {
            moved.insert(old.trim_end_matches('/').to_owned(), new.clone());
        }
    }
    let mut left = Left::default();
    for post in &read {
        write_post(from, post, (tree, known, &moved), &mut left, &mut all);
    }
    left.say(&mut all);
    sections.say(&mut all);
    all.copies.sort();
    all.copies.dedup();
    all
}

pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

pub(super) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What has no place here, in how many posts.
#[derive(Default)]
pub(super) struct Left {
    fields: BTreeMap<String, usize>,
    /// By the name of the tag: the first place, what stands there, and the files.
    pub(super) tags: BTreeMap<String, (String, String, BTreeSet<String>)>,
    /// Pictures that nobody has described, by the first place.
    pictures: Vec<String>,
}

impl Left {
    fn say(self, all: &mut Imported) {
        let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        for (place, what, files) in self.tags.into_values() {
            let files = counted(files.len(), "file");
            let stays = if what.starts_with("{:") { "was left out" } else { "means nothing here and stays as it is" };
            all.note(place, format!("`{what}` {stays} ({files} with such a tag)"));
        }
        for (field, count) in self.fields {
            all.note("front matter", format!("no field for `{field}` ({})", counted(count, "post")));
        }
        if let Some(first) = self.pictures.first() {
            let files = counted(self.pictures.len(), "file");
            all.note(first, format!("`image_alt` is the title ({files}): say what is to be seen in the picture"));
        }
    }
}

/// The day at the start of a name, and the rest.
pub(super) fn dated(name: &str) -> Option<(&str, &str)> {
    let (day, rest) = (name.get(..10)?, name.get(10..)?);
    let day_is = crate::time::Date::parse(day).is_ok();
    day_is.then(|| (day, rest.trim_start_matches(['-', '_'])))
}

/// Gives each post its old addresses, and says where one is wanted twice: what is written first keeps it.
fn claim(from: Program, posts: &mut [Post<'_>], habits: &Habits, known: &Known, all: &mut Imported) {
    let mut taken = known.addresses.clone();
    taken.extend(posts.iter().map(|post| post.address().to_lowercase()));
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
    (known, sections): (&Known, &Sections),
    path: &'a str,
    text: &str,
    place: Place,
    (others, taken): (&[Post<'_>], &mut BTreeSet<String>),
    all: &mut Imported,
) -> Option<Post<'a>> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_draft = parts.contains(&"_drafts");
    if file_name(path).eq_ignore_ascii_case("README.md") || !sections.reads(path, text) {
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
            shelf: original.shelf,
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
    let shelf = match sections.shelf(path, &key, &fields) {
        Ok(shelf) => shelf,
        Err(why) => {
            all.note(path, why);
            return None;
        }
    };
    if shelf != Shelf::Post {
        let name = shelf.name(&key);
        let slug = name.clone();
        let (date, old) = (String::new(), Vec::new());
        return Some(Post {
            path,
            fields,
            body,
            slug,
            shelf,
            name,
            bundle,
            date,
            code,
            top,
            key,
            translates: None,
            old,
        });
    }
    let date = front::text(&fields, &["date", "publishDate", "publishdate", "lastmod", "last_modified_at"]);
    let date = date.as_deref().and_then(front::stamp).or_else(|| from_name.map(|(day, _)| day.to_owned()));
    // A draft has no day until it is published.
    let date = date.unwrap_or_else(|| known.today.clone());
    let plain = from_name.map_or(own, |(_, rest)| rest);
    let wanted = front::text(&fields, &["slug"]).unwrap_or_else(|| plain.to_owned());
    let title = front::text(&fields, &["title"]).unwrap_or_default();
    let words = if slug(&wanted).is_empty() { title } else { wanted };
    let slug = super::fresh(&words, taken);
    let name = format!("{}-{slug}", &date[..10]);
    let old = Vec::new();
    Some(Post { path, fields, body, slug, shelf, name, bundle, date, code, top, key, translates: None, old })
}

/// The addresses a post had: those it says, and the one that the program gave it by itself.
fn addresses(from: Program, post: &Post<'_>, habits: &Habits) -> Vec<String> {
    let said = ["aliases", "alias", "redirect_from"];
    let mut all: Vec<String> = said.iter().flat_map(|name| front::texts(&post.fields, name)).collect();
    let at = post.at();
    let path = if at == post.path { stem(at) } else { at };
    let path = post.code.as_ref().and_then(|code| path.strip_suffix(&format!(".{code}"))).unwrap_or(path);
    let path = path.strip_prefix(post.top.as_str()).unwrap_or(path).trim_start_matches('/');
    let name = dated(file_name(path)).map_or(file_name(path), |(_, rest)| rest);
    let language = post.code.as_deref().filter(|code| *code != habits.first);
    let was = Was { fields: &post.fields, path, name, date: &post.date, language };
    if post.shelf == Shelf::Post || from == Program::Hugo {
        all.extend(habits.own(from, &was));
    } else {
        let named = front::text(&post.fields, &["permalink"]);
        all.push(named.unwrap_or_else(|| format!("/{name}.html")));
    }
    addresses::usable(all, &post.address())
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
    "image_alt",
];

/// Counts the fields that have no place here.
fn count(post: &Post<'_>, left: &mut Left) {
    const OF_POSTS: [&str; 7] =
        ["series", "expiryDate", "expirydate", "canonical_url", "canonicalURL", "pin", "pinned"];
    for (name, value) in &post.fields {
        let taken = TAKEN.contains(&name.as_str()) && (post.shelf == Shelf::Post || !OF_POSTS.contains(&name.as_str()));
        if !taken && !HOW.contains(&name.as_str()) && !value.is_null() {
            *left.fields.entry(name.clone()).or_default() += 1;
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
    (tree, known, moved): (&Tree, &Known, &BTreeMap<String, String>),
    left: &mut Left,
    all: &mut Imported,
) {
    let fields = &post.fields;
    let is_post = post.shelf == Shelf::Post;
    count(post, left);
    let plain = |words: &str| quoted(&crate::markup::escaped_line(words));
    let title = front::text(fields, &["title"]).unwrap_or_else(|| post.slug.replace('-', " "));
    let mut text = format!("+++\ntitle = {}\n", plain(&title));
    if post.translates.is_none() && is_post {
        writeln!(text, "date = {}", post.date).expect("a string takes all");
    }
    let mut field = |name: &str, value: String| writeln!(text, "{name} = {value}").expect("a string takes all");
    if let Some(day) =
        front::text(fields, &["lastmod", "last_modified_at", "updated"]).as_deref().and_then(front::stamp)
    {
        field("updated", day);
    }
    if let Some(day) =
        front::text(fields, &["expiryDate", "expirydate"]).as_deref().and_then(front::stamp).filter(|_| is_post)
    {
        field("expires", day);
    }
    // What waits for its day must not appear before it.
    let publish = front::text(fields, &["publishDate", "publishdate"]).as_deref().and_then(front::stamp);
    if let Some(day) = publish.filter(|day| is_post && *day != post.date) {
        field("publish", day);
    }
    let authors = authors_of(fields, known);
    if !authors.is_empty() && post.shelf != Shelf::Page {
        field("authors", format!("[{}]", authors.join(", ")));
    }
    let tags = tags_of(fields, from);
    if !tags.is_empty() && post.shelf != Shelf::Page {
        field("tags", list(&tags));
    }
    if let Some(summary) = front::text(fields, &["description", "summary", "excerpt"]) {
        field("summary", plain(&summary));
    }
    let order = fields.get("weight").or(fields.get("nav_order")).and_then(Value::as_i64);
    if let Some(order) = order.filter(|_| post.shelf == Shelf::Kb) {
        field("order", order.to_string());
    }
    if let Some(series) = front::texts(fields, "series").first().filter(|_| is_post) {
        field("series", quoted(series));
    }
    let canonical = front::text(fields, &["canonical_url", "canonicalURL"]);
    if let Some(url) = canonical.filter(|url| is_post && crate::markup::SafeUrl::parse_web(url).is_ok()) {
        field("canonical", quoted(&url));
    }
    let is = |name: &str, value: bool| fields.get(name).and_then(Value::as_bool) == Some(value);
    if is("draft", true) || is("published", false) {
        field("draft", "true".to_owned());
    }
    if is_post && (is("pin", true) || is("pinned", true)) {
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
                let inside = ["cover", "image", "header"].iter().filter_map(|name| fields.get(*name)?.as_object());
                let said = front::text(fields, &["image_alt"]);
                let said = said.or_else(|| inside.filter_map(|it| front::text(it, &["alt", "image_alt"])).next());
                if said.is_none() {
                    left.pictures.push(post.path.to_owned());
                }
                field("image_alt", quoted(&said.unwrap_or(title)));
            }
            None => all.note(post.path, format!("the picture `{picture}` is not there")),
        }
    }
    text.push_str("+++\n\n");
    text.push_str(body(post, tree, moved, left, all).trim_start_matches('\n'));
    all.files.push((format!("content/{}", post.file()), text));
}
