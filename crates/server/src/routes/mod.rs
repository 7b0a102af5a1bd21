//! Every address of the application, each with its right.

mod accueil;
mod campagnes;
mod connexion;
mod dossiers;
mod jeunes;
mod revue;
mod signalement;
mod statique;
mod verification;

use crate::garde::Route;

/// The whole table: what the server runs on, what the help page prints, what the test of rights walks.
pub fn routes() -> Vec<Route> {
    [
        statique::routes(),
        connexion::routes(),
        accueil::routes(),
        jeunes::routes(),
        dossiers::routes(),
        verification::routes(),
        signalement::routes(),
        campagnes::routes(),
        revue::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
