//! Work placements under school status: the convention, and the bilan croisé of a social clause.
//!
//! No text that we know gives a model of either. The bilan croisé is what the buyer of a public market keeps as proof that the
//! clause was carried out: the tutor in the company and the référent pédagogique both sign it.

use serde::{Deserialize, Serialize};

use super::{Cadre, Etablissement, Modele, Periode, Personne, Remplir, Semaine, SujetJeune, ou};
use crate::feuille::{Bloc, Feuille, Section, Signature, Tableau, Ton};

/// A convention de stage.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConventionStage {
    /// The young person.
    pub jeune: SujetJeune,
    /// Who receives.
    pub accueil: Etablissement,
    /// The tutor in the company.
    pub tuteur: Personne,
    /// The référent pédagogique.
    pub referent: Personne,
    /// From when to when.
    pub periode: Periode,
    /// The week.
    pub semaine: Semaine,
    /// Hours a week, in words or figures.
    pub duree_hebdomadaire: String,
    /// What the young person will do and learn.
    pub activites: Vec<String>,
    /// Insurance: contracts and numbers.
    pub assurance: String,
    /// Meals, transport, clothing.
    pub aides: String,
    /// The public market and its lot, when the placement carries out a social clause.
    pub marche: String,
}

impl Remplir for ConventionStage {
    const MODELE: Modele = Modele::ConventionStage;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut parties = vec![self.accueil.champs("Organisme d’accueil", "SIRET")];
        parties.extend(self.jeune.blocs(cadre.date));
        parties.push(Bloc::champs([
            ("Tuteur dans l’organisme", self.tuteur.ligne()),
            ("Référent pédagogique", self.referent.ligne()),
        ]));
        let mut sections = vec![
            Section::new("Qui s’engage", parties),
            Section::new(
                "Le stage",
                vec![
                    Bloc::champs([
                        ("Dates", self.periode.en_mots()),
                        ("Durée par semaine", self.duree_hebdomadaire.clone()),
                    ]),
                    if self.activites.is_empty() {
                        Bloc::zone("Activités confiées", "", 4)
                    } else {
                        Bloc::liste(self.activites.clone())
                    },
                ],
            ),
            Section::new("Les horaires", vec![self.semaine.grille("Horaires prévus dans la semaine")]),
            Section::new(
                "Les règles",
                vec![Bloc::liste([
                    "Pendant le stage, le ou la stagiaire reste sous statut scolaire, et n’est pas salarié.",
                    "Le ou la stagiaire respecte le règlement, les horaires et les consignes de sécurité de l’organisme.",
                    "L’organisme confie des activités adaptées à l’âge, et aucun travail interdit aux mineurs.",
                    "L’organisme prévient aussitôt l’établissement en cas d’absence ou d’accident.",
                    "L’établissement suit le stage : il appelle ou rencontre le tuteur et le ou la stagiaire.",
                    "Le stage peut être arrêté par l’une des parties, après en avoir parlé avec les autres.",
                ])],
            ),
            Section::new(
                "Assurance et aides",
                vec![
                    Bloc::zone("Assurance", &*self.assurance, 2),
                    Bloc::zone("Repas, transport, équipement", &*self.aides, 2),
                ],
            ),
        ];
        if !self.marche.trim().is_empty() {
            sections.insert(
                1,
                Section::new(
                    "La clause sociale",
                    vec![
                        Bloc::champs([("Marché public", self.marche.clone())]),
                        Bloc::encart(
                            Ton::Information,
                            "Ce stage réalise la clause sociale de formation de ce marché. À la fin, un bilan croisé est remis à \
                             l’acheteur.",
                        ),
                    ],
                ),
            );
        }
        let mut signatures = self.jeune.signatures(cadre.date, "Le ou la stagiaire");
        signatures.push(self.accueil.representant.signe("Pour l’organisme d’accueil"));
        signatures.push(self.tuteur.signe("Le tuteur ou la tutrice dans l’organisme"));
        signatures.push(self.referent.signe("Le référent pédagogique"));
        signatures.push(cadre.signataire("Le chef d’établissement"));
        cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "Le stage ne peut pas commencer avant que toutes les parties aient signé.",
            sections,
            signatures,
        )
    }
}

