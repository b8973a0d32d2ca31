//! `hub.toml`: what is true of the whole site.
//!
//! Takes the file, gives a checked [`Config`]. Every field is declared once, in the same way as the fields of content.

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::fields;
use crate::markup::{Options, RawHtml, SafeUrl, slug};
use crate::model::{Address, Language};
use crate::read::fields::{FieldValue, Fields, Reader, Spanned};
use crate::read::node::{Format, Node, Value};
use crate::read::shape::Shape;
use crate::read::values::{Extra, Listing};
use crate::text::{Source, SourceId, Span};
use crate::time::{Duration, Weekday, Zone};
use std::collections::BTreeMap;
use std::sync::Arc;

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
        /// The git repository. Turns on "edit this page" and "propose an event".
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
        /// Posts.
        may posts: PostsFields = "{ per_page = 12 }";
        /// Search.
        may search: SearchFields = "{ enabled = true }";
        /// Feeds.
        may feeds: FeedsFields = "{ full = true }";
        /// The report on the community's health.
        may insights: InsightsFields = "{ publish = [\"activity\"] }";
        /// How Markdown is read.
        may markdown: MarkdownFields = "{ html = \"sanitize\" }";
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
        may forge: String = "\"gitea\"";
    }
}

fields! {
    /// Calendars.
    pub struct CalendarFields as "a calendar" {
        /// What subscribers see.
        may name: String = "\"Riverbank events\"";
        /// The first day of a week.
        may week_start: Spanned<String> = "\"monday\"";
        /// How often an app should look again, as ISO 8601 duration.
        may refresh: Spanned<String> = "\"PT12H\"";
        /// Other calendars to show.
        many source: Vec<CalendarSourceFields> = "[{ name = \"City tech calendar\", path = \"data/city.ics\" }]";
    }
}

