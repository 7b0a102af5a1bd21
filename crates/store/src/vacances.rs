//! The school calendar of the académie: read from the ministry's file, or typed. It names nobody, and everybody reads it.

use chrono::NaiveDate;
use raccroche_domain::Vacances;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _,
};
use uuid::Uuid;

use crate::{
    Perimetre, Writer,
    entite::vacances::{Column, Entity, Model},
    error::{Result, StoreError},
};

/// Holidays as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VacancesLues {
    /// Their number.
    pub id: Uuid,
    /// When, and how they are called.
    pub vacances: Vacances,
    /// Whether they came with a file.
    pub importees: bool,
}

/// The whole calendar, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn lister(db: &impl ConnectionTrait) -> Result<Vec<VacancesLues>> {
    depuis(db, NaiveDate::MIN).await
}

/// The holidays of which the last day is not before `jour`, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn a_partir_du(db: &impl ConnectionTrait, jour: NaiveDate) -> Result<Vec<Vacances>> {
    Ok(depuis(db, jour).await?.into_iter().map(|lues| lues.vacances).collect())
}

async fn depuis(db: &impl ConnectionTrait, jour: NaiveDate) -> Result<Vec<VacancesLues>> {
    let mut query = Entity::find();
    if jour != NaiveDate::MIN {
        query = query.filter(Column::Au.gte(jour));
    }
    let rows = query
        .order_by_asc(Column::Du)
        .order_by_asc(Column::Au)
        .order_by_asc(Column::Nom)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| VacancesLues {
            id: row.id,
            importees: row.importees,
            vacances: Vacances { nom: row.nom, du: row.du, au: row.au },
        })
        .collect())
}

/// Adds holidays that somebody typed. The caller has asked the domain whether they may stand ([`Vacances::defaut`]).
///
/// # Errors
/// [`StoreError::Existe`] when the calendar has the same days already.
pub async fn ajouter(writer: &Writer, perimetre: &Perimetre, vacances: &Vacances) -> Result<Uuid> {
    if lister(writer).await?.iter().any(|lues| memes(&lues.vacances, vacances)) {
        return Err(StoreError::Existe("vacances".to_owned()));
    }
    let row = ligne(writer, perimetre, vacances, false);
    let id = row.id;
    Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
    Ok(id)
}

/// Puts the calendar of a file in the place of what earlier files said of the same time, from its first day to its last; what was
/// typed stays. Gives how many holidays are new: those of which neither a file nor somebody had said the days.
///
/// # Errors
/// When the database refuses.
pub async fn importer(writer: &Writer, perimetre: &Perimetre, calendrier: &[Vacances]) -> Result<u32> {
    let premier = calendrier.iter().map(|vacances| vacances.du).min();
    let dernier = calendrier.iter().map(|vacances| vacances.au).max();
    let Some((premier, dernier)) = premier.zip(dernier) else { return Ok(0) };
    let avant = lister(writer).await?;
    Entity::delete_many()
        .filter(Column::Importees.eq(true))
        .filter(Column::Du.lte(dernier))
        .filter(Column::Au.gte(premier))
        .exec(writer)
        .await?;
    let dites: Vec<&Vacances> =
        avant.iter().filter(|lues| !lues.importees).map(|lues| &lues.vacances).collect();
    let a_ecrire = calendrier.iter().filter(|vacances| !dites.iter().any(|dite| memes(dite, vacances)));
    let rows = a_ecrire.map(|vacances| ligne(writer, perimetre, vacances, true).into_active_model());
    Entity::insert_many(rows).exec_without_returning(writer).await?;
    let nouvelles =
        calendrier.iter().filter(|vacances| !avant.iter().any(|lues| memes(&lues.vacances, vacances)));
    Ok(u32::try_from(nouvelles.count()).unwrap_or(u32::MAX))
}

/// Takes holidays out of the calendar; `false` when they are no longer there.
///
/// # Errors
/// When the database refuses.
pub async fn retirer(writer: &Writer, id: Uuid) -> Result<bool> {
    Ok(Entity::delete_by_id(id).exec(writer).await?.rows_affected > 0)
}

fn memes(a: &Vacances, b: &Vacances) -> bool {
    (a.du, a.au) == (b.du, b.au)
}

fn ligne(writer: &Writer, perimetre: &Perimetre, vacances: &Vacances, importees: bool) -> Model {
    Model {
        id: writer.new_id(),
        nom: vacances.nom.trim().to_owned(),
        du: vacances.du,
        au: vacances.au,
        importees,
        note_par: perimetre.utilisateur(),
        note_le: writer.le(),
    }
}
