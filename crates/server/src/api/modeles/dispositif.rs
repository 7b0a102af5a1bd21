//! What is possible for somebody.

use chrono::NaiveDate;
use raccroche_domain::{dispositif, francais::ponctuer};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// À quelle date.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DemandeEligibilite {
    /// La date à laquelle les conditions sont regardées ; aujourd’hui si elle manque.
    pub(crate) le: Option<NaiveDate>,
}

/// Ce qui est possible pour un jeune, à une date.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Eligibilites {
    /// La date à laquelle les conditions sont regardées.
    pub(crate) le: NaiveDate,
    /// Chaque dispositif, avec sa réponse.
    pub(crate) elements: Vec<Eligibilite>,
}

/// La réponse pour un dispositif.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Eligibilite {
    /// Son code.
    pub(crate) dispositif: String,
    /// Son nom.
    pub(crate) nom: String,
    /// `oui`, `non` ou `incertaine` : il manque alors des informations.
    pub(crate) reponse: &'static str,
    /// Pour un non : le premier jour où plus aucune condition connue n’est en défaut ; au plus tôt, si `sous_reserve`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) possible_le: Option<NaiveDate>,
    /// Si ce jour dépend aussi de ce que personne ne sait encore.
    pub(crate) sous_reserve: bool,
    /// Pour un oui : le premier jour où ce ne le sera plus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cesse_le: Option<NaiveDate>,
    /// Ce qui manque ou fait défaut, une phrase chacun.
    pub(crate) manque: Vec<String>,
    /// Chaque condition.
    pub(crate) conditions: Vec<ConditionLue>,
}

/// Une condition, regardée.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConditionLue {
    /// Ce qu’il faut, à lire après « Il faut ».
    pub(crate) condition: String,
    /// `oui`, `non` ou `inconnue`.
    pub(crate) tenue: &'static str,
    /// Le fait sur lequel la réponse repose, avec sa source.
    pub(crate) fait: String,
    /// Le texte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) texte: Option<String>,
    /// Le premier jour où elle sera remplie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) devient_vraie_le: Option<NaiveDate>,
    /// Le premier jour où elle ne le sera plus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cesse_le: Option<NaiveDate>,
}

impl Eligibilite {
    pub(crate) fn new(lu: &dispositif::Dispositif, dit: dispositif::Eligibilite) -> Self {
        Self {
            dispositif: lu.code.clone(),
            nom: lu.nom.clone(),
            reponse: dit.reponse.code(),
            possible_le: dit.possible_le,
            sous_reserve: dit.sous_reserve,
            cesse_le: dit.cesse_le,
            manque: dit.manque.iter().map(|phrase| ponctuer(phrase)).collect(),
            conditions: dit
                .examens
                .into_iter()
                .map(|examen| ConditionLue {
                    condition: ponctuer(&examen.condition),
                    tenue: examen.tenue.code(),
                    fait: ponctuer(&examen.fait),
                    texte: examen.texte,
                    devient_vraie_le: examen.devient_vraie_le,
                    cesse_le: examen.cesse_le,
                })
                .collect(),
        }
    }
}
