//! The models: each a few typed facts and a short function that says what the document holds.
//!
//! A model decides what is said, to whom, and who signs; never how it looks. All facts have a default, so that a model
//! without facts is the form to fill by hand. Nothing asks for health, offences, nationality or the social situation of a
//! family, and each free text says so.
//!
//! None of these models is official. Where a text says what a document must hold, the section says which text.

mod charte;
mod courriers;
mod decisions;
mod donnees;
mod fiches;
mod maintien;
mod objectif;
mod pafi;
mod pafi_suivi;
mod retour;
mod stage;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use charte::Charte;
pub use courriers::{Attestation, Lettre};
pub use decisions::{DecisionAffectation, DecisionValidation};
pub use donnees::{Etablissement, Periode, Personne, Semaine, SemaineJour, SujetJeune};
pub use fiches::{FicheRecensement, FicheSyntheseBilan};
pub use maintien::ContratMaintien;
pub use objectif::ContratObjectif;
pub use pafi::{PafiAvenant, PafiContrat, PafiDiagnostic};
pub use pafi_suivi::{Competence, PafiBilan, PafiSuivi, PointDeSuivi};
pub use retour::{RetourParcours, RetourRecapitulatif};
pub use stage::{BilanCroise, ConventionStage};

use crate::feuille::{Entete, Feuille, Reference, Section, Signature};

/// The models, by the code that files and databases hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modele {
    /// PAFI: who was noticed, why, and what the GPDS proposes.
    PafiDiagnostic,
    /// PAFI: what pupil, family, school and partners commit to.
    PafiContrat,
    /// PAFI: what changes in a contract.
    PafiAvenant,
    /// PAFI: what the tutor notes during the path.
    PafiSuivi,
    /// PAFI: what the path brought.
    PafiBilan,
    /// Work placement under school status.
    ConventionStage,
    /// Social clause: tutor and school look back, as proof for the buyer.
    BilanCroise,
    /// Contract « objectif formation-emploi » of a réseau FOQUALE.
    ContratObjectif,
    /// Right to return: what was explained, and what the young person wants.
    RetourRecapitulatif,
    /// Right to return: the path, signed by the young person, the référent and the head.
    RetourParcours,
    /// After an entretien de situation.
    FicheSyntheseBilan,
    /// A pupil who left without solution, for the CIO.
    FicheRecensement,
    /// What members of an alliance éducative commit to before they see anything.
    Charte,
    /// The DASEN assigns to an establishment.
    DecisionAffectation,
    /// A path is validated, or not.
    DecisionValidation,
    /// Somebody attests a fact.
    Attestation,
    /// A letter.
    Lettre,
    /// Right to stay after a failed exam.
    ContratMaintien,
}

impl Modele {
    /// All models, in the order of the life of a path.
    pub const TOUS: [Self; 18] = [
        Self::PafiDiagnostic,
        Self::PafiContrat,
        Self::PafiAvenant,
        Self::PafiSuivi,
        Self::PafiBilan,
        Self::ConventionStage,
        Self::BilanCroise,
        Self::ContratObjectif,
        Self::RetourRecapitulatif,
        Self::RetourParcours,
        Self::ContratMaintien,
        Self::FicheSyntheseBilan,
        Self::FicheRecensement,
        Self::Charte,
        Self::DecisionAffectation,
        Self::DecisionValidation,
        Self::Attestation,
        Self::Lettre,
    ];

