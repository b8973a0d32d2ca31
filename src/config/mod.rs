//! `hub.toml`: what is true of the whole site.
//!
//! Takes the file, gives a checked [`Config`]. Every field is declared once, in the same way as the fields of content.

mod calendar;
mod checks;
mod defaults;
mod fields;
pub mod lock;
mod sources;

pub use calendar::{Keep, Retired};
pub use checks::{CheckFields, Checks};
pub use fields::*;
pub use lock::{LOCK, Lock, Locked};
pub use sources::{CalendarSource, SYNC_FOLDER};

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::markup::{Drawn, Options, RawHtml, SafeUrl, slug};
use crate::model::{Address, Language};
use crate::read::fields::{Fields, Reader, Spanned};
use crate::read::values::{Count, Extra, Listing, language_called};
use crate::text::{Source, SourceId, Span};
use crate::time::{Weekday, Zone};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// Who is named as having changed a page.
    pub contributors: Contributors,
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
    /// Whether git is asked for the history of files.
    pub history: bool,
    /// What the UIDs of events end in.
    pub uid_domain: Arc<str>,
    /// The name of the calendar.
    pub calendar_name: Option<Arc<str>>,
    /// The first day of a week.
    pub week_start: Weekday,
    /// How often an app should look again, ISO 8601.
    pub refresh: Arc<str>,
    /// How long what is over stays in calendars.
    pub keep: Keep,
    /// Calendars without events that are still published.
    pub retired: Vec<Retired>,
    /// Other calendars.
    pub calendar_sources: Vec<Arc<CalendarSource>>,
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
    /// Whether cards are drawn for entries.
    pub cards: bool,
    /// The picture of the hub for link previews.
    pub card_image: Option<Spanned<String>>,
    /// Whether narrower versions are made of pictures.
    pub resize: bool,
    /// Whether pictures beside content keep what their files tell of camera, time and place.
    pub keep_metadata: bool,
    /// How Markdown is read.
    pub markdown: Options,
    /// Old addresses and where they lead.
    pub redirects: Vec<(Spanned<String>, Spanned<String>)>,
    /// Addresses of the site that the menus lead to, where they are written.
    pub menu_links: Vec<Spanned<String>>,
    /// The figures that the site shows, each once.
    pub publish: Vec<Figure>,
    /// The table of what happened elsewhere, where one is named.
    pub activity: Option<Spanned<String>>,
    /// Whom an entry may be kept for, besides everybody.
    pub audiences: Vec<Arc<str>>,
    /// What `check` looks for beyond mistakes.
    pub checks: Checks,
    /// The community's own values.
    pub extra: Extra,
}

impl Config {
    /// Whether an entry may be kept for these people.
    pub fn has_audience(&self, name: &str) -> bool {
        name == "public" || self.audiences.iter().any(|audience| **audience == *name)
    }

    /// The default language.
    pub fn default_language(&self) -> &Language {
        &self.languages[0].language
    }
}

