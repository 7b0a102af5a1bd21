//! Communes of the zonings.

use sea_orm::entity::prelude::*;

/// The commune that a postal code and a name designate together.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "commune")]
pub(crate) struct Model {
    /// Postal code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_postal: String,
    /// Folded name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub nom_plie: String,
    /// INSEE code.
    pub code: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
