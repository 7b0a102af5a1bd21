//! Every address of the application, each with its right.

mod accueil;
mod appels;
mod comites;
mod connexion;
mod dossiers;
mod jeunes;
mod recherche;
mod relais;
mod statique;

use crate::garde::Route;

/// The whole table: what the server runs on, what the help page prints, what the test of rights walks.
pub fn routes() -> Vec<Route> {
    [
        statique::routes(),
        connexion::routes(),
        accueil::routes(),
        jeunes::routes(),
        dossiers::routes(),
        recherche::routes(),
        relais::routes(),
        appels::routes(),
        comites::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