/// Reads and checks `hub.toml`. `None` when too much is missing to go on, which has then been said.
pub fn read(id: SourceId, source: &Source, base_url: Option<&str>) -> Outcome<Option<Config>> {
    let mut diagnostics = Vec::new();
    let table = crate::read::toml::parse(id, &source.text, 0, &mut diagnostics);
    let mut reader = Reader::of(&table);
    let hub = HubFields::read_table(&table, &mut reader);
    diagnostics.append(&mut reader.diagnostics);
    let config = hub.map(|hub| checked(hub, Span::file(id), base_url, &mut diagnostics));
    Outcome { value: config, diagnostics }
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
        drawn: Drawn::default(),
    };
    let menus =
        hub.menu.iter().flatten().chain(hub.languages.0.iter().flat_map(|(_, fields)| fields.menu.iter().flatten()));
    let menu_links = menus.map(|entry| entry.url.clone()).filter(|url| url.value.starts_with('/')).collect();
    let languages =
        languages(&hub.title, hub.tagline.as_deref(), hub.language.as_ref(), hub.menu, hub.languages, file, said);
    let types = hub.events.map(|events| events.types.0).unwrap_or_default();
    let categories = hub.resources.map(|resources| resources.categories.0).unwrap_or_default();
    let roles = hub.members.map(|members| members.roles.0).unwrap_or_default();
    let roles = roles.into_iter().map(|(id, role)| (id, role.0)).collect();
    let size = |count: Option<Count>, default| count.map_or(default, |count| count.0);
    let sources = calendar.as_ref().map(|calendar| calendar.source.clone()).unwrap_or_default();
    let labels = |written, default, said: &mut Vec<Diagnostic>| labels(written, default, &languages, said);
    let event_types = labels(types, defaults::EVENT_TYPES, said);
    Config {
        base_url,
        base_path,
        timezone: hub.timezone.unwrap_or_else(Zone::utc),
        uid_domain: calendar
            .as_ref()
            .and_then(|calendar| calendar::uid_domain(calendar.uid_domain.as_ref()?, said))
            .unwrap_or_else(|| calendar::domain_of(hub.base_url.value.as_str())),
        theme_span: hub.theme.as_ref().map_or(file, |theme| theme.span),
        theme: hub.theme.map_or_else(|| "commons".into(), |theme| theme.value.into()),
        settings: hub.settings,
        history: hub.repository.as_ref().and_then(|repository| repository.history).unwrap_or(true),
        repository: hub.repository.map(repository),
        calendar_name: calendar.as_ref().and_then(|calendar| calendar.name.clone()).map(Into::into),
        week_start,
        refresh: calendar
            .as_ref()
            .and_then(|calendar| calendar::refresh(calendar.refresh.as_ref()?, said))
            .unwrap_or_else(|| "PT12H".into()),
        keep: calendar.as_ref().and_then(|calendar| Keep::checked(calendar.keep.as_ref()?, said)).unwrap_or_default(),
        retired: calendar.map(|calendar| Retired::all(&calendar.retired, said)).unwrap_or_default(),
        calendar_sources: sources::checked(sources, &event_types, said),
        event_types,
        categories: labels(categories, defaults::CATEGORIES, said),
        roles: labels(roles, defaults::ROLES, said),
        badges: labels(hub.badges.0, &[], said),
        permalink: hub
            .posts
            .as_ref()
            .and_then(|posts| posts.permalink.clone())
            .filter(|pattern| check_permalink(pattern, said)),
        per_page: size(hub.posts.as_ref().and_then(|posts| posts.per_page), 12),
        full_feeds: hub.feeds.as_ref().is_some_and(|feeds| feeds.full),
        feed_entries: size(hub.feeds.as_ref().and_then(|feeds| feeds.entries), 30),
        cards: hub.cards.as_ref().and_then(|cards| cards.enabled).unwrap_or(true),
        card_image: hub.cards.and_then(|cards| cards.image),
        resize: hub.pictures.as_ref().and_then(|pictures| pictures.resize).unwrap_or(true),
        keep_metadata: hub.pictures.and_then(|pictures| pictures.keep_metadata).unwrap_or(false),
        search: hub.search.and_then(|search| search.enabled).unwrap_or(true),
        markdown: options,
        redirects: hub.redirects.0,
        menu_links,
        publish: hub.insights.as_ref().map(|insights| once(&insights.publish)).unwrap_or_default(),
        activity: hub.insights.and_then(|insights| insights.activity),
        audiences: match hub.audiences {
            Some(audiences) => audiences.into_iter().map(|audience| audience.value.into()).collect(),
            None => vec!["members".into()],
        },
        checks: Checks::checked(hub.check, said),
        extra: hub.extra,
        languages,
    }
}

/// Each figure at its first place.
fn once(figures: &[Figure]) -> Vec<Figure> {
    let first = |(at, figure): &(usize, &Figure)| !figures[..*at].contains(figure);
    figures.iter().enumerate().filter(first).map(|(_, figure)| *figure).collect()
}

/// What an address has behind its host: empty, or with a slash before it.
pub fn base_path(url: &str) -> String {
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| format!("/{path}"));
    path.unwrap_or_default()
}

