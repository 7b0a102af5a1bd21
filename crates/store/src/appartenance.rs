//! Memberships: in which organisation somebody acts, as what, from which day to which. Several may hold at once.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef, sea_query::Expr,
};
use uuid::Uuid;

pub use crate::entite::appartenance::Model as Appartenance;
use crate::{
    Writer,
    entite::{appartenance::Column, appartenance::Entity, organisation, utilisateur},
    error::{Result, StoreError},
    organisation::Organisation,
    utilisateur::Utilisateur,
};

/// Identifiers bound by one statement: few enough for the parameters that SQLite admits.
const CHUNK: usize = 500;

/// A membership to grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouvelleAppartenance {
    /// Who.
    pub utilisateur: Uuid,
    /// Where.
    pub organisation: Uuid,
    /// As what.
    pub role: String,
    /// First day.
    pub du: NaiveDate,
    /// Last day; none while it lasts.
    pub au: Option<NaiveDate>,
}

impl Appartenance {
    /// Whether it holds on a day, first and last included.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.du <= day && self.au.is_none_or(|last| day <= last)
    }
}

/// Grants a membership.
///
/// # Errors
/// [`StoreError::Existe`] when the same begins on the same day, [`StoreError::Invalide`] when it ends before it begins,
/// [`StoreError::Reference`] when there is no such account or organisation.
pub async fn grant(writer: &Writer, nouvelle: NouvelleAppartenance) -> Result<Appartenance> {
    let row = Appartenance {
        id: writer.new_id(),
        utilisateur: nouvelle.utilisateur,
        organisation: nouvelle.organisation,
        role: nouvelle.role,
        du: nouvelle.du,
        au: nouvelle.au,
    };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// Sets the last day of a membership.
///
/// # Errors
/// [`StoreError::Absent`] when there is no such membership, [`StoreError::Invalide`] when it begins later.
pub async fn end(writer: &Writer, id: Uuid, last_day: NaiveDate) -> Result<()> {
    let ended = Entity::update_many()
        .col_expr(Column::Au, Expr::value(Some(last_day)))
        .filter(Column::Id.eq(id))
        .exec(writer)
        .await?;
    if ended.rows_affected == 1 { Ok(()) } else { Err(StoreError::Absent { quoi: "appartenance" }) }
}

/// The membership of this identifier, valid or not.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Appartenance>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Somebody's memberships on a day, each with its organisation.
///
/// # Errors
/// When the database does not answer.
pub async fn valid_on(
    db: &impl ConnectionTrait,
    utilisateur: Uuid,
    day: NaiveDate,
) -> Result<Vec<(Appartenance, Organisation)>> {
    let query = Entity::find()
        .join(JoinType::InnerJoin, to_organisation())
        .select_also(organisation::Entity)
        .filter(Column::Utilisateur.eq(utilisateur))
        .filter(holds_on(day))
        .order_by_asc(organisation::Column::Nom)
        .order_by_asc(Column::Role)
        .order_by_asc(Column::Id);
    Ok(both(query.all(db).await?))
}

/// Memberships of these people on a day, each with its organisation, in one query.
///
/// # Errors
/// When the database does not answer.
pub async fn valid_of(
    db: &impl ConnectionTrait,
    utilisateurs: &[Uuid],
    day: NaiveDate,
) -> Result<Vec<(Appartenance, Organisation)>> {
    let mut found = Vec::new();
    for utilisateurs in utilisateurs.chunks(CHUNK) {
        let query = Entity::find()
            .join(JoinType::InnerJoin, to_organisation())
            .select_also(organisation::Entity)
            .filter(Column::Utilisateur.is_in(utilisateurs.iter().copied()))
            .filter(holds_on(day))
            .order_by_asc(Column::Du)
            .order_by_asc(Column::Id);
        found.extend(both(query.all(db).await?));
    }
    Ok(found)
}

/// Every membership of somebody, past and to come included, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn all_of(
    db: &impl ConnectionTrait,
    utilisateur: Uuid,
) -> Result<Vec<(Appartenance, Organisation)>> {
    let query = Entity::find()
        .join(JoinType::InnerJoin, to_organisation())
        .select_also(organisation::Entity)
        .filter(Column::Utilisateur.eq(utilisateur))
        .order_by_desc(Column::Du)
        .order_by_asc(Column::Id);
    Ok(both(query.all(db).await?))
}

/// Who acts in an organisation on a day, and as what; closed accounts are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn members(
    db: &impl ConnectionTrait,
    organisation: Uuid,
    day: NaiveDate,
) -> Result<Vec<(Appartenance, Utilisateur)>> {
    let query = Entity::find()
        .join(JoinType::InnerJoin, to_utilisateur())
        .select_also(utilisateur::Entity)
        .filter(Column::Organisation.eq(organisation))
        .filter(utilisateur::Column::Actif.eq(true))
        .filter(holds_on(day))
        .order_by_asc(utilisateur::Column::Courriel)
        .order_by_asc(Column::Role)
        .order_by_asc(Column::Id);
    Ok(both(query.all(db).await?))
}

/// Who acts in any of these organisations on a day, by organisation and name; closed accounts are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn members_of(
    db: &impl ConnectionTrait,
    organisations: &[Uuid],
    day: NaiveDate,
) -> Result<Vec<(Appartenance, Utilisateur)>> {
    let query = Entity::find()
        .join(JoinType::InnerJoin, to_utilisateur())
        .select_also(utilisateur::Entity)
        .filter(Column::Organisation.is_in(organisations.iter().copied()))
        .filter(utilisateur::Column::Actif.eq(true))
        .filter(holds_on(day))
        .order_by_asc(Column::Organisation)
        .order_by_asc(utilisateur::Column::Nom)
        .order_by_asc(utilisateur::Column::Prenom)
        .order_by_asc(Column::Id);
    Ok(both(query.all(db).await?))
}

/// The membership holds on that day.
pub(crate) fn holds_on(day: NaiveDate) -> Condition {
    let not_over = Condition::any().add(Column::Au.is_null()).add(Column::Au.gte(day));
    Condition::all().add(Column::Du.lte(day)).add(not_over)
}

pub(crate) fn to_organisation() -> RelationDef {
    Entity::belongs_to(organisation::Entity).from(Column::Organisation).to(organisation::Column::Id).into()
}

pub(crate) fn to_utilisateur() -> RelationDef {
    Entity::belongs_to(utilisateur::Entity).from(Column::Utilisateur).to(utilisateur::Column::Id).into()
}

fn both<A, B>(rows: Vec<(A, Option<B>)>) -> Vec<(A, B)> {
    rows.into_iter().filter_map(|(row, other)| Some((row, other?))).collect()
}
