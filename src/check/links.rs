//! Where the links of a text lead: source files become addresses, names become profiles, pictures become files of the site.
//!
//! Takes a body and what exists, gives one [`Resolved`] for each link. What leads nowhere is reported and becomes plain text.

use super::index::{Index, Standing, Targets};
use super::names::{self, Unnamed};
use super::people::{Reference, look_up};
use super::public::Access;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::markup::{Body, Heading, LinkKind, LinkRef, Resolved};
use crate::model::{EntryId, Kind};
use crate::pictures::Gallery;
use crate::read::scan::Asset;
use crate::text::{Span, normal};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything a link may lead to.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// All entries.
    pub index: &'a Index,
    /// Those shown, one table for each language of the site.
    pub editions: &'a [Targets],
    /// Those not shown, for texts that are not shown either: such a text may lead to them. Else empty.
    pub veiled: &'a [Targets],
    /// The language of the page being made, as a number of `editions`.
    pub edition: usize,
    /// Pictures and other files.
    pub assets: &'a BTreeMap<Arc<str>, Asset>,
    /// Narrower versions of pictures, where such are made.
    pub gallery: Option<&'a Gallery>,
    /// Where the site lives, without a slash at the end.
    pub base_url: &'a str,
    /// What links on the site begin with, without a slash at the end.
    pub base_path: &'a str,
    /// What stands for somebody who is not named.
    pub nobody: &'a str,
    /// The headings of the text, its title among them.
    pub headings: &'a [Heading],
}

/// What the links of a text came to.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// One for each link, in order.
    pub resolved: Vec<Resolved>,
    /// The entries they lead to.
    pub entries: BTreeSet<EntryId>,
    /// The files of the hub they lead to.
    pub assets: BTreeSet<Arc<str>>,
    /// The pictures of the hub they show.
    pub pictures: BTreeSet<Arc<str>>,
    /// Links to addresses of the site, to be held against all addresses once these are known.
    pub addresses: Vec<AddressLink>,
}

/// A link to an address of the site, to be held against all addresses.
#[derive(Clone, Debug)]
pub struct AddressLink {
    /// The address as written, without host.
    pub address: String,
    /// The fragment.
    pub fragment: Option<String>,
    /// Whether it was written with the site's host: something else may live there too.
    pub in_full: bool,
    /// Where.
    pub span: Span,
}

