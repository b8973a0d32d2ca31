//! From a checked site to the list of every file it has.

use super::view::View;
use super::{Site, api, event, feeds, group, hub, kb, member, needs, page, post, project, resource, sitemap};
use crate::check::links::asset_address;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Outcome, Severity, nearest};
use crate::model::Address;
use crate::plan::context::Labels;
use crate::plan::{Make, Output, Part, Plan};
use crate::read::scan::Scan;
use crate::text::{SourceId, Sources, Span};
use crate::time::Instant;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    for (number, labels) in labels.iter().enumerate() {
        let view = View::new(site, number, config, scan, labels, now);
        sites.push(Part::new(view.site_context()));
        outputs.extend(edition(&view, &mut said));
    }
    outputs.extend(sitemap::plan(site, config, &outputs));
    outputs.push(hub::robots(config));
    let hub = Span::file(scan.sources.find("hub.toml").unwrap_or(SourceId(0)));
    outputs.extend(assets(site, scan, hub, &mut said));
    let outputs = without_collisions(outputs, config, &scan.sources, &mut said);
    let redirects = config.redirects.iter().map(|(_, to)| to).filter(|to| to.value.starts_with('/'));
    let of_hub = config.menu_links.iter().chain(redirects).map(|link| (link.value.as_str(), link.span));
    let links = site.links.iter().map(|link| (link.address.as_str(), link.span)).chain(of_hub);
    check_addresses(links, &outputs, &mut said);
    Outcome { value: Plan { outputs, sites }, diagnostics: said }
}

fn edition(view: &View<'_>, said: &mut Vec<Diagnostic>) -> Vec<Output> {
    let mut outputs = hub::plan(view);
    outputs.extend(post::pages::plan(view));
    outputs.extend(member::pages::plan(view));
    outputs.extend(group::pages::plan(view));
    outputs.extend(event::pages::plan(view));
    outputs.extend(resource::pages::plan(view));
    outputs.extend(project::pages::plan(view));
    outputs.extend(kb::pages::plan(view));
    outputs.extend(page::pages::plan(view));
    outputs.extend(needs::plan(view));
    outputs.extend(hub::redirects(view, said));
    outputs.extend(feeds::plan(view));
    outputs.extend(api::plan(view));
    outputs
}

/// Copies of `static/` and of the pictures that pages show.
fn assets(site: &Site, scan: &Scan, hub: Span, said: &mut Vec<Diagnostic>) -> Vec<Output> {
    let mut outputs = Vec::new();
    for asset in scan.assets.values() {
        if !asset.path.starts_with("static/") && !site.assets.contains(&asset.path) {
            continue;
        }
        match Address::parse(&asset_address(&asset.path)) {
            Ok(address) => outputs.push(Output::copy(address, asset.file.clone(), asset.digest)),
            Err(why) => {
                let message = format!("`{}` cannot be published: {why}", asset.path);
                said.push(Diagnostic::error(Code::BadFileName, hub, message).help("give the file another name"));
            }
        }
    }
    outputs
}

/// Sorts by path and reports every two outputs that want one: also two that some file systems take for one.
fn without_collisions(
    mut outputs: Vec<Output>,
    config: &Config,
    sources: &Sources,
    said: &mut Vec<Diagnostic>,
) -> Vec<Output> {
    outputs.sort_by(|a, b| a.address.cmp(&b.address));
    let mut taken: HashMap<String, usize> = HashMap::with_capacity(outputs.len());
    let mut bad = Vec::new();
    for (at, output) in outputs.iter().enumerate() {
        let folded = output.address.file().to_lowercase();
        let Some(first) = taken.insert(folded, at) else { continue };
        bad.push((first, at));
    }
    // What collides in one language does so in the others: it is said once, for the first.
    let prefix = |at: usize| {
        let address = outputs[at].address.as_str();
        let language = config
            .languages
            .iter()
            .skip(1)
            .find(|language| address.strip_prefix(&*language.prefix).is_some_and(|rest| rest.starts_with('/')));
        language.map_or("", |language| &*language.prefix)
    };
    let default: BTreeSet<&str> =
        bad.iter().filter(|(_, at)| prefix(*at).is_empty()).map(|(_, at)| outputs[*at].address.as_str()).collect();
    // Names that differ only by case were said before; two entries collide in their pages and their calendars alike.
    let file = |at: usize| outputs[at].sources.first().map(|source| sources.get(*source).path.to_lowercase());
    let mut pairs = BTreeSet::new();
    for (first, at) in &bad {
        let prefix = prefix(*at);
        let elsewhere = !prefix.is_empty() && default.contains(&outputs[*at].address.as_str()[prefix.len()..]);
        let files = (file(*first), file(*at));
        let twins = files.0 == files.1 && files.0.is_some() && outputs[*first].sources != outputs[*at].sources;
        let again = files.0.is_some() && files.1.is_some() && !pairs.insert(files);
        if !(elsewhere || twins || again) {
            let hub = Span::file(sources.find("hub.toml").unwrap_or(SourceId(0)));
            let (first, at) = (&outputs[*first], &outputs[*at]);
            let mut taken = taken_by(first, at, hub);
            if is_of_others(first, sources) || is_of_others(at, sources) {
                taken.severity = Severity::Warning;
            }
            said.push(taken);
        }
    }
    // Of a page of the hub's own and one of another calendar, the hub's own stays.
    let of_others = |at: usize| is_of_others(&outputs[at], sources);
    let gone: BTreeSet<usize> =
        bad.into_iter().map(|(first, at)| if of_others(first) && !of_others(at) { first } else { at }).collect();
    for at in gone.into_iter().rev() {
        outputs.remove(at);
    }
    outputs
}

