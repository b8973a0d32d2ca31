//! An entry in one edition of the site: its head, its fields, its text with every link resolved.
//!
//! [`HeadBuilder`] is how each kind fills in its [`Head`]: the shared fields in one way, with every reference looked up.

use super::draft::Draft;
use super::shared::{Common, MembershipField, NeedField, PersonField};
use crate::check::index::{Index, Target};
use crate::check::links::{Links, World};
use crate::check::names::{self, Unnamed};
use crate::check::people::{self, Reference};
use crate::check::tags::TagUse;
use crate::config::{Config, SiteLanguage};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::markup::{self, Body, Resolved};
use crate::model::{Address, EntryId, Head, Kind, Person, PersonRole, Picture, Tag, Words};
use crate::pictures::Gallery;
use crate::read::fields::Spanned;
use crate::read::scan::Asset;
use crate::read::values::{GroupId, InlineProse};
use crate::text::{Digest, Sources, Span, digest_of};
use crate::time::Stamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Characters of a summary that is taken from the text.
pub const SUMMARY: usize = 240;

/// Tags of one entry. Each has a page, feeds and a calendar in every language, so that one file could fill a disk.
const MAX_TAGS: usize = 100;

/// An entry in one edition.
#[derive(Clone, Debug)]
pub struct Entry<F> {
    /// What it says of itself.
    pub head: Head,
    /// Its file: the fields, and where they stand.
    pub draft: Arc<Draft<F>>,
    /// Its text.
    pub text: Option<Text>,
}

/// A text with its links resolved for one edition.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text.
    pub body: Body,
    /// One for each of its links.
    pub resolved: Arc<Vec<Resolved>>,
    digest: Digest,
}

impl Text {
    /// Puts the two together.
    pub fn new(body: Body, resolved: Vec<Resolved>) -> Self {
        let digest = digest_of(&(body.digest(), &resolved));
        Self { body, resolved: Arc::new(resolved), digest }
    }
}

impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

/// What a kind may look at while it fills in a head.
#[derive(Clone, Copy, Debug)]
pub struct Cx<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The texts, for messages that quote them.
    pub sources: &'a Sources,
    /// Which names exist.
    pub index: &'a Index,
    /// Pictures and other files.
    pub assets: &'a BTreeMap<Arc<str>, Asset>,
    /// Narrower versions of pictures, where such are made.
    pub gallery: Option<&'a Gallery>,
    /// The number of the language of the edition.
    pub edition: usize,
}

impl<'a> Cx<'a> {
    /// The language of the edition.
    pub fn language(&self) -> &'a SiteLanguage {
        &self.config.languages[self.edition]
    }

    /// An address of this edition.
    pub fn address(&self, path: &str) -> Result<Address, crate::model::BadAddress> {
        Address::parse(&format!("{}{path}", self.language().prefix))
    }

    /// The world of links, for files alone: entries are not yet known.
    fn files(&self) -> World<'a> {
        World {
            index: self.index,
            editions: &[],
            veiled: &[],
            edition: 0,
            assets: self.assets,
            gallery: self.gallery,
            base_url: "",
            base_path: &self.config.base_path,
            nobody: "",
            headings: &[],
        }
    }
}

/// What came of filling in a head.
#[derive(Debug)]
pub struct Built {
    /// The head; `None` where there is no address for it.
    pub head: Option<Head>,
    /// What was wrong.
    pub said: Vec<Diagnostic>,
    /// The tags, where they are written.
    pub tags: Vec<TagUse>,
    /// Files it shows.
    pub pictures: BTreeSet<Arc<str>>,
    /// Old addresses that lead here.
    pub aliases: Vec<Spanned<String>>,
}

/// Fills in a head.
#[derive(Debug)]
pub struct HeadBuilder<'a> {
    cx: Cx<'a>,
    folder: &'a str,
    built: Built,
}

