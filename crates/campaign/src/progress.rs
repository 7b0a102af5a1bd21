//! Where a campaign stands, and the wish to stop it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::CampaignError;

/// One step of a campaign, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, in French.
    pub phase: String,
    /// How far: done, in all. `None` when it cannot be told.
    pub done: Option<(u64, u64)>,
}

/// Told of each step; may be called from several threads.
pub type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// What a caller may ask of a run.
#[derive(Clone, Default)]
pub struct RunOptions {
    /// Told of each step.
    pub on_progress: Option<OnProgress>,
    /// Set it to stop: the run ends with [`CampaignError::Interrupted`] and leaves nothing.
    pub cancel: Arc<AtomicBool>,
}

/// The course of a run.
pub(crate) struct Course<'a> {
    options: &'a RunOptions,
}

impl<'a> Course<'a> {
    pub(crate) fn new(options: &'a RunOptions) -> Self {
        Self { options }
    }

    /// Announces a step, unless the user wants to stop.
    pub(crate) fn phase(&self, phase: &str, done: Option<(u64, u64)>) -> Result<(), CampaignError> {
        self.check()?;
        if let Some(tell) = &self.options.on_progress {
            tell(Progress { phase: phase.to_owned(), done });
        }
        Ok(())
    }

    pub(crate) fn check(&self) -> Result<(), CampaignError> {
        if self.options.cancel.load(Ordering::Relaxed) { Err(CampaignError::Interrupted) } else { Ok(()) }
    }
}
