//! The school's sheet: one line for each leaver, an answer by the arrow keys, a line done folds away.

use askama::Template;

use crate::components::{Action, EmptyState, Progress};
use crate::form::Choice;
use crate::fr;
use crate::layout::{Layout, impl_page};

/// One leaver. Its form posts `reponse` (one of the choices), `precision` (facultatif: where she is now), `telephone`
/// (facultatif), `version`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sortant {
    /// What identifies the line in the page, and in its address.
    pub reference: String,
    /// Where the line posts.
    pub action: String,
    /// As read.
    pub version: i64,
    /// `DUVAL Inès`.
    pub nom: String,
    /// `née le 3 novembre 2009, CAP cuisine 1re année`.
    pub resume: String,
    /// The telephone known, to be corrected in place.
    pub telephone: String,
    /// What was answered: code of the choice, words with the detail. `None` when the line is still to do.
    pub repondu: Option<(String, String)>,
    /// Detail already given.
    pub precision: String,
    /// What was wrong with the answer.
    pub erreur: Option<String>,
}

/// The sheet.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "verification.html")]
pub struct Verification {
    /// What stands around.
    pub layout: Layout,
    /// `LP Les Menuts`.
    pub etablissement: String,
    /// `Campagne de novembre 2026, à rendre avant le 27 novembre`.
    pub cadre: String,
    /// `8 lignes sur 23`.
    pub avancement: Progress,
    /// The answers, the same for every line.
    pub reponses: Vec<Choice>,
    /// Those still to do, then those done.
    pub sortants: Vec<Sortant>,
    /// Hands the sheet in, even with lines left: a school that cannot tell must be able to end. `None` when nothing was answered
    /// since the last time.
    pub terminer: Option<Action>,
    /// Once it is sent: number, day, by whom.
    pub recu: Option<String>,
    /// What is said when nobody is to be verified.
    pub vide: EmptyState,
}

impl Verification {
    fn a_faire(&self) -> Vec<&Sortant> {
        self.sortants.iter().filter(|sortant| sortant.repondu.is_none()).collect()
    }

    fn faits(&self) -> Vec<&Sortant> {
        self.sortants.iter().filter(|sortant| sortant.repondu.is_some()).collect()
    }

    /// Two to do, one done.
    pub fn sample() -> Self {
        let sortant = |reference: &str, nom: &str, resume: &str, telephone: &str| Sortant {
            reference: reference.into(),
            action: format!("/verifications/v1/{reference}"),
            version: 1,
            nom: nom.into(),
            resume: fr(resume),
            telephone: telephone.into(),
            repondu: None,
            precision: String::new(),
            erreur: None,
        };
        Self {
            layout: Layout::sample(),
            etablissement: "LP Les Menuts".into(),
            cadre: fr("Campagne de novembre 2026, à rendre avant le 27 novembre."),
            avancement: Progress { done: 1, total: 3, words: fr("1 ligne faite sur 3") },
            reponses: Choice::list(&[
                ("retrouve", "Retrouvé dans une formation"),
                ("etranger", "Parti à l’étranger"),
                ("erreur", "Erreur du registre"),
                ("sans_solution", "Bien sans solution"),
                ("ne_sait_pas", "Nous ne savons pas"),
            ]),
            sortants: vec![
                sortant(
                    "s1",
                    "DUVAL Inès",
                    "née le 3 novembre 2009, CAP cuisine 1re année",
                    "06 39 98 99 00",
                ),
                sortant("s2", "FERREIRA Tom", "né le 21 mai 2008, première MELEC", ""),
                Sortant {
                    repondu: Some((
                        "retrouve".into(),
                        fr("Retrouvé dans une formation : CFA de Blanquefort"),
                    )),
                    precision: "CFA de Blanquefort".into(),
                    ..sortant("s3", "NGUYEN Léa", "née le 2 janvier 2009, seconde AGORA", "06 39 98 22 33")
                },
            ],
            terminer: None,
            recu: None,
            vide: EmptyState {
                title: "Aucun sortant à vérifier".into(),
                text: fr(
                    "La prochaine campagne préparera votre feuille. D’ici là, vous pouvez signaler un départ le jour même.",
                ),
                link: Some(crate::layout::Link::new("Signaler un départ", "/signaler")),
            },
        }
    }

    /// All done, and sent.
    pub fn sent_sample() -> Self {
        let mut page = Self::sample();
        page.sortants.retain(|sortant| sortant.repondu.is_some());
        page.avancement = Progress { done: 3, total: 3, words: fr("3 lignes faites sur 3") };
        page.recu = Some(fr(
            "Feuille transmise le 12 novembre 2026 à 9 h 52 par Claire Marchetti ; reçu n° 2026-11-0148.",
        ));
        page
    }
}

impl_page! { Verification => "Vérifier les sortants", []; }
