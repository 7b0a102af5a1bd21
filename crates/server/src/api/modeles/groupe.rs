//! Groups and their registers.

use chrono::{DateTime, NaiveDate, Utc};
use raccroche_store::groupe::{self, GroupeLu, Regard};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::listes;

/// Les groupes du département.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Groupes {
    /// Les groupes, par premier jour.
    pub(crate) elements: Vec<Groupe>,
}

/// Une session et ses places.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Groupe {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Son nom.
    pub(crate) nom: String,
    /// Le lieu.
    pub(crate) lieu: String,
    /// Le code du dispositif.
    pub(crate) dispositif: String,
    /// Le premier jour.
    pub(crate) du: NaiveDate,
    /// Le dernier jour.
    pub(crate) au: NaiveDate,
    /// Combien de jeunes il peut recevoir.
    pub(crate) places: u32,
    /// Combien de places sont libres.
    pub(crate) libres: u32,
    /// Si votre structure le conduit ou l’accueille : vous en lisez alors le registre, si votre rôle le permet.
    pub(crate) a_vous: bool,
}

impl From<GroupeLu> for Groupe {
    fn from(lu: GroupeLu) -> Self {
        Self {
            id: lu.id,
            libres: lu.libres(),
            a_vous: lu.regard != Regard::Places,
            nom: lu.groupe.nom,
            lieu: lu.groupe.lieu,
            dispositif: lu.dispositif,
            du: lu.groupe.du,
            au: lu.groupe.au,
            places: lu.groupe.places,
        }
    }
}

/// Quels jours d’un registre.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DemandePresences {
    /// Le premier jour ; celui de la session par défaut.
    pub(crate) du: Option<NaiveDate>,
    /// Le dernier jour ; celui de la session par défaut.
    pub(crate) au: Option<NaiveDate>,
}

/// Le registre d’un groupe.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Presences {
    /// Le numéro du groupe.
    pub(crate) groupe: Uuid,
    /// Ce qui est noté ; d’une correction, seule la dernière valeur est rendue.
    pub(crate) elements: Vec<Presence>,
}

/// Ce qui est noté d’un jeune pour une demi-journée.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Presence {
    /// Le numéro de son parcours.
    pub(crate) parcours: Uuid,
    /// Le jour.
    pub(crate) jour: NaiveDate,
    /// Matin ou après-midi.
    pub(crate) moment: listes::Moment,
    /// Ce qui est noté.
    pub(crate) etat: listes::EtatPresence,
    /// Quand.
    pub(crate) le: DateTime<Utc>,
    /// Par qui.
    pub(crate) auteur: String,
    /// Combien de fois elle a été corrigée.
    pub(crate) corrections: u32,
}

impl From<&groupe::Presence> for Presence {
    fn from(presence: &groupe::Presence) -> Self {
        Self {
            parcours: presence.parcours,
            jour: presence.jour,
            moment: listes::Moment(presence.moment),
            etat: listes::EtatPresence(presence.etat),
            le: presence.le,
            auteur: presence.auteur.clone(),
            corrections: presence.rang.saturating_sub(1),
        }
    }
}

/// Les présences d’une journée, à noter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NouvellesPresences {
    /// Le jour : passé ou aujourd’hui.
    pub(crate) jour: NaiveDate,
    /// Ce qui est noté, une ligne par jeune et par demi-journée.
    #[schema(min_items = 1, max_items = 400)]
    pub(crate) presences: Vec<NouvellePresence>,
}

/// Une présence à noter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NouvellePresence {
    /// Le numéro du parcours du jeune.
    pub(crate) parcours: Uuid,
    /// Matin ou après-midi.
    pub(crate) moment: listes::Moment,
    /// Ce qui est noté.
    pub(crate) etat: listes::EtatPresence,
}

/// Ce qui vient d’être noté.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PresencesEcrites {
    /// Le numéro du groupe.
    pub(crate) groupe: Uuid,
    /// Le jour.
    pub(crate) jour: NaiveDate,
    /// Combien de lignes sont ajoutées au registre : ce qui y était déjà n’est pas récrit.
    pub(crate) ecrites: u32,
}
