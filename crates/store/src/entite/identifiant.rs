//! Identifiers that registers give.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Kind of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum GenreIdentifiant {
    /// INE of the RNIE.
    IneRnie,
    /// INE of a *base élèves*.
    IneBea,
    /// INE of an apprentice.
    IneApprentissage,
    /// Identifier of a person in the results of a campaign, with the campaign's.
    SieiCampagne,
    /// Number of a source of its own, with the name of the source.
    Local,
}

impl GenreIdentifiant {
    /// Whether it is an INE, whichever register gave it.
    pub fn is_ine(self) -> bool {
        matches!(self, Self::IneRnie | Self::IneBea | Self::IneApprentissage)
    }
}

/// An identifier under which a register knows a young person.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identifiant")]
pub struct Model {
    /// The identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub valeur: String,
    /// Kind.
    #[sea_orm(primary_key, auto_increment = false)]
    pub genre: GenreIdentifiant,
    /// Whose.
    pub jeune: Uuid,
    /// Which register said so last.
    pub source: String,
    /// When.
    pub vu_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
