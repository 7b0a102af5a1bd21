//! Files in and out: SIECLE, SIFA, our own CSV and Parquet, any CSV or XLSX by a mapping profile, each read with a
//! quality report; and lists out, whole or not at all.
//!
//! A reader yields [`raccroche_domain::Enregistrement`]s, the facts that a register states, and nothing that the law
//! forbids to keep: under-16s, nationality and health have no way in. It never loses a row: what is not kept is in
//! the [`QualityReport`], with the file, the line, the field and what to do.

mod annuaire;
mod canonique;
mod delimited;
mod error;
mod fields;
mod input;
mod mapped;
pub mod output;
pub mod quality;
mod quotes;
mod reference;
mod repeats;
mod siecle;
mod sifa;
mod source;
pub mod table;
mod tabular;
mod vacances;
mod zonage;

pub use annuaire::{Annuaire, Etablissement};
pub use canonique::{write_canonique_csv, write_canonique_parquet};
pub use error::{Place, ReadError, ReadErrorKind};
pub use input::Limits;
pub use mapped::{ColumnMapping, ColumnRule, MappingProfile, Preview, PreviewColumn, guess_profile, preview};
pub use quality::QualityReport;
pub use reference::Reference;
pub use source::{ProgressFn, ReadOptions, SourceContent, SourceKind, read_bytes, read_source, visit_source};
pub use vacances::Calendrier;
pub use zonage::Zonage;
