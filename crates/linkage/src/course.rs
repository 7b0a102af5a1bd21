//! What a run says of itself while it goes on: its phases, how far it is, and whether it is to stop.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use crate::{
    error::{Error, Result},
    report::PhaseReport,
};

/// Told the name of each phase at its start and the share of the work done before it (0 to 1).
pub type OnPhase<'a> = dyn Fn(&str, f64) + Sync + 'a;

/// Follows a run.
pub(crate) struct Course<'a> {
    progress: Option<&'a OnPhase<'a>>,
    cancel: Option<&'a AtomicBool>,
    pub(crate) phases: Vec<PhaseReport>,
    started: Instant,
}

impl<'a> Course<'a> {
    pub(crate) fn new(progress: Option<&'a OnPhase<'a>>, cancel: Option<&'a AtomicBool>) -> Self {
        Self { progress, cancel, phases: Vec::new(), started: Instant::now() }
    }

    /// Announces a phase, or the next part of it.
    pub(crate) fn begin(&self, phase: &str, done: f64) -> Result<()> {
        if self.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            return Err(Error::Cancelled);
        }
        if let Some(progress) = self.progress {
            progress(phase, done);
        }
        Ok(())
    }

    /// Counts the time since the last end as that of a phase.
    pub(crate) fn end(&mut self, phase: &str) {
        let seconds = self.started.elapsed().as_secs_f64();
        self.started = Instant::now();
        match self.phases.last_mut() {
            Some(last) if last.phase == phase => last.seconds += seconds,
            _ => self.phases.push(PhaseReport { phase: phase.to_owned(), seconds }),
        }
    }
}
