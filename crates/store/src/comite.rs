//! The comité technique: meetings, the situations they spoke about, decisions with somebody and a date.
//!
//! A meeting is seen by the organisation that convokes it and by the partners of its département; what it holds of young
//! people is numbers of dossiers, which each reader then reads through a perimeter. Until it ends, the agenda is what the
//! dossiers propose on the day, less what was taken off; then it is what stands here.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use raccroche_domain::suivi::{DecisionComite, RaisonComite, Structure};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
    sea_query::{Expr, Func, OnConflict},
};
use uuid::Uuid;

pub use crate::entite::comite::seance::Model as Comite;
use crate::{
    Perimetre, Writer,
    entite::{
        comite::{decision, point, seance},
        organisation::{self, GenreOrganisation},
    },
    error::{Result, StoreError},
};

/// A situation of the agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The dossier.
    pub dossier: Uuid,
    /// Why it is there.
    pub raison: RaisonComite,
    /// Taken off.
    pub retire: bool,
}

/// A decision to write down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// About which dossier.
    pub dossier: Uuid,
    /// What.
    pub decision: DecisionComite,
    /// Who is to do it, with the name of the day.
    pub responsable: Structure,
    /// In the name of which organisation.
    pub structure: Structure,
    /// By when.
    pub pour_le: NaiveDate,
    /// The task or the hand-off that the dossier has for it.
    pub objet: Uuid,
    /// Rank of its entry in the journal.
    pub rang: u32,
}

/// The meetings that a perimeter may know of: its own organisation's, and for the partners of a PSAD (CIO, mission locale,
/// ZAP, DSDEN) those of the PSADs and CIOs of the département. A PSAD does not read another's.
fn visible(perimetre: &Perimetre) -> Condition {
    let ours = perimetre.organisation();
    let condition = Condition::any().add(seance::Column::Organisation.eq(ours.id));
    if ours.genre == GenreOrganisation::Psad {
        return condition;
    }
    let partners = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::Departement.eq(&ours.departement))
        .filter(organisation::Column::Genre.is_in([GenreOrganisation::Psad, GenreOrganisation::Cio]));
    condition.add(seance::Column::Organisation.in_subquery(partners.into_query()))
}

/// Convokes a meeting of the perimeter's organisation; gives its number.
///
/// # Errors
/// When the database refuses.
pub async fn convoquer(
    writer: &Writer,
    perimetre: &Perimetre,
    debut: NaiveDateTime,
    lieu: &str,
) -> Result<Uuid> {
    let row = Comite {
        id: writer.new_id(),
        organisation: perimetre.organisation().id,
        debut,
        lieu: lieu.trim().to_owned(),
        convoque_par: perimetre.utilisateur(),
        cree_le: writer.le(),
        clos_le: None,
    };
    let id = row.id;
    seance::Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
    Ok(id)
}

/// The meetings that the perimeter may know of, latest first, `limit` at most.
///
/// # Errors
/// When the database does not answer.
pub async fn lister(db: &impl ConnectionTrait, perimetre: &Perimetre, limit: u64) -> Result<Vec<Comite>> {
    let query = seance::Entity::find()
        .filter(visible(perimetre))
        .order_by_desc(seance::Column::Debut)
        .order_by_asc(seance::Column::Id)
        .limit(limit);
    Ok(query.all(db).await?)
}

/// A meeting that the perimeter may know of.
///
/// # Errors
/// When the database does not answer.
pub async fn lire(db: &impl ConnectionTrait, perimetre: &Perimetre, id: Uuid) -> Result<Option<Comite>> {
    Ok(seance::Entity::find_by_id(id).filter(visible(perimetre)).one(db).await?)
}

/// The last meeting of the same organisation that ended before this one begins.
///
/// # Errors
/// When the database does not answer.
pub async fn precedent(db: &impl ConnectionTrait, comite: &Comite) -> Result<Option<Comite>> {
    let query = seance::Entity::find()
        .filter(seance::Column::Organisation.eq(comite.organisation))
        .filter(seance::Column::Debut.lt(comite.debut))
        .filter(seance::Column::ClosLe.is_not_null())
        .order_by_desc(seance::Column::Debut);
    Ok(query.one(db).await?)
}

