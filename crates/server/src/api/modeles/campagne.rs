//! Campaigns and their verdicts.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use raccroche_domain::{StatutObligation, Verdict as VerdictRendu};
use raccroche_store::campagne;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::listes;

/// Les campagnes, de la plus récente à la plus ancienne.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Campagnes {
    /// Les campagnes.
    pub(crate) elements: Vec<Campagne>,
}

/// Où en est une campagne.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EtatCampagne {
    /// Ses registres se rassemblent.
    Brouillon,
    /// Ses verdicts sont calculés, pas publiés.
    Calculee,
    /// Ses listes sont chez les PSAD.
    Publiee,
    /// Elle a été abandonnée.
    Annulee,
}

/// Une campagne.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Campagne {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Son nom.
    pub(crate) nom: String,
    /// Le jour auquel valent ses verdicts.
    pub(crate) situation_au: NaiveDate,
    /// La définition du décrochage retenue : `D313-59` ou `diplome-terminal`.
    pub(crate) definition: String,
    /// Où elle en est.
    pub(crate) etat: EtatCampagne,
    /// Le moment de sa publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) publiee_le: Option<DateTime<Utc>>,
    /// Ce qu’elle a trouvé, dans toute l’académie ; donné avec la campagne seule, une fois calculée.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bilan: Option<BilanCampagne>,
}

/// Ce qu’une campagne a trouvé.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BilanCampagne {
    /// Les personnes des registres de l’an dernier.
    pub(crate) personnes: u64,
    /// Leur nombre par verdict ; la somme est `personnes`.
    pub(crate) verdicts: BTreeMap<String, u64>,
}

impl From<campagne::Campagne> for Campagne {
    fn from(lue: campagne::Campagne) -> Self {
        Self {
            id: lue.id,
            nom: lue.nom,
            situation_au: lue.as_of,
            definition: lue.definition,
            etat: match lue.etat {
                campagne::EtatCampagne::Brouillon => EtatCampagne::Brouillon,
                campagne::EtatCampagne::Calculee => EtatCampagne::Calculee,
                campagne::EtatCampagne::Publiee => EtatCampagne::Publiee,
                campagne::EtatCampagne::Annulee => EtatCampagne::Annulee,
            },
            publiee_le: lue.publiee_le,
            bilan: None,
        }
    }
}

/// Une page des verdicts d’une campagne.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Verdicts {
    /// La campagne.
    pub(crate) campagne: Uuid,
    /// Les verdicts sur les jeunes de votre territoire, par numéro de personne.
    pub(crate) elements: Vec<Verdict>,
    /// Ce qui se redonne comme `apres` pour la page suivante ; absent sur la dernière.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) suite: Option<Uuid>,
}

/// Ce qu’une campagne dit d’une personne.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Verdict {
    /// Le numéro de la personne.
    pub(crate) jeune: Uuid,
    /// Ses dossiers de votre territoire, le dernier ouvert d’abord.
    pub(crate) dossiers: Vec<Uuid>,
    /// La catégorie.
    pub(crate) categorie: listes::CategorieVerdict,
    /// La raison, en code.
    pub(crate) motif: String,
    /// La raison, en une phrase.
    pub(crate) pourquoi: String,
    /// Où en est l’obligation de formation.
    pub(crate) obligation: listes::StatutObligation,
}

impl Verdict {
    pub(crate) fn new(rendu: campagne::VerdictRendu, dossiers: Vec<Uuid>) -> Self {
        let verdict = VerdictRendu::de_code(&rendu.verdict).unwrap_or(VerdictRendu::AVerifier);
        let obligation = StatutObligation::de_code(&rendu.obligation).unwrap_or(StatutObligation::Inconnue);
        Self {
            jeune: rendu.jeune,
            dossiers,
            categorie: listes::CategorieVerdict(verdict),
            motif: rendu.motif,
            pourquoi: rendu.pourquoi,
            obligation: listes::StatutObligation(obligation),
        }
    }
}
