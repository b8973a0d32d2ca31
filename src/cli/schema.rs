//! `schema`: JSON Schema of content and `hub.toml`, on standard output or as files for editors.

use super::Failure;
use super::say::{Exit, output};
use crate::diagnostic::nearest;
use crate::error::Error;
use crate::schema::{Subject, schema};
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
pub(super) fn print(args: &SchemaArgs) -> Result<Exit, Failure> {
    if let Some(folder) = &args.out {
        for (name, text) in schemas(args.subject) {
            let file = folder.join(name);
            write(&file, &text)?;
            output(&format!("{}\n", file.display()))?;
        }
        return Ok(Exit::Done);
    }
    let value = match args.subject {
        Some(subject) => schema(subject),
        None => {
            Value::Object(Map::from_iter(Subject::all().map(|subject| (subject.word().to_owned(), schema(subject)))))
        }
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
