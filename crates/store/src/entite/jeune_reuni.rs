//! People known twice.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Somebody who goes on as somebody else: both are one person.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jeune_reuni")]
pub(crate) struct Model {
    /// Who goes on as another.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jeune: Uuid,
    /// As whom.
    pub vers: Uuid,
    /// The dossier that ended.
    pub dossier: Uuid,
    /// The dossier in which it goes on.
    pub continue_dans: Uuid,
    /// When somebody said so.
    pub depuis: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
