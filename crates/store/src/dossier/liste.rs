//! Lists of dossiers: one query for every list, its counts and its exports, so that a figure always opens exactly what
//! it counts.

use std::collections::HashMap;

use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};
use raccroche_domain::{
    AGE_MAJORITE,
    suivi::{EtatContact, EtatVerification, GenreEcheance, NatureSolution},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType, Order,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef, Select,
    sea_query::{Alias, Expr, ExprTrait as _, Func, Query},
};
use uuid::Uuid;

use crate::{
    Perimetre, Result,
    entite::{
        jeune,
        suivi::{
            dossier::{self, Column as D},
            echeance, entree,
            territoire::{self, Column as T},
        },
    },
};

/// Rows looked up by one statement.
const LOT: usize = 500;

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
    /// Third axis: `Some(true)` without a solution nor a school, `Some(false)` with one.
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
    /// Handed over by another organisation to another, waiting for its answer: what who watches over a territory is told.
    pub relais_entre_autres: bool,
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

impl LigneDossier {
    /// Still enrolled: nobody is looked for.
    pub fn encore_scolarise(&self) -> bool {
        self.verification == EtatVerification::Scolarise.code()
    }

    /// Since when there is no solution; `None` while there is one, and while still enrolled.
    pub fn sans_solution_depuis(&self) -> Option<NaiveDate> {
        let sans = self.solution.is_none() && !self.encore_scolarise();
        NaiveDate::from_num_days_from_ce_opt(self.anciennete).filter(|_| sans)
    }
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
    let mut ids = retenus(perimetre, filtre).select_only().column(T::Dossier);
    ids = match tri {
        Tri::Urgence => {
            let naissance = Func::coalesce([T::Naissance.into_expr(), majorite_depuis(perimetre).into()]);
            ids.order_by(Expr::expr(naissance).gt(majorite_depuis(perimetre)), Order::Desc)
                .order_by_asc(T::Anciennete)
        }
        Tri::Nom => {
            let personne = territoire::Entity::belongs_to(jeune::Entity).from(T::Jeune).to(jeune::Column::Id);
            ids.join(JoinType::InnerJoin, RelationDef::from(personne))
                .order_by_asc(jeune::Column::NomPlie)
                .order_by_asc(jeune::Column::PrenomsPlie)
        }
        Tri::Echeance => {
            ids.order_by(T::ProchaineEcheance.is_null(), Order::Asc).order_by_asc(T::ProchaineEcheance)
        }
        Tri::Recent => ids.order_by_desc(T::MisAJourLe),
    };
    let ids: Vec<Uuid> = ids
        .order_by_asc(T::Dossier)
        .offset(page.depuis)
        .limit(page.taille)
        .into_tuple()
        .all(connection)
        .await?;
    let mut lignes = HashMap::with_capacity(ids.len());
    // A statement holds a bounded number of values.
    for ids in ids.chunks(LOT) {
        lignes.extend(lignes_de(connection, ids).await?.into_iter().map(|ligne| (ligne.id, ligne)));
    }
    Ok(ids.iter().filter_map(|id| lignes.remove(id)).collect())
}

