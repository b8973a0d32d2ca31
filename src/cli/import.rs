//! `import`: what others wrote for other programs becomes files of the hub. Nothing is overwritten, and what does not pass the check is
//! not written.

use super::Failure;
use super::args::{instant, now, root};
use super::build::many;
use super::new::{create, trial};
use super::say::{Exit, Voice, output};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Severity, human};
use crate::error::Error;
use crate::formats::ics;
use crate::import::posts::{Known, Program, Tree, posts};
use crate::import::{Imported, SETTINGS, listings};
use crate::kinds::files;
use crate::markup::slug;
use crate::model::{EntryId, Kind};
use crate::read::node::Value;
use crate::read::scan::{Asset, Scan, scan};
use crate::text::{Digest, Source};
use crate::time::{Instant, Moment};
use clap::{Args, ValueEnum};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What `import` has.
#[derive(Args, Clone, Debug)]
pub(super) struct ImportArgs {
    /// What the source is
    #[arg(value_enum)]
    format: Format,
    /// A file; for `hugo` and `jekyll` the folder of the site, for `hsds` a file or the folder of its tables
    source: PathBuf,
    /// The category of resources that have none of the hub's
    #[arg(long, value_name = "ID")]
    category: Option<String>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// The folder that holds hub.toml [default: this folder or the nearest parent that has one]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The clock, such as 2026-11-21T12:00:00Z [default: `SOURCE_DATE_EPOCH`, else the time]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    now: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Posts and pages of a Hugo site
    Hugo,
    /// Posts and pages of a Jekyll site
    Jekyll,
    /// Events of a calendar
    Ics,
    /// Resources of a table, one row each
    Csv,
    /// Resources of the Human Services Data Specification, JSON or tables
    Hsds,
    /// Resources of a Markdown list of links
    Links,
}

/// Files larger than this, in bytes, are not read.
const MAX_FILE: u64 = 16 << 20;

/// Files of a tree, at most.
const MAX_FILES: usize = 200_000;

/// Writes the files, and says what did not fit.
pub(super) fn import(args: &ImportArgs, voice: Voice) -> Result<Exit, Failure> {
    let root = root(args.root.as_deref())?;
    let now = now(args.now)?;
    let scan = scan(&root)?;
    let hub = scan.sources.find("hub.toml").ok_or_else(|| Failure::NoHub("there is no `hub.toml`".into()))?;
    let read = config::read(hub, scan.sources.get(hub), None);
    let Some(config) = read.value else {
        voice.messages(&read.diagnostics, &scan.sources, &root);
        return Ok(Exit::Call);
    };
    if let Some(category) = args.category.as_deref().filter(|id| config.categories.iter().all(|it| *it.id != **id)) {
        return Err(Error::Usage(format!("the hub has no category `{category}`")).into());
    }
    let mut found = gather(args, &scan, &config, now)?;
    let refused = refuse(&scan, &config, now, &mut found)?;
    for (place, what) in &found.notes {
        let place = if place.is_empty() { args.source.display().to_string() } else { place.clone() };
        voice.remark(&human::one_line(&format!("{place}: {what}")));
    }
    for (path, fault) in &refused {
        voice.remark(&human::one_line(&format!("{path}: not written, it does not pass the check: {}", fault.message)));
    }
    let mut written = 0;
    for (path, text) in &found.files {
        if args.dry_run || create(&root.join(path), text)? {
            output(&format!("{path}\n"))?;
            written += 1;
        } else {
            voice.remark(&format!("{path}: is there already, and stays as it is"));
        }
    }
    for (from, path) in &found.copies {
        let bytes = std::fs::read(from).map_err(Error::io("read", from))?;
        if args.dry_run || create(&root.join(path), bytes)? {
            output(&format!("{path}\n"))?;
        }
    }
    let left = found.notes.len() + refused.len();
    let verb = if args.dry_run { "would be written" } else { "written" };
    let pictures = many(found.copies.len(), "picture");
    voice.remark(&format!("{} {verb}, {pictures}; {}", many(written, "file"), many(left, "remark")));
    Ok(if written == 0 || !refused.is_empty() { Exit::Content } else { Exit::Done })
}

