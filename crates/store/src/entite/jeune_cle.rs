//! What a search looks up.

use sea_orm::entity::prelude::*;

/// Kind of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub(crate) enum GenreCle {
    /// A folded word of a name.
    Mot,
    /// The phonetic key of a word.
    Son,
}

/// A word of a name, or how it sounds.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jeune_cle")]
pub(crate) struct Model {
    /// Word or sound.
    #[sea_orm(primary_key, auto_increment = false)]
    pub genre: GenreCle,
    /// The word, folded, or its phonetic key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cle: String,
    /// Whose name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jeune: Uuid,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
