//! The only room that knows SQL.
//!
//! One module for each aggregate: plain functions over a connection, in the words of the field. Those that read take any
//! connection, those that write take a [`Writer`], which is a transaction and knows the moment; those that give personal
//! data of young people take a [`Perimetre`]. The same code runs on a SQLite file and on PostgreSQL, and the same tests.
//! Nothing here asks the time, draws a number or decides a rule of law.

pub mod acces;
pub mod agenda;
pub mod appartenance;
pub mod appels;
pub mod avis;
pub mod bilan;
pub mod campagne;
mod chiffrement;
pub mod code_secours;
pub mod comite;
pub mod commune;
mod connection;
pub mod contact;
pub mod doctor;
pub mod dossier;
pub mod entete;
mod entite;
mod error;
pub mod feuilles;
pub mod groupe;
pub mod identifiant;
pub mod information;
pub mod invitation;
pub mod jeton_api;
pub mod jeune;
pub mod lien;
pub mod marche;
mod migration;
mod mots;
pub mod numerisation;
pub mod organisation;
pub mod parcours;
mod perimetre;
pub mod profil;
pub mod recherche;
pub mod reglage;
pub mod relecture;
pub mod resultat;
pub mod reunion;
mod sauvegarde;
pub mod scolarite;
pub mod session;
pub mod signature_lien;
pub mod sortis;
pub mod source;
pub mod statistique;
pub mod travail;
pub mod utilisateur;
pub mod vacances;
pub mod verification;
pub mod vue;
pub mod webhook;

pub use chiffrement::{ChiffrementError, Keyring, Place, Sealed};
pub use connection::{Config, NewIds, Reader, Store, Writer};
pub use error::{Result, StoreError};
pub use perimetre::{Auteur, Perimetre};
pub use sauvegarde::Sauvegarde;
/// What functions that read take: a [`Reader`] or a [`Writer`]; a caller that serves both names it.
pub use sea_orm::ConnectionTrait;
