//! Hand-offs.

use chrono::NaiveDate;
use raccroche_domain::suivi;
use raccroche_store::dossier::LigneDossier;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Responsable, Structure, liste::prenoms};
use crate::api::listes;

/// Un relais qui attend sa réponse.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RelaisPropose {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// À qui il est proposé.
    pub(crate) vers: Structure,
    /// Pourquoi.
    pub(crate) motif: listes::MotifRelais,
    /// Depuis quand.
    pub(crate) propose_le: NaiveDate,
}

impl From<&suivi::Relais> for RelaisPropose {
    fn from(relais: &suivi::Relais) -> Self {
        Self {
            id: relais.id,
            vers: (&relais.vers).into(),
            motif: listes::MotifRelais(relais.motif),
            propose_le: relais.propose_le,
        }
    }
}

/// Les relais qui attendent une réponse, du plus ancien au plus récent dans chaque page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Relais {
    /// Combien il y en a en tout.
    pub(crate) total: u64,
    /// Le numéro de cette page, 1 pour la première.
    pub(crate) page: u64,
    /// Combien une page en compte au plus.
    pub(crate) taille: u64,
    /// Les relais de cette page.
    pub(crate) elements: Vec<RelaisEnAttente>,
}

/// Un relais reçu ou envoyé, et le dossier dont il s’agit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RelaisEnAttente {
    /// Le dossier : c’est à son adresse que l’on répond, car il n’a jamais deux relais à la fois.
    pub(crate) dossier: Uuid,
    /// La version du dossier.
    pub(crate) version: u32,
    /// Nom de famille du jeune.
    pub(crate) nom_famille: String,
    /// Ses prénoms.
    pub(crate) prenoms: Vec<String>,
    /// Sa date de naissance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) naissance: Option<NaiveDate>,
    /// Qui répond du dossier, et le reste jusqu’à l’acceptation.
    pub(crate) de: Responsable,
    /// Le relais.
    pub(crate) relais: RelaisPropose,
    /// Le message joint, si le jeton a l’étendue `notes:lire` et que votre rôle permet de le lire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
}

impl RelaisEnAttente {
    /// A row of the list with the state of its dossier; nothing when no hand-off waits any more.
    pub(crate) fn new(
        ligne: LigneDossier,
        etat: &suivi::EtatDossier,
        message: Option<String>,
    ) -> Option<Self> {
        Some(Self {
            dossier: ligne.id,
            version: etat.rang,
            nom_famille: ligne.nom_famille,
            prenoms: prenoms(&ligne.prenoms),
            naissance: ligne.naissance,
            de: (&etat.responsable).into(),
            relais: etat.relais.as_ref()?.into(),
            message,
        })
    }
}

/// Les structures à qui un relais peut être proposé.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Destinataires {
    /// Les structures.
    pub(crate) elements: Vec<Destinataire>,
}

/// Une structure à qui un relais peut être proposé.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Destinataire {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Son nom.
    pub(crate) nom: String,
    /// Son genre.
    pub(crate) genre: listes::GenreOrganisation,
    /// Son département.
    pub(crate) departement: String,
}