fields! {
    /// Another calendar.
    pub struct CalendarSourceFields as "a calendar source" {
        /// What it is called.
        need name: String = "\"City tech calendar\"";
        /// Where it is fetched from.
        may url: SafeUrl = "\"https://city.example/tech.ics\"";
        /// Where it lies in the hub.
        may path: String = "\"data/city.ics\"";
        /// Whether its events go into the hub's own calendars too.
        many republish: bool = "true";
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
        many labels: BTreeMap<String, String> = "{ zh-CN = \"沙龙\" }";
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
        may per_page: u32 = "12";
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
    /// Feeds.
    pub struct FeedsFields as "the feeds table" {
        /// Whether feeds hold whole posts instead of summaries.
        many full: bool = "true";
        /// How many entries a feed has.
        may entries: u32 = "30";
    }
}

fields! {
    /// The report on the community's health.
    pub struct InsightsFields as "the insights table" {
        /// Which figures the site shows.
        many publish: Vec<String> = "[\"activity\", \"contributors\", \"events\"]";
        /// A table of what happened elsewhere.
        may activity: String = "\"data/activity.csv\"";
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

/// A role: its label alone, or a table as for other labels.
#[derive(Clone, Debug)]
pub struct RoleLabel(LabelFields);

impl FieldValue for RoleLabel {
    fn shape() -> Shape {
        Shape::OneOf(vec![Shape::Text, LabelFields::shape()])
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if matches!(node.value, Value::Table(_)) {
            return LabelFields::read(node, reader).map(Self);
        }
        String::read(node, reader).map(|label| Self(LabelFields { label, labels: BTreeMap::new(), color: None }))
    }
}

/// A name for readers, in every language.
#[derive(Clone, Debug, Hash)]
pub struct Label {
    /// The id in files and addresses.
    pub id: Arc<str>,
    /// In the default language.
    label: Arc<str>,
    /// In others.
    labels: BTreeMap<String, Arc<str>>,
    /// `#rrggbb`.
    pub color: Option<Arc<str>>,
}

impl Label {
    /// The label in a language, else in the default one.
    pub fn in_language(&self, language: &Language) -> Arc<str> {
        self.labels.get(language.as_str()).unwrap_or(&self.label).clone()
    }
}

/// One language of the site.
#[derive(Clone, Debug)]
pub struct SiteLanguage {
    /// Its tag.
    pub language: Language,
    /// The hub's name in it.
    pub title: Arc<str>,
    /// The line below the name.
    pub tagline: Option<Arc<str>>,
    /// What the switch calls it.
    pub label: Arc<str>,
    /// What its addresses begin with: empty for the default language, else `/zh-CN`.
    pub prefix: Arc<str>,
    /// The menu; empty where the theme's own is to be used.
    pub menu: Option<Vec<(Arc<str>, Arc<str>)>>,
}

/// The forge that keeps the hub.
#[derive(Clone, Debug)]
pub struct Repository {
    /// Its page, without a slash at the end.
    pub url: Arc<str>,
    /// The branch.
    pub branch: Arc<str>,
    /// The folder inside it, empty or with a slash at the end.
    pub folder: Arc<str>,
    /// `github`, `gitlab` or `gitea`.
    pub forge: &'static str,
}

/// The whole configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the site lives, without a slash at the end.
    pub base_url: Arc<str>,
    /// The path of it, without a slash at the end.
    pub base_path: Arc<str>,
    /// The languages, the default one first.
    pub languages: Vec<SiteLanguage>,
    /// The zone of events that say none.
    pub timezone: Zone,
    /// The theme.
    pub theme: Arc<str>,
    /// Where the theme is named.
    pub theme_span: Span,
    /// Settings of the theme.
    pub settings: Extra,
    /// The forge.
    pub repository: Option<Repository>,
    /// The name of the calendar.
    pub calendar_name: Option<Arc<str>>,
    /// The first day of a week.
    pub week_start: Weekday,
    /// How often an app should look again, ISO 8601.
    pub refresh: Arc<str>,
    /// Other calendars.
    pub calendar_sources: Vec<CalendarSourceFields>,
    /// Kinds of event.
    pub event_types: Vec<Label>,
    /// Categories of resource.
    pub categories: Vec<Label>,
    /// Roles of members.
    pub roles: Vec<Label>,
    /// Badges.
    pub badges: Vec<Label>,
    /// The pattern of a post's address, if it is not its slug.
    pub permalink: Option<Spanned<String>>,
    /// Posts on a page of the list.
    pub per_page: usize,
    /// Whether feeds hold whole posts.
    pub full_feeds: bool,
    /// Entries of a feed.
    pub feed_entries: usize,
    /// Whether there is a search page.
    pub search: bool,
    /// How Markdown is read.
    pub markdown: Options,
    /// Old addresses and where they lead.
    pub redirects: Vec<(Spanned<String>, Spanned<String>)>,
    /// The community's own values.
    pub extra: Extra,
}

impl Config {
    /// The default language.
    pub fn default_language(&self) -> &Language {
        &self.languages[0].language
    }
}

/// Reads and checks `hub.toml`. `None` when too much is missing to go on, which has then been said.
pub fn read(id: SourceId, source: &Source, base_url: Option<&str>) -> Outcome<Option<Config>> {
    let mut diagnostics = Vec::new();
    let table = crate::read::toml::parse(id, &source.text, 0, &mut diagnostics);
    let mut reader = Reader::new(Format::Toml);
    let hub = HubFields::read_table(&table, &mut reader);
    diagnostics.append(&mut reader.diagnostics);
    let config = hub.map(|hub| checked(hub, Span::file(id), base_url, &mut diagnostics));
    Outcome { value: config, diagnostics }
}

/// How often an app should look again: a length as RFC 5545 §3.3.6 writes it, since it goes into calendars letter for letter.
fn refresh(written: &Spanned<String>, said: &mut Vec<Diagnostic>) -> Option<Arc<str>> {
    let text = written.value.trim().to_uppercase();
    if text.starts_with('P') && !text.contains('.') && Duration::parse(&text).is_ok() {
        return Some(text.into());
    }
    let message = format!("`refresh` wants a length of time, found \"{}\"", written.value);
    said.push(Diagnostic::error(Code::UnknownValue, written.span, message).help("write `\"PT12H\"` or `\"P1D\"`"));
    None
}

fn checked(hub: HubFields, file: Span, base_url: Option<&str>, said: &mut Vec<Diagnostic>) -> Config {
    let (base_url, base_path) = base(&hub.base_url, base_url, said);
    let calendar = hub.calendar;
    let week_start = calendar.as_ref().and_then(|calendar| calendar.week_start.as_ref());
    let week_start = week_start.map_or(Weekday::Monday, |written| {
        Weekday::parse(&written.value).unwrap_or_else(|| {
            let message = format!("`{}` is no day of the week", written.value);
            said.push(
                Diagnostic::error(Code::UnknownValue, written.span, message).help("write `\"monday\"` or `\"sunday\"`"),
            );
            Weekday::Monday
        })
    });
    let markdown = hub.markdown.as_ref();
    let options = Options {
        html: match markdown.and_then(|markdown| markdown.html) {
            Some(HtmlPolicy::Escape) => RawHtml::Escape,
            Some(HtmlPolicy::Sanitize) | None => RawHtml::Sanitize,
        },
        math: markdown.and_then(|markdown| markdown.math).unwrap_or(true),
        mermaid: markdown.and_then(|markdown| markdown.mermaid).unwrap_or(true),
        highlight: markdown.and_then(|markdown| markdown.highlight).unwrap_or(true),
    };
    let languages =
        languages(&hub.title, hub.tagline.as_deref(), hub.language.as_ref(), hub.menu, hub.languages, file, said);
    let types = hub.events.map(|events| events.types.0).unwrap_or_default();
    let categories = hub.resources.map(|resources| resources.categories.0).unwrap_or_default();
    let roles = hub.members.map(|members| members.roles.0).unwrap_or_default();
    let roles = roles.into_iter().map(|(id, role)| (id, role.0)).collect();
    let size =
        |n: Option<u32>, default: usize| n.and_then(|n| usize::try_from(n).ok()).unwrap_or(default).clamp(1, 1000);
    Config {
        base_url,
        base_path,
        languages,
        timezone: hub.timezone.unwrap_or_else(Zone::utc),
        theme_span: hub.theme.as_ref().map_or(file, |theme| theme.span),
        theme: hub.theme.map_or_else(|| "commons".into(), |theme| theme.value.into()),
        settings: hub.settings,
        repository: hub.repository.map(repository),
        calendar_name: calendar.as_ref().and_then(|calendar| calendar.name.clone()).map(Into::into),
        week_start,
        refresh: calendar
            .as_ref()
            .and_then(|calendar| refresh(calendar.refresh.as_ref()?, said))
            .unwrap_or_else(|| "PT12H".into()),
        calendar_sources: calendar.map(|calendar| calendar.source).unwrap_or_default(),
        event_types: labels(types, defaults::EVENT_TYPES, said),
        categories: labels(categories, defaults::CATEGORIES, said),
        roles: labels(roles, defaults::ROLES, said),
        badges: labels(hub.badges.0, &[], said),
        permalink: hub
            .posts
            .as_ref()
            .and_then(|posts| posts.permalink.clone())
            .inspect(|pattern| check_permalink(pattern, said)),
        per_page: size(hub.posts.as_ref().and_then(|posts| posts.per_page), 12),
        full_feeds: hub.feeds.as_ref().is_some_and(|feeds| feeds.full),
        feed_entries: size(hub.feeds.as_ref().and_then(|feeds| feeds.entries), 30),
        search: hub.search.and_then(|search| search.enabled).unwrap_or(true),
        markdown: options,
        redirects: hub.redirects.0,
        extra: hub.extra,
    }
}

/// The site's own address and its path, slashes at the end cut off.
fn base(written: &Spanned<SafeUrl>, flag: Option<&str>, said: &mut Vec<Diagnostic>) -> (Arc<str>, Arc<str>) {
    let text = flag.unwrap_or(written.value.as_str()).trim_end_matches('/').to_owned();
    let path = text.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| format!("/{path}"));
    let web = SafeUrl::parse_web(&text).is_ok() && !text.contains(['?', '#']);
    if !web {
        let message = format!("`base_url` wants the address of a website, found `{text}`");
        said.push(
            Diagnostic::error(Code::BadUrl, written.span, message)
                .help("write one such as `\"https://riverbank.example\"`"),
        );
    }
    (text.into(), path.unwrap_or_default().into())
}

fn languages(
    title: &str,
    tagline: Option<&str>,
    default: Option<&Spanned<String>>,
    menu: Option<Vec<MenuFields>>,
    others: Listing<LanguageFields>,
    file: Span,
    said: &mut Vec<Diagnostic>,
) -> Vec<SiteLanguage> {
    let bad = |tag: &str, span: Span| {
        Diagnostic::error(Code::UnknownLanguage, span, format!("`{tag}` is no language tag"))
            .help("write a BCP 47 tag such as `en`, `zh-CN` or `pt-BR`")
    };
    let entries = |menu: Option<Vec<MenuFields>>, said: &mut Vec<Diagnostic>| {
        menu.map(|menu| menu.into_iter().filter_map(|item| menu_entry(item, said)).collect())
    };
    let tag = default.map_or("en", |written| written.value.as_str());
    let language = Language::parse(tag).unwrap_or_else(|| {
        said.push(bad(tag, default.map_or(file, |written| written.span)));
        Language::parse("en").expect("`en` is a tag")
    });
    let mut all = vec![SiteLanguage {
        label: language.own_name().into(),
        language,
        title: title.into(),
        tagline: tagline.map(Into::into),
        prefix: "".into(),
        menu: entries(menu, said),
    }];
    for (tag, fields) in others.0 {
        let Some(language) = Language::parse(&tag.value) else {
            said.push(bad(&tag.value, tag.span));
            continue;
        };
        if all.iter().any(|other| other.language == language) {
            let message = format!("`{language}` is already the default language");
            said.push(
                Diagnostic::error(Code::BadConfig, tag.span, message).help("list only the further languages here"),
            );
            continue;
        }
        all.push(SiteLanguage {
            label: fields.label.unwrap_or_else(|| language.own_name().to_owned()).into(),
            prefix: format!("/{language}").into(),
            title: fields.title.unwrap_or_else(|| title.to_owned()).into(),
            tagline: fields.tagline.as_deref().or(tagline).map(Into::into),
            menu: entries(fields.menu, said),
            language,
        });
    }
    all
}

fn menu_entry(item: MenuFields, said: &mut Vec<Diagnostic>) -> Option<(Arc<str>, Arc<str>)> {
    let url = &item.url.value;
    let path = url.split(['#', '?']).next().unwrap_or("");
    if SafeUrl::parse(url).is_err() && Address::parse(path).is_err() {
        let message = format!("`{url}` is no address");
        let help = "write an address of the site such as `/events/`, or one that begins with `https://`";
        said.push(Diagnostic::error(Code::BadUrl, item.url.span, message).help(help));
        return None;
    }
    Some((item.label.into(), url.as_str().into()))
}

fn repository(fields: RepositoryFields) -> Repository {
    let url = fields.url.as_str().trim_end_matches('/').trim_end_matches(".git");
    let forge = fields.forge.unwrap_or_default();
    let forge = match forge.as_str() {
        "github" => "github",
        "gitlab" => "gitlab",
        "gitea" | "forgejo" => "gitea",
        _ if url.contains("gitlab") => "gitlab",
        _ if url.contains("github") => "github",
        _ => "gitea",
    };
    let folder = fields.folder.map(|folder| format!("{}/", folder.trim_matches('/'))).unwrap_or_default();
    Repository {
        url: url.into(),
        branch: fields.branch.unwrap_or_else(|| "main".into()).into(),
        folder: if folder == "/" { "".into() } else { folder.into() },
        forge,
    }
}

fn labels(
    written: Vec<(Spanned<String>, LabelFields)>,
    default: &[(&str, &str, &str)],
    said: &mut Vec<Diagnostic>,
) -> Vec<Label> {
    if written.is_empty() {
        let chinese = |label: &str| BTreeMap::from([("zh-CN".to_owned(), Arc::from(label))]);
        return default
            .iter()
            .map(|(id, label, zh)| Label { id: (*id).into(), label: (*label).into(), labels: chinese(zh), color: None })
            .collect();
    }
    let mut all = Vec::new();
    for (id, fields) in written {
        let good = id.value.split('/').map(slug).collect::<Vec<_>>().join("/");
        if good != id.value {
            let message = format!("`{}` cannot be part of an address", id.value);
            said.push(Diagnostic::error(Code::BadAddress, id.span, message).help(format!("write `{good}`")));
        }
        let color = fields.color.filter(|color| {
            let hex = color.value.strip_prefix('#').unwrap_or("");
            let good = hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !good {
                let message = format!("`{}` is no colour", color.value);
                said.push(
                    Diagnostic::error(Code::UnknownValue, color.span, message)
                        .help("write six hexadecimal digits, `\"#b3441f\"`"),
                );
            }
            good
        });
        all.push(Label {
            id: id.value.into(),
            label: fields.label.into(),
            labels: fields.labels.into_iter().map(|(tag, label)| (tag, label.into())).collect(),
            color: color.map(|color| color.value.into()),
        });
    }
    all
}

fn check_permalink(pattern: &Spanned<String>, said: &mut Vec<Diagnostic>) {
    let bare = ["{year}", "{month}", "{day}", "{slug}"]
        .iter()
        .fold(pattern.value.clone(), |text, name| text.replace(name, "x"));
    if bare.contains(['{', '}']) || !pattern.value.contains("{slug}") || Address::parse(&format!("/{bare}/")).is_err() {
        let message = format!("`{}` is no pattern for addresses", pattern.value);
        let help = "use `{slug}` and, if you like, `{year}`, `{month}`, `{day}`, as in `\"{year}/{slug}\"`";
        said.push(Diagnostic::error(Code::BadAddress, pattern.span, message).help(help));
    }
}

mod defaults {
    //! What a hub has that lists nothing of its own: id, English, Chinese.

    pub(super) const EVENT_TYPES: &[(&str, &str, &str)] = &[
        ("salon", "Salon", "沙龙"),
        ("meetup", "Meetup", "聚会"),
        ("lecture", "Lecture", "讲座"),
        ("workshop", "Workshop", "工作坊"),
        ("pitch-night", "Pitch night", "路演之夜"),
        ("demo-day", "Demo day", "演示日"),
        ("contest", "Contest", "比赛"),
        ("hackathon", "Hackathon", "黑客松"),
        ("conference", "Conference", "大会"),
        ("panel", "Panel", "圆桌讨论"),
        ("course", "Course", "课程"),
        ("study-group", "Study group", "学习小组"),
        ("office-hours", "Office hours", "答疑时间"),
        ("dinner", "Dinner", "聚餐"),
        ("excursion", "Excursion", "参访"),
        ("exhibition", "Exhibition", "展览"),
        ("online-talk", "Online talk", "线上分享"),
        ("assembly", "Assembly", "会员大会"),
        ("party", "Party", "派对"),
        ("other", "Other", "其他"),
    ];

    pub(super) const CATEGORIES: &[(&str, &str, &str)] = &[
        ("funding", "Funding", "资金"),
        ("talent", "Talent", "人才"),
        ("technology", "Technology", "技术"),
        ("tools", "Tools", "工具"),
        ("space", "Space", "场地"),
        ("mentors", "Mentors", "导师"),
        ("market", "Market", "市场"),
        ("partners", "Partners", "伙伴"),
        ("learning", "Learning", "学习"),
        ("jobs", "Jobs", "职位"),
        ("other", "Other", "其他"),
    ];

    pub(super) const ROLES: &[(&str, &str, &str)] = &[
        ("lead", "Lead", "负责人"),
        ("organiser", "Organiser", "组织者"),
        ("mentor", "Mentor", "导师"),
        ("member", "Member", "成员"),
    ];
}
