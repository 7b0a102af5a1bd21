//! Matches that the engine would not decide, and what people decide of them.
//!
//! An opinion stands until who gave it takes it back. "I do not know" leaves the pair to somebody else, whose opinion is
//! then the one that counts. Every decision goes into the next campaign, which does not ask again.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _,
};
use serde_json::Value;
use uuid::Uuid;

pub use crate::entite::relecture::{Avis, Model as Relecture};
use crate::{
    Perimetre, Writer,
    entite::relecture::{ActiveModel, Column, Entity},
    error::{Result, StoreError},
};

/// Rows written by one statement: few enough for the parameters that SQLite admits.
const CHUNK: usize = 500;

/// Asks about pairs of a campaign: the young person, the rank of the record (0 for the likeliest), the record.
///
/// # Errors
/// When the database refuses.
pub async fn ask(writer: &Writer, campagne: Uuid, paires: Vec<(Uuid, i32, Value)>) -> Result<()> {
    let mut paires = paires.into_iter().peekable();
    while paires.peek().is_some() {
        let rows: Vec<ActiveModel> = paires
            .by_ref()
            .take(CHUNK)
            .map(|(jeune, ordre, proche)| ActiveModel {
                id: Set(writer.new_id()),
                campagne: Set(campagne),
                jeune: Set(jeune),
                ordre: Set(ordre),
                proche: Set(proche),
                version: Set(1),
                ..Default::default()
            })
            .collect();
        Entity::insert_many(rows).exec_without_returning(writer).await?;
    }
    Ok(())
}

/// What still waits for this person's opinion: pairs without any, and those that somebody else could not tell.
fn a_trancher(perimetre: &Perimetre) -> Condition {
    let second = Condition::all()
        .add(Column::Decision.eq(Avis::NeSaitPas))
        .add(Column::SecondAvis.is_null())
        .add(Column::DecidePar.ne(perimetre.utilisateur()));
    let attend = Condition::any().add(Column::Decision.is_null()).add(second);
    Condition::all().add(attend).add(perimetre.holds(Column::Jeune))
}

/// The pair to look at next: those without any opinion first, the likeliest record of each person first.
///
/// # Errors
/// When the database does not answer.
pub async fn next(db: &impl ConnectionTrait, perimetre: &Perimetre) -> Result<Option<Relecture>> {
    let query = Entity::find()
        .filter(a_trancher(perimetre))
        .order_by(Column::Decision.is_null(), sea_orm::Order::Desc)
        .order_by_asc(Column::Campagne)
        .order_by_asc(Column::Jeune)
        .order_by_asc(Column::Ordre);
    Ok(query.one(db).await?)
}

/// How many pairs wait for this person's opinion, and how many there are in the perimeter.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &impl ConnectionTrait, perimetre: &Perimetre) -> Result<(u64, u64)> {
    let attendent = Entity::find().filter(a_trancher(perimetre)).count(db).await?;
    let toutes = Entity::find().filter(perimetre.holds(Column::Jeune)).count(db).await?;
    Ok((attendent, toutes))
}

/// How many pairs of a campaign nobody has decided yet. A count: no personal data.
///
/// # Errors
/// When the database does not answer.
pub async fn remaining(db: &impl ConnectionTrait, campagne: Uuid) -> Result<u64> {
    let query = Entity::find().filter(Column::Campagne.eq(campagne)).filter(Column::Decision.is_null());
    Ok(query.count(db).await?)
}

/// The pair of this identifier, when within the perimeter.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, perimetre: &Perimetre, id: Uuid) -> Result<Option<Relecture>> {
    Ok(Entity::find_by_id(id).filter(perimetre.holds(Column::Jeune)).one(db).await?)
}

/// The other records that may be about the same person, in the same campaign.
///
/// # Errors
/// When the database does not answer.
pub async fn others(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    paire: &Relecture,
) -> Result<Vec<Relecture>> {
    let query = Entity::find()
        .filter(Column::Campagne.eq(paire.campagne))
        .filter(Column::Jeune.eq(paire.jeune))
        .filter(Column::Id.ne(paire.id))
        .filter(perimetre.holds(Column::Jeune))
        .order_by_asc(Column::Ordre);
    Ok(query.all(db).await?)
}

