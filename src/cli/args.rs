//! The command line: what may be written there and what it means.
//!
//! Takes the words, gives a [`Request`] for the library. The environment and the clock are read here and nowhere else.

use super::Failure;
use super::check::CheckArgs;
use super::forget::ForgetArgs;
use super::import::ImportArgs;
use super::init::InitArgs;
use super::man::ManArgs;
use super::new::NewArgs;
use super::say::Format;
use super::schema::SchemaArgs;
use super::theme::ThemeArgs;
use crate::error::Error;
use crate::pipeline::{Request, find_root};
use crate::time::{Instant, Zone};
use clap::{Args, Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Turn a git repository of plain files into the website of a community.
#[derive(Debug, Parser)]
#[command(name = "folkmoot", version, long_version = long_version(), arg_required_else_help = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new hub that builds, with content to replace and recipes for hosts
    #[command(
        after_help = "Examples:\n  folkmoot init riverbank\n  folkmoot init hub --lang zh-CN --title 河岸创客 --timezone Asia/Shanghai"
    )]
    Init(InitArgs),
    /// Build the whole site, into ROOT/public
    #[command(after_help = "Examples:\n  folkmoot build\n  folkmoot build ~/riverbank --output /tmp/preview --drafts")]
    Build(SiteArgs),
    /// Build, watch, rebuild what changed, reload the browser
    #[command(after_help = "Examples:\n  folkmoot serve --open\n  folkmoot serve --port 4000 --drafts --future")]
    Serve(ServeArgs),
    /// Find everything that can be wrong, without writing the site
    #[command(after_help = "Examples:\n  folkmoot check\n  folkmoot check --deny-warnings --message-format github")]
    Check(CheckArgs),
    /// Tell which files an address was made from
    #[command(
        after_help = "Examples:\n  folkmoot explain /events/\n  folkmoot explain https://riverbank.example/posts/hello/"
    )]
    Explain(ExplainArgs),
    /// Make the file of a post, member, group, event, resource, need, project, kb or page
    #[command(
        after_help = "Examples:\n  folkmoot new post \"Two boats, one rope\"\n  folkmoot new event \"Winter salon\" --set start=2026-12-15T19:00:00 --set hosts=mei-lin\n  gh issue view 12 --json body --jq .body | folkmoot new event --from-issue -"
    )]
    New(NewArgs),
    /// Print the JSON Schema of a kind of content or of hub.toml, for editors
    #[command(
        after_help = "Examples:\n  folkmoot schema event\n  folkmoot schema --out .schemas\n  folkmoot schema --format issue-forms --out .github/ISSUE_TEMPLATE"
    )]
    Schema(SchemaArgs),
    /// Tell what a change does to readers and subscribers: events, calendars, addresses
    Diff(DiffArgs),
    /// Fetch the calendars of others that hub.toml lists, into data/calendars
    #[command(after_help = "Examples:\n  folkmoot sync")]
    Sync(SyncArgs),
    /// Take over posts of Hugo and Jekyll, events of a calendar, resources of tables and lists
    #[command(
        after_help = "Examples:\n  folkmoot import hugo ~/old-site\n  folkmoot import csv desks.csv --category space\n  folkmoot import ics \"Team calendar.ics\" --dry-run"
    )]
    Import(ImportArgs),
    /// Take a member out of the hub: profile, pictures, references
    #[command(
        after_help = "Examples:\n  folkmoot forget mei-lin --dry-run\n  folkmoot forget mei-lin --as \"Somebody\""
    )]
    Forget(ForgetArgs),
    /// Name themes, copy a file of one to change it, start one
    #[command(
        after_help = "Examples:\n  folkmoot theme list\n  folkmoot theme eject post.html\n  folkmoot theme new riverside --extends commons"
    )]
    Theme(ThemeArgs),
    /// Print the manual page, or write one for each command
    #[command(after_help = "Examples:\n  folkmoot man | man -l -\n  folkmoot man --out ~/.local/share/man/man1")]
    Man(ManArgs),
    /// Print completions for a shell
    #[command(
        after_help = "Examples:\n  folkmoot completions bash > ~/.local/share/bash-completion/completions/folkmoot\n  folkmoot completions fish > ~/.config/fish/completions/folkmoot.fish"
    )]
    Completions {
        /// The shell that is to complete.
        shell: clap_complete::Shell,
    },
}

