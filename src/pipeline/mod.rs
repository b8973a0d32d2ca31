//! The whole way from a folder of files to a folder of pages: the seven steps of the architecture, in order.
//!
//! Reads no clock and no environment: what a build depends on stands in its [`Request`].

mod drawings;
mod faults;
mod laps;
mod lost;
mod progress;
mod restored;

pub use progress::{Progress, Stand};

use crate::check::public::Rules;
use crate::config::{self, Config, SiteLanguage};
use crate::diagnostic::{Code, Diagnostic, has_errors, has_warnings, in_order, nearest, quoted};
use crate::error::Error;
use crate::history::{self, History, Looked, Memory};
use crate::kinds::{self, clock::NextChange};
use crate::lint::external::{self, External};
use crate::lint::{self, Lint};
use crate::pictures::{self, card::Easel};
use crate::plan::context::Labels;
use crate::plan::{Make, Output, Plan};
use crate::publish::{Publisher, Record, Report, Whole};
use crate::read::scan::{Scan, scan};
use crate::text::{Digest, SourceId, Sources, Span, digest_of};
use crate::theme::{Renderer, Theme};
use crate::time::Instant;
use faults::{explained, fewer};
use laps::Laps;
use lost::{lost_calendars, other_uids};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What is to be built, and from what point of view.
#[derive(Clone, Debug)]
pub struct Request {
    /// The folder that holds `hub.toml`.
    pub root: PathBuf,
    /// Where the site goes; `public` in the root where this is not given.
    pub output: Option<PathBuf>,
    /// Where the site lives, instead of what `hub.toml` says.
    pub base_url: Option<String>,
    /// Shows drafts.
    pub drafts: bool,
    /// Shows what is not yet published.
    pub future: bool,
    /// The audience the edition is for, besides everybody.
    pub audience: Option<String>,
    /// The build's clock.
    pub now: Instant,
    /// Threads; as many as there are processors where this is not given.
    pub jobs: Option<usize>,
    /// Whether to make every page again.
    pub no_cache: bool,
    /// Whether warnings stop the build too.
    pub deny_warnings: bool,
    /// Whether a check looks at the rules of good care too.
    pub lint: bool,
    /// Whether a check lists the links to elsewhere.
    pub external: bool,
    /// Whether git is asked for the history of files, unless `hub.toml` says no.
    pub history: bool,
    /// Where it is noted how far the build is.
    pub progress: Option<Arc<Progress>>,
}

impl Request {
    /// A public build of a hub, with nothing out of the ordinary.
    pub fn new(root: impl Into<PathBuf>, now: Instant) -> Self {
        Self {
            root: root.into(),
            output: None,
            base_url: None,
            drafts: false,
            future: false,
            audience: None,
            now,
            jobs: None,
            no_cache: false,
            deny_warnings: false,
            history: true,
            lint: false,
            external: false,
            progress: None,
        }
    }

    /// The folder the site goes to.
    pub fn output(&self) -> PathBuf {
        self.output.clone().unwrap_or_else(|| self.root.join("public"))
    }
}

/// What came of a build.
#[derive(Debug)]
pub struct Built {
    /// What there is to say, in order. Any error means that nothing was published.
    pub diagnostics: Vec<Diagnostic>,
    /// What may be of use and is no mistake: for people, a line each.
    pub hints: Vec<String>,
    /// The texts that messages quote.
    pub sources: Sources,
    /// What was written; `None` where errors stopped the build, and for a check.
    pub report: Option<Report>,
    /// The steps and how long each took.
    pub phases: Vec<(&'static str, Duration)>,
    /// How many files the site has.
    pub pages: usize,
    /// When the same files make a site with other content: an event is over, a post appears, a listing expires, a month begins.
    /// `None` where there is no plan of a site.
    pub next_change: Option<Instant>,
    /// Links to elsewhere, where they were asked for.
    pub external: Vec<External>,
}

impl Built {
    /// How many files of the hub were looked at: texts, pictures and other files.
    pub fn files_read(&self) -> usize {
        self.sources.len()
    }
}

/// The nearest folder from `start` upwards that holds a `hub.toml`.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join("hub.toml").is_file()).map(Path::to_path_buf)
}

/// Builds the site and publishes it, if there is no error.
///
/// # Errors
/// When the disk fails, the output folder is not ours, or there is no `hub.toml`. Mistakes in content are in [`Built::diagnostics`].
pub fn build(request: &Request) -> Result<Built, Error> {
    in_pool(request, || run(request, Goal::Publish))
}

/// Finds everything that can be wrong, pages drawn included, and writes no site.
///
/// # Errors
/// When the disk fails or there is no `hub.toml`.
pub fn check(request: &Request) -> Result<Built, Error> {
    in_pool(request, || run(request, Goal::Check))
}

