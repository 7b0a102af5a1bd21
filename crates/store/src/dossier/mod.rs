//! Dossiers: the follow-up of one young person, as a journal that only grows.
//!
//! [`inscrire`] is the only way to change one: it reads the state, asks the domain whether the entry may follow, and
//! writes entry, state, deadlines and territory in the transaction it is given, or nothing. What is read here is
//! read through a [`crate::Perimetre`]; [`pourquoi`] gives the reason that the page shows and the log keeps.

mod chaine;
mod ecrire;
mod lire;
mod liste;
mod lot;
mod reunion;
mod territoire;

pub use ecrire::{
    Nouveau, annuler, etendre_portee, inscrire, inscrire_du_jeune, inscrire_du_systeme, ouvrir,
};
pub(crate) use ecrire::{ajouter, sans_conflit, tenir};
pub use lire::{
    DossierLu, EntreeLue, confies_a, encore_scolarise, journal, journaux_rompus, lire, ouvert_du_jeune,
    portees, pourquoi,
};
pub(crate) use lire::{du_territoire, etat as etat_de, visible};
pub use liste::{CompteEcheance, Filtre, LigneDossier, Page, Tri, compter, echeances_dues, lister};
pub use lot::{annulees, dernieres, des_jeunes, etats, motifs};
pub use reunion::{reunir, separer};
pub(crate) use territoire::projection;
