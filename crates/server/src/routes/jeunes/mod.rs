//! Lists of young people: filters, order, columns, export, all from one address.

mod actions;
mod filtre;
mod ligne;
mod lister;
mod sortis;
mod vues;

pub(crate) use ligne::{
    age, badge_contact, badge_solution, badge_verification, delai, ligne, nom_de_liste, sans_objet, sexe,
};

use raccroche_domain::droits::{Action, Agregat};

use crate::garde::{Acces, Route, acte, page};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        page("/jeunes", Acces::Droit(Agregat::Dossier, Action::Lire), lister::lister),
        acte("/jeunes/actions", Acces::Droit(Agregat::Tache, Action::Ecrire), actions::agir),
        acte("/jeunes/actions/annuler", Acces::Droit(Agregat::Tache, Action::Ecrire), actions::annuler),
        page(vues::ICI, Acces::Droit(Agregat::Dossier, Action::Lire), vues::voir),
        acte(vues::ICI, Acces::Droit(Agregat::Dossier, Action::Lire), vues::garder),
        acte("/jeunes/vues/{objet}/renommer", Acces::Droit(Agregat::Dossier, Action::Lire), vues::renommer),
        acte("/jeunes/vues/{objet}/retirer", Acces::Droit(Agregat::Dossier, Action::Lire), vues::retirer),
        page(sortis::ICI, Acces::Droit(Agregat::Dossier, Action::Decider), sortis::voir),
        acte(sortis::ICI, Acces::Droit(Agregat::Dossier, Action::Decider), sortis::decider),
        page("/jeunes/export", Acces::Droit(Agregat::Export, Action::Lire), lister::exporter),
    ]
}
