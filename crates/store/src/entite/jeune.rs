//! Young people.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jeune")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Birth name.
    pub nom_famille: String,
    /// Usage name.
    pub nom_usage: Option<String>,
    /// First names.
    pub prenoms: String,
    /// Sex.
    pub sexe: Option<String>,
    /// Birth date.
    pub date_naissance: Option<NaiveDate>,
    /// Folded name.
    pub nom_plie: String,
    /// Folded first names.
    pub prenoms_plie: String,
    /// Grows with each edit.
    pub version: i32,
    /// When it was made.
    pub cree_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
