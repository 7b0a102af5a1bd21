//! The access log: each time a dossier is read, exported or printed, who did it and why they could.
//!
//! Rows are only ever added, which the schema sees to. They name people by identifiers without referring to them, so that
//! the trace outlives the account.

use chrono::{DateTime, Utc};
use raccroche_domain::droits::MotifPortee;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

pub use crate::entite::acces::Model as Acces;
use crate::{
    Perimetre, Writer,
    entite::acces::{Column, Entity},
    error::Result,
};

/// Notes that somebody did something to a dossier (or to none in particular: a list exported), and why they could.
///
/// # Errors
/// When the database refuses; then nothing must be shown.
pub async fn record(
    writer: &Writer,
    perimetre: &Perimetre,
    dossier: Option<Uuid>,
    action: &str,
    motif: &str,
) -> Result<()> {
    let row = Acces {
        id: writer.new_id(),
        le: writer.le(),
        utilisateur: perimetre.utilisateur(),
        appartenance: Some(perimetre.appartenance()),
        dossier,
        action: action.to_owned(),
        motif: motif.to_owned(),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
    Ok(())
}

/// Notes that somebody saw several dossiers on one page, in one statement however many they are.
///
/// # Errors
/// As [`record`].
pub async fn record_many(
    writer: &Writer,
    perimetre: &Perimetre,
    dossiers: &[Uuid],
    action: &str,
    motif: &str,
) -> Result<()> {
    let rows = dossiers.iter().map(|dossier| {
        let row = Acces {
            id: writer.new_id(),
            le: writer.le(),
            utilisateur: perimetre.utilisateur(),
            appartenance: Some(perimetre.appartenance()),
            dossier: Some(*dossier),
            action: action.to_owned(),
            motif: motif.to_owned(),
        };
        row.into_active_model()
    });
    Entity::insert_many(rows).exec_without_returning(writer).await?;
    Ok(())
}

/// The same, each with its own reason: a page of a list crosses territories for several.
///
/// # Errors
/// As [`record`].
pub async fn record_each(
    writer: &Writer,
    perimetre: &Perimetre,
    dossiers: &[(Uuid, MotifPortee)],
    action: &str,
) -> Result<()> {
    let rows = dossiers.iter().map(|(dossier, motif)| {
        let row = Acces {
            id: writer.new_id(),
            le: writer.le(),
            utilisateur: perimetre.utilisateur(),
            appartenance: Some(perimetre.appartenance()),
            dossier: Some(*dossier),
            action: action.to_owned(),
            motif: motif.code().to_owned(),
        };
        row.into_active_model()
    });
    Entity::insert_many(rows).exec_without_returning(writer).await?;
    Ok(())
}

/// Who accessed a dossier, last first, `limit` at most. Whether the asker may know is the matrix's to say.
///
/// # Errors
/// When the database does not answer.
pub async fn of_dossier(db: &impl ConnectionTrait, dossier: Uuid, limit: u64) -> Result<Vec<Acces>> {
    let query = Entity::find()
        .filter(Column::Dossier.eq(dossier))
        .order_by_desc(Column::Le)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(query.all(db).await?)
}

/// What somebody accessed since a moment, last first, `limit` at most.
///
/// # Errors
/// When the database does not answer.
pub async fn of_utilisateur(
    db: &impl ConnectionTrait,
    utilisateur: Uuid,
    since: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Acces>> {
    let query = Entity::find()
        .filter(Column::Utilisateur.eq(utilisateur))
        .filter(Column::Le.gte(since))
        .order_by_desc(Column::Le)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(query.all(db).await?)
}
