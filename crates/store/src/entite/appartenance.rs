//! Memberships.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// Somebody acts in an organisation, in a role, from a day to another.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appartenance")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who.
    pub utilisateur: Uuid,
    /// Where.
    pub organisation: Uuid,
    /// As what.
    pub role: String,
    /// First day.
    pub du: NaiveDate,
    /// Last day; none while it lasts.
    pub au: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
