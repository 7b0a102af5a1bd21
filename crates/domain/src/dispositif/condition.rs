//! Who may enter a dispositif, as conditions over facts at a date. Each says itself in French; each may name its text.

use super::{Academie, Constat, Duree, ExamenPasse, MaitriseFrancais, NiveauScolaire};
use crate::{NiveauDiplome, francais::enumerer};

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
    /// Is or was in the dispositif of this code.
    DispositifPrealable(String),
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

impl Anciennete {
    /// `depuis au moins 6 mois et moins de 1 an`; empty without bounds.
    fn en_mots(self) -> String {
        let parts: Vec<String> = [("au moins", self.au_moins), ("moins de", self.moins_de)]
            .into_iter()
            .filter_map(|(mots, duree)| duree.map(|d| format!("{mots} {}", d.en_mots())))
            .collect();
        if parts.is_empty() { String::new() } else { format!(" depuis {}", enumerer(&parts)) }
    }
}

impl Condition {
    /// What people read, lower-case, after "il faut": a sentence without its full stop.
    pub fn en_mots(&self) -> String {
        self.phrase.clone().unwrap_or_else(|| self.critere.en_mots())
    }
}

impl Critere {
    /// The sentence of the rule.
    pub fn en_mots(&self) -> String {
        match self {
            Self::Age { de: Some(de), a: Some(a) } => format!("avoir de {de} à {a}\u{a0}ans"),
            Self::Age { de: Some(de), a: None } => format!("avoir au moins {de}\u{a0}ans"),
            Self::Age { de: None, a: Some(a) } => format!("avoir {a}\u{a0}ans au plus"),
            Self::Age { de: None, a: None } => "avoir une date de naissance connue".to_owned(),
            Self::Scolarise(true) => "être scolarisé".to_owned(),
            Self::Scolarise(false) => "ne plus être scolarisé".to_owned(),
            Self::SortiDepuis(a) => format!("être sorti de formation{}", a.en_mots()),
            Self::RuptureContratDepuis(a) => format!("avoir rompu un contrat d’apprentissage{}", a.en_mots()),
            Self::ArriveeDepuis(a) => format!("être arrivé en France{}", a.en_mots()),
            Self::DiplomeAuPlus(NiveauDiplome::Aucun) => "n’avoir aucun diplôme".to_owned(),
            Self::DiplomeAuPlus(niveau) => {
                format!("n’avoir aucun diplôme au-delà du {}", niveau.libelle())
            }
            Self::DiplomeAuMoins(niveau) => format!("avoir un diplôme de {} au moins", niveau.libelle()),
            Self::Francais(parmi) => ou(parmi.iter().map(|m| m.libelle())),
            Self::ObligationNonSatisfaite => {
                "avoir 16 ou 17\u{a0}ans et ne remplir d’aucune façon l’obligation de formation".to_owned()
            }
            Self::Territoire(academies) => {
                format!("relever de l’académie de {}", ou(academies.iter().map(|a| a.libelle())))
            }
            Self::DispositifPrealable(code) => {
                format!("être inscrit dans le dispositif «\u{a0}{code}\u{a0}»")
            }
            Self::EchecExamen { examens, depuis } => {
                format!(
                    "avoir échoué à l’examen ({}){}",
                    ou(examens.iter().map(|e| e.libelle())),
                    depuis.en_mots()
                )
            }
            Self::Niveau(niveaux) => {
                format!("être ou avoir été en\u{a0}: {}", ou(niveaux.iter().map(|n| n.libelle())))
            }
            Self::Constat { quoi, attendu: true } => quoi.libelle().to_owned(),
            Self::Constat { quoi, attendu: false } => format!("ceci n’est pas\u{a0}: {}", quoi.libelle()),
            Self::UnDe(alternatives) => {
                let parts: Vec<String> = alternatives
                    .iter()
                    .map(|toutes| enumerer(&toutes.iter().map(Condition::en_mots).collect::<Vec<_>>()))
                    .collect();
                format!("l’un des cas suivants\u{a0}: {}", parts.join("\u{202f}; "))
            }
        }
    }
}

/// `a, b ou c`.
fn ou(mots: impl Iterator<Item = &'static str>) -> String {
    let mots: Vec<_> = mots.collect();
    match mots.as_slice() {
        [] => String::new(),
        [seul] => (*seul).to_owned(),
        [debut @ .., dernier] => format!("{} ou {dernier}", debut.join(", ")),
    }
}