impl<'a> HeadBuilder<'a> {
    /// Begins a head with what every entry has. `path` is its address without the language's prefix, `{slug}` standing for its last
    /// part.
    pub fn new<F>(cx: Cx<'a>, draft: &Draft<F>, title: Words, common: &Common, path: &str) -> Self {
        let file = &cx.sources.get(draft.source).path;
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut said = Vec::new();
        let slug = slug_of(draft, &title, common, &mut said);
        let address = match cx.address(&path.replace("{slug}", &slug)) {
            Ok(address) => Some(address),
            Err(why) => {
                let at = common.slug.as_ref().map_or(draft.at, |slug| slug.span);
                if said.is_empty() {
                    let message = format!("`{slug}` cannot be part of an address: {why}");
                    let help = "give it a `slug` of letters, digits and `-`";
                    said.push(Diagnostic::error(Code::BadAddress, at, message).help(help));
                }
                None
            }
        };
        let head = address.map(|address| Head {
            id: draft.id.clone(),
            source: draft.source,
            span: draft.at,
            language: cx.config.languages[draft.language].language.clone(),
            address,
            title,
            summary: None,
            summary_from_text: false,
            date: None,
            day: None,
            updated: None,
            past: None,
            revision: None,
            tags: Vec::new(),
            people: Vec::new(),
            groups: Vec::new(),
            when: None,
            image: None,
            pinned: false,
            unlisted: false,
            variant: None,
            category: None,
            links_to: Vec::new(),
        });
        let built = Built { head, said, tags: Vec::new(), pictures: BTreeSet::new(), aliases: common.aliases.clone() };
        let mut builder = Self { cx, folder, built };
        builder.tags(&common.tags);
        if let Some(image) = &common.image {
            let alt = common.image_alt.as_deref().unwrap_or("");
            let picture = builder.picture(image, alt);
            builder.with(|head| head.image = picture);
        }
        builder
    }

    /// Changes the head.
    pub fn with(&mut self, change: impl FnOnce(&mut Head)) {
        if let Some(head) = &mut self.built.head {
            change(head);
        }
    }

    /// Says something.
    pub fn say(&mut self, diagnostic: Diagnostic) {
        self.built.said.push(diagnostic);
    }

