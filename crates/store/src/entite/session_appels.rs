//! Sessions of calls.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One for each membership and queue.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session_appels")]
pub(crate) struct Model {
    /// In whose name the calls are made.
    #[sea_orm(primary_key, auto_increment = false)]
    pub appartenance: Uuid,
    /// Code of the queue.
    #[sea_orm(primary_key, auto_increment = false)]
    pub file: String,
    /// Numbers of the dossiers in the order of the calls, as a JSON list.
    #[sea_orm(column_type = "Text")]
    pub dossiers: String,
    /// How many are done or passed over.
    pub position: i32,
    /// When it began.
    pub cree_le: DateTime<Utc>,
    /// When the last call was made.
    pub modifie_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
