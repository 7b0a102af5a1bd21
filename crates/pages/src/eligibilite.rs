//! What somebody may enter, on a day: each dispositif with its answer, each condition with the fact behind it.

use askama::Template;

use crate::components::{Badge, EmptyState, Tone};
use crate::form::{Choice, Drawer, Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// One condition, looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionLue {
    /// What must hold.
    pub texte: String,
    /// Whether it does.
    pub etat: Badge,
    /// The fact behind it, with its source.
    pub fait: String,
    /// What it rests on.
    pub loi: Option<String>,
    /// `à partir du 3 mars 2027`.
    pub quand: Option<String>,
}

/// The answer for one dispositif.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reponse {
    /// Its name and its fiche.
    pub dispositif: Link,
    /// What people say.
    pub sigle: Option<String>,
    /// `Possible`, `À compléter`, `Possible à partir du 3 mars 2027`.
    pub etat: Badge,
    /// What stands in the way or is to be asked.
    pub manque: Vec<String>,
    /// Every condition.
    pub conditions: Vec<ConditionLue>,
    /// What is asked of this dispositif alone: choices of yes or no, which post with [`Eligibilite::questions`].
    pub questions: Vec<Field>,
    /// The young person's parcours in it, when one is open.
    pub parcours: Option<Link>,
}

/// Answers of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groupe {
    /// `Possible aujourd’hui`.
    pub titre: String,
    /// Whether it is folded until asked for.
    pub replie: bool,
    /// The dispositifs.
    pub reponses: Vec<Reponse>,
}

/// Everything for one young person on one day.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "eligibilite.html")]
pub struct Eligibilite {
    /// What stands around.
    pub layout: Layout,
    /// Back to the dossier: the young person's name.
    pub dossier: Link,
    /// `21 novembre 2026`.
    pub jour: String,
    /// Another day and what nobody has written yet; posts back to the page, and is not kept.
    pub questions: Drawer,
    /// What is known: each fact with its source.
    pub connu: Vec<crate::components::Fact>,
    /// Possible, to complete, not on this day.
    pub groupes: Vec<Groupe>,
    /// What is said without a dispositif.
    pub vide: EmptyState,
}

impl Eligibilite {
    /// Three answers.
    pub fn sample() -> Self {
        let condition = |texte: &str, etat: &str, tone: Tone, fait: &str| ConditionLue {
            texte: texte.into(),
            etat: Badge::new(etat, tone),
            fait: fr(fait),
            loi: Some("D122-3-1".into()),
            quand: None,
        };
        let reponse = |nom: &str, etat: Badge, manque: Vec<String>| Reponse {
            dispositif: Link::new(nom, "/dispositifs/droit_retour"),
            sigle: None,
            etat,
            manque,
            conditions: vec![
                condition(
                    "avoir de 16 à 25 ans",
                    "remplie",
                    Tone::Success,
                    "17 ans, naissance le 5 mars 2009 (identité du dossier).",
                ),
                condition(
                    "ne plus être scolarisé",
                    "à renseigner",
                    Tone::Warning,
                    "À renseigner : Est-elle scolarisée aujourd’hui ?",
                ),
            ],
            questions: Vec::new(),
            parcours: None,
        };
        let form = Form::new("questions", "/dossiers/r1/eligibilite", "Voir la réponse")
            .field(Field::date("le", "À quelle date").value("2026-11-21"));
        let volontaire = Field::radios(
            "tutorat-volontaire",
            fr("Est-elle volontaire ?"),
            Choice::list(&[("oui", "Oui"), ("non", "Non")]),
        );
        Self {
            layout: Layout::sample().at("/jeunes"),
            dossier: Link::new("Inès DUVAL", "/dossiers/r1"),
            jour: fr("21 novembre 2026"),
            questions: Drawer::new("Changer de date, répondre aux questions", form),
            connu: vec![crate::components::Fact::new("Naissance", "5 mars 2009").seen("identité du dossier")],
            groupes: vec![
                Groupe {
                    titre: "Déjà en cours".into(),
                    replie: false,
                    reponses: vec![Reponse {
                        parcours: Some(Link::new("Voir le parcours", "/parcours/p1")),
                        ..reponse(
                            "Parcours aménagé de la formation initiale",
                            Badge::new("Depuis le 3 novembre 2026", Tone::Info),
                            vec![],
                        )
                    }],
                },
                Groupe {
                    titre: "Possible à cette date".into(),
                    replie: false,
                    reponses: vec![reponse(
                        "Droit au retour en formation initiale",
                        Badge::new("Possible", Tone::Success),
                        vec![],
                    )],
                },
                Groupe {
                    titre: "Il manque des informations".into(),
                    replie: false,
                    reponses: vec![Reponse {
                        questions: vec![volontaire],
                        ..reponse(
                            "Tutorat",
                            Badge::new("À compléter", Tone::Warning),
                            vec![fr("À renseigner : Est-elle volontaire ?")],
                        )
                    }],
                },
                Groupe {
                    titre: "Pas possible à cette date".into(),
                    replie: true,
                    reponses: vec![reponse(
                        "Micro-lycée",
                        Badge::new("À partir du 3 mars 2027", Tone::Info),
                        vec![fr("Être sorti de formation depuis au moins 6 mois : à partir du 3 mars 2027.")],
                    )],
                },
            ],
            vide: Self::rien(),
        }
    }

    /// A catalogue without a dispositif.
    pub fn empty_sample() -> Self {
        Self { groupes: vec![], ..Self::sample() }
    }

    /// What is said without a dispositif.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Aucun dispositif".into(),
            text: "Le catalogue de ce service est vide.".into(),
            link: None,
        }
    }
}

impl Page for Eligibilite {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        format!("Ce qui est possible pour {}", self.dossier.label)
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Jeunes", "/jeunes"), self.dossier.clone()]
    }
}
