//! Who asks, in whose name, and whom they may see.
//!
//! Every function that gives personal data of young people takes one, and there is no way to make one but from a
//! membership that holds: a caller cannot forget to ask who is asking.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait as _, JoinType, QueryFilter as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    appartenance::{holds_on, to_organisation, to_utilisateur},
    entite::{appartenance, etablissement_zone, jeune, organisation, scolarite, utilisateur, zonage},
    error::Result,
    organisation::{GenreOrganisation, Organisation},
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

    /// Which rows of `jeune` are within: by the school they went to, by where they live, or all.
    pub(crate) fn of_jeunes(&self) -> Condition {
        // An empty condition would hold for everybody: who has no organisation sees nobody.
        let nobody = Condition::any().add(Expr::value(1).eq(0));
        self.organisations.iter().map(reach).fold(nobody, Condition::add)
    }

    /// Which rows of another table are within, by its column that refers to `jeune`.
    pub(crate) fn holds<C: ColumnTrait>(&self, column: C) -> Expr {
        let whose = Query::select()
            .expr(Expr::value(1))
            .from(jeune::Entity)
            .and_where(same(jeune::Column::Id, column))
            .cond_where(self.of_jeunes())
            .take();
        Expr::exists(whose)
    }
}

/// Whom an organisation reaches. Each part looks up one row of an index for the row at hand (`EXISTS`, not `IN`, which
/// SQLite would first list whole).
fn reach(organisation: &Organisation) -> Condition {
    let id = organisation.id;
    match organisation.genre {
        GenreOrganisation::Academie => Condition::all().add(Expr::value(1).eq(1)),
        GenreOrganisation::Dsden => {
            let schools = enrolments()
                .inner_join(organisation::Entity, same(organisation::Column::Code, scolarite::Column::Uai))
                .and_where(organisation::Column::Genre.eq(GenreOrganisation::Etablissement))
                .and_where(organisation::Column::Departement.eq(&organisation.departement))
                .take();
            let here = jeune::Column::CommuneResidence.starts_with(&organisation.departement);
            Condition::any().add(here).add(Expr::exists(schools))
        }
        GenreOrganisation::Etablissement => {
            let here = enrolments().and_where(scolarite::Column::Uai.eq(&organisation.code)).take();
            Condition::any().add(Expr::exists(here))
        }
        GenreOrganisation::Cio
        | GenreOrganisation::Psad
        | GenreOrganisation::MissionLocale
        | GenreOrganisation::Zap => {
            let lives = Query::select()
                .expr(Expr::value(1))
                .from(zonage::Entity)
                .and_where(same(zonage::Column::Commune, jeune::Column::CommuneResidence))
                .and_where(zonage::Column::Genre.eq(organisation.genre))
                .and_where(zonage::Column::Organisation.eq(id))
                .take();
            let went = enrolments()
                .inner_join(
                    etablissement_zone::Entity,
                    same(etablissement_zone::Column::Uai, scolarite::Column::Uai),
                )
                .and_where(etablissement_zone::Column::Genre.eq(organisation.genre))
                .and_where(etablissement_zone::Column::Organisation.eq(id))
                .take();
            Condition::any().add(Expr::exists(lives)).add(Expr::exists(went))
        }
    }
}

/// The enrolments of the young person at hand.
fn enrolments() -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from(scolarite::Entity)
        .and_where(same(scolarite::Column::Jeune, jeune::Column::Id))
        .take()
}

fn same<A: ColumnTrait, B: ColumnTrait>(a: A, b: B) -> Expr {
    Expr::col(a.as_column_ref()).eq(Expr::col(b.as_column_ref()))
}
