//! Under which identifiers registers know a young person: several at once, an old INE beside a new one.

use raccroche_domain::{FormeIne, Ine};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::OnConflict,
};
use uuid::Uuid;

pub use crate::entite::identifiant::{GenreIdentifiant, Model as Identifiant};
use crate::{
    Perimetre, Writer,
    entite::identifiant::{ActiveModel, Column, Entity},
    error::{Result, StoreError},
    reunion,
};

impl From<&Ine> for GenreIdentifiant {
    fn from(ine: &Ine) -> Self {
        match ine.forme() {
            FormeIne::Rnie => Self::IneRnie,
            FormeIne::Bea => Self::IneBea,
            FormeIne::Apprentissage => Self::IneApprentissage,
        }
    }
}

/// Notes that a register knows somebody under an identifier; seen again, it says when and where last.
///
/// # Errors
/// [`StoreError::Existe`] when it is somebody else's already: a human must say whether both are one person.
pub async fn attach(
    writer: &Writer,
    jeune: Uuid,
    genre: GenreIdentifiant,
    valeur: &str,
    source: &str,
) -> Result<()> {
    let row = ActiveModel {
        valeur: Set(valeur.to_owned()),
        genre: Set(genre),
        jeune: Set(jeune),
        source: Set(source.to_owned()),
        vu_le: Set(writer.le()),
    };
    let seen = OnConflict::columns([Column::Valeur, Column::Genre])
        .update_columns([Column::Source, Column::VuLe])
        .action_and_where(Column::Jeune.eq(jeune))
        .to_owned();
    let written = Entity::insert(row).on_conflict(seen).exec_without_returning(writer).await?;
    if written == 1 {
        return Ok(());
    }
    // Somebody else has it, who may be the same person known twice: then it stays where it is.
    let known = owner(writer, genre, valeur).await?.ok_or(StoreError::Absent { quoi: "identifiant" })?;
    if reunion::retenu(writer, known).await? != reunion::retenu(writer, jeune).await? {
        return Err(StoreError::Existe("identifiant of another jeune".into()));
    }
    let change =
        ActiveModel { source: Set(source.to_owned()), vu_le: Set(writer.le()), ..Default::default() };
    Entity::update_many()
        .set(change)
        .filter(Column::Valeur.eq(valeur))
        .filter(Column::Genre.eq(genre))
        .exec(writer)
        .await?;
    Ok(())
}

/// Whose an identifier is. For what runs without anybody asking (imports, campaigns): it gives no more than a reference.
///
/// # Errors
/// When the database does not answer.
pub async fn owner(db: &impl ConnectionTrait, genre: GenreIdentifiant, valeur: &str) -> Result<Option<Uuid>> {
    Ok(Entity::find_by_id((valeur.to_owned(), genre)).one(db).await?.map(|row| row.jeune))
}

/// The identifiers of somebody within the perimeter, and of whoever goes on as them.
///
/// # Errors
/// When the database does not answer.
pub async fn of_jeune(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    jeune: Uuid,
) -> Result<Vec<Identifiant>> {
    let query = Entity::find()
        .filter(Column::Jeune.is_in(reunion::membres(db, jeune).await?))
        .filter(perimetre.holds(Column::Jeune))
        .order_by_asc(Column::Genre)
        .order_by_asc(Column::Valeur);
    Ok(query.all(db).await?)
}

/// The INEs of somebody and of whoever is one person with them, by kind. For what recognises somebody without showing them (campaigns, signals).
///
/// # Errors
/// When the database does not answer.
pub async fn ines(db: &impl ConnectionTrait, jeune: Uuid) -> Result<Vec<(GenreIdentifiant, String)>> {
    let membres = reunion::membres(db, reunion::retenu(db, jeune).await?).await?;
    let query = Entity::find().filter(Column::Jeune.is_in(membres)).order_by_asc(Column::Genre);
    let rows = query.order_by_asc(Column::Valeur).all(db).await?;
    Ok(rows.into_iter().filter(|row| row.genre.is_ine()).map(|row| (row.genre, row.valeur)).collect())
}
