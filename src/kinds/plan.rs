//! From a checked site to the list of every file it has.

use super::view::View;
use super::{
    Site, api, claims, event, feeds, group, hub, insights, kb, member, needs, page, post, project, resource, search,
    sitemap, social,
};
use crate::check::links::{AddressLink, asset_address};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Outcome, Severity, nearest};
use crate::model::Address;
use crate::pictures;
use crate::plan::context::Labels;
use crate::plan::{Output, Part, Plan};
use crate::read::scan::Scan;
use crate::text::{SourceId, Span};
use crate::time::Instant;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Lists every file of the site. `extra` are files of the theme. `labels` has one entry for each language.
pub fn plan(
    site: &Site,
    config: &Config,
    scan: &Scan,
    labels: &[Labels<'_>],
    extra: Vec<Output>,
    now: Instant,
) -> Outcome<Plan> {
    let mut said = Vec::new();
    let mut outputs = extra;
    let mut sites = Vec::new();
    let activity = insights::table::read(config, scan, &mut said);
    let views = labels.iter().enumerate().map(|(number, labels)| View::new(site, number, config, scan, labels, now));
    let views: Vec<View<'_>> = views.collect();
    // First, while there are no pages: the room that making the index takes is theirs afterwards.
    outputs.extend(search::files(&views));
    for view in &views {
        sites.push(Part::new(view.site_context()));
        outputs.extend(edition(view, &mut said));
        outputs.extend(insights::plan(view, &activity));
    }
    outputs.extend(social::outputs(&views));
    drop(views);
    outputs.extend(sitemap::plan(site, config, &outputs));
    outputs.push(hub::robots(config));
    outputs.extend(assets(site, config, scan, &mut said));
    dead_ends(site, config, &outputs, &mut said);
    said.extend(social::missing(config, scan));
    let outputs = claims::settle(outputs, site, config, &scan.sources, &mut said);
    Outcome { value: Plan { outputs, sites }, diagnostics: said }
}

/// Every file of an edition. What one kind plans depends on no other, so all of them are asked side by side.
fn edition(view: &View<'_>, said: &mut Vec<Diagnostic>) -> Vec<Output> {
    type Planner = fn(&View<'_>, &mut Vec<Diagnostic>) -> Vec<Output>;
    let planners: [Planner; 14] = [
        |view, _| hub::plan(view),
        |view, _| post::pages::plan(view),
        |view, _| member::pages::plan(view),
        |view, _| group::pages::plan(view),
        event::pages::plan,
        |view, _| resource::pages::plan(view),
        |view, _| project::pages::plan(view),
        |view, _| kb::pages::plan(view),
        |view, _| page::pages::plan(view),
        |view, _| needs::plan(view),
        hub::redirects,
        |view, _| feeds::plan(view),
        |view, _| api::plan(view),
        |view, _| search::page(view).into_iter().collect(),
    ];
    let plan = |planner: Planner| {
        let mut said = Vec::new();
        (planner(view, &mut said), said)
    };
    let planned: Vec<_> = planners.into_par_iter().map(plan).collect();
    let mut outputs = Vec::with_capacity(planned.iter().map(|(outputs, _)| outputs.len()).sum());
    for (of_kind, said_of_kind) in planned {
        outputs.extend(of_kind);
        said.extend(said_of_kind);
    }
    outputs
}

/// Copies of `static/` and of the pictures that pages show.
fn assets(site: &Site, config: &Config, scan: &Scan, said: &mut Vec<Diagnostic>) -> Vec<Output> {
    let mut outputs = Vec::new();
    for asset in scan.assets.values() {
        let shown = site.pictures.contains(&asset.path);
        let original = if shown && config.resize { versions(asset, scan, &mut outputs) } else { shown };
        if !asset.path.starts_with("static/") && !site.assets.contains(&asset.path) && !original {
            continue;
        }
        let source = scan.sources.find(&asset.path);
        if asset.tells_place && !config.keep_metadata {
            said.extend(source.map(|source| place_told(&asset.path, source)));
        }
        match Address::parse(&asset_address(&asset.path)) {
            Ok(address) => {
                // What a picture tells besides may be wanted; what a drawing runs is not.
                let is_bare = asset.tells_more && (pictures::is_drawing(&asset.path) || !config.keep_metadata);
                let make = if is_bare { Output::bare } else { Output::copy };
                let mut output = make(address, asset.file.clone(), asset.path.clone(), asset.digest);
                output.sources.extend(source);
                outputs.push(output);
            }
            Err(why) => {
                let name = asset.path.rsplit('/').next().unwrap_or(&asset.path);
                let message = format!("`{name}` cannot be published: {why}");
                let at = Span::file(source.or(scan.sources.find("hub.toml")).unwrap_or(SourceId(0)));
                said.push(Diagnostic::error(Code::BadFileName, at, message).help("give the file another name"));
            }
        }
    }
    outputs
}

/// What is said of a picture that gives its place away.
fn place_told(path: &str, source: SourceId) -> Diagnostic {
    let name = path.rsplit('/').next().unwrap_or(path);
    let message = format!("the file of this picture tells where it was taken, and is published as it is: `{name}`");
    let help = format!(
        "take the place out, as `exiftool -gps:all= -xmp:all= {path}` does, or put the picture beside a text in `content/`, where that is done for you"
    );
    Diagnostic::warning(Code::PicturePlace, Span::file(source), message).help(help)
}

/// Adds the narrower versions of a picture that pages show. Gives whether they show the original too.
fn versions(asset: &crate::read::scan::Asset, scan: &Scan, outputs: &mut Vec<Output>) -> bool {
    let path = &asset.path;
    let (original, versions) = scan.gallery.shown(path);
    for (address, version) in versions {
        // A name that no address can have is said of the original.
        let Ok(address) = Address::parse(&address) else { continue };
        let mut output = match (&version.bytes, scan.gallery.file(path, version)) {
            (None, Some(file)) => Output::copy(address, file, path.clone(), version.digest),
            (bytes, _) => Output::bytes(address, bytes.clone().unwrap_or_default()),
        };
        output.sources.extend(scan.sources.find(path));
        outputs.push(output);
    }
    original || Address::parse(&asset_address(path)).is_err()
}

/// Links to addresses of the site must lead to one.
fn dead_ends(site: &Site, config: &Config, outputs: &[Output], said: &mut Vec<Diagnostic>) {
    let mut known: BTreeSet<&str> = outputs.iter().map(|output| output.address.as_str()).collect();
    // What could not be read will be there once it is mended.
    let broken = site.claims.iter().filter(|claim| claim.broken);
    known.extend(broken.map(|claim| claim.address.as_str()));
    let redirects = config.redirects.iter().map(|(_, to)| to).filter(|to| to.value.starts_with('/'));
    let of_hub = config.menu_links.iter().chain(redirects).map(|link| (link.value.as_str(), link.span));
    said.extend(of_hub.filter_map(|(address, span)| dead_end(address, span, true, &known)));
    said.extend(site.links.iter().filter_map(|link| dead_link(link, &known)));
    if !site.claimed_links.is_empty() {
        known.extend(site.claims.iter().map(|claim| claim.address.as_str()));
        // Lists are made of what is shown: the one that is missing may come with the very entry.
        let list = |address: &str| {
            let path = config.languages.iter().skip(1).find_map(|language| address.strip_prefix(&*language.prefix));
            let path = path.unwrap_or(address);
            ["/tags/", "/calendars/", "/resources/", "/events/2", "/posts/page/"]
                .iter()
                .any(|list| path.starts_with(list))
        };
        let links = site.claimed_links.iter().filter(|link| !list(&link.address));
        said.extend(links.filter_map(|link| dead_link(link, &known)));
    }
}

/// A link of a text that leads to no address of the site. Under the site's host there may be more than this site.
fn dead_link(link: &AddressLink, known: &BTreeSet<&str>) -> Option<Diagnostic> {
    let said = dead_end(&link.address, link.span, false, known)?;
    let severity = if link.in_full { Severity::Warning } else { said.severity };
    Some(Diagnostic { severity, ..said })
}

fn dead_end(address: &str, span: Span, of_hub: bool, known: &BTreeSet<&str>) -> Option<Diagnostic> {
    let path = address.split(['?', '#']).next().unwrap_or("");
    let parsed = Address::parse(path).ok();
    let there = parsed.as_ref().is_some_and(|address| known.contains(address.as_str()))
        || path.strip_suffix("index.html").is_some_and(|folder| known.contains(folder))
        || known.contains(format!("{path}index.html").as_str())
        || known.contains(format!("{path}/").as_str());
    if there {
        return None;
    }
    let message = format!("the site has no address `{path}`");
    let help = match nearest(path, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if of_hub => "name an address that the site has, such as `/events/`".to_owned(),
        None => "link to the file instead, as in `../kb/funding.md`".to_owned(),
    };
    Some(Diagnostic::error(Code::LinkGoesNowhere, span, message).help(help))
}
