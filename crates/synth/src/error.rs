//! What can go wrong while writing synthetic registers.

use std::{
    io,
    path::{Path, PathBuf},
};

use raccroche_registers::output::WriteError;

/// Why the files could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// A file or folder could not be written or read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder could not be put in its place, or holds something else than an earlier synthetic académie.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Whoever follows the progress asked to stop; nothing was written.
    #[error("interrupted; nothing was written")]
    Interrupted,
    /// A truth file or a list of verdicts is not as expected.
    #[error("{}: line {line}: {problem}", path.display())]
    Format {
        /// Which file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
}

impl SynthError {
    /// For `map_err`: the path beside the error.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}
