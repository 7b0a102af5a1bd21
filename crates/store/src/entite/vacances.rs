//! The school calendar.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Holidays.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vacances")]
pub(crate) struct Model {
    /// Their number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As the calendar says it.
    pub nom: String,
    /// First day.
    pub du: Date,
    /// Last day, included.
    pub au: Date,
    /// Whether they came with a file: the next file takes their place.
    pub importees: bool,
    /// Who said so.
    pub note_par: Uuid,
    /// When.
    pub note_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
