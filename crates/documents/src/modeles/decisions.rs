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
    /// Whether assigned; `None` while it is not decided.
    pub prononcee: Option<bool>,
    /// Why, above all when it is not.
    pub motif_decision: String,
    /// How it may be contested.
    pub recours: String,
}

/// The boxes of a decision: one is ticked once it is taken.
fn cases(oui: &str, non: &str, prise: Option<bool>) -> Bloc {
    let case = |libelle: &str, voulue| Case { libelle: libelle.to_owned(), cochee: prise == Some(voulue) };
    Bloc::Cases(vec![case(oui, true), case(non, false)])
}

/// Facts that are known, without lines to fill: what was asked for and is refused is not to be completed by hand.
fn connus<const N: usize>(champs: [(&str, String); N]) -> Option<Bloc> {
    let champs: Vec<(&str, String)> =
        champs.into_iter().filter(|(_, valeur)| !valeur.trim().is_empty()).collect();
    (!champs.is_empty()).then(|| Bloc::champs(champs))
}

impl DecisionAffectation {
    /// What is decided: where one is assigned, or that one is not, and why.
    fn decide(&self) -> Vec<Bloc> {
        let mut blocs = vec![cases(
            "L’affectation est prononcée",
            "L’affectation demandée n’est pas prononcée",
            self.prononcee,
        )];
        if self.prononcee == Some(false) {
            blocs.extend(connus([
                ("Établissement demandé", self.accueil.nom.clone()),
                ("Classe ou formation demandée", self.formation.clone()),
                ("Statut demandé", self.statut.clone()),
            ]));
            blocs.push(Bloc::zone("Motif du refus", &*self.motif_decision, 4));
            return blocs;
        }
        blocs.push(Bloc::champs([
            ("Affectation", self.accueil.nom.clone()),
            ("UAI", self.accueil.identifiant.clone()),
            ("Adresse", self.accueil.adresse.clone()),
            ("Classe ou formation", self.formation.clone()),
            ("Statut", self.statut.clone()),
            ("À partir du", jour(self.rentree)),
        ]));
        blocs.push(Bloc::encart(
            Ton::Information,
            "L’élève a les mêmes droits et les mêmes obligations que les autres élèves de l’établissement.",
        ));
        blocs.push(Bloc::zone("Motif", &*self.motif_decision, 3));
        blocs
    }
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
            Section::new("Ce qui est décidé", self.decide()),
            recours(&self.recours),
        ];
        let signatures = vec![cadre.signataire("Le DASEN")];
        let mut feuille = cadre.feuille(Self::MODELE, self.jeune.sous_titre(), "", sections, signatures);
        if self.prononcee == Some(false) {
            "Décision de refus d’affectation".clone_into(&mut feuille.titre);
        }
        feuille
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
        let refuse = self.valide == Some(false);
        let mut parcours = vec![
            ("Dispositif", self.dispositif.clone()),
            ("Contrat", self.contrat.clone()),
            (if refuse { "Dates demandées" } else { "Dates" }, self.periode.en_mots()),
        ];
        // A path that is refused is dedicated no MEF.
        if !refuse {
            parcours.push(("MEF", self.mef.clone()));
        }
        let sections = vec![
            Section::new("Pour qui", self.jeune.blocs(cadre.date)),
            Section::new("Le parcours", vec![Bloc::champs(parcours)]),
            Section::new(
                "Ce qui est décidé",
                vec![
                    cases("Le parcours est validé", "Le parcours n’est pas validé", self.valide),
                    Bloc::zone(if refuse { "Motif du refus" } else { "Motif" }, &*self.motif, 3),
                ],
            ),
            recours(&self.recours),
        ];
        let mut feuille = cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "",
            sections,
            vec![cadre.signataire("L’autorité qui valide (DASEN ou IEN-IO)")],
        );
        if refuse {
            "Décision de refus de validation".clone_into(&mut feuille.titre);
        }
        feuille
    }
}