    /// What else may be looked at.
    pub fn cx(&self) -> Cx<'a> {
        self.cx
    }

    /// The end.
    pub fn finish(self) -> Built {
        self.built
    }

    /// Inline Markdown to words.
    pub fn words(&mut self, prose: &InlineProse) -> Words {
        checked_words(prose, self.cx, &mut self.built.said)
    }

    /// Sets the summary: the field, else the beginning of the text.
    pub fn summary(&mut self, field: Option<&InlineProse>, body: Option<&Body>) {
        let summary = match (field, body) {
            (Some(field), _) => Some(self.words(field)),
            (None, Some(body)) => {
                Some(Words::plain(&body.summary_plain(SUMMARY))).filter(|words| !words.plain.is_empty())
            }
            (None, None) => None,
        };
        let from_text = field.is_none();
        self.with(|head| {
            head.summary = summary;
            head.summary_from_text = from_text;
        });
    }

    /// Sets the time the entry is listed under.
    pub fn date(&mut self, stamp: Option<Stamp>) {
        let zone = &self.cx.config.timezone;
        self.with(|head| {
            head.date = stamp.map(|stamp| stamp.instant(zone));
            head.day = stamp.map(|stamp| stamp.date(zone));
        });
    }

    /// Sets when it changed last.
    pub fn updated(&mut self, stamp: Option<Stamp>) {
        let zone = &self.cx.config.timezone;
        self.with(|head| head.updated = stamp.map(|stamp| stamp.instant(zone)));
    }

    fn tags(&mut self, tags: &[Spanned<String>]) {
        if let Some(first) = tags.get(MAX_TAGS) {
            let message = format!("this entry has {} tags, more than {MAX_TAGS}", tags.len());
            let help = "each tag has a page, feeds and a calendar; keep those that somebody would look for";
            self.say(Diagnostic::error(Code::OutOfRange, first.span, message).help(help));
            return;
        }
        let mut seen = BTreeSet::new();
        for tag in tags {
            let slug: Arc<str> = markup::slug(&tag.value).into();
            if slug.is_empty() {
                let message = format!("`{}` cannot be part of an address", tag.value);
                self.say(Diagnostic::error(Code::BadAddress, tag.span, message).help("a tag has letters or digits"));
                continue;
            }
            let label: Arc<str> = tag.value.as_str().into();
            self.built.tags.push(TagUse { slug: slug.clone(), label: label.clone(), span: tag.span });
            if seen.insert(slug.clone()) {
                self.with(|head| head.tags.push(Tag { slug, label }));
            }
        }
    }

    /// A picture that a field names.
    pub fn picture(&mut self, field: &Spanned<String>, alt: &str) -> Option<Picture> {
        let written = field.value.as_str();
        if written.contains("://") {
            if markup::SafeUrl::parse_web(written).is_err() {
                let message = format!("`{written}` is no address of a picture");
                self.say(Diagnostic::error(Code::BadUrl, field.span, message).help("it begins with `https://`"));
                return None;
            }
            let (src, alt) = (written.into(), alt.into());
            return Some(Picture { src, alt, width: None, height: None, srcset: None, small: None });
        }
        let files = self.cx.files();
        if let Some(shown) = files.file(self.folder, written) {
            if let Some(warning) = World::faulty(&shown, field.span) {
                self.say(warning);
            }
            self.built.pictures.insert(shown.path);
            let (width, height) = shown.dimensions.unzip();
            let srcset = (!shown.srcset.is_empty()).then(|| shown.srcset.into());
            let (src, alt, small) = (shown.href.into(), alt.into(), shown.small.map(Into::into));
            return Some(Picture { src, alt, width, height, srcset, small });
        }
        let help = match files.nearest_file(self.folder, written) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "put the picture beside this file, or under `static/`".to_owned(),
        };
        let message = format!("there is no picture `{written}`");
        self.say(Diagnostic::error(Code::PictureMissing, field.span, message).help(help));
        None
    }

    /// Looks somebody up; `None` where nobody is to be named.
    pub fn person(&mut self, role: PersonRole, field: &PersonField) -> Option<Person> {
        match field {
            PersonField::Guest(guest) => {
                Some(Person::guest(role, &guest.name, guest.url.as_ref().map(crate::markup::SafeUrl::as_str)))
            }
            PersonField::Id(id) => match people::person(self.cx.index, &id.value, id.span, &mut self.built.said) {
                Reference::Shown(id) => Some(Person::of(role, id)),
                Reference::Silent | Reference::Missing => None,
            },
        }
    }

    /// Adds everybody in a list.
    pub fn people(&mut self, role: PersonRole, fields: &[PersonField]) {
        self.twice(&fields.iter().map(|field| (field, true)).collect::<Vec<_>>());
        for field in fields {
            let person = self.person(role, field);
            self.with(|head| head.people.extend(person));
        }
    }

    /// Warns of ids that a list holds twice, unless each place says something of its own.
    fn twice(&mut self, fields: &[(&PersonField, bool)]) {
        // The first place of each id, and the first that says nothing of its own.
        let mut places: HashMap<&str, (Span, Option<Span>)> = HashMap::new();
        for (field, is_bare) in fields {
            let PersonField::Id(id) = field else { continue };
            let (first, first_bare) = *places.entry(&id.value).or_insert((id.span, None));
            let is_again = first != id.span;
            if *is_bare && first_bare.is_none() {
                places.insert(&id.value, (first, Some(id.span)));
            }
            if let Some(before) = if *is_bare { Some(first).filter(|_| is_again) } else { first_bare } {
                let message = format!("`{}` stands twice in this list", id.value);
                let warning = Diagnostic::warning(Code::ListedTwice, id.span, message).note(before, "the first time");
                self.say(warning.help("keep one of the two"));
            }
        }
    }

    /// Adds everybody in a list, with what they do.
    pub fn memberships(&mut self, role: PersonRole, fields: &[MembershipField]) {
        // Who left and came back, or does two things, stands there twice.
        let is_bare = |field: &MembershipField| field.role.is_none() && field.since.is_none() && field.until.is_none();
        self.twice(&fields.iter().map(|field| (&field.person, is_bare(field))).collect::<Vec<_>>());
        for field in fields {
            let person = self.person(role, &field.person).map(|person| Person {
                duty: field.role.as_deref().map(Into::into),
                since: field.since.map(|day| day.to_string().into()),
                until: field.until.map(|day| day.to_string().into()),
                ..person
            });
            self.with(|head| head.people.extend(person));
        }
    }

    /// Checks the categories of needs and offers.
    pub fn needs(&mut self, fields: &[NeedField]) {
        for category in fields.iter().filter_map(|field| field.table.category.as_ref()) {
            self.category(category);
        }
    }

    /// Checks a category, or the first part of a path below one.
    pub fn category(&mut self, field: &Spanned<String>) {
        let listed = &self.cx.config.categories;
        if !listed.iter().any(|label| *label.id == *field.value) {
            let first = field.value.split('/').next().unwrap_or("").trim().to_owned();
            self.listed(Code::UnknownCategory, "category", &Spanned { value: first, span: field.span }, listed);
        }
    }

    /// Adds groups.
    pub fn groups(&mut self, fields: &[GroupId]) {
        for field in fields {
            if let Some(id) = self.entry(Kind::Group, &field.name, field.span) {
                self.with(|head| head.groups.push(id));
            }
        }
    }

    /// Looks up an entry of a kind; `None` where there is none to show.
    pub fn entry(&mut self, kind: Kind, name: &str, span: Span) -> Option<EntryId> {
        match people::entry(self.cx.index, kind, name, span, &mut self.built.said) {
            Reference::Shown(id) => Some(id),
            Reference::Silent | Reference::Missing => None,
        }
    }

    /// Checks a word against those that `hub.toml` lists.
    pub fn listed(&mut self, code: Code, what: &str, word: &Spanned<String>, listed: &[crate::config::Label]) -> bool {
        if listed.iter().any(|label| *label.id == *word.value) {
            return true;
        }
        let help = match nearest(&word.value, listed.iter().map(|label| label.id.as_ref())) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if listed.is_empty() => {
                format!("add a table `[{what}s.{}]` with a `label` to `hub.toml`", markup::slug(&word.value))
            }
            None => {
                let names: Vec<_> = listed.iter().take(20).map(|label| format!("\"{}\"", label.id)).collect();
                format!("`hub.toml` lists {}", names.join(", "))
            }
        };
        let message = format!("`hub.toml` lists no {what} `{}`", word.value);
        self.say(Diagnostic::error(code, word.span, message).help(help));
        false
    }
}

