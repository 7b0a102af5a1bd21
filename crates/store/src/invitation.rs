//! Invitations to make an account: a link that serves once, for a role in an organisation.
//!
//! Only the SHA-256 of the link's token is kept: who reads the database cannot use a link.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, sea_query::Expr,
};
use uuid::Uuid;

pub use crate::entite::invitation::Model as Invitation;
use crate::{
    Writer,
    connection::microseconds,
    entite::invitation::{Column, Entity},
    error::Result,
    session::hash,
    utilisateur::fold_courriel,
};

/// An invitation to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouvelleInvitation {
    /// Address, in any case.
    pub courriel: String,
    /// The organisation to act in.
    pub organisation: Uuid,
    /// The role to act as.
    pub role: String,
    /// Who invites.
    pub invite_par: Uuid,
    /// Until when it may be used.
    pub expire_le: DateTime<Utc>,
}

/// Keeps an invitation under the token of its link.
///
/// # Errors
/// When the database refuses; [`crate::StoreError::Existe`] when the token has served.
pub async fn create(writer: &Writer, jeton: &[u8], nouvelle: NouvelleInvitation) -> Result<Invitation> {
    let row = Invitation {
        empreinte: hash(jeton),
        courriel: fold_courriel(&nouvelle.courriel),
        organisation: nouvelle.organisation,
        role: nouvelle.role,
        invite_par: nouvelle.invite_par,
        cree_le: writer.le(),
        expire_le: microseconds(nouvelle.expire_le),
        utilisee_le: None,
    };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// The invitation of this token, when it may still be used.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, jeton: &[u8], le: DateTime<Utc>) -> Result<Option<Invitation>> {
    Ok(Entity::find_by_id(hash(jeton)).filter(usable(le)).one(db).await?)
}

/// Uses the invitation of this token. `None` when there is none, it has expired, or it was used.
///
/// # Errors
/// When the database refuses.
pub async fn consume(writer: &Writer, jeton: &[u8]) -> Result<Option<Invitation>> {
    let used = Entity::update_many()
        .col_expr(Column::UtiliseeLe, Expr::value(Some(writer.le())))
        .filter(Column::Empreinte.eq(hash(jeton)))
        .filter(usable(writer.le()))
        .exec(writer)
        .await?;
    if used.rows_affected == 0 {
        return Ok(None);
    }
    Ok(Entity::find_by_id(hash(jeton)).one(writer).await?)
}

/// Invitations to an organisation that may still be used, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn pending(
    db: &impl ConnectionTrait,
    organisation: Uuid,
    le: DateTime<Utc>,
) -> Result<Vec<Invitation>> {
    let query = Entity::find()
        .filter(Column::Organisation.eq(organisation))
        .filter(usable(le))
        .order_by_asc(Column::CreeLe)
        .order_by_asc(Column::Empreinte);
    Ok(query.all(db).await?)
}

/// Every invitation that may still be used, latest first, `limit` at most.
///
/// # Errors
/// When the database does not answer.
pub async fn all_pending(
    db: &impl ConnectionTrait,
    le: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Invitation>> {
    let query = Entity::find()
        .filter(usable(le))
        .order_by_desc(Column::CreeLe)
        .order_by_asc(Column::Empreinte)
        .limit(limit);
    Ok(query.all(db).await?)
}

/// The invitation under which this is kept, when it may still be used: for those who manage invitations, who never see
/// the token.
///
/// # Errors
/// When the database does not answer.
pub async fn find_kept(
    db: &impl ConnectionTrait,
    empreinte: &[u8],
    le: DateTime<Utc>,
) -> Result<Option<Invitation>> {
    Ok(Entity::find_by_id(empreinte.to_vec()).filter(usable(le)).one(db).await?)
}

/// Takes an invitation back. `false` when it is not there any more.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw(writer: &Writer, empreinte: &[u8]) -> Result<bool> {
    let gone =
        Entity::delete_many().filter(Column::Empreinte.eq(empreinte)).filter(Column::UtiliseeLe.is_null());
    Ok(gone.exec(writer).await?.rows_affected == 1)
}

fn usable(le: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::UtiliseeLe.is_null()).add(Column::ExpireLe.gt(le))
}
