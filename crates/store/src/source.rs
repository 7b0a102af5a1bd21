//! The files that a campaign of the application reads: where they are, and what each is crossed for. The files themselves
//! stay in the data directory.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, sea_query::Expr,
};
use uuid::Uuid;

pub use crate::entite::source::Model as Source;
use crate::{
    Perimetre, Writer, campagne,
    entite::source::{Column, Entity},
    error::{Result, StoreError},
};

/// A file to add to a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouvelleSource {
    /// The name people know it by.
    pub nom: String,
    /// What it is crossed for, in the words of a campaign file, or `zonage`.
    pub role: String,
    /// How it is read; none for corrections and zonings.
    pub genre: Option<String>,
    /// The day it pictures.
    pub photographie_le: Option<NaiveDate>,
    /// Where it is, from the data directory.
    pub chemin: String,
    /// Its size in bytes; 0 for a folder.
    pub octets: i64,
}

/// Adds a file to a campaign that is not published.
///
/// # Errors
/// [`StoreError::Existe`] when the campaign has a source of this name, [`StoreError::Conflit`] when it is published or given up,
/// [`StoreError::Absent`] when there is none.
pub async fn add(
    writer: &Writer,
    perimetre: &Perimetre,
    campagne: Uuid,
    nouvelle: NouvelleSource,
) -> Result<Source> {
    still_open(writer, campagne).await?;
    let row = Source {
        id: writer.new_id(),
        campagne,
        nom: nouvelle.nom,
        role: nouvelle.role,
        genre: nouvelle.genre,
        photographie_le: nouvelle.photographie_le,
        chemin: nouvelle.chemin,
        octets: nouvelle.octets,
        profil: None,
        depose_par: Some(perimetre.utilisateur()),
        depose_le: writer.le(),
    };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// Says what the columns of a file mean, as the TOML of a mapping profile.
///
/// # Errors
/// As [`add`]; [`StoreError::Absent`] when the campaign has no such source.
pub async fn say_columns(writer: &Writer, campagne: Uuid, id: Uuid, profil: &str) -> Result<()> {
    still_open(writer, campagne).await?;
    let said = Entity::update_many()
        .col_expr(Column::Profil, Expr::value(profil))
        .filter(Column::Id.eq(id))
        .filter(Column::Campagne.eq(campagne))
        .exec(writer)
        .await?;
    if said.rows_affected == 1 { Ok(()) } else { Err(StoreError::Absent { quoi: "source" }) }
}

/// Takes a file out of a campaign that is not published; gives it, so that its bytes can be removed.
///
/// # Errors
/// As [`add`]; [`StoreError::Absent`] when the campaign has no such source.
pub async fn remove(writer: &Writer, campagne: Uuid, id: Uuid) -> Result<Source> {
    still_open(writer, campagne).await?;
    let found = Entity::find_by_id(id).filter(Column::Campagne.eq(campagne)).one(writer).await?;
    let found = found.ok_or(StoreError::Absent { quoi: "source" })?;
    Entity::delete_by_id(id).exec(writer).await?;
    Ok(found)
}

/// The files of a campaign, in the order in which they were given.
///
/// # Errors
/// When the database does not answer.
pub async fn of_campagne(db: &impl ConnectionTrait, campagne: Uuid) -> Result<Vec<Source>> {
    let query = Entity::find()
        .filter(Column::Campagne.eq(campagne))
        .order_by_asc(Column::DeposeLe)
        .order_by_asc(Column::Id);
    Ok(query.all(db).await?)
}

async fn still_open(writer: &Writer, id: Uuid) -> Result<()> {
    let found = campagne::find(writer, id).await?.ok_or(StoreError::Absent { quoi: "campagne" })?;
    match found.etat {
        campagne::EtatCampagne::Brouillon | campagne::EtatCampagne::Calculee => Ok(()),
        campagne::EtatCampagne::Publiee | campagne::EtatCampagne::Annulee => {
            Err(StoreError::Conflit { quoi: "campagne" })
        }
    }
}
