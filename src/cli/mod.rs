//! The command line: the only home of clap, notify, axum and tokio, and the only room that prints.
//!
//! Takes the words of the call, gives an exit code: 0 done, 1 mistakes in content, 2 a wrong call or `hub.toml`, 3 the machine failed.

mod args;
mod build;
mod check;
mod deleted;
mod diff;
mod explain;
mod find;
mod forget;
mod import;
mod init;
mod man;
mod media;
mod new;
mod progress;
pub mod reference;
mod say;
mod schema;
mod serve;
mod server;
mod sync;
mod theme;
mod watch;

use crate::error::Error;
use args::{Cli, Command};
use clap::{CommandFactory, Parser};
use say::{Exit, Voice};
use std::process::ExitCode;

/// Why a command could not do its work.
#[derive(Debug)]
enum Failure {
    /// There is no hub where one was expected.
    NoHub(String),
    /// Anything else but content.
    Machine(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Machine(error)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoHub(message) => f.write_str(message),
            Self::Machine(error) => error.fmt(f),
        }
    }
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => {
            // Help and the version are results and go to standard output; who closed it wants no more.
            let _ = said.print();
            return ExitCode::from(u8::try_from(said.exit_code()).unwrap_or(Exit::Call as u8));
        }
    };
    let voice = Voice::new(cli.command.say());
    let done = match &cli.command {
        Command::Build(args) => build::build(args, voice),
        Command::Check(args) => check::check(args, voice),
        Command::Serve(args) => serve::serve(args, voice),
        Command::Explain(args) => explain::explain(args, voice),
        Command::Init(args) => init::init(args, voice),
        Command::New(args) => new::new(args, voice),
        Command::Schema(args) => schema::print(args, voice),
        Command::Diff(args) => diff::diff(args, voice),
        Command::Sync(args) => sync::sync(args, voice),
        Command::Import(args) => import::import(args, voice),
        Command::Forget(args) => forget::forget(args, voice),
        Command::Theme(args) => theme::theme(args, voice),
        Command::Man(args) => man::man(args),
        Command::Completions { shell } => completions(*shell),
    };
    done.unwrap_or_else(|failure| voice.failure(&failure)).into()
}

fn completions(shell: clap_complete::Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "folkmoot", &mut script);
    say::output(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
