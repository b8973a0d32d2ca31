//! What templates see, as far as all pages share it: links, people, pictures, cards, and the head of a page.
//!
//! These types are the contract with themes (`context = 1`): adding a field is free, renaming or removing one waits for the next
//! number. All of them derive `Hash` and `Serialize` together, so that whatever a page can show is also part of its key.
//! Fields that end in `_html` hold safe markup and are printed with `| safe`; everything else is plain text and is escaped.
//! Days are `2026-05-01`, times RFC 3339 with the offset of their zone.

use super::{Part, Script};
use crate::model::Picture;
use serde::Serialize;
use std::sync::Arc;

/// A link to a page of this site or elsewhere.
#[derive(Clone, Debug, Hash, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Link {
    /// Plain words.
    pub label: Arc<str>,
    /// An address of this site (`/kb/funding/`) or a full URL.
    pub href: Arc<str>,
}

/// A tag, as a link to its page.
#[derive(Clone, Debug, Hash, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TagLink {
    /// The tag as authors write it.
    pub label: Arc<str>,
    /// The address of its page.
    pub href: Arc<str>,
}

/// Somebody named on a page: a member, a group, or a guest.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct PersonLink {
    /// The name, in the language of the page.
    pub name: Arc<str>,
    /// The profile here, or the guest's own page.
    pub href: Option<Arc<str>>,
    /// The address of a picture of them.
    pub avatar: Option<Arc<str>>,
    /// The initials or first characters, for when there is no picture: at most two.
    pub initials: Arc<str>,
    /// A number from 0 to 11 that is always the same for this person, for a colour of their own.
    pub hue: u8,
    /// What they do here: "Lead", "Speaker: How we price".
    pub role: Option<Arc<str>>,
    /// From when they do it, a day.
    pub since: Option<Arc<str>>,
    /// Until when they did it, a day.
    pub until: Option<Arc<str>>,
    /// A talk they give, on the page of an event.
    pub talk: Option<Arc<str>>,
    /// A page about the talk.
    pub talk_url: Option<Arc<str>>,
    /// Whether it is a group rather than a person.
    pub is_group: bool,
}

/// A picture with what a browser needs to lay it out.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct PictureView {
    /// Its address on this site, or a full URL.
    pub src: Arc<str>,
    /// What is to be seen, for those who cannot see it; empty where it only decorates.
    pub alt: Arc<str>,
    /// In pixels, where known.
    pub width: Option<u32>,
    /// In pixels, where known.
    pub height: Option<u32>,
    /// Narrower versions and their widths, for the attribute `srcset`, if there are any.
    pub srcset: Option<Arc<str>>,
}

impl From<&Picture> for PictureView {
    fn from(picture: &Picture) -> Self {
        let Picture { src, alt, width, height, srcset, small: _ } = picture.clone();
        Self { src, alt, width, height, srcset }
    }
}

/// An entry as lists show it, whatever its kind.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct Card {
    /// `post`, `member`, `group`, `event`, `resource`, `project`, `kb` or `page`.
    pub kind: &'static str,
    /// The file's name: unique within its kind.
    pub id: Arc<str>,
    /// The address of its page. Of an event of another calendar its page there, or empty where it has none.
    pub href: Arc<str>,
    /// Plain title or name.
    pub title: Arc<str>,
    /// The title with its inline markup.
    pub title_html: Arc<str>,
    /// Plain summary or headline.
    pub summary: Option<Arc<str>>,
    /// The summary with its inline markup.
    pub summary_html: Option<Arc<str>>,
    /// The language of title and summary where it is not the language of the page.
    pub lang: Option<Arc<str>>,
    /// The day it is listed under: publication of a post, joining of a member, last check of a resource.
    pub date: Option<Arc<str>>,
    /// A picture, if it has one.
    pub image: Option<PictureView>,
    /// Up to two characters for when there is no picture.
    pub initials: Arc<str>,
    /// A number from 0 to 11 that is always the same for this entry.
    pub hue: u8,
    /// Its tags.
    pub tags: Vec<TagLink>,
    /// Authors, hosts, leads, providers.
    pub people: Vec<PersonLink>,
    /// Whether it stays on top of lists.
    pub pinned: bool,
    /// One word of what it is within its kind: `recap`, `demo-day`, `chapter`, `offer`, `active`.
    pub variant: Option<Arc<str>>,
    /// That word as readers see it, in the language of the page.
    pub variant_label: Option<Arc<str>>,
    /// What only events have.
    pub event: Option<EventFacts>,
    /// What only members have.
    pub member: Option<MemberFacts>,
    /// What only groups have.
    pub group: Option<GroupFacts>,
    /// What only resources have.
    pub resource: Option<ResourceFacts>,
}

