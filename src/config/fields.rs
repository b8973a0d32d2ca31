//! The fields of `hub.toml`, each declared once.

use super::CheckFields;
use crate::fields;
use crate::markup::SafeUrl;
use crate::read::fields::{FieldValue, Reader, Spanned};
use crate::read::node::{Node, Value};
use crate::read::shape::Shape;
use crate::read::values::{Count, Extra, Listing};
use crate::time::{Duration, Zone};

fields! {
    /// The fields of `hub.toml`.
    pub struct HubFields as "a hub" {
        /// The name of the community.
        need title: String = "\"Riverbank Founders\"";
        /// A line about it, below the name.
        may tagline: String = "\"Builders by the river\"";
        /// Where the site lives, with `https://`. Feeds, calendars and links to the site from elsewhere need it.
        need base_url: Spanned<SafeUrl> = "\"https://riverbank.example\"";
        /// The language of every page that does not say otherwise, a BCP 47 tag.
        may language: Spanned<String> = "\"en\"";
        /// The time zone of every event that does not say otherwise, a name of the IANA list.
        may timezone: Zone = "\"Asia/Shanghai\"";
        /// The theme: one that comes with Folkmoot, or a folder under `themes/`.
        may theme: Spanned<String> = "\"commons\"";
        /// Settings of the theme, as its `theme.toml` lists them.
        many settings: Extra = "{ accent = \"#b3441f\" }";
        /// Each further language of the site.
        many languages: Listing<LanguageFields> = "{ zh-CN = { title = \"河岸创客\" } }";
        /// The git repository. Turns on "edit this page", "propose an event" and, on each page, who changed it.
        may repository: RepositoryFields = "{ url = \"https://github.com/riverbank/hub\", branch = \"main\" }";
        /// The menu, from left to right.
        may menu: Vec<MenuFields> = "[{ label = \"Events\", url = \"/events/\" }]";
        /// Calendars.
        may calendar: CalendarFields = "{ name = \"Riverbank events\" }";
        /// Events.
        may events: EventsFields = "{ types = { salon = { label = \"Salon\" } } }";
        /// Resources.
        may resources: ResourcesFields = "{ categories = { funding = { label = \"Funding\" } } }";
        /// Members.
        may members: MembersFields = "{ roles = { lead = \"Lead\" } }";
        /// What members may be thanked with.
        many badges: Listing<LabelFields> = "{ best-contribution = { label = \"Best contribution\" } }";
        /// Whom an entry may be kept for, besides `public`: the words `audience` knows, in entries and on the command line.
        may audiences: Vec<Spanned<String>> = "[\"members\"]";
        /// Posts.
        may posts: PostsFields = "{ per_page = 12 }";
        /// Search.
        may search: SearchFields = "{ enabled = true }";
        /// Feeds.
        may feeds: FeedsFields = "{ full = true }";
        /// Pictures.
        may pictures: PicturesFields = "{ resize = true }";
        /// Cards for link previews.
        may cards: CardsFields = "{ enabled = true }";
        /// The report on the community's health.
        may insights: InsightsFields = "{ publish = [\"activity\"] }";
        /// How Markdown is read.
        may markdown: MarkdownFields = "{ html = \"sanitize\" }";
        /// What `check` looks for beyond mistakes.
        may check: CheckFields = "{ stale_days = 365 }";
        /// Addresses that once were, and where they lead now.
        many redirects: Listing<Spanned<String>> = "{ \"/old/\" = \"/new/\" }";
        /// The community's own values, for templates.
        many extra: Extra = "{ founded = 2023 }";
    }
}

fields! {
    /// One further language.
    pub struct LanguageFields as "a language" {
        /// The community's name in it.
        may title: String = "\"河岸创客\"";
        /// The line below the name.
        may tagline: String = "\"住在江边，动手做事\"";
        /// What the language switch calls it.
        may label: String = "\"中文\"";
        /// The menu in it.
        may menu: Vec<MenuFields> = "[{ label = \"活动\", url = \"/zh-CN/events/\" }]";
    }
}

