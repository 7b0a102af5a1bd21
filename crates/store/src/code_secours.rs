//! Recovery codes: what opens an account whose second factor is lost. Each serves once.
//!
//! Codes are random and long (64 bits or more, drawn by the caller), so one round of SHA-256 is enough; the account's
//! identifier salts it, so that equal codes of two accounts do not look alike.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, sea_query::Expr,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    Writer,
    entite::code_secours::{ActiveModel, Column, Entity},
    error::Result,
};

/// Forgets the codes of an account and keeps these instead.
///
/// # Errors
/// When the database refuses, or there is no such account.
pub async fn replace(writer: &Writer, utilisateur: Uuid, codes: &[String]) -> Result<()> {
    Entity::delete_many().filter(Column::Utilisateur.eq(utilisateur)).exec(writer).await?;
    let rows = codes.iter().map(|code| ActiveModel {
        utilisateur: Set(utilisateur),
        empreinte: Set(hash(utilisateur, code)),
        utilise_le: Set(None),
    });
    if !codes.is_empty() {
        Entity::insert_many(rows).exec_without_returning(writer).await?;
    }
    Ok(())
}

/// Uses a code, however it is spaced or cased. `false` when it is not one of this account's, or was used before.
///
/// # Errors
/// When the database refuses.
pub async fn use_once(writer: &Writer, utilisateur: Uuid, code: &str) -> Result<bool> {
    let used = Entity::update_many()
        .col_expr(Column::UtiliseLe, Expr::value(Some::<DateTime<Utc>>(writer.le())))
        .filter(Column::Utilisateur.eq(utilisateur))
        .filter(Column::Empreinte.eq(hash(utilisateur, code)))
        .filter(Column::UtiliseLe.is_null())
        .exec(writer)
        .await?;
    Ok(used.rows_affected == 1)
}

/// How many codes an account has left.
///
/// # Errors
/// When the database does not answer.
pub async fn remaining(db: &impl ConnectionTrait, utilisateur: Uuid) -> Result<u64> {
    let left = Entity::find().filter(Column::Utilisateur.eq(utilisateur)).filter(Column::UtiliseLe.is_null());
    Ok(left.count(db).await?)
}

fn hash(utilisateur: Uuid, code: &str) -> Vec<u8> {
    let plain: String = code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    Sha256::new().chain_update(utilisateur.as_bytes()).chain_update(plain).finalize().to_vec()
}
