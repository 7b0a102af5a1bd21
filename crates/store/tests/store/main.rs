//! Everything the store promises, on both databases: each test runs once on a SQLite file and once on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod acces;
mod avis;
mod bases;
mod campagnes;
mod comptes;
mod connexions;
mod dossiers;
mod echanges;
mod entetes;
mod entretien;
mod feuilles;
mod groupes;
mod informations;
mod jeunes;
mod liens;
mod lots;
mod marches;
mod numerisations;
mod organisations;
mod parcours;
mod recherches;
mod relectures;
mod resultats;
mod reunions;
mod seances;
mod serveur;
mod signatures;
mod sortis;
mod territoires;
mod travaux;
mod vacances;
mod vues;
