//! `serve`: build, watch, rebuild what changed, and tell the browser.
//!
//! The preview goes to a folder of its own, never to the one that is deployed. One thread watches and builds, another answers
//! requests; all they share is the output folder, which is whole at every moment, and a short piece of news. A build with mistakes
//! changes nothing: the last good site goes on being served.

use super::Failure;
use super::args::ServeArgs;
use super::build::{line, shown};
use super::say::{Exit, Voice};
use super::server::{self, News, Preview};
use super::watch::{Batch, Change, Watch};
use crate::diagnostic::human::{self, Look};
use crate::diagnostic::{Severity, has_errors};
use crate::error::Error;
use crate::pipeline::{self, Built, Request};
use crate::publish::PreviewPlace;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::watch as news;

const PORT: u16 = 4180;
/// How many ports are tried from the first one.
const PORTS: u16 = 50;
/// How often, and how long apart, a build is tried again that the machine stopped: a file that was moved while it was read.
const RETRIES: u32 = 5;
const RETRY_AFTER: Duration = Duration::from_millis(400);

/// Serves until it is told to stop.
pub(super) fn serve(args: &ServeArgs, voice: Voice) -> Result<Exit, Failure> {
    let mut request = args.site.request()?;
    let (listener, port) = listen(args.port)?;
    let base = args.site.base_url.clone().unwrap_or_else(|| format!("http://127.0.0.1:{port}"));
    let base_path = base_path(&base);
    request.base_url = Some(base);
    // Its pages have the addresses of this machine: they must not lie where somebody deploys from.
    let held = match &request.output {
        Some(_) => None,
        None => Some(PreviewPlace::take(&request.root)?),
    };
    request.output = held.as_ref().map(|held| held.output.clone()).or(request.output);
    let (changes, changed) = channel();
    // Watched before it is read, so that nothing can change unseen in between.
    let watch = Watch::new(&request.root, changes.clone())?;

    let since = Instant::now();
    let built = pipeline::build(&request)?;
    voice.messages(&built.diagnostics, &built.sources, &request.root);
    let address = format!("http://127.0.0.1:{port}{base_path}/");
    voice.result(&address)?;
    let run = run_name();
    let mut builder =
        Builder { args: args.clone(), voice, request, run, round: 0, news: news::channel(News::default()).0 };
    builder.tell(&built, since.elapsed())?;
    if args.open {
        open(&address, voice);
    }
    let preview = Preview { output: builder.request.output(), base_path, news: builder.news.subscribe() };
    let building = std::thread::spawn(move || builder.run(watch, &changed));
    let served = answer(listener, preview, &changes);
    // A build under way is finished, so that no half of it stays behind.
    let _ = changes.send(Change::Stop);
    let built = building.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    drop(held);
    served?;
    built?;
    Ok(Exit::Done)
}

/// Answers requests until the program is told to end, or its builder has ended.
fn answer(listener: TcpListener, preview: Preview, changes: &Sender<Change>) -> Result<(), Error> {
    let here = Path::new("127.0.0.1");
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::io("listen on", here))?;
    let mut ended = preview.news.clone();
    let done = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::select! {
            served = server::run(listener, preview) => served,
            told = told_to_end() => told,
            () = async { while ended.changed().await.is_ok() {} } => Ok(()),
        }
    });
    let _ = changes.send(Change::Stop);
    runtime.shutdown_timeout(Duration::from_millis(200));
    done.map_err(Error::io("listen on", here))
}

