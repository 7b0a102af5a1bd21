//! Territories as lists of establishments, where communes are too coarse.

use sea_orm::entity::prelude::*;

use super::organisation::GenreOrganisation;

/// An establishment belongs to the territory of an organisation, whatever its commune.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "etablissement_zone")]
pub(crate) struct Model {
    /// UAI of the establishment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub uai: String,
    /// Kind of the territory; an establishment is in one of each kind.
    #[sea_orm(primary_key, auto_increment = false)]
    pub genre: GenreOrganisation,
    /// The organisation.
    pub organisation: Uuid,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
