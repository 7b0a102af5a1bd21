//! Accounts.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::{chiffrement::Sealed, utilisateur::Empreinte};

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "utilisateur")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// E-mail address, folded; unique; what one signs in with.
    pub courriel: String,
    /// Name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// The password, hashed; none for who signs in elsewhere.
    pub mot_de_passe: Option<Empreinte>,
    /// Secret of the second factor, sealed.
    pub totp: Option<Sealed>,
    /// Since when the second factor is asked for.
    pub totp_depuis: Option<DateTime<Utc>>,
    /// Last step of 30 seconds whose code was used: none serves twice.
    pub totp_pas: Option<i64>,
    /// Failures in a row to sign in.
    pub echecs: i32,
    /// No sign-in before this moment.
    pub bloque_jusqu_au: Option<DateTime<Utc>>,
    /// Whether the account may be used.
    pub actif: bool,
    /// Whether the password must be changed at the next sign-in.
    pub doit_changer_mot_de_passe: bool,
    /// Grows with each edit.
    pub version: i32,
    /// When the account was made.
    pub cree_le: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
