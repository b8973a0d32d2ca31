//! `new`: the file of a new entry in the right folder, checked before it is written. Overwrites nothing.

use super::Failure;
use super::args::{instant, now, root};
use super::say::{Exit, Voice, output};
use crate::check::public::Rules;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Severity, in_order, nearest};
use crate::error::Error;
use crate::history::History;
use crate::kinds::{self, files};
use crate::markup::slug;
use crate::model::Kind;
use crate::read::scan::{Scan, scan};
use crate::starter::entry::Entry;
use crate::text::{Source, Sources};
use crate::time::{Instant, Moment};
use clap::Args;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What `new` has.
#[derive(Args, Clone, Debug)]
pub(super) struct NewArgs {
    /// post, member, group, event, resource, need, project, kb or page
    #[arg(value_name = "KIND", value_parser = kind)]
    kind: (Kind, bool),
    /// Its title, or the name of a person or group
    title: String,
    /// Fill in a field, as in `--set start=2026-12-01T19:00:00 --set tags=river,tea`
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// The language it is written in [default: that of the hub]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// The name of its file [default: made of the title]
    #[arg(long, value_name = "NAME")]
    id: Option<String>,
    /// A folder below that of the kind, such as a section of the knowledge base
    #[arg(long, value_name = "FOLDER")]
    folder: Option<String>,
    /// Print the file instead of writing it
    #[arg(long)]
    dry_run: bool,
    /// The folder that holds hub.toml [default: this folder or the nearest parent that has one]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The clock, such as 2026-11-21T12:00:00Z [default: `SOURCE_DATE_EPOCH`, else the time]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    now: Option<Instant>,
}

impl NewArgs {
    /// The hub's folder.
    ///
    /// # Errors
    /// When there is no hub.
    fn root(&self) -> Result<PathBuf, Failure> {
        root(self.root.as_deref())
    }

    /// The clock.
    ///
    /// # Errors
    /// When `SOURCE_DATE_EPOCH` is no number.
    fn now(&self) -> Result<Instant, Failure> {
        now(self.now)
    }

    /// The kind, and the fields that were given; a need is a resource that somebody looks for.
    ///
    /// # Errors
    /// When a field is given without `=`.
    fn kind_and_fields(&self) -> Result<(Kind, Vec<(String, String)>), Error> {
        let (kind, need) = self.kind;
        let mut fields = Vec::new();
        for set in &self.set {
            let wrong = || Error::Usage(format!("`--set {set}` wants a field, `=` and a value"));
            let (name, value) = set.split_once('=').ok_or_else(wrong)?;
            fields.push((name.trim().to_owned(), value.to_owned()));
        }
        if need && !fields.iter().any(|(name, _)| name == "kind") {
            fields.push(("kind".to_owned(), "need".to_owned()));
        }
        Ok((kind, fields))
    }
}

fn kind(word: &str) -> Result<(Kind, bool), String> {
    if word == "need" {
        return Ok((Kind::Resource, true));
    }
    let found = Kind::ALL.into_iter().find(|kind| kind.word() == word || kind.folder() == word);
    found.map(|kind| (kind, false)).ok_or_else(|| {
        let words: Vec<_> = Kind::ALL.into_iter().map(Kind::word).chain(["need"]).collect();
        match nearest(word, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", words.join(", ")),
        }
    })
}

/// Writes the file, and prints its path.
pub(super) fn new(args: &NewArgs, voice: Voice) -> Result<Exit, Failure> {
    let root = args.root()?;
    let now = args.now()?;
    let scan = scan(&root)?;
    let hub = scan.sources.find("hub.toml").ok_or_else(|| Failure::NoHub("there is no `hub.toml`".into()))?;
    let read = config::read(hub, scan.sources.get(hub), None);
    let Some(config) = read.value else {
        voice.messages(&read.diagnostics, &scan.sources, &root);
        return Ok(Exit::Call);
    };
    let place = place(args, now, &scan, &config)?;
    let (kind, set) = args.kind_and_fields()?;
    let text = entry(args, kind, &set, now, &config, &place).text();
    if let Some(faults) = trial(&scan, &config, now, &place.path, &text) {
        voice.messages(&faults.0, &faults.1, &root);
        voice.remark(&format!("nothing was written to {}", place.path));
        return Ok(Exit::Call);
    }
    if args.dry_run {
        voice.remark(&place.path);
        output(&text)?;
        return Ok(Exit::Done);
    }
    let file = root.join(&place.path);
    if !create(&file, &text)? {
        return Err(Error::Usage(format!("there is already a file `{}`", place.path)).into());
    }
    output(&format!("{}\n", file.display()))?;
    Ok(Exit::Done)
}

/// Where the file goes.
struct Place {
    /// From the hub's root.
    path: String,
    language: String,
    translation: bool,
}

fn entry<'a>(
    args: &'a NewArgs,
    kind: Kind,
    set: &'a [(String, String)],
    now: Instant,
    config: &'a Config,
    place: &'a Place,
) -> Entry<'a> {
    let now = Moment::at(now, &config.timezone).local();
    let (title, language) = (args.title.trim(), place.language.as_str());
    Entry { kind, title, set, now, translation: place.translation, language, config }
}