/// Takes out what does not pass the check, with the first mistake of each. What leads to such a file goes in a further round.
fn refuse(
    scan: &Scan,
    config: &Config,
    now: Instant,
    found: &mut Imported,
) -> Result<Vec<(String, Diagnostic)>, Failure> {
    let mut refused = Vec::new();
    found.copies.retain(|(_, path)| !scan.assets.contains_key(path.as_str()));
    let assets: Vec<Asset> = found.copies.iter().map(asset).collect::<Result<_, _>>()?;
    loop {
        let files: Vec<(String, Vec<u8>)> =
            found.files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect();
        let (faults, sources) = trial(scan, config, now, &files, &assets);
        let mut wrong: BTreeMap<String, Diagnostic> = BTreeMap::new();
        for fault in faults.into_iter().filter(|fault| fault.severity == Severity::Error) {
            let path = fault.at.map(|at| sources.get(at.source).path.to_string()).unwrap_or_default();
            wrong.entry(path).or_insert(fault);
        }
        if wrong.is_empty() {
            return Ok(refused);
        }
        found.files.retain(|(path, _)| !wrong.contains_key(path));
        refused.extend(wrong);
    }
}

fn asset((file, path): &(PathBuf, String)) -> Result<Asset, Error> {
    let bytes = std::fs::read(file).map_err(Error::io("read", file))?;
    let (path, size, digest) = (path.as_str().into(), bytes.len() as u64, Digest::of_bytes(&bytes));
    let file = file.clone();
    Ok(Asset { path, file, digest, dimensions: None, tells_more: false, tells_place: false, size })
}

/// What the source holds, in the forms of the hub.
fn gather(args: &ImportArgs, scan: &Scan, config: &Config, now: Instant) -> Result<Imported, Failure> {
    let (families, _) = files::families(&scan.sources, config, &mut Vec::new());
    let ids = |kind: Kind| -> BTreeSet<String> {
        families.iter().filter(|family| family.id.kind == kind).map(|family| family.id.name.to_string()).collect()
    };
    let name = args.source.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let category = args.category.as_deref();
    let taken = ids(Kind::Resource);
    Ok(match args.format {
        Format::Hugo | Format::Jekyll => {
            let program = if args.format == Format::Hugo { Program::Hugo } else { Program::Jekyll };
            let today = Moment::at(now, &config.timezone).date().to_string();
            let languages = config.languages.iter().map(|language| language.language.to_string()).collect();
            let known = Known { languages, today, ..known(scan, &families, ids(Kind::Post)) };
            posts(program, &tree(&args.source)?, &known)
        }
        Format::Ics => calendar(&name, &text(&args.source)?, &ids(Kind::Event)),
        Format::Csv => listings::table(&name, &text(&args.source)?, config, &taken, category),
        Format::Links => listings::links(&name, &text(&args.source)?, config, &taken, category),
        Format::Hsds if args.source.is_dir() => {
            let name = ["services.csv", "service.csv"].into_iter().find(|name| args.source.join(name).is_file());
            let Some(name) = name else {
                let folder = args.source.display();
                return Err(Error::Usage(format!(
                    "there is no `services.csv` in `{folder}`: name the folder of the tables, or a file of services in JSON"
                ))
                .into());
            };
            let services = text(&args.source.join(name))?;
            let organizations = ["organizations.csv", "organization.csv"].iter();
            let organizations = organizations.filter_map(|name| text(&args.source.join(name)).ok()).next();
            listings::services(name, &services, organizations.as_deref(), config, &taken, category)
        }
        Format::Hsds => listings::services(&name, &text(&args.source)?, None, config, &taken, category),
    })
}

fn text(file: &Path) -> Result<String, Error> {
    let size = std::fs::metadata(file).map_err(Error::io("read", file))?.len();
    if size > MAX_FILE {
        return Err(Error::Usage(format!("`{}` has more than {} MB", file.display(), MAX_FILE >> 20)));
    }
    let bytes = std::fs::read(file).map_err(Error::io("read", file))?;
    // Sheets and calendars of office programs come in the encodings of their systems.
    Ok(Source::of_any_encoding("", bytes).text.to_string())
}

