//! Pages that the law asks of every public service: accessibility, legal notice, personal data, statistics.

use askama::Template;

use crate::components::Fact;
use crate::fr;
use crate::layout::{Conformity, Layout, impl_page};

/// What is said of a non-accessible part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NonConformite {
    /// Which part, and what it prevents.
    pub texte: String,
    /// RGAA criterion: `11.10`.
    pub critere: String,
}

/// The declaration of accessibility.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "accessibilite.html")]
pub struct Accessibilite {
    /// What stands around; its conformity is the one declared.
    pub layout: Layout,
    /// Who runs the service.
    pub exploitant: String,
    /// The day of the declaration, and of the audit if there was one.
    pub etablie: String,
    /// Rate of the audit: `82 % des critères du RGAA 4.1.2`. `None` without an audit.
    pub taux: Option<String>,
    /// What is known not to be accessible.
    pub non_conformites: Vec<NonConformite>,
    /// An address that a person reads, once the operator has given one.
    pub contact: Option<String>,
    /// Where the multi-year scheme and the plan of the year can be read, if they exist.
    pub schema: Option<crate::layout::Link>,
}

impl Accessibilite {
    /// Without an audit yet.
    pub fn sample() -> Self {
        Self {
            layout: Layout::public_sample(),
            exploitant: "L’académie de Bordeaux".into(),
            etablie: "12 novembre 2026".into(),
            taux: None,
            non_conformites: vec![],
            contact: Some("accessibilite@exemple.example".into()),
            schema: None,
        }
    }

    fn state(&self) -> Conformity {
        self.layout.conformity
    }
}

/// Publisher, director of publication, host.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "mentions_legales.html")]
pub struct MentionsLegales {
    /// What stands around.
    pub layout: Layout,
    /// Name, address, telephone.
    pub editeur: Vec<Fact>,
    /// Name and function.
    pub directeur: String,
    /// Name, address, telephone.
    pub hebergeur: Vec<Fact>,
    /// Where the source code is.
    pub code_source: Option<String>,
}

impl MentionsLegales {
    /// Of an invented publisher.
    pub fn sample() -> Self {
        Self {
            layout: Layout::public_sample(),
            editeur: vec![
                Fact::new("Éditeur", "Académie de Bordeaux"),
                Fact::new("Adresse", "5 rue de l’Exemple, 33000 Bordeaux"),
                Fact::new("Téléphone", "05 56 00 00 00"),
            ],
            directeur: "Mme Exemple, rectrice de l’académie de Bordeaux".into(),
            hebergeur: vec![
                Fact::new("Hébergeur", "Hébergeur Exemple"),
                Fact::new("Adresse", "1 rue du Serveur, 75000 Paris"),
                Fact::new("Téléphone", "01 00 00 00 00"),
            ],
            code_source: Some("https://exemple.example/raccroche".into()),
        }
    }
}

/// One processing of personal data, as the register of processing has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duree {
    /// `Dossier`, `Journal des consultations`, `Fichiers des registres`.
    pub donnees: String,
    /// Why they are kept.
    pub finalite: String,
    /// For how long, then what becomes of them.
    pub duree: String,
}

/// What is done with personal data, for the people whom they are about.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "donnees_personnelles.html")]
pub struct DonneesPersonnelles {
    /// What stands around.
    pub layout: Layout,
    /// Who is responsible.
    pub responsable: String,
    /// How to reach the DPO, once the operator has said so.
    pub dpo: Option<String>,
    /// For how long each kind is kept.
    pub durees: Vec<Duree>,
}

impl DonneesPersonnelles {
    /// Of an invented académie.
    pub fn sample() -> Self {
        let duree = |donnees: &str, finalite: &str, duree: &str| Duree {
            donnees: fr(donnees),
            finalite: fr(finalite),
            duree: fr(duree),
        };
        Self {
            layout: Layout::public_sample(),
            responsable: "la rectrice de l’académie de Bordeaux".into(),
            dpo: Some("dpd@exemple.example".into()),
            durees: vec![
                duree(
                    "Dossier d’un jeune",
                    "l’aider à reprendre une formation",
                    "un an après la clôture, puis effacé",
                ),
                duree(
                    "Fichiers des registres",
                    "savoir qui n’est plus en formation",
                    "jusqu’à la publication de la campagne suivante",
                ),
                duree("Journal des consultations", "savoir qui a lu un dossier", "un an"),
            ],
        }
    }
}

/// One published figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicateur {
    /// `Jeunes repérés dont un responsable est nommé`.
    pub nom: String,
    /// `98 %`, `412`, or `moins de 5` where it would tell of somebody.
    pub valeur: String,
    /// What exactly is counted, and out of what.
    pub definition: String,
    /// The day at which it holds.
    pub date: String,
}

/// Public statistics.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "statistiques.html")]
pub struct Statistiques {
    /// What stands around.
    pub layout: Layout,
    /// Under headings: used, useful, with effect.
    pub groupes: Vec<(String, Vec<Indicateur>)>,
}

impl Statistiques {
    /// Three invented figures.
    pub fn sample() -> Self {
        let indicateur = |nom: &str, valeur: &str, definition: &str| Indicateur {
            nom: fr(nom),
            valeur: fr(valeur),
            definition: fr(definition),
            date: "12 novembre 2026".into(),
        };
        Self {
            layout: Layout::public_sample(),
            groupes: vec![
                (
                    "Utile".into(),
                    vec![
                        indicateur("Jeunes repérés", "412", "perdus de vue par la dernière campagne publiée"),
                        indicateur(
                            "Jeunes joints",
                            "61 %",
                            "au moins une réponse du jeune ou de sa famille, sur les dossiers ouverts depuis un mois",
                        ),
                    ],
                ),
                (
                    "Avec un effet".into(),
                    vec![indicateur(
                        "Retours en formation",
                        "moins de 5",
                        "solutions commencées depuis la dernière campagne et tenues à trois mois",
                    )],
                ),
            ],
        }
    }
}

impl_page! {
    Accessibilite => "Accessibilité", [];
    MentionsLegales => "Mentions légales", [];
    DonneesPersonnelles => "Données personnelles", [];
    Statistiques => "Statistiques", [];
}
