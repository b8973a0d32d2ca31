//! The benchmark's command line: generate a hub, run the floor, compare a build with it, ask a
//! site's search.
//!
//! Owns the arguments and the exit status (0 within the limits, 1 beyond one of them, 2 a wrong command line,
//! 3 something could not be run) and nothing else. Never measures anything in its own process: whatever is
//! timed is a child.

mod compare;
mod floor;
mod generate;
mod measure;
mod report;
mod search;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// Measures what a Folkmoot build costs, in multiples of the least work any site generator must do.
#[derive(Parser)]
#[command(name = "folkmoot-bench", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a hub of N content files into DIR; the same arguments give the same bytes.
    Generate(GenerateArgs),
    /// Read every content file of DIR, turn CommonMark into HTML, write one page each into OUT, nothing else.
    Floor(FloorArgs),
    /// Time folkmoot against the floor, in turn, and hold the result against the limits.
    Compare(compare::CompareArgs),
    /// Build a hub, ask its search with the site's own script, and hold what is found and loaded against the limits.
    Search(search::SearchArgs),
}

#[derive(Args)]
struct GenerateArgs {
    /// How many content files (10 or more); a few groups and pages come on top.
    n: usize,
    /// Where to write; absent or empty.
    dir: PathBuf,
    /// Another seed gives another hub of the same shape.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A fifth of the posts become a pair NAME.md and NAME.zh-CN.md.
    #[arg(long)]
    translations: bool,
    /// Content files of one kind, besides a few members, groups and pages.
    #[arg(long)]
    only: Option<generate::Only>,
    /// Leaves colours in code and cards for link previews on, as hubs have them that do not say otherwise.
    #[arg(long)]
    defaults: bool,
}

#[derive(Args)]
struct FloorArgs {
    /// A hub, or any folder; its `content` folder is read if it has one.
    dir: PathBuf,
    /// Where the pages go.
    out: PathBuf,
    /// Threads; 0 means one for each core.
    #[arg(long, default_value_t = 0)]
    jobs: usize,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Generate(a) => {
            let options = generate::Options {
                files: a.n,
                seed: a.seed,
                translations: a.translations,
                only: a.only,
                defaults: a.defaults,
            };
            generate::write_hub(&options, &a.dir).map(|written| {
                println!("{} files, {} bytes", written.files, written.bytes);
                true
            })
        }
        Command::Floor(a) => floor::run(&a.dir, &a.out, a.jobs).map(|pages| {
            println!("{pages} pages");
            true
        }),
        Command::Compare(a) => compare::run(&a),
        Command::Search(a) => search::run(&a),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(e) => {
            eprintln!("error: {e:#}");
            ExitCode::from(3)
        }
    }
}
