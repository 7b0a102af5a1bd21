//! Follow-up: from the list to a solution that lasts, as an append-only journal per dossier.
//!
//! Three axes, never one status: is the listing right ([`EtatVerification`]), was the person reached
//! ([`EtatContact`]), is there a solution ([`Solution`]). The second is derived from attempts, and deadlines from all
//! of them ([`EtatDossier::echeances`]), so nothing has to be kept in step by hand.

mod echeances;
mod etat;
mod evenement;
pub mod obligation;
mod phrase;
mod reunion;
#[cfg(test)]
mod tests;
mod vocabulaire;

pub use echeances::{Echeance, GenreEcheance};
pub use etat::{
    Cloture, Entree, Entretien, EtatDossier, ParcoursSuivi, Refus, Relais, Seuils, Solution, SuiviObligation,
    Tache, TentativeFaite,
};
pub use evenement::{Evenement, Responsable, Structure};
pub use reunion::{Reprise, Reunion};
pub use vocabulaire::{
    Canal, Conclusion, DecisionComite, EtapeObligation, EtatContact, EtatVerification, FinSolution,
    GenreEntretien, GenreTache, IssueContact, IssueEntretien, MotifCloture, MotifConvocation, MotifRefus,
    MotifRelais, NatureSolution, Origine, RaisonComite, ReponseJeune,
};
