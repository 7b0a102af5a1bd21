//! What the API writes and reads, as types: the contract is made of them, so it says what the code does.
//!
//! The comments of these types and fields are in French: they are the documentation that whoever writes a program reads
//! in the contract. What is unknown is left out rather than written as `null`.

mod bilan;
mod campagne;
mod catalogue;
mod contact;
mod dispositif;
mod dossier;
mod entrees;
mod groupe;
mod journal;
mod liste;
mod marches;
mod parcours;
mod relais;
mod vacances;

pub(crate) use bilan::{
    BilanParcours, CompteIndicateur, DemandeBilan, DispositifCompte, EvaluationParcours, IndicateurEvalue,
    Information, Informations,
};
pub(crate) use campagne::{BilanCampagne, Campagne, Campagnes, Verdict, Verdicts};
pub(crate) use catalogue::{Dispositif, Dispositifs};
pub(crate) use contact::{Coordonnee, Coordonnees, GenreCoordonnee, Representant, Tentative, Tentatives};
pub(crate) use dispositif::{DemandeEligibilite, Eligibilite, Eligibilites};
pub(crate) use dossier::Dossier;
pub(crate) use entrees::{
    DemandeDossiers, DemandeRelais, DemandeVerdicts, NouveauRelais, NouvelleCoordonnee, NouvelleTentative,
    RefusRelais, ReponseRelais, Responsables, Sens, Tri,
};
pub(crate) use groupe::{
    DemandePresences, Groupes, NouvellesPresences, Presence, Presences, PresencesEcrites,
};
pub(crate) use journal::{Entree, Journal};
pub(crate) use liste::{Dossiers, ResumeDossier};
pub(crate) use marches::{Marche, Marches};
pub(crate) use parcours::{
    Designe, EcritParcours, MesParcours, NouveauDocument, NouveauParcours, NouvelleDate, NouvelleDecision,
    NouvelleEtape, NouvelleFin, NouvellePartie, NouvelleRencontre, NouvelleSaisie, NouvelleSignature,
    Parcours, ResumeParcours, RetraitPartie,
};
pub(crate) use relais::{Destinataire, Destinataires, Relais, RelaisEnAttente};
pub(crate) use vacances::{Vacances, VacancesScolaires};

use chrono::{DateTime, NaiveDate, Utc};
use raccroche_domain::suivi;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::listes;

/// Qui ce jeton représente, et ce à quoi il peut servir.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Moi {
    /// Prénom et nom de la personne au nom de qui le jeton agit.
    pub(crate) nom: String,
    /// Son rôle.
    pub(crate) role: listes::Role,
    /// L’organisation dans laquelle elle l’exerce.
    pub(crate) organisation: Structure,
    /// Le nom donné au jeton.
    pub(crate) jeton: String,
    /// Ce à quoi il peut servir.
    pub(crate) etendues: Vec<listes::Etendue>,
    /// La date à laquelle il cessera de servir.
    pub(crate) expire_le: DateTime<Utc>,
}

/// Une organisation ou une personne, avec son nom.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Structure {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Son nom.
    pub(crate) nom: String,
}

impl From<&suivi::Structure> for Structure {
    fn from(structure: &suivi::Structure) -> Self {
        Self { id: structure.id, nom: structure.nom.clone() }
    }
}

/// Qui répond d’un dossier : toujours une organisation, et en elle une personne dès qu’une est désignée.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Responsable {
    /// L’organisation.
    pub(crate) structure: Structure,
    /// La personne ; absente tant que l’organisation n’en a pas désigné.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agent: Option<Structure>,
}

impl From<&suivi::Responsable> for Responsable {
    fn from(responsable: &suivi::Responsable) -> Self {
        Self {
            structure: (&responsable.structure).into(),
            agent: responsable.agent.as_ref().map(Structure::from),
        }
    }
}

/// Une échéance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Echeance {
    /// Le dernier jour.
    pub(crate) le: NaiveDate,
    /// Ce qui est à faire.
    pub(crate) genre: listes::GenreEcheance,
    /// L’article du code de l’éducation, quand elle est légale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) article: Option<&'static str>,
}

impl Echeance {
    pub(crate) fn new(le: NaiveDate, genre: suivi::GenreEcheance) -> Self {
        Self { le, genre: listes::GenreEcheance(genre), article: genre.article() }
    }
}

/// L’entrée du journal qui vient d’être écrite.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ecrit {
    /// Le dossier.
    pub(crate) dossier: Uuid,
    /// Le rang de l’entrée : c’est la nouvelle version du dossier.
    pub(crate) rang: u32,
}
