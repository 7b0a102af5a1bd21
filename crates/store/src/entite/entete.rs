//! Headers of documents.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// What the documents of an organisation bear.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entete")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation: Uuid,
    /// Address, phone, mail: as many lines as needed, separated by line ends. May be empty.
    pub lignes: String,
    /// First name and name of who signs. May be empty.
    pub signataire_nom: String,
    /// In what quality they sign: `Proviseure`, `Le DASEN`… May be empty.
    pub signataire_qualite: String,
    /// The bytes of a PNG.
    pub logo: Option<Vec<u8>>,
    /// The words that replace the logo; empty exactly when there is none.
    pub logo_description: String,
    /// Who said so last; nobody once the account is gone.
    pub modifie_par: Option<Uuid>,
    /// When.
    pub modifie_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