/// What lists show of one occurrence of an event.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct EventFacts {
    /// Day or time it starts, in its own zone.
    pub start: Arc<str>,
    /// Day it ends on (inclusive), or time.
    pub end: Arc<str>,
    /// The first day, in its own zone.
    pub day: Arc<str>,
    /// The number of the first day in its month, from 1.
    pub number: u8,
    /// The day of the week of the first day: 0 is Monday.
    pub weekday: u8,
    /// The last day, where it is another one.
    pub last_day: Option<Arc<str>>,
    /// `19:00–21:30`, without zone; empty for whole days.
    pub hours: Arc<str>,
    /// The IANA zone, where it is not the hub's.
    pub timezone: Option<Arc<str>>,
    /// Whether it lasts whole days.
    pub all_day: bool,
    /// `confirmed`, `tentative`, `cancelled`, `postponed`.
    pub status: &'static str,
    /// The place in a few words.
    pub place: Option<Arc<str>>,
    /// Whether one can take part online.
    pub online: bool,
    /// The colour of its type, `#rrggbb`.
    pub color: Option<Arc<str>>,
    /// Whether it repeats.
    pub series: bool,
    /// The rule in words, for a series.
    pub rule: Option<Arc<str>>,
    /// Where it was moved from, for one occurrence that was.
    pub moved_from: Option<Arc<str>>,
    /// Whether it is over, by the build's clock.
    pub past: bool,
    /// The address of its calendar file; empty for an event of another calendar that has no page here.
    pub ics: Arc<str>,
    /// The calendar it comes from, if it is not the hub's own.
    pub source: Option<EventSource>,
}

/// The calendar an event comes from.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct EventSource {
    /// What readers know the calendar by.
    pub name: Arc<str>,
    /// The event's own page there.
    pub url: Option<Arc<str>>,
}

/// What lists show of a member.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct MemberFacts {
    /// The role's label.
    pub role: Option<Arc<str>>,
    /// Where they live, if public.
    pub location: Option<Arc<str>>,
    /// What they know how to do.
    pub skills: Vec<Arc<str>>,
    /// Whether they have left.
    pub alumni: bool,
}

/// What lists show of a group.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct GroupFacts {
    /// How many public members it has.
    pub members: usize,
    /// Where it meets.
    pub location: Option<Arc<str>>,
    /// Whether it is no longer active.
    pub archived: bool,
}

/// What lists show of a resource.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct ResourceFacts {
    /// The external address, where it has one.
    pub url: Option<Arc<str>>,
    /// The label of its category.
    pub category: Option<Link>,
    /// In the provider's words.
    pub cost: Option<Arc<str>>,
    /// Where it is.
    pub location: Option<Arc<str>>,
    /// Language tags.
    pub languages: Vec<Arc<str>>,
    /// `open`, `matched` or `closed`.
    pub status: &'static str,
    /// The day it was last verified.
    pub checked: Option<Arc<str>>,
    /// Whether it has expired, by the build's clock.
    pub expired: bool,
    /// Whether nobody has verified it for a year.
    pub unverified: bool,
    /// What scripts can find it by: `category:tools`, `language:en`, `cost:free`, `place:shanghai`, `status:open`, `tag:hiring`.
    pub facets: Vec<Arc<str>>,
}

