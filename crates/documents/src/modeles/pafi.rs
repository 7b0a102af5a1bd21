//! PAFI, before and at the start: the diagnosis sheet, the contract, the amendment.
//!
//! The sheet has the fields of annex 1 of the national guide (« GPDS, fiche de repérage, accueil et diagnostic »). No text
//! gives a model of the contract: it holds what the guides say that it must settle.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Cadre, Etablissement, Modele, Periode, Personne, Remplir, SANS_DETAIL, Semaine, SujetJeune,
    donnees::annee_scolaire, jour, ou,
};
use crate::feuille::{Bloc, Case, Feuille, Section, Signature, Ton};

/// What annex 1 offers as first elements of explanation.
const EXPLICATIONS: [&str; 5] = [
    "Absences",
    "Désinvestissement",
    "Difficultés d’apprentissage",
    "Orientation qui n’était pas celle souhaitée",
    "Éléments personnels, sans les détailler",
];

/// The diagnosis sheet of the GPDS.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PafiDiagnostic {
    /// The day on which the sheet was filled.
    pub saisie: Option<NaiveDate>,
    /// The référent décrochage.
    pub referent: Personne,
    /// The pupil.
    pub jeune: SujetJeune,
    /// Car, two-wheeler or none.
    pub locomotion: String,
    /// Last year: collège or lycée, particular path.
    pub scolarite_precedente: String,
    /// Level and, in a vocational path, speciality.
    pub niveau: String,
    /// `Externe`, `Demi-pensionnaire` or `Interne`.
    pub regime: String,
    /// Ranks ticked in the list of annex 1, from 0, in its order; others are left out.
    pub explications: Vec<usize>,
    /// What was observed: facts useful to act.
    pub observations: String,
    /// What the pupil says of it and wishes.
    pub parole_du_jeune: String,
    /// What supports the pupil.
    pub points_d_appui: String,
    /// What the GPDS proposes.
    pub proposition: String,
}

impl Remplir for PafiDiagnostic {
    const MODELE: Modele = Modele::PafiDiagnostic;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let jeune = &self.jeune;
        let mut eleve = jeune.blocs(cadre.date);
        eleve.push(Bloc::champs([
            ("Sexe", jeune.sexe.clone()),
            ("Adresse", jeune.adresse.clone()),
            ("Moyen de locomotion", self.locomotion.clone()),
        ]));
        let cases = EXPLICATIONS.iter().enumerate().map(|(rang, libelle)| Case {
            libelle: (*libelle).to_owned(),
            cochee: self.explications.contains(&rang),
        });
        let sections = vec![
            Section::new(
                "Qui remplit cette fiche",
                vec![Bloc::champs([
                    ("Date de saisie", jour(self.saisie)),
                    ("Référent décrochage scolaire", self.referent.ligne()),
                ])],
            ),
            Section::new("L’élève", eleve),
            Section::new(
                "Sa scolarité",
                vec![Bloc::champs([
                    ("L’an dernier", self.scolarite_precedente.clone()),
                    ("Niveau et spécialité", self.niveau.clone()),
                    ("Régime", self.regime.clone()),
                ])],
            ),
            Section::new(
                "Premiers éléments d’explication",
                vec![
                    Bloc::Cases(cases.collect()),
                    Bloc::encart(Ton::Information, SANS_DETAIL),
                    Bloc::zone("Ce qui a été observé", &*self.observations, 4),
                ],
            ),
            Section::new(
                "Ce que dit l’élève, et ce qui l’aide",
                vec![
                    Bloc::zone("Ce qu’en dit l’élève, ce qu’il ou elle souhaite", &*self.parole_du_jeune, 3),
                    Bloc::zone("Ses points d’appui", &*self.points_d_appui, 3),
                ],
            ),
            Section::new(
                "Ce que propose le groupe de prévention",
                vec![Bloc::zone("Proposition du GPDS", &*self.proposition, 4)],
            ),
        ];
        cadre.feuille(Self::MODELE, jeune.sous_titre(), "", sections, Vec::new())
    }
}

/// The contract of a PAFI.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PafiContrat {
    /// The pupil.
    pub jeune: SujetJeune,
    /// The tutor.
    pub tuteur: Personne,
    /// From when to when; one year at most.
    pub periode: Periode,
    /// The day of the return to class: a path has one from its first day.
    pub retour: Option<NaiveDate>,
    /// What the path is for.
    pub objectifs: Vec<String>,
    /// The week.
    pub semaine: Semaine,
    /// Who receives the pupil outside of the school.
    pub partenaires: Vec<Etablissement>,
    /// Insurance: who covers what.
    pub assurance: String,
    /// How often the tutor meets the pupil, and how the family is told.
    pub suivi: String,
    /// Who validates: the DASEN or the IEN-IO, as the académie has it.
    pub validation: Personne,
}

