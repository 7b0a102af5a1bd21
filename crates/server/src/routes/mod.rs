//! Every address of the application, each with its right.

mod accueil;
mod agenda;
mod aide;
mod appels;
mod avis;
mod campagnes;
mod comites;
mod compte;
mod comptes;
mod connexion;
mod consultations;
pub(crate) mod demande;
pub(crate) mod dispositifs;
pub(crate) mod dossiers;
pub(crate) mod entete;
pub(crate) mod feuilles;
pub(crate) mod groupes;
mod invitation;
mod jetons;
pub(crate) mod jeunes;
mod lien;
pub(crate) mod marches;
mod notes;
pub(crate) mod parcours;
mod recherche;
mod recours;
mod relais;
pub(crate) mod resultats;
mod revue;
mod signalement;
mod statique;
mod textes;
pub(crate) mod vacances;
pub(crate) mod verification;
mod webhooks;

use crate::garde::Route;

/// The whole table: what the server runs on, what the help page prints, what the test of rights walks.
pub fn routes() -> Vec<Route> {
    [
        statique::routes(),
        aide::routes(),
        textes::routes(),
        dispositifs::routes(),
        notes::routes(),
        demande::routes(),
        connexion::routes(),
        compte::routes(),
        avis::routes(),
        agenda::routes(),
        jetons::routes(),
        comptes::routes(),
        invitation::routes(),
        accueil::routes(),
        jeunes::routes(),
        lien::routes(),
        dossiers::routes(),
        parcours::routes(),
        groupes::routes(),
        marches::routes(),
        entete::routes(),
        vacances::routes(),
        recours::routes(),
        consultations::routes(),
        recherche::routes(),
        relais::routes(),
        appels::routes(),
        verification::routes(),
        feuilles::routes(),
        signalement::routes(),
        resultats::routes(),
        comites::routes(),
        campagnes::routes(),
        revue::routes(),
        webhooks::routes(),
        crate::api::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
