//! Parcours: what lists and invited parties look up, and the documents that are signed.

use sea_orm::entity::prelude::*;

/// One row a parcours: copies of what its dossier's state says.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parcours")]
pub(crate) struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// In which dossier it was opened.
    pub dossier: Uuid,
    /// Code of the dispositif.
    pub dispositif: String,
    /// Code of the step under way.
    pub etape: String,
    /// First day.
    pub ouvert_le: Date,
    /// By when the step is to be done.
    pub pour_le: Option<Date>,
    /// Last day.
    pub fini_le: Option<Date>,
    /// How it ended.
    pub issue: Option<String>,
}

/// No relation is followed by the query builder.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Who takes part, for those who look for their own.
pub(crate) mod partie {
    use sea_orm::entity::prelude::*;

    /// One row a party.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "parcours_partie")]
    pub(crate) struct Model {
        /// In which parcours.
        #[sea_orm(primary_key, auto_increment = false)]
        pub parcours: Uuid,
        /// Its number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub partie: Uuid,
        /// As what: code of [`raccroche_domain::dispositif::Acteur`].
        pub acteur: String,
        /// Whose members see the parcours.
        pub organisation: Option<Uuid>,
        /// Gone since.
        pub retiree_le: Option<Date>,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What members of a parcours share under its charter.
pub(crate) mod information {
    use sea_orm::entity::prelude::*;

    use crate::Sealed;

    /// One row a piece of information; who reads it is in the journal.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "parcours_information")]
    pub(crate) struct Model {
        /// Its number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which parcours.
        pub parcours: Uuid,
        /// What it says, encrypted.
        pub texte: Sealed,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Scans of what was signed by hand.
pub(crate) mod numerisation {
    use sea_orm::entity::prelude::*;

    use crate::Sealed;

    /// One row a signature.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "parcours_numerisation")]
    pub(crate) struct Model {
        /// Its number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which version.
        pub document: Uuid,
        /// Who signed.
        pub partie: Uuid,
        /// SHA-256 of the file.
        pub empreinte: String,
        /// The file, encrypted.
        pub fichier: Sealed,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is signed.
pub(crate) mod document {
    use sea_orm::entity::prelude::*;

    use crate::Sealed;

    /// One row a version.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "parcours_document")]
    pub(crate) struct Model {
        /// Its number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which parcours.
        pub parcours: Uuid,
        /// Code of the model.
        pub modele: String,
        /// 1 for the first of its model.
        pub version: i32,
        /// What it says, encrypted.
        pub contenu: Sealed,
        /// SHA-256 of what it says.
        pub empreinte: String,
        /// The file once all have signed, encrypted.
        pub fichier: Option<Sealed>,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
