//! `schema`: JSON Schema of content and `hub.toml`, on standard output or as files for editors; forms for issues, and the configuration
//! of an editor on git, from the same declarations.

use super::Failure;
use super::args::root;
use super::say::{Exit, Voice, output};
use crate::config::{self, Config};
use crate::diagnostic::nearest;
use crate::error::Error;
use crate::read::scan::scan;
use crate::schema::documentation::Documentation;
use crate::schema::{Subject, cms, forms, schema};
use crate::starter::hub::schemas;
use clap::Args;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// What `schema` has.
#[derive(Args, Clone, Debug)]
pub(super) struct SchemaArgs {
    /// hub, post, member, group, event, resource, project, kb or page [default: all of them]
    #[arg(value_name = "KIND", value_parser = subject)]
    subject: Option<Subject>,
    /// Write a file for each into this folder, and print their paths
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What to make of the fields
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "json-schema")]
    format: Format,
}

/// What the declarations become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// JSON Schema, for editors of text
    JsonSchema,
    /// Forms for issues on GitHub: event.yml, resource.yml and member.yml
    IssueForms,
    /// The configuration of Sveltia CMS and Decap CMS: config.yml
    Cms,
}

/// The hub around us, if there is one. One whose `hub.toml` cannot be read is refused where there is a voice to say so; without, it
/// counts as none: a schema helps to mend it.
fn hub(voice: Option<Voice>) -> Result<Option<Config>, Failure> {
    let Ok(root) = root(None) else { return Ok(None) };
    let scan = scan(&root)?;
    let Some(hub) = scan.sources.find("hub.toml") else { return Ok(None) };
    let read = config::read(hub, scan.sources.get(hub), None);
    if let (None, Some(voice)) = (&read.value, voice) {
        voice.messages(&read.diagnostics, &scan.sources, &root);
        return Err(Error::Usage("`hub.toml` has to be mended first".into()).into());
    }
    Ok(read.value)
}

/// What fields are for, in the language of the hub, if there is one.
fn documentation(hub: Option<&Config>) -> Documentation {
    Documentation::of(hub.map_or("en", |config| config.default_language().as_str()))
}

/// Prints the forms or the configuration, or writes them into a folder.
fn derived(args: &SchemaArgs, voice: Voice) -> Result<Exit, Failure> {
    let config = hub(Some(voice))?;
    let files = match args.format {
        Format::Cms => {
            let Some(text) = config.as_ref().and_then(cms::cms) else {
                let message = "such an editor writes to a repository: name it in `[repository]` of `hub.toml`";
                return Err(Error::Usage(message.into()).into());
            };
            vec![("config.yml".to_owned(), text)]
        }
        Format::IssueForms | Format::JsonSchema => {
            let mut forms = forms::issue_forms(config.as_ref(), &documentation(config.as_ref()));
            if let Some(subject) = args.subject {
                forms.retain(|(name, _)| *name == format!("{}.yml", subject.word()));
                if forms.is_empty() {
                    return Err(Error::Usage(format!("there is no form for `{}`", subject.word())).into());
                }
            }
            forms
        }
    };
    for (name, text) in files {
        match &args.out {
            Some(folder) => {
                let file = folder.join(name);
                write(&file, &text)?;
                output(&format!("{}\n", file.display()))?;
            }
            None => output(&text)?,
        }
    }
    Ok(Exit::Done)
}

fn subject(word: &str) -> Result<Subject, String> {
    // A need is a resource that somebody looks for.
    let word = if word == "need" { "resource" } else { word };
    Subject::from_word(word).ok_or_else(|| {
        let words: Vec<_> = Subject::all().map(Subject::word).collect();
        match nearest(word, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", words.join(", ")),
        }
    })
}

/// Prints the schema of one kind, of all of them by name, or writes a file for each and prints the paths.
pub(super) fn print(args: &SchemaArgs, voice: Voice) -> Result<Exit, Failure> {
    if args.format != Format::JsonSchema {
        return derived(args, voice);
    }
    let documentation = documentation(hub(None)?.as_ref());
    if let Some(folder) = &args.out {
        for (name, text) in schemas(args.subject, &documentation) {
            let file = folder.join(name);
            write(&file, &text)?;
            output(&format!("{}\n", file.display()))?;
        }
        return Ok(Exit::Done);
    }
    let value = match args.subject {
        Some(subject) => schema(subject, &documentation),
        None => Value::Object(Map::from_iter(
            Subject::all().map(|subject| (subject.word().to_owned(), schema(subject, &documentation))),
        )),
    };
    output(&text(&value))?;
    Ok(Exit::Done)
}

fn text(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Writes a file unless it already says the same.
fn write(file: &Path, text: &str) -> Result<(), Error> {
    if std::fs::read(file).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    std::fs::write(file, text).map_err(Error::io("write", file))
}
