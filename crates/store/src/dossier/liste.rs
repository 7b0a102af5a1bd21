//! Lists of dossiers: one query for every list, its counts and its exports, so that a figure always opens exactly what
//! it counts.

use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};
use raccroche_domain::{
    AGE_MAJORITE,
    suivi::{EtatContact, EtatVerification, GenreEcheance, NatureSolution},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType, Order,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, Select,
    sea_query::{Alias, Expr, ExprTrait as _, Func, Query},
};
use uuid::Uuid;

use super::lire::visible;
use crate::{
    Perimetre, Result,
    entite::{
        jeune,
        suivi::{dossier, echeance, entree},
    },
};

/// What a list keeps. The default keeps every open dossier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box that a person ticks: they combine freely")]
pub struct Filtre {
    /// Closed dossiers instead of open ones.
    pub clos: bool,
    /// First axis.
    pub verification: Option<EtatVerification>,
    /// Second axis.
    pub contact: Option<EtatContact>,
    /// Third axis: `Some(true)` without a solution, `Some(false)` with one.
    pub sans_solution: Option<bool>,
    /// Solution of that kind under way.
    pub nature: Option<NatureSolution>,
    /// Under 18 on the day of the perimeter.
    pub mineurs: bool,
    /// Answered for by that person.
    pub agent: Option<Uuid>,
    /// Answered for by one of the perimeter's organisations.
    pub ma_structure: bool,
    /// Handed over to one of the perimeter's organisations, waiting for its answer.
    pub relais_recus: bool,
    /// Answered for by the perimeter's organisation, which waits for another to take over.
    pub relais_envoyes: bool,
    /// A hand-off was refused, and nothing came of it since: no other was proposed, nobody took over, no solution began.
    pub relais_refuse: bool,
    /// Without a solution since that day or before.
    pub sans_solution_depuis: Option<NaiveDate>,
    /// Something of that kind due…
    pub echeance: Option<GenreEcheance>,
    /// …or anything, by that day (inclusive).
    pub echeance_avant: Option<NaiveDate>,
    /// Something due from that day on (inclusive); with `echeance_avant`, between the two.
    pub echeance_apres: Option<NaiveDate>,
    /// Opened from that day on.
    pub ouverts_depuis: Option<NaiveDate>,
    /// Whose last entry was written at that moment or later.
    pub modifies_depuis: Option<DateTime<Utc>>,
    /// These people: the result of a search.
    pub jeunes: Option<Vec<Uuid>>,
    /// These dossiers: a queue, a selection.
    pub dossiers: Option<Vec<Uuid>>,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tri {
    /// Minors first, then the longest without a solution.
    #[default]
    Urgence,
    /// By name.
    Nom,
    /// What is due first.
    Echeance,
    /// Latest entry first.
    Recent,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct LigneDossier {
    /// Number of the dossier.
    pub id: Uuid,
    /// Number of the person.
    pub jeune: Uuid,
    /// Birth name.
    pub nom_famille: String,
    /// Usage name.
    pub nom_usage: Option<String>,
    /// First names.
    pub prenoms: String,
    /// `masculin`, `feminin`.
    pub sexe: Option<String>,
    /// Birth date.
    pub naissance: Option<NaiveDate>,
    /// Town of residence.
    pub ville: Option<String>,
    /// Last school; empty when unknown.
    pub dernier_etablissement: String,
    /// Last formation; empty when unknown.
    pub derniere_formation: String,
    /// Day number since which there is no solution.
    pub anciennete: i32,
    /// The organisation that answers for it.
    pub responsable_organisation: Uuid,
    /// The person in it.
    pub responsable_agent: Option<Uuid>,
    /// Code of the first axis.
    pub verification: String,
    /// Code of the second axis.
    pub contact: String,
    /// Code of the solution under way.
    pub solution: Option<String>,
    /// What is due first.
    pub prochaine_echeance: Option<NaiveDate>,
    /// Of what kind.
    pub prochain_genre: Option<String>,
    /// Last day, when closed.
    pub clos_le: Option<NaiveDate>,
}

/// A part of a list: `taille` rows from the one numbered `depuis` (0 for the first).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many rows come before.
    pub depuis: u64,
    /// How many rows at most.
    pub taille: u64,
}

/// How many things of one kind are due by a day.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct CompteEcheance {
    /// Code of the kind.
    pub genre: String,
    /// How many dossiers have one.
    pub dossiers: i64,
    /// The earliest.
    pub premiere: NaiveDate,
}

