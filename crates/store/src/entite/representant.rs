//! Legal representatives and others responsible.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Somebody responsible for a young person.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "representant")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// For whom.
    pub jeune: Uuid,
    /// Name.
    pub nom: String,
    /// First name.
    pub prenom: Option<String>,
    /// SIECLE `CODE_PARENTE`, opaque elsewhere.
    pub parente: Option<String>,
    /// Whether a legal representative.
    pub legal: bool,
    /// Which register said so last.
    pub source: String,
    /// When.
    pub vu_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
