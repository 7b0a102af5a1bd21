//! What can go wrong while writing synthetic registers, or judging a campaign against their truth.

use std::{
    io,
    path::{Path, PathBuf},
};

use raccroche_domain::francais::{guillemets, ponctuer};
use raccroche_registers::output::WriteError;

/// Why the files could not be written, or the verdicts not judged.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// A file or the folder could not be written, or the folder holds something else than synthetic registers.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Whoever follows the progress asked to stop; nothing was written.
    #[error("interrupted; nothing was written")]
    Interrupted,
    /// A truth file or a list of verdicts cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// A truth file or a list of verdicts is not as expected.
    #[error("{}, line {line}: {problem}", path.display())]
    Format {
        /// Which file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// What is wrong with it.
        problem: Problem,
    },
}

/// What is wrong with a truth file or a list of verdicts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A column is missing.
    #[error("no column `{0}`")]
    MissingColumn(String),
    /// A word is not the code of a verdict.
    #[error("`{0}` is not a verdict")]
    NotAVerdict(String),
    /// Lines of the verdicts are in no file of this synthetic académie.
    #[error("{0} lines of the verdicts are in no file of this synthetic académie")]
    OtherFiles(usize),
    /// The table cannot be read.
    #[error("{0}")]
    Table(String),
}

impl SynthError {
    /// For `map_err`: a writing error with its path.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Write(WriteError::Io { path, source })
    }

    /// The sentence that people read: what, where, what to do.
    pub fn phrase(&self) -> String {
        match self {
            Self::Write(error) => error.phrase(),
            Self::Interrupted => "Interrompu : rien n’a été écrit.".to_owned(),
            Self::Read { path, source } => ponctuer(&format!(
                "{} n’a pas pu être lu ({source}). Vérifiez qu’il existe et que vous avez le droit de le lire.",
                guillemets(&path.display().to_string())
            )),
            Self::Format { path, line, problem } => {
                let what = match problem {
                    Problem::MissingColumn(name) => format!("il manque la colonne {}", guillemets(name)),
                    Problem::NotAVerdict(code) => format!("{} n’est pas un verdict", guillemets(code)),
                    Problem::OtherFiles(count) => {
                        format!("{count} lignes ne viennent pas de ces fichiers synthétiques")
                    }
                    Problem::Table(detail) => format!("le tableau n’est pas lisible ({detail})"),
                };
                let path = path.display();
                ponctuer(&format!(
                    "{path}, ligne {line} : {what}. Relancez la campagne sur les fichiers de synthèse."
                ))
            }
        }
    }
}