impl Command {
    /// How the command is to speak.
    pub(super) fn say(&self) -> SayArgs {
        match self {
            Self::Build(args) => args.say,
            Self::Check(args) => args.site.say,
            Self::Serve(args) => args.site.say,
            Self::Sync(args) => args.say,
            Self::Diff(args) => args.say,
            Self::Init(_)
            | Self::Explain(_)
            | Self::New(_)
            | Self::Schema(_)
            | Self::Theme(_)
            | Self::Import(_)
            | Self::Forget(_)
            | Self::Man(_)
            | Self::Completions { .. } => SayArgs { message_format: Format::Human, quiet: false, verbose: false },
        }
    }
}

/// What `build`, `serve` and `check` have in common.
#[derive(Args, Clone, Debug)]
pub(super) struct SiteArgs {
    /// The folder that holds hub.toml [default: this folder or the nearest parent that has one]
    root: Option<PathBuf>,
    /// Where the site goes [default: ROOT/public; for `serve` a folder of its own in ROOT/.folkmoot]
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Where the site lives, instead of what hub.toml says
    #[arg(long, value_name = "URL", value_parser = website)]
    pub(super) base_url: Option<String>,
    /// Show drafts
    #[arg(long)]
    drafts: bool,
    /// Show what is not yet published
    #[arg(long)]
    future: bool,
    /// Build the edition for an audience, such as `members`
    #[arg(long, value_name = "NAME")]
    audience: Option<String>,
    /// The build's clock, such as 2026-11-21T12:00:00Z [default: `SOURCE_DATE_EPOCH`, else the time]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    now: Option<Instant>,
    /// Threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = threads)]
    jobs: Option<usize>,
    /// Make every page again
    #[arg(long)]
    no_cache: bool,
    /// Do not ask git when files were changed, and by whom
    #[arg(long)]
    no_history: bool,
    /// Let warnings stop the build too
    #[arg(long)]
    pub(super) deny_warnings: bool,
    #[command(flatten)]
    pub(super) say: SayArgs,
}

/// How to speak.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct SayArgs {
    /// The form of messages
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) message_format: Format,
    /// Say only what is wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say how long each step took
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// What only `serve` has.
#[derive(Args, Clone, Debug)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    pub(super) site: SiteArgs,
    /// The port [default: 4180, or the next one that is free]
    #[arg(long, value_name = "N")]
    pub(super) port: Option<u16>,
    /// Open the site in the browser
    #[arg(long)]
    pub(super) open: bool,
}

/// What `explain` has.
#[derive(Args, Clone, Debug)]
pub(super) struct ExplainArgs {
    /// An address of the site, such as /events/
    pub(super) address: String,
    /// The folder that holds hub.toml [default: this folder or the nearest parent that has one]
    root: Option<PathBuf>,
    /// Where the site is [default: ROOT/public]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// What `diff` has.
#[derive(Args, Clone, Debug)]
pub(super) struct DiffArgs {
    /// What was: a site, the folder of a hub, or a revision of this hub such as main or HEAD~1
    pub(super) old: String,
    /// What is: likewise
    #[arg(default_value = ".")]
    pub(super) new: String,
    /// How to tell it
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: super::diff::Form,
    /// Fail if events to come, calendars or addresses are lost
    #[arg(long)]
    pub(super) deny_lost: bool,
    /// The hub whose revisions are meant [default: this folder or the nearest parent that has a hub.toml]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The clock of both builds, such as 2026-11-21T12:00:00Z [default: `SOURCE_DATE_EPOCH`, else the time]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    now: Option<Instant>,
    #[command(flatten)]
    pub(super) say: SayArgs,
}

impl DiffArgs {
    /// The hub whose revisions are meant.
    ///
    /// # Errors
    /// When there is no hub.
    pub(super) fn root(&self) -> Result<PathBuf, Failure> {
        root(self.root.as_deref())
    }

