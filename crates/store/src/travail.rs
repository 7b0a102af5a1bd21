//! Work done in the background: asked for once, taken under a lease, taken again when its holder has gone silent.
//!
//! Whoever does a piece of work says so again and again ([`heartbeat`]); a process that died stops saying it, its lease
//! expires and the work is begun again by another, as often as the work admits. A holder that only was slow learns at its
//! next heartbeat that it holds nothing any more. Work must therefore be such that doing a part of it twice does no harm.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
    sea_query::{LockBehavior, LockType, OnConflict},
};
use serde_json::Value;
use uuid::Uuid;

pub use crate::entite::travail::{EtatTravail, Model as Travail};
use crate::{
    Writer,
    connection::microseconds,
    entite::travail::{ActiveModel, Column, Entity},
    error::{Result, StoreError},
};

/// Work to ask for.
#[derive(Debug, Clone, PartialEq)]
pub struct NouveauTravail {
    /// Kind: who can do it.
    pub genre: String,
    /// Work of one kind with the same key is not asked for twice at a time; without a key, every time.
    pub cle: Option<String>,
    /// What to do, in the words of its kind. No personal data: identifiers.
    pub charge: Value,
    /// How often it may be begun, 1 or more.
    pub essais_max: i32,
    /// Not before this moment; at once when none.
    pub pret_le: Option<DateTime<Utc>>,
    /// Who asks.
    pub demande_par: Option<Uuid>,
}

/// Asks for work. Gives its identifier, or that of the same work already asked for and not done.
///
/// # Errors
/// [`StoreError::Invalide`] when it may never be begun, or when the database refuses.
pub async fn enqueue(writer: &Writer, nouveau: NouveauTravail) -> Result<Uuid> {
    let NouveauTravail { genre, cle, charge, essais_max, pret_le, demande_par } = nouveau;
    let row = Travail {
        id: writer.new_id(),
        genre: genre.clone(),
        cle: cle.clone(),
        etat: EtatTravail::EnAttente,
        charge,
        essais: 0,
        essais_max,
        pret_le: pret_le.map_or(writer.le(), microseconds),
        bail: None,
        bail_jusqu_au: None,
        avancement: 0,
        etape: None,
        erreur: None,
        demande_par,
        cree_le: writer.le(),
        fini_le: None,
    };
    let id = row.id;
    let (Some(cle), insert) = (cle, Entity::insert(row.clone().into_active_model())) else {
        Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
        return Ok(id);
    };
    if insert.on_conflict(OnConflict::new().do_nothing().to_owned()).exec_without_returning(writer).await?
        == 1
    {
        return Ok(id);
    }
    let same = Entity::find()
        .filter(Column::Genre.eq(genre))
        .filter(Column::Cle.eq(cle))
        .filter(Column::Etat.is_in([EtatTravail::EnAttente, EtatTravail::EnCours]))
        .one(writer)
        .await?;
    // It ended between the two statements: the caller asks again.
    same.map(|same| same.id).ok_or(StoreError::Conflit { quoi: "travail" })
}

