//! One side of a comparison: from what was named on the command line to a site.
//!
//! A folder with `hub.toml` is built, a folder with a site is taken as it is, and anything else is a revision of the present hub, which
//! is laid out and built. What is made lies in a temporary folder and goes with it.

use super::site::{self, Site};
use super::{git, hidden};
use crate::cli::Failure;
use crate::cli::args::DiffArgs;
use crate::config;
use crate::error::Error;
use crate::pipeline::{self, Built, Request};
use crate::publish::{self, MANIFEST};
use crate::time::Instant;
use std::path::{Path, PathBuf};

/// What came of a side.
pub(super) enum Made {
    /// A site.
    Site(Box<Site>),
    /// A hub that has errors, and where it lies.
    Broken(Box<Built>, PathBuf),
}

/// Opens a side.
pub(super) fn open(name: &str, args: &DiffArgs, now: Instant) -> Result<Made, Failure> {
    let folder = Path::new(name);
    if folder.join("hub.toml").is_file() {
        return build(folder, now);
    }
    if folder.join(MANIFEST).is_file() || folder.join("index.html").is_file() {
        return Ok(Made::Site(Box::new(site::read(folder)?)));
    }
    let nothing = || Error::Usage(format!("`{name}` is no hub, no site, and no revision of this hub"));
    let Ok(root) = args.root() else { return Err(nothing().into()) };
    of_revision(&root, name, now)?.ok_or_else(|| nothing().into())
}

/// Builds the hub as it was at a revision; `None` where there is no such revision.
pub(super) fn of_revision(root: &Path, name: &str, now: Instant) -> Result<Option<Made>, Failure> {
    let laid = temporary()?;
    if !git::lay_out(root, name, laid.path())? {
        return Ok(None);
    }
    let hub = laid.path().join("hub");
    if !hub.join("hub.toml").is_file() {
        return Err(Error::Usage(format!("there was no `hub.toml` at `{name}`")).into());
    }
    build(&hub, now).map(Some)
}

/// Builds a hub.
pub(super) fn build(root: &Path, now: Instant) -> Result<Made, Failure> {
    let folder = temporary()?;
    let output = folder.path().join("site");
    let built = pipeline::build(&Request { output: Some(output.clone()), ..Request::new(root, now) })?;
    // What is remembered of a site that goes again would only lie about.
    publish::forget(&output, root);
    if built.report.is_none() {
        return Ok(Made::Broken(Box::new(built), root.to_path_buf()));
    }
    let hub = built.sources.find("hub.toml");
    let config = hub.and_then(|hub| config::read(hub, built.sources.get(hub), None).value);
    let hidden = config.as_ref().map(|config| hidden::events(&built.sources, config, now));
    let retired = config.map(|config| config.retired);
    Ok(Made::Site(Box::new(Site { hidden, retired, ..site::read(&output)? })))
}

fn temporary() -> Result<tempfile::TempDir, Error> {
    let made = tempfile::Builder::new().prefix("folkmoot-").tempdir();
    made.map_err(Error::io("make a folder in", &std::env::temp_dir()))
}