fields! {
    /// An entry of the menu.
    pub struct MenuFields as "a menu entry" {
        /// What it says.
        need label: String = "\"Events\"";
        /// Where it leads: an address of the site, or a whole one.
        need url: Spanned<String> = "\"/events/\"";
    }
}

fields! {
    /// The git repository of the hub.
    pub struct RepositoryFields as "a repository" {
        /// Its page on the forge.
        need url: SafeUrl = "\"https://github.com/riverbank/hub\"";
        /// The branch that is published.
        may branch: String = "\"main\"";
        /// The folder of the hub inside the repository.
        may folder: String = "\"site\"";
        /// The software of the forge, where its address does not tell: `github`, `gitlab` or `gitea`.
        may forge: Forge = "\"gitea\"";
        /// Whether git is asked when each file was changed, for pages, feeds and calendars.
        may history: bool = "true";
        /// Who is named as having changed a page. Members with a private profile never are.
        may contributors: Contributors = "\"members\"";
    }
}

fields! {
    /// Calendars.
    pub struct CalendarFields as "a calendar" {
        /// What subscribers see.
        may name: String = "\"Riverbank events\"";
        /// What the UIDs of events end in, behind the `@`; else the host and path of `base_url`. For a hub that moves: where it was.
        may uid_domain: Spanned<String> = "\"riverbank.example\"";
        /// The first day of a week.
        may week_start: Spanned<String> = "\"monday\"";
        /// How often an app should look again, as ISO 8601 duration.
        may refresh: Spanned<String> = "\"PT12H\"";
        /// How long an event that is over stays in calendars before it moves to the archive, as ISO 8601 duration.
        may keep: Spanned<String> = "\"P1Y\"";
        /// Calendars that once were and have lost their last event; people who subscribed go on finding them, empty.
        many retired: Vec<Spanned<String>> = "[\"tag/rust\"]";
        /// Other calendars to show.
        many source: Vec<CalendarSourceFields> = "[{ name = \"City tech calendar\", path = \"data/city.ics\" }]";
    }
}

fields! {
    /// Another calendar.
    pub struct CalendarSourceFields as "a calendar source" with one of ["url", "path"] {
        /// What it is called.
        need name: Spanned<String> = "\"City tech calendar\"";
        /// Where `folkmoot sync` fetches it from.
        may url: Spanned<SafeUrl> = "\"https://city.example/tech.ics\"";
        /// Where it lies in the hub, below `data/`, instead of `url`.
        may path: Spanned<String> = "\"data/city.ics\"";
        /// Whether its events get pages and go into the hub's own calendars too. Else they are shown on the list of events and on month pages.
        many republish: bool = "true";
        /// The colour of its events, `#rrggbb`; else that of their type.
        may color: Spanned<String> = "\"#4b6a7d\"";
        /// The kind of its events, one that `hub.toml` lists.
        may r#type: Spanned<String> = "\"meetup\"";
        /// The tags of its events, instead of the calendar's own categories.
        many tags: Vec<Spanned<String>> = "[\"city\"]";
        /// After what time without a successful `folkmoot sync` builds warn.
        may max_age: Spanned<Duration> = "\"30d\"";
    }
}

fields! {
    /// Events.
    pub struct EventsFields as "the events table" {
        /// The kinds of event, in the order of filters.
        many types: Listing<LabelFields> = "{ salon = { label = \"Salon\", color = \"#1f5f8b\" } }";
    }
}

fields! {
    /// Resources.
    pub struct ResourcesFields as "the resources table" {
        /// The categories, in the order of the directory.
        many categories: Listing<LabelFields> = "{ funding = { label = \"Funding\" } }";
    }
}

fields! {
    /// Members.
    pub struct MembersFields as "the members table" {
        /// The roles, highest standing first.
        many roles: Listing<RoleLabel> = "{ lead = \"Lead\" }";
    }
}

fields! {
    /// A name for readers.
    pub struct LabelFields as "a label" {
        /// The name.
        need label: String = "\"Salon\"";
        /// The name in other languages.
        many labels: Listing<String> = "{ zh-CN = \"沙龙\" }";
        /// A colour, `#rrggbb`.
        may color: Spanned<String> = "\"#1f5f8b\"";
    }
}

