//! Those whom the last campaign found although they are followed: with the evidence, and what to decide.

use askama::Template;

use crate::components::{Badge, EmptyState, Tone};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// Somebody followed whom the campaign found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortiLigne {
    /// Posted when chosen.
    pub reference: String,
    /// Name, and the dossier.
    pub jeune: Link,
    /// `17 ans`.
    pub age: String,
    /// `Retrouvé`, `Diplômé`.
    pub verdict: Badge,
    /// Where, since when, in which register.
    pub preuve: String,
    /// What closing would write: `retrouvé en apprentissage`; `None` when it must be decided in the dossier.
    pub serait: Option<String>,
    /// Contact.
    pub contact: Badge,
    /// Solution.
    pub solution: Badge,
}

/// All of them, fifty at most.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "sortis.html")]
pub struct Sortis {
    /// What stands around.
    pub layout: Layout,
    /// Which campaign, and what is asked.
    pub cadre: String,
    /// How many wait beyond those shown; empty when none.
    pub reste: String,
    /// By name.
    pub lignes: Vec<SortiLigne>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Sortis {
    /// What is said when nobody waits.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Personne à décider".into(),
            text: fr(
                "La dernière campagne n’a retrouvé aucun des jeunes que vous suivez, ou vous avez déjà décidé pour chacun.",
            ),
            link: Some(Link::new("Voir la liste des jeunes", "/jeunes")),
        }
    }

    /// Two people.
    pub fn sample() -> Self {
        let ligne = |nom: &str, age: &str, verdict, preuve: &str, serait: Option<&str>| SortiLigne {
            reference: nom.to_lowercase().replace(' ', "-"),
            jeune: Link::new(nom, "/dossiers/d1"),
            age: fr(age),
            verdict,
            preuve: fr(preuve),
            serait: serait.map(str::to_owned),
            contact: Badge::new("Injoignable", Tone::Warning),
            solution: Badge::new("Sans solution", Tone::Neutral),
        };
        Self {
            layout: Layout::sample().at("/jeunes"),
            cadre: fr(
                "La campagne « SIEI mars 2027 » a retrouvé ces jeunes que vous suivez. Rien n’est clos tant que vous n’en décidez pas.",
            ),
            reste: String::new(),
            lignes: vec![
                ligne(
                    "DUVAL Inès",
                    "17 ans",
                    Badge::new("Retrouvé", Tone::Success),
                    "Inscrite au CFA de Blanquefort depuis le 2 janvier 2027 (SIFA, ligne 812).",
                    Some("retrouvé en apprentissage"),
                ),
                ligne(
                    "MARTINEAU Lucas",
                    "25 ans",
                    Badge::new("Hors champ", Tone::Neutral),
                    "Il a plus de 25 ans.",
                    None,
                ),
            ],
            vide: Self::rien(),
        }
    }

    /// Nobody.
    pub fn empty_sample() -> Self {
        Self { lignes: vec![], ..Self::sample() }
    }
}

impl Page for Sortis {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Retrouvés par la campagne".into()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Jeunes", "/jeunes")]
    }
}
