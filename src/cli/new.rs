//! `new`: the file of a new entry in the right folder, checked before it is written. Overwrites nothing.

use super::Failure;
use super::args::{instant, now, root};
use super::say::{Exit, Voice, output};
use crate::check::public::Rules;
use crate::config::{self, Config};
use crate::diagnostic::human::one_line;
use crate::diagnostic::{Diagnostic, Severity, has_errors, in_order, nearest};
use crate::error::Error;
use crate::history::History;
use crate::kinds::{self, files};
use crate::lint::{self, Lint};
use crate::markup::slug;
use crate::model::Kind;
use crate::read::scan::{Asset, Scan, scan};
use crate::starter::entry::Entry;
use crate::starter::issue;
use crate::text::{Source, Sources};
use crate::time::{Instant, Moment};
use clap::Args;
use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What `new` has.
#[derive(Args, Clone, Debug)]
pub(super) struct NewArgs {
    /// post, member, group, event, resource, need, project, kb or page
    #[arg(value_name = "KIND", value_parser = kind)]
    kind: (Kind, bool),
    /// Its title, or the name of a person or group
    #[arg(required_unless_present = "from_issue")]
    title: Option<String>,
    /// Take title and fields from the text of an issue that was made with a form; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    from_issue: Option<PathBuf>,
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

    /// What is to be made: the kind, the title and the fields that were given; a need is a resource that somebody looks for.
    ///
    /// # Errors
    /// When a field is given without `=`, or the issue is none that a form made.
    fn wanted(&self, voice: Voice) -> Result<Wanted, Error> {
        let (kind, need) = self.kind;
        let mut title = self.title.clone().unwrap_or_default();
        let mut fields = Vec::new();
        if let Some(file) = &self.from_issue {
            let body = if file.as_os_str() == "-" {
                std::io::read_to_string(std::io::stdin()).map_err(Error::io("read", Path::new("standard input")))?
            } else {
                String::from_utf8_lossy(&std::fs::read(file).map_err(Error::io("read", file))?).into_owned()
            };
            let found = issue::title(kind, &body);
            title = self.title.clone().or(found).ok_or_else(|| {
                let message = format!("`{}` is no issue that the form of {} made", file.display(), kind.noun());
                Error::Usage(format!("{message}; `folkmoot schema --format issue-forms` writes the forms"))
            })?;
            let set: Vec<&str> =
                self.set.iter().filter_map(|set| set.split_once('=')).map(|(name, _)| name.trim()).collect();
            let answers = issue::answers(kind, &body);
            for (heading, meant) in &answers.unknown {
                let help = meant.map(|name| format!(": did you mean `{name}`?")).unwrap_or_default();
                voice.remark(&format!("`### {heading}` is no question of the form, and is no field of the file{help}"));
            }
            let rest = answers.fields.into_iter();
            fields.extend(rest.filter(|(name, _)| name != "title" && name != "name" && !set.contains(&name.as_str())));
        }
        for set in &self.set {
            let wrong = || Error::Usage(format!("`--set {set}` wants a field, `=` and a value"));
            let (name, value) = set.split_once('=').ok_or_else(wrong)?;
            fields.push((name.trim().to_owned(), value.to_owned()));
        }
        if need && !fields.iter().any(|(name, _)| name == "kind") {
            fields.push(("kind".to_owned(), "need".to_owned()));
        }
        Ok(Wanted { kind, title: title.trim().to_owned(), set: fields })
    }
}

/// What is to be made.
struct Wanted {
    kind: Kind,
    title: String,
    set: Vec<(String, String)>,
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
    let wanted = args.wanted(voice)?;
    let place = place(args, &wanted, now, &scan, &config)?;
    let text = entry(&wanted, now, &config, &place).text();
    let (faults, sources) = trial(&scan, &config, now, &[(place.path.clone(), text.clone().into_bytes())], &[]);
    if has_errors(&faults) {
        voice.messages(&faults, &sources, &root);
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
    for (help, message) in faults.iter().filter_map(|fault| Some((fault.help.as_deref()?, &fault.message))) {
        voice.remark(&format!("next: {} ({})", one_line(help), one_line(message)));
    }
    Ok(Exit::Done)
}

/// Where the file goes.
struct Place {
    /// From the hub's root.
    path: String,
    language: String,
    translation: bool,
}

fn entry<'a>(wanted: &'a Wanted, now: Instant, config: &'a Config, place: &'a Place) -> Entry<'a> {
    let now = Moment::at(now, &config.timezone).local();
    let Wanted { kind, title, set } = wanted;
    Entry { kind: *kind, title, set, now, translation: place.translation, language: &place.language, config }
}

/// The path of the new file.
///
/// # Errors
/// When the language is none of the site's, the title gives no id, or the entry is there already.
fn place(args: &NewArgs, wanted: &Wanted, now: Instant, scan: &Scan, config: &Config) -> Result<Place, Error> {
    let Wanted { kind, title, set } = wanted;
    let kind = *kind;
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
        None => slug(title),
    };
    if slug(&id).is_empty() || id.contains(['/', '\\']) || id.starts_with('.') {
        let message = format!("`{}` gives no name for a file: choose one with `--id NAME`", title);
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
    let new = Entry { kind, title, set, now: local, translation: false, language: &language, config };
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

/// Reads the hub as if the files were there; gives the errors in them, or, where there are none, what `check` would warn of. `assets` are pictures that come with them.
pub(super) fn trial(
    scan: &Scan,
    config: &Config,
    now: Instant,
    files: &[(String, Vec<u8>)],
    assets: &[Asset],
) -> (Vec<Diagnostic>, Sources) {
    let mut sources: Vec<Source> = scan.sources.iter().map(|(_, source)| source.clone()).collect();
    sources.extend(files.iter().map(|(path, bytes)| Source::new(path.as_str(), bytes.clone())));
    let mut all = scan.assets.clone();
    all.extend(assets.iter().map(|asset| (asset.path.clone(), asset.clone())));
    let tried = Scan { sources: Sources::new(sources), assets: all, ..Scan::default() };
    // What a draft or a day to come holds back is looked at too.
    let rules = Rules { drafts: true, future: true, audience: None, now };
    let mut said = Vec::new();
    let contents = kinds::read(&tried, config, &rules).into_value(&mut said);
    let site = kinds::check(&contents, &tried, config, &History::default()).into_value(&mut said);
    let new: BTreeSet<_> = files.iter().filter_map(|(path, _)| tried.sources.find(path)).collect();
    said.retain(|said| said.at.is_some_and(|at| new.contains(&at.source)));
    match has_errors(&said) {
        true => said.retain(|said| said.severity == Severity::Error),
        false => {
            let cared = lint::run(&Lint { site: &site, contents: &contents, scan: &tried, config, now });
            said.extend(cared.into_iter().filter(|said| said.at.is_some_and(|at| new.contains(&at.source))));
        }
    }
    (in_order(said, &tried.sources), tried.sources)
}

/// Writes a file, with the folders it lies in, unless there is one already. Whether it did.
///
/// # Errors
/// When the disk refuses.
pub(super) fn create(file: &Path, bytes: impl AsRef<[u8]>) -> Result<bool, Error> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    let mut new = match std::fs::OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(new) => new,
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(cause) => return Err(Error::io("write", file)(cause)),
    };
    if let Err(cause) = new.write_all(bytes.as_ref()) {
        // Half a file would be taken for somebody's own the next time.
        drop(new);
        let _ = std::fs::remove_file(file);
        return Err(Error::io("write", file)(cause));
    }
    Ok(true)
}