impl World<'_> {
    /// The href of an address: with the site's path before it, percent-encoded.
    pub fn href(&self, address: &str) -> String {
        format!("{}{}", self.base_path, encode_path(address))
    }

    fn target(&self, id: &EntryId, language: Option<usize>) -> Option<&super::index::Target> {
        let number = language.unwrap_or(self.edition);
        self.editions[number].get(id).or_else(|| self.veiled.get(number)?.get(id))
    }

    /// Resolves every link of `body`, which stands in the file `path`.
    pub fn resolve(&self, path: &str, body: &Body, said: &mut Vec<Diagnostic>) -> Links {
        let mut links = Links::default();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in body.links() {
            let unnamed = match link.kind {
                LinkKind::Wikilink | LinkKind::Link => self.unnamed(folder, link),
                LinkKind::Mention | LinkKind::Image => None,
            };
            let resolved = match (unnamed, link.kind) {
                (Some(unnamed), _) => self.neutral(unnamed, link, link.target.len(), said),
                (None, LinkKind::Mention) => self.mention(link, &mut links, said),
                (None, LinkKind::Wikilink) => self.wikilink(link, &mut links, said),
                (None, LinkKind::Image) => self.picture(folder, link, &mut links, said),
                (None, LinkKind::Link) => self.link(folder, link, body, &mut links, said),
            };
            links.resolved.push(resolved);
        }
        links
    }

    /// Whether a link leads to a member who is not named here. A page that is called as somebody is keeps its wikilinks.
    fn unnamed(&self, folder: &str, link: &LinkRef) -> Option<Unnamed> {
        let found = names::unnamed(self.index, folder, link)?;
        let is_page =
            link.kind == LinkKind::Wikilink && matches!(self.by_words(&link.target), Some(Reference::Shown(_)));
        (!is_page).then_some(found)
    }

    /// The word that stands for somebody who is not named. Headings stand in addresses and lists, where no other word can stand.
    fn neutral(&self, unnamed: Unnamed, link: &LinkRef, len: usize, said: &mut Vec<Diagnostic>) -> Resolved {
        let inside = |heading: &Heading| {
            heading.span.source == link.span.source
                && heading.span.start <= link.span.start
                && link.span.end <= heading.span.end
        };
        if unnamed == Unnamed::Private {
            said.push(match self.headings.iter().any(inside) {
                true => names::refused(link.span, "this heading"),
                false => names::replaced(link.span),
            });
        }
        Resolved::Name { href: None, name: self.nobody.to_owned(), len }
    }

    fn mention(&self, link: &LinkRef, links: &mut Links, said: &mut Vec<Diagnostic>) -> Resolved {
        for name in link.candidates() {
            let found = [Kind::Member, Kind::Group].into_iter().find_map(|kind| self.index.find(kind, name));
            let Some((id, standing)) = found else { continue };
            let len = name.len();
            return match (standing, self.target(&id, None)) {
                (Standing::Known(Access::Shown), Some(target)) => {
                    links.entries.insert(id);
                    Resolved::Name {
                        href: Some(self.href(target.address.as_str())),
                        name: target.title.to_string(),
                        len,
                    }
                }
                (Standing::Broken, _) => Resolved::AsWritten,
                (Standing::Known(Access::Private), _) => self.neutral(Unnamed::Private, link, len, said),
                (Standing::Known(Access::Shown | Access::Hidden), _) => self.neutral(Unnamed::Hidden, link, len, said),
            };
        }
        Resolved::AsWritten
    }

    fn wikilink(&self, link: &LinkRef, links: &mut Links, said: &mut Vec<Diagnostic>) -> Resolved {
        match self.by_words(&link.target) {
            Some(Reference::Shown(id)) => {
                said.extend(self.several(&id, link));
                self.arrive(&id, None, link, links, said)
            }
            // What is not shown has no title either; its id reads as words at least.
            Some(_) if link.text.trim() == link.target.trim() => {
                let last = link.target.rsplit('/').next().unwrap_or(&link.target);
                Resolved::Name { href: None, name: last.replace(['-', '_'], " "), len: link.target.len() }
            }
            Some(_) => Resolved::Text,
            None => {
                let message = format!("no page goes by `{}`", link.target);
                let near = nearest(
                    &link.target,
                    self.index.names(Kind::Kb).map(|name| name.rsplit('/').next().unwrap_or(name)),
                );
                let help = match near {
                    Some(near) => format!("did you mean `[[{near}]]`?"),
                    None => "write `\\[[` if it is no link".to_owned(),
                };
                said.push(Diagnostic::warning(Code::WikilinkMeetsNothing, link.span, message).help(help));
                Resolved::AsWritten
            }
        }
    }

    /// Says so where other entries go by the words of a wikilink that leads to this one.
    fn several(&self, id: &EntryId, link: &LinkRef) -> Option<Diagnostic> {
        let words = link.target.trim();
        if look_up(self.index, &[Kind::Kb], words.trim_matches('/')).is_some() {
            return None;
        }
        let lower = words.to_lowercase();
        let slug = crate::markup::slug(words);
        let is_called = |other: &EntryId, title: &str| {
            let last = other.name.rsplit('/').next().unwrap_or(&other.name).to_lowercase();
            let own = id.name.rsplit('/').next().unwrap_or(&id.name).to_lowercase();
            // A page found by its name is only mixed up with one of the same name, one found by its title with one of the same title.
            if own == lower || own == slug { last == own } else { title.to_lowercase() == lower }
        };
        let targets = &self.editions[self.edition];
        let others = targets
            .iter()
            .filter(|(other, target)| other.kind == id.kind && *other != id && is_called(other, &target.title));
        let mut paths: Vec<&str> = others.filter_map(|(other, _)| self.path_of(other)).collect();
        paths.sort_unstable();
        let own = self.path_of(id)?;
        let other = paths.first()?;
        let message = format!("`{words}` may be `{own}` or `{other}`; it leads to the first");
        let help = format!("name the one you mean by its path: `[[{}]]`", id.name);
        Some(Diagnostic::warning(Code::WikilinkMeetsSeveral, link.span, message).help(help))
    }

    /// The file of an entry in its own language.
    fn path_of(&self, id: &EntryId) -> Option<&str> {
        self.index
            .paths()
            .find(|path| self.index.at_path(path).is_some_and(|file| file.id == *id && file.language.is_none()))
            .or_else(|| self.index.paths().find(|path| self.index.at_path(path).is_some_and(|file| file.id == *id)))
    }

    /// The entry people mean by a name: a page of the knowledge base by path, by last part, by title; then any other entry.
    fn by_words(&self, words: &str) -> Option<Reference> {
        let words = words.trim();
        if let Some(found) = look_up(self.index, &[Kind::Kb], words.trim_matches('/')) {
            return Some(found);
        }
        let lower = words.to_lowercase();
        let slug = crate::markup::slug(words);
        let last = |name: &&str| {
            let last = name.rsplit('/').next().unwrap_or(name).to_lowercase();
            last == lower || last == slug
        };
        if let Some(name) = self.index.names(Kind::Kb).find(last) {
            return look_up(self.index, &[Kind::Kb], name);
        }
        let targets = &self.editions[self.edition];
        let targets = targets.iter().chain(self.veiled.get(self.edition).into_iter().flatten());
        let mut titled: Vec<&EntryId> =
            targets.filter(|(_, target)| target.title.to_lowercase() == lower).map(|(id, _)| id).collect();
        titled.sort_by_key(|id| (id.kind != Kind::Kb, (*id).clone()));
        if let Some(id) = titled.first() {
            return Some(Reference::Shown((*id).clone()));
        }
        let others = [Kind::Page, Kind::Post, Kind::Event, Kind::Project, Kind::Group, Kind::Member, Kind::Resource];
        look_up(self.index, &others, words).or_else(|| look_up(self.index, &others, &slug))
    }

    /// A link to an entry, once it is known which.
    fn arrive(
        &self,
        id: &EntryId,
        language: Option<usize>,
        link: &LinkRef,
        links: &mut Links,
        said: &mut Vec<Diagnostic>,
    ) -> Resolved {
        let Some(target) = self.target(id, language) else { return Resolved::Text };
        links.entries.insert(id.clone());
        let mut href = self.href(target.address.as_str());
        if let Some(fragment) = link.fragment.as_deref().filter(|fragment| !fragment.is_empty()) {
            check_fragment(target.body.as_ref(), fragment, link.span, said);
            href.push('#');
            href.push_str(fragment);
        }
        Resolved::Href { href, external: false }
    }

    fn link(
        &self,
        folder: &str,
        link: &LinkRef,
        body: &Body,
        links: &mut Links,
        said: &mut Vec<Diagnostic>,
    ) -> Resolved {
        if link.absolute {
            let own = link.target.strip_prefix(self.base_url).filter(|rest| rest.starts_with('/'));
            links.addresses.extend(own.map(|rest| {
                let (address, fragment) = rest.split_once('#').unwrap_or((rest, ""));
                let fragment = Some(fragment.to_owned()).filter(|fragment| !fragment.is_empty());
                AddressLink { address: address.to_owned(), fragment, in_full: true, span: link.span }
            }));
            return Resolved::Href { href: link.target.clone(), external: true };
        }
        if link.target.is_empty() {
            let fragment = link.fragment.as_deref().unwrap_or("");
            if !fragment.is_empty() && fragment != "top" {
                check_fragment(Some(body), fragment, link.span, said);
            }
            return Resolved::Href { href: format!("#{fragment}"), external: false };
        }
        if link.target.starts_with('/') {
            return self.site_address(link, links);
        }
        let Some(path) = join(folder, &link.target) else {
            let message = format!("`{}` leads out of the hub", link.target);
            let help = "link to a file of the hub, such as `../kb/funding.md`, or to an address with `https://`";
            said.push(Diagnostic::error(Code::LinkGoesNowhere, link.span, message).help(help));
            return Resolved::Text;
        };
        if let Some(found) = self.source(&path) {
            return match self.index.standing(&found.0) {
                Some(Standing::Known(Access::Shown | Access::Hidden)) => {
                    self.arrive(&found.0, found.1, link, links, said)
                }
                _ => Resolved::Text,
            };
        }
        if let Some(asset) = self.assets.get(path.as_str()) {
            links.assets.insert(asset.path.clone());
            return Resolved::Href { href: self.href(&asset_address(&asset.path)), external: false };
        }
        let help = match (self.nearest_path(folder, &path), looks_like_a_host(&link.target)) {
            (_, true) => format!("if this is a website, write `https://{}`", link.target),
            (Some(near), false) => format!("did you mean `{near}`?"),
            (None, false) => "links lead to files of the hub, such as `../kb/funding.md`".into(),
        };
        said.push(goes_nowhere(link, help));
        Resolved::Text
    }

    /// A link that begins with `/`: an address of the site, a file of `static/`, or a path from the hub's root.
    fn site_address(&self, link: &LinkRef, links: &mut Links) -> Resolved {
        let path = link.target.trim_start_matches('/');
        if let Some((id, language)) = self.source(path).filter(|_| path.starts_with("content/")) {
            if self.index.standing(&id) == Some(Standing::Known(Access::Shown))
                && let Some(target) = self.target(&id, language)
            {
                return Resolved::Href { href: self.href(target.address.as_str()), external: false };
            }
            return Resolved::Text;
        }
        let (address, fragment) = (link.target.clone(), link.fragment.clone());
        links.addresses.push(AddressLink { address, fragment, in_full: false, span: link.span });
        let mut href = self.href(&link.target);
        if let Some(query) = &link.query {
            href.push('?');
            href.push_str(query);
        }
        if let Some(fragment) = &link.fragment {
            href.push('#');
            href.push_str(fragment);
        }
        Resolved::Href { href, external: false }
    }

    /// The entry of a source file, of a folder, or of a file whose ending was left out.
    fn source(&self, path: &str) -> Option<(EntryId, Option<usize>)> {
        let bare = path.trim_end_matches('/');
        let mut tried = String::with_capacity(bare.len() + 16);
        let found = ["", ".md", "/_index.md", "/index.md", ".toml", ".ics"].iter().find_map(|ending| {
            tried.clear();
            tried.push_str(bare);
            tried.push_str(ending);
            self.index.at_path(&tried)
        });
        if let Some(file) = found {
            return Some((file.id.clone(), file.language));
        }
        let section = bare.strip_prefix("content/kb")?.trim_start_matches('/');
        let section = section.strip_suffix("/_index.md").or(section.strip_suffix("_index.md")).unwrap_or(section);
        let id = EntryId::new(Kind::Kb, section);
        self.index.standing(&id).map(|_| (id, None))
    }

    fn picture(&self, folder: &str, link: &LinkRef, links: &mut Links, said: &mut Vec<Diagnostic>) -> Resolved {
        if link.absolute {
            return Resolved::picture(link.target.clone());
        }
        if let Some(shown) = self.file(folder, &link.target) {
            said.extend(Self::faulty(&shown, link.span));
            links.pictures.insert(shown.path);
            let (width, height) = shown.dimensions.unzip();
            return Resolved::Picture { src: shown.href, width, height, srcset: shown.srcset };
        }
        let message = format!("there is no picture `{}`", link.target);
        let near = self.nearest_file(folder, &link.target);
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "put the picture beside this file, or under `static/` and write its path with `/` before it".to_owned()
            }
        };
        said.push(Diagnostic::error(Code::PictureMissing, link.span, message).help(help));
        Resolved::Text
    }

    /// The nearest file to one that does not exist, as a path from `folder`: one of the same name, else one whose name is nearly it,
    /// those of the same folder first.
    fn nearest_path(&self, folder: &str, path: &str) -> Option<String> {
        let split =
            |path: &'_ str| path.rsplit_once('/').map_or((0, path.len()), |(folder, _)| (folder.len(), path.len()));
        let (home, file) = (&path[..split(path).0], path.rsplit('/').next().unwrap_or(path));
        let name = |other: &str| other.rsplit('/').next() == Some(file);
        if let Some(found) = self.index.paths().find(|other| name(other)) {
            return Some(relative(folder, found));
        }
        let bare = |path: &str| path.rsplit('/').next().unwrap_or(path).split('.').next().unwrap_or("").to_owned();
        let mut names: Vec<(bool, String, &str)> =
            self.index.paths().map(|path| (path[..split(path).0] != *home, bare(path), path)).collect();
        names.sort();
        let near = nearest(&bare(path), names.iter().map(|(_, name, _)| name.as_str()))?;
        let (_, _, found) = names.iter().find(|(_, name, _)| name == near)?;
        Some(relative(folder, found))
    }
}

