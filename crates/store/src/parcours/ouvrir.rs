//! The first entry of a parcours.
//!
//! Who may enter is the fiche's to say, and facts are found by who opens: they give what does not hold, and why it begins all
//! the same. The journal keeps both, since a rule that bends without a word is no rule.

use chrono::NaiveDate;
use raccroche_domain::{
    dispositif::Dispositif,
    parcours::{EntreeParcours, EtatParcours, EvenementParcours},
    suivi::{Evenement, Seuils},
};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use uuid::Uuid;

use crate::{
    Auteur, Perimetre, Writer, dossier,
    entite::{
        parcours::{self, Entity},
        suivi,
    },
    error::Result,
};

/// What a parcours is opened with.
#[derive(Debug, Clone)]
pub struct Ouverture<'a> {
    /// The dispositif.
    pub fiche: &'a Dispositif,
    /// Conditions of entry that do not hold, each as the fiche says it.
    pub malgre: Vec<String>,
    /// Why it begins all the same; kept as the note of the entry.
    pub motif: Option<String>,
}

impl<'a> From<&'a Dispositif> for Ouverture<'a> {
    /// Nothing stands in the way.
    fn from(fiche: &'a Dispositif) -> Self {
        Self { fiche, malgre: Vec::new(), motif: None }
    }
}

/// Opens a parcours in a dossier of the perimeter; gives its number.
///
/// # Errors
/// [`crate::StoreError::Absent`] outside the perimeter, [`crate::StoreError::Refus`] when the dossier is closed, read only, or has a
/// parcours under way in the same dispositif.
pub async fn ouvrir(
    writer: &Writer,
    perimetre: &Perimetre,
    dossier: Uuid,
    ouverture: impl Into<Ouverture<'_>>,
    seuils: &Seuils,
) -> Result<Uuid> {
    let tenu = dossier::tenir(writer, Some(perimetre), dossier).await?;
    commencer(writer, &perimetre.auteur(), perimetre.le(), tenu, ouverture.into(), seuils).await
}

/// Opens a parcours that no signed-in person opens: an import, a demonstration.
///
/// # Errors
/// As [`ouvrir`].
pub async fn ouvrir_du_systeme(
    writer: &Writer,
    auteur: &Auteur,
    jour: NaiveDate,
    dossier: Uuid,
    fiche: &Dispositif,
    seuils: &Seuils,
) -> Result<Uuid> {
    let tenu = dossier::tenir(writer, None, dossier).await?;
    commencer(writer, auteur, jour, tenu, fiche.into(), seuils).await
}

async fn commencer(
    writer: &Writer,
    auteur: &Auteur,
    jour: NaiveDate,
    tenu: suivi::dossier::Model,
    Ouverture { fiche, malgre, motif }: Ouverture<'_>,
    seuils: &Seuils,
) -> Result<Uuid> {
    let (id, dossier) = (writer.new_id(), tenu.id);
    let etape = fiche.premiere().map(|etape| etape.code.clone()).unwrap_or_default();
    let evenement = EvenementParcours::Ouvert {
        dispositif: fiche.code.clone(),
        nom: fiche.court().to_owned(),
        etape: etape.clone(),
        malgre,
    };
    let entree = EntreeParcours { rang: 1, le: jour, evenement };
    let etat = EtatParcours::ouvrir(&entree, fiche)?;
    let pour_le = etat.echeance(fiche);
    let ligne = parcours::Model {
        id,
        dossier,
        dispositif: fiche.code.clone(),
        etape,
        ouvert_le: jour,
        pour_le,
        fini_le: None,
        issue: None,
    };
    let evenement = Evenement::Parcours { id, pour_le, evenement: entree.evenement };
    dossier::ajouter(writer, auteur, tenu, jour, evenement, motif.as_deref(), seuils).await?;
    Entity::insert(ligne.into_active_model()).exec_without_returning(writer).await?;
    Ok(id)
}
