//! The plan of a hub: every file's kind, language, path, id, title, day and tags, before any text is written.
//!
//! Texts refer to each other (links, authors, recaps of events), so all names are fixed first. Gives `Plan`; writes
//! nothing. Only members whose profile is public are ever referred to.

use std::ops::Range;

use super::days::{Day, TODAY};
use super::prose::{Prose, capital};
use super::random::Random;
use super::words::ENGLISH;
use super::{Lang, Only, Options, names, tags};

/// The kinds of content that are generated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A person.
    Member,
    /// A chapter, team or partner.
    Group,
    /// A single event or a series.
    Event,
    /// A post.
    Post,
    /// A listing.
    Resource,
    /// A page of the knowledge base, or the face of a section.
    Kb,
    /// A plain page.
    Page,
}

/// One content file to be.
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its number among its kind; a translation shares its original's.
    pub number: usize,
    /// The language of its text.
    pub lang: Lang,
    /// Relative to `content`, with `/`.
    pub path: String,
    /// What others refer to it by: id or slug.
    pub id: String,
    /// Plain words.
    pub title: String,
    /// The first heading of a Markdown body.
    pub heading: String,
    /// The day it is about: a post's date, an event's start, a member's joining.
    pub day: Day,
    /// Numbers of its tags, at least one.
    pub tags: Vec<usize>,
    /// The place in the plan of the recap (of an event) or of the event (of a recap).
    pub partner: Option<usize>,
    /// A translation of the entry before it.
    pub translation: bool,
}

impl Entry {
    /// Has a Markdown body and so a first heading.
    pub fn has_heading(&self) -> bool {
        self.path.ends_with(".md")
    }

    /// Sentences in this file's language, on its topic.
    pub fn prose(&self) -> Prose {
        Prose::new(self.lang, self.tags[0])
    }

    /// A tenth of the events are series.
    pub fn is_series(&self) -> bool {
        self.kind == Kind::Event && self.number % 10 == 3
    }

    /// Of a hundred members, eight are unlisted or private; nobody refers to them.
    pub fn visibility(&self) -> &'static str {
        match (self.kind, self.number % 25) {
            (Kind::Member, 9) => "unlisted",
            (Kind::Member, 19) => "private",
            _ => "public",
        }
    }
}

/// All files of a hub.
pub struct Plan {
    /// Every file, kind after kind.
    pub entries: Vec<Entry>,
    /// The seed all texts are drawn from.
    pub seed: u64,
    /// Whether half of the series have no end: where events are held against plain pages.
    endless: bool,
    public_members: Vec<usize>,
    groups: Range<usize>,
    targets: [Vec<usize>; 5],
}

impl Plan {
    /// Plans the hub that `options` ask for.
    pub fn new(options: &Options) -> Self {
        let n = options.files;
        let (posts, kb, events, resources) = (n * 40 / 100, n * 25 / 100, n * 15 / 100, n * 10 / 100);
        let members = n - posts - kb - events - resources;
        let (members, events, posts, resources, kb, pages) = match options.only {
            None => (members, events, posts, resources, kb, names::PAGES.len()),
            Some(Only::Events) => (members, n, 0, 0, 0, names::PAGES.len()),
            Some(Only::Pages) => (members, 0, 0, 0, 0, n),
        };
        let event: Name = if options.only.is_some() { long_event } else { event };
        let mut maker = Maker { seed: options.seed, entries: Vec::with_capacity(n + n / 100) };
        maker.many(Kind::Member, members, member);
        let groups = maker.entries.len()..maker.entries.len() + (n / 200).clamp(3, 40);
        maker.many(Kind::Group, groups.len(), group);
        maker.many(Kind::Event, events, event);
        maker.posts(posts, options.translations);
        maker.many(Kind::Resource, resources, resource);
        if kb > 0 {
            maker.knowledge(kb);
        }
        maker.many(Kind::Page, pages, page);
        maker.recaps();
        let of = |kind: Kind| -> Vec<usize> {
            let wanted = |e: &Entry| e.kind == kind && !e.translation && e.visibility() == "public";
            (0..maker.entries.len()).filter(|&i| wanted(&maker.entries[i])).collect()
        };
        let targets = [of(Kind::Post), of(Kind::Kb), of(Kind::Event), of(Kind::Resource), of(Kind::Member)];
        let public_members = of(Kind::Member);
        let endless = options.only == Some(Only::Events);
        Self { public_members, groups, targets, seed: options.seed, endless, entries: maker.entries }
    }

