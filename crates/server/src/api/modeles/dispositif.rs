//! The catalogue of dispositifs, and what is possible for somebody.

use chrono::NaiveDate;
use raccroche_domain::{dispositif, francais::ponctuer};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Le catalogue des dispositifs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dispositifs {
    /// L’académie dont les réglages s’appliquent, si le service en a une.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) academie: Option<&'static str>,
    /// Par phase, puis par nom.
    pub(crate) elements: Vec<Dispositif>,
}

/// Un dispositif.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dispositif {
    /// Son code, qui ne change pas.
    pub(crate) code: String,
    /// Son nom.
    pub(crate) nom: String,
    /// Son sigle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sigle: Option<String>,
    /// Quand il agit : `prevention`, `intervention`, `remediation`, `droit`, `insertion`.
    pub(crate) phase: &'static str,
    /// Ce que c’est, en une phrase.
    pub(crate) resume: String,
    /// Les conditions d’entrée, en phrases.
    pub(crate) conditions: Vec<String>,
    /// Ses étapes, la première d’abord.
    pub(crate) etapes: Vec<Etape>,
}

/// Une étape d’un dispositif.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Etape {
    /// Son code dans le dispositif.
    pub(crate) code: String,
    /// Ce qui s’y fait.
    pub(crate) titre: String,
    /// Qui peut la dire faite.
    pub(crate) acteurs: Vec<&'static str>,
    /// Les codes des étapes qui peuvent suivre.
    pub(crate) suivantes: Vec<String>,
    /// Comment le parcours finit avec elle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fin: Option<&'static str>,
}

impl From<&dispositif::Dispositif> for Dispositif {
    fn from(lu: &dispositif::Dispositif) -> Self {
        Self {
            code: lu.code.clone(),
            nom: lu.nom.clone(),
            sigle: lu.sigle.clone(),
            phase: lu.phase.code(),
            resume: lu.resume.clone(),
            conditions: lu.public.iter().map(dispositif::Condition::en_mots).collect(),
            etapes: lu
                .etapes
                .iter()
                .map(|etape| Etape {
                    code: etape.code.clone(),
                    titre: etape.titre.clone(),
                    acteurs: etape.acteurs.iter().map(|acteur| acteur.code()).collect(),
                    suivantes: etape.suivantes.clone(),
                    fin: etape.fin.map(dispositif::Issue::code),
                })
                .collect(),
        }
    }
}

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
    /// Pour un non : le premier jour où plus aucune condition connue n’est en défaut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) possible_le: Option<NaiveDate>,
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
    /// Ce qu’il faut.
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
            cesse_le: dit.cesse_le,
            manque: dit.manque.iter().map(|phrase| ponctuer(phrase)).collect(),
            conditions: dit
                .examens
                .into_iter()
                .map(|examen| ConditionLue {
                    condition: examen.condition,
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
