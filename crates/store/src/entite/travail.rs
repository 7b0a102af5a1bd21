//! Background work.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// How far a piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum EtatTravail {
    /// To be done.
    EnAttente,
    /// Somebody does it.
    EnCours,
    /// Done.
    Fini,
    /// Failed, and not tried again.
    Echoue,
    /// Nobody wants it any more.
    Annule,
}

/// A piece of work done in the background.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "travail")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Kind: who can do it.
    pub genre: String,
    /// Work of one kind with the same key is not asked for twice at a time.
    pub cle: Option<String>,
    /// How far it is.
    pub etat: EtatTravail,
    /// What to do, in the words of its kind.
    pub charge: Json,
    /// How often it was begun.
    pub essais: i32,
    /// How often it may be begun.
    pub essais_max: i32,
    /// Not before.
    pub pret_le: DateTime<Utc>,
    /// The lease of who does it.
    pub bail: Option<Uuid>,
    /// Until when the lease holds.
    pub bail_jusqu_au: Option<DateTime<Utc>>,
    /// How much is done, in thousandths.
    pub avancement: i32,
    /// What is being done, in French.
    pub etape: Option<String>,
    /// Why it failed last.
    pub erreur: Option<String>,
    /// Who asked.
    pub demande_par: Option<Uuid>,
    /// When it was asked for.
    pub cree_le: DateTime<Utc>,
    /// When it ended.
    pub fini_le: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
