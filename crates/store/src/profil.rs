//! What the columns of tables mean, kept under a name: those who gather a campaign share them, as its files are theirs together.
//! Names of columns alone, never a value of a file.

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, sea_query::OnConflict,
};
use uuid::Uuid;

pub use crate::entite::profil_lecture::Model as Profil;
use crate::{
    Perimetre, Writer,
    entite::profil_lecture::{Column, Entity},
    error::{Result, StoreError},
};

/// All of them, the one that was said last first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Profil>> {
    let query = Entity::find().order_by_desc(Column::ModifieLe).order_by_asc(Column::Nom);
    Ok(query.all(db).await?)
}

/// Keeps a profile under a name; what had that name before is replaced.
///
/// # Errors
/// When the database refuses.
pub async fn keep(writer: &Writer, perimetre: &Perimetre, nom: &str, contenu: &str) -> Result<()> {
    let row = Profil {
        id: writer.new_id(),
        nom: nom.to_owned(),
        contenu: contenu.to_owned(),
        modifie_par: Some(perimetre.utilisateur()),
        modifie_le: writer.le(),
    };
    let known = OnConflict::column(Column::Nom)
        .update_columns([Column::Contenu, Column::ModifiePar, Column::ModifieLe])
        .to_owned();
    Entity::insert(row.into_active_model()).on_conflict(known).exec_without_returning(writer).await?;
    Ok(())
}

/// Forgets a profile; the files that were read with it keep what it said.
///
/// # Errors
/// [`StoreError::Absent`] when there is none.
pub async fn remove(writer: &Writer, id: Uuid) -> Result<()> {
    let removed = Entity::delete_many().filter(Column::Id.eq(id)).exec(writer).await?;
    if removed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Absent { quoi: "profil" }) }
}
