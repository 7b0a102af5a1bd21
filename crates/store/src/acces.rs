//! The access log: each time a dossier is read, exported or printed, who did it and why they could.
//!
//! Rows are only ever added, which the schema sees to. They name people by identifiers without referring to them, so that
//! the trace outlives the account.

use chrono::{DateTime, Utc};
use raccroche_domain::droits::MotifPortee;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, IntoActiveModel as _, JoinType,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, RelationDef,
    Select,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

pub use crate::entite::acces::Model as Acces;
use crate::{
    Perimetre, Writer,
    entite::{
        acces::{Column, Entity},
        appartenance, organisation, utilisateur,
    },
    error::Result,
    signature_lien::LienTenu,
};

/// Notes that somebody did something to a dossier (or to none in particular: a list exported), and why they could.
///
/// # Errors
/// When the database refuses; then nothing must be shown.
pub async fn record(
    writer: &Writer,
    perimetre: &Perimetre,
    dossier: Option<Uuid>,
    action: &str,
    motif: &str,
) -> Result<()> {
    let row = Acces {
        id: writer.new_id(),
        le: writer.le(),
        utilisateur: perimetre.utilisateur(),
        nom: None,
        appartenance: Some(perimetre.appartenance()),
        dossier,
        action: action.to_owned(),
        motif: motif.to_owned(),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
    Ok(())
}

/// Notes that somebody without an account read what a link lets them read.
///
/// # Errors
/// As [`record`].
pub async fn record_lien(writer: &Writer, lien: &LienTenu, dossier: Uuid, action: &str) -> Result<()> {
    let row = Acces {
        id: writer.new_id(),
        le: writer.le(),
        utilisateur: lien.partie(),
        nom: Some(lien.nom().to_owned()),
        appartenance: None,
        dossier: Some(dossier),
        action: action.to_owned(),
        motif: lien.motif().code().to_owned(),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
    Ok(())
}

/// Notes that somebody saw several dossiers on one page, in one statement however many they are.
///
/// # Errors
/// As [`record`].
pub async fn record_many(
    writer: &Writer,
    perimetre: &Perimetre,
    dossiers: &[Uuid],
    action: &str,
    motif: &str,
) -> Result<()> {
    let rows = dossiers.iter().map(|dossier| {
        let row = Acces {
            id: writer.new_id(),
            le: writer.le(),
            utilisateur: perimetre.utilisateur(),
            nom: None,
            appartenance: Some(perimetre.appartenance()),
            dossier: Some(*dossier),
            action: action.to_owned(),
            motif: motif.to_owned(),
        };
        row.into_active_model()
    });
    Entity::insert_many(rows).exec_without_returning(writer).await?;
    Ok(())
}

/// The same, each with its own reason: a page of a list crosses territories for several.
///
/// # Errors
/// As [`record`].
pub async fn record_each(
    writer: &Writer,
    perimetre: &Perimetre,
    dossiers: &[(Uuid, MotifPortee)],
    action: &str,
) -> Result<()> {
    let rows = dossiers.iter().map(|(dossier, motif)| {
        let row = Acces {
            id: writer.new_id(),
            le: writer.le(),
            utilisateur: perimetre.utilisateur(),
            nom: None,
            appartenance: Some(perimetre.appartenance()),
            dossier: Some(*dossier),
            action: action.to_owned(),
            motif: motif.code().to_owned(),
        };
        row.into_active_model()
    });
    Entity::insert_many(rows).exec_without_returning(writer).await?;
    Ok(())
}

/// Who accessed a dossier, last first, `limit` at most. Whether the asker may know is the matrix's to say.
///
/// # Errors
/// When the database does not answer.
pub async fn of_dossier(db: &impl ConnectionTrait, dossier: Uuid, limit: u64) -> Result<Vec<Acces>> {
    let query = Entity::find()
        .filter(Column::Dossier.eq(dossier))
        .order_by_desc(Column::Le)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(query.all(db).await?)
}

/// What somebody accessed since a moment, last first, `limit` at most.
///
/// # Errors
/// When the database does not answer.
pub async fn of_utilisateur(
    db: &impl ConnectionTrait,
    utilisateur: Uuid,
    since: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Acces>> {
    let query = Entity::find()
        .filter(Column::Utilisateur.eq(utilisateur))
        .filter(Column::Le.gte(since))
        .order_by_desc(Column::Le)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(query.all(db).await?)
}

/// When somebody last read or exported anything before a moment; nothing when never.
///
/// # Errors
/// When the database does not answer.
pub async fn last_before(
    db: &impl ConnectionTrait,
    utilisateur: Uuid,
    before: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    let query = Entity::find()
        .select_only()
        .column(Column::Le)
        .filter(Column::Utilisateur.eq(utilisateur))
        .filter(Column::Le.lt(before))
        .order_by_desc(Column::Le)
        .limit(1);
    Ok(query.into_tuple().one(db).await?)
}

/// Which accesses are looked for. The default keeps all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filtre {
    /// By one of these people.
    pub utilisateurs: Option<Vec<Uuid>>,
    /// In the name of one of these organisations.
    pub organisations: Option<Vec<Uuid>>,
    /// To one of these dossiers.
    pub dossiers: Option<Vec<Uuid>>,
    /// From that moment on.
    pub depuis: Option<DateTime<Utc>>,
    /// Before that moment.
    pub avant: Option<DateTime<Utc>>,
}

/// An access with who it was, as what and where; names are those of today, and stay empty when the account is gone.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Lecture {
    /// When.
    pub le: DateTime<Utc>,
    /// Who.
    pub utilisateur: Uuid,
    /// Their first name.
    pub prenom: Option<String>,
    /// Their name; the whole of it for somebody without an account.
    pub nom: Option<String>,
    /// Code of the role in which they acted.
    pub role: Option<String>,
    /// Name of the organisation for which they acted.
    pub organisation: Option<String>,
    /// The dossier, when it was one.
    pub dossier: Option<Uuid>,
    /// What was done: read, exported, printed…
    pub action: String,
    /// Why they could.
    pub motif: String,
}

/// How much a search of the log finds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromQueryResult)]
pub struct Comptes {
    /// Accesses.
    pub lectures: i64,
    /// People who read.
    pub personnes: i64,
    /// Dossiers that were read.
    pub dossiers: i64,
}

/// How often somebody read.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct ParPersonne {
    /// Who.
    pub utilisateur: Uuid,
    /// Their name, when they have no account.
    pub nom: Option<String>,
    /// Accesses.
    pub lectures: i64,
    /// Dossiers that were read.
    pub dossiers: i64,
}

