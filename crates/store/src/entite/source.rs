//! Files of a campaign.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A file, or a folder of files, that a campaign reads.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The campaign.
    pub campagne: Uuid,
    /// The name people know it by, unique in the campaign.
    pub nom: String,
    /// What it is crossed for, in the words of a campaign file, or `zonage`.
    pub role: String,
    /// How it is read, in the words of a campaign file; none for corrections and zonings.
    pub genre: Option<String>,
    /// The day it pictures.
    pub photographie_le: Option<NaiveDate>,
    /// Where it is, from the data directory.
    pub chemin: String,
    /// Its size in bytes; 0 for a folder.
    pub octets: i64,
    /// What its columns mean, as TOML, for a table that is none of the known formats; none until somebody said so.
    pub profil: Option<String>,
    /// Who gave it.
    pub depose_par: Option<Uuid>,
    /// When.
    pub depose_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
