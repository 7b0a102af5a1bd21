//! Results of exams: files sent by the académie or by a school for itself, who left a session without the diploma, and telling
//! their families of the right to stay. Reading a file is in [`crate::resultats`].

mod colonnes;
mod deposer;
mod doutes;
pub(crate) mod informer;
mod mots;
mod rapport;
mod session;

use raccroche_domain::droits::{Action, Agregat};

use crate::{
    campagnes::fichiers::TABLEAU,
    garde::{Acces, Route, acte, depot_de, page},
};

/// Where it all begins.
pub(crate) const ICI: &str = "/resultats";

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Resultat, Action::Lire);
    let envoyer = Acces::Droit(Agregat::Resultat, Action::Ecrire);
    let trancher = Acces::Droit(Agregat::Resultat, Action::Decider);
    let informer = Acces::Droit(Agregat::InformationExamen, Action::Ecrire);
    let exporter = Acces::Droits(&[(Agregat::Resultat, Action::Lire), (Agregat::Export, Action::Lire)]);
    vec![
        page(ICI, lire, deposer::afficher),
        depot_de(ICI, envoyer, TABLEAU, deposer::recevoir),
        acte("/resultats/colonnes", envoyer, colonnes::dire),
        page("/resultats/doutes", trancher, doutes::afficher),
        acte("/resultats/doutes/{objet}", trancher, doutes::trancher),
        page("/resultats/envois/{objet}", envoyer, rapport::afficher),
        page("/resultats/envois/{objet}/remarques.csv", envoyer, rapport::telecharger),
        page("/resultats/{session}", lire, session::afficher),
        page("/resultats/{session}/export", exporter, session::exporter),
        acte("/resultats/{session}/informer", informer, informer::informer),
    ]
}
