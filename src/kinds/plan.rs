//! From a checked site to the list of every file it has.

use super::view::View;
use super::{Site, api, event, feeds, group, hub, kb, member, needs, page, post, project, resource, sitemap};
use crate::check::links::asset_address;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Outcome, nearest};
use crate::model::Address;
use crate::plan::context::Labels;
use crate::plan::{Output, Part, Plan};
use crate::read::scan::Scan;
use crate::text::{SourceId, Span};
use crate::time::Instant;
use std::collections::{BTreeMap, HashMap};

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
    outputs.extend(assets(site, scan, &mut said));
    let outputs = without_collisions(outputs, scan, &mut said);
    check_addresses(site, &outputs, &mut said);
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
fn assets(site: &Site, scan: &Scan, said: &mut Vec<Diagnostic>) -> Vec<Output> {
    let mut outputs = Vec::new();
    for asset in scan.assets.values() {
        if !asset.path.starts_with("static/") && !site.assets.contains(&asset.path) {
            continue;
        }
        match Address::parse(&asset_address(&asset.path)) {
            Ok(address) => outputs.push(Output::copy(address, asset.file.clone(), asset.digest)),
            Err(why) => {
                let at = Span::file(SourceId(0));
                let message = format!("`{}` cannot be published: {why}", asset.path);
                said.push(Diagnostic::error(Code::BadFileName, at, message).help("give the file another name"));
            }
        }
    }
    outputs
}

/// Sorts by path and reports every two outputs that want one: also two that some file systems take for one.
fn without_collisions(mut outputs: Vec<Output>, scan: &Scan, said: &mut Vec<Diagnostic>) -> Vec<Output> {
    outputs.sort_by(|a, b| a.address.cmp(&b.address));
    let mut taken: HashMap<String, usize> = HashMap::with_capacity(outputs.len());
    let mut bad = Vec::new();
    for (at, output) in outputs.iter().enumerate() {
        let folded = output.address.file().to_lowercase();
        let Some(first) = taken.insert(folded, at) else { continue };
        say_taken(&outputs[first], output, scan, said);
        bad.push(at);
    }
    for at in bad.into_iter().rev() {
        outputs.remove(at);
    }
    outputs
}

fn say_taken(a: &Output, b: &Output, scan: &Scan, said: &mut Vec<Diagnostic>) {
    let place = |output: &Output| output.sources.first().map(|source| Span::file(*source));
    let address = &b.address;
    let error = match (place(a), place(b)) {
        (Some(a), Some(b)) => {
            let message = format!("two entries want the address `{address}`");
            Diagnostic::error(Code::AddressTaken, a.max(b), message).note(a.min(b), "the other one")
        }
        (Some(at), None) | (None, Some(at)) => {
            let message = format!("the site itself has a page at `{address}`");
            Diagnostic::error(Code::AddressTaken, at, message)
        }
        (None, None) => {
            let hub = scan.sources.find("hub.toml").unwrap_or(SourceId(0));
            let message = format!("two files want the address `{address}`: one of them lies in `static/`");
            Diagnostic::error(Code::AddressTaken, Span::file(hub), message)
        }
    };
    said.push(error.help("give one of them another `slug` or name"));
}

/// Links to addresses of the site must lead to one.
fn check_addresses(site: &Site, outputs: &[Output], said: &mut Vec<Diagnostic>) {
    let known: BTreeMap<&str, ()> = outputs.iter().map(|output| (output.address.as_str(), ())).collect();
    for link in &site.links {
        let path = link.address.split(['?', '#']).next().unwrap_or("");
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
        said.push(Diagnostic::error(Code::LinkGoesNowhere, link.span, message).help(help));
    }
}
