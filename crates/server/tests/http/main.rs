//! The server as a browser meets it: every route behind its door, over a store of its own.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod actions;
mod app;
mod appels;
mod campagnes;
mod comites;
mod compte;
mod comptes;
mod consultations;
mod droits;
mod entetes;
mod fiches;
mod liens;
mod publiques;
mod recherche;
mod relais;
mod reunion;
mod revue;
mod signalement;
mod territoire;
mod verification;
mod vues;
