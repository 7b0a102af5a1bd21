//! Organisations and their territories.
//!
//! Zonings do not nest and each has its own list of communes, so whose a young person is depends on the kind asked for:
//! the commune of residence decides the PSAD, the school's own zone may decide the ZAP.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ActiveValue::Set, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::OnConflict,
};
use sea_orm::{ColumnTrait as _, IntoActiveModel as _};
use uuid::Uuid;

pub use crate::entite::organisation::{GenreOrganisation, Model as Organisation};
use crate::{
    Writer,
    entite::{etablissement_zone, organisation, zonage},
    error::Result,
    mots,
};

/// Rows written by one statement: few enough for the parameters that SQLite admits.
const CHUNK: usize = 1_000;

/// What is known of an organisation before it is in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouvelleOrganisation {
    /// Kind.
    pub genre: GenreOrganisation,
    /// UAI, or the code of the zoning.
    pub code: String,
    /// Name as shown.
    pub nom: String,
    /// Département: `33`, `2A`, `974`.
    pub departement: String,
}

/// Makes the organisation known, or corrects its name and département when its kind and code are known.
///
/// # Errors
/// When the database refuses.
pub async fn register(writer: &Writer, nouvelle: NouvelleOrganisation) -> Result<Organisation> {
    let row = Organisation {
        id: writer.new_id(),
        genre: nouvelle.genre,
        code: nouvelle.code,
        nom: nouvelle.nom,
        departement: nouvelle.departement,
    };
    let known = OnConflict::columns([organisation::Column::Genre, organisation::Column::Code])
        .update_columns([organisation::Column::Nom, organisation::Column::Departement])
        .to_owned();
    let (genre, code) = (row.genre, row.code.clone());
    organisation::Entity::insert(row.clone().into_active_model())
        .on_conflict(known)
        .exec_without_returning(writer)
        .await?;
    Ok(find_by_code(writer, genre, &code).await?.unwrap_or(row))
}

/// The organisation of this identifier.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Organisation>> {
    Ok(organisation::Entity::find_by_id(id).one(db).await?)
}

/// The organisation of this kind and code.
///
/// # Errors
/// When the database does not answer.
pub async fn find_by_code(
    db: &impl ConnectionTrait,
    genre: GenreOrganisation,
    code: &str,
) -> Result<Option<Organisation>> {
    let query = organisation::Entity::find()
        .filter(organisation::Column::Genre.eq(genre))
        .filter(organisation::Column::Code.eq(code));
    Ok(query.one(db).await?)
}

/// Every organisation of a kind, by code.
///
/// # Errors
/// When the database does not answer.
pub async fn list(db: &impl ConnectionTrait, genre: GenreOrganisation) -> Result<Vec<Organisation>> {
    let query = organisation::Entity::find()
        .filter(organisation::Column::Genre.eq(genre))
        .order_by_asc(organisation::Column::Code);
    Ok(query.all(db).await?)
}

/// Organisations whose name has all the words of this text, or words that begin with them, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn named(db: &impl ConnectionTrait, texte: &str) -> Result<Vec<Organisation>> {
    let mut toutes = organisation::Entity::find().order_by_asc(organisation::Column::Nom).all(db).await?;
    toutes.retain(|organisation| mots::match_words(texte, &organisation.nom));
    Ok(toutes)
}

/// Gives these communes (INSEE codes) to the territory of an organisation, and takes them from another of its kind.
///
/// # Errors
/// When the database refuses; [`crate::StoreError::Invalide`] for a school, which has no territory of communes.
pub async fn assign_communes(writer: &Writer, organisation: &Organisation, communes: &[&str]) -> Result<()> {
    let moved = OnConflict::columns([zonage::Column::Commune, zonage::Column::Genre])
        .update_column(zonage::Column::Organisation)
        .to_owned();
    for communes in unique(communes).chunks(CHUNK) {
        let rows = communes.iter().map(|commune| zonage::ActiveModel {
            commune: Set((*commune).to_owned()),
            genre: Set(organisation.genre),
            organisation: Set(organisation.id),
        });
        zonage::Entity::insert_many(rows).on_conflict(moved.clone()).exec_without_returning(writer).await?;
    }
    Ok(())
}

/// Gives these establishments (UAI) to an organisation whatever their commune, and takes them from another of its kind.
///
/// # Errors
/// As [`assign_communes`].
pub async fn assign_etablissements(writer: &Writer, organisation: &Organisation, uai: &[&str]) -> Result<()> {
    let moved = OnConflict::columns([etablissement_zone::Column::Uai, etablissement_zone::Column::Genre])
        .update_column(etablissement_zone::Column::Organisation)
        .to_owned();
    for uai in unique(uai).chunks(CHUNK) {
        let rows = uai.iter().map(|uai| etablissement_zone::ActiveModel {
            uai: Set((*uai).to_owned()),
            genre: Set(organisation.genre),
            organisation: Set(organisation.id),
        });
        etablissement_zone::Entity::insert_many(rows)
            .on_conflict(moved.clone())
            .exec_without_returning(writer)
            .await?;
    }
    Ok(())
}

/// Names of these organisations, by their identifier.
///
/// # Errors
/// When the database does not answer.
pub async fn names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let ids: Vec<Uuid> = ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut names = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let found = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(ids.iter().copied()))
            .all(db)
            .await?;
        names.extend(found.into_iter().map(|o| (o.id, o.nom)));
    }
    Ok(names)
}

/// The organisation of this kind in whose territory a commune lies.
///
/// # Errors
/// When the database does not answer.
pub async fn of_commune(
    db: &impl ConnectionTrait,
    genre: GenreOrganisation,
    commune: &str,
) -> Result<Option<Organisation>> {
    match zonage::Entity::find_by_id((commune.to_owned(), genre)).one(db).await? {
        Some(row) => find(db, row.organisation).await,
        None => Ok(None),
    }
}

/// The organisation of this kind to which an establishment was given by name.
///
/// # Errors
/// When the database does not answer.
pub async fn of_etablissement(
    db: &impl ConnectionTrait,
    genre: GenreOrganisation,
    uai: &str,
) -> Result<Option<Organisation>> {
    match etablissement_zone::Entity::find_by_id((uai.to_owned(), genre)).one(db).await? {
        Some(row) => find(db, row.organisation).await,
        None => Ok(None),
    }
}

/// INSEE codes of the communes of an organisation's territory, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn communes(db: &impl ConnectionTrait, organisation: Uuid) -> Result<Vec<String>> {
    let query = zonage::Entity::find()
        .filter(zonage::Column::Organisation.eq(organisation))
        .order_by_asc(zonage::Column::Commune);
    Ok(query.all(db).await?.into_iter().map(|row| row.commune).collect())
}

/// PostgreSQL refuses a statement that would write the same row twice.
fn unique<'a>(keys: &[&'a str]) -> Vec<&'a str> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    keys
}
