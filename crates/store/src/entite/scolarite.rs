//! Enrolments, as registers state them.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// An enrolment, as columns.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scolarite")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose.
    pub jeune: Uuid,
    /// UAI of the establishment.
    pub uai: Option<String>,
    /// Its name.
    pub etablissement: Option<String>,
    /// MEF.
    pub mef: Option<String>,
    /// Label of the formation.
    pub formation: Option<String>,
    /// Class.
    pub classe: Option<String>,
    /// Status, as the domain writes it.
    pub statut: Option<String>,
    /// First day.
    pub du: Option<NaiveDate>,
    /// Last day.
    pub au: Option<NaiveDate>,
    /// Which register says so.
    pub source: String,
    /// Date of that register.
    pub source_le: NaiveDate,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