/// The path of the new file.
///
/// # Errors
/// When the language is none of the site's, the title gives no id, or the entry is there already.
fn place(args: &NewArgs, now: Instant, scan: &Scan, config: &Config) -> Result<Place, Error> {
    let (kind, set) = args.kind_and_fields()?;
    let default = config.default_language().as_str();
    let language = args.lang.clone().unwrap_or_else(|| default.to_owned());
    let tags: Vec<&str> = config.languages.iter().map(|site| site.language.as_str()).collect();
    if !tags.contains(&language.as_str()) {
        let help = nearest(&language, tags.iter().copied())
            .map_or_else(|| format!("its languages are {}", tags.join(", ")), |near| format!("did you mean `{near}`?"));
        return Err(Error::Usage(format!("the site has no language `{language}`: {help}")));
    }
    let id = match &args.id {
        Some(id) => id.clone(),
        None => slug(args.title.trim()),
    };
    if slug(&id).is_empty() || id.contains(['/', '\\']) || id.starts_with('.') {
        let message = format!("`{}` gives no name for a file: choose one with `--id NAME`", args.title.trim());
        return Err(Error::Usage(message));
    }
    let wild = |part: &str| slug(part).is_empty() || part.starts_with('.') || part.contains('\\');
    if let Some(folder) = args.folder.as_deref().filter(|folder| folder.trim_matches('/').split('/').any(wild)) {
        return Err(Error::Usage(format!("`{folder}` is no folder below `content/{}`", kind.folder())));
    }
    let foreign = language != default;
    let name = if kind == Kind::Kb { below(args.folder.as_deref(), &id) } else { id.clone() };
    let (families, _) = files::families(&scan.sources, config, &mut Vec::new());
    let same = |family: &&files::Family| family.id.kind == kind && family.id.name.to_lowercase() == name.to_lowercase();
    if let Some(family) = families.iter().find(same) {
        let number = config.languages.iter().position(|site| site.language.as_str() == language);
        let there = family.variants.iter().find(|variant| variant.language.unwrap_or(0) == number.unwrap_or(0));
        let original = scan.sources.get(there.unwrap_or(&family.variants[0]).source).path.clone();
        if there.is_some() || !foreign {
            let message = format!("there is already the {} `{}`: {original}", kind.word(), family.id.name);
            return Err(Error::Usage(message));
        }
        let (stem, ending) = original.rsplit_once('.').unwrap_or((&original, ""));
        return Ok(Place { path: format!("{stem}.{language}.{ending}"), language, translation: true });
    }
    let local = Moment::at(now, &config.timezone).local();
    let new =
        Entry { kind, title: &args.title, set: &set, now: local, translation: false, language: &language, config };
    let dated = if kind == Kind::Post { format!("{}-{id}", new.day()) } else { id };
    let tail = if foreign { format!(".{language}") } else { String::new() };
    let inner = below(args.folder.as_deref(), &dated);
    let path = format!("content/{}/{inner}{tail}.{}", kind.folder(), new.ending());
    Ok(Place { path, language, translation: false })
}

fn below(folder: Option<&str>, name: &str) -> String {
    match folder.map(|folder| folder.trim_matches('/')) {
        Some(folder) if !folder.is_empty() => format!("{folder}/{name}"),
        _ => name.to_owned(),
    }
}

/// Reads the hub as if the file were there; gives the errors in it, if there are any.
fn trial(scan: &Scan, config: &Config, now: Instant, path: &str, text: &str) -> Option<(Vec<Diagnostic>, Sources)> {
    let mut sources: Vec<Source> = scan.sources.iter().map(|(_, source)| source.clone()).collect();
    sources.push(Source::new(path, text.as_bytes().to_vec()));
    let tried = Scan {
        sources: Sources::new(sources),
        assets: scan.assets.clone(),
        gallery: crate::pictures::Gallery::default(),
        diagnostics: Vec::new(),
    };
    // What a draft or a day to come holds back is looked at too.
    let rules = Rules { drafts: true, future: true, audience: None, now };
    let mut said = Vec::new();
    let contents = kinds::read(&tried, config, &rules).into_value(&mut said);
    kinds::check(&contents, &tried, config, &History::default()).into_value(&mut said);
    let here = tried.sources.find(path);
    said.retain(|said| said.severity == Severity::Error && said.at.map(|at| at.source) == here);
    let faults = in_order(said, &tried.sources);
    (!faults.is_empty()).then_some((faults, tried.sources))
}

/// Writes a file, with the folders it lies in, unless there is one already. Whether it did.
///
/// # Errors
/// When the disk refuses.
pub(super) fn create(file: &Path, text: &str) -> Result<bool, Error> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    let mut new = match std::fs::OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(new) => new,
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(cause) => return Err(Error::io("write", file)(cause)),
    };
    new.write_all(text.as_bytes()).map_err(Error::io("write", file))?;
    Ok(true)
}
