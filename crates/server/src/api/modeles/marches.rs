//! Public contracts as programs read them. Its words are French, as those of the whole contract.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Les marchés.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Marches {
    /// En cours d’abord, puis par nom.
    pub(crate) elements: Vec<Marche>,
}

/// Un marché public avec une clause sociale.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Marche {
    /// Son numéro ici.
    pub(crate) id: Uuid,
    /// Ce qui est acheté.
    pub(crate) objet: String,
    /// Son numéro chez l’acheteur ; vide s’il n’est pas dit.
    pub(crate) reference: String,
    /// L’acheteur public.
    pub(crate) acheteur: String,
    /// L’entreprise qui accueille ; vide si elle n’est pas dite.
    pub(crate) entreprise: String,
    /// Son SIRET, quatorze chiffres ; vide s’il n’est pas dit.
    pub(crate) siret: String,
    /// Heures dues au titre de la clause.
    pub(crate) heures_dues: u32,
    /// Heures prévues dans les parcours ; d’un parcours arrêté, celles qui ont été faites.
    pub(crate) heures_prevues: u32,
    /// Heures faites.
    pub(crate) heures_faites: u32,
    /// Combien de parcours y sont rattachés.
    pub(crate) parcours: usize,
    /// Combien de bilans l’acheteur a reçus.
    pub(crate) bilans_recus: usize,
    /// Depuis quand plus aucun parcours n’y est rattaché.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) clos_le: Option<NaiveDate>,
}
