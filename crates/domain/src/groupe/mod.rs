//! Groups: a session of a dispositif that several young people follow together, on one weekly grid, in one place.
//!
//! A parcours is one young person's and stays in the journal of their dossier (docs/adr/0013); what several share, their grid, the
//! weeks in which all are away, the register of who came, is a group's. Nothing here asks the time or reads a table: which
//! half-days are expected, what the register adds up to and when absence should worry somebody are computed from values.

mod calendrier;
mod grille;
mod registre;
mod session;
#[cfg(test)]
mod tests;

pub use calendrier::{Moment, ferie};
pub use grille::{Seance, duree_en_mots, minutes_semaine};
pub use registre::{Assiduite, EtatPresence, RefusPresence, absences_de_suite};
pub use session::{DefautGroupe, GenrePeriode, Groupe, GroupeChoisi, PLACES_AU_PLUS, Periode};
