//! Results of exams: who left a session without the diploma.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::Sealed;

/// One row a candidate without the diploma.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resultat")]
pub(crate) struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The file that said so last.
    pub envoi: Uuid,
    /// Year of the session.
    pub session: i32,
    /// Code of [`raccroche_domain::dispositif::ExamenPasse`].
    pub examen: String,
    /// Specialty or series; empty when the file says none.
    pub specialite: String,
    /// Code of [`raccroche_domain::DecisionExamen`].
    pub decision: String,
    /// The day of the results.
    pub resultats_le: NaiveDate,
    /// The school of origin.
    pub uai: String,
    /// Its name on that day.
    pub etablissement: String,
    /// Its département.
    pub departement: String,
    /// SHA-256 of what makes the candidate one in a session: a line read again changes this row.
    pub cle: String,
    /// Who it is; nobody while it is doubtful.
    pub jeune: Option<Uuid>,
    /// Whether this file made the person known.
    pub nouveau: bool,
    /// Who a doubtful line speaks of, sealed.
    pub identite: Option<Sealed>,
    /// Whom a doubtful line resembles: [`crate::resultat::Ressemblant`], as JSON.
    pub candidats: Json,
}

/// No relation is followed by the query builder.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Files that were read.
pub(crate) mod envoi {
    use chrono::{DateTime, NaiveDate, Utc};
    use sea_orm::entity::prelude::*;

    /// A file of results that was read.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "resultat_envoi")]
    pub struct Model {
        /// Its number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Year of the session.
        pub session: i32,
        /// The day of the results, as who sent it said.
        pub resultats_le: NaiveDate,
        /// In whose name it was sent.
        pub organisation: Uuid,
        /// By whom; nobody once the account is gone.
        pub par: Option<Uuid>,
        /// Their name on that day.
        pub par_nom: String,
        /// When.
        pub le: DateTime<Utc>,
        /// Name of the file.
        pub fichier: String,
        /// SHA-256 of its bytes and of the day of the results.
        pub empreinte: String,
        /// What was counted: [`crate::resultat::Comptes`], as JSON.
        pub comptes: Json,
        /// What was noticed line by line, without any value: [`crate::resultat::Remarque`], as JSON.
        pub rapport: Json,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
