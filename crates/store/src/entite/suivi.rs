//! Tables of the dossier aggregate.
//!
//! `dossier` holds the state as its journal made it (`etat`, JSON) beside copies of what lists filter and sort on;
//! `entree` is the journal itself, append-only and chained; `portee` says which organisations have the dossier in their
//! territory and why; `echeance` is a copy of what is due, so that a day's work is one indexed look.

/// A dossier: state and the copies that lists read.
pub(crate) mod dossier {
    use sea_orm::entity::prelude::*;

    /// One row a dossier.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dossier")]
    pub(crate) struct Model {
        /// Its number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Whose.
        pub jeune: Uuid,
        /// Rank of the last entry: the optimistic version.
        pub rang: i32,
        /// [`raccroche_domain::suivi::EtatDossier`] as JSON.
        #[sea_orm(column_type = "Text")]
        pub etat: String,
        /// Birth date, copied: minors come first in lists.
        pub naissance: Option<Date>,
        /// First day.
        pub ouvert_le: Date,
        /// Last day, when closed.
        pub clos_le: Option<Date>,
        /// The organisation that answers for it.
        pub responsable_organisation: Uuid,
        /// The person in it.
        pub responsable_agent: Option<Uuid>,
        /// Code of the first axis.
        pub verification: String,
        /// Code of the second axis.
        pub contact: String,
        /// Code of the third axis: the solution under way, else nothing.
        pub solution: Option<String>,
        /// Day number since which there is no solution; smaller is more urgent.
        pub anciennete: i32,
        /// What is due first.
        pub prochaine_echeance: Option<Date>,
        /// Of what kind.
        pub prochain_genre: Option<String>,
        /// The organisation asked to take over.
        pub relais_vers: Option<Uuid>,
        /// Last school, as people say it.
        pub dernier_etablissement: String,
        /// Last formation.
        pub derniere_formation: String,
        /// Last entry.
        pub mis_a_jour_le: DateTimeUtc,
    }

    /// No relation is followed by the query builder: joins are written where they are used.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The journal.
pub(crate) mod entree {
    use sea_orm::entity::prelude::*;

    use crate::Sealed;

    /// One row an entry.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "entree")]
    pub(crate) struct Model {
        /// Of which dossier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub dossier: Uuid,
        /// 1 for the first; consecutive.
        #[sea_orm(primary_key, auto_increment = false)]
        pub rang: i32,
        /// When, to the microsecond.
        pub le: DateTimeUtc,
        /// The local day, on which the rules were applied.
        pub jour: Date,
        /// Who; nothing for the young person and for the campaign.
        pub auteur: Option<Uuid>,
        /// The name on that day.
        pub auteur_nom: String,
        /// In the name of which organisation.
        pub organisation: Option<Uuid>,
        /// Code of the kind.
        pub genre: String,
        /// [`raccroche_domain::suivi::Evenement`] as JSON: these very bytes are chained.
        #[sea_orm(column_type = "Text")]
        pub donnees: String,
        /// Encrypted free text.
        pub note: Option<Sealed>,
        /// Hash of the entry before, in hexadecimal; empty for the first.
        pub precedente: String,
        /// Hash of this one.
        pub empreinte: String,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// In whose territory a dossier is.
pub(crate) mod portee {
    use sea_orm::entity::prelude::*;

    /// One row for each organisation and reason.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "portee")]
    pub(crate) struct Model {
        /// Who.
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation: Uuid,
        /// Which.
        #[sea_orm(primary_key, auto_increment = false)]
        pub dossier: Uuid,
        /// Code of [`raccroche_domain::droits::MotifPortee`].
        #[sea_orm(primary_key, auto_increment = false)]
        pub motif: String,
        /// Last day, when limited.
        pub jusqu_au: Option<Date>,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What lists filter and sort on: a copy of `dossier`, one row for each organisation that has it in its territory.
pub(crate) mod territoire {
    use sea_orm::entity::prelude::*;

    /// One row for each organisation and dossier.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "territoire")]
    pub(crate) struct Model {
        /// Whose territory.
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation: Uuid,
        /// Which dossier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub dossier: Uuid,
        /// Whose.
        pub jeune: Uuid,
        /// Last day on which a reason holds; far away when one has no end.
        pub jusqu_au: Date,
        /// As in `dossier`.
        pub clos_le: Option<Date>,
        /// As in `dossier`.
        pub ouvert_le: Date,
        /// As in `dossier`.
        pub naissance: Option<Date>,
        /// As in `dossier`.
        pub anciennete: i32,
        /// As in `dossier`.
        pub verification: String,
        /// As in `dossier`.
        pub contact: String,
        /// As in `dossier`.
        pub solution: Option<String>,
        /// As in `dossier`.
        pub responsable_organisation: Uuid,
        /// As in `dossier`.
        pub responsable_agent: Option<Uuid>,
        /// As in `dossier`.
        pub relais_vers: Option<Uuid>,
        /// As in `dossier`.
        pub prochaine_echeance: Option<Date>,
        /// As in `dossier`.
        pub mis_a_jour_le: DateTimeUtc,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is due.
pub(crate) mod echeance {
    use sea_orm::entity::prelude::*;

    /// One row a thing due.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "echeance")]
    pub(crate) struct Model {
        /// On which dossier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub dossier: Uuid,
        /// Position among those of the dossier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordre: i32,
        /// By that day.
        pub le: Date,
        /// Code of [`raccroche_domain::suivi::GenreEcheance`].
        pub genre: String,
        /// Who is to do it: the organisation that answers for the dossier.
        pub organisation: Uuid,
        /// The person in it.
        pub agent: Option<Uuid>,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