/// Gives an opinion on the version that was shown; `entree` is the entry it wrote in the journal of a dossier.
///
/// # Errors
/// [`StoreError::Absent`] outside the perimeter; [`StoreError::Conflit`] when somebody decided meanwhile, or when the person
/// gave the first opinion already.
pub async fn decide(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    version: i32,
    avis: Avis,
    entree: Option<(Uuid, u32)>,
) -> Result<()> {
    let paire = find(writer, perimetre, id).await?.ok_or(StoreError::Absent { quoi: "relecture" })?;
    let (par, nom) = (Some(perimetre.utilisateur()), Some(perimetre.nom().to_owned()));
    let mut change = ActiveModel {
        dossier: Set(entree.map(|(dossier, _)| dossier)),
        entree: Set(entree.map(|(_, rang)| i32::try_from(rang).unwrap_or(i32::MAX))),
        version: Set(version + 1),
        ..Default::default()
    };
    match paire.decision {
        None => {
            (change.decision, change.decide_le) = (Set(Some(avis)), Set(Some(writer.le())));
            (change.decide_par, change.decide_par_nom) = (Set(par), Set(nom));
        }
        Some(Avis::NeSaitPas) if paire.second_avis.is_none() && paire.decide_par != par => {
            (change.second_avis, change.second_le) = (Set(Some(avis)), Set(Some(writer.le())));
            (change.second_par, change.second_par_nom) = (Set(par), Set(nom));
        }
        Some(_) => return Err(StoreError::Conflit { quoi: "relecture" }),
    }
    change_version(writer, id, version, change).await
}

/// Takes back the opinion that stands, which must be this person's.
///
/// # Errors
/// [`StoreError::Absent`] outside the perimeter; [`StoreError::Conflit`] when it is somebody else's, or there is none.
pub async fn withdraw(writer: &Writer, perimetre: &Perimetre, id: Uuid) -> Result<Relecture> {
    let paire = find(writer, perimetre, id).await?.ok_or(StoreError::Absent { quoi: "relecture" })?;
    if paire.avis_de() != Some(perimetre.utilisateur()) {
        return Err(StoreError::Conflit { quoi: "relecture" });
    }
    let mut change = ActiveModel {
        id: NotSet,
        dossier: Set(None),
        entree: Set(None),
        version: Set(paire.version + 1),
        ..Default::default()
    };
    if paire.second_avis.is_some() {
        (change.second_avis, change.second_le) = (Set(None), Set(None));
        (change.second_par, change.second_par_nom) = (Set(None), Set(None));
    } else {
        (change.decision, change.decide_le) = (Set(None), Set(None));
        (change.decide_par, change.decide_par_nom) = (Set(None), Set(None));
    }
    change_version(writer, id, paire.version, change).await?;
    Ok(paire)
}

async fn change_version(writer: &Writer, id: Uuid, version: i32, change: ActiveModel) -> Result<()> {
    let changed = Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .exec(writer)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflit { quoi: "relecture" }) }
}

/// A decision as the next campaign wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decidee {
    /// The pair.
    pub relecture: Relecture,
    /// The number that the campaign gave to the young person, when it is known.
    pub numero: Option<String>,
}

/// Every decided pair, or those of a perimeter, by campaign and person. Without a perimeter it is for what runs without
/// anybody asking: the next campaign.
///
/// # Errors
/// When the database does not answer.
pub async fn decided(db: &impl ConnectionTrait, perimetre: Option<&Perimetre>) -> Result<Vec<Decidee>> {
    use crate::entite::identifiant::{self, GenreIdentifiant};
    let mut query = Entity::find()
        .filter(Column::Decision.is_not_null())
        .order_by_asc(Column::DecideLe)
        .order_by_asc(Column::Id);
    if let Some(perimetre) = perimetre {
        query = query.filter(perimetre.holds(Column::Jeune));
    }
    let paires = query.all(db).await?;
    let mut decidees = Vec::with_capacity(paires.len());
    for paires in paires.chunks(CHUNK) {
        let numeros: std::collections::HashMap<Uuid, String> = identifiant::Entity::find()
            .filter(identifiant::Column::Genre.eq(GenreIdentifiant::SieiCampagne))
            .filter(identifiant::Column::Jeune.is_in(paires.iter().map(|paire| paire.jeune)))
            .order_by_asc(identifiant::Column::VuLe)
            .all(db)
            .await?
            .into_iter()
            .map(|row| (row.jeune, row.valeur))
            .collect();
        decidees.extend(
            paires.iter().map(|paire| Decidee {
                relecture: paire.clone(),
                numero: numeros.get(&paire.jeune).cloned(),
            }),
        );
    }
    // Whoever says "I do not know" decides nothing.
    decidees.retain(|decidee| decidee.relecture.avis() != Some(Avis::NeSaitPas));
    Ok(decidees)
}
