//! Who asks, in whose name, and whom they may see.
//!
//! Every function that gives personal data of young people takes one, and there is no way to make one but from a
//! membership that holds: a caller cannot forget to ask who is asking.

use chrono::NaiveDate;
use raccroche_domain::droits::Role;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait as _,
    sea_query::{Expr, ExprTrait as _, Query},
};
use uuid::Uuid;

use crate::{
    appartenance::Appartenance,
    entite::{
        appartenance, jeune, organisation,
        suivi::{portee, territoire},
        utilisateur,
    },
    error::Result,
    organisation::Organisation,
    utilisateur::Utilisateur,
};

/// What one person may see in one role, in one organisation, on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Perimetre {
    utilisateur: Uuid,
    nom: String,
    appartenance: Uuid,
    role: Role,
    organisation: Organisation,
    le: NaiveDate,
}

/// Under whose name an entry of a journal is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auteur {
    /// The account; none for the young person and for a campaign.
    pub utilisateur: Option<Uuid>,
    /// The name on that day.
    pub nom: String,
    /// In the name of which organisation.
    pub organisation: Option<Uuid>,
}

impl Auteur {
    /// Somebody or something without an account: a campaign, a young person who answers a link.
    pub fn sans_compte(nom: impl Into<String>) -> Self {
        Self { utilisateur: None, nom: nom.into(), organisation: None }
    }
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
        let Some(held) = appartenance::Entity::find_by_id(membership).one(db).await? else { return Ok(None) };
        let Some(account) = utilisateur::Entity::find_by_id(utilisateur).one(db).await? else {
            return Ok(None);
        };
        let place = organisation::Entity::find_by_id(held.organisation).one(db).await?;
        Ok(place.and_then(|place| Self::of_membership(&account, &held, &place, day)))
    }

    /// The same, from rows already read.
    pub fn of_membership(
        account: &Utilisateur,
        held: &Appartenance,
        organisation: &Organisation,
        day: NaiveDate,
    ) -> Option<Self> {
        let holds = held.utilisateur == account.id
            && held.organisation == organisation.id
            && held.is_valid_on(day)
            && account.actif;
        let role = Role::de_code(&held.role).filter(|_| holds)?;
        Some(Self {
            utilisateur: account.id,
            nom: format!("{} {}", account.prenom, account.nom).trim().to_owned(),
            appartenance: held.id,
            role,
            organisation: organisation.clone(),
            le: day,
        })
    }

    /// Who asks.
    pub fn utilisateur(&self) -> Uuid {
        self.utilisateur
    }

    /// Their first name and name.
    pub fn nom(&self) -> &str {
        &self.nom
    }

    /// The membership in whose name they ask.
    pub fn appartenance(&self) -> Uuid {
        self.appartenance
    }

    /// As what they ask.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The organisation for which they ask.
    pub fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// The day on which they ask.
    pub fn le(&self) -> NaiveDate {
        self.le
    }

    /// The name under which they write.
    pub fn auteur(&self) -> Auteur {
        Auteur {
            utilisateur: Some(self.utilisateur),
            nom: self.nom.clone(),
            organisation: Some(self.organisation.id),
        }
    }

    /// Which organisation's territory holds a dossier on the day of the perimeter.
    pub(crate) fn in_territory(&self) -> Condition {
        let still =
            Condition::any().add(portee::Column::JusquAu.is_null()).add(portee::Column::JusquAu.gte(self.le));
        Condition::all().add(portee::Column::Organisation.eq(self.organisation.id)).add(still)
    }

    /// The rows of `territoire` that are within.
    pub(crate) fn territory(&self) -> Condition {
        Condition::all()
            .add(territoire::Column::Organisation.eq(self.organisation.id))
            .add(territoire::Column::JusquAu.gte(self.le))
    }

    /// Whether a row at hand is within, by its column that refers to what `by` refers to. `EXISTS`, not `IN`, and on one
    /// table: each row looks up one row of an index, where a planner would else walk the whole territory for each.
    pub(crate) fn sees<C: ColumnTrait>(&self, by: territoire::Column, column: C) -> Expr {
        let whose = Query::select()
            .expr(Expr::value(1))
            .from(territoire::Entity)
            .and_where(Expr::col((territoire::Entity, by)).equals(column.as_column_ref()))
            .cond_where(self.territory())
            .take();
        Expr::exists(whose)
    }

    /// Which rows of `jeune` are within: those with a dossier in the territory.
    pub(crate) fn of_jeunes(&self) -> Condition {
        Condition::all().add(self.holds(jeune::Column::Id))
    }

    /// Which rows of another table are within, by its column that refers to `jeune`.
    pub(crate) fn holds<C: ColumnTrait>(&self, column: C) -> Expr {
        self.sees(territoire::Column::Jeune, column)
    }
}
