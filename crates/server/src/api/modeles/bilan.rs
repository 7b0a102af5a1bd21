//! What fiches count, and what an alliance shares. Its words are French, as those of the whole contract.

use chrono::NaiveDate;
use raccroche_store::information::InformationLue;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Quelle année.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DemandeBilan {
    /// L’année civile où elle commence ; l’année scolaire en cours par défaut.
    #[param(minimum = 1900, maximum = 2199)]
    pub(crate) annee: Option<i32>,
}

/// Ce que les fiches comptent sur une année scolaire.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BilanParcours {
    /// L’année scolaire.
    pub(crate) annee: String,
    /// Son premier jour.
    pub(crate) du: NaiveDate,
    /// Son dernier jour.
    pub(crate) au: NaiveDate,
    /// Les dispositifs qui ont un parcours cette année-là, dans l’ordre du catalogue.
    pub(crate) dispositifs: Vec<DispositifCompte>,
}

/// Ce qu’une fiche compte.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DispositifCompte {
    /// Le code du dispositif.
    pub(crate) dispositif: String,
    /// Ses indicateurs, dans l’ordre de la fiche.
    pub(crate) indicateurs: Vec<CompteIndicateur>,
}

/// Combien de parcours un indicateur compte.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompteIndicateur {
    /// Son code dans la fiche.
    pub(crate) code: String,
    /// Ce qu’il compte.
    pub(crate) titre: String,
    /// Combien ; absent quand aucun programme ne le compte : l’évaluation est partagée.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parcours: Option<usize>,
}

/// Ce que la fiche évalue d’un parcours.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvaluationParcours {
    /// Le numéro du parcours.
    pub(crate) parcours: Uuid,
    /// Le code du dispositif.
    pub(crate) dispositif: String,
    /// S’il est fini : avant, ce qui n’y compte pas peut encore y compter.
    pub(crate) fini: bool,
    /// Les indicateurs, dans l’ordre de la fiche.
    pub(crate) indicateurs: Vec<IndicateurEvalue>,
}

/// Si un parcours compte dans un indicateur.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IndicateurEvalue {
    /// Son code dans la fiche.
    pub(crate) code: String,
    /// Ce qu’il compte.
    pub(crate) titre: String,
    /// Si ce parcours y compte ; absent quand aucun programme ne le compte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) compte: Option<bool>,
}

/// Ce que les membres d’une alliance partagent avec vous.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Informations {
    /// Le numéro du parcours.
    pub(crate) parcours: Uuid,
    /// La plus ancienne d’abord.
    pub(crate) elements: Vec<Information>,
}

/// Ce qui est partagé, avec ses lecteurs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Information {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Le thème, l’un de ceux de la fiche.
    pub(crate) theme: String,
    /// Ce qui est écrit.
    pub(crate) texte: String,
    /// Qui l’a écrit.
    pub(crate) auteur: String,
    /// Quel jour.
    pub(crate) le: NaiveDate,
    /// Les numéros des participants qui la lisent.
    pub(crate) lecteurs: Vec<Uuid>,
    /// Si l’équipe qui conduit le parcours la lit.
    pub(crate) conduite: bool,
}

impl From<InformationLue> for Information {
    fn from(InformationLue { information, texte }: InformationLue) -> Self {
        Self {
            id: information.id,
            theme: information.theme,
            texte,
            auteur: information.nom,
            le: information.le,
            lecteurs: information.lecteurs,
            conduite: information.conduite,
        }
    }
}
