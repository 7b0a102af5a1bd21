//! Lists kept under a name.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A list that somebody keeps: its criteria, under a name of their own.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vue_enregistree")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose.
    pub utilisateur: Uuid,
    /// The name, unique for this person.
    pub nom: String,
    /// The criteria as the address of the list writes them.
    pub requete: String,
    /// When.
    pub cree_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
