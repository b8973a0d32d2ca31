//! `man`: the manual pages of the program, made of what clap was told, so that they cannot go stale.

use super::Failure;
use super::args::Cli;
use super::say::{Exit, output};
use crate::error::Error;
use clap::{Args, CommandFactory};
use std::path::{Path, PathBuf};

/// What `man` has.
#[derive(Args, Clone, Debug)]
pub(super) struct ManArgs {
    /// Write a page for the program and one for each command into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints the page of the program, or writes all pages.
pub(super) fn man(args: &ManArgs) -> Result<Exit, Failure> {
    let Some(folder) = &args.out else {
        let mut page = Vec::new();
        let render = clap_mangen::Man::new(Cli::command()).render(&mut page);
        render.map_err(Error::io("write to", Path::new("standard output")))?;
        output(&String::from_utf8_lossy(&page))?;
        return Ok(Exit::Done);
    };
    std::fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(Error::io("write into", folder))?;
    Ok(Exit::Done)
}
