//! Why a source could not be read: one type, an English message for the log, a French sentence for the person.
//!
//! A source that fails yields nothing: the caller drops what the visitor was given before. A line that merely cannot
//! be used is no error, see [`crate::quality`].

use std::{
    fmt::{self, Write as _},
    io,
};

use raccroche_domain::{
    Uai,
    francais::{compter, ponctuer},
};

/// Where the reading stopped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to what was asked for, `archive.zip!entry` inside an archive.
    pub file: String,
    /// Line in the file, from 1.
    pub line: Option<u64>,
    /// Column name or XML element.
    pub field: Option<String>,
}

/// A source that cannot be read, and where.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {kind}")]
pub struct ReadError {
    /// Where.
    pub place: Place,
    /// Why.
    pub kind: Box<ReadErrorKind>,
}

/// The reasons for which a source is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// The system refused to open or read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Zero byte, or nothing but blanks.
    #[error("is empty")]
    Empty,
    /// A folder or archive that holds no file of the expected kind.
    #[error("holds no file of this kind (expected {expected})")]
    NothingToRead {
        /// What was looked for, in French, for the sentence.
        expected: &'static str,
    },
    /// Neither XML nor a zip of XML.
    #[error("is neither XML nor a zip archive")]
    NotXml,
    /// XML that is not a SIECLE export.
    #[error("has root <{found}>, not one of SIECLE's")]
    WrongRoot {
        /// The root element found.
        found: String,
    },
    /// A version of the SIECLE format that this reader does not know.
    #[error("has version {found:?}, which is not known (1 to 4 are)")]
    WrongVersion {
        /// The VERSION attribute.
        found: String,
    },
    /// Not well-formed.
    #[error("is not well-formed XML: {detail}")]
    XmlSyntax {
        /// What the parser says.
        detail: String,
    },
    /// The file stops before its last closing tag.
    #[error("stops before the end of <{open}>")]
    XmlTruncated {
        /// The element that is not closed.
        open: String,
    },
    /// The file is another school's.
    #[error("is the export of {found}, {expected} was expected")]
    WrongSchool {
        /// The school asked for.
        expected: Uai,
        /// The UAJ read.
        found: String,
    },
    /// A `"` opens a cell and is not closed before the rows that follow.
    #[error("has a quotation mark that is not closed before the following rows")]
    UnclosedQuote,
    /// The XML declaration names an encoding that is not read.
    #[error("declares the unknown encoding {label:?}")]
    UnknownEncoding {
        /// What it names.
        label: String,
    },
    /// One line or XML element exceeds the bound; the memory of the machine is not the file's to fill.
    #[error("holds a line or element longer than {limit} bytes")]
    TooLong {
        /// The bound in bytes.
        limit: u64,
    },
    /// Not a zip archive, or a broken one.
    #[error("is not a readable zip archive: {detail}")]
    BrokenZip {
        /// What the library says.
        detail: String,
    },
    /// A password protects an entry.
    #[error("is encrypted")]
    EncryptedZip,
    /// An entry whose name leaves the archive (`../`, absolute).
    #[error("has a name that leaves the archive")]
    UnsafeName,
    /// More entries than the limit.
    #[error("holds {found} entries, more than {limit}")]
    TooManyEntries {
        /// Entries declared.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// An entry inflates beyond the limits: a zip bomb, or a mistake that would act as one.
    #[error("inflates beyond the limit of {limit} bytes")]
    Bomb {
        /// The limit that was reached, in bytes.
        limit: u64,
    },
    /// Not the 47 columns of SIFA.
    #[error("does not have the 47 columns of SIFA but {found}")]
    NotSifa {
        /// Columns of the first line.
        found: usize,
    },
    /// A column that is needed is not there.
    #[error("has no column {column:?} (nearest: {nearest:?})")]
    MissingColumn {
        /// The column asked for.
        column: String,
        /// The header that resembles it most.
        nearest: Option<String>,
    },
    /// Two columns have the name asked for.
    #[error("has several columns {column:?}")]
    AmbiguousColumn {
        /// The column asked for.
        column: String,
    },
    /// The table has a header but none of the columns that name a person.
    #[error("has no column that names a person")]
    NoIdentityColumn,
    /// `csv` or `xlsx` asked for without the profile that says what the columns mean.
    #[error("needs a mapping profile")]
    ProfileNeeded,
    /// The mapping profile cannot be used.
    #[error("is not a usable mapping profile: {detail}")]
    Profile {
        /// What is wrong, in French.
        detail: String,
    },
    /// The workbook has no such sheet.
    #[error("has no sheet {wanted:?} (it has {found:?})")]
    MissingSheet {
        /// The sheet asked for.
        wanted: String,
        /// The sheets found.
        found: Vec<String>,
    },
    /// Not a readable workbook.
    #[error("is not a readable workbook: {detail}")]
    BrokenXlsx {
        /// What the library says.
        detail: String,
    },
    /// Not a readable Parquet file.
    #[error("is not a readable Parquet file: {detail}")]
    BrokenParquet {
        /// What the library says.
        detail: String,
    },
    /// The caller asked to stop.
    #[error("reading was interrupted")]
    Cancelled,
}

