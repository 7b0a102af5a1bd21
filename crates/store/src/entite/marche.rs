//! Public contracts with a clause sociale.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::{
    ActiveModelBehavior, Date, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait, EnumIter,
    PrimaryKeyTrait, Uuid,
};

/// A contract: what a buyer asks of a company for young people.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "marche")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organisation that holds it.
    pub organisation: Uuid,
    /// What is bought: `Rénovation de l’école Jules-Ferry, lot 3`.
    pub objet: String,
    /// The buyer's own number; may be empty.
    pub reference: String,
    /// Who buys.
    pub acheteur: String,
    /// Who follows the clause for the buyer; may be empty.
    pub contact: String,
    /// Where the proof is sent; may be empty.
    pub courriel: String,
    /// Hours that the clause asks for, 0 or more.
    pub heures_dues: i32,
    /// Who won it, and receives the young people; may be empty.
    pub entreprise: String,
    /// Its number, 14 digits; may be empty.
    pub siret: String,
    /// Where it is; may be empty.
    pub adresse: String,
    /// What it can give to do; may be empty.
    pub missions: String,
    /// Since when no parcours comes under it any more.
    pub clos_le: Option<Date>,
    /// 1, then one more each time it is changed.
    pub version: i32,
    /// Who changed it last.
    pub modifie_par: Uuid,
    /// When.
    pub modifie_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Under which contract a parcours is: a copy of what its journal says.
pub(crate) mod parcours {
    use sea_orm::entity::prelude::*;

    /// One row a parcours.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "marche_parcours")]
    pub(crate) struct Model {
        /// Which parcours.
        #[sea_orm(primary_key, auto_increment = false)]
        pub parcours: Uuid,
        /// Under which contract.
        pub marche: Uuid,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
