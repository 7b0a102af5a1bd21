//! Where the schools' sheets of leavers stand, for those who wait for their answers.

use askama::Template;

use crate::components::{Action, Badge, CountedLine, EmptyState, Progress, Tone};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// The sheet of one school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeuilleLigne {
    /// Name of the school.
    pub etablissement: String,
    /// Not opened, opened, under way, handed in.
    pub etat: Badge,
    /// Lines answered, of all.
    pub avancement: Progress,
    /// `3 bien sans solution, 1 en apprentissage`; empty without an answer.
    pub reponses: String,
    /// `ouverte le 12 novembre, rappelée le 20 novembre`; empty when nothing happened.
    pub dates: String,
    /// Reminds the school by mail; `None` when it has answered, was reminded lately or has nobody to remind.
    pub rappeler: Option<Action>,
}

/// All sheets of a territory.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "feuilles.html")]
pub struct Feuilles {
    /// What stands around.
    pub layout: Layout,
    /// Of which campaign, for which territory.
    pub cadre: String,
    /// How many stand where.
    pub comptes: Vec<CountedLine>,
    /// Reminds all that can be.
    pub rappeler: Option<Action>,
    /// What a reminder says, and to whom.
    pub rappel: String,
    /// Those that wait first.
    pub feuilles: Vec<FeuilleLigne>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Feuilles {
    /// What is said when there is no sheet.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Aucune feuille à remplir".into(),
            text: fr(
                "Une campagne publiée prépare la feuille de chaque établissement dont des jeunes ne sont plus retrouvés.",
            ),
            link: Some(Link::new("Voir les campagnes", "/campagnes")),
        }
    }

    /// Three schools.
    pub fn sample() -> Self {
        let compte = |combien, texte: &str, tone| CountedLine {
            count: combien,
            text: texte.into(),
            detail: None,
            href: String::new(),
            tone,
        };
        let avancement = |done, total, words: &str| Progress { done, total, words: fr(words) };
        let rappeler =
            |nom: &str| Action { about: Some(nom.into()), ..Action::new("Rappeler", "/feuilles/rappeler") };
        Self {
            layout: Layout::sample().at("/campagnes"),
            cadre: fr("Depuis la campagne « SIEI novembre 2026 », publiée le 12 novembre 2026."),
            comptes: vec![
                compte(1, "feuille pas encore ouverte", Tone::Warning),
                compte(1, "feuille en cours", Tone::Info),
                compte(1, "feuille transmise", Tone::Success),
            ],
            rappeler: Some(Action::new("Rappeler 2 établissements", "/feuilles/rappeler")),
            rappel: fr(
                "Le courriel dit combien de lignes attendent, sans aucun nom, au chef d’établissement et au référent décrochage.",
            ),
            feuilles: vec![
                FeuilleLigne {
                    etablissement: "LP Les Menuts".into(),
                    etat: Badge::new("Pas ouverte", Tone::Warning),
                    avancement: avancement(0, 12, "0 ligne sur 12"),
                    reponses: String::new(),
                    dates: String::new(),
                    rappeler: Some(rappeler("LP Les Menuts")),
                },
                FeuilleLigne {
                    etablissement: "Lycée Aliénor".into(),
                    etat: Badge::new("En cours", Tone::Info),
                    avancement: avancement(4, 9, "4 lignes sur 9"),
                    reponses: fr("3 bien sans solution, 1 en apprentissage"),
                    dates: fr("ouverte le 20 novembre 2026, rappelée le 19 novembre 2026"),
                    rappeler: Some(rappeler("Lycée Aliénor")),
                },
                FeuilleLigne {
                    etablissement: "LP des Graves".into(),
                    etat: Badge::new("Transmise", Tone::Success),
                    avancement: avancement(7, 7, "7 lignes sur 7"),
                    reponses: fr("5 bien sans solution, 2 scolarisés ailleurs"),
                    dates: fr("transmise le 18 novembre 2026"),
                    rappeler: None,
                },
            ],
            vide: Self::rien(),
        }
    }

    /// None yet.
    pub fn empty_sample() -> Self {
        Self { comptes: vec![], rappeler: None, feuilles: vec![], ..Self::sample() }
    }
}

impl Page for Feuilles {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Feuilles des établissements".into()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Campagnes", "/campagnes")]
    }
}
