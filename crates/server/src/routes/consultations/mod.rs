//! The whole access log, for whoever oversees data protection: by person who read, by organisation, by day, by number of
//! dossier. It names no young person, and each search of it is written in it.

mod demande;
mod journal;
mod mots;

pub(crate) use mots::{Lecteur, pourquoi, qui, quoi, titre};

use raccroche_domain::droits::{Action, Agregat};

use crate::garde::{Acces, Route, acte, page};

/// Address of the log.
pub(crate) const ICI: &str = "/consultations";

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::JournalAcces, Action::Lire);
    vec![
        page(ICI, lire, journal::voir),
        acte(ICI, lire, journal::chercher),
        page("/consultations/export", lire, journal::exporter),
    ]
}