fields! {
    /// Posts.
    pub struct PostsFields as "the posts table" {
        /// The address below `/posts/`, made of `{year}`, `{month}`, `{day}` and `{slug}`.
        may permalink: Spanned<String> = "\"{year}/{slug}\"";
        /// How many posts a page of the list has.
        may per_page: Count = "12";
    }
}

fields! {
    /// Search.
    pub struct SearchFields as "the search table" {
        /// Whether there is a search page.
        may enabled: bool = "true";
    }
}

fields! {
    /// Pictures.
    pub struct PicturesFields as "the pictures table" {
        /// Whether narrower versions are made of pictures, for small screens.
        may resize: bool = "true";
        /// Whether pictures beside content keep what their files tell of camera, time and place.
        may keep_metadata: bool = "false";
    }
}

fields! {
    /// Cards for link previews.
    pub struct CardsFields as "the cards table" {
        /// Whether a card is drawn for each entry without a wide picture. Else the picture of the hub stands for all of them.
        may enabled: bool = "true";
        /// The picture of the hub, as an address of the site: `/card.png` is the file `static/card.png`. Else one is drawn.
        may image: Spanned<String> = "\"/card.png\"";
    }
}

fields! {
    /// Feeds.
    pub struct FeedsFields as "the feeds table" {
        /// Whether feeds hold whole posts instead of summaries.
        many full: bool = "true";
        /// How many entries a feed has.
        may entries: Count = "30";
    }
}

fields! {
    /// The report on the community's health.
    pub struct InsightsFields as "the insights table" {
        /// Which figures the site shows.
        many publish: Vec<Figure> = "[\"activity\", \"contributors\", \"events\"]";
        /// A table of what happened elsewhere, below `data/`.
        may activity: Spanned<String> = "\"data/activity.csv\"";
    }
}

fields! {
    /// How Markdown is read.
    pub struct MarkdownFields as "the markdown table" {
        /// What becomes of raw HTML.
        may html: HtmlPolicy = "\"sanitize\"";
        /// Whether `$…$` is a formula.
        may math: bool = "true";
        /// Whether `mermaid` blocks are diagrams.
        may mermaid: bool = "true";
        /// Whether code is highlighted.
        may highlight: bool = "true";
    }
}

crate::choices! {
    /// What becomes of raw HTML in Markdown.
    pub enum HtmlPolicy {
        /// What is harmless stays, the rest is removed with a warning.
        Sanitize = "sanitize",
        /// All of it is shown as text.
        Escape = "escape",
    }
}

crate::choices! {
    /// Figures that the site may show, in aggregate.
    pub enum Figure {
        /// How much happened, month by month.
        Activity = "activity",
        /// How many people took part.
        Contributors = "contributors",
        /// How many events there were, and how many came.
        Events = "events",
    }
}

crate::choices! {
    /// The software of a forge.
    pub enum Forge {
        /// GitHub.
        Github = "github",
        /// GitLab.
        Gitlab = "gitlab",
        /// Gitea.
        Gitea = "gitea",
        /// Forgejo; its addresses are Gitea's.
        Forgejo = "forgejo",
    }
}

crate::choices! {
    /// Who is named as having changed a page.
    pub enum Contributors {
        /// Everybody, by the name in their commits where they are no member.
        Everybody = "everybody",
        /// Only those who have a profile here.
        Members = "members",
        /// Nobody.
        Nobody = "nobody",
    }
}

/// A role: its label alone, or a table as for other labels.
#[derive(Clone, Debug)]
pub struct RoleLabel(pub LabelFields);

impl FieldValue for RoleLabel {
    fn shape() -> Shape {
        Shape::OneOf(vec![Shape::Text, LabelFields::shape()])
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if matches!(node.value, Value::Table(_)) {
            return LabelFields::read(node, reader).map(Self);
        }
        String::read(node, reader).map(|label| Self(LabelFields { label, labels: Listing::default(), color: None }))
    }
}