/// A digest of the program itself: what another one has made is made again.
const PROGRAM: &str = env!("FOLKMOOT_PROGRAM");

#[derive(Clone, Copy, PartialEq, Eq)]
enum Goal {
    Publish,
    Check,
}

fn in_pool<T: Send>(request: &Request, work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    let threads = request.jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Error::Usage(format!("cannot start {threads} threads: {error}")))?;
    pool.install(work)
}

fn run(request: &Request, goal: Goal) -> Result<Built, Error> {
    if !request.root.join("hub.toml").is_file() {
        return Err(Error::Usage(format!("there is no `hub.toml` in `{}`", request.root.display())));
    }
    let mut clock = Laps::new(request.progress.as_ref());
    // Git has its own process: it answers while files are read.
    let look = || if request.history { history::look(&request.root) } else { Looked::Nothing };
    let (scan, looked) = rayon::join(|| scan(&request.root), look);
    let mut scan = scan?;
    scan.open_gallery(&request.root, !request.no_cache);
    let mut said = std::mem::take(&mut scan.diagnostics);
    clock.lap("scan");
    let mut publisher = match goal {
        Goal::Publish => Some(Publisher::open(&request.output(), &request.root, !request.no_cache)?),
        Goal::Check => None,
    };
    let key = whole_key(request, &scan, &looked);
    if let Some((whole, report)) = publisher.as_ref().and_then(|publisher| publisher.is_whole(key, request.now.unix()))
        && (whole.said.is_empty() || !request.deny_warnings)
    {
        clock.lap("compare");
        let (hints, phases, pages) = (whole.hints.clone(), clock.phases, report.unchanged);
        let diagnostics = in_order(whole.said.clone(), &scan.sources);
        let next_change = Some(Instant::from_unix(whole.content_until));
        return Ok(Built {
            diagnostics,
            hints,
            sources: scan.sources,
            report: Some(report),
            phases,
            pages,
            next_change,
            external: Vec::new(),
        });
    }
    said.extend(restored::restore(request, &mut scan));
    let mut hints = Vec::new();
    let memory = Memory { read: !request.no_cache, write: true };
    let planned = prepare(request, &scan, (&looked, memory), &mut said, &mut hints, &mut clock)?;
    let stop = |said: &[Diagnostic]| has_errors(said) || (request.deny_warnings && has_warnings(said));
    kinds::event::sources::soften(&mut said, &scan.sources);
    let mut report = None;
    let mut pages = 0;
    let mut next_change = None;
    let mut elsewhere = Vec::new();
    if let Some(Prepared { plan, theme, next, external, passing, retired }) = planned {
        next_change = Some(next.of_content);
        elsewhere = external;
        let Plan { outputs, sites } = plan;
        let lasting = hints.clone();
        hints.extend(passing);
        hints.extend(publisher.as_ref().and_then(|publisher| lost_calendars(publisher, &outputs, &retired)));
        pages = outputs.len();
        let renderer = Renderer::new(&theme, &sites);
        if goal == Goal::Check {
            // A page of an entry that cannot be read lacks what its template asks for: that would be said of the wrong file.
            let outputs = if has_errors(&said) { &[] } else { &outputs[..] };
            clock.progress.pages(outputs.len());
            let faults: Vec<Diagnostic> = outputs
                .par_iter()
                .inspect(|_| clock.progress.one())
                .map_init(Vec::new, |bytes, output| {
                    make(output, &renderer, bytes).err().map(|fault| explained(fault, output, &scan.sources))
                })
                .flatten()
                .collect();
            said.extend(fewer(faults));
            clock.lap("render");
        } else if let Some(publisher) = publisher.take().filter(|_| !stop(&said)) {
            // What there was to say is said again, unless it may not lie about: then the site is built again.
            let from = request.now.unix();
            let (until, content_until) = (next.of_pages.unix(), next.of_content.unix());
            let is_open = said.iter().all(|diagnostic| !diagnostic.private);
            let whole = is_open.then(|| Whole { key, from, until, content_until, said: said.clone(), hints: lasting });
            let common = sites.iter().map(|site| digest_of(&(PROGRAM, theme.digest(), site.digest()))).collect();
            clock.progress.pages(outputs.len());
            let make = (&renderer, &*clock.progress);
            report = publish(publisher, whole, outputs, common, make, &scan.sources, &mut said)?;
            clock.lap("render and publish");
        }
    }
    let diagnostics = in_order(said, &scan.sources);
    Ok(Built {
        diagnostics,
        hints,
        sources: scan.sources,
        report,
        phases: clock.phases,
        pages,
        next_change,
        external: elsewhere,
    })
}

