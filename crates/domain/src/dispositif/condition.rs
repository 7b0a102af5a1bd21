//! Who may enter a dispositif, as conditions over facts at a date. Each may name its text; how each is said is in
//! [`super::phrases`].

use super::{Academie, Constat, Duree, ExamenPasse, MaitriseFrancais, NiveauScolaire};
use crate::NiveauDiplome;

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What must hold.
    pub critere: Critere,
    /// The file's own sentence, when the one of the rule does not say enough.
    pub phrase: Option<String>,
    /// What it rests on.
    pub texte: Option<String>,
}

/// What a condition looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Critere {
    /// Completed years, both bounds included: `a = 25` holds until the eve of the 26th birthday.
    Age {
        /// From this birthday on.
        de: Option<u32>,
        /// Until the eve of the birthday after this one.
        a: Option<u32>,
    },
    /// Enrolled, or not.
    Scolarise(bool),
    /// Out of school for that long.
    SortiDepuis(Anciennete),
    /// A contract of apprenticeship was broken that long ago.
    RuptureContratDepuis(Anciennete),
    /// In France for that long.
    ArriveeDepuis(Anciennete),
    /// The highest diploma held is at most this one.
    DiplomeAuPlus(NiveauDiplome),
    /// The highest diploma held is at least this one.
    DiplomeAuMoins(NiveauDiplome),
    /// One of these.
    Francais(Vec<MaitriseFrancais>),
    /// 16 or 17, and nothing that meets the obligation de formation (L114-1).
    ObligationNonSatisfaite,
    /// Followed in one of these académies.
    Territoire(Vec<Academie>),
    /// Is or was in a dispositif.
    DispositifPrealable {
        /// Its code.
        code: String,
        /// Its name in the same catalogue.
        nom: String,
    },
    /// Failed one of these exams, that long ago.
    EchecExamen {
        /// Which.
        examens: Vec<ExamenPasse>,
        /// Since the results.
        depuis: Anciennete,
    },
    /// Is in one of these, or was last.
    Niveau(Vec<NiveauScolaire>),
    /// What a person states.
    Constat {
        /// The question.
        quoi: Constat,
        /// The answer that is wanted.
        attendu: bool,
    },
    /// At least one of the alternatives, each a list of conditions that all hold.
    UnDe(Vec<Vec<Condition>>),
}

/// Bounds on the time since a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Anciennete {
    /// Holds from that long after the day on: exactly six months is at least six months.
    pub au_moins: Option<Duree>,
    /// Holds until the eve of that long after: exactly one year is no longer less than one year.
    pub moins_de: Option<Duree>,
}