    /// The time.
    ///
    /// # Errors
    /// When `SOURCE_DATE_EPOCH` is no number.
    pub(super) fn now(&self) -> Result<Instant, Failure> {
        now(self.now)
    }
}

/// What `sync` has.
#[derive(Args, Clone, Debug)]
pub(super) struct SyncArgs {
    /// The folder that holds hub.toml [default: this folder or the nearest parent that has one]
    root: Option<PathBuf>,
    /// Tell what would be done, and write nothing
    #[arg(long)]
    pub(super) check: bool,
    /// Fetch from this machine and from private networks too
    #[arg(long)]
    pub(super) allow_private: bool,
    /// Take over a calendar also when all or most of its coming events are gone
    #[arg(long)]
    pub(super) accept_empty: bool,
    /// The time to write down, such as 2026-11-21T12:00:00Z [default: `SOURCE_DATE_EPOCH`, else the time]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    now: Option<Instant>,
    #[command(flatten)]
    pub(super) say: SayArgs,
}

impl SyncArgs {
    /// The hub.
    ///
    /// # Errors
    /// When there is no hub.
    pub(super) fn root(&self) -> Result<PathBuf, Failure> {
        root(self.root.as_deref())
    }

    /// The time.
    ///
    /// # Errors
    /// When `SOURCE_DATE_EPOCH` is no number.
    pub(super) fn now(&self) -> Result<Instant, Failure> {
        now(self.now)
    }
}

impl SiteArgs {
    /// What is asked of the library.
    ///
    /// # Errors
    /// When there is no hub, or `SOURCE_DATE_EPOCH` is no number.
    pub(super) fn request(&self) -> Result<Request, Failure> {
        let root = root(self.root.as_deref())?;
        Ok(Request {
            progress: None,
            output: self.output.clone(),
            base_url: self.base_url.clone(),
            drafts: self.drafts,
            future: self.future,
            audience: self.audience.clone(),
            jobs: self.jobs,
            no_cache: self.no_cache,
            deny_warnings: self.deny_warnings,
            history: !self.no_history,
            ..Request::new(root, self.now()?)
        })
    }

    /// The build's clock: what was asked for, else the environment's, else the time.
    ///
    /// # Errors
    /// When `SOURCE_DATE_EPOCH` is no number.
    pub(super) fn now(&self) -> Result<Instant, Failure> {
        now(self.now)
    }
}

/// A number of threads: more than the largest machines have processors would only cost memory.
fn threads(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=256).contains(number));
    number.ok_or_else(|| "a number from 1 to 256 is wanted".to_owned())
}

/// The clock: what was asked for, else the environment's, else the time.
pub(super) fn now(asked: Option<Instant>) -> Result<Instant, Failure> {
    if let Some(now) = asked {
        return Ok(now);
    }
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(clock(SystemTime::now()));
    };
    let seconds = epoch.to_str().and_then(|text| text.trim().parse().ok());
    let wrong = || Error::Usage("`SOURCE_DATE_EPOCH` wants a number of seconds since 1970".into());
    Ok(seconds.map(Instant::from_unix).ok_or_else(wrong)?)
}

impl ExplainArgs {
    /// The hub, and the folder of its site.
    ///
    /// # Errors
    /// When there is no hub.
    pub(super) fn folders(&self) -> Result<(PathBuf, PathBuf), Failure> {
        let root = root(self.root.as_deref())?;
        let output = self.output.clone().unwrap_or_else(|| root.join("public"));
        Ok((root, output))
    }
}

