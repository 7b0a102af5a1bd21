//! Hand-offs: those to answer, those one waits for.

use askama::Template;

use crate::components::{Action, EmptyState, Tabs, Tone};
use crate::form::{Choice, Drawer, Field, Form};
use crate::fr;
use crate::layout::{Layout, Link, impl_page};

/// One hand-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The young person, and the dossier if it may be read already.
    pub jeune: Link,
    /// `17 ans, Bègles`.
    pub resume: String,
    /// Who hands over, to whom: `de M. Petit, CIO Bordeaux Sud`.
    pub de_vers: String,
    /// Why: one of a closed list.
    pub motif: String,
    /// What the sender wrote.
    pub message: Option<String>,
    /// `proposé le 6 novembre, sans réponse depuis 6 jours`.
    pub delai: String,
    /// How late.
    pub tone: Tone,
    /// For the receiver.
    pub accepter: Option<Action>,
    /// For the receiver: [`Passage::refus`].
    pub refuser: Option<Drawer>,
    /// For the sender.
    pub retirer: Option<Action>,
}

impl Passage {
    /// `motif`, `precision` (facultatif), `version`. `id` is unique in the page.
    pub fn refus(id: &str, action: &str, version: i64, motifs: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Refuser",
            Form::new(format!("refus-{id}"), action, "Refuser ce relais")
                .with("version", version)
                .field(Field::radios("motif", "Pourquoi", motifs))
                .field(Field::note("precision", "Précision").optional()),
        )
    }
}

/// The hand-offs of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "relais.html")]
pub struct Relais {
    /// What stands around.
    pub layout: Layout,
    /// Received, sent, done.
    pub onglets: Tabs,
    /// Those of the tab.
    pub passages: Vec<Passage>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Relais {
    /// One to answer.
    pub fn sample() -> Self {
        use crate::components::Tab;
        Self {
            layout: Layout::sample().at("/relais"),
            onglets: Tabs {
                label: "Relais".into(),
                tabs: vec![
                    Tab {
                        label: "À accepter".into(), href: "/relais".into(), current: true, count: Some(1)
                    },
                    Tab {
                        label: "Envoyés, sans réponse".into(),
                        href: "/relais?vue=envoyes".into(),
                        current: false,
                        count: Some(2),
                    },
                    Tab {
                        label: "Terminés".into(),
                        href: "/relais?vue=termines".into(),
                        current: false,
                        count: None,
                    },
                ],
            },
            passages: vec![Passage {
                jeune: Link::new("Yanis ABADI", "/dossiers/r3"),
                resume: fr("16 ans, mineur, Cenon"),
                de_vers: "de Mme Lopez, mission locale de Bordeaux".into(),
                motif: "relève d’une autre structure".into(),
                message: Some(fr(
                    "Yanis veut reprendre une 3e prépa-métiers : l’entretien de réorientation est à tenir par le CIO.",
                )),
                delai: fr("proposé le 6 novembre, sans réponse depuis 6 jours"),
                tone: Tone::Warning,
                accepter: Some(Action {
                    about: Some(fr("le relais de Yanis Abadi")),
                    ..Action::new("Accepter", "/relais/p1/accepter")
                        .with("version", 2)
                        .weight(crate::components::Weight::Primary)
                }),
                refuser: Some(Passage::refus(
                    "p1",
                    "/relais/p1/refuser",
                    2,
                    Choice::list(&[
                        ("territoire", "N’habite pas notre territoire"),
                        ("age", "Ne relève pas de nous par son âge"),
                        ("deja", "Suivi par une autre structure"),
                        ("charge", "Nous ne pouvons pas le recevoir"),
                    ]),
                )),
                retirer: None,
            }],
            vide: EmptyState {
                title: "Aucun relais à accepter".into(),
                text: fr(
                    "Quand une structure vous confiera un jeune, il apparaîtra ici. Elle en reste responsable tant que vous n’avez pas accepté.",
                ),
                link: None,
            },
        }
    }

    /// None.
    pub fn empty_sample() -> Self {
        Self { passages: vec![], ..Self::sample() }
    }
}

impl_page! { Relais => "Relais", []; }
