//! Phones and e-mail addresses.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Kind of a way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum GenreCoordonnee {
    /// Phone number.
    Telephone,
    /// E-mail address.
    Courriel,
}

/// What is known of a phone number or address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum EtatCoordonnee {
    /// Nobody has tried it.
    Inconnu,
    /// It reaches the person.
    Valide,
    /// It does not.
    Faux,
}

/// A way to reach a young person, or somebody responsible for them.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coordonnee")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Of whom, or of whose representative.
    pub jeune: Uuid,
    /// The representative; none for the young person's own.
    pub representant: Option<Uuid>,
    /// Kind.
    pub genre: GenreCoordonnee,
    /// As read.
    pub valeur: String,
    /// In the form in which it is compared.
    pub cle: String,
    /// Which register or person said so last.
    pub source: String,
    /// What is known of it.
    pub etat: EtatCoordonnee,
    /// When it was last seen in a register.
    pub vu_le: DateTime<Utc>,
    /// When somebody last said whether it is right.
    pub corrigee_le: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
