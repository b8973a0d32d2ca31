//! How long each step of a build took, for whoever asks with `-v`.

use std::time::{Duration, Instant as Stopwatch};

/// The steps so far, and since when the next one runs.
pub(super) struct Laps {
    pub(super) phases: Vec<(&'static str, Duration)>,
    since: Stopwatch,
}

impl Laps {
    pub(super) fn new() -> Self {
        Self { phases: Vec::new(), since: Stopwatch::now() }
    }

    pub(super) fn lap(&mut self, phase: &'static str) {
        self.phases.push((phase, self.since.elapsed()));
        self.since = Stopwatch::now();
    }
}
