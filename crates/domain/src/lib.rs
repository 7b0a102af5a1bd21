//! The field: what a person, a register line and a school year are, and the pure rules of law over them.
//!
//! No I/O and no clock: every rule takes values and a date and returns values, so that a figure can be
//! recomputed years later as it was on the day. Domain nouns stay French and unaccented, exactly as in the
//! texts of law; `GLOSSARY.md` says what each means and a test holds this crate's public types against it.

mod age;
mod code_commune;
mod cycle;
mod definition;
pub mod dispositif;
pub mod droits;
mod echanges;
mod enregistrement;
mod entretien;
pub mod francais;
pub mod groupe;
mod ine;
mod juger;
mod liste;
pub mod notes;
mod obligation;
pub mod parcours;
mod phrase;
mod plausible;
mod resultats;
pub mod suivi;
mod temoignage;
mod uai;
mod vacances;
mod verdict;

pub use age::{AGE_MAJORITE, AGE_PLAFOND, AGE_PLANCHER, TrancheAge, age_au, anniversaire, tranche_au};
pub use code_commune::{CodeCommune, CodeCommuneError};
pub use cycle::{CleCycle, RegleCycle, TableCycles, Visee};
pub use definition::{Definition, DefinitionError};
pub use echanges::{EtendueJeton, SujetWebhook};
pub use enregistrement::{
    Adresse, AutreSituation, Coordonnees, Diplome, Enregistrement, Formation, Identite, LieuNaissance,
    NatureSituation, NiveauDiplome, Representant, Scolarite, ScolariteAnterieure, Sexe, Statut,
};
pub use entretien::{ENTRETIEN_MOIS, entretien_au_plus_tard};
pub use ine::{FormeIne, Ine, IneError};
pub use juger::juger;
pub use obligation::{MotifObligation, Obligation, StatutObligation, obligation_au};
pub use phrase::{Redaction, citation, etat_en_mots, nom_complet};
pub use plausible::{BornesJour, libelle_plausible, lire_siret, nom_plausible, telephone_plausible};
pub use resultats::{DecisionExamen, SuiteEchec, session_de};
pub use temoignage::{
    Etat, GenreRegistre, Registre, RoleRegistre, Surete, Temoignage, depart_en_cours, etat_au,
    identites_incompatibles,
};
pub use uai::{Uai, UaiError};
pub use vacances::{Vacances, vacances_du};
pub use verdict::{
    DecisionHumaine, DernierePresence, Dossier, Jugement, Motif, NatureDecision, Regle, Reserve, Verdict,
};
