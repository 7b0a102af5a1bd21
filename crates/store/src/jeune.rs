//! Young people: who they are, and where they live.
//!
//! A person is not a record: what each register says stands beside (identifiers, enrolments, ways to reach them), each
//! with its source. This module holds what was retained of it, which people may correct: edits carry the version that
//! was shown, so that two people who correct at once are told.

use chrono::{DateTime, NaiveDate, Utc};
use raccroche_domain::{Adresse, Identite, Sexe};
use raccroche_linkage::normalise::fold;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::{
    Perimetre, Writer,
    entite::{
        jeune::{ActiveModel, Column, Entity, Model},
        jeune_cle,
    },
    error::{Result, StoreError},
    mots, recherche,
};

/// Rows written by one statement: few enough for the parameters that SQLite admits.
const CHUNK: usize = 500;

/// A young person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jeune {
    /// Identifier.
    pub id: Uuid,
    /// Names, birth, sex.
    pub identite: Identite,
    /// Where they live; the commune decides the territory.
    pub adresse: Adresse,
    /// Grows with each edit.
    pub version: i32,
    /// When first known.
    pub cree_le: DateTime<Utc>,
    /// When last changed.
    pub modifie_le: DateTime<Utc>,
}

/// What is known of somebody who is not in the store yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NouveauJeune {
    /// Names, birth, sex; a *nom de famille* at least.
    pub identite: Identite,
    /// Where they live.
    pub adresse: Adresse,
}

/// Makes young people known. Gives their identifiers in the same order.
///
/// # Errors
/// [`StoreError::Invalide`] when one has no name, or when the database refuses; then none is known.
pub async fn create_many(writer: &Writer, nouveaux: &[NouveauJeune]) -> Result<Vec<Uuid>> {
    let mut ids = Vec::with_capacity(nouveaux.len());
    for nouveaux in nouveaux.chunks(CHUNK) {
        let mut rows = Vec::with_capacity(nouveaux.len());
        let mut keys = Vec::new();
        for nouveau in nouveaux {
            let row = to_row(writer, writer.new_id(), 1, nouveau)?;
            keys.extend(recherche::keys(row.id, &nouveau.identite));
            ids.push(row.id);
            rows.push(row.into_active_model());
        }
        Entity::insert_many(rows).exec_without_returning(writer).await?;
        write_keys(writer, keys).await?;
    }
    Ok(ids)
}

/// Makes one young person known.
///
/// # Errors
/// As [`create_many`].
pub async fn create(writer: &Writer, nouveau: &NouveauJeune) -> Result<Jeune> {
    let row = to_row(writer, writer.new_id(), 1, nouveau)?;
    Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    write_keys(writer, recherche::keys(row.id, &nouveau.identite)).await?;
    Jeune::try_from(row)
}

/// Corrects who somebody is and where they live, from the version that was shown.
///
/// # Errors
/// [`StoreError::Absent`] when the perimeter holds no such person, [`StoreError::Conflit`] when somebody else corrected
/// since.
pub async fn edit(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    version: i32,
    corrige: &NouveauJeune,
) -> Result<Jeune> {
    let known = find(writer, perimetre, id).await?.ok_or(StoreError::Absent { quoi: "jeune" })?;
    let mut row = to_row(writer, id, version + 1, corrige)?;
    row.cree_le = known.cree_le;
    let change = ActiveModel { id: ActiveValue::NotSet, ..row.clone().into_active_model().reset_all() };
    let edited = Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .exec(writer)
        .await?;
    if edited.rows_affected == 0 {
        return Err(StoreError::Conflit { quoi: "jeune" });
    }
    jeune_cle::Entity::delete_many().filter(jeune_cle::Column::Jeune.eq(id)).exec(writer).await?;
    write_keys(writer, recherche::keys(id, &corrige.identite)).await?;
    Jeune::try_from(row)
}

/// The young person of this identifier, when within the perimeter.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, perimetre: &Perimetre, id: Uuid) -> Result<Option<Jeune>> {
    let found = Entity::find_by_id(id).filter(perimetre.of_jeunes()).one(db).await?;
    found.map(Jeune::try_from).transpose()
}

/// Several young people at once, those within the perimeter, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn find_many(db: &impl ConnectionTrait, perimetre: &Perimetre, ids: &[Uuid]) -> Result<Vec<Jeune>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let query =
            Entity::find().filter(Column::Id.is_in(ids.iter().copied())).filter(perimetre.of_jeunes());
        found.extend(query.all(db).await?);
    }
    found.sort_by(|a, b| (&a.nom_plie, &a.prenoms_plie, a.id).cmp(&(&b.nom_plie, &b.prenoms_plie, b.id)));
    found.into_iter().map(Jeune::try_from).collect()
}

/// Young people within the perimeter by name, `limit` at most, after the last one of the page before.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    after: Option<&Jeune>,
    limit: u64,
) -> Result<Vec<Jeune>> {
    let mut query = Entity::find()
        .filter(perimetre.of_jeunes())
        .order_by_asc(Column::NomPlie)
        .order_by_asc(Column::PrenomsPlie)
        .order_by_asc(Column::Id)
        .limit(limit);
    if let Some(last) = after {
        // By what was read last, not by a count of rows: page 200 costs what page 1 costs.
        query = query.filter(recherche::sorted_after(last));
    }
    query.all(db).await?.into_iter().map(Jeune::try_from).collect()
}

