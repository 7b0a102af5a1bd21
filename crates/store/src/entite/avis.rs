//! What people are told by mail, what was sent already, and the calendars that read appointments.

/// How often somebody wants a summary by mail.
pub(crate) mod preference {
    use chrono::{DateTime, Utc};
    use sea_orm::entity::prelude::*;

    /// How often.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
    pub enum Frequence {
        /// No mail.
        Aucune,
        /// Each working day.
        Quotidienne,
        /// Once a week.
        Hebdomadaire,
    }

    /// One row an account that chose, or to which something was sent.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "avis")]
    pub struct Model {
        /// Who.
        #[sea_orm(primary_key, auto_increment = false)]
        pub utilisateur: Uuid,
        /// How often.
        pub frequence: Frequence,
        /// For once a week: the day, 1 for Monday to 7 for Sunday.
        pub jour: i32,
        /// Since when it is so: nothing is caught up from before.
        pub choisi_le: DateTime<Utc>,
        /// The day of the last summary.
        pub dernier_le: Option<Date>,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Addresses by which calendars read somebody's appointments.
pub(crate) mod agenda {
    use chrono::{DateTime, Utc};
    use sea_orm::entity::prelude::*;

    /// One row an account that has one.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agenda")]
    pub(crate) struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub utilisateur: Uuid,
        /// SHA-256 of the token of the address.
        pub empreinte: Vec<u8>,
        /// Since when.
        pub cree_le: DateTime<Utc>,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What was sent, or is being sent.
pub(crate) mod envoi {
    use chrono::{DateTime, Utc};
    use sea_orm::entity::prelude::*;

    /// One row a mail.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "envoi")]
    pub(crate) struct Model {
        /// What, to whom, for when: identifiers and dates.
        #[sea_orm(primary_key, auto_increment = false)]
        pub cle: String,
        /// When.
        pub le: DateTime<Utc>,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
