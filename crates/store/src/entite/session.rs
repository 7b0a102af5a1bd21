//! Sessions.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Somebody is signed in, on one device.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// SHA-256 of the token in the cookie.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    /// Who.
    pub utilisateur: Uuid,
    /// The membership in whose name they act at present.
    pub appartenance: Option<Uuid>,
    /// When it began.
    pub cree_le: DateTime<Utc>,
    /// When it was last used.
    pub vu_le: DateTime<Utc>,
    /// When it ends unless used.
    pub expire_le: DateTime<Utc>,
    /// The browser, as it says; shown in the list of sessions.
    pub agent: String,
    /// Whether the second factor was given.
    pub second_facteur: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
