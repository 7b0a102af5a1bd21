//! Campaigns: crossings of the registers, and the one verdict each gave on each person.
//!
//! A campaign goes one way: gathered, computed, published; or it is given up. Verdicts can be written until it is
//! published and never after: what PSADs were given stays what they were given, a new campaign says what changed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use raccroche_domain::{Definition, StatutObligation, Verdict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, sea_query::OnConflict,
};
use serde_json::Value;
use uuid::Uuid;

pub use crate::entite::{
    campagne::{EtatCampagne, Model as Campagne},
    verdict::Model as VerdictRendu,
};
use crate::{
    Perimetre, Writer,
    entite::{campagne, verdict},
    error::{Result, StoreError},
    mots,
};

/// Rows written by one statement: few enough for the parameters that SQLite admits.
const CHUNK: usize = 1_000;

/// A campaign to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouvelleCampagne {
    /// Name, unique.
    pub nom: String,
    /// The day at which verdicts hold.
    pub as_of: NaiveDate,
    /// The definition of *décrocheur*.
    pub definition: Definition,
    /// Folder of its files, in the data directory.
    pub dossier: String,
}

/// A verdict to write.
#[derive(Debug, Clone, PartialEq)]
pub struct NouveauVerdict {
    /// On whom.
    pub jeune: Uuid,
    /// The category.
    pub verdict: Verdict,
    /// The reason, as the campaign's files write it.
    pub motif: String,
    /// The reason as a French sentence.
    pub pourquoi: String,
    /// Where the person stands with the obligation de formation.
    pub obligation: StatutObligation,
    /// Evidence: lines found, lines nearly found.
    pub preuves: Option<Value>,
}

/// Begins a campaign.
///
/// # Errors
/// [`StoreError::Existe`] when there is one of this name.
pub async fn create(writer: &Writer, nouvelle: NouvelleCampagne) -> Result<Campagne> {
    let row = Campagne {
        id: writer.new_id(),
        nom: nouvelle.nom,
        as_of: nouvelle.as_of,
        definition: nouvelle.definition.nom().to_owned(),
        etat: EtatCampagne::Brouillon,
        dossier: nouvelle.dossier,
        empreinte: None,
        cree_le: writer.le(),
        publiee_le: None,
    };
    campagne::Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// The campaign of this identifier.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Campagne>> {
    Ok(campagne::Entity::find_by_id(id).one(db).await?)
}

/// Every campaign, that of the latest day first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Campagne>> {
    let query = campagne::Entity::find()
        .order_by_desc(campagne::Column::AsOf)
        .order_by_desc(campagne::Column::CreeLe)
        .order_by_desc(campagne::Column::Id);
    Ok(query.all(db).await?)
}

/// Its verdicts are computed, on files of this SHA-256 (again, perhaps, after a correction).
///
/// # Errors
/// [`StoreError::Conflit`] when it is published or given up, [`StoreError::Absent`] when there is none.
pub async fn mark_computed(writer: &Writer, id: Uuid, empreinte: &str) -> Result<Campagne> {
    let change = campagne::ActiveModel {
        etat: Set(EtatCampagne::Calculee),
        empreinte: Set(Some(empreinte.to_owned())),
        ..Default::default()
    };
    advance(writer, id, &[EtatCampagne::Brouillon, EtatCampagne::Calculee], change).await
}

/// Publishes a campaign that is computed: from now on its verdicts stay as they are.
///
/// # Errors
/// [`StoreError::Conflit`] when it is not computed, or published already; [`StoreError::Absent`] when there is none.
pub async fn publish(writer: &Writer, id: Uuid) -> Result<Campagne> {
    let change = campagne::ActiveModel {
        etat: Set(EtatCampagne::Publiee),
        publiee_le: Set(Some(writer.le())),
        ..Default::default()
    };
    advance(writer, id, &[EtatCampagne::Calculee], change).await
}

/// Gives a campaign up that is not published.
///
/// # Errors
/// [`StoreError::Conflit`] when it is published or given up already, [`StoreError::Absent`] when there is none.
pub async fn cancel(writer: &Writer, id: Uuid) -> Result<Campagne> {
    let change = campagne::ActiveModel { etat: Set(EtatCampagne::Annulee), ..Default::default() };
    advance(writer, id, &[EtatCampagne::Brouillon, EtatCampagne::Calculee], change).await
}

