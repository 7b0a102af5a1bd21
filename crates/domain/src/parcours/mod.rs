//! Parcours: one young person in one dispositif, from the first step to what comes after, as an append-only journal.
//!
//! The fiche is the program: which step follows which, who acts, what a step needs before it is over, who signs what in
//! which order are read from the [`crate::dispositif::Dispositif`]; nothing here knows a dispositif by its name.

mod attendu;
mod bilan;
mod charte;
mod chemin;
mod dates;
mod etat;
mod evenement;
mod numerisations;
mod phrase;
mod regles;
mod remises;
mod signatures;
#[cfg(test)]
mod tests;
mod vocabulaire;

pub use attendu::Attendu;
pub use bilan::AnneeScolaire;
pub use charte::{EngagementCharte, INFORMATION_AU_PLUS, Information, Lecteur};
pub use etat::{
    DecisionParcours, DocumentParcours, EntreeParcours, EtatParcours, Partie, RefusParcours, RemiseFaite,
    ReponseSignature, RetraitSignature, ReunionTenue, Signature,
};
pub use evenement::{Creneau, EvenementParcours, Saisi};
pub use numerisations::Numerisation;
pub use regles::Personne;
pub use remises::{AttenteRemise, HeuresMarche, Remise};
pub use signatures::Attente;
pub use vocabulaire::{
    ButLien, DemiJournee, FormatNumerisation, MotifRefusSignature, MotifRetraitSignature, MoyenSignature,
};