impl ReadErrorKind {
    /// The error at a file.
    pub fn in_file(self, file: impl Into<String>) -> ReadError {
        ReadError { place: Place { file: file.into(), ..Place::default() }, kind: Box::new(self) }
    }

    fn explanation(&self) -> String {
        match self {
            Self::Io(source) => explain_io(source),
            Self::Empty => "ce fichier est vide. Refaites l’export".into(),
            Self::NothingToRead { expected } => format!("aucun fichier à lire ici (attendu : {expected})"),
            Self::NotXml => {
                "ce n’est ni du XML ni une archive zip. Donnez l’export SIECLE tel que l’application le \
                             produit, ou corrigez le type de la source"
                    .into()
            }
            Self::WrongRoot { found } => format!(
                "ce XML commence par « {found} », ce n’est pas un export SIECLE connu (BEE_ELEVES, BEE_RESPONSABLES, \
                 BEE_STRUCTURES, BEE_NOMENCLATURES). Retirez ce fichier ou refaites l’export"
            ),
            Self::WrongVersion { found } => format!(
                "la version « {found} » de ce format n’est pas connue (1 à 4 le sont). Refaites l’export dans \
                 l’une d’elles, ou donnez ces élèves au format canonique"
            ),
            Self::XmlSyntax { detail } => {
                format!("ce XML est mal formé ({detail}). Refaites l’export : le fichier a été abîmé")
            }
            Self::XmlTruncated { open } => format!(
                "le fichier s’arrête avant la fin de « {open} » : il est tronqué. Rien n’en a été gardé. Refaites \
                 l’export ou le transfert"
            ),
            Self::WrongSchool { expected, found } => format!(
                "cet export est celui de l’établissement « {found} » alors que {expected} était attendu. Vérifiez le \
                 fichier déposé"
            ),
            Self::UnclosedQuote => "un guillemet (\") ouvre une cellule à cette ligne et n’est pas refermé dans cette \
                                    cellule : les lignes suivantes seraient perdues. Rien n’a été gardé. Fermez ce \
                                    guillemet ou retirez-le"
                .into(),
            Self::UnknownEncoding { label } => format!(
                "l’encodage annoncé, « {label} », n’est pas connu (sont lus : UTF-8, UTF-16, ISO-8859-1, \
                 ISO-8859-15, windows-1252 et les autres encodages d’un octet par caractère). Corrigez la première \
                 ligne du fichier ou refaites l’export"
            ),
            Self::TooLong { limit } => format!(
                "une ligne (ou un élément) dépasse {} : ce n’est pas un registre. Vérifiez le fichier",
                bytes(*limit)
            ),
            Self::BrokenZip { detail } => {
                format!("cette archive zip est illisible ({detail}). Refaites le transfert")
            }
            Self::EncryptedZip => {
                "cette archive est protégée par un mot de passe. Déchiffrez-la puis donnez le dossier".into()
            }
            Self::UnsafeName => {
                "le nom de ce fichier sort de l’archive (« .. » ou chemin absolu) : l’archive est \
                                 refusée. Refaites-la à partir du dossier des exports"
                    .into()
            }
            Self::TooManyEntries { found, limit } => format!(
                "l’archive contient {}, la limite est de {limit}. Découpez-la",
                compter(*found, "fichier")
            ),
            Self::Bomb { limit } => format!(
                "une fois décompressé, ce fichier dépasse {} : l’archive est refusée. Décompressez-la vous-même et \
                 donnez le dossier si elle est de confiance",
                bytes(*limit)
            ),
            Self::NotSifa { found } => format!(
                "un fichier SIFA a 47 colonnes séparées par « ; » ou « | », sans en-tête ; celui-ci en a {found}. \
                 Vérifiez l’export ou le type de la source"
            ),
            Self::MissingColumn { column, nearest } => match nearest {
                Some(nearest) => format!(
                    "la colonne « {column} » est absente. La plus proche est « {nearest} » : corrigez le profil ou \
                     l’en-tête du fichier"
                ),
                None => {
                    format!("la colonne « {column} » est absente. Corrigez le profil ou l’en-tête du fichier")
                }
            },
            Self::AmbiguousColumn { column } => {
                format!("plusieurs colonnes s’appellent « {column} ». Renommez-en une")
            }
            Self::NoIdentityColumn => {
                "aucune colonne ne nomme les personnes (nom_famille, ine ou id). Vérifiez que \
                                       la première ligne porte les noms de colonnes du format canonique"
                    .into()
            }
            Self::ProfileNeeded => "ce type de source se lit avec un profil de correspondance. Indiquez-le \
                                    (« profil = … »)"
                .into(),
            Self::Profile { detail } => {
                format!("ce profil de correspondance n’est pas utilisable : {detail}. Corrigez-le")
            }
            Self::MissingSheet { wanted, found } => format!(
                "le classeur n’a pas de feuille « {wanted} » (feuilles : {}). Corrigez le profil",
                found.join(", ")
            ),
            Self::BrokenXlsx { detail } => {
                format!("ce classeur est illisible ({detail}). Enregistrez-le de nouveau au format xlsx")
            }
            Self::BrokenParquet { detail } => {
                format!("ce fichier Parquet est illisible ({detail}). Refaites l’export")
            }
            Self::Cancelled => "la lecture a été interrompue à votre demande. Rien n’a été gardé".into(),
        }
    }
}