/// Whether work of these kinds waits to be taken: a look that writes nothing, for who asks every second.
///
/// # Errors
/// When the database does not answer.
pub async fn waits(db: &impl ConnectionTrait, genres: &[&str], le: DateTime<Utc>) -> Result<bool> {
    let found = Entity::find()
        .filter(Column::Genre.is_in(genres.iter().copied()))
        .filter(free(le))
        .limit(1)
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// To be done since that moment or before, or held by somebody who went silent.
fn free(le: DateTime<Utc>) -> Condition {
    let waiting = Condition::all().add(Column::Etat.eq(EtatTravail::EnAttente)).add(Column::PretLe.lte(le));
    let silent = Condition::all().add(Column::Etat.eq(EtatTravail::EnCours)).add(Column::BailJusquAu.lte(le));
    Condition::any().add(waiting).add(silent)
}

/// Takes the work of these kinds that has waited longest, for `duree` from now. Commit at once: the lease must be seen.
///
/// # Errors
/// When the database refuses.
pub async fn lease(writer: &Writer, genres: &[&str], duree: TimeDelta) -> Result<Option<Travail>> {
    let now = writer.le();
    let free = free(now);
    loop {
        // On PostgreSQL two takers are given two rows; on SQLite there is one writer at a time.
        let found = Entity::find()
            .filter(Column::Genre.is_in(genres.iter().copied()))
            .filter(free.clone())
            .order_by_asc(Column::PretLe)
            .order_by_asc(Column::Id)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .one(writer)
            .await?;
        let Some(mut found) = found else { return Ok(None) };
        if found.essais >= found.essais_max {
            let erreur = "interrompu à chaque essai".to_owned();
            end(writer, found.id, EtatTravail::Echoue, Some(erreur)).await?;
            continue;
        }
        found.etat = EtatTravail::EnCours;
        found.essais += 1;
        found.bail = Some(writer.new_id());
        found.bail_jusqu_au = Some(microseconds(now + duree));
        found.avancement = 0;
        found.etape = None;
        let change = ActiveModel {
            etat: Set(found.etat),
            essais: Set(found.essais),
            bail: Set(found.bail),
            bail_jusqu_au: Set(found.bail_jusqu_au),
            avancement: Set(0),
            etape: Set(None),
            ..Default::default()
        };
        Entity::update_many().set(change).filter(Column::Id.eq(found.id)).exec(writer).await?;
        return Ok(Some(found));
    }
}

/// Says that the work goes on, and how far it is (thousandths). `false` when the lease is lost, because it expired and
/// somebody else took the work, or because nobody wants it any more: stop, and undo what is not committed.
///
/// # Errors
/// When the database refuses.
pub async fn heartbeat(
    writer: &Writer,
    held: &Travail,
    duree: TimeDelta,
    avancement: i32,
    etape: Option<&str>,
) -> Result<bool> {
    let change = ActiveModel {
        bail_jusqu_au: Set(Some(writer.le() + duree)),
        avancement: Set(avancement.clamp(0, 1_000)),
        etape: Set(etape.map(str::to_owned)),
        ..Default::default()
    };
    Ok(Entity::update_many().set(change).filter(still(held)).exec(writer).await?.rows_affected == 1)
}

/// The work is done. `false` when the lease was lost: then it is not this holder's to end.
///
/// # Errors
/// When the database refuses.
pub async fn finish(writer: &Writer, held: &Travail) -> Result<bool> {
    let change =
        ActiveModel { avancement: Set(1_000), erreur: Set(None), ..ended(writer, EtatTravail::Fini) };
    Ok(Entity::update_many().set(change).filter(still(held)).exec(writer).await?.rows_affected == 1)
}

/// The work failed. It is tried again after `attente`, doubled with each try, unless it was tried often enough. Gives
/// how it stands now; `None` when the lease was lost.
///
/// # Errors
/// When the database refuses.
pub async fn fail(
    writer: &Writer,
    held: &Travail,
    erreur: &str,
    attente: TimeDelta,
) -> Result<Option<EtatTravail>> {
    let erreur = Set(Some(erreur.to_owned()));
    let (etat, change) = if held.essais >= held.essais_max {
        (EtatTravail::Echoue, ActiveModel { erreur, ..ended(writer, EtatTravail::Echoue) })
    } else {
        let doubled = 1_i32 << (held.essais - 1).clamp(0, 16);
        let attente = attente.checked_mul(doubled).unwrap_or(attente);
        let change = ActiveModel {
            etat: Set(EtatTravail::EnAttente),
            pret_le: Set(writer.le() + attente),
            bail: Set(None),
            bail_jusqu_au: Set(None),
            erreur,
            ..Default::default()
        };
        (EtatTravail::EnAttente, change)
    };
    let written = Entity::update_many().set(change).filter(still(held)).exec(writer).await?;
    Ok((written.rows_affected == 1).then_some(etat))
}

/// Nobody wants the work any more; who does it learns so at the next heartbeat. `false` when it had ended.
///
/// # Errors
/// When the database refuses.
pub async fn cancel(writer: &Writer, id: Uuid) -> Result<bool> {
    end(writer, id, EtatTravail::Annule, None).await
}

/// Work that failed or was given up is to be done after all, as if new. `false` when it is not there or did not fail.
///
/// # Errors
/// [`StoreError::Existe`] when the same work was asked for anew meanwhile.
pub async fn retry(writer: &Writer, id: Uuid) -> Result<bool> {
    let change = ActiveModel {
        etat: Set(EtatTravail::EnAttente),
        essais: Set(0),
        pret_le: Set(writer.le()),
        avancement: Set(0),
        etape: Set(None),
        fini_le: Set(None),
        ..Default::default()
    };
    let again = Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::Etat.is_in([EtatTravail::Echoue, EtatTravail::Annule]));
    Ok(again.exec(writer).await?.rows_affected == 1)
}

