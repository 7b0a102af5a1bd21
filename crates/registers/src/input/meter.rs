//! Counts bytes as they are read: drives the progress bar, and stops the reading when the caller asks.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use crate::source::ProgressFn;

/// What a reader that was told to stop answers.
#[derive(Debug, thiserror::Error)]
#[error("cancelled")]
pub(crate) struct Cancelled;

/// Bytes read so far, of how many.
#[derive(Clone)]
pub(crate) struct Meter {
    done: Arc<AtomicU64>,
    total: u64,
    on_progress: Option<ProgressFn>,
    cancelled: Option<Arc<AtomicBool>>,
}

impl Meter {
    pub(crate) fn new(
        total: u64,
        on_progress: Option<ProgressFn>,
        cancelled: Option<Arc<AtomicBool>>,
    ) -> Self {
        Self { done: Arc::default(), total, on_progress, cancelled }
    }

    /// Counts bytes read; fails when the caller asked to stop.
    pub(crate) fn add(&self, bytes: u64) -> io::Result<()> {
        if self.cancelled.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(io::Error::other(Cancelled));
        }
        if let Some(on_progress) = &self.on_progress {
            on_progress(self.done.fetch_add(bytes, Ordering::Relaxed) + bytes, self.total);
        }
        Ok(())
    }

    /// A reader whose bytes are counted.
    pub(crate) fn read<R: Read>(&self, inner: R) -> Metered<R> {
        Metered { inner, meter: self.clone() }
    }
}

/// See [`Meter::read`].
pub(crate) struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.meter.add(n as u64)?;
        Ok(n)
    }
}

impl<R: io::Seek> io::Seek for Metered<R> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