fn retenus(filtre: &Filtre) -> Select<Entity> {
    let mut query = Entity::find();
    if let Some(utilisateurs) = &filtre.utilisateurs {
        query = query.filter(Column::Utilisateur.is_in(utilisateurs.iter().copied()));
    }
    if let Some(organisations) = &filtre.organisations {
        let leurs = appartenance::Entity::find()
            .select_only()
            .column(appartenance::Column::Id)
            .filter(appartenance::Column::Organisation.is_in(organisations.iter().copied()));
        query = query.filter(Column::Appartenance.in_subquery(leurs.into_query()));
    }
    if let Some(dossiers) = &filtre.dossiers {
        query = query.filter(Column::Dossier.is_in(dossiers.iter().copied()));
    }
    if let Some(depuis) = filtre.depuis {
        query = query.filter(Column::Le.gte(depuis));
    }
    if let Some(avant) = filtre.avant {
        query = query.filter(Column::Le.lt(avant));
    }
    query
}

/// Accesses that the filter keeps, last first: `taille` at most from the one numbered `depuis` (0 for the last). Whether the
/// asker may know is the matrix's to say.
///
/// # Errors
/// When the database does not answer.
pub async fn search(
    db: &impl ConnectionTrait,
    filtre: &Filtre,
    depuis: u64,
    taille: u64,
) -> Result<Vec<Lecture>> {
    let qui = Entity::belongs_to(utilisateur::Entity).from(Column::Utilisateur).to(utilisateur::Column::Id);
    let titre =
        Entity::belongs_to(appartenance::Entity).from(Column::Appartenance).to(appartenance::Column::Id);
    // Who reads by a link has no account: their name is in the row.
    let nom = Func::coalesce([
        Expr::col((utilisateur::Entity, utilisateur::Column::Nom)),
        Expr::col((Entity, Column::Nom)),
    ]);
    let query = retenus(filtre)
        .join(JoinType::LeftJoin, RelationDef::from(qui))
        .join(JoinType::LeftJoin, RelationDef::from(titre))
        .join(JoinType::LeftJoin, crate::appartenance::to_organisation())
        .select_only()
        .columns([Column::Le, Column::Utilisateur, Column::Dossier, Column::Action, Column::Motif])
        .column(utilisateur::Column::Prenom)
        .expr_as(nom, "nom")
        .column(appartenance::Column::Role)
        .column_as(organisation::Column::Nom, "organisation")
        .order_by_desc(Column::Le)
        .order_by_desc(Column::Id)
        .offset(depuis)
        .limit(taille);
    Ok(query.into_model::<Lecture>().all(db).await?)
}

/// How many accesses the filter keeps.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &impl ConnectionTrait, filtre: &Filtre) -> Result<u64> {
    Ok(retenus(filtre).count(db).await?)
}

/// How many accesses the filter keeps, by how many people, to how many dossiers.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(db: &impl ConnectionTrait, filtre: &Filtre) -> Result<Comptes> {
    let query = retenus(filtre)
        .select_only()
        .column_as(Column::Id.count(), "lectures")
        .column_as(distincts(Column::Utilisateur), "personnes")
        .column_as(distincts(Column::Dossier), "dossiers");
    Ok(query.into_model::<Comptes>().one(db).await?.unwrap_or_default())
}

/// Those who read most among the accesses that the filter keeps, `limit` at most.
///
/// # Errors
/// When the database does not answer.
pub async fn by_person(db: &impl ConnectionTrait, filtre: &Filtre, limit: u64) -> Result<Vec<ParPersonne>> {
    let query = retenus(filtre)
        .select_only()
        .column(Column::Utilisateur)
        .column_as(Column::Nom.max(), "nom")
        .column_as(Column::Id.count(), "lectures")
        .column_as(distincts(Column::Dossier), "dossiers")
        .group_by(Column::Utilisateur)
        .order_by_desc(Column::Id.count())
        .order_by_asc(Column::Utilisateur)
        .limit(limit);
    Ok(query.into_model::<ParPersonne>().all(db).await?)
}

fn distincts(column: Column) -> Expr {
    Expr::expr(Func::count_distinct(Expr::col((Entity, column))))
}
