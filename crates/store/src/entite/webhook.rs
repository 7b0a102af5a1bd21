//! Webhooks, and what waits to be told by them.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::Sealed;

/// An address that is told of what happens in the territory of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose territory.
    pub organisation: Uuid,
    /// Where to.
    pub url: String,
    /// What signs, sealed.
    pub secret: Sealed,
    /// Codes of [`raccroche_domain::SujetWebhook`], with a space between two.
    pub sujets: String,
    /// Whether it is told of anything.
    pub actif: bool,
    /// Who made it.
    pub cree_par: Uuid,
    /// When.
    pub cree_le: DateTime<Utc>,
    /// Deliveries that failed in a row.
    pub echecs: i32,
    /// Nothing is sent before, after a failure.
    pub repos_jusqu_au: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Deliveries.
pub(crate) mod envoi {
    use chrono::{DateTime, Utc};
    use sea_orm::entity::prelude::*;

    /// Where a delivery stands.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
    pub enum EtatEnvoi {
        /// To be sent, or sent again.
        EnAttente,
        /// Received.
        Remis,
        /// Given up.
        Abandonne,
    }

    /// Something to tell an address: a kind, a dossier, a moment, and nothing about anybody.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_envoi")]
    pub struct Model {
        /// Identifier, the same at each try.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// By which webhook.
        pub webhook: Uuid,
        /// Code of what happened; `essai` for a delivery asked for by hand.
        pub sujet: String,
        /// To which dossier.
        pub dossier: Option<Uuid>,
        /// When it happened.
        pub le: DateTime<Utc>,
        /// Where the delivery stands.
        pub etat: EtatEnvoi,
        /// Tries so far.
        pub essais: i32,
        /// Not before this moment.
        pub pret_le: DateTime<Utc>,
        /// HTTP status of the last answer; none when there was no answer.
        pub reponse: Option<i16>,
        /// When it was received or given up.
        pub fini_le: Option<DateTime<Utc>>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