/// The head of a page: what every page has, flattened into `page`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Meta {
    /// Which page it is, for the menu and for styles: `home`, `post`, `posts`, `event`, `month`, `kb`…
    pub section: &'static str,
    /// Plain title.
    pub title: Arc<str>,
    /// Title with inline markup.
    pub title_html: Arc<str>,
    /// One or two plain sentences for search engines and link previews.
    pub description: Arc<str>,
    /// The description as what it opens with: empty where it is but the beginning of the text that follows.
    pub lead: Arc<str>,
    /// Its address on this site.
    pub address: Arc<str>,
    /// Its address with the host, the one to be indexed (the original, for a text published elsewhere first).
    pub canonical: Arc<str>,
    /// The language of the words on it, where that is not the site's: a page that has not been translated.
    pub lang: Option<Arc<str>>,
    /// The same page in every language of the site, the present one included; empty where there is one language.
    pub translations: Vec<Translation>,
    /// Where it is: from the home page down, without the page itself.
    pub crumbs: Part<Vec<Link>>,
    /// A picture for the top of the page.
    pub image: Option<PictureView>,
    /// The picture that other programs show beside a link to the page.
    pub preview: Option<Preview>,
    /// The forge's editor with the file it was made from.
    pub edit_url: Option<Arc<str>>,
    /// The forge's page with every change of that file.
    pub changes_url: Option<Arc<str>>,
    /// When it was changed, a day or a time.
    pub updated: Option<Arc<str>>,
    /// Who changed it, those who came first first.
    pub contributors: Vec<PersonLink>,
    /// schema.org data as JSON, escaped for a script element; empty where there is none.
    pub json_ld: Script,
    /// Feeds that belong to it.
    pub feeds: Part<Vec<FeedLink>>,
    /// The calendar that belongs to it.
    pub calendar: Option<Arc<str>>,
    /// Whether search engines should leave it out.
    pub noindex: bool,
}

/// The picture that other programs show beside a link to a page.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Its address with the host.
    pub url: Arc<str>,
    /// What is to be seen.
    pub alt: Arc<str>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// The same page in another language.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct Translation {
    /// BCP 47.
    pub lang: Arc<str>,
    /// The language's own name for itself.
    pub label: Arc<str>,
    /// The address here.
    pub href: Arc<str>,
    /// The address with the host.
    pub url: Arc<str>,
    /// Whether it is the language of this page.
    pub current: bool,
    /// Whether the words really are in that language, not a stand-in.
    pub translated: bool,
}

/// A feed, for `<link rel="alternate">`.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct FeedLink {
    /// What it holds.
    pub title: Arc<str>,
    /// `application/atom+xml` or `application/feed+json`.
    pub media_type: &'static str,
    /// Its address here.
    pub href: Arc<str>,
}

/// A heading in a table of contents.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct TocEntry {
    /// 2 to 6.
    pub level: u8,
    /// The fragment, without `#`.
    pub id: Arc<str>,
    /// Its words with inline markup.
    pub html: Arc<str>,
}

/// A page of a list that runs over several.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct Pager {
    /// From 1.
    pub number: usize,
    /// How many there are.
    pub total: usize,
    /// The page before.
    pub previous: Option<Arc<str>>,
    /// The page after.
    pub next: Option<Arc<str>>,
    /// The addresses of all, in order.
    pub pages: Vec<Arc<str>>,
}

/// The events for which a list has no room.
#[derive(Clone, Debug, Hash, PartialEq, Eq, Serialize)]
pub struct MoreEvents {
    /// How many they are.
    pub count: usize,
    /// The list from which all of them can be reached, month by month.
    pub href: Arc<str>,
}

