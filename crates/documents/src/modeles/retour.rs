//! The right to return to initial training (D122-3-1 to D122-3-8): the summary handed over after the interview, and the
//! path that three sign.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cadre, Etablissement, Modele, Periode, Personne, Remplir, Semaine, SujetJeune, jour};
use crate::feuille::{Bloc, Case, Feuille, Section, Ton};

/// Under what status one returns (D122-3-2).
const STATUTS: [&str; 3] = [
    "Élève, sous statut scolaire",
    "Alternance : apprentissage ou contrat de professionnalisation",
    "Stagiaire de la formation professionnelle",
];

/// The three statuses as boxes, that of this rank ticked.
fn statuts(choisi: Option<usize>) -> Bloc {
    Bloc::Cases(
        STATUTS
            .iter()
            .enumerate()
            .map(|(rang, libelle)| Case { libelle: (*libelle).to_owned(), cochee: choisi == Some(rang) })
            .collect(),
    )
}

/// What is handed over after the phase of information.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RetourRecapitulatif {
    /// The young person.
    pub jeune: SujetJeune,
    /// When the request was received: the fifteen days count from it.
    pub demande: Option<NaiveDate>,
    /// When the interview took place.
    pub entretien: Option<NaiveDate>,
    /// Who led the interview.
    pub conseiller: Personne,
    /// The référent unique.
    pub referent: Personne,
    /// What the young person wants to reach.
    pub objectifs: Vec<String>,
    /// The status chosen, by its rank: school 0, alternance 1, stagiaire 2.
    pub statut: Option<usize>,
    /// The assessment of knowledge and skills, when there is one.
    pub bilan: String,
    /// The school that takes care until the real start, when it cannot be at once.
    pub accueil_provisoire: String,
    /// Next steps: what, who, until when.
    pub etapes: Vec<[String; 3]>,
}

impl Remplir for RetourRecapitulatif {
    const MODELE: Modele = Modele::RetourRecapitulatif;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut etapes: Vec<Vec<String>> = self.etapes.iter().map(|ligne| ligne.to_vec()).collect();
        if etapes.is_empty() {
            etapes = vec![vec![String::new(); 3]; 4];
        }
        let sections = vec![
            Section::new(
                "Votre demande",
                vec![Bloc::champs([
                    ("Vous êtes", self.jeune.nom_complet()),
                    ("Demande reçue le", jour(self.demande)),
                    ("Entretien le", jour(self.entretien)),
                    ("Avec", self.conseiller.ligne()),
                ])],
            ),
            Section::new(
                "Vos droits",
                vec![Bloc::liste([
                    "Vous avez entre 16 et 25 ans, et vous êtes sorti du système éducatif sans diplôme : vous avez le droit de \
                     revenir en formation.",
                    "Vous êtes reçu en entretien dans les quinze jours qui suivent la réception de votre demande.",
                    "Si le retour s’arrête avant la fin d’une année scolaire, vous gardez le droit au temps qui reste, jusqu’à \
                     25 ans.",
                    "La durée de cette formation est inscrite dans votre compte personnel de formation (CPF).",
                ])],
            ),
            Section::new(
                "Ce que vous voulez",
                vec![
                    if self.objectifs.is_empty() {
                        Bloc::zone("Vos objectifs", "", 3)
                    } else {
                        Bloc::liste(self.objectifs.clone())
                    },
                    Bloc::paragraphe("Le statut que vous choisissez :"),
                    statuts(self.statut),
                ],
            ),
            Section::new(
                "D’ici la rentrée",
                vec![
                    Bloc::zone("Bilan de vos connaissances et de vos compétences", &*self.bilan, 2),
                    Bloc::champs([
                        ("Établissement qui vous accueille en attendant", self.accueil_provisoire.clone()),
                        ("La personne qui vous suit", self.referent.ligne()),
                    ]),
                ],
            ),
            Section::new(
                "Les prochaines étapes",
                vec![Bloc::Tableau(crate::feuille::Tableau {
                    legende: String::new(),
                    entetes: ["Quoi", "Qui", "Avant le"].map(str::to_owned).to_vec(),
                    lignes: etapes,
                })],
            ),
        ];
        cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "Gardez ce document : il dit ce qui a été décidé avec vous, et à qui vous adresser.",
            sections,
            Vec::new(),
        )
    }
}

/// The path that the young person, the référent and the head of the host school sign.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RetourParcours {
    /// The young person.
    pub jeune: SujetJeune,
    /// The host school.
    pub accueil: Etablissement,
    /// The référent unique.
    pub referent: Personne,
    /// The training and the diploma it leads to.
    pub formation: String,
    /// The status, by its rank: school 0, alternance 1, stagiaire 2.
    pub statut: Option<usize>,
    /// From when to when; under school status one school year at most, renewable.
    pub periode: Periode,
    /// What is arranged for this person.
    pub amenagements: Vec<String>,
    /// The week, when it is not that of the class.
    pub semaine: Option<Semaine>,
    /// How and when one looks at how it goes.
    pub suivi: String,
    /// When the bilan is made.
    pub bilan: Option<NaiveDate>,
}

impl Remplir for RetourParcours {
    const MODELE: Modele = Modele::RetourParcours;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut parties = self.jeune.blocs(cadre.date);
        parties.push(self.accueil.champs("Établissement d’accueil", "UAI"));
        parties.push(Bloc::champs([("Référent unique", self.referent.ligne())]));
        let mut sections = vec![
            Section::new("Qui s’engage", parties),
            Section::new(
                "La formation",
                vec![
                    Bloc::champs([
                        ("Formation et diplôme préparé", self.formation.clone()),
                        ("Dates", self.periode.en_mots()),
                        ("Bilan le", jour(self.bilan)),
                    ]),
                    Bloc::paragraphe("Le statut :"),
                    statuts(self.statut),
                    Bloc::encart(
                        Ton::Information,
                        "Sous statut scolaire, la formation dure une année scolaire au plus. Elle peut être renouvelée, après un bilan \
                         et un entretien (articles D122-3-3 et D122-3-4 du code de l’éducation).",
                    ),
                ],
            ),
            Section::new(
                "Ce qui est aménagé",
                vec![if self.amenagements.is_empty() {
                    Bloc::zone("", "", 3)
                } else {
                    Bloc::liste(self.amenagements.clone())
                }],
            ),
        ];
        if let Some(semaine) = &self.semaine {
            sections.push(Section::new("La semaine", vec![semaine.grille("Semaine prévue")]));
        }
        sections.push(Section::new(
            "Le suivi",
            vec![Bloc::zone("Comment et quand on fait le point", &*self.suivi, 3)],
        ));
        sections.push(Section::new(
            "Si le parcours s’arrête",
            vec![Bloc::paragraphe(
                "Prévenez votre référent. Si vous arrêtez avant la fin d’une année scolaire, vous gardez le droit au temps qui \
                 reste, jusqu’à 25 ans.",
            )],
        ));
        let mut signatures = self.jeune.signatures(cadre.date, "Le ou la jeune");
        signatures.push(self.referent.signe("Le référent unique"));
        signatures.push(self.accueil.representant.signe("Le chef de l’établissement d’accueil"));
        cadre.feuille(Self::MODELE, self.jeune.sous_titre(), "", sections, signatures)
    }
}
