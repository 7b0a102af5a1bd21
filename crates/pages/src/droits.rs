//! Who may do what: the matrix of permissions, drawn from the rows that the code itself uses.

use askama::Template;

use crate::fr;
use crate::layout::{Layout, impl_page};

/// One line of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Droit {
    /// `Lire`, `Enregistrer un contact`.
    pub action: String,
    /// One cell for each role: `None` when the role may not; otherwise under which condition (`sa zone`, `ses dossiers`).
    pub cases: Vec<Option<String>>,
}

/// The lines about one aggregate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroitsSur {
    /// `Dossier`, `Campagne`, `Comptes`.
    pub objet: String,
    /// Its lines.
    pub droits: Vec<Droit>,
}

/// The matrix.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "droits.html")]
pub struct Droits {
    /// What stands around.
    pub layout: Layout,
    /// The roles, in the order of the cells.
    pub roles: Vec<String>,
    /// By aggregate.
    pub objets: Vec<DroitsSur>,
}

impl Droits {
    /// A corner of the matrix.
    pub fn sample() -> Self {
        let droit = |action: &str, cases: [Option<&str>; 4]| Droit {
            action: action.into(),
            cases: cases.map(|case| case.map(fr)).to_vec(),
        };
        Self {
            layout: Layout::sample(),
            roles: ["Référent décrochage", "Conseiller de mission locale", "Responsable de PSAD", "Académie"]
                .map(str::to_owned)
                .to_vec(),
            objets: vec![
                DroitsSur {
                    objet: "Dossier".into(),
                    droits: vec![
                        droit(
                            "Lire",
                            [
                                Some("ses anciens élèves"),
                                Some("ceux qu’on lui a confiés"),
                                Some("sa zone"),
                                None,
                            ],
                        ),
                        droit(
                            "Enregistrer un contact",
                            [
                                Some("ses anciens élèves"),
                                Some("ceux qu’on lui a confiés"),
                                Some("sa zone"),
                                None,
                            ],
                        ),
                        droit("Voir qui l’a consulté", [None, None, Some("sa zone"), Some("l’académie")]),
                    ],
                },
                DroitsSur {
                    objet: "Campagne".into(),
                    droits: vec![droit("Publier", [None, None, None, Some("l’académie")])],
                },
            ],
        }
    }
}

impl_page! { Droits => "Qui peut faire quoi", ["Aide" => "/aide"]; }
