//! What the columns of tables mean.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// What the columns of one kind of table mean, under a name.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profil_lecture")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name, unique: whose table it is.
    pub nom: String,
    /// The profile, as TOML.
    pub contenu: String,
    /// Who said so last.
    pub modifie_par: Option<Uuid>,
    /// When.
    pub modifie_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
