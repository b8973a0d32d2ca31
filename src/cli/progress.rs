//! Word of a build that takes long: a bar on a terminal, a line now and then where a CI system writes a log.
//!
//! Says nothing in the first second, and leaves nothing behind on a terminal.

use super::say::Voice;
use crate::pipeline::{Progress, Request, Stand};
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long nothing is said.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often a bar is drawn.
const BAR: Duration = Duration::from_millis(100);
/// How often a log gets a line.
const LINE: Duration = Duration::from_secs(5);
/// Signs in a bar.
const WIDTH: usize = 24;

/// Somebody who watches a build until dropped.
pub(super) struct Watcher {
    watch: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.watch.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

/// The request, watched for people while the watcher lives.
pub(super) fn watched(mut request: Request, voice: Voice) -> (Request, Watcher) {
    let terminal = std::io::stderr().is_terminal();
    let log = std::env::var_os("CI").is_some();
    if !voice.tells() || !(terminal || log) {
        return (request, Watcher { watch: None });
    }
    let progress = Arc::new(Progress::default());
    request.progress = Some(progress.clone());
    let (stop, stopped) = channel();
    let pause = if terminal { BAR } else { LINE };
    let thread = std::thread::spawn(move || {
        let since = Instant::now();
        let mut drawn = false;
        let mut wait = PATIENCE;
        while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            wait = pause;
            let text = if terminal { bar(progress.stand()) } else { line(progress.stand(), since.elapsed()) };
            drawn = true;
            let _ = std::io::stderr().lock().write_all(text.as_bytes());
        }
        if drawn && terminal {
            let _ = std::io::stderr().lock().write_all(b"\r\x1b[K");
        }
    });
    (request, Watcher { watch: Some((stop, thread)) })
}

/// The line of a terminal, over what stood there.
fn bar(stand: Stand) -> String {
    let Stand { step, done, total } = stand;
    if total == 0 {
        return format!("\r{step} …\x1b[K");
    }
    let full = done * WIDTH / total;
    format!("\r[{}{}] {step}: {done} of {total}\x1b[K", "#".repeat(full), "-".repeat(WIDTH - full))
}

/// A line of a log.
fn line(stand: Stand, took: Duration) -> String {
    let Stand { step, done, total } = stand;
    let count = if total == 0 { String::new() } else { format!(": {done} of {total}") };
    format!("{step}{count} ({} s)\n", took.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_and_a_line() {
        let stand = Stand { step: "making pages", done: 5, total: 10 };
        assert_eq!(bar(stand), format!("\r[{}{}] making pages: 5 of 10\x1b[K", "#".repeat(12), "-".repeat(12)));
        assert_eq!(bar(Stand { step: "reading files", done: 0, total: 0 }), "\rreading files …\x1b[K");
        assert_eq!(line(stand, Duration::from_secs(6)), "making pages: 5 of 10 (6 s)\n");
    }
}
