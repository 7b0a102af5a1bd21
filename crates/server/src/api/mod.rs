//! The API: what the pages do, for other programs.
//!
//! Each address stands in the same table as the pages, with the same rights, and its handler calls the same functions of the
//! store with the same perimeter: a token never sees more than the person it belongs to. What differs is the door
//! ([`porte`]: a token, never a cookie), the answers (JSON, and [`probleme`] when something is wrong) and the contract,
//! which is made from the very types that are written and read ([`contrat`]).

mod appel;
mod bilan;
mod campagnes;
mod contacts;
mod contrat;
mod dispositifs;
mod dossiers;
mod entree;
mod groupes;
mod journal;
mod listes;
mod marches;
mod modeles;
mod moi;
mod parcours;
pub(crate) mod porte;
pub(crate) mod probleme;
mod relais;
mod vacances;

use axum::handler::Handler;
use raccroche_domain::{
    EtendueJeton as E,
    droits::{Action, Agregat},
};

use crate::{
    etat::App,
    garde::{Acces, Route, ecriture, lecture, page},
};

/// Under what every address of the API is.
pub(crate) const RACINE: &str = "/api/";

/// An act in a parcours: who may act at all; whose the step is, its fiche says.
fn dans_un_parcours<H, T>(action: Action, chemin: &'static str, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    ecriture(chemin, Acces::Droit(Agregat::Parcours, action), Some(E::ParcoursEcrire), handler)
}

/// A young person in a dispositif: as its pages, act by act.
fn des_parcours() -> Vec<Route> {
    let lire = |agregat| Acces::Droit(agregat, Action::Lire);
    vec![
        lecture("/api/v1/parcours", lire(Agregat::Parcours), Some(E::ParcoursLire), parcours::lister),
        lecture("/api/v1/parcours/{id}", lire(Agregat::Parcours), Some(E::ParcoursLire), parcours::voir),
        lecture(
            "/api/v1/parcours/{id}/documents/{objet}",
            lire(Agregat::Parcours),
            Some(E::ParcoursLire),
            parcours::document,
        ),
        lecture(
            "/api/v1/parcours/{id}/evaluation",
            lire(Agregat::Parcours),
            Some(E::ParcoursLire),
            bilan::evaluer,
        ),
        lecture(
            "/api/v1/parcours/{id}/informations",
            lire(Agregat::Parcours),
            Some(E::ParcoursLire),
            bilan::informations,
        ),
        lecture("/api/v1/bilan", lire(Agregat::Parcours), Some(E::ParcoursLire), bilan::annuel),
        lecture("/api/v1/marches", lire(Agregat::Marche), Some(E::ParcoursLire), marches::lister),
        dans_un_parcours(Action::Decider, "/api/v1/dossiers/{id}/parcours", parcours::ouvrir),
        dans_un_parcours(Action::Ecrire, "/api/v1/parcours/{id}/dates", parcours::date),
        dans_un_parcours(Action::Ecrire, "/api/v1/parcours/{id}/saisies", parcours::saisie),
        dans_un_parcours(Action::Ecrire, "/api/v1/parcours/{id}/reunions", parcours::reunion),
        dans_un_parcours(Action::Ecrire, "/api/v1/parcours/{id}/decisions", parcours::decision),
        dans_un_parcours(Action::Ecrire, "/api/v1/parcours/{id}/etapes", parcours::etape),
        dans_un_parcours(Action::Ecrire, "/api/v1/parcours/{id}/fin", parcours::finir),
        dans_un_parcours(Action::Decider, "/api/v1/parcours/{id}/parties", parcours::associer),
        dans_un_parcours(Action::Decider, "/api/v1/parcours/{id}/parties/{objet}/retrait", parcours::retirer),
        dans_un_parcours(Action::Ecrire, "/api/v1/parcours/{id}/documents", parcours::etablir),
        dans_un_parcours(
            Action::Ecrire,
            "/api/v1/parcours/{id}/documents/{objet}/signatures",
            parcours::signer,
        ),
    ]
}

