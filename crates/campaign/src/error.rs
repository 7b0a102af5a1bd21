//! Why a campaign stopped: an English message for the log, a French sentence for the person, with the remedy.
//!
//! A campaign that stops leaves nothing: its folder appears whole or not at all.

use std::{
    io,
    path::{Path, PathBuf},
};

use raccroche_domain::francais::{guillemets, ponctuer};
use raccroche_registers::{ReadError, output::WriteError};

/// A campaign that could not be brought to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CampaignError {
    /// The campaign file is not what it should be.
    #[error("{path}: {message}", path = path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// Line, from 1, when known.
        line: Option<usize>,
        /// Column, from 1, when known.
        column: Option<usize>,
        /// French: what is wrong and what to do.
        message: String,
    },
    /// A register cannot be read.
    #[error("source {name}: {source}")]
    Read {
        /// The name of the source in the campaign.
        name: String,
        /// Where it is.
        path: PathBuf,
        /// Why.
        source: ReadError,
    },
    /// The file of corrections, or the previous campaign's folder, cannot be read.
    #[error("{path}: {message}", path = path.display())]
    Input {
        /// The file.
        path: PathBuf,
        /// Line, from 1, when known.
        line: Option<u64>,
        /// French: what is wrong and what to do.
        message: String,
    },
    /// The linkage engine refused.
    #[error("linkage: {0}")]
    Linkage(#[from] raccroche_linkage::Error),
    /// An output cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The columnar file cannot be written.
    #[error("parquet: {0}")]
    Parquet(String),
    /// The accounting does not hold: a defect of ours, which must never pass in silence.
    #[error("accounting does not hold: {0}")]
    Accounting(String),
    /// Interrupted by the user.
    #[error("interrupted")]
    Interrupted,
}

impl CampaignError {
    /// The sentence that people read: what, where, what to do.
    pub fn phrase(&self) -> String {
        let at = |path: &PathBuf, line: Option<u64>| {
            let line = line.map_or_else(String::new, |line| format!(", ligne {line}"));
            format!("{}{line}", path.display())
        };
        ponctuer(&match self {
            Self::Config { path, line, column, message } => {
                let column = column.map_or_else(String::new, |column| format!(", colonne {column}"));
                format!("{}{column} : {message}", at(path, line.map(|line| line as u64)))
            }
            Self::Read { name, path, source } => {
                format!("Source {} ({}) : {}", guillemets(name), path.display(), source.phrase())
            }
            Self::Input { path, line, message } => format!("{} : {message}", at(path, *line)),
            Self::Linkage(error) => format!("Le rapprochement des identités a échoué : {error}."),
            Self::Write(error) => error.phrase(),
            Self::Parquet(detail) => format!("Le fichier Parquet n’a pas pu être écrit : {detail}."),
            Self::Accounting(detail) => format!(
                "Les comptes ne tombent pas juste ({detail}). Rien n’a été écrit. C’est un défaut de Raccroche : \
                 merci de le signaler avec ce message."
            ),
            Self::Interrupted => "Campagne interrompue. Rien n’a été écrit.".to_owned(),
        })
    }

    pub(crate) fn input(path: impl Into<PathBuf>, line: Option<u64>, message: impl Into<String>) -> Self {
        Self::Input { path: path.into(), line, message: message.into() }
    }

    /// A zoning or the annuaire that cannot be read.
    pub(crate) fn reference(path: &Path, source: ReadError) -> Self {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self::Read { name, path: path.to_owned(), source }
    }

    /// A file of ours that the system does not let us read.
    pub(crate) fn unreadable(path: impl Into<PathBuf>, error: &io::Error) -> Self {
        let message = match error.kind() {
            io::ErrorKind::NotFound => "ce fichier n’existe pas ; vérifiez le chemin.".to_owned(),
            io::ErrorKind::IsADirectory => {
                "c’est un dossier, et un fichier est attendu ; vérifiez le chemin.".to_owned()
            }
            io::ErrorKind::PermissionDenied => {
                "ce fichier ne peut pas être lu ; vérifiez vos droits.".to_owned()
            }
            _ => {
                format!("ce fichier ne peut pas être lu ({error}) ; vérifiez qu’il s’ouvre, ou recopiez-le.")
            }
        };
        Self::input(path, None, message)
    }
}
