//! What people are told by mail: how often they want to be, what was told already, and the figures of a summary.
//!
//! A mail is named by a key (what, to whom, for when) that is reserved before it leaves and freed when it is known not to
//! have left: two processes, or one that dies half-way, never send the same mail twice. The figures are those of "Ma
//! journée", counted by the same functions in the same perimeter; nothing here gives a name.

use std::collections::HashSet;

use chrono::{DateTime, Days, NaiveDate, Utc};
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    suivi::GenreEcheance,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult,
    IntoActiveModel as _, JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
    RelationDef, sea_query::OnConflict,
};
use uuid::Uuid;

pub use crate::entite::avis::preference::{Frequence, Model as Preference};
use crate::{
    Perimetre, Writer, appartenance as membership,
    dossier::{self, CompteEcheance, Filtre},
    entite::{
        appartenance,
        avis::{envoi, preference},
        utilisateur,
    },
    error::Result,
    sortis,
};

/// Keys bound by one statement: few enough for the parameters that SQLite admits.
const CHUNK: usize = 500;
/// The day of the week of who never chose one: Monday.
const LUNDI: i32 = 1;

/// What somebody chose. Who never did gets a summary on Mondays, from the account's first day on.
///
/// # Errors
/// When the database does not answer.
pub async fn preference(db: &impl ConnectionTrait, utilisateur: Uuid) -> Result<Option<Preference>> {
    Ok(preference::Entity::find_by_id(utilisateur).one(db).await?)
}

/// Keeps how often somebody wants a summary; `jour` is 1 for Monday to 7 for Sunday.
///
/// # Errors
/// When there is no such day or account, or the database refuses.
pub async fn choisir(writer: &Writer, utilisateur: Uuid, frequence: Frequence, jour: i32) -> Result<()> {
    let row = Preference { utilisateur, frequence, jour, choisi_le: writer.le(), dernier_le: None };
    let conflict = OnConflict::column(preference::Column::Utilisateur)
        .update_columns([
            preference::Column::Frequence,
            preference::Column::Jour,
            preference::Column::ChoisiLe,
        ])
        .to_owned();
    preference::Entity::insert(row.into_active_model())
        .on_conflict(conflict)
        .exec_without_returning(writer)
        .await?;
    Ok(())
}

/// Notes that somebody had the summary of a day.
///
/// # Errors
/// When the database refuses.
pub async fn noter(writer: &Writer, utilisateur: Uuid, jour: NaiveDate) -> Result<()> {
    let row = preference::ActiveModel {
        utilisateur: Set(utilisateur),
        frequence: Set(Frequence::Hebdomadaire),
        jour: Set(LUNDI),
        choisi_le: Set(writer.le()),
        dernier_le: Set(Some(jour)),
    };
    let conflict = OnConflict::column(preference::Column::Utilisateur)
        .update_column(preference::Column::DernierLe)
        .to_owned();
    preference::Entity::insert(row).on_conflict(conflict).exec_without_returning(writer).await?;
    Ok(())
}

/// Somebody to whom a summary may be due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abonne {
    /// Who.
    pub utilisateur: Uuid,
    /// How often.
    pub frequence: Frequence,
    /// For once a week: the day, 1 for Monday to 7 for Sunday.
    pub jour: i32,
    /// Since when it is so.
    pub choisi_le: DateTime<Utc>,
    /// The day of the last summary.
    pub dernier_le: Option<NaiveDate>,
}

#[derive(Debug, FromQueryResult)]
struct Ligne {
    id: Uuid,
    cree_le: DateTime<Utc>,
    frequence: Option<Frequence>,
    jour: Option<i32>,
    choisi_le: Option<DateTime<Utc>>,
    dernier_le: Option<NaiveDate>,
}

/// Open accounts with a membership that holds on that day, which want summaries and did not have one that day.
///
/// # Errors
/// When the database does not answer.
pub async fn abonnes(db: &impl ConnectionTrait, le: NaiveDate) -> Result<Vec<Abonne>> {
    use preference::Column as P;
    use utilisateur::Column as U;
    let held = appartenance::Entity::find()
        .select_only()
        .column(appartenance::Column::Utilisateur)
        .filter(membership::holds_on(le));
    let wanted = Condition::any().add(P::Utilisateur.is_null()).add(
        Condition::all()
            .add(P::Frequence.ne(Frequence::Aucune))
            .add(Condition::any().add(P::DernierLe.is_null()).add(P::DernierLe.lt(le))),
    );
    let lignes = utilisateur::Entity::find()
        .join(JoinType::LeftJoin, to_preference())
        .select_only()
        .columns([U::Id, U::CreeLe])
        .columns([P::Frequence, P::Jour, P::ChoisiLe, P::DernierLe])
        .filter(U::Actif.eq(true))
        .filter(U::Id.in_subquery(held.into_query()))
        .filter(wanted)
        .order_by_asc(U::Id)
        .into_model::<Ligne>()
        .all(db)
        .await?;
    Ok(lignes
        .into_iter()
        .map(|ligne| Abonne {
            utilisateur: ligne.id,
            frequence: ligne.frequence.unwrap_or(Frequence::Hebdomadaire),
            jour: ligne.jour.unwrap_or(LUNDI),
            choisi_le: ligne.choisi_le.unwrap_or(ligne.cree_le),
            dernier_le: ligne.dernier_le,
        })
        .collect())
}

