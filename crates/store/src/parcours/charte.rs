//! The door that a charter keeps: whoever takes part in an alliance commits to it before they see anything.

use raccroche_domain::dispositif::{Catalogue, Dispositif};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{MotifParcours, ParcoursLu, lire};
use crate::{Perimetre, error::Result};

impl ParcoursLu {
    /// The parties because of whose organisation the perimeter sees the parcours.
    pub fn parties_de(&self, perimetre: &Perimetre) -> Vec<Uuid> {
        let presents = self.suivi.etat.presents();
        let siennes = presents.filter(|partie| partie.organisation == Some(perimetre.organisation().id));
        siennes.map(|partie| partie.id).collect()
    }

    /// Whether the charter of the fiche keeps the parcours closed to somebody: they see it because their organisation takes part,
    /// and have not committed to the charter in force.
    pub fn ferme_a(&self, perimetre: &Perimetre, fiche: &Dispositif) -> bool {
        matches!(self.motif, MotifParcours::Partie(_))
            && self.suivi.etat.charte_due(fiche, perimetre.utilisateur(), &self.parties_de(perimetre))
    }
}

/// The parcours with its fiche, as [`lire`], for whom its charter does not keep it closed: the door of every page and every act
/// of an account. Whoever has not signed the charter of an alliance finds nothing, as if there were no such parcours.
///
/// # Errors
/// When the database does not answer.
pub async fn entrer<'f>(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    catalogue: &'f Catalogue,
    id: Uuid,
) -> Result<Option<(ParcoursLu, &'f Dispositif)>> {
    let Some(lu) = lire(db, perimetre, id).await? else { return Ok(None) };
    let fiche = catalogue.get(&lu.suivi.etat.dispositif);
    Ok(fiche.filter(|fiche| !lu.ferme_a(perimetre, fiche)).map(|fiche| (lu, fiche)))
}
