//! Signed links.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A link by which a young person answers without an account.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lien")]
pub struct Model {
    /// SHA-256 of the token of the link.
    #[sea_orm(primary_key, auto_increment = false)]
    pub empreinte: Vec<u8>,
    /// The dossier in whose journal the answer is written.
    pub dossier: Uuid,
    /// Through what it was given: code of [`raccroche_domain::suivi::Canal`].
    pub canal: String,
    /// Who writes, as the page says it: name, role, organisation of that day.
    pub qui_ecrit: String,
    /// Who made it.
    pub cree_par: Uuid,
    /// When.
    pub cree_le: DateTime<Utc>,
    /// Until when it may be used.
    pub expire_le: DateTime<Utc>,
    /// When the answer came; it serves once.
    pub utilise_le: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