/// The bilan croisé of a social clause.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BilanCroise {
    /// The young person.
    pub jeune: SujetJeune,
    /// The company.
    pub entreprise: Etablissement,
    /// The buyer.
    pub acheteur: Etablissement,
    /// The public market and its lot.
    pub marche: String,
    /// Hours planned by the clause, and hours done.
    pub heures: [String; 2],
    /// From when to when.
    pub periode: Periode,
    /// The tutor in the company.
    pub tuteur: Personne,
    /// The référent pédagogique.
    pub referent: Personne,
    /// What was done.
    pub missions: Vec<String>,
    /// What tutor and référent each see: the subject, the tutor's view, the référent's.
    pub regards: Vec<[String; 3]>,
    /// What the young person says of it.
    pub parole_du_jeune: String,
    /// What comes next.
    pub suite: String,
}

impl Remplir for BilanCroise {
    const MODELE: Modele = Modele::BilanCroise;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut regards: Vec<Vec<String>> = self.regards.iter().map(|ligne| ligne.to_vec()).collect();
        if regards.is_empty() {
            regards = ["Assiduité et ponctualité", "Relations avec l’équipe", "Travail réalisé", "Progrès"]
                .map(|sujet| vec![sujet.to_owned(), String::new(), String::new()])
                .to_vec();
        }
        let [prevues, faites] = &self.heures;
        let sections = vec![
            Section::new(
                "La clause sociale",
                vec![Bloc::champs([
                    ("Acheteur", self.acheteur.nom.clone()),
                    ("Marché public", self.marche.clone()),
                    ("Entreprise", self.entreprise.nom.clone()),
                    ("SIRET", self.entreprise.identifiant.clone()),
                    ("Heures prévues", prevues.clone()),
                    ("Heures faites", faites.clone()),
                ])],
            ),
            Section::new(
                "Le parcours en entreprise",
                vec![
                    Bloc::champs([
                        ("Jeune", self.jeune.nom_complet()),
                        ("Dates", self.periode.en_mots()),
                        ("Tuteur dans l’entreprise", self.tuteur.ligne()),
                        ("Référent pédagogique", self.referent.ligne()),
                    ]),
                    if self.missions.is_empty() {
                        Bloc::zone("Missions confiées", "", 3)
                    } else {
                        Bloc::liste(self.missions.clone())
                    },
                ],
            ),
            Section::new(
                "Regards croisés",
                vec![
                    Bloc::Tableau(Tableau {
                        legende: String::new(),
                        entetes: ["Sujet", "Le tuteur", "Le référent pédagogique"]
                            .map(str::to_owned)
                            .to_vec(),
                        lignes: regards,
                    }),
                    Bloc::zone("Ce qu’en dit le ou la jeune", &*self.parole_du_jeune, 3),
                ],
            ),
            Section::new(
                "La suite",
                vec![Bloc::zone(
                    "Retour en formation, apprentissage, emploi : ce qui est prévu",
                    &*self.suite,
                    3,
                )],
            ),
        ];
        let mut signatures = vec![
            self.tuteur.signe("Le tuteur ou la tutrice dans l’entreprise"),
            self.referent.signe("Le référent pédagogique"),
        ];
        if !self.acheteur.representant.nom.trim().is_empty() {
            signatures.push(Signature::attendue(
                format!("Reçu par l’acheteur : {}", ou(&self.acheteur.nom, "nom à compléter")),
                self.acheteur.representant.nom.clone(),
            ));
        }
        cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "Ce bilan est remis à l’acheteur, comme preuve que la clause sociale de formation a été réalisée.",
            sections,
            signatures,
        )
    }
}
