//! A list of dossiers.

use std::collections::HashMap;

use chrono::NaiveDate;
use raccroche_domain::suivi;
use raccroche_store::dossier::LigneDossier;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Echeance, Responsable, Structure};
use crate::{api::listes, routes::jeunes::sexe};

/// Une page d’une liste de dossiers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dossiers {
    /// Combien de dossiers la liste compte en tout.
    pub(crate) total: u64,
    /// Le numéro de cette page, 1 pour la première.
    pub(crate) page: u64,
    /// Combien de dossiers une page compte au plus.
    pub(crate) taille: u64,
    /// Les dossiers de cette page.
    pub(crate) elements: Vec<ResumeDossier>,
}

/// Un dossier dans une liste.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResumeDossier {
    /// Le numéro du dossier.
    pub(crate) id: Uuid,
    /// Le numéro de la personne : plusieurs dossiers successifs peuvent être les siens.
    pub(crate) jeune: Uuid,
    /// Nom de famille (de naissance).
    pub(crate) nom_famille: String,
    /// Nom d’usage, s’il est connu.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nom_usage: Option<String>,
    /// Prénoms, dans leur ordre.
    pub(crate) prenoms: Vec<String>,
    /// Sexe inscrit au registre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sexe: Option<listes::Sexe>,
    /// Date de naissance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) naissance: Option<NaiveDate>,
    /// Ville de résidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ville: Option<String>,
    /// Dernier établissement ; vide s’il est inconnu.
    pub(crate) dernier_etablissement: String,
    /// Dernière formation ; vide si elle est inconnue.
    pub(crate) derniere_formation: String,
    /// Qui répond du dossier.
    pub(crate) responsable: Responsable,
    /// Premier axe : ce que vaut le signalement.
    pub(crate) situation: listes::Situation,
    /// Deuxième axe : où en est le contact.
    pub(crate) contact: listes::EtatContact,
    /// Troisième axe : la solution en cours, s’il y en a une.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) solution: Option<listes::NatureSolution>,
    /// Depuis quand il n’y a pas de solution, s’il n’y en a pas ; absent pour un élève encore scolarisé.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sans_solution_depuis: Option<NaiveDate>,
    /// La première échéance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prochaine_echeance: Option<Echeance>,
    /// Le jour de la clôture, si le dossier est clos.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) clos_le: Option<NaiveDate>,
}

impl ResumeDossier {
    /// A row of the store; `noms` gives the names of organisations and people by their number.
    pub(crate) fn new(ligne: LigneDossier, noms: &HashMap<Uuid, String>) -> Self {
        let nommer = |id| Structure { id, nom: noms.get(&id).cloned().unwrap_or_default() };
        let echeance = ligne
            .prochaine_echeance
            .zip(ligne.prochain_genre.as_deref().and_then(suivi::GenreEcheance::de_code));
        let sans_solution_depuis = ligne.sans_solution_depuis();
        let solution = ligne.solution.as_deref().and_then(suivi::NatureSolution::de_code);
        Self {
            id: ligne.id,
            jeune: ligne.jeune,
            nom_famille: ligne.nom_famille,
            nom_usage: ligne.nom_usage,
            prenoms: prenoms(&ligne.prenoms),
            sexe: sexe(ligne.sexe.as_deref()).map(listes::Sexe),
            naissance: ligne.naissance,
            ville: ligne.ville,
            dernier_etablissement: ligne.dernier_etablissement,
            derniere_formation: ligne.derniere_formation,
            responsable: Responsable {
                structure: nommer(ligne.responsable_organisation),
                agent: ligne.responsable_agent.map(nommer),
            },
            situation: listes::Situation(
                suivi::EtatVerification::de_code(&ligne.verification)
                    .unwrap_or(suivi::EtatVerification::AVerifier),
            ),
            contact: listes::EtatContact(
                suivi::EtatContact::de_code(&ligne.contact).unwrap_or(suivi::EtatContact::AContacter),
            ),
            solution: solution.map(listes::NatureSolution),
            sans_solution_depuis,
            prochaine_echeance: echeance.map(|(le, genre)| Echeance::new(le, genre)),
            clos_le: ligne.clos_le,
        }
    }
}

/// First names as the store joins them.
pub(super) fn prenoms(joints: &str) -> Vec<String> {
    joints.split(',').filter(|prenom| !prenom.is_empty()).map(str::to_owned).collect()
}
