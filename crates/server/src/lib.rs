//! HTTP: the application as people use it.
//!
//! A handler reads: authorise → load → decide (pure) → save and write the journal in one transaction → answer. Who may come
//! in is said where a route is declared ([`garde`]), so that a route without a right does not compile; whom they may see is
//! the store's [`raccroche_store::Perimetre`]. Nothing here knows SQL or composes HTML.

mod admission;
mod apercus;
mod api;
mod appelant;
mod auth;
pub mod avis;
mod campagnes;
mod config;
mod courriel;
pub mod demonstration;
mod erreur;
mod etat;
mod export;
mod faits;
pub mod garde;
mod horloge;
mod ical;
pub mod jobs;
mod journee;
mod limites;
pub mod lots;
mod ouverture;
pub mod publication;
mod qr;
mod rendu;
pub mod resultats;
mod routes;
mod saisie;
mod securite;
mod service;
mod sms;
pub mod territoires;
mod visite;
pub mod webhooks;

pub use auth::session::Qui;
pub use config::{CompteDemo, Config, Conservation, Courriel, Marque, Mentions, Sms};
pub use erreur::Erreur;
pub use etat::App;
pub use horloge::{Fuseau, Horloge};
pub use ouverture::{identifiants, identifiants_semes, ouvrir};
pub use routes::routes;
pub use service::{router, serve};
