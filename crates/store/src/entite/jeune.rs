//! Young people.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A young person, as columns.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jeune")]
pub(crate) struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// *Nom de famille*.
    pub nom_famille: String,
    /// *Nom d'usage*.
    pub nom_usage: Option<String>,
    /// First names in their order, joined by commas.
    pub prenoms: String,
    /// `masculin` or `feminin`.
    pub sexe: Option<String>,
    /// Birth date.
    pub date_naissance: Option<NaiveDate>,
    /// Place of birth, as the domain writes it.
    pub naissance: Option<Json>,
    /// Street lines.
    pub adresse: String,
    /// Postal code.
    pub code_postal: Option<String>,
    /// Town as read.
    pub ville: Option<String>,
    /// INSEE code of the commune of residence.
    pub commune_residence: Option<String>,
    /// Folded *nom de famille*, to sort by.
    pub nom_plie: String,
    /// Folded first names, to sort by.
    pub prenoms_plie: String,
    /// Grows with each edit.
    pub version: i32,
    /// When first known.
    pub cree_le: DateTime<Utc>,
    /// When last changed.
    pub modifie_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
