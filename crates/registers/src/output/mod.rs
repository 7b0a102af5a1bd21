//! Files out: written aside and renamed, so that a reader never meets half a list; safe to open in a spreadsheet.
//!
//! Everything here is created readable by its owner alone (mode 0600, folders 0700): lists name minors.

mod atomic;
mod csv;
mod marker;
mod xlsx;

use std::{
    io,
    path::{Path, PathBuf},
};

pub use self::{
    atomic::{check_replaceable, write_dir, write_file},
    csv::{safe_cell, write_csv},
    marker::MARKER,
    xlsx::write_xlsx,
};
use raccroche_domain::francais::{nombre, ponctuer};

/// Why an output could not be written. Nothing of it is left on the disk, and what stood there before still stands.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refused.
    #[error("cannot write {path}: {source}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// The folder holds something that we did not write: it is not ours to replace.
    #[error("{path} exists, is not empty and was not written by raccroche", path = path.display())]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// The folder is ours, and somebody has worked in it since: replacing it would destroy that work.
    #[error("{path} holds {count} files added or changed since raccroche wrote it, the first is {first}", path = path.display())]
    Changed {
        /// The folder.
        path: PathBuf,
        /// The first of these files, from the folder.
        first: String,
        /// How many they are.
        count: u64,
    },
    /// The spreadsheet could not be composed.
    #[error("cannot write {path}: {source}", path = path.display())]
    Xlsx {
        /// The file.
        path: PathBuf,
        /// What the library says.
        source: Box<rust_xlsxwriter::XlsxError>,
    },
}

impl WriteError {
    /// An I/O error about `path`, for use in `map_err`.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }

    /// What happened and what to do, in French.
    pub fn phrase(&self) -> String {
        let text = match self {
            Self::Io { path, source } => {
                let path = path.display();
                match source.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => format!(
                        "Le disque est plein : « {path} » n’a pas été écrit, et ce qui s’y trouvait est intact. \
                         Libérez de la place puis relancez."
                    ),
                    io::ErrorKind::PermissionDenied => format!(
                        "Écriture refusée dans « {path} ». Vérifiez les droits sur ce dossier ou choisissez-en un autre."
                    ),
                    io::ErrorKind::ReadOnlyFilesystem => {
                        format!("« {path} » est sur un disque en lecture seule. Choisissez un autre dossier.")
                    }
                    io::ErrorKind::NotFound => {
                        format!(
                            "Le dossier qui doit contenir « {path} » n’existe pas. Créez-le puis relancez."
                        )
                    }
                    _ => format!(
                        "« {path} » n’a pas pu être écrit ({source}). Ce qui s’y trouvait est intact."
                    ),
                }
            }
            Self::NotOurs { path } => format!(
                "Le dossier « {} » contient des fichiers que Raccroche n’a pas écrits : il n’est pas remplacé. \
                 Donnez un dossier nouveau ou vide.",
                path.display()
            ),
            Self::Changed { path, first, count } => {
                let (combien, remede) = match count {
                    1 => (
                        format!("un fichier ajouté ou modifié depuis que Raccroche l’a écrit, « {first} »"),
                        "Déplacez ce fichier ailleurs",
                    ),
                    n => (
                        format!(
                            "{} fichiers ajoutés ou modifiés depuis que Raccroche l’a écrit, dont « {first} »",
                            nombre(*n)
                        ),
                        "Déplacez ces fichiers ailleurs",
                    ),
                };
                format!(
                    "Le dossier « {} » contient {combien} : il n’est pas remplacé, car ce travail serait perdu. \
                     {remede}, ou donnez un autre dossier de sortie.",
                    path.display()
                )
            }
            Self::Xlsx { path, source } => {
                format!("Le classeur « {} » n’a pas pu être composé ({source}).", path.display())
            }
        };
        ponctuer(&text)
    }
}
