//! PAFI, along the way and at the end: the tutor's sheet and the bilan.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cadre, Modele, Periode, Personne, Remplir, SANS_DETAIL, SujetJeune, jour};
use crate::feuille::{Bloc, Case, Feuille, Section, Tableau, Ton};

/// One meeting of the tutor and the pupil.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PointDeSuivi {
    /// When.
    pub le: Option<NaiveDate>,
    /// What goes well, what is difficult.
    pub constat: String,
    /// What was decided.
    pub decision: String,
}

/// The tutor's sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PafiSuivi {
    /// The pupil.
    pub jeune: SujetJeune,
    /// The tutor.
    pub tuteur: Personne,
    /// From when to when.
    pub periode: Periode,
    /// The meetings, in order.
    pub points: Vec<PointDeSuivi>,
    /// What is to be adjusted; an amendment follows when the contract changes.
    pub ajustements: String,
    /// When they meet next.
    pub prochain: Option<NaiveDate>,
}

impl Remplir for PafiSuivi {
    const MODELE: Modele = Modele::PafiSuivi;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut lignes: Vec<Vec<String>> = self
            .points
            .iter()
            .map(|point| vec![jour(point.le), point.constat.clone(), point.decision.clone()])
            .collect();
        if lignes.is_empty() {
            lignes = vec![vec![String::new(); 3]; 6];
        }
        let sections = vec![
            Section::new(
                "Le parcours",
                vec![Bloc::champs([
                    ("Élève", self.jeune.nom_complet()),
                    ("Tuteur ou tutrice", self.tuteur.ligne()),
                    ("Durée du parcours", self.periode.en_mots()),
                ])],
            ),
            Section::new(
                "Les rencontres",
                vec![
                    Bloc::encart(Ton::Information, SANS_DETAIL),
                    Bloc::Tableau(Tableau {
                        legende: String::new(),
                        entetes: ["Date", "Ce qui va, ce qui est difficile", "Ce qui est décidé"]
                            .map(str::to_owned)
                            .to_vec(),
                        lignes,
                    }),
                ],
            ),
            Section::new(
                "La suite",
                vec![
                    Bloc::zone("Ce qu’il faut ajuster", &*self.ajustements, 3),
                    Bloc::champs([("Prochaine rencontre", jour(self.prochain))]),
                ],
            ),
        ];
        cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "",
            sections,
            vec![self.tuteur.signe("Le tuteur ou la tutrice")],
        )
    }
}

/// A competence that a path let show.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Competence {
    /// What the pupil can do.
    pub libelle: String,
    /// Where it showed.
    pub observee: String,
    /// Whether the team validates it.
    pub validee: bool,
}

/// The bilan of a PAFI.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PafiBilan {
    /// The pupil.
    pub jeune: SujetJeune,
    /// The tutor.
    pub tuteur: Personne,
    /// From when to when it really lasted.
    pub periode: Periode,
    /// What was done.
    pub activites: Vec<String>,
    /// What the pupil says of it.
    pub parole_du_jeune: String,
    /// What the team says of it.
    pub avis_de_l_equipe: String,
    /// The competences.
    pub competences: Vec<Competence>,
    /// Whether the pupil stays in school.
    pub poursuite: Option<bool>,
    /// What comes next, and who follows.
    pub suite: String,
}

impl Remplir for PafiBilan {
    const MODELE: Modele = Modele::PafiBilan;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut lignes: Vec<Vec<String>> = self
            .competences
            .iter()
            .map(|competence| {
                let validee = if competence.validee { "Oui" } else { "Pas encore" };
                vec![competence.libelle.clone(), competence.observee.clone(), validee.to_owned()]
            })
            .collect();
        if lignes.is_empty() {
            lignes = vec![vec![String::new(); 3]; 4];
        }
        let case = |libelle: &str, voulue: bool| Case {
            libelle: libelle.to_owned(),
            cochee: self.poursuite == Some(voulue),
        };
        let sections = vec![
            Section::new(
                "Le parcours",
                vec![
                    Bloc::champs([
                        ("Élève", self.jeune.nom_complet()),
                        ("Tuteur ou tutrice", self.tuteur.ligne()),
                        ("Durée réelle", self.periode.en_mots()),
                    ]),
                    Bloc::liste(self.activites.clone()),
                ],
            ),
            Section::new(
                "Ce que le parcours a apporté",
                vec![
                    Bloc::zone("Ce qu’en dit l’élève", &*self.parole_du_jeune, 4),
                    Bloc::zone("Ce qu’en dit l’équipe", &*self.avis_de_l_equipe, 4),
                ],
            ),
            Section::new(
                "Les compétences",
                vec![Bloc::Tableau(Tableau {
                    legende: String::new(),
                    entetes: ["Ce que l’élève sait faire", "Où cela s’est vu", "Validée"]
                        .map(str::to_owned)
                        .to_vec(),
                    lignes,
                })],
            ),
            Section::new(
                "La suite",
                vec![
                    Bloc::Cases(vec![
                        case("L’élève poursuit sa scolarité", true),
                        case(
                            "L’élève ne poursuit pas sa scolarité : une autre solution est cherchée avec lui ou elle",
                            false,
                        ),
                    ]),
                    Bloc::zone("Ce qui est prévu, et qui accompagne", &*self.suite, 3),
                ],
            ),
        ];
        let mut signatures = self.jeune.signatures(cadre.date, "L’élève");
        signatures.push(self.tuteur.signe("Le tuteur ou la tutrice"));
        signatures.push(cadre.signataire("Le chef d’établissement"));
        cadre.feuille(Self::MODELE, self.jeune.sous_titre(), "", sections, signatures)
    }
}
