//! `theme`: what themes there are, a copy of one file of them to change, a new one. Overwrites nothing.

use super::Failure;
use super::args::root;
use super::say::{Exit, Voice, output};
use crate::config;
use crate::diagnostic::{Severity, human, in_order, nearest};
use crate::error::Error;
use crate::read::scan::{Scan, scan};
use crate::theme::eject::{self, Bytes, Listed, ThemeFile};
use clap::{Args, Subcommand};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What `theme` has.
#[derive(Args, Clone, Debug)]
pub(super) struct ThemeArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Clone, Debug)]
enum Verb {
    /// Name the themes there are, those of the program and those of the hub
    List {
        /// Name every file of the hub's theme, and where it is taken from
        #[arg(long)]
        files: bool,
        /// The folder that holds hub.toml [default: this folder or the nearest parent that has one]
        #[arg(long, value_name = "DIR")]
        root: Option<PathBuf>,
    },
    /// Copy a template, style sheet or list of words of the hub's theme into the hub, to be changed there
    Eject {
        /// Their names, such as `post.html`, `commons.css` or `i18n/en.toml`
        #[arg(value_name = "FILE", required_unless_present = "all")]
        files: Vec<String>,
        /// Copy every file
        #[arg(long, conflicts_with = "files")]
        all: bool,
        /// The folder that holds hub.toml [default: this folder or the nearest parent that has one]
        #[arg(long, value_name = "DIR")]
        root: Option<PathBuf>,
    },
    /// Start a theme of your own that takes from another what it lacks
    New {
        /// Its name: small Latin letters, digits and `-`
        name: String,
        /// What kind of site it makes, in a line
        #[arg(long, value_name = "TEXT", default_value = "A theme of our own")]
        description: String,
        /// The theme it takes from what it does not have itself
        #[arg(long, value_name = "THEME", default_value = "commons")]
        extends: String,
        /// The folder that holds hub.toml [default: this folder or the nearest parent that has one]
        #[arg(long, value_name = "DIR")]
        root: Option<PathBuf>,
    },
}

/// Does what the word after `theme` says.
pub(super) fn theme(args: &ThemeArgs, voice: Voice) -> Result<Exit, Failure> {
    match &args.verb {
        Verb::List { files, root } => list(root.as_deref(), *files, voice),
        Verb::Eject { files, root, .. } => eject(root.as_deref(), files, voice),
        Verb::New { name, description, extends, root } => new(root.as_deref(), name, description, extends, voice),
    }
}

/// A hub as far as themes are concerned: what was scanned, the name of its theme and the files it is made of.
struct Hub {
    root: PathBuf,
    scan: Scan,
    theme: String,
    files: Vec<ThemeFile>,
}

/// Reads the hub. `None` when its `hub.toml` cannot be read or names no theme, which has then been said.
fn hub(named: Option<&Path>, voice: Voice) -> Result<Option<Hub>, Failure> {
    let root = root(named)?;
    let scan = scan(&root)?;
    let hub = scan.sources.find("hub.toml").ok_or_else(|| Failure::NoHub("there is no `hub.toml`".into()))?;
    let read = config::read(hub, scan.sources.get(hub), None);
    let mut said = Vec::new();
    let Some(config) = read.value else {
        voice.messages(&read.diagnostics, &scan.sources, &root);
        return Ok(None);
    };
    let files = eject::files(&scan, &config, &mut said);
    said.retain(|said| said.severity == Severity::Error);
    if files.is_empty() {
        voice.messages(&in_order(said, &scan.sources), &scan.sources, &root);
        return Ok(None);
    }
    Ok(Some(Hub { theme: config.theme.to_string(), root, scan, files }))
}

/// Prints the themes; outside of a hub those of the program.
fn list(named: Option<&Path>, files: bool, voice: Voice) -> Result<Exit, Failure> {
    let hub = match hub(named, voice) {
        Ok(Some(hub)) => Some(hub),
        Ok(None) => return Ok(Exit::Call),
        Err(Failure::NoHub(_)) if named.is_none() && !files => None,
        Err(failure) => return Err(failure),
    };
    if let Some(hub) = hub.as_ref().filter(|_| files) {
        let width = hub.files.iter().map(|file| file.name.chars().count()).max().unwrap_or(0);
        for file in &hub.files {
            let origin = if file.of_hub { file.folder.clone() } else { format!("{} (built in)", theme_of(file)) };
            voice.result(&human::one_line(&format!("{:width$}  {origin}", file.name)))?;
        }
        return Ok(Exit::Done);
    }
    let none = Scan::default();
    let themes = eject::list(hub.as_ref().map_or(&none, |hub| &hub.scan));
    let width = themes.iter().map(|theme| theme.name.chars().count()).max().unwrap_or(0);
    for theme in &themes {
        let chosen = hub.as_ref().is_some_and(|hub| hub.theme == theme.name);
        let sign = if chosen { '*' } else { ' ' };
        let line = format!("{sign} {:width$}  {}", theme.name, said_of(theme));
        voice.result(human::one_line(&line).trim_end())?;
    }
    Ok(Exit::Done)
}

