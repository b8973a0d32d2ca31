//! How long each step of a build took, for whoever asks with `-v`, and word of it for whoever watches.

use super::Progress;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

/// The steps so far, and since when the next one runs.
pub(super) struct Laps {
    pub(super) phases: Vec<(&'static str, Duration)>,
    since: Stopwatch,
    pub(super) progress: Arc<Progress>,
}

impl Laps {
    pub(super) fn new(progress: Option<&Arc<Progress>>) -> Self {
        Self { phases: Vec::new(), since: Stopwatch::now(), progress: progress.cloned().unwrap_or_default() }
    }

    pub(super) fn lap(&mut self, phase: &'static str) {
        self.phases.push((phase, self.since.elapsed()));
        self.since = Stopwatch::now();
        self.progress.after(phase);
    }
}
