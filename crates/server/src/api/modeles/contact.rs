//! Attempts at contact, and how to reach somebody.

use chrono::NaiveDate;
use raccroche_domain::{Adresse as AdresseLue, suivi};
use raccroche_store::contact;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::listes;

/// Les tentatives de contact d’un dossier, la plus ancienne d’abord.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tentatives {
    /// Le dossier.
    pub(crate) dossier: Uuid,
    /// Où en est le contact.
    pub(crate) contact: listes::EtatContact,
    /// Le jour où rappeler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rappeler_le: Option<NaiveDate>,
    /// Les tentatives.
    pub(crate) elements: Vec<Tentative>,
}

/// Une tentative de contact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tentative {
    /// Le rang de son entrée dans le journal.
    pub(crate) rang: u32,
    /// Le jour.
    pub(crate) le: NaiveDate,
    /// Par quel moyen.
    pub(crate) canal: listes::Canal,
    /// Avec quel résultat.
    pub(crate) issue: listes::IssueContact,
}

impl From<&suivi::TentativeFaite> for Tentative {
    fn from(faite: &suivi::TentativeFaite) -> Self {
        Self {
            rang: faite.rang,
            le: faite.le,
            canal: listes::Canal(faite.canal),
            issue: listes::IssueContact(faite.issue),
        }
    }
}

/// Comment joindre un jeune et ses représentants.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Coordonnees {
    /// Le dossier.
    pub(crate) dossier: Uuid,
    /// L’adresse postale du jeune.
    pub(crate) adresse: Adresse,
    /// Numéros et adresses électroniques : ceux qui se sont révélés justes d’abord, les faux en dernier.
    pub(crate) moyens: Vec<Coordonnee>,
    /// Les représentants, légaux d’abord.
    pub(crate) representants: Vec<Representant>,
}

/// Une adresse postale.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Adresse {
    /// Les lignes avant le code postal ; vide si elles sont inconnues.
    pub(crate) lignes: String,
    /// Le code postal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code_postal: Option<String>,
    /// La ville.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ville: Option<String>,
    /// Le code INSEE de la commune.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) commune: Option<String>,
}

impl From<AdresseLue> for Adresse {
    fn from(lue: AdresseLue) -> Self {
        Self {
            lignes: lue.lignes,
            code_postal: lue.code_postal,
            ville: lue.ville,
            commune: lue.commune.map(|commune| commune.to_string()),
        }
    }
}

/// Le genre d’une coordonnée.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GenreCoordonnee {
    /// Un numéro de téléphone.
    Telephone,
    /// Une adresse électronique.
    Courriel,
}

impl From<GenreCoordonnee> for contact::GenreCoordonnee {
    fn from(genre: GenreCoordonnee) -> Self {
        match genre {
            GenreCoordonnee::Telephone => Self::Telephone,
            GenreCoordonnee::Courriel => Self::Courriel,
        }
    }
}

/// Ce que l’on sait d’une coordonnée.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EtatCoordonnee {
    /// Personne ne l’a essayée.
    Inconnu,
    /// Elle joint la personne.
    Valide,
    /// Elle ne la joint pas.
    Faux,
}

/// Un numéro de téléphone ou une adresse électronique.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Coordonnee {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Le représentant dont c’est la coordonnée ; absent quand c’est celle du jeune.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) representant: Option<Uuid>,
    /// Son genre.
    pub(crate) genre: GenreCoordonnee,
    /// Telle qu’elle a été lue.
    pub(crate) valeur: String,
    /// Qui l’a donnée : un registre, une personne.
    pub(crate) source: String,
    /// Ce que l’on en sait.
    pub(crate) etat: EtatCoordonnee,
}

impl From<contact::Coordonnee> for Coordonnee {
    fn from(lue: contact::Coordonnee) -> Self {
        Self {
            id: lue.id,
            representant: lue.representant,
            genre: match lue.genre {
                contact::GenreCoordonnee::Telephone => GenreCoordonnee::Telephone,
                contact::GenreCoordonnee::Courriel => GenreCoordonnee::Courriel,
            },
            valeur: lue.valeur,
            source: lue.source,
            etat: match lue.etat {
                contact::EtatCoordonnee::Inconnu => EtatCoordonnee::Inconnu,
                contact::EtatCoordonnee::Valide => EtatCoordonnee::Valide,
                contact::EtatCoordonnee::Faux => EtatCoordonnee::Faux,
            },
        }
    }
}

/// Un représentant du jeune.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Representant {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Son nom ; vide s’il est inconnu.
    pub(crate) nom: String,
    /// Son prénom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prenom: Option<String>,
    /// S’il est représentant légal.
    pub(crate) legal: bool,
}

impl From<contact::Representant> for Representant {
    fn from(lu: contact::Representant) -> Self {
        Self { id: lu.id, nom: lu.nom, prenom: lu.prenom, legal: lu.legal }
    }
}