/// The rows of a list.
///
/// # Errors
/// When the database does not answer.
pub async fn lister<C: ConnectionTrait>(
    connection: &C,
    perimetre: &Perimetre,
    filtre: &Filtre,
    tri: Tri,
    page: Page,
) -> Result<Vec<LigneDossier>> {
    use dossier::Column as D;
    let personne = dossier::Entity::belongs_to(jeune::Entity).from(D::Jeune).to(jeune::Column::Id);
    let query = retenus(perimetre, filtre)
        .join(JoinType::InnerJoin, sea_orm::RelationDef::from(personne))
        .select_only()
        .columns([
            D::Id,
            D::Jeune,
            D::Naissance,
            D::DernierEtablissement,
            D::DerniereFormation,
            D::Anciennete,
        ])
        .columns([D::ResponsableOrganisation, D::ResponsableAgent, D::Verification, D::Contact, D::Solution])
        .columns([D::ProchaineEcheance, D::ProchainGenre, D::ClosLe])
        .columns([
            jeune::Column::NomFamille,
            jeune::Column::NomUsage,
            jeune::Column::Prenoms,
            jeune::Column::Sexe,
            jeune::Column::Ville,
        ]);
    let query = match tri {
        Tri::Urgence => query
            .order_by(
                Expr::expr(Func::coalesce([D::Naissance.into_expr(), majorite_depuis(perimetre).into()]))
                    .gt(majorite_depuis(perimetre)),
                Order::Desc,
            )
            .order_by_asc(D::Anciennete),
        Tri::Nom => query.order_by_asc(jeune::Column::NomPlie).order_by_asc(jeune::Column::PrenomsPlie),
        Tri::Echeance => {
            query.order_by(D::ProchaineEcheance.is_null(), Order::Asc).order_by_asc(D::ProchaineEcheance)
        }
        Tri::Recent => query.order_by_desc(D::MisAJourLe),
    };
    Ok(query
        .order_by_asc(D::Id)
        .offset(page.depuis)
        .limit(page.taille)
        .into_model::<LigneDossier>()
        .all(connection)
        .await?)
}

/// How many rows the whole list has.
///
/// # Errors
/// When the database does not answer.
pub async fn compter<C: ConnectionTrait>(
    connection: &C,
    perimetre: &Perimetre,
    filtre: &Filtre,
) -> Result<u64> {
    Ok(retenus(perimetre, filtre).count(connection).await?)
}

/// What is due by `avant`, by kind, on the open dossiers that the perimeter's organisations answer for.
///
/// # Errors
/// When the database does not answer.
pub async fn echeances_dues<C: ConnectionTrait>(
    connection: &C,
    perimetre: &Perimetre,
    apres: Option<NaiveDate>,
    avant: NaiveDate,
) -> Result<Vec<CompteEcheance>> {
    let mut query = echeance::Entity::find()
        .filter(echeance::Column::Organisation.is_in([perimetre.organisation().id]))
        .filter(echeance::Column::Le.lte(avant));
    if let Some(apres) = apres {
        query = query.filter(echeance::Column::Le.gte(apres));
    }
    let distinct = Func::count_distinct(Expr::col(echeance::Column::Dossier));
    Ok(query
        .select_only()
        .column(echeance::Column::Genre)
        .column_as(Expr::expr(distinct), "dossiers")
        .column_as(echeance::Column::Le.min(), "premiere")
        .group_by(echeance::Column::Genre)
        .order_by_asc(echeance::Column::Le.min())
        .into_model::<CompteEcheance>()
        .all(connection)
        .await?)
}

/// Born after that day: under 18 on the day of the perimeter.
fn majorite_depuis(perimetre: &Perimetre) -> NaiveDate {
    perimetre.le().checked_sub_months(Months::new(12 * AGE_MAJORITE)).unwrap_or(NaiveDate::MIN)
}

