//! Sheets about one young person: the synthèse-bilan after an entretien de situation, and the recensement that goes to
//! the CIO (« annexe A5 » in the académie of Limoges, whose own form is not public: ours holds what its notice asks for).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cadre, Modele, Personne, Remplir, SANS_DETAIL, SujetJeune, jour};
use crate::feuille::{Bloc, Case, Feuille, Section, Signature, Tableau, Ton};

/// After an entretien de situation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FicheSyntheseBilan {
    /// The young person.
    pub jeune: SujetJeune,
    /// When.
    pub entretien: Option<NaiveDate>,
    /// Who led it.
    pub conseiller: Personne,
    /// The path until now: year, class, establishment.
    pub parcours: Vec<[String; 3]>,
    /// Diplomas and exams.
    pub diplomes: String,
    /// What the young person wants.
    pub projet: String,
    /// What helps.
    pub points_d_appui: String,
    /// What stands in the way of a formation: facts useful to act.
    pub obstacles: String,
    /// What was concluded.
    pub conclusion: String,
    /// Next steps: what, who, until when.
    pub etapes: Vec<[String; 3]>,
}

impl Remplir for FicheSyntheseBilan {
    const MODELE: Modele = Modele::FicheSyntheseBilan;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let lignes = |connues: &[[String; 3]], vides: usize| -> Vec<Vec<String>> {
            if connues.is_empty() {
                vec![vec![String::new(); 3]; vides]
            } else {
                connues.iter().map(|ligne| ligne.to_vec()).collect()
            }
        };
        let sections = vec![
            Section::new("Le ou la jeune", self.jeune.blocs(cadre.date)),
            Section::new(
                "L’entretien",
                vec![Bloc::champs([("Date", jour(self.entretien)), ("Mené par", self.conseiller.ligne())])],
            ),
            Section::new(
                "Le parcours jusqu’ici",
                vec![
                    Bloc::Tableau(Tableau {
                        legende: String::new(),
                        entetes: ["Année", "Classe", "Établissement"].map(str::to_owned).to_vec(),
                        lignes: lignes(&self.parcours, 4),
                    }),
                    Bloc::zone("Diplômes et examens", &*self.diplomes, 2),
                ],
            ),
            Section::new(
                "Le projet",
                vec![
                    Bloc::encart(Ton::Information, SANS_DETAIL),
                    Bloc::zone("Ce que souhaite le ou la jeune", &*self.projet, 3),
                    Bloc::zone("Ce qui l’aide", &*self.points_d_appui, 3),
                    Bloc::zone("Ce qui rend le retour en formation difficile", &*self.obstacles, 3),
                ],
            ),
            Section::new(
                "La suite",
                vec![
                    Bloc::zone("Ce qui est décidé", &*self.conclusion, 3),
                    Bloc::Tableau(Tableau {
                        legende: String::new(),
                        entetes: ["Étape", "Qui", "Avant le"].map(str::to_owned).to_vec(),
                        lignes: lignes(&self.etapes, 3),
                    }),
                ],
            ),
        ];
        let mut signatures = vec![Signature::attendue("Le ou la jeune", self.jeune.nom_complet())];
        signatures.push(self.conseiller.signe("La personne qui a mené l’entretien"));
        cadre.feuille(Self::MODELE, self.jeune.sous_titre(), "", sections, signatures)
    }
}

/// A pupil who left without a solution.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FicheRecensement {
    /// The pupil.
    pub jeune: SujetJeune,
    /// The last day in class.
    pub sortie: Option<NaiveDate>,
    /// Whether during the year; otherwise at its end.
    pub en_cours_d_annee: Option<bool>,
    /// Diploma prepared, and whether it was obtained.
    pub diplome: String,
    /// What the school knows of the present situation.
    pub situation: String,
    /// Contacts since: day, with whom, what came of it.
    pub contacts: Vec<[String; 3]>,
    /// What was proposed.
    pub propositions: Vec<String>,
    /// The référent décrochage of the school.
    pub referent: Personne,
    /// The CIO to which the sheet goes.
    pub cio: String,
}

impl Remplir for FicheRecensement {
    const MODELE: Modele = Modele::FicheRecensement;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut contacts: Vec<Vec<String>> = self.contacts.iter().map(|ligne| ligne.to_vec()).collect();
        if contacts.is_empty() {
            contacts = vec![vec![String::new(); 3]; 4];
        }
        let mut eleve = self.jeune.blocs(cadre.date);
        eleve.push(Bloc::champs([("Adresse", self.jeune.adresse.clone())]));
        let case = |libelle: &str, voulue: bool| Case {
            libelle: libelle.to_owned(),
            cochee: self.en_cours_d_annee == Some(voulue),
        };
        let sections = vec![
            Section::new("L’élève", eleve),
            Section::new(
                "La sortie",
                vec![
                    Bloc::Cases(vec![case("En cours d’année", true), case("En fin d’année", false)]),
                    Bloc::champs([
                        ("Dernier jour en classe", jour(self.sortie)),
                        ("Diplôme préparé, obtenu ou non", self.diplome.clone()),
                    ]),
                    Bloc::encart(Ton::Information, SANS_DETAIL),
                    Bloc::zone("Ce que l’on sait de sa situation aujourd’hui", &*self.situation, 3),
                ],
            ),
            Section::new(
                "Depuis la sortie",
                vec![
                    Bloc::Tableau(Tableau {
                        legende: String::new(),
                        entetes: ["Date", "Contact", "Résultat"].map(str::to_owned).to_vec(),
                        lignes: contacts,
                    }),
                    if self.propositions.is_empty() {
                        Bloc::zone("Ce qui a été proposé", "", 2)
                    } else {
                        Bloc::liste(self.propositions.clone())
                    },
                ],
            ),
            Section::new(
                "Envoi",
                vec![Bloc::champs([
                    ("Référent décrochage scolaire", self.referent.ligne()),
                    ("Envoyée au CIO de", self.cio.clone()),
                ])],
            ),
        ];
        cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "L’établissement remplit cette fiche dès qu’un élève est parti sans solution, et l’envoie au CIO de son secteur.",
            sections,
            vec![cadre.signataire("Le chef d’établissement")],
        )
    }
}