/// Somebody who bears a name and was born on a day: a reference, with what tells two such people apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Homonyme {
    /// Identifier.
    pub id: Uuid,
    /// Sex, when known.
    pub sexe: Option<Sexe>,
    /// INSEE code of the commune of residence, when known.
    pub commune: Option<String>,
}

/// Everybody of this birth name, first name and birth date, but for case, accents and punctuation. For what recognises
/// somebody without showing them (campaigns, signals): it gives no more than a reference.
///
/// # Errors
/// When the database does not answer.
pub async fn namesakes(
    db: &impl ConnectionTrait,
    nom: &str,
    prenom: &str,
    naissance: NaiveDate,
) -> Result<Vec<Homonyme>> {
    let (nom, prenom) = (fold(nom), fold(prenom));
    if nom.is_empty() || prenom.is_empty() {
        return Ok(Vec::new());
    }
    let query = Entity::find()
        .filter(Column::DateNaissance.eq(naissance))
        .filter(Column::NomPlie.eq(nom))
        .order_by_asc(Column::Id);
    let mut found = query.all(db).await?;
    found.retain(|row| row.prenoms.split(',').next().is_some_and(|premier| fold(premier) == prenom));
    found
        .into_iter()
        .map(|row| {
            let sexe = mots::optional(row.sexe.as_deref())?;
            Ok(Homonyme { id: row.id, sexe, commune: row.commune_residence })
        })
        .collect()
}

/// INSEE code of the commune where somebody lives, when known. For what decides a territory without showing anybody.
///
/// # Errors
/// When the database does not answer.
pub async fn residence(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<String>> {
    Ok(Entity::find_by_id(id).one(db).await?.and_then(|row| row.commune_residence))
}

/// Whether somebody bears this birth or usage name, or was born on this day: a number shared by mistake is not a shared
/// person.
///
/// # Errors
/// When the database does not answer.
pub async fn agrees(db: &impl ConnectionTrait, id: Uuid, nom: &str, naissance: NaiveDate) -> Result<bool> {
    let found = Entity::find_by_id(id).one(db).await?;
    Ok(found.is_some_and(|row| {
        let nom = fold(nom);
        row.date_naissance == Some(naissance)
            || row.nom_plie == nom
            || row.nom_usage.is_some_and(|usage| fold(&usage) == nom)
    }))
}

async fn write_keys(writer: &Writer, keys: Vec<jeune_cle::Model>) -> Result<()> {
    let mut keys = keys.into_iter().map(sea_orm::IntoActiveModel::into_active_model).peekable();
    while keys.peek().is_some() {
        let rows: Vec<jeune_cle::ActiveModel> = keys.by_ref().take(4 * CHUNK).collect();
        jeune_cle::Entity::insert_many(rows).exec_without_returning(writer).await?;
    }
    Ok(())
}

fn to_row(writer: &Writer, id: Uuid, version: i32, nouveau: &NouveauJeune) -> Result<Model> {
    let NouveauJeune { identite, adresse } = nouveau;
    let naissance = identite.naissance.as_ref().map(serde_json::to_value).transpose();
    // A comma separates first names; none holds one.
    let prenoms: Vec<String> = identite.prenoms.iter().map(|prenom| prenom.replace(',', " ")).collect();
    Ok(Model {
        id,
        nom_famille: identite.nom_famille.clone(),
        nom_usage: identite.nom_usage.clone(),
        prenoms: prenoms.join(","),
        sexe: identite.sexe.map(mots::word).transpose()?,
        date_naissance: identite.date_naissance,
        naissance: naissance.map_err(|error| StoreError::Schema(error.to_string()))?,
        adresse: adresse.lignes.clone(),
        code_postal: adresse.code_postal.clone(),
        ville: adresse.ville.clone(),
        commune_residence: adresse.commune.map(String::from),
        nom_plie: fold(&identite.nom_famille),
        prenoms_plie: fold(&prenoms.join(" ")),
        version,
        cree_le: writer.le(),
        modifie_le: writer.le(),
    })
}

impl TryFrom<Model> for Jeune {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self> {
        let naissance = row.naissance.map(serde_json::from_value).transpose();
        Ok(Self {
            id: row.id,
            identite: Identite {
                nom_famille: row.nom_famille,
                nom_usage: row.nom_usage,
                prenoms: row.prenoms.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
                date_naissance: row.date_naissance,
                sexe: mots::optional(row.sexe.as_deref())?,
                naissance: naissance.map_err(|error| StoreError::Schema(error.to_string()))?,
            },
            adresse: Adresse {
                lignes: row.adresse,
                code_postal: row.code_postal,
                ville: row.ville,
                commune: mots::optional(row.commune_residence.as_deref())?,
            },
            version: row.version,
            cree_le: row.cree_le,
            modifie_le: row.modifie_le,
        })
    }
}
