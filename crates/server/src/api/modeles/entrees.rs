//! What programs send: parameters of an address, bodies.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::GenreCoordonnee;
use crate::api::listes;

/// Ce qu’une liste de dossiers garde, son ordre et sa page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DemandeDossiers {
    /// Les dossiers clos, au lieu de ceux qui sont ouverts.
    pub(crate) clos: bool,
    /// Premier axe.
    #[param(inline)]
    pub(crate) situation: Option<listes::Situation>,
    /// Deuxième axe.
    #[param(inline)]
    pub(crate) contact: Option<listes::EtatContact>,
    /// Troisième axe : `true` pour ceux qui n’ont pas de solution, `false` pour ceux qui en ont une.
    pub(crate) sans_solution: Option<bool>,
    /// Une solution de ce genre est en cours.
    #[param(inline)]
    pub(crate) nature: Option<listes::NatureSolution>,
    /// Les mineurs seulement.
    pub(crate) mineurs: bool,
    /// Qui en répond.
    #[param(inline)]
    pub(crate) responsable: Option<Responsables>,
    /// Ouverts ce jour-là ou depuis.
    pub(crate) ouverts_depuis: Option<NaiveDate>,
    /// Ce qui a changé à ce moment ou depuis : de quoi tenir à jour une copie sans tout relire.
    pub(crate) modifies_depuis: Option<DateTime<Utc>>,
    /// Une échéance est due ce jour-là ou avant.
    pub(crate) echeance_avant: Option<NaiveDate>,
    /// L’ordre.
    #[param(inline)]
    pub(crate) tri: Option<Tri>,
    /// La page, 1 pour la première.
    #[param(minimum = 1, maximum = 100_000)]
    pub(crate) page: Option<u64>,
    /// Combien de dossiers une page compte au plus ; 50 par défaut.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) taille: Option<u64>,
}

/// Qui répond d’un dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Responsables {
    /// La personne au nom de qui le jeton agit.
    Moi,
    /// Sa structure.
    Structure,
}

/// L’ordre d’une liste.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tri {
    /// Les mineurs d’abord, puis les plus longtemps sans solution.
    Urgence,
    /// Par nom.
    Nom,
    /// La première échéance d’abord.
    Echeance,
    /// La dernière entrée d’abord.
    Recent,
}

/// Ce qu’une page de verdicts garde.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DemandeVerdicts {
    /// Une catégorie ; toutes si elle n’est pas donnée.
    #[param(inline)]
    pub(crate) verdict: Option<listes::CategorieVerdict>,
    /// La `suite` de la page d’avant.
    pub(crate) apres: Option<Uuid>,
    /// Combien de verdicts une page compte au plus ; 100 par défaut.
    #[param(minimum = 1, maximum = 500)]
    pub(crate) taille: Option<u64>,
}

/// Quels relais, et quelle page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DemandeRelais {
    /// Reçus (par défaut) ou envoyés.
    #[param(inline)]
    pub(crate) sens: Option<Sens>,
    /// La page, 1 pour la première.
    #[param(minimum = 1, maximum = 100_000)]
    pub(crate) page: Option<u64>,
    /// Combien de relais une page compte au plus ; 50 par défaut.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) taille: Option<u64>,
}

/// Le sens d’un relais.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sens {
    /// Proposés à votre structure, qui doit répondre.
    Recus,
    /// Proposés par votre structure, qui attend une réponse.
    Envoyes,
}

/// Une tentative de contact à enregistrer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"canal": "telephone", "issue": "message", "rappeler_le": "2026-11-25"}))]
pub(crate) struct NouvelleTentative {
    /// Par quel moyen.
    pub(crate) canal: listes::Canal,
    /// Avec quel résultat.
    pub(crate) issue: listes::IssueContact,
    /// Le jour où rappeler, aujourd’hui ou plus tard.
    pub(crate) rappeler_le: Option<NaiveDate>,
    /// Une note, gardée chiffrée. Ni santé, ni infraction, ni situation sociale : la personne peut lire ce que vous écrivez.
    #[schema(max_length = 4000)]
    pub(crate) note: Option<String>,
}

/// Un numéro ou une adresse électronique à ajouter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"genre": "telephone", "valeur": "06 39 98 12 34"}))]
pub(crate) struct NouvelleCoordonnee {
    /// Son genre.
    pub(crate) genre: GenreCoordonnee,
    /// Le numéro, ou l’adresse.
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) valeur: String,
    /// Le représentant dont c’est la coordonnée ; sans lui, c’est celle du jeune.
    pub(crate) representant: Option<Uuid>,
}

/// Un relais à proposer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "dossier": "5f0c1f0e-52f3-4a34-9f5e-0d1c3c7c2f10",
    "version": 7,
    "destinataire": "0b6b7c5e-9a1d-4c0d-8f6a-3f2b1a0c9d8e",
    "motif": "accompagnement",
    "message": "Souhaite un apprentissage en cuisine."
}))]
pub(crate) struct NouveauRelais {
    /// Le dossier.
    pub(crate) dossier: Uuid,
    /// La version du dossier que vous avez lue.
    pub(crate) version: u32,
    /// La structure à qui le proposer, l’une de `/api/v1/destinataires`.
    pub(crate) destinataire: Uuid,
    /// Pourquoi.
    pub(crate) motif: listes::MotifRelais,
    /// Un message, gardé chiffré, que lira la structure.
    #[schema(max_length = 4000)]
    pub(crate) message: Option<String>,
}

/// Le relais auquel on répond.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReponseRelais {
    /// Son numéro : un autre relais, proposé entre-temps, ne sera ni accepté ni retiré à sa place.
    pub(crate) relais: Uuid,
}

/// Un relais à refuser.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusRelais {
    /// Son numéro.
    pub(crate) relais: Uuid,
    /// Pourquoi.
    pub(crate) motif: listes::MotifRefus,
    /// Une précision, gardée chiffrée, que lira la structure qui proposait.
    #[schema(max_length = 4000)]
    pub(crate) precision: Option<String>,
}
