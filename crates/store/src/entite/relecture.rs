//! Doubtful matches of a campaign, and what people decided of them.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// What somebody says of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Avis {
    /// One person.
    MemePersonne,
    /// Two.
    PersonnesDifferentes,
    /// Somebody else must look.
    NeSaitPas,
}

/// A young person and a record of a register that may be about them.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "relecture")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The campaign that asks.
    pub campagne: Uuid,
    /// The young person.
    pub jeune: Uuid,
    /// 0 for the likeliest record, 1 for the next.
    pub ordre: i32,
    /// The record, as the campaign writes it.
    pub proche: Json,
    /// First opinion.
    pub decision: Option<Avis>,
    /// Whose.
    pub decide_par: Option<Uuid>,
    /// Their name on that day.
    pub decide_par_nom: Option<String>,
    /// When.
    pub decide_le: Option<DateTime<Utc>>,
    /// Second opinion, of somebody else, when the first could not tell.
    pub second_avis: Option<Avis>,
    /// Whose.
    pub second_par: Option<Uuid>,
    /// Their name on that day.
    pub second_par_nom: Option<String>,
    /// When.
    pub second_le: Option<DateTime<Utc>>,
    /// The dossier in whose journal the decision wrote an entry.
    pub dossier: Option<Uuid>,
    /// Rank of that entry.
    pub entree: Option<i32>,
    /// Grows with each opinion given or taken back.
    pub version: i32,
}

impl Model {
    /// What stands: the second opinion when there is one.
    pub fn avis(&self) -> Option<Avis> {
        self.second_avis.or(self.decision)
    }

    /// Who gave the opinion that stands.
    pub fn avis_de(&self) -> Option<Uuid> {
        self.second_par.or(self.decide_par)
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
