//! The server as a browser meets it: every route behind its door, over a store of its own.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod actions;
mod alliance;
mod api;
mod app;
mod appels;
#[path = "../../../documents/tests/documents/arbre.rs"]
#[expect(dead_code, reason = "the drawing of a tree is for the room that renders")]
mod arbre;
mod attendus;
mod avis;
mod campagnes;
mod colonnes;
mod comites;
mod compte;
mod comptes;
mod consultations;
mod demande;
mod dispositifs;
mod droits;
mod entetes;
mod envois;
mod feuilles;
mod fiches;
mod groupes;
mod injection;
mod jetons;
mod liens;
mod lots;
mod marches;
mod notes;
mod numerisations;
mod pages;
mod pannes;
mod papiers;
mod parcours;
mod portes;
mod publiques;
mod recherche;
mod recours;
mod relais;
mod remplis;
mod requetes;
mod resultats;
mod retrouves;
mod reunion;
mod revue;
mod roles;
#[path = "../../../store/tests/store/serveur.rs"]
mod serveur;
mod signalement;
mod signatures;
mod territoire;
mod vacances;
mod verification;
mod vues;
mod webhooks;