fn retenus(perimetre: &Perimetre, filtre: &Filtre) -> Select<dossier::Entity> {
    use dossier::Column as D;
    let mut retenu = visible(perimetre);
    retenu = retenu.add(if filtre.clos { D::ClosLe.is_not_null() } else { D::ClosLe.is_null() });
    if let Some(etat) = filtre.verification {
        retenu = retenu.add(D::Verification.eq(etat.code()));
    }
    if let Some(etat) = filtre.contact {
        retenu = retenu.add(D::Contact.eq(etat.code()));
    }
    match filtre.sans_solution {
        Some(true) => retenu = retenu.add(D::Solution.is_null()),
        Some(false) => retenu = retenu.add(D::Solution.is_not_null()),
        None => {}
    }
    if let Some(nature) = filtre.nature {
        retenu = retenu.add(D::Solution.eq(nature.code()));
    }
    if filtre.mineurs {
        retenu = retenu.add(D::Naissance.gt(majorite_depuis(perimetre)));
    }
    if let Some(agent) = filtre.agent {
        retenu = retenu.add(D::ResponsableAgent.eq(agent));
    }
    if filtre.ma_structure {
        retenu = retenu.add(D::ResponsableOrganisation.is_in([perimetre.organisation().id]));
    }
    if filtre.relais_recus {
        retenu = retenu.add(D::RelaisVers.is_in([perimetre.organisation().id]));
    }
    if filtre.relais_envoyes {
        let attendu = D::RelaisVers.is_not_null();
        retenu = retenu.add(D::ResponsableOrganisation.eq(perimetre.organisation().id)).add(attendu);
    }
    if filtre.relais_refuse {
        retenu = retenu.add(refus_sans_suite());
    }
    if let Some(jour) = filtre.sans_solution_depuis {
        retenu = retenu.add(D::Solution.is_null()).add(D::Anciennete.lte(jour.num_days_from_ce()));
    }
    if let Some(dossiers) = &filtre.dossiers {
        retenu = retenu.add(D::Id.is_in(dossiers.iter().copied()));
    }
    if let Some(jour) = filtre.ouverts_depuis {
        retenu = retenu.add(D::OuvertLe.gte(jour));
    }
    if let Some(moment) = filtre.modifies_depuis {
        retenu = retenu.add(D::MisAJourLe.gte(moment));
    }
    if let Some(jeunes) = &filtre.jeunes {
        retenu = retenu.add(D::Jeune.is_in(jeunes.iter().copied()));
    }
    if filtre.echeance.is_some() || filtre.echeance_avant.is_some() || filtre.echeance_apres.is_some() {
        let mut dues = Condition::all();
        if let Some(genre) = filtre.echeance {
            dues = dues.add(echeance::Column::Genre.eq(genre.code()));
        }
        if let Some(avant) = filtre.echeance_avant {
            dues = dues.add(echeance::Column::Le.lte(avant));
        }
        if let Some(apres) = filtre.echeance_apres {
            dues = dues.add(echeance::Column::Le.gte(apres));
        }
        let dues = echeance::Entity::find().select_only().column(echeance::Column::Dossier).filter(dues);
        retenu = retenu.add(D::Id.in_subquery(dues.into_query()));
    }
    dossier::Entity::find().filter(retenu)
}

/// The journal has a refusal that nothing follows which would answer it.
fn refus_sans_suite() -> Expr {
    const SUITES: [&str; 3] = ["relais_propose", "relais_accepte", "solution_ouverte"];
    let (refus, suite) = (Alias::new("refus"), Alias::new("suite"));
    let colonne = |table: &Alias, colonne| Expr::col((table.clone(), colonne));
    let suivie = Query::select()
        .expr(Expr::value(1))
        .from_as(entree::Entity, suite.clone())
        .and_where(colonne(&suite, entree::Column::Dossier).equals((refus.clone(), entree::Column::Dossier)))
        .and_where(colonne(&suite, entree::Column::Genre).is_in(SUITES))
        .and_where(colonne(&suite, entree::Column::Rang).gt(Expr::col((refus.clone(), entree::Column::Rang))))
        .take();
    let refuse = Query::select()
        .expr(Expr::value(1))
        .from_as(entree::Entity, refus.clone())
        .and_where(colonne(&refus, entree::Column::Dossier).equals((dossier::Entity, dossier::Column::Id)))
        .and_where(colonne(&refus, entree::Column::Genre).eq("relais_refuse"))
        .and_where(Expr::exists(suivie).not())
        .take();
    Expr::exists(refuse)
}
