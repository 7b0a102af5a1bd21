//! Tokens of the API: a program asks in the name of one membership of somebody, and sees what that membership lets them
//! see, narrowed by the scope of the token.
//!
//! Only the SHA-256 of a token is kept. It serves as long as its membership does: whoever leaves an organisation leaves no
//! door open behind them. Tokens that have ended stay in the list of their owner, so that nobody wonders what a name in an
//! old configuration was.

use chrono::{DateTime, NaiveDate, Utc};
use raccroche_domain::EtendueJeton;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    JoinType, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef,
};
use uuid::Uuid;

pub use crate::entite::jeton_api::Model as JetonApi;
use crate::{
    Perimetre, Writer, appartenance,
    connection::microseconds,
    entite::{
        appartenance as membership,
        jeton_api::{ActiveModel, Column, Entity},
        organisation, utilisateur,
    },
    error::{Result, StoreError},
    session::hash,
    utilisateur::Utilisateur,
};

/// A token to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouveauJeton {
    /// What its owner calls it.
    pub nom: String,
    /// What it may be used for.
    pub etendues: Vec<EtendueJeton>,
    /// Whether the second factor was given in the session that makes it.
    pub second_facteur: bool,
    /// When it ends.
    pub expire_le: DateTime<Utc>,
}

/// Who holds a token that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Porteur {
    /// The token, as kept.
    pub jeton: JetonApi,
    /// In whose name it asks.
    pub utilisateur: Utilisateur,
    /// What it lets see; none when the membership does not hold on that day.
    pub perimetre: Option<Perimetre>,
}

impl JetonApi {
    /// What it may be used for. A code that this program does not know opens nothing.
    pub fn etendues(&self) -> impl Iterator<Item = EtendueJeton> {
        self.etendues.split(' ').filter_map(EtendueJeton::de_code)
    }

    /// Whether it serves at that moment, its membership put aside.
    pub fn sert(&self, le: DateTime<Utc>) -> bool {
        self.revoque_le.is_none() && self.expire_le > le
    }
}

/// Keeps a token for the membership of a perimeter.
///
/// # Errors
/// [`StoreError::Existe`] when the token has served, [`StoreError::Invalide`] when it would end before it begins.
pub async fn creer(
    writer: &Writer,
    perimetre: &Perimetre,
    jeton: &[u8],
    nouveau: NouveauJeton,
) -> Result<JetonApi> {
    let codes: Vec<&str> = nouveau.etendues.iter().map(|etendue| etendue.code()).collect();
    let row = JetonApi {
        id: writer.new_id(),
        empreinte: hash(jeton),
        utilisateur: perimetre.utilisateur(),
        appartenance: perimetre.appartenance(),
        nom: nouveau.nom,
        etendues: codes.join(" "),
        second_facteur: nouveau.second_facteur,
        cree_le: writer.le(),
        expire_le: microseconds(nouveau.expire_le),
        vu_le: None,
        revoque_le: None,
    };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// Who holds this token. `None` when there is none such, it has ended, or the account is closed.
///
/// # Errors
/// When the database does not answer.
pub async fn trouver(
    db: &impl ConnectionTrait,
    jeton: &[u8],
    le: DateTime<Utc>,
    jour: NaiveDate,
) -> Result<Option<Porteur>> {
    let found = Entity::find()
        .join(JoinType::InnerJoin, to_utilisateur())
        .select_also(utilisateur::Entity)
        .filter(Column::Empreinte.eq(hash(jeton)))
        .filter(serving(le))
        .filter(utilisateur::Column::Actif.eq(true))
        .one(db)
        .await?;
    let Some((jeton, Some(utilisateur))) = found else { return Ok(None) };
    let held = membership::Entity::find_by_id(jeton.appartenance)
        .join(JoinType::InnerJoin, appartenance::to_organisation())
        .select_also(organisation::Entity)
        .one(db)
        .await?;
    let perimetre =
        held.and_then(|(held, place)| Perimetre::of_membership(&utilisateur, &held, &place?, jour));
    Ok(Some(Porteur { jeton, utilisateur, perimetre }))
}

/// Notes that a token was used.
///
/// # Errors
/// When the database refuses.
pub async fn marquer(writer: &Writer, id: Uuid) -> Result<()> {
    let change = ActiveModel { vu_le: Set(Some(writer.le())), ..Default::default() };
    Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(writer).await?;
    Ok(())
}

/// Somebody's tokens, those that have ended included, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn lister(db: &impl ConnectionTrait, utilisateur: Uuid) -> Result<Vec<JetonApi>> {
    let query = Entity::find()
        .filter(Column::Utilisateur.eq(utilisateur))
        .order_by_desc(Column::CreeLe)
        .order_by_asc(Column::Id);
    Ok(query.all(db).await?)
}

/// How many tokens somebody has that serve at that moment.
///
/// # Errors
/// When the database does not answer.
pub async fn compter(db: &impl ConnectionTrait, utilisateur: Uuid, le: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::find().filter(Column::Utilisateur.eq(utilisateur)).filter(serving(le)).count(db).await?)
}

/// Takes one of somebody's tokens back.
///
/// # Errors
/// [`StoreError::Absent`] when it is not theirs, or was taken back already.
pub async fn revoquer(writer: &Writer, utilisateur: Uuid, id: Uuid) -> Result<()> {
    let gone = Entity::update_many()
        .set(revoked(writer))
        .filter(Column::Id.eq(id))
        .filter(Column::Utilisateur.eq(utilisateur))
        .filter(Column::RevoqueLe.is_null())
        .exec(writer)
        .await?;
    if gone.rows_affected == 1 { Ok(()) } else { Err(StoreError::Absent { quoi: "jeton_api" }) }
}

/// Takes all of somebody's tokens back. Gives how many.
///
/// # Errors
/// When the database refuses.
pub async fn revoquer_tous(writer: &Writer, utilisateur: Uuid) -> Result<u64> {
    let gone = Entity::update_many()
        .set(revoked(writer))
        .filter(Column::Utilisateur.eq(utilisateur))
        .filter(Column::RevoqueLe.is_null());
    Ok(gone.exec(writer).await?.rows_affected)
}

fn revoked(writer: &Writer) -> ActiveModel {
    ActiveModel { revoque_le: Set(Some(writer.le())), ..Default::default() }
}

fn serving(le: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::RevoqueLe.is_null()).add(Column::ExpireLe.gt(le))
}

fn to_utilisateur() -> RelationDef {
    Entity::belongs_to(utilisateur::Entity).from(Column::Utilisateur).to(utilisateur::Column::Id).into()
}
