//! Campaigns.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// How far a campaign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum EtatCampagne {
    /// Its registers are being gathered.
    Brouillon,
    /// Verdicts are computed; nobody sees them yet.
    Calculee,
    /// Its lists are with the PSADs.
    Publiee,
    /// Given up.
    Annulee,
}

/// One crossing of the registers.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campagne")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name, unique.
    pub nom: String,
    /// The day at which verdicts hold.
    pub as_of: NaiveDate,
    /// The definition of *décrocheur* in force: `D313-59` or `diplome-terminal`.
    pub definition: String,
    /// How far it is.
    pub etat: EtatCampagne,
    /// Folder of its files, in the data directory.
    pub dossier: String,
    /// SHA-256 of what was computed, once it is.
    pub empreinte: Option<String>,
    /// When it was made.
    pub cree_le: DateTime<Utc>,
    /// When it was published.
    pub publiee_le: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
