//! How far a build is, for whoever waits for it.
//!
//! Counters that a build sets and another thread may look at; nothing in a build depends on them.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What a build does first, next, and most of the time.
const STEPS: [&str; 3] = ["reading files", "looking at links and pictures", "making pages"];

/// How far a build is.
#[derive(Debug, Default)]
pub struct Progress {
    step: AtomicUsize,
    done: AtomicUsize,
    total: AtomicUsize,
}

/// A moment of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// What is being done.
    pub step: &'static str,
    /// How much of it is done.
    pub done: usize,
    /// How much there is to do; 0 where that is not known.
    pub total: usize,
}

impl Progress {
    /// Where it stands now.
    pub fn stand(&self) -> Stand {
        let load = |number: &AtomicUsize| number.load(Ordering::Relaxed);
        let total = load(&self.total);
        Stand { step: STEPS[load(&self.step).min(STEPS.len() - 1)], done: load(&self.done).min(total), total }
    }

    /// A step of the pipeline is over.
    pub(super) fn after(&self, phase: &str) {
        if phase == "read" {
            self.step.store(1, Ordering::Relaxed);
        }
    }

    /// So many files are to be made.
    pub(super) fn pages(&self, total: usize) {
        self.total.store(total, Ordering::Relaxed);
        self.step.store(2, Ordering::Relaxed);
    }

    /// One more is made.
    pub(super) fn one(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_from_step_to_step() {
        let progress = Progress::default();
        assert_eq!(progress.stand(), Stand { step: "reading files", done: 0, total: 0 });
        progress.after("scan");
        progress.after("read");
        assert_eq!(progress.stand().step, "looking at links and pictures");
        progress.pages(2);
        progress.one();
        assert_eq!(progress.stand(), Stand { step: "making pages", done: 1, total: 2 });
    }
}
