//! Results of exams: the files that were read, who left a session without the diploma, and what was done for them since.
//!
//! Least data: a candidate who passed is counted and forgotten, marks are never read. A school sees the candidates that
//! come from it, a DSDEN those of the schools of its département, the académie all: by the school of origin, not by a
//! dossier, since nobody has opened one yet. A line that only resembles somebody known is kept sealed, tied to nobody,
//! until a human says who it is ([`trancher`]).

mod ecrire;
mod lire;
mod oublier;

pub use ecrire::{NouveauResultat, NouvelEnvoi, Pose, Qui, conclure, poser, recevoir, retirer, trancher};
pub use lire::{
    Candidat, Connu, Douteux, SessionLue, de_jeune, deja_lu, douteux, envoi, envois, lister, ressemblants,
    sessions,
};
pub use oublier::{GARDE_AVEC_DOSSIER, GARDE_SANS_DOSSIER, oublier, source};

use raccroche_domain::Identite;
use sea_orm::{ColumnTrait as _, Condition};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use crate::entite::resultat::envoi::Model as Envoi;
use crate::{
    Perimetre, Place,
    entite::{organisation::GenreOrganisation, resultat::Column},
};

/// What a file gave. `lus` is the sum of `admis`, `echecs`, `en_attente`, `autres`, `ecartes` and `moins_de_16`; the others say
/// more of those without the diploma, or of what was there before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comptes {
    /// Lines.
    pub lus: u64,
    /// Candidates who passed: counted, not kept.
    pub admis: u64,
    /// Who left the session without the diploma.
    pub echecs: u64,
    /// Who sits the second group of papers.
    pub en_attente: u64,
    /// Lines about exams after which nobody has the right to stay.
    #[serde(default)]
    pub autres: u64,
    /// Lines set aside, each with its reason.
    pub ecartes: u64,
    /// Under 16 at the date, by law out of the follow-up.
    pub moins_de_16: u64,
    /// Of those without the diploma, who was known from another file of the session.
    pub deja: u64,
    /// Of those who passed, whom an earlier file said without the diploma: their line is gone.
    pub admis_depuis: u64,
    /// Of those without the diploma, whose identity a human must say.
    pub douteux: u64,
    /// Of those without the diploma, who was unknown before.
    pub nouveaux: u64,
}

/// What was noticed on a line. Never a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarque {
    /// Line of the file, from 1.
    pub ligne: u64,
    /// Name of the column.
    pub champ: String,
    /// The kind of value found: `10 chiffres`, `vide`.
    pub valeur: String,
    /// What is wrong and what to do, a French sentence.
    pub raison: String,
    /// Whether the line is set aside.
    pub ecartee: bool,
}

/// Somebody known whom a doubtful line resembles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ressemblant {
    /// Who.
    pub jeune: Uuid,
    /// Why it is not sure, in French.
    pub pourquoi: String,
}

/// Who a doubtful line speaks of: what is sealed until somebody says who it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneIdentite {
    /// Names, birth, sex.
    pub identite: Identite,
    /// Its INE, when it has one.
    pub ine: Option<String>,
}

fn place(row: Uuid) -> Place {
    Place { table: "resultat", column: "identite", row }
}

/// Whose rows are whose: by the school of origin.
fn visible(perimetre: &Perimetre) -> Condition {
    let lieu = perimetre.organisation();
    match lieu.genre {
        GenreOrganisation::Etablissement => Condition::all().add(Column::Uai.eq(lieu.code.as_str())),
        GenreOrganisation::Dsden => Condition::all().add(Column::Departement.eq(lieu.departement.as_str())),
        GenreOrganisation::Academie => Condition::all(),
        // An empty `any` would hold everything.
        _ => Condition::all().add(Column::Id.is_null()),
    }
}
