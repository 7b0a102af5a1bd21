//! Groups, who is in them, who came.

use sea_orm::entity::prelude::*;

/// One row a group.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "groupe")]
pub(crate) struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who conducts it.
    pub organisation: Uuid,
    /// The school that receives it.
    pub etablissement: Option<Uuid>,
    /// Code of the dispositif.
    pub dispositif: String,
    /// What people call it.
    pub nom: String,
    /// Where it meets.
    pub lieu: String,
    /// First day.
    pub du: Date,
    /// Last day.
    pub au: Date,
    /// How many it holds.
    pub places: i32,
    /// Its week, in JSON.
    pub semaine: String,
    /// When nobody is expected, in JSON.
    pub periodes: String,
    /// 1 for the first.
    pub version: i32,
    /// Who changed it last.
    pub modifie_par: Option<Uuid>,
    /// When.
    pub modifie_le: DateTimeUtc,
}

/// No relation is followed by the query builder.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Who is in them.
pub(crate) mod membre {
    use sea_orm::entity::prelude::*;

    /// One row a stay.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "groupe_membre")]
    pub(crate) struct Model {
        /// Its number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// In which group.
        pub groupe: Uuid,
        /// Who: their parcours.
        pub parcours: Uuid,
        /// First day.
        pub entre_le: Date,
        /// Last day.
        pub sorti_le: Option<Date>,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Who came.
pub(crate) mod presence {
    use sea_orm::entity::prelude::*;

    /// One row a note; never changed.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "groupe_presence")]
    pub(crate) struct Model {
        /// In which group.
        #[sea_orm(primary_key, auto_increment = false)]
        pub groupe: Uuid,
        /// On which day.
        #[sea_orm(primary_key, auto_increment = false)]
        pub jour: Date,
        /// In which half of it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub moment: String,
        /// Who: their parcours.
        #[sea_orm(primary_key, auto_increment = false)]
        pub parcours: Uuid,
        /// 1 for the first note, one more for each correction.
        #[sea_orm(primary_key, auto_increment = false)]
        pub rang: i32,
        /// What.
        pub etat: String,
        /// When it was noted.
        pub le: DateTimeUtc,
        /// By whom.
        pub auteur: Option<Uuid>,
        /// Their name on that day.
        pub auteur_nom: String,
    }

    /// No relation is followed by the query builder.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
