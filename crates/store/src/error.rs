//! What can go wrong between the product and its database, in the terms in which a caller decides what to do.
//!
//! A page is written differently when two people edited the same thing, when the database is away and when the disk is
//! full; everything else is a fault of ours and is logged whole. Messages hold no personal data: values bound to a
//! statement never come into them, and the driver's own text is not shown to users.

use std::path::PathBuf;

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

use crate::chiffrement::ChiffrementError;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A session moved so that something of it would stand outside; each with the field and its sentence, in French.
    #[error("something would stand outside the session")]
    HorsSession(Vec<raccroche_domain::groupe::DefautGroupe>),
    /// Somebody else changed the same thing since it was read; nothing was written. Show both, ask again.
    #[error("{quoi} has changed since it was read")]
    Conflit {
        /// Table of what was edited.
        quoi: &'static str,
    },
    /// What should be changed is not there, or not within the perimeter of who asks.
    #[error("no such {quoi}")]
    Absent {
        /// Table of what was looked for.
        quoi: &'static str,
    },
    /// A value that must be unique is taken (an e-mail address, an identifier…).
    #[error("already there: {0}")]
    Existe(String),
    /// The rules of follow-up refuse what was to be written.
    #[error("refused: {0}")]
    Refus(#[from] raccroche_domain::suivi::Refus),
    /// The fiche of a parcours refuses what was to be written.
    #[error("refused: {0}")]
    RefusParcours(#[from] raccroche_domain::parcours::RefusParcours),
    /// The register of a group does not take what was to be noted.
    #[error("refused: {0}")]
    RefusPresence(#[from] raccroche_domain::groupe::RefusPresence),
    /// A reference leads nowhere, or what is to be removed is still referred to.
    #[error("reference broken: {0}")]
    Reference(String),
    /// A value that the schema does not admit (an end before its beginning, a word outside its closed list…).
    #[error("refused by a check of the schema: {0}")]
    Invalide(String),
    /// The database does not answer, or no connection came free in time. Trying again later may do.
    #[error("the database does not answer: {0}")]
    Indisponible(String),
    /// No room is left where the database is kept; nothing was written.
    #[error("no room left for the database")]
    Pleine,
    /// A write was tried on the connection that only reads: a fault of ours.
    #[error("a write was tried on a read-only connection")]
    LectureSeule,
    /// The address is neither a SQLite file nor a PostgreSQL database.
    #[error("the database address must begin with `sqlite:` and name a file, or with `postgres:`")]
    Url,
    /// The schema is not the one this program was made for.
    #[error("the schema of the database is not this program's: {0}")]
    Schema(String),
    /// A file beside the database (its folder, a backup) cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Fichier {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A text cannot be sealed or opened.
    #[error(transparent)]
    Chiffrement(#[from] ChiffrementError),
    /// Anything else the database said.
    #[error("database: {0}")]
    Base(DbErr),
}

/// Result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => return Self::Existe(what),
            Some(SqlErr::ForeignKeyConstraintViolation(what)) => return Self::Reference(what),
            _ => {}
        }
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return Self::Indisponible(error.to_string());
        }
        let (DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause))) = &error
        else {
            return Self::Base(error);
        };
        match &**cause {
            SqlxError::Io(_)
            | SqlxError::Tls(_)
            | SqlxError::Protocol(_)
            | SqlxError::PoolTimedOut
            | SqlxError::PoolClosed
            | SqlxError::WorkerCrashed => Self::Indisponible(cause.to_string()),
            SqlxError::Database(said) => match said.code().as_deref() {
                // SQLite gives extended result codes: the low byte is the family.
                Some(code) if code.parse::<u32>().is_ok_and(|code| code < 10_000) => {
                    match code.parse::<u32>().unwrap_or_default() & 0xff {
                        5 | 6 | 14 => Self::Indisponible(said.message().to_owned()),
                        8 => Self::LectureSeule,
                        13 => Self::Pleine,
                        19 => Self::Invalide(said.message().to_owned()),
                        _ => Self::Base(error),
                    }
                }
                Some("23514" | "23502" | "22001") => Self::Invalide(said.message().to_owned()),
                Some("25006") => Self::LectureSeule,
                Some("53100") => Self::Pleine,
                // Connection failures (08), too many of them (53), shutdown and start-up (57).
                Some(code) if code.starts_with("08") || code.starts_with("53") || code.starts_with("57") => {
                    Self::Indisponible(said.message().to_owned())
                }
                _ => Self::Base(error),
            },
            _ => Self::Base(error),
        }
    }
}
