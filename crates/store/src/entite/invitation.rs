//! Invitations.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Somebody is invited to make an account.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// SHA-256 of the token of the link.
    #[sea_orm(primary_key, auto_increment = false)]
    pub empreinte: Vec<u8>,
    /// Address it was sent to, folded.
    pub courriel: String,
    /// The organisation to act in.
    pub organisation: Uuid,
    /// The role to act as.
    pub role: String,
    /// Who invites.
    pub invite_par: Uuid,
    /// When.
    pub cree_le: DateTime<Utc>,
    /// Until when it may be used.
    pub expire_le: DateTime<Utc>,
    /// When it was used.
    pub utilisee_le: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
