//! Territories as lists of communes.

use sea_orm::entity::prelude::*;

use super::organisation::GenreOrganisation;

/// A commune lies in the territory of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "zonage")]
pub(crate) struct Model {
    /// INSEE code of the commune.
    #[sea_orm(primary_key, auto_increment = false)]
    pub commune: String,
    /// Kind of the territory; a commune lies in one of each kind.
    #[sea_orm(primary_key, auto_increment = false)]
    pub genre: GenreOrganisation,
    /// The organisation.
    pub organisation: Uuid,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
