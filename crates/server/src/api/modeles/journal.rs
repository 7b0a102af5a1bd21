//! The journal of a dossier.

use chrono::{DateTime, NaiveDate, Utc};
use raccroche_domain::{parcours::EvenementParcours, suivi::Evenement};
use raccroche_store::dossier::EntreeLue;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// Le journal d’un dossier, de l’entrée la plus récente à la plus ancienne.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Journal {
    /// Le dossier.
    pub(crate) dossier: Uuid,
    /// Ses entrées.
    pub(crate) entrees: Vec<Entree>,
}

/// Une entrée du journal : ce que quelqu’un a fait. Elle ne change jamais.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entree {
    /// Son rang, 1 pour la première.
    pub(crate) rang: u32,
    /// Le moment où elle a été écrite.
    pub(crate) le: DateTime<Utc>,
    /// Le jour auquel les règles ont été appliquées.
    pub(crate) jour: NaiveDate,
    /// Qui l’a écrite : un nom tel qu’il était ce jour-là, « Le jeune », ou une campagne.
    pub(crate) auteur: String,
    /// La phrase que montre l’application, à la suite du nom de l’auteur.
    pub(crate) phrase: String,
    /// Ce qui s’est passé, en codes : `type` dit le genre de l’entrée, les autres champs en dépendent.
    #[schema(value_type = Object)]
    pub(crate) evenement: Value,
    /// La note jointe, si le jeton a l’étendue `notes:lire` et que votre rôle permet de la lire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// Si une entrée plus récente l’annule.
    pub(crate) annulee: bool,
}

impl From<EntreeLue> for Entree {
    fn from(lue: EntreeLue) -> Self {
        Self {
            rang: lue.entree.rang,
            le: lue.le,
            jour: lue.entree.le,
            auteur: lue.auteur_nom,
            phrase: lue.entree.evenement.phrase(),
            evenement: en_codes(&lue.entree.evenement),
            note: lue.note,
            annulee: lue.annulee,
        }
    }
}

/// What happened, in codes. Of what members of an alliance share, whoever holds the dossier is told that it was shared, and by
/// whom: neither under which theme nor with whom.
fn en_codes(evenement: &Evenement) -> Value {
    let mut codes = serde_json::to_value(evenement).unwrap_or(Value::Null);
    let tu = matches!(
        evenement,
        Evenement::Parcours { evenement: EvenementParcours::InformationPartagee { .. }, .. }
    );
    if let Some(partage) = codes.get_mut("evenement").and_then(Value::as_object_mut).filter(|_| tu) {
        partage.retain(|cle, _| !["theme", "lecteurs", "conduite"].contains(&cle.as_str()));
    }
    codes
}
