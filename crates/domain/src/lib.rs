//! The field: what a person, a register line and a school year are, and the pure rules of law over them.
//!
//! No I/O and no clock: every rule takes values and a date and returns values, so that a figure can be
//! recomputed years later as it was on the day. Domain nouns stay French and unaccented, exactly as in the
//! texts of law; `GLOSSARY.md` says what each means and a test holds this crate's public types against it.

mod code_commune;
mod enregistrement;
mod ine;
mod uai;

pub use code_commune::{CodeCommune, CodeCommuneError};
pub use enregistrement::{
    Adresse, AutreSituation, Coordonnees, Diplome, Enregistrement, Formation, Identite, LieuNaissance,
    NatureSituation, NiveauDiplome, Representant, Scolarite, ScolariteAnterieure, Sexe, Statut,
};
pub use ine::{FormeIne, Ine, IneError};
pub use uai::{Uai, UaiError};