/// The hub's folder: the one that was named, else this one or the nearest above it.
pub(super) fn root(named: Option<&Path>) -> Result<PathBuf, Failure> {
    match named {
        Some(file) if file.is_file() && file.file_name().is_some_and(|name| name == "hub.toml") => {
            let parent = file.parent().filter(|parent| *parent != Path::new(""));
            Ok(parent.unwrap_or(Path::new(".")).to_path_buf())
        }
        Some(root) if root.join("hub.toml").is_file() => Ok(root.to_path_buf()),
        Some(root) => Err(Failure::NoHub(format!("there is no `hub.toml` in `{}`", root.display()))),
        None => {
            let here = std::env::current_dir().map_err(Error::io("find", Path::new(".")))?;
            let none =
                || Failure::NoHub(format!("there is no `hub.toml` in `{}` or any folder above it", here.display()));
            find_root(&here).ok_or_else(none)
        }
    }
}

pub(super) fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|error| error.to_string())
}

pub(super) fn website(text: &str) -> Result<String, String> {
    if crate::markup::SafeUrl::parse_web(text).is_ok() {
        Ok(text.to_owned())
    } else {
        Err("write one such as `https://riverbank.example`".to_owned())
    }
}

fn clock(now: SystemTime) -> Instant {
    let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Instant::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

fn long_version() -> String {
    format!("{}\ntime zones {}", env!("CARGO_PKG_VERSION"), Zone::database_release())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn site(words: &[&str]) -> SiteArgs {
        match Cli::try_parse_from(words).unwrap().command {
            Command::Build(args) => args,
            Command::Check(args) => args.site,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_declaration_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_shared_flag_reaches_the_request() {
        let hub = tempfile::tempdir().unwrap();
        std::fs::write(hub.path().join("hub.toml"), "").unwrap();
        let root = hub.path().to_str().unwrap();
        let words = "folkmoot build ROOT --output out --base-url https://x.example --drafts --future --audience members \
                     --now 2026-11-21T12:00:00+08:00 --jobs 3 --no-cache --no-history --deny-warnings --message-format sarif -v";
        let words: Vec<&str> = words.split_whitespace().map(|word| if word == "ROOT" { root } else { word }).collect();
        let args = site(&words);
        let request = args.request().unwrap_or_else(|_| panic!("there is a hub"));
        assert_eq!(request.root, hub.path());
        assert_eq!(request.output(), Path::new("out"));
        assert_eq!(request.base_url.as_deref(), Some("https://x.example"));
        assert!(request.drafts && request.future && request.no_cache && request.deny_warnings && !request.history);
        assert_eq!((request.audience.as_deref(), request.jobs), (Some("members"), Some(3)));
        assert_eq!(request.now, Instant::parse("2026-11-21T04:00:00Z").unwrap());
        assert_eq!(args.say.message_format, Format::Sarif);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for words in [
            "folkmoot build --now yesterday",
            "folkmoot build --now 2026-11-21T12:00:00",
            "folkmoot build --jobs 0",
            "folkmoot build --jobs 257",
            "folkmoot build --base-url riverbank.example",
            "folkmoot build --base-url javascript:alert(1)",
            "folkmoot build -q -v",
            "folkmoot build --message-format xml",
            "folkmoot build a b",
            "folkmoot serve --port 70000",
            "folkmoot explain",
            "folkmoot mend",
        ] {
            let refused = Cli::try_parse_from(words.split_whitespace()).unwrap_err();
            assert_eq!(refused.exit_code(), 2, "{words}");
        }
    }

    #[test]
    fn a_hub_is_named_by_its_folder_or_its_file() {
        let hub = tempfile::tempdir().unwrap();
        assert!(matches!(root(Some(hub.path())), Err(Failure::NoHub(_))));
        let file = hub.path().join("hub.toml");
        std::fs::write(&file, "").unwrap();
        assert!(root(Some(hub.path())).is_ok_and(|found| found == hub.path()));
        assert!(root(Some(&file)).is_ok_and(|found| found == hub.path()));
    }
}
