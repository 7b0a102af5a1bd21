//! Sessions: who is signed in, on which device, in whose name.
//!
//! The cookie holds a random token; the database its SHA-256, so that who reads the database cannot take a session over.
//! A session changes its token when its rights grow (second factor given).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use crate::entite::session::Model as Session;
use crate::{
    Writer, appartenance,
    connection::microseconds,
    entite::{
        appartenance as membership,
        session::{ActiveModel, Column, Entity},
        utilisateur,
    },
    error::{Result, StoreError},
    utilisateur::Utilisateur,
};

/// A session to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouvelleSession {
    /// Who.
    pub utilisateur: Uuid,
    /// The membership in whose name they act, when known already.
    pub appartenance: Option<Uuid>,
    /// When it ends unless used.
    pub expire_le: DateTime<Utc>,
    /// The browser, as it says.
    pub agent: String,
    /// Whether the second factor was given.
    pub second_facteur: bool,
}

/// The form in which tokens are kept.
pub fn hash(jeton: &[u8]) -> Vec<u8> {
    Sha256::digest(jeton).to_vec()
}

/// Opens a session under this token.
///
/// # Errors
/// When the database refuses.
pub async fn open(writer: &Writer, jeton: &[u8], nouvelle: NouvelleSession) -> Result<Session> {
    let row = Session {
        id: hash(jeton),
        utilisateur: nouvelle.utilisateur,
        appartenance: nouvelle.appartenance,
        cree_le: writer.le(),
        vu_le: writer.le(),
        expire_le: microseconds(nouvelle.expire_le),
        agent: nouvelle.agent,
        second_facteur: nouvelle.second_facteur,
    };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// The session of this token and whose it is. `None` when it has ended or the account is closed.
///
/// # Errors
/// When the database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    jeton: &[u8],
    le: DateTime<Utc>,
) -> Result<Option<(Session, Utilisateur)>> {
    let found = Entity::find_by_id(hash(jeton))
        .join(JoinType::InnerJoin, to_utilisateur())
        .select_also(utilisateur::Entity)
        .filter(Column::ExpireLe.gt(le))
        .filter(utilisateur::Column::Actif.eq(true))
        .one(db)
        .await?;
    Ok(found.and_then(|(session, whose)| Some((session, whose?))))
}

/// Notes that a session was used, and when it now ends. Does nothing to one that has ended.
///
/// # Errors
/// When the database refuses.
pub async fn touch(writer: &Writer, id: &[u8], expire_le: DateTime<Utc>) -> Result<()> {
    let change = ActiveModel { vu_le: Set(writer.le()), expire_le: Set(expire_le), ..Default::default() };
    let live = Condition::all().add(Column::Id.eq(id)).add(Column::ExpireLe.gt(writer.le()));
    Entity::update_many().set(change).filter(live).exec(writer).await?;
    Ok(())
}

/// Acts from now on in the name of another membership, which must be the same person's and hold today.
///
/// # Errors
/// [`StoreError::Absent`] when it is not, or the session has ended.
pub async fn act_as(writer: &Writer, id: &[u8], membership: Uuid) -> Result<()> {
    let session =
        Entity::find_by_id(id.to_vec()).filter(Column::ExpireLe.gt(writer.le())).one(writer).await?;
    let session = session.ok_or(StoreError::Absent { quoi: "session" })?;
    let held = membership::Entity::find_by_id(membership)
        .filter(membership::Column::Utilisateur.eq(session.utilisateur))
        .filter(appartenance::holds_on(writer.le().date_naive()))
        .one(writer)
        .await?;
    let held = held.ok_or(StoreError::Absent { quoi: "appartenance" })?;
    let change = ActiveModel { appartenance: Set(Some(held.id)), ..Default::default() };
    Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(writer).await?;
    Ok(())
}

/// The second factor was given: the session goes on under a new token.
///
/// # Errors
/// [`StoreError::Absent`] when the session has ended.
pub async fn confirm_second_factor(writer: &Writer, id: &[u8], jeton: &[u8]) -> Result<()> {
    let change = ActiveModel { id: Set(hash(jeton)), second_facteur: Set(true), ..Default::default() };
    let live = Condition::all().add(Column::Id.eq(id)).add(Column::ExpireLe.gt(writer.le()));
    let changed = Entity::update_many().set(change).filter(live).exec(writer).await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Absent { quoi: "session" }) }
}

/// Somebody's sessions that have not ended, last used first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(db: &impl ConnectionTrait, utilisateur: Uuid, le: DateTime<Utc>) -> Result<Vec<Session>> {
    let query = Entity::find()
        .filter(Column::Utilisateur.eq(utilisateur))
        .filter(Column::ExpireLe.gt(le))
        .order_by_desc(Column::VuLe)
        .order_by_asc(Column::Id);
    Ok(query.all(db).await?)
}

/// When each of these people was last seen in a session that is still kept.
///
/// # Errors
/// When the database does not answer.
pub async fn last_seen(
    db: &impl ConnectionTrait,
    utilisateurs: &[Uuid],
) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    let mut seen = HashMap::new();
    for utilisateurs in utilisateurs.chunks(500) {
        let rows: Vec<(Uuid, DateTime<Utc>)> = Entity::find()
            .select_only()
            .column(Column::Utilisateur)
            .column(Column::VuLe)
            .filter(Column::Utilisateur.is_in(utilisateurs.iter().copied()))
            // The last one of each stays.
            .order_by_asc(Column::VuLe)
            .into_tuple()
            .all(db)
            .await?;
        seen.extend(rows);
    }
    Ok(seen)
}

/// Ends one of somebody's sessions. `false` when it is not theirs or is over.
///
/// # Errors
/// When the database refuses.
pub async fn revoke(writer: &Writer, utilisateur: Uuid, id: &[u8]) -> Result<bool> {
    let gone = Entity::delete_many().filter(Column::Utilisateur.eq(utilisateur)).filter(Column::Id.eq(id));
    Ok(gone.exec(writer).await?.rows_affected == 1)
}

/// Ends every session of somebody, but for one when it is given. Gives how many.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_all(writer: &Writer, utilisateur: Uuid, but: Option<&[u8]>) -> Result<u64> {
    let mut gone = Entity::delete_many().filter(Column::Utilisateur.eq(utilisateur));
    if let Some(id) = but {
        gone = gone.filter(Column::Id.ne(id));
    }
    Ok(gone.exec(writer).await?.rows_affected)
}

/// Removes the sessions that have ended. Gives how many.
///
/// # Errors
/// When the database refuses.
pub async fn purge_expired(writer: &Writer) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::ExpireLe.lte(writer.le())).exec(writer).await?.rows_affected)
}

fn to_utilisateur() -> RelationDef {
    Entity::belongs_to(utilisateur::Entity).from(Column::Utilisateur).to(utilisateur::Column::Id).into()
}