fn theme_of(file: &ThemeFile) -> &str {
    file.folder.trim_start_matches("themes/").trim_end_matches('/')
}

/// `A notice board … (built in, 2 files of the hub over it)`.
fn said_of(theme: &Listed) -> String {
    let mut notes = vec![if theme.built_in { "built in".to_owned() } else { format!("themes/{}", theme.name) }];
    if let Some(extends) = &theme.extends {
        notes.push(format!("extends {extends}"));
    }
    match (theme.built_in, theme.own_files) {
        (true, 1) => notes.push("1 file of the hub over it".to_owned()),
        (true, count) if count > 1 => notes.push(format!("{count} files of the hub over it")),
        _ => {}
    }
    let mut text = theme.description.clone();
    write!(text, "{}({})", if text.is_empty() { "" } else { " " }, notes.join(", ")).expect("a string takes all");
    text
}

/// Copies files of the hub's theme into its folder under `themes/`, where they are found before their originals.
fn eject(named: Option<&Path>, asked: &[String], voice: Voice) -> Result<Exit, Failure> {
    let Some(hub) = hub(named, voice)? else { return Ok(Exit::Call) };
    let own = format!("themes/{}/", hub.theme);
    let mut wanted = Vec::new();
    if asked.is_empty() {
        wanted.extend(hub.files.iter().filter(|file| !covers(file, &own)));
    }
    for name in asked {
        let file = eject::named(&hub.files, name)
            .map_err(|help| Error::Usage(format!("the theme `{}` has no file `{name}`: {help}", hub.theme)))?;
        if covers(file, &own) {
            let message = format!("there is already a file `{}{}`: change that one", file.folder, file.name);
            return Err(Error::Usage(message).into());
        }
        wanted.push(file);
    }
    let mut written = 0;
    for file in wanted {
        let path = format!("{own}{}", file.name);
        let bytes = match &file.bytes {
            Bytes::BuiltIn(bytes) => bytes.to_vec(),
            Bytes::Text(text) => text.as_bytes().to_vec(),
            Bytes::File(file) => std::fs::read(file).map_err(Error::io("read", file))?,
        };
        if super::new::create(&hub.root.join(&path), &bytes)? {
            output(&format!("{path}\n"))?;
            written += 1;
        } else if !asked.is_empty() {
            return Err(Error::Usage(format!("there is already a file `{path}`")).into());
        }
    }
    if written == 0 {
        voice.remark(&format!("every file of `{}` is a file of the hub already", hub.theme));
    } else {
        voice.remark(
            "a file in the hub is no longer updated with the program: keep those that you change, delete the others",
        );
    }
    Ok(Exit::Done)
}

/// Whether a file of the hub stands where the copy would, or above it.
fn covers(file: &ThemeFile, own: &str) -> bool {
    file.of_hub && (file.folder == "templates/" || file.folder == own)
}

/// Writes a new theme.
fn new(named: Option<&Path>, name: &str, description: &str, extends: &str, voice: Voice) -> Result<Exit, Failure> {
    let root = root(named)?;
    let scan = scan(&root)?;
    if !eject::is_theme_name(name) {
        let message = format!("`{name}` cannot be the name of a theme: use small Latin letters, digits and `-`");
        return Err(Error::Usage(message).into());
    }
    let themes = eject::list(&scan);
    if themes.iter().any(|theme| theme.name == name) || root.join("themes").join(name).exists() {
        return Err(Error::Usage(format!("there is already a theme `{name}`")).into());
    }
    if !themes.iter().any(|theme| theme.name == extends) {
        let near = nearest(extends, themes.iter().map(|theme| theme.name.as_str()));
        let help = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
        return Err(Error::Usage(format!("there is no theme `{extends}`{help}")).into());
    }
    for (file, text) in eject::new_theme(name, description.trim(), extends) {
        let path = format!("themes/{name}/{file}");
        super::new::create(&root.join(&path), text)?;
        output(&format!("{path}\n"))?;
    }
    voice.remark(&format!("next: `theme = \"{name}\"` in hub.toml, and `folkmoot serve --open`"));
    Ok(Exit::Done)
}
