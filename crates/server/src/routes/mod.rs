//! Every address of the application, each with its right.

mod connexion;
mod statique;

use crate::garde::Route;

/// The whole table: what the server runs on, what the help page prints, what the test of rights walks.
pub fn routes() -> Vec<Route> {
    [statique::routes(), connexion::routes()].into_iter().flatten().collect()
}