    /// Whether a series has no end: half of each way to repeat.
    pub fn is_endless(&self, entry: &Entry) -> bool {
        self.endless && entry.number / 40 % 2 == 1
    }

    /// The id of a public member; a few are met far more often than the rest.
    pub fn someone(&self, random: &mut Random) -> &str {
        &self.entries[random.pick_skewed(&self.public_members)].id
    }

    /// `count` different public members, fewer when the hub has no more.
    pub fn some(&self, random: &mut Random, count: usize) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for _ in 0..count {
            let id = self.someone(random);
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// The id of a group.
    pub fn group(&self, random: &mut Random) -> &str {
        &self.entries[self.groups.start + random.skewed(self.groups.len())].id
    }

    /// A file to link to: posts and knowledge most of all.
    pub fn target(&self, random: &mut Random) -> &Entry {
        let which = match random.below(100) {
            0..45 => 0,
            45..80 => 1,
            80..90 => 2,
            90..96 => 3,
            _ => 4,
        };
        let list = &self.targets[which];
        let list = if list.is_empty() { &self.public_members } else { list };
        &self.entries[random.pick(list)]
    }
}

/// What a kind adds to a fresh entry: path, id, and a title where it is no sentence.
type Name = fn(&mut Entry, &mut Random);

struct Maker {
    seed: u64,
    entries: Vec<Entry>,
}

impl Maker {
    fn many(&mut self, kind: Kind, count: usize, name: Name) {
        for number in 0..count {
            let lang = lang(self.seed, kind, number);
            self.one(kind, number, lang, name);
        }
    }

    fn one(&mut self, kind: Kind, number: usize, lang: Lang, name: Name) -> &mut Entry {
        let random = &mut Random::new(self.seed, 100 + kind as u64, number as u64);
        let tags = tags::draw(random);
        let day = match kind {
            // Three years around today.
            Kind::Event => TODAY.plus(random.below(3 * 365)),
            _ => TODAY.plus(random.below(2 * 365)),
        };
        let back = if kind == Kind::Event { 547 } else { 2 * 365 };
        let prose = Prose::new(lang, tags[0]);
        let (title, heading) = (prose.title(random), prose.title(random));
        let mut entry = Entry {
            kind,
            number,
            lang,
            title,
            heading,
            day: Day(day.0 - back),
            tags,
            path: String::new(),
            id: String::new(),
            partner: None,
            translation: false,
        };
        name(&mut entry, random);
        self.entries.push(entry);
        self.entries.last_mut().expect("just pushed")
    }

    /// With translations, of six files two are a pair: a fifth of the posts.
    fn posts(&mut self, count: usize, translations: bool) {
        let mut number = 0;
        let mut files = 0;
        while files < count {
            let pair = translations && number % 5 == 2 && files + 2 <= count;
            let lang = if pair { Lang::English } else { lang(self.seed, Kind::Post, number) };
            let original = self.one(Kind::Post, number, lang, post);
            let (path, id) = (original.path.clone(), original.id.clone());
            files += 1;
            if pair {
                let twin = self.one(Kind::Post, number, Lang::Chinese, post);
                twin.path = path.replace(".md", ".zh-CN.md");
                twin.id = id;
                twin.translation = true;
                files += 1;
            }
            number += 1;
        }
    }

    /// Three levels: sections, sections in sections, pages. Pages lie on the second and the third.
    fn knowledge(&mut self, count: usize) {
        let sections = (count / 80).clamp(1, names::SECTIONS.len());
        let inner = (count / (sections * 14)).clamp(1, names::TOPICS.len());
        let mut number = 0;
        let mut add = |maker: &mut Self, path: String, title: Option<&str>| {
            let lang = lang(maker.seed, Kind::Kb, number);
            let entry = maker.one(Kind::Kb, number, lang, |_, _| {});
            let id = name(&entry.title, lang, number);
            entry.path = path.replace("NAME", &id);
            entry.id = id;
            if let Some(title) = title {
                entry.title = capital(title);
            }
            number += 1;
        };
        let folder = |s: usize, i: usize| match names::TOPICS.get(i).filter(|_| i < inner) {
            Some(topic) => format!("kb/{}/{topic}", names::SECTIONS[s]),
            None => format!("kb/{}", names::SECTIONS[s]),
        };
        let mut left = count;
        for (s, section) in names::SECTIONS.iter().enumerate().take(sections) {
            for i in (0..=inner).rev().take(left) {
                let title = if i == inner { section } else { names::TOPICS[i] };
                add(self, format!("{}/_index.md", folder(s, i)), Some(title));
                left -= 1;
            }
        }
        for k in 0..left {
            add(self, format!("{}/NAME.md", folder(k % sections, (k / sections) % (inner + 1))), None);
        }
    }