impl ReadError {
    /// Adds the line, when none is known yet.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.place.line.get_or_insert(line);
        self
    }

    /// Adds the column or element.
    #[must_use]
    pub fn at_field(mut self, field: impl Into<String>) -> Self {
        self.place.field = Some(field.into());
        self
    }

    /// What happened, where, and what to do, in French.
    pub fn phrase(&self) -> String {
        let mut text = format!("Fichier « {} »", self.place.file);
        // Writing to a String cannot fail.
        if let Some(line) = self.place.line {
            let _ = write!(text, ", ligne {line}");
        }
        if let Some(field) = &self.place.field {
            let _ = write!(text, ", champ « {field} »");
        }
        text += " : ";
        text += &self.kind.explanation();
        if !text.ends_with('.') {
            text.push('.');
        }
        ponctuer(&text)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(field) = &self.field {
            write!(f, " [{field}]")?;
        }
        Ok(())
    }
}

fn explain_io(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "ce fichier n’existe pas. Vérifiez le chemin".into(),
        io::ErrorKind::PermissionDenied => {
            "la lecture est refusée. Vérifiez les droits sur ce fichier".into()
        }
        io::ErrorKind::IsADirectory => "c’est un dossier, un fichier était attendu".into(),
        _ => format!("lecture impossible ({error}). Vérifiez que le fichier s’ouvre, ou recopiez-le"),
    }
}

/// A size as people say it.
fn bytes(n: u64) -> String {
    match n {
        0..1024 => compter(n, "octet"),
        1024..1_048_576 => format!("{} Kio", n / 1024),
        1_048_576..1_073_741_824 => format!("{} Mio", n / 1_048_576),
        _ => format!("{} Gio", n / 1_073_741_824),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_what_where_and_what_to_do() {
        let kind =
            ReadErrorKind::MissingColumn { column: "Nom".into(), nearest: Some("NOM DE FAMILLE".into()) };
        let error = kind.in_file("ml.csv").at_line(1);
        assert_eq!(
            error.phrase(),
            "Fichier «\u{a0}ml.csv\u{a0}», ligne 1\u{a0}: la colonne «\u{a0}Nom\u{a0}» est absente. La plus proche \
             est «\u{a0}NOM DE FAMILLE\u{a0}»\u{a0}: corrigez le profil ou l’en-tête du fichier."
        );
        assert_eq!(error.to_string(), "ml.csv:1: has no column \"Nom\" (nearest: Some(\"NOM DE FAMILLE\"))");
    }

    #[test]
    fn sizes_are_readable() {
        assert_eq!(bytes(16 << 20), "16 Mio");
        assert_eq!(bytes(1 << 31), "2 Gio");
    }
}
