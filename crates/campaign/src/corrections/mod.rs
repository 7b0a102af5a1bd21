//! What humans decided: read before anything is concluded, applied, reported one by one, and kept.
//!
//! A correction says who (the person's campaign number, or an INE, or name, first name and birth date) and what. It
//! is sticky: a campaign writes every correction that it knows into its own folder, keyed by identity, and the next
//! campaign starts from there. So a school answers once.

mod apply;
mod key;
mod once;
mod outrank;
mod read;

use std::path::PathBuf;

use chrono::NaiveDate;
use raccroche_domain::{Enregistrement, NatureSituation, NiveauDiplome, Registre, francais::date_courte};
use serde::{Deserialize, Serialize};

pub(crate) use self::{
    apply::{apply_facts, apply_pairs_to_links, merge_and_split},
    key::{Key, LineIndex},
    once::once_each,
    outrank::{outrank_facts, outrank_pairs},
    read::{COLUMNS, Days, KEPT, read_file, read_previous, rows_to_keep},
};

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    SamePerson,
    DifferentPersons,
    Found,
    Diploma(NiveauDiplome),
    Situation(NatureSituation),
    Mistake,
    ConfirmedLost,
    /// The school left the cell empty: nothing decided, reported as unanswered.
    Unanswered,
    /// The row cannot be used; why, in [`Correction::fault`].
    Unusable,
}

/// The words of the `decision` column.
pub(crate) const WORDS: [(&str, Decision); 14] = [
    ("meme_personne", Decision::SamePerson),
    ("personnes_differentes", Decision::DifferentPersons),
    ("retrouve", Decision::Found),
    ("diplome", Decision::Diploma(NiveauDiplome::Aucun)),
    ("suivi_mission_locale", Decision::Situation(NatureSituation::Accompagnement)),
    ("emploi", Decision::Situation(NatureSituation::Emploi)),
    ("service_civique", Decision::Situation(NatureSituation::ServiceCivique)),
    ("formation_professionnelle", Decision::Situation(NatureSituation::FormationProfessionnelle)),
    ("autre_instruction", Decision::Situation(NatureSituation::AutreInstruction)),
    ("exempte", Decision::Situation(NatureSituation::Exemption)),
    ("parti_etranger", Decision::Situation(NatureSituation::DepartEtranger)),
    ("decede", Decision::Situation(NatureSituation::Deces)),
    ("erreur", Decision::Mistake),
    ("confirme_perdu_de_vue", Decision::ConfirmedLost),
];

/// One row of a file of corrections.
#[derive(Debug, Clone)]
pub(crate) struct Correction {
    /// File it was first read in.
    pub(crate) file: PathBuf,
    /// Line in that file.
    pub(crate) line: u64,
    /// The word of the `decision` column, as read.
    pub(crate) word: String,
    pub(crate) decision: Decision,
    /// Why the row cannot be used, in French.
    pub(crate) fault: Option<String>,
    /// Who.
    pub(crate) who: Key,
    /// The other record of a decision about a pair.
    pub(crate) other: Key,
    pub(crate) fact: Fact,
    /// The day of the decision.
    pub(crate) decided_on: NaiveDate,
    /// Whether the row itself says that day.
    pub(crate) dated: bool,
    /// The service that decided.
    pub(crate) decided_by: String,
    /// The decision that says otherwise and holds in its place, as people find it.
    pub(crate) outranked: Option<String>,
}

impl Correction {
    /// `confirme_perdu_de_vue du 12/03/2027 (retours.csv, ligne 4)`.
    pub(crate) fn cited(&self) -> String {
        format!(
            "{} du {} ({}, ligne {})",
            self.word,
            date_courte(self.decided_on),
            self.file_name(),
            self.line
        )
    }

    pub(crate) fn is_about_a_pair(&self) -> bool {
        matches!(self.decision, Decision::SamePerson | Decision::DifferentPersons)
    }

    pub(crate) fn file_name(&self) -> String {
        self.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

/// What a decision states beside its nature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Fact {
    pub(crate) uai: String,
    pub(crate) etablissement: String,
    pub(crate) formation: String,
    pub(crate) niveau: String,
    pub(crate) depuis: Option<NaiveDate>,
    pub(crate) jusqu_au: Option<NaiveDate>,
}

/// A human fact as a register line: it then weighs in the verdict like any other, with its provenance.
#[derive(Debug)]
pub(crate) struct HumanFact {
    pub(crate) registre: Registre,
    pub(crate) line: Enregistrement,
}

/// What became of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionState {
    /// Taken into account.
    Appliquee,
    /// A register shows the person in training since, or another decision says otherwise and holds: set aside.
    Depassee,
    /// Cannot be tied to anybody, or says nothing usable.
    NonApplicable,
    /// The decision cell is empty.
    SansReponse,
}

impl CorrectionState {
    /// The code that files carry.
    pub fn code(self) -> &'static str {
        match self {
            Self::Appliquee => "appliquee",
            Self::Depassee => "depassee",
            Self::NonApplicable => "non_applicable",
            Self::SansReponse => "sans_reponse",
        }
    }
}

/// The report of one correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionReport {
    /// File.
    pub fichier: String,
    /// Line.
    pub ligne: u64,
    /// The word of the `decision` column.
    pub decision: String,
    /// The person it was applied to.
    pub jeune: Option<String>,
    /// What became of it.
    pub etat: CorrectionState,
    /// Why, in French.
    pub pourquoi: String,
}