    /// Ties every ninth post to a single event that is over, and dates it some days after.
    fn recaps(&mut self) {
        let over = |e: &Entry| e.kind == Kind::Event && !e.is_series() && e.day.0 < TODAY.0 - 5;
        let events: Vec<usize> = (0..self.entries.len()).filter(|&i| over(&self.entries[i])).collect();
        let alone = |e: &Entry| e.kind == Kind::Post && e.number % 9 == 4 && !e.translation;
        let posts: Vec<usize> = (0..self.entries.len()).filter(|&i| alone(&self.entries[i])).collect();
        for (&event, &post) in events.iter().zip(&posts) {
            let twin = self.entries.get(post + 1).is_some_and(|e| e.translation);
            if twin {
                continue;
            }
            let day = self.entries[event].day.plus(2 + self.entries[event].number % 4);
            self.entries[event].partner = Some(post);
            let entry = &mut self.entries[post];
            entry.partner = Some(event);
            entry.day = day;
            entry.path = post_path(day, &entry.id);
        }
    }
}

/// Two files of five are Chinese.
fn lang(seed: u64, kind: Kind, number: usize) -> Lang {
    let chinese = Random::new(seed, 50 + kind as u64, number as u64).chance(40);
    if chinese { Lang::Chinese } else { Lang::English }
}

fn member(entry: &mut Entry, random: &mut Random) {
    let (id, name) = names::person(entry.lang, random);
    entry.id = format!("{id}-{}", entry.number);
    entry.title = name;
    entry.path = format!("members/{}.toml", entry.id);
}

fn group(entry: &mut Entry, random: &mut Random) {
    let place = random.pick(names::TOWNS);
    let kind = random.pick(&["chapter", "founders", "makers", "readers", "writers"]);
    entry.id = format!("{place}-{kind}-{}", entry.number);
    entry.title = format!("{} {kind}", capital(place));
    entry.path = format!("groups/{}.toml", entry.id);
}

fn event(entry: &mut Entry, random: &mut Random) {
    entry.id = name(&entry.title, entry.lang, entry.number);
    let (year, ..) = entry.day.civil();
    let ending = if random.chance(60) { "toml" } else { "md" };
    entry.path = format!("events/{year}/{}.{ending}", entry.id);
}

/// An event with a Markdown body.
fn long_event(entry: &mut Entry, random: &mut Random) {
    event(entry, random);
    entry.path = entry.path.replace(".toml", ".md");
}

fn post(entry: &mut Entry, _: &mut Random) {
    entry.id = name(&entry.title, entry.lang, entry.number);
    entry.path = post_path(entry.day, &entry.id);
}

fn post_path(day: Day, id: &str) -> String {
    format!("posts/{}/{day}-{id}.md", day.civil().0)
}

fn resource(entry: &mut Entry, random: &mut Random) {
    entry.id = name(&entry.title, entry.lang, entry.number);
    let ending = if random.chance(50) { "toml" } else { "md" };
    entry.path = format!("resources/{}.{ending}", entry.id);
}

fn page(entry: &mut Entry, _: &mut Random) {
    match names::PAGES.get(entry.number) {
        Some((id, title)) => (entry.id, entry.title, entry.lang) = ((*id).into(), (*title).into(), Lang::English),
        None => entry.id = name(&entry.title, entry.lang, entry.number),
    }
    entry.path = format!("pages/{}.md", entry.id);
}

/// A file name made of the title and the number. Half of the Chinese ones are Han letters, the rest English words.
fn name(title: &str, lang: Lang, number: usize) -> String {
    let words: Vec<String> = match lang {
        Lang::English => title.to_lowercase().split(' ').take(5).map(str::to_owned).collect(),
        Lang::Chinese if number.is_multiple_of(2) => vec![title.chars().take(8).collect()],
        Lang::Chinese => [7, 13].iter().map(|k| ENGLISH.nouns[(number * k) % ENGLISH.nouns.len()].to_owned()).collect(),
    };
    format!("{}-{number}", words.join("-"))
}
