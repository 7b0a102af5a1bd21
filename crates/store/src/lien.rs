//! Signed links: a young person answers without an account, once, until a day.
//!
//! Only the SHA-256 of the token is kept: who reads the database cannot answer in somebody's place. The one function
//! that takes no perimeter, [`trouver`], gives a first name and who writes, and nothing more: whoever finds a link learns
//! nothing else.

use chrono::{DateTime, Utc};
use raccroche_domain::suivi::Canal;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, sea_query::Expr,
};
use uuid::Uuid;

pub use crate::entite::lien::Model as Lien;
use crate::{
    Perimetre, Writer,
    connection::microseconds,
    dossier,
    entite::{
        jeune,
        lien::{Column, Entity},
        suivi,
    },
    error::{Result, StoreError},
    jeune::Jeune,
    reunion,
    session::hash,
};

/// What a link lets its holder know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ouvert {
    /// The dossier to which the answer belongs; never shown.
    pub dossier: Uuid,
    /// First name, the only personal thing.
    pub prenom: String,
    /// Who writes.
    pub qui_ecrit: String,
}

/// What a token leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Etat {
    /// It waits for its answer.
    Ouvert(Ouvert),
    /// The answer came already.
    Utilise,
    /// It expired, its dossier is closed, or it never was a link: nothing tells these apart.
    Absent,
}

/// Keeps a link under its token.
///
/// # Errors
/// [`StoreError::Absent`] when the perimeter does not hold the dossier, [`StoreError::Existe`] when the token has served.
pub async fn creer(
    writer: &Writer,
    perimetre: &Perimetre,
    dossier: Uuid,
    jeton: &[u8],
    canal: Canal,
    expire_le: DateTime<Utc>,
) -> Result<Lien> {
    if dossier::pourquoi(writer, perimetre, dossier).await?.is_empty() {
        return Err(StoreError::Absent { quoi: "dossier" });
    }
    let row = Lien {
        empreinte: hash(jeton),
        dossier,
        canal: canal.code().to_owned(),
        qui_ecrit: format!(
            "{}, {}, {}",
            perimetre.nom(),
            perimetre.role().libelle(),
            perimetre.organisation().nom
        ),
        cree_par: perimetre.utilisateur(),
        cree_le: writer.le(),
        expire_le: microseconds(expire_le),
        utilise_le: None,
    };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// What this token leads to at this moment.
///
/// # Errors
/// When the database does not answer.
pub async fn trouver(db: &impl ConnectionTrait, jeton: &[u8], le: DateTime<Utc>) -> Result<Etat> {
    let Some(lien) = Entity::find_by_id(hash(jeton)).filter(Column::ExpireLe.gt(le)).one(db).await? else {
        return Ok(Etat::Absent);
    };
    if lien.utilise_le.is_some() {
        return Ok(Etat::Utilise);
    }
    // The person who answers knows nothing of a reunion: the answer goes where the dossier goes on.
    let dossier = reunion::dossier_retenu(db, lien.dossier).await?;
    let ouvert = suivi::dossier::Entity::find_by_id(dossier)
        .filter(suivi::dossier::Column::ClosLe.is_null())
        .one(db)
        .await?;
    let Some(ouvert) = ouvert else { return Ok(Etat::Absent) };
    let Some(personne) = jeune::Entity::find_by_id(ouvert.jeune).one(db).await? else {
        return Ok(Etat::Absent);
    };
    let prenom = Jeune::try_from(personne)?.identite.prenoms.into_iter().next().unwrap_or_default();
    Ok(Etat::Ouvert(Ouvert { dossier, prenom, qui_ecrit: lien.qui_ecrit }))
}

/// Uses the link of this token. `false` when it has served, has expired or never was one: nothing may then be written.
///
/// # Errors
/// When the database refuses.
pub async fn utiliser(writer: &Writer, jeton: &[u8]) -> Result<bool> {
    let used = Entity::update_many()
        .col_expr(Column::UtiliseLe, Expr::value(Some(writer.le())))
        .filter(Column::Empreinte.eq(hash(jeton)))
        .filter(Condition::all().add(Column::UtiliseLe.is_null()).add(Column::ExpireLe.gt(writer.le())))
        .exec(writer)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Takes back the link of this token: it could not be given, so nobody will use it.
///
/// # Errors
/// When the database refuses.
pub async fn retirer(writer: &Writer, jeton: &[u8]) -> Result<()> {
    let unused =
        Entity::delete_many().filter(Column::Empreinte.eq(hash(jeton))).filter(Column::UtiliseLe.is_null());
    unused.exec(writer).await?;
    Ok(())
}

/// The links of a dossier, latest first; none outside the perimeter.
///
/// # Errors
/// When the database does not answer.
pub async fn of_dossier(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    dossier: Uuid,
) -> Result<Vec<Lien>> {
    if dossier::pourquoi(db, perimetre, dossier).await?.is_empty() {
        return Ok(Vec::new());
    }
    let query = Entity::find()
        .filter(Column::Dossier.eq(dossier))
        .order_by_desc(Column::CreeLe)
        .order_by_asc(Column::Empreinte);
    Ok(query.all(db).await?)
}
