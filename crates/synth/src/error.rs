//! What can go wrong while writing synthetic registers.

use std::{
    io,
    path::{Path, PathBuf},
};

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
    /// The folder holds files that are not ours to replace.
    #[error("{} is not empty and was not written by synth", path.display())]
    Occupied {
        /// Which folder.
        path: PathBuf,
    },
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
