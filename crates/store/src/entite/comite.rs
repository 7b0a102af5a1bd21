//! Tables of the comité technique.

/// A meeting.
pub(crate) mod seance {
    use chrono::{DateTime, NaiveDateTime, Utc};
    use sea_orm::entity::prelude::{
        ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
        PrimaryKeyTrait, Uuid,
    };

    /// One row a meeting.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comite")]
    pub struct Model {
        /// Identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Whose: the organisation that convokes.
        pub organisation: Uuid,
        /// When, local time.
        pub debut: NaiveDateTime,
        /// Where.
        pub lieu: String,
        /// Who convoked it.
        pub convoque_par: Uuid,
        /// When it was convoked.
        pub cree_le: DateTime<Utc>,
        /// When it ended; its agenda no longer changes.
        pub clos_le: Option<DateTime<Utc>>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A situation of the agenda.
pub(crate) mod point {
    use sea_orm::entity::prelude::*;

    /// One row for each dossier that was spoken about, or taken off.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comite_point")]
    pub(crate) struct Model {
        /// At which meeting.
        #[sea_orm(primary_key, auto_increment = false)]
        pub comite: Uuid,
        /// Which.
        #[sea_orm(primary_key, auto_increment = false)]
        pub dossier: Uuid,
        /// Code of [`raccroche_domain::suivi::RaisonComite`].
        pub raison: String,
        /// Taken off the agenda.
        pub retire: bool,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What was decided.
pub(crate) mod decision {
    use sea_orm::entity::prelude::*;

    /// One row a decision.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comite_decision")]
    pub(crate) struct Model {
        /// Identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// At which meeting.
        pub comite: Uuid,
        /// About whom.
        pub dossier: Uuid,
        /// Code of [`raccroche_domain::suivi::DecisionComite`].
        pub decision: String,
        /// Who is to do it.
        pub responsable: Uuid,
        /// Their name on that day.
        pub responsable_nom: String,
        /// In the name of which organisation.
        pub structure: Uuid,
        /// Its name on that day.
        pub structure_nom: String,
        /// By when.
        pub pour_le: Date,
        /// The task or the hand-off in the dossier.
        pub objet: Uuid,
        /// Rank of its entry in the journal.
        pub rang: i32,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
