//! What every page of an edition sees as `site`.

use super::view::{View, href};
use crate::plan::context::{Link, SiteContext};
use std::sync::Arc;

/// The value for one edition.
pub fn site_context(view: &View<'_>) -> SiteContext {
    let config = view.config;
    let language = view.language;
    let doors = super::doors::doors(view);
    SiteContext {
        title: language.title.clone(),
        tagline: language.tagline.clone(),
        base_url: config.base_url.clone(),
        base_path: config.base_path.clone(),
        lang: language.language.shared(),
        dir: if language.language.is_rtl() { "rtl" } else { "ltr" },
        prefix: language.prefix.clone(),
        languages: config
            .languages
            .iter()
            .filter(|_| config.languages.len() > 1)
            .map(|other| Link { label: other.label.clone(), href: href(config, &format!("{}/", other.prefix)) })
            .collect(),
        timezone: config.timezone.name().into(),
        today: view.today.to_string().into(),
        menu: menu(view),
        repository: config.repository.as_ref().map(|repository| repository.url.clone()),
        propose_event: doors.event.clone(),
        doors,
        calendar_url: view.url(&format!("{}/calendar.ics", language.prefix)),
        sections: sections(view),
        week_start: week_day(config.week_start),
        search: config.search.then(|| view.path("/search/")),
        extra: config.extra.clone(),
    }
}

fn week_day(day: crate::time::Weekday) -> &'static str {
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][usize::from(day.from_monday())]
}

/// Which sections have anything in them.
fn sections(view: &View<'_>) -> Vec<&'static str> {
    let edition = view.edition;
    let needs = !super::needs::all(view).is_empty();
    let all = [
        ("posts", !edition.posts.is_empty()),
        ("members", !edition.members.is_empty()),
        ("groups", !edition.groups.is_empty()),
        ("events", !(edition.events.is_empty() && edition.elsewhere.is_empty())),
        ("resources", !edition.resources.is_empty()),
        ("needs", needs),
        ("projects", !edition.projects.is_empty()),
        ("kb", !edition.kb.is_empty()),
        ("tags", !view.tags.is_empty()),
    ];
    all.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect()
}

/// The menu of `hub.toml` in this language; without one, the sections that have anything in them.
fn menu(view: &View<'_>) -> Vec<Link> {
    if let Some(menu) = &view.language.menu {
        let entry = |(label, address): &(Arc<str>, Arc<str>)| {
            let inside = address.starts_with('/');
            let own = if inside { href(view.config, address) } else { address.clone() };
            Link { label: label.clone(), href: own }
        };
        return menu.iter().map(entry).collect();
    }
    let shown = sections(view);
    ["events", "posts", "members", "groups", "resources", "needs", "projects", "kb"]
        .into_iter()
        .filter(|section| shown.contains(section))
        .map(|section| Link {
            label: view.label(&format!("sections.{section}")),
            href: view.path(&format!("/{section}/")),
        })
        .collect()
}
