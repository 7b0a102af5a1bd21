//! Where somebody was enrolled, register by register: two that disagree stand side by side, each with its date.

use chrono::NaiveDate;
use raccroche_domain::Scolarite as Lue;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

pub use crate::entite::scolarite::Model as Scolarite;
use crate::{
    Perimetre, Writer,
    entite::scolarite::{ActiveModel, Column, Entity},
    error::Result,
    mots, reunion,
};

/// Replaces what a register said of somebody's enrolments by what it says in its state of `source_le`.
///
/// # Errors
/// [`crate::StoreError::Invalide`] when one ends before it begins, or when the database refuses.
pub async fn replace(
    writer: &Writer,
    jeune: Uuid,
    source: &str,
    source_le: NaiveDate,
    lues: &[Lue],
) -> Result<()> {
    Entity::delete_many()
        .filter(Column::Jeune.eq(jeune))
        .filter(Column::Source.eq(source))
        .exec(writer)
        .await?;
    let mut rows = Vec::with_capacity(lues.len());
    for lue in lues {
        rows.push(ActiveModel {
            id: Set(writer.new_id()),
            jeune: Set(jeune),
            uai: Set(lue.uai.map(String::from)),
            etablissement: Set(lue.etablissement.clone()),
            mef: Set(lue.formation.mef.clone()),
            formation: Set(lue.formation.libelle.clone()),
            classe: Set(lue.division.clone()),
            statut: Set(lue.statut.map(mots::word).transpose()?),
            du: Set(lue.debut),
            au: Set(lue.fin),
            source: Set(source.to_owned()),
            source_le: Set(source_le),
        });
    }
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(writer).await?;
    }
    Ok(())
}

/// The enrolments of somebody within the perimeter, and of whoever goes on as them, from all registers, last begun first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_jeune(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    jeune: Uuid,
) -> Result<Vec<Scolarite>> {
    let query = Entity::find()
        .filter(Column::Jeune.is_in(reunion::membres(db, jeune).await?))
        .filter(perimetre.holds(Column::Jeune))
        .order_by_asc(Column::Id);
    let mut found = query.all(db).await?;
    // The databases disagree on where what has no date stands.
    found.sort_by_key(|scolarite| std::cmp::Reverse((scolarite.du, scolarite.source_le)));
    Ok(found)
}

/// Whether a register says that somebody, or whoever goes on as them, was enrolled in this establishment (UAI).
///
/// # Errors
/// When the database does not answer.
pub async fn was_at(db: &impl ConnectionTrait, jeune: Uuid, uai: &str) -> Result<bool> {
    let membres = reunion::membres(db, jeune).await?;
    let query = Entity::find().filter(Column::Jeune.is_in(membres)).filter(Column::Uai.eq(uai));
    Ok(query.one(db).await?.is_some())
}