/// Whether a link is a website whose `https://` was forgotten.
fn looks_like_a_host(target: &str) -> bool {
    let host = target.split('/').next().unwrap_or("");
    let (name, ending) = host.rsplit_once('.').unwrap_or((host, ""));
    let file = [
        "md", "markdown", "toml", "csv", "ics", "html", "txt", "pdf", "png", "jpg", "jpeg", "svg", "webp", "gif", "zip",
    ];
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.');
    plain(name) && plain(ending) && !name.starts_with('.') && ending.chars().count() >= 2 && !file.contains(&ending)
}

fn goes_nowhere(link: &LinkRef, help: String) -> Diagnostic {
    Diagnostic::error(Code::LinkGoesNowhere, link.span, format!("there is no `{}`", link.target)).help(help)
}

fn check_fragment(body: Option<&Body>, fragment: &str, span: Span, said: &mut Vec<Diagnostic>) {
    if body.is_some_and(|body| body.has_anchor(fragment)) {
        return;
    }
    let message = format!("the page has no heading `#{fragment}`");
    let near = body.and_then(|body| nearest(fragment, body.anchors()).map(str::to_owned));
    let help = near.map_or_else(
        || "take the part after `#` away, or name one of its headings".into(),
        |near| format!("did you mean `#{near}`?"),
    );
    said.push(Diagnostic::warning(Code::NoSuchHeading, span, message).help(help));
}