/// Members by what authors may be called, and the posts there are.
fn known(scan: &Scan, families: &[files::Family], posts: BTreeSet<String>) -> Known {
    let mut members = BTreeMap::new();
    for family in families.iter().filter(|family| family.id.kind == Kind::Member) {
        members.insert(family.id.name.to_lowercase(), family.id.name.to_string());
        for variant in &family.variants {
            let file = scan.sources.get(variant.source);
            let table = crate::read::toml::parse(variant.source, &file.text, 0, &mut Vec::new());
            if let Some(Value::Text(name)) = table.get("name").map(|node| &node.value) {
                members.entry(slug(name)).or_insert_with(|| family.id.name.to_string());
            }
        }
    }
    let address = |id: &EntryId| match id.kind {
        Kind::Page | Kind::Kb if id.name.is_empty() => String::new(),
        Kind::Page => format!("/{}", id.name),
        kind => format!("/{}/{}", kind.folder(), id.name),
    };
    let addresses = families.iter().map(|family| address(&family.id).to_lowercase()).collect();
    Known { members, posts, addresses, ..Known::default() }
}

/// A calendar keeps its form, which says everything; only the people in it and private events stay behind.
fn calendar(name: &str, text: &str, taken: &BTreeSet<String>) -> Imported {
    let mut all = Imported::default();
    let count = |words: &str| text.lines().filter(|line| line.trim_end().eq_ignore_ascii_case(words)).count();
    if count("BEGIN:VEVENT") == 0 {
        all.notes.push((name.to_owned(), "there is no event in it".to_owned()));
        return all;
    }
    let stem = slug(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let stem = if stem.is_empty() { "calendar".to_owned() } else { stem };
    if taken.contains(&stem) {
        all.notes.push((name.to_owned(), format!("there is already an event `{stem}`: give the file another name")));
        return all;
    }
    let copy = ics::public_copy(text);
    if copy.without_people {
        let gone = "names and addresses of attendees and organisers were left out";
        all.notes.push((name.to_owned(), gone.to_owned()));
    }
    let gone = match copy.private {
        0 => None,
        1 => Some("1 private event was left out".to_owned()),
        many => Some(format!("{many} private events were left out")),
    };
    all.notes.extend(gone.map(|gone| (name.to_owned(), gone)));
    if let Some(first) = copy.shown_mail.first() {
        let texts = many(copy.shown_mail.len(), "text");
        let said = format!(
            "{texts} of events hold e-mail addresses, which the site will show: take out what is not meant for everyone"
        );
        all.notes.push((format!("content/events/{stem}.ics:{first}"), said));
    }
    all.files.push((format!("content/events/{stem}.ics"), copy.text));
    all
}

/// The files of a site, without what its program made of them.
fn tree(top: &Path) -> Result<Tree, Error> {
    const SKIPPED: [&str; 7] = ["public", "_site", "resources", "themes", "node_modules", "vendor", "archetypes"];
    let mut tree = Tree::default();
    let mut folders = vec![(String::new(), top.to_path_buf())];
    while let Some((below, folder)) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(Error::io("read", &folder))?;
        for entry in entries {
            let entry = entry.map_err(Error::io("read", &folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // Links may lead out of the tree.
            let kind = entry.file_type().map_err(Error::io("read", &entry.path()))?;
            if name.starts_with('.') || (below.is_empty() && SKIPPED.contains(&name.as_str())) {
                continue;
            }
            if kind.is_dir() {
                folders.push((format!("{below}{name}/"), entry.path()));
            } else if kind.is_file() && tree.files.len() < MAX_FILES {
                tree.files.insert(format!("{below}{name}"), entry.path());
            }
        }
    }
    for name in SETTINGS {
        if let Some(file) = tree.files.get(name) {
            tree.settings.insert(name.to_owned(), text(file)?);
        }
    }
    let of_hugo = tree.files.keys().any(|path| path.starts_with("content/"));
    for (path, file) in &tree.files {
        let written = path.ends_with(".md") || path.ends_with(".markdown");
        let apart = of_hugo && !path.starts_with("content/") && !path.contains("_posts/") && !path.contains("_drafts/");
        if written && !apart {
            tree.texts.insert(path.clone(), text(file)?);
        }
    }
    Ok(tree)
}
