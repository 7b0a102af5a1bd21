//! Dispositifs: the fiche is the program.
//!
//! Each file under `dispositifs/` is one dispositif, as people of the field read and correct it: what it is, for whom,
//! with whom, how, how it is counted. From the same file the platform knows who may enter ([`eligibilite()`]), which steps
//! follow which, who acts in each, which paper is signed and by when, and which bounds hold ([`Limites`]).
//! [`Catalogue::lire`] reads them strictly and tells every defect with its line; [`Catalogue::livre`] gives those that
//! come with the program, [`Catalogue::pour_academie`] with what an académie does otherwise.
//!
//! What no text of law settles is a setting and is called so ([`SureteTexte::Parametre`]); nothing here is official.

mod catalogue;
mod condition;
mod eligibilite;
mod faits;
mod fenetre;
mod fiche;
mod lecture;
mod limites;
mod phrases;
mod vocabulaire;

#[cfg(test)]
mod tests;

pub use catalogue::{Catalogue, FICHIERS_LIVRES, SURCOUCHES_LIVREES};
pub use condition::{Anciennete, Condition, Critere};
pub use eligibilite::{Eligibilite, Examen, ReponseEligibilite, Tenue, eligibilite};
pub use faits::{Echec, Fait, Faits, Provenance};
pub(crate) use fiche::MOTS_AU_PLUS;
pub use fiche::{
    Besoin, Compte, Delai, Dispositif, Duree, Etape, Fiche, Indicateur, Passage, REMIS_ET_RECU,
    REMIS_SANS_REPONSE, Repere, Texte,
};
pub use lecture::{Defaut, texte_du_fichier};
pub use limites::{DatesParcours, GenreManquement, Limites, Manquement, Part};
pub use vocabulaire::{
    Academie, Acteur, Constat, DateNommee, ExamenPasse, Issue, MaitriseFrancais, ModeleDocument,
    NiveauScolaire, Phase, SureteTexte,
};
