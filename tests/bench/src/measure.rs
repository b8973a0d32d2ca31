//! One child, timed: CPU seconds (user and system), wall seconds, peak memory.
//!
//! Takes a command, gives a `Sample`. The figures are the kernel's own (`wait4`), so they include children the child
//! waited for and nothing of ours. On Linux a child's peak starts at what *this* process held when it was started;
//! that is why the benchmark does nothing large in its own process.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use wait4::Wait4;

/// What one run of a child cost.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Sample {
    /// CPU seconds in user space.
    pub user: f64,
    /// CPU seconds in the kernel.
    pub system: f64,
    /// Wall-clock seconds.
    pub wall: f64,
    /// Largest resident set, in bytes.
    pub peak: u64,
}

impl Sample {
    /// User and system CPU seconds together.
    pub fn cpu(&self) -> f64 {
        self.user + self.system
    }
}

/// Runs `command` to its end. What it prints goes to `log`, and the end of that into the error if it fails.
///
/// # Errors
/// The command cannot be started, or ends with another status than 0.
pub fn run(mut command: Command, log: &Path) -> Result<Sample> {
    let name = command.get_program().to_string_lossy().into_owned();
    let sink = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(sink)
        .env("NO_COLOR", "1")
        .env_remove("SOURCE_DATE_EPOCH");
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    let used = child.wait4().with_context(|| format!("cannot wait for {name}"))?;
    let wall = start.elapsed().as_secs_f64();
    if !used.status.success() {
        let said = std::fs::read(log).unwrap_or_default();
        let tail = &said[said.len().saturating_sub(2000)..];
        bail!("{command:?} ended with {}:\n{}", used.status, String::from_utf8_lossy(tail));
    }
    let usage = used.rusage;
    Ok(Sample { user: usage.utime.as_secs_f64(), system: usage.stime.as_secs_f64(), wall, peak: usage.maxrss })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Result<Sample> {
        let dir = tempfile::tempdir()?;
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(command, &dir.path().join("log"))
    }

    #[test]
    fn busy_children_of_the_child_are_counted_and_sleep_is_not() {
        let busy = sh("sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; true").expect("runs");
        assert!(busy.cpu() > 0.01, "{busy:?}");
        assert!(busy.peak > 100_000, "{busy:?}");
        let idle = sh("sleep 0.3").expect("runs");
        assert!(idle.wall >= 0.3 && idle.cpu() < 0.2, "{idle:?}");
    }

    #[test]
    fn a_failure_shows_what_the_child_said() {
        let said = format!("{:#}", sh("echo the disk is full >&2; exit 3").expect_err("fails"));
        assert!(said.contains("the disk is full") && said.contains('3'), "{said}");
    }
}
