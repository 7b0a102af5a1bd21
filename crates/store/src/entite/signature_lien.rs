//! Links to sign or receive a document of a parcours.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::Sealed;

/// A link by which one party signs or receives one version of one document.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signature_lien")]
pub(crate) struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What for: code of [`raccroche_domain::parcours::ButLien`].
    pub but: String,
    /// SHA-256 of the token of the link.
    pub empreinte: Vec<u8>,
    /// In which parcours.
    pub parcours: Uuid,
    /// Which version.
    pub document: Uuid,
    /// As whom.
    pub partie: Uuid,
    /// By mail or by text message: code of [`raccroche_domain::suivi::Canal`].
    pub canal: String,
    /// The address or the number, encrypted: the code goes there too.
    pub adresse: Sealed,
    /// Who asks, as the page says it: name, role, organisation of that day.
    pub qui_ecrit: String,
    /// Who made it.
    pub cree_par: Uuid,
    /// When.
    pub cree_le: DateTime<Utc>,
    /// Until when it opens.
    pub expire_le: DateTime<Utc>,
    /// SHA-256 of the token and of the code that was sent last; none once it has served.
    pub code: Option<Vec<u8>>,
    /// Until when that code is worth anything.
    pub code_expire_le: Option<DateTime<Utc>>,
    /// Wrong codes since the last right one.
    pub essais: i32,
    /// SHA-256 of what the browser that gave the code holds.
    pub preuve: Option<Vec<u8>>,
    /// Until when it holds.
    pub preuve_expire_le: Option<DateTime<Utc>>,
}

/// No relation is followed by the query builder.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