#[cfg(unix)]
async fn told_to_end() -> std::io::Result<()> {
    let mut end = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        told = tokio::signal::ctrl_c() => told,
        _ = end.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Builds whenever something changed.
struct Builder {
    args: ServeArgs,
    voice: Voice,
    request: Request,
    run: String,
    round: u64,
    news: news::Sender<News>,
}

impl Builder {
    fn run(mut self, mut watch: Watch, changed: &Receiver<Change>) -> Result<(), Error> {
        let mut retries = 0;
        let mut mark = None;
        loop {
            let limit = (retries > 0).then_some(RETRY_AFTER);
            let Some(batch) = watch.next(changed, limit)? else {
                return Ok(());
            };
            if batch.unknown && batch.paths.is_empty() {
                // Reading many files can itself be more than the system tells of: build only if something is different.
                let now = watch.mark();
                if mark.replace(now) == Some(now) {
                    continue;
                }
            }
            self.voice.remark(&changes_in(&batch));
            let since = Instant::now();
            if let Ok(now) = self.args.site.now() {
                self.request.now = now;
            }
            match pipeline::build(&self.request) {
                Ok(built) => {
                    retries = 0;
                    self.voice.messages(&built.diagnostics, &built.sources, &self.request.root);
                    self.tell(&built, since.elapsed())?;
                }
                Err(error) => {
                    retries = if retries < RETRIES { retries + 1 } else { 0 };
                    if retries == 0 {
                        self.voice.failure(&error.into());
                    }
                }
            }
        }
    }

    /// Says what came of a build, here and in the browser. The messages have been printed.
    fn tell(&mut self, built: &Built, took: Duration) -> Result<(), Error> {
        self.voice.phases(&built.phases);
        let summary = human::summary(&built.diagnostics);
        let output = shown(&self.request.output());
        match &built.report {
            Some(report) => {
                if report.written + report.removed > 0 || self.round == 0 {
                    self.round += 1;
                }
                if !summary.is_empty() {
                    self.voice.remark(&summary);
                }
                self.voice.result(&line(report, took, &output))?;
            }
            None => self.voice.remark(&format!("{summary}; {output} is as it was")),
        }
        let site = format!("{}-{}", self.run, self.round);
        self.news.send_replace(News { site, message: strip(built) });
        Ok(())
    }
}

/// What the strip in the browser says: how many mistakes there are, and the first one.
fn strip(built: &Built) -> String {
    if built.report.is_some() {
        return String::new();
    }
    let severity = if has_errors(&built.diagnostics) { Severity::Error } else { Severity::Warning };
    let first = built.diagnostics.iter().find(|said| said.severity == severity);
    let first = first.map(|said| human::one(said, &built.sources, Look::Plain));
    let first = first.as_deref().and_then(|text| text.lines().next()).unwrap_or("");
    format!("{}; this is the last good site\n{first}", human::summary(&built.diagnostics))
}

fn changes_in(batch: &Batch) -> String {
    let mut names = batch.paths.iter().map(|path| human::one_line(path));
    let first: Vec<String> = names.by_ref().take(3).collect();
    match (first.is_empty(), names.count()) {
        (true, _) => "building again".to_owned(),
        (false, 0) => format!("changed: {}", first.join(", ")),
        (false, more) => format!("changed: {} and {more} more", first.join(", ")),
    }
}

/// Takes the port that was asked for, or the first free one from ours on.
fn listen(asked: Option<u16>) -> Result<(TcpListener, u16), Error> {
    let first = asked.unwrap_or(PORT);
    let last = if asked.is_some() { first } else { first.saturating_add(PORTS) };
    let mut port = first;
    let bound = loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Err(cause) if cause.kind() == std::io::ErrorKind::AddrInUse && port < last => port += 1,
            other => break other,
        }
    };
    let name = format!("127.0.0.1:{port}");
    let failed = Error::io("listen on", Path::new(&name));
    bound
        .and_then(|listener| {
            listener.set_nonblocking(true)?;
            let port = listener.local_addr()?.port();
            Ok((listener, port))
        })
        .map_err(failed)
}

/// What a URL has behind its host, without a slash at its end.
fn base_path(url: &str) -> String {
    crate::config::base_path(url.trim_end_matches('/'))
}

/// A name for this run, so that a page of an earlier one knows that it is old.
fn run_name() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{:x}", since.as_millis())
}

fn open(address: &str, voice: Voice) {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let opened =
        Command::new(program).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if opened.is_err() {
        voice.remark("no browser could be opened");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_passed_over_unless_it_was_asked_for() {
        let (_first, port) = listen(None).unwrap();
        let (_second, next) = listen(None).unwrap();
        assert!(next > port);
        assert!(matches!(listen(Some(port)), Err(Error::Io { .. })));
    }

    #[test]
    fn changes_are_told_in_a_line() {
        let batch =
            |count: usize| Batch { paths: (0..count).map(|n| format!("content/{n}.md")).collect(), unknown: false };
        assert_eq!(changes_in(&batch(1)), "changed: content/0.md");
        assert_eq!(changes_in(&batch(5)), "changed: content/0.md, content/1.md, content/2.md and 2 more");
        assert_eq!(base_path("https://x.example/hub/"), "/hub");
        assert_eq!(base_path("http://127.0.0.1:4180"), "");
    }
}