/// How many situations each of these meetings spoke about, and how many decisions it took.
///
/// # Errors
/// When the database does not answer.
pub async fn comptes(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, (u64, u64)>> {
    let nombre = |n: i64| u64::try_from(n).unwrap_or(0);
    let ids = || ids.iter().copied();
    let mut comptes: HashMap<Uuid, (u64, u64)> = HashMap::new();
    let count = || Expr::expr(Func::count(Expr::col(sea_orm::sea_query::Asterisk)));
    let points: Vec<(Uuid, i64)> = point::Entity::find()
        .select_only()
        .column(point::Column::Comite)
        .column_as(count(), "nombre")
        .filter(point::Column::Comite.is_in(ids()))
        .filter(point::Column::Retire.eq(false))
        .group_by(point::Column::Comite)
        .into_tuple()
        .all(db)
        .await?;
    for (id, n) in points {
        comptes.entry(id).or_default().0 = nombre(n);
    }
    let decisions: Vec<(Uuid, i64)> = decision::Entity::find()
        .select_only()
        .column(decision::Column::Comite)
        .column_as(count(), "nombre")
        .filter(decision::Column::Comite.is_in(ids()))
        .group_by(decision::Column::Comite)
        .into_tuple()
        .all(db)
        .await?;
    for (id, n) in decisions {
        comptes.entry(id).or_default().1 = nombre(n);
    }
    Ok(comptes)
}

/// The situations of a meeting that were spoken about or taken off.
///
/// # Errors
/// When the database does not answer.
pub async fn points(db: &impl ConnectionTrait, comite: &Comite) -> Result<Vec<Point>> {
    let rows = point::Entity::find()
        .filter(point::Column::Comite.eq(comite.id))
        .order_by_asc(point::Column::Dossier)
        .all(db)
        .await?;
    let read = |row: point::Model| {
        let raison = RaisonComite::de_code(&row.raison)?;
        Some(Point { dossier: row.dossier, raison, retire: row.retire })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// The decisions of a meeting, earliest due first.
///
/// # Errors
/// When the database does not answer.
pub async fn decisions(db: &impl ConnectionTrait, comite: &Comite) -> Result<Vec<Decision>> {
    let rows = decision::Entity::find()
        .filter(decision::Column::Comite.eq(comite.id))
        .order_by_asc(decision::Column::PourLe)
        .order_by_asc(decision::Column::Id)
        .all(db)
        .await?;
    let read = |row: decision::Model| {
        Some(Decision {
            dossier: row.dossier,
            decision: DecisionComite::de_code(&row.decision)?,
            responsable: Structure { id: row.responsable, nom: row.responsable_nom },
            structure: Structure { id: row.structure, nom: row.structure_nom },
            pour_le: row.pour_le,
            objet: row.objet,
            rang: u32::try_from(row.rang).ok()?,
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Puts situations on the agenda, or takes them off. The meeting must not have ended.
///
/// # Errors
/// [`StoreError::Conflit`] when it has, or when the database refuses.
pub async fn inscrire(writer: &Writer, comite: &Comite, points: &[Point]) -> Result<()> {
    tenir(writer, comite).await?;
    let rows = points.iter().map(|point| point::ActiveModel {
        comite: Set(comite.id),
        dossier: Set(point.dossier),
        raison: Set(point.raison.code().to_owned()),
        retire: Set(point.retire),
    });
    let known = OnConflict::columns([point::Column::Comite, point::Column::Dossier])
        .update_columns([point::Column::Raison, point::Column::Retire])
        .to_owned();
    point::Entity::insert_many(rows).on_conflict(known).exec_without_returning(writer).await?;
    Ok(())
}

/// Writes a decision of a meeting that has not ended. Its entry in the journal of the dossier is written by
/// [`crate::dossier::inscrire`], in the same transaction.
///
/// # Errors
/// [`StoreError::Conflit`] when the meeting has ended, or when the database refuses.
pub async fn decider(writer: &Writer, comite: &Comite, decision: &Decision) -> Result<()> {
    tenir(writer, comite).await?;
    let row = decision::ActiveModel {
        id: Set(writer.new_id()),
        comite: Set(comite.id),
        dossier: Set(decision.dossier),
        decision: Set(decision.decision.code().to_owned()),
        responsable: Set(decision.responsable.id),
        responsable_nom: Set(decision.responsable.nom.clone()),
        structure: Set(decision.structure.id),
        structure_nom: Set(decision.structure.nom.clone()),
        pour_le: Set(decision.pour_le),
        objet: Set(decision.objet),
        rang: Set(i32::try_from(decision.rang).unwrap_or(i32::MAX)),
    };
    decision::Entity::insert(row).exec_without_returning(writer).await?;
    Ok(())
}

/// Ends a meeting: from now on its agenda is these points.
///
/// # Errors
/// [`StoreError::Conflit`] when it has ended already, or when the database refuses.
pub async fn clore(writer: &Writer, comite: &Comite, points: &[Point]) -> Result<()> {
    inscrire(writer, comite, points).await?;
    let change = seance::ActiveModel { clos_le: Set(Some(writer.le())), ..Default::default() };
    seance::Entity::update_many().set(change).filter(seance::Column::Id.eq(comite.id)).exec(writer).await?;
    Ok(())
}

/// Holds a meeting that has not ended until the end of the transaction.
async fn tenir(writer: &Writer, comite: &Comite) -> Result<()> {
    let held = seance::Entity::find_by_id(comite.id)
        .filter(seance::Column::ClosLe.is_null())
        .lock_exclusive()
        .one(writer)
        .await?;
    held.map(|_| ()).ok_or(StoreError::Conflit { quoi: "comite" })
}
