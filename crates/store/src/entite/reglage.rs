//! Texts that the académie says once.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reglage")]
pub(crate) struct Model {
    /// Which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// What it says; never empty.
    #[sea_orm(column_type = "Text")]
    pub texte: String,
    /// Who said so last.
    pub modifie_par: Uuid,
    /// When.
    pub modifie_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
