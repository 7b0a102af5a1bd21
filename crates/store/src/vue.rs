//! Lists that somebody keeps under a name: criteria alone, never people. Each account has its own, whatever the role it
//! acts in.

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, sea_query::Expr,
};
use uuid::Uuid;

pub use crate::entite::vue_enregistree::Model as Vue;
use crate::{
    Writer,
    entite::vue_enregistree::{Column, Entity},
    error::{Result, StoreError},
};

/// The views of an account, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn of_utilisateur(db: &impl ConnectionTrait, utilisateur: Uuid) -> Result<Vec<Vue>> {
    let query = Entity::find()
        .filter(Column::Utilisateur.eq(utilisateur))
        .order_by_asc(Column::CreeLe)
        .order_by_asc(Column::Id);
    Ok(query.all(db).await?)
}

/// Keeps a list under a name.
///
/// # Errors
/// [`StoreError::Existe`] when this account has one of that name.
pub async fn keep(writer: &Writer, utilisateur: Uuid, nom: &str, requete: &str) -> Result<Vue> {
    let row = Vue {
        id: writer.new_id(),
        utilisateur,
        nom: nom.to_owned(),
        requete: requete.to_owned(),
        cree_le: writer.le(),
    };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// Gives a view another name.
///
/// # Errors
/// [`StoreError::Absent`] when this account has no such view, [`StoreError::Existe`] when it has another of that name.
pub async fn rename(writer: &Writer, utilisateur: Uuid, id: Uuid, nom: &str) -> Result<()> {
    let renamed = Entity::update_many()
        .col_expr(Column::Nom, Expr::value(nom))
        .filter(Column::Id.eq(id))
        .filter(Column::Utilisateur.eq(utilisateur))
        .exec(writer)
        .await?;
    if renamed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Absent { quoi: "vue" }) }
}

/// Forgets a view.
///
/// # Errors
/// [`StoreError::Absent`] when this account has no such view.
pub async fn remove(writer: &Writer, utilisateur: Uuid, id: Uuid) -> Result<()> {
    let removed = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::Utilisateur.eq(utilisateur))
        .exec(writer)
        .await?;
    if removed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Absent { quoi: "vue" }) }
}
