//! The catalogue of dispositifs, for everybody: what each is, for whom, with whom, how, how much.

use askama::Template;

use crate::fr;
use crate::layout::{Layout, Link, Page, impl_page};

/// A dispositif in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    /// Its name and where it is told.
    pub lien: Link,
    /// What people say: `PAFI`.
    pub sigle: Option<String>,
    /// One sentence.
    pub texte: String,
}

/// All of them, by phase.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "dispositifs.html")]
pub struct Dispositifs {
    /// What stands around.
    pub layout: Layout,
    /// Whose settings are told: `telles que l’académie de Bordeaux les applique`.
    pub academie: Option<String>,
    /// Title of the phase, and its dispositifs.
    pub phases: Vec<(String, Vec<Resume>)>,
}

/// Something with what it rests on: a condition, a bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fondee {
    /// What is read.
    pub texte: String,
    /// The text of law.
    pub loi: Option<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EtapeFiche {
    /// What is done.
    pub titre: String,
    /// By whom.
    pub qui: String,
    /// What must be there: documents, signatures, decisions.
    pub besoins: Vec<String>,
    /// By when.
    pub delai: Option<String>,
    /// Whether the parcours ends with it.
    pub fin: Option<String>,
    /// The steps of which one follows.
    pub suites: Vec<Suite>,
}

/// A step that may follow another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suite {
    /// Its rank in the list, from 1.
    pub rang: usize,
    /// What is done in it.
    pub titre: String,
    /// What must have been answered; empty when it always may follow.
    pub seulement: String,
}

/// What the dispositif is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mesure {
    /// As the fiche says it.
    pub texte: String,
    /// Whether the program counts it.
    pub comptee: bool,
}

/// One dispositif.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "dispositif.html")]
pub struct Dispositif {
    /// What stands around.
    pub layout: Layout,
    /// Its name.
    pub nom: String,
    /// What people say.
    pub sigle: Option<String>,
    /// Its phase.
    pub phase: String,
    /// One sentence.
    pub resume: String,
    /// Ce que c'est.
    pub objectifs: Vec<String>,
    /// Pour qui: the fiche.
    pub public: Vec<String>,
    /// Pour qui: what the program checks.
    pub conditions: Vec<Fondee>,
    /// Avec qui.
    pub personnes: Vec<String>,
    /// Comment: the fiche.
    pub modalites: Vec<String>,
    /// Comment: step by step.
    pub etapes: Vec<EtapeFiche>,
    /// Combien: how long, which share, how many hours, within how many places; nothing when the fiche sets nothing.
    pub combien: Vec<String>,
    /// Où.
    pub zone: Vec<String>,
    /// How it is evaluated.
    pub evaluation: Vec<Mesure>,
    /// Models of documents.
    pub documents: Vec<String>,
    /// Tools that go with it: a calculator.
    pub outils: Vec<Link>,
    /// Sources, each with how sure it is.
    pub textes: Vec<(String, String)>,
}

impl Dispositifs {
    /// Two phases.
    pub fn sample() -> Self {
        let resume = |nom: &str, sigle: Option<&str>, texte: &str| Resume {
            lien: Link::new(nom, "/dispositifs/pafi"),
            sigle: sigle.map(Into::into),
            texte: texte.into(),
        };
        Self {
            layout: Layout::public_sample(),
            academie: Some("Bordeaux".into()),
            phases: vec![
                (
                    "Prévenir".into(),
                    vec![
                        resume(
                            "Parcours aménagé de la formation initiale",
                            Some("PAFI"),
                            "Un élève qui risque de décrocher alterne temps scolaire et autre activité, puis revient en classe.",
                        ),
                        resume("Tutorat", None, "Un adulte de l’établissement suit de près un élève."),
                    ],
                ),
                (
                    "Faire valoir un droit".into(),
                    vec![resume(
                        "Droit au retour en formation initiale",
                        None,
                        "De 16 à 25 ans, qui est sorti de l’école sans diplôme peut demander à y revenir.",
                    )],
                ),
            ],
        }
    }
}

impl Dispositif {
    /// A short one.
    pub fn sample() -> Self {
        Self {
            layout: Layout::public_sample(),
            nom: "Parcours aménagé de la formation initiale".into(),
            sigle: Some("PAFI".into()),
            phase: "Prévenir".into(),
            resume: "Un élève qui risque de décrocher alterne temps scolaire et autre activité, puis revient en classe.".into(),
            objectifs: vec!["Répondre de façon personnelle aux difficultés d’un élève.".into()],
            public: vec!["Les jeunes d’au moins 15 ans, scolarisés et en risque de décrochage.".into()],
            conditions: vec![
                Fondee { texte: "Avoir au moins 15\u{a0}ans".into(), loi: None },
                Fondee { texte: "Être scolarisé".into(), loi: Some("guide du PAFI".into()) },
            ],
            personnes: vec!["Le chef d’établissement, qui pilote".into(), "Le tuteur de l’élève".into()],
            modalites: vec!["Le parcours est validé par l’autorité académique.".into()],
            etapes: vec![
                EtapeFiche {
                    titre: "Signer le contrat".into(),
                    qui: "Le référent décrochage ou le chef d’établissement".into(),
                    besoins: vec![fr("Signatures : contrat, par le jeune et le représentant légal")],
                    delai: None,
                    fin: None,
                    suites: vec![Suite {
                        rang: 2,
                        titre: "Dresser le bilan".into(),
                        seulement: fr("« Place » dit « réservée »"),
                    }],
                },
                EtapeFiche {
                    titre: "Dresser le bilan".into(),
                    qui: "Le référent décrochage".into(),
                    besoins: vec![],
                    delai: Some(fr("15 jours au plus à compter de : retour en classe")),
                    fin: Some("mené à son terme".into()),
                    suites: vec![],
                },
            ],
            combien: vec!["Un an au plus.".into(), "Une date de retour est toujours fixée.".into()],
            zone: vec!["Les établissements scolaires".into()],
            evaluation: vec![
                Mesure { texte: "Nombre d’élèves concernés".into(), comptee: true },
                Mesure { texte: "Évaluation partagée des résultats".into(), comptee: false },
            ],
            documents: vec!["Contrat de parcours aménagé".into()],
            outils: vec![],
            textes: vec![("Guide national de déploiement du PAFI".into(), "texte cité par une source secondaire".into())],
        }
    }
}

impl_page! { Dispositifs => "Les dispositifs", []; }

impl Page for Dispositif {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        match &self.sigle {
            Some(sigle) => format!("{} ({sigle})", self.nom),
            None => self.nom.clone(),
        }
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Les dispositifs", "/dispositifs")]
    }
}