/// Writes verdicts of a campaign that is not published; one on the same person is replaced.
///
/// # Errors
/// [`StoreError::Conflit`] when it is published or given up, [`StoreError::Reference`] when a person is not in the store.
pub async fn record_verdicts(writer: &Writer, id: Uuid, verdicts: &[NouveauVerdict]) -> Result<()> {
    // Locked, so that nobody publishes between this look and the writing.
    let found = campagne::Entity::find_by_id(id).lock_exclusive().one(writer).await?;
    let campagne = found.ok_or(StoreError::Absent { quoi: "campagne" })?;
    if !matches!(campagne.etat, EtatCampagne::Brouillon | EtatCampagne::Calculee) {
        return Err(StoreError::Conflit { quoi: "campagne" });
    }
    let known = OnConflict::columns([verdict::Column::Campagne, verdict::Column::Jeune])
        .update_columns([
            verdict::Column::Verdict,
            verdict::Column::Motif,
            verdict::Column::Pourquoi,
            verdict::Column::Obligation,
            verdict::Column::Preuves,
        ])
        .to_owned();
    for verdicts in verdicts.chunks(CHUNK) {
        let mut rows = Vec::with_capacity(verdicts.len());
        for nouveau in verdicts {
            rows.push(verdict::ActiveModel {
                campagne: Set(id),
                jeune: Set(nouveau.jeune),
                verdict: Set(mots::word(nouveau.verdict)?),
                motif: Set(nouveau.motif.clone()),
                pourquoi: Set(nouveau.pourquoi.clone()),
                obligation: Set(mots::word(nouveau.obligation)?),
                preuves: Set(nouveau.preuves.clone()),
            });
        }
        verdict::Entity::insert_many(rows).on_conflict(known.clone()).exec_without_returning(writer).await?;
    }
    Ok(())
}

/// How many verdicts of each category a campaign gave within the perimeter; categories without any are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn count_verdicts(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    id: Uuid,
) -> Result<BTreeMap<Verdict, u64>> {
    let rows: Vec<(String, i64)> = verdict::Entity::find()
        .select_only()
        .column(verdict::Column::Verdict)
        .column_as(verdict::Column::Jeune.count(), "combien")
        .filter(verdict::Column::Campagne.eq(id))
        .filter(perimetre.holds(verdict::Column::Jeune))
        .group_by(verdict::Column::Verdict)
        .into_tuple()
        .all(db)
        .await?;
    let counted = |(word, count): (String, i64)| Ok((mots::value(&word)?, count.unsigned_abs()));
    rows.into_iter().map(counted).collect()
}

/// Verdicts of this category (of any, when none is given) that a campaign gave within the perimeter, by person, `limit` at
/// most after the last one of the page before.
///
/// # Errors
/// When the database does not answer.
pub async fn verdicts(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    id: Uuid,
    of: Option<Verdict>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<VerdictRendu>> {
    let mut query = verdict::Entity::find()
        .filter(verdict::Column::Campagne.eq(id))
        .filter(perimetre.holds(verdict::Column::Jeune))
        .order_by_asc(verdict::Column::Jeune)
        .limit(limit);
    if let Some(of) = of {
        query = query.filter(verdict::Column::Verdict.eq(mots::word(of)?));
    }
    if let Some(last) = after {
        query = query.filter(verdict::Column::Jeune.gt(last));
    }
    Ok(query.all(db).await?)
}

/// What campaigns said of somebody within the perimeter, that of the latest day first.
///
/// # Errors
/// When the database does not answer.
pub async fn verdicts_of_jeune(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    jeune: Uuid,
) -> Result<Vec<(VerdictRendu, Campagne)>> {
    let to_campagne = verdict::Entity::belongs_to(campagne::Entity)
        .from(verdict::Column::Campagne)
        .to(campagne::Column::Id)
        .into();
    let rows = verdict::Entity::find()
        .join(JoinType::InnerJoin, to_campagne)
        .select_also(campagne::Entity)
        .filter(verdict::Column::Jeune.eq(jeune))
        .filter(perimetre.holds(verdict::Column::Jeune))
        .order_by_desc(campagne::Column::AsOf)
        .order_by_desc(campagne::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(verdict, campagne)| Some((verdict, campagne?))).collect())
}

/// The open dossiers of people on whom a published campaign gave a verdict. References, for what runs without anybody
/// asking.
///
/// # Errors
/// When the database does not answer.
pub async fn open_of_campaigns(db: &impl ConnectionTrait) -> Result<Vec<Uuid>> {
    use crate::entite::suivi::dossier;
    let judged = verdict::Entity::find().select_only().column(verdict::Column::Jeune);
    let query = dossier::Entity::find()
        .select_only()
        .column(dossier::Column::Id)
        .filter(dossier::Column::ClosLe.is_null())
        .filter(dossier::Column::Jeune.in_subquery(judged.into_query()));
    Ok(query.into_tuple().all(db).await?)
}

async fn advance(
    writer: &Writer,
    id: Uuid,
    from: &[EtatCampagne],
    change: campagne::ActiveModel,
) -> Result<Campagne> {
    let advanced = campagne::Entity::update_many()
        .set(change)
        .filter(campagne::Column::Id.eq(id))
        .filter(campagne::Column::Etat.is_in(from.iter().copied()))
        .exec(writer)
        .await?;
    let found = find(writer, id).await?.ok_or(StoreError::Absent { quoi: "campagne" })?;
    if advanced.rows_affected == 1 { Ok(found) } else { Err(StoreError::Conflit { quoi: "campagne" }) }
}