/// Sessions and their registers.
fn des_groupes() -> Vec<Route> {
    let (lire, ecrire) = (Some(E::ParcoursLire), Some(E::ParcoursEcrire));
    let registre = |action| Acces::Droit(Agregat::Presence, action);
    let presences = "/api/v1/groupes/{id}/presences";
    vec![
        lecture("/api/v1/groupes", Acces::Droit(Agregat::Groupe, Action::Lire), lire, groupes::lister),
        lecture("/api/v1/vacances", Acces::Connecte, None, vacances::lister),
        lecture(presences, registre(Action::Lire), lire, groupes::presences),
        ecriture(presences, registre(Action::Ecrire), ecrire, groupes::noter),
    ]
}

pub(crate) fn routes() -> Vec<Route> {
    let lire = |agregat| Acces::Droit(agregat, Action::Lire);
    let ecrire = |agregat| Acces::Droit(agregat, Action::Ecrire);
    let mut routes = vec![
        page("/api/v1/openapi.json", Acces::Public, contrat::montrer),
        lecture("/api/v1/moi", Acces::Connecte, None, moi::voir),
        lecture("/api/v1/dossiers", lire(Agregat::Dossier), Some(E::DossiersLire), dossiers::lister),
        lecture("/api/v1/dossiers/{id}", lire(Agregat::Dossier), Some(E::DossiersLire), dossiers::voir),
        lecture(
            "/api/v1/dossiers/{id}/journal",
            lire(Agregat::Dossier),
            Some(E::DossiersLire),
            journal::voir,
        ),
        lecture(
            "/api/v1/dossiers/{id}/contacts",
            lire(Agregat::Contact),
            Some(E::ContactsLire),
            contacts::lister,
        ),
        ecriture(
            "/api/v1/dossiers/{id}/contacts",
            ecrire(Agregat::Contact),
            Some(E::ContactsEcrire),
            contacts::noter,
        ),
        lecture(
            "/api/v1/dossiers/{id}/coordonnees",
            lire(Agregat::Contact),
            Some(E::ContactsLire),
            contacts::coordonnees,
        ),
        ecriture(
            "/api/v1/dossiers/{id}/coordonnees",
            ecrire(Agregat::Dossier),
            Some(E::DossiersEcrire),
            contacts::ajouter,
        ),
        page("/api/v1/dispositifs", Acces::Public, dispositifs::lister),
        lecture(
            "/api/v1/dossiers/{id}/eligibilite",
            lire(Agregat::Dossier),
            Some(E::DossiersLire),
            dispositifs::eligibles,
        ),
        lecture("/api/v1/campagnes", lire(Agregat::Campagne), Some(E::CampagnesLire), campagnes::lister),
        lecture("/api/v1/campagnes/{id}", lire(Agregat::Campagne), Some(E::CampagnesLire), campagnes::voir),
        // A verdict is about somebody: whoever leads campaigns without following anybody sees figures only.
        lecture(
            "/api/v1/campagnes/{id}/verdicts",
            Acces::Droits(&[(Agregat::Campagne, Action::Lire), (Agregat::Dossier, Action::Lire)]),
            Some(E::CampagnesLire),
            campagnes::verdicts,
        ),
        lecture(
            "/api/v1/destinataires",
            ecrire(Agregat::Relais),
            Some(E::RelaisEcrire),
            relais::destinataires,
        ),
        lecture("/api/v1/relais", lire(Agregat::Relais), Some(E::RelaisLire), relais::lister),
        ecriture("/api/v1/relais", ecrire(Agregat::Relais), Some(E::RelaisEcrire), relais::proposer),
        ecriture(
            "/api/v1/relais/{dossier}/acceptation",
            ecrire(Agregat::Relais),
            Some(E::RelaisEcrire),
            relais::accepter,
        ),
        ecriture(
            "/api/v1/relais/{dossier}/refus",
            ecrire(Agregat::Relais),
            Some(E::RelaisEcrire),
            relais::refuser,
        ),
        ecriture(
            "/api/v1/relais/{dossier}/retrait",
            ecrire(Agregat::Relais),
            Some(E::RelaisEcrire),
            relais::retirer,
        ),
    ];
    routes.extend(des_parcours());
    routes.extend(des_groupes());
    routes
}