/// The work of this identifier.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Travail>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Work of a kind, last asked for first, `limit` at most.
///
/// # Errors
/// When the database does not answer.
pub async fn list(db: &impl ConnectionTrait, genre: &str, limit: u64) -> Result<Vec<Travail>> {
    let query = Entity::find()
        .filter(Column::Genre.eq(genre))
        .order_by_desc(Column::CreeLe)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(query.all(db).await?)
}

/// Work of a kind that somebody asked for, last asked for first, `limit` at most.
///
/// # Errors
/// When the database does not answer.
pub async fn of_demandeur(
    db: &impl ConnectionTrait,
    genre: &str,
    demandeur: Uuid,
    limit: u64,
) -> Result<Vec<Travail>> {
    let query = Entity::find()
        .filter(Column::Genre.eq(genre))
        .filter(Column::DemandePar.eq(demandeur))
        .order_by_desc(Column::CreeLe)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(query.all(db).await?)
}

/// Work of a kind with a key, last asked for first, `limit` at most.
///
/// # Errors
/// When the database does not answer.
pub async fn of_cle(db: &impl ConnectionTrait, genre: &str, cle: &str, limit: u64) -> Result<Vec<Travail>> {
    let query = Entity::find()
        .filter(Column::Genre.eq(genre))
        .filter(Column::Cle.eq(cle))
        .order_by_desc(Column::CreeLe)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(query.all(db).await?)
}

/// Removes the work that ended before this moment. Gives how much.
///
/// # Errors
/// When the database refuses.
pub async fn purge(writer: &Writer, before: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::FiniLe.lt(before)).exec(writer).await?.rows_affected)
}

/// Removes the work of these kinds that ended before this moment. Gives how much.
///
/// # Errors
/// When the database refuses.
pub async fn purge_of(writer: &Writer, genres: &[&str], before: DateTime<Utc>) -> Result<u64> {
    let ended = Entity::delete_many()
        .filter(Column::Genre.is_in(genres.iter().copied()))
        .filter(Column::FiniLe.lt(before));
    Ok(ended.exec(writer).await?.rows_affected)
}

fn still(held: &Travail) -> Condition {
    Condition::all()
        .add(Column::Id.eq(held.id))
        .add(Column::Etat.eq(EtatTravail::EnCours))
        .add(Column::Bail.eq(held.bail))
}

fn ended(writer: &Writer, etat: EtatTravail) -> ActiveModel {
    ActiveModel {
        etat: Set(etat),
        bail: Set(None),
        bail_jusqu_au: Set(None),
        fini_le: Set(Some(writer.le())),
        ..Default::default()
    }
}

async fn end(writer: &Writer, id: Uuid, etat: EtatTravail, erreur: Option<String>) -> Result<bool> {
    let change = ActiveModel { erreur: Set(erreur), ..ended(writer, etat) };
    let ending = Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::Etat.is_in([EtatTravail::EnAttente, EtatTravail::EnCours]));
    Ok(ending.exec(writer).await?.rows_affected == 1)
}
