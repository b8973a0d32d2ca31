//! The generator: a hub of any size that behaves like a real one, the same bytes for the same arguments.
//!
//! Takes a number of files, a seed and a folder, gives a whole hub: `hub.toml`, content of every kind, in English and
//! Chinese, with links, mentions and references that all lead somewhere. What it writes has no mistakes; a build that
//! reports one is wrong, or this is.

mod body;
mod code;
mod days;
mod event;
mod files;
mod hub;
mod names;
mod plan;
mod prose;
mod random;
mod tags;
mod toml_text;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;

/// The languages texts are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Lang {
    /// The BCP 47 tag.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}

/// A hub of one kind, so that two kinds can be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Only {
    /// Events, all in Markdown, a tenth of them series, half of which never end.
    Events,
    /// Plain pages with bodies, summaries and tags like those of the events.
    Pages,
}

/// What kind of hub is wanted.
#[derive(Default)]
pub struct Options {
    /// Content files; a few groups and pages come on top.
    pub files: usize,
    /// Draws another hub of the same shape.
    pub seed: u64,
    /// A fifth of the posts become pairs of languages.
    pub translations: bool,
    /// Content files of one kind; a tenth as many members come on top.
    pub only: Option<Only>,
    /// Colours in code and cards for link previews are on, as they are in a hub that does not say otherwise.
    pub defaults: bool,
}

/// What was written.
pub struct Written {
    /// Content files, groups and pages included, `hub.toml` not.
    pub files: usize,
    /// Their bytes.
    pub bytes: usize,
}

/// Every file of the hub, path and text, in an order that never changes.
fn texts(options: &Options) -> Vec<(String, String)> {
    let plan = plan::Plan::new(options);
    let mut all =
        vec![("hub.toml".to_owned(), hub::write(options.translations, options.only.is_some(), options.defaults))];
    all.par_extend(plan.entries.par_iter().map(|e| (format!("content/{}", e.path), files::write(&plan, e))));
    all
}

/// Writes a hub into `dir`, which is absent or empty.
///
/// # Errors
/// Fewer than 10 files asked for, a folder with something in it, a full disk.
pub fn write_hub(options: &Options, dir: &Path) -> Result<Written> {
    ensure!(options.files >= 10, "a hub of every kind needs 10 files or more");
    let empty = fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none());
    ensure!(empty, "{} is not empty", dir.display());
    let texts = texts(options);
    let folders: BTreeSet<PathBuf> =
        texts.iter().filter_map(|(p, _)| dir.join(p).parent().map(Path::to_path_buf)).collect();
    for folder in &folders {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    texts
        .par_iter()
        .try_for_each(|(path, text)| fs::write(dir.join(path), text).with_context(|| format!("cannot write {path}")))?;
    Ok(Written { files: texts.len() - 1, bytes: texts[1..].iter().map(|(_, text)| text.len()).sum() })
}
