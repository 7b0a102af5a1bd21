//! The access log.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Somebody read something.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "acces")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When.
    pub le: DateTime<Utc>,
    /// Who: an account, or somebody without one who takes part in a parcours.
    pub utilisateur: Uuid,
    /// Their name on that day, when they have no account whose name could be looked up.
    pub nom: Option<String>,
    /// In the name of which membership.
    pub appartenance: Option<Uuid>,
    /// The dossier, when it was one.
    pub dossier: Option<Uuid>,
    /// What was done: read, exported, printed…
    pub action: String,
    /// Why they could.
    pub motif: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
