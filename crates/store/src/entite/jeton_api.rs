//! Tokens of the API.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A program may ask in the name of one membership of somebody.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jeton_api")]
pub struct Model {
    /// Identifier, by which its owner revokes it; it opens nothing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the token.
    pub empreinte: Vec<u8>,
    /// In whose name.
    pub utilisateur: Uuid,
    /// In which of their memberships.
    pub appartenance: Uuid,
    /// What its owner calls it.
    pub nom: String,
    /// Codes of [`raccroche_domain::EtendueJeton`], with a space between two.
    pub etendues: String,
    /// Whether it was made in a session in which the second factor was given.
    pub second_facteur: bool,
    /// When it was made.
    pub cree_le: DateTime<Utc>,
    /// When it ends, whatever happens.
    pub expire_le: DateTime<Utc>,
    /// When it was last used, to some minutes.
    pub vu_le: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoque_le: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