/// What a site is to be made of.
struct Prepared {
    plan: Plan,
    theme: Theme,
    next: NextChange,
    external: Vec<External>,
    /// What is of use until the site that stands there is replaced.
    passing: Option<String>,
    /// Calendars that `hub.toml` keeps.
    retired: Vec<config::Retired>,
}

/// From the files to the plan; `None` when `hub.toml` or the theme cannot be used.
///
/// # Errors
/// When the edition is asked for an audience that the hub does not have.
fn prepare(
    request: &Request,
    scan: &Scan,
    (looked, memory): (&Looked, Memory),
    said: &mut Vec<Diagnostic>,
    hints: &mut Vec<String>,
    clock: &mut Laps,
) -> Result<Option<Prepared>, Error> {
    let Some(hub) = scan.sources.find("hub.toml") else { return Ok(None) };
    let from = said.len();
    let config = config::read(hub, scan.sources.get(hub), request.base_url.as_deref()).into_value(said);
    let Some(mut config) = config else { return Ok(None) };
    config.markdown.drawn = drawings::remembered(request);
    let doubtful = has_errors(&said[from..]);
    if let Some(audience) = request.audience.as_deref().filter(|audience| !doubtful && !config.has_audience(audience)) {
        return Err(unknown_audience(audience, &config));
    }
    let theme = match Theme::load(scan, &config).into_value(said) {
        Some(theme) => Some(theme),
        // The content is looked at all the same, with the theme that is always there.
        None => Theme::load(&Scan::default(), &Config { theme: "commons".into(), ..config.clone() }).value,
    };
    let Some(theme) = theme else { return Ok(None) };
    config.menu_links.extend(theme.addresses().iter().cloned());
    clock.lap("theme");
    let of_hub = said.len();
    let history = remembered(request, &config, looked, memory, hub, said, hints);
    clock.lap("history");
    let rules =
        Rules { drafts: request.drafts, future: request.future, audience: request.audience.clone(), now: request.now };
    let contents = kinds::read(scan, &config, &rules).into_value(said);
    clock.lap("read");
    hints.extend(kinds::unseen::to_come(&contents.unseen, &scan.sources, &config.timezone));
    let site = kinds::check(&contents, scan, &config, &history).into_value(said);
    scan.gallery.remember()?;
    drawings::keep(request, &config.markdown.drawn, &contents)?;
    clock.lap("check");
    let unknown = kinds::event::revision::without_history(&site);
    if unknown > 0 && request.history && config.history && !history.is_shallow {
        let (which, them) = match unknown {
            1 => ("1 event has".to_owned(), "it"),
            _ => (format!("{unknown} events have"), "them"),
        };
        hints.push(format!(
            "{which} no history, so calendar apps cannot tell when they change: commit {them} to git, or give {them} `updated`"
        ));
    }
    let plan = {
        let labels = labels(&config, &theme);
        kinds::plan::plan(&site, &config, scan, &labels, theme.outputs(), request.now).into_value(said)
    };
    clock.lap("plan");
    let lint = Lint { site: &site, contents: &contents, scan, config: &config, now: request.now };
    if request.lint {
        said.extend(lint::run(&lint));
        clock.lap("lint");
    }
    let elsewhere = if request.external { external::links(&lint) } else { Vec::new() };
    if doubtful {
        // What `hub.toml` lists may only not have been read.
        let mut of_content = said.split_off(of_hub);
        of_content.retain(|diagnostic| !diagnostic.code.asks_the_hub());
        said.append(&mut of_content);
    }
    let next = kinds::clock::next_change(&contents, &site, &config, request.now);
    let passing = other_uids(&request.output(), &site, &config);
    // Thousands of entries take a while to be freed, and nothing waits for it.
    rayon::spawn(move || drop((site, contents)));
    Ok(Some(Prepared { plan, theme, next, external: elsewhere, passing, retired: config.retired.clone() }))
}

fn unknown_audience(audience: &str, config: &Config) -> Error {
    let known: Vec<&str> = config.audiences.iter().map(AsRef::as_ref).chain(["public"]).collect();
    let help = match nearest(audience, known.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("it is one of {}, as `audiences` in `hub.toml` lists them", quoted(&known)),
    };
    Error::Usage(format!("the hub has no audience \"{audience}\"; {help}"))
}