/// The address at which a file of the hub is published: `static/` is the root, all else lies below `/media/`.
pub fn asset_address(path: &str) -> String {
    match path.strip_prefix("static/") {
        Some(rest) => format!("/{rest}"),
        None => format!("/media/{}", path.strip_prefix("content/").unwrap_or(path)),
    }
}

/// A path of the hub, in the normal form in which files are found, from a folder of it and a relative path; `None` when it climbs out.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(normal(&parts.join("/")).into_owned())
}

/// How a path is written from a folder.
pub fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    up.chain(to[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// Percent-encodes what cannot stand in the path of a URL (RFC 3986 §3.3).
pub fn encode_path(path: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const PATH: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'\\')
        .add(b'^')
        .add(b'|')
        .add(b'[')
        .add(b']');
    std::borrow::Cow::from(utf8_percent_encode(&normal(path), PATH)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_join_and_never_climb_out() {
        assert_eq!(join("content/posts", "../kb/a.md").as_deref(), Some("content/kb/a.md"));
        assert_eq!(join("content/posts", "./a.md").as_deref(), Some("content/posts/a.md"));
        assert_eq!(join("content", "../../etc"), None);
        assert_eq!(relative("content/posts", "content/kb/a.md"), "../kb/a.md");
        assert_eq!(relative("content/posts", "content/posts/b.md"), "b.md");
    }

    #[test]
    fn a_path_is_encoded_once() {
        assert_eq!(encode_path("/河岸/a b/"), "/%E6%B2%B3%E5%B2%B8/a%20b/");
    }
}