fn to_preference() -> RelationDef {
    utilisateur::Entity::belongs_to(preference::Entity)
        .from(utilisateur::Column::Id)
        .to(preference::Column::Utilisateur)
        .into()
}

/// Reserves a mail by its key. `false` when somebody else did: it was sent, or nobody can tell, and it must not be again.
/// Commit before sending.
///
/// # Errors
/// When the database refuses.
pub async fn reserver(writer: &Writer, cle: &str) -> Result<bool> {
    let row = envoi::Model { cle: cle.to_owned(), le: writer.le() };
    let inserted = envoi::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(envoi::Column::Cle).do_nothing().to_owned())
        .exec_without_returning(writer)
        .await?;
    Ok(inserted == 1)
}

/// Frees a key: the mail is known not to have left, and may be tried again.
///
/// # Errors
/// When the database refuses.
pub async fn liberer(writer: &Writer, cle: &str) -> Result<()> {
    envoi::Entity::delete_by_id(cle).exec(writer).await?;
    Ok(())
}

/// Those of these keys that are reserved.
///
/// # Errors
/// When the database does not answer.
pub async fn reserves(db: &impl ConnectionTrait, cles: &[String]) -> Result<HashSet<String>> {
    let mut found = HashSet::new();
    for cles in cles.chunks(CHUNK) {
        let query = envoi::Entity::find().filter(envoi::Column::Cle.is_in(cles.iter().map(String::as_str)));
        found.extend(query.all(db).await?.into_iter().map(|row| row.cle));
    }
    Ok(found)
}

/// Forgets the mails reserved before this moment; their day must be long past. Gives how many.
///
/// # Errors
/// When the database refuses.
pub async fn oublier(writer: &Writer, avant: DateTime<Utc>) -> Result<u64> {
    Ok(envoi::Entity::delete_many().filter(envoi::Column::Le.lt(avant)).exec(writer).await?.rows_affected)
}

/// Hand-offs left without an answer beyond the days that the académie allows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RelaisEnRetard {
    /// Proposed by the organisation, which stays responsible.
    pub envoyes: u64,
    /// Proposed to the organisation.
    pub recus: u64,
    /// Between others of the territory, for who watches over it.
    pub entre_autres: u64,
}

/// What "Ma journée" counts, and a summary with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chiffres {
    /// The day of the perimeter.
    pub jour: NaiveDate,
    /// What is due by this day, a week later, by kind.
    pub avant: NaiveDate,
    /// What is due.
    pub dues: Vec<CompteEcheance>,
    /// Hand-offs that wait for the organisation's answer.
    pub relais_recus: u64,
    /// Since when dossiers count as new.
    pub depuis: NaiveDate,
    /// Dossiers opened since then.
    pub nouveaux: u64,
    /// Followed, and found by the last campaign: somebody must decide.
    pub retrouves: u64,
    /// Hand-offs whose escalation is due.
    pub en_retard: RelaisEnRetard,
}

/// The figures of a perimeter; dossiers opened since `depuis` are new.
///
/// # Errors
/// When the database does not answer.
pub async fn chiffres(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    depuis: NaiveDate,
) -> Result<Chiffres> {
    let jour = perimetre.le();
    let avant = jour.checked_add_days(Days::new(7)).unwrap_or(jour);
    let hier = jour.checked_sub_days(Days::new(1)).unwrap_or(jour);
    let compter = async |filtre: Filtre| dossier::compter(db, perimetre, &filtre).await;
    let en_retard = |filtre: Filtre| Filtre {
        echeance: Some(GenreEcheance::ReponseRelais),
        echeance_avant: Some(hier),
        ..filtre
    };
    let entre_autres = if perimetre.role().veille_aux_relais() {
        compter(en_retard(Filtre { relais_entre_autres: true, ..Filtre::default() })).await?
    } else {
        0
    };
    let retrouves = if peut(perimetre.role(), Agregat::Dossier, Action::Decider) {
        sortis::compter(db, perimetre).await?
    } else {
        0
    };
    Ok(Chiffres {
        retrouves,
        jour,
        avant,
        dues: dossier::echeances_dues(db, perimetre, None, avant).await?,
        relais_recus: compter(Filtre { relais_recus: true, ..Filtre::default() }).await?,
        depuis,
        nouveaux: compter(Filtre { ouverts_depuis: Some(depuis), ..Filtre::default() }).await?,
        en_retard: RelaisEnRetard {
            envoyes: compter(en_retard(Filtre { relais_envoyes: true, ..Filtre::default() })).await?,
            recus: compter(en_retard(Filtre { relais_recus: true, ..Filtre::default() })).await?,
            entre_autres,
        },
    })
}