impl Remplir for PafiContrat {
    const MODELE: Modele = Modele::PafiContrat;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut parties = self.jeune.blocs(cadre.date);
        parties.push(Bloc::champs([("Tuteur dans l’établissement", self.tuteur.ligne())]));
        for partenaire in &self.partenaires {
            parties.push(partenaire.champs("Partenaire", "SIRET ou UAI"));
        }
        let sections = vec![
            Section::new("Qui s’engage", parties),
            Section::new(
                "Ce que vise le parcours",
                if self.objectifs.is_empty() {
                    vec![Bloc::zone("", "", 3)]
                } else {
                    vec![Bloc::liste(self.objectifs.clone())]
                },
            ),
            Section::new(
                "Quand",
                vec![
                    Bloc::champs([
                        ("Durée du parcours", self.periode.en_mots()),
                        ("Retour en classe", jour(self.retour)),
                    ]),
                    Bloc::encart(
                        Ton::Important,
                        "Le parcours dure un an au plus. L’élève peut revenir en classe avant la fin, sans conséquence pour la \
                         suite de sa scolarité.",
                    ),
                ],
            ),
            Section::new(
                "La semaine",
                vec![
                    self.semaine
                        .grille("Temps de classe et activités, avec le lieu et la personne qui accompagne"),
                ],
            ),
            Section::new(
                "Les droits de l’élève",
                vec![Bloc::liste([
                    "L’élève garde le statut scolaire pendant tout le parcours.",
                    "L’élève garde ses droits : bourse, assurance, accès aux examens.",
                    "L’élève reste inscrit dans son établissement, qui pilote le parcours.",
                ])],
            ),
            Section::new(
                "Assurance et suivi",
                vec![
                    Bloc::zone("Assurance", &*self.assurance, 2),
                    Bloc::zone("Suivi par le tuteur, information de la famille", &*self.suivi, 3),
                ],
            ),
            Section::new(
                "Ce que chacun promet",
                vec![Bloc::liste([
                    "L’élève : venir aux cours et aux activités prévus, et dire quand quelque chose ne va pas.",
                    "La famille : soutenir le parcours, et prévenir en cas d’absence.",
                    "L’établissement : suivre l’élève, adapter le parcours, préparer le retour en classe.",
                    "Les partenaires : accueillir l’élève en sécurité, et informer le tuteur.",
                ])],
            ),
        ];
        let mut signatures = self.jeune.signatures(cadre.date, "L’élève");
        signatures.extend(self.partenaires.iter().map(|partenaire| {
            Signature::attendue(
                format!("Partenaire : {}", ou(&partenaire.nom, "nom à compléter")),
                partenaire.representant.nom.clone(),
            )
        }));
        signatures.push(self.tuteur.signe("Le tuteur ou la tutrice"));
        signatures.push(cadre.signataire("Le chef d’établissement"));
        signatures.push(
            self.validation.signe(&ou(&self.validation.qualite, "Autorité qui valide (DASEN ou IEN-IO)")),
        );
        let avertissement = format!(
            "Ce contrat organise un parcours aménagé pour l’année scolaire {}. Lisez-le avec votre famille. Demandez qu’on vous \
             explique ce qui n’est pas clair avant de signer.",
            annee_scolaire(self.periode.debut.unwrap_or(cadre.date))
        );
        cadre.feuille(Self::MODELE, self.jeune.sous_titre(), &avertissement, sections, signatures)
    }
}

/// An amendment to the contract of a PAFI.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PafiAvenant {
    /// The pupil.
    pub jeune: SujetJeune,
    /// Number of the contract, and the version that this amends.
    pub contrat: String,
    /// From what day on.
    pub effet: Option<NaiveDate>,
    /// Why it changes.
    pub raison: String,
    /// What changes: what it is, what it was, what it becomes.
    pub changements: Vec<[String; 3]>,
    /// The week from then on, when it changes.
    pub semaine: Option<Semaine>,
    /// The end of the path and the return, when they change.
    pub retour: Option<NaiveDate>,
    /// The tutor.
    pub tuteur: Personne,
    /// Who validates.
    pub validation: Personne,
}

impl Remplir for PafiAvenant {
    const MODELE: Modele = Modele::PafiAvenant;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut changements = self.changements.iter().map(|ligne| ligne.to_vec()).collect::<Vec<_>>();
        if changements.is_empty() {
            changements = vec![vec![String::new(); 3]; 3];
        }
        let mut sections = vec![
            Section::new(
                "Ce que cet avenant modifie",
                vec![
                    Bloc::champs([
                        ("Élève", self.jeune.nom_complet()),
                        ("Contrat modifié", self.contrat.clone()),
                        ("À partir du", jour(self.effet)),
                        ("Nouvelle date de retour en classe", jour(self.retour)),
                    ]),
                    Bloc::zone("Pourquoi", &*self.raison, 3),
                ],
            ),
            Section::new(
                "Ce qui change",
                vec![
                    Bloc::Tableau(crate::feuille::Tableau {
                        legende: String::new(),
                        entetes: ["Quoi", "Avant", "Désormais"].map(str::to_owned).to_vec(),
                        lignes: changements,
                    }),
                    Bloc::paragraphe("Tout le reste du contrat continue comme prévu."),
                ],
            ),
        ];
        if let Some(semaine) = &self.semaine {
            sections.push(Section::new(
                "La nouvelle semaine",
                vec![semaine.grille("La semaine à partir de cette date")],
            ));
        }
        let mut signatures = self.jeune.signatures(cadre.date, "L’élève");
        signatures.push(self.tuteur.signe("Le tuteur ou la tutrice"));
        signatures.push(cadre.signataire("Le chef d’établissement"));
        signatures.push(
            self.validation.signe(&ou(&self.validation.qualite, "Autorité qui valide (DASEN ou IEN-IO)")),
        );
        cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "Les signatures données au contrat ne valent pas pour cet avenant : chacun signe de nouveau.",
            sections,
            signatures,
        )
    }
}
