//! What the fiches count over the parcours of a territory: each figure opens exactly its list.

use askama::Template;

use crate::components::{Badge, EmptyState, Tone};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// An indicator of a fiche, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compte {
    /// What is counted, in the words of the fiche.
    pub titre: String,
    /// The figure, opening its list; `None` when no program counts it: people evaluate it together.
    pub valeur: Option<Link>,
}

/// The figures of a school year, by dispositif.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "bilan.html")]
pub struct Bilan {
    /// What stands around.
    pub layout: Layout,
    /// Which parcours are counted.
    pub cadre: String,
    /// The year before, the year after.
    pub annees: Vec<Link>,
    /// The public page of each fiche, and its figures in its order; those without a parcours left out.
    pub dispositifs: Vec<(Link, Vec<Compte>)>,
    /// The same as a file.
    pub export: Link,
    /// What is said when there is no parcours.
    pub vide: EmptyState,
}

/// The parcours that a figure counts.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "bilan_liste.html")]
pub struct BilanListe {
    /// What stands around.
    pub layout: Layout,
    /// What is counted.
    pub titre: String,
    /// Of which dispositif, over which year.
    pub cadre: String,
    /// Back to the figures.
    pub retour: Link,
    /// Each parcours, its step, and how it ended.
    pub lignes: Vec<(Link, String, Option<Badge>)>,
}

impl Bilan {
    /// What is said when there is nothing to count.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Aucun parcours ouvert cette année-là".into(),
            text: fr("Un parcours s’ouvre depuis le dossier d’un jeune, onglet « Parcours »."),
            link: Some(Link::new("Voir les jeunes", "/jeunes")),
        }
    }

    /// A year with one dispositif.
    pub fn sample() -> Self {
        let compte = |titre: &str, combien: Option<&str>| Compte {
            titre: titre.into(),
            valeur: combien.map(|combien| Link::new(combien, "/parcours/bilan/pafi/concernes?annee=2026")),
        };
        Self {
            layout: Layout::sample().at("/parcours"),
            cadre: fr(
                "Parcours ouverts du 1er septembre 2026 au 31 août 2027 dans les dossiers que votre structure voit.",
            ),
            annees: vec![Link::new("Année 2025-2026", "/parcours/bilan?annee=2025")],
            dispositifs: vec![(
                Link::new("Parcours aménagé de la formation initiale", "/dispositifs/pafi"),
                vec![
                    compte("Nombre d’élèves concernés", Some("4")),
                    compte("Nombre d’élèves qui poursuivent leur formation", Some("0")),
                    compte("Évaluation partagée avec la famille", None),
                ],
            )],
            export: Link::new("Télécharger ces chiffres (CSV)", "/parcours/bilan.csv?annee=2026"),
            vide: Self::rien(),
        }
    }

    /// A year without a parcours.
    pub fn empty_sample() -> Self {
        Self { dispositifs: vec![], ..Self::sample() }
    }
}

impl BilanListe {
    /// Two parcours.
    pub fn sample() -> Self {
        let ligne = |nom: &str, etape: &str, badge| (Link::new(nom, "/parcours/p1"), etape.to_owned(), badge);
        Self {
            layout: Layout::sample().at("/parcours"),
            titre: "Nombre d’élèves concernés".into(),
            cadre: "Parcours aménagé de la formation initiale, année 2026-2027".into(),
            retour: Link::new("Tous les chiffres de l’année", "/parcours/bilan?annee=2026"),
            lignes: vec![
                ligne("Inès DUVAL", "Signer le contrat", None),
                ligne("Sacha LEROY", "Dresser le bilan", Some(Badge::new("mené à son terme", Tone::Success))),
            ],
        }
    }
}

impl Page for Bilan {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Bilan des parcours".into()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Parcours", "/parcours")]
    }
}

impl Page for BilanListe {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.titre.clone()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Parcours", "/parcours"), Link::new("Bilan", "/parcours/bilan")]
    }
}