/// The rows of these dossiers, in no order. Their numbers come from a list of the perimeter.
async fn lignes_de<C: ConnectionTrait>(connection: &C, ids: &[Uuid]) -> Result<Vec<LigneDossier>> {
    let personne = dossier::Entity::belongs_to(jeune::Entity).from(D::Jeune).to(jeune::Column::Id);
    let query = dossier::Entity::find()
        .join(JoinType::InnerJoin, RelationDef::from(personne))
        .filter(D::Id.is_in(ids.iter().copied()))
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
    Ok(query.into_model::<LigneDossier>().all(connection).await?)
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

fn retenus(perimetre: &Perimetre, filtre: &Filtre) -> Select<territoire::Entity> {
    let mut retenu = perimetre.territory();
    retenu = retenu.add(if filtre.clos { T::ClosLe.is_not_null() } else { T::ClosLe.is_null() });
    if let Some(etat) = filtre.verification {
        retenu = retenu.add(T::Verification.eq(etat.code()));
    }
    // Whom a school still has is not looked for, and is not without a solution (`EtatDossier::a_chercher`).
    let cherche = || T::Verification.ne(EtatVerification::Scolarise.code());
    if let Some(etat) = filtre.contact {
        retenu = retenu.add(T::Contact.eq(etat.code()));
        if etat == EtatContact::AContacter {
            retenu = retenu.add(cherche());
        }
    }
    match filtre.sans_solution {
        Some(true) => retenu = retenu.add(T::Solution.is_null()).add(cherche()),
        Some(false) => retenu = retenu.add(T::Solution.is_not_null()),
        None => {}
    }
    if let Some(nature) = filtre.nature {
        retenu = retenu.add(T::Solution.eq(nature.code()));
    }
    if filtre.mineurs {
        retenu = retenu.add(T::Naissance.gt(majorite_depuis(perimetre)));
    }
    if let Some(agent) = filtre.agent {
        retenu = retenu.add(T::ResponsableAgent.eq(agent));
    }
    if filtre.ma_structure {
        retenu = retenu.add(T::ResponsableOrganisation.is_in([perimetre.organisation().id]));
    }
    if filtre.relais_recus {
        retenu = retenu.add(T::RelaisVers.is_in([perimetre.organisation().id]));
    }
    if filtre.relais_envoyes {
        let attendu = T::RelaisVers.is_not_null();
        retenu = retenu.add(T::ResponsableOrganisation.eq(perimetre.organisation().id)).add(attendu);
    }
    if filtre.relais_entre_autres {
        let siens = perimetre.organisation().id;
        retenu = retenu.add(T::RelaisVers.is_not_null()).add(T::RelaisVers.ne(siens));
        retenu = retenu.add(T::ResponsableOrganisation.ne(siens));
    }
    if filtre.relais_refuse {
        retenu = retenu.add(refus_sans_suite());
    }
    if let Some(jour) = filtre.sans_solution_depuis {
        retenu = retenu.add(T::Solution.is_null()).add(cherche());
        retenu = retenu.add(T::Anciennete.lte(jour.num_days_from_ce()));
    }
    if let Some(dossiers) = &filtre.dossiers {
        retenu = retenu.add(T::Dossier.is_in(dossiers.iter().copied()));
    }
    if let Some(jour) = filtre.ouverts_depuis {
        retenu = retenu.add(T::OuvertLe.gte(jour));
    }
    if let Some(moment) = filtre.modifies_depuis {
        retenu = retenu.add(T::MisAJourLe.gte(moment));
    }
    if let Some(jeunes) = &filtre.jeunes {
        retenu = retenu.add(T::Jeune.is_in(jeunes.iter().copied()));
    }
    // What is due first is due before anything else: most of the territory need not be looked at further.
    if let Some(avant) = filtre.echeance_avant {
        retenu = retenu.add(T::ProchaineEcheance.lte(avant));
    }
    if filtre.echeance.is_some() || filtre.echeance_apres.is_some() {
        retenu = retenu.add(due(perimetre, filtre));
    }
    territoire::Entity::find().filter(retenu)
}

/// Something is due as the filter says, on the dossier of a row of `territoire`. What one's own organisation has to do is
/// one look in an index; for the others, each row is looked up.
fn due(perimetre: &Perimetre, filtre: &Filtre) -> Expr {
    use echeance::Column as E;
    let mut due = Query::select().from(echeance::Entity).take();
    if let Some(genre) = filtre.echeance {
        due.and_where(E::Genre.eq(genre.code()));
    }
    if let Some(avant) = filtre.echeance_avant {
        due.and_where(E::Le.lte(avant));
    }
    if let Some(apres) = filtre.echeance_apres {
        due.and_where(E::Le.gte(apres));
    }
    if filtre.ma_structure {
        due.column(E::Dossier).and_where(E::Organisation.eq(perimetre.organisation().id));
        return T::Dossier.in_subquery(due);
    }
    due.expr(Expr::value(1))
        .and_where(Expr::col((echeance::Entity, E::Dossier)).equals((territoire::Entity, T::Dossier)));
    Expr::exists(due)
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
        .and_where(colonne(&refus, entree::Column::Dossier).equals((territoire::Entity, T::Dossier)))
        .and_where(colonne(&refus, entree::Column::Genre).eq("relais_refuse"))
        .and_where(Expr::exists(suivie).not())
        .take();
    Expr::exists(refuse)
}
