//! Recovery codes.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A code that replaces the second factor once.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "code_secours")]
pub(crate) struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub utilisateur: Uuid,
    /// SHA-256 of the code, salted by whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub empreinte: Vec<u8>,
    /// When it was used.
    pub utilise_le: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
