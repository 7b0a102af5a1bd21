//! The parcours of a territory as their fiches count them.
//!
//! An indicator asks what only the state of a parcours says: which steps were done, which value was chosen. States are read a
//! batch at a time and let go; what is kept is the parcours, without who.

use chrono::NaiveDate;
use raccroche_domain::{Identite, parcours::EtatParcours};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _,
};
use std::collections::HashMap;
use uuid::Uuid;

use crate::{
    Perimetre, dossier,
    entite::{
        jeune,
        parcours::{Column, Entity},
        suivi::{self, territoire},
    },
    error::Result,
    jeune::Jeune,
    reunion,
};

/// As many dossiers in one statement.
const LOT: usize = 500;

/// A parcours of a dossier of the territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcoursDuTerritoire {
    /// Its number.
    pub id: Uuid,
    /// The dossier in which it goes on.
    pub dossier: Uuid,
    /// Where it stands.
    pub etat: EtatParcours,
}

/// Those opened from `du` to `au`, both included, in the dossiers that the perimeter holds; of one dispositif, or of all. Oldest
/// first.
///
/// # Errors
/// When the database does not answer.
pub async fn du_territoire(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    du: NaiveDate,
    au: NaiveDate,
    dispositif: Option<&str>,
) -> Result<Vec<ParcoursDuTerritoire>> {
    let tenus = territoire::Entity::find()
        .select_only()
        .column(territoire::Column::Dossier)
        .filter(perimetre.territory())
        .into_query();
    let mut trouves = Entity::find()
        .filter(Column::Dossier.in_subquery(tenus))
        .filter(Column::OuvertLe.between(du, au))
        .order_by_asc(Column::OuvertLe)
        .order_by_asc(Column::Id);
    if let Some(code) = dispositif {
        trouves = trouves.filter(Column::Dispositif.eq(code));
    }
    let lignes: Vec<(Uuid, Uuid)> =
        trouves.select_only().columns([Column::Id, Column::Dossier]).into_tuple().all(db).await?;
    let mut parcours = Vec::with_capacity(lignes.len());
    for lot in lignes.chunks(LOT) {
        let dossiers: Vec<Uuid> = lot.iter().map(|(_, dossier)| *dossier).collect();
        let retenus = reunion::dossiers_retenus(db, &dossiers).await?;
        let retenu = |dossier: &Uuid| retenus.get(dossier).copied().unwrap_or(*dossier);
        let tenus = suivi::dossier::Entity::find()
            .filter(suivi::dossier::Column::Id.is_in(dossiers.iter().map(retenu)))
            .all(db)
            .await?;
        let mut etats = HashMap::new();
        for tenu in tenus {
            etats.insert(tenu.id, dossier::etat_de(&tenu)?);
        }
        parcours.extend(lot.iter().filter_map(|(id, dossier)| {
            let dossier = retenu(dossier);
            let etat = etats.get(&dossier)?.parcours(*id)?.etat.clone();
            Some(ParcoursDuTerritoire { id: *id, dossier, etat })
        }));
    }
    Ok(parcours)
}

/// Whose these dossiers are. The caller found them within a perimeter ([`du_territoire`]).
///
/// # Errors
/// When the database does not answer.
pub async fn identites(db: &impl ConnectionTrait, dossiers: &[Uuid]) -> Result<HashMap<Uuid, Identite>> {
    let mut identites = HashMap::new();
    for lot in dossiers.chunks(LOT) {
        let lignes = suivi::dossier::Entity::find()
            .select_only()
            .columns([suivi::dossier::Column::Id, suivi::dossier::Column::Jeune])
            .filter(suivi::dossier::Column::Id.is_in(lot.iter().copied()))
            .into_tuple::<(Uuid, Uuid)>()
            .all(db)
            .await?;
        let jeunes = jeune::Entity::find()
            .filter(jeune::Column::Id.is_in(lignes.iter().map(|(_, jeune)| *jeune)))
            .all(db)
            .await?;
        let mut connus = HashMap::new();
        for ligne in jeunes {
            connus.insert(ligne.id, Jeune::try_from(ligne)?.identite);
        }
        identites.extend(
            lignes.into_iter().filter_map(|(dossier, jeune)| Some((dossier, connus.get(&jeune)?.clone()))),
        );
    }
    Ok(identites)
}