/// Whether a file is made of the calendars of others alone.
fn is_of_others(output: &Output, sources: &Sources) -> bool {
    let mut files = output.sources.iter().map(|source| &sources.get(*source).path);
    !output.sources.is_empty() && files.all(|path| event::sources::is_foreign(path))
}

/// What two outputs that want one address tell their authors.
fn taken_by(a: &Output, b: &Output, hub: Span) -> Diagnostic {
    let place = |output: &Output| output.asked.or_else(|| output.sources.first().map(|source| Span::file(*source)));
    let address = &b.address;
    let copy = [a, b].into_iter().find(|output| matches!(output.make, Make::Copy { .. }));
    let file = copy.map(|output| format!("static{}", output.address));
    match (place(a), place(b), file) {
        (Some(first), Some(second), _) => {
            let (at, other) = match (a.asked, b.asked) {
                (Some(_), None) => (first, second),
                (None, Some(_)) => (second, first),
                _ => (first.max(second), first.min(second)),
            };
            let help = match a.asked.or(b.asked) {
                Some(_) => "take this old address out, or give the page another `slug`",
                None => "give one of them another `slug` or name",
            };
            let message = format!("two entries want the address `{address}`");
            Diagnostic::error(Code::AddressTaken, at, message).note(other, "the other one").help(help)
        }
        (Some(at), None, Some(file)) | (None, Some(at), Some(file)) => {
            let message = format!("the address of this entry is taken by `{file}`");
            Diagnostic::error(Code::AddressTaken, at, message).help("rename or remove one of the two")
        }
        (Some(at), None, None) | (None, Some(at), None) => {
            let message = format!("the site itself has a page at `{address}`");
            Diagnostic::error(Code::AddressTaken, at, message).help("give this one another `slug` or name")
        }
        (None, None, file) => {
            let file = file.unwrap_or_else(|| address.to_string());
            let message = format!("the site itself has a file at `{address}`, and there is `{file}`");
            Diagnostic::error(Code::AddressTaken, hub, message).help("rename or remove the file in `static/`")
        }
    }
}

/// Links to addresses of the site must lead to one.
fn check_addresses<'a>(links: impl Iterator<Item = (&'a str, Span)>, outputs: &[Output], said: &mut Vec<Diagnostic>) {
    let known: BTreeMap<&str, ()> = outputs.iter().map(|output| (output.address.as_str(), ())).collect();
    for (address, span) in links {
        let path = address.split(['?', '#']).next().unwrap_or("");
        let file = format!("{path}index.html");
        let parsed = Address::parse(path).ok();
        let there = parsed.as_ref().is_some_and(|address| known.contains_key(address.as_str()))
            || path.strip_suffix("index.html").is_some_and(|folder| known.contains_key(folder))
            || known.contains_key(file.as_str())
            || known.contains_key(format!("{path}/").as_str());
        if there {
            continue;
        }
        let message = format!("the site has no address `{path}`");
        let near = nearest(path, known.keys().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "link to the file instead, as in `../kb/funding.md`".to_owned(),
        };
        said.push(Diagnostic::error(Code::LinkGoesNowhere, span, message).help(help));
    }
}
