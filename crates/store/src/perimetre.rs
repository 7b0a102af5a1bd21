//! Who asks, in whose name, and whom they may see.
//!
//! Every function that gives personal data of young people takes one, and there is no way to make one but from a
//! membership that holds: a caller cannot forget to ask who is asking.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, JoinType, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::{
    appartenance::{holds_on, to_organisation, to_utilisateur},
    entite::{appartenance, organisation, utilisateur},
    error::Result,
    organisation::Organisation,
};

/// What one person may see in one role, on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Perimetre {
    utilisateur: Uuid,
    appartenance: Uuid,
    role: String,
    organisations: Vec<Organisation>,
    le: NaiveDate,
}

impl Perimetre {
    /// The perimeter of a membership, when it is this person's, holds on that day and the account is open.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(
        db: &impl ConnectionTrait,
        utilisateur: Uuid,
        membership: Uuid,
        day: NaiveDate,
    ) -> Result<Option<Self>> {
        let found = appartenance::Entity::find_by_id(membership)
            .join(JoinType::InnerJoin, to_utilisateur())
            .join(JoinType::InnerJoin, to_organisation())
            .select_also(organisation::Entity)
            .filter(appartenance::Column::Utilisateur.eq(utilisateur))
            .filter(utilisateur::Column::Actif.eq(true))
            .filter(holds_on(day))
            .one(db)
            .await?;
        let Some((held, Some(organisation))) = found else { return Ok(None) };
        Ok(Some(Self {
            utilisateur,
            appartenance: held.id,
            role: held.role,
            organisations: vec![organisation],
            le: day,
        }))
    }

    /// Who asks.
    pub fn utilisateur(&self) -> Uuid {
        self.utilisateur
    }

    /// The membership in whose name they ask.
    pub fn appartenance(&self) -> Uuid {
        self.appartenance
    }

    /// As what they ask.
    pub fn role(&self) -> &str {
        &self.role
    }

    /// The organisations for which they ask.
    pub fn organisations(&self) -> &[Organisation] {
        &self.organisations
    }

    /// The day on which they ask.
    pub fn le(&self) -> NaiveDate {
        self.le
    }
}
