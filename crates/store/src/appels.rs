//! Sessions of calls: a queue decided when the session begins, and how far somebody is in it, so that a pause lasts a minute
//! or a night.
//!
//! A session is of a membership: it holds the numbers of dossiers that this perimeter saw when it began, and whoever reads
//! them goes through the perimeter again.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    Perimetre, Writer,
    entite::session_appels::{ActiveModel, Column, Entity, Model},
    error::{Result, StoreError},
};

/// A session under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionAppels {
    /// Code of the queue.
    pub file: String,
    /// Dossiers in the order of the calls.
    pub dossiers: Vec<Uuid>,
    /// How many of them are done or passed over.
    pub position: usize,
    /// When the last call was made.
    pub modifie_le: DateTime<Utc>,
}

impl SessionAppels {
    /// Those still to be called.
    pub fn restants(&self) -> &[Uuid] {
        self.dossiers.get(self.position..).unwrap_or_default()
    }

    /// The rank of a dossier in the queue, 0 for the first.
    pub fn rang(&self, dossier: Uuid) -> Option<usize> {
        self.dossiers.iter().position(|id| *id == dossier)
    }
}

impl TryFrom<Model> for SessionAppels {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self> {
        let dossiers: Vec<Uuid> =
            serde_json::from_str(&row.dossiers).map_err(|error| StoreError::Invalide(error.to_string()))?;
        let position = usize::try_from(row.position).unwrap_or(0);
        Ok(Self { file: row.file, dossiers, position, modifie_le: row.modifie_le })
    }
}

/// Begins a session; the one that the same membership had on the same queue is forgotten.
///
/// # Errors
/// When the database refuses.
pub async fn commencer(writer: &Writer, perimetre: &Perimetre, file: &str, dossiers: &[Uuid]) -> Result<()> {
    let texte = serde_json::to_string(dossiers).map_err(|error| StoreError::Invalide(error.to_string()))?;
    let row = ActiveModel {
        appartenance: Set(perimetre.appartenance()),
        file: Set(file.to_owned()),
        dossiers: Set(texte),
        position: Set(0),
        cree_le: Set(writer.le()),
        modifie_le: Set(writer.le()),
    };
    let anew = OnConflict::columns([Column::Appartenance, Column::File])
        .update_columns([Column::Dossiers, Column::Position, Column::CreeLe, Column::ModifieLe])
        .to_owned();
    Entity::insert(row).on_conflict(anew).exec_without_returning(writer).await?;
    Ok(())
}

/// The session of this membership on a queue.
///
/// # Errors
/// When the database does not answer.
pub async fn en_cours(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    file: &str,
) -> Result<Option<SessionAppels>> {
    let key = (perimetre.appartenance(), file.to_owned());
    Entity::find_by_id(key).one(db).await?.map(SessionAppels::try_from).transpose()
}

/// The session that this membership left last, if any is unfinished.
///
/// # Errors
/// When the database does not answer.
pub async fn en_pause(db: &impl ConnectionTrait, perimetre: &Perimetre) -> Result<Option<SessionAppels>> {
    let query = Entity::find()
        .filter(Column::Appartenance.eq(perimetre.appartenance()))
        .order_by_desc(Column::ModifieLe);
    query.one(db).await?.map(SessionAppels::try_from).transpose()
}

/// Says how many dossiers of the queue are done; never goes back, as two windows may be open.
///
/// # Errors
/// When the database refuses.
pub async fn avancer(writer: &Writer, perimetre: &Perimetre, file: &str, position: usize) -> Result<()> {
    let position = i32::try_from(position).unwrap_or(i32::MAX);
    let change = ActiveModel { position: Set(position), modifie_le: Set(writer.le()), ..Default::default() };
    Entity::update_many()
        .set(change)
        .filter(Column::Appartenance.eq(perimetre.appartenance()))
        .filter(Column::File.eq(file))
        .filter(Column::Position.lt(position))
        .exec(writer)
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// When the database refuses.
pub async fn finir(writer: &Writer, perimetre: &Perimetre, file: &str) -> Result<()> {
    let key = (perimetre.appartenance(), file.to_owned());
    Entity::delete_by_id(key).exec(writer).await?;
    Ok(())
}
