//! The parcours somebody takes part in, and those that await something of them.

use askama::Template;

use crate::components::{Badge, EmptyState, Tab, Tabs, Tone};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// One that somebody takes part in, or that awaits them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneParcours {
    /// The young person and the dispositif.
    pub lien: Link,
    /// What it awaits from who looks: `Signer : contrat de parcours aménagé`.
    pub attendu: Vec<String>,
    /// The step under way and since when it is open.
    pub detail: String,
    /// How much it presses.
    pub badge: Option<Badge>,
}

/// Those in which one takes part, and those that await one.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parcours_liste.html")]
pub struct MesParcours {
    /// What stands around.
    pub layout: Layout,
    /// All of them, or those that await who looks.
    pub onglets: Tabs,
    /// What else is done with parcours.
    pub liens: Vec<Link>,
    /// The same list as a file, when it has a line.
    pub export: Option<Link>,
    /// What stands for no line.
    pub vide: EmptyState,
    /// What is due first before the rest.
    pub lignes: Vec<LigneParcours>,
}

impl MesParcours {
    /// Instead of the whole list.
    pub fn aucun() -> EmptyState {
        EmptyState {
            title: "Aucun parcours en cours ne vous attend".into(),
            text: "Quand une étape vous reviendra, ou quand un établissement ou une PSAD associera votre structure, le parcours \
                   apparaîtra ici."
                .into(),
            link: None,
        }
    }

    /// Instead of those that await who looks.
    pub fn rien_ne_m_attend() -> EmptyState {
        EmptyState {
            title: "Rien ne vous attend".into(),
            text: "Ni étape à faire, ni document à signer, ni décision à rendre de votre part aujourd’hui."
                .into(),
            link: Some(Link::new("Voir tous les parcours", "/parcours")),
        }
    }

    /// One that is late, one without a day.
    pub fn sample() -> Self {
        let tab = |label: &str, href: &str, count, current| Tab {
            label: label.into(),
            href: href.into(),
            current,
            count: Some(count),
        };
        Self {
            layout: Layout::sample().at("/parcours"),
            onglets: Tabs {
                label: "Parcours à montrer".into(),
                tabs: vec![
                    tab("Tous", "/parcours", 2, true),
                    tab("M’attendent", "/parcours?attend=moi", 1, false),
                ],
            },
            liens: vec![Link::new("Documents en lot", "/parcours/lots")],
            export: Some(Link::new("Télécharger cette liste (CSV)", "/parcours/liste.csv")),
            vide: Self::aucun(),
            lignes: vec![
                LigneParcours {
                    lien: Link::new(fr("Inès Duval : PAFI"), "/parcours/p1"),
                    attendu: vec![fr("Signer : contrat de parcours aménagé")],
                    detail: "Signer le contrat, parcours ouvert le 5 octobre 2026".into(),
                    badge: Some(Badge::new("à faire avant le 26 octobre", Tone::Warning)),
                },
                LigneParcours {
                    lien: Link::new(fr("Lucas Martineau : DIPA"), "/parcours/p2"),
                    attendu: vec![],
                    detail: "Se former, parcours ouvert le 2 novembre 2026".into(),
                    badge: None,
                },
            ],
        }
    }

    /// None.
    pub fn empty_sample() -> Self {
        Self { lignes: vec![], export: None, ..Self::sample() }
    }
}

impl Page for MesParcours {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Vos parcours".into()
    }
}
