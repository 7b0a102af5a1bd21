//! Communes by postal code and name, as the zonings name them: what turns an address that somebody types into the code
//! from which territories follow.

use raccroche_linkage::normalise::fold;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::OnConflict,
};

use crate::{
    Writer,
    entite::commune::{ActiveModel, Column, Entity},
    error::Result,
};

/// Rows written by one statement: few enough for the parameters that SQLite admits.
const CHUNK: usize = 1_000;

/// Makes communes known: postal code, name, INSEE code. What a postal code and a name designated before is replaced.
///
/// # Errors
/// When the database refuses.
pub async fn register(writer: &Writer, communes: &[(String, String, String)]) -> Result<()> {
    let mut rows: Vec<(String, String, &str)> =
        communes.iter().map(|(postal, nom, code)| (postal.clone(), fold(nom), code.as_str())).collect();
    // PostgreSQL refuses a statement that would write the same row twice.
    rows.sort_unstable();
    rows.dedup_by(|a, b| (&a.0, &a.1) == (&b.0, &b.1));
    let known =
        OnConflict::columns([Column::CodePostal, Column::NomPlie]).update_column(Column::Code).to_owned();
    for rows in rows.chunks(CHUNK) {
        let rows = rows.iter().map(|(postal, nom, code)| ActiveModel {
            code_postal: Set(postal.clone()),
            nom_plie: Set(nom.clone()),
            code: Set((*code).to_owned()),
        });
        Entity::insert_many(rows).on_conflict(known.clone()).exec_without_returning(writer).await?;
    }
    Ok(())
}

/// What an address designates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lieu {
    /// One commune, by its INSEE code.
    Connu(String),
    /// No commune of that name under that postal code, which has these (folded names).
    Autre(Vec<String>),
    /// A postal code that no zoning has.
    Ailleurs,
}

/// The commune that a postal code and a name designate.
///
/// # Errors
/// When the database does not answer.
pub async fn of_address(db: &impl ConnectionTrait, code_postal: &str, nom: &str) -> Result<Lieu> {
    let query = Entity::find().filter(Column::CodePostal.eq(code_postal)).order_by_asc(Column::NomPlie);
    let known = query.all(db).await?;
    let nom = fold(nom);
    if let Some(found) = known.iter().find(|commune| commune.nom_plie == nom) {
        return Ok(Lieu::Connu(found.code.clone()));
    }
    if known.is_empty() {
        return Ok(Lieu::Ailleurs);
    }
    Ok(Lieu::Autre(known.into_iter().map(|commune| commune.nom_plie).collect()))
}
