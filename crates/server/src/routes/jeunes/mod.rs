//! Lists of young people: filters, order, columns, export, all from one address.

mod filtre;
mod ligne;
mod lister;

pub(crate) use ligne::{
    age, badge_contact, badge_solution, badge_verification, delai, ligne, nom_de_liste, sexe,
};

use raccroche_domain::droits::{Action, Agregat};

use crate::garde::{Acces, Route, page};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        page("/jeunes", Acces::Droit(Agregat::Dossier, Action::Lire), lister::lister),
        page("/jeunes/export", Acces::Droit(Agregat::Export, Action::Lire), lister::exporter),
    ]
}
