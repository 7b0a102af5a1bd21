//! Keeping one's marks or sitting again: what each choice would give, before anybody decides what cannot be undone.

use askama::{Template, filters::HtmlSafe};

use crate::components::{Alert, Badge, Tone};
use crate::form::{Answers, Choice};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// One paper of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneNote {
    /// From 1: its fields are `epreuve_1`, `note_1`, `coefficient_1`, `choix_1` (`garder`, `repasser`), `espere_1`.
    pub numero: usize,
    /// Whether its mark may be kept, and until when; once it is known.
    pub gardable: Option<Badge>,
}

/// What one way of choosing gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// `Votre choix`.
    pub nom: String,
    /// How many marks are kept.
    pub gardees: String,
    /// The mean, with what was hoped for.
    pub moyenne: String,
    /// What the papers sat again must reach together.
    pub a_obtenir: String,
    /// Whether a mention can be given.
    pub mention: String,
}

/// One cell that is filled in.
#[derive(Template)]
#[template(path = "components/case.html")]
struct Case<'a> {
    nom: String,
    label: Option<String>,
    genre: &'static str,
    valeur: &'a str,
    erreur: Option<&'a str>,
}

impl HtmlSafe for Case<'_> {}

/// The calculator.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "notes.html")]
pub struct Notes {
    /// What stands around.
    pub layout: Layout,
    /// Where it posts: `voie`, `premiere`, `resultats`, `session`, and the papers.
    pub action: String,
    /// Which rule keeps marks.
    pub voies: Vec<Choice>,
    /// The papers, filled in or not.
    pub lignes: Vec<LigneNote>,
    /// What was typed, and what was wrong with it.
    pub saisie: Answers,
    /// What each way of choosing gives; empty before anything was typed.
    pub scenarios: Vec<Scenario>,
    /// What cannot be undone.
    pub avertissements: Vec<Alert>,
}

impl Notes {
    /// Before anything is typed.
    pub fn new(layout: Layout, action: &str, voies: Vec<Choice>, lignes: usize) -> Self {
        let lignes = (1..=lignes).map(|numero| LigneNote { numero, gardable: None }).collect();
        Self {
            layout,
            action: action.to_owned(),
            voies,
            lignes,
            saisie: Answers::default(),
            scenarios: vec![],
            avertissements: vec![],
        }
    }

    fn valeur(&self, nom: &str) -> &str {
        self.saisie.values.iter().find(|(cle, _)| cle == nom).map_or("", |(_, valeur)| valeur)
    }

    fn erreur(&self, nom: &str) -> Option<&str> {
        self.saisie.errors.iter().find(|(cle, _)| cle == nom).map(|(_, phrase)| phrase.as_str())
    }

    /// A mark is kept unless somebody said otherwise.
    fn garde(&self, numero: impl std::fmt::Display) -> bool {
        self.valeur(&format!("choix_{numero}")) != "repasser"
    }

    fn date(&self, nom: &'static str, genre: &'static str) -> Case<'_> {
        Case { nom: nom.to_owned(), label: None, genre, valeur: self.valeur(nom), erreur: self.erreur(nom) }
    }

    fn case(&self, nom: &str, numero: impl std::fmt::Display, label: &str) -> Case<'_> {
        let nom = format!("{nom}_{numero}");
        let (valeur, erreur) = (self.valeur(&nom), self.erreur(&nom));
        Case { label: Some(format!("{label}, ligne {numero}")), genre: "text", valeur, erreur, nom }
    }

    /// Two papers, one of which may be kept.
    pub fn sample() -> Self {
        let voies = Choice::list(&[
            ("generale_technologique", "Baccalauréat général ou technologique"),
            ("professionnelle", "Baccalauréat professionnel"),
        ]);
        let mut page =
            Self::new(Layout::public_sample(), "/dispositifs/conservation_notes/calculer", voies, 3);
        let typed = [
            ("voie", "generale_technologique"),
            ("premiere", "2026"),
            ("session", "2027-06-14"),
            ("epreuve_1", "Philosophie"),
            ("note_1", "12,5"),
            ("coefficient_1", "4"),
            ("choix_1", "garder"),
            ("epreuve_2", "Histoire"),
            ("note_2", "7"),
            ("coefficient_2", "3"),
            ("espere_2", "9"),
        ];
        page.saisie.values = typed.map(|(cle, valeur)| (cle.to_owned(), valeur.to_owned())).to_vec();
        page.lignes[0].gardable = Some(Badge::new("jusqu’à la session 2031", Tone::Success));
        page.lignes[1].gardable = Some(Badge::new("moins de 10", Tone::Neutral));
        page.scenarios = vec![Scenario {
            nom: "Votre choix".into(),
            gardees: "1".into(),
            moyenne: "11/20".into(),
            a_obtenir: "6,67/20".into(),
            mention: "aucune possible".into(),
        }];
        let phrase = "Avec 1 note gardée, aucune mention ne peut être attribuée.";
        page.avertissements = vec![Alert::new(Tone::Warning, phrase)];
        page
    }

    /// With a mark that is none.
    pub fn error_sample() -> Self {
        let mut page = Self::sample();
        page.scenarios.clear();
        page.avertissements.clear();
        page.saisie.values.push(("note_3".into(), "25".into()));
        page.saisie.errors = vec![("note_3".into(), fr("Une note va de 0 à 20. Exemple : 12,5."))];
        page
    }
}

impl Page for Notes {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        fr("Garder ses notes ou repasser ?")
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![
            Link::new("Les dispositifs", "/dispositifs"),
            Link::new("Conservation des notes", "/dispositifs/conservation_notes"),
        ]
    }
}
