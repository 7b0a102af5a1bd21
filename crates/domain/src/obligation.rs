//! The *obligation de formation* of the 16-18, at a date.
//!
//! It binds every minor of 16 or 17, **whether a diploma is held or not** (L114-1), so it is a flag apart from the
//! verdict: a 17-year-old with a CAP and no activity is no *décrocheur* and yet must be contacted. It is computed at
//! a date and never stored: the same person is out of it the day of the 18th birthday.
//!
//! | status at the date | when, the first that holds |
//! |---|---|
//! | `inconnue` | no birth date |
//! | `sans_objet` | under 16, 18 and over, died, or left the country with no enrolment since |
//! | `satisfaite` | a sure fact under way: enrolment, training, job, *service civique*, accompaniment (L114-1, R114-1, R114-2) |
//! | `exemptee` | a health certificate under way (R114-3), whose content is never read |
//! | `inconnue` | taught elsewhere (assiduity not attested), or a fact that is only perhaps about this person |
//! | `non_satisfaite` | nothing of that in any register crossed |

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Etat, NatureSituation, Surete, Temoignage, TrancheAge, depart_en_cours, tranche_au};

/// Whether the obligation is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatutObligation {
    /// Met, by a fact under way.
    Satisfaite,
    /// Nothing meets it in the registers crossed.
    NonSatisfaite,
    /// Exempt on a medical certificate (R114-3).
    Exemptee,
    /// The registers do not allow to tell.
    Inconnue,
    /// Not between 16 and 18, or out of the country.
    SansObjet,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MotifObligation {
    /// Enrolled in school or apprenticeship.
    Inscription,
    /// In one of the situations of L114-1.
    Situation(NatureSituation),
    /// A fact that may be about somebody else.
    RapprochementIncertain,
    /// No birth date.
    NaissanceInconnue,
    /// The registers contradict each other, or speak of two persons.
    AVerifier,
    /// An enrolment begins after the date.
    InscriptionAVenir,
    /// A human says that the person is nowhere, whatever a register shows.
    ConfirmePerduDeVue,
    /// Nothing anywhere.
    AucuneActivite,
    /// Under 16: *instruction obligatoire* instead.
    MoinsDe16,
    /// 18 or over.
    Majeur,
}

/// The obligation at a date, with its reason and its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// Met or not.
    pub statut: StatutObligation,
    /// Why.
    pub motif: MotifObligation,
    /// Position of the evidence among the *témoignages* given.
    pub preuve: Option<usize>,
}

impl StatutObligation {
    /// All of them.
    pub const TOUS: [Self; 5] =
        [Self::Satisfaite, Self::NonSatisfaite, Self::Exemptee, Self::Inconnue, Self::SansObjet];

    /// The status of a code.
    pub fn de_code(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|statut| statut.code() == code)
    }

    /// The code that files carry.
    pub fn code(self) -> &'static str {
        match self {
            Self::Satisfaite => "satisfaite",
            Self::NonSatisfaite => "non_satisfaite",
            Self::Exemptee => "exemptee",
            Self::Inconnue => "inconnue",
            Self::SansObjet => "sans_objet",
        }
    }

    /// What people read.
    pub fn libelle(self) -> &'static str {
        match self {
            Self::Satisfaite => "Satisfaite",
            Self::NonSatisfaite => "Non satisfaite",
            Self::Exemptee => "Exemption",
            Self::Inconnue => "Inconnue",
            Self::SansObjet => "Sans objet",
        }
    }
}

impl MotifObligation {
    /// The article the answer rests on.
    pub fn article(self) -> &'static str {
        match self {
            Self::MoinsDe16 => "L131-1",
            Self::Inscription => "L114-1, R114-1",
            Self::Situation(NatureSituation::Accompagnement) => "L114-1, R114-2",
            Self::Situation(NatureSituation::Exemption) => "R114-3",
            Self::Situation(_)
            | Self::RapprochementIncertain
            | Self::NaissanceInconnue
            | Self::AVerifier
            | Self::InscriptionAVenir
            | Self::ConfirmePerduDeVue
            | Self::AucuneActivite
            | Self::Majeur => "L114-1",
        }
    }
}

/// The obligation of somebody born on `naissance`, on `date`, given what the registers say.
pub fn obligation_au(
    naissance: Option<NaiveDate>,
    temoignages: &[Temoignage<'_>],
    date: NaiveDate,
) -> Obligation {
    let answer = |statut, motif, preuve| Obligation { statut, motif, preuve };
    let Some(naissance) = naissance else {
        return answer(StatutObligation::Inconnue, MotifObligation::NaissanceInconnue, None);
    };
    match tranche_au(naissance, date) {
        TrancheAge::MoinsDe16 => {
            return answer(StatutObligation::SansObjet, MotifObligation::MoinsDe16, None);
        }
        TrancheAge::De18A25 | TrancheAge::PlusDe25 => {
            return answer(StatutObligation::SansObjet, MotifObligation::Majeur, None);
        }
        TrancheAge::De16A17 => {}
    }
    let sure = |t: &Temoignage<'_>| t.surete == Surete::Certaine;
    let en_cours = |wanted: NatureSituation| {
        temoignages.iter().position(|t| sure(t) && t.situation(date) == Some((wanted, Etat::EnCours)))
    };
    if let Some(i) = en_cours(NatureSituation::Deces) {
        return answer(
            StatutObligation::SansObjet,
            MotifObligation::Situation(NatureSituation::Deces),
            Some(i),
        );
    }
    let inscription = |etat: fn(Etat) -> bool| {
        temoignages.iter().position(|t| sure(t) && t.inscription(date).is_some_and(etat))
    };
    if let Some(i) = depart_en_cours(temoignages, date) {
        let motif = MotifObligation::Situation(NatureSituation::DepartEtranger);
        return answer(StatutObligation::SansObjet, motif, Some(i));
    }
    if let Some(i) = inscription(|etat| etat == Etat::EnCours) {
        return answer(StatutObligation::Satisfaite, MotifObligation::Inscription, Some(i));
    }
    for (nature, statut) in [
        (NatureSituation::FormationProfessionnelle, StatutObligation::Satisfaite),
        (NatureSituation::Emploi, StatutObligation::Satisfaite),
        (NatureSituation::ServiceCivique, StatutObligation::Satisfaite),
        (NatureSituation::Accompagnement, StatutObligation::Satisfaite),
        (NatureSituation::Exemption, StatutObligation::Exemptee),
        (NatureSituation::AutreInstruction, StatutObligation::Inconnue),
    ] {
        if let Some(i) = en_cours(nature) {
            return answer(statut, MotifObligation::Situation(nature), Some(i));
        }
    }
    let perhaps = temoignages.iter().position(|t| {
        !sure(t)
            && (t.inscription(date) == Some(Etat::EnCours)
                || matches!(t.situation(date), Some((_, Etat::EnCours))))
    });
    if let Some(i) = perhaps {
        return answer(StatutObligation::Inconnue, MotifObligation::RapprochementIncertain, Some(i));
    }
    if let Some(i) = inscription(|etat| matches!(etat, Etat::AVenir(_))) {
        return answer(StatutObligation::NonSatisfaite, MotifObligation::InscriptionAVenir, Some(i));
    }
    answer(StatutObligation::NonSatisfaite, MotifObligation::AucuneActivite, None)
}