    /// The code, in lower case without accents: the same as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PafiDiagnostic => "pafi_diagnostic",
            Self::PafiContrat => "pafi_contrat",
            Self::PafiAvenant => "pafi_avenant",
            Self::PafiSuivi => "pafi_suivi",
            Self::PafiBilan => "pafi_bilan",
            Self::ConventionStage => "convention_stage",
            Self::BilanCroise => "bilan_croise",
            Self::ContratObjectif => "contrat_objectif",
            Self::RetourRecapitulatif => "retour_recapitulatif",
            Self::RetourParcours => "retour_parcours",
            Self::FicheSyntheseBilan => "fiche_synthese_bilan",
            Self::FicheRecensement => "fiche_recensement",
            Self::Charte => "charte",
            Self::DecisionAffectation => "decision_affectation",
            Self::DecisionValidation => "decision_validation",
            Self::Attestation => "attestation",
            Self::Lettre => "lettre",
            Self::ContratMaintien => "contrat_maintien",
        }
    }

    /// The title printed, unless the document has its own.
    pub const fn titre(self) -> &'static str {
        match self {
            Self::PafiDiagnostic => "Fiche de repérage, d’accueil et de diagnostic",
            Self::PafiContrat => "Contrat de parcours aménagé de la formation initiale",
            Self::PafiAvenant => "Avenant au contrat de parcours aménagé",
            Self::PafiSuivi => "Fiche de suivi du tuteur",
            Self::PafiBilan => "Bilan du parcours aménagé",
            Self::ConventionStage => "Convention de stage",
            Self::BilanCroise => "Bilan croisé",
            Self::ContratObjectif => "Contrat objectif formation-emploi",
            Self::RetourRecapitulatif => "Droit au retour en formation : récapitulatif",
            Self::RetourParcours => "Droit au retour en formation : parcours personnalisé",
            Self::FicheSyntheseBilan => "Fiche synthèse-bilan",
            Self::FicheRecensement => "Fiche individuelle de recensement",
            Self::Charte => "Charte de déontologie de l’alliance éducative",
            Self::DecisionAffectation => "Décision d’affectation",
            Self::DecisionValidation => "Décision sur un parcours",
            Self::Attestation => "Attestation",
            Self::Lettre => "Lettre",
            Self::ContratMaintien => "Contrat de maintien en formation",
        }
    }

    /// The model of this code.
    pub fn par_code(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|modele| modele.code() == code)
    }
}

/// What each document needs whatever its model: who issues it, under what number, on what day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cadre {
    /// Who issues.
    pub entete: Entete,
    /// Number and version.
    pub reference: Reference,
    /// The day of the document.
    pub date: NaiveDate,
}

/// The facts of a model, which know how to become a document.
pub trait Remplir {
    /// Which model.
    const MODELE: Modele;

    /// The document, all signatures still to come.
    fn remplir(&self, cadre: &Cadre) -> Feuille;
}

impl Cadre {
    /// A document of this frame; what a model adds to it.
    fn feuille(
        &self,
        modele: Modele,
        sous_titre: String,
        avertissement: &str,
        sections: Vec<Section>,
        signatures: Vec<Signature>,
    ) -> Feuille {
        Feuille {
            modele,
            titre: modele.titre().to_owned(),
            sous_titre,
            reference: self.reference.clone(),
            date: self.date,
            entete: self.entete.clone(),
            avertissement: avertissement.to_owned(),
            sections,
            signatures,
            scelle: None,
        }
    }

    /// The signature of who signs for the establishment that issues.
    fn signataire(&self, sinon: &str) -> Signature {
        let signataire = self.entete.signataire.clone().unwrap_or_default();
        let qualite =
            if signataire.qualite.trim().is_empty() { sinon.to_owned() } else { signataire.qualite };
        Signature::attendue(qualite, signataire.nom)
    }
}

/// Beside each free text that others will read.
const SANS_DETAIL: &str = "N’écrivez que ce qui aide à agir. Jamais de santé, de justice, de nationalité ni de situation \
                           sociale.";

/// The day in words, or nothing.
fn jour(date: Option<NaiveDate>) -> String {
    date.map(raccroche_domain::francais::date_longue).unwrap_or_default()
}

/// The text, or what stands for it in a sentence when it is still to fill.
fn ou(texte: &str, sinon: &str) -> String {
    if texte.trim().is_empty() { sinon.to_owned() } else { texte.trim().to_owned() }
}