/// Links that open the forge's editor with a new file and its fields. None of them is there without a repository.
#[derive(Clone, Debug, Default, Hash, Serialize)]
pub struct Doors {
    /// An event.
    pub event: Option<Arc<str>>,
    /// A resource.
    pub resource: Option<Arc<str>>,
    /// The profile of who opens it.
    pub member: Option<Arc<str>>,
    /// A post.
    pub post: Option<Arc<str>>,
}

/// What every page sees as `site`: one value for each language.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SiteContext {
    /// The hub's name in this language.
    pub title: Arc<str>,
    /// A line about it.
    pub tagline: Option<Arc<str>>,
    /// Without a slash at the end.
    pub base_url: Arc<str>,
    /// The path of `base_url` without its host, without a slash at the end: what links on a page begin with.
    pub base_path: Arc<str>,
    /// BCP 47.
    pub lang: Arc<str>,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// What addresses in this language begin with: empty, or `/zh-CN`.
    pub prefix: Arc<str>,
    /// The languages of the site, with their own names and home pages.
    pub languages: Vec<Link>,
    /// The hub's zone.
    pub timezone: Arc<str>,
    /// The day of the build in the hub's zone.
    pub today: Arc<str>,
    /// The menu.
    pub menu: Vec<Link>,
    /// The forge.
    pub repository: Option<Arc<str>>,
    /// Opens the forge's editor for a new event.
    pub propose_event: Option<Arc<str>>,
    /// Open the forge's editor for something new.
    pub doors: Doors,
    /// The calendar of everything, with the host.
    pub calendar_url: Arc<str>,
    /// Which sections have anything in them: `posts`, `members`, `groups`, `events`, `resources`, `needs`, `projects`, `kb`, `tags`.
    pub sections: Vec<&'static str>,
    /// `monday` or `sunday`…
    pub week_start: &'static str,
    /// The page of figures, where the hub publishes any.
    pub insights: Option<Arc<str>>,
    /// The search page, where the hub has one.
    pub search: Option<Arc<str>>,
    /// The community's own values.
    pub extra: crate::read::values::Extra,
}

/// Finds a word by its key.
type Lookup<'a> = dyn Fn(&str) -> Option<Arc<str>> + Send + Sync + 'a;

/// The words of the interface in one language, for what contexts say in words: headings of lists, names of kinds.
pub struct Labels<'a> {
    words: Box<Lookup<'a>>,
    /// The colour of the hub's own, as style sheets write it.
    pub accent: Option<Arc<str>>,
    /// Those that the text of a page needs.
    pub markup: Part<crate::markup::Words>,
}

impl<'a> Labels<'a> {
    /// Labels from a function that knows the theme's words by key; tables of the theme's files have a dot between the names.
    pub fn new(words: impl Fn(&str) -> Option<Arc<str>> + Send + Sync + 'a) -> Self {
        let english = crate::markup::Words::default();
        let word = |key: &str, default: String| words(key).map_or(default, |word| word.to_string());
        let markup = crate::markup::Words {
            note: word("markup.note", english.note),
            tip: word("markup.tip", english.tip),
            important: word("markup.important", english.important),
            warning: word("markup.warning", english.warning),
            caution: word("markup.caution", english.caution),
            footnotes: word("markup.footnotes", english.footnotes),
            back: word("markup.back", english.back),
            diagram: word("markup.diagram", english.diagram),
            diagram_text: word("markup.diagram_text", english.diagram_text),
            table: word("markup.table", english.table),
            formula: word("markup.formula", english.formula),
        };
        Self { words: Box::new(words), accent: None, markup: Part::new(markup) }
    }

    /// The same, with the colour of the hub's own as style sheets write it.
    #[must_use]
    pub fn with_accent(self, accent: Option<Arc<str>>) -> Self {
        Self { accent, ..self }
    }

    /// The word of a key; the key itself, made readable, where the theme has none.
    pub fn get(&self, key: &str) -> Arc<str> {
        if let Some(word) = (self.words)(key) {
            return word;
        }
        let last = key.rsplit('.').next().unwrap_or(key).replace(['_', '-'], " ");
        let mut chars = last.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>().into()
    }
}