/// What git remembers of the hub's files, if it is wanted.
fn remembered(
    request: &Request,
    config: &Config,
    looked: &Looked,
    memory: Memory,
    hub: SourceId,
    said: &mut Vec<Diagnostic>,
    hints: &mut Vec<String>,
) -> History {
    if !(request.history && config.history) {
        return History::default();
    }
    let standing = match looked {
        Looked::Here(standing) => standing,
        Looked::Nothing => return History::default(),
        Looked::NotOurs => {
            let folder = request.root.display();
            hints.push(format!(
                "git does not read the history of this hub, because its folder belongs to another user; to allow it: git config --global --add safe.directory \"{folder}\" (or the folder above that holds .git)"
            ));
            return History::default();
        }
    };
    let history = history::read(&request.root, standing, memory);
    if history.is_shallow {
        let message = "only the latest commits were cloned, so it is not known when older content was changed";
        let warning = Diagnostic::warning(Code::ShallowHistory, Span::file(hub), message);
        let help = "clone all of them: `fetch-depth: 0` for `actions/checkout`, `GIT_DEPTH: 0` at GitLab, `git fetch --unshallow` here; or build with `--no-history`";
        said.push(warning.help(help));
    }
    history
}

/// What a site as a whole is made of, apart from the clock.
fn whole_key(request: &Request, scan: &Scan, looked: &Looked) -> Digest {
    let Request { base_url, drafts, future, audience, .. } = request;
    digest_of(&(PROGRAM, scan.digest(), looked.digest(), base_url, drafts, future, audience))
}

/// The words of the interface for each language of the site.
fn labels<'a>(config: &'a Config, theme: &'a Theme) -> Vec<Labels<'a>> {
    let of = |language: &'a SiteLanguage| {
        let words = move |key: &str| theme.text(language.language.as_str(), key).map(Into::into);
        Labels::new(words).with_accent(theme.accent())
    };
    config.languages.iter().map(of).collect()
}

/// Puts the bytes of a page or text into `bytes`, in place of what is there. Others hold no mistake of authors, and are not made here.
fn make(output: &Output, renderer: &Renderer<'_>, bytes: &mut Vec<u8>) -> Result<(), Diagnostic> {
    bytes.clear();
    match &output.make {
        Make::Page { template, edition, context } => renderer.render(template, *edition, context.as_ref(), bytes),
        Make::Text(text) => {
            text.write(bytes);
            Ok(())
        }
        Make::Bytes(_) | Make::Card(_) | Make::Copy { .. } | Make::Bare { .. } => Ok(()),
    }
}

/// Draws and hands in every file. Each output is dropped as soon as its file is made: all of them together are most of the memory.
/// `common` is the part of the key that all pages of an edition share.
fn publish(
    publisher: Publisher,
    whole: Option<Whole>,
    outputs: Vec<Output>,
    common: Vec<Digest>,
    (renderer, progress): (&Renderer<'_>, &Progress),
    sources: &Sources,
    said: &mut Vec<Diagnostic>,
) -> Result<Option<Report>, Error> {
    let paths = |output: &Output| {
        let all = output.sources.iter().chain(&output.lists);
        all.map(|id| sources.get(*id).path.clone()).collect::<Vec<Arc<str>>>()
    };
    let results: Vec<Result<Record, Fault>> = outputs
        .into_par_iter()
        .map_init(<(Vec<u8>, Easel)>::default, |(bytes, easel), output| {
            let output = &output;
            progress.one();
            let key = match &output.make {
                Make::Page { edition, .. } => digest_of(&(common[*edition], output.key)),
                _ => digest_of(&(PROGRAM, output.key)),
            };
            if publisher.is_current(&output.address, key) {
                return Ok(publisher.keep(&output.address, key));
            }
            match &output.make {
                Make::Copy { file, path, digest } => {
                    return Ok(publisher.copy(&output.address, key, file, *digest, vec![path.clone()])?);
                }
                Make::Bytes(bytes) => return Ok(publisher.put(&output.address, key, bytes, paths(output))?),
                Make::Bare { file, .. } => *bytes = pictures::bare(file)?,
                Make::Card(card) => *bytes = card.png(easel),
                Make::Page { .. } | Make::Text(_) => {
                    make(output, renderer, bytes)
                        .map_err(|fault| Fault::Template(explained(fault, output, sources)))?;
                }
            }
            Ok(publisher.put(&output.address, key, bytes, paths(output))?)
        })
        .collect();
    let mut records = Vec::with_capacity(results.len());
    let mut faults = Vec::new();
    for result in results {
        match result {
            Ok(record) => records.push(record),
            Err(Fault::Template(fault)) => faults.push(fault),
            Err(Fault::Machine(error)) => return Err(error),
        }
    }
    if faults.is_empty() {
        return publisher.commit(records, whole).map(Some);
    }
    publisher.abandon();
    said.extend(fewer(faults));
    Ok(None)
}

enum Fault {
    Template(Diagnostic),
    Machine(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Machine(error)
    }
}