/// The site's own address and its path, slashes at the end cut off.
fn base(written: &Spanned<SafeUrl>, flag: Option<&str>, said: &mut Vec<Diagnostic>) -> (Arc<str>, Arc<str>) {
    let text = flag.unwrap_or(written.value.as_str()).trim_end_matches('/').to_owned();
    let path = base_path(&text);
    let web = SafeUrl::parse_web(&text).is_ok() && !text.contains(['?', '#']);
    let host = text.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or(""));
    if host.contains('@') {
        let message = "the name and the password in `base_url` would be published with every page";
        let error = Diagnostic::error(Code::BadUrl, written.span, message).private();
        said.push(error.help("write the address as readers see it"));
    } else if !web {
        let message = format!("`base_url` wants the address of a website, found `{text}`");
        let bare = text.split(['?', '#']).next().unwrap_or("").trim_end_matches('/');
        let help = match SafeUrl::parse_web(bare) {
            Ok(_) => format!("write `\"{bare}\"`"),
            Err(_) => "write one such as `\"https://riverbank.example\"`".to_owned(),
        };
        said.push(Diagnostic::error(Code::BadUrl, written.span, message).help(help));
    }
    (text.into(), path.into())
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
        let hyphens = Language::parse(&tag.replace('_', "-"));
        let help = match hyphens {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if language_called(tag).is_some() => {
                format!("write \"{}\"", language_called(tag).unwrap_or_default())
            }
            None => "write a BCP 47 tag such as `en`, `zh-CN` or `pt-BR`".to_owned(),
        };
        Diagnostic::error(Code::UnknownLanguage, span, format!("`{tag}` is no language tag")).help(help)
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
        let same = |other: &&SiteLanguage| other.language.as_str().eq_ignore_ascii_case(language.as_str());
        if let Some(other) = all.iter().find(same) {
            let (message, help) = match other.prefix.is_empty() {
                true => ("is already the default language", "list only the further languages here"),
                false => ("stands twice among the languages", "take one of the two out"),
            };
            let error = Diagnostic::error(Code::BadConfig, tag.span, format!("`{language}` {message}"));
            said.push(error.help(help));
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
    let forge = match fields.forge {
        Some(Forge::Github) => "github",
        Some(Forge::Gitlab) => "gitlab",
        Some(Forge::Gitea | Forge::Forgejo) => "gitea",
        None if url.contains("gitlab") => "gitlab",
        None if url.contains("github") => "github",
        None => "gitea",
    };
    let folder = fields.folder.map(|folder| format!("{}/", folder.trim_matches('/'))).unwrap_or_default();
    Repository {
        url: url.into(),
        branch: fields.branch.unwrap_or_else(|| "main".into()).into(),
        folder: if folder == "/" { "".into() } else { folder.into() },
        forge,
        contributors: fields.contributors.unwrap_or(Contributors::Everybody),
    }
}

fn labels(
    written: Vec<(Spanned<String>, LabelFields)>,
    default: &[(&str, &str, &str)],
    languages: &[SiteLanguage],
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
        let color = fields.color.filter(|color| good_color(color, said));
        for (tag, _) in &fields.labels.0 {
            if !languages.iter().any(|site| site.language.as_str() == tag.value) {
                let message = format!("the site has no language `{}`", tag.value);
                let tags: Vec<_> = languages.iter().map(|site| format!("`{}`", site.language)).collect();
                let help = format!("its languages are {}", tags.join(", "));
                said.push(Diagnostic::error(Code::UnknownLanguage, tag.span, message).help(help));
            }
        }
        all.push(Label {
            id: id.value.into(),
            label: fields.label.into(),
            labels: fields.labels.0.into_iter().map(|(tag, label)| (tag.value, label.into())).collect(),
            color: color.map(|color| color.value.into()),
        });
    }
    all
}

/// Whether a colour can be shown; says so where not.
fn good_color(color: &Spanned<String>, said: &mut Vec<Diagnostic>) -> bool {
    let hex = color.value.strip_prefix('#').unwrap_or("");
    let good = hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !good {
        let message = format!("`{}` is no colour", color.value);
        let error = Diagnostic::error(Code::UnknownValue, color.span, message);
        said.push(error.help("write six hexadecimal digits, `\"#b3441f\"`"));
    }
    good
}

fn check_permalink(pattern: &Spanned<String>, said: &mut Vec<Diagnostic>) -> bool {
    let bare = ["{year}", "{month}", "{day}", "{slug}"]
        .iter()
        .fold(pattern.value.clone(), |text, name| text.replace(name, "x"));
    let good =
        !bare.contains(['{', '}']) && pattern.value.contains("{slug}") && Address::parse(&format!("/{bare}/")).is_ok();
    if !good {
        let message = format!("`{}` is no pattern for addresses", pattern.value);
        let help = "use `{slug}` and, if you like, `{year}`, `{month}`, `{day}`, as in `\"{year}/{slug}\"`";
        said.push(Diagnostic::error(Code::BadAddress, pattern.span, message).help(help));
    }
    good
}
