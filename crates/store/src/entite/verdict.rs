//! Verdicts.

use sea_orm::entity::prelude::*;

/// The verdict of a campaign on a young person.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verdict")]
pub struct Model {
    /// The campaign.
    #[sea_orm(primary_key, auto_increment = false)]
    pub campagne: Uuid,
    /// The young person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jeune: Uuid,
    /// The category, as the domain writes it.
    pub verdict: String,
    /// The reason, as the domain writes it.
    pub motif: String,
    /// The reason as a French sentence.
    pub pourquoi: String,
    /// Where the person stands with the obligation de formation, as the domain writes it.
    pub obligation: String,
    /// Evidence: lines found, lines nearly found.
    pub preuves: Option<Json>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
