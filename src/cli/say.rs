//! Everything the program says: messages on standard error, results on standard output, and the exit code.
//!
//! Takes what the library gave, chooses the printer. A reader who closes the pipe early is no failure. In a form for programs nothing
//! but the form itself is written to standard error.

use super::Failure;
use super::args::SayArgs;
use crate::diagnostic::human::{self, Look};
use crate::diagnostic::{Code, Diagnostic, Severity, github, gitlab, json, sarif};
use crate::error::Error;
use crate::pipeline::Built;
use crate::text::Sources;
use anstream::{AutoStream, ColorChoice};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// The form of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people: the line, with the mistake underlined
    Human,
    /// One JSON object a line
    Json,
    /// Workflow commands of GitHub Actions
    Github,
    /// A GitLab code quality report
    Gitlab,
    /// SARIF 2.1.0
    Sarif,
}

/// The exit codes of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    Done = 0,
    Content = 1,
    Call = 2,
    Machine = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// How to speak to whoever called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice {
    args: SayArgs,
    choice: ColorChoice,
}

impl Voice {
    pub(super) fn new(args: SayArgs) -> Self {
        Self { args, choice: AutoStream::choice(&std::io::stderr()) }
    }

    fn look(self) -> Look {
        if self.choice == ColorChoice::Never { Look::Plain } else { Look::Styled }
    }

    fn human(self) -> bool {
        self.args.message_format == Format::Human
    }

    /// Writes text to standard error. When that is closed there is nobody left to tell.
    fn error(self, text: &str) {
        let _ = AutoStream::new(std::io::stderr().lock(), self.choice).write_all(text.as_bytes());
    }

    /// A remark on what is going on, for people only.
    pub(super) fn remark(self, text: &str) {
        if self.tells() {
            self.error(&format!("{text}\n"));
        }
    }

    /// Whether there are people who want to know what is going on.
    pub(super) fn tells(self) -> bool {
        self.human() && !self.args.quiet
    }

    /// A line of the result, on standard output.
    ///
    /// # Errors
    /// When the disk it goes to is full. A closed pipe is no error.
    pub(super) fn result(self, text: &str) -> Result<(), Error> {
        if self.args.quiet { Ok(()) } else { output(&format!("{text}\n")) }
    }

    /// All there is to say of the content.
    pub(super) fn messages(self, diagnostics: &[Diagnostic], sources: &Sources, root: &Path) {
        let text = match self.args.message_format {
            Format::Human => human::print(diagnostics, sources, self.look()),
            Format::Json => json::print(diagnostics, sources),
            Format::Github => github::print(diagnostics, sources, &prefix("GITHUB_WORKSPACE", root)),
            Format::Gitlab => gitlab::print(diagnostics, sources, &prefix("CI_PROJECT_DIR", root)),
            Format::Sarif => sarif::print(diagnostics, sources, &prefix("GITHUB_WORKSPACE", root)),
        };
        self.error(&text);
    }

    /// How long each step took and its share of the whole, where that was asked for.
    pub(super) fn phases(self, phases: &[(&'static str, Duration)]) {
        if !self.args.verbose {
            return;
        }
        let whole = phases.iter().map(|(_, took)| took.as_secs_f64()).sum::<f64>().max(f64::MIN_POSITIVE);
        for (name, took) in phases {
            let seconds = took.as_secs_f64();
            self.remark(&format!("{name:<20} {:>9.1} ms {:>3.0} %", seconds * 1e3, seconds / whole * 100.0));
        }
    }

    /// What stopped the program before there was anything to say of the content.
    pub(super) fn failure(self, failure: &Failure) -> Exit {
        let (name, exit) = match failure {
            Failure::NoHub(_) => ("no-hub", Exit::Call),
            Failure::Machine(Error::Usage(_)) => ("usage", Exit::Call),
            Failure::Machine(Error::OutputNotOurs { .. }) => ("output-not-ours", Exit::Call),
            Failure::Machine(Error::Locked { .. }) => ("locked", Exit::Machine),
            Failure::Machine(Error::Io { .. }) => ("machine", Exit::Machine),
        };
        let help = matches!(failure, Failure::NoHub(_))
            .then(|| "name the folder that holds `hub.toml`, or begin a hub with `folkmoot init`".to_owned());
        match (self.args.message_format, failure) {
            (Format::Json, _) => {
                let message = serde_json::json!({
                    "severity": "error", "code": name, "message": failure.to_string(), "file": null, "line": null,
                    "column": null, "end_line": null, "end_column": null, "help": help, "notes": [],
                });
                self.error(&format!("{message}\n"));
            }
            (Format::Human, Failure::Machine(error)) => {
                self.error(&format!("{}: {}\n", self.label(), human::one_line(&error.to_string())));
            }
            (_, failure) => {
                let message = failure.to_string();
                let code = Code::NoHub;
                let said = Diagnostic {
                    at: None,
                    severity: Severity::Error,
                    code,
                    message,
                    notes: Vec::new(),
                    help,
                    private: false,
                };
                if matches!(failure, Failure::NoHub(_)) {
                    self.messages(&[said], &Sources::default(), Path::new("."));
                } else {
                    // Reports list mistakes in content; that the machine failed is no line of theirs.
                    self.error(&format!("error: {}\n", human::one_line(&said.message)));
                }
            }
        }
        exit
    }

    fn label(self) -> &'static str {
        if self.look() == Look::Styled { "\u{1b}[1;91merror\u{1b}[0m" } else { "error" }
    }
}

/// Writes to standard output.
///
/// # Errors
/// When the disk it goes to is full. A closed pipe is no error.
pub(super) fn output(text: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != ErrorKind::BrokenPipe => {
            Err(Error::io("write to", Path::new("standard output"))(cause))
        }
        _ => Ok(()),
    }
}

/// The exit code for what was said of the content: a mistake in `hub.toml` is the maintainer's, any other the contributor's.
pub(super) fn exit_for(built: &Built, deny_warnings: bool) -> Exit {
    let worst = if deny_warnings { Severity::Warning } else { Severity::Error };
    let mut counted = built.diagnostics.iter().filter(|said| said.severity <= worst).peekable();
    if counted.peek().is_none() {
        return Exit::Done;
    }
    let hub = built.sources.find("hub.toml");
    if counted.any(|said| said.at.is_some_and(|at| Some(at.source) == hub)) { Exit::Call } else { Exit::Content }
}

/// The hub's folder inside the checked-out repository that a CI system names in `variable`, with `/` at its end.
fn prefix(variable: &str, root: &Path) -> String {
    let inner = || {
        let workspace = Path::new(&std::env::var_os(variable)?).canonicalize().ok()?;
        let inner = root.canonicalize().ok()?.strip_prefix(workspace).ok()?.to_path_buf();
        Some(inner.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect::<String>())
    };
    inner().unwrap_or_default()
}
