//! Decisions of an authority: to assign to an establishment, to validate a path or not.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cadre, Etablissement, Modele, Periode, Remplir, SujetJeune, jour};
use crate::feuille::{Bloc, Case, Feuille, Section, Ton};

/// Whoever decides says how the decision may be contested: which way, and before whom, is theirs to write.
fn recours(recours: &str) -> Section {
    Section::new("Si vous n’êtes pas d’accord", vec![Bloc::zone("Voies et délais de recours", recours, 3)])
}

/// An assignment to an establishment, under school status.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionAffectation {
    /// The young person.
    pub jeune: SujetJeune,
    /// In the name of what: droit au retour, droit au maintien…
    pub motif: String,
    /// Texts on which the decision stands, one a line.
    pub textes: Vec<String>,
    /// Where.
    pub accueil: Etablissement,
    /// The class or the formation.
    pub formation: String,
    /// From what day on.
    pub rentree: Option<NaiveDate>,
    /// Under what status.
    pub statut: String,
    /// How it may be contested.
    pub recours: String,
}

impl Remplir for DecisionAffectation {
    const MODELE: Modele = Modele::DecisionAffectation;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let sections = vec![
            Section::new("Pour qui", self.jeune.blocs(cadre.date)),
            Section::new(
                "Ce qui fonde la décision",
                vec![Bloc::champs([("Au titre de", self.motif.clone())]), Bloc::liste(self.textes.clone())],
            ),
            Section::new(
                "Ce qui est décidé",
                vec![
                    Bloc::champs([
                        ("Affectation", self.accueil.nom.clone()),
                        ("UAI", self.accueil.identifiant.clone()),
                        ("Adresse", self.accueil.adresse.clone()),
                        ("Classe ou formation", self.formation.clone()),
                        ("Statut", self.statut.clone()),
                        ("À partir du", jour(self.rentree)),
                    ]),
                    Bloc::encart(
                        Ton::Information,
                        "L’élève a les mêmes droits et les mêmes obligations que les autres élèves de l’établissement.",
                    ),
                ],
            ),
            recours(&self.recours),
        ];
        cadre.feuille(Self::MODELE, self.jeune.sous_titre(), "", sections, vec![cadre.signataire("Le DASEN")])
    }
}

/// A path validated or not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionValidation {
    /// The young person.
    pub jeune: SujetJeune,
    /// Which path.
    pub dispositif: String,
    /// The contract that it is about, with its version.
    pub contrat: String,
    /// From when to when.
    pub periode: Periode,
    /// Whether validated; `None` while it is not decided.
    pub valide: Option<bool>,
    /// Why, above all when it is not.
    pub motif: String,
    /// The MEF that is dedicated to the path, when the académie has one.
    pub mef: String,
    /// How it may be contested.
    pub recours: String,
}

impl Remplir for DecisionValidation {
    const MODELE: Modele = Modele::DecisionValidation;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let case = |libelle: &str, voulue: bool| Case {
            libelle: libelle.to_owned(),
            cochee: self.valide == Some(voulue),
        };
        let sections = vec![
            Section::new("Pour qui", self.jeune.blocs(cadre.date)),
            Section::new(
                "Le parcours",
                vec![Bloc::champs([
                    ("Dispositif", self.dispositif.clone()),
                    ("Contrat", self.contrat.clone()),
                    ("Dates", self.periode.en_mots()),
                    ("MEF", self.mef.clone()),
                ])],
            ),
            Section::new(
                "Ce qui est décidé",
                vec![
                    Bloc::Cases(vec![
                        case("Le parcours est validé", true),
                        case("Le parcours n’est pas validé", false),
                    ]),
                    Bloc::zone("Motif", &*self.motif, 3),
                ],
            ),
            recours(&self.recours),
        ];
        cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "",
            sections,
            vec![cadre.signataire("L’autorité qui valide (DASEN ou IEN-IO)")],
        )
    }
}
