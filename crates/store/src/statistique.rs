//! Counts over the whole database, never a name: what is published about the service.

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, QueryFilter as _, QuerySelect as _,
};

use raccroche_domain::suivi::EtatVerification;

use crate::{entite::suivi::dossier, error::Result};

/// Counts of dossiers. Whoever publishes them hides the small ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Publiques {
    /// Open.
    pub ouverts: u64,
    /// Closed.
    pub clos: u64,
    /// Open, with a person responsible beside the organisation.
    pub avec_agent: u64,
    /// Open, the young person or the family reached at least once.
    pub joints: u64,
    /// Open, with a solution under way.
    pub avec_solution: u64,
}

#[derive(Debug, FromQueryResult)]
struct Ligne {
    contact: String,
    dossiers: i64,
    agents: i64,
    solutions: i64,
}

/// Counts of today, in one pass over the open dossiers. A pupil whom a school still follows is no young person who has left, and is
/// not counted.
///
/// # Errors
/// When the database does not answer.
pub async fn publiques(db: &impl ConnectionTrait) -> Result<Publiques> {
    use dossier::Column as D;
    let partis = || dossier::Entity::find().filter(D::Verification.ne(EtatVerification::Scolarise.code()));
    let lignes = partis()
        .filter(D::ClosLe.is_null())
        .select_only()
        .column(D::Contact)
        .column_as(D::Id.count(), "dossiers")
        .column_as(D::ResponsableAgent.count(), "agents")
        .column_as(D::Solution.count(), "solutions")
        .group_by(D::Contact)
        .into_model::<Ligne>()
        .all(db)
        .await?;
    let clos: Option<i64> = partis()
        .filter(D::ClosLe.is_not_null())
        .select_only()
        .column_as(D::Id.count(), "dossiers")
        .into_tuple()
        .one(db)
        .await?;
    let positif = |compte: i64| u64::try_from(compte).unwrap_or(0);
    let mut comptes = Publiques { clos: positif(clos.unwrap_or(0)), ..Publiques::default() };
    for ligne in lignes {
        comptes.ouverts += positif(ligne.dossiers);
        comptes.avec_agent += positif(ligne.agents);
        comptes.avec_solution += positif(ligne.solutions);
        if ligne.contact == raccroche_domain::suivi::EtatContact::Joint.code() {
            comptes.joints += positif(ligne.dossiers);
        }
    }
    Ok(comptes)
}