/// Inline Markdown to words, for what [`checked_words`] has looked at before.
pub fn words(prose: &InlineProse, config: &Config) -> Words {
    let inline = markup::inline(prose.span, prose.text.trim(), &config.markdown).value;
    Words { html: inline.html().into(), plain: inline.plain().into() }
}

/// Inline Markdown to words. A title or summary stands in many places where nobody can be named differently from how it was written,
/// so one that names a member whose profile is private is refused.
pub fn checked_words(prose: &InlineProse, cx: Cx<'_>, said: &mut Vec<Diagnostic>) -> Words {
    let inline = markup::inline(prose.span, prose.text.trim(), &cx.config.markdown).into_value(said);
    refuse_names(inline.links(), prose.span, cx, said);
    Words { html: inline.html().into(), plain: inline.plain().into() }
}

/// Refuses links to members whose profile is private, in the words of the field at `at`.
pub fn refuse_names(links: &[markup::LinkRef], at: Span, cx: Cx<'_>, said: &mut Vec<Diagnostic>) {
    let path = &cx.sources.get(at.source).path;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let private = |link: &&markup::LinkRef| names::unnamed(cx.index, folder, link) == Some(Unnamed::Private);
    said.extend(links.iter().filter(private).map(|link| names::refused(link.span, "this field")));
}

/// The title of a page that may leave it to its first heading.
pub fn title_of<F>(field: Option<&InlineProse>, draft: &Draft<F>, cx: Cx<'_>, said: &mut Vec<Diagnostic>) -> Words {
    if let Some(field) = field {
        return checked_words(field, cx, said);
    }
    if let Some(heading) = draft.body.as_ref().and_then(Body::first_heading) {
        return Words { html: heading.html.as_str().into(), plain: heading.plain.as_str().into() };
    }
    let name = draft.id.name.rsplit('/').next().unwrap_or("");
    if name.is_empty() {
        return Words::plain(&cx.language().title);
    }
    let mut chars = name.replace(['-', '_'], " ").chars().collect::<Vec<_>>().into_iter();
    Words::plain(&chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>())
}

fn slug_of<F>(draft: &Draft<F>, title: &Words, common: &Common, said: &mut Vec<Diagnostic>) -> String {
    if let Some(field) = &common.slug {
        let slug = markup::slug(&field.value);
        let plain = field.value.trim_matches('/');
        if slug.is_empty() || (plain.contains(['/', '?', '#', '%']) || plain.contains("..")) {
            let message = format!("`{}` cannot be the last part of an address", field.value);
            let help = if slug.is_empty() {
                "use letters, digits and `-`".to_owned()
            } else {
                format!("write `slug = \"{slug}\"`")
            };
            said.push(Diagnostic::error(Code::BadAddress, field.span, message).help(help));
        }
        return slug;
    }
    let name = draft.id.name.rsplit('/').next().unwrap_or(&draft.id.name);
    let slug = markup::slug(name);
    if slug.is_empty() { markup::slug(&title.plain) } else { slug }
}

/// Resolves the links of an entry's text.
pub fn resolve<F>(
    world: World<'_>,
    sources: &Sources,
    draft: &Draft<F>,
    body: &Body,
    said: &mut Vec<Diagnostic>,
) -> (Text, Links) {
    let path = &sources.get(draft.source).path;
    let mut links = world.resolve(path, body, said);
    let resolved = std::mem::take(&mut links.resolved);
    (Text::new(body.clone(), resolved), links)
}

/// How others refer to an entry.
pub fn target(head: &Head, body: Option<&Body>) -> Target {
    Target {
        address: head.address.clone(),
        title: head.title.plain.clone(),
        body: body.cloned(),
        unlisted: head.unlisted,
        avatar: head.image.as_ref().map(|image| image.small.as_ref().unwrap_or(&image.src).clone()),
    }
}
