//! Sheets handed in by schools.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// The receipt of a sheet of leavers that a school handed in.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transmission")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The school.
    pub organisation: Uuid,
    /// When.
    pub le: DateTime<Utc>,
    /// Who handed it in.
    pub par: Uuid,
    /// Their name on that day.
    pub par_nom: String,
    /// Lines with an answer.
    pub repondues: i32,
    /// Lines without.
    pub sans_reponse: i32,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
